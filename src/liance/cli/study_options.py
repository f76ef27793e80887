"""Options and sentences of ``liance study``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from liance.cli.base import NOT_ALL_DONE, OK, plain, show_findings
from liance.cli.grammar import METAVARS, Command, Option
from liance.cli.options import actor_option, store_option
from liance.core.findings import Finding, Severity
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.studies.rating import Entry

_METAVARS = {
    "STUDY": Text(zh="研究", en="STUDY"),
    "PLAN": Text(zh="规划", en="PLAN"),
    "ITEM": Text(zh="项目", en="ITEM"),
    "RATER": Text(zh="成员", en="MEMBER"),
    "EXPERT": Text(zh="专家", en="EXPERT"),
    "TEXT": Text(zh="文字", en="TEXT"),
    "NUMBER": Text(zh="编号", en="NUMBER"),
    "REFERENCE": Text(zh="凭证", en="REFERENCE"),
    "LEVEL": Text(zh="级别", en="LEVEL"),
    "INTEGER": Text(zh="整数", en="NUMBER"),
}
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_LEVEL = Text(
    zh="级别：整数，或“无法判断”“缺少章节正文”；不写则按条目推出。",
    en="Level: a whole number, 'cannot judge' or 'section missing'; without it, from the criteria.",
)
_CRITERIA = Text(zh="符合的条目编号，以空格分隔。", en="Ids of the criteria met, parted by spaces.")
_QUOTE = Text(zh="引文，可多次使用。", en="A quote; may be repeated.")
_CONFIDENCE = Text(zh="把握：高、中、低。", en="Confidence: high, medium or low.")
_REASON = Text(zh="理由；无法判断时必填。", en="Reason; needed for 'cannot judge'.")
_SAYS = {
    "created": Text(
        zh="已建立研究“{study}”（{rubric}），主持人：{actor}",
        en="study '{study}' made ({rubric}), chair: {actor}",
    ),
    "plans_added": Text(zh="已加入 {count} 份规划：{keys}", en="{count} plans added: {keys}"),
    "member_added": Text(zh="已加入 {member}：{role}", en="{member} added: {role}"),
    "rubric_renewed": Text(
        zh="评分标准已换为 {rubric}；此前发出的评分包作废",
        en="the rubric is {rubric} now; earlier packets are void",
    ),
    "stage": Text(zh="研究进入“{stage}”阶段", en="the study is now in stage '{stage}'"),
    "settled": Text(
        zh="{settled} 格意见一致，已定为共识；尚有 {left} 格有分歧，请主持人裁定",
        en="{settled} cells agreed and settled; {left} cells still differ and need the chair's decision",
    ),
    "withdrawn": Text(zh="{rater} 已退出", en="{rater} has left"),
    "packet": Text(zh="评分包：{path}", en="packet: {path}"),
    "imported": Text(
        zh="采用 {taken} 格，未变 {unchanged} 格，尚未填 {empty} 格",
        en="{taken} cells taken, {unchanged} unchanged, {empty} still empty",
    ),
    "rated": Text(zh="{cell}：{score}", en="{cell}: {score}"),
    "sealed": Text(zh="已封存 {count} 格，摘要值 {digest}", en="{count} cells sealed, digest {digest}"),
    "anchored": Text(
        zh="已记录：封存文件 {digest} 存证于 {reference}",
        en="noted: document {digest} is anchored at {reference}",
    ),
    "noted": Text(zh="已记录", en="noted"),
    "voted": Text(zh="{cell}：改投 {score}，原评分保留", en="{cell}: vote {score}; the blind score stays"),
    "decided": Text(
        zh="{cell}：共识 {score}，保留不同意见：{dissent}", en="{cell}: consensus {score}, dissent: {dissent}"
    ),
    "commented": Text(zh="意见编号 {number}", en="comment number {number}"),
    "written": Text(zh="已写入：{path}", en="written: {path}"),
}

#: Runs a command; gives its exit code.
Run = Callable[..., int]
SEED = Text(zh="种子：相同则结果相同，默认 0。", en="Seed: the same gives the same, 0 by default.")
FORM = Text(zh="形式：{forms}。", en="Form: {forms}.")
WHY = Text(zh="改票或裁定的理由。", en="Why the vote or the decision.")


def said(name: str, language: Language, **fields: object) -> None:
    """Write one sentence to standard output."""
    click.echo(plain(_SAYS[name].render(language, **fields)))


def metavar(name: str, language: Language) -> str:
    """Return what help shows in place of a value."""
    return _METAVARS[name].render(language)


def json_option(language: Language) -> Option:
    """Return ``--json``."""
    return Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language))


def number_option(flag: str, default: int, about: Text, language: Language, most: int = 1_000_000) -> Option:
    """Return an option that takes a whole number."""
    return Option(
        [flag],
        type=click.IntRange(0, most),
        default=default,
        metavar=metavar("INTEGER", language),
        help=about.render(language),
    )


def out_option(about: Text, language: Language, what: str) -> Option:
    """Return ``--out``."""
    return Option(["--out"], metavar=METAVARS[what].render(language), help=about.render(language))


def reason_option(about: Text, language: Language) -> Option:
    """Return ``--reason`` where it must be given."""
    return Option(["--reason"], required=True, metavar=metavar("TEXT", language), help=about.render(language))


def entry_options(language: Language) -> tuple[Option, ...]:
    """Return the options with which a cell is filled in."""
    text = metavar("TEXT", language)
    return (
        Option(["--level"], default="", metavar=metavar("LEVEL", language), help=_LEVEL.render(language)),
        Option(["--criteria"], default="", metavar=text, help=_CRITERIA.render(language)),
        Option(["--quote"], multiple=True, metavar=text, help=_QUOTE.render(language)),
        Option(["--confidence"], default="", metavar=text, help=_CONFIDENCE.render(language)),
        Option(["--reason"], default="", metavar=text, help=_REASON.render(language)),
    )


def entry_of(values: Mapping[str, Any]) -> Entry:
    """Return what ``entry_options`` took."""
    from liance.workbench.studies.rating import Entry

    return Entry(values["level"], values["criteria"], values["quote"], values["confidence"], values["reason"])


def make(
    language: Language, helps: Mapping[str, Text], name: str, run: Run, *params: click.Parameter
) -> click.Command:
    """Return a command that opens the store, finds out who acts, and runs."""

    def open_and_run(store: str | None, actor: str | None, **values: Any) -> int:
        from liance.workbench.store import actor_name, open_store

        open_store(store)
        return run(actor=actor_name(actor), **values)

    return Command(
        name=name,
        language=language,
        help=helps[name].render(language),
        callback=open_and_run,
        params=[*params, store_option(language), actor_option(language)],
    )


def study_argument(language: Language) -> click.Argument:
    """Return the argument that names the study."""
    return click.Argument(["study"], metavar=metavar("STUDY", language))


def argument(language: Language, name: str) -> click.Argument:
    """Return an argument of this name."""
    return click.Argument([name], metavar=metavar(name.upper(), language))


def cell_arguments(language: Language) -> tuple[click.Argument, ...]:
    """Return the arguments that name a cell: study, plan, item."""
    return (study_argument(language), argument(language, "plan"), argument(language, "item"))


def choice_option(
    language: Language, flag: str, choices: tuple[str, ...], about: str, default: str | None = None
) -> Option:
    """Return an option that takes one of a few words; it is needed where there is no default."""
    return Option(
        [flag],
        type=click.Choice(choices),
        default=default,
        required=default is None,
        metavar=METAVARS["NAME"].render(language),
        help=about,
    )


def ended(findings: tuple[Finding, ...], language: Language, *, notes: bool = True) -> int:
    """Show findings and return the exit code that they make."""
    show_findings(findings, language, notes=notes)
    return NOT_ALL_DONE if any(one.severity is Severity.ERROR for one in findings) else OK
