"""A small study in the store: a chair, two experts, an issuer, a practice plan and two plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import pytest

from liance.packs.library import Library
from liance.plans.documents.reading import read_document
from liance.plans.ratings import State
from liance.plans.study.assignment import Plan
from liance.plans.study.model import Cell, Judgement, Role, Stage
from liance.store.corpus import repository as corpus
from liance.store.studies import ratings, repository
from liance.store.studies.repository import RubricRecord

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
PLANS = ("p", "q")
EXPERTS = ("甲", "乙")


def rubric(name: str = "technology-plan") -> RubricRecord:
    pack = Library().rubric(name)
    return RubricRecord(pack.id, pack.version, pack.digest, pack.rubric)


RUBRIC = rubric()
ITEMS = tuple(item.id for item in RUBRIC.rubric.items)


def says(score: int | None, reason: str = "缺页") -> Judgement:
    if score is None:
        return Judgement(State.CANNOT_JUDGE, None, reason=reason)
    return Judgement(State.SCORED if score else State.NOT_COVERED, score)


def keep(name: str, text: str) -> str:
    data = text.encode()
    document = read_document(name, data)
    corpus.keep_document(document, data)
    return document.digest


@dataclass(frozen=True)
class Panel:
    """A study and how to move it."""

    name: str

    def advance(self) -> Stage:
        return repository.advance(self.name, at=AT, actor="主持人")

    def fill(self, rater: str, score: int, plans: tuple[str, ...] = PLANS) -> None:
        cells = {Cell(plan, item): says(score) for plan in plans for item in ITEMS}
        ratings.put_cells(self.name, cells, at=AT, actor=rater)

    def seal(self, rater: str) -> None:
        salts = count(hash(rater) % 10**9)
        ratings.seal(self.name, lambda: f"{next(salts):064x}", at=AT, actor=rater)

    def to(self, stage: Stage) -> Panel:
        """Move the study to ``stage``; 甲 gives 3 everywhere, 乙 gives 1."""
        for one in list(Stage)[1 : list(Stage).index(stage) + 1]:
            if one is Stage.BLIND:
                for rater, score in zip(EXPERTS, (4, 2), strict=True):
                    self.fill(rater, score, ("practice",))
            if one is Stage.REVEALED:
                for rater, score in zip(EXPERTS, (3, 1), strict=True):
                    self.fill(rater, score)
                    self.seal(rater)
            assert self.advance() is one
        return self


@pytest.fixture
def panel(database: str) -> Panel:
    return make_panel()


def make_panel(name: str = "s") -> Panel:
    repository.create(name, "试评", RUBRIC, secret=b"k" * 32, at=AT, actor="主持人")
    for number, plan in enumerate(("practice", *PLANS)):
        digest = keep(f"{plan}.txt", f"{name}{plan} 规划正文第{number}篇，到2025年引进企业20家。")
        repository.add_plan(
            name,
            plan,
            digest,
            title=f"规划{plan}",
            level="city",
            calibration=plan == "practice",
            issuer="发布机构" if plan == "p" else "",
            at=AT,
            actor="主持人",
        )
    for expert in EXPERTS:
        repository.add_member(name, expert, Role.EXPERT, at=AT, actor="主持人")
    teams = dict.fromkeys(("practice", *PLANS), EXPERTS)
    repository.set_assignment(name, Plan(), teams, at=AT, actor="主持人")
    return Panel(name)
