"""Who rates which plan: full, overlapping or bridge designs, balanced, and the same for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Design


@dataclass(frozen=True, slots=True)
class Plan:
    """How to share out the work: ``per_plan`` raters on each plan (overlapping), ``bridges`` shared plans (bridge)."""

    design: Design = Design.FULL
    per_plan: int = 2
    bridges: int = 0
    seed: int = 0


def assign(plans: Sequence[str], raters: Sequence[str], how: Plan) -> Mapping[str, tuple[str, ...]]:
    """Return the raters of each plan, in the order of ``plans`` and ``raters``.

    In an overlapping design the loads of two raters differ by at most one plan, and pairs of raters meet about
    equally often. In a bridge design ``bridges`` plans are rated by all, every other plan by one.

    Raises:
        RefusedError: ``study.bad_design``: the numbers do not fit, or raters would share no plan, so that they
            could not be compared.
    """
    if len(raters) < 2 or not plans:
        raise RefusedError("study.few_raters", count=len(raters)) if plans else RefusedError("study.no_plans")
    if how.design is Design.FULL:
        chosen = {plan: tuple(raters) for plan in plans}
    elif how.design is Design.OVERLAPPING:
        if not 2 <= how.per_plan <= len(raters):
            raise _bad(
                f"每份规划的评分者应为 2 至 {len(raters)} 位", f"each plan needs 2 to {len(raters)} raters"
            )
        chosen = _overlapping(plans, raters, how)
    else:
        if not 1 <= how.bridges <= len(plans):
            raise _bad(
                f"桥接规划应为 1 至 {len(plans)} 份", f"between 1 and {len(plans)} plans can be bridges"
            )
        chosen = _bridged(plans, raters, how)
    if not _linked(chosen.values(), raters):
        raise _bad(
            "有评分者与其他人没有共同的规划，无从比较；请增加每份规划的评分者",
            "some raters share no plan with the others and could not be compared; put more raters on each plan",
        )
    return chosen


def _bad(zh: str, en: str) -> RefusedError:
    return RefusedError("study.bad_design", why_zh=zh, why_en=en)


def _rank(seed: int, name: str) -> bytes:
    """Return what puts names into an order that depends on the seed and on nothing else."""
    return hashlib.sha256(f"{seed}\0{name}".encode("utf-8", "surrogatepass")).digest()


def _overlapping(plans: Sequence[str], raters: Sequence[str], how: Plan) -> dict[str, tuple[str, ...]]:
    """Fill the teams one after the other: the least loaded first, then who links raters not yet linked."""
    load = dict.fromkeys(raters, 0)
    met: dict[tuple[str, str], int] = {}
    group = {rater: place for place, rater in enumerate(raters)}
    chosen: dict[str, tuple[str, ...]] = {}
    for plan in sorted(plans, key=lambda name: _rank(how.seed, name)):
        team: list[str] = []
        for _ in range(how.per_plan):
            linked = {group[other] for other in team}
            rater = min(
                (name for name in raters if name not in team),
                key=lambda name: (
                    load[name],
                    group[name] in linked,
                    sum(met.get(_pair(name, other), 0) for other in team),
                    _rank(how.seed, name),
                ),
            )
            for other in team:
                met[_pair(rater, other)] = met.get(_pair(rater, other), 0) + 1
            joined = linked | {group[rater]}
            group = {name: min(joined) if place in joined else place for name, place in group.items()}
            team.append(rater)
            load[rater] += 1
        chosen[plan] = tuple(name for name in raters if name in team)
    return {plan: chosen[plan] for plan in plans}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _bridged(plans: Sequence[str], raters: Sequence[str], how: Plan) -> dict[str, tuple[str, ...]]:
    order = sorted(plans, key=lambda name: _rank(how.seed, name))
    turns = sorted(raters, key=lambda name: _rank(how.seed, name))
    chosen = {plan: tuple(raters) for plan in order[: how.bridges]}
    for turn, plan in enumerate(order[how.bridges :]):
        chosen[plan] = (turns[turn % len(turns)],)
    return {plan: chosen[plan] for plan in plans}


def _linked(teams: Iterable[tuple[str, ...]], raters: Sequence[str]) -> bool:
    """Whether every two raters are joined by a chain of shared plans."""
    reached, waiting = {raters[0]}, [raters[0]]
    together = [set(team) for team in teams]
    while waiting:
        rater = waiting.pop()
        for team in together:
            if rater in team:
                fresh = team - reached
                reached |= fresh
                waiting += fresh
    return reached == set(raters)
