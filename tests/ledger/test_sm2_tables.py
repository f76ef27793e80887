"""Verification by tables says what the textbook and the library say, at the edges of the numbers too."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liance.core import limits
from liance.ledger import sm2, sm2_tables
from liance.ledger.sm2 import GX, GY, A, N, P
from liance.ledger.suites import Guomi, load_suite

G = (GX, GY)
EDGES = sorted(
    {1, 2, 3, 127, 128, 129, 255, 256, 511, 512, 513, N // 2, N - 1, N - 2, N - 128}
    | {2**bits + more for bits in (8, 10, 64, 248, 250, 255) for more in (-1, 0, 1)}
    | {sum(0x80 << at for at in range(0, 248, 8)), sum(0x81 << at for at in range(0, 248, 8))}
)
scalars = st.one_of(st.sampled_from(EDGES), st.integers(1, N - 1))


def textbook_add(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def textbook(number: int, point: tuple[int, int]) -> tuple[int, int] | None:
    found: tuple[int, int] | None = None
    while number:
        if number & 1:
            found = textbook_add(found, point)
        point = textbook_add(point, point) or point
        number >>= 1
    return found


KEY = textbook(0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8, G) or G
TABLE = sm2_tables.make_table(KEY)


def true_equation(s: int, t: int) -> tuple[sm2_tables.Table, int, int, int] | None:
    """Return the equation that holds for s and t = r + s, made from the textbook's sum of points."""
    r = (t - s) % N
    point = textbook_add(textbook(s, G), textbook(t, KEY))
    return None if point is None or not r else (TABLE, (r - point[0]) % N, r, s)


@given(pairs=st.lists(st.tuples(scalars, scalars), min_size=1, max_size=4), change=st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_an_equation_holds_exactly_when_the_textbook_says(pairs: list[tuple[int, int]], change: int) -> None:
    equations = [found for s, t in pairs if (found := true_equation(s, t))]
    assert sm2_tables.hold(equations) == [True] * len(equations)
    changed = [
        (
            table,
            e + (change == 1),
            r % (N - 1) + 1 if change == 2 else r,
            s % (N - 1) + 1 if change == 3 else s,
        )
        for table, e, r, s in equations
    ]
    assert sm2_tables.hold(changed) == [change == 0] * len(changed)


def test_a_table_holds_the_multiples_it_says() -> None:
    assert len(TABLE) * 8 >= 257
    for place, digit in ((0, 1), (0, 2), (0, 3), (1, 128), (2, 7), (len(TABLE) - 2, 5)):
        point = textbook(digit << (8 * place), KEY) or G
        wanted = b"".join(part.to_bytes(32, "big") for part in point)
        assert TABLE[place][64 * (digit - 1) : 64 * digit] == wanted
    assert {len(row) for row in TABLE} == {64 * 128}


def signed(suite: Guomi, count: int) -> list[tuple[bytes, bytes, bytes]]:
    signer = suite.signer(*suite.generate())
    messages = [b"message %d" % number for number in range(count)]
    return [(signer.public_key, message, signer.sign(message)) for message in messages]


def guomi() -> Guomi:
    suite = load_suite("guomi")
    assert isinstance(suite, Guomi)
    return suite


def test_a_checker_says_what_the_library_says_before_and_after_it_has_tables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "SM2_USES_BEFORE_TABLE", 3)
    suite = guomi()
    checker = suite.checker()
    claims = signed(suite, 12) + signed(suite, 2)
    for place, (public, message, signature) in enumerate(list(claims)):
        at = place % 64
        bad = bytearray(signature)
        bad[at] ^= 1
        claims += [(public, message, bytes(bad)), (public, message + b"!", signature)]
    claims += [
        (claims[0][0], b"", b""),
        (claims[0][0], b"m", bytes(64)),
        (claims[0][0], b"m", b"\xff" * 64),
        (bytes(64), b"m", claims[0][2]),
        (claims[0][0][:63], b"m", claims[0][2]),
    ]
    wanted = [suite.verify(*claim) for claim in claims]
    assert wanted == [True] * 14 + [False] * (len(claims) - 14)
    for _ in range(3):
        assert checker.check(claims) == wanted
        assert [checker.check([claim])[0] for claim in claims[:6]] == wanted[:6]


def test_tables_accept_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows that the tables were used at all: the library would refuse everything here."""
    monkeypatch.setattr(limits, "SM2_USES_BEFORE_TABLE", 1)
    suite = Guomi()
    claims = signed(suite, 4)
    monkeypatch.setattr(suite, "verify", lambda *_: False)
    assert suite.checker().check(claims) == [True] * 4


@pytest.mark.parametrize("private", [1, 2, 3, 1 << 8, 1 << 80, N - 2, (N - 1) // 2])
def test_keys_near_the_base_point_are_left_to_the_library_where_formulas_end(
    private: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With P = G or P = 2^k·G, terms of both products can be the same point or opposite ones."""
    monkeypatch.setattr(limits, "SM2_USES_BEFORE_TABLE", 1)
    suite = guomi()
    point = textbook(private, G) or G
    public = b"".join(part.to_bytes(32, "big") for part in point)
    claims = []
    for s in (1, 2, 5, 1 << 8, N - 1):
        for t in (1, 2, 5, 1 << 8, N - 1):
            r = (t - s) % N
            if r:
                claims.append((public, b"m", r.to_bytes(32, "big") + s.to_bytes(32, "big")))
    signer_bytes = private.to_bytes(32, "big")
    claims.append((public, b"m", sm2.backend().sign(signer_bytes, public, b"m")))
    checker = suite.checker()
    assert checker.check(claims) == [suite.verify(*claim) for claim in claims]
    assert checker.check(claims)[-1] is True


def test_a_sum_the_formulas_leave_out_is_an_error_not_an_answer() -> None:
    table = sm2_tables.make_table(G)
    with pytest.raises(ZeroDivisionError):
        # [1]G + [1]G is a doubling.
        sm2_tables.hold([(table, 0, N, 1)])
    with pytest.raises(ZeroDivisionError):
        # [1]G + [n - 1]G is the point at infinity, in one of the rounds.
        sm2_tables.hold([(table, 0, N - 2, 1)])


def test_tables_are_bounded_and_the_least_used_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SM2_USES_BEFORE_TABLE", 2)
    monkeypatch.setattr(limits, "MAX_SM2_TABLES", 2)
    keys = sm2_tables.FrequentKeys()
    publics = [
        b"".join(part.to_bytes(32, "big") for part in textbook(number, G) or G) for number in (5, 6, 7)
    ]
    for public in publics:
        assert keys.table(public) is None
        assert keys.table(public) is not None
    assert keys.table(publics[2]) is not None
    assert keys.table(publics[1]) is not None
    assert keys.table(publics[0]) is None
