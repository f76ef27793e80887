"""The page of a packet: whatever a plan holds is data, never markup or script."""

from __future__ import annotations

import json

from lxml import html

from liance.core.language import Language
from liance.packs.library import Library
from liance.plans.study.judging import Entry
from liance.plans.study.model import Cell, Stage
from liance.plans.study.packets import Head, Packet, PacketPlan, content_digest, packet_data
from liance.reports.study_packet_page import packet_page

ITEMS = Library().rubric("technology-plan").rubric.items
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> <!-- &amp; \u2028"


def packet() -> Packet:
    plans = (PacketPlan("p", HOSTILE, HOSTILE),)
    cells = {Cell("p", item.id): Entry(reason=HOSTILE) for item in ITEMS}
    head = Head(
        "s", HOSTILE, "甲", Stage.BLIND, "r", "d", content_digest(ITEMS, plans), dict.fromkeys(cells, 0)
    )
    return Packet(head, "x", ITEMS, plans, cells)


def test_a_hostile_text_stays_text() -> None:
    for language in Language:
        page = html.fromstring(packet_page(packet(), language))
        scripts = page.xpath("//script")
        assert [script.get("type") for script in scripts] == ["application/json", "application/json", None]
        assert page.xpath("//img") == []
        assert json.loads(scripts[0].text) == packet_data(packet())
        assert "innerHTML" not in scripts[2].text
        assert page.get("lang") == ("zh-CN" if language is Language.ZH else "en")


def test_the_page_needs_nothing_from_outside() -> None:
    page = html.fromstring(packet_page(packet(), Language.ZH))
    assert page.xpath("//*[@src] | //link") == []
