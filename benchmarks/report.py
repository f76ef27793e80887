"""Time and peak memory a finished report, from plan files to the document, by the command line's own path.

Memory is that of the program and of all processes that it starts, together, at the worst moment (Linux).

    python benchmarks/report.py [PLANS]

PLANS plans (100 by default) of about 6,000 characters, each different, of three levels in many provinces, with an index. Each
format is written by a process of its own, then all four by one (each must take < 60 s and < 700 MB on 2 cores).
"""

from __future__ import annotations

import csv
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from scoring import texts

#: Seconds between two looks at the memory.
_PAUSE = 0.02
FORMATS = ("docx", "pdf", "html", "xlsx")
PLACES = (
    ("山东省", "province"), ("济南市", "city"), ("青岛市市北区", "district"), ("浙江省", "province"), ("杭州市", "city"),
    ("广州市越秀区", "district"), ("四川省", "province"), ("成都市", "city"), ("江苏省", "province"), ("苏州市", "city"),
)  # fmt: skip


def corpus(folder: Path, count: int) -> Path:
    """Write the plans and their index; return the index."""
    index = folder / "index.csv"
    plans = folder / "plans"
    plans.mkdir()
    with index.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["doc", "title", "issuer", "region", "level", "published", "subject technology"])
        for number, text in enumerate(texts(count)):
            (plans / f"plan{number:04}.txt").write_text(text, encoding="utf-8")
            region, level = PLACES[number % len(PLACES)]
            published = f"{2019 + number % 5}-0{1 + number % 9}-15"
            row = [
                f"plan{number:04}",
                f"{region}区块链发展规划（第{number}号）",
                f"{region}人民政府",
                region,
                level,
                published,
            ]
            table.writerow([*row, "区块链"])
    return index


def resident(session: int) -> float:
    """Return the MB of memory that all processes of a session hold now (shared pages count for each)."""
    pages = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # After the name in brackets: state, parent, group, session; resident pages are the 22nd.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            pages += int(fields[21])
    return pages * resource.getpagesize() / 2**20


def measured(folder: Path, index: Path, formats: tuple[str, ...]) -> tuple[float, float, int]:
    """Return seconds, peak MB of the process and bytes written."""
    outs = [folder / f"report.{name}" for name in formats]
    command = [sys.executable, "-m", "liance", "report", str(folder / "plans"), "--index", str(index)]
    command += [part for out in outs for part in ("--out", str(out))]
    start = time.perf_counter()
    peak = 0.0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        child = subprocess.Popen(command, stderr=said, start_new_session=True)
        while child.poll() is None:
            peak = max(peak, resident(child.pid))
            time.sleep(_PAUSE)
        seconds = time.perf_counter() - start
        if child.returncode:
            said.seek(0)
            raise SystemExit(said.read())
    return seconds, peak, sum(out.stat().st_size for out in outs)


def main(count: int) -> None:
    """Print the figures."""
    print(f"machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index = corpus(folder, count)
        for formats in (*((name,) for name in FORMATS), FORMATS):
            seconds, peak, size = measured(folder, index, formats)
            what = "+".join(formats)
            print(
                f"{count} plans, {what}: {seconds:.1f} s, peak memory {peak:.0f} MB, {size / 1e6:.1f} MB written"
            )
    print("(each must take < 60 s and < 700 MB)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
