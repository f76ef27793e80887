"""Every reason that the log gives has its Chinese."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import liance.ledger
from liance.ledger.log.chinese import reason
from liance.ledger.log.errors import BoundError, MalformedError, ProofError

HAN = re.compile(r"[\u4e00-\u9fff]")


def reasons_in(source: str) -> set[str]:
    """Every reason in a module, with 7 in place of what is filled in."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        place = {"MalformedError": 1, "ProofError": 0}.get(node.func.id)
        if place is None:
            continue
        why = node.args[place]
        if isinstance(why, ast.Constant):
            found.add(str(why.value))
        elif isinstance(why, ast.JoinedStr):
            found.add("".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in why.values))
    return found


def test_every_reason_in_the_source_has_a_line() -> None:
    folder = Path(liance.ledger.__file__).parent
    reasons = set().union(*(reasons_in(path.read_text("utf-8")) for path in folder.rglob("*.py")))
    assert len(reasons) > 50
    assert [why for why in sorted(reasons) if not HAN.search(reason(why))] == []


def test_a_reason_without_a_line_is_seen() -> None:
    assert reasons_in('raise MalformedError("x", f"odd {1} thing")\nraise ProofError("no")') == {
        "odd 7 thing",
        "no",
    }
    assert reason("odd 7 thing") == "odd 7 thing"


@pytest.mark.parametrize(
    ("error", "chinese"),
    [
        (
            MalformedError("policy", "line 3: unknown member 'w2'"),
            "信任策略格式错误：第 3 行：成员“w2”未定义",
        ),
        (MalformedError("checkpoint", "a root has 32 bytes"), "检查点格式错误：根应为 32 字节"),
        (ProofError("too few hashes"), "证明不成立：杂凑值过少"),
        (BoundError("note", "MAX_NOTE_BYTES", 5), "签名文本超出上限 MAX_NOTE_BYTES（5）"),
    ],
)
def test_errors_read_well_in_chinese(error: MalformedError | ProofError | BoundError, chinese: str) -> None:
    assert error.message("zh") == chinese
    assert not HAN.search(error.message("en"))
