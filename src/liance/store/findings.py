"""Findings as rows: by code and details, so that they can be said in either language later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liance.core.findings import Finding, FindingKind, Place, Severity, known_kinds
from liance.core.language import Text


def findings_to_rows(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return JSON-ready rows; details that are no number become text."""
    return [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "place": finding.place.as_data(),
            "details": {name: _plain(value) for name, value in finding.details.items()},
        }
        for finding in findings
    ]


def _plain(value: object) -> int | str:
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)


def findings_from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Return the findings; one whose kind this version no longer knows says its code."""
    kinds = {kind.code: kind for kind in known_kinds()}
    return tuple(
        Finding(
            kinds.get(row["code"]) or _unknown(row["code"], row["severity"]),
            Place(**row["place"]),
            dict(row["details"]),
        )
        for row in rows
    )


def _unknown(code: str, severity: str) -> FindingKind:
    """Build a kind on the spot; it is declared nowhere, so a later module may still declare its code."""
    kind = object.__new__(FindingKind)
    for name, value in (
        ("code", code),
        ("severity", Severity(severity)),
        ("says", Text(zh="（旧版记录）" + _braces(code), en="(older record) " + _braces(code))),
        ("advice", Text(zh="重新读取该文件可得到完整说明", en="read the file again for the full sentence")),
    ):
        object.__setattr__(kind, name, value)
    return kind


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
