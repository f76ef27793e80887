"""What a comparison keeps of a scored plan: every value walks back to the sentence."""

from fractions import Fraction

from liance.packs.library import Library
from liance.plans.comparison.collecting import compared_plan, measures_of
from liance.plans.comparison.model import MeasureKind
from liance.plans.documents.model import Document, Level, Metadata
from liance.plans.ratings import State
from liance.workbench.scoring import Scorer

TEXT = """\
云岭市区块链产业发展行动计划

一、发展目标
到2024年，引进区块链企业20家，技术水平、产业规模显著提升。

二、重点任务
（一）突破关键技术。发布技术攻关清单，研发零知识证明、同态加密等技术。
（二）引进人才。引进区块链领域高层次人才，培养复合型人才。
"""


def test_measures_are_items_then_aggregates_with_the_items_behind_them() -> None:
    measures = {measure.id: measure for measure in measures_of(Library().rubric("technology-plan").rubric)}
    assert next(measure.id for measure in measures.values() if measure.kind is MeasureKind.ITEM) == "goal"
    assert measures["type.technology"].items == ("research", "platform")
    assert len(measures["tasks"].items) == 8
    assert measures["tasks"].parts == ("type.technology", "type.industry", "type.environment")
    assert measures["tasks"].top == 4


def test_a_value_walks_back_to_its_sentences() -> None:
    document = Document("a.txt", "sha256:1", "txt", TEXT, metadata=Metadata(title="题", level=Level.CITY))
    scored = Scorer(Library()).score(document)
    plan = compared_plan("a", scored.document, scored.subject.name, scored.scorecard)
    talent = plan.cell("talent")
    assert talent is not None
    assert talent.score
    assert plan.values["talent"] == talent.score
    assert all(TEXT[quote.span.start : quote.span.end] == quote.text for quote in talent.quotes)
    assert talent.quotes
    assert {quote.criterion for quote in talent.quotes} <= set(talent.met)
    parts = [plan.values[name] for name in ("type.technology", "type.industry", "type.environment")]
    assert plan.values["tasks"] == sum((part for part in parts if part is not None), Fraction(0)) / 3
    platform = plan.cell("platform")
    assert platform is not None
    assert platform.state is State.NOT_COVERED
    assert platform.score == 0
    assert plan.cell("nothing") is None
