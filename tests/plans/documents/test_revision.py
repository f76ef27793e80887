"""What changed between two versions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liance.plans.documents.revision import MAX_COMPARED_CHARACTERS, Change, Piece, revise


def test_a_changed_number_is_shown_sign_by_sign() -> None:
    (same, row) = revise("一、目标\n培育企业50家", "一、目标\n\n培育企业80家")
    assert same.is_same
    assert Piece(Change.REMOVED, "5") in row.old
    assert Piece(Change.ADDED, "8") in row.new


def test_lines_that_have_nothing_in_common_are_taken_out_and_put_in() -> None:
    rows = revise("完善组织领导", "abcdefg")
    assert [(row.old != (), row.new != ()) for row in rows] == [(True, False), (False, True)]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab\n 甲乙", max_size=60), st.text(alphabet="ab\n 甲乙", max_size=60))
def test_both_texts_can_be_read_back_from_the_rows(old: str, new: str) -> None:
    rows = revise(old, new)
    for text, side in ((old, "old"), (new, "new")):
        lines = ["".join(piece.text for piece in getattr(row, side)) for row in rows if getattr(row, side)]
        assert lines == [line.strip() for line in text.split("\n") if line.strip()]


def test_a_text_beyond_the_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="MAX_COMPARED_CHARACTERS"):
        revise("x" * (MAX_COMPARED_CHARACTERS + 1), "")
