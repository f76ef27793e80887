"""Findings as rows."""

from liance.core.findings import Place
from liance.core.language import Language
from liance.store.findings import findings_from_rows, findings_to_rows
from liance.workbench.corpus import SAME_CONTENT


def test_a_finding_comes_back_and_speaks_both_languages() -> None:
    finding = SAME_CONTENT.at(Place("a.txt", start=3, end=5), other="乙.txt")
    (again,) = findings_from_rows(findings_to_rows([finding]))
    assert again == finding
    assert again.message(Language.ZH) == "内容与“乙.txt”完全相同"


def test_a_finding_of_a_kind_no_longer_known_says_its_code() -> None:
    rows = [{"code": "old.{kind}", "severity": "warning", "place": {}, "details": {}}]
    (finding,) = findings_from_rows(rows)
    assert "old.{kind}" in finding.message(Language.EN)
    assert findings_from_rows(rows) == (finding,)
