"""Packets: what an expert takes away to rate alone, and how a packet that comes back is read.

A packet holds the texts, the rubric and the expert's cells. Its head names study, rater, stage, rubric and cells
and carries the digest of texts and rubric as handed out; the store signs the head (HMAC-SHA256, FIPS 198-1). So a
packet of another study, of another rater, with changed texts, or with an older rubric is told apart. What
the expert writes is not signed: it is read as entries and judged like any other.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from liance.core.canonical import canonical_json, digest_value
from liance.core.errors import FindingsError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_CELL_QUOTES, MAX_TABLE_BYTES
from liance.packs.model import Item
from liance.plans.documents.grids import Grid, column_letters, read_grids
from liance.plans.study.judging import Entry
from liance.plans.study.model import Cell, Stage

FORMAT: Final = "liance.packet.v1"
#: Names of the sheets that are read again.
CELLS_SHEET, RUBRIC_SHEET, TEXTS_SHEET, HEAD_SHEET = "评分", "评分标准", "原文", "勿改"
#: The sheet of cells has plan, its title, item, its name, level and criteria, then at least so many quotes, then
#: confidence and reason.
QUOTE_COLUMNS: Final = 3
BEFORE_QUOTES, AFTER_QUOTES = 6, 2

NOT_A_PACKET = FindingKind(
    "study.not_a_packet",
    Severity.ERROR,
    says=Text(
        zh="不是评分包：应为 liance study packet 生成的 xlsx，或网页评分包保存的 json",
        en="it is no packet: expected an xlsx of liance study packet, or the json that the page saves",
    ),
    advice=Text(zh="请找出当初发出的文件", en="find the file that was handed out"),
)
EDITED = FindingKind(
    "study.packet_edited",
    Severity.ERROR,
    says=Text(
        zh="评分包中不许改动的部分（规划原文、评分标准或封面）与发出时不同，整包未采用",
        en="parts of the packet that must not change (texts, rubric or head) differ from what was handed out; nothing was taken",
    ),
    advice=Text(zh="请重新领取评分包，把评分抄过去", en="get a fresh packet and copy the scores into it"),
)
FOREIGN = FindingKind(
    "study.packet_foreign",
    Severity.ERROR,
    says=Text(zh="评分包属于另一项研究“{study}”", en="the packet belongs to another study, '{study}'"),
    advice=Text(zh="请在那项研究中导入", en="import it there"),
)
WRONG_RATER = FindingKind(
    "study.packet_of_another",
    Severity.ERROR,
    says=Text(zh="评分包是发给 {rater} 的", en="the packet was made for {rater}"),
    advice=Text(zh="请由其本人导入", en="let that person import it"),
)
OLD_RUBRIC = FindingKind(
    "study.packet_old_rubric",
    Severity.ERROR,
    says=Text(
        zh="评分包用的是较早的评分标准（{rubric}），标准此后已更换",
        en="the packet uses an earlier rubric ({rubric}), which was replaced since",
    ),
    advice=Text(zh="请重新领取评分包", en="get a fresh packet"),
)
OTHER_STAGE = FindingKind(
    "study.packet_other_stage",
    Severity.ERROR,
    says=Text(zh="评分包属于“{zh}”阶段，该阶段已过", en="the packet belongs to stage '{en}', which is over"),
    advice=Text(zh="请重新领取评分包", en="get a fresh packet"),
)
UNKNOWN_CELL = FindingKind(
    "study.packet_unknown_cell",
    Severity.ERROR,
    says=Text(
        zh="“{cell}”不在这个评分包内（规划或项目编号有误），该行未采用",
        en="'{cell}' is not in this packet (unknown plan or item); the row was not taken",
    ),
    advice=Text(zh="请不要改动编号两列", en="leave the two columns of ids as they are"),
)
DUPLICATE_CELL = FindingKind(
    "study.packet_duplicate_cell",
    Severity.ERROR,
    says=Text(
        zh="“{cell}”有两行且内容不同，都未采用",
        en="'{cell}' stands there twice with different entries; neither was taken",
    ),
    advice=Text(zh="请只保留正确的一行", en="keep the right row only"),
)
REPEATED_CELL = FindingKind(
    "study.packet_repeated_cell",
    Severity.INFO,
    says=Text(
        zh="“{cell}”有两行，内容相同，已合并", en="'{cell}' stands there twice with the same entry; merged"
    ),
    advice=Text(zh="无需处理", en="nothing to do"),
)
CELLS_EMPTY = FindingKind(
    "study.packet_cells_empty",
    Severity.INFO,
    says=Text(zh="还有 {count} 格未填", en="{count} cells are still empty"),
    advice=Text(zh="填好后可再次导入", en="fill them in and import again"),
)


class PacketError(FindingsError):
    """A packet cannot be taken in at all; the findings say why."""

    def __init__(self, source: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            Text(zh="评分包“{source}”未采用：", en="the packet '{source}' was not taken:"),
            findings,
            source=source,
        )


@dataclass(frozen=True, slots=True)
class PacketPlan:
    """A plan as handed out."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """What is signed; ``cells`` gives for each cell the revision that the packet shows (0: empty)."""

    study: str
    title: str
    rater: str
    stage: Stage
    rubric: str
    rubric_digest: str
    content_digest: str
    cells: Mapping[Cell, int]

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "format": FORMAT,
            "study": self.study,
            "title": self.title,
            "rater": self.rater,
            "stage": self.stage.value,
            "rubric": self.rubric,
            "rubric_digest": self.rubric_digest,
            "content_digest": self.content_digest,
            "cells": [[cell.plan, cell.item, self.cells[cell]] for cell in sorted(self.cells)],
        }

    def signed_bytes(self) -> bytes:
        """Return the bytes that the store signs."""
        return canonical_json(self.as_data())


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet to hand out; ``entries`` are what the rater entered so far."""

    head: Head
    signature: str
    items: tuple[Item, ...]
    plans: tuple[PacketPlan, ...]
    entries: Mapping[Cell, Entry]


def content_digest(items: Sequence[Item], plans: Sequence[PacketPlan]) -> str:
    """Return the digest of what must not change; white space and control signs do not count.

    Spreadsheet programs change line ends and drop control signs; nothing else may differ.
    """
    return _digest(
        [
            [item.id, item.name, line.level, line.id, line.text]
            for item in items
            for line in rubric_lines(item)
        ],
        {plan.key: plan.text for plan in plans},
    )


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One criterion as a line of a packet."""

    level: int
    id: str
    text: str


def rubric_lines(item: Item) -> tuple[RubricLine, ...]:
    """Return an item's criteria as they stand in packets, the subject named in general."""
    return tuple(
        RubricLine(level.level, criterion.id, criterion.text.replace("{subject}", "主题技术"))
        for level in item.levels
        for criterion in level.criteria
    )


def _digest(lines: Sequence[Sequence[object]], texts: Mapping[str, str]) -> str:
    return digest_value(
        {
            "rubric": sorted([_flat(str(part)) for part in line] for line in lines),
            # A workbook has no row for an empty text.
            "texts": {_flat(key): flat for key, text in texts.items() if (flat := _flat(text))},
        }
    )


def _flat(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


@dataclass(frozen=True, slots=True)
class ReturnedPacket:
    """A packet that came back: its head and signature as found, the digest of its present content, its entries."""

    head: Head
    signature: str
    content_digest: str
    entries: tuple[tuple[Cell, Entry, Place], ...]


def packet_json(packet: Packet) -> bytes:
    """Return a packet as JSON, which the page of a packet holds and saves."""
    return json.dumps(packet_data(packet), ensure_ascii=False, indent=1).encode()


def packet_data(packet: Packet) -> dict[str, Any]:
    """Return a packet as JSON-ready data."""
    return {
        "head": packet.head.as_data(),
        "signature": packet.signature,
        "rubric": [
            {
                "id": item.id,
                "name": item.name,
                "meaning": item.meaning.replace("{subject}", "主题技术"),
                "criteria": [
                    {"level": line.level, "id": line.id, "text": line.text} for line in rubric_lines(item)
                ],
            }
            for item in packet.items
        ],
        "plans": [{"key": plan.key, "title": plan.title, "text": plan.text} for plan in packet.plans],
        "cells": [
            {
                "plan": cell.plan,
                "item": cell.item,
                "level": entry.level,
                "criteria": entry.criteria,
                "quotes": list(entry.quotes),
                "confidence": entry.confidence,
                "reason": entry.reason,
            }
            for cell, entry in packet.entries.items()
        ],
    }


def read_packet(source: str, data: bytes) -> ReturnedPacket:
    """Read a packet that came back, xlsx or JSON; nothing of it is believed yet.

    Raises:
        PacketError: it is no packet.
        DocumentError: it is a workbook that cannot be read.
    """
    if len(data) > MAX_TABLE_BYTES:
        raise _no_packet(source)
    if data.lstrip()[:1] == b"{":
        return _from_json(source, data)
    if not data.startswith(b"PK\x03\x04"):
        raise _no_packet(source)
    return _from_grids(source, {grid.sheet: grid for grid in read_grids(source, data)})


def _no_packet(source: str) -> PacketError:
    return PacketError(source, [NOT_A_PACKET.at(Place(source))])


def _from_json(source: str, data: bytes) -> ReturnedPacket:
    try:
        value = json.loads(data.decode("utf-8-sig"))
        head = _head(value["head"])
        lines = [
            [item["id"], item["name"], one["level"], one["id"], one["text"]]
            for item in value["rubric"]
            for one in item["criteria"]
        ]
        texts = {str(plan["key"]): str(plan["text"]) for plan in value["plans"]}
        entries = tuple(
            (
                Cell(_text(cell["plan"]), _text(cell["item"])),
                Entry(
                    _text(cell["level"]),
                    _text(cell["criteria"]),
                    tuple(_text(quote) for quote in cell["quotes"][: MAX_CELL_QUOTES + 1]),
                    _text(cell["confidence"]),
                    _text(cell["reason"]),
                ),
                Place(source),
            )
            for cell in value["cells"]
        )
        return ReturnedPacket(head, _text(value["signature"]), _digest(lines, texts), entries)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise _no_packet(source) from error


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise TypeError("a packet holds texts")
    return "" if value is None else str(value)


def _head(value: Mapping[str, Any]) -> Head:
    if value["format"] != FORMAT:
        raise ValueError("another format")
    return Head(
        study=_text(value["study"]),
        title=_text(value["title"]),
        rater=_text(value["rater"]),
        stage=Stage(value["stage"]),
        rubric=_text(value["rubric"]),
        rubric_digest=_text(value["rubric_digest"]),
        content_digest=_text(value["content_digest"]),
        cells={Cell(_text(plan), _text(item)): int(revision) for plan, item, revision in value["cells"]},
    )


def head_pieces(packet: Packet, size: int = 30_000) -> list[str]:
    """Return head and signature as lines that no spreadsheet program changes."""
    data = canonical_json({"head": packet.head.as_data(), "signature": packet.signature})
    coded = base64.b64encode(data).decode()
    return [coded[start : start + size] for start in range(0, len(coded), size)]


def _from_grids(source: str, grids: Mapping[str | None, Grid]) -> ReturnedPacket:
    try:
        coded = "".join(_shown(row[0]) for _, row in grids[HEAD_SHEET].rows[1:])
        value = json.loads(base64.b64decode(coded, validate=True))
        head, signature = _head(value["head"]), _text(value["signature"])
        lines = [[_shown(part) for part in row[:5]] for _, row in grids[RUBRIC_SHEET].rows[1:]]
        texts: dict[str, str] = {}
        for _, row in grids[TEXTS_SHEET].rows[1:]:
            key = _shown(row[0])
            texts[key] = texts.get(key, "") + _shown(row[2] if len(row) > 2 else None)
        entries = tuple(_grid_entries(grids[CELLS_SHEET]))
    except (
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        binascii.Error,
        RecursionError,
    ) as error:
        raise _no_packet(source) from error
    return ReturnedPacket(head, signature, _digest(lines, texts), entries)


def _grid_entries(grid: Grid) -> Iterator[tuple[Cell, Entry, Place]]:
    # A head row has no empty cell at its end, so its length tells how many quotes the packet has room for.
    quotes = len([value for value in grid.rows[0][1] if value is not None]) - BEFORE_QUOTES - AFTER_QUOTES
    if not QUOTE_COLUMNS <= quotes <= MAX_CELL_QUOTES:
        raise ValueError("another table")
    end = BEFORE_QUOTES + quotes
    for number, raw in grid.rows[1:]:
        row = [_shown(value) for value in raw] + [""] * (end + AFTER_QUOTES)
        place = Place(grid.source, line=number, sheet=grid.sheet, column=column_letters(5))
        yield (
            Cell(row[0], row[2]),
            Entry(
                row[4],
                row[5],
                tuple(quote for quote in row[BEFORE_QUOTES:end] if quote),
                row[end],
                row[end + 1],
            ),
            place,
        )


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return str(value) if value.denominator == 1 else str(float(value))
    return str(value)


def distinct_entries(
    packet: ReturnedPacket,
) -> tuple[dict[Cell, tuple[Entry, Place]], list[Finding]]:
    """Return the filled entries of the packet's own cells, with findings on strange, double and empty rows."""
    taken: dict[Cell, tuple[Entry, Place]] = {}
    findings: list[Finding] = []
    spoilt: set[Cell] = set()
    for cell, entry, place in packet.entries:
        name = f"{cell.plan}/{cell.item}"
        if entry.is_blank or cell in spoilt:
            continue
        if cell not in packet.head.cells:
            findings.append(UNKNOWN_CELL.at(place, cell=name[:120]))
        elif cell not in taken:
            taken[cell] = (entry, place)
        elif taken[cell][0] == entry:
            findings.append(REPEATED_CELL.at(place, cell=name))
        else:
            findings.append(DUPLICATE_CELL.at(place, cell=name))
            del taken[cell]
            spoilt.add(cell)
    empty = len(packet.head.cells) - len(taken) - len(spoilt)
    if empty:
        findings.append(CELLS_EMPTY.at(Place(), count=empty))
    return taken, findings
