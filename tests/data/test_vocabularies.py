"""The shipped vocabularies are sound, each by itself and all together."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from liance.packs.library import Library, check_folder
from liance.packs.model import Vocabulary

LIBRARY = Library()
VOCABULARIES = LIBRARY.vocabularies
LISTS = ("names", "components", "problems", "products")


def test_every_folder_is_a_sound_pack() -> None:
    folders = [folder for folder in (files("liance") / "data" / "vocabularies").iterdir() if folder.is_dir()]
    assert len(folders) == len(VOCABULARIES) >= 14
    for folder in folders:
        pack, findings = check_folder(folder)
        assert findings == [], folder.name
        assert pack is not None
        assert (pack.manifest.id, pack.manifest.kind) == (folder.name, "vocabulary")


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_each_list_is_rich_and_says_nothing_twice(name: str) -> None:
    vocabulary = VOCABULARIES[name]
    terms = [term for part in LISTS for term in getattr(vocabulary, part)]
    assert [term for term, count in Counter(terms).items() if count > 1] == []
    assert all(len(term) >= 2 and term == term.strip() for term in terms)
    for part in LISTS[1:]:
        assert 25 <= len(getattr(vocabulary, part)) <= 80, part


def test_a_name_is_that_of_one_vocabulary() -> None:
    names = Counter(term.casefold() for vocabulary in VOCABULARIES.values() for term in vocabulary.names)
    assert [name for name, count in names.items() if count > 1] == []


def test_broader_vocabularies_exist_and_go_one_way() -> None:
    for name, vocabulary in VOCABULARIES.items():
        for other in vocabulary.broader:
            assert other in VOCABULARIES
            assert name not in VOCABULARIES[other].broader


def test_the_digital_economy_has_none() -> None:
    assert not any("数字经济" in vocabulary.names for vocabulary in VOCABULARIES.values())


def test_the_guards_see_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = Vocabulary(names=("甲乙",), components=("丙丁", "丙丁"), problems=(), products=())
    monkeypatch.setitem(VOCABULARIES, "broken", twice)
    with pytest.raises(AssertionError):
        test_each_list_is_rich_and_says_nothing_twice("broken")
    same_name = Vocabulary(names=("区块链",), components=(), problems=(), products=())
    monkeypatch.setitem(VOCABULARIES, "broken", same_name)
    with pytest.raises(AssertionError):
        test_a_name_is_that_of_one_vocabulary()
