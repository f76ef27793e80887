"""Rows of regional figures -> profiles: a region's own indicators by year, each with its source.

One row is one figure: region, level, year, indicator, value, unit, definition, source. A bad cell costs only its row.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_METADATA_CHARACTERS, MAX_NUMBER_DIGITS, MAX_PROFILE_ROWS
from liance.core.numbers import decimal_text
from liance.core.quantities import fold_width
from liance.delivery.indicators import in_base_unit
from liance.packs.drafting import ProfileEntry, RegionalProfile
from liance.packs.model import Indicator, IndicatorCatalogue
from liance.plans.documents.grids import Cell, Grid

NO_COLUMN = FindingKind(
    "profile.no_column",
    Severity.ERROR,
    says=Text(zh="表头缺少“{column}”一列", en="the head lacks the column '{column}'"),
    advice=Text(
        zh="第一行应为：地区、级别、年份、指标、数值、单位、口径、来源",
        en="the first line is: region, level, year, indicator, value, unit, definition, source",
    ),
)
UNKNOWN_INDICATOR = FindingKind(
    "profile.unknown_indicator",
    Severity.WARNING,
    says=Text(
        zh="画像目录中没有指标“{name}”，未使用",
        en="the profile has no indicator '{name}'; it is not used",
    ),
    advice=Text(zh="目录中相近的有：{near}", en="near it are: {near}"),
)
BAD_NUMBER = FindingKind(
    "profile.bad_number",
    Severity.ERROR,
    says=Text(zh="“{value}”不是可用的数", en="'{value}' is not a usable number"),
    advice=Text(
        zh="请写成 12、1154 或 2.4，单位写在单位一列；没有数就删去这一行",
        en="write 12, 1154 or 2.4 and the unit in its column; drop the row where there is no number",
    ),
)
BELOW_ZERO = FindingKind(
    "profile.below_zero",
    Severity.ERROR,
    says=Text(
        zh="“{name}”不可能是负数（{value}）",
        en="'{name}' cannot be below zero ({value})",
    ),
    advice=Text(zh="请核对数据来源", en="check it against its source"),
)
BAD_YEAR = FindingKind(
    "profile.bad_year",
    Severity.ERROR,
    says=Text(
        zh="“{value}”不是 1990 至 2100 之间的年份",
        en="'{value}' is no year from 1990 to 2100",
    ),
    advice=Text(zh="请写四位年份", en="write the year in four digits"),
)
BAD_UNIT = FindingKind(
    "profile.bad_unit",
    Severity.ERROR,
    says=Text(
        zh="“{name}”不以“{unit}”计，应为“{wanted}”",
        en="'{name}' is not counted in '{unit}' but in '{wanted}'",
    ),
    advice=Text(
        zh="请换算单位；若口径不同，不能与同类地区相比",
        en="convert it; what counts other things cannot be compared",
    ),
)
MERGED = FindingKind(
    "profile.merged",
    Severity.WARNING,
    says=Text(
        zh="{range} 是合并单元格，只有第一格有值",
        en="{range} is a merged range; only its first cell has a value",
    ),
    advice=Text(zh="请取消合并，每行填全", en="take the merge apart and fill in every row"),
)
TOO_MANY_ROWS = FindingKind(
    "profile.too_many_rows",
    Severity.ERROR,
    says=Text(
        zh="表格超过上限 MAX_PROFILE_ROWS = {bound} 行，超出部分没有读取",
        en="the table has more than MAX_PROFILE_ROWS = {bound} rows; the rest was not read",
    ),
    advice=Text(zh="请拆成几个文件", en="split it into several files"),
)
NO_SOURCE = FindingKind(
    "profile.no_source",
    Severity.WARNING,
    says=Text(
        zh="{region} {year} 年“{name}”没有来源，草案中不会出现这个数",
        en="'{name}' of {region} in {year} has no source; the draft will not show the figure",
    ),
    advice=Text(zh="请在来源一列写明出处", en="fill in the source"),
)
BAD_LEVEL = FindingKind(
    "profile.bad_level",
    Severity.WARNING,
    says=Text(
        zh="级别“{value}”不认识，该地区不能作为同类地区",
        en="the level '{value}' is unknown; the region cannot be a peer",
    ),
    advice=Text(zh="请写 省级、地市级 或 区县级", en="write province, city or district"),
)
TWO_VALUES = FindingKind(
    "profile.two_values",
    Severity.WARNING,
    says=Text(
        zh="{region} {year} 年“{name}”有两个不同的数（第 {first} 行与第 {second} 行），均不使用",
        en="'{name}' of {region} in {year} has two values (lines {first} and {second}); neither is used",
    ),
    advice=Text(zh="请核实以哪一个为准", en="decide which of them holds"),
)
OTHER_DEFINITION = FindingKind(
    "profile.other_definition",
    Severity.WARNING,
    says=Text(
        zh="{region}“{name}”的口径是“{other}”，与{own_region}的“{own}”不同，不与其比较",
        en="'{name}' of {region} counts '{other}', that of {own_region} '{own}'; they are not compared",
    ),
    advice=Text(
        zh="请取得同一口径的数，或说明两者可比",
        en="get the figure in one definition, or say that both are the same",
    ),
)

_COLUMNS = {
    "region": ("地区", "region", "区域"),
    "level": ("级别", "level", "层级"),
    "year": ("年份", "year", "年度"),
    "indicator": ("指标", "indicator", "指标名称"),
    "value": ("数值", "value", "数据", "值"),
    "unit": ("单位", "unit"),
    "definition": ("口径", "definition"),
    "source": ("来源", "source", "数据来源"),
}
_NEEDED = ("region", "year", "indicator", "value")
_LEVELS = {
    "province": ("省级", "省", "province", "直辖市", "自治区"),
    "city": ("地市级", "市级", "市", "city", "地级市"),
    "district": ("区县级", "县级", "区县", "district", "区", "县"),
}
_NUMBER = re.compile(r"(-?\d{1,3}(?:,\d{3})+|-?\d+)(\.\d+)?(万亿|亿|万)?")
_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_SCALED_UNIT = re.compile(r"(万亿|亿|万)(.+)")
#: The year a region's words (industries, pilots) stand for where none is given.
_LIST_SIGNS = re.compile(r"[、；;，,/]")


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of one indicator; ``value`` in the indicator's base unit, ``shown`` and ``unit`` as typed."""

    region: str
    year: int
    key: str
    value: Fraction
    shown: str
    unit: str
    definition: str
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one region: figures in order of indicator and year, and lists of words by trait."""

    region: str
    level: str | None
    figures: tuple[Figure, ...]
    traits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    trait_sources: dict[str, str] = field(default_factory=dict)

    def series(self, key: str) -> tuple[Figure, ...]:
        """Return the figures of an indicator, oldest first."""
        return tuple(figure for figure in self.figures if figure.key == key)

    def latest(self, key: str, until: int | None = None) -> Figure | None:
        """Return the newest figure of an indicator, not after ``until``."""
        known = [one for one in self.series(key) if until is None or one.year <= until]
        return known[-1] if known else None


def named(zh: str, en: str) -> Text:
    """Return a name in both languages; braces in it are no fields."""
    return Text(Text.same(zh).zh, Text.same(en).en)


class ProfileBook:
    """The indicators of a profile catalogue under their names."""

    def __init__(self, profile: RegionalProfile, catalogue: IndicatorCatalogue) -> None:
        """Prepare the names.

        Raises:
            ValueError: an entry names an indicator that neither the profile nor the catalogue has.
        """
        known = {one.id: one for one in (*catalogue.indicators, *profile.indicators)}
        self.profile = profile
        self.entries: dict[str, ProfileEntry] = {}
        self.indicators: dict[str, Indicator] = {}
        names: dict[str, str] = {}
        for entry in profile.entries:
            if entry.indicator not in known:
                raise ValueError(f"the profile names an unknown indicator: {entry.indicator}")
            indicator = known[entry.indicator]
            self.entries[entry.indicator] = entry
            self.indicators[entry.indicator] = indicator
            for name in (entry.label.zh, entry.label.en, indicator.id, indicator.name.zh, indicator.name.en):
                names.setdefault(_plain(name), entry.indicator)
        for key, indicator in self.indicators.items():
            for name in indicator.synonyms:
                names.setdefault(_plain(name), key)
        self._names = names
        self._traits = {
            _plain(name): trait.id
            for trait in profile.traits
            for name in (trait.id, trait.name.zh, trait.name.en, *trait.synonyms)
        }

    def key(self, name: str) -> str | None:
        """Return the id of the indicator called ``name``."""
        return self._names.get(_plain(name))

    def trait(self, name: str) -> str | None:
        """Return the id of the trait called ``name``."""
        return self._traits.get(_plain(name))

    def label(self, key: str, language: Language = Language.ZH) -> str:
        """Return the name under which the profile shows an indicator."""
        label = self.entries[key].label
        return label.zh if language is Language.ZH else label.en

    def text(self, key: str) -> Text:
        """Return that name in both languages, for findings."""
        label = self.entries[key].label
        return named(label.zh, label.en)

    def near(self, name: str) -> Text:
        """Return known names like ``name``, or the first ones."""
        by_label = {
            label: key
            for key, entry in self.entries.items()
            for label in (entry.label.zh, entry.label.en.lower())
        }
        close = difflib.get_close_matches(name.lower(), list(by_label), n=3, cutoff=0.3)
        keys = dict.fromkeys(by_label[label] for label in close) or list(self.entries)[:5]
        return Text.listed(self.text(key) for key in keys)

    def in_unit(self, key: str, value: Fraction, unit: str) -> Fraction | None:
        """Return ``value`` in the indicator's base unit, None where the unit is none of its own."""
        indicator = self.indicators[key]
        direct = in_base_unit(indicator, value, unit)
        if direct is not None:
            return direct
        scaled = _SCALED_UNIT.fullmatch(unit)
        return None if scaled is None else self.in_unit(key, value * _SCALES[scaled[1]], scaled[2])

    @property
    def compared(self) -> tuple[str, ...]:
        """The indicators in which gaps count, in the order of the catalogue."""
        return tuple(key for key, entry in self.entries.items() if entry.dimension is not None)


def read_profiles(grid: Grid, book: ProfileBook) -> tuple[tuple[Profile, ...], list[Finding]]:
    """Return the profiles in a table, in order of first mention, and what is wrong with its cells."""
    if not grid.rows:
        return (), [
            NO_COLUMN.at(Place(grid.source, sheet=grid.sheet), column=Text(*_COLUMNS["indicator"][:2]))
        ]
    columns, findings = _columns(grid)
    if findings:
        return (), findings
    findings = [MERGED.at(grid.place(merge.top, merge.left), range=merge.label()) for merge in grid.merges]
    if len(grid.rows) > MAX_PROFILE_ROWS:
        findings.append(TOO_MANY_ROWS.at(Place(grid.source, sheet=grid.sheet), bound=MAX_PROFILE_ROWS))
    levels: dict[str, str | None] = {}
    figures: dict[tuple[str, str, int], list[Figure]] = {}
    traits: dict[str, dict[str, tuple[str, ...]]] = {}
    trait_sources: dict[str, dict[str, str]] = {}
    for line, cells in grid.rows[1 : MAX_PROFILE_ROWS + 1]:
        reader = _RowReader(grid, line, cells, columns)
        region = reader.text("region")
        if not region:
            continue
        level, problem = reader.level()
        findings += problem
        levels[region] = levels.get(region) or level
        name = reader.text("indicator")
        trait = book.trait(name)
        if trait is not None:
            words = [word.strip() for word in _LIST_SIGNS.split(reader.text("value")) if word.strip()]
            kept = traits.setdefault(region, {})
            kept[trait] = tuple(dict.fromkeys([*kept.get(trait, ()), *words]))
            if reader.text("source"):
                where = f"{reader.text('source')}；{grid.source} 第{line}行"
                trait_sources.setdefault(region, {}).setdefault(trait, where)
            continue
        figure, problem = reader.figure(region, name, book)
        findings += problem
        if figure is not None:
            figures.setdefault((region, figure.key, figure.year), []).append(figure)
    kept_figures, problem = _settled(figures, book)
    findings += problem
    order = {key: place for place, key in enumerate(book.entries)}
    profiles = tuple(
        Profile(
            region,
            level,
            tuple(
                sorted(
                    (one for one in kept_figures if one.region == region),
                    key=lambda one: (order[one.key], one.year),
                )
            ),
            traits.get(region, {}),
            trait_sources.get(region, {}),
        )
        for region, level in levels.items()
    )
    return profiles, findings


def merged(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    """Return profiles of one region as one; of two figures of one year the first table's counts."""
    by_region: dict[str, list[Profile]] = {}
    for profile in profiles:
        by_region.setdefault(profile.region, []).append(profile)
    result = []
    for region, parts in by_region.items():
        figures: dict[tuple[str, int], Figure] = {}
        traits: dict[str, tuple[str, ...]] = {}
        sources: dict[str, str] = {}
        for part in parts:
            sources = {**part.trait_sources, **sources}
            for figure in part.figures:
                figures.setdefault((figure.key, figure.year), figure)
            for trait, words in part.traits.items():
                traits[trait] = tuple(dict.fromkeys((*traits.get(trait, ()), *words)))
        level = next((part.level for part in parts if part.level), None)
        kept = tuple(sorted(figures.values(), key=lambda one: (one.key, one.year)))
        result.append(Profile(region, level, kept, traits, sources))
    return tuple(result)


def _columns(grid: Grid) -> tuple[dict[str, int], list[Finding]]:
    found: dict[str, int] = {}
    line, head = grid.rows[0]
    for place, cell in enumerate(head):
        for name, words in _COLUMNS.items():
            if _text(cell).lower() in words:
                found.setdefault(name, place)
    missing = [Text(*_COLUMNS[name][:2]) for name in _NEEDED if name not in found]
    return found, [NO_COLUMN.at(grid.place(line), column=name) for name in missing]


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Fraction):
        return decimal_text(cell)
    return str(cell)[:MAX_METADATA_CHARACTERS]


@dataclass(frozen=True, slots=True)
class _RowReader:
    grid: Grid
    line: int
    cells: tuple[Cell, ...]
    columns: dict[str, int]

    def text(self, name: str) -> str:
        place = self.columns.get(name)
        return "" if place is None or place >= len(self.cells) else _text(self.cells[place])

    def _at(self, name: str) -> Place:
        place = self.columns.get(name)
        return self.grid.place(self.line, None if place is None else place + 1)

    def level(self) -> tuple[str | None, list[Finding]]:
        text = self.text("level")
        for level, words in _LEVELS.items():
            if text.lower() in words:
                return level, []
        if not text:
            return None, []
        return None, [BAD_LEVEL.at(self._at("level"), value=text)]

    def figure(self, region: str, name: str, book: ProfileBook) -> tuple[Figure | None, list[Finding]]:
        key = book.key(name)
        if key is None:
            return None, [UNKNOWN_INDICATOR.at(self._at("indicator"), name=name, near=book.near(name))]
        year = self.text("year").removesuffix("年")
        if not re.fullmatch(r"(?:19[9]\d|20\d\d|2100)", year):
            return None, [BAD_YEAR.at(self._at("year"), value=self.text("year"))]
        shown = self.text("value")
        value = number_of(shown)
        if value is None:
            return None, [BAD_NUMBER.at(self._at("value"), value=shown)]
        if value < 0:
            return None, [BELOW_ZERO.at(self._at("value"), name=book.text(key), value=shown)]
        unit = self.text("unit") or book.indicators[key].unit
        base = book.in_unit(key, value, unit)
        if base is None:
            wanted = book.indicators[key].unit
            return None, [BAD_UNIT.at(self._at("unit"), name=book.text(key), unit=unit, wanted=wanted)]
        figure = Figure(
            region,
            int(year),
            key,
            base,
            shown,
            unit,
            self.text("definition"),
            self.text("source"),
            self._at("value"),
        )
        if figure.source:
            return figure, []
        return figure, [NO_SOURCE.at(self._at("source"), region=region, year=year, name=book.text(key))]


def number_of(text: str) -> Fraction | None:
    """Return a number as typed in a table cell (1,154, 2.4, 3万), None where it is none.

    >>> number_of("1,154"), number_of("2.5亿"), number_of("约12")
    (Fraction(1154, 1), Fraction(250000000, 1), None)
    """
    match = _NUMBER.fullmatch(fold_width(text).strip())
    if match is None or len(match[0]) > MAX_NUMBER_DIGITS + 4:
        return None
    return Fraction(match[1].replace(",", "") + (match[2] or "")) * _SCALES.get(match[3] or "", 1)


def _settled(
    figures: dict[tuple[str, str, int], list[Figure]], book: ProfileBook
) -> tuple[list[Figure], list[Finding]]:
    kept: list[Figure] = []
    findings: list[Finding] = []
    for (region, key, year), group in figures.items():
        other = next((one for one in group if one.value != group[0].value), None)
        if other is None:
            kept.append(next((one for one in group if one.source), group[0]))
            continue
        findings.append(
            TWO_VALUES.at(
                other.place,
                region=region,
                year=year,
                name=book.text(key),
                first=group[0].place.line,
                second=other.place.line,
            )
        )
    return kept, findings


def _plain(name: str) -> str:
    return fold_width(name).replace(" ", "").lower()
