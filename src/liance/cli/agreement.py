"""``liance agreement``: how far raters agree, with intervals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, plain, show_findings
from liance.cli.grammar import Command, Option
from liance.core.findings import Severity
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from liance.workbench.agreement import AgreementReport, ItemAgreement, Measure, RaterModel

_ABOUT = Text(
    zh="评分者一致性：α、AC2、κ、ICC、W 及其区间。输入长表 CSV：unit（或 doc）、rater、item、score。",
    en="Agreement of raters: alpha, AC2, kappas, ICC, W with intervals. A long CSV: unit (or doc), rater, item, score.",
)
_RATINGS = Text(zh="评分表", en="RATINGS")
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_LEVELS = Text(
    zh="完整的级别，如 0-4；默认取表中最低到最高。",
    en="The whole scale, such as 0-4; by default from the lowest to the highest score.",
)
_DRAWS = Text(zh="自助抽样次数，默认 2000。", en="Bootstrap draws, 2000 by default.")
_SEED = Text(zh="抽样种子，默认 0。", en="Seed of the draws, 0 by default.")
_MODEL = Text(zh="另拟合有序评分者模型。", en="Also fit the ordinal rater model.")
_BAD_LEVELS = Text(zh="应为如 0-4 的两个整数", en="two whole numbers such as 0-4 are expected")
_NUMBER = Text(zh="整数", en="NUMBER")

_COUNTS = Text(
    zh="{units} 份规划，{raters} 位评分者，{ratings} 个评分，缺 {missing} 个",
    en="{units} units, {raters} raters, {ratings} ratings, {missing} missing",
)
_UNUSED = Text(zh="没有用到的级别：{levels}", en="levels that nobody used: {levels}")
_OVERALL = Text(zh="全部项目", en="all items")
_HEADS = (
    Text(zh="统计量", en="coefficient"),
    Text(zh="数值", en="value"),
    Text(zh="95% 区间", en="95 % interval"),
    Text(zh="说明", en="note"),
)
_RATER_HEADS = (
    Text(zh="评分者", en="rater"),
    Text(zh="评分数", en="ratings"),
    Text(zh="严格程度", en="severity"),
    Text(zh="95% 区间", en="95 % interval"),
    Text(zh="与其他人一致", en="conformity"),
    Text(zh="95% 区间", en="95 % interval"),
)
_MODEL_TITLE = Text(
    zh="有序评分者模型（逻辑斯谛尺度；严格为正）", en="ordinal rater model (logit scale; positive is strict)"
)
_MODEL_SUMS = Text(
    zh="规划间标准差 {units}，评分者严格程度标准差 {raters}，跨度标准差 {tau}",
    en="standard deviations: plans {units}, severities {raters}, spreads {tau}",
)
_MODEL_HEADS = (
    Text(zh="评分者", en="rater"),
    Text(zh="严格程度", en="severity"),
    Text(zh="标准误", en="s.e."),
    Text(zh="跨度", en="spread"),
    Text(zh="各级阈值", en="thresholds"),
)


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(
        ratings: str, levels: tuple[int, ...] | None, draws: int, seed: int, model: bool, as_json: bool
    ) -> int:
        from liance.workbench.agreement import agreement_of_file

        report = agreement_of_file(Path(ratings), levels=levels, seed=seed, draws=draws, model=model)
        if as_json:
            emit_json(report.as_data(language))
        else:
            _print(report, language)
            show_findings(report.findings, language)
        failed = any(finding.severity is Severity.ERROR for finding in report.findings)
        return NOT_ALL_DONE if failed else OK

    number = _NUMBER.render(language)
    return Command(
        name="agreement",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(["ratings"], metavar=_RATINGS.render(language)),
            Option(["--levels"], metavar="0-4", callback=_levels(language), help=_LEVELS.render(language)),
            Option(
                ["--draws"],
                type=click.IntRange(0, 100_000),
                default=2_000,
                metavar=number,
                help=_DRAWS.render(language),
            ),
            Option(
                ["--seed"], type=click.IntRange(0), default=0, metavar=number, help=_SEED.render(language)
            ),
            Option(["--model"], is_flag=True, help=_MODEL.render(language)),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )


def _levels(
    language: Language,
) -> Callable[[click.Context, click.Parameter, str | None], tuple[int, ...] | None]:
    def read(_ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, ...] | None:
        if value is None:
            return None
        low, dash, high = value.partition("-")
        if not (
            dash and value.isascii() and low.isdigit() and high.isdigit() and int(low) < int(high) <= 100
        ):
            raise click.BadParameter(_BAD_LEVELS.render(language), param=param)
        return tuple(range(int(low), int(high) + 1))

    return read


def _print(report: AgreementReport, language: Language) -> None:
    console = output_console(100)
    for item in (*report.items, report.overall):
        _print_item(console, item, language)
    if report.model is not None:
        _print_model(console, report.model, language)


def _print_item(console: Console, item: ItemAgreement, language: Language) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text as Line

    counts = _COUNTS.render(
        language, units=item.units, raters=len(item.raters), ratings=item.ratings, missing=item.missing
    )
    console.print(
        Line.assemble(
            (plain(item.item) if item.item else _OVERALL.render(language), "bold"), "  ", (counts, "dim")
        )
    )
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, head in enumerate(_HEADS):
        table.add_column(head.render(language), justify="right" if place in (1, 2) else "left")
    for measure in item.measures:
        interval = measure.interval
        known = interval.low is not None and interval.high is not None
        note = measure.reason.says.render(language) if measure.reason else ""
        table.add_row(
            measure.label.render(language),
            "—" if measure.value is None else f"{measure.value:.3f}",
            f"{interval.low:.2f} – {interval.high:.2f}" if known else "—",
            note,
        )
    console.print(table)
    unused = [str(level) for level, count in item.levels.items() if not count]
    if unused:
        console.print(_UNUSED.render(language, levels=", ".join(unused)), style="dim")
    if item.why_differ is not None:
        console.print(item.why_differ.render(language), style="dim")
    raters = _table(_RATER_HEADS, language)
    for profile in item.profiles:
        raters.add_row(
            Line(plain(profile.rater)),
            str(profile.ratings),
            _signed(profile.severity.value),
            _interval(profile.severity),
            "—" if profile.conformity.value is None else f"{profile.conformity.value:.3f}",
            _interval(profile.conformity),
        )
    if item.profiles:
        console.print()
        console.print(raters)
    console.print()


def _print_model(console: Console, model: RaterModel, language: Language) -> None:
    from rich.text import Text as Line

    console.print(Line(_MODEL_TITLE.render(language), "bold"))
    if model.reason is not None:
        console.print(model.reason.says.render(language))
        return
    console.print(
        _MODEL_SUMS.render(
            language,
            units=f"{model.sigma_units or 0:.2f}",
            raters=f"{model.sigma_raters or 0:.2f}",
            tau=f"{model.tau or 0:.2f}",
        ),
        style="dim",
    )
    table = _table(_MODEL_HEADS, language)
    for place in model.raters:
        table.add_row(
            Line(plain(place.rater)),
            _signed(place.severity),
            f"{place.error:.2f}",
            _signed(place.spread),
            "  ".join(f"{threshold:.2f}" for threshold in place.thresholds),
        )
    console.print(table)
    for caution in model.cautions:
        console.print(caution.says.render(language), style="dim")


def _table(heads: tuple[Text, ...], language: Language) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, head in enumerate(heads):
        table.add_column(head.render(language), justify="right" if place else "left")
    return table


def _signed(value: float | None) -> str:
    """Return a number with its sign and no negative zero."""
    return "—" if value is None else f"{round(value, 2) + 0.0:+.2f}"


def _interval(measure: Measure) -> str:
    low, high = measure.interval.low, measure.interval.high
    return "—" if low is None or high is None else f"{low:.2f} – {high:.2f}"
