"""``liance outline``: the sections of one plan."""

from __future__ import annotations

from pathlib import Path

from .conftest import PLAN, Liance


def test_the_json_is_as_documented(liance: Liance, plan: Path) -> None:
    outcome = liance("outline", plan, "--json")
    assert outcome.code == 0
    data = outcome.data
    assert {"document", "headings", "findings"} <= set(data)
    assert data["document"]["text"] == PLAN
    assert data["document"]["digest"].startswith("sha256:")
    for heading in data["headings"]:
        assert set(heading) == {"start", "end", "level", "role", "text"}
        assert heading["text"] == PLAN[heading["start"] : heading["end"]]
    assert [(heading["text"], heading["level"], heading["role"]) for heading in data["headings"]] == [
        ("一、发展背景", 1, "background"),
        ("二、发展目标", 1, "goal"),
        ("三、重点任务", 1, "task"),
        ("（一）突破关键技术", 2, "task"),
        ("（二）培育企业", 2, "task"),
        ("（三）引进人才", 2, "task"),
        ("四、保障措施", 1, "safeguard"),
        ("（一）加强组织领导", 2, "safeguard"),
        ("（二）完善监管", 2, "safeguard"),
    ]


def test_the_screen_shows_the_tree_in_one_language(liance: Liance, plan: Path) -> None:
    shown = liance("outline", plan).out
    assert "  二、发展目标  目标" in shown
    assert "    （一）突破关键技术  任务" in shown
    assert "goals" in liance("outline", plan, "--lang", "en").out


def test_a_bom_and_windows_line_ends_do_not_move_places(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode())
    assert liance("outline", path, "--json").data["document"]["text"] == PLAN


def test_a_file_that_cannot_be_read_is_exit_code_1(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    outcome = liance("outline", path, "--json")
    assert outcome.code == 1
    assert outcome.data["document"] is None
    assert outcome.data["findings"][0]["place"]["source"] == "empty.txt"
    assert "empty.txt" in liance("outline", path).err
