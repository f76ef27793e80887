"""The log in words: every action and key that the program writes has a name in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from liance.core.language import Language
from liance.web.journal_words import ACTIONS, KEYS, SUBJECTS, action_words, detail_words, subject_words

SOURCE = Path(__file__).parents[2] / "src" / "liance"


def written() -> Iterator[tuple[str, str, list[str]]]:
    """Yield of every call that writes into the journal: where, the action, the names of its details."""
    for folder in ("store", "web", "workbench"):
        for path in sorted((SOURCE / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(call, ast.Call):
                    continue
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                words = [one.value for one in call.args if isinstance(one, ast.Constant)]
                actions = [one for one in words if isinstance(one, str) and one.isascii()]
                if name in {"record", "note", "note_seen"} and actions:
                    keys = [one.arg for one in call.keywords if one.arg and one.arg not in {"at", "actor"}]
                    prefix = "study." if "studies" in path.parts and "." not in actions[-1] else ""
                    action = next((one for one in actions if "." in one), actions[0])
                    yield path.name, prefix + action, keys


def test_what_the_program_writes_into_the_log_has_words() -> None:
    calls = list(written())
    assert len(calls) > 40
    wordless = [call for call in calls if not action_words(call[1], Language.ZH)]
    assert wordless == []
    assert [(where, key) for where, _, keys in calls for key in keys if key not in KEYS] == []


def test_the_words_of_chinese_have_no_latin_and_those_of_english_no_chinese() -> None:
    for text in (*ACTIONS.values(), *SUBJECTS.values(), *KEYS.values()):
        assert not any(sign.isascii() and sign.isalpha() for sign in text.zh), text
        assert text.en.isascii(), text


def test_codes_digests_and_lists_are_put_in_words() -> None:
    detail = {"name": "wang", "roles": ["expert", "chair"], "is_active": True, "before": [], "source": None}
    assert list(detail_words("person.added", detail, Language.ZH)) == [
        ("名称", "wang", ""),
        ("角色", "专家、评审主持人", ""),
        ("账号可用", "是", ""),
    ]
    digest = "sha256:" + "ab" * 32
    stage = {"before": "setup", "after": "blind", "rubric": digest}
    assert list(detail_words("study.stage", stage, Language.EN)) == [
        ("before", "setup", ""),
        ("after", "blind rating", ""),
        ("rubric", "abababababab…", digest),
    ]
    edited = {"before": {"level": None, "region": "甲市"}, "after": {"level": "city", "region": "乙市"}}
    assert [value for _, value, _ in detail_words("plan.metadata_edited", edited, Language.ZH)] == [
        "地区：甲市",
        "级别：地市级；地区：乙市",
    ]
    assert subject_words("plan:12", Language.ZH) == "规划 12"
    assert subject_words("ledger 3", Language.EN) == "ledger 3"


def test_what_nobody_named_shows_as_it_is_kept() -> None:
    assert action_words("new.thing", Language.ZH) == ""
    assert list(detail_words("new.thing", {"odd_key": 3}, Language.ZH)) == [("odd_key", "3", "")]
