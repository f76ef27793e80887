"""Time of a comparison and of the search for near-identical passages, and how both grow with the number of plans.

    python benchmarks/comparison.py [PLANS]

PLANS plans (100 by default) of about 6,000 characters. In one corpus each plan takes half of its text, with one sign in
fifty changed, from plans before it; in the other all are versions of one plan, which is the worst that can come.
"""

from __future__ import annotations

import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from report import corpus

from liance.packs.library import Library
from liance.plans.comparison.copies import CopySource, copy_source, find_copies
from liance.plans.documents.model import Document, Metadata
from liance.plans.structure import outline
from liance.workbench.comparing import compare_results
from liance.workbench.corpus import open_batch
from liance.workbench.scoring import Scorer, expand, score_batch

_SIGNS = (
    "推进建设完善提升强化构建支持引导发展应用平台体系机制服务企业人才技术数据安全标准示范项目资金协同创新融合"
)
_LENGTH, _PARTS, _CHANGED = 6_000, 20, 50
_ROLES = ("goal", "task", "safeguard", "other")


def text(drawn: random.Random, length: int) -> str:
    """Return sentences drawn sign by sign."""
    signs = drawn.choices(_SIGNS, k=length)
    return "".join(sign + ("。\n" if place % 60 == 59 else "") for place, sign in enumerate(signs))


def changed(drawn: random.Random, passage: str) -> str:
    """Return a passage with one sign in ``_CHANGED`` replaced."""
    return "".join(drawn.choice(_SIGNS) if drawn.random() < 1 / _CHANGED else sign for sign in passage)


def borrowing(drawn: random.Random, before: list[str]) -> str:
    """Return a plan that takes half of its parts from plans before it."""
    size = _LENGTH // _PARTS
    parts = []
    for _ in range(_PARTS):
        if before and drawn.random() < 0.5:
            donor = drawn.choice(before)
            start = drawn.randrange(len(donor) - size)
            parts.append(changed(drawn, donor[start : start + size]))
        else:
            parts.append(text(drawn, size))
    return "".join(parts)


def version(drawn: random.Random, before: list[str]) -> str:
    """Return a version of the first plan."""
    return changed(drawn, before[0]) if before else text(drawn, _LENGTH)


def sources(count: int, write: Callable[[random.Random, list[str]], str]) -> list[CopySource]:
    """Return ``count`` plans ready to be searched."""
    drawn, bodies, made = random.Random(2021), list[str](), list[CopySource]()
    for number in range(count):
        bodies.append(write(drawn, bodies))
        whole = f"某市发展规划\n\n一、重点任务\n{bodies[-1]}\n"
        about = Metadata(published=str(1900 + number))
        document = Document(f"{number}.txt", f"sha256:{number}", "txt", whole, metadata=about)
        made.append(copy_source(f"{number:04}", outline(document), _ROLES))
    return made


def whole(count: int) -> None:
    """Print the time from files to findings."""
    library = Library()
    with tempfile.TemporaryDirectory() as name:
        index = corpus(Path(name), count)
        start = time.perf_counter()
        scorer = Scorer(library)
        batch = open_batch(expand([Path(name) / "plans"]), index)
        results = list(score_batch(batch, scorer))
        scored = time.perf_counter()
        run = compare_results(results, scorer, library)
        end = time.perf_counter()
    assert run.done == count
    found = len(run.comparison.rule_findings)
    print(
        f"{count} plans: scored in {scored - start:.1f} s, compared in {end - scored:.1f} s ({found} findings)"
    )


def main(count: int) -> None:
    """Print the figures."""
    print(f"machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    for part in (count // 4, count // 2, count):
        whole(part)
    for name, write in (("half of each from others", borrowing), ("versions of one plan", version)):
        plans = sources(count, write)
        for part in (count // 4, count // 2, count):
            start = time.perf_counter()
            found = find_copies(plans[:part])
            seconds = time.perf_counter() - start
            print(f"passages, {part} plans, {name}: {seconds:.2f} s, {len(found)} passages")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
