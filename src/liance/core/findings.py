"""Findings: bad input reported as data.

A module declares each kind of finding once, beside the code that reports it::

    EMPTY_FILE = FindingKind(
        "document.empty", Severity.ERROR,
        says=Text(zh="文件没有内容", en="the file is empty"),
        advice=Text(zh="请检查文件是否完整", en="check that the file is complete"),
    )
    finding = EMPTY_FILE.at(Place(source="plan.txt"))

Findings never stop a batch; a failed operation is an exception (``core.errors``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from liance.core.language import Language, Text
from liance.core.numbers import number_words


class Severity(StrEnum):
    """How grave a finding is: an ``ERROR`` means the file or value could not be used."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding lies.

    ``source`` is a file name as the user gave it, never a full path made by us. ``start`` and ``end``
    are code point offsets into the document's text; ``line`` (from 1) is for data files; ``page`` from 1.
    In a spreadsheet ``sheet`` is the sheet's name, ``line`` its row and ``column`` the letters of its column.
    """

    source: str = ""
    start: int | None = None
    end: int | None = None
    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    column: str | None = None

    def as_data(self) -> dict[str, object]:
        """Return the known parts as JSON-ready data."""
        parts = {
            "source": self.source or None,
            "start": self.start,
            "end": self.end,
            "line": self.line,
            "page": self.page,
            "sheet": self.sheet,
            "column": self.column,
        }
        return {name: value for name, value in parts.items() if value is not None}

    def label(self) -> str:
        """Return the place as a person points to it: ``plan.txt``, ``index.csv:7``, ``values.xlsx[2026]!D7``."""
        sheet = f"[{self.sheet}]" if self.sheet is not None else ""
        if self.column is not None:
            return f"{self.source}{sheet}!{self.column}{'' if self.line is None else self.line}"
        return f"{self.source}{sheet}" + ("" if self.line is None else f":{self.line}")


_KINDS: dict[str, FindingKind] = {}


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: its stable code, severity, sentence and advice in both languages."""

    code: str
    severity: Severity
    says: Text
    advice: Text

    def __post_init__(self) -> None:
        known = _KINDS.setdefault(self.code, self)
        if known != self:
            raise ValueError(f"finding code declared twice: {self.code}")

    def at(self, place: Place | None = None, **details: object) -> Finding:
        """Return a finding of this kind at ``place``; ``details`` fill the sentences' fields."""
        return Finding(kind=self, place=place or Place(), details=details)


def known_kinds() -> tuple[FindingKind, ...]:
    """Return every kind declared by the modules imported so far, sorted by code."""
    return tuple(_KINDS[code] for code in sorted(_KINDS))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an input, where, and what to do about it."""

    kind: FindingKind
    place: Place = field(default_factory=Place)
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The stable code, such as ``document.empty``."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        """The severity of the kind."""
        return self.kind.severity

    def message(self, language: Language) -> str:
        """Say what is wrong."""
        return self.kind.says.render(language, **self._words(language))

    def advice(self, language: Language) -> str:
        """Say what to do."""
        return self.kind.advice.render(language, **self._words(language))

    def _words(self, language: Language) -> dict[str, object]:
        """Return the details; exact numbers as they are written in ``language``."""
        return {
            name: number_words(value, language) if isinstance(value, Fraction) else value
            for name, value in self.details.items()
        }

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data, with the sentences in ``language``."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "place": self.place.as_data(),
            "message": self.message(language),
            "advice": self.advice(language),
        }
