"""A consortium for a rehearsal: a ledger in a folder, a key for every role of the script, scenario installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final, Self

from liance.core.errors import LianceError
from liance.core.language import Language, Text
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.log.suite import Signer
from liance.ledger.machine import Receipt
from liance.ledger.members import Power, Rule
from liance.ledger.operations import Body, sign_operation
from liance.ledger.suites import load_suite
from liance.packs.charter import Charter
from liance.packs.reading import Pack
from liance.packs.script import Script
from liance.scenarios.engine import SCENARIO_ENGINES
from liance.scenarios.rehearsal import Act, roles_of, start_of
from liance.scenarios.rules import charter_text
from liance.workbench.ledger.folder import LEDGER_FILE, FounderInput, create_ledger
from liance.workbench.ledger.keys import PublicKey, possession
from liance.workbench.scenarios.calendars import decrees

#: Half of the weight must agree; what is carried is in force at once.
_RULE: Final = Rule(quorum=Fraction(1, 2), threshold=Fraction(1, 2), delay=0, window=10_000)
_KEY: Final = "k1"


class RehearsalError(LianceError):
    """A step that sets the consortium up was refused: the pack and its script do not fit each other."""

    def __init__(self, kind: str, receipt: Receipt) -> None:
        refusal = receipt.refusal
        super().__init__(
            Text(
                zh="排演准备失败：{kind} 被拒（{zh}）",
                en="the rehearsal could not be set up: {kind} was refused ({en})",
            ),
            kind=kind,
            zh=refusal.message(Language.ZH) if refusal else "",
            en=refusal.message(Language.EN) if refusal else "",
        )


@dataclass(slots=True)
class Clock:
    """The rehearsal's own time, in POSIX milliseconds."""

    time: int

    def __call__(self) -> int:
        """Return the present time."""
        return self.time


@dataclass(slots=True)
class Consortium:
    """An open ledger with the keys of everybody in a rehearsal."""

    driver: EmbeddedDriver
    clock: Clock
    log_signer: Signer
    origin: str
    signers: dict[str, Signer] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    #: The ledger's id, which is the digest of all its founders.
    ledger: str = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = self.driver.genesis.ledger

    def submit(self, author: str, kind: str, payload: Mapping[str, object]) -> Future[Receipt]:
        """Sign as the key ``author`` and submit; the caller settles the sequence by ``settle``."""
        body = Body(self.ledger, author, self.sequences.get(author, 0) + 1, kind, payload)
        self.sequences[author] = body.sequence
        return self.driver.submit(sign_operation(body, self.signers[author]).format())

    def settle(self, author: str, future: Future[Receipt]) -> Receipt:
        """Return the receipt; a refused operation gives its sequence number back."""
        receipt = future.result()
        if receipt.code:
            self.sequences[author] -= 1
        return receipt

    def must(self, author: str, kind: str, payload: Mapping[str, object]) -> Receipt:
        """Do what has to succeed.

        Raises:
            RehearsalError: it was refused.
        """
        receipt = self.settle(author, self.submit(author, kind, payload))
        if receipt.code:
            raise RehearsalError(kind, receipt)
        return receipt

    def vote(self, action: str, arguments: Mapping[str, object], voters: Sequence[str]) -> None:
        """Propose, let half vote for it, enact."""
        first = voters[0]
        proposed = self.must(first, "governance.propose", {"action": action, "arguments": arguments})
        for voter in voters[: (len(voters) + 1) // 2]:
            self.must(voter, "governance.vote", {"proposal": proposed.operation, "yes": True})
        self.must(first, "governance.enact", {"proposal": proposed.operation})

    def act(self, act: Act, scenario: str) -> tuple[str, Future[Receipt]]:
        """Submit an action of a script; returns the author with the future."""
        author = f"{act.role}/{_KEY}"
        payload = {"scenario": scenario, "action": act.action, "record": act.record, "fields": act.fields}
        return author, self.submit(author, "scenario.act", payload)

    def close(self) -> None:
        """Close the ledger."""
        self.driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def found_consortium(
    folder: Path,
    pack: Pack,
    suite_name: str,
    processes: int | None = None,
    new_signer: Callable[[str], Signer] | None = None,
) -> Consortium:
    """Create a ledger in ``folder`` for a pack's script, with everybody's keys and the scenario installed.

    Args:
        folder: is made; must not hold a ledger.
        pack: a scenario with a script.
        suite_name: ``guomi`` or ``intl``.
        processes: that check signatures; None for one a core.
        new_signer: makes the key of a role (organisation/department/role), and of the log (``INSTANCE/log``), where keys
            are to be kept.

    Raises:
        NotALedgerError: there is a ledger already.
        RehearsalError: charter and script do not fit.
        MissingLibraryError: the suite's library is not installed.
    """
    script, charter = pack.part("script.yaml", Script), pack.part("charter.yaml", Charter)
    suite = load_suite(suite_name)
    clock = Clock(start_of(script))
    make_signer = new_signer or (lambda _: suite.signer(*suite.generate()))
    log_signer = make_signer(f"{script.instance}/log")
    firsts: dict[str, tuple[str, str]] = {}
    signers: dict[str, Signer] = {}
    for role, name in roles_of(script):
        signers[f"{role}/{_KEY}"] = make_signer(role)
        firsts.setdefault("/".join(role.split("/")[:2]), (role, name))
    founders = [
        FounderInput(f"{role}/{_KEY}", name, PublicKey(suite, signers[f"{role}/{_KEY}"].public_key))
        for role, name in firsts.values()
    ]
    origin = f"liance.example/{script.instance}"
    create_ledger(
        folder,
        instance=script.instance,
        origin=origin,
        log_key=PublicKey(suite, log_signer.public_key),
        founders=founders,
        rule=_RULE,
        clock=clock,
    )
    driver = EmbeddedDriver.open(
        folder / LEDGER_FILE, clock=clock, processes=processes, engines=SCENARIO_ENGINES
    )
    consortium = Consortium(driver, clock, log_signer, origin, signers)
    try:
        _hire(consortium, script, firsts)
        voters = [f"{role}/{_KEY}" for role, _ in firsts.values()]
        consortium.vote("engine.set", {"version": 2, "height": 1}, voters)
        for year, decree in decrees(int(script.start[:4])):
            consortium.vote("calendar.set", {"year": year, **decree}, voters)
        arguments = {
            "scenario": pack.manifest.id,
            "pack": pack.manifest.id,
            "version": pack.manifest.version,
            "charter": charter_text(charter),
        }
        consortium.vote("scenario.install", arguments, voters)
    except BaseException:
        consortium.close()
        raise
    return consortium


def _hire(consortium: Consortium, script: Script, firsts: Mapping[str, tuple[str, str]]) -> None:
    """Add the roles that are not their organisation's first."""
    for role, name in roles_of(script):
        first, _ = firsts["/".join(role.split("/")[:2])]
        if role == first:
            continue
        manager, key = f"{first}/{_KEY}", f"{role}/{_KEY}"
        department = role.rpartition("/")[0]
        assert department == first.rpartition("/")[0]
        consortium.must(manager, "member.add", {"path": role, "name": name, "powers": [Power.SUBMIT.value]})
        proof = possession(consortium.signers[key], consortium.driver.genesis.ledger, key)
        consortium.must(manager, "member.add", {"path": key, "name": name, **proof})
