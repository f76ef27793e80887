"""An observation is proved only by a ledger that holds the digest of its evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

from liance.delivery.projects import Observation
from liance.delivery.proofs import KnownProofs, LedgerProof, Standing, standing_of

DIGEST = "sha256:" + "a" * 64
PROOF = LedgerProof(
    DIGEST, "liance.example/office", "evidence/1", "org/stats", datetime(2026, 1, 1, tzinfo=UTC), 9
)


def seen(evidence: str | None) -> Observation:
    return Observation(date(2026, 6, 30), Fraction(12), "家", "统计局", evidence)


def test_without_evidence_or_ledger_an_observation_is_what_its_reporter_says() -> None:
    prover = KnownProofs({DIGEST: PROOF})
    assert standing_of(seen(None), prover) == (Standing.REPORTED, None)
    assert standing_of(seen(DIGEST), None) == (Standing.FILED, None)
    assert standing_of(seen("sha256:" + "b" * 64), prover) == (Standing.FILED, None)
    assert standing_of(seen(DIGEST), prover) == (Standing.PROVED, PROOF)


def test_a_proof_of_another_digest_proves_nothing() -> None:
    other = "sha256:" + "b" * 64
    assert standing_of(seen(other), KnownProofs({other: PROOF})) == (Standing.FILED, None)
