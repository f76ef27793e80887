"""Studies: published tables and the claims a text makes about them, as frozen values.

``study.yaml`` of a pack and the file a user writes for ``liance audit-tables`` have this one shape. It is read
leniently: a single cell or claim that cannot be used is a finding of ``check_study`` and leaves the rest usable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from liance.core.errors import LianceError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import (
    MAX_NUMBER_DECIMALS,
    MAX_NUMBER_DIGITS,
    MAX_STUDY_CELLS,
    MAX_STUDY_CLAIMS,
    MAX_STUDY_GROUPS,
    MAX_STUDY_TABLES,
)
from liance.packs.model import Bilingual, Sentence, Source
from liance.packs.yamlfile import YamlFile, YamlPath

NOT_A_NUMBER = FindingKind(
    "study.not_a_number",
    Severity.ERROR,
    says=Text(zh="“{value}”不是可用的数", en="'{value}' is not a usable number"),
    advice=Text(
        zh="请写成 2.06、-3、1,154 这样的数，缺失的格写 null",
        en="write numbers like 2.06, -3 or 1,154, and null for a missing cell",
    ),
)
RAGGED_TABLE = FindingKind(
    "study.ragged_table",
    Severity.ERROR,
    says=Text(
        zh="表“{table}”应为 {rows} 行 {cols} 列，单元格与此不符",
        en="table '{table}' has {rows} rows and {cols} columns, its cells do not fit that",
    ),
    advice=Text(zh="每行写一个列表，长度等于列数", en="write one list per row, as long as there are columns"),
)
EMPTY_TABLE = FindingKind(
    "study.empty_table",
    Severity.ERROR,
    says=Text(zh="表“{table}”没有行或没有数", en="table '{table}' has no rows or no numbers"),
    advice=Text(
        zh="请补上；未公布单元格的表不写 cells", en="add them; leave cells out where they were not published"
    ),
)
EMPTY_STUDY = FindingKind(
    "study.empty",
    Severity.ERROR,
    says=Text(zh="文件中没有表", en="the file has no tables"),
    advice=Text(zh="请至少写一张表", en="write at least one table"),
)
OUT_OF_SCALE = FindingKind(
    "study.out_of_scale",
    Severity.WARNING,
    says=Text(zh="{value} 超出量表 {low}—{high}", en="{value} lies outside the scale {low} to {high}"),
    advice=Text(zh="请核对原文；确属原文如此则保留", en="check the source; keep it if it was printed so"),
)
UNKNOWN_KIND = FindingKind(
    "study.unknown_kind",
    Severity.ERROR,
    says=Text(zh="不认识的断言种类“{kind}”", en="unknown kind of claim '{kind}'"),
    advice=Text(zh="可用：{known}", en="choose from {known}"),
)
UNKNOWN_REFERENCE = FindingKind(
    "study.unknown_reference",
    Severity.ERROR,
    says=Text(zh="引用了不存在的“{name}”", en="'{name}' is referred to but does not exist"),
    advice=Text(
        zh="请检查表、行、列、分组或断言的名称",
        en="check the names of tables, rows, columns, groups and claims",
    ),
)
MISSING_FIELD = FindingKind(
    "study.missing_field",
    Severity.ERROR,
    says=Text(zh="“{kind}”类断言缺少“{field}”", en="a claim of kind '{kind}' needs '{field}'"),
    advice=Text(
        zh="请补上，参见 docs/how-to/audit-a-paper.md", en="add it; see docs/how-to/audit-a-paper.md"
    ),
)
BAD_CONDITION = FindingKind(
    "study.bad_condition",
    Severity.ERROR,
    says=Text(zh="看不懂条件“{value}”", en="the condition '{value}' is not understood"),
    advice=Text(zh="请写成 >= 3、< 3 或 >= 2, < 3", en="write it like >= 3, < 3 or >= 2, < 3"),
)
DUPLICATE_ID = FindingKind(
    "study.duplicate_id",
    Severity.ERROR,
    says=Text(zh="“{name}”出现了两次", en="'{name}' stands twice"),
    advice=Text(zh="请删除或改名", en="delete or rename one"),
)
TOO_MANY = FindingKind(
    "study.too_many",
    Severity.ERROR,
    says=Text(zh="数量超过上限 {bound}", en="there are more than the bound {bound}"),
    advice=Text(zh="请拆成几个文件", en="split the file"),
)


def _named(value: object) -> object:
    """Return a name that was written as a whole number (2020) as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _bilingual(value: object) -> object:
    """Return a text written once as one in both languages."""
    return {"zh": value, "en": value} if isinstance(value, str) else value


def _source(value: object) -> object:
    """Return a source written as one line as its title."""
    return {"title": value} if isinstance(value, str) else value


def _scale(value: object) -> object:
    """Return a scale written as ``{min, max}`` or ``0-4`` as its two ends."""
    if isinstance(value, dict):
        for ends in (("min", "max"), ("low", "high"), ("from", "to")):
            if set(value) == set(ends):
                return tuple(value[end] for end in ends)
    found = (
        re.fullmatch(r"(\d{1,4})\s*(?:-|–|—|~|至|到|\.\.)\s*(\d{1,4})", value)
        if isinstance(value, str)
        else None
    )
    return tuple(int(end) for end in found.groups()) if found else value


#: A number as written: whole numbers come as int, all others keep their digits as text.
Number = int | str
Name = Annotated[str, BeforeValidator(_named), StringConstraints(min_length=1, max_length=60)]
Names = Name | tuple[Name, ...]
Title = Annotated[Bilingual, BeforeValidator(_bilingual)]
Scale = Annotated[tuple[int, int], BeforeValidator(_scale)]

#: Other words for fields and kinds that authors use.
_FIELD_WORDS: Final = {"row": "rows", "col": "cols", "column": "cols", "columns": "cols", "name": "id"}
_KIND_WORDS: Final = {
    "average": "mean",
    "avg": "mean",
    "value": "mean",
    "cell": "mean",
    "total": "sum",
    "number": "count",
    "n": "count",
    "growth_rate": "growth",
    "rate_of_growth": "growth",
    "increase": "growth",
    "percentage": "share",
    "percent": "share",
    "proportion": "share",
    "diff": "difference",
    "quotient": "ratio",
    "maximum": "max",
    "minimum": "min",
    "grim": "granularity",
    "count_at_threshold": "threshold_count",
    "threshold": "threshold_count",
}


def _in_our_words(value: object, *fields: str) -> object:
    """Return an entry with other words for its fields put into ours, where ours is not there."""
    if not isinstance(value, dict):
        return value
    known = {field: _FIELD_WORDS[field] for field in fields}
    return {
        known.get(key, key) if known.get(key) not in value else key: entry for key, entry in value.items()
    }


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Group(_Frozen):
    """A way to divide names (of rows or columns) into parts: plans by level, sub-tasks by type."""

    title: Title | None = None
    parts: dict[Name, tuple[Name, ...]]


class Margin(_Frozen):
    """A row or column of a table that is the sum or mean of the others."""

    name: Name
    kind: Literal["sum", "mean"]


class Link(_Frozen):
    """What is known of unpublished cells: ``table`` holds their means over ``mean_of``.

    ``mean_of`` is ``cols`` (one printed mean per row), or a group whose parts are rows of this table and whose
    part names are rows of the printed one (one printed mean per part and column).
    """

    table: Name
    mean_of: Name


class StudyTable(_Frozen):
    """One published table.

    ``cells`` is left out where only a figure was printed; ``known_by`` then says which tables its means make.
    ``n`` is the number of whole-number observations behind each printed mean, for all cells or by row or column
    name. ``scale`` holds the lowest and highest value an observation can take. ``exact`` says that cells are
    exact rather than rounded at their last digit; by default whole numbers are exact. ``units`` is the
    axis of the things that were studied (plans, firms), ``unit`` what they are called, ``item`` what the
    other axis holds (types), and ``observation`` what the
    ``n`` whole numbers behind a cell are called (sub-tasks). ``margins`` are rows or columns that add up others.
    """

    id: Name
    title: Title | None = None
    place: str = ""
    rows: tuple[Name, ...]
    cols: tuple[Name, ...] = ("value",)
    cells: tuple[Number | tuple[Number | None, ...] | None, ...] | None = None
    n: int | dict[Name, int] | None = None
    scale: Scale | None = None
    decimals: Annotated[int, Field(ge=0, le=MAX_NUMBER_DECIMALS)] | None = None
    exact: bool | None = None
    units: Literal["rows", "cols"] = "rows"
    unit: Title | None = None
    item: Title | None = None
    observation: Title | None = None
    margins: tuple[Margin, ...] = ()
    known_by: tuple[Link, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        """Take ``columns`` for ``cols``, and an ``n`` for each row as a list."""
        entry = _in_our_words(value, "columns")
        if isinstance(entry, dict) and isinstance(entry.get("n"), tuple):
            rows, cols, counts = entry.get("rows"), entry.get("cols"), entry["n"]
            for axis in (rows, cols):
                if isinstance(axis, tuple) and len(axis) == len(counts):
                    return entry | {"n": {str(name): count for name, count in zip(axis, counts, strict=True)}}
        return entry


class Selection(_Frozen):
    """Cells of a table: rows and columns by name or by part of a group; all where none are named.

    With ``each`` (``rows``, ``cols`` or a group) a claim has one value per row, column or part.
    """

    table: Name
    rows: Names = ()
    cols: Names = ()
    each: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        """Take ``row``, ``col``, ``column`` and ``columns`` for our words."""
        return _in_our_words(value, "row", "col", "column", "columns")


Operand = Name | Selection


class Claim(_Frozen):
    """One statement of the text about tables, with what it is ``of`` and the printed ``value``.

    ``docs/how-to/audit-a-paper.md`` lists the kinds. ``also_from`` names other cells from which the same
    number can be had. ``when`` is a condition on cells, ``share`` how many cells must meet it, ``measure`` what
    is compared, ``under`` the tables and claims that unpublished cells must satisfy.
    """

    id: Name
    text: Sentence
    text_en: str = ""
    place: str = ""
    kind: str
    of: Operand | tuple[Operand, ...] = ()
    also_from: tuple[Selection | Name, ...] = ()
    value: Number | tuple[Number, ...] | None = None
    decimals: Annotated[int, Field(ge=0, le=MAX_NUMBER_DECIMALS)] | None = None
    when: Name | tuple[Name, ...] = ()
    share: Literal["all", "mostly"] = "all"
    measure: Literal["mean", "spread"] = "mean"
    under: tuple[Name, ...] = ()
    scale: Scale | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        """Take other words for kinds for ours; a count with a condition is a threshold count."""
        if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
            return value
        kind = value["kind"].strip().lower().replace("-", "_").replace(" ", "_")
        kind = _KIND_WORDS.get(kind, kind if kind in KINDS else value["kind"])
        return value | {"kind": "threshold_count" if kind == "count" and value.get("when") else kind}

    def operands(self) -> tuple[Operand, ...]:
        """Return what the claim is of, always as several."""
        return self.of if isinstance(self.of, tuple) else (self.of,)

    def values(self) -> tuple[Number, ...]:
        """Return the printed values, always as several."""
        if self.value is None:
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)

    def conditions(self) -> tuple[str, ...]:
        """Return the conditions, always as several."""
        return self.when if isinstance(self.when, tuple) else (self.when,)


class Study(_Frozen):
    """``study.yaml``: the tables and claims of a paper.

    ``groups`` divide the names of rows and columns; ``labels`` say names in both languages.
    """

    title: Title | None = None
    source: Annotated[Source, BeforeValidator(_source)] | None = None
    groups: dict[Name, Group] = {}
    labels: dict[Name, Title] = {}
    tables: tuple[StudyTable, ...]
    claims: tuple[Claim, ...] = ()

    @cached_property
    def _tables(self) -> dict[str, StudyTable]:
        return {table.id: table for table in reversed(self.tables)}

    def table(self, name: str) -> StudyTable | None:
        """Return the table ``name``, or None."""
        return self._tables.get(name)

    def claim(self, name: str) -> Claim | None:
        """Return the claim ``name``, or None."""
        return next((claim for claim in self.claims if claim.id == name), None)

    def parts(self, group: str, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the parts of ``group`` that hold some of ``names``, each cut down to them, in their order."""
        found = {}
        for part, members in self.groups[group].parts.items():
            inside = tuple(name for name in names if name in members)
            if inside:
                found[part] = inside
        return found

    def groups_over(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the groups whose parts divide ``names`` completely and without overlap."""
        return tuple(
            group
            for group in self.groups
            if Counter(name for part in self.parts(group, names).values() for name in part) == Counter(names)
        )


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed: its exact value and how many decimals it shows."""

    value: Fraction
    decimals: int


_NUMBER: Final = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?")


def parse_number(text: Number) -> Printed | None:
    """Read a decimal number as printed, or return None for anything else (NaN, words, huge values).

    A percent sign at the end is left out: shares and growth rates are in percent by their kind.
    """
    plain = str(text).strip().removesuffix("%")
    found = _NUMBER.fullmatch(plain)
    if found is None or not plain.isascii():
        return None
    decimals = len(found.group(1) or "")
    digits = sum(sign.isdigit() for sign in plain)
    if digits > MAX_NUMBER_DIGITS or decimals > MAX_NUMBER_DECIMALS:
        return None
    return Printed(Fraction(plain.replace(",", "")), decimals)


@dataclass(frozen=True, slots=True)
class Condition:
    """Comparisons that a value must all meet, such as ``>= 2, < 3``."""

    text: str
    parts: tuple[tuple[str, Fraction], ...]

    def holds(self, value: Fraction) -> bool:
        """Whether ``value`` meets every comparison."""
        return all(_COMPARE[sign](value, bound) for sign, bound in self.parts)


_COMPARE: Final = {
    ">=": lambda value, bound: value >= bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    "<": lambda value, bound: value < bound,
    "=": lambda value, bound: value == bound,
}


def parse_condition(text: str) -> Condition | None:
    """Read a condition, or return None where it is none."""
    parts = []
    for piece in re.split(r"[,，]", text):
        found = re.fullmatch(r"\s*(>=|<=|>|<|=|≥|≤)\s*(\S+)\s*", piece)
        number = parse_number(found.group(2)) if found else None
        if found is None or number is None:
            return None
        sign = {"≥": ">=", "≤": "<="}.get(found.group(1), found.group(1))
        parts.append((sign, number.value))
    return Condition(text, tuple(parts))


def selection_of(operand: Operand) -> Selection:
    """Read the short form ``table``, ``table/rows`` or ``table/rows/cols`` (``*`` for all)."""
    if isinstance(operand, Selection):
        return operand
    table, _, rest = operand.partition("/")
    rows, _, cols = rest.partition("/")
    return Selection(
        table=table or operand,
        rows=() if rows in ("", "*") else rows,
        cols=() if cols in ("", "*") else cols,
    )


class UnknownPartError(LianceError):
    """A name that is neither on the axis nor a part of a group on it; callers make a finding of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(Text(zh="没有“{name}”", en="there is no '{name}'"), name=name)


def axis_places(study: Study, axis: Sequence[str], names: Names, without: Sequence[str] = ()) -> list[int]:
    """Return the places of ``names`` on an axis; all but ``without`` (margins) where none are named.

    Raises:
        UnknownPartError: a name that is not on the axis and no part of a group on it.
    """
    if not names:
        return [place for place, name in enumerate(axis) if name not in without]
    places: list[int] = []
    for name in (names,) if isinstance(names, str) else names:
        if name in axis:
            found = [axis.index(name)]
        else:
            members = {
                member
                for group in study.groups.values()
                for part, inside in group.parts.items()
                if part == name
                for member in inside
            }
            found = [place for place, entry in enumerate(axis) if entry in members]
        if not found:
            raise UnknownPartError(name)
        places += [place for place in found if place not in places]
    return places


#: Names that a row or column of sums or means bears, where a file does not say which those are.
_MARGIN_NAMES: Final[Mapping[str, Literal["sum", "mean"]]] = {
    **dict.fromkeys(("合计", "总计", "总和", "共计", "总数", "total", "totals", "sum"), "sum"),
    **dict.fromkeys(("平均", "均值", "平均值", "平均分", "平均数", "mean", "average"), "mean"),
}


def margins_of(table: StudyTable) -> tuple[Margin, ...]:
    """Return the rows and columns of a table that add up others: those declared, or else those told by their names.

    A name tells so only at the end (or beginning) of an axis that has at least two other entries.
    """
    if table.margins:
        return table.margins
    found: dict[str, Margin] = {}
    for axis in (table.rows, table.cols):
        for name in (axis[-1], axis[0]) if len(axis) > 2 else ():
            kind = _MARGIN_NAMES.get(name.strip().lower())
            if kind is not None:
                found.setdefault(name, Margin(name=name, kind=kind))
    return tuple(found.values())


def is_usable(table: StudyTable) -> bool:
    """Whether the cells of a table can be told apart and counted: no name twice, no ragged row, not too many."""
    rows = cell_rows(table)
    return (
        all(1 <= count < 10**MAX_NUMBER_DIGITS for count in _counts(table))
        and len({*table.rows}) == len(table.rows)
        and len({*table.cols}) == len(table.cols)
        and sum(len(row) for row in rows) <= MAX_STUDY_CELLS
        and (table.cells is None or _fits_axes(table, rows))
    )


def _counts(table: StudyTable) -> tuple[int, ...]:
    if isinstance(table.n, dict):
        return tuple(table.n.values())
    return () if table.n is None else (table.n,)


def _fits_axes(table: StudyTable, rows: Sequence[tuple[Number | None, ...]]) -> bool:
    return len(rows) == len(table.rows) and all(len(row) == len(table.cols) for row in rows)


def cell_rows(table: StudyTable) -> list[tuple[Number | None, ...]]:
    """Return the cells as one tuple per row; a bare value is a row of one column."""
    return [row if isinstance(row, tuple) else (row,) for row in table.cells or ()]


@dataclass(frozen=True, slots=True)
class KindSpec:
    """What a kind of claim needs: fields, least number of operands, and what these name."""

    fields: tuple[str, ...]
    operands: int
    refs: Literal["cells", "claims", "none"] = "cells"
    numbers: bool = True


#: The kinds of claim.
KINDS: Final[Mapping[str, KindSpec]] = {
    "given": KindSpec(("value",), 0, refs="none", numbers=False),
    "count": KindSpec(("value",), 1),
    "sum": KindSpec(("value",), 1),
    "mean": KindSpec(("value",), 1),
    "max": KindSpec(("value",), 1),
    "min": KindSpec(("value",), 1),
    "median": KindSpec(("value",), 1),
    "difference": KindSpec(("value",), 1),
    "ratio": KindSpec(("value",), 1),
    "share": KindSpec(("value",), 1),
    "growth": KindSpec(("value",), 1),
    "growth_within_total": KindSpec(("value",), 2),
    "threshold_count": KindSpec(("value", "when"), 1),
    "all": KindSpec(("when",), 1),
    "mostly": KindSpec(("when",), 1),
    "lowest": KindSpec(("value",), 1, numbers=False),
    "highest": KindSpec(("value",), 1, numbers=False),
    "order": KindSpec(("when",), 2),
    "items": KindSpec(("value", "when"), 1, numbers=False),
    "common_items": KindSpec(("value",), 2, refs="claims", numbers=False),
    "same_items": KindSpec((), 2),
    "names": KindSpec(("value",), 1, numbers=False),
    "same_value": KindSpec((), 2),
    "opposites": KindSpec((), 2, refs="claims"),
    "granularity": KindSpec(("value",), 1),
    "feasible": KindSpec((), 1),
}
#: Kinds whose ``when`` is a bare sign between two operands.
_SIGN_KINDS: Final = ("order",)
_SIGNS: Final = (">", "<", ">=", "<=")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a path of the file; ``claim`` or ``table`` names what cannot be used for it."""

    path: YamlPath
    finding: Finding
    claim: str | None = None


def study_problems(study: Study, source: str = "") -> list[Problem]:
    """Check a study for what its shape cannot say: numbers, references, kinds, sizes."""
    return list(_problems(study, source))


def check_study(study: BaseModel, file: YamlFile) -> Iterator[Finding]:
    """Yield the problems of a study file, each with its line."""
    assert isinstance(study, Study)
    for problem in study_problems(study, file.name):
        finding = problem.finding
        yield Finding(finding.kind, Place(file.name, line=file.line_of(problem.path)), finding.details)


def _problems(study: Study, source: str) -> Iterator[Problem]:
    here = Place(source)
    for key, entries, bound, name in (
        ("groups", study.groups, MAX_STUDY_GROUPS, "MAX_STUDY_GROUPS"),
        ("tables", study.tables, MAX_STUDY_TABLES, "MAX_STUDY_TABLES"),
        ("claims", study.claims, MAX_STUDY_CLAIMS, "MAX_STUDY_CLAIMS"),
    ):
        if len(entries) > bound:
            yield Problem((key,), TOO_MANY.at(here, bound=f"{name} = {bound}"))
    if not study.tables:
        yield Problem(("tables",), EMPTY_STUDY.at(here))
    seen: set[str] = set()
    for index, table in enumerate(study.tables):
        if table.id in seen:
            yield Problem(("tables", index, "id"), DUPLICATE_ID.at(here, name=table.id))
        seen.add(table.id)
        yield from _table_problems(study, index, table, here)
    seen = set()
    for index, claim in enumerate(study.claims):
        if claim.id in seen:
            yield Problem(("claims", index, "id"), DUPLICATE_ID.at(here, name=claim.id), claim.id)
        seen.add(claim.id)
        yield from _claim_problems(study, index, claim, here)


def _table_problems(study: Study, index: int, table: StudyTable, here: Place) -> Iterator[Problem]:
    path: YamlPath = ("tables", index)
    for key, axis in (("rows", table.rows), ("cols", table.cols)):
        for name, times in Counter(axis).items():
            if times > 1:
                yield Problem((*path, key), DUPLICATE_ID.at(here, name=name))
    for link in table.known_by:
        other = study.table(link.table)
        if other is None:
            yield Problem((*path, "known_by"), UNKNOWN_REFERENCE.at(here, name=link.table))
        if link.mean_of != "cols" and link.mean_of not in study.groups:
            yield Problem((*path, "known_by"), UNKNOWN_REFERENCE.at(here, name=link.mean_of))
    for margin in table.margins:
        if margin.name not in (*table.rows, *table.cols):
            yield Problem((*path, "margins"), UNKNOWN_REFERENCE.at(here, name=margin.name))
    if isinstance(table.n, dict):
        for name in table.n:
            if name not in (*table.rows, *table.cols):
                yield Problem((*path, "n", name), UNKNOWN_REFERENCE.at(here, name=name))
    for count in _counts(table):
        if not 1 <= count < 10**MAX_NUMBER_DIGITS:
            yield Problem((*path, "n"), NOT_A_NUMBER.at(here, value=count))
    if table.cells is None:
        if not table.rows:
            yield Problem(path, EMPTY_TABLE.at(here, table=table.id))
        return
    rows = cell_rows(table)
    if not table.rows or not any(cell is not None for row in rows for cell in row):
        yield Problem(path, EMPTY_TABLE.at(here, table=table.id))
        return
    if sum(len(row) for row in rows) > MAX_STUDY_CELLS:
        bound = f"MAX_STUDY_CELLS = {MAX_STUDY_CELLS}"
        yield Problem((*path, "cells"), TOO_MANY.at(here, bound=bound))
        return
    if not _fits_axes(table, rows):
        finding = RAGGED_TABLE.at(here, table=table.id, rows=len(table.rows), cols=len(table.cols))
        yield Problem((*path, "cells"), finding)
    for row_place, row in enumerate(rows):
        for col_place, cell in enumerate(row):
            if cell is None:
                continue
            where = (*path, "cells", row_place, col_place)
            number = parse_number(cell)
            if number is None:
                yield Problem(where, NOT_A_NUMBER.at(here, value=cell))
            elif table.scale and not table.scale[0] <= number.value <= table.scale[1]:
                low, high = table.scale
                yield Problem(where, OUT_OF_SCALE.at(here, value=cell, low=low, high=high))


def _claim_problems(study: Study, index: int, claim: Claim, here: Place) -> Iterator[Problem]:
    path: YamlPath = ("claims", index)

    def problem(key: str, finding: Finding) -> Problem:
        return Problem((*path, key), finding, claim.id)

    spec = KINDS.get(claim.kind)
    if spec is None:
        finding = UNKNOWN_KIND.at(here, kind=claim.kind, known=", ".join(KINDS))
        yield problem("kind", finding)
        return
    for field in spec.fields:
        if (field == "value" and not claim.values()) or (field == "when" and not claim.when):
            yield problem("id", MISSING_FIELD.at(here, kind=claim.kind, field=field))
    if len([operand for operand in claim.operands() if operand]) < spec.operands:
        yield problem("id", MISSING_FIELD.at(here, kind=claim.kind, field=f"of ({spec.operands})"))
    if spec.numbers:
        for value in claim.values():
            if parse_number(value) is None:
                yield problem("value", NOT_A_NUMBER.at(here, value=value))
    for condition in claim.conditions():
        known = condition in _SIGNS if claim.kind in _SIGN_KINDS else parse_condition(condition) is not None
        if not known:
            yield problem("when", BAD_CONDITION.at(here, value=condition))
    for name in claim.under:
        if study.table(name) is None and study.claim(name) is None:
            yield problem("under", UNKNOWN_REFERENCE.at(here, name=name))
    if spec.refs == "claims":
        for operand in claim.operands():
            if isinstance(operand, Selection) or study.claim(operand) is None:
                name = operand.table if isinstance(operand, Selection) else operand
                yield problem("of", UNKNOWN_REFERENCE.at(here, name=name))
    elif spec.refs == "cells":
        for key, operands in (("of", claim.operands()), ("also_from", claim.also_from)):
            for operand in operands:
                unknown = _unknown_name(study, selection_of(operand))
                if unknown is not None:
                    yield problem(key, UNKNOWN_REFERENCE.at(here, name=unknown))


def _unknown_name(study: Study, selection: Selection) -> str | None:
    table = study.table(selection.table)
    if table is None:
        return selection.table
    try:
        axis_places(study, table.rows, selection.rows)
        axis_places(study, table.cols, selection.cols)
    except UnknownPartError as error:
        return error.name
    if selection.each is not None and selection.each not in ("rows", "cols", *study.groups):
        return selection.each
    return None
