"""Spans of text."""

import pytest

from liance.core.spans import Span


def test_spans_know_what_they_hold_and_touch() -> None:
    assert Span(2, 5).contains(Span(3, 5))
    assert not Span(2, 5).contains(Span(3, 6))
    assert Span(2, 5).overlaps(Span(4, 9))
    assert not Span(2, 5).overlaps(Span(5, 9))
    assert len(Span(2, 5)) == 3


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_impossible_spans_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)
