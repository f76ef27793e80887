"""A study of one plan with two experts, made with the functions a member uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.packs.library import Library
from liance.plans.study.judging import Entry
from liance.workbench.studies.leading import (
    Role,
    Share,
    add_member,
    add_plans,
    advance_study,
    assign_work,
    create_study,
)
from liance.workbench.studies.rating import rate_cell, seal_cells

PLAN = """云岭市区块链产业发展行动计划（2024—2026年）

一、发展目标
到2026年，引进企业20家，产值达到10亿元。

二、重点任务
（一）突破关键技术。发布技术攻关清单。
=1+1 不是公式
"""
CHAIR = "主持人"
EXPERTS = ("甲", "乙")
LIBRARY = Library()


def make(name: str, folder: Path, *, machine: bool = False) -> str:
    """Make a study in its setup stage."""
    path = folder / f"{name}-plan.txt"
    path.write_text(f"{PLAN}（{name}）\n", encoding="utf-8")
    create_study(name, f"研究{name}", LIBRARY, "technology-plan", actor=CHAIR)
    add_plans(name, [path], issuer="发布机构", actor=CHAIR)
    for expert in EXPERTS:
        add_member(name, expert, Role.EXPERT, actor=CHAIR)
    if machine:
        add_member(name, "机器", Role.MACHINE, library=LIBRARY, actor=CHAIR)
    assign_work(name, Share(), actor=CHAIR)
    return f"{name}-plan"


def fill_and_seal(name: str, plan: str, scores: dict[str, int]) -> None:
    """Let each expert give one score everywhere and seal."""
    for expert, score in scores.items():
        for item in LIBRARY.rubric("technology-plan").rubric.items:
            judgement, findings = rate_cell(name, plan, item.id, Entry(str(score)), actor=expert)
            assert judgement is not None
            assert findings == ()
        seal_cells(name, actor=expert)


@pytest.fixture
def study(sqlite_store: str, tmp_path: Path) -> str:
    """A study ``a`` in the blind stage; its plan is ``a-plan``."""
    make("a", tmp_path)
    advance_study("a", LIBRARY, actor=CHAIR)
    return "a"
