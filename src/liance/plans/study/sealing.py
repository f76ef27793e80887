"""Seals: each blind cell is committed by a salted hash before anybody sees it.

A commitment is the SHA-256 (FIPS 180-4) of the canonical JSON of study, rater, cell, judgement and a salt of 32
random bytes; without the salt nobody can guess a score from it, with it anybody can check that the score was not
changed. A rater's seal is the digest of all commitments in order; the study's seal document names the seals of
all raters and is what a ledger anchors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liance.core.canonical import canonical_json, digest_value
from liance.plans.study.model import Cell, Judgement, judgement_from_data

SALT_BYTES = 32
_FORMAT = "liance.study-seal.v1"


@dataclass(frozen=True, slots=True)
class Opening:
    """One sealed cell with what it takes to check it; ``salt`` is hexadecimal."""

    cell: Cell
    judgement: Judgement
    salt: str

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "plan": self.cell.plan,
            "item": self.cell.item,
            "judgement": self.judgement.as_data(),
            "salt": self.salt,
        }


def opening_from_data(data: Mapping[str, Any]) -> Opening:
    """Return what ``Opening.as_data`` wrote."""
    return Opening(Cell(data["plan"], data["item"]), judgement_from_data(data["judgement"]), data["salt"])


@dataclass(frozen=True, slots=True)
class Seal:
    """What is made known at once: the commitments of a rater's cells by cell, and their common digest."""

    study: str
    rater: str
    commitments: Mapping[Cell, str]
    digest: str
    at: str

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "rater": self.rater,
            "digest": self.digest,
            "at": self.at,
            "commitments": [
                {"plan": cell.plan, "item": cell.item, "commitment": self.commitments[cell]}
                for cell in sorted(self.commitments)
            ],
        }


def commitment(study: str, rater: str, opening: Opening) -> str:
    """Return the commitment of one cell."""
    return digest_value({"format": _FORMAT, "study": study, "rater": rater, **opening.as_data()})


def seal(study: str, rater: str, openings: Sequence[Opening], at: str) -> Seal:
    """Return the seal of a rater's cells.

    Raises:
        ValueError: a salt is not 32 bytes long, or two cells share one.
    """
    salts = [opening.salt for opening in openings]
    if any(len(salt) != 2 * SALT_BYTES for salt in salts) or len(set(salts)) < len(salts):
        raise ValueError("each cell needs a salt of its own")
    commitments = {opening.cell: commitment(study, rater, opening) for opening in openings}
    return Seal(study, rater, commitments, _digest(study, rater, commitments), at)


def _digest(study: str, rater: str, commitments: Mapping[Cell, str]) -> str:
    return digest_value(
        {
            "format": _FORMAT,
            "study": study,
            "rater": rater,
            "commitments": [[cell.plan, cell.item, commitments[cell]] for cell in sorted(commitments)],
        }
    )


def broken_cells(given: Seal, openings: Sequence[Opening]) -> tuple[Cell, ...]:
    """Return the cells whose opening does not fit the seal, or that one side lacks; none where all is well.

    A seal whose own digest does not fit its commitments is broken in every cell.
    """
    if given.digest != _digest(given.study, given.rater, given.commitments):
        return tuple(sorted(given.commitments))
    opened = {opening.cell: commitment(given.study, given.rater, opening) for opening in openings}
    return tuple(
        sorted(
            cell
            for cell in given.commitments.keys() | opened.keys()
            if given.commitments.get(cell) != opened.get(cell)
        )
    )


def seal_document(study: str, rubric_digest: str, seals: Sequence[Seal]) -> bytes:
    """Return the bytes that are anchored outside before the reveal (on a ledger, in a deposit): no score is in them."""
    return canonical_json(
        {
            "format": _FORMAT,
            "study": study,
            "rubric": rubric_digest,
            "seals": [
                {"rater": one.rater, "digest": one.digest, "cells": len(one.commitments)}
                for one in sorted(seals, key=lambda one: one.rater)
            ],
        }
    )
