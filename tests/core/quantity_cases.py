"""Reads the table of hard cases, and writes a quantity or a deadline in the table's short form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import yaml

from liance.core.quantities import DateRole, DateSource, Deadline, Precision, Quantity

TABLE = Path(__file__).with_name("quantity_cases.yaml")


@dataclass(frozen=True)
class Case:
    """One sentence, what must be read from it in short form, and why it is hard."""

    group: str
    text: str
    quantities: tuple[str, ...]
    dates: tuple[str, ...]
    why: str
    base: date | None


def load_cases() -> list[Case]:
    """Return every case of the table, in order."""
    groups = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return [
        Case(
            group=group["group"],
            text=case["text"],
            quantities=tuple(case.get("quantities", ())),
            dates=tuple(case.get("dates", ())),
            why=case["why"],
            base=date.fromisoformat(case["base"]) if "base" in case else None,
        )
        for group in groups
        for case in group["cases"]
    ]


def describe_quantity(text: str, quantity: Quantity) -> str:
    """Return ``quote | op value unit kind flags``, such as ``50家以上 | >= 50 家 level``."""
    value = _number(quantity.value)
    if quantity.value_max is not None:
        value += f"..{_number(quantity.value_max)}"
    words = [quantity.op.value, value, quantity.unit or "-", quantity.kind.value]
    words += ["yearly"] * quantity.per_year + ["approximate"] * quantity.approximate
    words += ["class"] * quantity.size_class + ["implied"] * quantity.implied
    if quantity.baseline is not None:
        words.append(f"from:{_number(quantity.baseline)}")
    return f"{text[quantity.span.start : quantity.span.end]} | {' '.join(words)}"


def describe_deadline(text: str, deadline: Deadline) -> str:
    """Return ``quote | year role flags``, such as ``2020—2022年 | 2020..2022 in span``."""
    year = "none" if deadline.year is None else str(deadline.year)
    if deadline.start_year is not None:
        year = f"{deadline.start_year}..{year}"
    words = [year]
    words += [f"month:{deadline.month}"] * (deadline.month is not None)
    words += [f"day:{deadline.day}"] * (deadline.day is not None)
    if deadline.source in (DateSource.EXPLICIT, DateSource.RELATIVE):
        words.append(deadline.role.value)
    if deadline.precision in (Precision.QUARTER, Precision.HALF_YEAR):
        words.append(deadline.precision.value)
    if deadline.source is not DateSource.EXPLICIT:
        words.append(deadline.source.value)
    if deadline.years_ahead is not None:
        words.append(f"{deadline.years_ahead:+d}")
    words += ["corrupt"] * deadline.corrupt
    return f"{text[deadline.span.start : deadline.span.end]} | {' '.join(words)}"


def _number(value: Fraction) -> str:
    """Return an exact decimal where there is one, else a fraction."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return str(value)
    return format(Decimal(value.numerator) / value.denominator, "f")


__all__ = ["Case", "DateRole", "describe_deadline", "describe_quantity", "load_cases"]
