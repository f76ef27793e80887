"""``liance instruments``: who gets what from a plan, how much, on what condition."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, show_findings
from liance.cli.grammar import METAVARS, Command, Option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.instruments import InstrumentCollection

_ABOUT = Text(
    zh="找出规划文件中的政策工具（奖励、补助、基金、税收等）：给谁、多少、什么条件；与目标分开。",
    en="Find the policy instruments of plan files (awards, subsidies, funds, tax): who gets how much, on what "
    "condition; kept apart from targets.",
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_CSV = Text(zh="在标准输出给出 CSV 表。", en="Give a CSV table on standard output.")
_BOTH = Text(zh="--json 与 --csv 只能用一个", en="use one of --json and --csv")
_NONE = Text(zh="没有找到政策工具。", en="No policy instrument was found.")
_COMPARED = Text(zh="按文件与种类比较", en="By file and kind")
_HEADS = {
    "kind": Text(zh="种类", en="kind"),
    "recipient": Text(zh="对象", en="recipient"),
    "condition": Text(zh="条件", en="condition"),
    "amounts": Text(zh="金额", en="amounts"),
    "term": Text(zh="期限", en="term"),
}
_COMPARISON_HEADS = (
    Text(zh="文件", en="file"),
    Text(zh="种类", en="kind"),
    Text(zh="条数", en="count"),
    Text(zh="最高金额", en="largest sum"),
)


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(files: tuple[str, ...], as_json: bool, as_csv: bool) -> int:
        from liance.workbench.corpus import expand, open_batch
        from liance.workbench.instruments import find_batch_instruments

        if as_json and as_csv:
            raise click.UsageError(_BOTH.render(language))
        found = find_batch_instruments(open_batch(expand([Path(name) for name in files])))
        if as_json:
            emit_json(found.as_data(language))
        elif as_csv:
            click.echo(found.csv(language), nl=False)
        else:
            _print(found, language)
        if not as_json:
            show_findings(found.findings, language)
        return NOT_ALL_DONE if found.failed else OK

    return Command(
        name="instruments",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(
                ["files"],
                nargs=-1,
                required=True,
                type=click.Path(path_type=str),
                metavar=METAVARS["FILES"].render(language),
            ),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
            Option(["--csv", "as_csv"], is_flag=True, help=_CSV.render(language)),
        ],
    )


def _print(found: InstrumentCollection, language: Language) -> None:
    from rich.text import Text as Line

    from liance.cli.screens import new_table, shorten
    from liance.workbench.instruments import amounts_words, kind_words, summary_cells, term_words

    if not found.instruments:
        click.echo(_NONE.render(language))
        return
    console = output_console(120)
    room = console.width - 12 - 14 - 2 * (len(_HEADS) - 1)
    widths = {
        "kind": 12,
        "recipient": room // 4,
        "condition": room // 4,
        "amounts": room - 2 * (room // 4),
        "term": 14,
    }
    source = ""
    table = new_table()
    for one in found.instruments:
        if one.source != source:
            if source:
                console.print(table)
            source = one.source
            console.print(Line(shorten(source, console.width), "bold"))
            table = new_table()
            for name, head in _HEADS.items():
                table.add_column(head.render(language), width=widths[name], no_wrap=True)
        cells = {
            "kind": kind_words(one, language),
            "recipient": one.recipient or "—",
            "condition": one.condition or "—",
            "amounts": amounts_words(one, language),
            "term": term_words(one, language),
        }
        table.add_row(*(Line(shorten(text, widths[name])) for name, text in cells.items()))
    console.print(table)
    console.print(Line(_COMPARED.render(language), "bold"))
    compared = new_table()
    for place, head in enumerate(_COMPARISON_HEADS):
        compared.add_column(head.render(language), justify="right" if place > 1 else "left")
    for line in found.summary:
        compared.add_row(*(Line(cell) for cell in summary_cells(line, language)))
    console.print(compared)
