"use strict";
// Figures: one ECharts option each, made on the server; a click leads to the scores behind a number.
document.addEventListener("DOMContentLoaded", async () => {
  const box = document.getElementById("charts"), place = document.getElementById("chart"), select = document.getElementById("figure"), list = document.getElementById("chart-cells");
  if (!box) return;
  if (!window.echarts) { place.textContent = place.dataset.missing; place.classList.remove("chart"); return; }
  const answer = await fetch(box.dataset.url, { headers: { Accept: "application/json" } });
  const figures = answer.ok ? (await answer.json()).figures : [];
  if (!figures.length) { place.textContent = place.dataset.empty; return; }
  let chart = null;
  const draw = () => {
    const figure = figures[select.selectedIndex];
    if (chart) chart.dispose();
    list.replaceChildren();
    place.style.height = Math.max(320, Math.min(figure.height, 1400)) + "px";
    place.setAttribute("aria-label", figure.title);
    for (const [name, map] of Object.entries(figure.maps || {})) echarts.registerMap(name, typeof map === "string" ? JSON.parse(map) : map);
    chart = echarts.init(place, null, { renderer: "svg" });
    const option = structuredClone(figure.option);
    option.animation = false;
    // Tooltips drawn inside the picture: the page allows no inline styles.
    for (const one of [].concat(option.tooltip || [])) { one.renderMode = "richText"; one.confine = true; }
    chart.setOption(option);
    chart.on("click", (event) => {
      if (event.dataType === "node") { location.href = `/plans/?q=${encodeURIComponent(event.name)}`; return; }
      const cells = (event.data && event.data.cells) || [];
      list.replaceChildren(...cells.slice(0, 60).map(([plan, item]) => {
        const row = document.createElement("li"), link = document.createElement("a");
        link.href = `/plans/${encodeURIComponent(plan)}/?rubric=${encodeURIComponent(box.dataset.rubric)}&item=${encodeURIComponent(item)}`;
        link.textContent = `${event.name || ""} · ${plan} · ${item}`;
        row.append(link);
        return row;
      }));
      if (cells.length === 1) location.href = list.querySelector("a").href;
    });
  };
  for (const figure of figures) { const option = document.createElement("option"); option.textContent = figure.title; select.append(option); }
  select.addEventListener("change", draw);
  // A page of paper is narrower than the screen.
  window.addEventListener("beforeprint", () => { if (chart) { chart.resize({ width: 640 }); chart.getZr().flush(); } });
  window.addEventListener("afterprint", () => chart && chart.resize({ width: "auto" }));
  window.addEventListener("resize", () => chart && chart.resize());
  draw();
});
