"""What a charter's check finds, each with its line; the sound one has no finding."""

from __future__ import annotations

import pytest
from tests.scenarios.office import CHARTER, read

from liance.core.language import Language
from liance.packs import charter


def test_a_sound_charter_has_no_finding() -> None:
    charter, findings = read()
    assert findings == []
    assert charter is not None
    assert charter.refusal(1003) is not None
    assert charter.refusal(9_999) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("to: gone", "to: lost"), "charter.unknown_name"),
        (("by: [admin, reader]", "by: [visitor]"), "charter.unknown_name"),
        (("unique: [title]", "unique: [isbn]"), "charter.unknown_name"),
        (("unique: [title]", "members: [library]"), "charter.unknown_name"),
        (("action: book.return", "action: book.burn"), "charter.unknown_name"),
        (("index: [book]", "index: [shelf]"), "charter.unknown_name"),
        (("record: book, states", "record: disc, states"), "charter.unknown_name"),
        (("states: [shelf], assign", "states: [cellar], assign"), "charter.unknown_name"),
        (('assign: {lent: "0"}', 'assign: {count: "0"}'), "charter.unknown_name"),
        (("  book.add:", "  disc.add:"), "charter.unknown_name"),
        (("start: [shelf]\n    to: gone", "start: [shelf]\n    to: shelf"), "charter.unreachable_state"),
        (("{zh: 下架, en: withdrawn}, final: true", "{zh: 下架, en: withdrawn}"), "charter.dead_end"),
        (("start: [out]", "start: [gone]"), "charter.leaves_final"),
        (
            ("by: [admin]\n    to: shelf", "by: [admin]\n    start: [out]\n    to: shelf"),
            "charter.no_beginning",
        ),
        (("by: [admin, reader]", "by: [admin]"), "charter.role_without_rights"),
        (('"record.lent < record.limit"', '"record.lent <"'), "charter.bad_expression"),
        (('"record.lent < record.limit"', '"timestamp(now) > now"'), "charter.bad_expression"),
        (('"record.lent < record.limit"', '"record.lent < 2.5"'), "charter.bad_expression"),
        (('"record.lent < record.limit"', "\"record.title.matches('a*')\""), "charter.bad_expression"),
        (('"record.lent < record.limit"', '"grant.lent < 2"'), "charter.bad_expression"),
        (("title: {type: string, maxLength: 100}", "title: {type: string}"), "charter.bad_schema"),
        (("limit: {type: integer,", "limit: {type: number,"), "charter.bad_schema"),
        (("title: {type: string, maxLength: 100}", "title: {$ref: '#'}"), "charter.bad_schema"),
        (("limit: {type: integer,", "limit: {type: whole,"), "charter.bad_schema"),
        (("additionalProperties: false", "additionalProperties: true"), "charter.bad_schema"),
        (("code: 1004", "code: 1003"), "charter.repeated_code"),
        (("lent: {type: integer, minimum: 0}", "owner: {type: integer}"), "charter.reserved_field"),
        (
            ("by: [admin]\n    start: [out]", "by: [admin]\n    otherwise: gone\n    start: [out]"),
            "charter.otherwise_needs_new",
        ),
        (("to: gone", "towards: gone"), "pack.unknown_key"),
        (("code: 1004", "code: 4"), "pack.bad_value"),
    ],
)
def test_each_mistake_is_found_with_its_line(change: tuple[str, str], code: str) -> None:
    old, new = change
    text = (
        CHARTER.replace("by: [admin, reader]\n    start: [out]", "by: [admin]\n    start: [out]")
        if "otherwise: gone" in new
        else CHARTER
    )
    assert old in text
    charter, findings = read(text.replace(old, new))
    found = [finding for finding in findings if finding.code == code]
    assert charter is None
    assert found
    assert all(finding.place.line for finding in found)
    assert all(finding.message(language) for finding in found for language in Language)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("limit: {type: integer,", "limit: {type: whole,"), "/properties/limit/type 应为"),
        (('"record.lent < record.limit"', '"record.lent <"'), "没有写完"),
    ],
)
def test_no_foreign_sentence_stands_in_a_finding(change: tuple[str, str], told: str) -> None:
    (finding,) = read(CHARTER.replace(*change))[1]
    assert told in finding.message(Language.ZH)


def test_expressions_may_use_their_own_variables_and_words_in_quotes() -> None:
    text = CHARTER.replace(
        '"record.lent < record.limit"', "\"[1, 2].all(each, each > 0) && record.title != 'a/b 1.5'\""
    )
    assert read(text)[1] == []


def test_without_the_extra_the_check_says_what_it_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charter, "_is_missing", lambda library: library == "cel")
    _, findings = read(CHARTER.replace('"record.lent < record.limit"', '"record.lent <"'))
    (finding,) = findings
    assert finding.code == "charter.partly_checked"
    assert all("cel" in finding.message(language) for language in Language)
