"""Results as text for a terminal of 80 columns or more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Line

from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.linting import Advice
    from liance.workbench.scoring import Row, Rubric, ScoredPlan

_PLAN = Text(zh="规划", en="plan")
_NEXT = Text(zh="下一档（{level} 分）要求：", en="level {level} asks for: ")
_TOP = Text(zh="已达最高档。", en="top level reached.")
_ASKS = Text(zh="尚缺：", en="still missing: ")
_EXAMPLE = Text(zh="写法示例：", en="an example: ")
_COUNTER = Text(zh="不算数的写法：", en="what does not count: ")
_NOW = Text(zh="现在 {score} 分", en="now {score}")
_NO_SCORE = Text(zh="现在无法判断", en="cannot be judged now")
_STYLES = {None: "dim", 0: "dim", 1: "red", 2: "yellow", 3: "green", 4: "bold green"}
_QUOTES_SHOWN = 2


def _name(rubric_item: object, language: Language) -> str:
    return str(rubric_item.name if language is Language.ZH else rubric_item.name_en)  # type: ignore[attr-defined]


def shorten(text: str, cells: int) -> str:
    """Return ``text`` cut to so many terminal cells, with an ellipsis where it was cut."""
    line = " ".join(text.split())
    return line if cell_len(line) <= cells else set_cell_size(line, cells - 1).rstrip() + "…"


def print_scoreboard(console: Console, rows: Sequence[Row], rubric: Rubric, language: Language) -> None:
    """Print a line per plan with all scores and sums."""
    chinese = language is Language.ZH
    heads = [_stacked(item.name, 2) if chinese else item.id[:4] for item in rubric.items]
    sums = [
        _stacked(spec.name.zh.partition("（")[0], 2) if chinese else spec.id.rpartition(".")[2][:4]
        for spec in rubric.aggregates
        if spec.id != "tasks.by-items"
    ]
    kept = [place for place, spec in enumerate(rubric.aggregates) if spec.id != "tasks.by-items"]
    width = console.width - 5 * len(heads) - 6 * len(sums) - 1
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0), pad_edge=False, show_edge=False)
    table.add_column(_PLAN.render(language), width=max(16, min(width, 60)), no_wrap=True)
    for head in heads:
        table.add_column(head, width=5, justify="center")
    for head in sums:
        table.add_column(head, width=6, justify="right")
    for row in rows:
        cells: list[Line | str] = [shorten(row.title, max(16, min(width, 60)))]
        cells += [Line("—" if score is None else str(score), _STYLES[score]) for score in row.scores]
        cells += [row.aggregates[place].display or "—" for place in kept]
        table.add_row(*cells)
    console.print(table)


def _stacked(text: str, size: int) -> str:
    return "\n".join(text[start : start + size] for start in range(0, len(text), size))


def print_scorecard(console: Console, plan: ScoredPlan, rubric: Rubric, language: Language) -> None:
    """Print one plan: each item with its score, and the first quotes that earn it."""
    console.print(escape(plan.document.metadata.title or plan.document.source), style="bold")
    for item, rating in zip(rubric.items, plan.scorecard.ratings, strict=True):
        shown = "—" if rating.score is None else str(rating.score)
        console.print(
            Line.assemble((f" {shown} ", _STYLES[rating.score]), (f" {_name(item, language)}", "bold"))
        )
        best = [
            piece
            for mark in rating.marks
            if mark.met and mark.level == rating.score
            for piece in mark.evidence
        ]
        for piece in best[:_QUOTES_SHOWN]:
            reason = piece.reason.render(language)
            console.print(Line(f"     {shorten(piece.quote, console.width - 6)}"), no_wrap=True)
            console.print(Line(f"     {shorten(reason, console.width - 6)}", "dim"), no_wrap=True)
    sums = [
        f"{spec.name.zh if language is Language.ZH else spec.name.en} {aggregate.display or '—'}"
        for spec, aggregate in zip(rubric.aggregates, plan.scorecard.aggregates, strict=True)
    ]
    joiner = "；" if language is Language.ZH else "; "
    console.print(Line(joiner.join(sums)))


def print_advice(console: Console, advices: Sequence[Advice], subject: str, language: Language) -> None:
    """Print for each item the present level, its evidence and what the next level asks for."""
    from liance.workbench.linting import with_subject

    chinese = language is Language.ZH
    for advice in advices:
        score = advice.rating.score
        now = _NO_SCORE.render(language) if score is None else _NOW.render(language, score=score)
        console.print(Line.assemble((_name(advice.item, language), "bold"), "  ", (now, _STYLES[score])))
        for piece in advice.evidence[:_QUOTES_SHOWN]:
            console.print(Line(f"  “{shorten(piece.quote, console.width - 6)}”", "dim"), no_wrap=True)
        if advice.next_level is None:
            console.print(Line(f"  {_TOP.render(language)}"))
        elif score is not None:
            asked = (*advice.lower, *advice.asks)
            wanted = "；" if chinese else "; "
            texts = [with_subject(item.text if chinese else item.text_en, subject) for item in asked]
            console.print(Line(f"  {_NEXT.render(language, level=advice.next_level)}{advice.next_text}"))
            if texts and texts != [advice.next_text]:
                console.print(Line(f"  {_ASKS.render(language)}{wanted.join(texts)}"))
            if advice.example:
                console.print(Line(f"  {_EXAMPLE.render(language)}{advice.example}", "green"))
            if advice.counter:
                console.print(Line(f"  {_COUNTER.render(language)}{advice.counter}", "dim"))
        console.print()
