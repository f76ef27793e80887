"""``liance audit-tables``: do the published numbers of a paper agree with each other?"""

from __future__ import annotations

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, show_findings, stdout_is_terminal
from liance.cli.grammar import Command
from liance.cli.options import library_of, packs_option
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="核对论文公布的表与断言：重算、检验粒度、列出矛盾并寻找能解释它的读法；吻合的也说明。",
    en="Check the published tables and claims of a paper: recompute, test granularity, list contradictions "
    "with the reading that explains them, and say what agrees.",
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_TARGET = Text(zh="研究数据包或YAML文件", en="STUDY_OR_FILE")
#: The width of text that does not go to a terminal.
_WIDTH = 100


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(target: str, packs: str | None, as_json: bool) -> int:
        from liance.workbench.auditing import audit, audit_data

        audited = audit(target, library_of(packs))
        if as_json:
            emit_json(audit_data(audited, language))
        else:
            from liance.cli.audit_screens import print_audit

            print_audit(output_console(None if stdout_is_terminal() else _WIDTH), audited, language)
            show_findings(audited.problems, language)
        return OK if audited.is_whole else NOT_ALL_DONE

    return Command(
        name="audit-tables",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(["target"], metavar=_TARGET.render(language)),
            packs_option(language),
            click.Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )
