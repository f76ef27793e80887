"""Industry series -> growth recomputed, and the growth a source states held against it.

Growth is in percent of the earlier value, exact; the mean yearly growth (年均) is the geometric mean over the years
between two yearly values. A total of several years is never compared with one year.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from liance.core.numbers import round_half_up
from liance.packs.series import IndustrySeries, SeriesPoint, StatedGrowth, time_key
from liance.packs.study import parse_number


class Agreement(StrEnum):
    """How a stated growth stands to the values: it agrees, agrees when cut off, contradicts, or cannot be told."""

    AGREES = "agrees"
    TRUNCATED = "truncated"
    CONTRADICTS = "contradicts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Growth:
    """From one value to a later one: the ``difference``, and for amounts ``percent`` of growth.

    ``yearly`` is the mean yearly growth in percent where both are yearly values.
    """

    series: str
    earlier: SeriesPoint
    later: SeriesPoint
    difference: Fraction
    percent: Fraction | None
    yearly: Decimal | None


@dataclass(frozen=True, slots=True)
class AuditedGrowth:
    """A stated growth with what the values give.

    ``recomputed`` is the growth the values give. For growth within a total, ``implied`` is the total that the stated
    growth would make of the two years, ``total`` the printed one.
    """

    series: str
    stated: StatedGrowth
    agreement: Agreement
    recomputed: Fraction | None = None
    implied: Fraction | None = None
    total: Fraction | None = None


def value_of(point: SeriesPoint) -> Fraction:
    """Return the value of a point of a checked series."""
    printed = parse_number(point.value)
    assert printed is not None
    return printed.value


def growths(series: IndustrySeries) -> tuple[Growth, ...]:
    """Return the growth between neighbouring values of one kind (years with years, months with months), in order."""
    found = []
    kinds: dict[str, list[SeriesPoint]] = {}
    for point in series.points:
        kinds.setdefault(_kind(point), []).append(point)
    for kind, points in sorted(kinds.items()):
        if kind == "span":
            continue
        ordered = sorted(points, key=lambda point: time_key(point.time) or (0, 0, 0))
        for earlier, later in pairwise(ordered):
            base, value = value_of(earlier), value_of(later)
            grows = series.measure == "amount" and base > 0
            percent = (value / base - 1) * 100 if grows else None
            yearly = _yearly(earlier, later) if grows and kind == "year" else None
            found.append(Growth(series.id, earlier, later, value - base, percent, yearly))
    return tuple(found)


def audit(series: IndustrySeries) -> tuple[AuditedGrowth, ...]:
    """Hold every growth that the source states against the values."""
    points = {str(point.time): point for point in series.points}
    return tuple(_audit_one(series.id, points, stated) for stated in series.stated)


def _audit_one(series: str, points: dict[str, SeriesPoint], stated: StatedGrowth) -> AuditedGrowth:
    printed = parse_number(stated.percent)
    assert printed is not None
    later = value_of(points[str(stated.later)])
    if stated.earlier is not None:
        base = value_of(points[str(stated.earlier)])
        if base <= 0:
            return AuditedGrowth(series, stated, Agreement.UNKNOWN)
        percent = (later / base - 1) * 100
        return AuditedGrowth(series, stated, _agreement(percent, printed.value, printed.decimals), percent)
    if stated.within is None or printed.value <= -100:
        return AuditedGrowth(series, stated, Agreement.UNKNOWN)
    total = value_of(points[str(stated.within)])
    implied = later / (1 + printed.value / 100) + later
    rest = total - later
    recomputed = (later / rest - 1) * 100 if rest > 0 else None
    # Counts are whole and the growth is rounded: half a unit of either is no contradiction.
    agrees = abs(implied - total) <= 1
    verdict = Agreement.AGREES if agrees else Agreement.CONTRADICTS
    return AuditedGrowth(series, stated, verdict, recomputed, implied, total)


def _agreement(exact: Fraction, printed: Fraction, decimals: int) -> Agreement:
    if round_half_up(exact, decimals) == round_half_up(printed, decimals):
        return Agreement.AGREES
    step = Fraction(1, 10**decimals)
    cut = (abs(exact) // step) * step
    return Agreement.TRUNCATED if (cut if exact >= 0 else -cut) == printed else Agreement.CONTRADICTS


def _kind(point: SeriesPoint) -> str:
    return "span" if "/" in str(point.time) else "month" if "-" in str(point.time) else "year"


def _yearly(earlier: SeriesPoint, later: SeriesPoint) -> Decimal | None:
    first, last = time_key(earlier.time), time_key(later.time)
    assert first is not None
    assert last is not None
    years = last[0] - first[0]
    ratio = value_of(later) / value_of(earlier)
    if years < 1 or ratio <= 0:
        return None
    with localcontext() as context:
        context.prec = 40
        quotient = Decimal(ratio.numerator) / Decimal(ratio.denominator)
        root = (quotient.ln() / years).exp()
        return ((root - 1) * 100).quantize(Decimal("0.000001"))
