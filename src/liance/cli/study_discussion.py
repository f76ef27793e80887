"""Commands of ``liance study``: disagreements, votes, consensus, comments."""

from __future__ import annotations

from typing import Any

import click

from liance.cli import study_screens as screens
from liance.cli.base import OK
from liance.cli.grammar import METAVARS, Option
from liance.cli.study_options import (
    WHY,
    argument,
    cell_arguments,
    ended,
    entry_of,
    entry_options,
    json_option,
    make,
    metavar,
    number_option,
    said,
    study_argument,
)
from liance.core.language import Language, Text

_HELP = {
    "queue": Text(zh="列出分歧，最要紧的在前。", en="List disagreements, the gravest first."),
    "show": Text(zh="查看一格的全部评分、讨论和共识。", en="Show all that was said of one cell."),
    "discuss": Text(zh="在一格的讨论中发言。", en="Speak in the discussion of a cell."),
    "vote": Text(
        zh="讨论后另投新票；原评分不变。", en="Vote anew after the discussion; the blind score stays."
    ),
    "decide": Text(
        zh="主持人确定一格的共识；不同意见保留。", en="Decide on a cell as chair; dissent is kept."
    ),
    "comment": Text(zh="发布机构就共识提出意见。", en="Comment as issuer on the consensus."),
    "comments": Text(zh="列出发布机构的意见。", en="List the issuers' comments."),
    "reply": Text(zh="主持人答复意见。", en="Answer a comment as chair."),
}
_BLIND = Text(zh="按独立评分，不计后来的投票。", en="On the blind scores, without later votes.")
_LIMIT = Text(zh="最多列出几格，默认 20。", en="At most so many cells, 20 by default.")
_CLASS = Text(
    zh="差错类别：overlooked 漏看、misread 误读、criterion 误用标准、slip 笔误、rubric 标准含糊、view 看法改变。",
    en="What went wrong: overlooked, misread, criterion, slip, rubric, or view (a change of view).",
)
_ITEM_OPTION = Text(zh="只就这一项。", en="On this item only.")
CLASSES = ("overlooked", "misread", "criterion", "slip", "rubric", "view")


def commands(language: Language) -> tuple[click.Command, ...]:
    """Return the commands."""

    def queue(study: str, blind: bool, limit: int, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.discussing import disagreements

        screens.show_queue(disagreements(study, blind=blind, actor=actor), limit, as_json, language)
        return OK

    def show(study: str, plan: str, item: str, actor: str) -> int:
        from liance.workbench.studies.discussing import cell_room

        screens.show_room(cell_room(study, plan, item, actor=actor), language)
        return OK

    def discuss(study: str, plan: str, item: str, text: str, actor: str) -> int:
        from liance.workbench.studies.discussing import discuss_cell

        discuss_cell(study, plan, item, text, actor=actor)
        said("noted", language)
        return OK

    def vote(study: str, plan: str, item: str, why: str, error_class: str, actor: str, **values: Any) -> int:
        from liance.workbench.studies.discussing import ErrorClass, cast_vote

        judgement, findings = cast_vote(
            study,
            plan,
            item,
            entry_of(values),
            reason=why,
            error_class=ErrorClass(error_class),
            actor=actor,
        )
        if judgement is not None:
            said("voted", language, cell=f"{plan}/{item}", score=screens.score_word(judgement, language))
        return ended(findings, language)

    def decide(study: str, plan: str, item: str, why: str | None, actor: str, **values: Any) -> int:
        from liance.workbench.studies.discussing import decide_cell

        decision, findings = decide_cell(study, plan, item, entry_of(values), reason=why or "", actor=actor)
        if decision is not None:
            said(
                "decided",
                language,
                cell=f"{plan}/{item}",
                score=screens.score_word(decision.judgement, language),
                dissent=", ".join(decision.dissent) or "—",
            )
        return ended(findings, language)

    def comment(study: str, plan: str, text: str, item: str | None, actor: str) -> int:
        from liance.workbench.studies.discussing import comment_on_plan

        said("commented", language, number=comment_on_plan(study, plan, item, text, actor=actor))
        return OK

    def comments(study: str, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.discussing import comments_of

        screens.show_comments(comments_of(study, actor=actor), as_json, language)
        return OK

    def reply(study: str, number: int, text: str, actor: str) -> int:
        from liance.workbench.studies.discussing import reply_to_comment

        reply_to_comment(study, number, text, actor=actor)
        said("noted", language)
        return OK

    why = metavar("TEXT", language)
    return (
        make(
            language,
            _HELP,
            "queue",
            queue,
            study_argument(language),
            Option(["--blind"], is_flag=True, help=_BLIND.render(language)),
            number_option("--limit", 20, _LIMIT, language),
            json_option(language),
        ),
        make(language, _HELP, "show", show, *cell_arguments(language)),
        make(language, _HELP, "discuss", discuss, *cell_arguments(language), argument(language, "text")),
        make(
            language,
            _HELP,
            "vote",
            vote,
            *cell_arguments(language),
            Option(["--why"], required=True, metavar=why, help=WHY.render(language)),
            Option(
                ["--class", "error_class"],
                type=click.Choice(CLASSES),
                required=True,
                metavar=METAVARS["NAME"].render(language),
                help=_CLASS.render(language),
            ),
            *entry_options(language),
        ),
        make(
            language,
            _HELP,
            "decide",
            decide,
            *cell_arguments(language),
            Option(["--why"], metavar=why, help=WHY.render(language)),
            *entry_options(language),
        ),
        make(
            language,
            _HELP,
            "comment",
            comment,
            study_argument(language),
            argument(language, "plan"),
            argument(language, "text"),
            Option(["--item"], metavar=metavar("ITEM", language), help=_ITEM_OPTION.render(language)),
        ),
        make(language, _HELP, "comments", comments, study_argument(language), json_option(language)),
        make(
            language,
            _HELP,
            "reply",
            reply,
            study_argument(language),
            click.Argument(["number"], type=click.IntRange(1), metavar=metavar("NUMBER", language)),
            argument(language, "text"),
        ),
    )
