"""What the report of a study says, before anybody draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liance.core.language import Language
from liance.packs.model import Rubric
from liance.plans.agreement.report import AgreementReport, ItemAgreement
from liance.plans.study.adjudication import Disagreement
from liance.plans.study.assignment import Plan as Share
from liance.plans.study.model import Cell, Comment, Judgement, Role, Stage
from liance.plans.study.results import BeforeAndAfter, Change, PlanResult


@dataclass(frozen=True, slots=True)
class StudyReport:
    """The results of a study at the stage at which the report was made.

    ``plans`` maps keys to title and level of government; ``raters`` are name, role and why somebody left;
    ``stages`` say when each was entered. ``blind`` are the judgements of people, ``machine`` those of machines.
    ``disagreements`` are those of the blind scores. ``broken_seals`` is empty by rater where all is well.
    """

    name: str
    title: str
    stage: Stage
    rubric_label: str
    rubric_digest: str
    rubric: Rubric
    share: Share
    plans: Mapping[str, tuple[str, str]]
    raters: tuple[tuple[str, Role, str], ...]
    stages: tuple[tuple[str, str], ...]
    blind: Mapping[Cell, Mapping[str, Judgement]]
    final: Mapping[Cell, Mapping[str, Judgement]]
    machine: Mapping[Cell, Mapping[str, Judgement]]
    agreement: BeforeAndAfter
    disagreements: tuple[Disagreement, ...]
    changes: tuple[Change, ...]
    results: tuple[PlanResult, ...]
    comments: tuple[Comment, ...]
    seals: Mapping[str, tuple[str, str]]
    broken_seals: Mapping[str, tuple[Cell, ...]]
    anchors: tuple[tuple[str, str, str], ...]

    def item_name(self, item: str, language: Language) -> str:
        """Return what an item is called."""
        spec = next(one for one in self.rubric.items if one.id == item)
        return spec.name if language is Language.ZH else spec.name_en

    def as_data(self, language: Language) -> dict[str, Any]:
        """Return JSON-ready data; sentences of findings are in ``language``."""
        return {
            "study": self.name,
            "title": self.title,
            "stage": self.stage.value,
            "rubric": {"label": self.rubric_label, "digest": self.rubric_digest},
            "design": {
                "design": self.share.design.value,
                "per_plan": self.share.per_plan,
                "bridges": self.share.bridges,
                "seed": self.share.seed,
            },
            "plans": [
                {"key": key, "title": title, "level": level or None}
                for key, (title, level) in self.plans.items()
            ],
            "raters": [
                {"name": name, "role": role.value, "withdrawn": withdrawn or None}
                for name, role, withdrawn in self.raters
            ],
            "stages": [{"stage": stage, "at": at} for stage, at in self.stages],
            "agreement": {
                "before": self.agreement.before.as_data(language),
                "after": self.agreement.after.as_data(language),
                "with_machine": self.agreement.with_machine.as_data(language)
                if self.agreement.with_machine
                else None,
            },
            "disagreements": [
                {
                    "plan": one.cell.plan,
                    "item": one.cell.item,
                    "distance": one.distance,
                    "split": one.split,
                    "shift": str(one.shift),
                    "conclusions": [conclusion.as_data() for conclusion in one.conclusions],
                    "scores": {rater: said.score for rater, said in one.judgements.items()},
                }
                for one in self.disagreements
            ],
            "changes": [
                {
                    "plan": one.vote.cell.plan,
                    "item": one.vote.cell.item,
                    "rater": one.vote.rater,
                    "blind": one.blind.as_data(),
                    "vote": one.vote.judgement.as_data(),
                    "reason": one.vote.reason,
                    "error_class": one.vote.error_class.value,
                    "at": one.vote.at,
                }
                for one in self.changes
            ],
            "consensus": [
                {
                    "plan": result.plan,
                    "cells": [
                        {
                            "item": item,
                            "judgement": decision.judgement.as_data(),
                            "unanimous": decision.unanimous,
                            "dissent": list(decision.dissent),
                            "reason": decision.reason,
                        }
                        for item, decision in result.decisions.items()
                    ],
                    "aggregates": [aggregate.as_data() for aggregate in result.aggregates],
                }
                for result in self.results
            ],
            "comments": [
                {
                    "number": one.number,
                    "author": one.author,
                    "plan": one.plan,
                    "item": one.item,
                    "text": one.text,
                    "reply": one.reply,
                }
                for one in self.comments
            ],
            "seals": [
                {
                    "rater": rater,
                    "digest": digest,
                    "at": at,
                    "broken": [
                        {"plan": cell.plan, "item": cell.item} for cell in self.broken_seals.get(rater, ())
                    ],
                }
                for rater, (digest, at) in self.seals.items()
            ],
            "anchors": [
                {"digest": digest, "reference": reference, "at": at} for digest, reference, at in self.anchors
            ],
        }


def compared(
    before: AgreementReport, after: AgreementReport
) -> tuple[tuple[ItemAgreement, ItemAgreement], ...]:
    """Return the agreement before and after side by side: over all, then by item."""
    by_item = {one.item: one for one in after.items}
    return (
        (before.overall, after.overall),
        *((one, by_item[one.item]) for one in before.items if one.item in by_item),
    )
