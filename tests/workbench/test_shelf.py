"""The stored corpus: adding, listing with scores, mending, likeness, over real databases."""

from __future__ import annotations

import pytest

from liance.core.errors import DocumentError
from liance.core.language import Language
from liance.store.errors import NotInStoreError
from liance.store.journal import repository as journal
from liance.workbench.shelf import RevisionTooLongError, Shelf

PLAN = (
    "{place}市区块链产业发展行动计划（2025—2027年）\n{place}市人民政府办公室\n2025年3月1日\n一、发展目标\n"
    "到2027年底，建成{place}区块链公共服务平台3个，培育区块链企业50家，打造应用示范场景20个。\n二、重点任务\n"
    "（一）技术攻关。突破共识机制、隐私计算、智能合约等关键技术。\n三、保障措施\n加强组织领导。\n"
)


def plan(place: str) -> bytes:
    return PLAN.format(place=place).encode()


@pytest.mark.usefixtures("database")
def test_a_plan_is_added_scored_listed_and_mended() -> None:
    shelf = Shelf()
    added = shelf.add("石门.txt", plan("石门"), "张工")
    assert added.is_new
    (row,) = shelf.list().rows
    assert row.card is not None
    assert row.card.scores["goal"] == shelf.scored(row.version).scorecard.score("goal")
    assert row.card.subject == "区块链"
    assert shelf.edit(row.version.plan, {"published": "2025-13-01"}, "张工")[0].code == "shelf.bad_field"
    assert shelf.edit(row.version.plan, {"period_start": "2027", "period_end": "2025"}, "张工")
    assert shelf.edit(row.version.plan, {"region": " 石门 新区 ", "level": "city"}, "张工") == ()
    version = shelf.plan(row.version.plan)
    assert (version.metadata.region, version.metadata.level.value) == ("石门 新区", "city")
    assert [entry.action for entry in journal.entries()] == ["plan.added", "plan.metadata_edited"]
    assert shelf.file(version) == plan("石门")
    views, _ = shelf.targets(version, Language.ZH)
    assert "≥50家" in [view.value for view in views] or "50家" in [view.value for view in views]
    shelf.remove(row.version.plan, "张工")
    assert shelf.list().total == 0
    with pytest.raises(NotInStoreError):
        shelf.plan(row.version.plan)


@pytest.mark.usefixtures("sqlite_store")
def test_a_change_of_subject_changes_the_card() -> None:
    shelf = Shelf()
    number = shelf.add("a.txt", plan("石门"), "张工").version.plan
    before = shelf.list().rows[0].card
    shelf.edit(number, {"subject": "人工智能"}, "张工")
    after = shelf.list().rows[0].card
    assert before is not None
    assert after is not None
    assert (before.subject, after.subject) == ("区块链", "人工智能")
    assert before.scores["research"] != after.scores["research"]


@pytest.mark.usefixtures("sqlite_store")
def test_the_same_file_is_not_added_twice_and_a_near_copy_is_told() -> None:
    shelf = Shelf()
    first = shelf.add("a.txt", plan("石门"), "张工")
    again = shelf.add("b.txt", plan("石门"), "李工")
    assert not again.is_new
    assert again.version.plan == first.version.plan
    near = shelf.add("c.txt", plan("石门").replace("50家".encode(), "80家".encode()), "张工")
    assert [finding.code for finding in near.findings if finding.code.startswith("shelf.")] == [
        "shelf.nearly_same"
    ]
    assert [(pair[0].plan, pair[1].plan) for pair in shelf.pairs_alike()] == [
        (near.version.plan, first.version.plan)
    ]
    assert shelf.alike(first.version)[0].percent >= 50


@pytest.mark.usefixtures("sqlite_store")
def test_a_new_version_keeps_what_people_said_and_shows_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    number = shelf.add("a.txt", plan("石门"), "张工").version.plan
    shelf.edit(number, {"region": "石门特区"}, "张工")
    newer = shelf.add("a2.txt", plan("石门").replace("50家".encode(), "80家".encode()), "张工", plan=number)
    assert (newer.version.number, newer.version.metadata.region) == (2, "石门特区")
    assert sum(not row.is_same for row in shelf.revise(number, 1, 2)) == 1
    with pytest.raises(NotInStoreError):
        shelf.revise(number, 1, 9)
    monkeypatch.setattr("liance.plans.documents.revision.MAX_COMPARED_CHARACTERS", 10)
    with pytest.raises(RevisionTooLongError):
        shelf.revise(number, 1, 2)


@pytest.mark.usefixtures("sqlite_store")
def test_what_cannot_be_read_adds_nothing() -> None:
    shelf = Shelf()
    with pytest.raises(DocumentError):
        shelf.add("a.docx", b"PK\x03\x04broken", "张工")
    with pytest.raises(DocumentError):
        shelf.add("leer.txt", b"", "张工")
    assert shelf.list().total == 0
    assert journal.entries() == ()
