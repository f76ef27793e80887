"""Releasing data to who has logged an access: keys of sealed fields, or rows of a live database.

The order is what matters: the access is in the log and proved; then the release, with the digest of all that
leaves, is recorded and durable; only then a package leaves. Whatever is denied is logged as well. A package is two
lines: sealed content, and the envelope with its keys for the requester alone. Handing a package out again gives
the same bytes.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liance.core.errors import UnknownNameError
from liance.core.language import Language, Text
from liance.core.limits import MAX_BLOB_BYTES
from liance.ledger.drivers.archive import Archive
from liance.ledger.evidence import TrueEntry
from liance.ledger.log.suite import Signer
from liance.ledger.members import organisation_of
from liance.ledger.operations import digest_text
from liance.ledger.state import View
from liance.packs.library import SCENARIO
from liance.packs.sources import Source
from liance.scenarios.disclosure import verified_fields
from liance.scenarios.envelope import key_wrapping
from liance.scenarios.records import read_installed, read_record
from liance.scenarios.release import DELIVER, DENY, RECEIPT, Denial, Permit, can_release, judge
from liance.scenarios.sealing import (
    Keys,
    Location,
    keys_of_fields,
    open_some,
    open_whole,
    parse_envelope,
    parse_sealed,
    seal_record,
    unwrap_keys,
    wrap_keys,
)
from liance.workbench.ledger.acting import Done, author_of
from liance.workbench.ledger.folder import LedgerInputError, open_archive, read_bounded
from liance.workbench.ledger.proving import prove_entry, verify_data
from liance.workbench.scenarios.acting import installed_scenarios, take_action
from liance.workbench.scenarios.blobs import BlobStore
from liance.workbench.scenarios.databases import query
from liance.workbench.scenarios.private import (
    Receiver,
    open_sealed,
    recorded_root,
    seal_for,
    sealed_content,
    sealed_facts,
)

#: Makes the package for a permit: its bytes and how many rows or records it shows.
Maker = Callable[[Archive, Permit], "tuple[bytes, int] | Denial"]


def system_time() -> int:
    """Return POSIX milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Released:
    """What came of a request: the package, or why nothing was released; ``done`` is what was recorded of it."""

    access: str
    package: bytes | None
    denial: Denial | None
    done: Done | None

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "access": self.access,
            "released": self.package is not None,
            "denial": self.denial.value if self.denial else None,
            "message": self.denial.text.render(language) if self.denial else None,
            "height": self.done.receipt.height if self.done and self.done.is_accepted else None,
        }


def release(
    folder: Path,
    signer: Signer,
    scenario: str,
    access: str,
    proof: bytes,
    make: Maker,
    store: BlobStore,
    clock: Callable[[], int] = system_time,
) -> Released:
    """Release data for an access against its proof, or deny it; either is recorded first.

    Args:
        folder: the holder's ledger.
        signer: the holder's gateway.
        scenario: its name.
        access: name of the access record.
        proof: evidence file of the operation that opened it.
        make: ``sealed_maker`` or ``live_maker``.
        store: keeps the package until it is fetched again.
        clock: returns POSIX milliseconds.

    Raises:
        LedgerInputError: the scenario does not release data, the key is not in the ledger, or a source cannot be read.
        UnknownNameError: no such scenario is installed.
    """
    verified = verify_data(access, proof, folder / "policy.txt")
    true = verified.true if isinstance(verified.true, TrueEntry) else None
    with open_archive(folder) as archive:
        _must_release(archive, scenario)
        author = author_of(archive, signer)
        found = archive.evaluate(
            lambda view: judge(view, scenario, access, true, organisation_of(author.path), clock())
        )
        requester = true.operation.body.author if true and true.operation else ""
        if isinstance(found, Denial):
            made: tuple[bytes, int] | Denial = found
        elif found.is_delivered:
            return Released(access, store.get(str(found.access.fields["digest"])), None, None)
        else:
            made = make(archive, found)
    if isinstance(made, Denial) or isinstance(found, Denial):
        assert isinstance(made, Denial)
        return _denied(folder, signer, scenario, access, requester, made)
    package, rows = made
    digest = store.put(package)
    fields = {"grant": found.access.fields["grant"], "digest": digest, "rows": rows}
    done = take_action(folder, signer, scenario, DELIVER, access, fields)
    if not done.is_accepted:
        store.discard(digest)
        return _denied(folder, signer, scenario, access, requester, Denial.REFUSED_BY_LEDGER)
    return Released(access, package, None, done)


def _must_release(archive: Archive, scenario: str) -> None:
    installed = archive.evaluate(lambda view: read_installed(view, scenario))
    if installed is None:
        raise UnknownNameError(SCENARIO, scenario, installed_scenarios(archive))
    if not can_release(installed.rules.charter):
        raise LedgerInputError(
            "scenario.releases_nothing",
            Text(
                zh="场景“{scenario}”的章程没有授权、访问与不予放行三类记录，不能放行数据",
                en="the charter of '{scenario}' lacks grants, accesses or denials; no data are released under it",
            ),
            scenario=scenario,
        )


def _denied(
    folder: Path, signer: Signer, scenario: str, access: str, requester: str, denial: Denial
) -> Released:
    """Log a denial under a name of its own."""
    with open_archive(folder) as archive:
        author = author_of(archive, signer)
        name = f"{author.path.split('/')[1]}/{archive.height + 1}"
    fields = {"access": access[:200], "requester": requester, "code": denial.value}
    return Released(access, None, denial, take_action(folder, signer, scenario, DENY, name, fields))


def sealed_maker(
    scenario: str,
    payload: str,
    receiver: Receiver,
    store: BlobStore,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Maker:
    """Return what makes packages from a sealed payload: its content, and keys of the permitted fields alone.

    Args:
        scenario: its name.
        payload: name of the payload record.
        receiver: the holder's receiving key, which must be one of the payload's readers.
        store: where the payload is.
        random_bytes: source of keys and nonces.
    """

    def make(archive: Archive, permit: Permit) -> tuple[bytes, int] | Denial:
        record, facts = sealed_facts(archive, scenario, f"payload/{payload}")
        about = (record.fields["resource"], record.fields["subject"], record.owner, record.state)
        if about != (permit.resource, permit.subject, permit.grant.owner, "held"):
            return Denial.OTHER_DATA
        opened = open_sealed(archive, scenario, f"payload/{payload}", receiver, store)
        names = frozenset(permit.fields)
        if not names <= opened.values.keys():
            return Denial.FIELDS_BEYOND_GRANT
        content = sealed_content(
            store, str(facts["content"]), archive.genesis.ledger, scenario, f"payload/{payload}"
        )
        suite = archive.genesis.suite
        keys = keys_of_fields(suite, content, opened.key, opened.fields, names)
        envelope = wrap_keys(
            suite,
            key_wrapping(suite.name),
            keys,
            content.location,
            str(facts["content"]),
            permit.requester,
            permit.receiving_key,
            random_bytes,
        )
        return content.format() + envelope.format(), 1

    return make


def live_maker(
    scenario: str, sources: dict[str, Source], random_bytes: Callable[[int], bytes] = secrets.token_bytes
) -> Maker:
    """Return what makes packages from live databases: the permitted columns of the rows about the subject.

    Args:
        scenario: its name.
        sources: by name of the resource.
        random_bytes: source of keys, salts and nonces.
    """

    def make(archive: Archive, permit: Permit) -> tuple[bytes, int]:
        source = sources.get(permit.resource)
        if source is None:
            raise UnknownNameError(Text(zh="数据源", en="source"), permit.resource, sources)
        found = query(source, permit.fields, permit.subject)
        suite = archive.genesis.suite
        location = Location(
            archive.genesis.ledger, scenario, f"access/{permit.access.name}", permit.access.revision + 1
        )
        fields = {"columns": list(found.fields), "rows": [list(row) for row in found.rows]}
        sealed, key, _ = seal_record(suite, fields, location, random_bytes)
        content = sealed.format()
        envelope = wrap_keys(
            suite,
            key_wrapping(suite.name),
            Keys(whole=key),
            location,
            digest_text(suite, content),
            permit.requester,
            permit.receiving_key,
            random_bytes,
        )
        return content + envelope.format(), len(found.rows)

    return make


def release_pending(
    folder: Path, signer: Signer, scenario: str, sources: dict[str, Source], store: BlobStore
) -> Iterator[Released | str]:
    """Answer every access that waits for this holder; yields the names of those that no checkpoint covers yet."""
    with open_archive(folder) as archive:
        _must_release(archive, scenario)
        holder = organisation_of(author_of(archive, signer).path)
        prefix = f"scenario/{scenario}/access/"
        names = [key.removeprefix(prefix) for key in archive.state_keys(prefix)]

        def waiting(view: View) -> list[tuple[str, int]]:
            found = []
            for name in names:
                record = read_record(view, scenario, "access", name)
                if record is None or record.state != "logged":
                    continue
                grant = read_record(view, scenario, "grant", str(record.fields["grant"]))
                if grant is not None and grant.owner == holder:
                    found.append((name, record.created))
            return found

        pending = archive.evaluate(waiting)
    make = live_maker(scenario, sources)
    for name, height in sorted(pending, key=lambda one: one[1]):
        try:
            proof = prove_entry(folder, height=height).data
        except LedgerInputError:
            yield name
            continue
        yield release(folder, signer, scenario, name, proof, make, store)


@dataclass(frozen=True, slots=True)
class Received:
    """A package that its requester opened: the fields, and the receipt if one was filed."""

    values: dict[str, Any]
    done: Done | None


def receive(
    folder: Path,
    scenario: str,
    access: str,
    package: bytes,
    receiver: Receiver,
    signer: Signer | None = None,
) -> Received:
    """Open a package as its requester, hold it against the ledger, and file the receipt.

    Args:
        folder: a ledger that has the release.
        scenario: its name.
        access: name of the access record.
        package: what the holder handed out.
        receiver: the requester's receiving key.
        signer: the requester's signing key, to file the receipt; None for none.

    Raises:
        UnknownNameError: the ledger has no such access.
        LedgerInputError: the package is not the one whose digest is on the ledger, or is for another.
    """
    with open_archive(folder) as archive:
        record = archive.evaluate(lambda view: read_record(view, scenario, "access", access))
        if record is None:
            raise UnknownNameError(Text(zh="访问", en="access"), access, ())
        values = _opened(archive, scenario, access, record.fields.get("digest"), package, receiver)
    done = None
    if signer is not None and record.state == "delivered":
        done = take_action(folder, signer, scenario, RECEIPT, access, {})
    return Received(values, done)


def _opened(
    archive: Archive, scenario: str, access: str, digest: object, package: bytes, receiver: Receiver
) -> dict[str, Any]:
    suite = archive.genesis.suite
    if digest != digest_text(suite, package):
        raise LedgerInputError(
            "scenario.other_package",
            Text(
                zh="数据包与账本上登记的摘要不符，不要使用",
                en="the package does not fit the digest on the ledger; do not use it",
            ),
        )
    first, _, second = package.partition(b"\n")
    content, envelope = parse_sealed(first + b"\n"), parse_envelope(second)
    digest_inside = digest_text(suite, first + b"\n")
    keys = None
    if content is not None and envelope is not None and envelope.content == digest_inside:
        keys = unwrap_keys(suite, key_wrapping(suite.name), envelope, receiver.private)
    if content is None or keys is None:
        raise LedgerInputError(
            "scenario.package_for_another",
            Text(zh="这个接收密钥打不开数据包", en="this receiving key does not open the package"),
        )
    values: dict[str, Any] | None = None
    if keys.whole is not None:
        found = open_whole(suite, content, keys.whole)
        values = None if found is None else {field.name: field.value for field in found}
    else:
        shown = open_some(suite, content, keys)
        root = recorded_root(archive, scenario, content.location.record, digest_inside)
        values = verified_fields(suite.hash, root, shown) if shown is not None else None
    if values is None:
        raise LedgerInputError(
            "scenario.other_package",
            Text(
                zh="数据包与账本上登记的摘要不符，不要使用",
                en="the package does not fit the digest on the ledger; do not use it",
            ),
        )
    return values


def seal_anew(
    folder: Path, signer: Signer, scenario: str, grant: str, receiver: Receiver, store: BlobStore
) -> tuple[tuple[str, Done], ...]:
    """Seal under new keys what was released under a revoked grant, so that old keys open nothing that comes after.

    Args:
        folder: the holder's ledger.
        signer: the holder.
        scenario: its name.
        grant: name of the grant, which must be revoked.
        receiver: the holder's receiving key.
        store: where the payloads are; the old content is forgotten once the new one is recorded.

    Returns:
        The payloads that were sealed anew, and what became of each operation.

    Raises:
        UnknownNameError: there is no such grant.
        LedgerInputError: it is not revoked, or a payload cannot be opened.
    """
    with open_archive(folder) as archive:
        author = author_of(archive, signer)
        given = archive.evaluate(lambda view: read_record(view, scenario, "grant", grant))
        if given is None:
            raise UnknownNameError(Text(zh="授权", en="grant"), grant, ())
        if given.state != "revoked":
            raise LedgerInputError(
                "scenario.not_revoked",
                Text(zh="授权“{grant}”尚未撤销", en="the grant '{grant}' is not revoked"),
                grant=grant,
            )
        affected = _released_under(archive, scenario, grant, str(given.fields["resource"]))
    outcome = []
    for name in affected:
        with open_archive(folder) as archive:
            opened = open_sealed(archive, scenario, f"payload/{name}", receiver, store)
            record, facts = sealed_facts(archive, scenario, f"payload/{name}")
            location = Location(author.ledger, scenario, f"payload/{name}", record.revision + 1)
            sealed = seal_for(archive, location, opened.values, facts["readers"], store)
        done = take_action(folder, signer, scenario, "payload.reseal", name, {"sealed": sealed})
        store.discard(str((facts if done.is_accepted else sealed)["content"]))
        outcome.append((name, done))
    return tuple(outcome)


def _released_under(archive: Archive, scenario: str, grant: str, resource: str) -> list[str]:
    """Return the payloads of the resource about subjects that were accessed under the grant."""
    names = [key.removeprefix(f"scenario/{scenario}/") for key in archive.state_keys(f"scenario/{scenario}/")]

    def find(view: View) -> list[str]:
        subjects = set()
        for name in names:
            kind, _, rest = name.partition("/")
            record = read_record(view, scenario, kind, rest) if kind == "access" else None
            if record is not None and record.fields["grant"] == grant and not record.reason:
                subjects.add(record.fields["subject"])
        found = []
        for name in names:
            kind, _, rest = name.partition("/")
            record = read_record(view, scenario, kind, rest) if kind == "payload" else None
            if (
                record is not None
                and record.state == "held"
                and record.fields["resource"] == resource
                and record.fields["subject"] in subjects
            ):
                found.append(rest)
        return found

    return archive.evaluate(find)


def read_package(path: Path) -> bytes:
    """Return a package file's bytes.

    Raises:
        LedgerInputError: it cannot be read or is too large.
    """
    return read_bounded(path, MAX_BLOB_BYTES)


def package_name(access: str) -> str:
    """Return the file name of an access's package: with "+" for slashes, which no record name holds."""
    return access.replace("/", "+") + ".package"
