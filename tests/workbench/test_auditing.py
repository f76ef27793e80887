"""The audit of the paper: what it must find, and what it must say agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.core.errors import UnknownNameError
from liance.core.language import Language
from liance.packs.library import Library
from liance.plans.tables import ClaimAudit, Verdict
from liance.workbench.auditing import audit, audit_data, replicate, replication_data
from liance.workbench.corpus import FileMissingError

LIBRARY = Library()
PAPER = audit("wang-li-2021", LIBRARY)
INDUSTRY = audit("blockchain-industry-figures", LIBRARY)
SHANXI = audit("shanxi-blockchain-2022", LIBRARY)


def claim(name: str) -> ClaimAudit:
    return PAPER.audit.claim(name)


def shown(found: ClaimAudit) -> list[str]:
    return [" / ".join(entry.shown_in(Language.EN)) for entry in found.readings]


def notes(found: ClaimAudit) -> str:
    return " | ".join(note.render(Language.EN) for note in found.notes)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("goal-mean", "2.23"),
        ("goal-mean-province", "2.0"),
        ("goal-mean-city", "2.4"),
        ("goal-mean-district", "2.5"),
        ("task-mean-province", "2.9"),
        ("task-mean-city", "2.6"),
        ("plans-in-table-8", "13"),
        ("plans-in-table-9", "13"),
        ("lowest-subtask", "key technologies 2.06"),
        ("environment-three", "2/2"),
        ("goals-low", "9/13"),
    ],
)
def test_what_agrees_is_said_to_agree(name: str, first: str) -> None:
    assert claim(name).verdict is Verdict.MATCH
    assert shown(claim(name))[0] == first


def test_the_province_mean_agrees_by_types_and_by_sub_tasks() -> None:
    readings = claim("task-mean-province").readings
    assert [entry.finer for entry in readings] == [("2.93",), ("2.96",)]
    assert [entry.how.render(Language.EN) for entry in readings] == [
        "equal plans, equal types",
        "equal plans, equal sub-tasks",
    ]


def test_thirteen_plans_are_claimed_and_twelve_listed() -> None:
    assert claim("plans-in-table-1").verdict is Verdict.MISMATCH
    assert shown(claim("plans-in-table-1")) == ["12"]
    assert notes(claim("same-plans-1-8")) == "only in table 8: Changsha"


def test_eight_and_four_plans_are_those_of_table_1() -> None:
    found = claim("goal-counts")
    assert found.verdict is Verdict.EXPLAINED
    assert shown(found)[0] == "9 / 4"
    assert found.best is not None
    assert found.best.left_out == ("长沙",)
    assert "also in table 1" in found.best.how.render(Language.EN)


def test_the_type_means_are_those_of_eleven_plans_and_of_no_other_subset() -> None:
    found = claim("type-means")
    assert found.verdict is Verdict.EXPLAINED
    assert "2.31 / 2.71 / 3.19" in shown(found)
    assert "2.23 / 2.59 / 3.22" in shown(found)
    assert found.best is not None
    assert found.best.left_out == ("市北", "贵安")
    assert found.best.finer == ("2.227", "2.795", "3.318")
    assert [rounding and rounding.value for rounding in found.best.roundings] == [
        "truncation",
        "half_up",
        "half_up",
    ]
    assert found.subsets is not None
    assert (found.subsets.tried, found.subsets.fitting) == (8191, 1)
    assert "a fit, not a proof" in notes(found)
    assert found.tried > 8191


def test_the_district_mean_fits_no_reading() -> None:
    found = claim("task-mean-district")
    assert found.verdict is Verdict.MISMATCH
    assert [entry.finer for entry in found.readings] == [("2.50",), ("2.44",)]


def test_table_7_is_impossible_at_thirteen_and_fits_thirty() -> None:
    found = claim("table-7-n")
    assert found.verdict is Verdict.IMPOSSIBLE
    assert "the smallest n at which all are possible is 30" in notes(found)
    assert "cut off: key technologies 2.06, talent 3.26" in notes(found)
    assert "a fit, not a proof" in notes(found)


def test_claims_in_words_are_checked() -> None:
    assert claim("goals-both").verdict is Verdict.MISMATCH
    vaguest = claim("vague-all-levels")
    assert vaguest.verdict is Verdict.EXPLAINED
    assert vaguest.best is not None
    assert vaguest.best.left_out == ("vague-district",)
    assert "vague sub-tasks of districts (industrial clustering)" in vaguest.readings[0].source.render(
        Language.EN
    )
    assert claim("goal-scale").verdict is Verdict.MISMATCH


def test_no_whole_number_cells_satisfy_tables_7_and_9() -> None:
    found = claim("cells-7-9")
    assert found.verdict is Verdict.IMPOSSIBLE
    assert "technology: the means by column add up to 60, the means by row to 57.85—58.24" in notes(found)
    assert "key technologies: no 13 whole numbers have the mean 2.06" in notes(found)
    assert claim("cells-9").verdict is Verdict.MATCH
    assert claim("cells-9-words").verdict is Verdict.MATCH
    no_zero = claim("cells-9-words-no-zero")
    assert no_zero.verdict is Verdict.IMPOSSIBLE
    assert "technology, Guizhou" in notes(no_zero)


def test_the_growth_of_firms_and_of_cases() -> None:
    firms = INDUSTRY.audit.claim("firms-growth")
    assert firms.verdict is Verdict.EXPLAINED
    assert shown(firms)[0] == "906"
    cases = INDUSTRY.audit.claim("cases-growth")
    assert cases.verdict is Verdict.MISMATCH
    assert "the total about 606; if the total is cumulative" in notes(cases)


def test_eight_scenarios_are_named_and_six_worked_out() -> None:
    assert SHANXI.audit.claim("scenarios-named").verdict is Verdict.MATCH
    assert shown(SHANXI.audit.claim("scenarios-worked-out")) == ["6"]


def test_every_contradiction_is_a_finding_with_file_and_line() -> None:
    assert PAPER.problems == ()
    assert {str(finding.details["claim"]) for finding in PAPER.findings} >= {"type-means", "cells-7-9"}
    assert all(
        finding.place.source.endswith("study.yaml") and finding.place.line for finding in PAPER.findings
    )


def test_the_data_of_an_audit_has_the_promised_form() -> None:
    data = audit_data(PAPER, Language.EN)
    claims = data["claims"]
    assert isinstance(claims, list)
    for entry in claims:
        assert {"id", "verdict", "published", "readings", "best"} <= set(entry)
    (types,) = [entry for entry in claims if entry["id"] == "type-means"]
    assert types["published"] == ["2.22", "2.80", "3.32"]
    assert types["best"]["values"] == ["49/22", "123/44", "73/22"]
    assert types["subsets"]["fitting"] == 1


def test_a_replication_tells_input_from_what_derives() -> None:
    data = replication_data(replicate("wang-li-2021", LIBRARY), Language.ZH)
    assert [(table["id"], table["verdict"]) for table in data["given"]] == [  # type: ignore[attr-defined]  # JSON
        ("table-1", "given"),
        ("table-7", "given"),
        ("table-8", "given"),
        ("table-9", "given"),
    ]
    assert [entry["verdict"] for entry in data["feasibility"]][-1] == "impossible"  # type: ignore[attr-defined]


BROKEN = """\
tables:
  - {id: t, rows: [a, b], cells: [1, 好]}
  - {id: u, rows: [a, b, 合计], cells: [1, 2, 4], margins: [{name: 合计, kind: sum}]}
claims:
  - {id: on-text, text: x, kind: mean, of: t, value: 1}
  - {id: unknown, text: x, kind: guess, of: u, value: 1}
  - {id: fine, text: x, kind: sum, of: u, value: 3}
"""


def test_a_file_with_mistakes_is_audited_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "paper.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    result = audit(path, LIBRARY)
    assert not result.is_whole
    assert [(finding.code, finding.place.line) for finding in result.findings] == [
        ("study.not_a_number", 2),
        ("study.unknown_kind", 6),
        ("audit.contradiction", 3),
    ]
    verdicts = {entry.id: entry.verdict.value for entry in result.audit.claims}
    assert verdicts == {
        "on-text": "undecidable",
        "unknown": "undecidable",
        "fine": "match",
        "u.合计.value": "mismatch",
    }


@pytest.mark.parametrize(
    "text", ["", "[]", "tables: []", "tables: [", "a: &b 1\nc: *b", "\x00", "tables: {x: 1}"]
)
def test_a_file_of_another_shape_is_findings_not_a_crash(tmp_path: Path, text: str) -> None:
    path = tmp_path / "paper.yaml"
    path.write_text(text, encoding="utf-8")
    result = audit(path, LIBRARY)
    assert result.audit.claims == ()
    assert result.findings


def test_names_and_paths_that_lead_nowhere(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        audit("wang-li", LIBRARY)
    assert unknown.value.near == ("wang-li-2021",)
    with pytest.raises(FileMissingError):
        audit(tmp_path / "nothing.yaml", LIBRARY)
    with pytest.raises(UnknownNameError):
        replicate("technology-plan", LIBRARY)
