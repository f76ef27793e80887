"""Where delivery stands: plans as tiles by level, provinces as tiles of a grid, and the spatial layout of one plan."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from liance.core.language import Language, Text
from liance.delivery.board import tally_of
from liance.delivery.frame import read_frame
from liance.packs.frame import Frame, Layout, LayoutPart
from liance.packs.regions import shipped_regions
from liance.packs.tiles import shipped_grid
from liance.workbench.following import Board, Line, Verdict
from liance.workbench.frames import find_frame, part_name, place_kind
from liance.workbench.keeping import Kept
from liance.workbench.shelf import DEFAULT_RUBRIC, Shelf, level_words, shared_library
from liance.workbench.shelf_delivery import VERDICTS, TileCount, board_on, delivery_state

__all__ = [
    "DeliveryMap",
    "LayoutView",
    "PlanTile",
    "ProvinceTile",
    "delivery_map",
    "layout_of",
    "study_layouts",
]

#: Plans on the map of one level.
MAX_TILES: Final = 120


@dataclass(frozen=True, slots=True)
class PlanTile:
    """One plan that is followed: how many of its targets have which verdict, and how many in a hundred go well.

    ``bucket`` is 0 to 4 by that share, ``x`` where none is judged.
    """

    source: str
    title: str
    total: int
    well: int | None
    bucket: str
    counts: tuple[TileCount, ...]


@dataclass(frozen=True, slots=True)
class ProvinceTile:
    """One province-level division as a square of the grid, with the targets of the plans that lie in it."""

    code: str
    name: str
    column: int
    row: int
    total: int
    well: int | None
    bucket: str


@dataclass(frozen=True, slots=True)
class DeliveryMap:
    """All plans followed by level: its name, the first plans, how many more there are.

    The grid of provinces is empty where no plan's division is known; ``unplaced`` counts the plans of unknown division.
    """

    levels: tuple[tuple[str, tuple[PlanTile, ...], int], ...]
    provinces: tuple[ProvinceTile, ...]
    unplaced: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place of a layout's part: its name and kind, and the plan's targets whose sentence names it (start, quote)."""

    name: str
    kind: str
    word: str
    targets: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a layout: its unit (核, 带, 板块), name, theme and places; ``start`` leads into the text."""

    unit: str
    name: str
    theme: str
    start: int | None
    places: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class LayoutView:
    """The spatial layout of a plan, or of a study that is shipped (``plan`` is None)."""

    title: str
    plan: int | None
    formula: str
    parts: tuple[PartView, ...]


_MAPS: Final[Kept[tuple[Any, ...], DeliveryMap]] = Kept(4)


def delivery_map(shelf: Shelf, today: date, language: Language) -> DeliveryMap:
    """Return the map of a day; the last ones stay in memory until something changes."""
    key = (shelf.state(), delivery_state(), today, language)
    return _MAPS.get(key, lambda: _map(shelf, board_on(today), language))


def _map(shelf: Shelf, board: Board, language: Language) -> DeliveryMap:
    from liance.store.corpus import repository as corpus

    by_source: dict[str, list[Line]] = defaultdict(list)
    for line in board.lines:
        by_source[line.followed.plan.source].append(line)
    numbers = corpus.followed_plans()
    versions = {version.plan: version for version in shelf.newest()}
    words = level_words(language)
    levels: dict[str, list[PlanTile]] = {key: [] for key in (*words, "")}
    provinces: dict[str, list[Line]] = defaultdict(list)
    unplaced = 0
    for source, lines in by_source.items():
        version = versions.get(numbers.get(source, 0))
        metadata = version.metadata if version is not None else None
        level = metadata.level.value if metadata is not None and metadata.level else ""
        levels[level].append(_plan_tile(source, lines))
        code = _province_code(metadata.region_code if metadata is not None else None)
        if code is None:
            unplaced += 1
        else:
            provinces[code] += lines
    shown = tuple(
        (
            words.get(level) or _UNKNOWN_LEVEL.render(language),
            tuple(tiles[:MAX_TILES]),
            max(0, len(tiles) - MAX_TILES),
        )
        for level, tiles in levels.items()
        if tiles
    )
    return DeliveryMap(shown, _grid(provinces, language) if provinces else (), unplaced)


_UNKNOWN_LEVEL: Final = Text(zh="级别未知", en="level unknown")


def _plan_tile(source: str, lines: Sequence[Line]) -> PlanTile:
    tally = tally_of(lines)
    counts = tuple(
        TileCount(one.value, VERDICTS[one], tally.counts[one]) for one in Verdict if tally.counts[one]
    )
    return PlanTile(source, lines[0].followed.plan.title, tally.total, *_share(lines), counts)


def _share(lines: Iterable[Line]) -> tuple[int | None, str]:
    """Return how many of a hundred judged targets go well, and the bucket of its colour."""
    share = tally_of(lines).well
    if share is None:
        return None, "x"
    return round(share * 100), str(min(4, int(share * 5)))


def _province_code(code: str | None) -> str | None:
    regions = shipped_regions()
    division = regions.get(code) if code else None
    return regions.path(division)[0].code if division is not None else None


def _grid(provinces: dict[str, list[Line]], language: Language) -> tuple[ProvinceTile, ...]:
    return tuple(
        ProvinceTile(
            place.code,
            place.name.render(language),
            place.column,
            place.row,
            len(provinces.get(place.code, ())),
            *_share(provinces.get(place.code, ())),
        )
        for place in shipped_grid()
    )


def province_sources(shelf: Shelf, code: str) -> frozenset[str]:
    """Return under which names the plans of one province-level division are followed."""
    from liance.store.corpus import repository as corpus

    versions = {version.plan: version for version in shelf.newest()}
    return frozenset(
        source
        for source, plan in corpus.followed_plans().items()
        if plan in versions and _province_code(versions[plan].metadata.region_code) == code
    )


# -- the spatial layout


def frame_of_version(shelf: Shelf, version: Any) -> Frame:
    """Return the frame that a stored plan's text states, read once and kept."""

    def make(one: Any) -> dict[str, Any]:
        regions = shipped_regions()
        code = one.metadata.region_code
        frame, _ = read_frame(shelf.outline(one), regions, regions.get(code) if code else None)
        data: dict[str, Any] = frame.model_dump(mode="json")
        return data

    kept = shelf.kept_results([version], "frame", DEFAULT_RUBRIC, make)
    return Frame.model_validate_json(json.dumps(kept[version.plan]))


def layout_of(shelf: Shelf, version: Any, language: Language) -> LayoutView | None:
    """Return the layout of a stored plan with the targets that its places have, None where its text states none."""
    layout = frame_of_version(shelf, version).layout
    if layout is None:
        return None
    targets, _ = shelf.targets(version, language)
    found = [(target.start, target.quote) for target in targets]
    return _layout(version.name, version.plan, layout, found, language)


@cache
def study_layouts(language: Language) -> tuple[LayoutView, ...]:
    """Return the layouts of the studies that are shipped, read once: reading the packs takes longer than the page."""
    library = shared_library()
    views = []
    for name in library.names_of("study"):
        if "frame.yaml" not in library.study(name).content:
            continue
        frame = find_frame(name, library).frame
        if frame.layout is not None:
            views.append(_layout(frame.title or name, None, frame.layout, [], language))
    return tuple(views)


def _layout(
    title: str, plan: int | None, layout: Layout, targets: Sequence[tuple[int, str]], language: Language
) -> LayoutView:
    return LayoutView(
        title, plan, layout.formula, tuple(_part(part, targets, language) for part in layout.parts)
    )


def _part(part: LayoutPart, targets: Sequence[tuple[int, str]], language: Language) -> PartView:
    places = tuple(
        PlaceView(
            place.name,
            place.kind,
            place_kind(place, language),
            tuple(target for target in targets if place.name in target[1])[:5],
        )
        for place in part.places
    )
    name = part_name(part)
    theme = part.theme if part.theme and part.theme != name else ""
    return PartView(part.unit, name, theme, part.start, places)
