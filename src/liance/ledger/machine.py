"""The machine: one pure step from state and operation to changes and receipt.

``Machine.check`` decides and says why not; ``Machine.apply`` changes and trusts that ``check`` said yes.
Drafting, admission, ordering and replay all call the same two. Nothing here knows a clock: height and time
come in as ``Context``; the height is the operation's place in the log, the time the driver's, never
decreasing.

What kinds of operation exist depends on the engine version, which members change by vote at a height. The
kinds of the first version are in ``kinds.py`` and ``governance.py``; scenario packs bring their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Final

from liance.core import limits
from liance.core.canonical import canonical_json
from liance.core.language import Language, Text
from liance.ledger.encoding import encode_canonical
from liance.ledger.errors import LedgerError
from liance.ledger.members import (
    WEIGHTS,
    Founder,
    Power,
    Rule,
    Standing,
    decode_public_key,
    parse_rule,
    read_sequence,
    read_standing,
    sequence_key,
    write_sequence,
)
from liance.ledger.operations import (
    Body,
    Operation,
    OperationError,
    digest_text,
    is_member_path,
    parse_canonical,
    parse_entry,
    parse_operation,
)
from liance.ledger.state import Changes, Store, View, integer, write_value
from liance.ledger.suites import SUITE_NAMES, CryptoSuite, load_suite

#: State keys of the machine's own.
GENESIS: Final = "ledger/genesis"
ENGINE: Final = "ledger/engine"
CODESPACE: Final = "liance"
#: Codes from here are reasons of a scenario's charter.
FIRST_CHARTER_CODE: Final = 1_000


class Refusal(IntEnum):
    """Why an operation is refused.

    A charter of a scenario has reasons of its own, numbered from 1000: ``Receipt.refusal`` tells them as
    ``CHARTER``, and the charter has their sentences.

    Precedence: of several reasons, the one with the lowest number is given, so every member gives the same.
    """

    MALFORMED = 1
    TOO_LARGE = 2
    WRONG_LEDGER = 3
    UNKNOWN_KEY = 4
    FALSE_SIGNATURE = 5
    INACTIVE_MEMBER = 6
    EXPIRED = 7
    REPLAYED = 8
    OUT_OF_SEQUENCE = 9
    UNKNOWN_KIND = 10
    NO_POWER = 11
    WRONG_PAYLOAD = 12
    UNKNOWN_PROPOSAL = 20
    PROPOSAL_CLOSED = 21
    ALREADY_VOTED = 22
    NO_VOTE = 23
    NOT_CARRIED = 24
    TOO_EARLY = 25
    OUTSIDE_OWN_ORGANISATION = 30
    UNKNOWN_MEMBER = 31
    MEMBER_EXISTS = 32
    WRONG_STATUS = 33
    OWN_KEY = 34
    KEY_IN_USE = 35
    NO_POSSESSION = 36
    LAST_VOTER = 40
    TOO_MANY_VOTERS = 41
    UNKNOWN_ENGINE = 42
    WRONG_REVISION = 50
    UNKNOWN_SCENARIO = 60
    SCENARIO_EXISTS = 61
    UNKNOWN_ACTION = 62
    WRONG_ROLE = 63
    UNKNOWN_RECORD = 64
    RECORD_EXISTS = 65
    WRONG_STATE = 66
    WRONG_FIELDS = 67
    UNKNOWN_REFERENCE = 68
    NOT_UNIQUE = 69
    NO_RESULT = 70
    UNKNOWN_ORGANISATION = 71
    CHARTER = 999

    @property
    def text(self) -> Text:
        """The reason in both languages."""
        return _REASONS[self]

    def message(self, language: Language) -> str:
        """Say why, in ``language``."""
        return self.text.render(language)


_REASONS: Final[Mapping[Refusal, Text]] = {
    Refusal.MALFORMED: Text(zh="操作格式不符", en="the operation has another shape"),
    Refusal.TOO_LARGE: Text(zh="操作超出大小上限", en="the operation is too large"),
    Refusal.WRONG_LEDGER: Text(zh="操作属于另一账本", en="the operation is for another ledger"),
    Refusal.UNKNOWN_KEY: Text(zh="没有这个密钥", en="there is no such key"),
    Refusal.FALSE_SIGNATURE: Text(zh="签名无效", en="the signature is not valid"),
    Refusal.INACTIVE_MEMBER: Text(
        zh="密钥或其上级已停用或注销", en="the key, or a member above it, is suspended or retired"
    ),
    Refusal.EXPIRED: Text(zh="操作已过期", en="the operation has expired"),
    Refusal.REPLAYED: Text(zh="序号已用过（重放）", en="the sequence number was used before (replay)"),
    Refusal.OUT_OF_SEQUENCE: Text(zh="序号不连续", en="the sequence number leaves a gap"),
    Refusal.UNKNOWN_KIND: Text(zh="没有这种操作", en="there is no such kind of operation"),
    Refusal.NO_POWER: Text(zh="该角色无此权限", en="the role does not have this power"),
    Refusal.WRONG_PAYLOAD: Text(zh="操作内容不符合要求", en="the payload is not what this kind needs"),
    Refusal.OUTSIDE_OWN_ORGANISATION: Text(
        zh="只能管理本组织的成员", en="only members of one's own organisation can be managed"
    ),
    Refusal.UNKNOWN_MEMBER: Text(zh="没有这个成员", en="there is no such member"),
    Refusal.MEMBER_EXISTS: Text(zh="成员已存在", en="the member exists already"),
    Refusal.WRONG_STATUS: Text(zh="成员当前状态不允许", en="the member's status does not allow it"),
    Refusal.OWN_KEY: Text(
        zh="不能停用自己正在使用的密钥或其上级", en="one's own key or what is above it must stay"
    ),
    Refusal.KEY_IN_USE: Text(zh="该公钥已登记过", en="the public key was registered before"),
    Refusal.NO_POSSESSION: Text(zh="未证明持有新密钥", en="possession of the new key is not shown"),
    Refusal.UNKNOWN_PROPOSAL: Text(zh="没有这个提案", en="there is no such proposal"),
    Refusal.PROPOSAL_CLOSED: Text(zh="提案已结束", en="the proposal is closed"),
    Refusal.ALREADY_VOTED: Text(zh="本组织已投票", en="the organisation has voted already"),
    Refusal.NO_VOTE: Text(zh="本组织没有表决权", en="the organisation has no vote"),
    Refusal.NOT_CARRIED: Text(zh="提案尚未通过", en="the proposal is not carried"),
    Refusal.TOO_EARLY: Text(zh="尚未到生效高度", en="the height for it is not reached"),
    Refusal.LAST_VOTER: Text(zh="将不再有任何表决权", en="no voting weight would be left"),
    Refusal.TOO_MANY_VOTERS: Text(zh="超出表决组织数上限", en="more organisations than MAX_VOTERS"),
    Refusal.UNKNOWN_ENGINE: Text(
        zh="本程序没有该引擎版本", en="this program does not have that engine version"
    ),
    Refusal.WRONG_REVISION: Text(zh="记录已被他人更改", en="the record has another revision"),
    Refusal.UNKNOWN_SCENARIO: Text(zh="没有安装这个场景", en="there is no such scenario"),
    Refusal.SCENARIO_EXISTS: Text(
        zh="同名场景已安装，且版本不低于此",
        en="the scenario is installed already, in this version or a later one",
    ),
    Refusal.UNKNOWN_ACTION: Text(zh="章程中没有这种行动", en="the charter has no such action"),
    Refusal.WRONG_ROLE: Text(zh="该角色不能采取这一行动", en="this role may not take this action"),
    Refusal.UNKNOWN_RECORD: Text(zh="没有这条记录", en="there is no such record"),
    Refusal.RECORD_EXISTS: Text(zh="记录已存在", en="the record exists already"),
    Refusal.WRONG_STATE: Text(
        zh="记录当前状态不允许这一行动", en="the record's state does not allow this action"
    ),
    Refusal.WRONG_FIELDS: Text(zh="字段不符合章程", en="the fields are not what the charter asks for"),
    Refusal.UNKNOWN_REFERENCE: Text(
        zh="所引用的记录不存在或状态不对", en="a record referred to is missing or in another state"
    ),
    Refusal.NOT_UNIQUE: Text(zh="已有另一条记录占用这个唯一值", en="another record holds this unique value"),
    Refusal.NO_RESULT: Text(
        zh="章程中的算式在此情形下没有结果", en="an expression of the charter has no result here"
    ),
    Refusal.UNKNOWN_ORGANISATION: Text(
        zh="所写的部门（组织）不在账本中，或已停用",
        en="the organisation named is not in the ledger, or not active",
    ),
    Refusal.CHARTER: Text(zh="不满足章程的条件", en="a condition of the charter is not met"),
}


@dataclass(frozen=True, slots=True)
class Context:
    """Where an operation stands: height (place in the log, genesis is 0) and time (POSIX milliseconds)."""

    height: int
    time: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for subscribers and indexes: a type and sorted attributes."""

    type: str
    attributes: tuple[tuple[str, str], ...]


def event(type_: str, **attributes: str) -> Event:
    """Return an event with sorted attributes."""
    return Event(type_, tuple(sorted(attributes.items())))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an operation: code 0 and its events, or a refusal's code."""

    operation: str
    height: int
    time: int
    code: int
    events: tuple[Event, ...] = ()

    @property
    def refusal(self) -> Refusal | None:
        """Why it was refused, or None."""
        if not self.code:
            return None
        return Refusal(self.code) if self.code < FIRST_CHARTER_CODE else Refusal.CHARTER

    def format(self) -> bytes:
        """Return the receipt as canonical JSON."""
        return encode_canonical(
            {
                "code": self.code,
                "codespace": CODESPACE,
                "events": [{"attributes": dict(e.attributes), "type": e.type} for e in self.events],
                "height": self.height,
                "operation": self.operation,
                "time": self.time,
            }
        )


def parse_receipt(data: bytes) -> Receipt:
    """Return the receipt that ``Receipt.format`` wrote."""
    value = json.loads(data)
    events = tuple(event(item["type"], **item["attributes"]) for item in value["events"])
    return Receipt(value["operation"], value["height"], value["time"], value["code"], events)


@dataclass(frozen=True, slots=True)
class Case:
    """What the check and the change of a kind look at."""

    suite: CryptoSuite
    view: View
    operation: Operation
    context: Context
    standing: Standing
    engines: frozenset[int] = frozenset()
    #: Names of the actions that can be voted on; known where a proposal is checked.
    actions: frozenset[str] = frozenset()

    @property
    def payload(self) -> Mapping[str, object]:
        """The operation's payload."""
        return self.operation.body.payload

    @property
    def author(self) -> str:
        """The path of the signing key."""
        return self.operation.body.author

    @property
    def operation_id(self) -> str:
        """The operation's id."""
        return self.operation.id(self.suite)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of operation: the power it needs (None for any key), what it checks, what it changes.

    ``check`` gives a ``Refusal`` or a charter's own code, or None. ``reads`` names keys of the state that both
    will ask for, so that a driver can read those of many operations together; it may look into the state, sees
    payloads that no one has checked, and what it leaves out is read when asked for.
    """

    power: Power | None
    check: Callable[[Case], int | None]
    apply: Callable[[Case], tuple[Changes, tuple[Event, ...]]]
    reads: Callable[[View, Body], Iterable[str]] = lambda _view, _body: ()


#: For each engine version its kinds of operation by name.
Engines = Mapping[int, Mapping[str, Kind]]
#: Whether a public key signed a message; the default asks the suite.
Verify = Callable[[bytes, bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of log bytes: the receipt, and the changes (none for a refusal)."""

    receipt: Receipt
    changes: Changes = field(default_factory=dict)


class GenesisError(LedgerError):
    """Bytes that are not a genesis document."""

    def __init__(self) -> None:
        super().__init__(Text(zh="创世文件无效", en="this is not a genesis document"))


@dataclass(frozen=True, slots=True)
class Genesis:
    """How a ledger begins: suite, instance name, time, founders, and the default rule for proposals."""

    suite: CryptoSuite
    instance: str
    time: int
    founders: tuple[Founder, ...]
    rule: Rule

    def __post_init__(self) -> None:
        paths = [founder.organisation for founder in self.founders]
        sound = (
            is_member_path(self.instance)
            and "/" not in self.instance
            and 0 <= self.time <= limits.MAX_EXACT_INTEGER
            and 1 <= len(self.founders) <= limits.MAX_VOTERS
            and all(path.startswith(self.instance + "/") for path in paths)
            and paths == sorted(set(paths))
            and any(founder.weight for founder in self.founders)
            and all(self.suite.is_public_key(founder.public_key) for founder in self.founders)
            and len({founder.public_key for founder in self.founders}) == len(self.founders)
        )
        if not sound:
            raise GenesisError

    def format(self) -> bytes:
        """Return the genesis document: canonical JSON, the log's first entry."""
        return canonical_json(
            {
                "founders": [founder.as_data() for founder in self.founders],
                "format": "liance-genesis/v1",
                "instance": self.instance,
                "rule": self.rule.as_data(),
                "suite": self.suite.name,
                "time": self.time,
            }
        )

    @property
    def ledger(self) -> str:
        """The ledger's id: the digest of the genesis document."""
        return digest_text(self.suite, self.format())

    def changes(self) -> Changes:
        """Return the first state."""
        changes: dict[str, bytes | None] = {
            GENESIS: write_value({"instance": self.instance, "ledger": self.ledger}),
            ENGINE: write_value({"height": 0, "next": 1, "version": 1}),
            "governance/rule/default": write_value(self.rule.as_data()),
            WEIGHTS: write_value({f.organisation: f.weight for f in self.founders if f.weight}),
        }
        for founder in self.founders:
            changes.update(founder.changes())
        return changes


def parse_genesis(data: bytes) -> Genesis:
    """Return the genesis document in ``data``; ``parse_genesis(data).format() == data``.

    Raises:
        GenesisError: for anything else.
        MissingLibraryError: if the suite's library is not installed.
    """
    try:
        value = parse_canonical(data) if len(data) <= limits.MAX_GENESIS_BYTES else None
        if not isinstance(value, dict) or value["suite"] not in SUITE_NAMES:
            raise GenesisError
        suite = load_suite(value["suite"])
        rule = parse_rule(value["rule"])
        founders = []
        for item in value["founders"]:
            public_key = decode_public_key(suite, item["public_key"])
            if public_key is None:
                raise GenesisError
            founders.append(Founder(item["key"], item["name"], item["weight"], public_key))
        if rule is None or type(value["time"]) is not int:
            raise GenesisError
        genesis = Genesis(suite, value["instance"], value["time"], tuple(founders), rule)
    except (OperationError, KeyError, TypeError, ValueError):
        raise GenesisError from None
    if genesis.format() != data:
        raise GenesisError
    return genesis


def engine_version(view: View, height: int) -> int:
    """Return the engine version in force at ``height``."""
    data = view.get(ENGINE)
    if data is None:
        raise ValueError("a state begins with genesis")
    version, following, change = _engine_facts(data)
    return following if height >= change else version


@lru_cache(maxsize=1024)
def _engine_facts(data: bytes) -> tuple[int, int, int]:
    """Return present version, next version and the height of the change; kept, since every step asks."""
    engine = json.loads(data)
    return integer(engine["version"]), integer(engine["next"]), integer(engine["height"])


def _changed(kind: Kind, case: Case) -> tuple[Changes, tuple[Event, ...]]:
    """Return what an accepted operation changes, its number among its author's included."""
    changes, events = kind.apply(case)
    body = case.operation.body
    return {**changes, sequence_key(body.author): write_sequence(body.sequence)}, events


class Machine:
    """The state machine of one ledger.

    Args:
        genesis: how the ledger began.
        engines: for each engine version its kinds of operation by name.
    """

    def __init__(self, genesis: Genesis, engines: Engines) -> None:
        self.genesis = genesis
        self.suite = genesis.suite
        self.ledger = genesis.ledger
        self._engines = engines

    def check(
        self, view: View, operation: Operation, context: Context, verify: Verify | None = None
    ) -> int | None:
        """Return why the operation is refused (a ``Refusal`` or a charter's own code), or None.

        ``verify`` may stand in for the suite's own where a signature was checked before.
        """
        found = self._examine(view, operation, context, verify)
        return None if isinstance(found, tuple) else found

    def _examine(
        self, view: View, operation: Operation, context: Context, verify: Verify | None
    ) -> int | tuple[Kind, Case]:
        """Return why the operation is refused, or the kind that applies it and what that looks at."""
        body = operation.body
        if body.ledger != self.ledger:
            return Refusal.WRONG_LEDGER
        standing = read_standing(view, body.author)
        if standing is None:
            return Refusal.UNKNOWN_KEY
        is_true = verify or self.suite.verify
        if not is_true(standing.public_key, operation.signed_bytes(), operation.signature):
            return Refusal.FALSE_SIGNATURE
        if not standing.active:
            return Refusal.INACTIVE_MEMBER
        if body.expires and context.time > body.expires:
            return Refusal.EXPIRED
        expected = read_sequence(view, body.author) + 1
        if body.sequence != expected:
            return Refusal.REPLAYED if body.sequence < expected else Refusal.OUT_OF_SEQUENCE
        kind = self._kind(view, operation, context)
        if kind is None:
            return Refusal.UNKNOWN_KIND
        if kind.power is not None and kind.power not in standing.powers:
            return Refusal.NO_POWER
        case = self._case(view, operation, context, standing)
        return kind.check(case) or (kind, case)

    def apply(self, view: View, operation: Operation, context: Context) -> tuple[Changes, tuple[Event, ...]]:
        """Return what an operation changes that ``check`` has accepted in the same view and context."""
        standing = read_standing(view, operation.body.author)
        kind = self._kind(view, operation, context)
        if standing is None or kind is None:
            raise ValueError("apply follows a check that accepts")
        return _changed(kind, self._case(view, operation, context, standing))

    def execute(self, view: View, data: bytes, context: Context, verify: Verify | None = None) -> Outcome:
        """Return what becomes of any bytes that a driver ordered: never an exception for bad ones."""
        try:
            operation = parse_operation(data)
        except OperationError as error:
            code = Refusal.TOO_LARGE if error.too_large else Refusal.MALFORMED
            return Outcome(Receipt(digest_text(self.suite, data), context.height, context.time, code))
        return self.execute_operation(view, operation, context, verify)

    def execute_operation(
        self, view: View, operation: Operation, context: Context, verify: Verify | None = None
    ) -> Outcome:
        """Return what becomes of an operation."""
        identity = operation.id(self.suite)
        found = self._examine(view, operation, context, verify)
        if not isinstance(found, tuple):
            return Outcome(Receipt(identity, context.height, context.time, found))
        changes, events = _changed(*found)
        return Outcome(Receipt(identity, context.height, context.time, 0, events), changes)

    def replay(self, view: Store, height: int, entry: bytes, verify: Verify | None = None) -> Receipt:
        """Apply one log entry to ``view`` and return its receipt.

        Raises:
            OperationError: if the entry has no time.
        """
        time, data = parse_entry(entry)
        outcome = self.execute(view, data, Context(height, time), verify)
        view.commit(outcome.changes)
        return outcome.receipt

    def foresee(self, view: View, operation: Operation, context: Context) -> Iterable[str]:
        """Return keys of the state that checking and applying an operation will ask for, as far as is known."""
        kind = self._kind(view, operation, context)
        return () if kind is None else kind.reads(view, operation.body)

    def _kind(self, view: View, operation: Operation, context: Context) -> Kind | None:
        kinds = self._engines.get(engine_version(view, context.height), {})
        return kinds.get(operation.body.kind)

    def _case(self, view: View, operation: Operation, context: Context, standing: Standing) -> Case:
        return Case(self.suite, view, operation, context, standing, frozenset(self._engines))
