"""Seals: what was sealed can be checked, and nothing else fits."""

from dataclasses import replace

import pytest

from liance.plans.ratings import State
from liance.plans.study.model import Cell, Judgement, Quote
from liance.plans.study.sealing import (
    Opening,
    broken_cells,
    commitment,
    opening_from_data,
    seal,
    seal_document,
)


def opening(plan: str, score: int, salt: int) -> Opening:
    state = State.SCORED if score else State.NOT_COVERED
    return Opening(
        Cell(plan, "goal"), Judgement(state, score, quotes=(Quote("到2025年", 3, 9),)), f"{salt:064x}"
    )


OPENINGS = (opening("p", 3, 1), opening("q", 0, 2))


def test_the_opening_fits_and_survives_a_round_trip() -> None:
    made = seal("s", "甲", OPENINGS, "2026-01-01T00:00:00Z")
    assert broken_cells(made, OPENINGS) == ()
    assert broken_cells(made, [opening_from_data(one.as_data()) for one in reversed(OPENINGS)]) == ()


def test_any_change_shows_at_its_cell() -> None:
    made = seal("s", "甲", OPENINGS, "x")
    changed = replace(OPENINGS[0], judgement=Judgement(State.SCORED, 4))
    assert broken_cells(made, [changed, OPENINGS[1]]) == (Cell("p", "goal"),)
    assert broken_cells(made, [OPENINGS[0]]) == (Cell("q", "goal"),)
    assert broken_cells(made, [replace(OPENINGS[0], salt=f"{9:064x}"), OPENINGS[1]]) == (Cell("p", "goal"),)
    assert len(broken_cells(replace(made, digest="sha256:0"), OPENINGS)) == 2
    assert len(broken_cells(replace(made, rater="乙"), OPENINGS)) == 2


def test_the_same_score_of_two_raters_or_studies_gives_other_commitments() -> None:
    one = OPENINGS[0]
    assert len({commitment(study, rater, one) for study in "st" for rater in "ab"}) == 4


def test_salts_are_long_and_never_shared() -> None:
    with pytest.raises(ValueError, match="salt"):
        seal("s", "a", [OPENINGS[0], replace(OPENINGS[1], salt=OPENINGS[0].salt)], "x")
    with pytest.raises(ValueError, match="salt"):
        seal("s", "a", [replace(OPENINGS[0], salt="00")], "x")


def test_the_document_to_anchor_names_digests_and_no_score() -> None:
    seals = [seal("s", rater, OPENINGS, "x") for rater in ("乙", "甲")]
    document = seal_document("s", "sha256:r", seals)
    assert document == seal_document("s", "sha256:r", seals[::-1])
    assert seals[0].digest.encode() in document
    assert b"score" not in document
    assert seals[0].as_data()["rater"] == "乙"
