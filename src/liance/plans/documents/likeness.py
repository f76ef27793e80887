"""How much two texts have in common, told from small sketches, so that a thousand plans are compared at once.

A sketch holds the smallest hashes of all runs of ``RUN`` signs (bottom-k sketch; Cohen and Kaplan 2007): the share of
common hashes among the smallest of both estimates the Jaccard index of the two sets of runs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

#: Signs in one run.
RUN: Final = 8
#: Hashes kept of a text; the standard error of the estimate is at most 0.5 / sqrt(200) = 0.035.
SKETCH_SIZE: Final = 200
#: Share of common runs from which two plans are called nearly the same.
NEAR: Final = Fraction(1, 2)
_SIGNS = re.compile(r"[^\W_]+")


def sketch(text: str) -> tuple[int, ...]:
    """Return the smallest hashes (52 bits, exact in every JSON reader) of a text's runs, ascending; empty for short texts."""
    signs = "".join(_SIGNS.findall(text)).encode("utf-32-le", "replace")
    width = RUN * 4
    runs = {signs[place : place + width] for place in range(0, len(signs) - width + 1, 4)}
    hashes = (int.from_bytes(hashlib.blake2b(run, digest_size=8).digest()) >> 12 for run in runs)
    return tuple(sorted(hashes)[:SKETCH_SIZE])


def likeness(one: Sequence[int], other: Sequence[int]) -> Fraction:
    """Return the estimated Jaccard index (0 to 1) of two texts from their sketches; 0 where one is empty."""
    if not one or not other:
        return Fraction(0)
    first, second = set(one), set(other)
    smallest = sorted(first | second)[: min(SKETCH_SIZE, max(len(one), len(other)))]
    common = sum(number in first and number in second for number in smallest)
    return Fraction(common, len(smallest))


def near(
    own: Sequence[int], others: Mapping[str, Sequence[int]], least: Fraction = NEAR
) -> dict[str, Fraction]:
    """Return the texts (by key) that have at least ``least`` in common, most alike first."""
    first = set(own)
    # Common hashes among the smallest are at most those common at all: most texts are put aside by counting these.
    shares = {
        key: likeness(own, other)
        for key, other in others.items()
        if len(first.intersection(other)) >= least * min(SKETCH_SIZE, max(len(own), len(other)))
    }
    found = [(key, share) for key, share in shares.items() if share >= least]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))
