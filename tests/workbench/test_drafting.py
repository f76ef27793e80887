"""Drafting from files: what is missing or broken is told, and the same input gives the same bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from liance.packs.library import Library
from liance.workbench.corpus import FileMissingError
from liance.workbench.drafting import (
    NotADraftError,
    WorksheetError,
    compare_drafts,
    copy_example,
    example_sources,
    make_draft,
    read_draft_snapshot,
    study,
    write_draft,
)

LIBRARY = Library()
REVISED = example_sources().worksheet.with_name("worksheet-revised.yaml")


def test_two_runs_give_the_same_bytes_and_a_revision_shows_what_changed(tmp_path: Path) -> None:
    first = make_draft(study(example_sources(), LIBRARY))
    again = make_draft(study(example_sources(), LIBRARY))
    revised = make_draft(study(replace(example_sources(), worksheet=REVISED), LIBRARY))
    assert first is not None
    assert again is not None
    assert revised is not None
    assert first.docx == again.docx
    write_draft(first, tmp_path / "one.docx", tmp_path / "one.json")
    write_draft(revised, tmp_path / "two.docx", tmp_path / "two.json")
    assert (tmp_path / "one.docx").read_bytes() == first.docx
    changes, data = compare_drafts(tmp_path / "one.json", tmp_path / "two.json")
    assert [change.name for change in changes.targets] == ["demonstration 2027", "demonstration 2030"]
    assert {change.name for change in changes.scores} >= {"governance"}
    assert changes.blanks[1] < changes.blanks[0]
    assert data["scenarios_entered"] == []
    assert read_draft_snapshot(tmp_path / "one.json") == first.snapshot
    scores = {rating.item: rating.score for rating in revised.scored.scorecard.ratings}
    assert all((score or 0) >= 3 for score in scores.values()), scores


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        study(replace(example_sources(), worksheet=tmp_path / "no.yaml"), LIBRARY)
    with pytest.raises(FileMissingError):
        study(replace(example_sources(), profiles=(tmp_path / "no.csv",)), LIBRARY)
    bad = tmp_path / "bad.yaml"
    bad.write_text("region: 甲省\n", encoding="utf-8")
    with pytest.raises(WorksheetError, match="subject"):
        study(replace(example_sources(), worksheet=bad), LIBRARY)
    with pytest.raises(NotADraftError):
        read_draft_snapshot(bad)


def test_broken_tables_and_plans_are_findings_and_never_stop_the_work(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (tmp_path / "empty.docx").write_bytes(b"")
    studied = study(
        replace(
            example_sources(),
            profiles=(*example_sources().profiles, tmp_path / "broken.xlsx"),
            corpus=(tmp_path / "empty.docx",),
            index=None,
        ),
        LIBRARY,
    )
    codes = {finding.code for finding in studied.findings}
    assert {"draft.unscored_plan", "diagnosis.no_plans"} <= codes
    assert any(finding.place.source == "broken.xlsx" for finding in studied.findings)
    assert make_draft(studied) is not None


def test_without_tables_there_is_no_draft() -> None:
    studied = study(replace(example_sources(), profiles=()), LIBRARY)
    assert make_draft(studied) is None
    assert {"draft.no_table", "draft.no_profile"} <= {finding.code for finding in studied.findings}


def test_the_example_can_be_copied_and_worked_on(tmp_path: Path) -> None:
    names = [path.name for path in copy_example(tmp_path / "own")]
    assert names == [
        "hechuan-province.csv",
        "peers.csv",
        "suppliers.csv",
        "worksheet-revised.yaml",
        "worksheet.yaml",
    ]
