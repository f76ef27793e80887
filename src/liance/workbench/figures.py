"""Figures for skins and reports: the charts library, the options to draw, and pictures without a browser."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.reports.figures.model import Figure, Picture
from liance.reports.figures.options import FONT_FAMILIES, Drawing, drawing
from liance.workbench.drawing import draw_in_child
from liance.workbench.fonts import chinese_fonts

__all__ = ["Drawing", "Figure", "Picture", "charts_path", "charts_text", "draw_all", "drawing"]


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


def draw_all(figures: Iterable[Figure], *, png: bool = True, own_fonts: bool = False) -> dict[str, Picture]:
    """Draw figures without a browser.

    Args:
        figures: what to draw.
        png: give pixels beside outlines.
        own_fonts: name the Chinese font of this machine in the outlines, as pixels and PDF need it; else common ones,
            of which a reader's machine has one. Pixels always do.

    Raises:
        FontMissingError: the machine's font is asked for, and none draws Chinese signs.
        ChartsMissingError: the package holds no charts library.
        EngineMissingError: the extra ``report`` is not installed.
        DrawingError: a figure cannot be drawn.
    """
    fonts = chinese_fonts() if png or own_fonts else None
    families = (fonts.sans,) if fonts else FONT_FAMILIES
    drawings = [drawing(figure, families) for figure in figures]
    font_files = fonts.sans_files if fonts and png else ()
    drawn = draw_in_child(charts_path(), drawings, families[0], font_files) if drawings else []
    return {
        plan.id: Picture(svg, pixels, plan.width, plan.height, plan.title)
        for plan, (svg, pixels) in zip(drawings, drawn, strict=True)
    }
