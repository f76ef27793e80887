"""Two example studies over the example plans: one in the midst of blind rating, one revealed and under discussion.

Experts' scores come from the shipped example ratings and enter as everybody's do: by a packet that is filled in and
brought back, then sealed.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files

from liance.core.language import Language
from liance.packs.library import Library
from liance.plans.study.judging import Entry
from liance.plans.study.model import ErrorClass, Stage
from liance.workbench.studies.discussing import cast_vote, disagreements, discuss_cell
from liance.workbench.studies.leading import (
    Role,
    Share,
    add_kept_plans,
    add_member,
    advance_study,
    assign_work,
    create_study,
)
from liance.workbench.studies.rating import import_packet, make_packet, seal_cells

__all__ = ["BLIND_STUDY", "DISCUSSED_STUDY", "fill_examples"]

BLIND_STUDY = "示例：独立评分"
DISCUSSED_STUDY = "示例：揭示会商"
_RUBRIC = "technology-plan"
_MISSING = "规划中没有找到可以判断的内容"


def fill_examples(
    plans: Sequence[int],
    library: Library,
    *,
    chair: str,
    second_chair: str,
    experts: Sequence[str],
    issuer: str,
) -> None:
    """Make both studies; the first plan has an issuer that may comment on it.

    Args:
        plans: numbers of the example plans in the corpus.
        library: holds the rubric.
        chair: who leads them.
        second_chair: who may lead them too.
        experts: three accounts.
        issuer: the account of the first plan's issuer.
    """
    ratings = _ratings(experts)
    for name, title in (
        (DISCUSSED_STUDY, "八份示例规划的专家评分（揭示会商中）"),
        (BLIND_STUDY, "八份示例规划的专家评分（独立评分中）"),
    ):
        create_study(name, title, library, _RUBRIC, actor=chair)
        add_kept_plans(name, plans[:1], issuer=issuer, actor=chair)
        add_kept_plans(name, plans[1:], actor=chair)
        add_member(name, second_chair, Role.CHAIR, actor=chair)
        for expert in experts:
            add_member(name, expert, Role.EXPERT, actor=chair)
        if name == DISCUSSED_STUDY:
            add_member(name, "机器", Role.MACHINE, library=library, actor=chair)
        assign_work(name, Share(), actor=chair)
        advance_study(name, library, begins=Stage.SETUP, actor=chair)
    for expert in experts:
        _fill(DISCUSSED_STUDY, expert, ratings[expert], len(plans))
        seal_cells(DISCUSSED_STUDY, actor=expert)
    advance_study(DISCUSSED_STUDY, library, begins=Stage.BLIND, actor=chair)
    _discuss(chair, experts)
    for expert, count in zip(experts, (5, len(plans), 2), strict=True):
        _fill(BLIND_STUDY, expert, ratings[expert], count)
    seal_cells(BLIND_STUDY, actor=experts[1])


def _ratings(experts: Sequence[str]) -> dict[str, dict[tuple[str, str], str]]:
    """Return the shipped ratings by expert, plan and name of the item; the rows' raters are numbered from 1."""
    table = files("liance") / "data" / "examples" / "ratings" / "three-experts.csv"
    found: dict[str, dict[tuple[str, str], str]] = {expert: {} for expert in experts}
    for row in csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()):
        expert = experts[int(row["rater"].rpartition("-")[2]) - 1]
        found[expert][row["doc"], row["item"]] = row["score"]
    return found


def _fill(study: str, expert: str, scores: Mapping[tuple[str, str], str], plans: int) -> None:
    """Take the expert's packet, fill in the first ``plans`` plans, and bring it back."""
    packet = json.loads(make_packet(study, "json", Language.ZH, actor=expert))
    names = {item["id"]: item["name"] for item in packet["rubric"]}
    filled = {plan["key"] for plan in packet["plans"][:plans]}
    for cell in packet["cells"]:
        if cell["plan"] in filled:
            cell["level"] = scores.get((cell["plan"], names[cell["item"]])) or "无法判断"
            cell["reason"] = _MISSING if cell["level"] == "无法判断" else ""
            cell["confidence"] = "中"
    import_packet(study, f"{expert}.json", json.dumps(packet, ensure_ascii=False).encode(), actor=expert)


def _discuss(chair: str, experts: Sequence[str]) -> None:
    """Open the discussion of the gravest disagreement, and let one expert vote anew on the next."""
    first, second = disagreements(DISCUSSED_STUDY, actor=chair).disagreements[:2]
    discuss_cell(
        DISCUSSED_STUDY,
        first.cell.plan,
        first.cell.item,
        "请各位说明依据的是哪一句。是否有清单，是三分与四分的界线。",
        actor=chair,
    )
    discuss_cell(
        DISCUSSED_STUDY,
        first.cell.plan,
        first.cell.item,
        "我看的是正文的攻关方向，没有看附表。",
        actor=experts[0],
    )
    scores = {rater: one.score for rater, one in second.judgements.items() if one.score is not None}
    lowest = min(scores, key=lambda rater: (scores[rater], rater))
    cast_vote(
        DISCUSSED_STUDY,
        second.cell.plan,
        second.cell.item,
        Entry(str(scores[lowest] + 1)),
        reason="重读后发现保障措施一节另有规定，当时漏看",
        error_class=ErrorClass.OVERLOOKED,
        actor=lowest,
    )
