"""Every refusal leaves a line in the log, whoever was refused; no line holds what was entered."""

from __future__ import annotations

import inspect
import json

import pytest
from tests.workbench.studies.conftest import CHAIR, LIBRARY

from liance.plans.study.errors import RefusedError
from liance.plans.study.judging import Entry
from liance.workbench.studies import discussing, leading, rating, reporting
from liance.workbench.studies.leading import advance_study, study_log, view_study
from liance.workbench.studies.rating import rate_cell, seal_cells


def refusals(study: str) -> list[tuple[str, str, str]]:
    return [
        (entry.actor, entry.detail["act"], entry.detail["rule"])
        for entry in study_log(study, actor=CHAIR)
        if entry.action == "study.refused"
    ]


def test_what_is_refused_is_on_record_once(study: str) -> None:
    tries = [
        lambda: advance_study(study, LIBRARY, actor=CHAIR),
        lambda: discussing.disagreements(study, actor=CHAIR),
        lambda: reporting.study_report(study, actor="甲"),
        lambda: view_study(study, actor="外人"),
        lambda: seal_cells(study, actor="甲"),
        lambda: leading.create_study(study, "x", LIBRARY, "technology-plan", actor="外人"),
    ]
    for attempt in tries:
        with pytest.raises(RefusedError):
            attempt()
    assert refusals(study) == [
        (CHAIR, "advance_study", "reveal_too_early"),
        (CHAIR, "disagreements", "wrong_stage"),
        ("甲", "study_report", "wrong_stage"),
        ("外人", "view_study", "unknown_study"),
        ("甲", "seal_cells", "seal_incomplete"),
        ("外人", "create_study", "exists"),
    ]


def test_an_entry_that_is_not_taken_is_on_record_without_what_it_said(study: str) -> None:
    judgement, findings = rate_cell(study, "a-plan", "goal", Entry("7", reason="看不懂"), actor="甲")
    assert judgement is None
    assert findings
    entries = [entry for entry in study_log(study, actor=CHAIR) if entry.action == "study.entry_refused"]
    assert [(entry.actor, entry.detail["rules"]) for entry in entries] == [("甲", ["out_of_range"])]
    assert "7" not in json.dumps(entries[0].detail)
    assert "看不懂" not in json.dumps(entries[0].detail, ensure_ascii=False)


def test_refusals_of_what_does_not_exist_leave_nothing(study: str) -> None:
    with pytest.raises(RefusedError):
        view_study("没有", actor=CHAIR)
    assert refusals(study) == []


def test_no_function_for_members_is_forgotten() -> None:
    forgotten = [
        f"{module.__name__}.{name}"
        for module in (leading, rating, discussing, reporting)
        for name, one in vars(module).items()
        if inspect.isfunction(one)
        and one.__module__ == module.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(one).parameters), "") in ("study", "name")
        and "actor" in inspect.signature(one).parameters
        and not hasattr(one, "__wrapped__")
    ]
    assert forgotten == [
        "liance.workbench.studies.rating.import_packet_file",
        "liance.workbench.studies.reporting.write_report",
        "liance.workbench.studies.reporting.export_files",
        "liance.workbench.studies.reporting.export_study",
    ], "these call functions that are on record themselves"
