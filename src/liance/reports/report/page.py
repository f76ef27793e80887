"""A report as one HTML file that needs nothing else: figures that answer to the mouse, pictures where scripts are off.

A content security policy names the two scripts by digest; text of plans reaches the page as text and as JSON.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from liance.core.language import Language, Text
from liance.reports.figures.model import Picture
from liance.reports.figures.options import drawing
from liance.reports.html import STYLE, E, clean
from liance.reports.report.model import (
    Block,
    Bullets,
    FigureBlock,
    Inline,
    Paragraph,
    Report,
    Section,
    Table,
    TableCell,
)
from liance.reports.report.tints import tint

_STYLE = """
.report{max-width:980px}
.report h2{font-size:1.35rem;margin:2em 0 .6em}
.report h3{font-size:1.08rem;margin:1.6em 0 .5em}
.report p{margin:.5em 0}
.report p.note{margin:.4em 0}
.report a{color:var(--main);text-decoration:none}
.report a:hover,.report a:focus{text-decoration:underline}
.report :target{outline:2px solid var(--main);outline-offset:2px}
.report section{background:var(--paper);padding:1px 28px 18px;border:1px solid var(--line);border-radius:10px;margin:0 0 16px}
.report nav ol{list-style:none;padding:0;columns:2 320px}
.report nav li.d2{padding-left:1.4em;font-size:.95em}
.report .scroll{overflow-x:auto;margin:.8em 0 1.2em}
.report table{font-size:.88rem;border-top:2px solid var(--ink);border-bottom:2px solid var(--ink)}
.report caption,.report figcaption{text-align:center;font-size:.92rem;font-weight:700;padding:.4em}
.report th{border-bottom:1px solid var(--ink);text-align:center}
.report td{border-bottom:1px solid #eef1f4;vertical-align:middle;overflow-wrap:anywhere}
.report td.center{text-align:center}.report td.right{text-align:right}
.report td.dark,.report td.dark a{color:#fff}
.report figure{margin:1.2em 0;overflow-x:auto}
.report .chart{margin:0 auto}
.report .chart svg{display:block;max-width:100%;height:auto;margin:0 auto}
.cells-of{border:1px solid var(--line);border-radius:8px;padding:8px 12px;margin:.5em auto;font-size:.9rem;max-width:760px}
.cells-of a{margin-right:.8em;white-space:nowrap}
@media print{.report section{border:0;padding:0;break-inside:auto}.report h2,.report h3{break-after:avoid}
 .report figure,.report tr{break-inside:avoid}}
"""
_CLICK = Text(
    zh="点击图中的数据，可看到它由哪些单元得出。",
    en="Click on a value in a figure to see the cells behind it.",
)
_CELLS = Text(zh="所据单元：", en="Cells: ")

#: Draws each figure over its picture; a click lists the cells behind the point.
_SCRIPT = """
(function () {
  const held = JSON.parse(document.getElementById("figures").textContent);
  if (typeof echarts === "undefined") { return; }
  for (const figure of held.figures) {
    const place = document.getElementById("chart-" + figure.id);
    for (const name in figure.maps) { echarts.registerMap(name, figure.maps[name]); }
    place.replaceChildren();
    place.style.width = figure.width + "px";
    place.style.height = figure.height + "px";
    const chart = echarts.init(place, null, {renderer: "svg"});
    chart.setOption(figure.option);
    chart.on("click", function (event) {
      const cells = (event.data && event.data.cells || []).flat(event.seriesType === "radar" ? 1 : 0);
      const list = document.getElementById("cells-" + figure.id);
      list.replaceChildren(document.createTextNode(held.word));
      list.hidden = false;
      for (const cell of cells) {
        const target = held.cells[cell[0] + "\\u0000" + cell[1]];
        if (!target) { continue; }
        const link = document.createElement("a");
        link.href = "#" + target[0];
        link.textContent = target[1];
        list.appendChild(link);
        list.appendChild(document.createTextNode(" "));
      }
    });
  }
})();
"""


def report_page(
    report: Report,
    pictures: Mapping[str, Picture],
    library: str,
    cells: Mapping[tuple[str, str], tuple[str, str]],
) -> str:
    """Return the report as a complete HTML document.

    Args:
        report: what to show.
        pictures: its drawn figures, by id.
        library: the text of ``echarts.min.js``.
        cells: where each cell (plan, item) stands in the report, and its label.
    """
    title = clean(report.title)
    body = E.body(
        E.header(
            {"class": "report"},
            E.h1(title),
            E.p(clean(report.subtitle), {"class": "note"}),
            E.dl(
                {"class": "facts"},
                *(E.div(E.dt(clean(name)), E.dd(clean(value))) for name, value in report.facts),
            ),
        ),
        E.main({"class": "report"}, _contents(report), *_sections(report, pictures)),
        _data(report, cells),
    )
    scripts = [library, _SCRIPT]
    for script in scripts:
        body.append(_script(script))
    head = E.head(
        E.meta({"charset": "utf-8"}),
        E.meta({"http-equiv": "Content-Security-Policy", "content": _policy(scripts)}),
        E.meta({"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        E.title(title),
        E.style(STYLE + _STYLE),
    )
    page = E.html({"lang": "zh-CN" if report.language is Language.ZH else "en"}, head, body)
    return "<!DOCTYPE html>\n" + etree.tostring(page, encoding="unicode", method="html") + "\n"


def _script(text: str) -> etree._Element:
    made = E.script()
    made.text = text
    return made


def _policy(scripts: list[str]) -> str:
    digests = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {digests}"


def _data(report: Report, cells: Mapping[tuple[str, str], tuple[str, str]]) -> etree._Element:
    held = {
        "figures": [drawing(figure).as_data() for figure in report.figures()],
        "cells": {f"{plan}\x00{item}": list(target) for (plan, item), target in cells.items()},
        "word": _CELLS.render(report.language),
    }
    # "<" is written as an escape, so that no text of a plan can end the script; so are lone surrogates.
    text = json.dumps(held, ensure_ascii=True, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    made = E.script({"type": "application/json", "id": "figures"})
    made.text = text
    return made


def _contents(report: Report) -> etree._Element:
    entries = [
        E.li({"class": f"d{section.depth}"}, E.a({"href": f"#{section.anchor}"}, clean(section.heading)))
        for section in report.sections
        if section.listed
    ]
    return E.section(E.h2(report.contents), E.nav(E.ol(*entries)))


def _sections(report: Report, pictures: Mapping[str, Picture]) -> Iterator[etree._Element]:
    """Yield a box for each section of depth 1 with those of depth 2 under it."""
    box: etree._Element | None = None
    for section in report.sections:
        if section.depth == 1 or box is None:
            if box is not None:
                yield box
            box = E.section()
        box.append(_heading(section))
        for block in section.blocks:
            box.append(_block(block, pictures, report.language))
    if box is not None:
        yield box


def _heading(section: Section) -> etree._Element:
    make = E.h2 if section.depth == 1 else E.h3
    return make({"id": section.anchor}, clean(section.heading))


def _block(block: Block, pictures: Mapping[str, Picture], language: Language) -> etree._Element:
    match block:
        case Paragraph():
            if block.kind == "quote":
                return E.blockquote(*_runs(block.runs))
            return E.p({"class": "note"} if block.kind == "note" else {}, *_runs(block.runs))
        case Bullets():
            return E.ul(*(E.li(*_runs(item)) for item in block.items))
        case Table():
            return _table(block)
        case FigureBlock():
            return _figure(block, pictures[block.figure.id], language)


def _runs(inline: Inline) -> list[Any]:
    made: list[Any] = []
    for run in inline:
        text: Any = clean(run.text)
        if run.strong:
            text = E.strong(text)
        made.append(E.a({"href": f"#{run.link}"}, text) if run.link else text)
    return made


def _table(block: Table) -> etree._Element:
    table = E.table({"id": block.anchor})
    if block.label:
        table.append(E.caption(f"{block.label}　{clean(block.caption)}"))
    total = sum(column.width for column in block.columns)
    table.append(
        E.colgroup(
            *(E.col({"style": f"width:{100 * column.width / total:.1f}%"}) for column in block.columns)
        )
    )
    table.append(E.thead(E.tr(*(E.th({"scope": "col"}, clean(column.name)) for column in block.columns))))
    rows = E.tbody()
    for row in block.rows:
        made = E.tr()
        for cell, column in zip(row, block.columns, strict=True):
            made.append(_cell(cell, column.align, block.top))
        rows.append(made)
    table.append(rows)
    return E.div({"class": "scroll", "tabindex": "0"}, table)


def _cell(cell: TableCell, align: str, top: int) -> etree._Element:
    fill, ink = tint(cell.level, top)
    kinds = [align] if align != "left" else []
    attributes = {}
    if fill:
        kinds += ["dark"] if ink == "#ffffff" else []
        attributes["style"] = f"background:{fill}"
    if kinds:
        attributes["class"] = " ".join(kinds)
    if cell.anchor:
        attributes["id"] = cell.anchor
    made = E.td(attributes)
    for place, line in enumerate(cell.lines):
        part = E.div(*_runs(line)) if len(cell.lines) > 1 else None
        if part is not None:
            made.append(part)
        elif place == 0:
            made = E.td(attributes, *_runs(line))
    return made


def _figure(block: FigureBlock, picture: Picture, language: Language) -> etree._Element:
    svg = etree.fromstring(picture.svg.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
    svg.set("role", "img")
    svg.set("aria-label", clean(block.caption))
    return E.figure(
        {"id": block.anchor},
        E.div({"class": "chart", "id": f"chart-{block.figure.id}"}, svg),
        E.div(
            {"class": "cells-of", "id": f"cells-{block.figure.id}", "hidden": "hidden", "aria-live": "polite"}
        ),
        E.figcaption(
            f"{block.label}　{clean(block.caption)}",
            E.div({"class": "note"}, _CLICK.render(language)),
        ),
    )
