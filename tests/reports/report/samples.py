"""A small comparison with everything a report shows, and the report made of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

from tests.plans.comparison.samples import MEASURES, PACK, made_plan

from liance.core.language import Language, Text
from liance.core.spans import Span
from liance.packs.tiles import shipped_grid
from liance.plans.comparison.comparing import compare
from liance.plans.comparison.model import (
    CellRef,
    ComparedPlan,
    Comparison,
    CopiedPassage,
    FoundQuote,
    Quote,
    RuleFinding,
    RuleKind,
)
from liance.plans.documents.model import Level
from liance.reports.figures.model import Picture
from liance.reports.report.building import Frame, build_report
from liance.reports.report.model import Report
from liance.workbench.figures import draw_all

FRAME = Frame(Text(zh="技术规划量化表", en="Rubric for technology plans"), grid=shipped_grid())
#: What a hostile title may hold: markup of Typst, HTML, XML and a spreadsheet formula.
HOSTILE = '=1+1 #panic("x") *b* $y$ @ref <s_items> `c` </script><script>alert(1)</script> & ]]>'


def plans() -> list[ComparedPlan]:
    return [
        made_plan("a", (4, 3, 2, 4, 3, 2, 1, 4, 3), Level.PROVINCE, region="北京市", region_code="110000"),
        made_plan("b", (2, 1, None, 4, 2, 2, 0, 3, 3), Level.PROVINCE, region="江苏省", region_code="320000"),
        made_plan("c", (3, 2, 2, 3, 2, 1, 1, 4, 2), Level.CITY, region="苏州市", region_code="320500"),
        made_plan("d", (0, 1, 1, 2, 2, 0, 0, None, 1), Level.CITY),
        made_plan("e", (1, 2, 1, 3, 1, 1, 2, 3, 2), Level.DISTRICT),
    ]


@cache
def comparison() -> Comparison:
    made = compare(plans(), MEASURES)
    refs = tuple(CellRef(plan.key, "research") for plan in made.plans)
    quote = FoundQuote("a", "research", Quote(Span(0, 4), "攻关技术"))
    copy = CopiedPassage(
        "a", "b", True, Quote(Span(5, 9), "同样的话"), Quote(Span(7, 11), "同样的话"), 40, Fraction(19, 20)
    )
    findings = (
        RuleFinding(
            "vague",
            RuleKind.VAGUE,
            "",
            Text(zh="“技术攻关”普遍含糊", en="'research' is vague"),
            Text(zh="请列出攻关清单", en="list the problems to be solved"),
            {"n": 5},
            cells=refs * 3,
            quotes=(quote,),
        ),
        RuleFinding(
            "copied",
            RuleKind.COPIED,
            "",
            Text(zh="有近似段落", en="there are copied passages"),
            Text(zh="请列出攻关清单", en="list the problems to be solved"),
            {},
            copies=(copy,),
        ),
    )
    return replace(made, rule_findings=findings)


@cache
def report(language: Language = Language.ZH) -> Report:
    return build_report(comparison(), PACK.rubric, FRAME, language)


@cache
def pictures() -> dict[str, Picture]:
    return draw_all(report().figures())


@cache
def hostile_report() -> Report:
    first, *rest = plans()
    quoted = tuple(replace(cell, quotes=(Quote(Span(0, 3), HOSTILE),)) for cell in first.cells)
    made = compare([replace(first, title=HOSTILE, issuer=HOSTILE, cells=quoted), *rest], MEASURES)
    return build_report(made, PACK.rubric, replace(FRAME, title=HOSTILE), Language.ZH)
