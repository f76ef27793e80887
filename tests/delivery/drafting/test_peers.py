"""Peers and gaps, against figures worked out by hand."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liance.core.language import Language
from liance.delivery.drafting.peers import YearsBehind, choose_peers, gaps, median
from liance.delivery.drafting.profile import ProfileBook

from .conftest import Read, rows

OWN = rows("甲省", "备案", {2022: 4, 2023: 6, 2024: 10}, "项") + rows("甲省", "GDP", {2024: 100}, "亿元")
PEERS = (
    rows("乙省", "备案", {2022: 8, 2023: 14, 2024: 20}, "项")
    + rows("乙省", "GDP", {2024: 50}, "亿元")
    + rows("丙省", "备案", {2022: 12, 2023: 20, 2024: 40}, "项")
    + rows("丙省", "GDP", {2024: 125}, "亿元")
    + rows("丁省", "备案", {2021: 5, 2022: 9, 2023: 11, 2024: 12}, "项")
    + rows("丁省", "GDP", {2024: 400}, "亿元")
    + rows("戊市", "备案", {2024: 99}, "项", level="地市级")
)


def test_peers_are_of_the_level_and_most_alike_first_with_reasons(read: Read, book: ProfileBook) -> None:
    (own, *others), _ = read(OWN + PEERS)
    peers, findings = choose_peers(own, others, book)
    assert [(peer.profile.region, peer.similarity) for peer in peers] == [
        ("丙省", Fraction(4, 5)),
        ("乙省", Fraction(1, 2)),
        ("丁省", Fraction(1, 4)),
    ]
    assert [reason.render(Language.ZH) for reason in peers[0].reasons] == [
        "同为省级",
        "地区生产总值之比 0.80",
    ]
    assert [finding.code for finding in findings] == ["peers.few"]


def test_a_peer_named_by_hand_counts_whatever_its_level_and_an_unknown_one_is_told(
    read: Read, book: ProfileBook
) -> None:
    (own, *others), _ = read(OWN + PEERS)
    peers, findings = choose_peers(own, others, book, ["戊市", "己省"])
    assert [peer.profile.region for peer in peers] == ["戊市"]
    assert peers[0].reasons[0].render(Language.ZH) == "由使用者指定"
    assert {finding.code for finding in findings} == {"peers.unknown", "peers.few"}


def test_without_a_level_or_without_regions_of_it_nobody_is_chosen(read: Read, book: ProfileBook) -> None:
    (own,), _ = read("甲省,,2024,备案,9,项,,台账\n")
    assert [finding.code for finding in choose_peers(own, (), book)[1]] == ["peers.no_own_level"]
    (own,), _ = read("甲省,省级,2024,备案,9,项,,台账\n")
    assert [finding.code for finding in choose_peers(own, (), book)[1]] == ["peers.none"]


def test_a_gap_has_own_median_best_and_years_behind(read: Read, book: ProfileBook) -> None:
    (own, *others), _ = read(OWN + PEERS)
    peers, _ = choose_peers(own, others, book)
    (gap,), findings = gaps(own, peers, book)
    assert (gap.own.value, gap.median, gap.best.region, gap.ratio) == (10, 20, "丙省", Fraction(1, 2))
    # Medians of the peers: 2023: 14, 2022: 9; ten was reached between them, so 2022 is the year below it.
    assert gap.behind == YearsBehind(2)
    assert {finding.code for finding in findings} == {"peers.no_baseline"}


def test_where_history_ends_above_us_the_years_are_a_lower_bound(read: Read, book: ProfileBook) -> None:
    (own, *others), _ = read(
        rows("甲省", "备案", {2024: 1}, "项")
        + PEERS.replace("丁省,省级,2021,备案,5", "丁省,省级,2021,备案,6")
    )
    peers, _ = choose_peers(own, others, book)
    (gap,), _ = gaps(own, peers, book)
    assert gap.behind == YearsBehind(2, at_least=True)


def test_who_is_not_behind_is_zero_years_behind(read: Read, book: ProfileBook) -> None:
    (own, *others), _ = read(rows("甲省", "备案", {2024: 30}, "项") + PEERS)
    peers, _ = choose_peers(own, others, book)
    (gap,), _ = gaps(own, peers, book)
    assert gap.behind == YearsBehind(0)
    assert gap.ratio == Fraction(3, 2)


def test_figures_of_another_definition_are_not_compared(read: Read, book: ProfileBook) -> None:
    (own, *others), _ = read(
        "甲省,省级,2024,备案,9,项,累计,台账\n乙省,省级,2024,备案,50,项,当年新增,台账\n丙省,省级,2024,备案,20,项,累计,台账\n"
    )
    peers, _ = choose_peers(own, others, book)
    found, findings = gaps(own, peers, book)
    assert [figure.region for figure in found[0].values] == ["丙省"]
    told = [finding for finding in findings if finding.code == "profile.other_definition"]
    assert [finding.place.label() for finding in told] == ["t.csv:3"]


def test_a_peer_is_read_at_our_year_or_before(read: Read, book: ProfileBook) -> None:
    (own, *others), _ = read(
        rows("甲省", "备案", {2023: 5}, "项") + rows("乙省", "备案", {2022: 7, 2024: 70}, "项")
    )
    peers, _ = choose_peers(own, others, book)
    (gap,), _ = gaps(own, peers, book)
    assert gap.median == 7


@given(st.lists(st.fractions(), min_size=1, max_size=9))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_median_has_as_many_values_on_each_side(values: list[Fraction]) -> None:
    middle = median(values)
    assert abs(sum(value < middle for value in values) - sum(value > middle for value in values)) <= sum(
        value == middle for value in values
    )
