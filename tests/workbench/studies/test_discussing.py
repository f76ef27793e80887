"""From the reveal to the end, and the report of it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from liance.core.language import Language
from liance.plans.study.errors import RefusedError
from liance.plans.study.judging import Entry
from liance.reports.study_tables import DICTIONARY
from liance.workbench.studies.discussing import (
    ErrorClass,
    cast_vote,
    cell_room,
    comment_on_plan,
    comments_of,
    consensus_of,
    decide_cell,
    disagreements,
    discuss_cell,
    reply_to_comment,
    settle_agreed,
)
from liance.workbench.studies.leading import Stage, advance_study
from liance.workbench.studies.reporting import export_study, study_report, write_report

from .conftest import CHAIR, LIBRARY, fill_and_seal, make


@pytest.fixture
def revealed(sqlite_store: str, tmp_path: Path) -> str:
    plan = make("a", tmp_path, machine=True)
    advance_study("a", LIBRARY, actor=CHAIR)
    fill_and_seal("a", plan, {"甲": 2, "乙": 3})
    advance_study("a", LIBRARY, actor=CHAIR)
    return plan


def vote(plan: str, item: str, score: int, actor: str = "乙") -> None:
    judgement, findings = cast_vote(
        "a",
        plan,
        item,
        Entry(str(score)),
        reason="看漏一句",
        error_class=ErrorClass.OVERLOOKED,
        actor=actor,
    )
    assert judgement is not None
    assert findings == ()


def test_from_votes_to_the_end_and_the_report(revealed: str, tmp_path: Path) -> None:
    assert len(disagreements("a", actor="甲").disagreements) == 9
    vote(revealed, "规划目标", 2)
    assert len(disagreements("a", actor="甲").disagreements) == 8
    assert len(disagreements("a", blind=True, actor="甲").disagreements) == 9
    bad, findings = cast_vote(
        "a", revealed, "goal", Entry("9"), reason="x", error_class=ErrorClass.SLIP, actor="乙"
    )
    assert (bad, findings[0].code) == (None, "study.out_of_range")
    discuss_cell("a", revealed, "规划目标", "见第一节", actor=CHAIR)
    room = cell_room("a", revealed, "goal", actor="甲")
    assert [one.reason for one in room.votes] == ["看漏一句"]
    assert [one.text for one in room.notes] == ["见第一节"]
    assert room.decision is None
    with pytest.raises(RefusedError):
        settle_agreed("a", actor=CHAIR)
    advance_study("a", LIBRARY, begins=Stage.REVEALED, actor=CHAIR)
    assert settle_agreed("a", actor=CHAIR) == 1
    assert settle_agreed("a", actor=CHAIR) == 0
    for one in disagreements("a", actor=CHAIR).disagreements:
        with pytest.raises(RefusedError):
            decide_cell("a", revealed, one.cell.item, Entry("3"), reason="", actor=CHAIR)
        made, _ = decide_cell("a", revealed, one.cell.item, Entry("3"), reason="依据充分", actor=CHAIR)
        assert made is not None
        assert made.dissent == ("甲",)
    none, findings = decide_cell("a", revealed, "goal", Entry("x"), reason="r", actor=CHAIR)
    assert (none, findings[0].code) == (None, "study.out_of_range")
    number = comment_on_plan("a", revealed, "规划目标", "附件有分年指标", actor="发布机构")
    reply_to_comment("a", number, "附件未随文公布", actor=CHAIR)
    assert comments_of("a", actor="发布机构")[0].reply == "附件未随文公布"
    assert advance_study("a", LIBRARY, actor=CHAIR) is Stage.CLOSED
    assert len(consensus_of("a", actor="发布机构")) == 9

    paths, report, _ = write_report("a", tmp_path / "out", Language.ZH, draws=50, actor="甲")
    assert report.agreement.before.overall.ratings == report.agreement.after.overall.ratings == 18
    assert report.agreement.with_machine is not None
    assert [path.name for path in paths] == ["report.html", "report.docx", "report.json"]
    page = paths[0].read_text(encoding="utf-8")
    for words in ("讨论前后的一致性", "漏看依据", "保留的不同意见", "附件未随文公布", "看漏一句"):
        assert words in page
    paper = Document(str(paths[1]))
    tables = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert "看漏一句" in tables
    data = json.loads(paths[2].read_text(encoding="utf-8"))
    assert len(data["consensus"][0]["cells"]) == 9
    assert {one["rater"] for one in data["seals"]} == {"甲", "乙", "机器"}
    assert all(one["broken"] == [] for one in data["seals"])
    english, _, _ = write_report("a", tmp_path / "en", Language.EN, draws=20, actor="甲")
    assert "Agreement before and after" in english[0].read_text(encoding="utf-8")
    again = write_report("a", tmp_path / "again", Language.ZH, draws=50, actor="甲")[0]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_every_exported_column_stands_in_the_dictionary(revealed: str, tmp_path: Path, form: str) -> None:
    vote(revealed, "goal", 2)
    paths = export_study("a", tmp_path / form, form, Language.ZH, actor="甲")
    if form == "xlsx":
        book = load_workbook(paths[0])
        found = {page.title: [cell.value for cell in page[1]] for page in book.worksheets}
        assert found.pop("dictionary")
        assert found == {name: list(columns) for name, columns in DICTIONARY.items()}
        assert book["cells"].max_row == 1 + 27
        return
    tables = {path.stem: path for path in paths}
    assert set(tables) == {*DICTIONARY, "dictionary"}
    if form == "csv":
        for name, columns in DICTIONARY.items():
            text = tables[name].read_text(encoding="utf-8-sig")
            assert next(csv.reader(io.StringIO(text))) == list(columns)
    else:
        rows = [json.loads(line) for line in tables["cells"].read_text(encoding="utf-8").splitlines()]
        assert len(rows) == 27
        assert list(rows[0]) == list(DICTIONARY["cells"])


def test_before_the_reveal_an_export_holds_the_own_cells_only_and_there_is_no_report(
    study: str, tmp_path: Path
) -> None:
    fill_and_seal("a", "a-plan", {"甲": 2})
    paths = {path.stem: path for path in export_study("a", tmp_path, "csv", Language.ZH, actor="乙")}
    assert len(paths["cells"].read_text(encoding="utf-8-sig").splitlines()) == 1
    own = {path.stem: path for path in export_study("a", tmp_path, "csv", Language.ZH, actor="甲")}
    assert len(own["cells"].read_text(encoding="utf-8-sig").splitlines()) == 10
    chair = {path.stem: path for path in export_study("a", tmp_path, "csv", Language.ZH, actor=CHAIR)}
    assert len(chair["cells"].read_text(encoding="utf-8-sig").splitlines()) == 1
    assert "salt" in chair["seals"].read_text(encoding="utf-8-sig").splitlines()[0]
    for actor in ("甲", "乙", CHAIR):
        with pytest.raises(RefusedError):
            study_report("a", draws=10, actor=actor)
