"""Figures are drawn without a browser: the same bytes, Chinese signs as signs, no numbered leftovers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree
from tests.reports.figures.samples import figures

from liance.core.language import Language
from liance.reports.figures.drawing import DrawingError, Engine
from liance.reports.figures.model import Figure
from liance.reports.figures.options import Drawing, drawing
from liance.workbench.figures import charts_text


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(charts_text()) as engine:
        yield engine


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.id)
def test_a_figure_is_drawn_the_same_whatever_was_drawn_before(engine: Engine, figure: Figure) -> None:
    first = engine.svg(drawing(figure))
    engine.svg(drawing(figures()[0]))
    assert engine.svg(drawing(figure)) == first
    root = etree.fromstring(first.encode())
    assert root.tag.endswith("svg")
    assert "zr0" not in first
    assert any("\u4e00" <= sign <= "\u9fff" for sign in "".join(root.itertext()))


def test_what_is_no_option_is_told(engine: Engine) -> None:
    broken = Drawing("broken", "t", {"series": [{"type": "map", "map": "nowhere"}]}, 100, 100, {})
    with pytest.raises(DrawingError) as caught:
        engine.svg(broken)
    assert "broken" in caught.value.message(Language.ZH)


def test_signs_that_xml_cannot_hold_do_not_reach_the_picture(engine: Engine) -> None:
    made = drawing(figures()[0])
    made.option["xAxis"]["data"] = ["甲\x01\ud800乙", "</text><script>", "c"]
    text = engine.svg(made)
    assert "<script>" not in text
    etree.fromstring(text.encode())
