"""``liance outline``: the sections of one plan as the program reads them."""

from __future__ import annotations

from pathlib import Path

import click

from liance.cli.base import OK, emit_json, output_console, plain, show_findings, stdout_is_terminal
from liance.cli.grammar import METAVARS, Command
from liance.cli.options import index_option
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="显示一份规划的章节结构与各节作用。", en="Show the sections of one plan and what each is for."
)
_JSON = Text(zh="在标准输出给出 JSON（含全文与位置）。", en="Give JSON with the text and all places.")
_EMPTY = Text(zh="没有找到带编号的标题。", en="No numbered heading was found.")


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(file: str, index: str | None, as_json: bool) -> int:
        from liance.workbench.outlining import outline_data, outline_file, role_word

        result = outline_file(Path(file), Path(index) if index else None)
        if as_json:
            emit_json(outline_data(result.outline, result.findings, language))
            return OK
        from rich.text import Text as Line

        console = output_console(None if stdout_is_terminal() else 120)
        metadata = result.outline.document.metadata
        console.print(Line(plain(metadata.title or result.outline.document.source), "bold"))
        for heading in result.outline.headings:
            role = role_word(heading.role, language)
            console.print(Line.assemble("  " * heading.level, plain(heading.text), "  ", (role, "dim")))
        if not result.outline.headings:
            click.echo(_EMPTY.render(language))
        show_findings(result.findings, language)
        return OK

    return Command(
        name="outline",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(
                ["file"], type=click.Path(path_type=str), metavar=METAVARS["FILE"].render(language)
            ),
            index_option(language),
            click.Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )
