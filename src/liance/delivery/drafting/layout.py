"""The planner's choice of core, belts and blocks -> a checked layout on places, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liance.core.findings import Finding, FindingKind, Severity
from liance.core.language import Text
from liance.packs.regions import Regions
from liance.packs.tiles import GridPlace, shipped_grid
from liance.packs.worksheet import LayoutPart, PlaceFill

NO_LAYOUT = FindingKind(
    "layout.none",
    Severity.WARNING,
    says=Text(zh="没有填写空间布局，草案留空", en="no layout was filled in; it stays blank"),
    advice=Text(zh="请写明布局（layout）：一个核心，以及带和板块", en="name a core, and belts and blocks"),
)
CORES = FindingKind(
    "layout.cores",
    Severity.WARNING,
    says=Text(zh="布局应有一个核心，现有 {count} 个", en="a layout has one core; this one has {count}"),
    advice=Text(zh="请只保留一个核心（core）", en="keep one part of kind core"),
)
UNKNOWN_PLACE = FindingKind(
    "layout.unknown_place",
    Severity.WARNING,
    says=Text(
        zh="“{part}”中的代码 {code} 不是行政区划代码，也不在 places 中",
        en="the code {code} in '{part}' is neither a division code nor among the places",
    ),
    advice=Text(zh="请核对六位代码", en="check the six digits"),
)
NO_PLACE = FindingKind(
    "layout.no_place",
    Severity.WARNING,
    says=Text(zh="“{part}”没有落在任何地方", en="'{part}' stands on no place"),
    advice=Text(zh="请写明地区代码（places）", en="name the codes of its places"),
)
NO_REASON = FindingKind(
    "layout.no_reason",
    Severity.WARNING,
    says=Text(zh="“{part}”没有写明为什么放在那里", en="'{part}' has no reason for its places"),
    advice=Text(
        zh="请写明依据（reason）：产业、资源或区位", en="give its ground: industry, resources, position"
    ),
)
SAME_TILE = FindingKind(
    "layout.same_tile",
    Severity.WARNING,
    says=Text(
        zh="{first}与{second}在示意图上占了同一格",
        en="{first} and {second} stand on the same tile of the map",
    ),
    advice=Text(zh="请修改行（row）或列（column）", en="change the row or the column"),
)
OUTSIDE = FindingKind(
    "layout.outside",
    Severity.INFO,
    says=Text(zh="没有列入布局的地方：{names}", en="places outside the layout: {names}"),
    advice=Text(zh="如有意如此，请在批复前说明", en="say so where this is meant"),
)

NUMERALS: Final = "零一二三四五六七八九十"
_KINDS: Final = {"core": "核", "belt": "带", "block": "板块"}


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """A part of the layout with the names of its places."""

    part: LayoutPart
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedTile:
    """A place on the tile map: ``kinds`` (``core``, ``belt``, ``block``) and ``parts`` name what it carries."""

    place: GridPlace
    kinds: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout: its parts by kind, its name (一核两带三板块), and the tiles that can be drawn."""

    parts: tuple[PlacedPart, ...]
    name: str
    tiles: tuple[PlacedTile, ...]


def lay_out(
    parts: Sequence[LayoutPart], places: Sequence[PlaceFill], regions: Regions
) -> tuple[Layout, list[Finding]]:
    """Check the planner's layout and give every part the names of its places."""
    if not parts:
        return Layout((), "", ()), [NO_LAYOUT.at()]
    findings: list[Finding] = []
    names = {place.code: place.name for place in places}
    placed: list[PlacedPart] = []
    for kind in _KINDS:
        for part in parts:
            if part.kind == kind:
                found, problems = _names(part, names, regions)
                findings += problems
                placed.append(PlacedPart(part, found))
    cores = sum(part.kind == "core" for part in parts)
    if cores != 1:
        findings.append(CORES.at(count=cores))
    tiles, problems = _tiles(placed, places)
    findings += problems
    carried = {code for part in parts for code in part.places}
    outside = [place.name for place in places if place.code not in carried]
    if outside:
        findings.append(OUTSIDE.at(names="、".join(outside)))
    return Layout(tuple(placed), layout_name(parts), tiles), findings


def layout_name(parts: Sequence[LayoutPart]) -> str:
    """Return the layout's usual name: how many cores, belts and blocks it has.

    >>> layout_name([LayoutPart(kind="core", name="a"), LayoutPart(kind="belt", name="b"), LayoutPart(kind="belt", name="c")])
    '一核两带'
    """
    words = []
    for kind, word in _KINDS.items():
        count = sum(part.kind == kind for part in parts)
        if count:
            numeral = "两" if count == 2 else NUMERALS[count] if count <= 10 else str(count)
            words.append(numeral + word)
    return "".join(words)


def _names(
    part: LayoutPart, names: dict[str, str], regions: Regions
) -> tuple[tuple[str, ...], list[Finding]]:
    found: list[str] = []
    findings: list[Finding] = []
    for code in part.places:
        division = regions.get(code)
        name = names.get(code) or (division.name if division is not None else None)
        if name is None:
            findings.append(UNKNOWN_PLACE.at(part=part.name, code=code))
        else:
            found.append(name)
    if not found:
        findings.append(NO_PLACE.at(part=part.name))
    if not part.reason:
        findings.append(NO_REASON.at(part=part.name))
    return tuple(found), findings


def _tiles(
    placed: Sequence[PlacedPart], places: Sequence[PlaceFill]
) -> tuple[tuple[PlacedTile, ...], list[Finding]]:
    tiles: dict[tuple[int, int], PlacedTile] = {}
    findings: list[Finding] = []
    for square in _squares(placed, places):
        own = [one.part for one in placed if square.code in one.part.places]
        kinds = tuple(dict.fromkeys(part.kind for part in own))
        tile = PlacedTile(square, kinds, tuple(part.name for part in own))
        before = tiles.setdefault((square.row, square.column), tile)
        if before is not tile:
            findings.append(SAME_TILE.at(first=before.place.name, second=square.name))
    return tuple(tiles[key] for key in sorted(tiles)), findings


def _squares(placed: Sequence[PlacedPart], places: Sequence[PlaceFill]) -> list[GridPlace]:
    """Return where places stand: as the worksheet says; a layout over whole provinces stands on the shipped grid."""
    own = [
        GridPlace(place.code, Text.same(place.name), place.column, place.row)
        for place in places
        if place.row is not None and place.column is not None
    ]
    if own:
        return own
    carried = {code for one in placed for code in one.part.places}
    grid = shipped_grid()
    return list(grid) if carried and carried <= {place.code for place in grid} else []
