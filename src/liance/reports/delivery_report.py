"""The delivery report as a typed value, its words, its documented JSON and its sheets.

``DeliveryReport`` holds the board of a day, what warns and what has changed; ``delivery_blocks`` lays it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from liance.core.language import Language, Text
from liance.core.numbers import decimal_text, number_words, round_half_up
from liance.delivery.board import (
    ALARMS,
    CHANGES,
    Board,
    Change,
    ChangeKind,
    Group,
    Line,
    Tally,
    Warned,
    Watch,
    by_indicator,
    by_owner,
    by_plan,
    by_year,
    changes_between,
    tally_of,
    warnings_of,
)
from liance.delivery.projects import VERDICTS, DeliveryStatus, Observation, Project, Stage, Verdict
from liance.delivery.proofs import STANDINGS, Standing
from liance.reports.data import findings_data
from liance.reports.spreadsheet import Sheet
from liance.reports.target_tables import quantity_words

BINDING: Mapping[bool | None, Text] = {
    True: Text(zh="约束性", en="binding"),
    False: Text(zh="预期性", en="expected"),
    None: Text(zh="未注明", en="not stated"),
}
RULES: Mapping[str, Text] = {
    "growth": Text(zh="增速法", en="growth"),
    "pace": Text(zh="序时进度", en="pace"),
    "path": Text(zh="趋势外推", en="path"),
}
MANNERS: Mapping[str, Text] = {
    "path": Text(zh="达到", en="reach"),
    "keep": Text(zh="保持", en="keep"),
    "yearly": Text(zh="逐年", en="every year"),
    "rate": Text(zh="当年增幅", en="rate of the year"),
    "rank": Text(zh="位次", en="rank"),
}
NO_OWNER = Text(zh="（未指定）", en="(none)")
_SHOWN_PLACES = 2


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a report says: the board of a day, its views, what warns, and what changed ``since`` another board."""

    board: Board
    warned: tuple[Warned, ...]
    plans: tuple[Group, ...]
    owners: tuple[Group, ...]
    indicators: tuple[Group, ...]
    years: tuple[Group, ...]
    watch: Watch
    since: date | None = None
    changes: tuple[Change, ...] = ()

    @property
    def tally(self) -> Tally:
        """All lines by verdict."""
        return tally_of(self.board.lines)


def delivery_report(board: Board, before: Board | None = None, watch: Watch | None = None) -> DeliveryReport:
    """Return the report of a board; with the board ``before`` also what changed since."""
    watch = watch or Watch()
    return DeliveryReport(
        board=board,
        warned=warnings_of(board, watch),
        plans=by_plan(board),
        owners=by_owner(board),
        indicators=by_indicator(board),
        years=by_year(board),
        watch=watch,
        since=before.today if before else None,
        changes=changes_between(before, board) if before else (),
    )


# Words.


def day_words(day: date | None, language: Language) -> str:
    """Return a day as a person writes it; a year's end is the year."""
    if day is None:
        return "—"
    if (day.month, day.day) == (12, 31):
        return f"{day.year}年" if language is Language.ZH else str(day.year)
    return f"{day.year}年{day.month}月{day.day}日" if language is Language.ZH else day.isoformat()


def value_words(value: Fraction | None, unit: str, language: Language) -> str:
    """Return a value with its unit, exact up to four decimals, else rounded half up to two."""
    if value is None:
        return "—"
    if (value * 10**4).denominator != 1:
        value = Fraction(round_half_up(value, _SHOWN_PLACES))
    return number_words(value, language) + unit


def stage_words(stage: Stage, unit: str, language: Language) -> str:
    """Return what a stage promises: ``≥120亿元``."""
    return quantity_words(stage.op, stage.value, stage.value_max, unit, language)


def seen_words(seen: Observation | None, project: Project, language: Language) -> str:
    """Return an observation with its day: ``46家（2026年6月30日）``."""
    if seen is None:
        return "—"
    left, right = ("（", "）") if language is Language.ZH else (" (", ")")
    return f"{value_words(seen.value, project.unit, language)}{left}{day_words(seen.on, language)}{right}"


def value_only(seen: Observation | None, project: Project, language: Language) -> str:
    """Return an observation without its day."""
    return "—" if seen is None else value_words(seen.value, project.unit, language)


def percent_words(share: Fraction | None) -> str:
    """Return a share in per cent, rounded half up to a whole number."""
    return "—" if share is None else f"{round_half_up(share * 100, 0)}%"


def verdict_words(status: DeliveryStatus | None, language: Language) -> str:
    """Return a verdict in planners' words."""
    return VERDICTS[status.verdict if status else Verdict.UNKNOWN].render(language)


def why_words(status: DeliveryStatus | None, line: Line, language: Language) -> str:
    """Return why a stage has its verdict: what the rule says that decided, else the reason itself."""
    if status is None:
        return line.reason.render(language)
    over = status.observation is not None and status.observation.on >= status.stage.due
    if status.verdict in (Verdict.BEHIND, Verdict.WARNING) and not over:
        for rule in ("pace", "path", "growth"):
            if any(one.rule == rule and one.verdict is status.verdict for one in status.results):
                found = next(one for one in status.results if one.rule == rule)
                colon = "：" if language is Language.ZH else ": "
                return RULES[rule].render(language) + colon + found.reason.render(language)
    return status.reason.render(language)


def standing_words(line: Line, language: Language) -> str:
    """Return how far a line's newest value is proved, a dash where there is none."""
    return STANDINGS[line.standing].render(language) if line.standing else "—"


def alarm_words(warned: Warned, language: Language) -> str:
    """Return every alarm of a line."""
    joiner = "、" if language is Language.ZH else ", "
    return joiner.join(ALARMS[alarm].render(language) for alarm in warned.alarms)


def rule_words(status: DeliveryStatus | None, rule: str, language: Language) -> str:
    """Return what one rule says: its verdict and reason, a dash where it was not asked."""
    found = next((one for one in status.results if one.rule == rule), None) if status else None
    if found is None:
        return "—"
    colon = "：" if language is Language.ZH else ": "
    return VERDICTS[found.verdict].render(language) + colon + found.reason.render(language)


def change_word(change: Change, language: Language) -> str:
    """Return the word for what changed."""
    return CHANGES[change.kind].render(language)


def change_words(change: Change, language: Language) -> tuple[str, str]:
    """Return what a line was before and what it is after, in the terms of the change."""
    return _side(change, change.before, language), _side(change, change.after, language)


def _side(change: Change, line: Line | None, language: Language) -> str:
    if line is None:
        return "—"
    project, kind = line.project, change.kind
    if kind is ChangeKind.OWNER:
        return project.owner or NO_OWNER.render(language)
    if kind is ChangeKind.BINDING:
        return BINDING[project.binding].render(language)
    if kind is ChangeKind.BASELINE:
        return f"{value_words(project.baseline, project.unit, language)} {day_words(project.baseline_on, language)}"
    if kind is ChangeKind.VALUE:
        return seen_words(line.observation, project, language)
    if kind is ChangeKind.STAGE:
        return day_words(line.status.stage.due, language) if line.status else "—"
    if kind is ChangeKind.VERDICT:
        return verdict_words(line.status, language)
    if kind is ChangeKind.PROVED:
        return standing_words(line, language)
    joiner = "；" if language is Language.ZH else "; "
    return (
        joiner.join(
            f"{day_words(stage.due, language)} {stage_words(stage, project.unit, language)}"
            for stage in project.stages
        )
        or "—"
    )


# JSON.


def line_data(line: Line, language: Language) -> dict[str, Any]:
    """Return one line as documented JSON; numbers are exact text, in the project's unit."""
    project, plan = line.project, line.followed.plan
    return {
        "project": line.followed.id,
        "plan": plan.source,
        "title": plan.title,
        "indicator": project.indicator,
        "unit": project.unit,
        "owner": project.owner,
        "binding": project.binding,
        "manner": project.manner.value,
        "baseline": _exact(project.baseline),
        "baseline_on": _day(project.baseline_on),
        "verdict": line.verdict.value,
        "word": VERDICTS[line.verdict].render(language),
        "reason": line.reason.render(language),
        "way": _exact(line.way),
        "standing": line.standing.value if line.standing else None,
        "proof": _proof_data(line),
        "proved_verdict": line.proved.verdict.value if line.proved else None,
        "due": _day(line.status.stage.due) if line.status else None,
        "observation": _seen_data(line.observation),
        "stages": [_status_data(status, language) for status in line.statuses],
        "waiting": [
            {
                "due": _day(aside.due),
                "op": aside.op.value,
                "value": decimal_text(aside.value),
                "value_max": _exact(aside.value_max),
                "quote": aside.quote,
                "start": aside.start,
                "end": aside.end,
            }
            for aside in project.asides
        ],
    }


def _proof_data(line: Line) -> dict[str, Any] | None:
    if line.proof is None:
        return None
    return {
        "digest": line.proof.digest,
        "origin": line.proof.origin,
        "record": line.proof.record,
        "author": line.proof.author,
        "recorded_at": line.proof.recorded_at.isoformat(),
        "size": line.proof.size,
    }


def _status_data(status: DeliveryStatus, language: Language) -> dict[str, Any]:
    stage = status.stage
    return {
        "due": _day(stage.due),
        "op": stage.op.value,
        "value": decimal_text(stage.value),
        "value_max": _exact(stage.value_max),
        "source": stage.source,
        "start": stage.start,
        "end": stage.end,
        "quote": stage.quote,
        "verdict": status.verdict.value,
        "word": VERDICTS[status.verdict].render(language),
        "reason": status.reason.render(language),
        "expected": _exact(status.expected),
        "gap": _exact(status.gap),
        "observation": _seen_data(status.observation),
        "rules": [
            {
                "rule": result.rule,
                "verdict": result.verdict.value,
                "figure": _exact(result.figure),
                "reason": result.reason.render(language),
            }
            for result in status.results
        ],
    }


def _seen_data(seen: Observation | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {
        "on": seen.on.isoformat(),
        "value": decimal_text(seen.value),
        "unit": seen.unit,
        "source": seen.source,
        "evidence": seen.evidence,
    }


def tally_data(tally: Tally) -> dict[str, Any]:
    """Return counts by verdict, how many are counted, judged and proved."""
    return {
        "total": tally.total,
        "judged": tally.judged,
        "proved": tally.proved,
        **{verdict.value: count for verdict, count in tally.counts.items()},
    }


def warned_data(warned: Warned, language: Language) -> dict[str, Any]:
    """Return one line of the early-warning list as documented JSON."""
    line = warned.line
    return {
        "project": line.followed.id,
        "plan": line.followed.plan.source,
        "indicator": line.project.indicator,
        "owner": line.project.owner,
        "binding": line.project.binding,
        "alarms": [alarm.value for alarm in warned.alarms],
        "words": alarm_words(warned, language),
        "due": _day(warned.status.stage.due) if warned.status else None,
        "days": warned.days,
        "reason": why_words(warned.status, line, language),
        "observation": _seen_data(warned.status.observation if warned.status else None),
    }


def change_data(change: Change, language: Language) -> dict[str, Any]:
    """Return one change as documented JSON."""
    before, after = change_words(change, language)
    return {
        "project": change.line.followed.id,
        "plan": change.line.followed.plan.source,
        "indicator": change.line.project.indicator,
        "kind": change.kind.value,
        "word": CHANGES[change.kind].render(language),
        "before": before,
        "after": after,
        "is_worse": change.is_worse,
    }


def board_data(board: Board, language: Language) -> dict[str, Any]:
    """Return a board as documented JSON."""
    return {
        "as_of": board.today.isoformat(),
        "tally": tally_data(tally_of(board.lines)),
        "lines": [line_data(line, language) for line in board.lines],
        "findings": findings_data(board.findings, language),
    }


def report_data(report: DeliveryReport, language: Language) -> dict[str, Any]:
    """Return the whole report as documented JSON."""

    def groups(found: Sequence[Group]) -> list[dict[str, Any]]:
        return [{"key": group.key, **tally_data(group.tally)} for group in found]

    return board_data(report.board, language) | {
        "since": _day(report.since),
        "by_plan": groups(report.plans),
        "by_owner": groups(report.owners),
        "by_indicator": groups(report.indicators),
        "by_year": groups(report.years),
        "warnings": [warned_data(one, language) for one in report.warned],
        "changes": [change_data(one, language) for one in report.changes],
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# Sheets.

_SHEETS = {
    "lines": Text(zh="项目", en="projects"),
    "stages": Text(zh="阶段目标", en="stages"),
    "warnings": Text(zh="预警清单", en="early warning"),
    "changes": Text(zh="变化", en="changes"),
    "owners": Text(zh="责任单位", en="owners"),
    "years": Text(zh="年度", en="years"),
    "findings": Text(zh="数据问题", en="findings"),
}
#: Heads of the table of projects; the first ones can be filled in and given back to ``assign``.
LINE_HEADS = (
    Text(zh="项目编号", en="project"),
    Text(zh="规划", en="plan"),
    Text(zh="指标", en="indicator"),
    Text(zh="责任单位", en="owner"),
    Text(zh="属性", en="binding"),
    Text(zh="基数", en="baseline"),
    Text(zh="基期", en="baseline date"),
    Text(zh="期限", en="deadline"),
    Text(zh="目标值", en="goal"),
    Text(zh="计量", en="unit of measure"),
    Text(zh="最新值", en="latest value"),
    Text(zh="最新日期", en="latest date"),
    Text(zh="完成比例", en="share of the way"),
    Text(zh="状态", en="state"),
    Text(zh="依据", en="reason"),
    Text(zh="证明", en="proof"),
    Text(zh="按已证明数据", en="from proved values"),
    Text(zh="原文", en="quote"),
)


def line_row(line: Line, language: Language) -> tuple[object, ...]:
    """Return a line as a row under ``LINE_HEADS``; the deadline and goal are those that count now."""
    project, status, seen = line.project, line.status, line.observation
    aside = project.asides[0] if status is None and len(project.asides) == 1 else None
    goal = status.stage.value if status else (aside.value if aside else None)
    return (
        line.followed.id,
        line.followed.plan.source,
        project.indicator,
        project.owner,
        None if project.binding is None else BINDING[project.binding].render(language),
        _cell(project.baseline),
        _day(project.baseline_on) if project.baseline is not None else None,
        _day(status.stage.due) if status else None,
        _cell(goal),
        project.unit,
        _cell(seen.value) if seen else None,
        _day(seen.on) if seen else None,
        None if line.way is None else percent_words(line.way),
        VERDICTS[line.verdict].render(language),
        line.reason.render(language),
        STANDINGS[line.standing].render(language) if line.standing else None,
        VERDICTS[line.proved.verdict].render(language) if line.proved else None,
        status.stage.quote if status else (project.asides[0].quote if project.asides else None),
    )


def _cell(value: Fraction | None) -> object:
    """Return a number as a spreadsheet keeps it: whole numbers and short decimals as numbers, others as text."""
    if value is None:
        return None
    if value.denominator == 1:
        return int(value)
    return float(value) if Fraction(repr(float(value))) == value else decimal_text(value)


def lines_sheet(lines: Iterable[Line], language: Language) -> Sheet:
    """Return the sheet of projects."""
    heads = tuple(head.render(language) for head in LINE_HEADS)
    return Sheet(_SHEETS["lines"].render(language), heads, [line_row(line, language) for line in lines])


def report_sheets(report: DeliveryReport, language: Language) -> tuple[Sheet, ...]:
    """Return the report as the sheets of a workbook."""
    sheets = [
        lines_sheet(report.board.lines, language),
        _stage_sheet(report.board.lines, language),
        _warning_sheet(report.warned, language),
        _group_sheet("owners", report.owners, Text(zh="责任单位", en="owner"), language),
        _group_sheet("years", report.years, Text(zh="期限年份", en="year of deadline"), language),
    ]
    if report.since is not None:
        sheets.append(_change_sheet(report.changes, language))
    sheets.append(_finding_sheet(report.board, language))
    return tuple(sheets)


def _sheet(name: str, heads: Sequence[Text], rows: Iterable[Sequence[object]], language: Language) -> Sheet:
    return Sheet(_SHEETS[name].render(language), [head.render(language) for head in heads], list(rows))


_PROJECT_HEADS = LINE_HEADS[:4]


def _project_cells(line: Line) -> tuple[object, ...]:
    return (line.followed.id, line.followed.plan.source, line.project.indicator, line.project.owner)


def _stage_sheet(lines: Iterable[Line], language: Language) -> Sheet:
    heads = (
        *_PROJECT_HEADS,
        Text(zh="期限", en="deadline"),
        Text(zh="目标", en="target"),
        Text(zh="数据", en="value"),
        Text(zh="数据日期", en="value date"),
        Text(zh="应达进度", en="expected by then"),
        Text(zh="状态", en="state"),
        Text(zh="依据", en="reason"),
        *RULES.values(),
        Text(zh="文件", en="file"),
        Text(zh="起始位置", en="start"),
        Text(zh="结束位置", en="end"),
        Text(zh="原文", en="quote"),
    )
    rows = []
    for line in lines:
        for status in line.statuses:
            stage, seen = status.stage, status.observation
            rows.append(
                (
                    *_project_cells(line),
                    _day(stage.due),
                    stage_words(stage, line.project.unit, language),
                    _cell(seen.value) if seen else None,
                    _day(seen.on) if seen else None,
                    value_words(status.expected, line.project.unit, language) if status.expected else None,
                    verdict_words(status, language),
                    status.reason.render(language),
                    *(rule_words(status, rule, language) for rule in RULES),
                    stage.source,
                    stage.start,
                    stage.end,
                    stage.quote,
                )
            )
    return _sheet("stages", heads, rows, language)


def _warning_sheet(warned: Iterable[Warned], language: Language) -> Sheet:
    heads = (
        *_PROJECT_HEADS,
        Text(zh="属性", en="binding"),
        Text(zh="预警", en="alarms"),
        Text(zh="期限", en="deadline"),
        Text(zh="距期限（天）", en="days left"),
        Text(zh="依据", en="reason"),
    )
    rows = [
        (
            *_project_cells(one.line),
            BINDING[one.line.project.binding].render(language),
            alarm_words(one, language),
            _day(one.status.stage.due) if one.status else None,
            one.days,
            why_words(one.status, one.line, language),
        )
        for one in warned
    ]
    return _sheet("warnings", heads, rows, language)


def _group_sheet(name: str, groups: Iterable[Group], head: Text, language: Language) -> Sheet:
    heads = (
        head,
        Text(zh="项数", en="count"),
        *VERDICTS.values(),
        Text(zh="正常比例", en="on track or better"),
        STANDINGS[Standing.PROVED],
    )
    rows = [
        (
            group.key or NO_OWNER.render(language),
            group.tally.total,
            *(group.tally.counts[verdict] for verdict in VERDICTS),
            percent_words(group.tally.well),
            group.tally.proved,
        )
        for group in groups
    ]
    return _sheet(name, heads, rows, language)


def _change_sheet(changes: Iterable[Change], language: Language) -> Sheet:
    heads = (
        *_PROJECT_HEADS,
        Text(zh="变化", en="change"),
        Text(zh="此前", en="before"),
        Text(zh="现在", en="after"),
    )
    rows = [
        (*_project_cells(one.line), CHANGES[one.kind].render(language), *change_words(one, language))
        for one in changes
    ]
    return _sheet("changes", heads, rows, language)


def _finding_sheet(board: Board, language: Language) -> Sheet:
    heads = (
        Text(zh="出处", en="place"),
        Text(zh="问题", en="finding"),
        Text(zh="处理", en="what to do"),
        Text(zh="代码", en="code"),
    )
    rows = [
        (one.place.label(), one.message(language), one.advice(language), one.code) for one in board.findings
    ]
    return _sheet("findings", heads, rows, language)
