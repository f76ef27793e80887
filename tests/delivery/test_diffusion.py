"""The diffusion index: convention, interval, respondents that count once."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.delivery.diffusion import Answer, SurveyAnswer, diffusion, score_interval


def answers(text, period="2020-05", question="订单"):
    kinds = {"u": Answer.UP, "s": Answer.SAME, "d": Answer.DOWN}
    return [SurveyAnswer(period, str(i), question, kinds[sign]) for i, sign in enumerate(text)]


@pytest.mark.parametrize(
    ("given_", "index"), [("ssss", 50), ("uudd", 50), ("uuss", 75), ("dddd", 0), ("us", 75)]
)
def test_up_counts_whole_same_counts_half(given_, index):
    (question, overall), _ = diffusion(answers(given_))
    assert question.index == overall.index == index


def test_a_question_where_up_is_worse_is_turned_round():
    (question, _), _ = diffusion(answers("uud"), inverse=["订单"])
    assert question.index == Fraction(100, 3)


def test_weights_count_and_a_respondent_counts_once_overall():
    given_ = [
        SurveyAnswer("1", "a", "订单", Answer.UP, Fraction(3)),
        SurveyAnswer("1", "a", "用工", Answer.UP, Fraction(3)),
        SurveyAnswer("1", "b", "订单", Answer.DOWN),
    ]
    orders, jobs, overall = diffusion(given_)[0]
    assert (orders.index, jobs.index, overall.index) == (75, 100, 75)
    assert overall.respondents == 2


def test_different_answers_to_one_question_are_left_out_and_told():
    given_ = [*answers("ud"), SurveyAnswer("2020-05", "0", "订单", Answer.DOWN, line=9)]
    (question, _), findings = diffusion(given_)
    assert question.counts == (0, 0, 1)
    assert next((finding.code, finding.place.line) for finding in findings) == (
        "diffusion.conflicting_answers",
        9,
    )


def test_two_scores_give_the_interval_of_agresti_and_coull():
    # 7 of 10: (7 + z²/2) / (10 + z²) ± z sqrt(p(1-p)/(10 + z²)), computed by hand.
    low, high = score_interval([(Fraction(1), Fraction(1))] * 7 + [(Fraction(0), Fraction(1))] * 3)
    assert round(low, 2) == Decimal("39.23")
    assert round(high, 2) == Decimal("89.67")


@given(st.text("usd", min_size=1, max_size=40))
def test_the_interval_holds_the_index_and_never_collapses(given_):
    (question, _), _ = diffusion(answers(given_))
    assert 0 <= question.low <= question.high <= 100
    assert question.high - question.low > 1
    if len(set(given_)) > 1:
        assert question.low <= Decimal(float(question.index)) <= question.high


@pytest.mark.parametrize("size", [10, 30, 100])
def test_the_interval_covers_what_it_claims(size):
    chance = random.Random(size)
    shares = (0.5, 0.3, 0.2)
    truth = 100 * (shares[0] + shares[1] / 2)
    scores = (Fraction(1), Fraction(1, 2), Fraction(0))
    hits = 0
    rounds = 400
    for _ in range(rounds):
        drawn = [(score, Fraction(1)) for score in chance.choices(scores, shares, k=size)]
        low, high = score_interval(drawn)
        hits += low <= truth <= high
    assert hits / rounds >= 0.93
