"""Anchors: what binds plans, ratings and scorecards to a ledger. The ledger holds digests, never texts.

An anchor is a record of its organisation, named by the digest of the plan it is about::

    anchor/<sha256 of the plan>/plan
    anchor/<sha256 of the plan>/scorecard/<sha256 of the scorecard>
    anchor/<sha256 of the packet>/packet

So everything about a plan is found by the plan's digest alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from liance.core.canonical import digest_bytes
from liance.core.language import Language, Text
from liance.core.limits import MAX_FILE_BYTES
from liance.ledger.drivers.archive import Archive
from liance.ledger.log.suite import Signer
from liance.ledger.operations import is_digest, parse_entry, parse_operation
from liance.workbench.ledger.acting import Done, put_record
from liance.workbench.ledger.folder import LedgerInputError, open_archive, policy_of, read_bounded
from liance.workbench.ledger.proving import last_trusted, utc_text

_PREFIX: Final = "anchor"


class AnchorKind(StrEnum):
    """What is anchored: a version of a plan, a sealed packet, a published scorecard, evidence of delivery."""

    PLAN = "plan"
    PACKET = "packet"
    SCORECARD = "scorecard"
    EVIDENCE = "evidence"

    @property
    def words(self) -> Text:
        """Its name in both languages."""
        return _TITLES[self]


_TITLES: Final = {
    AnchorKind.PLAN: Text(zh="规划文本", en="plan version"),
    AnchorKind.PACKET: Text(zh="封存的评分包", en="sealed rating packet"),
    AnchorKind.SCORECARD: Text(zh="发布的评分卡", en="published scorecard"),
    AnchorKind.EVIDENCE: Text(zh="落实佐证", en="evidence of delivery"),
}


def anchor_file(folder: Path, signer: Signer, file: Path, kind: AnchorKind) -> tuple[str, Done]:
    """Put the digest of a file on the ledger; the same file twice is refused by nobody and shows twice in the log.

    Args:
        folder: the ledger.
        signer: the key of a member with the power ``submit``.
        file: the plan, the packet, or the scorecard as ``liance score`` wrote it (JSON of one plan).
        kind: which of these it is.

    Returns:
        The file's digest, and what became of the operation.

    Raises:
        LedgerInputError: the file cannot be read, or is no scorecard.
    """
    data = read_bounded(file, MAX_FILE_BYTES)
    digest = digest_bytes(data)
    value: dict[str, object] = {"digest": digest, "kind": kind.value, "bytes": len(data)}
    name = f"{_PREFIX}/{_hex(digest)}/{kind.value}"
    if kind is AnchorKind.SCORECARD:
        facts = _scorecard_facts(data, file.name)
        value |= facts
        name = f"{_PREFIX}/{_hex(str(facts['plan']))}/{kind.value}/{_hex(digest)}"
    return digest, put_record(folder, signer, name, value)


def _hex(digest: str) -> str:
    return digest.partition(":")[2]


def _scorecard_facts(data: bytes, name: str) -> dict[str, object]:
    """Return which plan, rubric and rater a scorecard is about."""
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        card = json.loads(data)
        facts = {
            "plan": card["plan"]["digest"],
            "rubric": card["rubric"]["digest"],
            "rater": card["rater"]["digest"],
        }
        if all(is_digest(fact) for fact in facts.values()):
            return facts
    raise LedgerInputError(
        "ledger.no_scorecard",
        Text(
            zh="“{name}”不是评分卡；请用 liance score --out 写出的 scorecards 中的 JSON 文件",
            en="'{name}' is no scorecard; take a JSON file of the scorecards that liance score --out writes",
        ),
        name=name,
    )


@dataclass(frozen=True, slots=True)
class Anchor:
    """An anchor found on a ledger. ``witnessed`` is the size of a cosigned checkpoint that covers it, or None."""

    kind: AnchorKind
    digest: str
    ledger: str
    organisation: str
    operation: str
    height: int
    recorded: int
    witnessed: int | None

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "kind": self.kind.value,
            "name": self.kind.words.render(language),
            "digest": self.digest,
            "ledger": self.ledger,
            "organisation": self.organisation,
            "operation": self.operation,
            "height": self.height,
            "recorded": utc_text(self.recorded),
            "witnessed": self.witnessed,
        }


class AnchorBook:
    """The anchors of one ledger, read by the digest of a plan or packet; reads beside a running driver."""

    def __init__(self, folder: Path) -> None:
        self._archive: Archive = open_archive(folder)
        found = last_trusted(self._archive, policy_of(folder).policy)
        self._witnessed = found[1].checkpoint.size if found else 0

    def about(self, digest: str) -> list[Anchor]:
        """Return the anchors about a ``sha256:`` digest in the order of the log."""
        if not is_digest(digest):
            return []
        heights = self._archive.heights_under("record.put.record", f"{_PREFIX}/{_hex(digest)}/")
        return [anchor for height in sorted(heights) for anchor in self._read(height, digest)]

    def _read(self, height: int, about: str) -> Iterable[Anchor]:
        time, data = parse_entry(next(iter(self._archive.entries(height, height + 1))))
        operation = parse_operation(data)
        value = operation.body.payload.get("value")
        kind = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(value, dict) or kind not in set(AnchorKind):
            return
        # Anyone may name a record so; what counts is that its own digests say the same.
        subject = value.get("plan") if kind == AnchorKind.SCORECARD else value.get("digest")
        if subject != about or not is_digest(value.get("digest")):
            return
        yield Anchor(
            AnchorKind(kind),
            str(value["digest"]),
            self._archive.genesis.ledger,
            "/".join(operation.body.author.split("/")[:2]),
            operation.id(self._archive.genesis.suite),
            height,
            time,
            self._witnessed if height < self._witnessed else None,
        )

    def close(self) -> None:
        """Close the ledger."""
        self._archive.close()

    def __enter__(self) -> AnchorBook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


#: Returns the anchors about a plan's digest.
AnchorFinder = Callable[[str], list[Anchor]]
