"""JSON and rows of a draft, on the shipped example."""

from __future__ import annotations

import json
from typing import Any

import pytest

from liance.core.language import Language
from liance.delivery.drafting.peers import YearsBehind
from liance.packs.library import Library
from liance.reports.draft_tables import behind_words, gap_row, stage_row
from liance.workbench.drafting import DraftResult, example_sources, make_draft, study


@pytest.fixture(scope="module")
def result() -> DraftResult:
    made = make_draft(study(example_sources(), Library()))
    assert made is not None
    return made


def test_the_json_of_all_steps_is_plain_and_walks_back_to_cells(result: DraftResult) -> None:
    data: Any = json.loads(json.dumps(result.studied.as_data(Language.EN)))
    gap = data["gaps"][0]
    assert gap["own"]["place"] == {"source": "hechuan-province.csv", "line": 13, "column": "E"}
    assert gap["n"] == len(gap["peers"]) == 5
    assert data["choice"]["group"]["consistent"] is True
    assert {stage["feasibility"] for target in data["targets"] for stage in target["stages"]} >= {
        "own",
        "peers",
    }
    assert data["layout"]["name"] == "一核两带三板块"
    plan = next(target for target in data["targets"] if target["peer_targets"])["peer_targets"][0]
    assert plan["source"]
    assert plan["quote"]


def test_the_json_of_the_draft_lists_blanks_notes_and_scores(result: DraftResult) -> None:
    data: Any = json.loads(json.dumps(result.as_data(Language.ZH)))
    assert data["scores"]["goal"] == 4
    assert len(data["peers"]) == 6
    assert all(data["blanks"])


def test_rows_say_what_a_person_reads_first(result: DraftResult) -> None:
    workings = result.studied.workings
    assert workings is not None
    row = gap_row(workings.gaps[0], result.studied.material.book, Language.ZH)
    assert row == ("主题技术专利", "38件 (2024)", "131件 (n=5)", "392件 东湾省", "29%", "3年以上")
    proposal = workings.proposals[0]
    shown = stage_row(proposal, proposal.stages[0], "专利", Language.ZH)
    assert shown[:6] == ("专利", "2027", "38件", "80件", "填写", "28.2%")
    rows = result.score_rows(Language.EN)
    assert rows[0] == ("Planning goals", "4", "1.5", "4 望潮市", "6")


def test_years_behind_in_words() -> None:
    assert behind_words(None, Language.ZH) == "无历史数据"
    assert behind_words(YearsBehind(0), Language.EN) == "not behind"
    assert behind_words(YearsBehind(2), Language.EN) == "about 2 y"
