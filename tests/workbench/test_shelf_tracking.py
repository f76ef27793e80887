"""The tracker over stored plans: numbers lead to texts and sentences, kept data give the same as reading anew."""

from __future__ import annotations

import pytest

from liance.core.errors import UnknownNameError
from liance.core.language import Language
from liance.workbench.serving import example_files
from liance.workbench.shelf import Shelf
from liance.workbench.shelf_tracking import TrackerDesk, tracked_data, tracked_from

RESTRICTING = (
    "石门市关于防范虚拟货币交易炒作风险的通知\n石门市人民政府办公室\n2024年3月1日\n"
    "一、严禁以区块链名义开展虚拟货币交易。\n二、禁止金融机构为虚拟货币交易提供服务。\n三、取缔虚拟货币挖矿项目。\n"
)


@pytest.mark.usefixtures("sqlite_store")
def test_every_number_leads_to_its_texts_and_sentences() -> None:
    shelf = Shelf()
    desk = TrackerDesk(shelf)
    assert desk.tracker() is None
    for name, data in list(example_files())[:3]:
        shelf.add(name, data, "张工")
    made = desk.tracker()
    assert made is not None
    assert desk.tracker() is made
    assert sum(one.count for one in made.stances()) == len(made.texts) == 3
    levels, years = made.issued()
    assert sum(sum(counts) for _, counts in years) == 3
    assert all(len(counts) == len(levels) for _, counts in years)
    for _, rows in made.coverage(Language.ZH):
        for row in rows:
            _, behind = made.covering(row.topic_set, row.topic, Language.ZH)
            assert len(behind) == row.count
            for version, statements, quotes in behind:
                text = shelf.outline(version).document.text
                assert statements >= len(quotes) > 0
                assert all(text[one.span.start : one.span.end] == one.text for one in quotes)
    with pytest.raises(UnknownNameError):
        made.covering("none", "none", Language.ZH)
    assert made.figure(Language.EN)["option"]["series"]
    assert made.file("xlsx", Language.ZH).startswith(b"PK")
    assert b"graphml" in made.file("graphml", Language.ZH)
    with pytest.raises(UnknownNameError):
        made.file("../x", Language.ZH)


@pytest.mark.usefixtures("database")
def test_a_restricting_text_is_told_apart_and_metadata_are_those_of_now() -> None:
    shelf = Shelf()
    desk = TrackerDesk(shelf)
    version = shelf.add("通知.txt", RESTRICTING.encode(), "张工").version
    made = desk.tracker()
    assert made is not None
    assert [(one.stance, one.count) for one in made.stances() if one.count] == [("restrict", 1)]
    ((_, _, quotes),) = made.with_stance("restrict")
    assert "禁" in "".join(one.text for one in quotes)
    shelf.edit(version.plan, {"issuer": "青溪市人民政府"}, "张工")
    again = desk.tracker()
    assert again is not None
    assert again.texts[0].issuer == "青溪市人民政府"
    assert desk.tracker(level="national") is None
    assert desk.tracker(year=2024) is not None


@pytest.mark.usefixtures("sqlite_store")
def test_kept_data_give_the_text_back() -> None:
    shelf = Shelf()
    name, data = next(iter(example_files()))
    version = shelf.add(name, data, "张工").version
    text = TrackerDesk(shelf)._read(version)
    assert tracked_from(tracked_data(text), version) == text
