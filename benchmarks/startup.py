"""Time to import the command line, and what it pulls in.

    python benchmarks/startup.py

Importing must take < 300 ms and pull in no heavy library.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

HEAVY = ("numpy", "pydantic", "lxml", "docx", "pypdfium2", "rich", "yaml", "ahocorasick_rs", "scipy")
CODE = f"import liance.cli.main, sys; print(','.join(n for n in {HEAVY!r} if n in sys.modules))"


def main() -> None:
    """Print the median of eleven imports in fresh processes, less an empty process."""
    times, empty = [], []
    pulled = ""
    for _ in range(11):
        start = time.perf_counter()
        pulled = subprocess.run(
            [sys.executable, "-c", CODE], capture_output=True, text=True, check=True
        ).stdout.strip()
        middle = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        times.append(middle - start)
        empty.append(time.perf_counter() - middle)
    cost = statistics.median(times) - statistics.median(empty)
    print(f"importing the command line: {cost * 1e3:.0f} ms over an empty interpreter   (must be < 300 ms)")
    print(f"heavy libraries pulled in: {pulled or 'none'}   (must be none)")


if __name__ == "__main__":
    main()
