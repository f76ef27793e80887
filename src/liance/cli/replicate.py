"""``liance replicate``: recompute every number that a study's tables can give."""

from __future__ import annotations

import click

from liance.cli.base import OK, emit_json, output_console, show_findings, stdout_is_terminal
from liance.cli.grammar import Command
from liance.cli.options import library_of, packs_option
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="复算一项研究：输入标为 given，推出的数逐个标为 match 或 mismatch，并回答有没有满足各表的整数单元格。",
    en="Recompute a study: input is marked given, each derived number match or mismatch, and it is said whether "
    "whole-number cells can satisfy its tables.",
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_STUDY = Text(zh="研究数据包", en="STUDY")
#: The width of text that does not go to a terminal.
_WIDTH = 100


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(study: str, packs: str | None, as_json: bool) -> int:
        from liance.workbench.auditing import replicate, replication_data

        replicated = replicate(study, library_of(packs))
        if as_json:
            emit_json(replication_data(replicated, language))
        else:
            from liance.cli.audit_screens import print_replication

            print_replication(output_console(None if stdout_is_terminal() else _WIDTH), replicated, language)
            show_findings(replicated.problems, language)
        return OK

    return Command(
        name="replicate",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(["study"], metavar=_STUDY.render(language)),
            packs_option(language),
            click.Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )
