"""Checkpoints: the text that names a log, its size and its root (C2SP tlog-checkpoint)."""

from __future__ import annotations

from dataclasses import dataclass

from liance.ledger.log.bounds import HASH_BYTES, MAX_NAME_BYTES, MAX_SIZE
from liance.ledger.log.errors import MalformedError
from liance.ledger.log.notes import Note, sign_note
from liance.ledger.log.suite import Signer
from liance.ledger.log.text import decode_decimal, decode_hash, encode_base64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: origin (the log's identity), size, root hash and opaque extension lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE:
            raise MalformedError("checkpoint", "size out of range")
        if len(self.root) != HASH_BYTES:
            raise MalformedError("checkpoint", f"a root has {HASH_BYTES} bytes")
        for line in (self.origin, *self.extensions):
            if not line or any(character < " " for character in line):
                raise MalformedError("checkpoint", "empty line or control character")
        if len(self.origin.encode("utf-8", "surrogatepass")) > MAX_NAME_BYTES:
            raise MalformedError("checkpoint", f"an origin has at most {MAX_NAME_BYTES} bytes")

    def format(self) -> str:
        """Return the note text: origin, size, base64 root and extension lines, each with a newline."""
        return "\n".join([self.origin, str(self.size), encode_base64(self.root), *self.extensions, ""])


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint in a note text; ``parse_checkpoint(text).format() == text``.

    Raises:
        MalformedError: if the text is not a checkpoint.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1]:
        raise MalformedError("checkpoint", "fewer than three lines, or no newline at the end")
    return Checkpoint(
        origin=lines[0],
        size=decode_decimal(lines[1], "checkpoint"),
        root=decode_hash(lines[2], "checkpoint"),
        extensions=tuple(lines[3:-1]),
    )


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> Note:
    """Return the checkpoint as a note signed by the log; the key's name is the origin, as C2SP asks."""
    text = checkpoint.format()
    return Note(text, (sign_note(text, checkpoint.origin, signer),))
