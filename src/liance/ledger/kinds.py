"""The operations of engine version 1: members of one's own organisation, keys, records; and votes.

==================  ==========  ==========================================================
kind                power       payload
==================  ==========  ==========================================================
member.add          manage      path, name; a role: powers; a key: public_key, possession
member.suspend      manage      path
member.resume       manage      path
member.retire       manage      path
key.rotate          (any key)   public_key, possession
record.put          submit      record, revision, value
governance.propose  govern      action, arguments
governance.vote     govern      proposal, yes
governance.enact    govern      proposal
==================  ==========  ==========================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from liance.core import limits
from liance.ledger.governance import governance_kinds
from liance.ledger.log.text import encode_base64
from liance.ledger.machine import Case, Engines, Event, Kind, Refusal, event
from liance.ledger.members import (
    Level,
    Power,
    Status,
    are_powers,
    decode_public_key,
    holder_key,
    is_member_name,
    is_proven,
    key_changes,
    level_of,
    member_key,
    organisation_of,
    parent_of,
    plain_changes,
    read_member,
)
from liance.ledger.operations import Body, is_member_path
from liance.ledger.state import Changes, View, integer, read_value, write_value

_RECORD = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*")


def record_key(organisation: str, record: str) -> str:
    """Return the state key of an organisation's record."""
    return f"record/{organisation}/{record}"


def _added_level(payload: Mapping[str, object]) -> Level | None:
    """Return the level at which ``member.add`` adds, or None if the payload is not one."""
    path = payload.get("path")
    if not is_member_path(path) or not is_member_name(payload.get("name")):
        return None
    level = level_of(str(path))
    more: dict[Level, set[str]] = {
        Level.DEPARTMENT: set(),
        Level.ROLE: {"powers"},
        Level.KEY: {"public_key", "possession"},
    }
    return level if payload.keys() == {"path", "name"} | more.get(level, {"never"}) else None


def _check_add(case: Case) -> Refusal | None:
    payload = case.payload
    level = _added_level(payload)
    if level is None or (level is Level.ROLE and not are_powers(payload["powers"])):
        return Refusal.WRONG_PAYLOAD
    public_key = decode_public_key(case.suite, payload.get("public_key"))
    if level is Level.KEY and public_key is None:
        return Refusal.WRONG_PAYLOAD
    path = str(payload["path"])
    if organisation_of(path) != organisation_of(case.author):
        return Refusal.OUTSIDE_OWN_ORGANISATION
    parent = read_member(case.view, parent_of(path))
    if parent is None:
        return Refusal.UNKNOWN_MEMBER
    if read_member(case.view, path) is not None:
        return Refusal.MEMBER_EXISTS
    if parent["status"] == Status.RETIRED:
        return Refusal.WRONG_STATUS
    return check_new_key(case, path, public_key, payload.get("possession")) if public_key else None


def check_new_key(case: Case, path: str, public_key: bytes, possession: object) -> Refusal | None:
    """Return why ``public_key`` cannot become the key at ``path``, or None."""
    if case.view.get(holder_key(public_key)) is not None:
        return Refusal.KEY_IN_USE
    if not is_proven(case.suite, case.operation.body.ledger, path, public_key, possession):
        return Refusal.NO_POSSESSION
    return None


def _apply_add(case: Case) -> tuple[Changes, tuple[Event, ...]]:
    payload = case.payload
    path, name = str(payload["path"]), payload["name"]
    public_key = decode_public_key(case.suite, payload.get("public_key"))
    if public_key is not None:
        changes = key_changes(path, name, public_key)
    elif "powers" in payload:
        changes = plain_changes(path, name, powers=payload["powers"])
    else:
        changes = plain_changes(path, name)
    return changes, (event("member.added", path=path),)


_FROM: Final[Mapping[Status, tuple[Status, ...]]] = {
    Status.SUSPENDED: (Status.ACTIVE,),
    Status.ACTIVE: (Status.SUSPENDED,),
    Status.RETIRED: (Status.ACTIVE, Status.SUSPENDED),
}


def may_become(member: Mapping[str, object], status: Status) -> bool:
    """Whether a member in its present status may get ``status``; retirement is final."""
    return Status(str(member["status"])) in _FROM[status]


def _check_status(status: Status) -> Callable[[Case], Refusal | None]:
    def check(case: Case) -> Refusal | None:
        path = case.payload.get("path")
        if case.payload.keys() != {"path"} or not is_member_path(path):
            return Refusal.WRONG_PAYLOAD
        path = str(path)
        if level_of(path) < Level.DEPARTMENT:
            return Refusal.WRONG_PAYLOAD
        if organisation_of(path) != organisation_of(case.author):
            return Refusal.OUTSIDE_OWN_ORGANISATION
        member = read_member(case.view, path)
        if member is None:
            return Refusal.UNKNOWN_MEMBER
        if not may_become(member, status):
            return Refusal.WRONG_STATUS
        if status is not Status.ACTIVE and (case.author + "/").startswith(path + "/"):
            return Refusal.OWN_KEY
        return None

    return check


def _apply_status(status: Status) -> Callable[[Case], tuple[Changes, tuple[Event, ...]]]:
    def apply(case: Case) -> tuple[Changes, tuple[Event, ...]]:
        path = str(case.payload["path"])
        member = read_member(case.view, path) or {}
        changes = {member_key(path): write_value({**member, "status": status.value})}
        return changes, (event("member.status", path=path, status=status.value),)

    return apply


def _check_rotate(case: Case) -> Refusal | None:
    if case.payload.keys() != {"public_key", "possession"}:
        return Refusal.WRONG_PAYLOAD
    public_key = decode_public_key(case.suite, case.payload["public_key"])
    if public_key is None:
        return Refusal.WRONG_PAYLOAD
    return check_new_key(case, case.author, public_key, case.payload["possession"])


def _apply_rotate(case: Case) -> tuple[Changes, tuple[Event, ...]]:
    public_key = decode_public_key(case.suite, case.payload["public_key"])
    member = read_member(case.view, case.author)
    if public_key is None or member is None:
        raise ValueError("apply follows a check that accepts")
    changes = key_changes(case.author, member["name"], public_key)
    return changes, (event("key.rotated", path=case.author, public_key=encode_base64(public_key)),)


def _revision(case: Case) -> int:
    record = str(case.payload["record"])
    present = read_value(case.view, record_key(organisation_of(case.author), record))
    return 0 if present is None else integer(present["revision"])


def _check_record(case: Case) -> Refusal | None:
    payload = case.payload
    if payload.keys() != {"record", "revision", "value"}:
        return Refusal.WRONG_PAYLOAD
    sound = (
        _is_record_name(payload["record"])
        and type(payload["revision"]) is int
        and isinstance(payload["value"], dict)
    )
    if not sound:
        return Refusal.WRONG_PAYLOAD
    return None if payload["revision"] == _revision(case) else Refusal.WRONG_REVISION


def _apply_record(case: Case) -> tuple[Changes, tuple[Event, ...]]:
    record, organisation = str(case.payload["record"]), organisation_of(case.author)
    revision = _revision(case) + 1
    value = {
        "author": case.author,
        "height": case.context.height,
        "revision": revision,
        "value": case.payload["value"],
    }
    happened = event("record.put", organisation=organisation, record=record, revision=str(revision))
    return {record_key(organisation, record): write_value(value)}, (happened,)


def _is_record_name(record: object) -> bool:
    return (
        isinstance(record, str)
        and len(record) <= limits.MAX_RECORD_NAME_CHARACTERS
        and _RECORD.fullmatch(record) is not None
    )


def _record_reads(_view: View, body: Body) -> tuple[str, ...]:
    record = body.payload.get("record")
    return (record_key(organisation_of(body.author), str(record)),) if _is_record_name(record) else ()


#: The kinds of engine version 1.
ENGINE_1: Final[Mapping[str, Kind]] = {
    "member.add": Kind(Power.MANAGE, _check_add, _apply_add),
    "member.suspend": Kind(Power.MANAGE, _check_status(Status.SUSPENDED), _apply_status(Status.SUSPENDED)),
    "member.resume": Kind(Power.MANAGE, _check_status(Status.ACTIVE), _apply_status(Status.ACTIVE)),
    "member.retire": Kind(Power.MANAGE, _check_status(Status.RETIRED), _apply_status(Status.RETIRED)),
    "key.rotate": Kind(None, _check_rotate, _apply_rotate),
    "record.put": Kind(Power.SUBMIT, _check_record, _apply_record, _record_reads),
    **governance_kinds(),
}

#: Every engine version that this program knows; drivers and audits take others for ledgers with packs.
ENGINES: Final[Engines] = {1: ENGINE_1}
