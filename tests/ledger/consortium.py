"""A small consortium to test with: keys, a genesis, and a machine over a state in memory."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from liance.ledger.kinds import ENGINES
from liance.ledger.log.text import encode_base64
from liance.ledger.machine import Context, Genesis, Kind, Machine, Outcome
from liance.ledger.members import Founder, Rule, possession_message
from liance.ledger.operations import Body, Operation, sign_operation
from liance.ledger.state import MemoryState
from liance.ledger.suites import KeySigner, load_suite

TIME = 1_767_225_600_000
RULE = Rule(quorum=Fraction(1, 2), threshold=Fraction(2, 3), delay=2, window=50)


class Consortium:
    """Organisations ``jinan``, ``qingdao``, ``yantai`` (weight 1 each) of the instance ``sd-chain``."""

    def __init__(
        self,
        suite_name: str = "intl",
        engines: Mapping[int, Mapping[str, Kind]] = ENGINES,
        cities: tuple[str, ...] = ("jinan", "qingdao", "yantai"),
    ) -> None:
        self.suite = load_suite(suite_name)
        self.signers: dict[str, KeySigner] = {}
        founders = []
        for city in cities:
            path = f"sd-chain/{city}/data/admin/k1"
            self.signers[path] = self.signer()
            founders.append(Founder(path, f"{city}数据局", 1, self.signers[path].public_key))
        self.genesis = Genesis(self.suite, "sd-chain", TIME, tuple(founders), RULE)
        self.machine = Machine(self.genesis, engines)
        self.state = MemoryState()
        self.state.commit(self.genesis.changes())
        self.height = 0
        self.sequences: dict[str, int] = {}

    def signer(self) -> KeySigner:
        """A new key."""
        return self.suite.signer(*self.suite.generate())

    def key(self, city: str) -> str:
        """The path of a city's first key."""
        return f"sd-chain/{city}/data/admin/k1"

    def possession(self, path: str, signer: KeySigner) -> dict[str, object]:
        """The payload fields that register ``signer`` at ``path``."""
        message = possession_message(self.machine.ledger, path, signer.public_key)
        return {
            "public_key": encode_base64(signer.public_key),
            "possession": encode_base64(signer.sign(message)),
        }

    def operation(self, author: str, kind: str, payload: Mapping[str, object], **fields: object) -> Operation:
        """An operation with the author's next sequence number."""
        values: dict[str, object] = {
            "ledger": self.machine.ledger,
            "author": author,
            "sequence": self.sequences.get(author, 0) + 1,
            "kind": kind,
            "payload": payload,
            **fields,
        }
        signer = self.signers[author]
        return sign_operation(Body(**values), signer)  # type: ignore[arg-type]

    def submit(self, operation: Operation, time: int | None = None) -> Outcome:
        """Execute at the next height; a refused operation takes no height."""
        context = Context(self.height + 1, TIME + self.height if time is None else time)
        outcome = self.machine.execute(self.state, operation.format(), context)
        if outcome.receipt.code == 0:
            self.height += 1
            self.state.commit(outcome.changes)
            self.sequences[operation.body.author] = operation.body.sequence
        return outcome

    def do(self, author: str, kind: str, payload: Mapping[str, object], **fields: object) -> Outcome:
        """Sign and execute."""
        return self.submit(self.operation(author, kind, payload, **fields))

    def record(self, city: str = "jinan", name: str = "r", revision: int = 0) -> Operation:
        """An operation that puts a record."""
        payload = {"record": name, "revision": revision, "value": {"标题": "目录"}}
        return self.operation(self.key(city), "record.put", payload)

    def carry(self, action: str, arguments: Mapping[str, object], cities: tuple[str, ...]) -> str:
        """Propose by the first city, let all of them vote yes, and return the proposal's id."""
        proposed = self.do(
            self.key(cities[0]), "governance.propose", {"action": action, "arguments": arguments}
        )
        identity = proposed.receipt.operation
        assert proposed.receipt.code == 0, proposed.receipt.refusal
        for city in cities:
            self.do(self.key(city), "governance.vote", {"proposal": identity, "yes": True})
        return identity

    def wait(self, heights: int) -> None:
        """Let heights pass."""
        self.height += heights
