"""Blocks as one self-contained HTML page that also prints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from liance.core.language import Language, Text
from liance.reports.blocks import (
    TONES,
    Bar,
    Block,
    BlockReport,
    Bullets,
    DataTable,
    Heading,
    Paragraph,
    cell_of,
    shares,
)
from liance.reports.html import STYLE, E, clean, document

_CONTENTS = Text(zh="目录", en="Contents")
_TABLE = Text(zh="表 {number}　{caption}", en="Table {number}. {caption}")
#: A word that may be broken anywhere: a digest, a long file name.
_LONG = re.compile(r"[!-~]{24,}")
_STYLE = (
    STYLE
    + """
main{max-width:1200px}
nav.contents{columns:2;font-size:.95rem;background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:12px 20px}
nav.contents a{display:block;color:var(--main);text-decoration:none;padding:1px 0;break-inside:avoid}
h2{font-size:1.25rem;margin:1.8em 0 .5em;border-bottom:2px solid var(--main);padding-bottom:4px}
h3{font-size:1.05rem;margin:1.4em 0 .4em}
figure{margin:.8em 0 1.4em;overflow-x:auto}
figcaption{font-weight:700;font-size:.92rem;margin-bottom:4px}
table.data{font-size:.86rem;line-height:1.5;background:var(--paper);min-width:46em}
table.data th{background:#e8eef5;vertical-align:bottom}
table.data td,table.data th{border:1px solid var(--line);padding:4px 6px;overflow-wrap:break-word}
table.data .long{overflow-wrap:anywhere}
table.data .number{text-align:right;font-variant-numeric:tabular-nums}
.bar{display:flex;height:2.1em;border-radius:6px;overflow:hidden;border:1px solid var(--line)}
.bar span{display:block;overflow:hidden;text-align:center;line-height:2.1em;font-size:.85rem;white-space:nowrap;min-width:0}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:.88rem;margin-top:4px}
.legend i{display:inline-block;width:.9em;height:.9em;border-radius:3px;margin-right:.4em;border:1px solid currentColor}
@media(max-width:700px){nav.contents{columns:1}}
@page{size:A4 landscape;margin:14mm}
@media print{body{font-size:10pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
 header,main{padding:0;max-width:none}nav.contents{border:0;padding:0}
 table.data{min-width:0;font-size:8.5pt}thead{display:table-header-group}tr,figcaption{break-inside:avoid}
 h2,h3,figcaption{break-after:avoid}figure{overflow:visible}}
"""
    + "".join(f".t-{tone}{{background:#{back};color:#{ink}}}\n" for tone, (back, ink) in TONES.items())
)


def html_report(report: BlockReport, language: Language) -> str:
    """Return the report as one HTML page without any outside resource."""
    headings = [block for block in report.blocks if isinstance(block, Heading) and block.level == 1]
    links = [E.a(clean(heading.text), {"href": f"#s{number}"}) for number, heading in enumerate(headings, 1)]
    body = [
        E.header(
            E.h1(clean(report.title)),
            E.p(clean(report.subtitle), {"class": "note"}),
        ),
        E.main(
            E.nav(*links, {"class": "contents", "aria-label": _CONTENTS.render(language)}),
            *_blocks(report, language),
        ),
    ]
    return document(report.title, _STYLE, body, language)


def _blocks(report: BlockReport, language: Language) -> Iterator[etree._Element]:
    section = table = 0
    for block in report.blocks:
        if isinstance(block, Heading) and block.level == 1:
            section += 1
            yield E.h2(clean(block.text), {"id": f"s{section}"})
        elif isinstance(block, DataTable):
            table += 1
            yield _table(block, table, language)
        else:
            yield _block(block)


def _block(block: Block) -> etree._Element:
    if isinstance(block, Heading):
        return E.h3(clean(block.text))
    if isinstance(block, Paragraph):
        return E.p(clean(block.text), {"class": "note"} if block.note else {})
    if isinstance(block, Bullets):
        return E.ul(*(E.li(clean(item)) for item in block.items))
    assert isinstance(block, Bar)
    return _bar(block)


def _bar(bar: Bar) -> etree._Element:
    whole = sum(count for _, count, _ in bar.parts)
    spans = [
        E.span(
            str(count),
            {"class": f"t-{tone}", "style": f"width:{100 * count / whole:.3f}%", "title": clean(label)},
        )
        for label, count, tone in bar.parts
        if count
    ]
    legend = [
        E.span(E.i({"class": f"t-{tone}"}), clean(f"{label} {count}")) for label, count, tone in bar.parts
    ]
    spoken = "，".join(f"{label} {count}" for label, count, _ in bar.parts)
    return E.figure(
        E.figcaption(clean(bar.caption)),
        E.div(*spans, {"class": "bar", "role": "img", "aria-label": clean(spoken)}),
        E.div(*legend, {"class": "legend"}),
    )


def _table(table: DataTable, number: int, language: Language) -> etree._Element:
    columns = [E.col({"style": f"width:{100 * share:.2f}%"}) for share in shares(table.widths)]
    heads = [
        E.th(clean(head), {"scope": "col"} | ({"class": "number"} if place in table.numeric else {}))
        for place, head in enumerate(table.heads)
    ]
    rows = []
    for row in table.rows:
        cells = []
        for place, raw in enumerate(row):
            cell = cell_of(raw)
            names = [name for name, wanted in (("number", place in table.numeric),) if wanted]
            names += [f"t-{cell.tone}"] if cell.tone else []
            names += ["long"] if _LONG.search(cell.text) else []
            cells.append(E.td(clean(cell.text), {"class": " ".join(names)} if names else {}))
        rows.append(E.tr(*cells))
    return E.figure(
        E.figcaption(clean(_TABLE.render(language, number=number, caption=table.caption))),
        E.table(E.colgroup(*columns), E.thead(E.tr(*heads)), E.tbody(*rows), {"class": "data"}),
    )
