"""An expert's packet as an Excel workbook: instructions, cells, rubric, texts, and a head that is not to be touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from liance.core.language import Language, Text
from liance.plans.ratings import State
from liance.plans.study.judging import Entry
from liance.plans.study.model import Cell
from liance.plans.study.packets import (
    CELLS_SHEET,
    HEAD_SHEET,
    QUOTE_COLUMNS,
    RUBRIC_SHEET,
    TEXTS_SHEET,
    Packet,
    head_pieces,
    rubric_lines,
)
from liance.plans.study.words import CONFIDENCES, STATES
from liance.reports.spreadsheet import SpreadsheetError, workbook_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_GUIDE_SHEET: Final = "说明"
#: Longest stretch of a plan's text in one cell; the format holds 32,767 signs.
_PIECE: Final = 4_000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_HEADS: Final = (
    Text(zh="规划编号", en="plan id"),
    Text(zh="规划", en="plan"),
    Text(zh="项目编号", en="item id"),
    Text(zh="项目", en="item"),
    Text(zh="级别", en="level"),
    Text(zh="符合的条目", en="criteria met"),
)
_QUOTE_HEAD: Final = Text(zh="引文{number}", en="quote {number}")
_LAST_HEADS: Final = (Text(zh="把握", en="confidence"), Text(zh="理由", en="reason"))
_RUBRIC_HEADS: Final = (
    Text(zh="项目编号", en="item id"),
    Text(zh="项目", en="item"),
    Text(zh="级别", en="level"),
    Text(zh="条目编号", en="criterion id"),
    Text(zh="条目", en="criterion"),
)
_TEXT_HEADS: Final = (
    Text(zh="规划编号", en="plan id"),
    Text(zh="段", en="no."),
    Text(zh="原文", en="text"),
)
_GUIDE: Final = (
    Text(zh="研究：{title}（{study}）", en="Study: {title} ({study})"),
    Text(zh="评分者：{rater}", en="Rater: {rater}"),
    Text(zh="评分标准：{rubric}", en="Rubric: {rubric}"),
    Text(zh="", en=""),
    Text(
        zh="1. 在“评分”页逐格填写浅黄色的列；请独立评分，不要与其他专家讨论。",
        en="1. Fill in the light yellow columns of the sheet 评分, alone; do not confer with other experts.",
    ),
    Text(
        zh="2. 级别填 0 至 {most} 的整数；原文没有涉及填 0；无法判断请选“无法判断”并写明理由；只有标题没有正文选“缺少章节正文”。",
        en="2. Level: 0 to {most}; 0 where the text does not touch the item; 无法判断 (cannot judge) with a reason; "
        "缺少章节正文 (section missing) where only the heading is there.",
    ),
    Text(
        zh="3. “符合的条目”抄写“评分标准”页的条目编号，用空格隔开；只填条目不填级别时，级别按标准推出；两者不一致时请写理由。",
        en="3. Criteria: ids from the sheet 评分标准, parted by spaces. Without a level the level follows from them; where "
        "both differ, give the reason.",
    ),
    Text(
        zh="4. 引文从“原文”页复制，一格一条。", en="4. Quotes: copy them from the sheet 原文, one per cell."
    ),
    Text(
        zh="5. 可以只填一部分，先导入，以后再填；请不要改动灰色部分和“勿改”页，否则整包不能导入。",
        en="5. You may fill in a part, have it imported, and go on later. Leave grey parts and the sheet 勿改 as they are, "
        "or the packet cannot be imported.",
    ),
)
_KEY_WIDTH, _TITLE_WIDTH = 22, 30
_INPUT, _FIXED, _HEAD_FILL = "FFFBE6", "F0F2F5", "D9E6F5"


def packet_sheet(packet: Packet, language: Language) -> bytes:
    """Return the packet as a workbook.

    Raises:
        SpreadsheetError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise SpreadsheetError from error
    book = Workbook()
    guide = book.active
    assert guide is not None
    _fill_guide(guide, packet, language)
    _fill_cells(book.create_sheet(CELLS_SHEET), packet, language)
    _fill_rubric(book.create_sheet(RUBRIC_SHEET), packet, language)
    _fill_texts(book.create_sheet(TEXTS_SHEET), packet, language)
    for page in book.worksheets:
        _fit(page)
    _fill_head(book, packet)
    book.active = 1
    return workbook_bytes(book)


def _fill_guide(page: Worksheet, packet: Packet, language: Language) -> None:
    from openpyxl.styles import Alignment, Font

    page.title = _GUIDE_SHEET
    page.column_dimensions["A"].width = 100
    most = max(level.level for item in packet.items for level in item.levels)
    head = packet.head
    for number, line in enumerate(_GUIDE, 1):
        shown = line.render(
            language, title=head.title, study=head.study, rater=head.rater, rubric=head.rubric, most=most
        )
        _write(page, number, 1, shown)
        page.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
        page.row_dimensions[number].height = 18 * max(1, -(-_width(shown) // 96))
    page.cell(1, 1).font = Font(bold=True, size=13)
    page.sheet_view.showGridLines = False


def _fill_cells(page: Worksheet, packet: Packet, language: Language) -> None:
    from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side
    from openpyxl.worksheet.datavalidation import DataValidation

    quotes = max([QUOTE_COLUMNS, *(len(entry.quotes) for entry in packet.entries.values())])
    heads = [
        *(head.render(language) for head in _HEADS),
        *(_QUOTE_HEAD.render(language, number=number + 1) for number in range(quotes)),
        *(head.render(language) for head in _LAST_HEADS),
    ]
    _head_row(page, heads)
    titles = {plan.key: plan.title for plan in packet.plans}
    names = {
        item.id: item.name if language is Language.ZH else f"{item.name} {item.name_en}"
        for item in packet.items
    }
    line = Side(style="thin", color="C8D0D9")
    border = Border(left=line, right=line, top=line, bottom=line)
    fills = {True: PatternFill("solid", fgColor=_INPUT), False: PatternFill("solid", fgColor=_FIXED)}
    alignment = Alignment(wrap_text=True, vertical="top")
    for number, (cell, entry) in enumerate(packet.entries.items(), 2):
        for column, value in enumerate(_row(cell, entry, titles, names, quotes), 1):
            place = page.cell(number, column)
            _write(page, number, column, value, as_number=column == 5)
            is_input = column > 4
            place.fill, place.alignment, place.border = fills[is_input], alignment, border
            place.protection = Protection(locked=not is_input)
        page.row_dimensions[number].height = _height(cell, entry, titles)
    last = len(packet.entries) + 1
    most = max(level.level for item in packet.items for level in item.levels)
    choices = [
        *map(str, range(most + 1)),
        STATES[State.CANNOT_JUDGE].zh,
        STATES[State.SECTION_MISSING].zh,
    ]
    levels = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    confidence = DataValidation(
        type="list", formula1=f'"{",".join(words.zh for words in CONFIDENCES.values())}"', allow_blank=True
    )
    for validation, letter in ((levels, "E"), (confidence, _letter(7 + quotes))):
        validation.showErrorMessage = True
        page.add_data_validation(validation)
        validation.add(f"{letter}2:{letter}{max(last, 2)}")
    widths = [_KEY_WIDTH, _TITLE_WIDTH, 12, 14, 14, 26, *[36] * quotes, 8, 30]
    for place_of, width in enumerate(widths, 1):
        page.column_dimensions[_letter(place_of)].width = width
    page.freeze_panes = "E2"
    page.auto_filter.ref = f"A1:{_letter(len(heads))}{last}"
    _protect(page)


def _height(cell: Cell, entry: Entry, titles: dict[str, str]) -> float:
    """Return a height that shows all words of a row: spreadsheets do not find it out by themselves."""
    lines = [-(-_width(cell.plan) // (_KEY_WIDTH - 4)), -(-_width(titles[cell.plan]) // (_TITLE_WIDTH - 4))]
    lines += [-(-_width(quote) // 32) for quote in entry.quotes]
    lines += [-(-_width(entry.criteria) // 20), -(-_width(entry.reason) // 26)]
    return 16.0 * max(1, *lines)


def _row(
    cell: Cell, entry: Entry, titles: dict[str, str], names: dict[str, str], quotes: int
) -> Iterator[str]:
    yield from (cell.plan, titles[cell.plan], cell.item, names[cell.item], entry.level, entry.criteria)
    yield from (*entry.quotes, *[""] * (quotes - len(entry.quotes)))
    yield from (entry.confidence, entry.reason)


def _fill_rubric(page: Worksheet, packet: Packet, language: Language) -> None:
    from openpyxl.styles import Alignment

    _head_row(page, [head.render(language) for head in _RUBRIC_HEADS])
    number = 1
    for item in packet.items:
        for line in rubric_lines(item):
            number += 1
            for column, value in enumerate((item.id, item.name, str(line.level), line.id, line.text), 1):
                _write(page, number, column, value)
                page.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDE", (12, 14, 8, 26, 80), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    _protect(page)


def _fill_texts(page: Worksheet, packet: Packet, language: Language) -> None:
    from openpyxl.styles import Alignment

    _head_row(page, [head.render(language) for head in _TEXT_HEADS])
    number = 1
    for plan in packet.plans:
        for count, piece in enumerate(_pieces(plan.text), 1):
            number += 1
            _write(page, number, 1, plan.key)
            page.cell(number, 2).value = count
            _write(page, number, 3, piece)
            page.cell(number, 1).alignment = Alignment(vertical="top")
            page.cell(number, 2).alignment = Alignment(vertical="top")
            page.cell(number, 3).alignment = Alignment(wrap_text=True, vertical="top")
            page.row_dimensions[number].height = min(400, 15.5 * max(1, -(-_width(piece) // 108)))
    for letter, width in zip("ABC", (22, 6, 110), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:C{number}"
    _protect(page)


def _pieces(text: str) -> Iterator[str]:
    """Yield the lines of a text that hold anything, long ones cut."""
    for line in text.splitlines():
        stripped = line.strip()
        for start in range(0, len(stripped), _PIECE):
            yield stripped[start : start + _PIECE]


def _fill_head(book: Workbook, packet: Packet) -> None:
    page = book.create_sheet(HEAD_SHEET)
    _write(page, 1, 1, "请勿改动 / do not change")
    for number, piece in enumerate(head_pieces(packet), 2):
        _write(page, number, 1, piece)
    page.sheet_state = "hidden"
    _protect(page)


def _head_row(page: Worksheet, heads: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, head in enumerate(heads, 1):
        _write(page, 1, column, head)
        place = page.cell(1, column)
        place.font = Font(bold=True)
        place.fill = PatternFill("solid", fgColor=_HEAD_FILL)
        place.alignment = Alignment(vertical="center", wrap_text=True)
    page.row_dimensions[1].height = 24


def _write(page: Worksheet, row: int, column: int, value: str, *, as_number: bool = False) -> None:
    """Write a text that is never a formula; a level becomes a number."""
    if not value:
        return
    place: Any = page.cell(row, column)
    if as_number and value.isascii() and value.isdigit():
        place.value = int(value)
        return
    place.value = _CONTROL.sub(" ", value)
    place.data_type = "s"


def _fit(page: Worksheet) -> None:
    """Print a sheet landscape, as wide as the paper."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _protect(page: Worksheet) -> None:
    """Keep slips of the mouse from the grey parts; there is no password, and the digest guards in earnest."""
    page.protection.sheet = True
    page.protection.autoFilter = False
    page.protection.sort = False
    page.protection.formatColumns = False
    page.protection.formatRows = False


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
