"""Trust policies: which logs and witnesses are known, and which of them must have signed (C2SP tlog-policy).

A policy is written by people, so ``parse_policy`` takes the whole C2SP grammar (comments, blanks, ``any`` and
``all``); ``Policy.format`` writes one canonical form, and ``parse_policy(policy.format()) == policy``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from liance.ledger.log.bounds import MAX_POLICY_BYTES, MAX_POLICY_ITEMS
from liance.ledger.log.checkpoints import Checkpoint, parse_checkpoint
from liance.ledger.log.errors import BoundError, MalformedError, QuorumError, SignatureError
from liance.ledger.log.notes import Note, TrueSignature, VerifierKey, open_note, parse_verifier_key
from liance.ledger.log.suite import Suite

_WHAT = "policy"
_NONE = "none"
_THRESHOLD = re.compile(r"[1-9][0-9]{0,2}")


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log that the policy accepts: its note key (named as the origin) and an optional address."""

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """A witness: its name within the policy, its cosignature key and an optional address."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group witnesses a checkpoint when at least ``threshold`` of its members do."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Known logs, known witnesses, groups in order of definition, and the quorum's name (or ``none``)."""

    logs: tuple[KnownLog, ...]
    witnesses: tuple[KnownWitness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def __post_init__(self) -> None:
        for items in (self.logs, self.witnesses, self.groups):
            if len(items) > MAX_POLICY_ITEMS:
                raise BoundError(_WHAT, "MAX_POLICY_ITEMS", MAX_POLICY_ITEMS)
        _check_keys([log.key for log in self.logs], cosigner=False)
        _check_keys([witness.key for witness in self.witnesses], cosigner=True)
        defined: set[str] = set()
        for witness in self.witnesses:
            _define(witness.name, defined)
        used: set[str] = set()
        for group in self.groups:
            if not 1 <= group.threshold <= len(group.members):
                raise MalformedError(
                    _WHAT, f"group '{group.name}': threshold outside 1 to {len(group.members)}"
                )
            for member in group.members:
                if member not in defined:
                    raise MalformedError(_WHAT, f"group '{group.name}': unknown member '{member}'")
                if member in used:
                    raise MalformedError(_WHAT, f"'{member}' is a member more than once")
                used.add(member)
            _define(group.name, defined)
        if self.quorum != _NONE and self.quorum not in defined:
            raise MalformedError(_WHAT, f"quorum '{self.quorum}' is not defined")
        words = [
            self.quorum,
            *defined,
            *(log.url for log in self.logs),
            *(item.url for item in self.witnesses),
        ]
        if any(_blank_or_control(word) for word in words):
            raise MalformedError(_WHAT, "a name or address holds a blank or control character")

    def format(self) -> bytes:
        """Return the policy file: logs, witnesses, groups with numeric thresholds, quorum."""
        lines = [" ".join(filter(None, ["log", log.key.format(), log.url])) for log in self.logs]
        lines += [
            " ".join(filter(None, ["witness", item.name, item.key.format(), item.url]))
            for item in self.witnesses
        ]
        lines += [f"group {g.name} {g.threshold} {' '.join(g.members)}" for g in self.groups]
        lines.append(f"quorum {self.quorum}")
        return "".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape")

    def is_met_by(self, witnesses: frozenset[str]) -> bool:
        """Whether cosignatures by the named witnesses reach the quorum."""
        seen = {item.name: item.name in witnesses for item in self.witnesses}
        for group in self.groups:
            seen[group.name] = sum(seen[member] for member in group.members) >= group.threshold
        return self.quorum == _NONE or seen[self.quorum]


def _blank_or_control(word: str) -> bool:
    return any(character <= " " or character == "\x7f" for character in word)


def _check_keys(keys: list[VerifierKey], *, cosigner: bool) -> None:
    if any(key.is_cosigner is not cosigner for key in keys):
        raise MalformedError(_WHAT, "logs have note keys and witnesses have cosignature keys")
    if len({key.public_key for key in keys}) != len(keys):
        raise MalformedError(_WHAT, "the same public key twice")


def _define(name: str, defined: set[str]) -> None:
    if not name or name == _NONE or name in defined:
        raise MalformedError(_WHAT, f"name '{name}' is empty, reserved or defined twice")
    defined.add(name)


def parse_policy(suite: Suite, data: bytes) -> Policy:
    """Return the policy in a C2SP tlog-policy file.

    Octets above 0x7f are opaque. Group members and the quorum must be defined on lines above their use.

    Raises:
        MalformedError: for anything outside the grammar, with the line's number.
        BoundError: for files or lists beyond their bounds.
    """
    if len(data) > MAX_POLICY_BYTES:
        raise BoundError(_WHAT, "MAX_POLICY_BYTES", MAX_POLICY_BYTES)
    if any((octet < 0x20 and octet not in b"\t\n") or octet == 0x7F for octet in data):
        raise MalformedError(_WHAT, "control character")
    draft = _Draft(suite)
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), start=1):
        words = [word for word in re.split(r"[ \t]+", line) if word]
        if not words or words[0].startswith("#"):
            continue
        try:
            draft.read(words)
        except MalformedError as error:
            raise MalformedError(_WHAT, f"line {number}: {error.why}") from None
    if draft.quorum is None:
        raise MalformedError(_WHAT, "there must be exactly one quorum line")
    return Policy(tuple(draft.logs), tuple(draft.witnesses), tuple(draft.groups), draft.quorum)


class _Draft:
    """A policy while its lines are read; sees to the order of definitions, which ``Policy`` cannot."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.logs: list[KnownLog] = []
        self.witnesses: list[KnownWitness] = []
        self.groups: list[Group] = []
        self.quorum: str | None = None
        self._defined: set[str] = set()

    def read(self, words: list[str]) -> None:
        """Take in one line, split into words."""
        match words:
            case ["log", key, *url] if len(url) <= 1:
                self.logs.append(KnownLog(parse_verifier_key(self.suite, key), "".join(url)))
            case ["witness", name, key, *url] if len(url) <= 1:
                witness = KnownWitness(name, parse_verifier_key(self.suite, key), "".join(url))
                _define(name, self._defined)
                self.witnesses.append(witness)
            case ["group", name, threshold, *members] if members:
                unknown = [member for member in members if member not in self._defined]
                if unknown:
                    raise MalformedError(_WHAT, f"unknown member '{unknown[0]}'")
                _define(name, self._defined)
                self.groups.append(Group(name, _threshold(threshold, len(members)), tuple(members)))
            case ["quorum", name]:
                if self.quorum is not None:
                    raise MalformedError(_WHAT, "there must be exactly one quorum line")
                if name != _NONE and name not in self._defined:
                    raise MalformedError(_WHAT, f"quorum '{name}' is not defined")
                self.quorum = name
            case _:
                raise MalformedError(_WHAT, f"not a line of the kind '{words[0]}'")


def _threshold(word: str, count: int) -> int:
    if word in {"all", "any"}:
        return count if word == "all" else 1
    if _THRESHOLD.fullmatch(word) is None or int(word) > count:
        raise MalformedError(_WHAT, f"threshold '{word}' is not 'all', 'any' or 1 to {count}")
    return int(word)


@dataclass(frozen=True, slots=True)
class TrustedCheckpoint:
    """A checkpoint that satisfies a policy: the log that signed it, and when each witness cosigned it.

    ``witnesses`` maps the policy's witness names to POSIX seconds. Made by ``check_checkpoint`` only.
    """

    checkpoint: Checkpoint
    log: KnownLog
    witnesses: Mapping[str, int]


def check_checkpoint(policy: Policy, note: Note) -> TrustedCheckpoint:
    """Check a signed checkpoint against a policy.

    The log's key must be named as the checkpoint's origin.

    Raises:
        MalformedError: if the note is not a checkpoint.
        SignatureError: if no known log signed it, or a known key's signature is false.
        QuorumError: if its cosignatures do not reach the quorum.
    """
    checkpoint = parse_checkpoint(note.text)
    keys = [log.key for log in policy.logs] + [witness.key for witness in policy.witnesses]
    true: dict[VerifierKey, TrueSignature] = {s.key: s for s in open_note(note, keys).signatures}
    log = next((log for log in policy.logs if log.key in true and log.key.name == checkpoint.origin), None)
    if log is None:
        raise SignatureError
    witnesses = {w.name: true[w.key].timestamp or 0 for w in policy.witnesses if w.key in true}
    if not policy.is_met_by(frozenset(witnesses)):
        raise QuorumError(policy.quorum, tuple(sorted(witnesses)))
    return TrustedCheckpoint(checkpoint, log, witnesses)
