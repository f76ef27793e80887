"""Delivery as rows and as documented JSON: targets of yearly reports against their results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.core.numbers import decimal_text
from liance.delivery.national import DeliveryLine, Figure
from liance.delivery.projects import VERDICTS
from liance.reports.data import findings_data
from liance.reports.target_tables import quantity_words

NOT_STATED = Text(zh="未说明", en="not stated")
_NO_TARGET = Text(zh="当年报告未说明目标", en="that year's report states no target")
_NO_RESULT = Text(zh="次年报告未说明结果", en="the next report states no result")
_NEITHER = Text(zh="目标与结果均未说明", en="neither target nor result is stated")

#: Columns of the delivery table.
NATIONAL_COLUMNS = (
    "indicator", "name", "year", "unit", "target_op", "target", "target_max", "result", "verdict", "word",
    "target_source", "target_start", "target_end", "target_quote",
    "result_source", "result_start", "result_end", "result_quote",
)  # fmt: skip


def figure_words(figure: Figure | None, language: Language) -> str:
    """Return a figure as a person writes it; what is not stated says so."""
    if figure is None:
        return NOT_STATED.render(language)
    return quantity_words(figure.op, figure.value, figure.value_max, figure.unit, language)


def line_reason(line: DeliveryLine, language: Language) -> str:
    """Return why a line has its verdict."""
    if line.status is not None:
        return line.status.reason.render(language)
    missing = {(True, True): _NEITHER, (True, False): _NO_TARGET, (False, True): _NO_RESULT}
    return missing[line.target is None, line.result is None].render(language)


def national_rows(lines: Iterable[DeliveryLine], language: Language) -> list[tuple[str, ...]]:
    """Return the rows of the delivery table; what is not stated says so in its number's cell."""
    rows = []
    for line in lines:
        target, result = line.target, line.result
        rows.append(
            (
                line.indicator.id,
                line.indicator.name.render(language),
                str(line.year),
                line.indicator.unit,
                target.op.value if target else "",
                decimal_text(target.value) if target else NOT_STATED.render(language),
                decimal_text(target.value_max) if target and target.value_max is not None else "",
                decimal_text(result.value) if result else NOT_STATED.render(language),
                line.verdict.value,
                VERDICTS[line.verdict].render(language),
                *_place_cells(target),
                *_place_cells(result),
            )
        )
    return rows


def _place_cells(figure: Figure | None) -> tuple[str, ...]:
    if figure is None:
        return ("", "", "", "")
    return (figure.source, str(figure.start), str(figure.end), " ".join(figure.quote.split()))


def national_data(
    lines: Iterable[DeliveryLine],
    documents: Sequence[tuple[str, str]],
    findings: Iterable[Finding],
    language: Language,
) -> dict[str, object]:
    """Return the delivery table as documented JSON; ``documents`` are file names with their digests."""
    return {
        "lines": [_line_data(line, language) for line in lines],
        "documents": [{"source": source, "digest": digest} for source, digest in documents],
        "findings": findings_data(findings, language),
    }


def _line_data(line: DeliveryLine, language: Language) -> dict[str, object]:
    return {
        "indicator": line.indicator.id,
        "name": line.indicator.name.render(language),
        "year": line.year,
        "unit": line.indicator.unit,
        "target": _figure_data(line.target),
        "result": _figure_data(line.result),
        "verdict": line.verdict.value,
        "word": VERDICTS[line.verdict].render(language),
        "reason": line_reason(line, language),
    }


def _figure_data(figure: Figure | None) -> dict[str, object] | None:
    if figure is None:
        return None
    return {
        "op": figure.op.value,
        "value": _plain(figure.value),
        "value_max": None if figure.value_max is None else _plain(figure.value_max),
        "source": figure.source,
        "quote": figure.quote,
        "start": figure.start,
        "end": figure.end,
        "sentence_start": figure.sentence_start,
        "sentence_end": figure.sentence_end,
    }


def _plain(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
