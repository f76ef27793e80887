"""The frame of a plan: set phrases, layout with places, and what a person must confirm."""

from __future__ import annotations

import pytest

from liance.core.findings import Place
from liance.core.language import Language
from liance.delivery.frame import check_frame, formula_parts, read_frame
from liance.packs.frame import Frame, FramePlace, Layout, LayoutPart
from liance.packs.library import Library
from liance.packs.regions import shipped_regions

PLAN = """\
山西省量子产业发展规划

一、总体思路
以“加快量子技术融合应用”为一条规划主线，以“补链强链、场景开放、安全护航”为三大发展战略，以“赋能实体经济、改善民生服务”为三大重点任务，\
优先突破征信、物流、司法三大应用场景，构建“一核两带三板块”的空间布局。
二、规划布局
（一）打造“一核”
以太原为核心，推动项目在山西转型综改示范区落地，在政务、能源等领域打造示范。
（二）围绕“两带”集聚
依托“大西线”“太焦线”发展。
一是结合“大西线”沿途的大同市、朔州市，打造“大西线量子产业带”。
二是依托“太焦线”推动融合，打造“太焦线量子产业带”。
（三）发挥特色建设三大板块
一是依托大同、忻州，在能源互联网领域开展应用。
二是结合长治，赋能生物医药，做大吕梁山特色农业。
三、优先场景
1.征信服务
建设平台。
2.智慧物流
建设平台。
四、保障措施
加强领导。
"""


@pytest.fixture(scope="module")
def regions():
    return shipped_regions()


@pytest.fixture
def read(outline_of, regions):
    home = regions.get("140000")
    return lambda text: read_frame(outline_of(text), regions, home)


def test_set_phrases_name_line_strategies_tasks_and_scenarios(read):
    frame, _ = read(PLAN)
    assert frame.main_line.name == "加快量子技术融合应用"
    assert [item.name for item in frame.strategies] == ["补链强链", "场景开放", "安全护航"]
    assert [item.name for item in frame.tasks] == ["赋能实体经济", "改善民生服务"]
    assert [(item.name, item.worked_out) for item in frame.scenarios] == [
        ("征信", True),
        ("物流", True),
        ("司法", False),
    ]


def test_every_item_quotes_its_place(read):
    frame, _ = read(PLAN)
    for item in (frame.main_line, *frame.strategies, *frame.tasks, *frame.scenarios):
        assert PLAN[item.start : item.end] == item.name


def test_the_layout_has_the_parts_of_its_formula_with_codes(read):
    frame, _ = read(PLAN)
    assert frame.layout.formula == "一核两带三板块"
    shown = [
        (part.unit, part.name, part.theme, [(place.name, place.kind, place.code) for place in part.places])
        for part in frame.layout.parts
    ]
    assert shown == [
        (
            "核",
            None,
            "政务、能源",
            [("太原市", "region", "140100"), ("山西转型综改示范区", "zone", "140000")],
        ),
        (
            "带",
            "大西线量子产业带",
            None,
            [
                ("大西线", "corridor", None),
                ("大同市", "region", "140200"),
                ("朔州市", "region", "140600"),
            ],
        ),
        ("带", "太焦线量子产业带", None, [("太焦线", "corridor", None)]),
        ("板块", None, "能源互联网", [("大同市", "region", "140200"), ("忻州市", "region", "140900")]),
        ("板块", None, "生物医药", [("长治市", "region", "140400")]),
    ]


def test_what_does_not_fit_is_told(read):
    _, findings = read(PLAN)
    told = [finding.message(Language.EN) for finding in findings]
    assert "'重点任务' says 3, 2 were read" in told
    assert "'一核两带三板块（板块）' says 3, 2 were read" in told
    assert "scenario '司法' is named but not worked out" in told
    assert any("'太焦线' is a functional zone or corridor" in message for message in told)


def test_names_behind_their_signs_and_a_place_for_each(read):
    text = (
        "广东省低空经济规划\n一、空间布局\n构建“一核两极多点”的产业格局。\n“一核”：以广州、深圳为核心。\n"
        "“两极”：以珠海、佛山为引领。\n“多点”：惠州、东莞等市。\n二、任务\n推进建设。\n"
    )
    frame, _ = read(text)
    assert [(part.unit, [place.name for place in part.places]) for part in frame.layout.parts] == [
        ("核", ["广州市", "深圳市"]),
        ("极", ["珠海市"]),
        ("极", ["佛山市"]),
        ("点", ["惠州市", "东莞市"]),
    ]


def test_a_plan_without_phrases_gives_its_headings_as_tasks(read):
    frame, findings = read(
        "某市规划\n一、目标\n到2025年建成。\n二、重点任务\n（一）攻关技术\n推进。\n（二）培育企业\n推进。\n"
    )
    assert [item.name for item in frame.tasks] == ["攻关技术", "培育企业"]
    assert frame.main_line is None
    assert frame.layout is None
    assert sum(finding.code == "frame.missing" for finding in findings) == 4


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        ("一核两带五板块", ((1, "核"), (2, "带"), (5, "板块"))),
        ("一核、两翼、多点", ((1, "核"), (2, "翼"), (None, "点"))),
        ("三区一走廊", ((3, "区"), (1, "走廊"))),
    ],
)
def test_a_formula_counts_its_parts(formula, parts):
    assert formula_parts(formula) == parts


def _with(place: FramePlace) -> Frame:
    return Frame(
        confirmed=True, layout=Layout(formula="一核一带", parts=(LayoutPart(unit="核", places=(place,)),))
    )


def test_a_wrong_code_is_an_error_and_a_confirmed_corridor_none(regions):
    wrong = check_frame(_with(FramePlace(name="太原市", kind="region", code="140200")), regions, Place("f"))
    assert [finding.code for finding in wrong if finding.severity.value == "error"] == ["frame.unknown_code"]
    right = check_frame(_with(FramePlace(name="太焦线", kind="corridor")), regions, Place("f"))
    assert {finding.code for finding in right} == {"frame.count", "frame.missing"}


def test_the_shipped_frame_is_sound_and_its_stages_hold_23_targets(regions):
    pack = Library().study("shanxi-blockchain-2022")
    frame = pack.content["frame.yaml"]
    assert check_frame(frame, regions, Place("f")) == ()
    targets = pack.content["targets.yaml"].targets
    assert [sum(target.year == year for target in targets) for year in (2023, 2025, 2030)] == [8, 8, 7]


@pytest.mark.shared_data
def test_the_source_gives_the_shipped_frame_and_exactly_its_targets(shared, regions):
    from liance.delivery.targets import find_targets
    from liance.plans.documents.reading import read_document
    from liance.plans.structure import outline

    (path,) = (shared / "seeds").glob("003_*.txt")
    plan = outline(read_document(path.name, path.read_bytes()))
    pack = Library().study("shanxi-blockchain-2022")
    shipped = pack.content["frame.yaml"]
    frame, _ = read_frame(plan, regions, regions.get("140000"))
    assert [item.worked_out for item in frame.scenarios] == [item.worked_out for item in shipped.scenarios]
    assert (len(frame.strategies), len(frame.tasks)) == (4, 6)
    read = [
        (part.unit, {place.code for place in part.places if place.kind == "region"})
        for part in frame.layout.parts
    ]
    kept = [
        (part.unit, {place.code for place in part.places if place.kind == "region"})
        for part in shipped.layout.parts
    ]
    assert read == kept
    found, _ = find_targets(plan)
    assert [
        (one.year, one.op.value, one.value, one.value_max, one.unit, one.kind.value) for one in found
    ] == [
        (one.year, one.op, one.value, one.value_max, one.unit, one.kind)
        for one in pack.content["targets.yaml"].targets
    ]
