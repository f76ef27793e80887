"""``liance delivery ...``: follow the targets of plans in a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, plain, show_findings
from liance.cli.grammar import METAVARS, Command, Option
from liance.cli.ledger_base import path_option
from liance.cli.options import actor_option, index_option, library_of, packs_option, store_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from datetime import date, datetime

    from liance.workbench.following import Board, Filter, PlanImported

_H = {
    "import": Text(
        zh="把规划文件中的目标列为跟踪的项目；再次导入时显示并留存变化，已指定的责任单位等不变。",
        en="Follow the targets of plan files as projects; importing again shows and keeps what changed and leaves what "
        "was settled.",
    ),
    "assign": Text(
        zh="指定责任单位、属性、基数、期限：用选项指定一个项目，或给出 csv、xlsx 表。",
        en="Settle owner, attribute, baseline and deadline: of one project by options, or of many by a csv or xlsx table.",
    ),
    "observe": Text(
        zh="登记观测值：用选项登记一个，或给出 csv、xlsx 表。有一处错误就整表不收，并逐格指出。",
        en="Record observations: one by options, or a csv or xlsx table. With a single fault nothing is taken and every cell "
        "at fault is named.",
    ),
    "withdraw": Text(
        zh="撤回一个登记错的观测值；原记录与理由留档。",
        en="Take back an observation that was wrong; it stays on record with the reason.",
    ),
    "status": Text(zh="各项目的进度与状态。", en="Progress and state of every project."),
    "warnings": Text(zh="预警清单，轻重在前。", en="The early-warning list, gravest first."),
    "changes": Text(zh="自某日以来有什么变化。", en="What changed since a day."),
    "report": Text(
        zh="落实情况报告：docx、html、xlsx 或 json，按文件名后缀。",
        en="The delivery report as docx, html, xlsx or json, by the ending of the name.",
    ),
    "export": Text(
        zh="导出项目表（csv、xlsx、json）；填好后可交给 assign。",
        en="Export the table of projects (csv, xlsx, json); filled in, it goes back into assign.",
    ),
    "history": Text(zh="一个项目的全部变更与观测值。", en="Every state and every observation of a project."),
    "coherence": Text(
        zh="下级规划的目标与上级规划对照：同一指标、同一年份，合计是否够、单个是否超过。",
        en="Targets of child plans against their parent: same indicator, same year; do they add up, does one exceed it.",
    ),
}
_O = {
    "json": Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output."),
    "csv": Text(zh="在标准输出给出 CSV 表。", en="Give a CSV table on standard output."),
    "as_of": Text(
        zh="以哪一天为“今天”，如 2026-06-30；默认为今天。",
        en="The day that counts as today, such as 2026-06-30.",
    ),
    "since": Text(zh="与哪一天相比，如 2026-03-31。", en="The day to compare with, such as 2026-03-31."),
    "project": Text(zh="项目编号，见 status。", en="Id of the project; see status."),
    "plan": Text(
        zh="规划的文件名或标题（可只写一部分）。", en="File name or title of the plan (or part of it)."
    ),
    "plan_exact": Text(zh="规划的文件名或标题。", en="File name or title of the plan."),
    "indicator": Text(zh="指标名称（可只写一部分）。", en="The indicator (or part of its name)."),
    "indicator_exact": Text(zh="指标名称。", en="The indicator."),
    "owner": Text(zh="责任单位。", en="The owner."),
    "owner_part": Text(zh="责任单位（可只写一部分）。", en="The owner (or part of the name)."),
    "year": Text(zh="有阶段目标在此年到期的项目。", en="Projects with a stage due in this year."),
    "state": Text(zh="状态，可重复。", en="State; may be repeated."),
    "binding": Text(zh="约束性或预期性。", en="Binding or expected."),
    "baseline": Text(zh="基数，如 21亿元。", en="The baseline, such as 21."),
    "baseline_on": Text(zh="基期，如 2023-12-31。", en="The day of the baseline."),
    "due": Text(
        zh="没有期限或相互矛盾的目标以此为期限。",
        en="The deadline of a target that has none or is contradicted.",
    ),
    "goal": Text(
        zh="相互矛盾的目标以此值为准。", en="The value that holds where targets contradict each other."
    ),
    "on": Text(zh="观测日期。", en="The day of the observation."),
    "value": Text(zh="观测值，如 45 或 45亿元。", en="The value."),
    "unit": Text(zh="单位。", en="Its unit."),
    "source": Text(zh="数据来源（谁报的）。", en="Who reports it."),
    "evidence_file": Text(zh="佐证文件；只留存其摘要。", en="File that shows it; only its digest is kept."),
    "evidence": Text(
        zh="佐证文件所在文件夹；表中“佐证文件”一列写文件名。",
        en="Folder of evidence files; the table names them in its column 'evidence'.",
    ),
    "note": Text(zh="备注。", en="A note."),
    "correct": Text(
        zh="更正已登记的值并说明原因；原值留档。",
        en="Correct recorded values, with the reason; the old ones stay on record.",
    ),
    "why": Text(zh="撤回的原因。", en="The reason."),
    "title": Text(zh="报告标题。", en="Title of the report."),
    "out": Text(zh="写入此文件。", en="Write this file."),
    "soon": Text(
        zh="距期限多少天内未达到即提示，默认 90。", en="Warn when not met within so many days, 90 by default."
    ),
    "stale": Text(
        zh="多少天没有新数据即提示，默认 183。", en="Warn after so many days without a value, 183 by default."
    ),
    "complete": Text(
        zh="列出的就是全部下级规划，合计不足即为问题。",
        en="These are all the children there are: falling short is then a finding.",
    ),
}
_M = {
    "one_way": Text(
        zh="请给出一个表，或用选项给出一个项目的值", en="give a table, or one project's values by options"
    ),
    "no_project": Text(
        zh="请用 --project 或 --indicator 指明项目", en="name the project with --project or --indicator"
    ),
    "nothing": Text(zh="请至少给出一项要指定的内容", en="give at least one thing to settle"),
    "imported": Text(
        zh="{file}：新列入 {added} 项，变化 {changed} 项，不再列入 {dropped} 项，未变 {same} 项。",
        en="{file}: {added} added, {changed} changed, {dropped} dropped, {same} unchanged.",
    ),
    "not_imported": Text(zh="{file}：未导入。", en="{file}: not imported."),
    "assigned": Text(zh="已更新 {count} 个项目。", en="{count} projects updated."),
    "observed": Text(
        zh="登记 {count} 条，已有 {recorded} 条未重复登记，更正 {replaced} 条。",
        en="{count} recorded, {recorded} were on record, {replaced} corrected.",
    ),
    "withdrawn": Text(zh="已撤回登记号 {number}。", en="Entry {number} was withdrawn."),
    "empty": Text(
        zh="没有跟踪的项目。先用 liance delivery import-targets 导入规划。",
        en="No project is followed. Import a plan first: liance delivery import-targets.",
    ),
    "none": Text(zh="没有符合条件的项目。", en="No project fits."),
    "no_warning": Text(zh="没有需要预警的项目。", en="Nothing needs warning."),
    "no_change": Text(zh="没有变化。", en="Nothing changed."),
    "as_of": Text(zh="截至 {day}：", en="As of {day}: "),
    "written": Text(zh="已写入：{path}", en="Written: {path}"),
    "not_shared": Text(
        zh="上级规划的 {count} 条定期目标，下级规划均未列。",
        en="None of the parent's {count} dated targets is in a child plan.",
    ),
    "some_not_shared": Text(
        zh="另有 {count} 条上级目标，下级规划未列（见 --csv 或 --json）。",
        en="{count} more targets of the parent are in no child plan (see --csv or --json).",
    ),
    "both": Text(zh="--json 与 --csv 只能用一个", en="use one of --json and --csv"),
}
_HEADS = {
    "indicator": Text(zh="指标", en="indicator"),
    "owner": Text(zh="责任单位", en="owner"),
    "due": Text(zh="期限", en="due"),
    "target": Text(zh="目标", en="target"),
    "value": Text(zh="最新数据", en="latest"),
    "way": Text(zh="进度", en="way"),
    "state": Text(zh="状态", en="state"),
    "proof": Text(zh="证明", en="proof"),
    "id": Text(zh="项目编号", en="project"),
    "alarms": Text(zh="预警", en="alarms"),
    "why": Text(zh="依据", en="why"),
    "change": Text(zh="变化", en="change"),
    "before": Text(zh="此前", en="before"),
    "after": Text(zh="现在", en="after"),
    "year": Text(zh="年份", en="year"),
    "parent": Text(zh="上级", en="parent"),
    "children": Text(zh="下级", en="children"),
    "combined": Text(zh="下级合并", en="together"),
    "verdict": Text(zh="结论", en="verdict"),
    "when": Text(zh="时间", en="when"),
    "who": Text(zh="何人", en="who"),
    "what": Text(zh="内容", en="what"),
    "number": Text(zh="登记号", en="entry"),
    "on": Text(zh="日期", en="day"),
    "seen": Text(zh="观测值", en="value"),
    "source": Text(zh="来源", en="source"),
    "withdrawn": Text(zh="撤回原因", en="withdrawn because"),
}
_CAUSES = {
    "imported": Text(zh="导入", en="imported"),
    "reread": Text(zh="规划更新", en="plan changed"),
    "dropped": Text(zh="规划不再列入", en="dropped by the plan"),
    "settled": Text(zh="指定", en="settled"),
}
#: Codes of states and their words; --state takes either.
STATES = {
    "early": "提前实现",
    "on_track": "达到预期进度",
    "behind": "滞后",
    "warning": "预警",
    "unknown": "无法判断",
}
_STYLES = {
    "early": "bold green",
    "on_track": "green",
    "behind": "yellow",
    "warning": "bold red",
    "unknown": "dim",
}


#: The ledger that proves observations.
_LEDGER = Text(
    zh="以此账本核对佐证：凭账本重算的计数、已锚定的文件显示为“链上可证”。",
    en="Check evidence by this ledger: counts computed again from it and anchored files show as proved.",
)


def commands(language: Language) -> list[click.Command]:
    """Return the commands that need a store, in the order of the work, and ``coherence``."""
    makers = (
        _import, _assign, _observe, _withdraw, _status, _warnings, _changes, _report, _export, _history, _coherence,
    )  # fmt: skip
    return [make(language) for make in makers]


# Options.


def _flag(language: Language, name: str, key: str, target: str) -> Option:
    return Option([name, target], is_flag=True, help=_O[key].render(language))


def _option(language: Language, name: str, key: str, metavar: str = "NAME", **more: Any) -> Option:
    return Option([name], metavar=METAVARS[metavar].render(language), help=_O[key].render(language), **more)


def _json(language: Language) -> Option:
    return _flag(language, "--json", "json", "as_json")


def _as_of(language: Language) -> Option:
    return _option(language, "--as-of", "as_of", "DATE")


def _ledger(language: Language) -> Option:
    return path_option(language, "--ledger", _LEDGER)


def _prover(records: Any, ledger: Path | None) -> Any:
    """Return what proves observations by a ledger, or None where no ledger is named."""
    if ledger is None:
        return None
    from liance.workbench.scenarios.counting import ledger_prover

    return ledger_prover(ledger, [entry.observation.on for entry in records.entries()])


def _filters(language: Language) -> list[click.Parameter]:
    return [
        _option(language, "--plan", "plan"),
        _option(language, "--owner", "owner_part"),
        _option(language, "--indicator", "indicator"),
        _option(language, "--year", "year", "YEAR", type=click.IntRange(1900, 2200)),
        _option(language, "--state", "state", multiple=True, type=click.Choice([*STATES, *STATES.values()])),
    ]


def _filter(
    plan: str | None, owner: str | None, indicator: str | None, year: int | None, state: Sequence[str]
) -> Filter:
    from liance.workbench.following import Filter, Verdict

    codes = {word: code for code, word in STATES.items()}
    return Filter(plan, owner, indicator, year, frozenset(Verdict(codes.get(name, name)) for name in state))


def _opened(store: str | None) -> tuple[Any, datetime]:
    """Open the store; return its records and the present instant."""
    from liance.workbench import store as stores

    stores.open_store(store)
    from liance.workbench.following import open_records

    return open_records(), stores.now()


def _command(
    language: Language,
    name: str,
    run: Callable[..., int],
    params: Sequence[click.Parameter],
    key: str | None = None,
) -> click.Command:
    return Command(
        name=name,
        language=language,
        help=_H[key or name].render(language),
        callback=run,
        params=list(params),
    )


# Writing.


def _import(language: Language) -> click.Command:
    def run(
        files: tuple[str, ...],
        index: str | None,
        packs: str | None,
        store: str | None,
        actor: str | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.corpus import expand, open_batch
        from liance.workbench.following import import_plans
        from liance.workbench.store import actor_name

        records, now = _opened(store)
        batch = open_batch(expand([Path(name) for name in files]), Path(index) if index else None)
        done = list(import_plans(records, batch, library_of(packs), now, actor_name(actor)))
        findings = [finding for one in done for finding in one.findings]
        if as_json:
            emit_json(
                {
                    "plans": [_import_data(one) for one in done],
                    "findings": [finding.as_data(language) for finding in findings],
                }
            )
        else:
            for one in done:
                _print_import(one, language)
            show_findings([*findings, *batch.index_findings], language)
        return OK if all(one.changes is not None for one in done) else NOT_ALL_DONE

    return _command(
        language,
        "import-targets",
        run,
        [
            click.Argument(
                ["files"],
                nargs=-1,
                required=True,
                type=click.Path(path_type=str),
                metavar=METAVARS["FILES"].render(language),
            ),
            index_option(language),
            packs_option(language),
            store_option(language),
            actor_option(language),
            _json(language),
        ],
        "import",
    )


def _import_data(one: PlanImported) -> dict[str, Any]:
    changes = one.changes
    if changes is None:
        return {"source": one.path.name, "imported": False}
    return {
        "source": one.path.name,
        "imported": True,
        "title": changes.plan.title,
        "digest": changes.plan.digest,
        "added": [line.id for line in changes.added],
        "changed": [new.id for _, new in changes.changed],
        "dropped": [line.id for line in changes.dropped],
        "same": [line.id for line in changes.same],
    }


def _print_import(one: PlanImported, language: Language) -> None:
    from liance.workbench.following import stage_words

    changes = one.changes
    if changes is None:
        click.echo(_M["not_imported"].render(language, file=plain(one.path.name)))
        return
    counts = {name: len(getattr(changes, name)) for name in ("added", "changed", "dropped", "same")}
    click.echo(_M["imported"].render(language, file=plain(one.path.name), **counts))
    if changes.same or changes.changed or changes.dropped:
        for line in changes.added:
            click.echo(plain(f"  + {line.promise.indicator}  {line.id}"))
    for old, new in changes.changed:
        before, after = (
            " ".join(
                f"{stage.due.year}:{stage_words(stage, line.promise.unit, language)}"
                for stage in line.promise.stages
            )
            or "—"
            for line in (old, new)
        )
        click.echo(plain(f"  ~ {new.promise.indicator}  {before} → {after}  {new.id}"))
    for line in changes.dropped:
        click.echo(plain(f"  - {line.promise.indicator}  {line.id}"))


def _assign(language: Language) -> click.Command:
    def run(
        table: str | None, store: str | None, actor: str | None, as_json: bool, **values: str | None
    ) -> int:
        from liance.workbench.following import assign, assignment_row, read_table
        from liance.workbench.store import actor_name

        given = {key: value for key, value in values.items() if value is not None}
        if (table is None) == (not given):
            raise click.UsageError(_M["one_way"].render(language))
        if table is None:
            _need_project(given, language)
            if not set(given) - {"project", "plan", "indicator"}:
                raise click.UsageError(_M["nothing"].render(language))
        grids = read_table(Path(table)) if table else assignment_row(given)
        records, now = _opened(store)
        changed, findings = assign(records, grids, now, actor_name(actor))
        if as_json:
            emit_json(
                {
                    "changed": [_settled_data(new) for _, new in changed],
                    "findings": [finding.as_data(language) for finding in findings],
                }
            )
        else:
            click.echo(_M["assigned"].render(language, count=len(changed)))
            show_findings(findings, language)
        return OK

    return _command(
        language,
        "assign",
        run,
        [
            _table_argument(language),
            _option(language, "--project", "project"),
            _option(language, "--plan", "plan_exact"),
            _option(language, "--indicator", "indicator_exact"),
            _option(language, "--owner", "owner"),
            _option(language, "--binding", "binding"),
            _option(language, "--baseline", "baseline", "VALUE"),
            _option(language, "--baseline-on", "baseline_on", "DATE"),
            _option(language, "--due", "due", "DATE"),
            _option(language, "--goal", "goal", "VALUE"),
            store_option(language),
            actor_option(language),
            _json(language),
        ],
    )


def _table_argument(language: Language) -> click.Argument:
    return click.Argument(
        ["table"], required=False, type=click.Path(path_type=str), metavar=METAVARS["TABLE"].render(language)
    )


def _need_project(given: dict[str, str], language: Language) -> None:
    if "project" not in given and "indicator" not in given:
        raise click.UsageError(_M["no_project"].render(language))


def _settled_data(line: Any) -> dict[str, Any]:
    project = line.project
    return {
        "project": line.id,
        "indicator": project.indicator,
        "owner": project.owner,
        "binding": project.binding,
        "baseline": None if project.baseline is None else str(project.baseline),
        "baseline_on": project.baseline_on.isoformat() if project.baseline_on else None,
        "stages": [stage.due.isoformat() for stage in project.stages],
    }


def _observe(language: Language) -> click.Command:
    def run(
        table: str | None,
        evidence: str | None,
        evidence_file: str | None,
        correct: str | None,
        as_of: str | None,
        store: str | None,
        actor: str | None,
        as_json: bool,
        **values: str | None,
    ) -> int:
        from liance.workbench.following import (
            EvidenceFolder,
            evidence_digest,
            observation_row,
            observe,
            read_table,
            today_of,
        )
        from liance.workbench.store import actor_name

        given = {key: value for key, value in values.items() if value is not None}
        if (table is None) == (not given):
            raise click.UsageError(_M["one_way"].render(language))
        if table is None:
            _need_project(given, language)
            if evidence_file:
                given["evidence"] = evidence_digest(Path(evidence_file))
        grids = read_table(Path(table)) if table else observation_row(given)
        folder = EvidenceFolder(Path(evidence)) if evidence else None
        records, now = _opened(store)
        observed = observe(
            records,
            grids,
            today_of(now, as_of),
            now,
            actor_name(actor),
            evidence=folder,
            correct=correct,
        )
        counts = {"recorded": observed.recorded, "replaced": len(observed.replaced)}
        if as_json:
            emit_json(
                {
                    "added": len(observed.entries),
                    **counts,
                    "findings": [finding.as_data(language) for finding in observed.findings],
                }
            )
        else:
            click.echo(_M["observed"].render(language, count=len(observed.entries), **counts))
            show_findings(observed.findings, language)
        return OK

    return _command(
        language,
        "observe",
        run,
        [
            _table_argument(language),
            _option(language, "--evidence", "evidence", "FOLDER"),
            _option(language, "--project", "project"),
            _option(language, "--plan", "plan_exact"),
            _option(language, "--indicator", "indicator_exact"),
            _option(language, "--on", "on", "DATE"),
            _option(language, "--value", "value", "VALUE"),
            _option(language, "--unit", "unit"),
            _option(language, "--source", "source"),
            _option(language, "--evidence-file", "evidence_file", "FILE"),
            _option(language, "--note", "note", "TEXT"),
            _option(language, "--correct", "correct", "TEXT"),
            _as_of(language),
            store_option(language),
            actor_option(language),
            _json(language),
        ],
    )


def _withdraw(language: Language) -> click.Command:
    def run(number: int, why: str, store: str | None, actor: str | None) -> int:
        from liance.workbench.following import withdraw
        from liance.workbench.store import actor_name

        records, now = _opened(store)
        withdraw(records, number, why, now, actor_name(actor))
        click.echo(_M["withdrawn"].render(language, number=number))
        return OK

    return _command(
        language,
        "withdraw",
        run,
        [
            click.Argument(["number"], type=click.IntRange(1), metavar=METAVARS["NUMBER"].render(language)),
            _option(language, "--why", "why", "TEXT", required=True),
            store_option(language),
            actor_option(language),
        ],
    )


# Reading.


def _status(language: Language) -> click.Command:
    def run(
        as_of: str | None, store: str | None, ledger: Path | None, as_json: bool, as_csv: bool, **filters: Any
    ) -> int:
        from liance.workbench.following import board_at, board_json, export_csv, today_of

        if as_json and as_csv:
            raise click.UsageError(_M["both"].render(language))
        keep = _filter(**filters)
        records, now = _opened(store)
        board = board_at(records, today_of(now, as_of), keep, prover=_prover(records, ledger))
        if as_json:
            emit_json(board_json(board, language))
        elif as_csv:
            click.echo(export_csv(board, language), nl=False)
        elif not board.lines:
            click.echo(_M["none" if records.plans() else "empty"].render(language))
        else:
            _print_board(board, language)
        if not as_json:
            show_findings(board.findings, language)
        return OK

    return _command(
        language,
        "status",
        run,
        [
            *_filters(language),
            _as_of(language),
            store_option(language),
            _ledger(language),
            _json(language),
            _flag(language, "--csv", "csv", "as_csv"),
        ],
    )


def _print_board(board: Board, language: Language) -> None:
    from rich.text import Text as Line

    from liance.workbench.following import (
        day_words,
        percent_words,
        seen_words,
        stage_words,
        standing_words,
        summary_words,
        value_only,
        verdict_words,
    )

    console = output_console(120)
    wide = console.width >= 110
    names = (
        ["indicator", "owner", "due", "target", "value", "way", "state", "proof", "id"]
        if wide
        else ["indicator", "due", "target", "value", "state", "id"]
    )
    sizes = {"due": 13, "target": 14, "way": 5, "state": 12, "proof": 10, "id": 12}
    sizes |= {"value": 26 if wide else 12}
    source = None
    rows: list[list[Any]] = []

    def flush() -> None:
        if rows:
            _grid(console, names, rows, sizes, language)
            rows.clear()

    for line in board.lines:
        plan = line.followed.plan
        if plan.source != source:
            flush()
            source = plan.source
            console.print(
                Line(plain(f"{plan.title}  {plan.source}"), "bold"), no_wrap=True, overflow="ellipsis"
            )
        status, project = line.status, line.project
        cells: dict[str, Any] = {
            "indicator": project.indicator,
            "owner": project.owner or "—",
            "due": day_words(status.stage.due, language) if status else "—",
            "target": stage_words(status.stage, project.unit, language) if status else "—",
            "value": (seen_words if wide else value_only)(line.observation, project, language),
            "way": percent_words(line.way),
            "state": (verdict_words(status, language), _STYLES[line.verdict.value]),
            "proof": standing_words(line, language),
            "id": short_id(line),
        }
        rows.append([cells[name] for name in names])
    flush()
    console.print(
        Line(_M["as_of"].render(language, day=board.today.isoformat()) + summary_words(board, language))
    )


def _grid(
    console: Any,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    sizes: dict[str, int],
    language: Language,
) -> None:
    """Print a table: sized columns are as wide as their content up to their size, the others share what is left."""
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text as Line

    from liance.cli.screens import shorten

    widths = {}
    for place, name in enumerate(names):
        if name in sizes:
            texts = [_HEADS[name].render(language), *(_text(row[place]) for row in rows)]
            widths[name] = min(sizes[name], max(cell_len(text) for text in texts))
    free = [name for name in names if name not in widths]
    room = console.width - sum(widths.values()) - 2 * len(names) + 1
    widths |= {name: max(8, room // len(free)) for name in free}
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for name in names:
        table.add_column(_HEADS[name].render(language), width=widths[name], no_wrap=True)
    for row in rows:
        table.add_row(
            *(
                Line(shorten(cell[0], widths[name]), cell[1])
                if isinstance(cell, tuple)
                else Line(shorten(str(cell), widths[name]))
                for name, cell in zip(names, row, strict=True)
            )
        )
    console.print(table)


def _text(cell: Any) -> str:
    return str(cell[0] if isinstance(cell, tuple) else cell)


def _watch_options(language: Language) -> list[click.Parameter]:
    days = click.IntRange(0, 36_500)
    return [
        _option(language, "--soon", "soon", "NUMBER", type=days, default=90),
        _option(language, "--stale", "stale", "NUMBER", type=days, default=183),
    ]


def _warnings(language: Language) -> click.Command:
    def run(
        as_of: str | None, soon: int, stale: int, store: str | None, as_json: bool, **filters: Any
    ) -> int:
        from liance.workbench.following import (
            Watch,
            alarm_words,
            board_at,
            day_words,
            today_of,
            warnings_at,
            warnings_json,
            why_words,
        )

        keep = _filter(**filters)
        records, now = _opened(store)
        board = board_at(records, today_of(now, as_of), keep)
        warned = warnings_at(board, Watch(stale, soon))
        if as_json:
            emit_json(warnings_json(warned, board, language))
            return OK
        if not warned:
            click.echo(_M["no_warning"].render(language))
            return OK
        rows = [
            [
                (
                    alarm_words(one, language),
                    _STYLES[one.status.verdict.value if one.status else "unknown"],
                ),
                one.line.project.indicator,
                one.line.project.owner or "—",
                day_words(one.status.stage.due, language) if one.status else "—",
                why_words(one.status, one.line, language),
                short_id(one.line),
            ]
            for one in warned
        ]
        sizes = {"due": 10, "id": 12}
        _grid(
            output_console(120), ["alarms", "indicator", "owner", "due", "why", "id"], rows, sizes, language
        )
        return OK

    return _command(
        language,
        "warnings",
        run,
        [
            *_filters(language),
            *_watch_options(language),
            _as_of(language),
            store_option(language),
            _json(language),
        ],
    )


def _changes(language: Language) -> click.Command:
    def run(since: str, as_of: str | None, store: str | None, as_json: bool, **filters: Any) -> int:
        from liance.workbench.following import (
            board_at,
            board_since,
            change_word,
            change_words,
            changes_json,
            changes_of,
            day_of,
            today_of,
        )

        keep = _filter(**filters)
        first = day_of(since)
        records, now = _opened(store)
        today = today_of(now, as_of)
        changes = changes_of(board_since(records, first, keep), board_at(records, today, keep))
        if as_json:
            emit_json(changes_json(changes, first, today, language))
            return OK
        if not changes:
            click.echo(_M["no_change"].render(language))
            return OK
        styles = {True: "bold red", False: "green", None: ""}
        rows = [
            [
                one.line.project.indicator,
                (change_word(one, language), styles[one.is_worse]),
                *change_words(one, language),
                short_id(one.line),
            ]
            for one in changes
        ]
        names = ["indicator", "change", "before", "after", "id"]
        _grid(output_console(120), names, rows, {"change": 12, "id": 12}, language)
        return OK

    return _command(
        language,
        "changes",
        run,
        [
            _option(language, "--since", "since", "DATE", required=True),
            *_filters(language),
            _as_of(language),
            store_option(language),
            _json(language),
        ],
    )


def _report(language: Language) -> click.Command:
    def run(
        out: str,
        since: str | None,
        title: str | None,
        as_of: str | None,
        soon: int,
        stale: int,
        store: str | None,
        ledger: Path | None,
        **filters: Any,
    ) -> int:
        from liance.workbench.following import Watch, day_of, report_at, today_of, write_report

        keep = _filter(**filters)
        first: date | None = day_of(since) if since else None
        records, now = _opened(store)
        today = today_of(now, as_of)
        prover = _prover(records, ledger)
        report = report_at(records, today, since=first, keep=keep, watch=Watch(stale, soon), prover=prover)
        write_report(report, Path(out), language, title)
        click.echo(_M["written"].render(language, path=out), err=True)
        return OK

    return _command(
        language,
        "report",
        run,
        [
            _option(language, "--out", "out", "FILE", required=True),
            _option(language, "--since", "since", "DATE"),
            _option(language, "--title", "title", "TEXT"),
            *_filters(language),
            *_watch_options(language),
            _as_of(language),
            store_option(language),
            _ledger(language),
        ],
    )


def _export(language: Language) -> click.Command:
    def run(out: str, as_of: str | None, store: str | None, **filters: Any) -> int:
        from liance.workbench.following import board_at, today_of, write_export

        keep = _filter(**filters)
        records, now = _opened(store)
        write_export(board_at(records, today_of(now, as_of), keep), Path(out), language)
        click.echo(_M["written"].render(language, path=out), err=True)
        return OK

    return _command(
        language,
        "export",
        run,
        [
            _option(language, "--out", "out", "FILE", required=True),
            *_filters(language),
            _as_of(language),
            store_option(language),
        ],
    )


def _history(language: Language) -> click.Command:
    def run(project: str, store: str | None, as_json: bool) -> int:
        from liance.workbench.following import history_json, history_of, stage_words

        records, _ = _opened(store)
        history = history_of(records, project)
        if as_json:
            emit_json(history_json(history))
            return OK
        console = output_console(120)
        states = []
        for one in history.revisions:
            state = one.line.project
            stages = " ".join(
                f"{stage.due.year}:{stage_words(stage, state.unit, language)}" for stage in state.stages
            )
            what = "  ".join(part for part in (state.indicator, stages, state.owner or "") if part)
            states.append([_local(one.at), one.by, _CAUSES[one.cause.value].render(language), what])
        _grid(
            console,
            ["when", "who", "change", "what"],
            states,
            {"when": 16, "who": 12, "change": 14},
            language,
        )
        console.print()
        seen = [
            [
                entry.number,
                entry.observation.on.isoformat(),
                f"{_shown(entry.observation.value)}{entry.observation.unit}",
                entry.observation.source,
                entry.recorded_by,
                entry.withdrawn_why or "",
            ]
            for entry in history.entries
        ]
        names = ["number", "on", "seen", "source", "who", "withdrawn"]
        _grid(console, names, seen, {"number": 6, "on": 10, "who": 12}, language)
        return OK

    return _command(
        language,
        "history",
        run,
        [
            click.Argument(["project"], metavar=METAVARS["PROJECT"].render(language)),
            store_option(language),
            _json(language),
        ],
    )


def short_id(line: Any) -> str:
    """Return a project's id without the word before it; commands take it with or without."""
    return str(line.followed.id).removeprefix("project-")


def _local(at: Any) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _shown(value: Any) -> str:
    from liance.core.numbers import decimal_text

    return decimal_text(value)


def _coherence(language: Language) -> click.Command:
    def run(
        parent: str, children: tuple[str, ...], complete: bool, packs: str | None, as_json: bool, as_csv: bool
    ) -> int:
        from liance.workbench.following import (
            children_words,
            coherence_word,
            combined_words,
            compare_files,
            parent_words,
        )

        if as_json and as_csv:
            raise click.UsageError(_M["both"].render(language))
        compared = compare_files(
            Path(parent), [Path(name) for name in children], library_of(packs), complete=complete
        )
        if as_json:
            emit_json(compared.as_data(language))
        elif as_csv:
            click.echo(compared.csv(language), nl=False)
        else:
            shared = [line for line in compared.lines if line.children]
            others = len(compared.lines) - len(shared)
            if others or not shared:
                key = "some_not_shared" if shared else "not_shared"
                click.echo(_M[key].render(language, count=others))
            rows = [
                [
                    line.parent.indicator,
                    line.year,
                    parent_words(line, language),
                    children_words(line, language),
                    combined_words(line, language),
                    coherence_word(line, language),
                ]
                for line in shared
            ]
            names = ["indicator", "year", "parent", "children", "combined", "verdict"]
            if rows:
                sizes = {"year": 5, "parent": 14, "combined": 20, "verdict": 14}
                _grid(output_console(120), names, rows, sizes, language)
        if not as_json:
            show_findings(compared.findings, language)
        return OK if compared.is_complete else NOT_ALL_DONE

    return _command(
        language,
        "coherence",
        run,
        [
            click.Argument(
                ["parent"], type=click.Path(path_type=str), metavar=METAVARS["PARENT"].render(language)
            ),
            click.Argument(
                ["children"],
                nargs=-1,
                required=True,
                type=click.Path(path_type=str),
                metavar=METAVARS["CHILDREN"].render(language),
            ),
            _flag(language, "--complete", "complete", "complete"),
            packs_option(language),
            _json(language),
            _flag(language, "--csv", "csv", "as_csv"),
        ],
    )
