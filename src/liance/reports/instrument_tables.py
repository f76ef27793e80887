"""Policy instruments as rows and as documented JSON."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.core.numbers import number_words
from liance.delivery.instruments import Amount, AmountRole, Instrument, InstrumentSummary
from liance.reports.data import findings_data

KINDS = {
    "award": Text(zh="奖励", en="award"),
    "subsidy": Text(zh="补助", en="subsidy"),
    "fund": Text(zh="基金", en="fund"),
    "loan": Text(zh="信贷", en="loan"),
    "tax": Text(zh="税收", en="tax"),
    "premises": Text(zh="场地用房", en="premises"),
    "voucher": Text(zh="服务券", en="voucher"),
    "talent": Text(zh="人才待遇", en="talent"),
}
_YEARS = Text(zh="{years}年", en="{years} years")
_UNTIL = Text(zh="至{year}", en="to {year}")
_ROLES = {
    AmountRole.SUM: Text(zh="{value}", en="{value}"),
    AmountRole.CAP: Text(zh="最高{value}", en="up to {value}"),
    AmountRole.RATE: Text(zh="{value}", en="{value}"),
    AmountRole.SIZE: Text(zh="规模{value}", en="size {value}"),
}

#: Columns of the table of instruments.
INSTRUMENT_COLUMNS = (
    "source", "quote", "start", "end", "kinds", "recipient", "condition", "amounts", "years", "valid_until", "owner",
)  # fmt: skip


def kind_words(instrument: Instrument, language: Language) -> str:
    """Return the words for the kinds of an instrument."""
    return ("、" if language is Language.ZH else ", ").join(
        KINDS[kind.value].render(language) for kind in instrument.kinds
    )


def amount_words(amount: Amount, language: Language) -> str:
    """Return an amount as a person writes it: ``最高500万元/单个项目``, ``30%（研发投入）``."""
    shown = number_words(amount.value, language)
    if amount.value_max is not None:
        shown += f"–{number_words(amount.value_max, language)}"
    text = _ROLES[amount.role].render(language, value=shown + amount.unit)
    if amount.per:
        text += f"/{amount.per}"
    return f"{text}（{amount.of}）" if amount.of else text


def term_words(instrument: Instrument, language: Language) -> str:
    """Return for how long one recipient gets it and until when the document holds: ``3年；至2026``."""
    parts = []
    if instrument.years is not None:
        parts.append(_YEARS.render(language, years=instrument.years))
    if instrument.valid_until is not None:
        parts.append(_UNTIL.render(language, year=instrument.valid_until))
    return ("；" if language is Language.ZH else "; ").join(parts) or "—"


def amounts_words(instrument: Instrument, language: Language) -> str:
    """Return all amounts of an instrument, a dash where none is printed."""
    joiner = "；" if language is Language.ZH else "; "
    return joiner.join(amount_words(amount, language) for amount in instrument.amounts) or "—"


def instrument_row(instrument: Instrument, language: Language) -> tuple[str, ...]:
    """Return one row of the table of instruments."""
    return (
        instrument.source,
        " ".join(instrument.quote.split()),
        str(instrument.start),
        str(instrument.end),
        " ".join(kind.value for kind in instrument.kinds),
        instrument.recipient or "",
        instrument.condition or "",
        amounts_words(instrument, language) if instrument.amounts else "",
        "" if instrument.years is None else str(instrument.years),
        "" if instrument.valid_until is None else str(instrument.valid_until),
        instrument.owner or "",
    )


def instrument_data(instrument: Instrument) -> dict[str, object]:
    """Return one instrument as documented JSON."""
    return {
        "source": instrument.source,
        "quote": instrument.quote,
        "start": instrument.start,
        "end": instrument.end,
        "kinds": [kind.value for kind in instrument.kinds],
        "recipient": instrument.recipient,
        "condition": instrument.condition,
        "amounts": [
            {
                "role": amount.role.value,
                "op": amount.op.value,
                "value": _plain(amount.value),
                "value_max": None if amount.value_max is None else _plain(amount.value_max),
                "unit": amount.unit,
                "per": amount.per,
                "of": amount.of,
                "start": amount.start,
                "end": amount.end,
            }
            for amount in instrument.amounts
        ],
        "years": instrument.years,
        "valid_until": instrument.valid_until,
        "owner": instrument.owner,
    }


def instruments_data(
    instruments: Iterable[Instrument],
    summary: Iterable[InstrumentSummary],
    findings: Iterable[Finding],
    language: Language,
) -> dict[str, object]:
    """Return the instruments of any number of plans with their comparison by kind."""
    return {
        "instruments": [instrument_data(one) for one in instruments],
        "summary": [
            {
                "source": one.source,
                "kind": one.kind.value,
                "count": one.count,
                "largest": None if one.largest is None else _plain(one.largest),
            }
            for one in summary
        ],
        "findings": findings_data(findings, language),
    }


def _plain(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
