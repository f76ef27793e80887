"""Drafts with advice, own ratings, tokens."""

from __future__ import annotations

import io

import docx
import pytest

from liance.core import limits
from liance.core.language import Language
from liance.workbench import desk
from liance.workbench.shelf import Shelf

DRAFT = (
    "一、发展目标\n到2027年底，培育区块链企业50家（责任单位：市工业和信息化局）。\n二、重点任务\n"
    "（一）技术攻关。突破共识机制、隐私计算。\n（二）产业集聚。建设产业园3个。\n"
)


def test_advice_names_what_the_next_level_asks_for_and_targets_what_they_lack() -> None:
    advised = desk.advise_text(Shelf(), DRAFT, rubric="technology-plan", subject="区块链")
    assert any(advice.asks for advice in advised.advices)
    count, gaps = desk.target_gaps(advised.plan)
    assert count >= 2
    assert {gap.indicator: gap.lacks for gap in gaps} == {"产业园": ("owner",)}
    undated = desk.advise_text(Shelf(), "一、发展目标\n建设产业园3个。\n", rubric="technology-plan")
    assert [gap.lacks for gap in desk.target_gaps(undated.plan)[1]] == [("deadline", "owner")]


def test_a_draft_beyond_its_bounds_is_refused_in_words() -> None:
    with pytest.raises(desk.DeskError) as caught:
        desk.check_draft("", "x" * (limits.MAX_DRAFT_CHARACTERS + 1))
    assert str(limits.MAX_DRAFT_CHARACTERS) in caught.value.message(Language.ZH)
    assert desk.check_draft(" a \n b ", "1\r\n2\r3\0") == ("a b", "1\n2\n3")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", ("not_covered", 0)), ("4", ("scored", 4)), ("cannot_judge", ("cannot_judge", None))],
)
def test_a_rating_is_a_level_or_cannot_judge(value: str, expected: tuple[str, int | None]) -> None:
    assert desk.check_rating(value, 4) == expected


@pytest.mark.parametrize("value", ["5", "-1", "", "４", "²", "12", "scored"])
def test_other_ratings_are_refused(value: str) -> None:
    if value == "４":  # a full-width digit is a digit of people
        assert desk.check_rating(value, 4) == ("scored", 4)
        return
    with pytest.raises(desk.DeskError):
        desk.check_rating(value, 4)


@pytest.mark.usefixtures("database")
def test_a_token_is_shown_once_and_known_by_its_digest_only() -> None:
    secret, kept = desk.new_token("张工", " 统计 脚本 ", may_write=False, days=30)
    assert kept.name == "统计 脚本"
    found = desk.token_owner(secret)
    assert found is not None
    assert found.owner == "张工"
    assert desk.token_owner(secret + "x") is None
    assert desk.token_owner("") is None
    from liance.store.desk.models import ApiToken

    assert secret not in str(list(ApiToken.objects.values()))
    desk.revoke_token("张工", kept.id)
    assert desk.token_owner(secret) is None
    with pytest.raises(desk.DeskError):
        desk.new_token("张工", "", may_write=False, days=30)


@pytest.mark.usefixtures("sqlite_store")
def test_drafts_ratings_and_peers_work_over_the_store() -> None:
    shelf = Shelf()
    kept = desk.add_draft("张工", "草案", DRAFT, "区块链", "technology-plan")
    same = desk.save_draft(
        "张工", kept.id, title="草案", text=DRAFT, subject="区块链", rubric="technology-plan", revision=1
    )
    assert same.revision == 1
    version = shelf.add("a.txt", ("石门市区块链行动计划\n" + DRAFT).encode(), "张工").version
    found = desk.peers(shelf, "goal", "technology-plan", least=1, subject="区块链")
    assert [peer.version.plan for peer in found] == [version.plan]
    assert found[0].quotes
    desk.rate(shelf, version, "technology-plan", "goal", "2", "说明", "张工")
    assert [one.score for one in desk.own_ratings(shelf, version, "technology-plan")] == [2]
    with pytest.raises(desk.DeskError):
        desk.rate(shelf, version, "technology-plan", "none", "2", "", "张工")
    with pytest.raises(desk.DeskError):
        desk.rate(shelf, version, "technology-plan", "goal", "2", "x" * 3_000, "张工")
    advised = desk.advise_text(shelf, DRAFT, rubric="technology-plan", subject="区块链")
    document = docx.Document(io.BytesIO(desk.draft_docx(kept, advised, "张工", Language.ZH)))
    texts = [comment.text for comment in document.comments]
    assert "没有责任单位" in texts
    assert any("还需" in text for text in texts)
    assert [one.id for one in desk.drafts("张工")] == [kept.id]
    desk.remove_draft("张工", kept.id)
    assert desk.drafts("张工") == ()
    assert desk.tokens("张工") == ()
