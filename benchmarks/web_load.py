"""How long pages take: python benchmarks/web_load.py [--plans N] [--rounds N] [--clients N] [--store FILE].

Serves the demonstration, filled up to ``--plans`` plans (variations of the examples) whose targets are all followed, and
reads each page ``--rounds`` times with every one of ``--clients`` people at once (default 1). Prints p50 and p95 of each page
in milliseconds, and the bytes of the first page (gzip, with styles and scripts, without charts). With ``--store`` the filled
store is kept and used again: filling 1,000 plans takes some minutes.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import requests

PAGES = (
    "/",
    "/plans/",
    "/plans/?q=平台",
    "/plans/?page=2",
    "/plans/alike/",
    "/plans/7/?item=goal",
    "/plans/7/text/",
    "/plans/7/targets/",
    "/plans/7/history/",
    "/drafts/1/",
    "/comparison/",
    "/comparison/figures/",
    "/comparison/cells/?measure=goal&scope=",
    "/tracker/",
    "/audits/wang-li-2021/",
    "/targets/",
    "/targets/map/",
    "/targets/tree/",
    "/targets/warnings/",
    "/journal/",
    "/api/v1/plans",
)
FIRST = ("/plans/", "/static/liance/app.css", "/static/liance/app.js", "/static/django_htmx/htmx-2.min.js")
#: A password of the served store alone, so that a kept store can be opened again.
PASSWORD = "load-only-7421"


def main() -> None:
    """Serve, fill, measure."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--plans", type=int, default=0)
    words.add_argument("--rounds", type=int, default=40)
    words.add_argument("--clients", type=int, default=1)
    words.add_argument("--store", default="")
    options = words.parse_args()
    if options.rounds * options.clients < 2:
        words.error("a percentile takes two readings at least")
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or f"{folder}/load.sqlite3"
        server = subprocess.Popen(
            [sys.executable, "-m", "liance", "serve", "--demo", "--port", "0", "--store", store],
            stdout=subprocess.PIPE, text=True,
            env={"PATH": "/usr/bin:/bin", "LIANCE_LANG": "zh", "PYTHONUNBUFFERED": "1", "HOME": folder},
        )  # fmt: skip
        try:
            measure(server, options)
        finally:
            server.terminate()
            server.wait(20)


def measure(server: subprocess.Popen[str], options: argparse.Namespace) -> None:
    """Print the figures of a running server."""
    said = ""
    assert server.stdout is not None
    for line in server.stdout:
        said += line
        if "Ctrl+C" in line:
            break
    found = re.search(r"http://[\d.]+:\d+", said)
    assert found, said
    url = found[0]
    given = re.search(r"密码：(\S+)", said)
    if given:
        change_password(sign_in(url, given[1]), url, given[1])
    people = [sign_in(url, PASSWORD) for _ in range(options.clients)]
    fill(people[0], url, options.plans)
    print(f"{'page':42} {'p50 ms':>8} {'p95 ms':>8} {'first ms':>9} {'KB':>7}")
    worst = 0.0
    with ThreadPoolExecutor(options.clients) as pool:
        for path in PAGES:
            first, size = get(people[0], url + path)
            asks = [pool.submit(several, one, url + path, options.rounds) for one in people]
            times = [one for ask in asks for one in ask.result()]
            p95 = statistics.quantiles(times, n=20)[-1]
            worst = max(worst, p95)
            print(f"{path:42} {statistics.median(times):8.0f} {p95:8.0f} {first:9.0f} {size / 1024:7.0f}")
    print(f"{'worst p95':42} {'':8} {worst:8.0f}")
    size = 0
    for path in FIRST:
        answer = people[0].get(url + path, stream=True, timeout=60)
        size += len(answer.raw.read(decode_content=False))
    print(f"first page, gzip: {size / 1024:.0f} KB")


def get(one: requests.Session, address: str) -> tuple[float, int]:
    """Return the milliseconds and bytes of a page."""
    start = time.perf_counter()
    answer = one.get(address, timeout=300)
    took = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, (address, answer.status_code)
    return took, len(answer.content)


def several(one: requests.Session, address: str, rounds: int) -> list[float]:
    """Return the milliseconds of each of some readings of a page."""
    return [get(one, address)[0] for _ in range(rounds)]


def sign_in(url: str, password: str) -> requests.Session:
    """Return a session of the demonstration's account."""
    one = requests.Session()
    page = one.get(f"{url}/accounts/login/", timeout=60).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    data = {"login": "demo", "password": password, "csrfmiddlewaretoken": token[1]}
    done = one.post(f"{url}/accounts/login/", data=data, headers={"Referer": url}, timeout=60)
    assert "/accounts/login" not in done.url, "the store was not made by this script"
    form = {"name": "load", "days": "1", "csrfmiddlewaretoken": one.cookies["liance_csrf"]}
    page = one.post(f"{url}/tokens/", data=form, headers={"Referer": url}, timeout=60).text
    secret = re.search(r"lia_[\w-]{40,}", page)
    assert secret
    one.headers["Authorization"] = f"Bearer {secret[0]}"
    return one


def change_password(one: requests.Session, url: str, old: str) -> None:
    """Give the account the password of this script."""
    data = {"oldpassword": old, "password1": PASSWORD, "password2": PASSWORD}
    send(one, url, "/accounts/password/change/", data=data)


def send(one: requests.Session, url: str, path: str, **more: object) -> None:
    """Post a form."""
    headers = {"X-CSRFToken": one.cookies["liance_csrf"], "Referer": url}
    answer = one.post(url + path, headers=headers, timeout=300, **more)  # type: ignore[arg-type]
    assert answer.status_code in {200, 201}, (path, answer.status_code, answer.text[:500])


def fill(one: requests.Session, url: str, plans: int) -> None:
    """Upload variations of the examples until there are that many plans, and follow the targets of each."""
    there = count(one, url)
    examples = [
        one.get(f"{url}/api/v1/plans/{place}/text", timeout=60).json()["text"] for place in range(1, 9)
    ]
    for number in range(there, plans):
        text = examples[number % 8]
        lines = [line for line in text.split("\n") if line.strip()]
        kept = [line for place, line in enumerate(lines) if (place * 7 + number) % 11 or place < 8]
        body = "\n".join(kept).replace(text.strip()[:2], f"甲{number}")
        send(one, url, "/plans/upload/", files={"file": (f"p{number}.txt", body.encode())})
        send(one, url, f"/plans/{number + 1}/follow/")


def count(one: requests.Session, url: str) -> int:
    """Return how many plans there are."""
    found = re.search(r"共 (\d+) 份规划", one.get(f"{url}/plans/", timeout=60).text)
    assert found
    return int(found[1])


if __name__ == "__main__":
    main()
