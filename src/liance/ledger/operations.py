"""Operations: what a member asks the ledger to do, in canonical bytes, signed.

An operation is two lines: its body as canonical JSON, and the signature in base64. Its id is the hash of the
body under a header line; the signature covers the same bytes. A second signature of the same body is
therefore the same operation. A log entry is an operation after a line with the driver's time.
"""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NoReturn

from liance.core import limits
from liance.core.canonical import canonical_json
from liance.core.language import Text
from liance.ledger.encoding import encode_canonical
from liance.ledger.errors import LedgerError
from liance.ledger.log.errors import MalformedError
from liance.ledger.log.suite import Signer
from liance.ledger.log.text import decode_base64, decode_decimal, encode_base64
from liance.ledger.suites import CryptoSuite

#: Header of what is signed and hashed; keeps operations apart from everything else a key signs.
OPERATION_HEADER: Final = b"liance/operation/v1\n"

_SEGMENT = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_KIND = re.compile(r"[a-z]{1,24}\.[a-z]{1,24}")
_DIGEST = re.compile(r"(?:sha256|sm3):[0-9a-f]{64}")
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{0,4}}")
_FIELDS: Final = frozenset({"author", "expires", "kind", "ledger", "payload", "sequence"})


class OperationError(LedgerError):
    """Bytes that are not an operation; ``too_large`` tells size from shape."""

    def __init__(self, why: Text, *, too_large: bool = False) -> None:
        self.too_large = too_large
        super().__init__(Text(zh="不是有效的操作：" + why.zh, en="not an operation: " + why.en))


_SHAPE = Text(zh="格式不符", en="wrong shape")
_CANONICAL = Text(zh="不是规范写法", en="not in canonical form")
_NUMBER = Text(zh="数值不是整数或超出范围", en="a number that is no integer or out of range")
_SIZE = Text(zh="超出上限 MAX_OPERATION_BYTES", en="larger than MAX_OPERATION_BYTES")
_DEPTH = Text(zh="嵌套超出上限 MAX_PAYLOAD_DEPTH", en="nested deeper than MAX_PAYLOAD_DEPTH")


def is_member_path(text: object) -> bool:
    """Whether ``text`` is a path of one to five segments such as ``sd-chain/jinan/data/clerk/k1``."""
    return isinstance(text, str) and _is_member_path(text)


@lru_cache(maxsize=65_536)
def _is_member_path(text: str) -> bool:
    return (
        len(text) <= limits.MAX_MEMBER_PATH_CHARACTERS
        and _PATH.fullmatch(text) is not None
        and all(len(segment) <= 32 for segment in text.split("/"))
    )


def is_digest(text: object) -> bool:
    """Whether ``text`` is a digest of ours: ``sm3:`` or ``sha256:`` and 64 hexadecimal digits."""
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None


def digest_text(suite: CryptoSuite, data: bytes) -> str:
    """Return the suite's digest of ``data`` as text, such as ``sm3:66c7…``."""
    return f"{suite.hash_name}:{suite.hash(data).hex()}"


@dataclass(frozen=True, slots=True)
class Body:
    """What is asked.

    ``ledger`` is the ledger's id, ``author`` the path of the signing key, ``sequence`` the number of this
    operation among its author's (from 1, no gaps), ``expires`` the driver time in milliseconds after which it
    must not be applied (0 for never), ``payload`` what ``kind`` needs.
    """

    ledger: str
    author: str
    sequence: int
    kind: str
    payload: Mapping[str, object]
    expires: int = 0

    def format(self) -> bytes:
        """Return the canonical JSON.

        Raises:
            OperationError: if the fields cannot stand in an operation.
        """
        fields = {
            "author": self.author,
            "expires": self.expires,
            "kind": self.kind,
            "ledger": self.ledger,
            "payload": self.payload,
            "sequence": self.sequence,
        }
        _check_fields(fields)
        try:
            return canonical_json(fields)
        except (TypeError, ValueError, RecursionError):
            raise OperationError(_SHAPE) from None


@dataclass(frozen=True, slots=True)
class Operation:
    """A signed body; ``raw_body`` are the bytes that were hashed and signed."""

    body: Body
    raw_body: bytes
    signature: bytes

    def signed_bytes(self) -> bytes:
        """Return what the signature covers and the id is the hash of."""
        return OPERATION_HEADER + self.raw_body

    def id(self, suite: CryptoSuite) -> str:
        """Return the operation's id: the digest of its body."""
        return digest_text(suite, self.signed_bytes())

    def format(self) -> bytes:
        """Return the operation's bytes: body, newline, signature in base64, newline."""
        return self.raw_body + b"\n" + encode_base64(self.signature).encode() + b"\n"


def sign_operation(body: Body, signer: Signer) -> Operation:
    """Return ``body`` signed.

    Raises:
        OperationError: if the body has another shape or is too large.
    """
    raw = body.format()
    operation = Operation(body, raw, signer.sign(OPERATION_HEADER + raw))
    if len(operation.format()) > limits.MAX_OPERATION_BYTES:
        raise OperationError(_SIZE, too_large=True)
    return parse_operation(operation.format())


def parse_operation(data: bytes) -> Operation:
    """Return the operation in ``data``, its signature unchecked; ``parse_operation(data).format() == data``.

    Raises:
        OperationError: for anything else.
    """
    if len(data) > limits.MAX_OPERATION_BYTES:
        raise OperationError(_SIZE, too_large=True)
    raw, newline, tail = data.partition(b"\n")
    try:
        signature = decode_base64(tail.removesuffix(b"\n").decode("ascii"), "operation")
    except (MalformedError, UnicodeDecodeError):
        raise OperationError(_SHAPE) from None
    if not newline or not tail.endswith(b"\n") or not signature:
        raise OperationError(_SHAPE)
    fields = parse_canonical(raw)
    if not isinstance(fields, dict):
        raise OperationError(_SHAPE)
    _check_fields(fields)
    return Operation(Body(**fields), raw, signature)


def read_operation(data: bytes) -> Operation | None:
    """Return the operation in bytes whose form is checked elsewhere, or None where it cannot be read at all.

    Agrees with ``parse_operation`` wherever that accepts; what it refuses must not be executed.
    """
    raw, _, tail = data.partition(b"\n")
    try:
        fields = json.loads(raw.decode())
        operation = Operation(Body(**fields), raw, binascii.a2b_base64(tail))
    except (ValueError, TypeError, RecursionError):
        return None
    return operation if isinstance(operation.body.author, str) else None


def parse_canonical(raw: bytes) -> object:
    """Return the value of canonical JSON: integers only, bounded depth, one spelling.

    Raises:
        OperationError: for anything else.
    """
    if _depth(raw) > limits.MAX_PAYLOAD_DEPTH:
        raise OperationError(_DEPTH)
    try:
        value = _DECODER.decode(raw.decode())
        canonical = encode_canonical(value)
    except OperationError:
        raise
    except (ValueError, TypeError):
        raise OperationError(_SHAPE) from None
    if canonical != raw:
        raise OperationError(_CANONICAL)
    return value


_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')


def _depth(raw: bytes) -> int:
    """Return how deep brackets nest outside strings, without building anything."""
    if raw.count(b"{") + raw.count(b"[") <= limits.MAX_PAYLOAD_DEPTH:
        return 0
    depth = deepest = 0
    for match in _BRACKETS.finditer(raw):
        token = raw[match.start()]
        if token in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token in b"]}":
            depth -= 1
    return deepest


def _integer(text: str) -> int:
    value = int(text) if len(text) <= 17 else limits.MAX_EXACT_INTEGER + 1
    if abs(value) > limits.MAX_EXACT_INTEGER:
        raise OperationError(_NUMBER)
    return value


def _refuse(_: str) -> NoReturn:
    raise OperationError(_NUMBER)


#: Made once: making a decoder costs as much as reading a small operation.
_DECODER: Final = json.JSONDecoder(parse_int=_integer, parse_float=_refuse, parse_constant=_refuse)


def _check_fields(fields: Mapping[str, object]) -> None:
    if fields.keys() != _FIELDS:
        raise OperationError(_SHAPE)
    kind, author = fields["kind"], fields["author"]
    sound = (
        is_digest(fields["ledger"])
        and is_member_path(author)
        and str(author).count("/") == 4
        and isinstance(kind, str)
        and _KIND.fullmatch(kind) is not None
        and isinstance(fields["payload"], dict)
    )
    if not sound:
        raise OperationError(_SHAPE)
    for name, least in (("sequence", 1), ("expires", 0)):
        value = fields[name]
        if type(value) is not int or not least <= value <= limits.MAX_EXACT_INTEGER:
            raise OperationError(_NUMBER)


def format_entry(time: int, operation: bytes) -> bytes:
    """Return the log entry of an operation that the driver ordered at ``time`` (POSIX milliseconds)."""
    return f"{time}\n".encode() + operation


def parse_entry(entry: bytes) -> tuple[int, bytes]:
    """Return time and operation bytes of a log entry.

    Raises:
        OperationError: if there is no line with a time.
    """
    line, newline, operation = entry.partition(b"\n")
    try:
        time = decode_decimal(line.decode("ascii"), "entry")
    except (MalformedError, UnicodeDecodeError):
        raise OperationError(_SHAPE) from None
    if not newline:
        raise OperationError(_SHAPE)
    return time, operation
