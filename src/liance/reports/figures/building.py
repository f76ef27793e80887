"""A comparison -> its figures: bars by item, plan and type, a radar per group, a heat map, provinces as tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from liance.core.language import Language, Text
from liance.packs.tiles import GridPlace
from liance.plans.comparison.model import (
    ALL,
    CellRef,
    ComparedPlan,
    Comparison,
    Group,
    Mean,
    Measure,
    MeasureKind,
)
from liance.reports.figures.model import (
    Bars,
    BoundaryMap,
    HeatMap,
    Point,
    Radar,
    Region,
    Series,
    Tile,
    TileMap,
    point,
)

#: Plans shown in one figure, which must fit on a page; more are shown in further ones.
PLANS_PER_FIGURE = 30
#: The same for figures with several bars for each plan.
_PLANS_PER_GROUPED = 16
#: Plans of a group up to which a radar has a line for each; beyond, for their mean, lowest and highest.
_RADAR_LINES = 6
#: Cells that a plan's label may take in a figure.
_LABEL_CELLS = 20

_WORDS = {
    "mean_axis": Text(zh="平均分", en="mean score"),
    "score_axis": Text(zh="分", en="score"),
    "mean": Text(zh="均值", en="mean"),
    "lowest": Text(zh="最低", en="lowest"),
    "highest": Text(zh="最高", en="highest"),
    "items": Text(zh="各项平均分", en="Mean score by item"),
    "plans": Text(zh="各规划“{name}”得分", en="'{name}' by plan"),
    "types": Text(zh="各规划分类型得分", en="Scores by type and plan"),
    "radar": Text(zh="{name}规划各项得分", en="Scores by item: {name}"),
    "heat": Text(zh="各规划各项得分", en="Scores by plan and item"),
    "provinces": Text(zh="各省“{name}”均值", en="Mean of '{name}' by province"),
    "part": Text(zh="（{first}—{last} 号规划）", en=" (plans {first}-{last})"),
}


def name_of(measure: Measure, language: Language) -> str:
    """Return a measure's name."""
    return measure.name.render(language)


def plan_label(number: int, plan: ComparedPlan) -> str:
    """Return a short label: the plan's number from 1, and its region or the beginning of its title."""
    text = " ".join((plan.region or plan.title).split())
    shown, used = "", 0
    for sign in text:
        used += 2 if ord(sign) > 0x2E7F else 1
        if used > _LABEL_CELLS:
            return f"{number} {shown}…"
        shown += sign
    return f"{number} {shown}"


def mean_point(mean: Mean, places: int) -> Point:
    """Return a mean as a point."""
    return point(mean.value, places, mean.cells)


def value_point(plan: ComparedPlan, measure: Measure) -> Point:
    """Return a plan's value of a measure as a point; scores of items are whole."""
    cells = tuple(CellRef(plan.key, item) for item in measure.items)
    places = 0 if measure.kind is MeasureKind.ITEM else measure.places
    return point(plan.values.get(measure.id), places, cells)


def item_bars(comparison: Comparison, language: Language, scope: str = ALL) -> Bars:
    """Return the mean of each item over a scope."""
    items = comparison.items
    means = [comparison.mean(item.id, scope) for item in items]
    return Bars(
        "items",
        _WORDS["items"].render(language),
        _WORDS["mean_axis"].render(language),
        tuple(name_of(item, language) for item in items),
        (Series(_WORDS["mean"].render(language), tuple(mean_point(mean, 2) for mean in means)),),
        _top(items),
    )


def _top(measures: Sequence[Measure]) -> Fraction:
    return Fraction(max((measure.top for measure in measures), default=4))


def _pages(
    comparison: Comparison, size: int = PLANS_PER_FIGURE
) -> list[tuple[int, tuple[ComparedPlan, ...]]]:
    """Return the plans in parts of at most ``size``, each with the place of its first."""
    plans = comparison.plans
    return [(start, plans[start : start + size]) for start in range(0, len(plans), size)]


def _labels(start: int, plans: Sequence[ComparedPlan]) -> tuple[str, ...]:
    return tuple(plan_label(start + place, plan) for place, plan in enumerate(plans, 1))


def _part(comparison: Comparison, start: int, plans: Sequence[ComparedPlan], language: Language) -> str:
    if len(plans) == len(comparison.plans):
        return ""
    return _WORDS["part"].render(language, first=start + 1, last=start + len(plans))


def plan_bars(comparison: Comparison, measure: Measure, language: Language) -> tuple[Bars, ...]:
    """Return each plan's value of one measure, as one figure or several."""
    title = _WORDS["plans"].render(language, name=name_of(measure, language))
    slug = measure.id.replace(".", "-")
    return tuple(
        Bars(
            f"plans-{slug}-{number}",
            title + _part(comparison, start, plans, language),
            _WORDS["score_axis"].render(language),
            _labels(start, plans),
            (Series(name_of(measure, language), tuple(value_point(plan, measure) for plan in plans)),),
            Fraction(measure.top),
        )
        for number, (start, plans) in enumerate(_pages(comparison), 1)
    )


def type_bars(comparison: Comparison, language: Language) -> tuple[Bars, ...]:
    """Return each plan's value of every type of tasks, as one figure or several; none without types."""
    types = comparison.types
    if not types:
        return ()
    return tuple(
        Bars(
            f"types-{number}",
            _WORDS["types"].render(language) + _part(comparison, start, plans, language),
            _WORDS["mean_axis"].render(language),
            _labels(start, plans),
            tuple(
                Series(name_of(kind, language), tuple(value_point(plan, kind) for plan in plans))
                for kind in types
            ),
            _top(types),
        )
        for number, (start, plans) in enumerate(_pages(comparison, _PLANS_PER_GROUPED), 1)
    )


def radar_items(comparison: Comparison) -> tuple[Measure, ...]:
    """Return the items of a radar: those that belong to a type, or all where there are no types."""
    inside = {item for kind in comparison.types for item in kind.items}
    return tuple(item for item in comparison.items if item.id in inside) or comparison.items


def group_radar(comparison: Comparison, group: Group, number: int, language: Language) -> Radar:
    """Return the radar of one group: a line per plan while they are few, else mean, lowest and highest."""
    items = radar_items(comparison)
    plans = comparison.plans_of(group.key)
    mean = Series(
        _WORDS["mean"].render(language),
        tuple(mean_point(comparison.mean(item.id, group.key), 2) for item in items),
    )
    if len(plans) <= _RADAR_LINES:
        numbers = {plan.key: place for place, plan in enumerate(comparison.plans, 1)}
        lines = [
            Series(plan_label(numbers[plan.key], plan), tuple(value_point(plan, item) for item in items))
            for plan in plans
        ]
        series = (mean, *lines) if len(lines) > 1 else tuple(lines)
    else:
        series = (
            mean,
            Series(
                _WORDS["lowest"].render(language),
                tuple(_extreme(plans, item, highest=False) for item in items),
            ),
            Series(
                _WORDS["highest"].render(language),
                tuple(_extreme(plans, item, highest=True) for item in items),
            ),
        )
    return Radar(
        f"radar-{number}",
        _WORDS["radar"].render(language, name=group.name.render(language)),
        tuple(name_of(item, language) for item in items),
        series,
        _top(items),
    )


def _extreme(plans: Sequence[ComparedPlan], item: Measure, *, highest: bool) -> Point:
    known = [(value, plan) for plan in plans if (value := plan.values.get(item.id)) is not None]
    if not known:
        return point(None)
    values = [value for value, _ in known]
    best = max(values) if highest else min(values)
    return point(best, 0, [CellRef(plan.key, item.id) for value, plan in known if value == best])


def heat_maps(comparison: Comparison, language: Language) -> tuple[HeatMap, ...]:
    """Return all cells, plans by items, as one figure or several."""
    items = comparison.items
    return tuple(
        HeatMap(
            f"cells-{number}",
            _WORDS["heat"].render(language) + _part(comparison, start, plans, language),
            tuple(name_of(item, language) for item in items),
            tuple(
                Series(label, tuple(value_point(plan, item) for item in items))
                for label, plan in zip(_labels(start, plans), plans, strict=True)
            ),
            int(_top(items)),
        )
        for number, (start, plans) in enumerate(_pages(comparison), 1)
    )


@dataclass(frozen=True, slots=True)
class ProvinceMean:
    """The mean of one measure over the plans of a province (its own and those of its cities and districts)."""

    code: str
    point: Point
    plans: tuple[str, ...]


def province_means(comparison: Comparison, measure: Measure) -> dict[str, ProvinceMean]:
    """Return the mean by code of province, over plans that weigh alike; plans without a province are left out."""
    by_code: dict[str, list[ComparedPlan]] = {}
    for plan in comparison.plans:
        if plan.region_code and plan.values.get(measure.id) is not None:
            by_code.setdefault(plan.region_code[:2] + "0000", []).append(plan)
    made: dict[str, ProvinceMean] = {}
    for code, plans in sorted(by_code.items()):
        values = [value for plan in plans if (value := plan.values[measure.id]) is not None]
        cells = tuple(CellRef(plan.key, item) for plan in plans for item in measure.items)
        made[code] = ProvinceMean(
            code,
            point(sum(values, Fraction(0)) / len(values), 2, cells),
            tuple(plan.key for plan in plans),
        )
    return made


def province_tiles(
    comparison: Comparison, measure: Measure, grid: Sequence[GridPlace], language: Language
) -> TileMap | None:
    """Return provinces as equal squares, None where no plan has a known province."""
    means = province_means(comparison, measure)
    if not means:
        return None
    tiles = tuple(
        Tile(
            place.code,
            place.name.render(language),
            place.column,
            place.row,
            means[place.code].point if place.code in means else point(None),
        )
        for place in grid
    )
    title = _WORDS["provinces"].render(language, name=name_of(measure, language))
    return TileMap("provinces", title, _WORDS["score_axis"].render(language), tiles, Fraction(measure.top))


def province_boundaries(
    comparison: Comparison,
    measure: Measure,
    shapes: str,
    names: Sequence[GridPlace],
    review: str,
    language: Language,
) -> BoundaryMap | None:
    """Return the map in the user's shapes (see ``boundaries``), None where no plan has a known province."""
    means = province_means(comparison, measure)
    if not means:
        return None
    known = {place.code: place.name.render(language) for place in names}
    regions = tuple(Region(code, known.get(code, code), mean.point) for code, mean in means.items())
    title = _WORDS["provinces"].render(language, name=name_of(measure, language))
    axis = _WORDS["score_axis"].render(language)
    return BoundaryMap("provinces", title, axis, shapes, regions, Fraction(measure.top), review)
