"""Take the pictures of docs/screenshots: python scripts/screenshots.py URL PASSWORD (of a server with --demo)."""

import shutil
import sys
from pathlib import Path

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
    "journal": "/journal/",
}

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
        page.goto(f"{url}/accounts/login/")
        page.fill("#id_login", "demo")
        page.fill("#id_password", password)
        page.press("#id_password", "Enter")
        page.wait_for_url(f"{url}/")
        page.screenshot(path=folder / "start.png")
        for name, path in PAGES.items():
            page.goto(url + path)
            if name == "comparison":
                page.locator("#chart svg").wait_for()
            page.screenshot(path=folder / f"{name}.png")
        page.goto(f"{url}/comparison/")
        page.locator("#chart svg").wait_for()
        page.locator("#charts").screenshot(path=folder / "figures.png")
        browser.close()
