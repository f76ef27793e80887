"""Bad input to every command of the ledger: a sentence in the user's language and a documented code, never a crash."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.workbench.ledger_kit import PASSPHRASE, Kit

from liance.workbench.ledger.auditing import export
from liance.workbench.ledger.proving import prove_entry

from .conftest import Liance

pytestmark = pytest.mark.slow
#: What stays Latin in a Chinese sentence: commands, options, names and anything quoted.
LATIN = re.compile(
    r"“[^”]*”|liance ledger [a-z]+|--[a-z-]+|LIANCE_PASSPHRASE|sd-chain\S*|\S+/\S+|[A-Za-z0-9+/]{40,}=|MALFORMED"
)


@pytest.fixture(scope="module")
def kits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kit]:
    made = {}
    for suite in ("guomi", "intl"):
        kit = made[suite] = Kit(tmp_path_factory.mktemp(suite), suite)
        kit.put("first")
        kit.checkpoint()
        kit.snapshot()
        export(kit.chain, kit.home / "exported")
        (kit.home / "proof.txt").write_bytes(prove_entry(kit.chain, height=1).data)
    return made


def bad_inputs(home: Path, kit: Kit, other: Kit) -> dict[str, Path]:
    """What a stranger may name in place of the right file or folder."""
    whole = (kit.chain / "chain.ledger").read_bytes()
    junk = random.Random(1).randbytes(3_000)
    for name, data in {
        "cut": whole[: len(whole) // 2],
        "other": junk,
    }.items():
        shutil.copytree(kit.chain, home / name)
        (home / name / "chain.ledger").write_bytes(data)
    (home / "junk").write_bytes(junk)
    (home / "folder").mkdir()
    (home / "proof").write_bytes((kit.home / "proof.txt").read_bytes()[:-90])
    (home / "snapshot").write_bytes(kit.snapshot().read_bytes()[:-200])
    with (home / "huge").open("wb") as file:
        file.truncate(3_000_000_000)
    names = ("missing", "junk", "folder", "huge", "cut", "other", "proof", "snapshot")
    return {
        **{name: home / name for name in names},
        "beneath a file": home / "junk" / "x",
        "too long a name": home / ("长" * 100),
        "another suite's ledger": other.chain,
        "another suite's export": other.home / "exported",
        "another suite's policy": other.policy,
        "another suite's key": other.home / "jinan.key",
    }


def commands(home: Path, kit: Kit, bad: Path) -> Iterator[list[object]]:
    """Every command that reads a file, with the bad one in each place, so that none may succeed."""
    chain, policy, out = kit.chain, ["--policy", kit.policy], ["--out", home / "out"]
    key, request = ["--key", kit.home / "jinan.key"], kit.home / "request"
    log = ["--key", kit.home / "log.key"]
    begin = ["create", home / "new", "--instance", "a", "--origin", "x.example/y"]
    founder = ["--founder", "a/b/c/d", "n"]
    state = home / "state"
    yield from (
        ["put", bad, "r", "{}", *key],
        ["put", chain, "r", f"@{bad}", *key],
        ["put", chain, "r", "{}", "--key", bad],
        ["put", chain, "r", "{}", *key, "--passphrase-file", bad],
        ["submit", chain, "--signed", bad],
        ["query", bad, "x"],
        ["checkpoint", bad, *log, *out],
        ["cosign", bad, *policy, *key, "--state", state, *out],
        ["cosign", request, "--policy", bad, *key, "--state", state, *out],
        ["cosign", request, *policy, "--key", bad, "--state", state, *out],
        ["collect", chain, bad],
        ["collect", bad, kit.home / "jinan.cosigned"],
        ["verify", bad, *policy],
        ["verify", kit.home / "proof.txt", "--policy", bad],
        ["verify", kit.home / "proof.txt", *policy, "--author-key", bad],
        ["audit", bad, *policy],
        ["compare", chain, bad],
        ["restore", bad, home / "restored", *policy],
        ["restore", kit.home / "chain.snapshot", home / "restored", "--policy", bad],
        ["rotate", chain, "--new-key", bad, *key],
        ["anchor", bad, kit.policy, *key],
        [*begin, "--log-key", kit.home / "log.key", *founder, bad],
        [*begin, "--log-key", bad, *founder, kit.home / "jinan.key"],
    )


@pytest.mark.parametrize(("suite", "language"), [("guomi", "zh"), ("intl", "en")])
def test_every_command_refuses_what_it_cannot_use_in_a_sentence(
    suite: str,
    language: str,
    kits: dict[str, Kit],
    liance: Liance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LIANCE_PASSPHRASE", PASSPHRASE)
    kit, other = kits[suite], kits["intl" if suite == "guomi" else "guomi"]
    for what, bad in bad_inputs(tmp_path, kit, other).items():
        for arguments in commands(tmp_path, kit, bad):
            if arguments[3:4] == [f"@{other.home / 'jinan.key'}"]:
                continue  # a key file is JSON like any content
            done = liance("ledger", *arguments, "--lang", language)
            case = (what, arguments, language, done)
            said = done.err or done.out
            assert done.code in {1, 2}, case
            assert said.strip(), case
            if language == "zh":
                assert not re.search(r"[A-Za-z]{4,} [A-Za-z]{2,}", LATIN.sub("", said)), case
            else:
                assert not re.search(r"[一-鿿]", re.sub(r"'[^']*'", "", said)), case
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "restored" / "chain.ledger").exists()
    assert not (tmp_path / "new" / "chain.ledger").exists()


def test_a_wrong_passphrase_is_one_sentence(
    kits: dict[str, Kit], liance: Liance, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = kits["guomi"]
    monkeypatch.setenv("LIANCE_PASSPHRASE", "八七六五四三二一")
    done = liance("ledger", "put", kit.chain, "r", "{}", "--key", kit.home / "jinan.key")
    assert (done.code, done.out) == (2, "")
    assert "口令不对" in done.err
    assert "八七六" not in done.err


def test_words_in_another_encoding_and_impossible_numbers_are_told(
    kits: dict[str, Kit], liance: Liance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANCE_PASSPHRASE", PASSPHRASE)
    kit = kits["intl"]
    key, gbk = ["--key", kit.home / "jinan.key"], b"\xc8\xcb\xbf\xda".decode("utf-8", "surrogateescape")
    for command in (
        ["query", kit.chain, gbk],
        ["prove", kit.chain, "--state", gbk, "--out", kit.home / "out"],
        ["prove", kit.chain, "--record", "jinan", gbk, "--out", kit.home / "out"],
        ["put", kit.chain, gbk, "{}", *key],
        ["vote", kit.chain, gbk, "yes", *key],
    ):
        done = liance("ledger", *command)
        assert (done.code, "不是 UTF-8 文字" in done.err) == (2, True), (command, done)
    done = liance("ledger", "query", kit.chain, "--height", "9" * 30)
    assert (done.code, done.out) == (2, "")


def test_an_audit_with_warnings_does_not_say_that_nothing_was_found(liance: Liance, tmp_path: Path) -> None:
    kit = Kit(tmp_path)
    done = liance("ledger", "audit", kit.chain)
    assert (done.code, done.out.splitlines()[0]) == (0, "审计通过，另有 1 处提示。")
    assert "没有检查点" in done.err
    done = liance("ledger", "audit", kit.chain, "--lang", "en")
    assert done.out.splitlines()[0] == "Sound; warnings: 1."
