"""Time from the shipped example (tables, worksheet, corpus) to the Word file, in fresh processes.

python benchmarks/drafting.py [RUNS]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median


def main(arguments: list[str]) -> int:
    """Print the median and the largest time, and whether all runs gave the same bytes."""
    runs = int(arguments[0]) if arguments else 3
    times: list[float] = []
    files: set[bytes] = set()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "draft.docx"
        for _ in range(runs):
            start = time.perf_counter()
            command = [sys.executable, "-m", "liance", "draft", "write", "--example", "--out", str(out)]
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - start)
            files.add(out.read_bytes())
    print(
        f"profile and corpus to docx: median {median(times):.1f} s, largest {max(times):.1f} s of {runs} runs"
    )
    print(f"bytes: {'the same every time' if len(files) == 1 else 'DIFFERENT'} ({len(next(iter(files))):,})")
    return 0 if len(files) == 1 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
