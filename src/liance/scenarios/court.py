"""What proved entries say of a deposit, for a court: two statements that are never mixed.

*Unchanged since recording* rests on the ledger alone. *True before recording* is what people said: the ledger
records that they said it, and proves nothing of it (Rules of Online Litigation of the People's Courts, articles
16 to 19, keep the same two apart).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liance.ledger.evidence import TrueEntry


@dataclass(frozen=True, slots=True)
class Deed:
    """One proved operation: what was done by whom, when (POSIX milliseconds) and at which height."""

    action: str
    record: str
    author: str
    recorded: int
    height: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """All that proved entries tell of one deposit.

    ``witnesses`` are those of the smallest checkpoint that covers any of the entries, with POSIX seconds;
    ``counts`` are supplements and attestations that the ledger's state holds, or None where that was not proved.
    """

    deposit: Deed
    transfers: tuple[Deed, ...]
    withdrawals: tuple[Deed, ...]
    supplements: tuple[Deed, ...]
    attestations: tuple[Deed, ...]
    requests: tuple[Deed, ...]
    origin: str
    size: int
    witnesses: Mapping[str, int]
    counts: tuple[int, int] | None

    @property
    def holder(self) -> str:
        """The organisation that holds the deposit, after all proved transfers."""
        last = self.transfers[-1] if self.transfers else None
        return str(last.fields["holder"]) if last else "/".join(self.deposit.author.split("/")[:2])

    @property
    def is_complete(self) -> bool | None:
        """Whether no supplement and no attestation is left out; None where the state was not proved."""
        if self.counts is None:
            return None
        return self.counts == (len(self.supplements), len(self.attestations))


def deed_of(true: TrueEntry, scenario: str) -> Deed | None:
    """Return what a proved entry did in a scenario, or None if it did nothing there."""
    if true.operation is None or true.operation.body.kind != "scenario.act":
        return None
    payload = true.operation.body.payload
    action, record, fields = (payload.get(name) for name in ("action", "record", "fields"))
    if payload.get("scenario") != scenario or not isinstance(action, str) or not isinstance(record, str):
        return None
    if not isinstance(fields, dict):
        return None
    return Deed(action, record, true.operation.body.author, true.recorded or 0, true.height, fields)


def case_of(
    trues: Sequence[TrueEntry], scenario: str, deposit: str, counts: tuple[int, int] | None
) -> Case | None:
    """Return what proved entries tell of a deposit.

    Args:
        trues: entries that were proved, in any order.
        scenario: its name.
        deposit: name of the deposit.
        counts: supplements and attestations in the ledger's state, where that was proved.

    Returns:
        The case, or None if the deposit itself is not among the entries, or one of them is about something else.
    """
    deeds = sorted(
        {deed.height: deed for true in trues if (deed := deed_of(true, scenario))}.values(),
        key=lambda deed: deed.height,
    )
    if len(deeds) != len({true.height for true in trues}):
        return None
    grouped: dict[str, list[Deed]] = {}
    for deed in deeds:
        own = (
            deed.record == deposit
            if deed.action.startswith("deposit.")
            else deed.fields.get("deposit") == deposit
        )
        if not own:
            return None
        grouped.setdefault(deed.action, []).append(deed)
    made = grouped.pop("deposit.make", [])
    known = {
        "deposit.transfer",
        "deposit.withdraw",
        "supplement.add",
        "attestation.give",
        "export.request",
        "export.hand",
    }
    if len(made) != 1 or not grouped.keys() <= known:
        return None
    least = min(trues, key=lambda true: true.trusted.checkpoint.size)
    return Case(
        deposit=made[0],
        transfers=tuple(grouped.get("deposit.transfer", ())),
        withdrawals=tuple(grouped.get("deposit.withdraw", ())),
        supplements=tuple(grouped.get("supplement.add", ())),
        attestations=tuple(grouped.get("attestation.give", ())),
        requests=tuple(grouped.get("export.request", ())),
        origin=least.trusted.checkpoint.origin,
        size=least.trusted.checkpoint.size,
        witnesses=dict(least.trusted.witnesses),
        counts=counts,
    )
