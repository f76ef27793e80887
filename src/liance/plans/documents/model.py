r"""What a plan file becomes: a text with stable offsets, and what is known of it.

``Document.text`` never changes after reading. For txt and md it is the decoded file (no byte order mark,
``\n`` line ends), otherwise unchanged; for other formats it is the extracted text. All offsets are code
points into it, and ``quote == text[start:end]`` always. Joined lines and folded widths are views over it
(``views.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from liance.core.findings import Finding
from liance.core.language import Text
from liance.core.spans import Span


class Level(StrEnum):
    """Administrative level of the body that issued a plan."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"


LEVEL_NAMES: Final = {
    Level.NATIONAL: Text(zh="国家级", en="national"),
    Level.PROVINCE: Text(zh="省级", en="province"),
    Level.CITY: Text(zh="地市级", en="city"),
    Level.DISTRICT: Text(zh="区县级", en="district"),
}


class Origin(StrEnum):
    """Where a piece of metadata comes from, strongest last."""

    TEXT = "text"
    FRONT_MATTER = "front_matter"
    INDEX = "index"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a plan besides its text; ``None`` or empty where nothing is known.

    ``published`` is an ISO date or its known part (``2020``, ``2020-06``, ``2020-06-18``); ``period_start``
    and ``period_end`` are years. ``region`` is the name as used officially, ``region_code`` its six-digit
    administrative division code (GB/T 2260). ``subject`` is the technology as named by the source.
    ``origins`` tells for each field where its value comes from.
    """

    title: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    published: str | None = None
    region: str | None = None
    region_code: str | None = None
    level: Level | None = None
    subject: str | None = None
    period_start: int | None = None
    period_end: int | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def overridden(self, origin: Origin, values: Mapping[str, Any]) -> Metadata:
        """Return a copy in which the given non-empty ``values`` replace the present ones."""
        kept = {name: value for name, value in values.items() if value not in (None, "")}
        origins = {**self.origins, **dict.fromkeys(kept, origin)}
        return replace(self, **kept, origins=origins)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the text: its span, and the span of every cell by row."""

    span: Span
    rows: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One source file as text.

    ``source`` is the file's base name; ``digest`` the ``sha256:`` digest of its bytes; ``media_type`` the
    short name of its format as detected (``txt``, ``md``, ``html``, ``docx``, ``pdf``, ``ofd``, ``doc``,
    ``wps``). ``pages`` are the spans of the pages where the format has pages, else empty.
    ``hard_wrapped`` is true where line ends are those of a printed page, not of paragraphs.
    ``front_matter`` is the span of a YAML head that belongs to the file but not to the plan.
    """

    source: str
    digest: str
    media_type: str
    text: str
    pages: tuple[Span, ...] = ()
    tables: tuple[Table, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    hard_wrapped: bool = False
    front_matter: Span | None = None
    findings: tuple[Finding, ...] = ()

    def quote(self, span: Span) -> str:
        """Return the text at ``span``."""
        return self.text[span.start : span.end]

    def page_of(self, offset: int) -> int | None:
        """Return the page number (from 1) that holds ``offset``, or None where there are no pages."""
        for number, page in enumerate(self.pages, 1):
            if page.start <= offset < page.end:
                return number
        return None
