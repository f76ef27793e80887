"""``liance report``: plan files in, a finished report out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from liance.cli.base import NOT_ALL_DONE, OK, show_findings
from liance.cli.grammar import METAVARS, Command, Option
from liance.cli.options import Score, index_option, library_of, packs_option, rubric_option, subject_option
from liance.cli.score import with_progress
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="评分、比较并写出报告：方法、结果、图、诊断、建议，附全部单元与原文依据。报告语言随 --lang。",
    en="Score, compare and write a report: method, results, figures, findings, advice, and every cell with its quotes. "
    "The report is in the language of --lang.",
)
_OUT = Text(
    zh="报告文件，扩展名 .docx、.pdf、.html 或 .xlsx 决定格式；可以给出多个。",
    en="The report; .docx, .pdf, .html or .xlsx says in which format. May be given several times.",
)
_BY = Text(
    zh="按什么分组比较：级别、地区、主题、年份、发布机构；默认 level。",
    en="What to group plans by; level by default.",
)
_RATINGS = Text(
    zh="用此评分表（CSV：unit 或 doc、rater、item、score，可有 quote）中专家的分数，代替机器评分。",
    en="Use the experts' scores of this table (CSV: unit or doc, rater, item, score, perhaps quote), not the machine's.",
)
_RATER = Text(zh="用评分表中哪位评分者的分数。", en="Whose scores of the table to use.")
_STAGE = Text(
    zh="这些分数是个人评定（blind）还是商定（consensus）；评分者名为“共识”等时默认 consensus。",
    en="Whether these are one expert's scores (blind) or agreed ones (consensus, the default for a rater of that name).",
)
_THRESHOLD = Text(zh="达标分数，默认 3。", en="Score from which an item counts as clear; 3 by default.")
_RULES = Text(zh="诊断规则包的名称。", en="Name of the diagnosis pack.")
_TITLE = Text(zh="报告标题；默认由主题技术得出。", en="Title of the report; by default made of the subject.")
_OFFICE = Text(zh="编制单位，印在封面。", en="Who prepared it, printed on the title page.")
_DATE = Text(zh="日期，印在封面（不填则不印）。", en="Date, printed on the title page as given.")
_MAP = Text(
    zh="用此 GeoJSON 画行政区划地图，代替方格图；公开使用的地图须有审图号。",
    en="Draw a boundary map in the shapes of this GeoJSON instead of tiles; public maps of China need a review number.",
)
_REVIEW = Text(zh="审图号，印在地图上。", en="Review number of the map, printed on it.")
_WRITTEN = Text(zh="报告已写入：{path}", en="The report is in: {path}")
_SUMMARY = Text(
    zh="比较了 {done} 份规划，未能评分 {failed} 份。", en="{done} plans compared, {failed} not scored."
)
_TEXT = Text(zh="文字", en="TEXT")
_AXES = ("level", "region", "subject", "year", "issuer")


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def write(
        files: tuple[str, ...],
        out: tuple[str, ...],
        rubric: str,
        subject: str | None,
        index: str | None,
        packs: str | None,
        by: str,
        threshold: Fraction,
        ratings: str | None,
        rater: str,
        stage: str | None,
        rules: str,
        title: str,
        office: str,
        date: str,
        shapes: str | None,
        review: str,
    ) -> int:
        from liance.workbench.comparing import Axis, compare_results
        from liance.workbench.corpus import FileMissingError, open_batch
        from liance.workbench.rated import read_score_table
        from liance.workbench.reporting import check_paths, frame_of, write_reports
        from liance.workbench.scoring import Scorer, expand, score_batch

        if not all(name.strip() for name in (*files, *out)):
            raise FileMissingError("")
        paths = [Path(name) for name in out]
        check_paths(paths)
        library = library_of(packs)
        library.diagnosis(rules)
        scorer = Scorer(library, rubric, subject)
        frame = frame_of(
            library,
            rubric,
            title=title,
            office=office,
            date=date,
            shapes=Path(shapes) if shapes else None,
            review=review,
        )
        scores = read_score_table(Path(ratings), scorer.pack, rater, stage or "") if ratings else None
        batch = open_batch(expand([Path(name) for name in files]), Path(index) if index else None)
        results = score_batch(batch, scorer)
        given = (*batch.index_findings, *batch.unused_index_rows())
        if scores is not None:
            results = scores.rated(results, scorer.pack)
            given += (*scores.findings, *scores.without_file(batch.paths))
        run = compare_results(
            with_progress(results, len(batch.paths), language),
            scorer,
            library,
            by=Axis(by),
            threshold=threshold,
            rules=rules,
            given=given,
        )
        show_findings(run.findings, language)
        write_reports(run.comparison, scorer.pack.rubric, frame, language, paths)
        click.echo(_SUMMARY.render(language, done=run.done, failed=run.failed), err=True)
        for path in paths:
            click.echo(_WRITTEN.render(language, path=path), err=True)
        return OK if run.is_sound else NOT_ALL_DONE

    file, text = METAVARS["FILE"].render(language), _TEXT.render(language)
    return Command(
        name="report",
        language=language,
        help=_ABOUT.render(language),
        callback=write,
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=METAVARS["FILES"].render(language)),
            Option(["--out"], multiple=True, required=True, metavar=file, help=_OUT.render(language)),
            rubric_option(language),
            subject_option(language),
            index_option(language),
            packs_option(language),
            Option(["--by"], type=click.Choice(_AXES), default="level", help=_BY.render(language)),
            Option(
                ["--threshold"],
                type=Score(language),
                default="3",
                metavar=METAVARS["NUMBER"].render(language),
                help=_THRESHOLD.render(language),
            ),
            Option(["--ratings"], metavar=file, help=_RATINGS.render(language)),
            Option(
                ["--rater"],
                default="",
                metavar=METAVARS["NAME"].render(language),
                help=_RATER.render(language),
            ),
            Option(["--stage"], type=click.Choice(("blind", "consensus")), help=_STAGE.render(language)),
            Option(
                ["--rules"],
                default="plan-diagnosis",
                metavar=METAVARS["NAME"].render(language),
                help=_RULES.render(language),
            ),
            Option(["--title"], default="", metavar=text, help=_TITLE.render(language)),
            Option(["--office"], default="", metavar=text, help=_OFFICE.render(language)),
            Option(["--date"], default="", metavar=text, help=_DATE.render(language)),
            Option(["--map", "shapes"], metavar=file, help=_MAP.render(language)),
            Option(["--map-review", "review"], default="", metavar=text, help=_REVIEW.render(language)),
        ],
    )
