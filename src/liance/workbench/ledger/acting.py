"""Acting on a ledger: sign an operation with a key, submit it, read back what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NoReturn

from liance.core import limits
from liance.core.language import Language, Text
from liance.ledger.drivers.archive import Archive
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.governance import ACTIONS
from liance.ledger.kinds import record_key
from liance.ledger.log.suite import Signer
from liance.ledger.machine import Receipt, engine_version
from liance.ledger.members import (
    Level,
    holder_key,
    level_of,
    organisation_of,
    read_member,
    read_sequence,
    read_weights,
)
from liance.ledger.operations import (
    Body,
    Operation,
    OperationError,
    is_digest,
    is_member_path,
    parse_entry,
    parse_operation,
    sign_operation,
)
from liance.ledger.state import View, integer, read_value
from liance.workbench.ledger.folder import LedgerInputError, foreign, open_archive, open_driver
from liance.workbench.ledger.keys import possession

__all__ = ["ACTIONS"]


def parse_payload(text: str, bound: int = limits.MAX_OPERATION_BYTES) -> dict[str, object]:
    """Return the JSON object that the user wrote, of at most ``bound`` characters.

    Raises:
        LedgerInputError: if it is none.
    """
    try:
        value = (
            json.loads(text, parse_float=_no_fraction, parse_constant=_no_fraction)
            if len(text) <= bound
            else None
        )
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise LedgerInputError(
            "ledger.bad_payload",
            Text(
                zh='内容应为 JSON 对象，如 {{"名称": "目录"}}；从文件读取请写 @文件名',
                en='the content must be a JSON object such as {{"name": "catalogue"}}; write @FILE to read it from a file',
            ),
        )
    return value


def _no_fraction(number: str) -> NoReturn:
    raise LedgerInputError(
        "ledger.fraction",
        Text(
            zh='账本只记整数，{number} 请写成文本（"{number}"）或换成更小的单位',
            en='the ledger keeps whole numbers only; write {number} as text ("{number}") or in a smaller unit',
        ),
        number=number[:40],
    )


@dataclass(frozen=True, slots=True)
class Author:
    """Whose key it is: his path and the number of his next operation."""

    ledger: str
    path: str
    sequence: int


def author_of(archive: Archive, signer: Signer) -> Author:
    """Return the member that holds a key.

    Raises:
        LedgerInputError: if the ledger does not know it, or it is of another suite.
    """
    genesis = archive.genesis
    if signer.suite.name != genesis.suite.name:
        raise LedgerInputError(
            "ledger.wrong_suite",
            Text(zh="密钥属于 {one}，账本使用 {other}", en="the key is of {one}, the ledger uses {other}"),
            one=signer.suite.name,
            other=genesis.suite.name,
        )

    def find(view: View) -> tuple[str, int] | None:
        holder = read_value(view, holder_key(signer.public_key))
        path = str(holder["path"]) if holder else None
        member = read_member(view, path) if path else None
        if path is None or member is None or member.get("public_key") != signer.public_key.hex():
            return None
        return path, read_sequence(view, path) + 1

    found = archive.evaluate(find)
    if found is None:
        raise LedgerInputError(
            "ledger.unknown_key",
            Text(
                zh="账本中没有这个密钥，或它已被更换；成员见 liance ledger members",
                en="the ledger does not know this key, or it was replaced; see liance ledger members",
            ),
        )
    return Author(genesis.ledger, *found)


def sign(
    author: Author, signer: Signer, kind: str, payload: Mapping[str, object], expires: int = 0
) -> Operation:
    """Return the author's next operation, signed.

    Raises:
        LedgerInputError: if its fields cannot stand in an operation.
    """
    body = Body(author.ledger, author.path, author.sequence, kind, payload, expires)
    try:
        return sign_operation(body, signer)
    except OperationError as error:
        raise foreign("ledger.bad_operation", error) from None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an operation."""

    operation: Operation | None
    receipt: Receipt

    @property
    def is_accepted(self) -> bool:
        """Whether it stands in the ledger."""
        return self.receipt.code == 0

    @property
    def refusal_name(self) -> str:
        """The refusal's name, such as ``WRONG_PAYLOAD``; empty for an accepted operation."""
        refusal = self.receipt.refusal
        return refusal.name if refusal else ""

    def message(self, language: Language) -> str:
        """The refusal in words; empty for an accepted operation."""
        refusal = self.receipt.refusal
        return refusal.message(language) if refusal else ""

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        data: dict[str, object] = json.loads(self.receipt.format())
        data["refusal"] = self.refusal_name or None
        data["message"] = self.message(language) or None
        if not self.is_accepted:
            data["height"] = None
        return data


def submit_payload(
    folder: Path, signer: Signer, kind: str, payload: Mapping[str, object], expires: int = 0
) -> Done:
    """Sign an operation as the holder of a key, submit it and wait until it is durable."""
    return submit_with(folder, signer, lambda _archive, _author: (kind, payload), expires)


def submit_with(
    folder: Path,
    signer: Signer,
    ask: Callable[[Archive, Author], tuple[str, Mapping[str, object]]],
    expires: int = 0,
) -> Done:
    """Submit what ``ask`` makes of the ledger and the author: a kind and its payload."""
    with open_driver(folder) as driver:
        author = author_of(driver.archive, signer)
        kind, payload = ask(driver.archive, author)
        operation = sign(author, signer, kind, payload, expires)
        return Done(operation, driver.submit(operation.format()).result())


def submit_files(folder: Path, operations: Sequence[bytes]) -> list[Done]:
    """Submit operations that were signed elsewhere, in order."""
    with open_driver(folder) as driver:
        return [_submit_bytes(driver, data) for data in operations]


def _submit_bytes(driver: EmbeddedDriver, data: bytes) -> Done:
    receipt = driver.submit(data).result()
    try:
        return Done(parse_operation(data), receipt)
    except OperationError:
        return Done(None, receipt)


def put_record(folder: Path, signer: Signer, record: str, value: Mapping[str, object]) -> Done:
    """Put a record of the author's organisation, whatever its present revision is."""

    def ask(archive: Archive, author: Author) -> tuple[str, Mapping[str, object]]:
        key = record_key(organisation_of(author.path), record)
        present = archive.evaluate(lambda view: read_value(view, key))
        revision = integer(present["revision"]) if present else 0
        return "record.put", {"record": record, "revision": revision, "value": value}

    return submit_with(folder, signer, ask)


def change_member(folder: Path, signer: Signer, change: str, path: str) -> Done:
    """Suspend, resume or retire a member; an organisation by a proposal that is to be voted on."""

    def ask(archive: Archive, _author: Author) -> tuple[str, Mapping[str, object]]:
        full = full_path(archive, path)
        if level_of(full) is Level.ORGANISATION:
            arguments = {"action": f"organisation.{change}", "arguments": {"path": full}}
            return "governance.propose", arguments
        return f"member.{change}", {"path": full}

    return submit_with(folder, signer, ask)


def full_path(archive: Archive, path: str) -> str:
    """Return a member's path with the instance in front.

    Raises:
        LedgerInputError: if it is no path.
    """
    instance = archive.genesis.instance
    full = path if path.startswith(instance + "/") else f"{instance}/{path}"
    if not is_member_path(full):
        raise LedgerInputError(
            "ledger.bad_path",
            Text(
                zh="“{path}”不是成员路径，应如 jinan/data/clerk/k1",
                en="'{path}' is no member path; write it like jinan/data/clerk/k1",
            ),
            path=path[:200],
        )
    return full


def add_member(
    folder: Path,
    signer: Signer,
    path: str,
    name: str,
    *,
    powers: Sequence[str] = (),
    new_signer: Signer | None = None,
    weight: int = 1,
) -> Done:
    """Add a department, role or key to the author's organisation.

    With the path of a key under an organisation that is not there yet, and ``new_signer``, its admission is proposed.
    """

    def ask(archive: Archive, _author: Author) -> tuple[str, Mapping[str, object]]:
        full = full_path(archive, path)
        level = level_of(full)
        if level is Level.KEY and new_signer is None:
            raise LedgerInputError(
                "ledger.new_key_needed",
                Text(
                    zh="登记密钥需要 --new-key 密钥文件，用以证明持有",
                    en="a key needs --new-key FILE, to show possession",
                ),
            )
        if level is Level.ROLE:
            return "member.add", {"path": full, "name": name, "powers": sorted(set(powers))}
        if level is not Level.KEY or new_signer is None:
            return "member.add", {"path": full, "name": name}
        proof = possession(new_signer, archive.genesis.ledger, full)
        organisation = organisation_of(full)
        if archive.evaluate(lambda view: read_member(view, organisation)) is None:
            arguments = {"key": full, "name": name, "weight": weight, **proof}
            return "governance.propose", {"action": "organisation.admit", "arguments": arguments}
        return "member.add", {"path": full, "name": name, **proof}

    return submit_with(folder, signer, ask)


def rotate_key(folder: Path, signer: Signer, new_signer: Signer) -> Done:
    """Replace the author's key by a new one; the old one signs this and nothing after it."""

    def ask(archive: Archive, author: Author) -> tuple[str, Mapping[str, object]]:
        return "key.rotate", possession(new_signer, archive.genesis.ledger, author.path)

    return submit_with(folder, signer, ask)


def vote(folder: Path, signer: Signer, proposal: str, yes: bool) -> Done:
    """Vote for or against a proposal; the beginning of its id is enough."""

    def ask(archive: Archive, _author: Author) -> tuple[str, Mapping[str, object]]:
        return "governance.vote", {"proposal": find_proposal(archive, proposal), "yes": yes}

    return submit_with(folder, signer, ask)


def enact(folder: Path, signer: Signer, proposal: str) -> Done:
    """Put a carried proposal into force; the beginning of its id is enough."""

    def ask(archive: Archive, _author: Author) -> tuple[str, Mapping[str, object]]:
        return "governance.enact", {"proposal": find_proposal(archive, proposal)}

    return submit_with(folder, signer, ask)


def find_proposal(archive: Archive, start: str) -> str:
    """Return the proposal whose id begins with ``start`` (with or without the hash's name), or a whole id as it is.

    Raises:
        LedgerInputError: if none or several begin so.
    """
    if is_digest(start):
        return start
    prefix = start if ":" in start else f"{archive.genesis.suite.hash_name}:{start}"
    found = [key.removeprefix("proposal/") for key in archive.state_keys(f"proposal/{prefix}")]
    if len(found) != 1 or not start:
        raise LedgerInputError(
            "ledger.which_proposal",
            Text(
                zh="以“{start}”开头的提案有 {count} 个；提案见 liance ledger members",
                en="{count} proposals begin with '{start}'; see liance ledger members",
            ),
            start=start[:80],
            count=len(found),
        )
    return found[0]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as shown: path, name, status, and powers, weight and public key where it has them."""

    path: str
    name: str
    status: str
    powers: tuple[str, ...]
    weight: int | None
    public_key: str | None

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "path": self.path,
            "name": self.name,
            "status": self.status,
            "powers": list(self.powers),
            "weight": self.weight,
            "public_key": self.public_key,
        }


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal as shown: votes are organisation to yes or no."""

    id: str
    action: str
    arguments: Mapping[str, object]
    author: str
    closes: int
    carried: int | None
    enacted: int | None
    votes: Mapping[str, object]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "id": self.id,
            "action": self.action,
            "arguments": dict(self.arguments),
            "author": self.author,
            "closes": self.closes,
            "carried": self.carried,
            "enacted": self.enacted,
            "votes": dict(self.votes),
        }


@dataclass(frozen=True, slots=True)
class Membership:
    """All members and proposals of one state."""

    members: tuple[MemberLine, ...]
    proposals: tuple[ProposalLine, ...]
    weights: Mapping[str, int]
    engine: int

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "members": [one.as_data() for one in self.members],
            "proposals": [one.as_data() for one in self.proposals],
            "weights": dict(self.weights),
            "engine": self.engine,
        }


def membership(folder: Path) -> Membership:
    """Return who is in a ledger and what is to be voted on."""
    with open_archive(folder) as archive:
        return membership_of(archive)


def membership_of(archive: Archive) -> Membership:
    """Return who is in a ledger and what is to be voted on."""
    paths = [key.removeprefix("member/") for key in archive.state_keys("member/")]
    proposals = [key.removeprefix("proposal/") for key in archive.state_keys("proposal/")]
    height = archive.height

    def ask(view: View) -> Membership:
        return Membership(
            tuple(_member(view, path) for path in paths),
            tuple(_proposal(view, identity) for identity in proposals),
            read_weights(view),
            engine_version(view, height + 1),
        )

    return archive.evaluate(ask)


def _member(view: View, path: str) -> MemberLine:
    member = read_member(view, path) or {}
    powers, weight, key = member.get("powers", []), member.get("weight"), member.get("public_key")
    return MemberLine(
        path,
        str(member.get("name", "")),
        str(member.get("status", "")),
        tuple(str(power) for power in powers) if isinstance(powers, list) else (),
        None if weight is None else integer(weight),
        None if key is None else str(key),
    )


def _proposal(view: View, identity: str) -> ProposalLine:
    value = read_value(view, f"proposal/{identity}") or {}
    arguments, votes = value.get("arguments"), value.get("votes")
    carried, enacted = value.get("carried"), value.get("enacted")
    return ProposalLine(
        identity,
        str(value.get("action", "")),
        arguments if isinstance(arguments, dict) else {},
        str(value.get("author", "")),
        integer(value["closes"]),
        None if carried is None else integer(carried),
        None if enacted is None else integer(enacted),
        votes if isinstance(votes, dict) else {},
    )


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as shown."""

    height: int
    time: int
    author: str
    kind: str
    operation: str
    payload: Mapping[str, object]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "height": self.height,
            "time": self.time,
            "author": self.author,
            "kind": self.kind,
            "operation": self.operation,
            "payload": dict(self.payload),
        }


def entry_line(archive: Archive, height: int) -> EntryLine | None:
    """Return the entry at a height (from 1), or None if there is none."""
    entry = next(iter(archive.entries(height, height + 1)), None) if height > 0 else None
    if entry is None:
        return None
    time, data = parse_entry(entry)
    operation = parse_operation(data)
    body = operation.body
    return EntryLine(height, time, body.author, body.kind, operation.id(archive.genesis.suite), body.payload)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found: values of the state by key, and entries."""

    values: Mapping[str, object]
    entries: tuple[EntryLine, ...]
    height: int

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "height": self.height,
            "values": dict(self.values),
            "entries": [one.as_data() for one in self.entries],
        }

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not self.values and not self.entries


def query(
    folder: Path,
    *,
    key: str | None = None,
    event: str | None = None,
    height: int | None = None,
    operation: str | None = None,
    limit: int = 100,
) -> Answer:
    """Return what a ledger holds: state under a key (``…*`` for all that begin so), entries by event, height or id.

    Raises:
        LedgerInputError: for an event that is not written ``type.attribute=value``.
    """
    with open_archive(folder) as archive:
        values: dict[str, object] = {}
        heights: list[int] = []
        if key is not None:
            names = archive.state_keys(key[:-1], limit) if key.endswith("*") else [key]
            found = archive.evaluate(lambda view: {name: view.get(name) for name in names})
            values = {name: json.loads(data) for name, data in found.items() if data is not None}
        if event is not None:
            attribute, equals, value = event.partition("=")
            if not equals or attribute.count(".") < 2:
                raise LedgerInputError(
                    "ledger.bad_event",
                    Text(
                        zh="事件应写作 类型.属性=值，如 record.put.record=catalogue",
                        en="write an event as type.attribute=value, such as record.put.record=catalogue",
                    ),
                )
            if value.endswith("*"):
                heights += islice(archive.heights_under(attribute, value[:-1]), limit)
            else:
                heights += archive.heights_with(attribute, value, limit)
        if height is not None:
            heights.append(height)
        if operation is not None:
            receipt = archive.receipt_of(operation)
            heights += [receipt.height] if receipt else []
        lines = [line for at in heights[:limit] if (line := entry_line(archive, at)) is not None]
        return Answer(values, tuple(lines), archive.height)
