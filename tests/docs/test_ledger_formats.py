"""The worked examples of docs/explanation/ledger-formats.md run as they stand."""

from __future__ import annotations

import doctest
from pathlib import Path

from liance.core.language import Language
from liance.ledger.machine import Refusal

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "ledger-formats.md"


def test_the_examples_run() -> None:
    text = PAGE.read_text("utf-8").replace("\n```\n", "\n\n")
    examples = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, None, 0)
    assert len(examples.examples) > 40
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert result.failed == 0, "".join(report)


def test_the_table_of_refusals_is_that_of_the_code() -> None:
    rows = [
        f"| {item.value} | `{item.name}` | {item.message(Language.ZH)} | {item.message(Language.EN)} |"
        for item in Refusal
    ]
    assert "\n".join(rows) in PAGE.read_text("utf-8")
