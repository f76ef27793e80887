"""The web page: one file, scripts named by digest, a click on a figure leads to its cells."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import sync_playwright
from tests.reports.report.samples import comparison, hostile_report, report

from liance.core.language import Language
from liance.reports.report.model import Report
from liance.reports.report.page import report_page
from liance.workbench.figures import charts_text, draw_all
from liance.workbench.reporting import cell_places


def page_of(made: Report) -> str:
    drawn = draw_all(made.figures(), png=False)
    return report_page(made, drawn, charts_text(), cell_places(comparison(), Language.ZH))


def test_ids_are_unique_and_links_have_their_places() -> None:
    root = html.fromstring(page_of(report()))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in root.xpath("//a/@href")} <= set(ids)
    assert not root.xpath("//@src"), "nothing is loaded"
    assert root.xpath("//html/@lang") == ["zh-CN"]


def test_the_policy_names_exactly_the_scripts_of_the_page() -> None:
    root = html.fromstring(page_of(hostile_report()))
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    scripts = [script.text for script in root.xpath("//script[not(@type)]")]
    digests = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == digests
    assert len(scripts) == 2, "no text of a plan has become a script"
    assert not any("alert(1)" in script for script in scripts)


def test_every_cell_behind_a_figure_has_its_place() -> None:
    root = html.fromstring(page_of(report()))
    (text,) = root.xpath("//script[@id='figures']/text()")
    held = json.loads(text)
    ids = set(root.xpath("//@id"))
    assert {target for target, _ in held["cells"].values()} <= ids
    seen = set(re.findall(r'\["(\w)","(\w+)"\]', text))
    assert seen
    assert {f"{plan}\x00{item}" for plan, item in seen} <= set(held["cells"])


def test_the_same_report_gives_the_same_page() -> None:
    assert page_of(report()) == page_of(report())


@pytest.mark.slow
def test_a_click_on_a_bar_shows_the_cells_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(page_of(report()), encoding="utf-8")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path.as_uri())
        page.locator('#chart-items svg path[fill="#1f5a96"]').first.click()
        links = page.locator("#cells-items a")
        links.first.wait_for()
        assert links.count() == 5
        links.first.click()
        assert page.url.endswith("#c_1_1")
        browser.close()
    assert faults == []
