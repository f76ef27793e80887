"""Packets come back as strangers' files do: filled, half filled, twice, edited, foreign, hostile."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from liance.core.errors import FindingsError, LianceError
from liance.core.findings import Severity
from liance.core.language import Language
from liance.plans.study.errors import RefusedError
from liance.plans.study.judging import Entry
from liance.plans.study.model import Cell
from liance.plans.study.packets import CELLS_SHEET, PacketError
from liance.workbench.corpus import FileMissingError
from liance.workbench.studies.leading import Stage, add_plans, advance_study, renew_rubric, study_log
from liance.workbench.studies.rating import (
    Imported,
    anchor_seals,
    anchors_of,
    check_seals,
    import_packet,
    import_packet_file,
    imports_of,
    make_packet,
    own_cells,
    plan_to_rate,
    rate_cell,
    seal_cells,
    seals_document,
)

from .conftest import CHAIR, LIBRARY, fill_and_seal, make

ITEMS = [item.id for item in LIBRARY.rubric("technology-plan").rubric.items]


def packet(study: str = "a", rater: str = "甲") -> dict[str, Any]:
    data: dict[str, Any] = json.loads(make_packet(study, "json", Language.ZH, actor=rater))
    return data


def bring(data: object, study: str = "a", rater: str = "甲") -> Imported:
    raw = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    return import_packet(study, "包.json", raw, actor=rater)


def codes(imported: Imported) -> list[str]:
    return [finding.code for finding in imported.findings]


def sheet(change: Callable[[Any], None], rater: str = "甲") -> bytes:
    book = load_workbook(io.BytesIO(make_packet("a", "xlsx", Language.ZH, actor=rater)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(data: object, code: str, study: str = "a", rater: str = "甲") -> None:
    with pytest.raises(FindingsError) as caught:
        bring(data, study, rater)
    assert [finding.code for finding in caught.value.findings] == [code]
    for language in Language:
        assert caught.value.message(language)
    assert own_cells(study, actor=rater) == {}


def test_a_half_filled_packet_is_taken_and_the_rest_is_told(study: str) -> None:
    data = packet()
    data["cells"][0] |= {"level": "3", "quotes": ["引进企业20家"], "confidence": "高"}
    imported = bring(data)
    assert imported.taken == (Cell("a-plan", ITEMS[0]),)
    assert imported.empty == len(ITEMS) - 1
    assert codes(imported) == ["study.packet_cells_empty"]
    rated = own_cells("a", actor="甲")[Cell("a-plan", ITEMS[0])].judgement
    assert (rated.score, rated.quotes[0].text) == (3, "引进企业20家")
    assert plan_to_rate("a", "a-plan", actor="甲").cells[ITEMS[0]].judgement == rated


def test_the_same_file_twice_changes_nothing_and_is_told(study: str) -> None:
    data = packet()
    data["cells"][0]["level"] = "3"
    bring(data)
    again = bring(data)
    assert again.taken == ()
    assert codes(again) == ["study.packet_imported_before"]
    assert len(imports_of("a", actor="甲")) == 2


def test_a_later_packet_only_changes_what_was_changed_in_it(study: str) -> None:
    old = packet()
    for cell in old["cells"]:
        cell["level"] = "2"
    bring(old)
    fresh = packet()
    assert [cell["level"] for cell in fresh["cells"]] == ["2"] * len(ITEMS)
    rate_cell("a", "a-plan", ITEMS[1], Entry("4"), actor="甲")
    fresh["cells"][0]["level"] = "1"
    imported = bring(fresh)
    assert imported.taken == (Cell("a-plan", ITEMS[0]),)
    assert own_cells("a", actor="甲")[Cell("a-plan", ITEMS[1])].judgement.score == 4
    clash = packet()
    clash["cells"][0]["level"] = "0"
    rate_cell("a", "a-plan", ITEMS[0], Entry("3"), actor="甲")
    told = bring(clash)
    assert codes(told) == ["study.cell_replaced"]
    assert own_cells("a", actor="甲")[Cell("a-plan", ITEMS[0])].judgement.score == 0


def test_bad_cells_are_findings_and_good_ones_are_taken(study: str) -> None:
    data = packet()
    for cell, level in zip(data["cells"], ("3", "7", "三", "2.5", "=1"), strict=False):
        cell["level"] = level
    data["cells"][5] |= {"level": "无法判断"}
    data["cells"].append({**data["cells"][0], "level": "1"})
    data["cells"].append({**data["cells"][6], "level": "2"})
    data["cells"].append({**data["cells"][6], "level": "2"})
    data["cells"].append({**data["cells"][0], "plan": "别的规划"})
    imported = bring(data)
    assert imported.taken == (Cell("a-plan", ITEMS[6]),)
    found = codes(imported)
    assert found.count("study.out_of_range") == 4
    for code in (
        "study.reason_missing",
        "study.packet_duplicate_cell",
        "study.packet_repeated_cell",
        "study.packet_unknown_cell",
    ):
        assert code in found
    assert any(finding.severity is Severity.ERROR for finding in imported.findings)
    entry = study_log("a", actor="甲")[-1]
    assert (entry.action, entry.detail["taken"]) == ("study.packet_imported", 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["plans"][0].update(text=data["plans"][0]["text"].replace("20家", "200家")),
        lambda data: data["rubric"][0]["criteria"][0].update(text="放宽"),
        lambda data: data["head"].update(rater="乙"),
        lambda data: data["head"]["cells"].append(["a-plan", "goal2", 0]),
        lambda data: data.update(signature="0" * 64),
        lambda data: data["head"].update(stage="calibration"),
    ],
)
def test_an_edited_packet_is_refused_whole_and_kept(study: str, change: Callable[[Any], object]) -> None:
    data = packet()
    data["cells"][0]["level"] = "3"
    change(data)
    refused(data, "study.packet_edited")
    assert [(one.taken, one.findings[0].code) for one in imports_of("a", actor="甲")] == [
        (0, "study.packet_edited")
    ]
    assert study_log("a", actor="甲")[-1].action == "study.packet_read"


def test_packets_of_others_are_refused(study: str, tmp_path: Path) -> None:
    refused(packet(rater="乙"), "study.packet_of_another")
    make("b", tmp_path)
    advance_study("b", LIBRARY, actor=CHAIR)
    refused(packet("b"), "study.packet_foreign")


def test_packets_of_an_older_rubric_or_a_past_stage_are_refused(sqlite_store: str, tmp_path: Path) -> None:
    make("a", tmp_path)
    path = tmp_path / "practice.txt"
    path.write_text("练习规划\n\n一、发展目标\n到2026年建成应用场景30个。\n", encoding="utf-8")
    add_plans("a", [path], calibration=True, actor=CHAIR)
    from liance.workbench.studies.leading import Share, assign_work

    assign_work("a", Share(), actor=CHAIR)
    assert advance_study("a", LIBRARY, actor=CHAIR) is Stage.CALIBRATION
    old = packet()
    renew_rubric("a", LIBRARY, "blockchain-plan-2021", actor=CHAIR)
    refused(old, "study.packet_old_rubric")
    late = packet()
    advance_study("a", LIBRARY, actor=CHAIR)
    refused(late, "study.packet_other_stage")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"not a packet",
        b"\xff\xfe{",
        b'{"head":' * 5_000,
        b"[" * 200_000,
        b'{"head": {"format": "liance.packet.v1"}}',
        b"PK\x03\x04 broken",
        b'<html>{"head"}</html>',
    ],
)
def test_what_is_no_packet_is_refused(study: str, data: bytes) -> None:
    with pytest.raises(LianceError):
        bring(data)
    assert own_cells("a", actor="甲") == {}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 300_000_000)
    return out.getvalue()


def entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
        )
        archive.writestr("[Content_Types].xml", b"<Types/>")
    return out.getvalue()


@pytest.mark.parametrize("make_data", [bomb, entities])
def test_hostile_workbooks_are_refused(study: str, make_data: Callable[[], bytes]) -> None:
    with pytest.raises(FindingsError):
        bring(make_data())
    assert own_cells("a", actor="甲") == {}


def test_a_workbook_comes_back_filled_sorted_and_with_rows_gone(study: str) -> None:
    def change(book: Any) -> None:
        page = book[CELLS_SHEET]
        page["E2"], page["F2"], page["G2"] = 2, "goal.1.vision goal.2.quantified", "引进企业20家"
        page["E3"], page["K3"] = "无法判断", "缺页"
        page["E4"] = "=2+2"
        page.delete_rows(5, 2)

    imported = bring(sheet(change))
    assert len(imported.taken) == 2
    assert codes(imported).count("study.packet_cells_empty") == 1
    cells = own_cells("a", actor="甲")
    assert cells[Cell("a-plan", ITEMS[0])].judgement.criteria == ("goal.1.vision", "goal.2.quantified")
    assert cells[Cell("a-plan", ITEMS[1])].judgement.reason == "缺页"


def test_a_workbook_with_changed_texts_is_refused(study: str) -> None:
    def change(book: Any) -> None:
        book["原文"]["C3"] = "到2026年，引进企业200家"

    refused(sheet(change), "study.packet_edited")


def test_a_chairs_packet_is_blank_and_imports_like_any_other(study: str) -> None:
    rate_cell("a", "a-plan", ITEMS[0], Entry("4", reason="只有甲知道"), actor="甲")
    raw = make_packet("a", "json", Language.ZH, rater="甲", actor=CHAIR)
    assert "只有甲知道" not in raw.decode()
    data = json.loads(raw)
    assert all(cell["level"] == "" for cell in data["cells"])
    data["cells"][1]["level"] = "1"
    assert bring(data).taken == (Cell("a-plan", ITEMS[1]),)
    with pytest.raises(RefusedError):
        make_packet("a", "json", Language.ZH, rater="甲", actor="乙")
    with pytest.raises(RefusedError):
        make_packet("a", "json", Language.ZH, rater="丁", actor=CHAIR)
    with pytest.raises(ValueError, match="form"):
        make_packet("a", "doc", Language.ZH, actor="甲")


def test_sealed_cells_take_no_packet_and_the_file_is_kept(study: str, tmp_path: Path) -> None:
    data = packet()
    fill_and_seal("a", "a-plan", {"甲": 2})
    data["cells"][0]["level"] = "4"
    with pytest.raises(RefusedError):
        bring(data)
    assert imports_of("a", actor="甲")[0].taken == 0
    assert plan_to_rate("a", "a-plan", actor="甲").sealed
    with pytest.raises(FileMissingError):
        import_packet_file("a", tmp_path / "absent.json", actor="甲")
    with pytest.raises(RefusedError):
        seal_cells("a", actor="甲")
    assert b"score" not in seals_document("a", actor="乙")
    digest = anchor_seals("a", "账本 7", actor=CHAIR)
    assert [one.digest for one in anchors_of("a", actor="乙")] == [digest]


def test_seals_are_checked_after_the_reveal(study: str) -> None:
    fill_and_seal("a", "a-plan", {"甲": 2, "乙": 3})
    advance_study("a", LIBRARY, begins=Stage.BLIND, actor=CHAIR)
    assert check_seals("a", actor="甲") == {"甲": (), "乙": ()}


def test_packet_errors_are_of_the_family() -> None:
    assert issubclass(PacketError, FindingsError)
