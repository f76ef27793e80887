"""Diagnosis packs: every slip of an author is a finding with its line."""

import pytest

from liance.core.findings import Finding
from liance.packs.library import Library
from liance.packs.reading import Pack, read_pack

MANIFEST = b"""\
id: my-rules
kind: diagnosis
version: 1.0.0
title: {zh: \xe8\xa7\x84\xe5\x88\x99, en: Rules}
language: zh
licence: Apache-2.0
engine: 0.1.0
"""
RULES = """\
rules:
  - id: clear
    kind: clear
    name: {zh: 清晰, en: clear}
    says: {zh: '{scope} {item} {count}/{n}', en: '{scope} {item}'}
    advice: {zh: 好, en: good}
  - id: shared
    kind: shared_clear
    of: clear
    name: {zh: 共同, en: shared}
    says: {zh: '{item}{scopes}', en: '{item}'}
    advice: {zh: 好, en: good}
"""


def read(rules: str) -> tuple[Pack | None, list[Finding]]:
    return read_pack({"pack.yaml": MANIFEST, "rules.yaml": rules.encode()}, "99.0.0")


def test_a_sound_pack_is_read() -> None:
    pack, findings = read(RULES)
    assert findings == []
    assert pack is not None


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("{scope} {item} {count}", "{scope} {who}"), "pack.bad_field", 5),
        (("{scope} {item} {count}", "{scope:>9}"), "pack.bad_field", 5),
        (("{scope} {item} {count}", "{scope"), "pack.bad_field", 5),
        (("of: clear", "of: vague"), "pack.bad_rule", 7),
        (("id: shared", "id: clear"), "pack.bad_rule", 7),
        (("kind: clear", "kind: clean"), "pack.bad_value", 2),
        (("kind: clear\n", "kind: clear\n    at_least: many\n"), "pack.bad_value", 4),
        (("kind: clear\n", "kind: clear\n    least: 3\n"), "pack.unknown_key", 4),
        (("    advice: {zh: 好, en: good}\n  - id: shared", "  - id: shared"), "pack.missing_key", 2),
    ],
)
def test_slips_are_findings_with_their_line(change: tuple[str, str], code: str, line: int) -> None:
    pack, findings = read(RULES.replace(*change, 1))
    assert pack is None
    assert [(finding.code, finding.place.line) for finding in findings] == [(code, line)]


def test_shares_of_copies_lie_between_none_and_all() -> None:
    rule = "rules:\n  - {id: c, kind: copied, similarity: 4/4, roles: [task], name: {zh: 同, en: s}, "
    _, findings = read(rule + "says: {zh: 同, en: s}, advice: {zh: 改, en: m}}\n")
    assert [finding.code for finding in findings] == ["pack.bad_rule"]


def test_the_shipped_rules_cover_every_kind() -> None:
    kinds = {rule.kind for rule in Library().diagnosis("plan-diagnosis").rules}
    assert kinds == {
        "clear",
        "vague",
        "shared_clear",
        "shared_vague",
        "goals_without_stages",
        "imbalance",
        "outlier",
        "copied",
    }
