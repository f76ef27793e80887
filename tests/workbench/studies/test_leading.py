"""A study is made, led and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.core.errors import UnknownNameError
from liance.plans.study.errors import RefusedError
from liance.workbench.studies.leading import (
    Role,
    Stage,
    add_member,
    add_plans,
    advance_study,
    create_study,
    studies_of,
    study_log,
    study_seals,
    study_status,
    view_study,
    withdraw_rater,
)

from .conftest import CHAIR, LIBRARY, fill_and_seal, make


def test_the_machine_rates_at_the_reveal_and_is_shown_last(sqlite_store: str, tmp_path: Path) -> None:
    plan = make("a", tmp_path, machine=True)
    advance_study("a", LIBRARY, actor=CHAIR)
    fill_and_seal("a", plan, {"甲": 2})
    with pytest.raises(RefusedError, match="乙"):
        advance_study("a", LIBRARY, actor=CHAIR)
    assert [seal.rater for seal in study_seals("a", actor="乙")] == ["甲"]
    fill_and_seal("a", plan, {"乙": 3})
    assert advance_study("a", LIBRARY, begins=Stage.BLIND, actor=CHAIR) is Stage.REVEALED
    from liance.workbench.studies.discussing import cell_room, disagreements

    room = cell_room("a", plan, "技术攻关", actor="甲")
    assert list(room.blind) == ["甲", "乙", "机器"]
    queue = disagreements("a", actor="甲")
    assert all("机器" not in one.judgements for one in queue.disagreements)
    assert len(queue.machine) == 9
    actors = [entry.actor for entry in study_log("a", actor=CHAIR) if entry.action == "study.sealed"]
    assert actors == ["甲", "乙", "机器"]


def test_files_that_cannot_be_read_are_findings_and_long_names_are_cut(
    sqlite_store: str, tmp_path: Path
) -> None:
    create_study("a", "试评", LIBRARY, "technology-plan", actor=CHAIR)
    long = tmp_path / f"{'长' * 70}.txt"
    long.write_text("规划\n\n一、发展目标\n到2026年引进企业20家。\n", encoding="utf-8")
    added = add_plans("a", [long, tmp_path / "absent.txt"], actor=CHAIR)
    assert added.keys == ("长" * 60,)
    assert {"study.key_shortened", "corpus.no_such_file"} <= {finding.code for finding in added.findings}


def test_who_may_what(sqlite_store: str, tmp_path: Path) -> None:
    make("a", tmp_path)
    assert [view.name for view in studies_of("甲")] == ["a"]
    assert study_status("a", actor="发布机构").progress == ()
    assert [one.rater for one in study_status("a", actor=CHAIR).progress] == ["甲", "乙"]
    with pytest.raises(RefusedError):
        view_study("a", actor="外人")
    with pytest.raises(RefusedError):
        add_member("a", "丙", Role.EXPERT, actor="甲")
    with pytest.raises(RefusedError):
        withdraw_rater("a", "甲", "x", actor=CHAIR)
    with pytest.raises(UnknownNameError):
        create_study("b", "t", LIBRARY, "no-such-rubric", actor=CHAIR)
