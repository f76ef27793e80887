"""What a draft hands over: a frame that our own check takes, staged targets, owners; what is blank is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liance.core.findings import Place, Severity
from liance.delivery.drafting.assembly import Workings, work_out
from liance.delivery.drafting.handover import OWNER_COLUMNS, frame_of, owner_rows, staged_targets
from liance.delivery.frame import check_frame
from liance.packs.regions import shipped_regions
from liance.packs.worksheet import LayoutPart, Worksheet
from liance.workbench.drafting import Studied, example_sources, study

from .conftest import LIBRARY, worksheet


@pytest.fixture(scope="module")
def studied() -> Studied:
    return study(replace(example_sources(), corpus=(), index=None), LIBRARY)


def worked(studied: Studied, sheet: Worksheet) -> tuple[Studied, Workings]:
    material = replace(studied.material, worksheet=sheet)
    workings, _ = work_out(material)
    assert workings is not None
    return replace(studied, material=material), workings


def test_the_frame_holds_what_was_decided_and_passes_its_own_check(studied: Studied) -> None:
    assert studied.workings is not None
    frame = frame_of(studied.material, studied.workings, "题")
    assert frame.main_line is not None
    assert frame.main_line.name.startswith("到2030年")
    assert not frame.confirmed
    assert "应用场景" in [one.name for one in frame.tasks]
    assert "系统生态" not in [one.name for one in frame.tasks], "a task without content is none"
    assert [one.name for one in frame.scenarios] == [
        one.candidate.name.zh for one in studied.workings.choice.taken
    ]
    assert frame.layout is not None
    assert frame.layout.formula == "一核两带三板块"
    problems = check_frame(frame, shipped_regions(), Place("frame.yaml"))
    assert [one.code for one in problems if one.severity is Severity.ERROR] == []


def test_places_have_codes_where_the_standard_knows_them(studied: Studied) -> None:
    part = LayoutPart(kind="core", name="核", places=("140100", "999999", "990100"))
    sheet = studied.material.worksheet.model_copy(update={"layout": (part,)})
    changed, workings = worked(studied, sheet)
    frame = frame_of(changed.material, workings, "题")
    assert frame.layout is not None
    places = [(one.name, one.kind, one.code) for one in frame.layout.parts[0].places]
    assert places == [("太原市", "region", "140100"), ("禾都市", "unresolved", None)]


def test_targets_and_owners_are_those_with_a_value(studied: Studied) -> None:
    assert studied.workings is not None
    targets = staged_targets(studied.material, studied.workings)
    assert targets is not None
    revenue = [(one.year, one.value, one.unit) for one in targets.targets if "收入" in one.indicator]
    assert revenue == [(2027, "18", "亿元"), (2030, "40", "亿元")]
    rows = owner_rows(studied.material, studied.workings, "题")
    assert {len(row) for row in rows} == {len(OWNER_COLUMNS)}
    assert ("题", "信息服务备案", "省委网信办", "预期性", "9项", "2024-12-31") in rows


def test_an_empty_worksheet_hands_over_an_empty_frame(studied: Studied) -> None:
    changed, workings = worked(studied, worksheet(region="禾川省"))
    frame = frame_of(changed.material, workings, "题")
    assert (frame.main_line, frame.tasks, frame.scenarios, frame.layout) == (None, (), (), None)
    assert staged_targets(changed.material, workings) is None
    assert owner_rows(changed.material, workings, "题") == []
