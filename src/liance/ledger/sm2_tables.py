"""SM2 verification of many signatures by few keys, faster than the native libraries: tables and shared inversions.

A signature (r, s) over the digest e is true if e + x([s]G + [r + s]P) = r modulo n (GB/T 32918.2, section 7.1).
For a key P that signs often, multiples of 2^(w·i)·P are kept, as they always are of the base point G. Then both
products are plain sums of points from the tables. Points are added in affine coordinates; that needs an
inversion for each addition, which all additions of one round share (Montgomery's trick), and the sums of all
signatures of a batch are halved in the same rounds. Python's integers do the rest.

Only public values pass through here, so time may depend on them. The formulas do not hold for a point and
itself or its opposite; a batch in which that happens is left to the library, as is any signature not found
true here. So nothing is refused by this module, and what it accepts satisfies the equation.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from liance.core import limits
from liance.ledger.sm2 import GX, GY, A, N, P

#: A point of the curve: x and y.
Point = tuple[int, int]
#: For each digit's place the multiples 1 to 2^(bits - 1) of the point, as far as a 256-bit number has places.
#: A multiple is 64 bytes, x and y: as objects, the tables of twenty keys no longer fit the processor's caches.
Table = tuple[bytes, ...]
#: Digest, r and s as numbers, with the table of the key.
Equation = tuple[Table, int, int, int]

#: Bits of a digit; digits are signed, so half as many multiples do.
_BITS: Final = 8


def _double(point: Point) -> Point:
    x, y = point
    slope = (3 * x * x + A) * pow(2 * y, -1, P) % P
    double = (slope * slope - 2 * x) % P
    return double, (slope * (x - double) - y) % P


def _add_each(left: Sequence[Point], right: Sequence[Point]) -> list[Point]:
    """Return the sum of each pair of points.

    Raises:
        ZeroDivisionError: if two points of a pair have the same x.
    """
    product, before, differences = 1, [], []
    for (x1, _), (x2, _) in zip(left, right, strict=True):
        difference = x2 - x1
        differences.append(difference)
        before.append(product)
        product = product * difference % P
    if not product:
        raise ZeroDivisionError
    inverse = pow(product, -1, P)
    sums = []
    # From the last pair to the first: the inverse of one difference is that of all, times all others.
    for (x1, y1), (x2, y2), difference, others in zip(
        reversed(left), reversed(right), reversed(differences), reversed(before), strict=True
    ):
        slope = (y2 - y1) * (inverse * others % P) % P
        inverse = inverse * difference % P
        x = (slope * slope - x1 - x2) % P
        sums.append((x, (slope * (x1 - x) - y1) % P))
    sums.reverse()
    return sums


def make_table(point: Point) -> Table:
    """Return the table of a point that is on the curve."""
    # A carry out of the highest digit takes a place of its own.
    rows: list[list[Point]] = []
    for _ in range(-(-257 // _BITS)):
        rows.append([point])
        for _ in range(_BITS):
            point = _double(point)
    known = 1
    while known < 1 << (_BITS - 1):
        # The multiples 1 to k and k·P give k + 1 to 2k; the last is a doubling.
        sums: list[Point] = []
        if known > 1:
            fixed = [row[-1] for row in rows for _ in range(known - 1)]
            sums = _add_each(fixed, [multiple for row in rows for multiple in row[:-1]])
        for place, row in enumerate(rows):
            last = _double(row[-1])
            row.extend(sums[place * (known - 1) : (place + 1) * (known - 1)])
            row.append(last)
        known *= 2
    return tuple(b"".join(x.to_bytes(32, "big") + y.to_bytes(32, "big") for x, y in row) for row in rows)


@lru_cache(maxsize=1)
def _base_table() -> Table:
    return make_table((GX, GY))


def _terms(table: Table, number: int) -> list[Point]:
    """Return points of the table whose sum is ``number`` times its point."""
    terms = []
    mask, most, read = (1 << _BITS) - 1, 1 << (_BITS - 1), int.from_bytes
    for row in table:
        digit = number & mask
        number >>= _BITS
        if digit > most:
            number += 1
            at = 64 * (mask - digit)
            terms.append((read(row[at : at + 32], "big"), P - read(row[at + 32 : at + 64], "big")))
        elif digit:
            at = 64 * (digit - 1)
            terms.append((read(row[at : at + 32], "big"), read(row[at + 32 : at + 64], "big")))
    return terms


def hold(equations: Sequence[Equation]) -> list[bool]:
    """Return for each equation, whose r and s are in range, whether it holds.

    Raises:
        ZeroDivisionError: if a sum meets a case that the formulas leave out; says nothing about any equation.
    """
    base = _base_table()
    sums = [_terms(base, s) + _terms(table, (r + s) % N) for table, _, r, s in equations]
    while any(len(terms) > 1 for terms in sums):
        left: list[Point] = []
        right: list[Point] = []
        for terms in sums:
            half = len(terms) // 2
            left += terms[:half]
            right += terms[half : 2 * half]
        added, at = _add_each(left, right), 0
        for place, terms in enumerate(sums):
            half = len(terms) // 2
            sums[place] = added[at : at + half] + terms[2 * half :]
            at += half
    return [(e + terms[0][0]) % N == r for (_, e, r, _), terms in zip(equations, sums, strict=True)]


class FrequentKeys:
    """Tables of the keys that sign most; not to be shared by threads."""

    def __init__(self) -> None:
        self._counts: dict[bytes, int] = {}
        self._tables: OrderedDict[bytes, Table] = OrderedDict()

    def table(self, public: bytes) -> Table | None:
        """Return the table of a public key on the curve, x || y, once it has been asked for often enough.

        A table costs as much as some forty verifications; a key that lost its own to others begins counting anew.
        """
        table = self._tables.get(public)
        if table is not None:
            self._tables.move_to_end(public)
            return table
        count = self._counts.pop(public, 0) + 1
        if count < limits.SM2_USES_BEFORE_TABLE:
            if len(self._counts) >= limits.MAX_CACHED_VALUES:
                self._counts.clear()
            self._counts[public] = count
            return None
        if len(self._tables) >= limits.MAX_SM2_TABLES:
            self._tables.popitem(last=False)
        table = make_table((int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")))
        self._tables[public] = table
        return table
