"""Zip containers from strangers, opened under bounds.

What is declared is checked before anything is unpacked; what is unpacked is streamed and never exceeds
what was declared.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from liance.core import limits
from liance.core.findings import FindingKind, Severity
from liance.core.language import Text
from liance.plans.documents.problems import DAMAGED, ENCRYPTED, refuse

ZIP_BOMB = FindingKind(
    "document.zip-bomb",
    Severity.ERROR,
    says=Text(
        zh="压缩包展开后过大：{what}，上限 {limit}（{bound}）",
        en="the container unpacks to too much: {what}, the limit is {limit} ({bound})",
    ),
    advice=Text(
        zh="文件可能被恶意构造；如确系正常文件，请另存为 txt 后再试",
        en="the file may have been built to do harm; if it is genuine, save it as txt and try again",
    ),
)

_ENTRY_MARK = b"PK\x01\x02"
_CHUNK_BYTES = 64 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class Archive:
    """The named parts of a zip container.

    Args:
        source: The file's name, for findings.
        form: The name of the format, for findings.
        data: The container's bytes.

    Raises:
        DocumentError: if the container is damaged, encrypted, or larger inside than the limits allow.
    """

    def __init__(self, source: str, form: str, data: bytes) -> None:
        self._source = source
        self._form = form
        # Counted on the raw bytes: the zip library would first build one object per entry.
        entries = data.count(_ENTRY_MARK)
        if entries > limits.MAX_ZIP_ENTRIES:
            self._refuse_bomb(entries, limits.MAX_ZIP_ENTRIES, "MAX_ZIP_ENTRIES")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN:
            refuse(DAMAGED, source, format=form, reason="zip")
        infos = self._zip.infolist()
        self._parts = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}
        total = sum(info.file_size for info in infos)
        if total > limits.MAX_UNPACKED_BYTES:
            self._refuse_bomb(total, limits.MAX_UNPACKED_BYTES, "MAX_UNPACKED_BYTES")
        for info in infos:
            ratio = info.file_size // max(info.compress_size, 1)
            if info.file_size > limits.MEBIBYTE and ratio > limits.MAX_ZIP_RATIO:
                self._refuse_bomb(ratio, limits.MAX_ZIP_RATIO, "MAX_ZIP_RATIO")

    def _refuse_bomb(self, what: int, limit: int, bound: str) -> None:
        refuse(ZIP_BOMB, self._source, what=what, limit=limit, bound=bound)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked bytes of the part ``name``, piece by piece.

        Raises:
            DocumentError: if the part is missing, damaged or encrypted.
        """
        info = self._parts.get(name)
        if info is None:
            refuse(DAMAGED, self._source, format=self._form, reason=name)
        if info.flag_bits & 0x1:
            refuse(ENCRYPTED, self._source, format=self._form)
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK_BYTES):
                    yield chunk
        except _BROKEN:
            refuse(DAMAGED, self._source, format=self._form, reason=name)
