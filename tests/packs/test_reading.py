"""Packs: checked as a whole, with file and line for everything that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.findings import Finding
from liance.packs.reading import Pack, pattern_problem, read_pack

MANIFEST = """\
id: my-words
kind: vocabulary
version: 1.0.0
title: {zh: 词, en: Words}
language: zh
licence: Apache-2.0
engine: 0.1.0
"""
WORDS = "names: [区块链]\ncomponents: [智能合约]\nproblems: [跨链]\nproducts: [存证平台]\n"

RUBRIC_MANIFEST = MANIFEST.replace("vocabulary", "rubric").replace("my-words", "my-rubric")
RUBRIC = """\
lexicon: plan-language
items:
  - id: goal
    name: 规划目标
    name_en: Goals
    meaning: 目标
    logic: cumulative
    levels:
      - level: 1
        text: 提出愿景
        criteria:
          - {id: goal.1, text: 提出愿景, text_en: states a vision}
aggregates:
  - {id: all, name: {zh: 总, en: All}, function: mean.v1, of: [goal], weighting: equal_items}
"""
EXAMPLES = "examples:\n  - {item: goal, level: 1, text: 打造产业高地。}\n"


def read(files: dict[str, str], engine: str = "0.1.0") -> tuple[Pack | None, list[Finding]]:
    return read_pack({name: text.encode() for name, text in files.items()}, engine, "p/")


def test_a_sound_pack_has_no_findings_and_a_digest() -> None:
    pack, findings = read({"pack.yaml": MANIFEST, "vocabulary.yaml": WORDS})
    assert findings == []
    assert pack is not None
    again, _ = read({"vocabulary.yaml": "# 注\n" + WORDS, "pack.yaml": MANIFEST})
    assert again is not None
    assert pack.digest == again.digest, "comments do not change what a pack says"
    other, _ = read({"pack.yaml": MANIFEST, "vocabulary.yaml": WORDS.replace("跨链", "分片")})
    assert other is not None
    assert other.digest != pack.digest


@pytest.mark.parametrize(
    ("files", "code", "where"),
    [
        ({"vocabulary.yaml": WORDS}, "pack.missing_file", "p/:None"),
        ({"pack.yaml": MANIFEST}, "pack.missing_file", "p/:None"),
        (
            {"pack.yaml": MANIFEST + "colour: red\n", "vocabulary.yaml": WORDS},
            "pack.unknown_key",
            "p/pack.yaml:8",
        ),
        (
            {"pack.yaml": MANIFEST, "vocabulary.yaml": WORDS + "naems: [a]\n"},
            "pack.unknown_key",
            "p/vocabulary.yaml:5",
        ),
        (
            {"pack.yaml": MANIFEST, "vocabulary.yaml": "names: [链]\n"},
            "pack.missing_key",
            "p/vocabulary.yaml:1",
        ),
        (
            {"pack.yaml": MANIFEST, "vocabulary.yaml": WORDS.replace("[跨链]", "跨链")},
            "pack.bad_value",
            "p/vocabulary.yaml:3",
        ),
        (
            {"pack.yaml": MANIFEST.replace("1.0.0", "1.0"), "vocabulary.yaml": WORDS},
            "pack.bad_value",
            "p/pack.yaml:3",
        ),
        (
            {"pack.yaml": MANIFEST, "vocabulary.yaml": WORDS.replace("[跨链]", "[跨链, 跨链]")},
            "pack.duplicate_name",
            "p/vocabulary.yaml:3",
        ),
        (
            {"pack.yaml": MANIFEST, "vocabulary.yaml": WORDS, "notes.yaml": "a: 1"},
            "pack.strange_file",
            "p/notes.yaml:None",
        ),
    ],
)
def test_what_is_wrong_comes_with_file_and_line(files: dict[str, str], code: str, where: str) -> None:
    _, findings = read(files)
    assert (code, where) in [
        (finding.code, f"{finding.place.source}:{finding.place.line}") for finding in findings
    ]


def test_a_pack_for_a_later_engine_is_refused() -> None:
    pack, findings = read(
        {"pack.yaml": MANIFEST.replace("engine: 0.1.0", "engine: 9.0.0"), "vocabulary.yaml": WORDS}
    )
    assert pack is None
    assert [finding.code for finding in findings] == ["pack.engine_too_old"]


RUBRIC_FILES = {"pack.yaml": RUBRIC_MANIFEST, "rubric.yaml": RUBRIC, "examples.yaml": EXAMPLES}


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("of: [goal]", "of: [gaol]", "pack.unknown_reference", 14),
        ("level: 1", "level: 2", "pack.bad_value", 8),
        ("text_en: states a vision}", "text_en: states a vision, core: false}", "pack.bad_value", 9),
        ("logic: cumulative", "logic: guess", "pack.bad_value", 7),
        ("id: goal.1", "id: goal", "pack.duplicate_name", 3),
    ],
)
def test_a_rubric_must_hang_together(old: str, new: str, code: str, line: int) -> None:
    assert read(RUBRIC_FILES)[1] == []
    _, findings = read(RUBRIC_FILES | {"rubric.yaml": RUBRIC.replace(old, new)})
    assert (code, line) in [(finding.code, finding.place.line) for finding in findings]


def test_cues_must_name_criteria_of_the_rubric() -> None:
    cues = (
        "items:\n  - item: goal\n    roles: [goal]\n    criteria:\n      - criterion: goal.9\n        cues:\n"
        "          - {all: [build], reason: {zh: 有, en: is}}\n"
    )
    _, findings = read(RUBRIC_FILES | {"cues.yaml": cues})
    assert [(finding.code, finding.place.line) for finding in findings] == [("pack.unknown_reference", 5)]


@pytest.mark.parametrize(
    "pattern", ["a*", "a+", "(?:ab){2,9}", "a{3,}", r"(a)\1", "(", "[", "(?P<x>a)(?P=x)+"]
)
def test_patterns_without_a_bound_are_refused(pattern: str) -> None:
    assert pattern_problem(pattern) is not None


@pytest.mark.parametrize("pattern", [r"\d{1,4}年", "[*+]{1,3}", "(?:甲|乙)?丙", r"\+5G", "(?<!不)建设"])
def test_bounded_patterns_are_fine(pattern: str) -> None:
    assert pattern_problem(pattern) is None


@given(
    st.dictionaries(st.sampled_from(["pack.yaml", "vocabulary.yaml", "rubric.yaml"]), st.binary(max_size=60))
)
def test_no_bytes_make_the_reader_fall_over(files: dict[str, bytes]) -> None:
    pack, findings = read_pack(files, "0.1.0")
    assert pack is None
    assert findings
