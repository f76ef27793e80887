"""``liance evaluate``: the program against people's labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, plain, show_findings
from liance.cli.grammar import METAVARS, Command, Group, Option
from liance.cli.options import library_of, packs_option, rubric_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.evaluation import OutlineReport, PairAgreement, RatingsReport

_ABOUT = Text(
    zh="用人工标注检验评分、结构与目标识别。", en="Hold scores, outlines and targets against people's labels."
)
_RATINGS = Text(
    zh="机器评分与人工评分对照：一致率、加权 κ 及区间，并列出基线。",
    en="Machine scores against people's: agreement, weighted kappa, intervals, beside baselines.",
)
_OUTLINE = Text(
    zh="标题识别与标注对照：准确率、召回率、层级与作用。",
    en="Headings against labels: precision, recall, level and role.",
)
_TARGETS = Text(
    zh="目标识别与标注对照：段落、数值、单位与比较、期限、类型、指标名、整条。",
    en="Targets against labels: passage, value, unit and comparator, deadline, kind, indicator, whole tuple.",
)
_TEXTS = Text(
    zh="文本所在文件夹（<doc>.txt，可有 index.csv）。", en="Folder of texts (<doc>.txt, may hold index.csv)."
)
_RATER = Text(zh="与哪位评分者对照，默认 b。", en="The rater to compare with; default b.")
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_LABELS = Text(zh="标注文件", en="LABELS")

_HEADS = {
    "what": Text(zh="对照", en="compared"),
    "kappa": Text(zh="平方加权 κ", en="weighted kappa"),
    "interval": Text(zh="95% 区间", en="95 % interval"),
    "exact": Text(zh="完全一致", en="exact"),
    "near": Text(zh="相差不超过一级", en="within one"),
    "cells": Text(zh="格数", en="cells"),
    "machine": Text(zh="机器 对 {rater}", en="machine against {rater}"),
    "other": Text(zh="评分者 {name} 对 {rater}", en="rater {name} against {rater}"),
    "items": Text(zh="逐项（机器 对 {rater}）", en="per item (machine against {rater})"),
    "misses": Text(zh="相差两级以上的格：", en="cells two or more levels apart:"),
    "miss": Text(
        zh="  {doc} {item}：机器 {machine}，{rater} {label}",
        en="  {doc} {item}: machine {machine}, {rater} {label}",
    ),
    "share": Text(zh="比例", en="share"),
    "count": Text(zh="个数", en="count"),
    "precision": Text(zh="标题准确率", en="heading precision"),
    "recall": Text(zh="标题召回率", en="heading recall"),
    "level": Text(zh="层级正确", en="level right"),
    "role": Text(zh="作用正确", en="role right"),
    "differences": Text(zh="与标注不同之处：", en="differences from the labels:"),
    "none": Text(zh="与标注没有不同。", en="no difference from the labels."),
    "difference": Text(
        zh="  {doc} 第 {start} 字 {kind}：标注 {labelled}，程序 {found}（{text}）",
        en="  {doc} at {start} {kind}: labelled {labelled}, found {found} ({text})",
    ),
}
_KINDS = {
    "missing": Text(zh="漏掉", en="missing"),
    "extra": Text(zh="多出", en="extra"),
    "level": Text(zh="层级", en="level"),
    "role": Text(zh="作用", en="role"),
}
#: Differences listed on the terminal; JSON has all.
_DIFFERENCES_SHOWN = 40


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="evaluate", language=language, help=_ABOUT.render(language))
    group.add_command(_ratings(language))
    group.add_command(_outline(language))
    group.add_command(_targets(language))
    return group


def _parameters(language: Language) -> list[click.Parameter]:
    return [
        click.Argument(["labels"], metavar=_LABELS.render(language)),
        Option(
            ["--texts"],
            required=True,
            metavar=METAVARS["FOLDER"].render(language),
            help=_TEXTS.render(language),
        ),
        Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
    ]


def _ratings(language: Language) -> click.Command:
    def run(labels: str, texts: str, as_json: bool, rater: str, rubric: str, packs: str | None) -> int:
        from liance.workbench.evaluation import evaluate_rating_labels

        report = evaluate_rating_labels(Path(labels), Path(texts), rater, rubric, library_of(packs))
        if as_json:
            findings = [finding.as_data(language) for finding in report.findings]
            emit_json(report.as_data() | {"findings": findings})
        else:
            _print_ratings(report, language)
            show_findings(report.findings, language)
        return NOT_ALL_DONE if report.findings else OK

    option = Option(
        ["--rater"], default="b", metavar=METAVARS["NAME"].render(language), help=_RATER.render(language)
    )
    return Command(
        name="ratings",
        language=language,
        help=_RATINGS.render(language),
        callback=run,
        params=[*_parameters(language), option, rubric_option(language), packs_option(language)],
    )


def _print_ratings(report: RatingsReport, language: Language) -> None:
    from rich import box
    from rich.table import Table

    from liance.workbench.evaluation import shown

    evaluation = report.evaluation
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in ("what", "kappa", "interval", "exact", "near", "cells"):
        table.add_column(_HEADS[name].render(language), justify="left" if name == "what" else "right")

    def add(name: str, agreement: PairAgreement) -> None:
        table.add_row(name, *shown(agreement))

    add(_HEADS["machine"].render(language, rater=report.rater), evaluation.agreement.overall)
    for name, other in evaluation.others.items():
        add(_HEADS["other"].render(language, name=name, rater=report.rater), other.overall)
    for baseline in evaluation.baselines:
        add(baseline.rule.label.render(language), baseline.agreement.overall)
    table.add_section()
    table.add_row(_HEADS["items"].render(language, rater=report.rater))
    names = {item: both[language is Language.EN] for item, both in report.item_names.items()}
    for item, name in names.items():
        if item in evaluation.agreement.items:
            add(f"  {name}", evaluation.agreement.items[item])
    output_console(110).print(table)
    if report.misses:
        click.echo(_HEADS["misses"].render(language))
        for doc, item, machine, label in report.misses:
            name = names[item]
            click.echo(
                _HEADS["miss"].render(
                    language,
                    doc=plain(doc),
                    item=name,
                    machine=machine,
                    rater=plain(report.rater),
                    label=label,
                )
            )


def _outline(language: Language) -> click.Command:
    def run(labels: str, texts: str, as_json: bool) -> int:
        from liance.workbench.evaluation import evaluate_outline_labels

        report = evaluate_outline_labels(Path(labels), Path(texts))
        if as_json:
            findings = [finding.as_data(language) for finding in report.findings]
            emit_json(report.agreement.as_data() | {"findings": findings})
        else:
            _print_outline(report, language)
            show_findings(report.findings, language)
        return NOT_ALL_DONE if report.findings else OK

    return Command(
        name="outline",
        language=language,
        help=_OUTLINE.render(language),
        callback=run,
        params=_parameters(language),
    )


def _print_outline(report: OutlineReport, language: Language) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("")
    for name in ("share", "interval", "count"):
        table.add_column(_HEADS[name].render(language), justify="right")
    overall = report.agreement.overall
    for name in ("precision", "recall", "level", "role"):
        share = getattr(overall, name)
        interval = share.interval
        table.add_row(
            _HEADS[name].render(language),
            "—" if share.value is None else f"{share.value:.3f}",
            "—" if interval is None else f"{interval[0]:.3f}–{interval[1]:.3f}",
            f"{share.count}/{share.total}",
        )
    output_console(100).print(table)
    different = report.agreement.disagreements
    if not different:
        click.echo(_HEADS["none"].render(language))
        return
    click.echo(_HEADS["differences"].render(language))
    for one in different[:_DIFFERENCES_SHOWN]:
        kind = _KINDS[one.difference.value].render(language)
        click.echo(
            _HEADS["difference"].render(
                language,
                doc=plain(one.document),
                start=one.start,
                kind=kind,
                labelled=one.labelled,
                found=one.found,
                text=plain(one.text[:24]),
            )
        )


def _targets(language: Language) -> click.Command:
    def run(labels: str, texts: str, as_json: bool) -> int:
        from liance.cli.target_screens import print_measure
        from liance.workbench.evaluation import evaluate_target_labels

        report = evaluate_target_labels(Path(labels), Path(texts))
        if as_json:
            emit_json(report.as_data(language))
        else:
            print_measure(output_console(110), report, language)
            show_findings(report.findings, language)
        return NOT_ALL_DONE if report.findings else OK

    return Command(
        name="targets",
        language=language,
        help=_TARGETS.render(language),
        callback=run,
        params=_parameters(language),
    )
