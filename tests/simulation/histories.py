"""Random histories of a scenario with hostile clients, held against what must never happen.

    python -m tests.simulation.histories --count 10000 --seed 1

Each history runs the shipped ``sharing`` charter through the machine with honest and hostile clients: wrong roles, foreign
records, replays, gaps, forged signatures, skipped states, fields of wrong shapes, records named like others', accesses
beyond purpose, fields, count and time, and requests for data with proofs of other entries. A model that knows nothing of the
engine follows the accepted entries and says what is broken. The seed of a history that breaks something is printed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from liance.ledger.evidence import TrueEntry
from liance.ledger.log.text import encode_base64
from liance.ledger.machine import Context, Engines, Genesis, Machine, Outcome
from liance.ledger.members import Founder, Rule, key_changes, organisation_of, plain_changes
from liance.ledger.operations import Body, Operation, format_entry
from liance.ledger.state import MemoryState, write_value
from liance.ledger.suites import CryptoSuite, load_suite
from liance.packs.charter import Charter
from liance.packs.library import Library
from liance.scenarios.counting import Acted, count_hook
from liance.scenarios.engine import SCENARIO_ENGINES
from liance.scenarios.envelope import receiving_record
from liance.scenarios.records import read_record, scenario_key
from liance.scenarios.release import Permit, judge
from liance.scenarios.rules import charter_text

NAME = "sharing"
START = 1_767_600_000_000
DAY = 86_400_000
#: Organisations with their roles; the first holds the data, ``spy`` has no business here.
ROLES = {"civil": ("owner", "gateway"), "housing": ("clerk", "officer"), "spy": ("clerk", "officer", "owner")}
FIELDS = ("state", "date", "place")
PURPOSES = ("核验婚姻状况", "另作他用的目的")
ACTIONS_TRIED = 60


@lru_cache(maxsize=1)
def shipped() -> Charter:
    """Return the charter that ships."""
    return Library().pack(NAME).part("charter.yaml", Charter)


def without(code: int) -> Charter:
    """Return the charter without the conditions that refuse with ``code``: what shows that a guard is missed."""
    actions = {
        name: action.model_copy(
            update={"when": tuple(one for one in action.when if one.refused.code != code)}
        )
        for name, action in shipped().actions.items()
    }
    return shipped().model_copy(update={"actions": actions})


def starting(name: str, *states: str) -> Charter:
    """Return the charter with an action that starts from other states."""
    action = shipped().actions[name].model_copy(update={"start": states})
    return shipped().model_copy(update={"actions": {**shipped().actions, name: action}})


def sign(public_key: bytes, message: bytes, suite: CryptoSuite) -> bytes:
    """Return what stands for a signature here: only whoever draws with the right key gets it."""
    return suite.hash(public_key + message) * 2


@dataclass(frozen=True)
class Broken(Exception):
    """Something that must never happen."""

    what: str
    seed: int

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.what}"


@dataclass
class Model:
    """What the accepted entries alone say."""

    states: dict[str, str] = field(default_factory=dict)
    opened: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    granted: Counter[str] = field(default_factory=Counter)
    grants: dict[str, Mapping[str, object]] = field(default_factory=dict)
    acted: list[Acted] = field(default_factory=list)


class History:
    """One random history.

    Args:
        seed: from which all of it follows.
        charter: what the machine runs in place of the shipped one, which the model always follows.
        engines: of the machine.
    """

    def __init__(
        self, seed: int, charter: Charter | None = None, engines: Engines = SCENARIO_ENGINES
    ) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.charter = shipped()
        self.installed = charter or self.charter
        self.suite = load_suite("intl")
        self.keys = {
            f"city/{organisation}/office/{role}/k1": self.suite.hash(f"{organisation}/{role}".encode())
            for organisation, roles in ROLES.items()
            for role in roles
        }
        founders = tuple(
            Founder(
                f"city/{name}/office/{ROLES[name][0]}/k1",
                name,
                1,
                self.keys[f"city/{name}/office/{ROLES[name][0]}/k1"],
            )
            for name in sorted(ROLES)
        )
        rule = Rule(Fraction(1, 2), Fraction(1, 2), 0, 100)
        genesis = Genesis(self.suite, "city", START, founders, rule)
        self.machine = Machine(genesis, engines)
        self.state = MemoryState()
        self.state.commit(genesis.changes())
        self._install()
        self.height = 0
        self.now = START
        self.entries: list[tuple[int, Operation]] = []
        self.model = Model()
        self.sequences: Counter[str] = Counter()

    def _install(self) -> None:
        """Write what votes would have written: engine, charter, roles with keys."""
        text = charter_text(self.installed)
        value = {"charter": text, "digest": "sha256:0", "height": 0, "pack": NAME, "version": "1.0.0"}
        self.state.commit({scenario_key(NAME): write_value(value)})
        self.state.commit({"ledger/engine": write_value({"height": 0, "next": 2, "version": 2})})
        for path, key in self.keys.items():
            role = path.rpartition("/")[0]
            self.state.commit(plain_changes(role, role, powers=["submit"]))
            self.state.commit(key_changes(path, path, key))
            record = f"record/{organisation_of(path)}/{receiving_record(path)}"
            value = {
                "author": path,
                "height": 0,
                "revision": 1,
                "value": {"receiving_key": encode_base64(key)},
            }
            self.state.commit({record: write_value(value)})

    def play(self) -> Model:
        """Draw and submit, checking after every step; return the model at the end.

        Raises:
            Broken: something happened that must never happen.
        """
        for _ in range(ACTIONS_TRIED):
            self.now += self.chance.choice((0, 1, 60_000, 60_000, 3_600_000, DAY))
            operation = self._drawn()
            before = dict(self.state.values)
            outcome = self._submit(operation)
            if outcome.receipt.code:
                self._must(
                    outcome.changes == {} and self.state.values == before, "a refusal changed the state"
                )
            else:
                self._follow(operation, outcome)
            if self.chance.random() < 0.4:
                self._ask_for_data()
        self._recount()
        return self.model

    def _submit(self, operation: Operation) -> Outcome:
        def verify(key: bytes, message: bytes, signature: bytes) -> bool:
            return signature == sign(key, message, self.suite)

        context = Context(self.height + 1, self.now)
        outcome = self.machine.execute(self.state, operation.format(), context, verify)
        if outcome.receipt.code == 0:
            self._must(
                verify(self.keys[operation.body.author], operation.signed_bytes(), operation.signature),
                "a forgery was accepted",
            )
            self.height += 1
            self.state.commit(outcome.changes)
            self.sequences[operation.body.author] += 1
            self._must(
                operation.body.sequence == self.sequences[operation.body.author],
                "a number was used twice or left out",
            )
            self.entries.append((self.height, operation))
        return outcome

    # What clients do.

    def _drawn(self) -> Operation:
        chance = self.chance
        if self.entries and chance.random() < 0.08:
            return chance.choice(self.entries)[1]  # a replay
        action, record, fields = self._attempt()
        author = self._author(action)
        kind = "scenario.act"
        payload: dict[str, object] = {"scenario": NAME, "action": action, "record": record, "fields": fields}
        if chance.random() < 0.05:
            kind = "record.put"
            payload = {
                "record": f"access/{record}",
                "revision": 0,
                "value": {"state": "delivered", "used": 0},
            }
        if chance.random() < 0.04:
            payload = {**payload, "more": 1}
        sequence = self.sequences[author] + (1 if chance.random() < 0.94 else chance.choice((0, 2)))
        body = Body(
            self.machine.ledger,
            author,
            max(sequence, 1),
            kind,
            payload,
            self.now - 1 if chance.random() < 0.03 else 0,
        )
        raw = body.format()
        signer = author if chance.random() < 0.95 else chance.choice(sorted(self.keys))
        signature = sign(self.keys[signer], b"liance/operation/v1\n" + raw, self.suite)
        return Operation(body, raw, signature)

    def _author(self, action: str) -> str:
        if self.chance.random() < 0.2:
            return self.chance.choice(sorted(self.keys))
        fitting = [
            path for path in sorted(self.keys) if path.split("/")[3] in self.charter.actions[action].by
        ]
        honest = [path for path in fitting if "/spy/" not in path]
        return self.chance.choice(honest if self.chance.random() < 0.9 and honest else fitting)

    def _attempt(self) -> tuple[str, str, dict[str, object]]:
        """Draw an action with a record and fields that often fit, so that histories get far."""
        chance = self.chance
        action = self._next_action()
        kind, starts = action.split(".")[0], self.charter.actions[action].start
        known = {
            name.partition("/")[2]: state
            for name, state in self.model.states.items()
            if name.startswith(f"{kind}/")
        }
        fitting = [name for name, state in known.items() if state in starts]
        record = f"{kind[0]}{len(known)}"
        if starts and fitting and chance.random() < 0.85:
            record = chance.choice(fitting)
        elif known and chance.random() < (0.8 if starts else 0.08):
            record = chance.choice(list(known))
        fields = self._fields(action, record)
        if fields and chance.random() < 0.06:
            key = chance.choice(sorted(fields))
            fields[key] = chance.choice((None, -1, "", "不存在", [], {"a": 1}, 2**53 - 1, True))
        return action, record, fields

    def _next_action(self) -> str:
        chance, states = self.chance, self.model.states
        kinds = {name.partition("/")[0] for name in states}
        if chance.random() < 0.25:
            return chance.choice(sorted(self.charter.actions))
        if "resource" not in kinds:
            return "resource.offer"
        if "request" not in kinds:
            return "request.file"
        if "grant" not in kinds:
            request = next(state for name, state in states.items() if name.startswith("request/"))
            wanted = {"filed": "request.accept", "accepted": "request.approve"}
            return wanted.get(request, "grant.issue")
        usual = (
            "access.open",
            "access.open",
            "access.open",
            "access.deliver",
            "access.receipt",
            "grant.issue",
        )
        return "grant.revoke" if chance.random() < 0.04 else chance.choice(usual)

    def _fields(self, action: str, record: str) -> dict[str, object]:
        chance = self.chance
        some = chance.sample(FIELDS, chance.randrange(1, 3))
        purpose = PURPOSES[chance.random() < 0.1]
        resources = [
            name.partition("/")[2] for name in self.model.states if name.startswith("resource/")
        ] or ["r0"]
        requests = [name.partition("/")[2] for name in self.model.states if name.startswith("request/")] or [
            "r0"
        ]
        grants = list(self.model.grants)[-2:] or ["g0"]
        accesses = list(self.model.opened) or ["a0"]
        resource, until = chance.choice(resources), self.now + chance.choice((-1, DAY, 90 * DAY))
        limit = chance.choice((1, 3, 6))
        grant = chance.choice(grants)
        access = read_record(self.state, NAME, "access", record)
        of_access = str(access.fields["grant"]) if access is not None and chance.random() < 0.9 else grant
        made: dict[str, dict[str, object]] = {
            "resource.offer": {"title": "婚姻登记", "fields": list(FIELDS[:2])},
            "request.file": {
                "resource": resource, "purpose": PURPOSES[0], "basis": "示例办法", "fields": some, "count": limit,
                "until": self.now + 60 * DAY,
            },
            "request.reject": {"resource": resource, "opinion": "不予共享"},
            "grant.issue": {
                "request": chance.choice(requests), "grantee": f"city/{chance.choice(('housing', 'housing', 'spy'))}",
                "resource": resource, "purpose": purpose, "fields": some, "limit": limit, "until": until,
            },
            "grant.revoke": {"reason": "业务办结"},
            "access.open": {
                "grant": grant, "purpose": purpose, "subject": f"person-{chance.randrange(9)}", "fields": some[:1], "case": "贷款 1",
            },
            "access.deliver": {"grant": of_access, "digest": "digest-of-it", "rows": 1},
            "objection.file": {"access": chance.choice(accesses), "grant": grant, "says": "与证件不符"},
        }  # fmt: skip
        if action == "grant.issue" and chance.random() < 0.85:
            made[action] |= self._fitting_grant(requests)
        if action == "access.open" and chance.random() < 0.8 and grant in self.model.grants:
            given = self.model.grants[grant]["fields"]
            assert isinstance(given, list)
            made[action] |= {"fields": chance.sample(given, 1), "purpose": PURPOSES[0]}
        if action in made:
            return made[action]
        return {"resource": resource} if action.startswith("request.") else {}

    def _fitting_grant(self, requests: list[str]) -> dict[str, object]:
        """Return the fields of a grant that some request allows."""
        name = self.chance.choice(requests)
        asked = read_record(self.state, NAME, "request", name)
        if asked is None:
            return {}
        until = min(asked.fields["until"], self.now + self.chance.choice((DAY, 20 * DAY)))
        same = {key: asked.fields[key] for key in ("resource", "purpose", "fields")}
        limit = self.chance.randrange(1, asked.fields["count"] + 1)
        return {**same, "request": name, "grantee": asked.owner, "limit": limit, "until": until}

    # What must hold.

    def _must(self, holds: bool, what: str) -> None:
        if not holds:
            raise Broken(what, self.seed)

    def _follow(self, operation: Operation, outcome: Outcome) -> None:
        """Follow an accepted operation by the charter's life cycles alone."""
        if operation.body.kind != "scenario.act":
            self._must(
                all("scenario/" not in key for key in outcome.changes),
                "a record of a member changed a scenario",
            )
            return
        payload = operation.body.payload
        name, fields, action = (
            str(payload["action"]),
            payload["fields"],
            self.charter.actions[str(payload["action"])],
        )
        assert isinstance(fields, dict)
        kind, author = name.split(".", maxsplit=1)[0], operation.body.author
        key = f"{kind}/{payload['record']}"
        then = json.loads(self.state.values[f"scenario/{NAME}/{key}"])
        was = self.model.states.get(key)
        self._must(author.split("/")[3] in action.by, "a role acted that may not")
        self._must(
            was in action.start if action.start else was is None,
            f"{key}: a state was skipped, {was} to {then['state']}",
        )
        self._must(
            was is None or not self.charter.records[kind].states[was].final, f"{key}: a final state was left"
        )
        self._must(then["state"] in {action.to, action.otherwise}, f"{key}: {name} led to {then['state']}")
        self.model.states[key] = then["state"]
        self.model.acted.append(Acted(self.height, self.now, organisation_of(author), name))
        record = str(payload["record"])
        if name == "grant.issue":
            self.model.grants[record] = dict(fields)
        if name == "access.open" and then["state"] == "logged":
            self._follow_access(record, fields, author)

    def _follow_access(self, record: str, fields: Mapping[str, object], author: str) -> None:
        grant = str(fields["grant"])
        given = self.model.grants.get(grant)
        assert given is not None
        self.model.opened[record] = (self.height, author, grant)
        self.model.granted[grant] += 1
        self._must(self.model.granted[grant] <= int(str(given["limit"])), f"grant {grant} was over-counted")
        self._must(self.model.states[f"grant/{grant}"] == "active", "an access under a grant that is revoked")
        self._must(given["grantee"] == organisation_of(author), "an access under another's grant")
        self._must(self.now <= int(str(given["until"])), "an access under a grant that has expired")
        asked, allowed = fields["fields"], given["fields"]
        assert isinstance(asked, list)
        assert isinstance(allowed, list)
        self._must(set(asked) <= set(allowed), "an access beyond the fields granted")
        used = json.loads(self.state.values[f"scenario/{NAME}/grant/{grant}"])["fields"]["used"]
        self._must(used == self.model.granted[grant], "the count of a grant is not that of its accesses")

    def _ask_for_data(self) -> None:
        """Ask for a data key with a proof that fits, of another entry, or none."""
        chance = self.chance
        access = chance.choice([*self.model.opened, "a0", "nothing"])
        height = self.model.opened.get(access, (0, "", ""))[0]
        if chance.random() < 0.5:
            height = chance.randrange(self.height + 1)
        true = None
        if height and chance.random() < 0.9:
            _, operation = self.entries[height - 1]
            entry = format_entry(self.now, operation.format())
            true = TrueEntry(height, entry, self.now, operation, None)  # type: ignore[arg-type]
        found = judge(self.state, NAME, access, true, "city/civil", self.now)
        if not isinstance(found, Permit):
            return
        self._must(access in self.model.opened, "data without an access in the log")
        opened_at, author, grant = self.model.opened[access]
        self._must(opened_at <= self.height, "data before the access was ordered")
        self._must(true is not None and true.height == opened_at, "data against the proof of another entry")
        self._must(found.requester == author, "data for another than who opened the access")
        self._must(found.receiving_key == self.keys[author], "data for the key of another")
        self._must(self.model.states[f"grant/{grant}"] == "active", "data under a grant that is revoked")
        self._must(
            self.model.states[f"access/{access}"] in {"logged", "delivered"}, "data for a closed access"
        )

    def _recount(self) -> None:
        """Hold every count for an indicator against a count of the entries."""
        for hook in self.charter.indicators:
            at = self.now
            count = count_hook(hook, self.model.acted, at, ledger="l", scenario=NAME, charter="c")
            since = at - hook.days * DAY
            kept = [
                (height, organisation_of(operation.body.author))
                for (height, operation), acted in self._scenario_entries()
                if since < acted.time <= at
                and (not hook.actions or operation.body.payload["action"] in hook.actions)
            ]
            self._must(
                count.operations == len(kept), f"{hook.id}: counted {count.operations}, not {len(kept)}"
            )
            self._must(count.members == len({who for _, who in kept}), f"{hook.id}: members")
            self._must(
                (count.first, count.last) == ((kept[0][0], kept[-1][0]) if kept else (0, 0)),
                f"{hook.id}: heights",
            )

    def _scenario_entries(self) -> Iterator[tuple[tuple[int, Operation], Acted]]:
        acts = [pair for pair in self.entries if pair[1].body.kind == "scenario.act"]
        return zip(acts, self.model.acted, strict=True)


def main() -> int:
    """Play histories and tell how far they got."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first history")
    options = parser.parse_args()
    start, told = time.perf_counter(), Counter[str]()
    for seed in range(options.seed, options.seed + options.count):
        history = History(seed)
        try:
            model = history.play()
        except Broken as broken:
            sys.stderr.write(f"{broken}\n")
            return 1
        told["entries"] += history.height
        told["accesses"] += len(model.opened)
        told["grants used up"] += sum(
            model.granted[name] == given["limit"] for name, given in model.grants.items()
        )
        told["kept refusals"] += sum(state == "refused" for state in model.states.values())
        told["delivered"] += sum(
            state in {"delivered", "closed"}
            for name, state in model.states.items()
            if name.startswith("access/")
        )
    sys.stdout.write(
        f"{options.count:,} histories from seed {options.seed} in {time.perf_counter() - start:.0f} s; nothing was broken\n"
    )
    for name, count in told.items():
        sys.stdout.write(f"  {name:<20}{count:,}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
