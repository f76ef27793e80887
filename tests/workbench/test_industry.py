"""Survey tables as people write them, with bad rows."""

from __future__ import annotations

import pytest

from liance.packs.library import Library
from liance.workbench.industry import SurveyError, find_industry, percent_words, read_survey

GOOD = "期,企业,问题,答案,权重\n2020-05,a,订单,上升,2\n2020-05,b,订单,持平,\n2020-05,c,订单,下降,1\n"


def _read(tmp_path, text, encoding="utf-8", **options):
    path = tmp_path / "answers.csv"
    path.write_bytes(text.encode(encoding))
    return read_survey(path, **options)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_gives_an_index(tmp_path, encoding):
    (orders, overall), _ = _read(tmp_path, GOOD, encoding)
    assert (orders.index, orders.counts, overall.question) == (62.5, (1, 1, 1), None)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2020-05,d,订单,瞎写,1", "survey.unknown_answer"),
        (",d,订单,上升,1", "survey.bad_row"),
        ("2020-05,d,订单,上升,-1", "survey.bad_row"),
        ("2020-05,d,订单,上升,1,9", "survey.extra_cells"),
        ("2020-05,a,订单,下降,1", "diffusion.conflicting_answers"),
    ],
)
def test_a_bad_row_is_told_and_nothing_is_guessed(tmp_path, row, code):
    _, findings = _read(tmp_path, GOOD + row + "\n")
    assert next((finding.code, finding.place.line) for finding in findings) == (code, 5)


def test_a_question_that_is_not_asked_cannot_be_turned_round(tmp_path):
    _, findings = _read(tmp_path, GOOD, inverse=["价格"])
    assert findings[0].code == "survey.unknown_question"


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00\x01"])
def test_what_is_no_survey_raises(tmp_path, text):
    with pytest.raises(SurveyError):
        _read(tmp_path, text)


def test_the_shipped_series_are_found():
    industry = find_industry("blockchain-industry", Library())
    assert percent_words(industry.growths[0].percent) == "+906.2%"
