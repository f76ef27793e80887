"""``liance targets`` and ``liance evaluate targets``: contracts, exit codes, and what stands on the screen."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from liance.cli.target_screens import print_targets
from liance.core.language import Language
from liance.workbench.corpus import open_batch
from liance.workbench.targets import find_batch

from .conftest import PLAN, Liance

FIELDS = [
    "source", "quote", "start", "end", "indicator", "op", "value", "value_max", "unit", "kind", "year", "per_year",
    "deadline_source", "section", "binding", "stage", "baseline", "scope", "corrupt_date",
]  # fmt: skip


def test_the_json_is_as_documented(liance: Liance, plan: Path) -> None:
    outcome = liance("targets", plan, "--json")
    assert outcome.code == 0
    assert list(outcome.data) == ["targets", "findings"]
    targets = outcome.data["targets"]
    assert [(one["indicator"], one["op"], one["value"], one["unit"], one["year"]) for one in targets] == [
        ("区块链企业", "=", 20, "家", 2024),
        ("跨链等关键技术", "=", 3, "项", 2024),
        ("应用场景", "=", 30, "个", 2026),
        ("相关产业营业收入", "=", 1_000_000_000, "元", 2026),
        ("龙头企业", "=", 10, "家", 2026),
    ]
    for one in targets:
        assert list(one) == FIELDS
        assert one["quote"] == PLAN[one["start"] : one["end"]]
        assert one["source"] == "plan.txt"
        assert one["op"] in {">=", "<=", "~", "=", "range", "rank<="}
        assert one["kind"] in {"level", "increment", "growth", "share", "rank"}
    assert targets[-1]["deadline_source"] == "inherited"
    assert targets[-1]["section"] == "task"


def test_the_index_never_sets_a_deadline(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_text("甲市区块链规划\n一、发展目标\n三年内建成平台10个。\n", encoding="utf-8")
    index = tmp_path / "index.csv"
    index.write_text(
        "doc,title,date,region\np,甲市区块链规划（2021—2023年）,2021-03-01,浙江省\n", encoding="utf-8"
    )
    bare = liance("targets", path, "--json").data["targets"]
    assert liance("targets", path, "--index", index, "--json").data["targets"] == bare
    assert bare[0]["year"] is None
    table = liance("targets", path, "--index", index, "--csv").out
    (row,) = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    assert row["title"] == "甲市区块链规划（2021—2023年）"
    assert row["region"] == "浙江省"


def test_a_bad_file_is_reported_and_the_batch_goes_on(liance: Liance, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.docx").write_bytes(b"PK\x03\x04 not a zip")
    outcome = liance("targets", tmp_path / "bad.docx", tmp_path / "absent.txt", plan, "--json")
    assert outcome.code == 1
    assert {one["source"] for one in outcome.data["targets"]} == {"plan.txt"}
    errors = [one for one in outcome.data["findings"] if one["severity"] == "error"]
    assert {one["place"]["source"] for one in errors} == {"bad.docx", "absent.txt"}


def test_an_impossible_year_is_a_finding_and_the_target_stays(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "years.txt"
    path.write_text(PLAN.replace("到2026年", "到3134年"), encoding="utf-8")
    outcome = liance("targets", path, "--json")
    assert outcome.code == 0
    corrupt = [one for one in outcome.data["targets"] if one["corrupt_date"]]
    assert corrupt
    assert all(one["year"] is None for one in corrupt)
    assert "target.corrupt_deadline" in [one["code"] for one in outcome.data["findings"]]


def test_the_csv_has_a_mark_and_no_cell_runs(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "=cmd.txt"
    path.write_text(PLAN, encoding="utf-8")
    out = liance("targets", path, "--csv").out
    assert out.startswith("\ufeffsource,title")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert {row["source"] for row in rows} == {"'=cmd.txt"}
    assert rows[3]["value"] == "1000000000"
    assert rows[0]["binding"] == ""


def test_files_are_written_whole(liance: Liance, plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    outcome = liance("targets", plan, "--out", folder, "--xlsx", tmp_path / "t.xlsx")
    assert outcome.code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["targets.csv", "targets.json", "targets.xlsx"]
    data = json.loads((folder / "targets.json").read_text(encoding="utf-8"))
    assert data["targets"] == liance("targets", plan, "--json").data["targets"]
    assert (folder / "targets.csv").read_bytes() == liance("targets", plan, "--csv").out.encode()
    assert (folder / "targets.xlsx").read_bytes() == (tmp_path / "t.xlsx").read_bytes()
    page = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    rows = list(page.iter_rows(values_only=True))
    assert rows[0][5] == "原文"
    assert rows[4][10] == 1_000_000_000
    assert zipfile.is_zipfile(tmp_path / "t.xlsx")


def test_two_kinds_of_output_at_once_are_refused(liance: Liance, plan: Path) -> None:
    outcome = liance("targets", plan, "--json", "--csv")
    assert outcome.code == 2
    assert outcome.out == ""
    assert "--csv" in outcome.err


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", list(Language))
def test_the_table_fits_the_screen(plan: Path, width: int, language: Language) -> None:
    from liance.cli.grammar import cells

    console = Console(width=width, record=True, file=io.StringIO())
    for one in find_batch(open_batch([plan])):
        print_targets(console, one, language)
    lines = console.export_text().splitlines()
    assert max(cells(line) for line in lines) <= width
    text = "\n".join(lines)
    expected = ("区块链企业", "10亿元", "2026年") if language is Language.ZH else ("1,000,000,000元", "2026")
    assert all(word in text for word in expected)
    assert ("原文" in text or "quote" in text) == (width >= 110)


def test_the_screen_speaks_one_language(liance: Liance, plan: Path, tmp_path: Path) -> None:
    chinese = liance("targets", plan)
    assert "指标" in chinese.out
    assert "5 条目标" in chinese.err
    assert "5 targets" in liance("--lang", "en", "targets", plan).err
    empty = tmp_path / "none.txt"
    empty.write_text("甲市规划\n一、发展目标\n产业明显壮大。\n", encoding="utf-8")
    assert "没有找到量化目标" in liance("targets", empty).out


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """The small plan as P1 with labels: one right, one with a wrong year, one that is not there."""
    (tmp_path / "P1.txt").write_text(PLAN, encoding="utf-8")

    def label(quote: str, **fields: object) -> dict[str, object]:
        start = PLAN.index(quote)
        common = {
            "doc": "P1",
            "quote": quote,
            "start": start,
            "end": start + len(quote),
            "op": "=",
            "value_max": None,
        }
        return common | {"kind": "level", "per_year": False} | fields

    rows = [
        label("引进区块链企业20家", indicator="区块链企业", value=20, unit="家", year=2024),
        label("建成应用场景30个", indicator="应用场景", value=30, unit="个", year=2025),
        label("探索监管沙盒", indicator="监管沙盒", value=1, unit="个", year=2026),
    ]
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_targets_are_held_against_labels(liance: Liance, labelled: Path) -> None:
    outcome = liance("evaluate", "targets", labelled, "--texts", labelled.parent, "--json")
    assert outcome.code == 0
    measures = outcome.data["measures"]
    assert list(measures) == [
        "passage", "value", "comparison", "deadline", "kind", "indicator", "section", "source", "whole",
    ]  # fmt: skip
    assert (measures["value"]["right"], measures["value"]["found"], measures["value"]["labelled"]) == (
        2,
        5,
        3,
    )
    assert measures["whole"]["right"] == 1
    assert measures["whole"]["f1"] == pytest.approx(2 / 8)
    for share in ("precision", "recall", "f1"):
        low, high = measures["whole"][f"{share}_interval"]
        assert 0 <= low <= measures["whole"][share] <= high <= 1
    kinds = [miss["difference"] for miss in outcome.data["misses"]]
    assert sorted(kinds) == ["extra", "extra", "extra", "missing", "wrong"]
    shown = liance("evaluate", "targets", labelled, "--texts", labelled.parent).out
    assert "召回率" in shown
    assert "2025 → 2026" in shown
    assert "漏掉：探索监管沙盒" in shown


def test_labels_without_text_and_bad_lines_are_named(liance: Liance, labelled: Path) -> None:
    text = labelled.read_text(encoding="utf-8")
    line = text.splitlines()[0]
    more = [
        line.replace('"P1"', '"P9"'),
        line.replace('"P1"', '"../P1"'),
        "{bad",
        line.replace("20,", "1e99999,"),
    ]
    labelled.write_text("\n".join([text, *more]), encoding="utf-8")
    outcome = liance("evaluate", "targets", labelled, "--texts", labelled.parent, "--json")
    assert outcome.code == 1
    codes = [finding["code"] for finding in outcome.data["findings"]]
    assert sorted(set(codes)) == ["labels.no_text", "targets.bad_label"]
    assert codes.count("labels.no_text") == 2
    assert outcome.data["measures"]["value"]["labelled"] == 3
    labelled.write_text("{bad\n", encoding="utf-8")
    refused = liance("evaluate", "targets", labelled, "--texts", labelled.parent, "--json")
    assert refused.code == 1
    assert refused.out == ""
