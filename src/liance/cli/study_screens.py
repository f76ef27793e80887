"""What ``liance study`` shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from liance.cli.base import emit_json, output_console, plain
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from rich.table import Table

    from liance.workbench.studies.anchoring import CheckedAnchor
    from liance.workbench.studies.discussing import CellRoom, Disagreement, Queue
    from liance.workbench.studies.leading import LogEntry, Role, Stage, Status, StudyView
    from liance.workbench.studies.reporting import StudyReport

_WORDS = {
    "study": Text(zh="研究", en="study"),
    "title": Text(zh="题目", en="title"),
    "stage": Text(zh="阶段", en="stage"),
    "roles": Text(zh="身份", en="role"),
    "plan": Text(zh="规划", en="plan"),
    "plans": Text(zh="规划数", en="plans"),
    "item": Text(zh="项目", en="item"),
    "rater": Text(zh="评分者", en="rater"),
    "raters": Text(zh="评分者", en="raters"),
    "role": Text(zh="身份", en="role"),
    "filled": Text(zh="已填", en="filled"),
    "sealed": Text(zh="封存时间", en="sealed at"),
    "digest": Text(zh="封存摘要值", en="digest of the seal"),
    "distance": Text(zh="相差", en="apart"),
    "hangs": Text(zh="影响结论", en="conclusions"),
    "scores": Text(zh="评分", en="scores"),
    "machine": Text(zh="机器", en="machine"),
    "when": Text(zh="时间", en="when"),
    "who": Text(zh="谁", en="who"),
    "what": Text(zh="做了什么", en="what"),
    "detail": Text(zh="细节", en="detail"),
    "number": Text(zh="编号", en="no."),
    "text": Text(zh="意见", en="comment"),
    "reply": Text(zh="答复", en="reply"),
    "measure": Text(zh="统计量", en="coefficient"),
    "before": Text(zh="讨论前（独立评分）", en="before (blind)"),
    "after": Text(zh="讨论后", en="after"),
    "broken": Text(zh="与封存不符的格", en="cells that do not fit"),
}
_NO_STUDIES = Text(zh="没有参加任何研究", en="no studies")
_COUNTS = Text(
    zh="{title}（{name}）  阶段：{stage}  评分标准：{rubric}  规划 {plans} 份  分配：{design}",
    en="{title} ({name})  stage: {stage}  rubric: {rubric}  plans: {plans}  design: {design}",
)
_QUEUE = Text(zh="{count} 格有分歧（共 {cells} 格）", en="{count} of {cells} cells differ")
_MORE = Text(
    zh="……另有 {count} 格，用 --limit 或 --json 查看", en="... and {count} more; see --limit or --json"
)
_CONCLUSION = Text(zh="{item}·{group}：{low}→{high}", en="{item}, {group}: {low} to {high}")
_BANDS = {
    "clear": Text(zh="清晰", en="clear"),
    "between": Text(zh="居中", en="between"),
    "vague": Text(zh="模糊", en="vague"),
}
_GROUPS = {
    None: Text(zh="全部", en="all"),
    "national": Text(zh="国家级", en="national"),
    "province": Text(zh="省级", en="province"),
    "city": Text(zh="地市级", en="city"),
    "district": Text(zh="区县级", en="district"),
}
_BLIND = Text(zh="独立评分", en="blind scores")
_VOTE = Text(
    zh="{at}  {rater} 改投 {score}（{error}）：{reason}", en="{at}  {rater} votes {score} ({error}): {reason}"
)
_CONSENSUS = Text(
    zh="共识：{score}（{author}，{at}）{reason}", en="consensus: {score} ({author}, {at}) {reason}"
)
_DISSENT = Text(zh="保留不同意见：{names}", en="dissent: {names}")
_ON_LEDGER = Text(
    zh="账本存有 {reference} 的封存文件，与 {raters} 现在的封存一致",
    en="the ledger holds the document of {reference}, which fits the seals of {raters}",
)
_OFF_LEDGER = Text(
    zh="{reference}：账本中没有这份封存文件，或封存已不是当时的（{raters}）",
    en="{reference}: the ledger does not hold the document, or the seals are not those of it ({raters})",
)
_ALL_FIT = Text(zh="全部与封存一致", en="all fit their seals")


def _table(language: Language, *names: str, right: Sequence[str] = ()) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in names:
        table.add_column(
            _WORDS[name].render(language), justify="right" if name in right else "left", overflow="fold"
        )
    return table


def _print(table: Table) -> None:
    output_console(120).print(table)


def _say(text: str, indent: int = 0) -> None:
    from rich.padding import Padding
    from rich.text import Text as Line

    output_console(120).print(Padding(Line(plain(text)), (0, 0, 0, indent), expand=False))


def stage_word(stage: Stage, language: Language) -> str:
    """Return what a stage is called."""
    from liance.workbench.studies.leading import STAGES

    return STAGES[stage].render(language)


def role_word(role: Role, language: Language) -> str:
    """Return what a role is called."""
    from liance.workbench.studies.leading import ROLES

    return ROLES[role].render(language)


def score_word(judgement: Any, language: Language) -> str:
    """Return a judgement's score, or its state in words."""
    from liance.workbench.studies.leading import verdict_words

    return verdict_words(judgement, language)


def show_studies(studies: Sequence[StudyView], as_json: bool, language: Language) -> None:
    """Show a line per study."""
    if as_json:
        emit_json(
            {
                "studies": [
                    {
                        "name": one.name,
                        "title": one.title,
                        "stage": one.stage.value,
                        "roles": [role.value for role in one.roles],
                    }
                    for one in studies
                ]
            }
        )
        return
    if not studies:
        _say(_NO_STUDIES.render(language))
        return
    table = _table(language, "study", "title", "stage", "roles", "plans", right=("plans",))
    joiner = "、" if language is Language.ZH else ", "
    for one in studies:
        table.add_row(
            plain(one.name),
            plain(one.title),
            stage_word(one.stage, language),
            joiner.join(role_word(role, language) for role in one.roles),
            str(len(one.plans)),
        )
    _print(table)


def show_assignment(view: StudyView, language: Language) -> None:
    """Show who rates which plan."""
    table = _table(language, "plan", "raters")
    for plan in view.plans:
        table.add_row(plain(plan.key), plain("、".join(view.assignment.get(plan.key, ())) or "—"))
    _print(table)


def show_status(status: Status, as_json: bool, language: Language) -> None:
    """Show where a study stands and how far its raters are."""
    from liance.workbench.studies.leading import DESIGNS, status_data

    view = status.study
    if as_json:
        emit_json(status_data(status))
        return
    _say(
        _COUNTS.render(
            language,
            title=view.title,
            name=view.name,
            stage=stage_word(view.stage, language),
            rubric=view.rubric.label,
            plans=len(view.plans),
            design=DESIGNS[view.share.design].render(language),
        )
    )
    table = _table(language, "rater", "role", "filled", "sealed", right=("filled",))
    for one in status.progress:
        table.add_row(
            plain(one.rater),
            role_word(one.role, language),
            f"{one.filled}/{one.assigned}",
            one.sealed_at or "—",
        )
    if status.progress:
        _print(table)


def show_seals(seals: Sequence[Any], anchors: Sequence[Any], as_json: bool, language: Language) -> None:
    """Show each rater's seal and where the seals were anchored."""
    if as_json:
        emit_json(
            {
                "seals": [seal.as_data() for seal in seals],
                "anchors": [
                    {"digest": one.digest, "reference": one.reference, "at": one.at} for one in anchors
                ],
            }
        )
        return
    table = _table(language, "rater", "sealed", "digest")
    for seal in seals:
        table.add_row(plain(seal.rater), seal.at, seal.digest)
    _print(table)
    for one in anchors:
        _say(f"{one.at}  {one.digest}  {one.reference}")


def show_verification(
    broken: Mapping[str, Sequence[Any]], checked: Sequence[CheckedAnchor], as_json: bool, language: Language
) -> None:
    """Show which cells do not fit their seals, and what a ledger holds of the seals."""
    if as_json:
        emit_json(
            {
                "raters": [
                    {"rater": rater, "broken": [{"plan": cell.plan, "item": cell.item} for cell in cells]}
                    for rater, cells in broken.items()
                ],
                "anchors": [
                    {
                        "digest": one.noted.digest,
                        "reference": one.noted.reference,
                        "raters": list(one.raters),
                        "holds": one.holds,
                        "found": [anchor.as_data(language) for anchor in one.found],
                    }
                    for one in checked
                ],
            }
        )
        return
    for one in checked:
        said = _ON_LEDGER if one.holds else _OFF_LEDGER
        _say(said.render(language, reference=one.noted.reference, raters="、".join(one.raters) or "—"))
    if not any(broken.values()):
        _say(_ALL_FIT.render(language))
        return
    table = _table(language, "rater", "broken")
    for rater, cells in broken.items():
        table.add_row(plain(rater), plain("、".join(f"{cell.plan}/{cell.item}" for cell in cells) or "—"))
    _print(table)


def _item_name(view: StudyView, item: str, language: Language) -> str:
    spec = next(one for one in view.rubric.rubric.items if one.id == item)
    return spec.name if language is Language.ZH else spec.name_en


def _scores(judgements: Mapping[str, Any], language: Language) -> str:
    joiner = "，" if language is Language.ZH else ", "
    return joiner.join(f"{rater} {score_word(one, language)}" for rater, one in judgements.items())


def _conclusions(view: StudyView, one: Disagreement, language: Language) -> str:
    return "；".join(
        _CONCLUSION.render(
            language,
            item=_item_name(view, hangs.item, language),
            group=_GROUPS[hangs.group].render(language) if hangs.group in _GROUPS else hangs.group,
            low=_BANDS[hangs.low].render(language),
            high=_BANDS[hangs.high].render(language),
        )
        for hangs in one.conclusions
    )


def show_queue(queue: Queue, limit: int, as_json: bool, language: Language) -> None:
    """Show the gravest disagreements."""
    if as_json:
        emit_json(
            {
                "cells": queue.cells,
                "disagreements": [
                    {
                        "plan": one.cell.plan,
                        "item": one.cell.item,
                        "distance": one.distance,
                        "split": one.split,
                        "shift": str(one.shift),
                        "conclusions": [hangs.as_data() for hangs in one.conclusions],
                        "verdicts": {
                            rater: {"state": said.state.value, "score": said.score}
                            for rater, said in one.judgements.items()
                        },
                        "machine": (
                            {
                                "state": queue.machine[one.cell].state.value,
                                "score": queue.machine[one.cell].score,
                            }
                            if one.cell in queue.machine
                            else None
                        ),
                    }
                    for one in queue.disagreements
                ],
            }
        )
        return
    _say(_QUEUE.render(language, count=len(queue.disagreements), cells=queue.cells))
    columns = ["plan", "item", "distance", "scores", "hangs", *(["machine"] if queue.machine else [])]
    table = _table(language, *columns, right=("distance", "machine"))
    for one in queue.disagreements[:limit]:
        row = [
            plain(one.cell.plan),
            plain(_item_name(queue.study, one.cell.item, language)),
            str(one.distance),
            plain(_scores(one.judgements, language)),
            plain(_conclusions(queue.study, one, language)) or "—",
        ]
        if queue.machine:
            machine = queue.machine.get(one.cell)
            row.append("—" if machine is None else score_word(machine, language))
        table.add_row(*row)
    if queue.disagreements:
        _print(table)
    if len(queue.disagreements) > limit:
        _say(_MORE.render(language, count=len(queue.disagreements) - limit))


def show_room(room: CellRoom, language: Language) -> None:
    """Show all that was said of a cell."""
    from liance.workbench.studies.leading import ERROR_CLASSES

    _say(f"{room.title}  {_item_name(room.study, room.cell.item, language)}")
    _say(_BLIND.render(language))
    for rater, one in room.blind.items():
        said = one.judgement
        _say(f"{rater}  {score_word(said, language)}  {' '.join(said.criteria)}  {said.reason}".rstrip(), 2)
        for quote in said.quotes:
            _say(f"“{quote.text}”" + (f" [{quote.criterion}]" if quote.criterion else ""), 4)
    for vote in room.votes:
        _say(
            _VOTE.render(
                language,
                at=vote.at,
                rater=vote.rater,
                score=score_word(vote.judgement, language),
                error=ERROR_CLASSES[vote.error_class].render(language),
                reason=vote.reason,
            )
        )
    for note in room.notes:
        _say(f"{note.at}  {note.author}：{note.text}")
    if room.decision is not None:
        _say(
            _CONSENSUS.render(
                language,
                score=score_word(room.decision.judgement, language),
                author=room.decision.author,
                at=room.decision.at,
                reason=room.decision.reason,
            )
        )
        if room.decision.dissent:
            _say(_DISSENT.render(language, names="、".join(room.decision.dissent)))


def show_comments(comments: Sequence[Any], as_json: bool, language: Language) -> None:
    """Show the issuers' comments with replies."""
    if as_json:
        emit_json(
            {
                "comments": [
                    {
                        "number": one.number,
                        "author": one.author,
                        "plan": one.plan,
                        "item": one.item,
                        "text": one.text,
                        "at": one.at,
                        "reply": one.reply,
                    }
                    for one in comments
                ]
            }
        )
        return
    table = _table(language, "number", "plan", "item", "who", "text", "reply", right=("number",))
    for one in comments:
        row = (one.plan, one.item or "—", one.author, one.text, one.reply or "—")
        table.add_row(str(one.number), *map(plain, row))
    _print(table)


def show_log(entries: Iterable[LogEntry], as_json: bool, language: Language) -> None:
    """Show who did and saw what when."""
    if as_json:
        emit_json(
            {
                "entries": [
                    {
                        "number": one.number,
                        "at": one.at.isoformat(timespec="seconds"),
                        "actor": one.actor,
                        "action": one.action,
                        "detail": dict(one.detail),
                        "digest": one.digest,
                    }
                    for one in entries
                ]
            }
        )
        return
    from liance.workbench.studies.leading import ACTIONS

    table = _table(language, "when", "who", "what", "detail")
    for one in entries:
        action = one.action.removeprefix("study.")
        detail = "  ".join(
            f"{name}={value}"
            for name, value in one.detail.items()
            if isinstance(value, str | int) and value not in ("", False) and name not in ("all", "digest")
        )
        table.add_row(
            one.at.strftime("%Y-%m-%d %H:%M:%S"),
            plain(one.actor),
            ACTIONS[action].render(language) if action in ACTIONS else action,
            plain(detail)[:120],
        )
    _print(table)


def show_agreement(report: StudyReport, language: Language) -> None:
    """Show agreement over all items before and after the discussion."""
    from liance.workbench.studies.reporting import agreement_rows

    table = _table(language, "measure", "before", "after", right=("before", "after"))
    for row in agreement_rows(report, language):
        table.add_row(row["name"], row["before"], row["after"])
    _print(table)
