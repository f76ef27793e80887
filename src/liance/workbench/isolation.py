"""Read files in a process of their own, with bounds on memory and time, so that none brings the program down.

A pdf of some kilobytes can unpack to gigabytes inside a foreign library, where no bound of ours holds; only the
system can stop that. The process reads one file after another (starting it for each would cost more than reading),
and is started anew where a file brought it down.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO, Any, Final

from liance.core.errors import DocumentError
from liance.core.findings import FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_READING_BYTES, MAX_READING_SECONDS, MEBIBYTE
from liance.core.spans import Span
from liance.plans.documents.model import Document, Level, Metadata, Origin, Table
from liance.plans.documents.reading import read_document
from liance.store.findings import findings_from_rows, findings_to_rows
from liance.workbench.conversion import libreoffice_converter
from liance.workbench.processes import limit_memory

__all__ = ["TOO_HEAVY", "ReadingProcess", "read_in_child"]

#: Formats that LibreOffice converts; it keeps its own bounds and needs a large address space.
_CONVERTED: Final = frozenset({"doc", "wps", "rtf"})
#: Bytes of the length before each message of the two processes.
_LENGTH: Final = 8
#: Memory that a process with anything left can have.
_SPARE_BYTES: Final = 16 * MEBIBYTE

TOO_HEAVY = FindingKind(
    "intake.too_heavy",
    Severity.ERROR,
    says=Text(
        zh="读取此文件所需的时间或内存超过上限（{seconds} 秒，{bytes} 字节）",
        en="reading the file takes more time or memory than allowed ({seconds} s, {bytes} bytes)",
    ),
    advice=Text(
        zh="文件可能已损坏或被做过手脚；请另存为 docx 或 txt 后再读",
        en="the file may be damaged or made to do harm; save it as docx or txt and read that",
    ),
)


class ReadingProcess:
    """A process that reads files within ``bound`` bytes of memory (0: no bound) and ``MAX_READING_SECONDS`` each.

    It starts with the first file and ends with ``close`` or with this program.
    """

    def __init__(self, bound: int | None = None) -> None:
        self._bound = MAX_READING_BYTES if bound is None else bound
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, source: str, data: bytes) -> Document:
        """Read the bytes of the file ``source``.

        Raises:
            DocumentError: they cannot be read, or not within the bounds.
        """
        with self._lock:
            answer = self._ask(source, data)
        if answer is None:
            finding = TOO_HEAVY.at(Place(source), seconds=MAX_READING_SECONDS, bytes=MAX_READING_BYTES)
            raise DocumentError(source, [finding])
        result = json.loads(answer)
        if "refused" in result:
            raise DocumentError(source, findings_from_rows(result["refused"]))
        return _from_data(result)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def _ask(self, source: str, data: bytes) -> bytes | None:
        """Return what the process answers, None where it ended without an answer."""
        process = self._started()
        timer = threading.Timer(MAX_READING_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            _send(process.stdin, json.dumps(source).encode())
            _send(process.stdin, data)
            answer = _receive(process.stdout)
        except OSError:  # it ended while the file was on its way
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self.close()
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        command = [sys.executable, "-I", "-m", "liance.workbench.isolation", str(self._bound)]
        self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module; files come by its standard input)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._owner = os.getpid()
        return self._process


def read_in_child(source: str, data: bytes, form: str) -> Document:
    """Read one file of a stranger in a process that reads nothing else.

    Raises:
        DocumentError: it cannot be read, or not within the bounds.
    """
    process = ReadingProcess(0 if form in _CONVERTED else MAX_READING_BYTES)
    try:
        return process.read(source, data)
    finally:
        process.close()


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(_LENGTH, "big"))
    stream.write(message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    """Return the next message, None at the end of the stream or where it is longer than anything read can be."""
    length = stream.read(_LENGTH)
    if len(length) < _LENGTH:
        return None
    size = int.from_bytes(length, "big")
    if size > MAX_READING_BYTES:
        return None
    message = stream.read(size)
    return message if len(message) == size else None


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
    """Be the process: read file after file from standard input; answer what was read, or why not, as JSON."""
    bound = int(arguments[0])
    if bound:
        limit_memory(bound)
    converter = libreoffice_converter()
    source_stream, answers = sys.stdin.buffer, sys.stdout.buffer
    while (name := _receive(source_stream)) is not None:
        data = _receive(source_stream)
        if data is None:
            break
        try:
            result = _to_data(read_document(json.loads(name), data, converter))
        except DocumentError as error:
            result = {"refused": findings_to_rows(error.findings)}
            if bound and not _has_memory():  # a library may call damaged what it had no memory for
                return 3
        except MemoryError:
            return 3
        _send(answers, json.dumps(result, ensure_ascii=True).encode())
    return 0


def _has_memory() -> bool:
    try:
        bytearray(_SPARE_BYTES)
    except MemoryError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
