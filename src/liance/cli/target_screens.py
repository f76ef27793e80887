"""Targets and their measurement as text for a terminal of 80 columns or more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text as Line

from liance.cli.base import plain
from liance.cli.screens import new_table, shorten
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.evaluation import Miss, TargetsReport
    from liance.workbench.targets import PlanTargets

_HEADS = {
    "indicator": Text(zh="指标", en="indicator"),
    "value": Text(zh="目标值", en="value"),
    "deadline": Text(zh="期限", en="deadline"),
    "kind": Text(zh="类型", en="kind"),
    "section": Text(zh="章节", en="section"),
    "quote": Text(zh="原文", en="quote"),
}
_MEASURES = {
    "passage": Text(zh="段落（位置重合）", en="passage (spans overlap)"),
    "value": Text(zh="数值", en="value"),
    "comparison": Text(zh="数值、单位、比较", en="value, unit, comparator"),
    "deadline": Text(zh="期限", en="deadline"),
    "kind": Text(zh="类型", en="kind"),
    "indicator": Text(zh="指标名", en="indicator"),
    "section": Text(zh="章节", en="section"),
    "source": Text(zh="期限来源", en="source of the deadline"),
    "whole": Text(zh="整条", en="whole tuple"),
}
_SHARES = {
    "precision": Text(zh="准确率", en="precision"),
    "recall": Text(zh="召回率", en="recall"),
    "f1": Text(zh="F1", en="F1"),
    "count": Text(zh="对/找到/标注", en="right/found/labelled"),
}
_INTERVALS = Text(zh="括号内为 95% 区间（Wilson）。", en="95 % intervals (Wilson) in brackets.")
_MISSES = Text(zh="与标注不同之处：", en="differences from the labels:")
_ALL_RIGHT = Text(zh="与标注没有不同。", en="no difference from the labels.")
_MISSING = Text(zh="{doc} 第 {start} 字 漏掉：{quote}", en="{doc} at {start} missing: {quote}")
_EXTRA = Text(zh="{doc} 第 {start} 字 多出：{quote}", en="{doc} at {start} extra: {quote}")
_WRONG = Text(
    zh="{doc} 第 {start} 字 {fields}：{quote}（{differences}）",
    en="{doc} at {start} {fields}: {quote} ({differences})",
)
_MORE = Text(zh="  ……另有 {count} 处，见 --json", en="  ... and {count} more; see --json")
#: Misses listed on the terminal; JSON has all.
_MISSES_SHOWN = 60
_NONE = Text(zh="  没有找到量化目标。", en="  No quantified target was found.")
_WIDTHS = {"value": 18, "deadline": 14, "kind": 7, "section": 6}
_WIDTHS_EN = {"value": 20, "deadline": 16, "kind": 6, "section": 10}
#: A console at least this wide also shows the quote.
_WIDE = 110


def print_targets(console: Console, plan: PlanTargets, language: Language) -> None:
    """Print the plan's title and a line per target: what, how much, by when; the quote where there is room."""
    from liance.workbench.targets import deadline_words, kind_word, section_word, value_words

    title = plan.metadata.title or plan.path.name
    console.print(
        Line(f"{shorten(title, console.width - 8)}  ", "bold").append(f"{len(plan.targets)}", "dim")
    )
    if not plan.targets:
        console.print(Line(_NONE.render(language), "dim"))
        return
    widths = _WIDTHS if language is Language.ZH else _WIDTHS_EN
    wide = console.width >= _WIDE
    room = console.width - sum(widths.values()) - 2 * (len(widths) + wide)
    table = new_table()
    name_width = min(room, 36) if wide else room
    table.add_column(_HEADS["indicator"].render(language), width=name_width, no_wrap=True)
    for name, width in widths.items():
        table.add_column(
            _HEADS[name].render(language),
            width=width,
            no_wrap=True,
            justify="right" if name == "value" else "left",
        )
    if wide:
        table.add_column(_HEADS["quote"].render(language), width=room - name_width, no_wrap=True)
    for target in plan.targets:
        cells = (
            shorten(target.indicator or "—", name_width),
            shorten(value_words(target, language), widths["value"]),
            shorten(deadline_words(target, language), widths["deadline"]),
            kind_word(target, language),
            section_word(target, language),
        )
        quote = (Line(shorten(target.quote, room - name_width), "dim"),) if wide else ()
        table.add_row(*(Line(cell) for cell in cells), *quote)
    console.print(table)


def print_measure(console: Console, report: TargetsReport, language: Language) -> None:
    """Print precision, recall and F1 of each measure with their intervals, then the misses."""
    table = new_table()
    table.add_column("")
    for head in _SHARES.values():
        table.add_column(head.render(language), justify="right", no_wrap=True)
    for name, score in report.measure.scores.items():
        shares = (
            (score.precision, score.precision_interval()),
            (score.recall, score.recall_interval()),
            (score.f1, score.f1_interval()),
        )
        cells = [
            "—" if share is None or ends is None else f"{float(share):.3f} [{ends[0]:.2f}, {ends[1]:.2f}]"
            for share, ends in shares
        ]
        counts = f"{score.right}/{score.found}/{score.labelled}"
        table.add_row(_MEASURES[name].render(language), *(Line(cell) for cell in cells), counts)
    console.print(table)
    console.print(Line(_INTERVALS.render(language), "dim"))
    misses = report.measure.misses
    console.print(Line((_MISSES if misses else _ALL_RIGHT).render(language)))
    for miss in misses[:_MISSES_SHOWN]:
        console.print(Line(plain(_miss_line(miss, language))), soft_wrap=True)
    if len(misses) > _MISSES_SHOWN:
        console.print(Line(_MORE.render(language, count=len(misses) - _MISSES_SHOWN)))


def _miss_line(miss: Miss, language: Language) -> str:
    label, target = miss.label, miss.target
    if label is None:
        assert target is not None
        return _EXTRA.render(language, doc=miss.doc, start=target.start, quote=target.quote)
    if target is None:
        return _MISSING.render(language, doc=miss.doc, start=label.start, quote=label.quote)
    found = target.as_data()
    pairs = [(name, getattr(label, name), found[name]) for name in miss.wrong]
    return _WRONG.render(
        language,
        doc=miss.doc,
        start=label.start,
        quote=label.quote,
        fields=", ".join(miss.wrong),
        differences="; ".join(f"{one} → {other}" for _, one, other in pairs),
    )
