"""What the HTML pages share: the frame, the style, and text made safe."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml import etree
from lxml.builder import E as BUILDER

from liance.core.language import Language

STYLE = """
:root{--ink:#1c2733;--soft:#5b6b7b;--line:#d9e0e7;--paper:#fff;--back:#f3f6f9;--main:#1a4f8b;--mark:#fff1b8}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);line-height:1.7;
 font-family:"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif}
header,main,footer{max-width:1500px;margin:0 auto;padding:20px 24px}
h1{font-size:1.5rem;line-height:1.4;margin:.2em 0}
h2{font-size:1.1rem;margin:0 0 .6em}
.kicker{color:var(--main);font-weight:700;letter-spacing:.08em}
.note{color:var(--soft);font-size:.9rem}
dl.facts{display:flex;flex-wrap:wrap;gap:4px 28px;margin:.8em 0;font-size:.9rem}
dl.facts div{display:flex;gap:.6em}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0;overflow-wrap:anywhere}
.cells{display:grid;grid-template-columns:repeat(auto-fit,minmax(100px,1fr));gap:10px;margin:14px 0}
.cell{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:8px 6px;text-align:center;
 text-decoration:none;color:inherit;display:block}
.cell b{display:block;font-size:1.6rem;line-height:1.3}
.s0 b,.sx b{color:#8a4b00}.s1 b{color:#a33a2a}.s2 b{color:#8a5a00}.s3 b{color:#216e39}.s4 b{color:#0b5d3b}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:24px}
.panel{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:18px 20px}
.text{white-space:pre-wrap;overflow-wrap:anywhere;position:sticky;top:10px;max-height:96vh;overflow:auto}
details{border-top:1px solid var(--line);padding:10px 0}
summary{cursor:pointer;font-weight:700}
.criterion{margin:.7em 0 .7em 1em}
.criterion p{margin:.1em 0}
.tag{font-size:.8rem;border-radius:4px;padding:1px 6px;margin-left:.5em;border:1px solid currentColor}
.yes{color:#0b5d3b}.no{color:#5b6b7b}
blockquote{margin:.3em 0 .5em;padding:.2em .8em;border-left:3px solid var(--main);background:var(--back)}
blockquote a{color:inherit}
blockquote small{color:var(--soft);display:block}
mark{background:var(--mark);color:inherit;padding:1px 0}
mark:target{background:#ffd54d;outline:2px solid var(--main)}
table{border-collapse:collapse;width:100%;font-size:.95rem}
td,th{border-bottom:1px solid var(--line);padding:6px 8px;text-align:left;vertical-align:top}
.panel.wide{margin-bottom:20px;overflow-x:auto}
.board .num{text-align:center}
.board th{vertical-align:bottom;min-width:3.2em}
.board td.title{min-width:15em}
.board td.subject{min-width:7em}
.board td.level{white-space:nowrap}
.sums{max-width:32em;background:var(--paper);border:1px solid var(--line);border-radius:8px}
details.more{border:0;padding:0 0 .4em}
details.more summary{font-weight:400;font-size:.9rem;color:var(--soft)}
@media(max-width:700px){.board .minor{display:none}.board td.title{min-width:9em}header,main{padding:12px}
 .board td.title,.board th:first-child{position:sticky;left:0;background:var(--paper)}}
@media(max-width:900px){.columns{grid-template-columns:minmax(0,1fr)}.text{position:static;max-height:none}}
@media print{body{background:#fff}.columns{display:block}.text{position:static;max-height:none;overflow:visible}
 .panel{border:0;padding:8px 0}}
"""


class _Elements:
    """``E.p("text", {"class": "note"})`` makes an element: the typed face of lxml's builder."""

    def __getattr__(self, tag: str) -> Callable[..., etree._Element]:
        make: Callable[..., etree._Element] = getattr(BUILDER, tag)
        return make


E = _Elements()


def document(title: str, style: str, body: Sequence[etree._Element], language: Language) -> str:
    """Return a complete, self-contained HTML document. lxml escapes all text."""
    page = E.html(
        {"lang": "zh-CN" if language is Language.ZH else "en"},
        E.head(
            E.meta({"charset": "utf-8"}),
            E.meta({"name": "viewport", "content": "width=device-width, initial-scale=1"}),
            E.title(clean(title)),
            E.style(style),
        ),
        E.body(*body),
    )
    return "<!DOCTYPE html>\n" + etree.tostring(page, encoding="unicode", method="html") + "\n"


def clean(text: str) -> str:
    """Drop what XML cannot hold: control characters and lone surrogates."""
    return "".join(
        sign
        for sign in text
        if sign in "\n\t"
        or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\x7f\ufffe\uffff")
    )
