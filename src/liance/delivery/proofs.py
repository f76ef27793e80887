"""How far an observation is proved: on a ledger, by a file, or by nobody but the one who reports it.

The ledger is asked through ``Prover``; delivery knows nothing else of it. What a fact on a ledger proves is
that the evidence with this digest was there, unchanged, by whom and when it was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from liance.core.language import Text
from liance.delivery.projects import Observation


class Standing(StrEnum):
    """How far an observation is proved."""

    PROVED = "proved"
    FILED = "filed"
    REPORTED = "reported"


STANDINGS: Mapping[Standing, Text] = {
    Standing.PROVED: Text(zh="链上可证", en="proved on a ledger"),
    Standing.FILED: Text(zh="有佐证文件", en="evidence on file"),
    Standing.REPORTED: Text(zh="自报", en="self-reported"),
}


@dataclass(frozen=True, slots=True)
class LedgerProof:
    """Where a ledger holds the digest of an evidence file.

    ``origin`` names the ledger (as its checkpoints do), ``record`` the record that holds the digest, ``author``
    who signed it, ``recorded_at`` when the ledger took it, ``size`` the tree size of a checkpoint that covers it.
    """

    digest: str
    origin: str
    record: str
    author: str
    recorded_at: datetime
    size: int


class Prover(Protocol):
    """Answers whether a ledger holds the digest of an evidence file (``sha256:`` and 64 hexadecimal digits).

    Whoever implements it has verified inclusion and checkpoint before it answers.
    """

    def proof_of(self, digest: str) -> LedgerProof | None:
        """Return the proof, or None where the ledger holds no such digest."""
        ...


@dataclass(frozen=True, slots=True)
class KnownProofs:
    """A prover over proofs that were verified before, by digest."""

    proofs: Mapping[str, LedgerProof]

    def proof_of(self, digest: str) -> LedgerProof | None:
        """Return the proof of this digest, if any."""
        return self.proofs.get(digest)


def standing_of(observation: Observation, prover: Prover | None) -> tuple[Standing, LedgerProof | None]:
    """Return how far an observation is proved, with the proof; without a prover nothing is proved."""
    if observation.evidence is None:
        return Standing.REPORTED, None
    proof = prover.proof_of(observation.evidence) if prover is not None else None
    if proof is None or proof.digest != observation.evidence:
        return Standing.FILED, None
    return Standing.PROVED, proof
