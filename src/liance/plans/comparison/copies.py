"""Near-identical passages between plans, and which plan had them first.

Plans are read as rows of letters, digits and Chinese signs; blanks and punctuation do not count. Left out are titles
between 《》, remarks wholly in brackets, and sections of roles that all plans share (guiding thought, background).
Fingerprints are chosen by winnowing (Schleimer, Wilkerson & Aiken 2003), so that work grows with the text and with what is
in fact shared, not with the number of pairs of plans; each seed is then grown in both directions over small differences
(another place, another number) for as long as the asked-for similarity holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from liance.core.spans import Span
from liance.plans.comparison.model import CopiedPassage, Quote
from liance.plans.documents.model import Document
from liance.plans.structure import Outline

#: Signs of a fingerprint, and fingerprints of which the least is kept: runs of 17 equal signs are never missed.
_GRAM, _WINDOW = 10, 8
#: Longest difference that a passage may hold, and signs that must agree after one.
_GAP, _RESYNC = 12, 6
#: Earlier plans with which one fingerprint is paired; the first of all is always among them.
_NEIGHBOURS = 12
#: A fingerprint in more plans than these, and than this share of them, is common language: it is paired with the
#: first plan alone, and a passage seeded by it must be this many times as long to be more than a stock phrase.
_COMMON_PLANS, _COMMON_SHARE, _COMMON_LENGTH = 20, Fraction(1, 20), 4
#: Seeds this near one another belong to one passage.
_NEAR, _DRIFT = 60, 24
_BARRIER, _OTHER_BARRIER = "\0", "\1"
_TITLES = re.compile(r"《[^《》\n]{1,80}》")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CopySource:
    """A plan as a row of signs: ``signs[i]`` stands at ``places[i]`` of ``document.text``.

    Where text was left out a barrier stands, over which no passage reaches.
    """

    key: str
    published: str | None
    signs: str
    places: npt.NDArray[np.uint32]
    document: Document


@cache
def _is_sign() -> npt.NDArray[np.bool_]:
    """Which code points count: letters and digits of any script (blanks, punctuation and signs do not)."""
    return np.array([chr(code).isalnum() for code in range(0x110000)])


def copy_source(key: str, outline: Outline, roles: Collection[str]) -> CopySource:
    """Return the signs of a plan's statements in sections of the given roles, with their places."""
    view = outline.view
    codes = np.frombuffer(view.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    left_out = np.zeros(len(codes), dtype=bool)
    for statement in outline.statements:
        shown = outline.shown(statement).strip()
        remark = shown.startswith(("（", "(")) and shown.endswith(("）", ")"))
        if remark or outline.role_of(statement).value not in roles:
            left_out[statement.view_start : statement.view_end] = True
    for title in _TITLES.finditer(view.text):
        left_out[title.start() : title.end()] = True
    kept = np.flatnonzero(_is_sign()[codes] & ~left_out)
    blocks = np.cumsum(left_out)[kept]
    breaks = np.flatnonzero(np.diff(blocks)) + 1
    signs = np.insert(codes[kept], breaks, 0).tobytes().decode("utf-32-le", "surrogatepass").lower()
    offsets = np.asarray(view.offsets, dtype=np.int64)[kept].astype(np.uint32)
    places = np.insert(offsets, breaks, 0)
    if len(signs) != len(places):  # a letter whose small form is longer (İ) would shift all places
        signs = np.insert(codes[kept], breaks, 0).tobytes().decode("utf-32-le", "surrogatepass")
    return CopySource(key, outline.document.metadata.published, signs, places, outline.document)


def find_copies(
    sources: Sequence[CopySource], characters: int = 30, similarity: Fraction = Fraction(4, 5)
) -> tuple[CopiedPassage, ...]:
    """Return the passages that two plans share, longest first.

    Work is bounded by what plans share; ``comparing.with_copies`` keeps the longest ``MAX_COPIED_PASSAGES``.

    Args:
        sources: the plans.
        characters: least number of signs in common.
        similarity: least share of signs in common, of the longer of the two passages; below 1.
    """
    ordered = sorted(sources, key=lambda source: (source.published or "9999", source.key))
    penalty = similarity / (1 - similarity)
    found: list[CopiedPassage] = []
    for earlier, later, seeds in _candidates(ordered):
        one, two = ordered[earlier], ordered[later]
        # Barriers of the two plans differ, so that nothing grows over them.
        other_signs = two.signs.replace(_BARRIER, _OTHER_BARRIER)
        covered: list[_Match] = []
        for first, second, common in seeds:
            if any(match.holds(first, second) for match in covered):
                continue
            match = _grown(one.signs, other_signs, first, second, float(penalty))
            least = characters * _COMMON_LENGTH if common else characters
            if match.equal >= least and not any(match.overlaps(other) for other in covered):
                covered.append(match)
        found += [_passage(one, two, match) for match in covered]
    found.sort(key=lambda copy: (-copy.characters, copy.earlier, copy.later, copy.later_quote.span))
    return tuple(found)


def came_before(first: str | None, second: str | None) -> bool:
    """Whether a date (or its known part) lies before another for certain.

    >>> came_before("2020-05", "2020-06-01"), came_before("2020", "2020-06"), came_before(None, "2020")
    (True, False, False)
    """
    if not first or not second:
        return False
    known = min(len(first), len(second))
    return first[:known] < second[:known]


# -- seeds -----------------------------------------------------------------------------------------------


def _fingerprints(signs: str) -> tuple[npt.NDArray[np.uint64], Ints]:
    """Return the chosen fingerprints of a row of signs, and where they stand."""
    codes = np.frombuffer(signs.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - _GRAM + 1
    if count < 1:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    hashes = np.zeros(count, np.uint64)
    for place in range(_GRAM):
        hashes = hashes * np.uint64(0x100000001B3) + codes[place : place + count]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    barriers = np.concatenate(([0], np.cumsum(codes == 0)))
    broken = barriers[_GRAM:] != barriers[:-_GRAM]
    hashes[broken] = np.iinfo(np.uint64).max
    width = min(_WINDOW, count)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, width)
    chosen = np.unique(np.arange(len(windows)) + windows.argmin(axis=1))
    chosen = chosen[~broken[chosen]]
    return hashes[chosen], chosen.astype(np.int64)


def _candidates(sources: Sequence[CopySource]) -> Iterator[tuple[int, int, list[tuple[int, int, bool]]]]:
    """Yield for pairs of plans (by place in ``sources``) a seed of each passage they may share, and if it is common."""
    parts = [_fingerprints(source.signs) for source in sources]
    hashes = np.concatenate([part[0] for part in parts]) if parts else np.empty(0, np.uint64)
    where = np.concatenate([part[1] for part in parts]) if parts else np.empty(0, np.int64)
    plans = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    pairs = _paired(hashes, plans, len(sources))
    if not len(pairs):
        return
    one, two = pairs[:, 0], pairs[:, 1]
    rows = np.column_stack((plans[one], plans[two], where[one], where[two], pairs[:, 2]))
    rows = rows[np.lexsort((rows[:, 2], rows[:, 3], rows[:, 1], rows[:, 0]))]
    drift = np.abs(np.diff(rows[:, 3] - rows[:, 2]))
    fresh = (
        (np.diff(rows[:, 0]) != 0)
        | (np.diff(rows[:, 1]) != 0)
        | (np.diff(rows[:, 3]) > _NEAR)
        | (drift > _DRIFT)
    )
    starts = np.concatenate(([0], np.flatnonzero(fresh) + 1))
    sizes = np.diff(np.concatenate((starts, [len(rows)])))
    # One uncommon seed is enough to make a passage somebody's own.
    rows[starts, 4] = np.minimum.reduceat(rows[:, 4], starts)
    # A single seed may be a stock phrase; two near one another are worth a look.
    starts = starts[sizes > 1]
    heads = rows[starts]
    limits = np.flatnonzero((np.diff(heads[:, 0]) != 0) | (np.diff(heads[:, 1]) != 0)) + 1
    for group in np.split(heads, limits):
        if len(group):
            yield (
                int(group[0, 0]),
                int(group[0, 1]),
                [(int(row[2]), int(row[3]), bool(row[4])) for row in group],
            )


def _paired(hashes: npt.NDArray[np.uint64], plans: Ints, count: int) -> Ints:
    """Return pairs of places (earlier, later) with one fingerprint in two plans, and 1 where that is common."""
    order = np.argsort(hashes, kind="stable")
    if not len(order):
        return np.empty((0, 3), np.int64)
    held_by = _plans_of(hashes[order], plans[order])
    order, held_by = order[held_by > 1], held_by[held_by > 1]
    if not len(order):
        return np.empty((0, 3), np.int64)
    common = (held_by > max(_COMMON_PLANS, int(count * _COMMON_SHARE))).astype(np.int64)
    sorted_hashes, sorted_plans = hashes[order], plans[order]
    starts = np.concatenate(([True], sorted_hashes[1:] != sorted_hashes[:-1]))
    first = np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    found: list[Ints] = []
    for lag in range(1, _NEIGHBOURS + 1):
        same = np.flatnonzero((sorted_hashes[lag:] == sorted_hashes[:-lag]) & (common[lag:] == 0))
        if not len(same):
            break
        other = same[sorted_plans[same] != sorted_plans[same + lag]]
        found.append(np.column_stack((order[other], order[other + lag], common[other])))
    far = np.flatnonzero((np.arange(len(order)) - first > _NEIGHBOURS) | (common == 1))
    far = far[sorted_plans[first[far]] != sorted_plans[far]]
    found.append(np.column_stack((order[first[far]], order[far], common[far])))
    return np.concatenate(found)


def _plans_of(hashes: npt.NDArray[np.uint64], plans: Ints) -> Ints:
    """Return for each of the sorted fingerprints in how many plans it stands."""
    fresh = hashes[1:] != hashes[:-1]
    group = np.cumsum(np.concatenate(([0], fresh.astype(np.int64))))
    other = np.concatenate(([True], fresh | (plans[1:] != plans[:-1])))
    held_by: Ints = np.bincount(group, weights=other).astype(np.int64)[group]
    return held_by


# -- passages --------------------------------------------------------------------------------------------


class _Match(NamedTuple):
    """A passage in two rows of signs: half-open places, and how many signs are equal."""

    first_start: int
    first_end: int
    second_start: int
    second_end: int
    equal: int

    def holds(self, first: int, second: int) -> bool:
        return self.first_start <= first < self.first_end and self.second_start <= second < self.second_end

    def overlaps(self, other: _Match) -> bool:
        return (
            self.second_start < other.second_end
            and other.second_start < self.second_end
            and self.first_start < other.first_end
            and other.first_start < self.first_end
        )


def _grown(one: str, two: str, first: int, second: int, penalty: float) -> _Match:
    """Grow a seed to both sides while equal signs outweigh the different ones.

    A sign in common counts 1, one that differs ``penalty`` less; a side ends where that sum is largest. So the
    whole has at least the similarity from which the penalty comes.
    """
    right = _reach(one, two, first, second, penalty)
    backwards = _reach(one[:first][::-1], two[:second][::-1], 0, 0, penalty)
    return _Match(first - backwards[0], right[0], second - backwards[1], right[1], right[2] + backwards[2])


def _reach(one: str, two: str, first: int, second: int, penalty: float) -> tuple[int, int, int]:
    """Return how far both rows go together from the given places, and how many signs are equal."""
    best = (first, second, 0)
    score = best_score = 0.0
    equal = 0
    while score > best_score - penalty * _GAP:
        run = _common(one, two, first, second)
        first, second, equal, score = first + run, second + run, equal + run, score + run
        if score > best_score:
            best, best_score = (first, second, equal), score
        gap = _resynchronised(one, two, first, second)
        if gap is None:
            break
        first, second = first + gap[0], second + gap[1]
        score -= penalty * max(gap)
    return best


def _common(one: str, two: str, first: int, second: int) -> int:
    """Return how many signs agree from the given places on: steps are doubled while they hold, then halved."""
    count, step, growing = 0, 8, True
    room = min(len(one) - first, len(two) - second)
    while step:
        start, other = first + count, second + count
        if count + step <= room and one[start : start + step] == two[other : other + step]:
            count += step
            step *= 2 if growing else 1
        else:
            growing = False
            step //= 2
    return count


def _resynchronised(one: str, two: str, first: int, second: int) -> tuple[int, int] | None:
    """Return how many signs to skip in each row until they agree again, the fewest; None where they do not."""
    ahead_one = one[first : first + _GAP + _RESYNC].partition(_BARRIER)[0]
    ahead_two = two[second : second + _GAP + _RESYNC].partition(_OTHER_BARRIER)[0]
    best: tuple[int, int] | None = None
    for skip in range(len(ahead_one) - _RESYNC + 1):
        place = ahead_two.find(ahead_one[skip : skip + _RESYNC])
        if place >= 0 and (best is None or max(skip, place) < max(best)):
            best = (skip, place)
    return best


def _passage(one: CopySource, two: CopySource, match: _Match) -> CopiedPassage:
    longer = max(match.first_end - match.first_start, match.second_end - match.second_start)
    dated = came_before(one.published, two.published)
    return CopiedPassage(
        earlier=one.key,
        later=two.key,
        dated=dated,
        earlier_quote=_quote(one, match.first_start, match.first_end),
        later_quote=_quote(two, match.second_start, match.second_end),
        characters=match.equal,
        similarity=Fraction(match.equal, longer),
    )


def _quote(source: CopySource, start: int, end: int) -> Quote:
    span = Span(int(source.places[start]), int(source.places[end - 1]) + 1)
    return Quote(span, source.document.quote(span), source.document.page_of(span.start))
