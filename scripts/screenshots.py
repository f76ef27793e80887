"""Take the pictures of docs/screenshots: python scripts/screenshots.py URL PASSWORD (of a server with --demo)."""

import shutil
import sys
from pathlib import Path
from typing import Any

PAGES = {
    "plans": "/plans/",
    "reading": "/plans/7/?item=goal",
    "outline": "/plans/7/text/",
    "targets-of-plan": "/plans/7/targets/",
    "draft": "/drafts/1/",
    "gaps": "/drafts/projects/1/",
    "scenarios": "/drafts/projects/1/scenarios/",
    "comparison": "/comparison/",
    "audit": "/audits/wang-li-2021/",
    "board": "/targets/",
    "warnings": "/targets/warnings/",
    "map": "/targets/map/",
    "families": "/targets/tree/",
    "tracker": "/tracker/",
    "journal": "/journal/",
    "studies": "/studies/示例：独立评分/",
    "disagreements": "/studies/示例：揭示会商/queue/",
    "cell-room": "/studies/示例：揭示会商/cells/lanjiang-province-measures/research/",
}
#: The page on which an expert rates, as an expert sees it.
RATING = "/studies/示例：独立评分/plans/yunling-province-blockchain/"


def sign_in(page: Any, url: str, name: str, password: str) -> None:
    """Sign in with an account of the demonstration."""
    page.goto(f"{url}/accounts/login/")
    page.fill("#id_login", name)
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{url}/")


def rating_page(page: Any, folder: Path) -> None:
    """Take the picture of the rating page with words attached to a criterion; the server must be a fresh one."""
    page.keyboard.press("n")
    page.keyboard.press("Tab")
    page.keyboard.press("t")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("q")
    page.locator("#status[data-state=saved]").wait_for()
    page.screenshot(path=folder / "rating.png")


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright

    url, password = sys.argv[1].rstrip("/"), sys.argv[2]
    folder = Path(__file__).parents[1] / "docs" / "screenshots"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN").new_page()
        sign_in(page, url, "demo", password)
        page.screenshot(path=folder / "start.png")
        for name, path in PAGES.items():
            page.goto(url + path)
            if name in {"comparison", "tracker"}:
                page.locator("#chart svg").wait_for()
            page.screenshot(path=folder / f"{name}.png")
        page.goto(f"{url}/comparison/")
        page.locator("#chart svg").wait_for()
        page.locator("#charts").screenshot(path=folder / "figures.png")
        expert = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN").new_page()
        sign_in(expert, url, "expert1", password)
        expert.goto(url + RATING)
        rating_page(expert, folder)
        browser.close()
