"""The YAML head of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core import limits
from liance.plans.documents.front_matter import iso_date, read_front_matter
from liance.plans.documents.model import Level

from .samples import codes


def test_keys_in_both_languages_are_known() -> None:
    head = read_front_matter(
        "a.md",
        "---\n标题: 行动计划\n发布机构: 某市人民政府\n文号: 某政发〔2020〕1号\n"
        "发布日期: 2020年6月18日\n地区: 某市\nlevel: city\nsubject technology: 区块链\n"
        "period_start: 2020\nperiod_end: 2022\n---\n正文",
    )
    assert head is not None
    assert head.findings == ()
    assert head.values == {
        "title": "行动计划",
        "issuer": "某市人民政府",
        "document_number": "某政发〔2020〕1号",
        "published": "2020-06-18",
        "region": "某市",
        "level": Level.CITY,
        "subject": "区块链",
        "period_start": 2020,
        "period_end": 2022,
    }


@pytest.mark.parametrize(
    "text", ["正文\n---\ntitle: a\n---\n", "---\n正文没有结束", "---\n\n一段话。\n\n---\n", "--- a\n---\n"]
)
def test_rules_around_running_text_are_no_head(text: str) -> None:
    assert read_front_matter("a.md", text) is None


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("title: a\nTITLE: b", "document.front-matter-repeated"),
        ("date: 2020-02-31", "document.front-matter-value"),
        ("level: 宇宙级", "document.front-matter-value"),
        ("title: [a, b]", "document.front-matter-value"),
        ("period_start: 2025\nperiod_end: 2020", "document.front-matter-value"),
        (f"title: {'长' * (limits.MAX_METADATA_CHARACTERS + 1)}", "document.front-matter-value"),
        ("title: 'open", "document.front-matter-unreadable"),
        ("title: a\x07b", "document.front-matter-unreadable"),
        ("colour: red", "document.front-matter-key"),
        ("title: &a [x]\nissuer: *a", "document.front-matter-unreadable"),
        ("title: " + "[" * 60 + "]" * 60, "document.front-matter-unreadable"),
        ("title: !!python/object/apply:os.system [x]", "document.front-matter-value"),
    ],
)
def test_what_is_wrong_is_a_finding(head: str, code: str) -> None:
    found = read_front_matter("a.md", f"---\n{head}\n---\n正文")
    assert found is not None
    assert codes(found.findings) == [code]


def test_laughs_stay_small() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{','.join(['*' + before] * 9)}]")
    found = read_front_matter("a.md", "---\n" + "\n".join(lines) + "\n---\n")
    assert found is not None
    assert codes(found.findings) == ["document.front-matter-unreadable"]


def test_a_head_over_the_limit_is_text() -> None:
    assert read_front_matter("a.md", "---\ntitle: a\n" + "# x\n" * 6000 + "---\n正文") is None


@given(st.text(alphabet="---:\n &*[]{}!|>'\"#abt标题\t\x00", max_size=60))
def test_no_head_fails(text: str) -> None:
    found = read_front_matter("a.md", f"---\ntitle: a\n{text}\n---\n正文")
    assert found is None or found.span.start == 0


def test_dates_keep_the_precision_given() -> None:
    dates = ["2020", "2020年", "2020-6", "2020年6月", "2020.6.8", "2020-06-18T10:00", "20-1-1", "三月"]
    assert [iso_date(date) for date in dates] == [
        "2020", "2020", "2020-06", "2020-06", "2020-06-08", "2020-06-18", None, None,
    ]  # fmt: skip
