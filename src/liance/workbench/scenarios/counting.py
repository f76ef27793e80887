"""Count what scenarios have done for indicators of plans, and prove delivery by it.

``LedgerProver`` answers for two kinds of evidence: a statement of a count (computed again from the ledger), and
any file whose digest a member has anchored. In both cases a checkpoint that the ledger's policy trusts must
cover the entries it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from liance.core.canonical import digest_bytes
from liance.core.errors import UnknownNameError
from liance.delivery.proofs import LedgerProof
from liance.ledger.drivers.archive import Archive
from liance.packs.library import SCENARIO
from liance.scenarios.calendar import CHINA_OFFSET
from liance.scenarios.counting import DAY, Acted, Count, count_hook
from liance.scenarios.records import read_installed
from liance.workbench.ledger.anchors import AnchorBook
from liance.workbench.ledger.folder import open_archive, policy_of
from liance.workbench.ledger.proving import last_trusted
from liance.workbench.output import write_whole_bytes
from liance.workbench.scenarios.acting import installed_scenarios

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def end_of_day(day: date) -> int:
    """Return the last millisecond of a day on the Chinese clock."""
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1) - CHINA_OFFSET
    return (end - _EPOCH) // timedelta(milliseconds=1) - 1


def counts(folder: Path, at: int, scenario: str | None = None) -> tuple[Count, ...]:
    """Return what every hook of the scenarios in force counts at an instant.

    Args:
        folder: the ledger.
        at: POSIX milliseconds.
        scenario: one only; None for all.

    Raises:
        UnknownNameError: no such scenario is installed.
    """
    with open_archive(folder) as archive:
        names = installed_scenarios(archive)
        if scenario is not None and scenario not in names:
            raise UnknownNameError(SCENARIO, scenario, names)
        return tuple(
            count for name in names if scenario in {None, name} for count in _counts_of(archive, name, at)
        )


def _counts_of(archive: Archive, name: str, at: int) -> Iterator[Count]:
    installed = archive.evaluate(lambda view: read_installed(view, name))
    if installed is None:
        return
    days = max((hook.days for hook in installed.rules.charter.indicators), default=0)
    acted = _acted_since(archive, name, at - days * DAY)
    for hook in installed.rules.charter.indicators:
        yield count_hook(
            hook,
            acted,
            at,
            ledger=archive.genesis.ledger,
            scenario=name,
            charter=installed.digest,
        )


def _acted_since(archive: Archive, name: str, since: int) -> list[Acted]:
    """Return the actions of a scenario after an instant, oldest first; the log's times never go back."""
    heights = archive.each_height("scenario.acted.scenario", name, newest_first=True)
    found = []
    for receipt in archive.receipts_at(heights):
        if receipt.time <= since:
            break
        facts = next(dict(one.attributes) for one in receipt.events if one.type == "scenario.acted")
        found.append(Acted(receipt.height, receipt.time, facts["organisation"], facts["action"]))
    return found[::-1]


def write_statements(found: Iterable[Count], out: Path) -> tuple[Path, ...]:
    """Write each count's statement into the folder ``out`` and return the files.

    Raises:
        OutputError: they cannot be written.
    """
    paths = []
    for count in found:
        day = (_EPOCH + timedelta(milliseconds=count.at) + CHINA_OFFSET).date()
        path = out / f"{count.scenario}-{count.hook}-{day.isoformat()}.json"
        write_whole_bytes(path, count.statement())
        paths.append(path)
    return tuple(paths)


@dataclass(frozen=True, slots=True)
class LedgerProver:
    """Proves evidence by a ledger: statements of counts on given days, and anchored files.

    Only what a trusted checkpoint covers is proved.
    """

    folder: Path
    statements: dict[str, LedgerProof]

    def proof_of(self, digest: str) -> LedgerProof | None:
        """Return the proof of an evidence file by its digest, or None."""
        known = self.statements.get(digest)
        if known is not None:
            return known
        with AnchorBook(self.folder) as book:
            for anchor in book.about(digest):
                if anchor.witnessed is not None:
                    return LedgerProof(
                        digest=digest,
                        origin=anchor.ledger,
                        record=anchor.operation,
                        author=anchor.organisation,
                        recorded_at=_EPOCH + timedelta(milliseconds=anchor.recorded),
                        size=anchor.witnessed,
                    )
        return None


def ledger_prover(folder: Path, days: Iterable[date]) -> LedgerProver:
    """Return a prover by the ledger in ``folder``.

    Args:
        folder: the ledger, with its policy.
        days: of the observations whose statements are to be computed again.
    """
    statements: dict[str, LedgerProof] = {}
    with open_archive(folder) as archive:
        trusted = last_trusted(archive, policy_of(folder).policy)
        size = trusted[1].checkpoint.size if trusted else 0
        origin = trusted[1].checkpoint.origin if trusted else ""
        names = installed_scenarios(archive) if size else []
        for day in sorted(set(days)):
            for name in names:
                for count in _counts_of(archive, name, end_of_day(day)):
                    if count.last < size:
                        digest = digest_bytes(count.statement())
                        recorded = _EPOCH + timedelta(milliseconds=count.at)
                        statements[digest] = LedgerProof(digest, origin, name, name, recorded, size)
    return LedgerProver(folder, statements)


__all__ = ["LedgerProver", "counts", "end_of_day", "ledger_prover", "write_statements"]
