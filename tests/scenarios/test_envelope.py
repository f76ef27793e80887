"""Sealed content and wrapped keys, in both suites."""

from __future__ import annotations

import secrets

import pytest

from liance.ledger.errors import KeyMaterialError
from liance.ledger.kinds import record_key
from liance.ledger.state import write_value
from liance.ledger.suites import Secret, load_suite
from liance.scenarios.envelope import context_of, key_wrapping, read_receiving_key

SUITES = pytest.mark.parametrize("name", ["guomi", "intl"])
CONTEXT = context_of("sm3:" + "0" * 64, "sharing", "grant/g1", 1)


class Standing:
    """A state with one record of an organisation."""

    def __init__(self, author: str, value: object) -> None:
        self.value = write_value({"author": author, "height": 3, "revision": 1, "value": value})

    def get(self, key: str, /) -> bytes | None:
        return self.value if key == record_key("city/civil", "receiving/office/owner/k1") else None


def test_a_receiving_key_counts_only_if_its_member_registered_it() -> None:
    path = "city/civil/office/owner/k1"
    sound = {"receiving_key": "AAAA"}
    assert read_receiving_key(Standing(path, sound), path) == bytes(3)
    assert read_receiving_key(Standing("city/civil/office/gateway/k1", sound), path) is None
    assert read_receiving_key(Standing(path, sound), "city/civil/office/gateway/k1") is None
    for value in ({}, {"receiving_key": 3}, {"receiving_key": "A"}):
        assert read_receiving_key(Standing(path, value), path) is None


@SUITES
def test_a_wrapped_key_opens_for_its_recipient_in_its_context_alone(name: str) -> None:
    wrapping = key_wrapping(name)
    (private, public), (other, _) = wrapping.generate(), wrapping.generate()
    key = Secret(secrets.token_bytes(load_suite(name).cipher_key_bytes))
    wrapped = wrapping.wrap(key, public, CONTEXT)
    opened = wrapping.unwrap(wrapped, private, CONTEXT)
    assert opened is not None
    assert opened.reveal() == key.reveal()
    assert wrapping.unwrap(wrapped, other, CONTEXT) is None
    assert wrapping.unwrap(wrapped, private, b"another") is None
    for place in range(0, len(wrapped), 7):
        damaged = wrapped[:place] + bytes([wrapped[place] ^ 1]) + wrapped[place + 1 :]
        found = wrapping.unwrap(damaged, private, CONTEXT)
        assert found is None or found.reveal() == key.reveal()
    assert wrapping.unwrap(b"", private, CONTEXT) is None


@SUITES
def test_what_is_no_public_key_is_refused(name: str) -> None:
    key = Secret(bytes(16))
    for public in (b"", bytes(32), b"\xff" * 64, bytes(64)):
        with pytest.raises(KeyMaterialError):
            key_wrapping(name).wrap(key, public, CONTEXT)


@SUITES
def test_keys_do_not_show(name: str) -> None:
    private, _ = key_wrapping(name).generate()
    assert private.reveal().hex() not in repr(private)
