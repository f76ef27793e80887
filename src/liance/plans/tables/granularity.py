"""The granularity test: which printed means can ``n`` whole numbers have?

N. J. L. Brown, J. A. J. Heathers: The GRIM test, Social Psychological and Personality Science 8 (2017) 363-369;
here with three roundings, with the scale, and with the smallest ``n`` that would do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from liance.core.limits import MAX_GRANULARITY_N, MAX_PART_MEANS
from liance.packs.study import Printed
from liance.plans.tables.amounts import NEAREST, Rounding, whole_sums


@dataclass(frozen=True, slots=True)
class Granularity:
    """For one ``n``: per printed mean whether it is possible when rounded, and when cut off."""

    n: int
    rounded: tuple[bool, ...]
    truncated: tuple[bool, ...]

    @property
    def is_possible(self) -> bool:
        """Whether every mean is possible under some rounding."""
        return all(self.possible)

    @property
    def possible(self) -> tuple[bool, ...]:
        """Per mean whether it is possible under some rounding."""
        return tuple(first or second for first, second in zip(self.rounded, self.truncated, strict=True))

    @property
    def must_be_truncated(self) -> tuple[int, ...]:
        """The places of means that are possible only when cut off."""
        return tuple(
            place
            for place, (first, second) in enumerate(zip(self.rounded, self.truncated, strict=True))
            if second and not first
        )


def granularity(means: Sequence[Printed], n: int, scale: tuple[int, int] | None = None) -> Granularity:
    """Test printed means against ``n`` whole numbers, each within ``scale``."""
    return Granularity(
        n,
        tuple(_is_possible(mean, n, scale, NEAREST) for mean in means),
        tuple(_is_possible(mean, n, scale, (Rounding.TRUNCATION,)) for mean in means),
    )


def _is_possible(mean: Printed, n: int, scale: tuple[int, int] | None, how: Iterable[Rounding]) -> bool:
    sums = whole_sums(mean, n, how)
    if not sums:
        return False
    return scale is None or (sums[-1] >= scale[0] * n and sums[0] <= scale[1] * n)


def smallest_n(
    means: Sequence[Printed],
    scale: tuple[int, int] | None = None,
    *,
    may_truncate: bool = True,
    step: int = 1,
) -> Granularity | None:
    """Return the smallest ``n`` (a multiple of ``step``) at which all means are possible.

    None where there is none up to ``MAX_GRANULARITY_N``. With ``d`` decimals ``n = 10**d`` always does.
    """
    how = tuple(Rounding) if may_truncate else NEAREST
    waiting = list(dict.fromkeys(means))
    for n in range(step, MAX_GRANULARITY_N + 1, step):
        for place, mean in enumerate(waiting):
            if not _is_possible(mean, n, scale, how):
                # What one n cannot do the next is likely not to do either: ask it first.
                waiting.insert(0, waiting.pop(place))
                break
        else:
            return granularity(means, n, scale)
    return None


def means_of_parts(sizes: Sequence[int], scale: tuple[int, int]) -> frozenset[Fraction] | None:
    """Return every mean of part means that whole numbers within ``scale`` can have; None where they are too many."""
    values = {Fraction(0)}
    for size in sizes:
        sums = range(scale[0] * size, scale[1] * size + 1)
        if len(values) * len(sums) > MAX_PART_MEANS:
            return None
        values = {value + Fraction(number, size * len(sizes)) for value in values for number in sums}
    return frozenset(values)
