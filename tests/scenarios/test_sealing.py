"""Sealed records: whole for who has the data key, single fields for who has theirs, nothing for others."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liance.core import limits
from liance.ledger.suites import Secret, load_suite
from liance.scenarios.disclosure import SaltedField, verified_fields
from liance.scenarios.envelope import key_wrapping
from liance.scenarios.sealing import (
    FieldKey,
    Keys,
    Location,
    SealedRecord,
    field_key,
    keys_of_fields,
    open_some,
    open_whole,
    parse_envelope,
    parse_field,
    parse_sealed,
    seal_record,
    unwrap_keys,
    wrap_keys,
)

SUITES = pytest.mark.parametrize("name", ["guomi", "intl"])
PLACE = Location("sm3:" + "0" * 64, "sharing", "payload/marriages/a", 1)
FIELDS = {"state": "已婚", "date": 20190520, "place": "某区", "witness": None}
READER = "city/housing/office/officer/k1"
VALUES = st.one_of(
    st.integers(-1000, 1000),
    st.text(max_size=8),
    st.booleans(),
    st.none(),
    st.lists(st.text(max_size=3), max_size=3),
)


@SUITES
def test_the_data_key_opens_all_fields_against_the_root(name: str) -> None:
    suite = load_suite(name)
    record, key, root = seal_record(suite, FIELDS, PLACE, secrets.token_bytes)
    read = parse_sealed(record.format())
    assert read == record
    opened = open_whole(suite, read, key, root)
    assert opened is not None
    assert {field.name: field.value for field in opened} == FIELDS
    assert open_whole(suite, record, key, bytes(32)) is None
    assert open_whole(suite, record, Secret(bytes(suite.cipher_key_bytes)), root) is None
    elsewhere = replace(record, location=replace(PLACE, revision=2))
    assert open_whole(suite, elsewhere, key, root) is None
    swapped = replace(record, fields=(record.fields[1], record.fields[0], *record.fields[2:]))
    assert open_whole(suite, swapped, key, root) is None
    for word in ("state", "已婚", "witness"):
        assert word.encode() not in record.format()


@SUITES
def test_single_keys_open_single_fields_and_prove_them(name: str) -> None:
    suite = load_suite(name)
    record, key, root = seal_record(suite, FIELDS, PLACE, secrets.token_bytes)
    opened = open_whole(suite, record, key, root)
    assert opened is not None
    some = keys_of_fields(suite, record, key, opened, frozenset({"state", "date"}))
    shown = open_some(suite, record, some)
    assert shown is not None
    assert verified_fields(suite.hash, root, shown) == {"state": "已婚", "date": 20190520}
    # The key of one field opens no other, and does not lead to the data key.
    for one in some.fields:
        for index in range(len(FIELDS)):
            moved = open_some(
                suite, record, Keys(fields=(FieldKey(index, one.key, one.path),), size=some.size)
            )
            assert (moved is not None) == (index == one.index)
    assert open_some(suite, record, Keys(fields=(FieldKey(9, some.fields[0].key, ()),), size=4)) is None
    assert open_some(suite, record, Keys()) is None
    with pytest.raises(KeyError):
        keys_of_fields(suite, record, key, opened, frozenset({"income"}))


@SUITES
def test_an_envelope_opens_for_its_reader_in_its_place_alone(name: str) -> None:
    suite, wrapping = load_suite(name), key_wrapping(name)
    (private, public), (other, _) = wrapping.generate(), wrapping.generate()
    record, key, root = seal_record(suite, FIELDS, PLACE, secrets.token_bytes)
    salted = open_whole(suite, record, key, root)
    assert salted is not None
    some = keys_of_fields(suite, record, key, salted, frozenset({"place"}))
    for keys in (Keys(whole=key), some):
        envelope = wrap_keys(suite, wrapping, keys, PLACE, "c", READER, public, secrets.token_bytes)
        read = parse_envelope(envelope.format())
        assert read == envelope
        found = unwrap_keys(suite, wrapping, read, private)
        assert found is not None
        assert found._format() == keys._format()
        assert unwrap_keys(suite, wrapping, envelope, other) is None
        for changed in (
            replace(envelope, content="d"),
            replace(envelope, reader="city/tax/office/officer/k1"),
            replace(envelope, location=replace(PLACE, record="payload/marriages/b")),
        ):
            assert unwrap_keys(suite, wrapping, changed, private) is None
        assert key.reveal().hex().encode() not in envelope.format()


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.text(max_size=5), VALUES, min_size=1, max_size=6))
def test_any_fields_come_back(fields: dict[str, object]) -> None:
    suite = load_suite("intl")
    record, key, root = seal_record(suite, fields, PLACE, secrets.token_bytes)
    opened = open_whole(suite, record, key, root)
    assert opened is not None
    assert {field.name: field.value for field in opened} == fields
    assert all(parse_field(field.entry()) == field for field in opened)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400))
def test_damaged_files_are_none(junk: bytes, place: int) -> None:
    suite = load_suite("intl")
    record, *_ = seal_record(suite, {"a": 1}, PLACE, secrets.token_bytes)
    data = record.format()
    cut = data[:place] + junk + data[place + len(junk) + 1 :]
    assert parse_sealed(junk) is None
    assert parse_envelope(junk) is None
    found = parse_sealed(cut)
    assert found is None or found.format() == cut
    assert parse_field(junk) is None


def test_what_cannot_be_sealed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    suite = load_suite("intl")
    with pytest.raises(ValueError, match="MAX_SEALED_FIELDS"):
        seal_record(suite, {}, PLACE, secrets.token_bytes)
    with pytest.raises(TypeError):
        seal_record(suite, {"a": 1.5}, PLACE, secrets.token_bytes)
    monkeypatch.setattr("liance.scenarios.sealing.MAX_SEALED_BYTES", 400)
    with pytest.raises(ValueError, match="MAX_SEALED_BYTES"):
        seal_record(suite, {"a": "x" * 400}, PLACE, secrets.token_bytes)
    assert limits.MAX_SEALED_BYTES < limits.MAX_BLOB_BYTES


def test_the_key_of_a_field_is_hkdf_expand() -> None:
    """Held against another implementation of RFC 5869."""
    from cryptography.hazmat.primitives.hashes import SHA256, SM3
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    for name, hash_ in (("intl", SHA256()), ("guomi", SM3())):
        suite = load_suite(name)
        key = Secret(bytes(range(suite.cipher_key_bytes)))
        info = b"liance/field-key/v1\n" + b"context" + (7).to_bytes(4, "big")
        expected = HKDFExpand(hash_, suite.cipher_key_bytes, info).derive(key.reveal())
        assert field_key(suite, key, b"context", 7).reveal() == expected


def test_a_record_is_told_by_its_parts() -> None:
    record = SealedRecord(PLACE, ())
    assert parse_sealed(record.format()) is None
    assert SaltedField("a", 1, bytes(16)).entry().startswith(b"liance/field/v1")
