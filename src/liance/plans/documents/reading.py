"""Bytes of a plan file -> ``Document``: which format they are, and the reader for it.

The format is what the bytes are, whatever the name says; a name that says otherwise is a warning. Old
word-processor files (doc, wps, rtf) go through a converter that the caller passes in.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath, PureWindowsPath
from typing import Protocol

from liance.core import limits
from liance.core.canonical import digest_bytes
from liance.core.errors import DocumentError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.spans import Span
from liance.plans.documents.archive import Archive
from liance.plans.documents.extract import Extract
from liance.plans.documents.front_matter import FrontMatter, read_front_matter
from liance.plans.documents.hypertext import read_html
from liance.plans.documents.model import Document, Metadata, Origin
from liance.plans.documents.ofd import read_ofd
from liance.plans.documents.pdf import read_pdf
from liance.plans.documents.plain import ENCODING_USED, decode_or_refuse, with_unix_line_ends
from liance.plans.documents.problems import EMPTY, ENCRYPTED, FILE_TOO_LARGE, NO_TEXT, refuse
from liance.plans.documents.word import read_docx
from liance.plans.documents.wrapping import is_hard_wrapped

WRONG_SUFFIX = FindingKind(
    "document.wrong-suffix",
    Severity.WARNING,
    says=Text(
        zh="文件后缀是 .{suffix}，内容却是 {format}；已按 {format} 读取",
        en="the file is named .{suffix} but holds {format}; it was read as {format}",
    ),
    advice=Text(zh="请把后缀改为 .{format}", en="rename it to .{format}"),
)
UNSUPPORTED = FindingKind(
    "document.unsupported",
    Severity.ERROR,
    says=Text(zh="不支持这种文件：{format}", en="files of this kind are not read: {format}"),
    advice=Text(
        zh="请另存为 docx、pdf、ofd、html、txt 或 md", en="save it as docx, pdf, ofd, html, txt or md"
    ),
)
NO_CONVERTER = FindingKind(
    "document.no-converter",
    Severity.ERROR,
    says=Text(
        zh="读取 {format} 文件需要本机安装 LibreOffice，但没有找到",
        en="reading {format} files needs LibreOffice, which was not found on this computer",
    ),
    advice=Text(
        zh="请安装 LibreOffice（libreoffice.org），或用 WPS/Word 把文件另存为 docx 或 pdf",
        en="install LibreOffice (libreoffice.org), or save the file as docx or pdf in WPS or Word",
    ),
)

_SUFFIXES = {
    "txt": "txt",
    "text": "txt",
    "md": "md",
    "markdown": "md",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "shtml": "html",
    "docx": "docx",
    "pdf": "pdf",
    "ofd": "ofd",
    "doc": "doc",
    "wps": "wps",
    "rtf": "rtf",
    **{suffix: suffix for suffix in ("xls", "xlsx", "ppt", "pptx", "odt", "zip", "png", "jpg")},
}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HTML = re.compile(
    # Each comment is taken once and for all (atomic, possessive): a row of them must not be tried anew.
    r"\s*+(?:<\?xml[^>]{0,200}\?>\s*+)?(?:(?><!--.{0,2000}?-->)\s*+)*+<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"</?(?:p|div|body|head|table|span|h[1-6]|br|meta|title|ul|ol|a)\b[^<]*>", re.IGNORECASE)
#: Parts that tell packages of other programs.
_OTHER_PACKAGES = (
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("content.xml", "odt / ods / odp"),
)
_HEAD_BYTES = 8_192


class Converter(Protocol):
    """Turns the bytes of an old word-processor file into those of a docx."""

    def __call__(self, data: bytes, suffix: str) -> bytes:
        """Return ``data``, a file with ``suffix`` (``doc``, ``wps``, ``rtf``), as docx.

        Raises:
            DocumentError: if it cannot be converted.
        """
        ...


def _named_format(name: str) -> tuple[str, str | None]:
    """Return the suffix of ``name`` and the format it stands for, None for suffixes not known."""
    suffix = PurePath(name).suffix.lstrip(".").lower()
    return suffix, _SUFFIXES.get(suffix)


def _detect_ole(source: str, data: bytes, named: str | None) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        refuse(ENCRYPTED, source, format="docx")
    if not holds("WordDocument") and (holds("Workbook") or holds("PowerPoint Document")):
        refuse(UNSUPPORTED, source, format="xls / ppt")
    return "wps" if named == "wps" else "doc"


def _detect_zip(source: str, data: bytes) -> str:
    archive = Archive(source, "docx / ofd", data)
    if "OFD.xml" in archive:
        return "ofd"
    if "word/document.xml" in archive:
        return "docx"
    kinds = (form for part, form in _OTHER_PACKAGES if part in archive)
    form = next(kinds, "docx" if "[Content_Types].xml" in archive else "zip")
    if form != "docx":
        refuse(UNSUPPORTED, source, format=form)
    return form


def _detect_text(data: bytes, named: str | None) -> str:
    head = data[:_HEAD_BYTES]
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    shown = head.decode("utf-16" if wide else "latin-1", errors="ignore").removeprefix("\xef\xbb\xbf")
    if _HTML.match(shown) or (named == "html" and _TAG.search(shown)):
        return "html"
    return "md" if named == "md" else "txt"


def is_pdf(data: bytes) -> bool:
    """Whether ``data`` says near its start that it is a pdf file, as PDFium asks."""
    return b"%PDF-" in data[:1024]


def detect_format(name: str, data: bytes) -> str:
    """Return the short name of the format that ``data`` is in (see ``Document.media_type``), or ``rtf``.

    Raises:
        DocumentError: if it is a known format that is not read, or an encrypted or broken container.
    """
    source = _base_name(name)
    _, named = _named_format(source)
    if is_pdf(data):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_zip(source, data)
    if data.startswith(_OLE):
        return _detect_ole(source, data, named)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    return _detect_text(data, named)


def _base_name(name: str) -> str:
    """Return the last part of a name that may be a path of either kind."""
    return PurePath(PureWindowsPath(name).name).name


def _read_text(source: str, data: bytes) -> tuple[Extract, FrontMatter | None]:
    decoded = decode_or_refuse(source, data)
    text = with_unix_line_ends(decoded.text)
    if not text.strip():
        refuse(NO_TEXT, source)
    findings: list[Finding] = []
    if decoded.encoding != "UTF-8":
        findings.append(ENCODING_USED.at(Place(source=source), encoding=decoded.encoding))
    head = read_front_matter(source, text)
    if head is not None:
        findings.extend(head.findings)
    start = head.span.end if head is not None else 0
    extract = Extract(
        text,
        pages=_form_feed_pages(text),
        hard_wrapped=is_hard_wrapped(text, start),
        findings=tuple(findings),
    )
    return extract, head


def _form_feed_pages(text: str) -> tuple[Span, ...]:
    """Return the pages of a text printed with form feeds; the mark belongs to the page it ends."""
    if "\f" not in text:
        return ()
    ends = [match.end() for match in re.finditer("\f", text)]
    starts = [0, *ends]
    pages = [Span(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True)]
    return tuple(pages if len(pages[-1]) else pages[:-1])


def _convert(source: str, data: bytes, form: str, convert: Converter | None) -> Extract:
    if convert is None:
        refuse(NO_CONVERTER, source, format=form)
    try:
        converted = convert(data, form)
    except DocumentError as error:
        place = Place(source=source)
        raise DocumentError(source, [replace(finding, place=place) for finding in error.findings]) from error
    if len(converted) > limits.MAX_FILE_BYTES:
        refuse(FILE_TOO_LARGE, source, size=len(converted), limit=limits.MAX_FILE_BYTES)
    return read_docx(source, converted)


def read_document(name: str, data: bytes, convert: Converter | None = None) -> Document:
    """Return the document that the bytes of a file hold.

    Args:
        name: The file's name or path; only its last part is kept.
        data: The file's bytes.
        convert: What turns doc, wps and rtf into docx, where the caller has it.

    Returns:
        The document; its ``findings`` are warnings and remarks.

    Raises:
        DocumentError: if the file cannot be used; its findings say why and what to do.
    """
    source = _base_name(name)
    if len(data) > limits.MAX_FILE_BYTES:
        refuse(FILE_TOO_LARGE, source, size=len(data), limit=limits.MAX_FILE_BYTES)
    if not data:
        refuse(EMPTY, source)
    form = detect_format(source, data)
    head: FrontMatter | None = None
    match form:
        case "pdf":
            extract = read_pdf(source, data)
        case "docx":
            extract = read_docx(source, data)
        case "ofd":
            extract = read_ofd(source, data)
        case "html":
            extract = read_html(source, data)
        case "doc" | "wps" | "rtf":
            extract = _convert(source, data, form, convert)
        case _:
            extract, head = _read_text(source, data)
    metadata = Metadata().overridden(Origin.TEXT, {"title": extract.title})
    if head is not None:
        metadata = metadata.overridden(Origin.FRONT_MATTER, head.values)
    findings = list(extract.findings)
    suffix, named = _named_format(source)
    if named is not None and named != form:
        findings.insert(0, WRONG_SUFFIX.at(Place(source=source), suffix=suffix, format=form))
    return Document(
        source=source,
        digest=digest_bytes(data),
        media_type="doc" if form == "rtf" else form,
        text=extract.text,
        pages=extract.pages,
        tables=extract.tables,
        metadata=metadata,
        hard_wrapped=extract.hard_wrapped,
        front_matter=head.span if head is not None else None,
        findings=tuple(findings),
    )
