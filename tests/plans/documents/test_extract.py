"""The text that readers build."""

from __future__ import annotations

import pytest

from liance.core import limits
from liance.core.errors import DocumentError
from liance.core.spans import Span
from liance.plans.documents.extract import TextBuilder, write_blocks


def test_spans_are_places_in_the_text() -> None:
    builder = TextBuilder("a")
    assert (builder.add("链策"), builder.add("x")) == (Span(0, 2), Span(2, 3))
    assert builder.text() == "链策x"


def test_the_bound_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TEXT_CHARACTERS", 3)
    builder = TextBuilder("a")
    builder.add("abc")
    with pytest.raises(DocumentError):
        builder.add("d")


def test_an_empty_table_leaves_nothing() -> None:
    builder = TextBuilder("a")
    write_blocks(builder, [[], "x"])
    assert (builder.text(), builder.tables) == ("x\n", [])


def test_an_empty_frame_is_an_empty_line_of_its_table() -> None:
    builder = TextBuilder("a")
    write_blocks(builder, [[[["x"], ["y"]], [[]], [[[]]]]])
    assert builder.text() == "x\ty\n\n\n"
    (table,) = builder.tables
    assert all(table.span.contains(cell) for row in table.rows for cell in row)
