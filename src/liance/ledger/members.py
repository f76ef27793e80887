"""Members: who may act, as paths of instance / organisation / department / role / key.

``sd-chain/jinan/data-bureau/clerk/k1`` is key ``k1`` of the role ``clerk`` in the department ``data-bureau``
of the organisation ``jinan`` on the instance ``sd-chain``. A member may act while it and everything above it
is active. Roles carry powers; organisations carry voting weight.

Here is what stands in the state about members, and the questions that can be asked of it; ``kinds.py`` and
``governance.py`` hold the operations that change it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from liance.core import limits
from liance.ledger.log.errors import MalformedError
from liance.ledger.log.text import decode_base64, encode_base64
from liance.ledger.operations import is_member_path
from liance.ledger.state import Changes, View, integer, read_value, write_value
from liance.ledger.suites import CryptoSuite

#: State key of the voting weights of all active organisations.
WEIGHTS: Final = "governance/weights"
_LAST: Final = b'{"last":'
_POSSESSION_HEADER: Final = b"liance/possession/v1\n"


class Level(IntEnum):
    """What a path of so many segments names."""

    INSTANCE = 1
    ORGANISATION = 2
    DEPARTMENT = 3
    ROLE = 4
    KEY = 5


class Status(StrEnum):
    """Whether a member may act; a retired one never comes back."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    RETIRED = "retired"


class Power(StrEnum):
    """What a role may do: submit records, manage the members of its organisation, vote for it."""

    SUBMIT = "submit"
    MANAGE = "manage"
    GOVERN = "govern"


def level_of(path: str) -> Level:
    """Return what ``path`` names."""
    return Level(path.count("/") + 1)


def organisation_of(path: str) -> str:
    """Return the organisation's path of a member at its level or below."""
    return "/".join(path.split("/")[:2])


def parent_of(path: str) -> str:
    """Return the path one level up."""
    return path.rpartition("/")[0]


def member_key(path: str) -> str:
    """Return the state key of a member."""
    return f"member/{path}"


def sequence_key(path: str) -> str:
    """Return the state key of a key's last sequence number."""
    return f"sequence/{path}"


def holder_key(public_key: bytes) -> str:
    """Return the state key that says which member a public key belongs or belonged to."""
    return f"public-key/{public_key.hex()}"


def read_member(view: View, path: str) -> dict[str, object] | None:
    """Return what the state says of a member, or None."""
    return read_value(view, member_key(path))


def is_active_organisation(view: View, path: object) -> bool:
    """Whether ``path`` names an organisation of the ledger that is active."""
    if not is_member_path(path) or level_of(str(path)) is not Level.ORGANISATION:
        return False
    member = read_member(view, str(path))
    return member is not None and member.get("status") == Status.ACTIVE


@dataclass(frozen=True, slots=True)
class Standing:
    """How a key stands: its public key, its role's powers, and whether it and all above it are active."""

    public_key: bytes
    powers: frozenset[str]
    active: bool


def read_standing(view: View, path: str) -> Standing | None:
    """Return how the key ``path`` stands, or None if there is no such key."""
    data = view.get(member_key(path))
    if data is None:
        return None
    public_key, active, _ = _facts(data)
    if public_key is None:
        return None
    powers: frozenset[str] = frozenset()
    for key in _member_keys_above(path):
        above = view.get(key)
        if above is None:
            active = False
            continue
        _, above_active, above_powers = _facts(above)
        active = active and above_active
        powers |= above_powers
    return Standing(public_key, powers, active)


@lru_cache(maxsize=65_536)
def _facts(data: bytes) -> tuple[bytes | None, bool, frozenset[str]]:
    """Return public key, activity and powers in a member's value; kept, as every operation asks for them."""
    member = json.loads(data)
    public_key = member.get("public_key")
    return (
        None if public_key is None else bytes.fromhex(public_key),
        member["status"] == Status.ACTIVE,
        frozenset(member.get("powers", ())),
    )


@lru_cache(maxsize=65_536)
def _member_keys_above(path: str) -> tuple[str, ...]:
    """Return the state keys of role, department and organisation above a key."""
    segments = path.split("/")
    return tuple(member_key("/".join(segments[:count])) for count in (4, 3, 2))


def read_sequence(view: View, path: str) -> int:
    """Return the last sequence number of a key (0 before its first operation)."""
    data = view.get(sequence_key(path))
    return 0 if data is None else int(data.removeprefix(_LAST).removesuffix(b"}"))


def write_sequence(last: int) -> bytes:
    """Return the value under ``sequence_key``: canonical JSON, written directly since every operation needs it."""
    return b"%b%d}" % (_LAST, last)


def read_weights(view: View) -> dict[str, int]:
    """Return the voting weight of every active organisation."""
    value = read_value(view, WEIGHTS) or {}
    return {path: integer(weight) for path, weight in value.items()}


def possession_message(ledger: str, path: str, public_key: bytes) -> bytes:
    """Return what a new key signs to show that whoever registers it holds it."""
    return _POSSESSION_HEADER + f"{ledger}\n{path}\n{public_key.hex()}\n".encode()


def is_member_name(name: object) -> bool:
    """Whether ``name`` is a display name: 1 to 100 code points, no control characters, no blank ends."""
    return (
        isinstance(name, str)
        and 1 <= len(name) <= limits.MAX_MEMBER_NAME_CHARACTERS
        and name == name.strip()
        and name.isprintable()
    )


def are_powers(powers: object) -> bool:
    """Whether ``powers`` is a sorted list of distinct powers."""
    return (
        isinstance(powers, list)
        and all(isinstance(power, str) and power in set(Power) for power in powers)
        and powers == sorted(set(powers))
    )


def is_weight(weight: object) -> bool:
    """Whether ``weight`` is a voting weight: an integer from 0 to ``MAX_WEIGHT``."""
    return type(weight) is int and 0 <= weight <= limits.MAX_WEIGHT


def decode_public_key(suite: CryptoSuite, text: object) -> bytes | None:
    """Return the public key written in base64, or None if it is not one of the suite's."""
    if not isinstance(text, str):
        return None
    try:
        data = decode_base64(text, "public key")
    except MalformedError:
        return None
    return data if suite.is_public_key(data) else None


def is_proven(suite: CryptoSuite, ledger: str, path: str, public_key: bytes, proof: object) -> bool:
    """Whether ``proof`` (base64) is the new key's own signature of its registration."""
    if not isinstance(proof, str):
        return False
    try:
        signature = decode_base64(proof, "possession")
    except MalformedError:
        return False
    return suite.verify(public_key, possession_message(ledger, path, public_key), signature)


def key_changes(path: str, name: object, public_key: bytes) -> Changes:
    """Return the changes that register a key."""
    member = {"name": name, "public_key": public_key.hex(), "status": Status.ACTIVE.value}
    return {
        member_key(path): write_value(member),
        holder_key(public_key): write_value({"path": path}),
    }


def plain_changes(path: str, name: object, **more: object) -> Changes:
    """Return the changes that register an organisation, department or role."""
    return {member_key(path): write_value({"name": name, "status": Status.ACTIVE.value, **more})}


@dataclass(frozen=True, slots=True)
class Founder:
    """An organisation at genesis, with the first key of its first role.

    ``key`` is the full path of the key; the role on the way to it gets every power.
    """

    key: str
    name: str
    weight: int
    public_key: bytes

    def __post_init__(self) -> None:
        if not (is_member_path(self.key) and level_of(self.key) is Level.KEY):
            raise ValueError(f"not the path of a key: {self.key}")
        if not is_member_name(self.name) or not is_weight(self.weight):
            raise ValueError(f"not a name or weight: {self.name}, {self.weight}")

    @property
    def organisation(self) -> str:
        """The organisation's path."""
        return organisation_of(self.key)

    def as_data(self) -> dict[str, object]:
        """Return the founder as genesis holds it."""
        return {
            "key": self.key,
            "name": self.name,
            "public_key": encode_base64(self.public_key),
            "weight": self.weight,
        }

    def changes(self) -> Changes:
        """Return the changes that register organisation, department, role and key."""
        department, role = parent_of(parent_of(self.key)), parent_of(self.key)
        return {
            **plain_changes(self.organisation, self.name, weight=self.weight),
            **plain_changes(department, self.name),
            **plain_changes(role, self.name, powers=sorted(Power)),
            **key_changes(self.key, self.name, self.public_key),
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """When a proposal is carried: shares of the whole voting weight, and waiting in heights.

    ``quorum`` is the share that must have voted, ``threshold`` the share that must have said yes, ``delay``
    how many heights pass before a carried proposal may be enacted, ``window`` how many heights it may be
    voted on.
    """

    quorum: Fraction
    threshold: Fraction
    delay: int
    window: int

    def __post_init__(self) -> None:
        if not (0 <= self.quorum <= 1 and 0 < self.threshold <= 1):
            raise ValueError("quorum and threshold are shares of the whole weight")
        if not (0 <= self.delay <= limits.MAX_EXACT_INTEGER and 1 <= self.window <= limits.MAX_EXACT_INTEGER):
            raise ValueError("delay and window are numbers of heights")

    def as_data(self) -> dict[str, object]:
        """Return the rule as state and genesis hold it."""
        return {
            "delay": self.delay,
            "quorum": [self.quorum.numerator, self.quorum.denominator],
            "threshold": [self.threshold.numerator, self.threshold.denominator],
            "window": self.window,
        }


def parse_rule(data: object) -> Rule | None:
    """Return the rule written as data, or None if it is not one; ``parse_rule(rule.as_data()) == rule``."""
    if not isinstance(data, Mapping) or data.keys() != {"delay", "quorum", "threshold", "window"}:
        return None
    shares = [data["quorum"], data["threshold"]]
    numbers = [data["delay"], data["window"]]
    for share in shares:
        if not isinstance(share, list) or len(share) != 2:
            return None
        numbers += share
    if any(type(number) is not int or number < 0 for number in numbers):
        return None
    try:
        rule = Rule(
            Fraction(*data["quorum"]), Fraction(*data["threshold"]), int(data["delay"]), int(data["window"])
        )
    except (ValueError, ZeroDivisionError):
        return None
    return rule if rule.as_data() == dict(data) else None
