"""Draft projects of an office: from fields, a file or the example to figures with sources, kept versions, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.core.errors import DocumentError
from liance.core.language import Language
from liance.workbench import draft_pages as pages
from liance.workbench.draft_projects import DraftDesk, ProjectError, label_of
from liance.workbench.drafting import WorksheetError, example_sources
from liance.workbench.serving import NotInStoreError, StoreError
from liance.workbench.shelf import Shelf

SOURCES = example_sources()
PLANS = SOURCES.corpus[0]


@pytest.fixture
def desk(sqlite_store: str) -> DraftDesk:
    shelf = Shelf()
    for name in ("yunling-province-blockchain.docx", "lindu-district-blockchain-park.txt"):
        shelf.add(name, (PLANS / name).read_bytes(), "甲")
    return DraftDesk(shelf)


@pytest.mark.slow
def test_every_page_shows_figures_with_their_sources(desk: DraftDesk) -> None:
    opened = desk.open(desk.add_example("甲").id)
    for language in Language:
        gaps = pages.gap_views(opened, language)
        assert len(gaps) > 8
        figures = [figure for gap in gaps for figure in (gap.own, *gap.peers)]
        assert all(figure.source != "—" and ".csv" in figure.place for figure in figures)
        sides = pages.diagnosis_views(opened, language)
        assert {side.css for side in sides} <= {"bad", "warn", "good", ""}
        quoted = [one for side in sides for one in side.practice if one.quote]
        assert quoted
        assert all(one.quote_plan in opened.plan_numbers.values() for one in quoted)
        scenarios = pages.scenario_views(opened, language)
        assert [one.place for one in scenarios if one.taken] == [1, 2, 3, 4, 5, 6]
        assert len(pages.weight_views(opened, language)) == len(pages.steadiness_views(opened, language)) == 6
        judges = pages.judge_views(opened, language)
        assert [one.is_consistent for one in judges] == [True, True, True, False]
        assert judges[-1].judge == ""
        given = {value for one in judges[:3] for *_, value in one.pairs}
        assert given <= {value for value, _ in pages.pair_choices(language)}
        targets = pages.target_views(opened, language)
        assert all(one.baseline is None or one.baseline.place for one in targets)
        drawing = pages.layout_drawing(opened, language)
        assert drawing is not None
        assert "geo" not in drawing["option"]
    assert "Consortium" not in label_of("filing", Language.ZH)
    assert label_of("no-such", Language.EN) == "no-such"


@pytest.mark.slow
def test_what_is_opened_twice_is_worked_out_once_and_a_change_shows(desk: DraftDesk) -> None:
    kept = desk.add_example("甲")
    first = desk.open(kept.id)
    assert desk.open(kept.id) is first
    assert desk.keep(first, "甲") == 1
    fields = [("choice.take", "3"), *((f"choice.weights.{name}", "1") for name in ("data", "demand"))]
    desk.fill(kept.id, "weights", fields, first.project.revision, "乙")
    second = desk.open(kept.id)
    assert len([one for one in pages.scenario_views(second, Language.ZH) if one.taken]) == 3
    assert [one.number for one in desk.versions(second)] == [1]
    changes = desk.changes(second, 1, None)
    assert changes is not None
    assert len(changes.left) == 3
    assert desk.keep(second, "乙") == 2
    assert desk.changes(second, 1, 2) == changes
    with pytest.raises(NotInStoreError):
        desk.changes(second, 1, 7)
    with pytest.raises(StoreError, match="乙"):
        desk.fill(kept.id, "weights", fields, first.project.revision, "甲")


def test_a_project_grows_from_nothing(desk: DraftDesk) -> None:
    kept = desk.add(" 禾川省 ", "区块链", "2026", "2030", "甲")
    assert kept.name == "禾川省 区块链 2026—2030"
    opened = desk.open(kept.id)
    assert opened.studied.workings is None
    assert opened.result is None
    assert {one.code for one in opened.findings} >= {"draft.no_table", "draft.no_profile"}
    with pytest.raises(ProjectError):
        desk.keep(opened, "甲")
    for path in SOURCES.profiles:
        desk.put_table(kept.id, f"C:\\tables\\{path.name}", path.read_bytes(), "甲")
    opened = desk.open(kept.id)
    assert opened.studied.workings is not None
    assert [one.name for one in opened.project.tables] == [path.name for path in SOURCES.profiles]
    codes = {one.code for one in opened.findings}
    assert {"layout.none", "staging.no_stages", "choice.equal_weights"} <= codes
    desk.drop_table(kept.id, SOURCES.profiles[0].name, "甲")
    assert desk.open(kept.id).studied.workings is None
    desk.remove(kept.id, "甲")
    assert desk.projects() == ()


@pytest.mark.parametrize(
    "fields", [("", "区块链", "2026", "2030"), ("甲省", " ", "2026", "2030"), ("甲省", "区块链", "", "")]
)
def test_a_project_needs_region_subject_and_years(
    sqlite_store: str, fields: tuple[str, str, str, str]
) -> None:
    with pytest.raises(ProjectError):
        DraftDesk(Shelf()).add(*fields, "甲")


def test_what_cannot_be_used_is_refused_and_nothing_is_kept(sqlite_store: str, tmp_path: Path) -> None:
    desk = DraftDesk(Shelf())
    with pytest.raises(WorksheetError):
        desk.add("甲省", "区块链", "1026", "2030", "甲")
    with pytest.raises(WorksheetError):
        desk.add_file(b"region: [", "甲")
    with pytest.raises(WorksheetError):
        desk.add_file(b"\xff\xfe", "甲")
    assert desk.projects() == ()
    kept = desk.add_file(SOURCES.worksheet.read_bytes(), "甲")
    with pytest.raises(StoreError):
        desk.add_file(SOURCES.worksheet.read_bytes(), "甲")
    with pytest.raises(DocumentError):
        desk.put_table(kept.id, "a.xlsx", b"PK\x03\x04 broken", "甲")
    with pytest.raises(WorksheetError):
        desk.save(kept.id, "region: 甲省\n", kept.revision, "甲")
    assert desk.project(kept.id).worksheet == SOURCES.worksheet.read_text(encoding="utf-8-sig")
    with pytest.raises(NotInStoreError):
        desk.open(99)
