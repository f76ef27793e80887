"""Speed of finding targets, from the bytes of a plan to its targets, and as a ratio to jieba on the same text.

    python benchmarks/extraction.py [PLANS]

PLANS different plans (400 by default) of about 6,000 characters, made from the shipped example plans, are read by two
processes; the time is that of the slower one. Must be at least 100 plans/s on two cores. Cost grows with the length of
the text (tests/delivery/targets/test_growth.py).
"""

from __future__ import annotations

import logging
import multiprocessing
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from scoring import LENGTH, texts

PROCESSES = 2


def find(plans: list[str]) -> tuple[float, float, int]:
    """Return seconds on the clock and on the processor for finding the targets of ``plans``, and their number."""
    from liance.delivery.targets import find_targets
    from liance.plans.documents.reading import read_document
    from liance.plans.structure import outline

    find_targets(outline(read_document("plan.txt", plans[0].encode())))
    clock, processor = time.perf_counter(), time.process_time()
    count = 0
    for plan in plans:
        found, _ = find_targets(outline(read_document("plan.txt", plan.encode())))
        count += len(found)
    return time.perf_counter() - clock, time.process_time() - processor, count


def cut(plans: list[str]) -> float:
    """Return seconds on the processor for cutting ``plans`` with jieba."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    start = time.process_time()
    for plan in plans:
        jieba.lcut(plan)
    return time.process_time() - start


def main() -> None:
    """Print the rates."""
    plans = texts(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
    shares = [plans[number::PROCESSES] for number in range(PROCESSES)]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        results = pool.map(find, shares, chunksize=1)
    clock = max(seconds for seconds, _, _ in results)
    processor = sum(seconds for _, seconds, _ in results)
    sample = plans[:40]
    theirs = cut(sample) / len(sample)
    found = sum(count for _, _, count in results)
    print(
        f"{len(plans)} plans of {LENGTH} characters, {found / len(plans):.1f} targets each, {PROCESSES} processes"
    )
    print(
        f"{len(plans) / clock:.0f} plans/s on the clock, {PROCESSES * len(plans) / processor:.0f} plans/s by processor time"
    )
    print(f"finding / jieba on the same text: {processor / len(plans) / theirs:.2f}")


if __name__ == "__main__":
    main()
