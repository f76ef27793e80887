"""Signed notes, byte for byte with Go's sumdb/note, C2SP signed-note and a real public checkpoint."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.ledger.log.errors import BoundError, LogError, MalformedError, SignatureError
from liance.ledger.log.notes import (
    Note,
    NoteSignature,
    VerifierKey,
    add_signature,
    cosign_note,
    open_note,
    parse_note,
    parse_verifier_key,
    sign_note,
)
from liance.ledger.suites import Secret, load_suite

INTL = load_suite("intl")
# The keys, text and signatures of Go's sumdb/note tests.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
# A checkpoint of a public certificate log with the log's Ed25519 signature (and one of an older kind, to be
# ignored) and the cosignatures of four public witnesses.
PUBLIC = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501
PUBLIC_LOG = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
PUBLIC_WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"


def peter_signer():
    seed = base64.b64decode(PETER_SEED)[1:]
    return INTL.signer(Secret(seed), parse_verifier_key(INTL, PETER).public_key)


def both() -> bytes:
    return (TEXT + "\n" + PETER_LINE + ENOCH_LINE).encode()


def test_signing_gives_gos_bytes() -> None:
    signature = sign_note(TEXT, "PeterNeumann", peter_signer())
    assert signature.format() == PETER_LINE
    assert (TEXT + "\n" + PETER_LINE).encode() == Note(TEXT, (signature,)).format()


def test_gos_verifier_keys_read_and_write_back() -> None:
    for text in (PETER, ENOCH, PUBLIC_LOG, PUBLIC_WITNESS):
        assert text == parse_verifier_key(INTL, text).format()


def test_every_mangling_of_a_verifier_key_is_refused() -> None:
    for start in range(len(PETER) + 1):
        for end in range(start + 1, len(PETER) + 1):
            if (start, end) != (0, len(PETER)):
                with pytest.raises(LogError):
                    parse_verifier_key(INTL, PETER[start:end])
    for place in range(len(PETER)):
        changed = PETER[:place] + chr(ord(PETER[place]) + 1) + PETER[place + 1 :]
        with pytest.raises(LogError):
            parse_verifier_key(INTL, changed)
    for text in (
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        PETER.replace("c74f20a3", "C74F20A3"),
        "x" * 3000,
    ):
        with pytest.raises(LogError):
            parse_verifier_key(INTL, text)


def test_known_signatures_are_checked_and_unknown_ones_ignored() -> None:
    peter, enoch = parse_verifier_key(INTL, PETER), parse_verifier_key(INTL, ENOCH)
    note = parse_note(both())
    assert [peter] == [s.key for s in open_note(note, [peter]).signatures]
    assert [peter, enoch] == [s.key for s in open_note(note, [enoch, peter]).signatures]
    assert open_note(note, [enoch]).text == TEXT
    with pytest.raises(SignatureError):
        open_note(note, [])


def test_a_repeated_signature_counts_once() -> None:
    note = parse_note((TEXT + "\n" + PETER_LINE * 2).encode())
    assert len(open_note(note, [parse_verifier_key(INTL, PETER)]).signatures) == 1


def test_a_false_signature_of_a_known_key_refuses_the_note_even_beside_a_true_one() -> None:
    wrong = PETER_LINE[:60] + "ABCD" + PETER_LINE[60:]
    peter, enoch = parse_verifier_key(INTL, PETER), parse_verifier_key(INTL, ENOCH)
    note = parse_note((TEXT + "\n" + wrong + ENOCH_LINE).encode())
    with pytest.raises(SignatureError, match="PeterNeumann"):
        open_note(note, [peter, enoch])
    assert open_note(note, [enoch]).text == TEXT


def test_a_signature_under_another_name_or_id_is_ignored() -> None:
    peter = parse_verifier_key(INTL, PETER)
    for line in (PETER_LINE.replace("PeterNeumann", "CarmenSandiego"), PETER_LINE.replace("x08g", "xxxx")):
        with pytest.raises(SignatureError):
            open_note(parse_note((TEXT + "\n" + line).encode()), [peter])


def test_two_keys_of_one_name_and_id_are_refused() -> None:
    peter = parse_verifier_key(INTL, PETER)

    class Collides(VerifierKey):
        key_id = peter.key_id

    other = Collides(peter.name, INTL, b"\x01", parse_verifier_key(INTL, ENOCH).public_key)
    with pytest.raises(ValueError, match="ambiguous"):
        open_note(parse_note(both()), [peter, other])


@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        TEXT + "\n",
        TEXT + "\n" + PETER_LINE[:-1],
        "\x01" + TEXT + "\n" + PETER_LINE,
        TEXT + "\n— Bad Name x08go/ZJkuBS9UG=\n",
        TEXT + "\n" + PETER_LINE + "Unexpected line.\n",
        TEXT + "\n" + PETER_LINE.replace("—", "-"),
        TEXT + "\n" + PETER_LINE.replace("\n", "\r\n"),
        TEXT + "\n" + PETER_LINE.replace("AM=\n", "AN=\n"),
        TEXT + "\n— Peter AAAA\n",
        TEXT + "\n— a+b x08go/ZJ\n",
        "\n",
        "",
    ],
)
def test_other_shapes_are_malformed(data: str) -> None:
    with pytest.raises(MalformedError):
        parse_note(data.encode())


def test_invalid_utf8_and_sizes_are_refused() -> None:
    with pytest.raises(MalformedError, match="UTF-8"):
        parse_note(b"\xff" + both())
    with pytest.raises(BoundError, match="MAX_NOTE_SIGNATURES"):
        parse_note((TEXT + "\n" + PETER_LINE * 101).encode())
    with pytest.raises(BoundError, match="MAX_NOTE_BYTES"):
        parse_note(both() + b" " * 1_000_000)
    with pytest.raises(BoundError, match="MAX_NOTE_BYTES"):
        Note("x" * 1_000_000 + "\n", (NoteSignature("a", bytes(4), b"s"),)).format()
    assert len(parse_note((TEXT + "\n" + PETER_LINE * 100).encode()).signatures) == 100


def test_an_empty_line_in_the_text_belongs_to_the_text() -> None:
    note = parse_note(("a\n\nb\n\n" + PETER_LINE).encode())
    assert note.text == "a\n\nb\n"


NAMES = st.text(min_size=1, max_size=20).filter(
    lambda name: (
        "+" not in name and not any(c.isspace() or c < " " or 0xD800 <= ord(c) < 0xE000 for c in name)
    )
)
SIGNATURES = st.builds(
    NoteSignature, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80)
)
TEXTS = st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=60)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(SIGNATURES, min_size=1, max_size=5))
def test_a_note_reads_back(lines: list[str], signatures: list[NoteSignature]) -> None:
    note = Note("\n".join([*lines, ""]), tuple(signatures))
    assert note == parse_note(note.format())


@given(st.integers(0, len(both()) - 1), st.integers(0, 255), st.sampled_from(["set", "insert", "delete"]))
def test_a_mutated_note_is_refused_or_reads_back_to_its_own_bytes(place: int, octet: int, how: str) -> None:
    data = bytearray(both())
    if how == "set":
        data[place] = octet
    elif how == "insert":
        data.insert(place, octet)
    else:
        del data[place]
    try:
        note = parse_note(bytes(data))
    except LogError:
        return
    assert bytes(data) == note.format()
    keys = [parse_verifier_key(INTL, PETER), parse_verifier_key(INTL, ENOCH)]
    try:
        opened = open_note(note, keys)
    except SignatureError:
        return
    assert opened.text == TEXT


def test_a_public_logs_checkpoint_and_cosignature_verify() -> None:
    note = parse_note(PUBLIC.encode())
    assert PUBLIC.encode() == note.format()
    log, witness = parse_verifier_key(INTL, PUBLIC_LOG), parse_verifier_key(INTL, PUBLIC_WITNESS)
    opened = open_note(note, [log, witness])
    assert [(log, None), (witness, 1779573024)] == [(s.key, s.timestamp) for s in opened.signatures]
    for old, new in (("1432088532", "1432088533"), ("BqEiEgPlfF", "BqEiEhPlfF")):
        changed = parse_note(PUBLIC.replace(old, new).encode())
        with pytest.raises(SignatureError):
            open_note(changed, [witness])


@pytest.mark.parametrize("suite_name", ["intl", "guomi"])
def test_cosignatures_carry_their_time_and_are_no_plain_signatures(suite_name: str) -> None:
    suite = load_suite(suite_name)
    signer = suite.signer(*suite.generate())
    plain = VerifierKey("w", suite, suite.note_type, signer.public_key)
    witness = plain.as_cosigner()
    assert plain.key_id != witness.key_id
    assert witness == parse_verifier_key(suite, witness.format())
    note = Note(TEXT, (cosign_note(TEXT, "w", signer, 1_700_000_000),))
    assert open_note(note, [witness]).signatures[0].timestamp == 1_700_000_000
    with pytest.raises(SignatureError):
        open_note(note, [plain])
    later = Note(TEXT, (*note.signatures, cosign_note(TEXT, "w", signer, 1_700_000_009)))
    assert [s.timestamp for s in open_note(later, [witness]).signatures] == [1_700_000_009]
    replaced = add_signature(note, later.signatures[1])
    assert (later.signatures[1],) == replaced.signatures
    with pytest.raises(ValueError, match="timestamp"):
        cosign_note(TEXT, "w", signer, 1 << 63)


def test_a_cosignature_from_beyond_the_largest_time_is_false() -> None:
    signer = peter_signer()
    witness = VerifierKey("w", INTL, INTL.cosignature_type, signer.public_key)
    stamp = 1 << 63
    signed = signer.sign(f"cosignature/v1\ntime {stamp}\n{TEXT}".encode())
    note = Note(TEXT, (NoteSignature("w", witness.key_id, stamp.to_bytes(8, "big") + signed),))
    with pytest.raises(SignatureError):
        open_note(note, [witness])


def test_errors_speak_both_languages() -> None:
    error = SignatureError("某密钥")
    assert "签名无效" in error.message("zh")
    assert "not valid" in error.message("en")
