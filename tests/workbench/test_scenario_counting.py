"""A plan's target whose progress is proved by a ledger, beside figures that are only reported."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from liance.cli.main import run
from liance.core.canonical import digest_bytes
from liance.core.errors import UnknownNameError
from liance.packs.library import Library
from liance.workbench.scenarios.consortium import found_consortium
from liance.workbench.scenarios.counting import counts, end_of_day, ledger_prover, write_statements
from liance.workbench.scenarios.rehearsing import Rehearsal, rehearse
from liance.workbench.store import close

DAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rehearsal") / "ledger"
    with rehearse(Library(), "sharing", folder, suite="intl", processes=0) as rehearsal:
        assert all(passage.is_expected for passage in rehearsal.passages())
    return folder


def test_a_live_demonstration_counts_while_its_actions_are_recent(ledger: Path) -> None:
    live, accesses = counts(ledger, end_of_day(DAY))
    assert (live.indicator, live.value, live.members) == ("demonstration", 1, 3)
    assert accesses.value == 8
    later, _ = counts(ledger, end_of_day(date(2026, 8, 1)))
    assert (later.value, later.operations) == (0, 0)
    with pytest.raises(UnknownNameError):
        counts(ledger, end_of_day(DAY), "nothing")


def test_a_statement_is_proved_by_computing_it_again(ledger: Path, tmp_path: Path) -> None:
    paths = write_statements(counts(ledger, end_of_day(DAY)), tmp_path)
    prover = ledger_prover(ledger, [DAY])
    for path in paths:
        proof = prover.proof_of(digest_bytes(path.read_bytes()))
        assert proof is not None
        assert proof.origin == "liance.example/city"
        changed = path.read_bytes().replace(b'"value":1', b'"value":2').replace(b'"value":8', b'"value":9')
        assert prover.proof_of(digest_bytes(changed)) is None
    assert ledger_prover(ledger, []).proof_of(digest_bytes(paths[0].read_bytes())) is None


def test_what_no_checkpoint_covers_is_not_proved(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    with found_consortium(folder, Library().pack("sharing"), "intl", processes=0) as consortium:
        rehearsal = Rehearsal(Library().pack("sharing"), consortium)
        assert all(passage.is_expected for passage in rehearsal.passages())
    live, _ = counts(folder, end_of_day(DAY))
    assert live.value == 1
    assert ledger_prover(folder, [DAY]).proof_of(digest_bytes(live.statement())) is None


def test_a_target_shows_proof_beside_the_figure(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANCE_STORE", str(tmp_path / "office.sqlite3"))
    plan = tmp_path / "plan.md"
    plan.write_text(
        "# 某市区块链行动计划（2025—2027年）\n\n## 发展目标\n\n到2026年，建成示范应用1个。\n", "utf-8"
    )
    (live, _) = write_statements(counts(ledger, end_of_day(DAY)), tmp_path)
    day = ("--as-of", "2026-04-01")

    def call(*words: str) -> str:
        assert run([*words, "--lang", "zh"]) == 0
        return capsys.readouterr().out

    call("delivery", "import-targets", str(plan))
    (line,) = json.loads(call("delivery", "status", *day, "--json"))["lines"]
    call(
        "delivery", "observe", "--project", line["project"], "--on", "2026-03-31", "--value", "1", "--unit", "个",
        "--source", "账本", "--evidence-file", str(live), *day,
    )  # fmt: skip
    (filed,) = json.loads(call("delivery", "status", *day, "--json"))["lines"]
    assert filed["standing"] == "filed"
    (proved,) = json.loads(call("delivery", "status", *day, "--ledger", str(ledger), "--json"))["lines"]
    assert proved["standing"] == "proved"
    monkeypatch.setenv("COLUMNS", "140")
    assert "链上可证" in call("delivery", "status", *day, "--ledger", str(ledger))
    close()
