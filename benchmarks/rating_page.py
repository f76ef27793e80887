"""How long the rating page takes from a key to the next picture, with a plan of 30,000 characters, in Chromium.

    python benchmarks/rating_page.py [--characters 30000]

A server with the demonstration is started in a folder of its own. Quotes are attached, levels chosen, items changed,
and a reason is typed; the time of each event until the browser has painted is printed as median, p95 and most.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any

_AFTER_PAINT = (
    "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"
)
_SENTENCES = (
    "到{n}年，全市区块链企业达到{k}家，产业规模突破{k}亿元。",
    "（{k}）突破共识机制、智能合约等关键技术，发布第{k}批攻关清单；建设重点实验室{n}个。",
    "鼓励政务、金融、医疗等领域开展应用示范，形成典型案例{k}项。",
)


def long_plan(characters: int) -> str:
    """Return a plan of about so many characters, no sentence twice."""
    lines = ["长文市区块链产业发展规划", "一、发展目标"]
    size, number = 0, 0
    while size < characters:
        line = "".join(one.format(n=2026 + number % 10, k=number + 1) for one in _SENTENCES)
        lines.append(line)
        size += len(line)
        number += 1
    return "\n".join(lines) + "\n"


def measure(page: Any) -> list[float]:
    """Return milliseconds from each key to the picture after it; the page shows a plan to rate."""
    times: list[float] = []
    page.evaluate(
        "window.pressed = 0; addEventListener('keydown', () => { window.pressed = performance.now(); }, true)"
    )

    def press(key: str) -> None:
        page.keyboard.press(key)
        painted = page.evaluate(_AFTER_PAINT)
        times.append(painted - page.evaluate("window.pressed"))

    page.keyboard.press("n")
    for number in range(5):
        press("t")
        for _ in range(3):
            press("ArrowDown")
        press("q")
        press(str(number % 4))
        press("r")
        for sign in "abcde":
            press(sign)
        press("Escape")
        press("n")
    return times


def main() -> int:
    """Start a server, make a study, measure, print."""
    import sys

    sys.path.insert(0, str(Path(__file__).parents[1]))
    from playwright.sync_api import sync_playwright
    from tests.browser.conftest import CHROMIUM, Visitor, start
    from tests.browser.study_kit import at, make_study, upload

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--characters", type=int, default=30_000)
    characters = options.parse_args().characters
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start(str(Path(folder) / "office.sqlite3"))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        try:
            key = make_study(server, "长文", [upload(server, "long-plan.txt", long_plan(characters))])[0]
            visitor = Visitor(browser, server).sign_in("expert1")
            visitor.open(at("长文", "plans", key))
            times = sorted(measure(visitor.page))
        finally:
            browser.close()
            server.stop()
    print(
        f"{characters} characters, {len(times)} keys: median {statistics.median(times):.0f} ms, "
        f"p95 {times[int(len(times) * 0.95)]:.0f} ms, most {times[-1]:.0f} ms from key to picture"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
