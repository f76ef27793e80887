"""Scenario supply in the store: the yearly list, open calls, matches, cases, exports.

The store is opened by the caller (``workbench.store.open_store``); modules of the store are imported late.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from liance.core.errors import FindingsError, LianceError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_PACK_FILE_BYTES, MAX_TABLE_BYTES
from liance.delivery.drafting.supply import (
    Call,
    Case,
    Event,
    Match,
    Supplier,
    call_of,
    cases,
    match,
    published,
)
from liance.plans.documents.grids import read_grids
from liance.reports.call_tables import (
    CALL_COLUMNS,
    CASE_COLUMNS,
    call_data,
    call_row,
    call_screen_row,
    calls_data,
    case_row,
    event_row,
    match_data,
    match_row,
    standing_rows,
)
from liance.reports.tables import csv_text
from liance.workbench.corpus import FileMissingError
from liance.workbench.drafting import read_worksheet
from liance.workbench.output import write_whole
from liance.workbench.store import now

__all__ = [
    "Call",
    "act",
    "call_data",
    "call_screen_row",
    "calls_data",
    "case_rows",
    "event_rows",
    "export",
    "export_texts",
    "find_matches",
    "kept_calls",
    "kept_cases",
    "match_data",
    "match_row",
    "match_table",
    "one_call",
    "publish",
    "publish_text",
    "standing_rows",
]

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
NO_SUPPLIER_COLUMN = FindingKind(
    "supply.no_column",
    Severity.ERROR,
    says=Text(zh="供给方表的表头缺少“{column}”一列", en="the table of suppliers lacks the column '{column}'"),
    advice=Text(
        zh="第一行应为：名称、场景、满足条件、同类项目数",
        en="the first line is: name, scenarios, meets, delivered",
    ),
)
BAD_SUPPLIER = FindingKind(
    "supply.bad_supplier",
    Severity.WARNING,
    says=Text(
        zh="同类项目数“{value}”不是自然数，按 0 计", en="'{value}' is no whole number of projects; 0 is taken"
    ),
    advice=Text(zh="请写 0、1、2 ……", en="write 0, 1, 2 ..."),
)
NOTHING_LISTED = FindingKind(
    "supply.nothing",
    Severity.WARNING,
    says=Text(zh="工作表的 supply 是空的", en="the worksheet's 'supply' is empty"),
    advice=Text(zh="请列出应用场景、需求单位和需求", en="list scenarios with demander and demand"),
)
_COLUMNS = {
    "name": ("名称", "name"),
    "scenarios": ("场景", "scenarios"),
    "meets": ("满足条件", "meets"),
    "delivered": ("同类项目数", "delivered"),
}
_BAD_STEP = Text(zh="这一步的内容不合要求：{problem}", en="this step does not fit: {problem}")


class BadStepError(LianceError):
    """What was given for a step of a call has not the shape of one."""


class SuppliersError(FindingsError):
    """A table of suppliers that cannot be used."""


def publish(worksheet: Path, on: date, by: str) -> tuple[dict[str, Call], list[Finding]]:
    """Put the worksheet's yearly list into the store; what is listed already stays.

    Raises:
        FileMissingError, WorksheetError: the worksheet cannot be read.
    """
    if not worksheet.is_file():
        raise FileMissingError(str(worksheet))
    with worksheet.open("rb") as stream:
        return _publish(worksheet.name, stream.read(MAX_PACK_FILE_BYTES + 1), on, by)


def publish_text(name: str, worksheet: str, on: date, by: str) -> tuple[dict[str, Call], list[Finding]]:
    """Do the same for a worksheet held as text.

    Raises:
        WorksheetError: the worksheet cannot be read.
    """
    return _publish(name, worksheet.encode(), on, by)


def _publish(name: str, worksheet: bytes, on: date, by: str) -> tuple[dict[str, Call], list[Finding]]:
    from liance.store.drafts import repository

    sheet = read_worksheet(name, worksheet)
    events, findings = published(sheet.supply, repository.listed(), on)
    if not sheet.supply:
        findings.append(NOTHING_LISTED.at(Place(name)))
    made: dict[str, Call] = {}
    for event in events:
        number = repository.list_demand(event, now(), by)
        made[number] = call_of([event])
    return made, findings


def act(number: str, kind: str, by: str, **fields: Any) -> Call:
    """Record one step of a call and return the call as it stands.

    Args:
        number: the call.
        kind: ``opened``, ``applied``, ``rated``, ``closed``, ``selected``, ``resulted`` or ``withdrawn``.
        by: who enters it.
        fields: the fields of that event (see ``delivery.drafting.supply``).

    Raises:
        NotInStoreError: there is no such call.
        CallRefusedError: the rules forbid the step.
        BadStepError: a field does not fit.
    """
    from liance.store.drafts import repository

    try:
        event = _EVENT.validate_python({"kind": kind, **fields})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise BadStepError(_BAD_STEP, problem=f"{where}: {first['msg']}") from error
    return repository.record_event(number, event, now(), by)


def kept_calls(year: int | None = None) -> Mapping[str, Call]:
    """Return the calls in the store by number."""
    from liance.store.drafts import repository

    return repository.calls(year)


def one_call(number: str) -> Call:
    """Return one call.

    Raises:
        NotInStoreError: there is none.
    """
    from liance.store.drafts import repository

    return call_of(kept.event for kept in repository.call_events(number))


def event_rows(number: str, language: Language) -> list[tuple[str, ...]]:
    """Return the history of a call, a row per event.

    Raises:
        NotInStoreError: there is none.
    """
    from liance.store.drafts import repository

    return [
        event_row(kept.number, kept.event, kept.recorded_at, kept.recorded_by, language)
        for kept in repository.call_events(number)
    ]


def kept_cases() -> tuple[Case, ...]:
    """Return the case library."""
    return cases(kept_calls().values())


def case_rows() -> list[tuple[str, ...]]:
    """Return a row per case."""
    return [case_row(case) for case in kept_cases()]


def find_matches(suppliers: Path) -> tuple[tuple[Match, ...], list[Finding]]:
    """Match the demands still without a solver with a table of suppliers (csv, xlsx).

    Raises:
        FileMissingError: the table is not there.
        DocumentError, SuppliersError: it cannot be used.
    """
    if not suppliers.is_file():
        raise FileMissingError(str(suppliers))
    with suppliers.open("rb") as stream:
        return match_table(suppliers.name, stream.read(MAX_TABLE_BYTES + 1))


def match_table(name: str, data: bytes) -> tuple[tuple[Match, ...], list[Finding]]:
    """Match the demands still without a solver with a table of suppliers held as bytes.

    Raises:
        DocumentError, SuppliersError: it cannot be used.
    """
    found, findings = read_suppliers(name, data)
    return match(kept_calls().values(), found), findings


def read_suppliers(name: str, data: bytes) -> tuple[tuple[Supplier, ...], list[Finding]]:
    """Read a table of suppliers: name, scenarios, conditions met, projects delivered.

    Raises:
        DocumentError: it is no table.
        SuppliersError: it lacks a column.
    """
    grid = read_grids(name, data)[0]
    line, head = grid.rows[0]
    places = {
        key: place
        for place, cell in enumerate(head)
        for key, words in _COLUMNS.items()
        if str(cell or "").lower() in words
    }
    missing = [_COLUMNS[key][0] for key in ("name", "scenarios") if key not in places]
    if missing:
        problems = [NO_SUPPLIER_COLUMN.at(grid.place(line), column=column) for column in missing]
        raise SuppliersError(
            Text(zh="供给方表“{source}”无法使用：", en="the table of suppliers '{source}' cannot be used:"),
            problems,
            source=name,
        )
    suppliers: list[Supplier] = []
    findings: list[Finding] = []
    for number, cells in grid.rows[1:]:

        def text(key: str, cells: tuple[Any, ...] = cells) -> str:
            place = places.get(key)
            value = cells[place] if place is not None and place < len(cells) else None
            return "" if value is None else str(value)

        delivered = text("delivered")
        if delivered and not (delivered.isdecimal() and len(delivered) < 7):
            place = grid.place(number, places["delivered"] + 1)
            findings.append(BAD_SUPPLIER.at(place, value=delivered))
            delivered = ""
        if text("name"):
            suppliers.append(
                Supplier(text("name"), _words(text("scenarios")), _words(text("meets")), int(delivered or 0))
            )
    return tuple(suppliers), findings


def _words(text: str) -> tuple[str, ...]:
    for sign in "；;、|":
        text = text.replace(sign, "\n")
    return tuple(word.strip() for word in text.split("\n") if word.strip())


def export(folder: Path, language: Language) -> tuple[Path, ...]:
    """Write ``calls.csv``, ``calls.json`` (with history) and ``cases.csv``.

    Raises:
        OutputError: the folder cannot be written.
    """
    texts = export_texts(language)
    for name, text in texts.items():
        write_whole(folder / name, text)
    return tuple(folder / name for name in texts)


def export_texts(language: Language) -> dict[str, str]:
    """Return the files of an export by name."""
    calls = kept_calls()
    return {
        "calls.csv": csv_text(
            CALL_COLUMNS, [call_row(number, call) for number, call in sorted(calls.items())]
        ),
        "calls.json": json.dumps(calls_data(calls, language), ensure_ascii=False, indent=2) + "\n",
        "cases.csv": csv_text(CASE_COLUMNS, case_rows()),
    }
