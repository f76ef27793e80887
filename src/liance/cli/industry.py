"""``liance industry``: published series of an industry, their growth audited, an index from survey answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import OK, emit_json, output_console, plain, show_findings
from liance.cli.grammar import METAVARS, Command, Group, Option
from liance.cli.options import library_of, packs_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liance.workbench.industry import DiffusionIndex, Industry

_ABOUT = Text(
    zh="产业指标：公开数字的时间序列、增长重算与核对、景气调查的扩散指数。",
    en="Industry indicators: published series, growth recomputed and checked, diffusion index of a survey.",
)
_SHOW = Text(zh="显示产业序列：数值、出处、口径、增长。", en="Show series: values, source, note, growth.")
_AUDIT = Text(
    zh="重算文中所称的增长，列出不符之处。",
    en="Recompute the growth that sources state and say what does not fit.",
)
_INDEX = Text(
    zh="由调查答案表（CSV：期、受访者、问题、答案、权重）计算扩散指数，50 为不变，附 95% 区间。",
    en="Compute a diffusion index (50: no change) with 95 % interval from a CSV of answers: period, respondent, "
    "question, answer, weight.",
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_INVERSE = Text(
    zh="上升为不利的问题（如供货时间），可多次给出。",
    en="A question where up is worse (delivery times); may be repeated.",
)
_PACK = Text(zh="[数据包]", en="[PACK]")
_YEARLY = Text(zh="（年均 {percent}）", en=" ({percent} a year)")
_OVERALL = Text(zh="总指数", en="overall")
_NO_STATED = Text(zh="来源没有说明增长。", en="The sources state no growth.")
_HEADS = {
    "period": Text(zh="期", en="period"),
    "question": Text(zh="问题", en="question"),
    "index": Text(zh="指数", en="index"),
    "interval": Text(zh="95% 区间", en="95% interval"),
    "counts": Text(zh="升/平/降", en="up/same/down"),
    "respondents": Text(zh="受访者", en="respondents"),
}
_STATED = Text(
    zh="{name}：所称 {later} 较 {earlier} 增长 {stated}%，重算 {percent}：{word}",
    en="{name}: {stated}% stated from {earlier} to {later}, recomputed {percent}: {word}",
)
_WITHIN = Text(
    zh="{name}：所称 {later} 增长 {stated}%，则两年合计应约 {implied}，文中合计 {total}：{word}"
    "（若合计为准，增长为 {percent}）",
    en="{name}: {stated}% stated for {later} implies about {implied} in two years, {total} is printed: {word} "
    "(if the total holds, the growth is {percent})",
)


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="industry", language=language, help=_ABOUT.render(language))
    group.add_command(_pack_command("show", _SHOW, _print_series, language))
    group.add_command(_pack_command("audit", _AUDIT, _print_audit, language))
    group.add_command(_index(language))
    return group


def _pack_command(name: str, about: Text, show: object, language: Language) -> click.Command:
    def run(target: str | None, packs: str | None, as_json: bool) -> int:
        from liance.workbench.industry import DEFAULT_PACK, find_industry, industry_data

        industry = find_industry(target or DEFAULT_PACK, library_of(packs))
        if as_json:
            emit_json(industry_data(industry))
        else:
            assert callable(show)
            show(industry, language)
        return OK

    return Command(
        name=name,
        language=language,
        help=about.render(language),
        callback=run,
        params=[
            click.Argument(["target"], required=False, metavar=_PACK.render(language)),
            packs_option(language),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )


def _print_series(industry: Industry, language: Language) -> None:
    from rich.text import Text as Line

    from liance.workbench.industry import change_words, name_of, note_of, percent_words, source_words

    console = output_console(100)
    console.print(Line(industry.title.render(language), "bold"))
    for one in industry.series:
        unit = f" ({plain(one.unit)})" if one.unit else ""
        console.print(Line.assemble((plain(name_of(one, language)), "bold"), unit, "  ", (one.id, "dim")))
        for point in one.points:
            note = note_of(point.note, language)
            console.print(Line(f"  {point.time}  {point.value}{'  ' + plain(note) if note else ''}"))
        for growth in industry.growths:
            if growth.series == one.id:
                span = f"  {growth.earlier.time} → {growth.later.time}  {change_words(growth, language)}"
                yearly = (
                    _YEARLY.render(language, percent=percent_words(growth.yearly))
                    if growth.yearly is not None
                    else ""
                )
                console.print(Line(span + yearly))
        if one.note is not None:
            console.print(Line(f"  {plain(note_of(one.note, language))}"))
        console.print(Line(f"  {plain(source_words(one.source))}", "dim"))


def _print_audit(industry: Industry, language: Language) -> None:
    from rich.text import Text as Line

    from liance.workbench.industry import agreement_word, name_of, percent_words, whole

    console = output_console(100)
    names = {one.id: plain(name_of(one, language)) for one in industry.series}
    if not industry.audited:
        click.echo(_NO_STATED.render(language))
    for audited in industry.audited:
        fields = {
            "name": names[audited.series],
            "later": audited.stated.later,
            "earlier": audited.stated.earlier,
            "stated": audited.stated.percent,
            "percent": percent_words(audited.recomputed),
            "word": agreement_word(audited, language),
            "implied": whole(audited.implied),
            "total": whole(audited.total),
        }
        text = _STATED if audited.stated.earlier is not None else _WITHIN
        console.print(Line(text.render(language, **fields)))


def _index(language: Language) -> click.Command:
    def run(file: str, inverse: tuple[str, ...], as_json: bool) -> int:
        from liance.workbench.industry import read_survey, survey_data

        indices, findings = read_survey(Path(file), inverse)
        if as_json:
            emit_json(survey_data(indices, findings, language))
            return OK
        _print_indices(indices, language)
        show_findings(findings, language)
        return OK

    return Command(
        name="index",
        language=language,
        help=_INDEX.render(language),
        callback=run,
        params=[
            click.Argument(
                ["file"], type=click.Path(path_type=str), metavar=METAVARS["FILE"].render(language)
            ),
            Option(
                ["--inverse"],
                multiple=True,
                metavar=METAVARS["NAME"].render(language),
                help=_INVERSE.render(language),
            ),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )


def _print_indices(indices: Sequence[DiffusionIndex], language: Language) -> None:
    from rich.text import Text as Line

    from liance.cli.screens import new_table
    from liance.workbench.industry import one_place

    table = new_table()
    for name, head in _HEADS.items():
        table.add_column(head.render(language), justify="left" if name in ("period", "question") else "right")
    for one in indices:
        overall = one.question is None
        words = (
            plain(one.period),
            _OVERALL.render(language) if one.question is None else plain(one.question),
            one_place(one.index),
            f"{one_place(one.low)}–{one_place(one.high)}",
            "/".join(map(str, one.counts)),
            str(one.respondents),
        )
        table.add_row(*(Line(word, "bold" if overall else "") for word in words))
    output_console(100).print(table)
