"""Audits and replications as text for a terminal of 80 columns or more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text as Line

from liance.core.language import Language, Text
from liance.workbench.auditing import CONTRADICTIONS, Verdict

if TYPE_CHECKING:
    from rich.console import Console

    from liance.workbench.auditing import AuditedStudy, ClaimAudit, Reading, StudyTable

_WORDS = {
    Verdict.MATCH: Text(zh="吻合", en="match"),
    Verdict.MISMATCH: Text(zh="不符", en="mismatch"),
    Verdict.EXPLAINED: Text(zh="可解释", en="explained"),
    Verdict.IMPOSSIBLE: Text(zh="不可能", en="impossible"),
    Verdict.UNDECIDABLE: Text(zh="无法判定", en="undecidable"),
    Verdict.GIVEN: Text(zh="给定", en="given"),
}
_STYLES = {
    Verdict.MATCH: "green",
    Verdict.MISMATCH: "bold red",
    Verdict.EXPLAINED: "bold yellow",
    Verdict.IMPOSSIBLE: "bold red",
    Verdict.UNDECIDABLE: "cyan",
    Verdict.GIVEN: "dim",
}
_COUNTED = Text(zh="{total} 条：{parts}", en="{total} claims: {parts}")
_CONTRADICT = Text(zh="与公布数字不符", en="Disagrees with the published numbers")
_OPEN = Text(zh="无法判定", en="Cannot be decided")
_AGREE = Text(zh="吻合", en="Agrees")
_GIVEN = Text(zh="给定（输入，不由别的数推出）", en="Given (input that nothing derives)")
_PUBLISHED = Text(zh="原文 {values}", en="published {values}")
_CUT = Text(zh="截尾", en="cut off")
_TRIED = Text(zh="共试 {count} 种读法", en="{count} readings tried")
_COLUMNS = (
    Text(zh="判定", en="verdict"),
    Text(zh="原文", en="published"),
    Text(zh="重算", en="recomputed"),
    Text(zh="断言", en="claim"),
)
_DERIVED = Text(zh="由公布数字推出的", en="Derived from the published numbers")
_FITS = Text(zh="→ {numbers}：{how}", en="-> {numbers}: {how}")
_FEASIBLE = Text(zh="有没有这样的整数单元格", en="Are there such whole-number cells?")
_SIZE = Text(zh="{title}：{rows} 行 × {cols} 列", en="{title}: {rows} rows x {cols} columns")
_PIECES = re.compile(r"[\x21-\x7e]+|\s+|.")
_NEVER_FIRST = "，。；：、）”"
#: Readings that are shown per claim.
_READINGS_SHOWN = 6


def _verdict(verdict: Verdict, language: Language) -> Line:
    word = f"{verdict.value} {_WORDS[verdict].render(language)}" if language is Language.ZH else verdict.value
    return Line(word, _STYLES[verdict])


def _colon(language: Language) -> str:
    return "：" if language is Language.ZH else ": "


def _numbers(reading: Reading, language: Language) -> str:
    """Return what a reading gives, with one decimal more and with what was cut off in brackets."""
    shown = " / ".join(reading.shown_in(language))
    extra = []
    if any(
        float(fine) != float(plain)
        for fine, plain in zip(reading.finer, reading.shown_in(language), strict=False)
    ):
        extra.append(" / ".join(reading.finer))
    cut = [
        plain
        for plain, rounding in zip(reading.shown_in(language), reading.roundings, strict=False)
        if rounding is not None and rounding.value == "truncation"
    ]
    if cut:
        names = "" if len(cut) == len(reading.roundings) else " " + ", ".join(cut)
        extra.append(_CUT.render(language) + names)
    if not extra:
        return shown
    inside = ("；" if language is Language.ZH else "; ").join(extra)
    return f"{shown}（{inside}）" if language is Language.ZH else f"{shown} ({inside})"


def _reading_line(reading: Reading, language: Language) -> Line:
    comma = "，" if language is Language.ZH else ", "
    mark = "= " if reading.fits else "≠ "
    where = reading.source.render(language) + comma + reading.how.render(language)
    return Line.assemble(
        (mark, "green" if reading.fits else "red"),
        (_numbers(reading, language), "bold"),
        "  ",
        (where, "dim"),
    )


def _indented(console: Console, lines: Iterable[Line], indent: int) -> None:
    """Print lines behind a margin, folded between words or Chinese signs."""
    for line in lines:
        for part in fold(line, console.width - indent):
            console.print(Line(" " * indent) + part, no_wrap=True, overflow="ignore")


def fold(line: Line, width: int) -> list[Line]:
    """Return a styled line cut into lines of at most ``width`` cells: between words, or between Chinese signs.

    The last two cells are for a stop that must not begin a line.
    """
    cuts: list[int] = []
    used = 0
    for found in _PIECES.finditer(line.plain):
        size = cell_len(found.group())
        may_break = not found.group().isspace() and found.group() not in _NEVER_FIRST
        if used and used + size > width - 2 and may_break:
            cuts.append(found.start())
            used = 0
        if used or not found.group().isspace():
            used += size
    parts = line.divide(cuts)
    for part in parts:
        part.rstrip()
    return list(parts)


def _counts(claims: Sequence[ClaimAudit], language: Language) -> str:
    parts = [
        f"{count} {_WORDS[verdict].render(language)}"
        for verdict in Verdict
        if (count := sum(claim.verdict is verdict for claim in claims))
    ]
    joiner = "，" if language is Language.ZH else ", "
    return _COUNTED.render(language, total=len(claims), parts=joiner.join(parts))


def _heading(console: Console, text: Text, language: Language) -> None:
    console.print()
    console.print(Line(text.render(language), "bold underline"))


def _claim_head(claim: ClaimAudit, language: Language) -> Line:
    place = f"（{claim.place}）" if language is Language.ZH else f" [{claim.place}]"
    return Line.assemble(
        _verdict(claim.verdict, language),
        "  ",
        (claim.id, "bold"),
        "  ",
        claim.text.render(language),
        (place if claim.place else "", "dim"),
    )


def print_audit(console: Console, audited: AuditedStudy, language: Language) -> None:
    """Print the contradictions with their readings, then what is open, then what agrees."""
    claims = audited.audit.claims
    console.print(Line(audited.title.render(language), "bold"))
    console.print(Line(_counts(claims, language)))
    contradicting = [claim for claim in claims if claim.verdict in CONTRADICTIONS]
    _section(console, _CONTRADICT, contradicting, language)
    _section(console, _OPEN, [claim for claim in claims if claim.verdict is Verdict.UNDECIDABLE], language)
    agreeing = [claim for claim in claims if claim.verdict is Verdict.MATCH]
    if agreeing:
        _heading(console, _AGREE, language)
    for claim in agreeing:
        _indented(console, [_claim_head(claim, language)], 1)
        if claim.kind == "feasible":
            continue
        if claim.published and claim.readings and claim.readings[0].values:
            _indented(console, [_published(claim, language)], 5)
        _indented(console, (_reading_line(entry, language) for entry in claim.readings[:_READINGS_SHOWN]), 5)
    given = [claim for claim in claims if claim.verdict is Verdict.GIVEN]
    if given:
        _heading(console, _GIVEN, language)
        for claim in given:
            values = " / ".join(claim.published)
            _indented(console, [Line(f"{claim.text.render(language)}{_colon(language)}{values}")], 1)


def _published(claim: ClaimAudit, language: Language) -> Line:
    return Line(_PUBLISHED.render(language, values=" / ".join(claim.published_in(language))))


def _section(console: Console, title: Text, claims: Sequence[ClaimAudit], language: Language) -> None:
    if claims:
        _heading(console, title, language)
    for claim in claims:
        _indented(console, [_claim_head(claim, language)], 1)
        if claim.published:
            _indented(console, [_published(claim, language)], 5)
        best = () if claim.best is None or claim.best in claim.readings[:_READINGS_SHOWN] else (claim.best,)
        shown = (*claim.readings[:_READINGS_SHOWN], *best)
        _indented(console, (_reading_line(entry, language) for entry in shown), 5)
        notes = [Line(note.render(language)) for note in claim.notes]
        if claim.verdict in CONTRADICTIONS and claim.kind != "feasible" and claim.tried > len(claim.readings):
            notes.append(Line(_TRIED.render(language, count=f"{claim.tried:,}"), "dim"))
        _indented(console, notes, 5)


def print_replication(console: Console, audited: AuditedStudy, language: Language) -> None:
    """Print the input, every derived number beside the printed one, and whether whole-number cells can exist."""
    console.print(Line(audited.title.render(language), "bold"))
    claims = audited.audit.claims
    console.print(Line(_counts(claims, language)))
    _heading(console, _GIVEN, language)
    for table in audited.study.tables if audited.study is not None else ():
        if table.cells is not None:
            _given_table(console, table, language)
    given = [claim for claim in claims if claim.verdict is Verdict.GIVEN]
    for claim in given:
        line = f"  {claim.text.render(language)}{_colon(language)}{' / '.join(claim.published)}"
        _indented(console, [Line.assemble(_verdict(Verdict.GIVEN, language), line)], 1)
    _heading(console, _DERIVED, language)
    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=True)
    for column, ratio in zip(_COLUMNS, (None, 3, 4, 5), strict=True):
        grid.add_column(column.render(language), ratio=ratio, no_wrap=ratio is None, overflow="fold")
    for claim in claims:
        if claim.kind != "feasible" and claim.verdict is not Verdict.GIVEN:
            grid.add_row(
                _verdict(claim.verdict, language),
                " / ".join(claim.published_in(language)) or "—",
                _recomputed(claim, language),
                f"{claim.id}\n{claim.text.render(language)}{_explanation(claim, language)}",
            )
    console.print(grid)
    _heading(console, _FEASIBLE, language)
    for claim in claims:
        if claim.kind == "feasible":
            _indented(console, [_claim_head(claim, language)], 1)
            _indented(console, (Line(note.render(language)) for note in claim.notes), 5)


def _given_table(console: Console, table: StudyTable, language: Language) -> None:
    title = table.id if table.title is None else table.title.zh if language is Language.ZH else table.title.en
    size = _SIZE.render(language, title=title, rows=len(table.rows), cols=len(table.cols))
    _indented(console, [Line.assemble(_verdict(Verdict.GIVEN, language), f"  {size}")], 1)


def _explanation(claim: ClaimAudit, language: Language) -> str:
    """Return the reading that explains a contradiction, on a line of its own."""
    if claim.verdict is not Verdict.EXPLAINED or claim.best is None:
        return ""
    return "\n" + _FITS.render(
        language, numbers=_numbers(claim.best, language), how=claim.best.how.render(language)
    )


def _recomputed(claim: ClaimAudit, language: Language) -> str:
    """Return what the plain readings give, each once."""
    if claim.verdict is Verdict.UNDECIDABLE:
        return "—"
    plain = [entry for entry in claim.readings if claim.verdict is not Verdict.EXPLAINED or not entry.fits]
    lines = [_numbers(entry, language) for entry in plain]
    return "\n".join(dict.fromkeys(lines)) or "—"
