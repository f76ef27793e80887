"""A ledger folder of four cities to test with, made as the commands make it; key files are cheap to open."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.ledger import keys
from liance.ledger.log.suite import Signer
from liance.workbench.ledger import acting, auditing, folder, proving
from liance.workbench.ledger.keys import PublicKey, new_key, open_signer, read_public

CITIES = ("jinan", "qingdao", "weifang", "yantai")
PASSPHRASE = "一二三四五六七八"
ORIGIN = "liance.example/kit"


class Kit:
    """The folder ``chain`` under ``home``, with keys and signers by name (``log`` signs checkpoints)."""

    def __init__(self, home: Path, suite: str = "intl") -> None:
        self.home = home
        self.chain = home / "chain"
        self.policy = self.chain / "policy.txt"
        self.signers: dict[str, Signer] = {}
        self.public: dict[str, PublicKey] = {}
        for name in ("log", *CITIES):
            self.new_key(name, suite)
        founders = [
            folder.FounderInput(f"{city}/data/admin/k1", f"{city}数据局", self.public[city])
            for city in CITIES
        ]
        rule = folder.parse_rule("1/2", "2/3", 1, 100)
        self.genesis = folder.create_ledger(
            self.chain,
            instance="sd-chain",
            origin=ORIGIN,
            log_key=self.public["log"],
            founders=founders,
            rule=rule,
        )

    def new_key(self, name: str, suite: str = "intl") -> Signer:
        """A key file ``name.key`` and its signer."""
        path = self.home / f"{name}.key"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keys, "DEFAULT_COST", 2**14)
            self.public[name] = new_key(path, suite, PASSPHRASE)
        self.signers[name] = open_signer(path, lambda: PASSPHRASE)
        assert read_public(str(path)) == self.public[name]
        return self.signers[name]

    def put(self, record: str, value: dict[str, object] | None = None, city: str = "jinan") -> acting.Done:
        """Put a record."""
        return acting.put_record(self.chain, self.signers[city], record, value or {"名称": record})

    def checkpoint(self, cities: tuple[str, ...] = CITIES[:3]) -> proving.Collected:
        """Sign a checkpoint, have cities cosign it, collect."""
        request = self.home / "request"
        request.write_bytes(proving.make_checkpoint(self.chain, self.signers["log"]).request)
        files = []
        for city in cities:
            cosigned, _ = proving.cosign(
                request, self.policy, self.signers[city], self.home / f"{city}.state"
            )
            path = self.home / f"{city}.cosigned"
            path.write_bytes(cosigned)
            files.append(path)
        return proving.collect(self.chain, files)

    def snapshot(self) -> Path:
        """A snapshot file."""
        path = self.home / "chain.snapshot"
        auditing.snapshot(self.chain, path)
        return path
