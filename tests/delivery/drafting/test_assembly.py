"""The draft as a whole, on the shipped example and on almost empty worksheets.

``diagnosis`` and ``assembly`` are tested here, where plans are scored and figures are real.
"""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

from liance.core.language import Language
from liance.delivery.drafting import assembly
from liance.delivery.drafting.assembly import assemble, has_figure, sourced, work_out
from liance.delivery.drafting.diagnosis import Verdict, diagnose
from liance.delivery.drafting.skeleton import BLANK, Paragraph, Style
from liance.workbench.drafting import DraftResult, Studied, example_sources, make_draft, score_text, study

from .conftest import LIBRARY, worksheet


@pytest.fixture(scope="module")
def studied() -> Studied:
    return study(example_sources(), LIBRARY)


@pytest.fixture(scope="module")
def result(studied: Studied) -> DraftResult:
    made = make_draft(studied)
    assert made is not None
    return made


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(assembly).failed == 0


def test_the_example_scores_4_on_goals_and_3_or_more_where_blanks_are_filled(result: DraftResult) -> None:
    sheet = result.studied.material.worksheet
    scores = {rating.item: rating.score for rating in result.scored.scorecard.ratings}
    assert scores["goal"] == 4
    filled = {*sheet.tasks, "scenario"}
    assert filled == {"research", "platform", "scenario", "enterprise", "cluster", "talent"}
    assert all((scores[item] or 0) >= 3 for item in filled), scores


def test_every_figure_has_its_source_or_a_comment_that_asks_for_it(result: DraftResult) -> None:
    """Years, numbering and tables that only repeat what is sourced are no figures of their own."""
    own: list[str] = []
    for block in result.draft.blocks:
        if not isinstance(block, Paragraph) or block.style is Style.CAPTION:
            continue
        pieces = block.pieces[1:] if block.style is Style.ITEM else block.pieces
        own += [piece.text for piece in sourced(pieces) if block.style in (Style.BODY, Style.ITEM)]
    weights = [text for text in own if text.startswith(("权重：", "稳定性："))]
    assert own == weights
    notes = [piece for piece in result.draft.pieces() if piece.note]
    assert len(notes) > 40
    assert all("hechuan-province.csv 第" in piece.note for piece in notes if piece.text.startswith("截至"))


def test_the_table_of_targets_carries_sources_and_says_what_each_value_needs(result: DraftResult) -> None:
    cells = [piece for piece in result.draft.pieces() if "要求年均增长" in piece.comment]
    assert len(cells) >= 14
    assert all(piece.note for piece in cells)


def test_a_draft_of_an_empty_worksheet_is_all_blanks_and_earns_nothing_for_them(studied: Studied) -> None:
    material = replace(studied.material, worksheet=worksheet(region="禾川省"))
    workings, _ = work_out(material)
    assert workings is not None
    draft, findings = assemble(material, workings)
    scored = score_text(draft, studied.scorer)
    assert all(rating.score in (0, None) for rating in scored.scorecard.ratings), scored.scorecard.ratings
    assert len(draft.blanks) > 20
    assert all(piece.comment for piece in draft.blanks)
    assert [finding.code for finding in findings].count("draft.empty_task") == 8


def test_blanks_alone_never_change_a_score(result: DraftResult) -> None:
    text = result.draft.text()
    assert BLANK in text
    blocks = tuple(
        replace(block, pieces=tuple(piece for piece in block.pieces if not piece.is_blank))
        if isinstance(block, Paragraph)
        else block
        for block in result.draft.blocks
    )
    without = score_text(replace(result.draft, blocks=blocks), result.studied.scorer)
    assert [rating.score for rating in without.scorecard.ratings] == [
        rating.score for rating in result.scored.scorecard.ratings
    ]


def test_a_region_without_profile_is_told(studied: Studied) -> None:
    workings, findings = work_out(replace(studied.material, worksheet=worksheet(region="戊省")))
    assert workings is None
    assert [finding.code for finding in findings] == ["draft.no_profile"]


def test_shortcomings_rest_on_gaps_and_on_what_peers_plans_say(studied: Studied) -> None:
    assert studied.workings is not None
    technology = studied.workings.diagnoses[0]
    assert technology.verdict is Verdict.GRAVE
    assert [gap.key for gap in technology.weak] == ["patent", "platform.innovation"]
    research = technology.practice[0]
    assert len(research.scores) == 6
    assert research.best is not None
    assert research.evidence is not None
    document = research.best.plan.document
    assert research.evidence.quote in document.text
    assert research.clear == sum(score >= 3 for _, score in research.scores)


def test_what_cannot_be_compared_is_not_judged(studied: Studied) -> None:
    found, findings = diagnose((), (), studied.material.book, "区块链")
    assert {one.verdict for one in found} == {Verdict.UNKNOWN}
    assert [finding.code for finding in findings] == ["diagnosis.cannot_judge"] * 4 + ["diagnosis.no_plans"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (
            {"tasks": {"research": [{"lead": "攻关", "text": "每年支持30项。", "owner": "科技厅"}]}},
            "draft.figure_without_source",
        ),
        ({"tasks": {"research": [{"lead": "攻关", "text": "编制清单。"}]}}, "draft.no_owner"),
        ({"tasks": {"beauty": [{"text": "写好。"}]}}, "draft.unknown_task"),
        ({"supply": [{"year": 2026, "scenario": "energy", "name": "一单通"}]}, "draft.supply_no_demand"),
        (
            {
                "supply": [
                    {"year": 2026, "scenario": "moon", "name": "一单通", "unit": "市", "demand": "录入"}
                ]
            },
            "draft.supply_unknown",
        ),
    ],
)
def test_what_is_wrong_with_a_worksheet_is_told(studied: Studied, more: dict[str, object], code: str) -> None:
    def frozen(value: object) -> object:
        if isinstance(value, dict):
            return {key: frozen(inner) for key, inner in value.items()}
        return tuple(frozen(inner) for inner in value) if isinstance(value, list) else value

    sheet = worksheet(region="禾川省", **{key: frozen(value) for key, value in more.items()})
    material = replace(studied.material, worksheet=sheet)
    workings, made = work_out(material)
    assert workings is not None
    _, findings = assemble(material, workings)
    told = [finding for finding in (*made, *findings) if finding.code == code]
    assert told
    assert told[0].advice(Language.ZH)


def test_years_and_names_are_no_figures() -> None:
    assert has_figure("引进3家企业")
    assert not has_figure("2026年启动“8小时”行动（2026—2030年）")
