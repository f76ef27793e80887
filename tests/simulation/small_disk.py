"""What a full disk does to a ledger and to every command that writes; ``disks.small_disk`` mounts the disk.

    python -m tests.simulation.small_disk FOLDER ROUNDS SEED [--limit]

FOLDER is all of a small file system, or ``--limit`` stands in for one by a limit on the size of files.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import os
import random
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.workbench.ledger_kit import PASSPHRASE, Kit

from liance.cli.main import run
from liance.core.language import Language
from liance.ledger import keys
from liance.ledger.drivers.embedded import EmbeddedDriver
from liance.ledger.errors import LedgerClosedError, StorageError
from liance.workbench.ledger.acting import Author, author_of, sign
from liance.workbench.ledger.folder import open_archive, open_driver

#: What every refusal speaks of, in each language.
FULL = {Language.ZH: "空间", Language.EN: "space"}
USAGE = 2


class Disk:
    """A disk that can be filled."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self, left: int) -> None:
        """Fill it up but for ``left`` bytes."""
        with self._ballast.open("wb", buffering=0) as file:
            for size in (65_536, 4_096):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
            file.truncate(max(file.tell() - left, 0))

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink()


class Limit(Disk):
    """No file can grow beyond what is left: stands in where nothing can be mounted."""

    def fill(self, left: int) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (left, resource.RLIM_INFINITY))

    def free(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextlib.contextmanager
def full(disk: Disk, left: int) -> Iterator[None]:
    """Have the disk full inside."""
    disk.fill(left)
    try:
        yield
    finally:
        disk.free()


def loads(kit: Kit, disk: Disk, dice: random.Random, rounds: int) -> tuple[int, int]:
    """Submit until the disk is full, again and again; return how often that stopped and what was acknowledged."""
    signer = kit.signers["jinan"]
    with open_archive(kit.chain) as archive:
        author = author_of(archive, signer)
        before = archive.height
    operations = []
    for number in range(rounds * 20):
        value = {"n": number, "long": "目录" * 300}
        one = Author(author.ledger, author.path, author.sequence + number)
        payload = {"record": f"full/{number}", "revision": 0, "value": value}
        operations.append(sign(one, signer, "record.put", payload).format())
    acknowledged: dict[int, str] = {}
    said: list[StorageError] = []
    for number in range(rounds):
        with full(disk, 0 if number == 0 else dice.randrange(40_000, 1_500_000)):
            try:
                with open_driver(kit.chain) as driver:
                    _submit(driver, operations[driver.height - before :], acknowledged)
            except StorageError as error:
                said.append(error)
        with open_driver(kit.chain) as driver:
            for height, operation in acknowledged.items():
                assert driver.receipts(height, height + 1)[0].operation == operation, "acknowledged and lost"
    with open_driver(kit.chain) as driver:
        heights = [driver.submit(operation).result(60).height for operation in operations]
    assert heights == list(range(before + 1, before + 1 + len(operations))), "lost or applied twice"
    assert said, "the disk was never full"
    for error in said:
        for language, word in FULL.items():
            assert word in error.message(language), error.message(language)
    return len(said), len(acknowledged)


def _submit(driver: EmbeddedDriver, operations: list[bytes], acknowledged: dict[int, str]) -> None:
    for operation in operations:
        try:
            receipt = driver.submit(operation).result(60)
        except StorageError:
            # Afterwards it takes nothing, and says so.
            with contextlib.suppress(LedgerClosedError):
                driver.submit(operation)
                raise AssertionError("it took an operation after a failed write") from None
            raise
        acknowledged[receipt.height] = receipt.operation


def commands(kit: Kit) -> Iterator[tuple[str, list[str]]]:
    """Yield every command that writes, with the file or folder that it makes."""
    chain, policy = str(kit.chain), str(kit.policy)
    made = kit.home / "made"
    jinan = ["--key", str(kit.home / "jinan.key")]
    log = ["--key", str(kit.home / "log.key")]
    as_jinan = ["--ledger", kit.genesis.ledger, "--as", "sd-chain/jinan/data/admin/k1", "--sequence", "9"]
    yield "", ["put", chain, "full/put", "{}", *jinan]
    yield "", ["anchor", chain, str(kit.home / "plan.txt"), *jinan]
    yield (
        "op.txt",
        ["sign", "record.put", "{}", *jinan, *as_jinan, "--out", str(made / "op.txt")],
    )
    request = str(made / "request")
    yield "request", ["checkpoint", chain, *log, "--out", request]
    cosigned = [str(made / f"{city}.cosigned") for city in ("jinan", "qingdao", "weifang")]
    for city, out in zip(("jinan", "qingdao", "weifang"), cosigned, strict=True):
        key = ["--key", str(kit.home / f"{city}.key"), "--state", str(kit.home / f"{city}.state")]
        yield Path(out).name, ["cosign", request, "--policy", policy, *key, "--out", out]
    yield "", ["collect", chain, *cosigned]
    yield "proof.txt", ["prove", chain, "--height", "1", "--out", str(made / "proof.txt")]
    state = ["--state", "member/sd-chain/jinan"]
    yield "state.txt", ["prove", chain, *state, "--out", str(made / "state.txt")]
    yield "exported", ["export", chain, "--out", str(made / "exported")]
    yield "snapshot", ["snapshot", chain, "--out", str(made / "snapshot")]
    yield (
        "restored/policy.txt",
        ["restore", str(made / "snapshot"), str(made / "restored"), "--policy", policy],
    )
    yield "page.html", ["page", "--out", str(made / "page.html")]
    yield "new.key", ["key", "new", str(made / "new.key")]
    founder = ["--founder", "jinan/data/admin/k1", "济南市数据局", str(kit.home / "jinan.key")]
    begin = [
        "--instance",
        "sd-chain",
        "--origin",
        "liance.example/new",
        "--log-key",
        str(kit.home / "log.key"),
    ]
    yield "new/chain.ledger", ["create", str(made / "new"), *begin, *founder]


def every_command(kit: Kit, disk: Disk) -> int:
    """Run every command that writes on a full disk, then with room; return how many failed clearly."""
    (kit.home / "plan.txt").write_text("规划", encoding="utf-8")
    made = kit.home / "made"
    made.mkdir()
    failed = 0
    for name, command in commands(kit):
        for left in (0, 4_096, 16_384):
            for language, word in FULL.items():
                with full(disk, left):
                    code, said = _run(command, language)
                if code == 0:
                    assert left, (command, said)
                    break
                failed += 1
                assert code == USAGE and word in said, (command, left, code, said)  # noqa: PT018
                assert "Traceback" not in said, said
                assert not name or not (made / name).exists(), f"{command} left part of {name}"
                assert not list(kit.home.rglob("*.part")), f"{command} left a part"
            else:
                continue
            break
        else:
            code, said = _run(command, Language.ZH)
            assert code == 0, (command, said)
        assert not name or (made / name).exists(), command
    for what in (kit.chain, made / "exported", made / "snapshot", made / "restored"):
        policy = [] if what in (kit.chain, made / "restored") else ["--policy", str(kit.policy)]
        code, said = _run(["audit", str(what), *policy], Language.ZH)
        assert code == 0, (what, said)
    with full(disk, 0):
        code, said = _run(["verify", str(made / "proof.txt"), "--policy", str(kit.policy)], Language.ZH)
        assert code == 0, said
    return failed


def _run(command: list[str], language: Language) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run(["ledger", *command, "--lang", language.value])
    return code, said.getvalue()


def main() -> None:
    """Do it in both suites and say what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("rounds", type=int)
    parser.add_argument("seed")
    parser.add_argument("--limit", action="store_true")
    options = parser.parse_args()
    keys.DEFAULT_COST = 2**14  # type: ignore[misc]  # key files of tests need not be slow to open
    os.environ["LIANCE_PASSPHRASE"] = PASSPHRASE
    dice = random.Random(options.seed)
    stops = acknowledged = failed = 0
    for suite in ("guomi", "intl"):
        home = options.folder / suite
        home.mkdir()
        disk = (Limit if options.limit else Disk)(options.folder)
        kit = Kit(home, suite)
        kit.put("first")
        stopped, told = loads(kit, disk, dice, options.rounds)
        stops, acknowledged = stops + stopped, acknowledged + told
        failed += every_command(kit, disk)
    sys.stdout.write(
        f"{stops} loads stopped clearly, {acknowledged} acknowledged, none lost; "
        f"{failed} commands refused clearly, each did its work once there was room\n"
    )


if __name__ == "__main__":
    main()
