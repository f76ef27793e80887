"""Encodings: told strictly, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.plans.documents.plain import decode, with_unix_line_ends

TEXT = "一、总体要求\n到2027年，建成平台（Blockchain），规模达50亿元。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "UTF-16 LE"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16 BE"),
        (TEXT.encode("utf-16-le"), "UTF-16 LE"),
        (TEXT.encode("utf-16-be"), "UTF-16 BE"),
        (TEXT.encode("gb18030"), "GB18030"),
    ],
)
def test_each_encoding_is_known(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert decoded is not None
    assert (decoded.text, decoded.encoding) == (TEXT, encoding)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode() + b"\xff",
        b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1],
        b"\xff\xfe" + "区\ud800块".encode("utf-16-le", "surrogatepass"),
        "区\ud800块".encode("utf-8", "surrogatepass"),
        TEXT.encode() + b"\0",
        "區塊鏈產業發展規劃與應用場景建設".encode("big5"),
        "Überprüfung der Maßnahmen".encode("latin-1"),
        bytes(range(256)) * 4,
    ],
)
def test_what_is_not_text_for_certain_is_refused(data: bytes) -> None:
    assert decode(data) is None


@given(st.text())
def test_utf8_comes_back_unchanged_or_not_at_all(text: str) -> None:
    decoded = decode(text.encode("utf-8-sig", "surrogatepass"))
    assert decoded is None or decoded.text == text


@given(st.binary())
def test_decoding_never_fails_otherwise(data: bytes) -> None:
    decoded = decode(data)
    if decoded is not None:
        assert decoded.text.encode().decode() == decoded.text


def test_line_ends_become_unix() -> None:
    assert with_unix_line_ends("a\r\nb\rc\n\r") == "a\nb\nc\n\n"
