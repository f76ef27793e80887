"""Tables of experts' scores: whose they are, what they are called, and what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.core.errors import UnknownNameError
from liance.packs.library import Library
from liance.workbench.rated import RaterNeededError, read_score_table

PACK = Library().rubric("technology-plan")
HEAD = "unit,rater,item,score,quote\n"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "ratings.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_items_go_by_id_or_name_and_quotes_of_one_cell_are_kept(tmp_path: Path) -> None:
    path = table(
        tmp_path, "a,x,goal,3,甲", "a,x,规划目标,3,乙", "a,x,Goal,3,甲", "a,x,talent,,", "b,x,talent,0,"
    )
    read = read_score_table(path, PACK)
    assert read.cells == {"a": {"goal": (3, ("甲", "乙"))}, "b": {"talent": (0, ())}}
    assert read.findings == ()


def test_an_empty_score_is_no_zero_and_a_torn_cell_stays_out(tmp_path: Path) -> None:
    path = table(tmp_path, "a,x,goal,3,", "a,x,goal,2,", "a,x,goal,3,", "a,x,talent,,")
    read = read_score_table(path, PACK)
    assert read.cells == {"a": {}}
    assert [finding.code for finding in read.findings] == ["ratings.two_scores"]


@pytest.mark.parametrize(
    ("rater", "stage", "expected"),
    [
        ("共识", "", "consensus"),
        ("Consensus", "", "consensus"),
        ("a", "", "blind"),
        ("a", "consensus", "consensus"),
    ],
)
def test_the_stage_is_told_or_known_by_the_name(
    tmp_path: Path, rater: str, stage: str, expected: str
) -> None:
    assert read_score_table(table(tmp_path, f"a,{rater},goal,3,"), PACK, stage=stage).stage == expected


def test_of_several_raters_one_must_be_named(tmp_path: Path) -> None:
    path = table(tmp_path, "a,x,goal,3,", "a,y,goal,2,")
    with pytest.raises(RaterNeededError):
        read_score_table(path, PACK)
    assert read_score_table(path, PACK, "y").cells["a"]["goal"][0] == 2
    with pytest.raises(UnknownNameError):
        read_score_table(path, PACK, "z")
