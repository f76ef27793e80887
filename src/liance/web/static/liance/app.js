"use strict";
// Uploads, live drafts, confirmations. No inline handlers: pages work without this file but for dragging and live advice.
const csrf = () => (document.cookie.match(/(?:^|; )liance_csrf=([^;]*)/) || [])[1] || "";
const $ = (selector, root = document) => root.querySelector(selector);
const make = (tag, text, kind) => { const one = document.createElement(tag); if (text) one.textContent = text; if (kind) one.className = kind; return one; };

function sendFile(zone, list, file) {
  const row = make("li"), bar = make("progress"), state = make("span", list.dataset.waiting, "tag");
  bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", file.name);
  row.append(make("span", file.name, "name"), bar, state);
  list.append(row);
  return () => new Promise((done) => {
    const refuse = (text) => { row.append(make("span", text, "found")); };
    const form = new FormData(), request = new XMLHttpRequest();
    if (zone.dataset.plan) form.append("plan", zone.dataset.plan);
    form.append("file", file);
    request.open("POST", zone.dataset.url);
    request.setRequestHeader("X-CSRFToken", $("body").getAttribute("hx-headers") ? JSON.parse($("body").getAttribute("hx-headers"))["X-CSRFToken"] : csrf());
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = 0.9 * event.loaded / event.total; if (event.loaded === event.total) state.textContent = list.dataset.reading; };
    const finish = (good, text, link) => { bar.value = 1; state.className = "tag " + (good ? "good" : "bad"); state.textContent = text; if (link) { const a = make("a", link.name); a.href = link.url; $(".name", row).replaceChildren(a); } done(good); };
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { /* not our answer */ }
      const good = request.status === 200 || request.status === 201;
      finish(good, good ? (answer.is_new ? list.dataset.done : list.dataset.same) : list.dataset.failed, good ? answer : null);
      const found = answer.findings && answer.findings.length ? answer.findings.map((one) => one.message + " — " + one.advice) : (answer.error ? [answer.error] : []);
      // A server in front (or a limit of the server's own) answers without words of ours.
      if (!good && !found.length) found.push(request.status === 413 ? document.body.dataset.large : list.dataset.odd.replace("{n}", request.status));
      found.forEach(refuse);
    };
    request.onerror = () => finish(false, list.dataset.lost);
    if (file.size > Number(document.body.dataset.most)) { finish(false, list.dataset.failed); refuse(document.body.dataset.large); return; }
    request.send(form);
  });
}

function startUploads(zone) {
  const list = $("ul", zone), input = $("input[type=file]", zone);
  const take = async (files) => {
    const jobs = [...files].map((file) => sendFile(zone, list, file));
    let any = false;
    for (const job of jobs) any = (await job()) || any;
    input.value = "";
    if (any && zone.dataset.reload) location.reload();
    else if (any && window.htmx && $("#plan-table")) htmx.ajax("GET", location.pathname + location.search, { target: "#plan-table" });
  };
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  input.addEventListener("change", () => take(input.files));
}

function lightPlace(hash) {
  const place = hash.length > 1 && document.getElementById(hash.slice(1));
  if (!place) return;
  document.querySelectorAll("mark.lit").forEach((one) => one.classList.remove("lit"));
  if (place.tagName === "MARK") place.classList.add("lit");
  place.scrollIntoView({ block: "center" });
}

document.addEventListener("DOMContentLoaded", () => { const zone = $("#drop"); if (zone) startUploads(zone); });
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[href^='#t'], a[href^='#h']");
  if (link) { event.preventDefault(); history.replaceState(null, "", link.getAttribute("href")); lightPlace(link.getAttribute("href")); }
});
document.addEventListener("submit", (event) => { const text = event.target.dataset && event.target.dataset.confirm; if (text && !window.confirm(text)) event.preventDefault(); });
// A file that the server would not take is told before it is sent.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || input.id === "files") return;
  const large = [...input.files].some((file) => file.size > Number(document.body.dataset.most));
  input.setCustomValidity(large ? document.body.dataset.large : "");
  if (large) input.reportValidity();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") document.querySelectorAll(".top details[open]").forEach((one) => { one.open = false; }); });
window.addEventListener("load", () => { const here = $("#here"); if (here) here.scrollIntoView({ block: "center" }); else lightPlace(location.hash); });

// What a reader has opened stays open when a part of the page is renewed.
let opened = [];
document.addEventListener("htmx:beforeSwap", () => { opened = [...document.querySelectorAll("#advice details[open]")].map((one) => one.id); });
document.addEventListener("htmx:afterSwap", () => { for (const id of opened) { const one = id && document.getElementById(id); if (one) one.open = true; } });
