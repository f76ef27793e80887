"""Packs for drafting: the shipped ones fit together; broken ones say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.core.errors import PackError, UnknownNameError
from liance.packs.drafting import check_candidates, check_profile
from liance.packs.library import Library
from liance.packs.yamlfile import YamlFile

LIBRARY = Library()


def test_the_shipped_packs_load_and_name_what_exists() -> None:
    profile = LIBRARY.profile("regional-profile")
    known = {one.id for one in (*LIBRARY.indicators(profile.catalogue).indicators, *profile.indicators)}
    assert {entry.indicator for entry in profile.entries} <= known
    items = {item.id for item in LIBRARY.rubric("technology-plan").rubric.items}
    assert {item for dimension in profile.dimensions for item in dimension.items} <= items
    candidates = LIBRARY.candidates("application-scenarios")
    assert len(candidates.candidates) == 12
    assert [one.kind for one in candidates.criteria].count("judged") == 4


def test_an_unknown_name_offers_what_there_is() -> None:
    with pytest.raises(UnknownNameError, match="regional-profile"):
        LIBRARY.profile("regional-profil")
    with pytest.raises(UnknownNameError, match="application-scenarios"):
        LIBRARY.candidates("blockchain")


def test_names_twice_and_names_of_nothing_are_told() -> None:
    profile = LIBRARY.profile("regional-profile")
    file = YamlFile("profile.yaml", {}, {("entries", 2): 9})
    twice = profile.model_copy(update={"entries": (*profile.entries, profile.entries[0])})
    assert [finding.code for finding in check_profile(twice, file)] == ["drafting.named_twice"]
    lost = profile.entries[2].model_copy(update={"dimension": "beauty"})
    broken = profile.model_copy(update={"entries": (*profile.entries[:2], lost)})
    (finding,) = check_profile(broken, file)
    assert (finding.code, finding.place.line) == ("drafting.not_defined", 9)
    candidates = LIBRARY.candidates("application-scenarios")
    double = candidates.model_copy(update={"candidates": (*candidates.candidates, candidates.candidates[0])})
    assert [finding.code for finding in check_candidates(double, file)] == ["drafting.named_twice"]


def test_a_user_s_own_candidates_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    folder = tmp_path / "application-scenarios"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "id: application-scenarios\nkind: candidates\nversion: 1.0.0\ntitle: {zh: 自备, en: own}\n"
        "language: zh\nlicence: Apache-2.0\nengine: 0.1.0\n",
        encoding="utf-8",
    )
    (folder / "candidates.yaml").write_text("criteria: []\ncandidates: []\n", encoding="utf-8")
    with pytest.raises(PackError):
        Library([tmp_path]).candidates("application-scenarios")
