"""Commands of ``liance study``: report, log, export."""

from __future__ import annotations

from pathlib import Path

import click

from liance.cli import study_screens as screens
from liance.cli.base import OK, emit_json
from liance.cli.study_options import (
    FORM,
    SEED,
    choice_option,
    ended,
    json_option,
    make,
    number_option,
    out_option,
    said,
    study_argument,
)
from liance.core.language import Language, Text

_HELP = {
    "report": Text(
        zh="写出报告：讨论前后的一致性、改动、共识、不同意见。",
        en="Write the report: agreement before and after, changes, consensus, dissent.",
    ),
    "log": Text(zh="谁在何时做了、看了什么。", en="Who did and saw what when."),
    "export": Text(
        zh="导出全部表格和数据字典（csv、xlsx 或 jsonl）。",
        en="Export all tables with a data dictionary (csv, xlsx or jsonl).",
    ),
}
_FOLDER_OUT = Text(zh="写入此文件夹。", en="Write into this folder.")
_DRAWS = Text(zh="自助抽样次数，默认 2000。", en="Bootstrap draws, 2000 by default.")
EXPORT_FORMS = ("csv", "xlsx", "jsonl")


def commands(language: Language) -> tuple[click.Command, ...]:
    """Return the commands."""

    def report(study: str, out: str, draws: int, seed: int, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.reporting import study_report, write_report

        if as_json:
            emit_json(study_report(study, seed=seed, draws=draws, actor=actor).as_data(language))
            return OK
        paths, made, findings = write_report(
            study, Path(out or f"{study}-report"), language, seed=seed, draws=draws, actor=actor
        )
        screens.show_agreement(made, language)
        for path in paths:
            said("written", language, path=path)
        return ended(findings, language, notes=False)

    def log(study: str, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.leading import study_log

        screens.show_log(study_log(study, limit=100_000, actor=actor), as_json, language)
        return OK

    def export(study: str, form: str, out: str | None, actor: str) -> int:
        from liance.workbench.studies.reporting import export_study

        for path in export_study(study, Path(out or f"{study}-export"), form, language, actor=actor):
            said("written", language, path=path)
        return OK

    return (
        make(
            language,
            _HELP,
            "report",
            report,
            study_argument(language),
            out_option(_FOLDER_OUT, language, "FOLDER"),
            number_option("--draws", 2_000, _DRAWS, language, most=100_000),
            number_option("--seed", 0, SEED, language),
            json_option(language),
        ),
        make(language, _HELP, "log", log, study_argument(language), json_option(language)),
        make(
            language,
            _HELP,
            "export",
            export,
            study_argument(language),
            choice_option(
                language,
                "--form",
                EXPORT_FORMS,
                FORM.render(language, forms=", ".join(EXPORT_FORMS)),
                "csv",
            ),
            out_option(_FOLDER_OUT, language, "FOLDER"),
        ),
    )
