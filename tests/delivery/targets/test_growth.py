"""Long and hostile texts: four times the text takes about four times the work, never sixteen times."""

from __future__ import annotations

import time

import pytest

from liance.core.quantities import find_quantities
from liance.delivery.frame import read_frame
from liance.delivery.instruments import find_instruments
from liance.delivery.targets import find_targets
from liance.packs.regions import shipped_regions

#: Linear work gives 4, quadratic 16; half way in between, in proportion, lies 8.
LIMIT = 8
HEAD = "某市规划\n一、目标\n到2025年发展。\n二、任务\n"
BODIES = {
    "lines": "培育企业10家。\n",
    "one paragraph": "培育企业10家。",
    "one sentence": "培育企业10家，",
    "dates in one sentence": "到2025年建成10个平台，",
    "dates and growth": "较2020年增长10%，",
    "semicolons": "培育企业10家；",
    "sections": "（一）推进建设\n培育企业10家。\n",
    "stages": "近期（2025年）：培育企业10家。\n",
    "lists under 分别": "分别达到10个、",
    "grants": "对企业给予10万元奖励。",
    "cells": "指标\t2025年\t2030年\n",
    "cells a line": "序号\n",
}


def _work(function, argument) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        function(argument)
        best = min(best, time.process_time() - start)
    return best


def _ratio(function, make, size: int) -> float:
    function(make(size))
    return _work(function, make(4 * size)) / max(_work(function, make(size)), 1e-3)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_targets_and_instruments_grow_with_the_text(body, outline_of):
    def read(outline):
        find_targets(outline)
        find_instruments(outline)

    assert _ratio(read, lambda count: outline_of(HEAD + body * count), 250) < LIMIT


@pytest.mark.parametrize("body", ["到2025年，", "建成10个平台，", "10个、", "分别达到10个、", "2020—2025年"])
def test_quantities_grow_with_the_text(body):
    assert _ratio(find_quantities, lambda count: body * count, 300) < LIMIT


@pytest.mark.parametrize("body", ["“一核”，", "以“甲、乙”为", "一是太原，", "“甲线”"])
def test_frames_grow_with_the_text(body, outline_of):
    regions = shipped_regions()
    text = "某市规划\n一、布局\n构建“一核两带”的空间布局。\n（一）打造“一核”\n"
    assert (
        _ratio(
            lambda outline: read_frame(outline, regions), lambda count: outline_of(text + body * count), 300
        )
        < LIMIT
    )
