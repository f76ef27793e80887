"""A study's seals and a ledger: what stands on the ledger is noted, and later held against the seals again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from liance.core.canonical import digest_bytes
from liance.plans.study.errors import RefusedError
from liance.plans.study.sealing import Seal, seal_document
from liance.store.studies import ratings, repository
from liance.store.studies.repository import AnchorRecord
from liance.workbench.ledger.anchors import Anchor, AnchorBook
from liance.workbench.ledger.proving import utc_text
from liance.workbench.studies.rating import anchor_seals, seals_document
from liance.workbench.studies.recording import refusals_on_record

__all__ = ["CheckedAnchor", "anchor_on_ledger", "check_anchors"]


@dataclass(frozen=True, slots=True)
class CheckedAnchor:
    """A noted anchor held against seals and ledger.

    ``raters`` are those whose present seals make the very document that was anchored, empty where none do; ``found``
    is what the ledger holds of that document.
    """

    noted: AnchorRecord
    raters: tuple[str, ...]
    found: tuple[Anchor, ...]

    @property
    def holds(self) -> bool:
        """Whether the ledger has the document, and the seals are still those of the document."""
        return bool(self.raters and self.found)


@refusals_on_record
def anchor_on_ledger(study: str, ledger: Path, *, actor: str) -> tuple[str, str]:
    """Note where a ledger holds the seals' document; return its digest and the reference.

    Raises:
        RefusedError: the ledger does not hold the document of the present seals, or not by this member.
        LedgerInputError: the ledger cannot be read.
    """
    digest = digest_bytes(seals_document(study, actor=actor))
    with AnchorBook(ledger) as book:
        found = book.about(digest)
    if not found:
        raise RefusedError("study.not_anchored", digest=digest)
    first = found[0]
    reference = f"{first.organisation} #{first.height} {utc_text(first.recorded)} {first.ledger}"
    return anchor_seals(study, reference, actor=actor), reference


@refusals_on_record
def check_anchors(study: str, ledger: Path, *, actor: str) -> tuple[CheckedAnchor, ...]:
    """Hold every noted anchor against the seals as they are now, and against the ledger.

    Raises:
        RefusedError: there is no such study, or ``actor`` is no member.
        LedgerInputError: the ledger cannot be read.
    """
    view = repository.view(study, actor)
    seals = ratings.seals(study, actor)
    with AnchorBook(ledger) as book:
        return tuple(
            CheckedAnchor(
                noted,
                _raters(view.name, view.rubric.digest, seals, noted),
                tuple(book.about(noted.digest)),
            )
            for noted in repository.anchors(study, actor)
        )


def _raters(study: str, rubric: str, seals: Sequence[Seal], noted: AnchorRecord) -> tuple[str, ...]:
    """Return whose seals make the noted document: those sealed by then (the machine seals later, at the reveal)."""
    early = sorted((seal for seal in seals if seal.at <= noted.at), key=lambda seal: seal.at)
    for count in range(len(early), 0, -1):
        if digest_bytes(seal_document(study, rubric, early[:count])) == noted.digest:
            return tuple(seal.rater for seal in early[:count])
    return ()
