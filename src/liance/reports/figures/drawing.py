"""Draw figures without a browser: ECharts runs in an embedded V8 and gives SVG (its server-side rendering).

The engine gets the library's text as an argument and reads nothing itself. Always use it as a context: a V8 that
is left open keeps the program from ending.
"""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.core.limits import MAX_DRAWING_BYTES, MAX_DRAWING_SECONDS
from liance.reports.figures.options import Drawing

_DRAW = """
function draw(text) {
  const figure = JSON.parse(text);
  for (const name in figure.maps) { echarts.registerMap(name, figure.maps[name]); }
  const chart = echarts.init(null, null,
    {renderer: "svg", ssr: true, width: figure.width, height: figure.height});
  chart.setOption(figure.option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
"""
#: Names (of classes, clips, gradients) that the renderer numbers through over all it has ever drawn.
_NUMBERED = re.compile(r"\bzr\d+-[a-z]+-?\d+\b")
#: Signs that XML cannot hold, and that a plan's title might.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class DrawingError(LianceError):
    """A figure cannot be drawn."""

    def __init__(self, figure: str, why: str) -> None:
        self.figure, self.why = figure, why
        super().__init__(
            Text(
                zh="无法绘制图“{figure}”：{why}",
                en="the figure '{figure}' cannot be drawn: {why}",
            ),
            figure=figure,
            why=why,
        )


class EngineMissingError(LianceError):
    """The libraries that draw and typeset are not installed."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            Text(
                zh="生成报告需要 {name}，请安装 liance[report]",
                en="reports need {name}; install liance[report]",
            ),
            name=name,
        )


class Engine:
    """ECharts in an embedded V8, for many figures; use it as a context."""

    def __init__(self, library: str) -> None:
        """Take the text of ``echarts.min.js``."""
        self._library = library
        self._stack = ExitStack()
        self._context: Any = None

    def __enter__(self) -> Self:
        try:
            from py_mini_racer import mini_racer
        except ImportError as error:
            raise EngineMissingError("mini-racer") from error
        self._context = self._stack.enter_context(mini_racer())
        self._context.set_hard_memory_limit(MAX_DRAWING_BYTES)
        self._context.eval(self._library, timeout_sec=MAX_DRAWING_SECONDS)
        self._context.eval(_DRAW)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context = None
        self._stack.close()

    def svg(self, drawing: Drawing) -> str:
        """Return the figure as SVG: the same text for the same figure, whatever was drawn before.

        Raises:
            DrawingError: ECharts refused the option, or it took too long or too much memory.
        """
        from py_mini_racer import JSEvalException

        text = _NOT_XML.sub(" ", json.dumps(drawing.as_data(), ensure_ascii=False, sort_keys=True))
        try:
            svg = self._context.call("draw", text, timeout_sec=MAX_DRAWING_SECONDS)
        except JSEvalException as error:
            raise DrawingError(drawing.id, str(error).splitlines()[0]) from error
        return _renumbered(_NOT_XML.sub(" ", str(svg)), drawing.id)


def _renumbered(svg: str, figure: str) -> str:
    """Return the picture with names that depend on itself alone, and that no other figure of a page has."""
    names: dict[str, str] = {}
    return _NUMBERED.sub(lambda hit: names.setdefault(hit.group(), f"{figure}-{len(names)}"), svg)
