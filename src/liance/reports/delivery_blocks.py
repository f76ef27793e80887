"""The delivery report laid out as blocks: summary, early warning, changes, plans, owners, years, rules, sources."""

from __future__ import annotations

from collections.abc import Iterator

from liance.core.language import Language, Text
from liance.core.numbers import round_half_up
from liance.delivery.board import CHANGES, Board, Group, Line, Tally
from liance.delivery.projects import VERDICTS, Aside, Stage, Verdict
from liance.delivery.proofs import STANDINGS, Standing
from liance.reports.blocks import (
    Bar,
    Block,
    BlockReport,
    Bullets,
    DataTable,
    Heading,
    Paragraph,
    TableCell,
)
from liance.reports.delivery_report import (
    BINDING,
    NO_OWNER,
    RULES,
    DeliveryReport,
    alarm_words,
    change_words,
    day_words,
    percent_words,
    rule_words,
    seen_words,
    stage_words,
    standing_words,
    value_words,
    verdict_words,
    why_words,
)

_W = {
    "title": Text(zh="规划目标落实情况报告", en="Delivery of plan targets"),
    "subtitle": Text(zh="截至{day}", en="As of {day}"),
    "subtitle_since": Text(zh="截至{day}，与{since}相比", en="As of {day}, compared with {since}"),
    "summary": Text(zh="总体情况", en="Summary"),
    "all": Text(
        zh="跟踪规划 {plans} 份、项目 {total} 个，其中约束性 {binding} 个。已作判断 {judged} 个，其中提前实现 {early} 个、"
        "达到预期进度 {on_track} 个、滞后 {behind} 个、预警 {warning} 个；另有 {unknown} 个尚无法判断。",
        en="{total} projects of {plans} plans are followed, {binding} of them binding. {judged} are judged: {early} achieved "
        "early, {on_track} on track, {behind} behind, {warning} warnings; {unknown} cannot be judged yet.",
    ),
    "proved": Text(
        zh="最新数据中，链上可证 {proved} 个、有佐证文件 {filed} 个、自报 {reported} 个。",
        en="Of the newest values {proved} are proved on a ledger, {filed} have evidence on file, {reported} are self-reported.",
    ),
    "bar": Text(zh="全部项目的状态", en="All projects by state"),
    "by_plan": Text(zh="各规划的项目状态", en="Projects by plan"),
    "plan": Text(zh="规划", en="Plan"),
    "count": Text(zh="项数", en="Count"),
    "well": Text(zh="正常比例", en="On track or better"),
    "warnings": Text(zh="预警清单", en="Early warning"),
    "warned": Text(
        zh="{count} 个项目需要关注，按轻重排列；同等轻重的，约束性在前。",
        en="{count} projects need somebody, gravest first; among equals, binding ones first.",
    ),
    "no_warning": Text(zh="没有需要预警的项目。", en="Nothing needs warning."),
    "warn_table": Text(zh="预警清单", en="Early warning list"),
    "indicator": Text(zh="指标", en="Indicator"),
    "binding": Text(zh="属性", en="Binding"),
    "owner": Text(zh="责任单位", en="Owner"),
    "due": Text(zh="期限", en="Deadline"),
    "target": Text(zh="目标", en="Target"),
    "latest": Text(zh="最新数据", en="Latest value"),
    "expected": Text(zh="届时应达", en="Expected then"),
    "alarm": Text(zh="预警", en="Alarms"),
    "why": Text(zh="依据", en="Why"),
    "changes": Text(zh="自{since}以来的变化", en="What changed since {since}"),
    "no_change": Text(zh="没有变化。", en="Nothing changed."),
    "change_table": Text(zh="变化", en="Changes"),
    "change": Text(zh="变化", en="Change"),
    "before": Text(zh="此前", en="Before"),
    "after": Text(zh="现在", en="After"),
    "plans": Text(zh="分规划：阶段目标与进度", en="By plan: stages and progress"),
    "stage_table": Text(zh="{plan}：阶段目标与进度", en="{plan}: stages and progress"),
    "baseline": Text(zh="基数", en="Baseline"),
    "way": Text(zh="完成比例", en="Of the way"),
    "state": Text(zh="状态", en="State"),
    "proof": Text(zh="证明", en="Proof"),
    "owners": Text(zh="责任单位得分板", en="Scoreboard of owners"),
    "years": Text(zh="分年度：到期的阶段目标", en="By year: stages that fall due"),
    "year": Text(zh="期限年份", en="Year of deadline"),
    "year_note": Text(zh="这里每个阶段目标各计一次。", en="Here every stage counts once."),
    "indicators": Text(zh="分指标", en="By indicator"),
    "rules": Text(zh="三种测算并列", en="Three rules side by side"),
    "rule_note": Text(
        zh="约束性指标取最严重的一种判断，预期性指标（及未注明的）取多数判断；保持、逐年、位次、当年增幅类另有规则，不在此列。",
        en="A binding target takes the gravest rule, an expected one (or one not stated) what most rules say; targets to keep, "
        "of every year, of ranks and of yearly rates have rules of their own and are not listed here.",
    ),
    "proofs": Text(zh="已证明与自报对照", en="Proved beside self-reported"),
    "proof_note": Text(
        zh="左为全部数据得出的状态，右为只用链上可证的数据得出的状态；“—”为没有可证的数据。",
        en="Left the state from all values, right the state from proved values alone; a dash means that none is proved.",
    ),
    "state_all": Text(zh="按全部数据", en="From all values"),
    "state_proved": Text(zh="按已证明数据", en="From proved values"),
    "ledger": Text(zh="账本与记录", en="Ledger and record"),
    "findings": Text(zh="数据问题", en="Findings"),
    "method": Text(zh="方法说明", en="Method"),
    "sources": Text(zh="出处", en="Sources"),
    "source_note": Text(
        zh="位置为文件全文的字位；佐证为佐证文件的 SHA-256 摘要。",
        en="Places are code points of the file's text; evidence is the SHA-256 digest of its file.",
    ),
    "place": Text(zh="文件与位置", en="File and place"),
    "quote": Text(zh="原文", en="Quote"),
    "reported": Text(zh="数据来源", en="Source of value"),
    "evidence": Text(zh="佐证", en="Evidence"),
}
_METHOD = (
    Text(
        zh="增速法：观测到的年均增速与所需年均增速之比，不低于 {growth_on} 为达到预期进度，不低于 {growth_behind} 为滞后，"
        "以下为预警；占比和增幅不适用。",
        en="Growth: yearly growth observed over yearly growth required; at least {growth_on} is on track, at least "
        "{growth_behind} is behind, below is a warning; not used for shares and rates.",
    ),
    Text(
        zh="序时进度：完成比例与时间比例之比，不低于 {pace_on} 为达到预期进度，不低于 {pace_behind} 为滞后，以下为预警。",
        en="Pace: the share of the way over the share of the time; at least {pace_on} is on track, at least {pace_behind} is "
        "behind, below is a warning.",
    ),
    Text(
        zh="趋势外推：按基数与历次数据的直线推到期限，预计缺口占全程不超过 {gap_on} 为达到预期进度，"
        "不超过 {gap_behind} 为滞后，以上为预警。",
        en="Path: the straight line through baseline and all values, carried on to the deadline; a gap of at most {gap_on} of "
        "the whole way is on track, at most {gap_behind} is behind, above is a warning.",
    ),
    Text(
        zh="期限前已达到目标值为提前实现；到期未达到的，约束性为预警，预期性至少为滞后；到期而没有期末数据的，不作判断。",
        en="A value that meets the target before its deadline is achieved early; one that misses it is a warning if binding, at "
        "least behind if expected; without a final value nothing is judged.",
    ),
    Text(
        zh="没有基数的，以首期数据为基数；只有一期数据的不作判断。“左右”按 5% 以内计。"
        "未来日期、单位不符、同日不同值的数据不采用，列入数据问题。",
        en="Without a baseline the first value takes its place; with one value nothing is judged. 'About' is met within 5 %. Values "
        "dated in the future, in another unit, or different for one day are not used and stand among the findings.",
    ),
    Text(
        zh="临近期限：距期限不超过 {soon_days} 天而未达到；久未报送：超过 {stale_days} 天没有新数据。",
        en="Due soon: not met with at most {soon_days} days left; not reported lately: no new value for more than {stale_days} days.",
    ),
    Text(
        zh="比例按四舍五入显示；目标值、数据均为原值，未经舍入。",
        en="Shares are rounded half up for display; targets and values stand as they are, without rounding.",
    ),
)
_ORDER = (Verdict.EARLY, Verdict.ON_TRACK, Verdict.BEHIND, Verdict.WARNING, Verdict.UNKNOWN)
_TONE_ORDER = (Verdict.UNKNOWN, Verdict.EARLY, Verdict.ON_TRACK, Verdict.BEHIND, Verdict.WARNING)
#: Most sources and rule lines in a printed report; the workbook and the JSON hold all of them.
_SHOWN = 400
_MORE = Text(
    zh="只列前 {shown} 行，共 {total} 行；全部见 xlsx 或 JSON。",
    en="The first {shown} of {total} rows; xlsx and JSON hold all.",
)


def delivery_blocks(report: DeliveryReport, language: Language, title: str | None = None) -> BlockReport:
    """Return the report laid out; ``title`` replaces its own."""
    day = _long_day(report, language)
    since = day_words(report.since, language) if report.since else ""
    subtitle = (
        _say("subtitle_since", language, day=day, since=since)
        if report.since
        else _say("subtitle", language, day=day)
    )
    blocks = [
        *_summary(report, language),
        *_warnings(report, language),
        *_changes(report, language),
        *_plans(report, language),
        *_groups("owners", "owner", report.owners, language),
        *_years(report, language),
        *_groups("indicators", "indicator", report.indicators, language),
        *_rules(report.board, language),
        *_proofs(report.board, language),
        *_findings(report.board, language),
        *_method(report, language),
        *_sources(report.board, language),
    ]
    return BlockReport(title or _say("title", language), subtitle, tuple(blocks))


def _say(key: str, language: Language, **fields: object) -> str:
    return _W[key].render(language, **fields)


def _long_day(report: DeliveryReport, language: Language) -> str:
    day = report.board.today
    return f"{day.year}年{day.month}月{day.day}日" if language is Language.ZH else day.isoformat()


def _limited(table: DataTable, language: Language) -> Iterator[Block]:
    total = len(table.rows)
    if total <= _SHOWN:
        yield table
        return
    yield DataTable(table.caption, table.heads, table.rows[:_SHOWN], table.widths, table.numeric)
    yield Paragraph(_MORE.render(language, shown=_SHOWN, total=total), note=True)


def _verdict(verdict: Verdict, language: Language) -> TableCell:
    return TableCell(VERDICTS[verdict].render(language), verdict.value)


def _summary(report: DeliveryReport, language: Language) -> Iterator[Block]:
    tally = report.tally
    counts = {verdict.value: count for verdict, count in tally.counts.items()}
    lines = report.board.lines
    yield Heading(_say("summary", language))
    yield Paragraph(
        _say(
            "all",
            language,
            plans=len(report.plans),
            total=tally.total,
            judged=tally.judged,
            binding=sum(line.project.binding is True for line in lines),
            **counts,
        )
    )
    standings = {standing.value: sum(line.standing is standing for line in lines) for standing in STANDINGS}
    yield Paragraph(_say("proved", language, **standings))
    if tally.total:
        parts = tuple(
            (VERDICTS[verdict].render(language), tally.counts[verdict], verdict.value) for verdict in _ORDER
        )
        yield Bar(_say("bar", language), parts)
    titles = {line.followed.plan.source: line.followed.plan.title for line in lines}
    named = [
        Group(titles.get(group.key or "", group.key or ""), group.tally, group.lines)
        for group in report.plans
    ]
    yield _tally_table("by_plan", "plan", named, language)


def _tally_table(caption: str, first: str, groups: list[Group], language: Language) -> DataTable:
    heads = (
        _say(first, language),
        _say("count", language),
        *(VERDICTS[verdict].render(language) for verdict in _ORDER),
        _say("well", language),
        STANDINGS[Standing.PROVED].render(language),
    )
    rows = tuple(_tally_row(group, language) for group in groups)
    return DataTable(
        _say(caption, language), heads, rows, (30, 7, 9, 12, 7, 7, 9, 9, 9), frozenset(range(1, 9))
    )


def _tally_row(group: Group, language: Language) -> tuple[str | TableCell, ...]:
    tally: Tally = group.tally
    return (
        group.key or NO_OWNER.render(language),
        str(tally.total),
        *(
            TableCell(str(tally.counts[verdict]), verdict.value if tally.counts[verdict] else None)
            for verdict in _ORDER
        ),
        percent_words(tally.well),
        str(tally.proved),
    )


def _warnings(report: DeliveryReport, language: Language) -> Iterator[Block]:
    yield Heading(_say("warnings", language))
    if not report.warned:
        yield Paragraph(_say("no_warning", language))
        return
    yield Paragraph(_say("warned", language, count=len(report.warned)))
    names = ("indicator", "plan", "binding", "owner", "due", "target", "latest", "expected", "alarm", "why")
    rows = []
    for one in report.warned:
        line, status = one.line, one.status
        project = line.project
        states = (line.verdict, status.verdict if status else Verdict.UNKNOWN)
        tone = max(states, key=_TONE_ORDER.index).value
        rows.append(
            (
                project.indicator,
                line.followed.plan.title,
                BINDING[project.binding].render(language),
                project.owner or NO_OWNER.render(language),
                day_words(status.stage.due, language) if status else "—",
                stage_words(status.stage, project.unit, language) if status else "—",
                seen_words(status.observation if status else None, project, language),
                value_words(status.expected, project.unit, language) if status else "—",
                TableCell(alarm_words(one, language), tone),
                why_words(status, line, language),
            )
        )
    heads = tuple(_say(name, language) for name in names)
    table = DataTable(_say("warn_table", language), heads, tuple(rows), (13, 13, 8, 10, 8, 9, 11, 9, 11, 12))
    yield from _limited(table, language)


def _changes(report: DeliveryReport, language: Language) -> Iterator[Block]:
    if report.since is None:
        return
    yield Heading(_say("changes", language, since=day_words(report.since, language)))
    if not report.changes:
        yield Paragraph(_say("no_change", language))
        return
    rows = []
    for one in report.changes:
        before, after = change_words(one, language)
        tone = None if one.is_worse is None else ("warning" if one.is_worse else "on_track")
        rows.append(
            (
                one.line.project.indicator,
                one.line.followed.plan.title,
                TableCell(CHANGES[one.kind].render(language), tone),
                before,
                after,
            )
        )
    heads = tuple(_say(name, language) for name in ("indicator", "plan", "change", "before", "after"))
    yield from _limited(
        DataTable(_say("change_table", language), heads, tuple(rows), (20, 22, 10, 24, 24)), language
    )


def _plans(report: DeliveryReport, language: Language) -> Iterator[Block]:
    yield Heading(_say("plans", language))
    for group in report.plans:
        title = group.lines[0].followed.plan.title
        yield Heading(title, level=2)
        yield from _limited(_stage_table(title, group, language), language)


def _stage_table(title: str, group: Group, language: Language) -> DataTable:
    """A row per project; a column per year of deadline holds its target and, once judged at its end, how it came out."""
    years = sorted({status.stage.due.year for line in group.lines for status in line.statuses})
    suffix = "年目标" if language is Language.ZH else " target"
    heads = (
        _say("indicator", language),
        _say("binding", language),
        _say("owner", language),
        _say("baseline", language),
        *(f"{year}{suffix}" for year in years),
        _say("latest", language),
        _say("way", language),
        _say("state", language),
        _say("proof", language),
    )
    rows = tuple(_stage_row(line, years, language) for line in group.lines)
    widths = (16, 6, 12, 8, *(9 for _ in years), 14, 7, 9, 8)
    way = 5 + len(years)
    return DataTable(_say("stage_table", language, plan=title), heads, rows, widths, frozenset({way}))


def _stage_row(line: Line, years: list[int], language: Language) -> tuple[str | TableCell, ...]:
    project = line.project
    by_year: dict[int, TableCell] = {}
    for status in line.statuses:
        words = stage_words(status.stage, project.unit, language)
        over = status.stage.due < status.today and status is not line.status
        if over:
            colon = "：" if language is Language.ZH else ": "
            words += colon + verdict_words(status, language)
        by_year[status.stage.due.year] = TableCell(words, status.verdict.value if over else None)
    return (
        project.indicator,
        BINDING[project.binding].render(language),
        project.owner or NO_OWNER.render(language),
        value_words(project.baseline, project.unit, language),
        *(by_year.get(year, "—") for year in years),
        seen_words(line.observation, project, language),
        percent_words(line.way),
        _verdict(line.verdict, language),
        standing_words(line, language),
    )


def _groups(key: str, first: str, groups: tuple[Group, ...], language: Language) -> Iterator[Block]:
    yield Heading(_say(key, language))
    yield from _limited(_tally_table(key, first, list(groups), language), language)


def _years(report: DeliveryReport, language: Language) -> Iterator[Block]:
    yield Heading(_say("years", language))
    yield Paragraph(_say("year_note", language), note=True)
    yield _tally_table("years", "year", list(report.years), language)


def _rules(board: Board, language: Language) -> Iterator[Block]:
    judged = [line for line in board.lines if line.status and line.status.results]
    if not judged:
        return
    yield Heading(_say("rules", language))
    yield Paragraph(_say("rule_note", language), note=True)
    rows: list[tuple[str | TableCell, ...]] = [
        (
            line.project.indicator,
            BINDING[line.project.binding].render(language),
            *(rule_words(line.status, rule, language) for rule in RULES),
            _verdict(line.verdict, language),
        )
        for line in judged
    ]
    heads = (
        _say("indicator", language),
        _say("binding", language),
        *(rule.render(language) for rule in RULES.values()),
        _say("state", language),
    )
    yield from _limited(
        DataTable(_say("rules", language), heads, tuple(rows), (18, 8, 22, 22, 22, 10)), language
    )


def _proofs(board: Board, language: Language) -> Iterator[Block]:
    if not any(line.proved for line in board.lines):
        return
    yield Heading(_say("proofs", language))
    yield Paragraph(_say("proof_note", language), note=True)
    rows = []
    for line in board.lines:
        if line.observation is None:
            continue
        proof = line.proof
        rows.append(
            (
                line.project.indicator,
                seen_words(line.observation, line.project, language),
                _verdict(line.verdict, language),
                seen_words(line.proved.observation if line.proved else None, line.project, language),
                _verdict(line.proved.verdict, language) if line.proved else "—",
                standing_words(line, language),
                f"{proof.origin} {proof.record}" if proof else "—",
            )
        )
    heads = (
        _say("indicator", language),
        _say("latest", language),
        _say("state_all", language),
        _say("latest", language),
        _say("state_proved", language),
        _say("proof", language),
        _say("ledger", language),
    )
    table = DataTable(_say("proofs", language), heads, tuple(rows), (18, 16, 10, 16, 10, 10, 20))
    yield from _limited(table, language)


def _findings(board: Board, language: Language) -> Iterator[Block]:
    if not board.findings:
        return
    yield Heading(_say("findings", language))
    colon, stop = ("：", "。") if language is Language.ZH else (": ", ". ")
    lines = [
        f"{one.place.label()}{colon}{one.message(language)}{stop}{one.advice(language)}{stop.strip()}"
        if one.place.source
        else f"{one.message(language)}{stop}{one.advice(language)}{stop.strip()}"
        for one in board.findings
    ]
    yield Bullets(tuple(lines[:_SHOWN]))
    if len(lines) > _SHOWN:
        yield Paragraph(_MORE.render(language, shown=_SHOWN, total=len(lines)), note=True)


def _method(report: DeliveryReport, language: Language) -> Iterator[Block]:
    cuts = report.board.thresholds
    names = ("growth_on", "growth_behind", "pace_on", "pace_behind", "gap_on", "gap_behind")
    fields: dict[str, object] = {name: f"{round_half_up(getattr(cuts, name) * 100, 0)}%" for name in names}
    fields |= {"soon_days": report.watch.soon_days, "stale_days": report.watch.stale_days}
    yield Heading(_say("method", language))
    yield Bullets(tuple(text.render(language, **fields) for text in _METHOD))


def _sources(board: Board, language: Language) -> Iterator[Block]:
    rows = []
    for line in board.lines:
        promised: list[Stage | Aside] = [status.stage for status in line.statuses]
        promised += line.project.asides
        for stage in promised:
            place = f"{stage.source}:{stage.start}–{stage.end}" if stage.start is not None else stage.source
            mine = line.observation if line.status and stage is line.status.stage else None
            rows.append(
                (
                    line.project.indicator,
                    day_words(stage.due, language),
                    place,
                    stage.quote,
                    mine.source if mine else "—",
                    mine.evidence or "—" if mine else "—",
                )
            )
    if not rows:
        return
    yield Heading(_say("sources", language))
    yield Paragraph(_say("source_note", language), note=True)
    heads = tuple(
        _say(name, language) for name in ("indicator", "due", "place", "quote", "reported", "evidence")
    )
    table = DataTable(_say("sources", language), heads, tuple(rows), (15, 7, 22, 24, 12, 20))
    yield from _limited(table, language)
