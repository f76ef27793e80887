"""Speed of the quantity and date reader by processor time, alone and as a ratio to jieba on the same text.

Run: ``python benchmarks/quantities.py [TEXT ...]``; without files it reads the hard cases of the tests.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import yaml

from liance.core.quantities import find_dates, find_quantities

CASES = Path(__file__).parent.parent / "tests" / "core" / "quantity_cases.yaml"


def sentences(files: list[str]) -> list[str]:
    """Return the sentences of ``files``, or of the case table."""
    if not files:
        groups = yaml.safe_load(CASES.read_text(encoding="utf-8"))
        return [case["text"] for group in groups for case in group["cases"]]
    text = "\n".join(Path(name).read_text(encoding="utf-8") for name in files)
    return [part for part in re.split(r"(?<=[。；])|\n+", text) if part.strip()]


def rate(function: Callable[[str], object], texts: list[str]) -> float:
    """Return sentences per second of ``function``, the best of three runs over at least 20,000 sentences."""
    rounds = max(1, 20_000 // len(texts))
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for _ in range(rounds):
            for text in texts:
                function(text)
        best = max(best, rounds * len(texts) / (time.process_time() - start))
    return best


def right_cases() -> tuple[int, int]:
    """Return how many of the hard cases are read exactly as listed, and how many there are."""
    sys.path.insert(0, str(CASES.parent))
    from quantity_cases import describe_deadline, describe_quantity, load_cases

    cases = load_cases()
    right = sum(
        tuple(describe_quantity(case.text, item) for item in find_quantities(case.text)) == case.quantities
        and tuple(describe_deadline(case.text, item) for item in find_dates(case.text, case.base))
        == case.dates
        for case in cases
    )
    return right, len(cases)


def main() -> None:
    """Print the cases read right and the rates."""
    right, total = right_cases()
    print(f"hard cases read right: {right} of {total}")
    texts = sentences(sys.argv[1:])
    jieba.setLogLevel(60)
    jieba.initialize()
    quantities = rate(find_quantities, texts)
    dates = rate(find_dates, texts)
    both = rate(lambda text: (find_quantities(text), find_dates(text)), texts)
    cut = rate(jieba.lcut, texts[: max(1, len(texts) // 4)])
    print(f"{len(texts)} sentences, {sum(map(len, texts)) / len(texts):.1f} characters on average")
    print(f"quantities {quantities:,.0f}/s, dates {dates:,.0f}/s, both {both:,.0f}/s, jieba {cut:,.0f}/s")
    print(f"both / jieba: {both / cut:.2f}")


if __name__ == "__main__":
    main()
