"""Run the main job on the example plans and say where the results are."""

from __future__ import annotations

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
        card = next(iter(sorted((OUT / "scorecards").glob("*.html"))))
        sys.stdout.write(
            f"\n总览（用浏览器打开） / scoreboard (open in a browser): {OUT / 'scoreboard.html'}\n"
            f"评分卡（含原文依据） / a scorecard with its evidence:    {card}\n"
            f"明细表 / table of all cells:                              {OUT / 'scores.csv'}\n"
            f"评估报告 / the report:                                    {', '.join(str(path) for path in REPORTS)}\n"
        )
    return code


if __name__ == "__main__":
    sys.exit(main())
