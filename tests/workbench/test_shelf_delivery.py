"""Targets of stored plans: followed, assigned, observed, warned of."""

from __future__ import annotations

from datetime import date

import pytest

from liance.core.errors import FindingsError, UnknownNameError
from liance.core.language import Language
from liance.workbench import shelf_delivery as delivery
from liance.workbench.shelf import Shelf

PLAN = (
    "石门市区块链产业发展行动计划（2024—2027年）\n石门市人民政府办公室\n2024年3月1日\n一、发展目标\n"
    "到2027年底，培育区块链企业50家。\n二、重点任务\n（一）应用推广。加强应用。\n"
)
TODAY = date(2026, 6, 30)


@pytest.mark.usefixtures("database")
def test_a_stored_plan_is_followed_from_its_promise_to_its_verdict() -> None:
    version = Shelf().add("石门.txt", PLAN.encode(), "张工").version
    assert delivery.follow([version], "张工") == 1
    assert delivery.follow([version], "张工") == 1
    (line,) = delivery.board(TODAY).lines
    identity = line.followed.id
    warned, total = delivery.warnings(delivery.board(TODAY), Language.ZH, 10)
    assert (len(warned), total) == (1, 1)
    delivery.assign(identity, {"owner": "市工信局", "baseline": "10", "baseline_on": "2024-03-01"}, "张工")
    value = {"on": "2026-06-30", "value": "12", "unit": "家", "source": "市统计局", "note": ""}
    delivery.observe(identity, value, TODAY, "李工", evidence=("名录.txt", b"12"))
    (line,) = delivery.board(TODAY, owner="工信", verdict="warning").lines
    view = delivery.line_view(line, Language.ZH)
    assert (view.owner, view.word, view.way) == ("市工信局", "预警", 5)
    assert [one.count for one in delivery.tiles(delivery.board(TODAY)) if one.verdict == "warning"] == [1]
    assert [group.key for group in delivery.groups(delivery.board(TODAY), "owner")] == ["市工信局"]
    _, history = delivery.line(identity, TODAY)
    assert history.entries[0].observation.evidence
    assert delivery.report("docx", TODAY, Language.ZH).startswith(b"PK")


@pytest.mark.usefixtures("sqlite_store")
def test_what_is_wrong_is_refused_whole_and_said() -> None:
    version = Shelf().add("石门.txt", PLAN.encode(), "张工").version
    delivery.follow([version], "张工")
    identity = delivery.board(TODAY).lines[0].followed.id
    value = {"on": "2027-06-30", "value": "viele", "unit": "家", "source": "x", "note": ""}
    with pytest.raises(FindingsError):
        delivery.observe(identity, value, TODAY, "李工")
    assert delivery.line(identity, TODAY)[1].entries == ()
    with pytest.raises(UnknownNameError):
        delivery.line("project-none", TODAY)
    with pytest.raises(FindingsError):
        delivery.take_table(
            "a.csv",
            "规划,指标,观测日期,观测值,单位,数据来源\n石门.txt,无此指标,2026-01-01,1,家,x\n".encode(),
            TODAY,
            "李工",
        )


@pytest.mark.usefixtures("database")
def test_two_plans_with_one_file_name_are_two_and_a_new_version_keeps_the_name() -> None:
    shelf = Shelf()
    first = shelf.add("规划.txt", PLAN.encode(), "张工").version
    other = PLAN.replace("石门", "青溪").replace("50家", "70家")
    second = shelf.add("规划.txt", other.encode(), "张工").version
    assert (delivery.follow([first], "张工"), delivery.follow([second], "张工")) == (1, 1)
    assert len(delivery.board(TODAY).lines) == 2
    later = shelf.add(
        "规划（修订）.txt", PLAN.replace("50家", "60家").encode(), "张工", plan=first.plan
    ).version
    delivery.follow([later], "张工")
    promised = {
        line.followed.plan.source: line.project.stages[0].value for line in delivery.board(TODAY).lines
    }
    assert promised == {"规划.txt": 60, f"规划.txt#{second.plan}": 70}
