"""What an audit says: a verdict per claim, with every reading that was tried and the best of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.plans.tables.amounts import Amount, Rounding


class Verdict(StrEnum):
    """The outcome of checking one claim.

    ``MATCH``: a plain reading gives it. ``MISMATCH``: none does. ``EXPLAINED``: no plain reading gives it, but one
    that departs from the text does; a fit, not a proof. ``IMPOSSIBLE``: no data whatever can give it. ``GIVEN``: input
    that nothing derives. ``UNDECIDABLE``: what it rests on was not published or can be read both ways.
    """

    MATCH = "match"
    MISMATCH = "mismatch"
    GIVEN = "given"
    EXPLAINED = "explained"
    IMPOSSIBLE = "impossible"
    UNDECIDABLE = "undecidable"


#: Verdicts that contradict the text.
CONTRADICTIONS = (Verdict.MISMATCH, Verdict.EXPLAINED, Verdict.IMPOSSIBLE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to recompute a claim.

    ``source`` says which cells, ``how`` by which weighting or rule, ``left_out`` which units it leaves out.
    ``values`` are exact where the reading gives numbers, ``shown`` is what it gives at the printed decimals
    (or in words) and ``finer`` one decimal more. ``roundings`` holds, per value, the rounding under which it fits or
    None; ``fits`` says that all values fit, ``fits_truncated`` that they do when all are cut off.
    """

    source: Text
    how: Text
    shown: tuple[str | Text, ...]
    fits: bool
    values: tuple[Amount, ...] = ()
    finer: tuple[str, ...] = ()
    roundings: tuple[Rounding | None, ...] = ()
    left_out: tuple[str, ...] = ()
    fits_truncated: bool = False

    @property
    def is_truncated(self) -> bool:
        """Whether it fits only with some value cut off instead of rounded."""
        return self.fits and Rounding.TRUNCATION in self.roundings

    def shown_in(self, language: Language) -> tuple[str, ...]:
        """Return what it gives, in ``language``."""
        return tuple(entry if isinstance(entry, str) else entry.render(language) for entry in self.shown)

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data; exact values as ``n/d``."""
        return {
            "source": self.source.render(language),
            "how": self.how.render(language),
            "shown": list(self.shown_in(language)),
            "values": [str(value.value) for value in self.values],
            "ranges": [
                None if value.is_exact else [str(value.low), str(value.high)] for value in self.values
            ],
            "roundings": [None if rounding is None else rounding.value for rounding in self.roundings],
            "left_out": list(self.left_out),
            "fits": self.fits,
        }


@dataclass(frozen=True, slots=True)
class SubsetSearch:
    """How many subsets of the units were tried, how many fit, and how many would by chance.

    ``by_chance`` is a rough expectation from the spread of values over subsets; below 0.05 a fit is
    worth telling.
    """

    tried: int
    fitting: int
    by_chance: float

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data; ``by_chance`` with two significant digits."""
        return {"tried": self.tried, "fitting": self.fitting, "by_chance": f"{self.by_chance:.2g}"}


@dataclass(frozen=True, slots=True)
class ClaimAudit:
    """The audit of one claim. ``tried`` counts all readings, also those not kept in ``readings``."""

    id: str
    kind: str
    text: Text
    place: str
    verdict: Verdict
    published: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    best: Reading | None = None
    tried: int = 0
    subsets: SubsetSearch | None = None
    notes: tuple[Text, ...] = ()
    fits_truncated: bool | None = None
    published_text: tuple[Text, ...] = ()

    def published_in(self, language: Language) -> tuple[str, ...]:
        """Return what was printed, names in ``language``."""
        return tuple(text.render(language) for text in self.published_text) or self.published

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data with sentences in ``language``."""
        published: object = list(self.published)
        if len(self.published) < 2:
            published = self.published[0] if self.published else None
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text.render(language),
            "place": self.place,
            "verdict": self.verdict.value,
            "published": published,
            "readings": [reading.as_data(language) for reading in self.readings],
            "best": None if self.best is None else self.best.as_data(language),
            "readings_tried": self.tried,
            "subsets": None if self.subsets is None else self.subsets.as_data(),
            "notes": [note.render(language) for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit of a study: its claims in order, and what was wrong with the file."""

    claims: tuple[ClaimAudit, ...]
    findings: tuple[Finding, ...] = ()

    def claim(self, name: str) -> ClaimAudit:
        """Return the audit of the claim ``name``."""
        return next(claim for claim in self.claims if claim.id == name)

    def of(self, *verdicts: Verdict) -> tuple[ClaimAudit, ...]:
        """Return the claims with one of the verdicts."""
        return tuple(claim for claim in self.claims if claim.verdict in verdicts)


def said(template: Text, **fields: Text | str | int) -> Text:
    """Fill a sentence in both languages at once; the result is itself a ``Text`` without fields."""
    zh = {
        name: field.render(Language.ZH) if isinstance(field, Text) else field
        for name, field in fields.items()
    }
    en = {
        name: field.render(Language.EN) if isinstance(field, Text) else field
        for name, field in fields.items()
    }
    return Text(zh=_plain(template.render(Language.ZH, **zh)), en=_plain(template.render(Language.EN, **en)))


def plain(zh: str, en: str) -> Text:
    """Return a text from outside, whose braces are not fields."""
    return Text(zh=_plain(zh), en=_plain(en))


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def listed(names: tuple[Text, ...]) -> Text:
    """Return names joined for reading; a dash where there are none."""
    if not names:
        return Text(zh="—", en="—")
    return plain(
        "、".join(name.render(Language.ZH) for name in names),
        ", ".join(name.render(Language.EN) for name in names),
    )
