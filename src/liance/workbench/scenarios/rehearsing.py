"""Play a scenario's script on a ledger of its own and tell what happened.

Whatever follows itself at the same instant is submitted together, so that a long rehearsal is bounded by the
ledger and not by waiting; everything else waits for its receipt. The transcript names no digest or key, so the
same script gives the same transcript on every machine.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from liance.core.errors import UnknownNameError
from liance.core.language import Language, Text
from liance.ledger.log.notes import Note, add_signature, cosign_note
from liance.ledger.log.suite import Signer
from liance.ledger.machine import Receipt, Refusal
from liance.ledger.suites import load_suite
from liance.packs.charter import Charter
from liance.packs.library import SCENARIO, Library
from liance.packs.model import Bilingual
from liance.packs.reading import Pack
from liance.packs.script import Script
from liance.scenarios.calendar import CHINA_OFFSET
from liance.scenarios.rehearsal import Act, acts_of
from liance.workbench.ledger.keys import new_signer
from liance.workbench.scenarios.consortium import Consortium, found_consortium

#: Operations on their way at a time.
_UNDER_WAY: Final = 512
_NO_SCRIPT: Final = Text(zh="带有剧本的场景", en="scenario with a script")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one action, or many alike, came to.

    ``state`` is the state reached, ``code`` 0 or the reason; ``kept`` is the reason of an attempt that was
    refused but kept. ``count`` tells how many came to the same.
    """

    count: int
    state: str
    code: int
    kept: int = 0
    late: bool = False

    def as_data(self, charter: Charter, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        reason = self.code or self.kept
        return {
            "count": self.count,
            "state": self.state or None,
            "code": int(self.code),
            "kept": int(self.kept),
            "late": self.late,
            "reason": reason_text(charter, reason, language) if reason else None,
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """One step of the transcript: when, who, what, and what it came to."""

    time: int
    says: Bilingual | None
    role: str
    action: str
    record: str
    outcomes: tuple[Outcome, ...]
    is_expected: bool

    def as_data(self, charter: Charter, language: Language) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "time": china_time(self.time),
            "says": self.says.model_dump() if self.says else None,
            "role": self.role,
            "action": self.action,
            "record": self.record,
            "outcomes": [outcome.as_data(charter, language) for outcome in self.outcomes],
            "expected": self.is_expected,
        }


@dataclass(frozen=True, slots=True)
class Ending:
    """How a rehearsal ended: operations in the log, refused ones, late ones, and whether all came as written."""

    accepted: int
    refused: int
    kept: int
    late: int
    height: int
    is_as_written: bool

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "accepted": self.accepted,
            "refused": self.refused,
            "kept": self.kept,
            "late": self.late,
            "height": self.height,
            "as_written": self.is_as_written,
        }


def scenario_pack(library: Library, name: str) -> Pack:
    """Return the scenario ``name``.

    Raises:
        UnknownNameError: there is none.
        PackError: it is broken.
    """
    if name not in library.names() or library.pack(name).manifest.kind != "scenario":
        raise UnknownNameError(SCENARIO, name, library.names_of("scenario"))
    return library.pack(name)


@dataclass(slots=True)
class Rehearsal:
    """A script being played; iterate ``passages`` to the end, then ask for ``ending``."""

    pack: Pack
    consortium: Consortium
    entries: int | None = None
    accepted: int = 0
    refused: int = 0
    kept: int = 0
    late: int = 0
    is_as_written: bool = True

    @property
    def organisations(self) -> int:
        """How many organisations take part."""
        return len(self.consortium.driver.genesis.founders)

    @property
    def charter(self) -> Charter:
        """The rules that are played."""
        return self.pack.part("charter.yaml", Charter)

    def passages(self) -> Iterator[Passage]:
        """Play the script, step by step."""
        acts = acts_of(self.pack.part("script.yaml", Script), self.entries)
        for _, group in groupby(acts, key=lambda act: act.step):
            yield self._step(group)

    def _step(self, acts: Iterator[Act]) -> Passage:
        counted: Counter[tuple[str, int, int, bool]] = Counter()
        is_expected = True
        first = last = None
        for act, receipt in self._played(acts):
            first, last = first or act, act
            key = self._told(receipt)
            counted[key] += 1
            is_expected = is_expected and _is_expected(act, key)
            self._count(key)
        assert first is not None
        assert last is not None
        self.is_as_written = self.is_as_written and is_expected
        many = first is not last
        outcomes = tuple(Outcome(count, *key) for key, count in sorted(counted.items()))
        return Passage(
            time=last.time,
            says=first.says,
            role=_common(first.role, last.role) if many else first.role,
            action=first.action,
            record=_common(first.record, last.record) if many else first.record,
            outcomes=outcomes,
            is_expected=is_expected,
        )

    def _played(self, acts: Iterator[Act]) -> Iterator[tuple[Act, Receipt]]:
        """Submit actions and yield their receipts in order; new ones are signed while others are under way."""
        waiting: deque[tuple[Act, str, Future[Receipt]]] = deque()
        for act in acts:
            if waiting and act.time != waiting[-1][0].time:
                yield from self._settled(waiting)
            if len(waiting) >= _UNDER_WAY:
                if waiting[0][2].result().code:
                    yield from self._settled(waiting)
                else:
                    first, author, future = waiting.popleft()
                    yield first, self.consortium.settle(author, future)
            self.consortium.clock.time = act.time
            waiting.append((act, *self.consortium.act(act, self.pack.manifest.id)))
        yield from self._settled(waiting)

    def _settled(self, waiting: deque[tuple[Act, str, Future[Receipt]]]) -> Iterator[tuple[Act, Receipt]]:
        """Settle all that is under way before anything else is submitted, so that the sequences are known again."""
        settled = [(act, self.consortium.settle(author, future)) for act, author, future in waiting]
        waiting.clear()
        for act, receipt in settled:
            if receipt.refusal is Refusal.OUT_OF_SEQUENCE:  # one before it, on its way together, was refused
                author, future = self.consortium.act(act, self.pack.manifest.id)
                yield act, self.consortium.settle(author, future)
            else:
                yield act, receipt

    @staticmethod
    def _told(receipt: Receipt) -> tuple[str, int, int, bool]:
        state, kept, late = "", 0, False
        for happened in receipt.events:
            attributes = dict(happened.attributes)
            if happened.type == "scenario.acted":
                state, kept = attributes["state"], int(attributes.get("refused", "0"))
            late = late or happened.type == "scenario.late"
        return state, receipt.code, kept, late

    def _count(self, key: tuple[str, int, int, bool]) -> None:
        _, code, kept, late = key
        self.accepted += code == 0
        self.refused += code != 0
        self.kept += kept != 0
        self.late += late

    def ending(self) -> Ending:
        """Return how it ended."""
        return Ending(
            self.accepted,
            self.refused,
            self.kept,
            self.late,
            self.consortium.driver.height,
            self.is_as_written,
        )

    def checkpoint(self) -> Note:
        """Sign a checkpoint of all that happened and let every founder cosign it, so that evidence can be made."""
        consortium = self.consortium
        driver = consortium.driver
        note = driver.checkpoint(consortium.origin, consortium.log_signer)
        for founder in driver.genesis.founders:
            signature = cosign_note(
                note.text,
                founder.organisation,
                consortium.signers[founder.key],
                consortium.clock.time // 1_000,
            )
            note = add_signature(note, signature)
            driver.add_cosignature(driver.height + 1, signature)
        return note


def _is_expected(act: Act, told: tuple[str, int, int, bool]) -> bool:
    state, code, kept, _ = told
    if act.expect.refused is not None:
        return act.expect.refused in {code, kept}
    return code == 0 and act.expect.state in {None, state}


def _common(first: str, last: str) -> str:
    """Return the two with … where their segments differ."""
    pairs = zip(first.split("/"), last.split("/"), strict=False)
    return "/".join(one if one == other else "…" for one, other in pairs)


@contextmanager
def rehearse(
    library: Library,
    name: str,
    folder: Path | None = None,
    *,
    suite: str = "guomi",
    entries: int | None = None,
    processes: int | None = None,
    keys: tuple[Path, Callable[[], str]] | None = None,
) -> Iterator[Rehearsal]:
    """Set up the consortium of a scenario's script, and close it at the end.

    A kept ledger gets a checkpoint that every founder cosigned, so that evidence can be made from it.

    Args:
        library: of packs.
        name: the scenario.
        folder: where the ledger is kept; None for a temporary one.
        suite: ``guomi`` or ``intl``.
        entries: enlarges the script to about so many operations.
        processes: that check signatures; 0 for none but this, None for one a core.
        keys: a folder that takes every role's key file, and what gives their passphrase.

    Raises:
        KeyInputError: a key file exists or cannot be written.
        UnknownNameError: there is no such scenario, or it has no script.
        PackError: it is broken.
        NotALedgerError: the folder holds a ledger already.
        RehearsalError: charter and script do not fit.
    """
    pack = scenario_pack(library, name)
    if "script.yaml" not in pack.content:
        names = [one for one in library.names_of("scenario") if "script.yaml" in library.pack(one).content]
        raise UnknownNameError(_NO_SCRIPT, name, names)
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(TemporaryDirectory(prefix="liance-"))) / "ledger"
        maker = None if keys is None else _key_maker(keys[0], suite, keys[1]())
        consortium = found_consortium(place, pack, suite, processes, maker)
        rehearsal = Rehearsal(pack, stack.enter_context(consortium), entries)
        yield rehearsal
        if folder is not None:
            rehearsal.checkpoint()


def _key_maker(folder: Path, suite: str, passphrase: str) -> Callable[[str], Signer]:
    """Return what makes a role's key and keeps it in a file named after the role: ``tax-office-officer.key``."""

    def make(role: str) -> Signer:
        name = "-".join(role.split("/")[1:])
        return new_signer(folder / f"{name}.key", load_suite(suite), passphrase)

    return make


def china_time(milliseconds: int) -> str:
    """Return an instant on the Chinese clock: 2026-01-05 09:01."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds) + CHINA_OFFSET
    return moment.strftime("%Y-%m-%d %H:%M")


def reason_text(charter: Charter, code: int, language: Language) -> str:
    """Return the sentence of a code: the charter's own, or the machine's."""
    own = charter.refusal(code)
    if own is not None:
        return own.zh if language is Language.ZH else own.en
    try:
        return Refusal(code).message(language)
    except ValueError:
        return str(code)
