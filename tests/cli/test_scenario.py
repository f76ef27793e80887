"""``liance scenario``: rehearsals, evidence from them, installing by vote, acting and asking."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Liance


@pytest.mark.parametrize(
    ("name", "suite"),
    [("directory", "intl"), ("evidence", "guomi"), ("evidence", "intl"), ("sharing", "guomi")],
)
def test_evidence_of_a_rehearsal_verifies_in_another_place(
    liance: Liance, tmp_path: Path, name: str, suite: str
) -> None:
    ledger = tmp_path / "ledger"
    played = liance("scenario", "play", name, "--ledger", ledger, "--suite", suite, "--json")
    assert played.code == 0
    assert played.data["ending"]["as_written"] is True
    proof = tmp_path / "elsewhere" / "proof"
    proof.parent.mkdir()
    height = played.data["ending"]["height"]
    assert liance("ledger", "prove", ledger, "--height", height, "--out", proof).code == 0
    policy = tmp_path / "elsewhere" / "policy.txt"
    policy.write_bytes((ledger / "policy.txt").read_bytes())
    verified = liance("ledger", "verify", proof, "--policy", policy, "--json")
    assert verified.code == 0
    assert verified.data["entry"]["kind"] == "scenario.act"
    data = bytearray(proof.read_bytes())
    data[60] = ord("A") if data[60] != ord("A") else ord("B")
    proof.write_bytes(data)
    assert liance("ledger", "verify", proof, "--policy", policy).code == 1
    audited = liance("ledger", "audit", ledger, "--json")
    assert audited.code == 0, audited.out


@pytest.fixture
def played(liance: Liance, tmp_path: Path) -> Path:
    """The folder of a ledger on which ``sharing`` was rehearsed."""
    folder = tmp_path / "ledger"
    assert liance("scenario", "play", "sharing", "--ledger", folder, "--suite", "intl").code == 0
    return folder


def test_who_saw_whom_under_what_is_told_with_refused_attempts(liance: Liance, played: Path) -> None:
    seen = liance("scenario", "query", played, "sharing", "--subject", "example-person-a", "--json").data
    assert seen["total"] == 4
    assert [(line["author"].split("/")[1], line["refused"]) for line in seen["trace"]] == [
        ("housing", 0),
        ("housing", 1209),
        ("tax", 1206),
        ("housing", 1210),
    ]
    under = liance("scenario", "query", played, "sharing", "--grant", "housing/loans", "--json").data
    assert under["total"] == 8
    did = liance("scenario", "query", played, "sharing", "--organisation", "city/tax", "--json").data
    assert [line["action"] for line in did["trace"]] == ["access.open"]
    assert "1209" in liance("scenario", "query", played, "sharing", "--subject", "example-person-a").out
    nobody = liance("scenario", "query", played, "sharing", "--organisation", "city/taxes")
    assert (nobody.code, "city/tax" in nobody.err) == (2, True)


def test_a_record_and_the_whole_are_shown(liance: Liance, played: Path) -> None:
    grant = liance("scenario", "query", played, "sharing", "grant/housing/loans", "--json").data
    assert (grant["state"], grant["fields"]["used"]) == ("revoked", 3)
    whole = liance("scenario", "query", played, "sharing", "--json").data
    assert {"kind": "access", "state": "refused", "count": 5} in whole["records"]
    assert "housing/loans" in liance("scenario", "query", played, "sharing", "grant/housing/loan").err
    assert liance("scenario", "query", played, "sharing", "grant").code == 2
    assert liance("scenario", "query", played, "nothing").code == 2


def test_a_scenario_is_installed_by_votes_and_acted_on(
    liance: Liance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANCE_PASSPHRASE", "a long enough passphrase")
    keys = {name: tmp_path / f"{name}.key" for name in ("log", "one", "two")}
    for path in keys.values():
        assert liance("ledger", "key", "new", path, "--suite", "intl").code == 0
    ledger = tmp_path / "ledger"
    created = liance(
        "ledger", "create", ledger, "--instance", "city", "--origin", "example/city", "--log-key", keys["log"],
        "--founder", "court/office/court/k1", "法院", keys["one"], "--founder", "firm/office/depositor/k1", "公司", keys["two"],
        "--rule", "1/2", "1", "0", "1000",
    )  # fmt: skip
    assert created.code == 0, created.err
    proposed = []
    for _ in range(9):
        installed = liance(
            "scenario", "install", ledger, "evidence", "--key", keys["one"], "--year", 2026, "--json"
        )
        if installed.code:
            break
        proposal = installed.data["operation"]
        for name in ("one", "two"):
            assert liance("ledger", "vote", ledger, proposal, "yes", "--key", keys[name]).code == 0
        enacted = liance("ledger", "enact", ledger, proposal, "--key", keys["one"], "--json")
        proposed.append(enacted.code)
        if liance("scenario", "query", ledger, "evidence", "--json").code == 0:
            break
    assert proposed == [0, 0, 0]  # engine, the calendar of 2026, charter
    fields = {"title": "合同", "digest": "sha256-of-it", "bytes": 10, "made_by": "person", "source": "公司"}
    text = json.dumps(fields, ensure_ascii=False)
    made = liance(
        "scenario", "submit", ledger, "evidence", "deposit.make", "firm/c1", text, "--key", keys["two"]
    )
    assert made.code == 0, made.err
    again = liance(
        "scenario", "submit", ledger, "evidence", "deposit.make", "firm/c1", text, "--key", keys["two"]
    )
    assert (again.code, "65" in again.err) == (1, True)
    wrong = liance("scenario", "submit", ledger, "evidence", "deposit.make", "c2", text, "--key", keys["one"])
    assert "该角色不能采取这一行动" in wrong.err
    bad = liance(
        "scenario",
        "submit",
        ledger,
        "evidence",
        "deposit.make",
        "c3",
        "{}",
        "--key",
        keys["two"],
        "--lang",
        "en",
    )
    assert "what the charter asks for" in bad.err


def test_life_cycles_are_drawn_in_both_ways(liance: Liance) -> None:
    drawn = liance("scenario", "show", "directory")
    assert "待审核  ⏱ 5个工作日" in drawn.out
    assert liance("scenario", "show", "directory", "--json").data["charter"]["roles"]
    assert liance("scenario", "show", "directori").code == 2


def test_all_scenarios_are_listed(liance: Liance) -> None:
    assert [row["name"] for row in liance("scenario", "list", "--json").data["scenarios"]] == [
        "directory",
        "evidence",
        "sharing",
    ]
    assert "目录链" in liance("scenario", "list").out


def test_a_script_that_fails_its_expectation_is_told(liance: Liance, tmp_path: Path) -> None:
    from importlib.resources import files

    source = files("liance") / "data" / "scenarios" / "sharing"
    pack = tmp_path / "packs" / "sharing"
    pack.mkdir(parents=True)
    for name in ("pack.yaml", "charter.yaml", "script.yaml"):
        text = (source / name).read_text(encoding="utf-8")
        (pack / name).write_text(
            text.replace("expect: {refused: 63}", "expect: {state: accepted}"), encoding="utf-8"
        )
    outcome = liance("scenario", "play", "sharing", "--suite", "intl", "--packs", tmp_path / "packs")
    assert outcome.code == 1
    assert "✗" in outcome.out
