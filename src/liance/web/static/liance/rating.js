"use strict";
// The rating page: quotes from the text, keys, saving by itself. What the server has not confirmed stays in this browser
// and is sent again, so that a lost connection or a closed window loses nothing. Texts are only ever set as text.
(() => {
  const root = document.getElementById("rate");
  if (!root) return;
  const text = document.getElementById("plan-text"), items = document.getElementById("items");
  const status = document.getElementById("status"), filled = document.getElementById("filled");
  const words = root.dataset, readOnly = words.readOnly === "yes", most = Number(words.mostQuotes);
  const cards = [...items.querySelectorAll("form.rate-card")];
  const QUOTE = /^\[([\w.-]*)(?:@(\d{1,9}))?\]\s*(.+)$/u;
  const element = (tag, content, kind) => { const one = document.createElement(tag); if (content) one.textContent = content; if (kind) one.className = kind; return one; };
  document.body.classList.add("scripted");

  // -- places: offsets count code points, as everywhere outside this browser
  const lines = [...text.children];
  const starts = lines.map((line) => Number(line.dataset.start));
  const nodeOf = (line) => line.firstChild;
  const points = (string) => /[\ud800-\udbff]/.test(string) ? [...string].length : string.length;
  const units = (string, count) => /[\ud800-\udbff]/.test(string) ? [...string].slice(0, count).join("").length : count;
  const lineOf = (node) => { while (node && node.parentNode !== text) node = node.parentNode; return node; };
  function offsetOf(node, at) {
    if (node === text) return at < starts.length ? starts[at] : starts[starts.length - 1] + points(lines[lines.length - 1].textContent);
    const line = lineOf(node);
    if (!line) return null;
    const inside = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, at) : (at ? line.textContent : "");
    return Number(line.dataset.start) + points(inside);
  }
  function placeOf(offset) {
    let low = 0, high = starts.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; if (starts[middle] <= offset) low = middle; else high = middle - 1; }
    const line = lines[low], node = nodeOf(line);
    return node ? [node, Math.min(units(node.data, offset - starts[low]), node.data.length)] : [line, 0];
  }
  function rangeOf(start, end) {
    const range = document.createRange();
    range.setStart(...placeOf(start)); range.setEnd(...placeOf(end));
    return range;
  }

  // -- what is selected in the text, kept while focus goes elsewhere
  let chosen = null;
  function readSelection() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) { if (document.activeElement === text) chosen = null; return; }
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    const start = offsetOf(range.startContainer, range.startOffset);
    const raw = range.toString(), shown = raw.trim();
    if (start === null || !shown) return;
    const skipped = points(raw.slice(0, raw.length - raw.trimStart().length));
    // Between two lines a range holds no line end: it is added by asking for the end's own offset.
    const end = offsetOf(range.endContainer, range.endOffset) - points(raw.slice(raw.trimEnd().length));
    chosen = { start: start + skipped, end, text: shown.replace(/\s+/g, " ") };
  }
  document.addEventListener("selectionchange", readSelection);

  // -- sentences, for those who use the keyboard
  let sentences = null, at = -1, anchor = -1;
  function cutSentences() {
    sentences = [];
    lines.forEach((line, number) => {
      const node = nodeOf(line);
      if (!node) return;
      for (const found of node.data.matchAll(/[^。！？；]+[。！？；]*/gu)) {
        const skipped = found[0].length - found[0].trimStart().length;
        if (found[0].trim()) sentences.push([number, found.index + skipped, found.index + found[0].length]);
      }
    });
  }
  function selectSentence(step, extend) {
    if (!sentences) cutSentences();
    if (!sentences.length) return;
    if (at < 0 && chosen) { const [node, place] = placeOf(chosen.start), line = lines.indexOf(lineOf(node)); at = sentences.findIndex((one) => one[0] === line && one[2] > place) - step; }
    else if (at < 0) at = step > 0 ? -1 : 0;
    at = Math.min(Math.max(at + step, 0), sentences.length - 1);
    if (!extend || anchor < 0) anchor = at;
    const [first, last] = [sentences[Math.min(anchor, at)], sentences[Math.max(anchor, at)]];
    getSelection().setBaseAndExtent(nodeOf(lines[first[0]]), first[1], nodeOf(lines[last[0]]), last[2]);
    const line = lines[sentences[at][0]];
    line.scrollIntoView({ block: "nearest" });
  }
  text.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      selectSentence(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    }
  });
  text.addEventListener("mousedown", () => { at = -1; anchor = -1; });

  // -- one card
  const stateOf = new Map(), lastCriterion = new Map();
  const field = (card, name) => card.elements.namedItem(name);
  const quoteLines = (card) => field(card, "quotes").value.split("\n").map((line) => line.trim()).filter(Boolean);
  const known = (card, id) => Boolean(id) && [...card.querySelectorAll("input[name=criteria]")].some((box) => box.value === id);
  function parsed(card, line) {
    const found = QUOTE.exec(line);
    if (!found || (!known(card, found[1]) && !(found[2] && !found[1]))) return { criterion: "", start: null, text: line };
    return { criterion: found[1], start: found[2] === undefined ? null : Number(found[2]), text: found[3] };
  }
  const whole = () => lines.map((line) => line.textContent).join("\n");
  const spans = new Map();
  function spanOf(quote) {
    const key = quote.start + "|" + quote.text;
    if (!spans.has(key)) {
      const all = whole(), from = quote.start === null ? 0 : units(all, quote.start);
      const pattern = [...quote.text].filter((sign) => !/\s/.test(sign)).map((sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s{0,8}");
      let found = null;
      if (pattern) { const search = new RegExp(pattern, "gu"); search.lastIndex = from; found = search.exec(all); if (!found && from) { search.lastIndex = 0; found = search.exec(all); } }
      spans.set(key, found ? [points(all.slice(0, found.index)), points(all.slice(0, found.index + found[0].length))] : null);
    }
    return spans.get(key);
  }
  function drawQuotes(card) {
    for (const box of card.querySelectorAll(".quotes")) box.textContent = "";
    for (const line of quoteLines(card)) {
      const quote = parsed(card, line);
      const box = [...card.querySelectorAll(".quotes")].find((one) => one.dataset.criterion === quote.criterion);
      const row = element("div", "", "quote"), place = element("button", quote.text, "place");
      place.type = "button";
      place.addEventListener("click", () => {
        const span = spanOf(quote);
        if (!span) return;
        const range = rangeOf(...span), rect = range.getBoundingClientRect(), frame = text.getBoundingClientRect();
        text.scrollTop += rect.top - frame.top - frame.height / 3;
      });
      row.append(place);
      if (!readOnly) {
        const remove = element("button", "×", "remove second small");
        remove.type = "button"; remove.title = words.wRemove; remove.setAttribute("aria-label", words.wRemove + "：" + quote.text.slice(0, 30));
        remove.addEventListener("click", () => { field(card, "quotes").value = quoteLines(card).filter((one) => one !== line).join("\n"); drawQuotes(card); changed(card, 100); card.querySelector("h2").focus(); });
        row.append(remove);
      }
      box.append(row);
    }
    light();
  }
  let active = null, lighting = false;
  function light() {
    if (!window.Highlight || !CSS.highlights || lighting) return;
    lighting = true;
    requestAnimationFrame(() => {
      lighting = false;
      const mine = new Highlight(), others = new Highlight();
      for (const card of cards) for (const line of quoteLines(card)) { const span = spanOf(parsed(card, line)); if (span) (card === active ? mine : others).add(rangeOf(...span)); }
      mine.priority = 1;
      CSS.highlights.set("quotes-active", mine); CSS.highlights.set("quotes-other", others);
    });
  }
  function activate(card) {
    if (card === active) return;
    if (active) active.classList.remove("active");
    active = card; card.classList.add("active");
    light();
  }
  function go(card) { activate(card); card.querySelector("h2").focus({ preventScroll: true }); card.scrollIntoView({ block: "start" }); }
  function attach(card, criterion) {
    if (readOnly) return;
    readSelection(); // the browser tells of a change later than quick fingers press a key
    if (!chosen) { tell(card, words.wSelect, "warn"); return; }
    const now = quoteLines(card), line = "[" + criterion + "@" + chosen.start + "] " + chosen.text;
    if (now.length >= most) { tell(card, words.wMany, "warn"); return; }
    if (!now.includes(line)) {
      field(card, "quotes").value = [...now, line].join("\n");
      spans.set(chosen.start + "|" + chosen.text, [chosen.start, chosen.end]);
      if (criterion) for (const box of card.querySelectorAll("input[name=criteria]")) if (box.value === criterion) box.checked = true;
      drawQuotes(card); changed(card, 100);
    }
    tell(card, "");
    status.textContent = words.wAttached;
  }
  function tell(card, message, kind) {
    const said = card.querySelector(".said");
    said.textContent = "";
    if (message) said.append(element("div", message, "alert " + (kind || "")));
  }

  // -- saving
  const keyOf = (card) => "liance|" + words.key + "|" + card.dataset.item;
  function valuesOf(card) {
    const form = new FormData(card), values = [];
    for (const [name, value] of form) if (["criteria", "level", "confidence", "reason", "quotes"].includes(name)) values.push([name, String(value).replace(/\r\n/g, "\n")]);
    return values;
  }
  function setValues(card, values) {
    const of = (name) => values.filter((one) => one[0] === name).map((one) => one[1]);
    for (const box of card.querySelectorAll("input[name=criteria]")) box.checked = of("criteria").includes(box.value);
    for (const name of ["level", "confidence"]) for (const button of card.querySelectorAll("input[name=" + name + "]")) button.checked = button.value === (of(name)[0] === undefined ? (name === "level" ? "" : null) : of(name)[0]);
    for (const name of ["reason", "quotes"]) field(card, name).value = of(name)[0] || "";
    drawQuotes(card);
  }
  function remember(card) {
    try { localStorage.setItem(keyOf(card), JSON.stringify({ base: Number(field(card, "base").value), values: valuesOf(card) })); } catch (error) { /* a browser that keeps nothing: the server still does */ }
  }
  function forget(card) { try { localStorage.removeItem(keyOf(card)); } catch (error) { /* as above */ } }
  function recall(card) { try { return JSON.parse(localStorage.getItem(keyOf(card)) || "null"); } catch (error) { return null; } }
  function show() {
    const states = cards.map((card) => stateOf.get(card)).filter(Boolean);
    const name = states.some((one) => one.failed) ? "offline" : states.some((one) => one.refused) ? "refused" : states.some((one) => one.sending) ? "saving" : states.some((one) => one.dirty) ? "changed" : "saved";
    status.dataset.state = name;
    status.textContent = { offline: words.wOffline, refused: words.wRefused, saving: words.wSaving, changed: words.wChanged, saved: words.wSaved }[name];
    status.className = "tag " + { offline: "bad", refused: "warn", saving: "", changed: "warn", saved: "good" }[name];
  }
  function changed(card, wait) {
    if (readOnly) return;
    const state = stateOf.get(card) || { dirty: false, sending: false, timer: 0, count: 0 };
    stateOf.set(card, state);
    state.dirty = true; state.refused = false; state.count += 1;
    card.classList.add("dirty");
    remember(card);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => send(card), wait);
    show();
  }
  /** What is missing before a cell can be sent at all, so that half-made entries are not refused one after the other. */
  function missing(card) {
    const values = valuesOf(card), of = (name) => (values.find((one) => one[0] === name) || ["", ""])[1];
    if (of("level") === "cannot_judge" && !of("reason").trim()) return words.wReason;
    if (!of("level") && !values.some((one) => one[0] === "criteria")) return words.wLevel;
    return "";
  }
  async function send(card, leaving) {
    const state = stateOf.get(card);
    if (!state || !state.dirty || state.sending) return;
    const lacks = missing(card);
    if (lacks) { state.refused = true; tell(card, lacks, "warn"); show(); return; }
    const count = state.count, body = new FormData(card);
    state.sending = true; show();
    let answer = null, code = 0;
    try {
      const response = await fetch(card.action, { method: "POST", body, keepalive: Boolean(leaving), redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": field(card, "csrfmiddlewaretoken").value } });
      code = response.status;
      if (response.type === "opaqueredirect") { code = 401; answer = { error: words.wSignedOut }; } else answer = await response.json().catch(() => null);
    } catch (error) { /* no connection */ }
    state.sending = false;
    if (!answer) {
      state.failed = true; show();
      clearTimeout(state.timer); state.timer = setTimeout(() => send(card), 4000);
      return;
    }
    state.failed = false;
    if (answer.saved) {
      field(card, "base").value = String(answer.revision);
      filled.textContent = String(answer.filled);
      card.classList.add("done");
      const chip = element("span", answer.score, "score s" + (/^\d$/.test(answer.score) ? Math.min(Number(answer.score), 4) : "x")); card.querySelector(".state").replaceChildren(chip);
      if (state.count === count) { state.dirty = false; card.classList.remove("dirty"); forget(card); } else remember(card);
      tell(card, answer.findings.map((one) => one.message + " — " + one.advice).join("\n"), "warn");
    } else if (state.count === count) {
      state.refused = true;
      tell(card, answer.error || answer.findings.map((one) => one.message + " — " + one.advice).join("\n") || String(code), "bad");
    }
    // What was changed while the answer was on its way goes after it.
    if (state.count !== count) { clearTimeout(state.timer); state.timer = setTimeout(() => send(card), 300); }
    show();
  }
  window.addEventListener("online", () => cards.forEach((card) => send(card)));
  window.addEventListener("pagehide", () => cards.forEach((card) => send(card, true)));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") cards.forEach((card) => send(card, true)); });

  // -- the cards come to life
  for (const card of cards) {
    drawQuotes(card);
    card.addEventListener("focusin", (event) => { activate(card); const row = event.target.closest(".criterion-row"); lastCriterion.set(card, row ? row.querySelector("input").value : event.target.closest("h2, .choice, .field") ? "" : (lastCriterion.get(card) || "")); });
    card.addEventListener("mousedown", () => activate(card));
    if (readOnly) continue;
    for (const button of card.querySelectorAll("button.attach")) {
      button.hidden = false;
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => attach(card, button.dataset.criterion));
    }
    card.addEventListener("submit", (event) => { event.preventDefault(); send(card); });
    card.addEventListener("input", (event) => changed(card, event.target.tagName === "TEXTAREA" ? 700 : 150));
    const kept = recall(card);
    if (!kept) continue;
    const same = JSON.stringify(kept.values) === JSON.stringify(valuesOf(card));
    if (same) forget(card);
    else if (kept.base === Number(field(card, "base").value)) { setValues(card, kept.values); tell(card, words.wRestored, "good"); changed(card, 50); }
    else {
      const said = card.querySelector(".said"), box = element("div", words.wConflict + " ", "alert warn");
      const mine = element("button", words.wRestore, "small"), theirs = element("button", words.wDrop, "small second");
      mine.type = theirs.type = "button";
      mine.addEventListener("click", () => { setValues(card, kept.values); tell(card, ""); changed(card, 50); });
      theirs.addEventListener("click", () => { forget(card); tell(card, ""); });
      box.append(mine, " ", theirs); said.replaceChildren(box);
    }
  }

  // -- keys
  const toggle = document.getElementById("keys-on");
  try { toggle.checked = localStorage.getItem("liance|keys") !== "off"; } catch (error) { /* as above */ }
  toggle.addEventListener("change", () => { try { localStorage.setItem("liance|keys", toggle.checked ? "on" : "off"); } catch (error) { /* as above */ } });
  const typing = (target) => target.tagName === "TEXTAREA" || target.tagName === "SELECT" || (target.tagName === "INPUT" && !["checkbox", "radio"].includes(target.type));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !toggle.checked) return;
    const card = active || cards[0];
    if (event.key === "Escape" && root.contains(event.target)) { go(card); return; }
    if (typing(event.target)) return;
    const key = event.key.toLowerCase(), place = cards.indexOf(active);
    const level = (value) => { const button = [...card.querySelectorAll("input[name=level]")].find((one) => one.value === value); if (!button || readOnly) return false; button.checked = true; changed(card, 100); return true; };
    let taken = true;
    if (key === "n") go(cards[Math.min(place + 1, cards.length - 1)]);
    else if (key === "p") go(cards[Math.max(place - 1, 0)]);
    else if (key === "t") text.focus();
    else if (key === "q") attach(card, lastCriterion.get(card) || "");
    else if (key === "r") field(card, "reason").focus();
    else if (key === "x") { if (level("cannot_judge")) field(card, "reason").focus(); }
    else if (/^[0-9]$/.test(key)) taken = level(key);
    else taken = false;
    if (taken) event.preventDefault();
  });
  if (!readOnly) show();
  light();
})();
