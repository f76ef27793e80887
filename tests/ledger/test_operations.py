"""Operations: one spelling, an id that follows from the body, and bounds."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.canonical import canonical_json
from liance.core.limits import MAX_OPERATION_BYTES
from liance.ledger.log.errors import LogError
from liance.ledger.operations import (
    Body,
    OperationError,
    format_entry,
    is_member_path,
    parse_entry,
    parse_operation,
    read_operation,
    sign_operation,
)
from liance.ledger.suites import load_suite

LEDGER = "sha256:" + "0" * 64
AUTHOR = "sd-chain/jinan/data/admin/k1"
INTL = load_suite("intl")
SIGNER = INTL.signer(*INTL.generate())


def body(**fields: object) -> Body:
    values: dict[str, object] = {
        "ledger": LEDGER,
        "author": AUTHOR,
        "sequence": 1,
        "kind": "record.put",
        "payload": {"标题": "数据目录"},
        **fields,
    }
    return Body(**values)  # type: ignore[arg-type]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53 - 1), 2**53 - 1)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet="ab键", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(alphabet="ab键", max_size=3), JSON, max_size=4), st.integers(1, 2**53 - 1))
def test_an_operation_reads_back(payload: dict[str, object], sequence: int) -> None:
    operation = sign_operation(body(payload=payload, sequence=sequence), SIGNER)
    assert parse_operation(operation.format()) == operation
    assert operation.body.payload == payload
    assert INTL.verify(SIGNER.public_key, operation.signed_bytes(), operation.signature)


def test_the_id_follows_from_the_body_and_not_from_the_signature(suite_name: str) -> None:
    suite = load_suite(suite_name)
    first = sign_operation(body(), suite.signer(*suite.generate()))
    second = sign_operation(body(), suite.signer(*suite.generate()))
    assert first.signature != second.signature
    assert first.id(suite) == second.id(suite)
    assert first.id(suite).startswith({"intl": "sha256:", "guomi": "sm3:"}[suite_name])
    assert sign_operation(body(sequence=2), SIGNER).id(suite) != first.id(suite)


@pytest.mark.parametrize(
    "fields",
    [
        {"ledger": "sha256:0"},
        {"ledger": 1},
        {"author": "sd-chain/jinan/data/admin"},
        {"author": "sd-chain/jinan/data/admin/K1"},
        {"author": "sd-chain//data/admin/k1"},
        {"author": "a/b/c/d/" + "x" * 33},
        {"sequence": 0},
        {"sequence": True},
        {"sequence": 2**53},
        {"sequence": "1"},
        {"expires": -1},
        {"kind": "record"},
        {"kind": "Record.put"},
        {"payload": []},
        {"payload": {"a": 1.5}},
        {"payload": {1: 2}},
        {"payload": {"a": 2**53}},
        {"payload": {"a": "\ud800"}},
        {"payload": {"a": [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}},
    ],
)
def test_fields_out_of_range_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(OperationError):
        sign_operation(body(**fields), SIGNER)


def test_size_is_bounded_and_told_apart_from_shape() -> None:
    for attempt in (
        lambda: sign_operation(body(payload={"a": "x" * MAX_OPERATION_BYTES}), SIGNER),
        lambda: parse_operation(bytes(MAX_OPERATION_BYTES + 1)),
    ):
        with pytest.raises(OperationError) as caught:
            attempt()
        assert caught.value.too_large
    with pytest.raises(OperationError) as caught:
        parse_operation(b"")
    assert not caught.value.too_large


def test_other_spellings_of_the_same_body_are_refused() -> None:
    operation = sign_operation(body(payload={"a": 1, "b": "é"}), SIGNER)
    raw, tail = operation.raw_body, operation.format()[len(operation.raw_body) :]
    for other in (
        raw.replace(b":", b": "),
        raw.replace(b'{"a":1,"b":"\xc3\xa9"}', b'{"b":"\xc3\xa9","a":1}'),
        raw.replace(b"\xc3\xa9", b"\\u00e9"),
        raw.replace(b'"a":1', b'"a":1,"a":1'),
        raw.replace(b'"a":1', b'"a":1.0'),
        raw.replace(b'"a":1', b'"a":1e0'),
        raw.replace(b'"a":1', b'"a":-0'),
        raw.replace(b'"a":1', b'"a":NaN'),
        raw.replace(b'"a":1', b'"a":' + b"9" * 5000),
        raw + b" ",
        b"\xef\xbb\xbf" + raw,
        json.dumps(json.loads(raw)).encode(),
    ):
        assert other != raw
        with pytest.raises(OperationError):
            parse_operation(other + tail)


def test_brackets_that_nest_without_end_cost_nothing() -> None:
    for raw in (b"[" * 50_000, b'{"a":' * 9_000, b'"' + b"[" * 50_000):
        with pytest.raises(OperationError):
            parse_operation(raw + b"\nAAAA\n")


def test_unknown_and_missing_fields_are_refused() -> None:
    operation = sign_operation(body(), SIGNER)
    fields = json.loads(operation.raw_body)
    tail = operation.format()[len(operation.raw_body) :]
    for changed in ({**fields, "more": 1}, {k: v for k, v in fields.items() if k != "expires"}, [], 1, None):
        with pytest.raises(OperationError):
            parse_operation(canonical_json(changed) + tail)


FORMATTED = sign_operation(body(payload={"a": [1, {"键": "值"}]}), SIGNER).format()


@given(st.integers(0, len(FORMATTED) - 1), st.integers(0, 255), st.sampled_from(["set", "insert", "delete"]))
def test_a_mutated_operation_is_refused_or_reads_back_to_its_own_bytes(
    place: int, octet: int, how: str
) -> None:
    data = bytearray(FORMATTED)
    if how == "set":
        data[place] = octet
    elif how == "insert":
        data.insert(place, octet)
    else:
        del data[place]
    try:
        operation = parse_operation(bytes(data))
    except OperationError:
        return
    assert operation.format() == bytes(data)
    if bytes(data) != FORMATTED:
        assert not INTL.verify(SIGNER.public_key, operation.signed_bytes(), operation.signature)


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_or_read_back(data: bytes) -> None:
    try:
        operation = parse_operation(data)
    except (OperationError, LogError):
        return
    assert operation.format() == data


def test_an_entry_carries_its_time() -> None:
    assert parse_entry(format_entry(12, b"op")) == (12, b"op")
    for entry in (b"", b"12", b"012\nop", b"-1\nop", b"x\nop", b"\xff\nop"):
        with pytest.raises(OperationError):
            parse_entry(entry)


def test_member_paths() -> None:
    assert is_member_path("sd-chain/jinan/data-bureau/clerk/k1")
    for wrong in ("", "/", "a/", "a-", "-a", "a--b", "a/b/c/d/e/f", "中", "A", "a_b", None, 1):
        assert not is_member_path(wrong)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(max_size=20)
    | st.just("sm3:" + "0" * 64),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.fixed_dictionaries(
    {
        "author": st.just("sd-chain/jinan/data/admin/k1") | JSON_VALUES,
        "expires": st.integers(-1, 3) | JSON_VALUES,
        "kind": st.just("record.put") | JSON_VALUES,
        "ledger": st.just("sha256:" + "a" * 64) | JSON_VALUES,
        "payload": st.dictionaries(st.text(max_size=8), JSON_VALUES, max_size=4) | JSON_VALUES,
        "sequence": st.integers(0, 3) | JSON_VALUES,
    },
    optional={"more": JSON_VALUES},
)


@given(FIELDS, st.binary(max_size=70), st.booleans())
def test_quick_reading_agrees_wherever_strict_reading_accepts(
    fields: dict[str, object], signature: bytes, canonical: bool
) -> None:
    try:
        text = json.dumps(
            fields, ensure_ascii=False, sort_keys=True, separators=(",", ":") if canonical else None
        )
        data = text.encode() + b"\n" + base64.b64encode(signature) + b"\n"
    except UnicodeEncodeError:
        return
    quick = read_operation(data)
    try:
        strict = parse_operation(data)
    except OperationError:
        return
    assert quick == strict
    assert strict.format() == data


@given(st.binary(max_size=300))
def test_quick_reading_never_fails_on_any_bytes(data: bytes) -> None:
    assert read_operation(data) is None or b"\n" in data


@pytest.mark.parametrize(
    "data", [b"[" * 60_000 + b"\n", b'{"a":' * 9_000 + b"\n", b"1" * 5_000 + b"\n", b"\xff\n", b"{}\nA"]
)
def test_quick_reading_gives_up_on_hostile_bytes(data: bytes) -> None:
    assert read_operation(data) is None
