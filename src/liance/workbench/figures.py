"""Figures for skins and reports: the charts library, the options to draw, and pictures without a browser."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.reports.figures.drawing import Engine, EngineMissingError
from liance.reports.figures.model import Figure, Picture
from liance.reports.figures.options import FONT_FAMILIES, Drawing, drawing
from liance.workbench.fonts import Fonts, chinese_fonts

__all__ = ["Drawing", "Figure", "Picture", "charts_path", "charts_text", "draw_all", "drawing"]

#: Pixels of a picture for each CSS pixel of a figure: sharp in print at the width of a page.
_ZOOM = 2


class ChartsMissingError(LianceError):
    """The charts library is not in the package."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="安装包中没有图表库 ECharts。从源码安装时请先安装 npm，再运行 make venv（或 python hatch_build.py）",
                en="the charts library ECharts is not in the package; when installing from source, install npm and run "
                "make venv (or python hatch_build.py)",
            )
        )


def charts_path() -> Path:
    """Return where ``echarts.min.js`` lies in the installed package, for pages that load it.

    Raises:
        ChartsMissingError: it was built without it.
    """
    path = Path(str(files("liance") / "data" / "vendor" / "echarts" / "echarts.min.js"))
    if not path.is_file():
        raise ChartsMissingError
    return path


@cache
def charts_text() -> str:
    """Return the charts library's text, read once.

    Raises:
        ChartsMissingError: it was built without it.
    """
    return charts_path().read_text(encoding="utf-8")


def draw_all(figures: Iterable[Figure], *, png: bool = True) -> dict[str, Picture]:
    """Draw figures without a browser; pixels (``png``) need a Chinese font of this machine, outlines alone do not.

    Raises:
        FontMissingError: pixels are asked for, and no font draws Chinese signs.
        ChartsMissingError: the package holds no charts library.
        EngineMissingError: the extra ``report`` is not installed.
        DrawingError: a figure cannot be drawn.
    """
    fonts = chinese_fonts() if png else None
    families = (fonts.sans,) if fonts else FONT_FAMILIES
    made: dict[str, Picture] = {}
    with Engine(charts_text()) as engine:
        for figure in figures:
            plan = drawing(figure, families)
            svg = engine.svg(plan)
            pixels = _png(svg, fonts) if fonts else b""
            made[figure.id] = Picture(svg, pixels, plan.width, plan.height, plan.title)
    return made


def _png(svg: str, fonts: Fonts) -> bytes:
    try:
        import resvg_py
    except ImportError as error:
        raise EngineMissingError("resvg-py") from error
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=_ZOOM,
            skip_system_fonts=True,
            font_files=list(fonts.sans_files),
            font_family=fonts.sans,
            sans_serif_family=fonts.sans,
        )
    )
