"""A worked-out draft -> what following it needs: its frame, its staged targets, and who answers for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from liance.core.language import Text
from liance.core.numbers import decimal_text
from liance.delivery.drafting.assembly import GENERIC, SCENARIO_ITEM, Material, Workings
from liance.delivery.drafting.staging import Proposal
from liance.packs.frame import Frame, FrameItem, FramePlace, Layout, LayoutPart, StagedTarget, StagedTargets
from liance.packs.model import Bilingual
from liance.packs.regions import Regions
from liance.packs.worksheet import LayoutPart as Placed

#: The columns of the table of owners, as ``liance delivery assign`` reads them.
OWNER_COLUMNS: Final = ("规划", "指标", "责任单位", "属性", "基数", "基期")
_UNITS: Final = {"core": "核", "belt": "带", "block": "板块"}
_BINDING: Final = {True: "约束性", False: "预期性", None: ""}
_LONGEST: Final = 200
#: English names of the usual stages; others keep their own name.
_STAGES: Final = {
    "近期": Text(zh="近期", en="near"),
    "中期": Text(zh="中期", en="middle"),
    "远期": Text(zh="远期", en="far"),
}


def frame_of(material: Material, workings: Workings, title: str) -> Frame:
    """Return the frame of a draft, to be confirmed by a person; what is still blank is not worked out.

    The vision is the main line; strategies are left to people, since a worksheet holds principles and none. Places of
    the worksheet's own list that GB/T 2260 does not know are unresolved.
    """
    sheet = material.worksheet
    names = {item.id: item.name for item in material.rubric.items}
    vision = sheet.vision.rstrip("。")
    return Frame(
        title=title[:_LONGEST],
        main_line=FrameItem(name=vision[:_LONGEST], worked_out=True) if vision else None,
        tasks=tuple(
            FrameItem(name=name, worked_out=True)
            for key, name in names.items()
            if sheet.tasks.get(key) or (key == SCENARIO_ITEM and workings.choice.taken)
        ),
        scenarios=tuple(
            FrameItem(
                name=one.candidate.name.zh, worked_out=one.fill is not None and bool(one.fill.text.strip())
            )
            for one in workings.choice.taken
        ),
        layout=_layout(material, workings),
    )


def _layout(material: Material, workings: Workings) -> Layout | None:
    layout = workings.layout
    if not layout.parts:
        return None
    own = {place.code: place.name for place in material.worksheet.places}
    parts = tuple(_part(one.part, own, material.regions) for one in layout.parts)
    return Layout(formula=layout.name, parts=parts)


def _part(part: Placed, own: Mapping[str, str], regions: Regions) -> LayoutPart:
    return LayoutPart(
        unit=_UNITS[part.kind],
        name=part.name[:_LONGEST],
        theme=part.text[:_LONGEST] or None,
        places=tuple(place for code in part.places if (place := _place(code, own, regions)) is not None),
    )


def _place(code: str, own: Mapping[str, str], regions: Regions) -> FramePlace | None:
    """Return a place; None for a code that names nothing, which is a finding of the layout."""
    division = regions.get(code)
    if division is not None:
        return FramePlace(name=division.name, kind="region", code=code)
    return FramePlace(name=own[code], kind="unresolved") if code in own else None


def staged_targets(material: Material, workings: Workings) -> StagedTargets | None:
    """Return the targets that have a value, by stage; None where none has one.

    The draft says 达到 of each, which ``liance targets`` reads as ``=``; both say the same of one draft.
    """
    targets = tuple(
        StagedTarget(
            stage=_stage(one.stage.name),
            year=one.stage.year,
            indicator=label_of(material, item.key),
            indicator_en=material.book.entries[item.key].label.en,
            op="=",
            value=decimal_text(one.value / item.factor),
            unit=item.unit,
        )
        for item in workings.proposals
        for one in item.stages
        if one.value is not None
    )
    return StagedTargets(targets=targets) if targets else None


def label_of(material: Material, key: str) -> str:
    """Return the name under which a draft promises an indicator."""
    return material.book.label(key).replace(GENERIC, material.worksheet.subject)


def _stage(name: str) -> Bilingual:
    text = _STAGES.get(name, Text(zh=name, en=name))
    return Bilingual(zh=text.zh, en=text.en)


def owner_rows(material: Material, workings: Workings, title: str) -> list[tuple[str, ...]]:
    """Return a row per target that has a value (see ``OWNER_COLUMNS``): owner, binding, baseline with its day."""
    return [
        _owner_row(material, item, title)
        for item in workings.proposals
        if any(one.value is not None for one in item.stages)
    ]


def _owner_row(material: Material, item: Proposal, title: str) -> tuple[str, ...]:
    base = item.baseline
    return (
        title,
        label_of(material, item.key),
        item.owner,
        _BINDING[item.binding],
        "" if base is None else item.shown(base.value) + item.unit,
        "" if base is None else f"{base.year}-12-31",
    )
