"""``liance lint``: what would make a draft clearer, for those who write it."""

from __future__ import annotations

from pathlib import Path

import click

from liance.cli.base import (
    NOT_ALL_DONE,
    OK,
    emit_json,
    output_console,
    plain,
    show_findings,
    stdout_is_terminal,
)
from liance.cli.grammar import METAVARS, Command
from liance.cli.options import index_option, library_of, packs_option, rubric_option, subject_option
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="为起草人把脉：每项现在几分、依据何在、下一档还要写什么。",
    en="For drafters: each item's present level, its evidence, and what the next level asks for.",
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(
        file: str, rubric: str, subject: str | None, index: str | None, packs: str | None, as_json: bool
    ) -> int:
        from liance.workbench.linting import lint_data, lint_file

        result = lint_file(Path(file), library_of(packs), rubric, subject, Path(index) if index else None)
        if as_json:
            emit_json(lint_data(result, language))
        else:
            from liance.cli.screens import print_advice

            console = output_console(None if stdout_is_terminal() else 80)
            title = result.plan.document.metadata.title or result.plan.document.source
            console.print(plain(title), style="bold", markup=False)
            console.print()
            print_advice(console, result.advices, result.plan.subject.name, language)
            show_findings(result.findings, language)
        return OK if result.is_scored else NOT_ALL_DONE

    return Command(
        name="lint",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(
                ["file"], type=click.Path(path_type=str), metavar=METAVARS["FILE"].render(language)
            ),
            rubric_option(language),
            subject_option(language),
            index_option(language),
            packs_option(language),
            click.Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )
