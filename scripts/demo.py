"""Run the main job on the example plans and say where the results are."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from liance.cli.main import run

OUT = Path("liance-out")
REPORTS = tuple(OUT / f"report.{suffix}" for suffix in ("docx", "pdf", "html"))


def main() -> int:
    """Score the example plans into ``liance-out``, compare them and write the report; always ends by itself."""
    plans = Path(str(files("liance") / "data" / "examples" / "plans"))
    given = [str(plans), "--index", str(plans / "index.csv")]
    code = run(["score", *given, "--out", str(OUT)])
    if code == 0:
        code = run(["report", *given, *(part for path in REPORTS for part in ("--out", str(path)))])
    if code == 0:
        code = prove_target(plans / "wangchao-city-blockchain.html", plans / "index.csv")
    if code == 0:
        card = next(iter(sorted((OUT / "scorecards").glob("*.html"))))
        sys.stdout.write(
            f"\n总览（用浏览器打开） / scoreboard (open in a browser): {OUT / 'scoreboard.html'}\n"
            f"评分卡（含原文依据） / a scorecard with its evidence:    {card}\n"
            f"明细表 / table of all cells:                              {OUT / 'scores.csv'}\n"
            f"落实情况 / delivery, targets proved by a ledger:          {OUT / 'delivery.html'}\n"
            f"评估报告 / the report:                                    {', '.join(str(path) for path in REPORTS)}\n"
        )
    return code


def prove_target(plan: Path, index: Path) -> int:
    """Follow a plan's targets; those for nodes are reported by the office, then counted on a ledger and proved by it."""
    ledger, store = OUT / "ledger", OUT / "office.sqlite3"
    shutil.rmtree(ledger, ignore_errors=True)
    for path in OUT.glob("office.sqlite3*"):
        path.unlink()
    os.environ["LIANCE_STORE"] = str(store)
    day = ["--as-of", "2026-04-01"]
    rehearsal = quietly("scenario", "play", "directory", "--ledger", str(ledger))
    (OUT / "rehearsal.txt").write_text(rehearsal, encoding="utf-8")
    quietly("scenario", "count", str(ledger), "--at", "2026-03-31", "--out", str(OUT / "counts"))
    quietly("delivery", "import-targets", str(plan), "--index", str(index))
    lines = json.loads(quietly("delivery", "status", *day, "--json"))["lines"]
    statement = OUT / "counts" / "directory-nodes-2026-03-31.json"
    value = json.loads(statement.read_bytes())["value"]
    for project in (line["project"] for line in lines if "节点" in line["indicator"]):
        observe = ["delivery", "observe", "--project", project, "--unit", "个", *day]
        quietly(*observe, "--on", "2026-03-20", "--value", "60", "--source", "主管部门季报")
        counted = ["--on", "2026-03-31", "--value", str(value), "--source", "目录链统计"]
        quietly(*observe, *counted, "--evidence-file", str(statement))
    proved = ["--ledger", str(ledger), *day]
    quietly("delivery", "report", "--out", str(OUT / "delivery.html"), *proved)
    return run(["delivery", "status", "--plan", plan.name, "--indicator", "节点", *proved])


def quietly(*arguments: str) -> str:
    """Run a command whose screen is not the point of the demonstration; return what it would have shown."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(io.StringIO()):
        code = run(list(arguments))
    if code:
        raise SystemExit(f"liance {' '.join(arguments)}: {code}")
    return shown.getvalue()


if __name__ == "__main__":
    sys.exit(main())
