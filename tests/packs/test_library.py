"""Packs by name: shipped ones, and a user's in their place."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from liance.core.errors import PackError, UnknownNameError
from liance.packs.library import Library

SHIPPED = Path(str(files("liance") / "data"))


def test_shipped_packs_are_found_by_name_and_kind() -> None:
    library = Library()
    assert library.names_of("rubric") == ("blockchain-plan-2021", "technology-plan")
    assert "blockchain" in library.names_of("vocabulary")
    assert library.rubric("technology-plan").rubric.subject is None
    assert library.rubric("blockchain-plan-2021").rubric.subject == "区块链"


def test_a_user_s_pack_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    folder = tmp_path / "blockchain"
    shutil.copytree(SHIPPED / "vocabularies" / "blockchain", folder)
    words = folder / "vocabulary.yaml"
    words.write_text(
        "names: [链]\ncomponents: [甲乙]\nproblems: [丙丁]\nproducts: [戊己]\n", encoding="utf-8"
    )
    assert Library([tmp_path]).vocabularies["blockchain"].names == ("链",)
    assert Library().vocabularies["blockchain"].names != ("链",)


def test_an_indicator_catalogue_is_loaded_by_name() -> None:
    catalogue = Library().indicators("plan-indicators")
    assert len({indicator.id for indicator in catalogue.indicators}) > 60
    with pytest.raises(UnknownNameError, match="plan-indicators"):
        Library().indicators("blockchain")


def test_one_name_for_two_indicators_is_a_finding(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(SHIPPED / "indicators" / "plan-indicators", folder)
    content = folder / "indicators.yaml"
    twice = "{id: x, name: {zh: 新, en: New}, measure: count, unit: 个, direction: up, combine: sum, synonyms: [专利]}"
    content.write_text(content.read_text(encoding="utf-8") + f"  - {twice}\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"mine/indicators.yaml:\d+"):
        Library([tmp_path]).indicators("mine")


def test_a_folder_may_be_the_pack_itself(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(SHIPPED / "rubrics" / "technology-plan", folder)
    assert "mine" in Library([folder]).names_of("rubric")


def test_unknown_and_broken_packs_are_errors_of_the_family(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="technology-plan"):
        Library().rubric("technology-plam")
    with pytest.raises(UnknownNameError):
        Library().rubric("blockchain")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "pack.yaml").write_text("id: bad\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"bad/pack.yaml:1"):
        Library([tmp_path]).pack("bad")


def test_the_digest_of_a_rubric_does_not_hang_on_its_cues(tmp_path: Path) -> None:
    folder = tmp_path / "technology-plan"
    shutil.copytree(SHIPPED / "rubrics" / "technology-plan", folder)
    cues = folder / "cues.yaml"
    cues.write_text(cues.read_text(encoding="utf-8").replace("gap: 40", "gap: 41"), encoding="utf-8")
    changed, shipped = (library.rubric("technology-plan") for library in (Library([tmp_path]), Library()))
    assert changed.digest == shipped.digest
    assert changed.cues_digest != shipped.cues_digest
