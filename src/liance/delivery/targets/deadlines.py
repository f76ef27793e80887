"""The year by which a promise falls due: stated in the sentence, or inherited from what stands above it.

In this order: the sentence; the paragraph before it; what leads into the list (the paragraphs of the section
before its items, then those of the sections above); the headings; the plan period in the title; the goals of
the plan. Where a step names two years, nothing is inherited: two stage years above one list leave it open.
Only the text counts, never the file's index.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from liance.core.quantities import DateRole, DateSource, Deadline, Quantity, find_dates
from liance.plans.documents.model import Origin
from liance.plans.structure import Outline, Role, Statement, StatementKind

_CYCLE_NAME = re.compile(r"[“\"‘]?(十[一二三四五六七八九])五[”\"’]?")
_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
#: Most dates that one 分别 hands out.
_MOST_DATES = 8
#: Sources of metadata that are the text itself.
_OF_THE_TEXT = (Origin.TEXT, Origin.FRONT_MATTER)


@dataclass(frozen=True, slots=True)
class Due:
    """When a promise falls due; ``source`` is ``explicit``, ``inherited`` or None where nothing is said.

    ``deadline`` is the date it was read from, None for a plan period taken from the title's name.
    """

    year: int | None = None
    source: str | None = None
    corrupt: bool = False
    deadline: Deadline | None = None


class Reading(NamedTuple):
    """A statement with the times and stage words in it, and the number of its paragraph.

    ``due_dates`` are the times by which or in which something may fall due.
    """

    statement: Statement
    text: str
    dates: tuple[Deadline, ...]
    paragraph: int
    due_dates: tuple[Deadline, ...]


@dataclass(slots=True)
class _Lead:
    """The dated paragraphs that lead into a section's list: their indices, and what each makes of the deadline."""

    indices: list[int] = field(default_factory=list)
    deadlines: list[Deadline | None] = field(default_factory=list)
    years: set[int | None] = field(default_factory=set)

    def add(self, index: int, dates: Sequence[Deadline]) -> None:
        """Take in the dates of the paragraph ``index``; from the second year on nothing is inherited."""
        self.years |= {item.year for item in dates if not item.corrupt}
        self.indices.append(index)
        self.deadlines.append(None if len(self.years) > 1 else dates[-1])

    def before(self, index: int) -> tuple[bool, Deadline | None]:
        """Return whether a paragraph before ``index`` is dated, and the one deadline they give."""
        place = bisect_left(self.indices, index)
        return (False, None) if place == 0 else (True, self.deadlines[place - 1])


def is_due_date(deadline: Deadline) -> bool:
    """Whether a deadline can be one: no comparison, no past state, no stage word, no 每年."""
    return deadline.role in (DateRole.BY, DateRole.IN) and deadline.source in (
        DateSource.EXPLICIT,
        DateSource.RELATIVE,
    )


class Calendar:
    """The times of one outline, and the rules by which a promise inherits one."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self.base = _base(outline)
        self.readings = _read(outline, self.base)
        self._period = _title_period(outline)
        self._title_year = _title_year(outline) if self._period is None else None
        self._goal_year = _only_year(
            item
            for reading in self.readings
            if outline.role_of(reading.statement) is Role.GOAL
            for item in reading.due_dates
        )
        self._leads: dict[int, _Lead] = {}
        self._dated_before: list[int | None] = []
        self._stages: list[str | None] = []
        #: For each reading the first of those before it that go on into it (those between end in ； ， ：).
        self._sentence_starts: list[int] = []
        self._titled: dict[int, Deadline | None] = {}
        self._survey()

    def _survey(self) -> None:
        """Note once for every reading what rules ask again and again: the last date and stage word before it."""
        dated: int | None = None
        stage: str | None = None
        for index, reading in enumerate(self.readings):
            before = self.readings[index - 1] if index else None
            if before is None or before.paragraph != reading.paragraph:
                dated = None
            if before is None or before.statement.section != reading.statement.section:
                stage = None
            goes_on = before is not None and before.text.rstrip().endswith(("；", ";", "，", "：", ":"))
            self._sentence_starts.append(self._sentence_starts[-1] if goes_on else index)
            self._dated_before.append(dated)
            if reading.due_dates:
                dated = index
                if reading.statement.kind in (StatementKind.SENTENCE, StatementKind.TITLE):
                    lead = self._leads.setdefault(reading.statement.section, _Lead())
                    lead.add(index, reading.due_dates)
            for item in reading.dates:
                if item.source is DateSource.STAGE:
                    stage = item.printed
            self._stages.append(stage)

    @property
    def start_year(self) -> int | None:
        """The year the plan speaks from: its date, else the first year of its period."""
        if self.base is not None:
            return self.base.year
        return self._period[0] if self._period else None

    @property
    def due_years(self) -> frozenset[int]:
        """Every year by which the text says that something is due."""
        return frozenset(
            item.year
            for reading in self.readings
            for item in reading.due_dates
            if item.year is not None and item.role is DateRole.BY
        )

    def of_column(self, deadline: Deadline | None) -> Due:
        """Return when a table column falls due: the year of its head, else the plan's."""
        return self._due(deadline, "explicit") if deadline is not None else self._of_plan()

    def due(self, index: int, quantity: Quantity, siblings: Sequence[Quantity]) -> Due:
        """Return when ``quantity`` of the reading ``index`` falls due; ``siblings`` are all of its sentence."""
        reading = self.readings[index]
        own = _own_date(reading, quantity, siblings)
        if own is not None:
            return self._due(own, "explicit")
        return self._inherited(index)

    def stage(self, index: int) -> str | None:
        """Return the stage word (近期, 第一阶段) that governs the reading ``index``, if any."""
        reading = self.readings[index]
        if self._stages[index] is not None:
            return self._stages[index]
        heading = self._outline.sections[reading.statement.section].heading
        if heading is None:
            return None
        match = re.search(r"近期|中期|远期|第[一二三四]阶段", self._outline.headings[heading].text)
        return match[0] if match else None

    def is_before_plan(self, deadline: Deadline | None) -> bool:
        """Whether a date lies before the plan itself: what happened in it is a fact."""
        start = self.start_year
        return (
            deadline is not None
            and deadline.year is not None
            and start is not None
            and deadline.role is DateRole.IN
            and deadline.year < start
        )

    def _due(self, deadline: Deadline, source: str) -> Due:
        if deadline.corrupt:
            return Due(None, source, corrupt=True, deadline=deadline)
        year = deadline.year
        if year is None and deadline.years_ahead == 0 and self._title_year is not None:
            # A plan of one year calls it 今年; 年底 is its end.
            return Due(self._title_year, source, deadline=deadline)
        if year is None and deadline.years_ahead is not None and self._period is not None:
            first, last = self._period
            year = last if deadline.years_ahead == last - first + 1 else None
        return Due(year, source, deadline=deadline)

    def _inherited(self, index: int) -> Due:
        reading = self.readings[index]
        section = reading.statement.section
        dated = self._dated_before[index]
        if dated is not None:
            earlier = self.readings[dated]
            same = dated >= self._sentence_starts[index]
            return self._due(earlier.due_dates[-1], "explicit" if same else "inherited")
        above: int | None = section
        while above is not None:
            found = self._from_section(above, index)
            if found is not None:
                return found
            above = self._outline.sections[above].parent
        return self._of_plan()

    def _of_plan(self) -> Due:
        if self._period is not None:
            return Due(self._period[1], "inherited")
        if self._goal_year is not None:
            return Due(self._goal_year, "inherited")
        return Due()

    def _from_section(self, section: int, index: int) -> Due | None:
        """Read the lead paragraphs of ``section`` before the reading, then its heading; None if undated."""
        is_dated, deadline = self._leads.get(section, _Lead()).before(index)
        if is_dated:
            return Due() if deadline is None else self._due(deadline, "inherited")
        titled = self._of_heading(section)
        return None if titled is None else self._due(titled, "inherited")

    def _of_heading(self, section: int) -> Deadline | None:
        """Return the last time that the section's heading names."""
        if section not in self._titled:
            heading = self._outline.sections[section].heading
            text = "" if heading is None else self._outline.headings[heading].text
            dates = [item for item in find_dates(text, self.base) if is_due_date(item)]
            self._titled[section] = dates[-1] if dates else None
        return self._titled[section]


def _own_date(reading: Reading, quantity: Quantity, siblings: Sequence[Quantity]) -> Deadline | None:
    """Return the date of the sentence that governs ``quantity``: the last before it, else one in its clause."""
    dates = reading.due_dates
    place = bisect_right(dates, quantity.span.start, key=lambda item: item.span.end)
    if place:
        return (
            _distributed(reading.text, dates[max(0, place - _MOST_DATES) : place], quantity, siblings)
            or dates[place - 1]
        )
    for item in dates[place : place + 1]:
        if item.span.start >= quantity.span.end and not re.search(
            r"[，。；：,;、]", reading.text[quantity.span.end : item.span.start]
        ):
            return item
    return None


def _distributed(
    text: str, dates: Sequence[Deadline], quantity: Quantity, siblings: Sequence[Quantity]
) -> Deadline | None:
    """Pair 到2025年、2030年……分别达到A、B in order; None where the sentence does not distribute."""
    group = [dates[-1]]
    for item in reversed(dates[:-1]):
        if not re.fullmatch(r"[、和及与，到 ]{1,3}", text[item.span.end : group[0].span.start]):
            break
        group.insert(0, item)
    if len(group) < 2:
        return None
    after = siblings[bisect_left(siblings, group[-1].span.end, key=lambda item: item.span.start) :]
    if len(after) != len(group) or "分别" not in text[group[-1].span.end : after[0].span.start]:
        return None
    return group[after.index(quantity)] if quantity in after else None


def _read(outline: Outline, base: date | None) -> tuple[Reading, ...]:
    readings: list[Reading] = []
    paragraph = 0
    end = 0
    for statement in outline.statements:
        gap = outline.view.text[end : statement.view_start]
        heading = statement.kind is StatementKind.HEADING
        if "\n" in gap or (readings and readings[-1].statement.section != statement.section):
            paragraph += 1
        text = outline.shown(statement)
        if text[:1] == "\n":
            paragraph += 1
        dates = find_dates(text, base)
        due_dates = tuple(filter(is_due_date, dates)) if dates else ()
        readings.append(Reading(statement, text, dates, paragraph, due_dates))
        if not heading and text.endswith("\n"):
            paragraph += 1
        end = statement.view_end
    return tuple(readings)


def _base(outline: Outline) -> date | None:
    metadata = outline.document.metadata
    if metadata.origins.get("published") not in _OF_THE_TEXT or metadata.published is None:
        return None
    match = _PUBLISHED.match(metadata.published)
    if match is None:
        return None
    return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))


def _titles(outline: Outline) -> list[str]:
    """Return the title as the text states it, at most three lines."""
    titles = [
        outline.shown(statement)
        for statement in outline.statements
        if statement.kind is StatementKind.TITLE and statement.box is None
    ]
    metadata = outline.document.metadata
    if metadata.title and metadata.origins.get("title") in _OF_THE_TEXT:
        titles.append(metadata.title)
    return titles[:3]


def _title_year(outline: Outline) -> int | None:
    """Return the one year that the title names (2024年工作要点)."""
    return _only_year(
        item for title in _titles(outline) for item in find_dates(title) if item.year is not None
    )


def _title_period(outline: Outline) -> tuple[int, int] | None:
    """Return the plan period that the title in the text states."""
    for title in _titles(outline):
        for item in find_dates(title):
            if item.start_year is not None and item.year is not None:
                return item.start_year, item.year
        cycle = _CYCLE_NAME.search(title)
        if cycle:
            (item,) = find_dates(f"“{cycle[1]}五”期间")
            if item.start_year is not None and item.year is not None:
                return item.start_year, item.year
    return None


def _only_year(dates: Iterable[Deadline]) -> int | None:
    years = {item.year for item in dates if not item.corrupt}
    return years.pop() if len(years) == 1 else None
