"""How long pages take: python benchmarks/web_load.py [PLANS] [ROUNDS] (default 0: the demonstration as it is; 40 rounds).

With PLANS the demonstration is filled up to that many plans (variations of the examples) first. Prints p50 and p95 of each
page in milliseconds over one connection, and the bytes of the first page (gzip, with styles and scripts, without charts).
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

PAGES = (
    "/",
    "/plans/",
    "/plans/?q=平台",
    "/plans/7/?item=goal",
    "/plans/7/text/",
    "/plans/7/targets/",
    "/drafts/1/",
    "/comparison/",
    "/audits/wang-li-2021/",
    "/targets/",
    "/targets/warnings/",
    "/journal/",
)
FIRST = ("/plans/", "/static/liance/app.css", "/static/liance/app.js", "/static/django_htmx/htmx-2.min.js")


def main() -> None:
    """Serve, fill, measure."""
    plans = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "liance", "serve", "--demo", "--port", "0"]
        server = subprocess.Popen(
            [*words, "--store", f"{folder}/load.sqlite3"], stdout=subprocess.PIPE, text=True,
            env={"PATH": "/usr/bin:/bin", "LIANCE_LANG": "zh", "PYTHONUNBUFFERED": "1", "HOME": folder},
        )  # fmt: skip
        try:
            measure(server, plans, rounds)
        finally:
            server.terminate()
            server.wait(20)


def measure(server: subprocess.Popen[str], plans: int, rounds: int) -> None:
    """Print the figures of a running server."""
    said = ""
    assert server.stdout is not None
    for line in server.stdout:
        said += line
        if "Ctrl+C" in line:
            break
    url = re.search(r"http://[\d.]+:\d+", said)
    password = re.search(r"密码：(\S+)", said)
    assert url, said
    assert password, said
    one = sign_in(url[0], password[1])
    fill(one, url[0], plans)
    print(f"{'page':28} {'p50 ms':>8} {'p95 ms':>8} {'first ms':>9}")
    worst = 0.0
    for path in PAGES:
        times = []
        for _ in range(rounds + 1):
            start = time.perf_counter()
            answer = one.get(url[0] + path, timeout=300)
            times.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        warm = times[1:]
        p95 = statistics.quantiles(warm, n=20)[-1]
        worst = max(worst, p95)
        print(f"{path:28} {statistics.median(warm):8.0f} {p95:8.0f} {times[0]:9.0f}")
    print(f"{'worst p95':28} {'':8} {worst:8.0f}")
    size = 0
    for path in FIRST:
        answer = one.get(url[0] + path, stream=True, timeout=60)
        size += len(answer.raw.read(decode_content=False))
    print(f"first page, gzip: {size / 1024:.0f} KB")


def sign_in(url: str, password: str) -> requests.Session:
    """Return a session of the demonstration's account."""
    one = requests.Session()
    page = one.get(f"{url}/accounts/login/", timeout=60).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    data = {"login": "demo", "password": password, "csrfmiddlewaretoken": token[1]}
    one.post(f"{url}/accounts/login/", data=data, headers={"Referer": url}, timeout=60)
    return one


def fill(one: requests.Session, url: str, plans: int) -> None:
    """Upload variations of an example until there are that many plans."""
    folder = Path(__file__).parents[1] / "src" / "liance" / "data" / "examples" / "plans"
    text = (folder / "zechuan-city-blockchain.txt").read_text(encoding="gb18030")
    lines = [line for line in text.split("\n") if line.strip()]
    headers = {"X-CSRFToken": one.cookies["liance_csrf"], "Referer": url}
    for number in range(max(0, plans - 8)):
        kept = [line for place, line in enumerate(lines) if (place * 7 + number) % 11 or place < 8]
        body = "\n".join(kept).replace("泽川", f"甲{number}川")
        one.post(
            f"{url}/plans/upload/",
            files={"file": (f"p{number}.txt", body.encode())},
            headers=headers,
            timeout=120,
        )


if __name__ == "__main__":
    main()
