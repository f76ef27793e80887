"""Chinese fonts on this machine: found where the system keeps them, or a clear word that there are none.

A picture or a page set without a Chinese font comes out as boxes without any error, so none is made before a font
has been seen to draw Chinese signs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.reports.figures.drawing import EngineMissingError

#: Families with the signs of simplified Chinese, in order of preference.
SANS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "HarmonyOS Sans SC",
    "MiSans",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Droid Sans Fallback",
)
SERIF = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Songti SC",
    "SimSun",
    "FangSong",
    "AR PL UMing CN",
)
#: Two signs that look different in every font that has them.
_PROBE = ("链", "策")


class FontMissingError(LianceError):
    """There is no font that draws Chinese signs."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="没有找到中文字体，图和 PDF 会变成方框，因此没有生成。请安装一种，例如：apt-get install fonts-noto-cjk；"
                "或用环境变量 LIANCE_FONTS 指明字体所在的文件夹",
                en="no Chinese font was found; figures and PDF would show boxes, so none was made. Install one, for example: "
                "apt-get install fonts-noto-cjk; or name a folder of fonts in LIANCE_FONTS",
            )
        )


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts to write with: families for headings and figures, and for running text, and the files of each."""

    sans: str
    serif: str
    sans_files: tuple[str, ...]
    serif_files: tuple[str, ...]

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that hold the files."""
        return tuple(sorted({str(Path(file).parent) for file in (*self.sans_files, *self.serif_files)}))


class _Face(Protocol):
    family: str
    path: str | None


@cache
def chinese_fonts() -> Fonts:
    """Return the fonts of this machine; a folder named in LIANCE_FONTS goes first.

    Raises:
        FontMissingError: none draws Chinese signs.
        EngineMissingError: the libraries for reports are not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise EngineMissingError("typst") from error
    own = os.environ.get("LIANCE_FONTS", "")
    for system in (False, True) if own else (True,):
        found = typst.Fonts(
            include_system_fonts=system, include_embedded_fonts=False, font_paths=[own] if own else []
        )
        fonts = choose(found.fonts(), own_first=bool(own) and not system)
        if fonts is not None and draws_chinese(fonts):
            return fonts
    raise FontMissingError


def choose(faces: Iterable[_Face], *, own_first: bool = False) -> Fonts | None:
    """Return the fonts of the first known families among ``faces``, None where none is known.

    ``own_first`` takes any family where none is known: the user named its folder.
    """
    files: dict[str, set[str]] = {}
    for face in faces:
        if face.path:
            files.setdefault(face.family, set()).add(face.path)
    any_family = sorted(files) if own_first else []
    sans = _first((*SANS, *SERIF, *any_family), files)
    if sans is None:
        return None
    serif = _first(SERIF, files) or sans
    return Fonts(sans, serif, tuple(sorted(files[sans])), tuple(sorted(files[serif])))


def _first(names: Sequence[str], known: dict[str, set[str]]) -> str | None:
    return next((name for name in names if name in known), None)


def draws_chinese(fonts: Fonts) -> bool:
    """Whether the fonts draw two Chinese signs differently: boxes and blanks are all alike."""
    try:
        import resvg_py
    except ImportError as error:
        raise EngineMissingError("resvg-py") from error
    drawn = [
        bytes(
            resvg_py.svg_to_bytes(
                svg_string=(
                    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
                    f'<text x="4" y="32" font-size="30" font-family="{fonts.sans}">{sign}</text></svg>'
                ),
                skip_system_fonts=True,
                font_files=list(fonts.sans_files),
            )
        )
        for sign in _PROBE
    ]
    return drawn[0] != drawn[1]
