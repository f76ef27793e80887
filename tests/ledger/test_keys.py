"""Key files: sealed, bound in every field, opened only by their passphrase."""

from __future__ import annotations

import json

import pytest

from liance.core.canonical import canonical_json
from liance.core.limits import MAX_KEY_FILE_BYTES, MAX_SCRYPT_COST, MIN_SCRYPT_COST
from liance.ledger.errors import KeyFileError, KeyMaterialError
from liance.ledger.keys import create_key, open_key, read_public_key, seal_key
from liance.ledger.suites import load_suite

BOTH = ("intl", "guomi")
PASSPHRASE = "上链的口令足够长"


def made(name: str) -> tuple[bytes, bytes]:
    data, signer = create_key(load_suite(name), PASSPHRASE, cost=MIN_SCRYPT_COST)
    return data, signer.public_key


@pytest.mark.parametrize("name", BOTH)
def test_a_key_file_opens_with_its_passphrase(name: str) -> None:
    data, public = made(name)
    signer = open_key(data, PASSPHRASE)
    assert signer.public_key == public
    assert signer.suite is load_suite(name)
    assert signer.suite.verify(public, b"m", signer.sign(b"m"))
    assert read_public_key(data) == (load_suite(name), public)


@pytest.mark.parametrize("name", BOTH)
def test_a_wrong_passphrase_is_refused_without_showing_anything(name: str) -> None:
    data, _ = made(name)
    with pytest.raises(KeyFileError) as caught:
        open_key(data, PASSPHRASE + "!")
    assert caught.value.reason is KeyFileError.PASSPHRASE
    assert PASSPHRASE not in str(caught.value) + caught.value.message("zh")


def test_a_passphrase_is_the_same_in_either_unicode_form() -> None:
    data, _ = create_key(load_suite("intl"), "caf\u00e9-caf\u00e9", cost=MIN_SCRYPT_COST)
    assert open_key(data, "cafe\u0301-cafe\u0301")


@pytest.mark.parametrize("name", BOTH)
def test_the_private_key_does_not_stand_in_the_file(name: str) -> None:
    suite = load_suite(name)
    private, public = suite.generate()
    data = seal_key(suite, private, public, PASSPHRASE, cost=MIN_SCRYPT_COST)
    assert private.reveal() not in data
    assert private.reveal().hex().encode() not in data
    with pytest.raises(KeyMaterialError):
        seal_key(suite, private, suite.generate()[1], PASSPHRASE, cost=MIN_SCRYPT_COST)


def test_every_field_is_bound() -> None:
    data, _ = made("intl")
    value = json.loads(data)
    other = json.loads(made("intl")[0])
    for field in ("public_key", "salt", "nonce", "ciphertext"):
        with pytest.raises(KeyFileError):
            open_key(canonical_json({**value, field: other[field]}) + b"\n", PASSPHRASE)
    with pytest.raises(KeyFileError):
        open_key(canonical_json({**value, "cost": MIN_SCRYPT_COST * 2}) + b"\n", PASSPHRASE)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "liance-key/v2"},
        {"kdf": "none"},
        {"suite": "goumi"},
        {"suite": ["intl"]},
        {"suite": "guomi"},
        {"cipher": "aes-128-gcm"},
        {"cost": MIN_SCRYPT_COST // 2},
        {"cost": MAX_SCRYPT_COST * 2},
        {"cost": MIN_SCRYPT_COST + 1},
        {"cost": str(MIN_SCRYPT_COST)},
        {"cost": True},
        {"nonce": "AAAA"},
        {"salt": "AAAA"},
        {"public_key": "AAAA"},
        {"public_key": 1},
        {"ciphertext": "A"},
        {"extra": 1},
    ],
)
def test_other_shapes_are_damaged(changes: dict[str, object]) -> None:
    value = json.loads(made("intl")[0])
    with pytest.raises(KeyFileError) as caught:
        open_key(canonical_json({**value, **changes}) + b"\n", PASSPHRASE)
    assert caught.value.reason is KeyFileError.DAMAGED


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]\n", b"1\n", b"{}\n", b"[" * 4000, b" " * MAX_KEY_FILE_BYTES * 2]
)
def test_other_bytes_are_damaged(data: bytes) -> None:
    with pytest.raises(KeyFileError):
        open_key(data, PASSPHRASE)


def test_only_the_canonical_bytes_are_read() -> None:
    data, _ = made("intl")
    for other in (data[:-1], data + b"\n", b" " + data, data.replace(b":", b": ")):
        with pytest.raises(KeyFileError):
            open_key(other, PASSPHRASE)


@pytest.mark.parametrize("passphrase", ["", "seven77", "x" * 1025])
def test_short_and_endless_passphrases_are_refused(passphrase: str) -> None:
    with pytest.raises(KeyFileError, match="passphrase"):
        create_key(load_suite("intl"), passphrase, cost=MIN_SCRYPT_COST)
