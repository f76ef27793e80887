"""``liance outline``: the sections of one plan as the program reads them."""

from __future__ import annotations

from pathlib import Path

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, plain, show_findings
from liance.cli.grammar import METAVARS, Command, Option
from liance.cli.options import index_option
from liance.core.errors import DocumentError
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

        try:
            result = outline_file(Path(file), Path(index) if index else None)
        except DocumentError as error:
            if not as_json:
                raise
            findings = [finding.as_data(language) for finding in error.findings]
            emit_json({"document": None, "headings": [], "tables": [], "findings": findings})
            return NOT_ALL_DONE
        if as_json:
            emit_json(outline_data(result.outline, result.findings, language))
            return OK
        from rich.text import Text as Line

        console = output_console(120)
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
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )
