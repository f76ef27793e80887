"""``liance targets``: plan files in, every number they promise out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import (
    NOT_ALL_DONE,
    OK,
    dump_json,
    output_console,
    show_findings,
)
from liance.cli.grammar import METAVARS, Command, Option
from liance.cli.options import index_option, library_of, packs_option
from liance.core.findings import Finding
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.targets import PlanTargets, TargetCollection

_ABOUT = Text(
    zh="找出规划文件承诺的每一个数字：指标、目标值、期限，附原文位置。文件夹取其中的规划文件。",
    en="Find every number that plan files promise: indicator, value, deadline, with its place. "
    "A folder stands for the plans in it.",
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_CSV = Text(zh="在标准输出给出 CSV 表。", en="Give a CSV table on standard output.")
_XLSX = Text(zh="把目标表写成电子表格（xlsx）。", en="Write the table of targets as a spreadsheet (xlsx).")
_OUT = Text(
    zh="把 targets.json、targets.csv、targets.xlsx 写入此文件夹。",
    en="Write targets.json, targets.csv and targets.xlsx into this folder.",
)
_BOTH = Text(zh="--json 与 --csv 只能用一个", en="use one of --json and --csv")
_SUMMARY = Text(
    zh="{plans} 份规划，{targets} 条目标；{failed} 份未能读取。",
    en="{plans} plans, {targets} targets; {failed} files not read.",
)
_WRITTEN = Text(zh="已写入：{path}", en="Written: {path}")


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(
        files: tuple[str, ...],
        index: str | None,
        packs: str | None,
        as_json: bool,
        as_csv: bool,
        xlsx: str | None,
        out: str | None,
    ) -> int:
        from liance.workbench.corpus import expand, open_batch
        from liance.workbench.targets import TargetCollection, find_batch, indicator_finder

        if as_json and as_csv:
            raise click.UsageError(_BOTH.render(language))
        batch = open_batch(expand([Path(name) for name in files]), Path(index) if index else None)
        screen = _JsonScreen(language) if as_json else (_CsvScreen(language) if as_csv else _Screen(language))
        kept = TargetCollection(language, indicator_finder(library_of(packs)))
        done = failed = count = 0
        for plan in find_batch(batch):
            done += plan.is_read
            failed += not plan.is_read
            count += len(plan.targets)
            screen.show(plan)
            if xlsx or out or as_csv:
                kept.add(plan)
        extra = (*batch.index_findings, *batch.unused_index_rows())
        screen.finish(kept, extra)
        _write(kept, Path(xlsx) if xlsx else None, Path(out) if out else None, extra)
        if not as_json:
            click.echo(_SUMMARY.render(language, plans=done, targets=count, failed=failed), err=True)
        for path in (xlsx, out):
            if path:
                click.echo(_WRITTEN.render(language, path=path), err=True)
        return NOT_ALL_DONE if failed else OK

    return Command(
        name="targets",
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
            index_option(language),
            packs_option(language),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
            Option(["--csv", "as_csv"], is_flag=True, help=_CSV.render(language)),
            Option(["--xlsx"], metavar=METAVARS["FILE"].render(language), help=_XLSX.render(language)),
            Option(["--out"], metavar=METAVARS["FOLDER"].render(language), help=_OUT.render(language)),
        ],
    )


def _write(
    kept: TargetCollection, xlsx: Path | None, folder: Path | None, findings: tuple[Finding, ...]
) -> None:
    if xlsx is not None:
        kept.write_workbook(xlsx)
    if folder is not None:
        kept.write_folder(folder, findings)


class _JsonScreen:
    """Writes targets as they come, so that a large corpus never fills the memory."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._findings: list[Finding] = []
        self._first = True
        click.echo('{\n"targets": [', nl=False)

    def show(self, plan: PlanTargets) -> None:
        self._findings += plan.findings
        for target in plan.targets:
            click.echo("\n" if self._first else ",\n", nl=False)
            self._first = False
            click.echo(json.dumps(target.as_data(), ensure_ascii=False), nl=False)

    def finish(self, _kept: TargetCollection, extra: tuple[Finding, ...]) -> None:
        findings = [finding.as_data(self._language) for finding in (*self._findings, *extra)]
        click.echo(f'\n],\n"findings": {dump_json(findings)}\n}}')


class _CsvScreen:
    """Writes one table at the end; findings go to standard error."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._findings: list[Finding] = []

    def show(self, plan: PlanTargets) -> None:
        self._findings += plan.findings

    def finish(self, kept: TargetCollection, extra: tuple[Finding, ...]) -> None:
        click.echo(kept.csv(), nl=False)
        show_findings([*self._findings, *extra], self._language)


class _Screen:
    """Prints a table per plan as it comes."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._findings: list[Finding] = []
        self._console = output_console(120)

    def show(self, plan: PlanTargets) -> None:
        from liance.cli.target_screens import print_targets

        self._findings += plan.findings
        if plan.is_read:
            print_targets(self._console, plan, self._language)

    def finish(self, _kept: TargetCollection, extra: tuple[Finding, ...]) -> None:
        show_findings([*self._findings, *extra], self._language)
