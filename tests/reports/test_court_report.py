"""The statement for a court says what the entries say, and says plainly what is not known."""

from __future__ import annotations

import pytest

from liance.core.language import Language
from liance.reports.blocks_html import html_report
from liance.reports.court_report import china_moment, court_report, day_of
from liance.scenarios.batch import BatchFile
from liance.scenarios.court import Case, Deed

MADE = {"title": "合同 <b>", "digest": "sm3:ab", "made_by": "person", "source": "某平台"}


def case(**changed: object) -> Case:
    deed = Deed(
        "deposit.make", "platform/c1", "justice/platform/office/depositor/k1", 1_772_500_000_000, 7, MADE
    )
    facts: dict[str, object] = {
        "deposit": deed,
        "transfers": (),
        "withdrawals": (),
        "supplements": (),
        "attestations": (),
        "requests": (),
        "origin": "example/justice",
        "size": 9,
        "witnesses": {"court": 1_772_600_000},
        "counts": None,
    }
    return Case(**{**facts, **changed})  # type: ignore[arg-type]


def shown(one: Case, language: Language = Language.ZH) -> str:
    return html_report(court_report(one, [BatchFile("合同.pdf", "sm3:cd", 12)], language), language)


def test_what_was_never_stated_or_attested_is_said_to_be_missing() -> None:
    text = shown(case())
    assert "未陈述" in text
    assert "没有公证、鉴定机构就本存证出具意见" in text
    assert "不能排除另有补充或见证意见未列出" in text
    assert "合同 &lt;b" in text
    assert "2026-03-03 09:06:40" in text


@pytest.mark.parametrize(
    ("counts", "says"), [((0, 0), "没有遗漏"), ((2, 1), "状态中有补充 2 件、见证意见 1 件")]
)
def test_completeness_is_told_as_proved(counts: tuple[int, int], says: str) -> None:
    assert says in shown(case(counts=counts))


def test_a_deposit_declared_void_says_so() -> None:
    gone = Deed("deposit.withdraw", "platform/c1", "a/b/c/d/e", 1_772_700_000_000, 8, {})
    assert "已于 2026-03-05 16:40:00 声明作废" in shown(case(withdrawals=(gone,)))
    assert "declared void" in shown(case(withdrawals=(gone,)), Language.EN)


def test_the_english_page_has_no_chinese_words_of_ours() -> None:
    text = shown(case(), Language.EN)
    for word in ("存证人", "入账", "见证", "文件"):
        assert word not in text.replace("合同.pdf", "")


def test_moments_are_on_the_chinese_clock() -> None:
    assert china_moment(0) == "1970-01-01 08:00:00"
    assert day_of(1_772_553_600_000).isoformat() == "2026-03-04"
