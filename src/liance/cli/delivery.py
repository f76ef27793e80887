"""``liance delivery``: what was promised against what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, show_findings
from liance.cli.following import commands
from liance.cli.grammar import METAVARS, Command, Group, Option
from liance.cli.options import library_of, packs_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.delivery import DeliveryLine, NationalDelivery

_ABOUT = Text(
    zh="跟踪目标的落实：导入、指定责任单位、登记数据、预警、报告。",
    en="Follow what becomes of targets: import, assign owners, record values, warn, report.",
)
_NATIONAL = Text(
    zh="历年政府工作报告：当年目标与次年报告所述结果对照（经济增长、物价、就业、失业率、能耗）。",
    en="Yearly government reports: each year's targets against the results stated a year later "
    "(growth, prices, jobs, unemployment, energy).",
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_CSV = Text(zh="在标准输出给出 CSV 表。", en="Give a CSV table on standard output.")
_BOTH = Text(zh="--json 与 --csv 只能用一个", en="use one of --json and --csv")
_EMPTY = Text(
    zh="没有可对照的年份：需要以年份命名的报告，且次年报告也在。",
    en="No year can be compared: reports must be named by year, and the next year's must be there.",
)
_HEADS = {
    "year": Text(zh="年份", en="year"),
    "target": Text(zh="目标", en="target"),
    "result": Text(zh="结果", en="result"),
    "verdict": Text(zh="状态", en="state"),
    "places": Text(zh="出处（字位）", en="places (offsets)"),
}
#: Widths of the columns of the table, but for the last.
_WIDTHS = (5, 13, 13, 14)


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="delivery", language=language, help=_ABOUT.render(language))
    for one in commands(language):
        group.add_command(one)
    group.add_command(_national(language))
    return group


def _national(language: Language) -> click.Command:
    def run(folder: str, packs: str | None, as_json: bool, as_csv: bool) -> int:
        from liance.workbench.delivery import national_delivery

        if as_json and as_csv:
            raise click.UsageError(_BOTH.render(language))
        delivery = national_delivery(Path(folder), library_of(packs))
        if as_json:
            emit_json(delivery.as_data(language))
        elif as_csv:
            click.echo(delivery.csv(language), nl=False)
        else:
            _print(delivery, language)
        if not as_json:
            show_findings(delivery.findings, language)
        return OK if delivery.lines and delivery.is_complete else NOT_ALL_DONE

    return Command(
        name="national",
        language=language,
        help=_NATIONAL.render(language),
        callback=run,
        params=[
            click.Argument(
                ["folder"], type=click.Path(path_type=str), metavar=METAVARS["FOLDER"].render(language)
            ),
            packs_option(language),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
            Option(["--csv", "as_csv"], is_flag=True, help=_CSV.render(language)),
        ],
    )


def _print(delivery: NationalDelivery, language: Language) -> None:
    from rich.text import Text as Line

    from liance.cli.screens import new_table, shorten
    from liance.workbench.delivery import figure_words, verdict_word

    if not delivery.lines:
        click.echo(_EMPTY.render(language))
        return
    console = output_console(100)
    width = max(24, console.width - sum(_WIDTHS) - 2 * len(_WIDTHS))
    blocks: dict[str, list[DeliveryLine]] = {}
    for line in delivery.lines:
        blocks.setdefault(line.indicator.name.render(language), []).append(line)
    for name, lines in blocks.items():
        console.print(Line(name, "bold"))
        table = new_table()
        for head, size in zip(_HEADS.values(), (*_WIDTHS, width), strict=True):
            table.add_column(head.render(language), width=size, no_wrap=True)
        for line in lines:
            places = " → ".join(f"{one.source}:{one.start}" for one in (line.target, line.result) if one)
            table.add_row(
                str(line.year),
                figure_words(line.target, language),
                figure_words(line.result, language),
                verdict_word(line.verdict, language),
                Line(shorten(places, width), "dim"),
            )
        console.print(table)
        console.print()
