"""``liance oversight``: from a rehearsed ledger to a closed alert, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.ledger import keys

from .conftest import Liance

DAY = ("--at", "2026-03-31")


def test_an_alert_goes_from_found_to_closed(
    liance: Liance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANCE_PASSPHRASE", "one two three four")
    monkeypatch.setattr(keys, "DEFAULT_COST", 2**14)
    chain, kept = tmp_path / "chain", tmp_path / "keys"
    played = liance("scenario", "play", "sharing", "--ledger", chain, "--keys", kept, "--suite", "intl")
    assert played.code == 0
    civil, officer = kept / "civil-office-owner.key", kept / "housing-office-officer.key"
    checked = liance("oversight", "check", chain, *DAY)
    assert "被拒比例偏高" in checked.out
    assert "依据：第" in checked.out
    alerts = liance("oversight", "check", chain, *DAY, "--json").data["alerts"]
    alert = next(one["id"] for one in alerts if one["rule"] == "refused-often")

    taken = liance("oversight", "acknowledge", chain, alert, "--note", "正在核对", "--key", civil, *DAY)
    assert taken.code == 0, taken.err
    own = liance("oversight", "close", chain, alert, "--note", "没事", "--key", officer, *DAY)
    assert (own.code, own.out) == (2, "")
    assert "应由其他成员处理" in own.err
    again = liance(
        "oversight", "acknowledge", chain, alert, "--note", "x", "--key", civil, *DAY, "--lang", "en"
    )
    assert (again.code, again.err.strip()) == (
        2,
        f"alert {alert} is acknowledged; this can no longer be done",
    )
    closed = liance(
        "oversight", "close", chain, alert, "--note", "授权已收紧", "--key", civil, *DAY, "--json"
    )
    assert closed.code == 0
    listed = liance("oversight", "list", chain, *DAY, "--state", "closed", "--json").data
    assert [one["remarks"][1]["note"] for one in listed["alerts"]] == ["授权已收紧"]
    assert liance("oversight", "list", chain, *DAY, "--state", "acknowledged", "--json").data["alerts"] == []
    assert "已办结 1" in liance("oversight", "list", chain, *DAY).out
    for wrong in (
        ("close", chain, "ffffffffffff", "--note", "x", "--key", civil, *DAY),
        ("close", chain, alert, "--key", civil, *DAY),
        ("close", chain, alert, "--note", "x", "--key", tmp_path / "none.key", *DAY),
    ):
        refused = liance("oversight", *wrong)
        assert (refused.code, refused.out) == (2, "")
    # What was written about it are entries like any other.
    assert liance("ledger", "audit", chain).code == 0


def test_bad_input_is_told(liance: Liance, tmp_path: Path) -> None:
    assert "不是账本文件夹" in liance("oversight", "check", tmp_path / "nothing").err
    chain = tmp_path / "chain"
    assert liance("scenario", "play", "sharing", "--ledger", chain, "--suite", "intl").code == 0
    for more in (
        ("--at", "yesterday"),
        ("--rules", "no-such-rules"),
        ("--rules", "sharing"),
        ("--at", "9999-12-31"),
    ):
        outcome = liance("oversight", "check", chain, *more)
        assert (outcome.code, outcome.out) == (2, ""), more
    rules = tmp_path / "packs" / "strict"
    rules.mkdir(parents=True)
    (rules / "pack.yaml").write_text("id: strict\nkind: oversight\n", encoding="utf-8")
    broken = liance("oversight", "check", chain, "--rules", "strict", "--packs", tmp_path / "packs")
    assert broken.code == 1
    assert "strict" in broken.err
    early = liance("oversight", "check", chain, "--at", "2026-01-01", "--lang", "en")
    assert early.out == "0 actions looked at; no alert is left open.\n"
