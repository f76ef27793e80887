"""Private fields of records: sealed off the ledger, opened by their readers, disclosed one by one.

On the ledger stand the root over the salted fields, the digest of the sealed content, and who got its key at
sealing; content and wrapped keys are in a blob store. A disclosure file carries single fields, their proofs, and
the evidence of the operation that recorded the root: a stranger checks it offline.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from liance.core.canonical import canonical_json
from liance.core.errors import UnknownNameError
from liance.core.language import Language, Text
from liance.core.limits import MAX_DISCLOSURE_BYTES, MAX_NEAR_NAMES, MAX_SEALED_BYTES, MAX_SEALED_FIELDS
from liance.ledger import keys
from liance.ledger.drivers.archive import Archive
from liance.ledger.evidence import TrueEntry
from liance.ledger.kinds import record_key
from liance.ledger.log.suite import Signer
from liance.ledger.log.text import encode_base64
from liance.ledger.members import organisation_of
from liance.ledger.operations import is_digest
from liance.ledger.state import integer, read_value
from liance.ledger.suites import CryptoSuite, Secret, load_suite
from liance.scenarios.disclosure import Disclosure, SaltedField, disclose, verified_fields
from liance.scenarios.envelope import key_wrapping, read_receiving_key, receiving_record
from liance.scenarios.records import Record, read_record
from liance.scenarios.sealing import (
    Keys,
    Location,
    SealedRecord,
    open_whole,
    parse_envelope,
    parse_sealed,
    seal_record,
    unwrap_keys,
    wrap_keys,
)
from liance.workbench.ledger.acting import Author, Done, entry_line, parse_payload, submit_with
from liance.workbench.ledger.folder import LedgerInputError, open_archive, read_bounded
from liance.workbench.ledger.keys import read_key_file, write_key_file
from liance.workbench.ledger.proving import Verified, prove_entry, utc_text, verify_data
from liance.workbench.scenarios.blobs import BlobStore

_FORMAT: Final = "liance-disclosure/v1"
_RECORD: Final = Text(zh="记录", en="record")
_FIELD: Final = Text(zh="密封字段", en="sealed field")
#: The field of a record that says where its private fields are.
SEALED: Final = "sealed"


@dataclass(frozen=True, slots=True)
class Receiver:
    """A key pair that content is sealed for; never the one that signs."""

    suite: CryptoSuite
    private: Secret
    public: bytes


def open_receiver(path: Path, passphrase: Callable[[], str]) -> Receiver:
    """Return the receiving key in a file.

    Raises:
        KeyInputError: there is no such file.
        KeyFileError: it is no receiving key, damaged, or the passphrase is wrong.
    """
    suite, private, public = keys.open_receiving(read_key_file(path), passphrase())
    return Receiver(suite, private, public)


def register_receiver(folder: Path, signer: Signer, receiving: Path, passphrase: Callable[[], str]) -> Done:
    """Register a member's receiving key in the ledger, making its file if it is not there.

    Args:
        folder: the ledger.
        signer: the member's signing key.
        receiving: the file of the receiving key.
        passphrase: fetches the passphrase of that file.

    Raises:
        KeyInputError: the file cannot be written.
        KeyFileError: it is no receiving key, or the passphrase is wrong or too short.
        LedgerInputError: the receiving key is of another suite than the signing key.
    """
    if not receiving.exists():
        suite = signer.suite
        private, public = key_wrapping(suite.name).generate()
        write_key_file(receiving, keys.seal_receiving(load_suite(suite.name), private, public, passphrase()))
    else:
        receiver = open_receiver(receiving, passphrase)
        if receiver.suite.name != signer.suite.name:
            raise LedgerInputError(
                "ledger.wrong_suite",
                Text(
                    zh="密钥属于 {one}，账本使用 {other}", en="the key is of {one}, the ledger uses {other}"
                ),
                one=receiver.suite.name,
                other=signer.suite.name,
            )
        public = receiver.public

    def ask(archive: Archive, author: Author) -> tuple[str, Mapping[str, object]]:
        name = receiving_record(author.path)
        key = record_key(organisation_of(author.path), name)
        present = archive.evaluate(lambda view: read_value(view, key))
        revision = integer(present["revision"]) if present else 0
        return "record.put", {
            "record": name,
            "revision": revision,
            "value": {"receiving_key": encode_base64(public)},
        }

    return submit_with(folder, signer, ask)


def read_private(path: Path) -> dict[str, object]:
    """Return the private fields in a JSON file.

    Raises:
        LedgerInputError: it cannot be read, or holds no JSON object of whole numbers and texts.
    """
    text = read_bounded(path, MAX_SEALED_BYTES // 2).decode("utf-8-sig", "replace")
    return parse_payload(text, MAX_SEALED_BYTES // 2)


def submit_private(
    folder: Path,
    signer: Signer,
    scenario: str,
    action: str,
    record: str,
    fields: Mapping[str, object],
    private: Mapping[str, object],
    store: BlobStore,
    readers: Sequence[str] = (),
) -> Done:
    """Take an action whose private fields are sealed off the ledger.

    Args:
        folder: the ledger.
        signer: of the author.
        scenario: its name.
        action: of the charter; it must take the field ``sealed``.
        record: its name.
        fields: those that stand on the ledger.
        private: those that are sealed.
        store: where content and wrapped keys are kept, before the operation is submitted.
        readers: members (paths of keys) that get the data key; the author alone by default.

    Raises:
        LedgerInputError: the private fields cannot be sealed, or a reader has no receiving key.
    """
    kept: list[str] = []

    def ask(archive: Archive, author: Author) -> tuple[str, Mapping[str, object]]:
        kind = action.partition(".")[0]
        present = archive.evaluate(lambda view: read_record(view, scenario, kind, record))
        revision = present.revision + 1 if present else 1
        location = Location(author.ledger, scenario, f"{kind}/{record}", revision)
        sealed = seal_for(archive, location, private, readers or (author.path,), store)
        kept.append(str(sealed["content"]))
        payload = {
            "scenario": scenario,
            "action": action,
            "record": record,
            "fields": {**fields, SEALED: sealed},
        }
        return "scenario.act", payload

    done = submit_with(folder, signer, ask)
    if not done.is_accepted:
        for digest in kept:
            store.discard(digest)
    return done


def seal_for(
    archive: Archive,
    location: Location,
    private: Mapping[str, object],
    readers: Sequence[str],
    store: BlobStore,
) -> dict[str, object]:
    """Seal private fields for readers, keep content and keys in the store, and return what goes on the ledger."""
    suite = archive.genesis.suite
    try:
        sealed, key, root = seal_record(suite, private, location, secrets.token_bytes)
    except (ValueError, TypeError):
        raise LedgerInputError(
            "scenario.cannot_seal",
            Text(
                zh="私密字段无法密封：须为 1 至 {bound} 个字段的 JSON 对象，不用小数，总量不超过上限",
                en="the private fields cannot be sealed: a JSON object of 1 to {bound} fields, no decimals, within the size limit",
            ),
            bound=MAX_SEALED_FIELDS,
        ) from None
    publics = [receiving_key(archive, reader) for reader in readers]
    content = store.put(sealed.format())
    for reader, public in zip(readers, publics, strict=True):
        wrapping = key_wrapping(suite.name)
        envelope = wrap_keys(
            suite, wrapping, Keys(whole=key), location, content, reader, public, secrets.token_bytes
        )
        store.put_envelope(content, reader, envelope.format())
    return {
        "content": content,
        "readers": list(readers),
        "root": f"{suite.hash_name}:{root.hex()}",
    }


def receiving_key(archive: Archive, reader: str) -> bytes:
    """Return a member's registered receiving key.

    Raises:
        LedgerInputError: the member has none.
    """
    public = archive.evaluate(lambda view: read_receiving_key(view, reader))
    if public is None:
        raise LedgerInputError(
            "scenario.no_receiving_key",
            Text(
                zh="{reader} 没有登记接收密钥；请本人运行 liance scenario receiver",
                en="{reader} has not registered a receiving key; the member itself runs liance scenario receiver",
            ),
            reader=reader[:200],
        )
    return public


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed record that was opened: where it belongs, all its fields, and its data key."""

    location: Location
    fields: tuple[SaltedField, ...]
    key: Secret

    @property
    def values(self) -> dict[str, Any]:
        """The fields by name."""
        return {field.name: field.value for field in self.fields}


def sealed_facts(archive: Archive, scenario: str, record: str) -> tuple[Record, dict[str, Any]]:
    """Return a record (KIND/NAME) and what it says of its private fields.

    Raises:
        UnknownNameError: there is no such record.
        LedgerInputError: it has no private fields.
    """
    kind, _, name = record.partition("/")
    found = archive.evaluate(lambda view: read_record(view, scenario, kind, name))
    if found is None:
        known = archive.state_keys(f"scenario/{scenario}/{kind}/", MAX_NEAR_NAMES)
        raise UnknownNameError(_RECORD, record, [key.removeprefix(f"scenario/{scenario}/") for key in known])
    sealed = found.fields.get(SEALED)
    if not isinstance(sealed, dict) or not is_digest(sealed.get("root")):
        raise LedgerInputError(
            "scenario.nothing_sealed",
            Text(zh="记录“{record}”没有密封字段", en="the record '{record}' has no sealed fields"),
            record=record,
        )
    return found, sealed


def open_record(folder: Path, scenario: str, record: str, receiver: Receiver, store: BlobStore) -> Opened:
    """Open the private fields of a record as one of its readers.

    Args:
        folder: the ledger.
        scenario: its name.
        record: KIND/NAME.
        receiver: the reader's receiving key.
        store: where content and keys are.

    Raises:
        UnknownNameError: there is no such record.
        LedgerInputError: it has no private fields, is not for this key, or was changed.
    """
    with open_archive(folder) as archive:
        return open_sealed(archive, scenario, record, receiver, store)


def open_sealed(archive: Archive, scenario: str, record: str, receiver: Receiver, store: BlobStore) -> Opened:
    """``open_record`` on an open ledger."""
    _, facts = sealed_facts(archive, scenario, record)
    content, root = str(facts["content"]), bytes.fromhex(str(facts["root"]).partition(":")[2])
    sealed = sealed_content(store, content, archive.genesis.ledger, scenario, record)
    suite, wrapping = archive.genesis.suite, key_wrapping(archive.genesis.suite.name)
    for reader in facts["readers"]:
        data = store.envelope(content, str(reader))
        envelope = parse_envelope(data) if data else None
        if envelope is None or envelope.content != content:
            continue
        found = unwrap_keys(suite, wrapping, envelope, receiver.private)
        if found is None or found.whole is None:
            continue
        fields = open_whole(suite, sealed, found.whole, root)
        if fields is not None:
            return Opened(sealed.location, fields, found.whole)
    raise LedgerInputError(
        "scenario.not_for_this_key",
        Text(
            zh="这个接收密钥打不开“{record}”：它不在读者之列，或密文库中没有它的密钥",
            en="this receiving key does not open '{record}': it is not of a reader, or the store lacks its key",
        ),
        record=record,
    )


def sealed_content(store: BlobStore, content: str, ledger: str, scenario: str, record: str) -> SealedRecord:
    """Return sealed content by its digest, if it belongs to the record."""
    sealed = parse_sealed(store.get(content))
    if sealed is None or (sealed.location.ledger, sealed.location.scenario, sealed.location.record) != (
        ledger,
        scenario,
        record,
    ):
        raise LedgerInputError(
            "scenario.other_content",
            Text(zh="密文不属于记录“{record}”", en="the content does not belong to the record '{record}'"),
            record=record,
        )
    return sealed


def sealing_height(archive: Archive, scenario: str, record: str, content: str) -> int:
    """Return the height of the operation that recorded some sealed content."""
    for height in archive.each_height("scenario.acted.record", f"{scenario}/{record}", newest_first=True):
        line = entry_line(archive, height)
        fields = line.payload.get("fields") if line else None
        sealed = fields.get(SEALED) if isinstance(fields, dict) else None
        if isinstance(sealed, dict) and sealed.get("content") == content:
            return height
    raise UnknownNameError(_RECORD, record, ())


def recorded_root(archive: Archive, scenario: str, record: str, content: str) -> bytes:
    """Return the root that the ledger holds for some sealed content of a record.

    Raises:
        UnknownNameError: no operation recorded that content.
    """
    line = entry_line(archive, sealing_height(archive, scenario, record, content))
    fields = line.payload["fields"] if line else None
    assert isinstance(fields, dict)
    return bytes.fromhex(str(fields[SEALED]["root"]).partition(":")[2])


def disclosure_file(
    folder: Path, scenario: str, record: str, names: Sequence[str], receiver: Receiver, store: BlobStore
) -> bytes:
    """Return a file that shows single private fields and proves them against the ledger.

    Raises:
        UnknownNameError: there is no such record or field.
        LedgerInputError: the record cannot be opened, or no checkpoint with enough witnesses covers it.
    """
    with open_archive(folder) as archive:
        _, facts = sealed_facts(archive, scenario, record)
        opened = open_sealed(archive, scenario, record, receiver, store)
        height = sealing_height(archive, scenario, record, str(facts["content"]))
        suite = archive.genesis.suite
    try:
        shown = disclose(suite.hash, opened.fields, frozenset(names))
    except KeyError as error:
        raise UnknownNameError(_FIELD, str(error.args[0]), opened.values) from None
    return format_disclosure(scenario, record, shown, prove_entry(folder, height=height).data)


def format_disclosure(scenario: str, record: str, shown: Disclosure, evidence: bytes) -> bytes:
    """Return a disclosure file: canonical JSON and a line end."""
    value = {
        "evidence": base64.b64encode(evidence).decode(),
        "fields": [
            {
                "index": index,
                "name": field.name,
                "path": [node.hex() for node in path],
                "salt": field.salt.hex(),
                "value": field.value,
            }
            for index, field, path in shown.shown
        ],
        "format": _FORMAT,
        "record": record,
        "scenario": scenario,
        "size": shown.size,
    }
    return canonical_json(value) + b"\n"


@dataclass(frozen=True, slots=True)
class VerifiedDisclosure:
    """What a disclosure file shows: the record, its proved fields, and what was found of the evidence inside."""

    scenario: str
    record: str
    fields: Mapping[str, Any]
    evidence: Verified

    @property
    def height(self) -> int:
        """Where the operation stands in the log."""
        return self.evidence.true.height if isinstance(self.evidence.true, TrueEntry) else 0

    @property
    def recorded(self) -> str:
        """When it was recorded, in UTC."""
        true = self.evidence.true
        return utc_text(true.recorded or 0) if isinstance(true, TrueEntry) else ""

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "valid": self.evidence.is_true,
            "scenario": self.scenario,
            "record": self.record,
            "fields": dict(self.fields),
            "evidence": self.evidence.as_data(language),
        }


def verify_disclosure(file: Path, policy_file: Path) -> VerifiedDisclosure:
    """Check a disclosure file offline under a policy file.

    Raises:
        LedgerInputError: the file is none, its fields do not fit the root on the ledger, or the policy is malformed.
    """
    data = read_bounded(file, MAX_DISCLOSURE_BYTES)
    parsed = _parse_disclosure(data)
    if parsed is None:
        raise LedgerInputError(
            "scenario.no_disclosure",
            Text(zh="“{name}”不是披露文件", en="'{name}' is no disclosure file"),
            name=file.name,
        )
    scenario, record, shown, evidence = parsed
    verified = verify_data(file.name, evidence, policy_file)
    root = _recorded_root(verified.true, scenario, record)
    if not verified.is_true:
        return VerifiedDisclosure(scenario, record, {}, verified)
    fields = None
    if root is not None and isinstance(verified.true, TrueEntry):
        suite = load_suite({"sm3": "guomi", "sha256": "intl"}[root.partition(":")[0]])
        fields = verified_fields(suite.hash, bytes.fromhex(root.partition(":")[2]), shown)
    if fields is None:
        raise LedgerInputError(
            "scenario.false_disclosure",
            Text(
                zh="所披露的字段与账本上的摘要不符，不要采信",
                en="the fields shown do not fit the digest on the ledger; do not rely on them",
            ),
        )
    return VerifiedDisclosure(scenario, record, fields, verified)


def _recorded_root(true: object, scenario: str, record: str) -> str | None:
    """Return the root that a proved operation recorded for a record, or None."""
    if (
        not isinstance(true, TrueEntry)
        or true.operation is None
        or true.operation.body.kind != "scenario.act"
    ):
        return None
    payload = true.operation.body.payload
    action, fields = payload.get("action"), payload.get("fields")
    if not isinstance(action, str) or not isinstance(fields, dict):
        return None
    if payload.get("scenario") != scenario or f"{action.partition('.')[0]}/{payload.get('record')}" != record:
        return None
    sealed = fields.get(SEALED)
    root = sealed.get("root") if isinstance(sealed, dict) else None
    return root if is_digest(root) else None


def _parse_disclosure(data: bytes) -> tuple[str, str, Disclosure, bytes] | None:
    try:
        value = json.loads(data)
        if value.keys() != {"evidence", "fields", "format", "record", "scenario", "size"}:
            return None
        if value["format"] != _FORMAT or not 1 <= len(value["fields"]) <= MAX_SEALED_FIELDS:
            return None
        shown = tuple(
            (
                int(one["index"]),
                SaltedField(str(one["name"]), one["value"], bytes.fromhex(one["salt"])),
                tuple(bytes.fromhex(node) for node in one["path"]),
            )
            for one in value["fields"]
        )
        evidence = base64.b64decode(value["evidence"], validate=True)
        disclosure = Disclosure(int(value["size"]), shown)
        canonical_json(value)
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error, RecursionError):
        return None
    return str(value["scenario"]), str(value["record"]), disclosure, evidence
