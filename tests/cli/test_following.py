"""``liance delivery`` over a store: the whole story on both databases, JSON, and what happens to bad input."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from rich.cells import cell_len

from liance.cli.following_options import STATES
from liance.delivery.projects import VERDICTS
from liance.delivery.proofs import STANDINGS, Standing

from .conftest import Liance
from .office import EXAMPLES, OFFICE_STORIES, play_office

PLAN = EXAMPLES / "plans" / "lindu-district-blockchain-park.txt"
TABLES = EXAMPLES / "delivery"


@pytest.mark.parametrize("path", OFFICE_STORIES, ids=lambda path: path.stem)
def test_the_story_plays_to_the_letter_on_every_database(database: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert play_office(text, database) == text


#: What a slip of the hand looks like: arguments, exit code, and what the message must hold.
BAD: tuple[tuple[list[str], int, str], ...] = (
    (["status", "--as-of", "上周"], 2, "不是日期"),
    (["changes", "--since", "2026-13-01"], 2, "不是日期"),
    (["status", "--state", "好"], 2, "--state"),
    (["history", "project-none"], 2, "project-none"),
    (["observe"], 2, "请给出一个表"),
    (["observe", "--value", "3"], 2, "--project"),
    (["assign", "--indicator", "就业"], 2, "至少"),
    (["assign", "--indicator", "就业", "--baseline", "很多"], 1, "很多"),
    (["assign", "--indicator", "没有", "--owner", "局"], 1, "没有这样的项目"),
    (["assign", "--indicator", "就业", "--due", "2027-06-30"], 1, "核定"),
    (["observe", "missing.csv"], 2, "missing.csv"),
    (["import-targets", "missing.docx"], 1, "文件不存在"),
    (["report", "--out", "report.pdf"], 2, "pdf"),
    (["export", "--out", "table.docx"], 2, "docx"),
    (["status", "--store", "nowhere/office.sqlite3"], 2, "nowhere"),
    (["coherence", "missing.txt", str(PLAN)], 1, "文件不存在"),
)


@pytest.fixture
def office(liance: Liance, sqlite_store: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Liance:
    """The command line over a fresh store that follows one plan, in a folder of its own."""
    monkeypatch.setenv("LIANCE_STORE", sqlite_store)
    monkeypatch.setenv("LIANCE_ACTOR", "规划科")
    monkeypatch.chdir(tmp_path)
    assert liance("delivery", "import-targets", PLAN).code == 0
    return liance


def observed(office: Liance, *more: object):
    return office(
        "delivery", "observe", "--indicator", "载体面积", "--on", "2026-06-30", "--value", "3万", "--unit", "平方米",
        "--source", "管委会", "--as-of", "2026-07-01", *more,
    )  # fmt: skip


def test_states_are_those_of_the_rules() -> None:
    assert {verdict.value: text.zh for verdict, text in VERDICTS.items()} == STATES


def test_every_view_has_json(office: Liance) -> None:
    assert office("delivery", "import-targets", PLAN, "--json").data["plans"][0]["added"] == []
    settled = office(
        "delivery", "assign", "--indicator", "载体面积", "--owner", "管委会", "--binding", "约束性",
        "--baseline", "0", "--baseline-on", "2025-06-30", "--json",
    )  # fmt: skip
    assert [one["owner"] for one in settled.data["changed"]] == ["管委会"]
    assert observed(office, "--json").data["added"] == 1
    status = office("delivery", "status", "--indicator", "载体面积", "--as-of", "2026-07-01", "--json").data
    (line,) = status["lines"]
    assert (line["verdict"], line["word"], line["binding"]) == ("behind", "滞后", True)
    assert line["observation"] == {
        "on": "2026-06-30", "value": "30000", "unit": "平方米", "source": "管委会", "evidence": None,
    }  # fmt: skip
    assert line["stages"][0]["quote"] == "载体面积8万平方米"
    assert {rule["rule"] for rule in line["stages"][0]["rules"]} == {"growth", "pace", "path"}
    warned = office("delivery", "warnings", "--as-of", "2026-07-01", "--json").data
    assert {one["alarms"][0] for one in warned["warnings"]} == {"behind", "never_seen"}
    changes = office("delivery", "changes", "--since", "2020-01-01", "--as-of", "2026-07-01", "--json").data
    assert {one["kind"] for one in changes["changes"]} == {"added"}
    history = office("delivery", "history", line["project"], "--json").data
    assert [one["cause"] for one in history["revisions"]] == ["imported", "settled"]
    assert history["observations"][0]["by"] == "规划科"
    table = office("delivery", "status", "--csv").out
    assert table.startswith("\ufeff项目编号,规划,指标,责任单位")
    assert office("delivery", "status", "--json", "--csv").code == 2


@pytest.mark.parametrize("width", ["80", "120"])
def test_narrow_screens_show_what_proves_a_value_too(
    office: Liance, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    observed(office)
    monkeypatch.setenv("COLUMNS", width)
    shown = office("delivery", "status", "--indicator", "载体面积", "--as-of", "2026-07-01").out
    assert STANDINGS[Standing.REPORTED].zh in shown
    assert max(cell_len(line) for line in shown.splitlines()) <= int(width)


def test_a_wrong_value_is_withdrawn_with_its_reason(office: Liance) -> None:
    observed(office)
    assert office("delivery", "withdraw", "1").code == 2
    assert office("delivery", "withdraw", "1", "--why", "填错").code == 0
    again = office("delivery", "withdraw", "1", "--why", "填错")
    assert again.code == 2
    assert "登记号" in again.err
    assert observed(office).code == 0


def test_a_merged_spreadsheet_is_refused_with_sheet_and_cell(office: Liance) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "上半年"
    page.append(["指标", "观测日期", "观测值", "单位", "数据来源"])
    page.append(["载体面积", "2026-06-30", 3, "万平方米", "管委会"])
    page.append(["高标准机柜", None, 160, "个", "管委会"])
    page.merge_cells("B2:B3")
    book.save("merged.xlsx")
    refused = office("delivery", "observe", "merged.xlsx", "--as-of", "2026-07-01")
    assert refused.code == 1
    assert "merged.xlsx[上半年]!B2：合并单元格 B2:B3" in refused.err
    tally = office("delivery", "status", "--json").data["tally"]
    assert tally["unknown"] == tally["total"] > 0


def test_a_table_goes_out_and_comes_back_filled_in(office: Liance) -> None:
    assert office("delivery", "export", "--out", "projects.xlsx").code == 0
    book = load_workbook("projects.xlsx")
    page = book.worksheets[0]
    heads = [cell.value for cell in page[1]]
    for row in range(2, page.max_row + 1):
        page.cell(row, heads.index("责任单位") + 1, "区发展改革局")
    book.save("projects.xlsx")
    filled = office("delivery", "assign", "projects.xlsx", "--json")
    assert len(filled.data["changed"]) == page.max_row - 1 > 0
    assert office("delivery", "assign", "projects.xlsx", "--json").data["changed"] == []
    for name in ("projects.csv", "projects.json"):
        assert office("delivery", "export", "--out", name).code == 0
    assert office("delivery", "assign", "projects.csv").code == 0
    assert json.loads(Path("projects.json").read_text(encoding="utf-8"))["tally"]["total"] == page.max_row - 1


def test_an_evidence_file_is_kept_by_its_digest(office: Liance) -> None:
    Path("proof.pdf").write_bytes(b"%PDF figures")
    assert observed(office, "--evidence-file", "proof.pdf").code == 0
    (line,) = office("delivery", "status", "--indicator", "载体面积", "--as-of", "2026-07-01", "--json").data[
        "lines"
    ]
    assert line["standing"] == "filed"
    assert line["observation"]["evidence"].startswith("sha256:")
    missing = observed(office, "--evidence-file", "none.pdf")
    assert missing.code == 2
    assert "none.pdf" in missing.err
    table = "指标,观测日期,观测值,单位,数据来源,佐证文件\n就业,2026-06-30,10,人,区统计局,../proof.pdf\n"
    Path("values.csv").write_text(table, encoding="utf-8")
    refused = office("delivery", "observe", "values.csv", "--evidence", ".", "--as-of", "2026-07-01")
    assert refused.code == 1
    assert "佐证文件夹中没有“../proof.pdf”" in refused.err
    assert office("delivery", "observe", "values.csv", "--evidence", "nowhere").code == 2


def test_what_cannot_be_done_says_why(office: Liance) -> None:
    for arguments, code, says in BAD:
        outcome = office("delivery", *arguments)
        assert (arguments, outcome.code) == (arguments, code)
        assert says in outcome.err + outcome.out, arguments


def test_reports_of_every_form_are_written_and_say_the_same_twice(office: Liance) -> None:
    observed(office)
    for form in ("docx", "html", "xlsx", "json"):
        written = []
        for name in (f"one.{form}", f"two.{form}"):
            outcome = office(
                "delivery", "report", "--out", name, "--since", "2026-01-01", "--as-of", "2026-07-01"
            )
            assert outcome.code == 0
            written.append(Path(name).read_bytes())
        assert written[0] == written[1]
    sheets = load_workbook(io.BytesIO(Path("one.xlsx").read_bytes())).sheetnames
    assert sheets == ["项目", "阶段目标", "预警清单", "责任单位", "年度", "变化", "数据问题"]


def test_child_plans_are_held_against_their_parent(liance: Liance, tmp_path: Path) -> None:
    def plan(name: str, target: str) -> Path:
        path = tmp_path / name
        path.write_text(f"某地规划\n\n一、发展目标\n到2027年，{target}。\n", encoding="utf-8")
        return path

    parent = plan("province.txt", "培育区块链企业100家，建成区块链产业园区5个")
    first, second = plan("east.txt", "培育区块链企业60家"), plan("west.txt", "培育区块链企业30家")
    data = liance("delivery", "coherence", parent, first, second, "--complete", "--json").data
    assert [(line["verdict"], line["combined"]) for line in data["lines"] if line["children"]] == [
        ("short", "90")
    ]
    shown = liance("delivery", "coherence", parent, first, second)
    assert "未定" in shown.out
    assert "另有 1 条上级目标" in shown.out
    above = liance("--lang", "en", "delivery", "coherence", parent, plan("north.txt", "培育区块链企业200家"))
    assert "above parent" in above.out
    rows = liance("delivery", "coherence", parent, first, second, "--csv").out.splitlines()
    assert len(rows) == 4
    assert liance("delivery", "coherence", parent, first, "--json", "--csv").code == 2
    none = liance("delivery", "coherence", first, plan("other.txt", "建成产业园区5个"))
    assert "均未列" in none.out
