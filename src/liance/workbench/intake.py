"""Read files of strangers: in a process of their own, with bounds on memory and time, so that none brings the server down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from liance.core.errors import DocumentError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_FILE_BYTES, MAX_READING_BYTES, MAX_READING_SECONDS
from liance.core.spans import Span
from liance.packs.regions import shipped_regions
from liance.plans.documents.metadata import metadata_of
from liance.plans.documents.model import Document, Metadata, Origin, Table
from liance.plans.documents.reading import detect_format, read_document
from liance.store.findings import findings_from_rows, findings_to_rows
from liance.workbench.conversion import libreoffice_converter
from liance.workbench.corpus import FILE_TOO_LARGE
from liance.workbench.processes import limit_memory

__all__ = ["placed", "read_in_child", "read_upload"]

#: Formats that are plain text: reading them needs no foreign library and so no process of its own.
_PLAIN: Final = frozenset({"txt", "md"})
#: Formats that LibreOffice converts; it keeps its own bounds and needs a large address space.
_CONVERTED: Final = frozenset({"doc", "wps", "rtf"})

TOO_HEAVY = FindingKind(
    "intake.too_heavy",
    Severity.ERROR,
    says=Text(
        zh="读取此文件所需的时间或内存超过上限（{seconds} 秒，{bytes} 字节）",
        en="reading the file takes more time or memory than allowed ({seconds} s, {bytes} bytes)",
    ),
    advice=Text(
        zh="文件可能已损坏或被做过手脚；请另存为 docx 或 txt 后再上传",
        en="the file may be damaged or made to do harm; save it as docx or txt and upload that",
    ),
)


def read_upload(name: str, data: bytes) -> tuple[Document, tuple[Finding, ...]]:
    """Read an uploaded file and tell what is known of the plan; return both with findings on the metadata.

    Args:
        name: the file's name as the user gave it; only its last part is kept.
        data: its bytes.

    Raises:
        DocumentError: it cannot be read; its findings say why.
    """
    source = name.replace("\\", "/").rsplit("/", 1)[-1][:200] or "plan"
    if len(data) > MAX_FILE_BYTES:
        raise DocumentError(source, [FILE_TOO_LARGE.at(Place(source), size=len(data), bound=MAX_FILE_BYTES)])
    form = detect_format(source, data)
    document = read_document(source, data) if form in _PLAIN else read_in_child(source, data, form)
    return placed(document)


def placed(document: Document, subject: str = "") -> tuple[Document, tuple[Finding, ...]]:
    """Return the document with what its text says of the plan, and the findings on that."""
    metadata, findings = metadata_of(document, shipped_regions(), {})
    if subject:
        metadata = metadata.overridden(Origin.OPTION, {"subject": subject})
    return replace(document, metadata=metadata), tuple(findings)


def read_in_child(source: str, data: bytes, form: str) -> Document:
    """Read a file in a process of its own that may use ``MAX_READING_BYTES`` and ``MAX_READING_SECONDS``.

    Raises:
        DocumentError: it cannot be read, or not within these bounds.
    """
    bound = 0 if form in _CONVERTED else MAX_READING_BYTES
    command = [sys.executable, "-I", "-m", "liance.workbench.intake", str(bound), source]
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and module; the file comes by its standard input)
            command, input=data, capture_output=True, timeout=MAX_READING_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _too_heavy(source) from error
    except ValueError as error:  # a name that cannot be an argument
        raise _too_heavy(source) from error
    if done.returncode != 0:
        raise _too_heavy(source)
    result = json.loads(done.stdout)
    if "refused" in result:
        raise DocumentError(source, findings_from_rows(result["refused"]))
    return _from_data(result)


def _too_heavy(source: str) -> DocumentError:
    finding = TOO_HEAVY.at(Place(source), seconds=MAX_READING_SECONDS, bytes=MAX_READING_BYTES)
    return DocumentError(source, [finding])


def _to_data(document: Document) -> dict[str, Any]:
    metadata = document.metadata
    names = [name for name in Metadata.__dataclass_fields__ if name != "origins"]
    return {
        "source": document.source,
        "digest": document.digest,
        "media_type": document.media_type,
        "text": document.text,
        "pages": [[page.start, page.end] for page in document.pages],
        "tables": [
            [_pair(table.span), [[_pair(cell) for cell in row] for row in table.rows]]
            for table in document.tables
        ],
        "hard_wrapped": document.hard_wrapped,
        "front_matter": _pair(document.front_matter) if document.front_matter else None,
        "findings": findings_to_rows(document.findings),
        "metadata": {name: getattr(metadata, name) for name in names},
        "origins": {name: origin.value for name, origin in metadata.origins.items()},
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _from_data(data: dict[str, Any]) -> Document:
    from liance.plans.documents.model import Level

    known = dict(data["metadata"])
    known["level"] = Level(known["level"]) if known["level"] else None
    origins = {name: Origin(value) for name, value in data["origins"].items()}
    return Document(
        source=data["source"],
        digest=data["digest"],
        media_type=data["media_type"],
        text=data["text"],
        pages=tuple(Span(*page) for page in data["pages"]),
        tables=tuple(
            Table(Span(*span), tuple(tuple(Span(*cell) for cell in row) for row in rows))
            for span, rows in data["tables"]
        ),
        metadata=Metadata(**known, origins=origins),
        hard_wrapped=data["hard_wrapped"],
        front_matter=Span(*data["front_matter"]) if data["front_matter"] else None,
        findings=findings_from_rows(data["findings"]),
    )


def main(arguments: Sequence[str]) -> int:
    """Be the child: read the file on standard input and write what was read, or why not, as JSON."""
    bound, source = int(arguments[0]), arguments[1]
    data = sys.stdin.buffer.read()
    if bound:
        limit_memory(bound)
    try:
        result = _to_data(read_document(source, data, libreoffice_converter()))
    except DocumentError as error:
        result = {"refused": findings_to_rows(error.findings)}
    except MemoryError:
        return 3
    sys.stdout.buffer.write(json.dumps(result, ensure_ascii=True).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
