"""A ledger on disk: a folder with the ledger's file, its genesis document and its trust policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from liance.core import limits
from liance.core.errors import LianceError
from liance.core.language import Language, Text
from liance.ledger.drivers.archive import Archive
from liance.ledger.drivers.embedded import EmbeddedDriver, system_clock
from liance.ledger.errors import NotALedgerError, StorageError
from liance.ledger.evidence import suite_of_policy
from liance.ledger.log.errors import LogError
from liance.ledger.log.notes import VerifierKey
from liance.ledger.log.policies import Group, KnownLog, KnownWitness, Policy, parse_policy
from liance.ledger.machine import Genesis, GenesisError
from liance.ledger.members import Founder, Rule
from liance.ledger.suites import CryptoSuite
from liance.scenarios.engine import SCENARIO_ENGINES
from liance.workbench.ledger.keys import PublicKey
from liance.workbench.output import write_whole_bytes

LEDGER_FILE: Final = "chain.ledger"
GENESIS_FILE: Final = "genesis.json"
POLICY_FILE: Final = "policy.txt"

_SHARE = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:/[1-9][0-9]{0,5})?")


class LedgerInputError(LianceError):
    """Something the user gave does not fit; ``code`` is stable."""

    def __init__(self, code: str, text: Text, **fields: object) -> None:
        self.code = code
        super().__init__(text, **fields)


def foreign(code: str, error: LogError | LianceError, where: str = "") -> LedgerInputError:
    """Return an error of the ledger as one for the user, with the place in front."""
    zh, en = error.message(Language.ZH), error.message(Language.EN)
    if where:
        return LedgerInputError(
            code, Text(zh="“{where}”：{zh}", en="'{where}': {en}"), where=where, zh=zh, en=en
        )
    return LedgerInputError(code, Text(zh="{zh}", en="{en}"), zh=zh, en=en)


def read_bounded(path: Path, bound: int) -> bytes:
    """Return a small file's bytes.

    Raises:
        LedgerInputError: it is missing, unreadable or larger than ``bound`` bytes.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(bound + 1)
    except OSError:
        raise LedgerInputError(
            "ledger.unreadable_file",
            Text(
                zh="读不到文件“{name}”，请检查路径与权限",
                en="cannot read '{name}'; check path and permissions",
            ),
            name=path.name or str(path),
        ) from None
    if len(data) > bound:
        raise LedgerInputError(
            "ledger.file_too_large",
            Text(zh="文件“{name}”超过 {bound} 字节", en="'{name}' is larger than {bound} bytes"),
            name=path.name,
            bound=bound,
        )
    return data


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """A policy file, read: its bytes, its suite and what it says."""

    data: bytes
    suite: CryptoSuite
    policy: Policy


def read_policy(path: Path) -> TrustPolicy:
    """Read a policy file (C2SP tlog-policy).

    Raises:
        LedgerInputError: it cannot be read or is malformed.
    """
    data = read_bounded(path, limits.MAX_GENESIS_BYTES * 5)
    try:
        suite = suite_of_policy(data)
        return TrustPolicy(data, suite, parse_policy(suite, data))
    except LogError as error:
        raise foreign("ledger.bad_policy", error, path.name) from None


def ledger_file(folder: Path) -> Path:
    """Return the ledger's file in a folder.

    Raises:
        LedgerInputError: if the folder is no ledger's.
    """
    path = folder / LEDGER_FILE
    if not path.is_file():
        raise LedgerInputError(
            "ledger.no_ledger",
            Text(
                zh="“{folder}”不是账本文件夹（其中没有 {file}）；新建请用 liance ledger create",
                en="'{folder}' is no ledger folder (it has no {file}); liance ledger create makes one",
            ),
            folder=folder,
            file=LEDGER_FILE,
        )
    return path


def open_driver(folder: Path, clock: Callable[[], int] = system_clock) -> EmbeddedDriver:
    """Open a ledger for writing; only one process can."""
    return EmbeddedDriver.open(ledger_file(folder), clock=clock, processes=0, engines=SCENARIO_ENGINES)


def open_archive(folder: Path) -> Archive:
    """Open a ledger for reading, also while another process writes."""
    return Archive(ledger_file(folder))


def policy_of(folder: Path) -> TrustPolicy:
    """Read the ledger's own trust policy.

    Raises:
        LedgerInputError: the folder is no ledger's, or its policy cannot be read.
    """
    return read_policy(ledger_file(folder).with_name(POLICY_FILE))


@dataclass(frozen=True, slots=True)
class FounderInput:
    """One founding organisation as the user names it."""

    path: str
    name: str
    key: PublicKey
    weight: int = 1


def parse_share(text: str) -> Fraction:
    """Return a share such as ``2/3`` or ``1``.

    Raises:
        LedgerInputError: for anything else.
    """
    if _SHARE.fullmatch(text) is None:
        raise LedgerInputError(
            "ledger.bad_share",
            Text(zh="“{share}”不是份额，应如 2/3", en="'{share}' is no share; write it like 2/3"),
            share=text[:40],
        )
    return Fraction(text)


def parse_rule(quorum: str, threshold: str, delay: int, window: int) -> Rule:
    """Return the default rule for votes from the user's words.

    Raises:
        LedgerInputError: if they are out of range.
    """
    try:
        return Rule(parse_share(quorum), parse_share(threshold), delay, window)
    except ValueError:
        raise LedgerInputError(
            "ledger.bad_rule",
            Text(
                zh="表决规则不成立：份额在 0 至 1 之间，通过份额大于 0，期限至少 1 个高度",
                en="the rule for votes cannot be: shares are within 0 to 1, the threshold is above 0, the window is at least 1",
            ),
        ) from None


def create_ledger(
    folder: Path,
    *,
    instance: str,
    origin: str,
    log_key: PublicKey,
    founders: Sequence[FounderInput],
    rule: Rule,
    quorum: int | None = None,
    clock: Callable[[], int] = system_clock,
) -> Genesis:
    """Begin a ledger in a new folder: its file, the genesis document, and a policy that trusts its founders.

    Args:
        folder: is made; must not hold a ledger.
        instance: first segment of all member paths.
        origin: the log's name in checkpoints, such as ``liance.example/sd-chain``.
        log_key: public key of whoever signs checkpoints.
        founders: organisations with their first keys; each is a witness of the policy.
        rule: default rule for votes.
        quorum: how many founders must cosign a checkpoint; more than half by default.
        clock: returns POSIX milliseconds.

    Raises:
        LedgerInputError: if names, keys or numbers do not fit.
        NotALedgerError: if there is a ledger already.
    """
    suite = log_key.suite
    try:
        listed = sorted(
            (_founder(instance, one, suite) for one in founders), key=lambda one: one.organisation
        )
        genesis = Genesis(suite, instance, clock(), tuple(listed), rule)
    except (ValueError, GenesisError):
        raise LedgerInputError(
            "ledger.bad_members",
            Text(
                zh="创始成员不成立：实例名与路径用小写字母、数字和连字符；路径为 组织/部门/角色/密钥；"
                "组织与公钥各不相同；至少一个组织有表决权",
                en="the founders cannot be: instance and paths are lower-case letters, digits and hyphens; a path is "
                "organisation/department/role/key; organisations and keys are distinct; one organisation at least has weight",
            ),
        ) from None
    needed = len(listed) // 2 + 1 if quorum is None else quorum
    try:
        policy = _policy(suite, origin, log_key, listed, needed)
        data = policy.format()
    except LogError as error:
        raise foreign("ledger.bad_policy", error) from None
    # The ledger comes last: where one stands, its policy does too, whatever happened on the way.
    if (folder / LEDGER_FILE).exists():
        raise NotALedgerError(folder.name, Text(zh="其中已有账本", en="there is a ledger in it already"))
    write_whole_bytes(folder / GENESIS_FILE, genesis.format())
    write_whole_bytes(folder / POLICY_FILE, data)
    try:
        EmbeddedDriver.create(folder / LEDGER_FILE, genesis, clock=clock, processes=0).close()
    except StorageError:
        (folder / LEDGER_FILE).unlink(missing_ok=True)
        raise
    return genesis


def _founder(instance: str, one: FounderInput, suite: CryptoSuite) -> Founder:
    if one.key.suite.name != suite.name:
        raise LedgerInputError(
            "ledger.mixed_suites",
            Text(
                zh="“{path}”的密钥属于 {one}，账本的签发密钥属于 {other}；一个账本只用一种密码套件",
                en="the key of '{path}' is of {one}, the log's of {other}; a ledger has one suite",
            ),
            path=one.path,
            one=one.key.suite.name,
            other=suite.name,
        )
    path = one.path if one.path.startswith(instance + "/") else f"{instance}/{one.path}"
    return Founder(path, one.name, one.weight, one.key.data)


def _policy(
    suite: CryptoSuite, origin: str, log_key: PublicKey, founders: Sequence[Founder], quorum: int
) -> Policy:
    log = KnownLog(VerifierKey(origin, suite, suite.note_type, log_key.data))
    witnesses = tuple(
        KnownWitness(
            one.organisation, VerifierKey(one.organisation, suite, suite.cosignature_type, one.public_key)
        )
        for one in founders
    )
    if quorum == 0:
        return Policy((log,), witnesses, (), "none")
    group = Group("members", quorum, tuple(witness.name for witness in witnesses))
    return Policy((log,), witnesses, (group,), group.name)
