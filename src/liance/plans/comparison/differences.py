"""Whether groups of plans differ: rank tests whose probabilities are counted, not approximated.

With 13 plans no limit law holds, and scores of 0-4 are full of ties. So the probability is that of the permutation
distribution given the ties: all arrangements are counted where their number allows (states of a convolution over
the different values), else a seeded sample of them is drawn and p = (hits + 1) / (draws + 1) (Phipson & Smyth 2010).
All statistics are exact fractions.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from liance.core.language import Text
from liance.core.limits import (
    MAX_COMPARED_PLANS,
    MAX_COUNTED_PLANS,
    MAX_PERMUTATION_PLACES,
    MAX_PERMUTATION_STEPS,
)

#: Arrangements sampled at a time.
_PIECE = 500
#: Why there is no test.
ONE_GROUP, ALL_EQUAL = "one_group", "all_equal"
REASONS = {
    ONE_GROUP: Text(zh="有分数的组不足两个", en="fewer than two groups have scores"),
    ALL_EQUAL: Text(zh="全部分数相同，组间无从区分", en="all scores are equal, so groups cannot differ"),
}


@dataclass(frozen=True, slots=True)
class RankTest:
    """A test's numbers, or the reason why there are none; see ``model.GroupTest``."""

    statistic: Fraction | None = None
    p: Fraction | None = None
    effect: Fraction | None = None
    method: str | None = None
    arrangements: int | None = None
    reason: str | None = None


def midranks(values: Sequence[Fraction]) -> list[int]:
    """Return twice the mid-rank of each value, from 2 (the lowest alone); ties share their mean rank."""
    counts = Counter(values)
    doubled: dict[Fraction, int] = {}
    before = 0
    for value in sorted(counts):
        doubled[value] = 2 * before + counts[value] + 1
        before += counts[value]
    return [doubled[value] for value in values]


def cliffs_delta(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction:
    """Return how much more often a value of ``first`` is above one of ``second`` than below it, -1 to 1.

    Cliff (1993); the same as the rank-biserial correlation.
    """
    ranks = midranks([*first, *second])
    doubled = sum(ranks[: len(first)])
    above = Fraction(doubled, 2) - Fraction(len(first) * (len(first) + 1), 2)
    return 2 * above / (len(first) * len(second)) - 1


def rank_sum_test(
    first: Sequence[Fraction], second: Sequence[Fraction], draws: int = 9_999, seed: int = 2021
) -> RankTest:
    """Return Wilcoxon's rank sum test of two groups, two-sided: how often the rank sum is as far from its mean.

    ``statistic`` is Mann and Whitney's U of the first group (ties count half), ``effect`` Cliff's delta.
    """
    if not first or not second:
        return RankTest(reason=ONE_GROUP)
    if len({*first, *second}) < 2:
        return RankTest(reason=ALL_EQUAL)
    sizes = (len(first), len(second))
    ranks = midranks([*first, *second])
    observed = sum(ranks[: sizes[0]])
    u = Fraction(observed, 2) - Fraction(sizes[0] * (sizes[0] + 1), 2)
    centre = sizes[0] * (sum(sizes) + 1)
    distance = abs(observed - centre)
    counted = _arrangements(ranks, sizes)
    if counted is None:
        draws = _affordable(draws, len(ranks))
        sums = _sampled(ranks, sizes, draws, seed)[:, 0]
        hits = int((np.abs(sums - centre) >= distance).sum())
        p, method, arrangements = Fraction(hits + 1, draws + 1), "monte_carlo", draws
    else:
        arrangements = sum(counted.values())
        hits = sum(times for sums, times in counted.items() if abs(sums[0] - centre) >= distance)
        p, method = Fraction(hits, arrangements), "exact"
    return RankTest(u, p, cliffs_delta(first, second), method, arrangements)


def kruskal_wallis_test(
    groups: Sequence[Sequence[Fraction]], draws: int = 9_999, seed: int = 2021
) -> RankTest:
    """Return Kruskal and Wallis's test (1952), corrected for ties; ``effect`` is epsilon squared, H / (N - 1), 0 to 1."""
    present = [group for group in groups if group]
    if len(present) < 2:
        return RankTest(reason=ONE_GROUP)
    values = [value for group in present for value in group]
    if len(set(values)) < 2:
        return RankTest(reason=ALL_EQUAL)
    sizes = tuple(len(group) for group in present)
    total = sum(sizes)
    ranks = midranks(values)
    common = math.lcm(*sizes)
    shares = [common // size for size in sizes]
    observed, start = 0, 0
    for size, share in zip(sizes, shares, strict=True):
        observed += sum(ranks[start : start + size]) ** 2 * share
        start += size
    # Ranks are doubled, so squares of their sums are four times those of the ranks.
    spread = Fraction(observed, 4 * common)
    ties = sum(count**3 - count for count in Counter(values).values())
    h = (Fraction(12, total * (total + 1)) * spread - 3 * (total + 1)) / (
        1 - Fraction(ties, total**3 - total)
    )
    counted = _arrangements(ranks, sizes)
    if counted is None:
        draws = _affordable(draws, total)
        hits = _hits(_sampled(ranks, sizes, draws, seed), sizes, shares, observed)
        p, method, arrangements = Fraction(hits + 1, draws + 1), "monte_carlo", draws
    else:
        arrangements = sum(counted.values())
        hits = sum(
            times
            for sums, times in counted.items()
            if sum(part**2 * share for part, share in zip(sums, shares, strict=True)) >= observed
        )
        p, method = Fraction(hits, arrangements), "exact"
    return RankTest(h, p, h / (total - 1), method, arrangements)


def _affordable(draws: int, total: int) -> int:
    return min(draws, max(1, MAX_PERMUTATION_PLACES // _places(total)))


def _hits(sums: npt.NDArray[np.int64], sizes: Sequence[int], shares: Sequence[int], observed: int) -> int:
    """Count the arrangements whose sum of squares is at least the observed one.

    In floats, which decide all but near ties; those are counted again in whole numbers.
    """
    squares = (sums.astype(np.float64) ** 2 / np.array(sizes)).sum(axis=1)
    bound = float(Fraction(observed, shares[0] * sizes[0]))
    near = np.abs(squares - bound) <= 1e-9 * bound
    again = sum(
        sum(int(part) ** 2 * share for part, share in zip(row, shares, strict=True)) >= observed
        for row in sums[near]
    )
    return int((squares[~near] > bound).sum()) + again


def holm(probabilities: Sequence[Fraction]) -> list[Fraction]:
    """Return the probabilities adjusted for their number (Holm 1979), in their order, at most 1."""
    order = sorted(range(len(probabilities)), key=lambda place: probabilities[place])
    adjusted = [Fraction(1)] * len(probabilities)
    least = Fraction(0)
    for step, place in enumerate(order):
        least = max(least, min(Fraction(1), (len(probabilities) - step) * probabilities[place]))
        adjusted[place] = least
    return adjusted


def _arrangements(ranks: Sequence[int], sizes: tuple[int, ...]) -> dict[tuple[int, ...], int] | None:
    """Return how many arrangements give each tuple of (doubled) rank sums, None where counting takes too long.

    A convolution over the different ranks: of ``m`` equal ones each group takes some, in multinomially many ways. The
    last group takes what is left, so that states hold the others alone.
    """
    states: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {
        ((0,) * (len(sizes) - 1), (0,) * (len(sizes) - 1)): 1
    }
    if len(ranks) > MAX_COUNTED_PLANS:
        return None
    placed = steps = 0
    for rank, count in sorted(Counter(ranks).items()):
        placed += count
        following: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = defaultdict(int)
        for (taken, sums), times in states.items():
            room = [size - used for size, used in zip(sizes, taken, strict=False)]
            for part, ways in _shared(count, room):
                steps += 1
                if steps > MAX_PERMUTATION_STEPS:
                    return None
                now = tuple(used + more for used, more in zip(taken, part, strict=True))
                if placed - sum(now) <= sizes[-1]:
                    key = (now, tuple(had + rank * more for had, more in zip(sums, part, strict=True)))
                    following[key] += times * ways
        states = following
    total = sum(ranks)
    return {(*sums, total - sum(sums)): times for (_, sums), times in states.items()}


def _shared(count: int, room: Sequence[int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield every way to give at most ``count`` equal things to groups with ``room``, and in how many orders.

    What is not given goes to the last group, which is not in ``room``.
    """
    if not room:
        yield (), 1
        return
    for more in range(min(count, room[0]) + 1):
        ways = math.comb(count, more)
        for rest, others in _shared(count - more, room[1:]):
            yield (more, *rest), ways * others


def _sampled(ranks: Sequence[int], sizes: tuple[int, ...], draws: int, seed: int) -> npt.NDArray[np.int64]:
    """Return the (doubled) rank sums of each group (draws x groups) in random arrangements.

    A random order of more places than there are ranks, cut down to these, is a random order of them: so a few orders
    serve the tests of all measures, whatever number of plans each has.
    """
    values = np.array(ranks, dtype=np.int64)
    starts = np.cumsum((0, *sizes[:-1]))
    total, found = len(ranks), []
    for piece in _orders(_places(total), draws, seed):
        order = piece[piece < total].reshape(len(piece), total)
        found.append(np.add.reduceat(values[order], starts, axis=1))
    return np.concatenate(found)


def _places(total: int) -> int:
    """Return the power of two that is not below ``total``."""
    return 1 << (total - 1).bit_length()


@lru_cache(maxsize=4)
def _orders(places: int, draws: int, seed: int) -> tuple[npt.NDArray[np.uint16], ...]:
    """Return random orders (draws x places) in pieces, the same on every machine."""
    stream = np.random.PCG64(seed)
    pieces = []
    for start in range(0, draws, _PIECE):
        count = min(_PIECE, draws - start)
        keys = stream.random_raw(count * places).reshape(count, places)
        pieces.append(np.argsort(keys, axis=1, kind="stable").astype(np.uint16))
    return tuple(pieces)


assert MAX_COMPARED_PLANS < 1 << 16, "places of an order are kept in 16 bits"
