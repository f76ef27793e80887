"""``liance score``: plan files in, scorecards out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import (
    NOT_ALL_DONE,
    OK,
    dump_json,
    error_console,
    output_console,
    show_findings,
)
from liance.cli.grammar import METAVARS, Command, Option
from liance.cli.options import (
    anchors_of,
    index_option,
    ledger_option,
    library_of,
    packs_option,
    rubric_option,
    subject_option,
)
from liance.core.findings import Finding, Severity
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.ledger.anchors import AnchorBook
    from liance.workbench.scoring import PlanResult, Row, Scorer

_ABOUT = Text(
    zh="为规划文件评分，每一分都附原文依据。文件夹取其中的规划文件。",
    en="Score plan files; every score comes with its sentences. A folder stands for the plans in it.",
)
_OUT = Text(
    zh="把评分卡、总览和明细表写入此文件夹。", en="Write scorecards, scoreboard and table into this folder."
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_WRITTEN = Text(zh="结果已写入：{path}", en="Results are in: {path}")
_SUMMARY = Text(zh="已评分 {done} 份，未能评分 {failed} 份。", en="{done} scored, {failed} not scored.")
_ANCHORED = Text(
    zh="账本锚定：{kind}，{who}，高度 {height}", en="anchored on the ledger: {kind}, {who}, height {height}"
)
_WITNESSED = Text(zh="，已经规模 {size} 的检查点见证", en=", witnessed by the checkpoint of size {size}")
_NOT_WITNESSED = Text(zh="，尚未见证", en=", not witnessed yet")
_MACHINE = Text(zh="机器评分，供参考，不是结论。", en="Machine scores: one opinion, not a result.")


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(
        files: tuple[str, ...],
        rubric: str,
        subject: str | None,
        index: str | None,
        packs: str | None,
        ledger: str | None,
        out: str | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.corpus import FileMissingError, open_batch
        from liance.workbench.output import ResultFolder
        from liance.workbench.scoring import Scorer, expand, score_batch

        if not all(name.strip() for name in files):
            raise FileMissingError("")
        scorer = Scorer(library_of(packs), rubric, subject)
        batch = open_batch(expand([Path(name) for name in files]), Path(index) if index else None)
        folder = ResultFolder(Path(out), scorer.pack, language) if out else None
        results = with_progress(score_batch(batch, scorer), len(batch.paths), language)
        anchors = anchors_of(ledger)
        screen = _JsonScreen(language, anchors) if as_json else _TextScreen(language, scorer, anchors)
        done = failed = 0
        try:
            for result in results:
                done += result.is_scored
                failed += not result.is_scored
                screen.show(result)
                if folder is not None:
                    folder.add(result)
        except KeyboardInterrupt:
            if folder is not None:
                folder.finish(batch.index_findings)
            raise
        extra = (*batch.index_findings, *batch.unused_index_rows())
        if folder is not None:
            folder.finish(extra)
        screen.finish(extra)
        broken = any(finding.severity is Severity.ERROR for finding in extra)
        if not as_json:
            click.echo(_SUMMARY.render(language, done=done, failed=failed), err=True)
        if folder is not None:
            click.echo(_WRITTEN.render(language, path=folder.scoreboard), err=True)
        return NOT_ALL_DONE if failed or broken else OK

    return Command(
        name="score",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(
                ["files"],
                nargs=-1,
                required=True,
                metavar=METAVARS["FILES"].render(language),
            ),
            rubric_option(language),
            subject_option(language),
            index_option(language),
            packs_option(language),
            ledger_option(language),
            Option(["--out"], metavar=METAVARS["FOLDER"].render(language), help=_OUT.render(language)),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )


def with_progress(results: Iterator[PlanResult], total: int, language: Language) -> Iterator[PlanResult]:
    """Pass the results on, with a progress bar on standard error where that is a terminal."""
    console = error_console()
    if not console.is_terminal or total < 2:
        yield from results
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    word = Text(zh="评分", en="scoring").render(language)
    columns = (TextColumn(word), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(word, total=total)
        for result in results:
            progress.advance(task)
            yield result


class _JsonScreen:
    """Writes scorecards as they come, so that a large corpus never fills the memory."""

    def __init__(self, language: Language, anchors: AnchorBook | None) -> None:
        self._language = language
        self._anchors = anchors
        self._findings: list[Finding] = []
        self._first = True
        click.echo('{\n"scorecards": [', nl=False)

    def show(self, result: PlanResult) -> None:
        from liance.workbench.scoring import scorecard_data

        if result.plan is None:
            self._findings += result.findings
            return
        click.echo("\n" if self._first else ",\n", nl=False)
        self._first = False
        data = scorecard_data(result.plan, result.findings, self._language)
        if self._anchors is not None:
            found = self._anchors.about(result.plan.document.digest)
            data["anchors"] = [anchor.as_data(self._language) for anchor in found]
        click.echo(json.dumps(data, ensure_ascii=False), nl=False)

    def finish(self, extra: tuple[Finding, ...]) -> None:
        findings = [finding.as_data(self._language) for finding in (*self._findings, *extra)]
        click.echo(f'\n],\n"findings": {dump_json(findings)}\n}}')


class _TextScreen:
    """Collects a line per plan and prints the scoreboard, or one plan in full."""

    def __init__(self, language: Language, scorer: Scorer, anchors: AnchorBook | None) -> None:
        self._language = language
        self._anchors = anchors
        self._scorer = scorer
        self._findings: list[Finding] = []
        self._only: PlanResult | None = None
        self._rows: list[Row] = []

    def show(self, result: PlanResult) -> None:
        from liance.workbench.scoring import row_of

        self._findings += result.findings
        if result.plan is not None:
            self._only = result if not self._rows else None
            self._rows.append(row_of(result.plan))

    def finish(self, extra: tuple[Finding, ...]) -> None:
        from liance.cli.screens import print_scoreboard, print_scorecard

        console = output_console(120)
        if self._only is not None and self._only.plan is not None:
            print_scorecard(console, self._only.plan, self._scorer.pack.rubric, self._language)
        elif self._rows:
            print_scoreboard(console, self._rows, self._scorer.pack.rubric, self._language)
        if self._only is not None and self._only.plan is not None and self._anchors is not None:
            for anchor in self._anchors.about(self._only.plan.document.digest):
                facts = {"kind": anchor.kind.words.render(self._language), "height": anchor.height}
                size = (_WITNESSED if anchor.witnessed else _NOT_WITNESSED).render(
                    self._language, size=anchor.witnessed
                )
                line = _ANCHORED.render(self._language, who=anchor.organisation, **facts)
                console.print(f"{line}{size}", markup=False)
        if self._rows:
            console.print(_MACHINE.render(self._language), style="dim")
        show_findings([*self._findings, *extra], self._language)
