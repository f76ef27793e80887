"""``liance industry``: show, audit, index."""

from __future__ import annotations

from pathlib import Path

from .conftest import Liance


def test_the_json_is_as_documented(liance: Liance) -> None:
    data = liance("industry", "audit", "--json").data
    assert [(one["series"], one["agreement"]) for one in data["audit"]] == [
        ("firms", "contradicts"),
        ("cases", "contradicts"),
    ]
    assert round(data["growth"][0]["percent"], 1) == 906.2


def test_an_index_from_a_file(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("period,respondent,question,answer\n1,a,orders,up\n1,b,orders,same\n", encoding="utf-8")
    outcome = liance("--lang", "en", "industry", "index", path)
    assert outcome.code == 0
    assert "75.0" in outcome.out
    data = liance("industry", "index", path, "--json").data
    assert data["indices"][0]["up"] == 1
    assert data["indices"][1]["question"] is None


def test_an_unknown_pack_offers_the_known(liance: Liance) -> None:
    outcome = liance("--lang", "en", "industry", "show", "blockchain-industrie")
    assert "blockchain-industry" in outcome.err
