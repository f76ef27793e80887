"""Checkpoints after C2SP tlog-checkpoint."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.ledger.log.checkpoints import Checkpoint, parse_checkpoint, sign_checkpoint
from liance.ledger.log.errors import LogError, MalformedError
from liance.ledger.log.notes import VerifierKey, open_note
from liance.ledger.suites import load_suite

# The body of Go's sumdb/tlog test, whose first line is an origin with spaces.
GOLDEN = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"


def test_gos_tree_text_is_written_and_read() -> None:
    root = hashlib.sha256(b"\x00hello world").digest()
    checkpoint = Checkpoint("go.sum database tree", 123456789012, root)
    assert checkpoint.format() == GOLDEN
    assert checkpoint == parse_checkpoint(GOLDEN)


def test_extension_lines_are_kept() -> None:
    found = parse_checkpoint(GOLDEN + "state sm3:00\nmore\n")
    assert found.extensions == ("state sm3:00", "more")
    assert found.format() == GOLDEN + "state sm3:00\nmore\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        GOLDEN[:-1],
        GOLDEN + "\n",
        GOLDEN.replace("123456789012", "0123456789012"),
        GOLDEN.replace("123456789012", "0xabcdef"),
        GOLDEN.replace("123456789012", "+1"),
        GOLDEN.replace("123456789012", "-1"),
        GOLDEN.replace("123456789012", "١"),
        GOLDEN.replace("123456789012", str(2**63)),
        GOLDEN.replace("wBb0=", "wBTOOBIG="),
        GOLDEN.replace("wBb0=", "wBb1="),
        GOLDEN.replace("wBb0=", "wBb0"),
        "\n1\n" + GOLDEN.split("\n")[2] + "\n",
        "a\tb\n1\n" + GOLDEN.split("\n")[2] + "\n",
        "o" * 256 + "\n1\n" + GOLDEN.split("\n")[2] + "\n",
    ],
)
def test_other_texts_are_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_checkpoint(text)


@given(st.text(max_size=30), st.integers(-1, 2**64), st.binary(min_size=31, max_size=33))
def test_a_checkpoint_that_can_be_made_reads_back(origin: str, size: int, root: bytes) -> None:
    try:
        checkpoint = Checkpoint(origin, size, root)
    except LogError:
        return
    assert checkpoint == parse_checkpoint(checkpoint.format())


@given(st.text(alphabet="a01\n" + base64.b64encode(bytes(32)).decode(), max_size=120))
def test_a_text_that_is_read_is_the_one_that_is_written(text: str) -> None:
    try:
        checkpoint = parse_checkpoint(text)
    except LogError:
        return
    assert text == checkpoint.format()


@pytest.mark.parametrize("suite_name", ["intl", "guomi"])
def test_the_log_signs_under_its_origin(suite_name: str) -> None:
    suite = load_suite(suite_name)
    signer = suite.signer(*suite.generate())
    checkpoint = Checkpoint("liance.example/数据局", 7, suite.hash(b"x"))
    note = sign_checkpoint(checkpoint, signer)
    key = VerifierKey("liance.example/数据局", suite, suite.note_type, signer.public_key)
    assert checkpoint == parse_checkpoint(open_note(note, [key]).text)
