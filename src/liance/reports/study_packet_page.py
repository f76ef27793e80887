"""An expert's packet as one page that works offline: texts, rubric, cells; it saves a JSON packet to hand back.

The page holds the packet as JSON and a script that fills it in; what a plan's text holds is only ever set as text.
"""

from __future__ import annotations

import json
from typing import Final

from liance.core.language import Language, Text
from liance.plans.ratings import State
from liance.plans.study.packets import Packet, packet_data
from liance.plans.study.words import CONFIDENCES, STATES
from liance.reports.html import STYLE, E, clean, document

_WORDS: Final = {
    "kicker": Text(zh="专家评分包", en="Expert's packet"),
    "rater": Text(zh="评分者：{rater}", en="Rater: {rater}"),
    "note": Text(
        zh="请独立评分。填写的内容自动保存在本机浏览器；完成后点“保存评分文件”，把得到的文件交回。",
        en="Rate alone. What you enter is kept in this browser; then press 'Save file' and hand the file back.",
    ),
    "save": Text(zh="保存评分文件", en="Save file"),
    "plan": Text(zh="规划", en="Plan"),
    "filled": Text(zh="已填", en="filled"),
    "level": Text(zh="级别", en="Level"),
    "follows": Text(zh="（按所选条目推出）", en="(follows from the criteria)"),
    "criteria": Text(zh="符合的条目", en="Criteria met"),
    "quotes": Text(zh="引文", en="Quotes"),
    "add": Text(zh="把选中的原文加为引文（Q）", en="Add the selected text (Q)"),
    "remove": Text(zh="删去", en="Remove"),
    "confidence": Text(zh="把握", en="Confidence"),
    "reason": Text(
        zh="理由（无法判断时必填；级别与条目不一致时必填）",
        en="Reason (needed for 'cannot judge', and where level and criteria differ)",
    ),
    "keys": Text(
        zh="快捷键：0–{most} 填级别，Q 加引文，N / P 下一项 / 上一项",
        en="Keys: 0-{most} level, Q quote, N / P next / previous item",
    ),
    "level_n": Text(zh="{level} 分", en="level {level}"),
    "none": Text(zh="—", en="-"),
    "kept": Text(zh="已自动保存", en="kept"),
    "noscript": Text(
        zh="本页需要启用脚本；也可改用 xlsx 评分包。",
        en="This page needs scripts; you may use the xlsx packet instead.",
    ),
    "text": Text(zh="规划原文", en="The plan's text"),
}
_STYLE: Final = (
    STYLE
    + """
.bar{position:sticky;top:0;z-index:2;background:var(--paper);border-bottom:1px solid var(--line);padding:8px 24px;
 display:flex;flex-wrap:wrap;gap:10px 18px;align-items:center}
.bar select{max-width:34em;font:inherit;padding:4px}
button{font:inherit;padding:5px 14px;border:1px solid var(--main);border-radius:6px;background:var(--paper);color:var(--main);
 cursor:pointer}
button.main{background:var(--main);color:#fff}
.text{max-height:82vh;top:64px}
.cards{max-height:82vh;overflow:auto}
.card{border:1px solid var(--line);border-radius:8px;padding:10px 14px;margin-bottom:12px;border-left:5px solid var(--line)}
.card.active{border-color:var(--main)}
.card.done{border-left-color:#0b5d3b}
.card h3{margin:0 0 .2em;font-size:1.02rem}
.card label{display:block;margin:.15em 0}
.card .row{display:flex;flex-wrap:wrap;gap:8px 18px;margin:.4em 0}
.card select,.card textarea{font:inherit;padding:3px 6px}
.card textarea{width:100%;min-height:2.6em}
.card ul{margin:.2em 0;padding-left:1.2em}
.card li button{padding:0 8px;margin-left:.6em;font-size:.85rem}
.levelname{color:var(--soft);font-size:.85rem;margin-right:.4em}
"""
)
_SCRIPT: Final = """
"use strict";
(function () {
  var packet = JSON.parse(document.getElementById("packet").textContent);
  var words = JSON.parse(document.getElementById("words").textContent);
  var key = "liance:" + packet.signature;
  var cells = {}, plan = 0, active = 0;
  function name(p, i) { return p + "\\u0000" + i; }
  packet.cells.forEach(function (c) { cells[name(c.plan, c.item)] = c; });
  try {
    JSON.parse(localStorage.getItem(key) || "[]").forEach(function (kept) {
      var c = cells[name(kept.plan, kept.item)];
      if (c) { Object.assign(c, kept); }
    });
  } catch (error) { /* a browser that keeps nothing */ }
  function make(tag, text, parent, attributes) {
    var element = document.createElement(tag);
    if (text) { element.textContent = text; }
    Object.keys(attributes || {}).forEach(function (a) { element.setAttribute(a, attributes[a]); });
    if (parent) { parent.appendChild(element); }
    return element;
  }
  function filled(c) { return Boolean(c.level || c.criteria || c.reason || c.quotes.length); }
  function count() {
    var done = packet.cells.filter(filled).length;
    document.getElementById("done").textContent = words.filled + " " + done + " / " + packet.cells.length;
  }
  var timer = null;
  function keep() {
    clearTimeout(timer);
    timer = setTimeout(function () {
      try { localStorage.setItem(key, JSON.stringify(packet.cells)); document.getElementById("kept").textContent = words.kept; }
      catch (error) { /* the file is still saved by the button */ }
    }, 300);
    document.getElementById("kept").textContent = "";
    count();
  }
  function current() { return packet.plans[plan]; }
  function cell(item) { return cells[name(current().key, item.id)]; }
  function options(select, values, value) {
    values.forEach(function (v) { make("option", v[1], select, {value: v[0]}); });
    select.value = value;
  }
  function card(item, number) {
    var c = cell(item), box = make("div", "", null, {"class": "card", "data-n": String(number), tabindex: "-1"});
    function changed() { box.classList.toggle("done", filled(c)); keep(); }
    make("h3", item.name, box);
    make("div", item.meaning, box, {"class": "note"});
    item.criteria.forEach(function (criterion) {
      var label = make("label", "", box), tick = make("input", "", label, {type: "checkbox"});
      make("span", words.level_n.replace("{level}", criterion.level), label, {"class": "levelname"});
      label.appendChild(document.createTextNode(criterion.text));
      tick.checked = c.criteria.split(/\\s+/).indexOf(criterion.id) >= 0;
      tick.addEventListener("change", function () {
        var marked = c.criteria.split(/\\s+/).filter(function (id) { return id && id !== criterion.id; });
        if (tick.checked) { marked.push(criterion.id); }
        c.criteria = marked.join(" ");
        changed();
      });
    });
    var row = make("div", "", box, {"class": "row"});
    var level = make("select", "", make("label", words.level + " ", row), {"data-level": "1"});
    options(level, words.levels, c.level);
    level.addEventListener("change", function () { c.level = level.value; changed(); });
    var sure = make("select", "", make("label", words.confidence + " ", row));
    options(sure, words.confidences, c.confidence);
    sure.addEventListener("change", function () { c.confidence = sure.value; changed(); });
    make("b", words.quotes, box);
    var list = make("ul", "", box);
    function quotes() {
      list.textContent = "";
      c.quotes.forEach(function (quote, at) {
        var line = make("li", quote, list);
        make("button", words.remove, line, {type: "button"}).addEventListener("click", function () {
          c.quotes.splice(at, 1); quotes(); changed();
        });
      });
    }
    quotes();
    var add = make("button", words.add, box, {type: "button", "data-add": "1"});
    add.addEventListener("mousedown", function (event) { event.preventDefault(); });
    add.addEventListener("click", function () {
      var chosen = String(window.getSelection()).trim();
      if (chosen && c.quotes.indexOf(chosen) < 0 && c.quotes.length < 20) { c.quotes.push(chosen); quotes(); changed(); }
    });
    var reason = make("textarea", "", make("label", words.reason, box), {maxlength: "2000"});
    reason.value = c.reason;
    reason.addEventListener("input", function () { c.reason = reason.value; changed(); });
    box.addEventListener("focusin", function () { activate(number, false); });
    box.addEventListener("mousedown", function () { activate(number, false); });
    box.classList.toggle("done", filled(c));
    return box;
  }
  function boxes() { return document.querySelectorAll(".card"); }
  function activate(number, scroll) {
    var all = boxes();
    if (number < 0 || number >= all.length) { return; }
    active = number;
    all.forEach(function (box, at) { box.classList.toggle("active", at === number); });
    if (scroll) { all[number].scrollIntoView({block: "nearest"}); }
  }
  function show() {
    var text = document.getElementById("text"), cards = document.getElementById("cards");
    text.textContent = current().text;
    text.scrollTop = 0;
    cards.textContent = "";
    packet.rubric.forEach(function (item, number) { cards.appendChild(card(item, number)); });
    cards.scrollTop = 0;
    activate(0, false);
    count();
  }
  var chooser = document.getElementById("plan");
  options(chooser, packet.plans.map(function (p, at) { return [String(at), p.title || p.key]; }), "0");
  chooser.addEventListener("change", function () { plan = Number(chooser.value); show(); });
  document.getElementById("save").addEventListener("click", function () {
    var blob = new Blob([JSON.stringify(packet, null, 1)], {type: "application/json"});
    var link = make("a", "", document.body, {download: packet.head.study + "-" + packet.head.rater + ".json"});
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); link.remove(); }, 1000);
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (/^(TEXTAREA|SELECT)$/.test(event.target.tagName)) { return; }
    var box = boxes()[active], pressed = event.key.toLowerCase();
    if (pressed === "n" || pressed === "p") { activate(active + (pressed === "n" ? 1 : -1), true); }
    else if (pressed === "q") { box.querySelector("[data-add]").click(); }
    else if (words.levels.some(function (v) { return v[0] === pressed; }) && /^\\d$/.test(pressed)) {
      var level = box.querySelector("[data-level]");
      level.value = pressed;
      level.dispatchEvent(new Event("change"));
    } else { return; }
    event.preventDefault();
  });
  show();
})();
"""


def packet_page(packet: Packet, language: Language) -> str:
    """Return the packet as a complete HTML document."""
    head = packet.head
    most = max(level.level for item in packet.items for level in item.levels)
    words: dict[str, object] = {
        name: text.render(language)
        for name, text in _WORDS.items()
        if name not in ("rater", "keys", "level_n")
    }
    words["level_n"] = _WORDS["level_n"].render(language, level="{level}")
    words["levels"] = [
        ["", _WORDS["follows"].render(language)],
        *([str(level), str(level)] for level in range(most + 1)),
        *(
            [STATES[state].zh, STATES[state].render(language)]
            for state in (State.CANNOT_JUDGE, State.SECTION_MISSING)
        ),
    ]
    words["confidences"] = [
        ["", _WORDS["none"].render(language)],
        *([text.zh, text.render(language)] for text in CONFIDENCES.values()),
    ]
    body = [
        E.header(
            E.div(_WORDS["kicker"].render(language), {"class": "kicker"}),
            E.h1(clean(head.title)),
            E.p(clean(_WORDS["rater"].render(language, rater=head.rater))),
            E.p(_WORDS["note"].render(language), {"class": "note"}),
            E.p(_WORDS["keys"].render(language, most=most), {"class": "note"}),
            E.noscript(E.p(_WORDS["noscript"].render(language))),
        ),
        E.div(
            {"class": "bar"},
            E.label(_WORDS["plan"].render(language) + " ", E.select({"id": "plan"})),
            E.span({"id": "done"}),
            E.button(_WORDS["save"].render(language), {"id": "save", "class": "main", "type": "button"}),
            E.span({"id": "kept", "class": "note", "role": "status"}),
        ),
        E.main(
            E.div(
                {"class": "columns"},
                E.section(
                    {"class": "panel"},
                    E.h2(_WORDS["text"].render(language)),
                    E.div({"class": "text", "id": "text", "tabindex": "0"}),
                ),
                E.section({"class": "panel cards", "id": "cards"}),
            )
        ),
        E.script({"type": "application/json", "id": "packet"}, _embedded(packet_data(packet))),
        E.script({"type": "application/json", "id": "words"}, _embedded(words)),
        E.script(_SCRIPT),
    ]
    return document(f"{_WORDS['kicker'].render(language)} · {head.title}", _STYLE, body, language)


def _embedded(value: object) -> str:
    """Return JSON that can stand in a page: ASCII, and without a sign that could end the element."""
    return json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
