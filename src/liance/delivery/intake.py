"""Tables of observations and of owners -> records, or findings that name sheet, row and column.

Nothing is guessed and nothing is lost: a row is taken whole or reported, a merged or shifted cell is reported, and
where anything is an error nothing at all is taken (``is_clean``).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

from liance.core import limits
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.numbers import decimal_text
from liance.core.quantities import fold_width
from liance.delivery.progress import CONFLICTING, DUPLICATE, in_project_unit
from liance.delivery.projects import Observation, Project
from liance.delivery.records import Entry, Followed, Settled
from liance.plans.documents.grids import Cell, Grid

NO_HEAD = FindingKind(
    "intake.no_head",
    Severity.ERROR,
    says=Text(
        zh="前 {rows} 行中没有表头：缺少列 {missing}",
        en="none of the first {rows} rows is a head: missing columns {missing}",
    ),
    advice=Text(
        zh="请保留一行表头；可用 liance delivery export 导出样表",
        en="keep one head row; liance delivery export writes a table to fill in",
    ),
)
REPEATED_COLUMN = FindingKind(
    "intake.repeated_column",
    Severity.ERROR,
    says=Text(zh="有两列都是“{column}”", en="two columns mean '{column}'"),
    advice=Text(zh="请只保留一列", en="keep one of them"),
)
UNKNOWN_COLUMN = FindingKind(
    "intake.unknown_column",
    Severity.INFO,
    says=Text(zh="列“{column}”没有用到", en="the column '{column}' is not used"),
    advice=Text(zh="可用的列名：{known}", en="known columns: {known}"),
)
MERGED = FindingKind(
    "intake.merged_cells",
    Severity.ERROR,
    says=Text(
        zh="合并单元格 {cells}：不知道其值属于哪几行",
        en="merged cells {cells}: it is not said which rows the value is for",
    ),
    advice=Text(zh="请取消合并，逐行填写", en="unmerge them and fill in every row"),
)
SHIFTED = FindingKind(
    "intake.shifted_row",
    Severity.ERROR,
    says=Text(
        zh="这一行的内容与表头错开了一列（向{way_zh}错位）",
        en="the row is shifted by one column to the {way_en} against the head",
    ),
    advice=Text(zh="请把各值移回所属的列", en="move the values back under their heads"),
)
BEYOND_HEAD = FindingKind(
    "intake.beyond_head",
    Severity.ERROR,
    says=Text(zh="单元格“{value}”在表头之外", en="the cell '{value}' stands under no head"),
    advice=Text(zh="请检查这一行是否错列", en="check whether the row is shifted"),
)
EMPTY_CELL = FindingKind(
    "intake.empty_cell",
    Severity.ERROR,
    says=Text(zh="缺少“{column_zh}”", en="'{column_en}' is missing"),
    advice=Text(
        zh="请填写；确无数据的行请删去", en="fill it in, or delete the row if there is nothing to report"
    ),
)
BAD_CELL = FindingKind(
    "intake.bad_cell",
    Severity.ERROR,
    says=Text(
        zh="“{column_zh}”的值“{value}”无法使用", en="the value '{value}' of '{column_en}' cannot be used"
    ),
    advice=Text(zh="应为：{expected_zh}", en="expected: {expected_en}"),
)
UNKNOWN_PROJECT = FindingKind(
    "intake.unknown_project",
    Severity.ERROR,
    says=Text(zh="没有这样的项目：“{name}”", en="there is no such project: '{name}'"),
    advice=Text(
        zh="请用 liance delivery status 查看项目编号与指标",
        en="see liance delivery status for ids and indicators",
    ),
)
AMBIGUOUS_PROJECT = FindingKind(
    "intake.ambiguous_project",
    Severity.ERROR,
    says=Text(zh="“{name}”对应 {count} 个项目：{ids}", en="'{name}' fits {count} projects: {ids}"),
    advice=Text(zh="请填写项目编号", en="give the project's id"),
)
RECORDED = FindingKind(
    "intake.recorded",
    Severity.INFO,
    says=Text(
        zh="{on} 的观测值 {value} 已经登记，不重复登记", en="the value {value} of {on} is recorded already"
    ),
    advice=Text(zh="无需处理", en="nothing to do"),
)
CONTRADICTS_RECORD = FindingKind(
    "intake.contradicts_record",
    Severity.ERROR,
    says=Text(
        zh="{on} 已登记 {old}，与 {value} 不同（登记号 {number}）",
        en="{on} is recorded as {old}, not {value} (entry {number})",
    ),
    advice=Text(
        zh="如确需更正，请用 --correct 并说明原因，原值留档",
        en="to correct it use --correct with a reason; the old value stays on record",
    ),
)
NO_EVIDENCE_FILE = FindingKind(
    "intake.no_evidence_file",
    Severity.ERROR,
    says=Text(zh="佐证文件夹中没有“{name}”", en="the evidence folder holds no '{name}'"),
    advice=Text(
        zh="请把文件放入 --evidence 所指文件夹，或填写 sha256: 摘要",
        en="put the file into the folder given with --evidence, or give its sha256: digest",
    ),
)
NOT_WAITING = FindingKind(
    "intake.not_waiting",
    Severity.ERROR,
    says=Text(
        zh="“{indicator}”没有可以这样核定的目标（期限 {due}，目标值 {goal}）",
        en="'{indicator}' has no target that could be settled so (deadline {due}, value {goal})",
    ),
    advice=Text(
        zh="只能核定规划中没有期限或相互矛盾的目标，目标值须是规划写明的",
        en="only targets without a deadline or contradicting each other can be settled, with a value that the plan names",
    ),
)
CONTRADICTING_ROWS = FindingKind(
    "intake.contradicting_rows",
    Severity.ERROR,
    says=Text(
        zh="“{indicator}”的“{column_zh}”在第 {first} 行与本行不同",
        en="'{column_en}' of '{indicator}' differs from row {first}",
    ),
    advice=Text(zh="请只保留一行", en="keep one of them"),
)

#: Rows in which the head is sought: official sheets put a title and a note above it.
HEAD_WITHIN = 10
_SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8,
    "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
}  # fmt: skip
_NUMBER = re.compile(r"([-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(.*)")
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)"
)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_BINDING = {
    "约束性": True, "约束": True, "binding": True, "是": True, "true": True,
    "预期性": False, "预期": False, "expected": False, "否": False, "false": False,
}  # fmt: skip

_DATE_EXPECTED = ("具体日期，如 2026-06-30 或 2026年6月30日", "a day such as 2026-06-30")
_VALUE_EXPECTED = ("一个数，如 45、1,200、12.5 或 45亿元", "one number such as 45, 1,200 or 12.5")


_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Column:
    """A column a table may have: its name in both languages and every other name it goes by."""

    key: str
    name: Text
    names: tuple[str, ...]
    required: bool = False


_PROJECT = Column("project", Text(zh="项目编号", en="project"), ("项目", "编号", "id"))
_PLAN = Column("plan", Text(zh="规划", en="plan"), ("规划文件", "文件", "file", "source file"))
_INDICATOR = Column("indicator", Text(zh="指标", en="indicator"), ("指标名称",))
OBSERVATION_COLUMNS = (
    _PROJECT,
    _PLAN,
    _INDICATOR,
    Column("on", Text(zh="观测日期", en="date"), ("日期", "截至日期", "数据日期", "on"), required=True),
    Column("value", Text(zh="观测值", en="value"), ("数值", "完成值", "实际值", "值"), required=True),
    Column("unit", Text(zh="单位", en="unit"), ("计量单位",), required=True),
    Column("source", Text(zh="数据来源", en="source"), ("来源", "填报单位", "报送单位"), required=True),
    Column("evidence", Text(zh="佐证文件", en="evidence"), ("佐证", "证据", "证据文件", "佐证摘要")),
    Column("note", Text(zh="备注", en="note"), ("说明",)),
)
SETTLED_COLUMNS = (
    _PROJECT,
    _PLAN,
    _INDICATOR,
    Column("owner", Text(zh="责任单位", en="owner"), ("责任部门", "牵头单位", "牵头部门")),
    Column("binding", Text(zh="属性", en="binding"), ("指标属性", "性质")),
    Column("baseline", Text(zh="基数", en="baseline"), ("基期值",)),
    Column("baseline_on", Text(zh="基期", en="baseline date"), ("基期日期", "基数日期", "baseline_on")),
    Column("due", Text(zh="期限", en="deadline"), ("完成期限", "due")),
    Column("goal", Text(zh="目标值", en="goal"), ("target",)),
)


@dataclass(frozen=True, slots=True)
class Observed:
    """What a table of observations brings: ``entries`` to keep, how many were on record, numbers they replace."""

    entries: tuple[Entry, ...]
    recorded: int
    replaced: Mapping[int, str]
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """Whether no finding is an error, so that the entries may be kept."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a table of owners brings: project id -> what is settled."""

    settled: Mapping[str, Settled]
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """Whether no finding is an error, so that it may be kept."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(slots=True)
class _Table:
    """One grid under its head: rows as cells by column key."""

    grid: Grid
    columns: Mapping[str, int]
    head_row: int
    width: int
    findings: list[Finding] = field(default_factory=list)

    def place(self, row: int, key: str | None = None) -> Place:
        column = self.columns.get(key) if key else None
        return self.grid.place(row, column)


class ProjectFinder:
    """Finds the project that a row means: by id, or by indicator within a plan."""

    def __init__(self, lines: Iterable[Followed]) -> None:
        self._by_id = {line.id: line for line in lines}
        self._by_indicator: dict[str, list[Followed]] = {}
        for line in self._by_id.values():
            self._by_indicator.setdefault(_plain(line.promise.indicator), []).append(line)

    def find(
        self, project: str, plan: str, indicator: str
    ) -> tuple[Followed | None, FindingKind | None, dict[str, object]]:
        """Return the line, or the kind and details of the finding that says why there is none."""
        if project:
            line = self._by_id.get(project) or self._by_id.get(f"project-{project}")
            wrong = (
                line is not None and indicator != "" and _plain(indicator) != _plain(line.promise.indicator)
            )
            if line is None or wrong:
                name = project if line is None else f"{project} {indicator}"
                return None, UNKNOWN_PROJECT, {"name": name[:80]}
            return line, None, {}
        found = self._by_indicator.get(_plain(indicator), [])
        if plan:
            found = [line for line in found if _plain(plan) in _plan_names(line)]
        name = " ".join(part for part in (plan, indicator) if part)[:80]
        if len(found) > 1:
            ids = "、".join(sorted(line.id for line in found)[:5])
            return None, AMBIGUOUS_PROJECT, {"name": name, "count": len(found), "ids": ids}
        return (found[0], None, {}) if found else (None, UNKNOWN_PROJECT, {"name": name})


def _plan_names(line: Followed) -> set[str]:
    source = line.plan.source
    return {_plain(source), _plain(source.rpartition(".")[0]), _plain(line.plan.title)} - {""}


def _plain(name: str) -> str:
    return "".join(fold_width(name).split()).lower()


def read_observations(
    grids: Sequence[Grid],
    lines: Sequence[Followed],
    entries: Iterable[Entry],
    today: date,
    *,
    evidence: Mapping[str, str] | None = None,
    correct: str | None = None,
) -> Observed:
    """Return the observations of a table.

    Args:
        grids: the sheets (``read_grids``).
        lines: the project lines followed.
        entries: what is on record.
        today: later observations are findings.
        evidence: names of evidence files with their digests.
        correct: the reason with which values on record may be replaced; None forbids it.
    """
    finder, projects = ProjectFinder(lines), {line.id: line.project for line in lines}
    taken: list[tuple[Place, Entry, Fraction]] = []
    findings: list[Finding] = []
    for table in _tables(grids, OBSERVATION_COLUMNS, ("on", "value"), findings):
        for row, cells in _rows(table, _observation_fits):
            entry = _observation(table, row, cells, finder, evidence or {})
            if entry is None:
                continue
            place = table.place(row, "value")
            value, problems = in_project_unit(projects[entry.project], entry.observation, today)
            keys = {"observation.unit_mismatch": "unit", "observation.future_dated": "on"}
            table.findings += [
                kind.at(table.place(row, keys.get(kind.code, "value")), **details)
                for kind, details in problems
            ]
            if value is not None:
                taken.append((place, entry, value))
        findings += table.findings
    return _against_record(taken, projects, entries, findings, correct)


def _against_record(
    taken: Sequence[tuple[Place, Entry, Fraction]],
    projects: Mapping[str, Project],
    entries: Iterable[Entry],
    findings: list[Finding],
    correct: str | None,
) -> Observed:
    on_record: dict[tuple[str, date], list[Entry]] = {}
    for old in entries:
        if old.withdrawn_at is None:
            on_record.setdefault((old.project, old.observation.on), []).append(old)
    seen: dict[tuple[str, date], Fraction] = {}
    kept: list[Entry] = []
    replaced: dict[int, str] = {}
    recorded = 0
    for place, entry, value in taken:
        key = (entry.project, entry.observation.on)
        on, shown = entry.observation.on, decimal_text(value)
        if key in seen:
            if seen[key] == value:
                findings.append(DUPLICATE.at(place, on=on, value=shown))
            else:
                both = f"{decimal_text(seen[key])}, {shown}"
                findings.append(CONFLICTING.at(place, on=on, values=both))
            continue
        seen[key] = value
        project = projects[entry.project]
        others = [old for old in on_record.get(key, []) if _in_unit(project, old.observation) != value]
        if others and correct is None:
            first = others[0]
            old_value = decimal_text(first.observation.value) + first.observation.unit
            details = {"on": on, "old": old_value, "value": shown + project.unit, "number": first.number}
            findings.append(CONTRADICTS_RECORD.at(place, **details))
            continue
        same = len(on_record.get(key, [])) > len(others)
        replaced |= {old.number: correct or "" for old in others}
        if same:
            recorded += 1
            findings.append(RECORDED.at(place, on=on, value=shown))
        else:
            kept.append(entry)
    findings.sort(key=lambda one: (one.place.source, one.place.sheet or "", one.place.line or 0))
    return Observed(tuple(kept), recorded, replaced, tuple(findings))


def _in_unit(project: Project, seen: Observation) -> Fraction | None:
    factor = Fraction(1) if seen.unit == project.unit else project.units.get(seen.unit)
    return None if factor is None else seen.value * factor


def read_assignments(grids: Sequence[Grid], lines: Sequence[Followed]) -> Assigned:
    """Return what a table of owners, attributes, baselines and deadlines settles; an empty cell settles nothing."""
    finder = ProjectFinder(lines)
    findings: list[Finding] = []
    settled: dict[str, Settled] = {}
    first_rows: dict[str, int] = {}
    for table in _tables(grids, SETTLED_COLUMNS, (), findings):
        for row, cells in _rows(table, None):
            line = _line(table, row, cells, finder)
            news = _settled(table, row, cells, line) if line is not None else None
            if line is None or news is None:
                continue
            old = settled.get(line.id)
            clash = next((name for name in _clashes(old, news)), None) if old else None
            if clash:
                details = {"indicator": line.promise.indicator, "first": first_rows[line.id]}
                words = _words(SETTLED_COLUMNS, clash)
                table.findings.append(CONTRADICTING_ROWS.at(table.place(row, clash), **words, **details))
                continue
            settled[line.id] = old.updated(news) if old else news
            first_rows.setdefault(line.id, row)
        findings += table.findings
    return Assigned(settled, tuple(findings))


def _clashes(old: Settled, news: Settled) -> Iterable[str]:
    for name in ("owner", "binding", "baseline", "baseline_on"):
        before, after = getattr(old, name), getattr(news, name)
        if before is not None and after is not None and before != after:
            yield name


def _tables(
    grids: Sequence[Grid], columns: Sequence[Column], needed: Collection[str], findings: list[Finding]
) -> Iterable[_Table]:
    """Yield each grid that has a head; of several sheets those without any known column are passed over."""
    tables = []
    for grid in grids:
        table = _headed(grid, columns, needed)
        if table is not None:
            tables.append(table)
            _check_columns(table, columns)
            _check_merges(table)
        elif len(grids) == 1 or _known_cells(grid, columns) > 1:
            missing = (
                "、".join(column.name.zh for column in columns if column.key in needed) or columns[0].name.zh
            )
            findings.append(NO_HEAD.at(grid.place(1), rows=HEAD_WITHIN, missing=missing))
    if not tables and not findings:
        place = Place(grids[0].source) if grids else Place()
        findings.append(NO_HEAD.at(place, rows=HEAD_WITHIN, missing=columns[0].name.zh))
    return tables


def _names(columns: Sequence[Column]) -> dict[str, str]:
    return {
        _plain(name): column.key
        for column in columns
        for name in (column.key, column.name.zh, column.name.en, *column.names)
    }


def _known_cells(grid: Grid, columns: Sequence[Column]) -> int:
    names = _names(columns)
    return max(
        (sum(_plain(str(cell)) in names for cell in cells if cell) for _, cells in grid.rows[:HEAD_WITHIN]),
        default=0,
    )


def _headed(grid: Grid, columns: Sequence[Column], needed: Collection[str]) -> _Table | None:
    names = _names(columns)
    for row, cells in grid.rows[:HEAD_WITHIN]:
        keys = [names.get(_plain(_head_text(cell))) if cell is not None else None for cell in cells]
        found: dict[str, int] = {}
        for number, key in enumerate(keys, 1):
            if key is not None:
                found.setdefault(key, number)
        names_a_project = "project" in found or "indicator" in found
        if names_a_project and len(found) >= 2 and all(key in found for key in needed):
            width = max(number for number, cell in enumerate(cells, 1) if cell is not None)
            return _Table(grid, found, row, width)
    return None


def _head_text(cell: Cell) -> str:
    return re.sub(r"[(（].*?[)）]", "", str(cell))


def _check_columns(table: _Table, columns: Sequence[Column]) -> None:
    names = _names(columns)
    cells = next(cells for row, cells in table.grid.rows if row == table.head_row)
    known = "、".join(column.name.zh for column in columns)
    for number, cell in enumerate(cells, 1):
        if cell is None:
            continue
        key = names.get(_plain(_head_text(cell)))
        place = table.grid.place(table.head_row, number)
        if key is None:
            table.findings.append(UNKNOWN_COLUMN.at(place, column=str(cell)[:80], known=known))
        elif table.columns[key] != number:
            table.findings.append(REPEATED_COLUMN.at(place, column=str(cell)[:80]))
    if "value" in table.columns:
        for column in columns:
            if column.required and column.key not in table.columns:
                place = table.grid.place(table.head_row)
                table.findings.append(EMPTY_CELL.at(place, **_words(columns, column.key)))


def _check_merges(table: _Table) -> None:
    used = set(table.columns.values())
    for merge in table.grid.merges:
        touches = any(merge.left <= column <= merge.right for column in used)
        if merge.bottom >= table.head_row and touches:
            place = table.grid.place(merge.top, merge.left)
            table.findings.append(MERGED.at(place, cells=merge.label()))


def _rows(
    table: _Table, fits: Callable[[Mapping[str, Cell]], bool] | None
) -> Iterable[tuple[int, dict[str, Cell]]]:
    """Yield the rows below the head that stand under it; report those that do not."""
    merged = {
        row
        for merge in table.grid.merges
        for row in range(merge.top, min(merge.bottom, merge.top + limits.MAX_TABLE_ROWS) + 1)
        if any(merge.left <= column <= merge.right for column in table.columns.values())
    }
    for row, cells in table.grid.rows:
        if row <= table.head_row or row in merged:
            continue
        by_key = _under_head(table, cells, 0)
        if fits is not None and not fits(by_key):
            way = next((step for step in (1, -1) if fits(_under_head(table, cells, step))), 0)
            if way:
                words = {1: ("右", "right"), -1: ("左", "left")}[way]
                place = table.grid.place(row, next(iter(sorted(table.columns.values()))))
                table.findings.append(SHIFTED.at(place, way_zh=words[0], way_en=words[1]))
                continue
        beyond = next((n for n, cell in enumerate(cells, 1) if n > table.width and cell is not None), None)
        if beyond is not None:
            value = str(cells[beyond - 1])[:80]
            table.findings.append(BEYOND_HEAD.at(table.grid.place(row, beyond), value=value))
            continue
        if any(cell is not None for cell in by_key.values()):
            yield row, by_key
        else:
            first = next(n for n, cell in enumerate(cells, 1) if cell is not None)
            value = str(cells[first - 1])[:80]
            table.findings.append(BEYOND_HEAD.at(table.grid.place(row, first), value=value))


def _under_head(table: _Table, cells: Sequence[Cell], step: int) -> dict[str, Cell]:
    return {
        key: cells[number + step - 1] if 0 < number + step <= len(cells) else None
        for key, number in table.columns.items()
    }


def _observation_fits(cells: Mapping[str, Cell]) -> bool:
    """Whether date and value read as such: what tells a shifted row from a bad cell."""
    return read_day(cells.get("on")) is not None and read_number(cells.get("value")) is not None


def _line(table: _Table, row: int, cells: Mapping[str, Cell], finder: ProjectFinder) -> Followed | None:
    project, plan, indicator = (_text(cells.get(key)) for key in ("project", "plan", "indicator"))
    if not project and not indicator:
        key = "project" if "project" in table.columns else "indicator"
        table.findings.append(EMPTY_CELL.at(table.place(row, key), **_words(OBSERVATION_COLUMNS, key)))
        return None
    line, kind, details = finder.find(project, plan, indicator)
    if kind is not None:
        table.findings.append(kind.at(table.place(row, "project" if project else "indicator"), **details))
    return line


def _observation(
    table: _Table, row: int, cells: Mapping[str, Cell], finder: ProjectFinder, evidence: Mapping[str, str]
) -> Entry | None:
    before = len(table.findings)
    line = _line(table, row, cells, finder)
    on = _read(table, row, cells, "on", OBSERVATION_COLUMNS, read_day, _DATE_EXPECTED)
    number = _read(table, row, cells, "value", OBSERVATION_COLUMNS, read_number, _VALUE_EXPECTED)
    source = _text(cells.get("source"))
    stated = _text(cells.get("unit"))
    for key, text in (("source", source), ("unit", stated)):
        spared = key == "unit" and (
            number is None or number[1] != "" or line is None or not line.promise.unit
        )
        if key in table.columns and not text and not spared:
            table.findings.append(EMPTY_CELL.at(table.place(row, key), **_words(OBSERVATION_COLUMNS, key)))
    digest = _evidence(table, row, _text(cells.get("evidence")), evidence)
    note = _text(cells.get("note"))
    for key, text in (("source", source), ("note", note)):
        if len(text) > limits.MAX_METADATA_CHARACTERS:
            bound = limits.MAX_METADATA_CHARACTERS
            expected = (f"不超过 {bound} 字", f"at most {bound} characters")
            _refuse(table, row, key, OBSERVATION_COLUMNS, text, expected)
    unit = _one_unit(number[1], stated) if number is not None else ""
    if unit is None:
        _refuse(table, row, "value", OBSERVATION_COLUMNS, _text(cells.get("value")), _VALUE_EXPECTED)
    if line is None or on is None or number is None or unit is None or len(table.findings) > before:
        return None
    value, unit = in_unit_of(line.project, number[0], unit)
    return Entry(line.id, Observation(on, value, unit, source, digest), note)


def _one_unit(behind: str, stated: str) -> str | None:
    """Return the unit of a value: the one behind it, the one of its own cell, 亿 and 元 joined; None where they differ."""
    if not behind or not stated or behind == stated:
        return behind or stated
    return behind + stated if behind in _SCALES else None


def _evidence(table: _Table, row: int, name: str, evidence: Mapping[str, str]) -> str | None:
    if not name:
        return None
    if _DIGEST.fullmatch(name):
        return name
    digest = evidence.get(name)
    if digest is None:
        table.findings.append(NO_EVIDENCE_FILE.at(table.place(row, "evidence"), name=name[:80]))
    return digest


def _settled(table: _Table, row: int, cells: Mapping[str, Cell], line: Followed) -> Settled | None:
    before = len(table.findings)
    project = line.project
    owner = _text(cells.get("owner")) or None
    if owner is not None and len(owner) > limits.MAX_METADATA_CHARACTERS:
        bound = limits.MAX_METADATA_CHARACTERS
        _refuse(
            table, row, "owner", SETTLED_COLUMNS, owner, (f"不超过 {bound} 字", f"at most {bound} characters")
        )
    binding = None
    if word := _text(cells.get("binding")).lower():
        binding = _BINDING.get(word)
        if binding is None:
            _refuse(table, row, "binding", SETTLED_COLUMNS, word, ("约束性或预期性", "binding or expected"))
    days: dict[str, date | None] = {}
    for key in ("baseline_on", "due"):
        given = cells.get(key) is not None
        days[key] = (
            _read(table, row, cells, key, SETTLED_COLUMNS, read_day, _DATE_EXPECTED) if given else None
        )
    values: dict[str, Fraction | None] = {}
    for key in ("baseline", "goal"):
        given = cells.get(key) is not None
        number = (
            _read(table, row, cells, key, SETTLED_COLUMNS, read_number, _VALUE_EXPECTED) if given else None
        )
        values[key] = None
        if number is not None:
            value, unit = in_unit_of(project, number[0], number[1] or project.unit)
            factor = Fraction(1) if unit == project.unit else project.units.get(unit)
            if factor is None:
                expected = (f"单位“{project.unit}”", f"the unit '{project.unit}'")
                _refuse(table, row, key, SETTLED_COLUMNS, unit, expected)
            else:
                values[key] = value * factor
    try:
        goals = settle_goal(project, days["due"], values["goal"])
    except ValueError:
        shown = "—" if values["goal"] is None else decimal_text(values["goal"])
        place = table.place(row, "due" if days["due"] else "goal")
        details = {"indicator": project.indicator, "due": days["due"] or "—", "goal": shown}
        table.findings.append(NOT_WAITING.at(place, **details))
        return None
    if len(table.findings) > before:
        return None
    return Settled(owner, binding, values["baseline"], days["baseline_on"], goals)


def settle_goal(
    project: Project, due: date | None, goal: Fraction | None
) -> tuple[tuple[date, Fraction], ...]:
    """Return the pair that settles a waiting target (``Project.asides``) of a project; empty where nothing is given.

    Without ``goal`` the one target that names no deadline is meant. A pair that is a stage already settles nothing.

    Raises:
        ValueError: no waiting target fits, or more than one does.
    """
    if due is None:
        if goal is not None and all(stage.value != goal for stage in project.stages):
            raise ValueError("a goal needs its deadline")
        return ()
    if any(stage.due == due and goal in (None, stage.value) for stage in project.stages):
        return ()
    fits = {one.value for one in project.asides if one.due in (None, due) and goal in (None, one.value)}
    if len(fits) != 1:
        raise ValueError("no waiting target fits")
    return ((due, next(iter(fits))),)


def in_unit_of(project: Project, value: Fraction, unit: str) -> tuple[Fraction, str]:
    """Return value and unit with a leading 万, 亿 ... multiplied out where the rest is a unit of the project.

    A unit that fits nothing comes back as it is, so that it is reported and never guessed.
    """
    plain = fold_width(unit).strip()
    if plain == project.unit or plain in project.units:
        return value, plain
    for scale, factor in _SCALES.items():
        rest = plain.removeprefix(scale)
        if rest != plain and (rest == project.unit or rest in project.units):
            return value * factor, rest
    return value, plain


def read_day(cell: Cell) -> date | None:
    """Return the day a cell names, None where it names none: a month or a year alone is no day.

    >>> read_day("2026年6月30日"), read_day("2026-6-30"), read_day("2026年6月")
    (datetime.date(2026, 6, 30), datetime.date(2026, 6, 30), None)
    """
    if isinstance(cell, datetime.date):
        return cell
    if not isinstance(cell, str):
        return None
    match = _DATE.fullmatch("".join(fold_width(cell).split()))
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_number(cell: Cell) -> tuple[Fraction, str] | None:
    """Return the number of a cell and the unit written behind it, None where it is not one plain number.

    >>> read_number("1,200家"), read_number("约30"), read_number("4-5")
    ((Fraction(1200, 1), '家'), None, None)
    """
    if isinstance(cell, Fraction):
        return cell, ""
    if not isinstance(cell, str) or len(cell) > limits.MAX_NUMBER_DIGITS * 4:
        return None
    match = _NUMBER.fullmatch("".join(fold_width(cell).split()))
    if match is None or re.search(r"[\d,.\-–—~]", match[2]):
        return None
    digits = match[1].replace(",", "").replace("−", "-")
    if sum(sign.isdigit() for sign in digits) > limits.MAX_NUMBER_DIGITS:
        return None
    return Fraction(digits), match[2]


def _read(
    table: _Table,
    row: int,
    cells: Mapping[str, Cell],
    key: str,
    columns: Sequence[Column],
    reader: Callable[[Cell], _Read | None],
    expected: tuple[str, str],
) -> _Read | None:
    """Return what ``reader`` makes of a cell; report an empty cell, and one it cannot read."""
    cell = cells.get(key)
    if cell is None:
        table.findings.append(EMPTY_CELL.at(table.place(row, key), **_words(columns, key)))
        return None
    found = reader(cell)
    if found is None:
        _refuse(table, row, key, columns, cell, expected)
    return found


def _refuse(
    table: _Table, row: int, key: str, columns: Sequence[Column], value: Cell, expected: tuple[str, str]
) -> None:
    shown = decimal_text(value) if isinstance(value, Fraction) else str(value)
    wanted = {"expected_zh": expected[0], "expected_en": expected[1]}
    table.findings.append(
        BAD_CELL.at(table.place(row, key), **_words(columns, key), value=shown[:80], **wanted)
    )


def _words(columns: Sequence[Column], key: str) -> dict[str, object]:
    """Return a column's name in both languages, for a finding."""
    name = next(column.name for column in columns if column.key == key)
    return {"column_zh": name.zh, "column_en": name.en}


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return decimal_text(cell) if isinstance(cell, Fraction) else str(cell)
