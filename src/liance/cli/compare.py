"""``liance compare``: plan files in, tables of means by group, tests and findings by rule out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, show_findings
from liance.cli.grammar import METAVARS, Command, Option
from liance.cli.options import Score, index_option, library_of, packs_option, rubric_option, subject_option
from liance.cli.score import with_progress
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="比较各规划的评分：按级别、地区、主题、年份或发布机构给出均值、达标数、检验，并按规则列出发现与建议。",
    en="Compare scored plans by level, region, subject, year or issuer: means, counts, tests, and findings with advice.",
)
_BY = Text(
    zh="分组方式：level 级别、region 地区、subject 主题、year 年份、issuer 发布机构；默认 level。",
    en="Group by level, region, subject, year or issuer; level by default.",
)
_THRESHOLD = Text(zh="达标分数，默认 3。", en="Score from which an item counts as clear; 3 by default.")
_RULES = Text(zh="诊断规则包的名称。", en="Name of the diagnosis pack.")
_DRAWS = Text(
    zh="区间的重抽样次数，默认 2000；0 为不给区间。",
    en="Resamples for intervals, 2000 by default; 0 gives none.",
)
_SEED = Text(zh="重抽样的种子。", en="Seed of the resamples.")
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_CSV = Text(zh="在标准输出给出均值表（CSV）。", en="Give the table of means as CSV on standard output.")
_XLSX = Text(zh="把各表写成电子表格（xlsx）。", en="Write the tables as a spreadsheet (xlsx).")
_WRITTEN = Text(zh="结果已写入：{path}", en="Results are in: {path}")
_BOTH = Text(zh="--json 与 --csv 只能用一个", en="use one of --json and --csv")


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(
        files: tuple[str, ...],
        by: str,
        threshold: Fraction,
        rubric: str,
        subject: str | None,
        index: str | None,
        packs: str | None,
        rules: str,
        draws: int,
        seed: int,
        as_json: bool,
        as_csv: bool,
        xlsx: str | None,
    ) -> int:
        from liance.cli.compare_screens import print_comparison
        from liance.workbench.comparing import Axis, compare_results
        from liance.workbench.corpus import FileMissingError, open_batch
        from liance.workbench.scoring import Scorer, expand, score_batch

        if as_json and as_csv:
            raise click.UsageError(_BOTH.render(language))
        if not all(name.strip() for name in files):
            raise FileMissingError("")
        library = library_of(packs)
        library.diagnosis(rules)
        scorer = Scorer(library, rubric, subject)
        batch = open_batch(expand([Path(name) for name in files]), Path(index) if index else None)
        results = with_progress(score_batch(batch, scorer), len(batch.paths), language)
        given = (*batch.index_findings, *batch.unused_index_rows())
        found = compare_results(
            results,
            scorer,
            library,
            by=Axis(by),
            threshold=threshold,
            rules=rules,
            draws=draws,
            seed=seed,
            given=given,
        )
        if xlsx is not None:
            found.write_workbook(Path(xlsx), language)
        if as_json:
            emit_json(found.as_data(language))
        elif as_csv:
            click.echo(found.csv(language), nl=False)
        else:
            print_comparison(found.comparison, language)
        if not as_json:
            show_findings(found.findings, language)
        if xlsx is not None:
            click.echo(_WRITTEN.render(language, path=xlsx), err=True)
        return OK if found.is_sound else NOT_ALL_DONE

    return Command(
        name="compare",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=METAVARS["FILES"].render(language)),
            Option(
                ["--by"],
                type=click.Choice(["level", "region", "subject", "year", "issuer"]),
                default="level",
                help=_BY.render(language),
            ),
            Option(
                ["--threshold"],
                type=Score(language),
                default="3",
                metavar=METAVARS["NUMBER"].render(language),
                help=_THRESHOLD.render(language),
            ),
            rubric_option(language),
            subject_option(language),
            index_option(language),
            packs_option(language),
            Option(
                ["--rules"],
                default="plan-diagnosis",
                metavar=METAVARS["NAME"].render(language),
                help=_RULES.render(language),
            ),
            Option(
                ["--draws"],
                type=click.IntRange(0, 100_000),
                default=2_000,
                metavar=METAVARS["NUMBER"].render(language),
                help=_DRAWS.render(language),
            ),
            Option(
                ["--seed"],
                type=click.IntRange(0, 2**31),
                default=2021,
                metavar=METAVARS["NUMBER"].render(language),
                help=_SEED.render(language),
            ),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
            Option(["--csv", "as_csv"], is_flag=True, help=_CSV.render(language)),
            Option(["--xlsx"], metavar=METAVARS["FILE"].render(language), help=_XLSX.render(language)),
        ],
    )
