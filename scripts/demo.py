"""Run the main job on the example plans and say where the results are."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

from liance.cli.main import run

OUT = Path("liance-out")


def main() -> int:
    """Score the example plans into ``liance-out``; always ends by itself."""
    plans = Path(str(files("liance") / "data" / "examples" / "plans"))
    code = run(["score", str(plans), "--index", str(plans / "index.csv"), "--out", str(OUT)])
    if code == 0:
        card = next(iter(sorted((OUT / "scorecards").glob("*.html"))))
        sys.stdout.write(
            f"\n总览（用浏览器打开） / scoreboard (open in a browser): {OUT / 'scoreboard.html'}\n"
            f"评分卡（含原文依据） / a scorecard with its evidence:    {card}\n"
            f"明细表 / table of all cells:                              {OUT / 'scores.csv'}\n"
        )
    return code


if __name__ == "__main__":
    sys.exit(main())
