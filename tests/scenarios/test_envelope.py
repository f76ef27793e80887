"""Sealed content and wrapped keys, in both suites."""

from __future__ import annotations

import secrets

import pytest

from liance.ledger.errors import KeyMaterialError
from liance.ledger.suites import Secret, load_suite
from liance.scenarios.envelope import context_of, key_wrapping, open_content, seal_content

SUITES = pytest.mark.parametrize("name", ["guomi", "intl"])
CONTEXT = context_of("sm3:" + "0" * 64, "sharing", "grant/g1", 1)


@SUITES
def test_only_the_right_key_and_context_open_content(name: str) -> None:
    suite = load_suite(name)
    sealed, key = seal_content(suite, "身份信息".encode(), CONTEXT, secrets.token_bytes)
    assert open_content(suite, sealed, key, CONTEXT) == "身份信息".encode()
    assert open_content(suite, sealed, key, CONTEXT + b"x") is None
    assert open_content(suite, sealed, Secret(bytes(suite.cipher_key_bytes)), CONTEXT) is None
    assert "身份".encode() not in sealed.ciphertext


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
