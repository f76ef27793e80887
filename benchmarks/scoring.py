"""Speed and memory of scoring, as ratios in one run on this machine.

    python benchmarks/scoring.py [PLANS]

1. One plan: text to scorecard against cutting the same text twice with jieba (must be <= 1).
2. A corpus: PLANS plans (1,000 by default) of about 6,000 characters, scored by the command line's own path in a
   process of its own; time and peak memory (must be < 120 s and < 500 MB on 2 cores).

The texts are made from the shipped example plans, each plan different, so that nothing is answered from a cache.
Cost grows linearly with the number and the length of plans; memory with the longest plan.
"""

from __future__ import annotations

import logging
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

LENGTH = 6_000
ROUNDS = 7


def texts(count: int, seed: int = 7) -> list[str]:
    """Return ``count`` different plans of about ``LENGTH`` characters, shuffled from the example plans' lines."""
    from liance.workbench.corpus import load_document

    folder = Path(str(files("liance") / "data" / "examples" / "plans"))
    lines: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.suffix in {".txt", ".docx", ".html", ".pdf"}:
            lines += [line for line in load_document(path).text.splitlines() if len(line) > 20]
    chance = random.Random(seed)
    made = []
    for number in range(count):
        body: list[str] = []
        size = 0
        while size < LENGTH:
            line = chance.choice(lines)
            body.append(line)
            size += len(line)
        head = f"第{number}号市区块链发展规划\n一、总体要求\n到2025年，建成一批平台。\n二、重点任务\n"
        made.append(head + "\n".join(body) + "\n三、保障措施\n加强组织领导。\n")
    return made


def one_plan() -> None:
    """Print the ratio of scoring a plan to cutting it twice with jieba."""
    import jieba

    from liance.packs.library import Library
    from liance.plans.documents.reading import read_document
    from liance.workbench.scoring import Scorer

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    sample = texts(ROUNDS + 1)
    scorer = Scorer(Library(), subject="区块链")
    ours, theirs = [], []
    for text in sample:
        data = text.encode()
        start = time.perf_counter()
        scorer.score(read_document("plan.txt", data))
        middle = time.perf_counter()
        for _ in range(2):
            list(jieba.cut(text))
        ours.append(middle - start)
        theirs.append(time.perf_counter() - middle)
    scoring, cutting = statistics.median(ours[1:]), statistics.median(theirs[1:])
    print(
        f"one plan of {LENGTH} characters: scoring {scoring * 1e3:.1f} ms, jieba twice {cutting * 1e3:.1f} ms"
    )
    print(f"ratio scoring / jieba twice: {scoring / cutting:.2f}   (must be <= 1)")


def corpus(count: int) -> None:
    """Print time and peak memory of scoring a corpus by the command line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, text in enumerate(texts(count)):
            (folder / f"plan{number:05}.txt").write_text(text, encoding="utf-8")
        start = time.perf_counter()
        with (folder / "scores.json").open("wb") as out:
            subprocess.run(
                [sys.executable, "-m", "liance", "score", str(folder), "--json"], stdout=out, check=True
            )
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{count} plans: {seconds:.1f} s, peak memory {peak:.0f} MB   (must be < 120 s and < 500 MB)")


if __name__ == "__main__":
    print(f"machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    one_plan()
    corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
