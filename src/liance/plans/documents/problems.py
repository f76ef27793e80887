"""Kinds of findings that several readers share, and the short way to refuse a file."""

from __future__ import annotations

from typing import NoReturn

from liance.core.errors import DocumentError
from liance.core.findings import FindingKind, Place, Severity
from liance.core.language import Text

EMPTY = FindingKind(
    "document.empty",
    Severity.ERROR,
    says=Text(zh="文件是空的", en="the file is empty"),
    advice=Text(zh="请检查文件是否下载或复制完整", en="check that the file was downloaded or copied whole"),
)
NO_TEXT = FindingKind(
    "document.no-text",
    Severity.ERROR,
    says=Text(zh="文件里没有文字", en="the file holds no text"),
    advice=Text(zh="请检查是否选错了文件", en="check that this is the file you meant"),
)
FILE_TOO_LARGE = FindingKind(
    "document.file-too-large",
    Severity.ERROR,
    says=Text(
        zh="文件有 {size} 字节，超过上限 {limit} 字节（MAX_FILE_BYTES）",
        en="the file has {size} bytes, more than the limit of {limit} (MAX_FILE_BYTES)",
    ),
    advice=Text(zh="请拆分文件，或去掉其中的图片", en="split the file, or take its pictures out"),
)
TEXT_TOO_LONG = FindingKind(
    "document.text-too-long",
    Severity.ERROR,
    says=Text(
        zh="文字超过 {limit} 个字（MAX_TEXT_CHARACTERS）",
        en="the text is longer than {limit} characters (MAX_TEXT_CHARACTERS)",
    ),
    advice=Text(zh="请把文件拆成几份", en="split the file into several"),
)
TOO_MANY_PAGES = FindingKind(
    "document.too-many-pages",
    Severity.ERROR,
    says=Text(
        zh="文件有 {pages} 页，超过上限 {limit} 页（MAX_PAGES）",
        en="the file has {pages} pages, more than the limit of {limit} (MAX_PAGES)",
    ),
    advice=Text(zh="请把文件拆成几份", en="split the file into several"),
)
TOO_MUCH_MARKUP = FindingKind(
    "document.too-much-markup",
    Severity.ERROR,
    says=Text(
        zh="文件内部结构异常庞大：超过 {limit}（{bound}）",
        en="the file's inner structure is unusually large: more than {limit} ({bound})",
    ),
    advice=Text(
        zh="文件可能被恶意构造；如确系正常文件，请另存为 txt 后再试",
        en="the file may have been built to do harm; if it is genuine, save it as txt and try again",
    ),
)
DAMAGED = FindingKind(
    "document.damaged",
    Severity.ERROR,
    says=Text(zh="{format} 文件已损坏：{reason}", en="the {format} file is damaged: {reason}"),
    advice=Text(
        zh="请重新下载，或用原软件打开后另存一份", en="download it again, or open it and save a new copy"
    ),
)
ENCRYPTED = FindingKind(
    "document.encrypted",
    Severity.ERROR,
    says=Text(zh="{format} 文件有密码保护", en="the {format} file is protected by a password"),
    advice=Text(zh="请去掉密码后另存一份", en="take the password off and save a new copy"),
)
PAGES_WITHOUT_TEXT = FindingKind(
    "document.pages-without-text",
    Severity.WARNING,
    says=Text(
        zh="第 {pages} 页没有可读的文字（可能是扫描图片），未计入正文",
        en="pages {pages} hold no readable text (they may be scans) and were left out",
    ),
    advice=Text(zh="请对这些页做文字识别（OCR）", en="run text recognition (OCR) on these pages"),
)
SCAN = FindingKind(
    "document.scan",
    Severity.ERROR,
    says=Text(
        zh="文件共 {pages} 页，只有图像，没有可读的文字",
        en="the file has {pages} pages of pictures and no readable text",
    ),
    advice=Text(
        zh="请先做文字识别（OCR），再存为 docx 或 txt",
        en="run text recognition (OCR) first and save the result as docx or txt",
    ),
)


def refuse(kind: FindingKind, source: str, **details: object) -> NoReturn:
    """Raise the ``DocumentError`` whose one finding is ``kind`` at the file ``source``."""
    raise DocumentError(source, [kind.at(Place(source=source), **details)])


def page_list(numbers: list[int]) -> str:
    """Return page numbers as a short list: at most ten, then an ellipsis.

    >>> page_list([1, 2, 7])
    '1, 2, 7'
    """
    shown = ", ".join(map(str, numbers[:10]))
    return f"{shown} …" if len(numbers) > 10 else shown
