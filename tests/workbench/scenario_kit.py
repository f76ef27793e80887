"""A ledger folder on which a scenario of the library is installed, with everybody's signing and receiving keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from liance.ledger import keys
from liance.ledger.log.notes import add_signature, cosign_note
from liance.ledger.log.suite import Signer
from liance.ledger.suites import load_suite
from liance.packs.library import Library
from liance.scenarios.envelope import key_wrapping
from liance.workbench.ledger.acting import Done
from liance.workbench.ledger.folder import open_driver
from liance.workbench.scenarios.acting import take_action
from liance.workbench.scenarios.blobs import FolderBlobs, store_of
from liance.workbench.scenarios.consortium import found_consortium
from liance.workbench.scenarios.private import Receiver, open_receiver, register_receiver
from liance.workbench.scenarios.rehearsing import scenario_pack

PASSPHRASE = "一二三四五六七八"


@cache
def library() -> Library:
    """The packs that come with Liance."""
    return Library()


class ScenarioKit:
    """The folder ``chain`` under ``home``: a scenario installed, no step of its script taken."""

    def __init__(self, home: Path, scenario: str, suite: str = "intl") -> None:
        self.home, self.scenario = home, scenario
        self.chain = home / "chain"
        self.policy = self.chain / "policy.txt"
        consortium = found_consortium(self.chain, scenario_pack(library(), scenario), suite, 0)
        self.ledger = consortium.driver.genesis.ledger
        self.founders = [(one.organisation, one.key) for one in consortium.driver.genesis.founders]
        self.log, self.origin = consortium.log_signer, consortium.origin
        self.signers: dict[str, Signer] = consortium.signers
        consortium.close()
        self.store: FolderBlobs = store_of(self.chain)
        self.receivers: dict[str, Receiver] = {}

    def key(self, role: str) -> str:
        """The path of a role's key: ``civil/office/owner`` to ``city/civil/office/owner/k1``."""
        return next(path for path in self.signers if path.endswith(f"{role}/k1"))

    def act(self, role: str, action: str, record: str, fields: Mapping[str, Any] | None = None) -> Done:
        """Take an action."""
        signer = self.signers[self.key(role)]
        return take_action(self.chain, signer, self.scenario, action, record, fields or {})

    def must(self, role: str, action: str, record: str, fields: Mapping[str, Any] | None = None) -> int:
        """Take an action that has to be accepted; returns its height."""
        done = self.act(role, action, record, fields)
        assert done.is_accepted, (action, done.receipt.code)
        return done.receipt.height

    def receiver(self, role: str) -> Receiver:
        """The receiving key of a role, registered when first asked for; its file is cheap to open."""
        path = self.key(role)
        if path not in self.receivers:
            signer = self.signers[path]
            file = self.home / f"{role.replace('/', '-')}.receiving"
            private, public = key_wrapping(signer.suite.name).generate()
            suite = load_suite(signer.suite.name)
            file.write_bytes(keys.seal_receiving(suite, private, public, PASSPHRASE, cost=2**14))
            assert register_receiver(self.chain, signer, file, lambda: PASSPHRASE).is_accepted
            self.receivers[path] = open_receiver(file, lambda: PASSPHRASE)
        return self.receivers[path]

    def checkpoint(self) -> None:
        """Sign a checkpoint of all there is and let every founder cosign it."""
        with open_driver(self.chain) as driver:
            note = driver.checkpoint(self.origin, self.log)
            for organisation, key in self.founders:
                signature = cosign_note(note.text, organisation, self.signers[key], 1_800_000_000)
                note = add_signature(note, signature)
                driver.add_cosignature(driver.height + 1, signature)
