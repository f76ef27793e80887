"""The corpus in the store: what goes in comes out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from liance.core.findings import Finding
from liance.packs.regions import shipped_regions
from liance.plans.documents.metadata import metadata_of
from liance.plans.documents.model import Document, Level, Origin
from liance.plans.documents.reading import read_document
from liance.store.corpus import repository as corpus
from liance.store.errors import NotInStoreError
from liance.store.journal import repository as journal

AT = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = "# 山西省区块链产业发展规划\n\n到2025年，引进企业20家。\n"
PAGE = "<html><body><h1>山西省规划</h1><table><tr><td>企业</td><td>20家</td></tr></table></body></html>"


def read(text: str = TEXT, name: str = "plan.md") -> tuple[Document, bytes, list[Finding]]:
    data = text.encode()
    document = read_document(name, data, None)
    metadata, findings = metadata_of(document, shipped_regions())
    return replace(document, metadata=metadata), data, findings


def add(text: str = TEXT, name: str = "plan.md") -> corpus.Version:
    document, data, findings = read(text, name)
    return corpus.add_plan(document, data, at=AT, actor="张工", findings=findings)


def test_a_document_comes_back_as_it_was_read(database: str) -> None:
    document, data, findings = read(PAGE, "plan.html")
    version = corpus.add_plan(document, data, at=AT, actor="张工", findings=findings)
    again = corpus.plan_document(version.plan)
    assert again == document
    assert again.tables
    assert corpus.blob(document.digest) == data
    assert [(f.code, f.place) for f in version.findings] == [(f.code, f.place) for f in findings]
    assert version.metadata.region_code == "140000"
    assert version.added_by == "张工"


def test_versions_are_numbered_and_only_the_newest_is_listed(database: str) -> None:
    first = add()
    document, data, _ = read(TEXT.replace("20家", "30家"))
    second = corpus.add_version(first.plan, document, data, at=AT, actor="李工", note="修订")
    assert (first.number, second.number, second.note) == (1, 2, "修订")
    assert [version.number for version in corpus.versions(first.plan)] == [1, 2]
    assert [row.number for row in corpus.plans().rows] == [2]
    assert corpus.plan_version(first.plan, 1).digest == first.digest
    assert [entry.action for entry in journal.entries(subject=f"plan:{first.plan}")] == ["plan.added"] * 2


def test_the_same_file_may_be_two_plans_but_is_kept_once(database: str) -> None:
    assert add().digest == add().digest
    assert len(corpus.plans_with_document(add().digest)) == 3


def test_plans_are_found_by_words_level_region_year_and_subject(database: str) -> None:
    shanxi = add()
    add("# 成都市区块链行动计划（2020—2022年）\n\n引进人才。\n", "b.md")
    assert [row.plan for row in corpus.plans(search="企业 山西").rows] == [shanxi.plan]
    assert corpus.plans(search="不存在").rows == ()
    assert [row.plan for row in corpus.plans(level=Level.PROVINCE).rows] == [shanxi.plan]
    assert [row.plan for row in corpus.plans(region_code="140000").rows] == [shanxi.plan]
    assert corpus.plans(limit=1).total == 2
    assert len(corpus.plans(limit=1).rows) == 1
    assert corpus.plans(start=1).total == 2


def test_metadata_are_edited_and_the_journal_keeps_what_stood_there(database: str) -> None:
    version = add()
    edited = corpus.edit_metadata(version.plan, {"issuer": "某省办公厅", "level": None}, at=AT, actor="李工")
    assert edited.metadata.issuer == "某省办公厅"
    assert edited.metadata.level is None
    assert edited.metadata.origins["issuer"] is Origin.OPTION
    entry = journal.entries(action="plan.metadata_edited")[0]
    assert entry.detail["before"] == {"issuer": version.metadata.issuer, "level": "province"}
    with pytest.raises(ValueError, match="no such metadata"):
        corpus.edit_metadata(version.plan, {"text": "x"}, at=AT, actor="李工")


def test_a_removed_plan_is_out_of_every_listing_but_its_file_stays(database: str) -> None:
    version = add()
    corpus.remove_plan(version.plan, at=AT, actor="李工")
    assert corpus.plans().total == 0
    assert corpus.versions(version.plan) == ()
    assert corpus.document(version.digest).text == TEXT
    with pytest.raises(NotInStoreError):
        corpus.remove_plan(version.plan, at=AT, actor="李工")


def test_what_is_not_there_is_said(database: str) -> None:
    document, data, _ = read()
    for ask in (
        lambda: corpus.plan_version(9),
        lambda: corpus.document("sha256:0"),
        lambda: corpus.blob("sha256:0"),
        lambda: corpus.add_version(9, document, data, at=AT, actor="a"),
        lambda: corpus.edit_metadata(9, {}, at=AT, actor="a"),
    ):
        with pytest.raises(NotInStoreError):
            ask()


def test_results_are_kept_under_what_they_depend_on(database: str) -> None:
    version = add()
    corpus.keep_result(version.digest, "scorecard", "sha256:a", {"goal": 3}, at=AT)
    corpus.keep_result(version.digest, "scorecard", "sha256:a", {"goal": 4}, at=AT)
    assert corpus.result(version.digest, "scorecard", "sha256:a") == {"goal": 4}
    assert corpus.result(version.digest, "scorecard", "sha256:b") is None
    assert corpus.results([version.digest, "sha256:x"], "scorecard", "sha256:a") == {
        version.digest: {"goal": 4}
    }
