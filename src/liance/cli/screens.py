"""Results as text for a terminal of 80 columns or more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from liance.cli.base import plain
from liance.cli.grammar import wrap_cells
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.linting import Advice
    from liance.workbench.scoring import Item, Row, Rubric, ScoredPlan

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
#: A word longer than this (a Chinese sentence is one word) may be broken.
_LONG_WORD = 14
#: Terminal cells from which headings have two signs a line.
_WIDE = 100


def _name(item: Item, language: Language) -> str:
    return item.name if language is Language.ZH else item.name_en


def shorten(text: str, cells: int) -> str:
    """Return ``text`` cut to so many terminal cells, with an ellipsis where it was cut."""
    line = plain(" ".join(text.split()))
    return line if cell_len(line) <= cells else set_cell_size(line, cells - 1).rstrip() + "…"


def new_table() -> Table:
    """Return an empty table in the manner of all our tables: a line under the heads, no frame."""
    return Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)


def print_table(
    console: Console, heads: Sequence[str], rows: Iterable[Sequence[str | tuple[str, str]]]
) -> None:
    """Print rows in columns as wide as they need; where the screen is too narrow they wrap between words.

    A cell is a text, or a text with its style.
    """
    shown = [
        [Line(plain(cell)) if isinstance(cell, str) else Line(plain(cell[0]), cell[1]) for cell in row]
        for row in rows
    ]
    columns = list(zip(heads, *([cell.plain for cell in row] for row in shown), strict=True))
    table = new_table()
    for head, width in zip(heads, _widths(columns, console.width - 2 * len(heads)), strict=True):
        table.add_column(head, overflow="fold", width=width)
    for row in shown:
        table.add_row(*row)
    console.print(table)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the columns' widths: as needed, else the widest give way, those whose words would break last."""
    widths = [max(cell_len(cell) for cell in column) for column in columns]
    words = [
        max((cell_len(word) for cell in column for word in cell.split()), default=1) for column in columns
    ]
    while sum(widths) > room:
        loose = [place for place, width in enumerate(widths) if width > min(words[place], _LONG_WORD)]
        widest = max(loose or range(len(widths)), key=lambda place: widths[place])
        if widths[widest] <= 2:
            break
        widths[widest] -= 1
    return widths


def print_scoreboard(console: Console, rows: Sequence[Row], rubric: Rubric, language: Language) -> None:
    """Print a line per plan with all scores and sums; narrow screens get headings of one sign a line."""
    chinese = language is Language.ZH
    signs = 2 if console.width >= _WIDE else 1
    kept = [
        place for place, spec in enumerate(rubric.aggregates) if spec.weighting != "equal_items" or place < 3
    ]
    if chinese:
        heads = [_stacked(item.name, signs) for item in rubric.items]
        sums = [_stacked(rubric.aggregates[place].name.zh.partition("（")[0], 2) for place in kept]
    else:
        heads = [str(number) for number in range(1, len(rubric.items) + 1)]
        sums = [chr(ord("A") + number) for number in range(len(kept))]
    item_width = 2 * signs if chinese else 2
    free = console.width - (item_width + 1) * len(heads) - 5 * len(sums) - 1
    width = max(14, min(free, 60))
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0), pad_edge=False, show_edge=False)
    table.add_column(_PLAN.render(language), width=width, no_wrap=True)
    for head in heads:
        table.add_column(head, width=item_width, justify="center", no_wrap=True)
    for head in sums:
        table.add_column(head, width=4, justify="right", no_wrap=True)
    for row in rows:
        cells: list[Line | str] = [shorten(row.title, width)]
        cells += [Line("—" if score is None else str(score), _STYLES[score]) for score in row.scores]
        cells += [row.aggregates[place].display or "—" for place in kept]
        table.add_row(*cells)
    console.print(table)
    if not chinese:
        names = [item.name_en for item in rubric.items] + [rubric.aggregates[place].name.en for place in kept]
        legend = ", ".join(f"{head} {name}" for head, name in zip((*heads, *sums), names, strict=True))
        for line in wrap_cells(legend, console.width - 2):
            console.print(Line(line, "dim"), no_wrap=True)


def _stacked(text: str, size: int) -> str:
    return "\n".join(text[start : start + size] for start in range(0, len(text), size))


def print_scorecard(console: Console, plan: ScoredPlan, rubric: Rubric, language: Language) -> None:
    """Print one plan: each item with its score, and the first quotes that earn it."""
    console.print(Line(plain(plan.document.metadata.title or plan.document.source), "bold"))
    for item, rating in zip(rubric.items, plan.scorecard.ratings, strict=True):
        shown = "—" if rating.score is None else str(rating.score)
        score = (f" {shown} ", _STYLES[rating.score])
        console.print(Line.assemble(score, (f" {_name(item, language)}", "bold")))
        for piece in rating.best_evidence()[:_QUOTES_SHOWN]:
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
    for advice in advices:
        score = advice.rating.score
        now = _NO_SCORE.render(language) if score is None else _NOW.render(language, score=score)
        console.print(Line.assemble((_name(advice.item, language), "bold"), "  ", (now, _STYLES[score])))
        for piece in advice.rating.best_evidence()[:_QUOTES_SHOWN]:
            console.print(Line(f"  “{shorten(piece.quote, console.width - 6)}”", "dim"), no_wrap=True)
        if advice.following is None:
            console.print(Line(f"  {_TOP.render(language)}"))
        elif score is not None:
            for text, style in _next_steps(advice, subject, language):
                for line in wrap_cells(text, console.width - 5):
                    console.print(Line(f"  {line}", style), no_wrap=True)
        console.print()


def _next_steps(advice: Advice, subject: str, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the lines that lead to the next level, each with its style."""
    from liance.workbench.linting import criterion_text, level_text

    assert advice.following is not None
    text = level_text(advice.following, subject, language)
    yield _NEXT.render(language, level=advice.following.level) + text, ""
    asks = [criterion_text(criterion, subject, language) for criterion in advice.asks]
    joiner = "；" if language is Language.ZH else "; "
    if asks and joiner.join(asks) != text:
        yield _ASKS.render(language) + joiner.join(asks), ""
    if advice.example:
        yield _EXAMPLE.render(language) + advice.example, "green"
    if advice.counter:
        yield _COUNTER.render(language) + advice.counter, "dim"
