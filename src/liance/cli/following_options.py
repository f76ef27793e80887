"""What the commands of ``liance delivery`` share: words, options, the opened store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liance.cli.grammar import METAVARS, Command, Option
from liance.cli.ledger_base import path_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from datetime import datetime

    from liance.workbench.following import Filter

HELPS = {
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
OPTIONS = {
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
SAYS = {
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
HEADS = {
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
CAUSES = {
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
STYLES = {
    "early": "bold green",
    "on_track": "green",
    "behind": "yellow",
    "warning": "bold red",
    "unknown": "dim",
}


#: The ledger that proves observations.
LEDGER = Text(
    zh="以此账本核对佐证：凭账本重算的计数、已锚定的文件显示为“链上可证”。",
    en="Check evidence by this ledger: counts computed again from it and anchored files show as proved.",
)

# Options.


def flag(language: Language, name: str, key: str, target: str) -> Option:
    """Return a switch."""
    return Option([name, target], is_flag=True, help=OPTIONS[key].render(language))


def option(language: Language, name: str, key: str, metavar: str = "NAME", **more: Any) -> Option:
    """Return an option with a value."""
    return Option(
        [name], metavar=METAVARS[metavar].render(language), help=OPTIONS[key].render(language), **more
    )


def json_flag(language: Language) -> Option:
    """Return ``--json``."""
    return flag(language, "--json", "json", "as_json")


def as_of(language: Language) -> Option:
    """Return ``--as-of``."""
    return option(language, "--as-of", "as_of", "DATE")


def ledger_option(language: Language) -> Option:
    """Return ``--ledger``."""
    return path_option(language, "--ledger", LEDGER)


def prover_of(records: Any, ledger: Path | None) -> Any:
    """Return what proves observations by a ledger, or None where no ledger is named."""
    if ledger is None:
        return None
    from liance.workbench.scenarios.counting import ledger_prover

    return ledger_prover(ledger, [entry.observation.on for entry in records.entries()])


def filters(language: Language) -> list[click.Parameter]:
    """Return the options that narrow a view."""
    return [
        option(language, "--plan", "plan"),
        option(language, "--owner", "owner_part"),
        option(language, "--indicator", "indicator"),
        option(language, "--year", "year", "YEAR", type=click.IntRange(1900, 2200)),
        option(language, "--state", "state", multiple=True, type=click.Choice([*STATES, *STATES.values()])),
    ]


def filter_of(
    plan: str | None, owner: str | None, indicator: str | None, year: int | None, state: Sequence[str]
) -> Filter:
    """Return the filter that these options ask for."""
    from liance.workbench.following import Filter, Verdict

    codes = {word: code for code, word in STATES.items()}
    return Filter(plan, owner, indicator, year, frozenset(Verdict(codes.get(name, name)) for name in state))


def opened(store: str | None) -> tuple[Any, datetime]:
    """Open the store; return its records and the present instant."""
    from liance.workbench import store as stores

    stores.open_store(store)
    from liance.workbench.following import open_records

    return open_records(), stores.now()


def make(
    language: Language,
    name: str,
    run: Callable[..., int],
    params: Sequence[click.Parameter],
    key: str | None = None,
) -> click.Command:
    """Return a command of the group; ``key`` names its help where the name does not."""
    return Command(
        name=name,
        language=language,
        help=HELPS[key or name].render(language),
        callback=run,
        params=list(params),
    )
