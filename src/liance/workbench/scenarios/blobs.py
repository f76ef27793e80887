"""Where content off the ledger is kept: by default a folder beside the ledger.

Files are named by digests alone, so no name comes from a user or a ledger; each is written whole or not at all,
and what is read is held against its name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from liance.core.canonical import canonical_json
from liance.core.language import Text
from liance.core.limits import MAX_BLOB_BYTES
from liance.ledger.operations import digest_text, is_digest
from liance.ledger.suites import CryptoSuite
from liance.workbench.ledger.folder import LedgerInputError, open_archive
from liance.workbench.output import write_whole_bytes

#: The default store, inside the ledger's folder.
BLOB_FOLDER = "blobs"


class BlobStore(Protocol):
    """Keeps bytes by their digest, and envelopes by content and reader."""

    def put(self, data: bytes, /) -> str:
        """Keep ``data`` and return its digest; what is there already stays as it is."""

    def get(self, digest: str, /) -> bytes:
        """Return the bytes with this digest.

        Raises:
            LedgerInputError: they are not there, or were changed.
        """

    def put_envelope(self, content: str, reader: str, data: bytes, /) -> None:
        """Keep the envelope of a reader for some content."""

    def envelope(self, content: str, reader: str, /) -> bytes | None:
        """Return the envelope of a reader for some content, or None."""

    def discard(self, digest: str, /) -> None:
        """Forget the bytes with this digest, if they are there."""


class FolderBlobs:
    """A blob store in a folder: ``content/ab/HEX`` and ``envelopes/ab/HEX``.

    Args:
        folder: is made when the first blob is kept.
        suite: whose hash names the files.
    """

    def __init__(self, folder: Path, suite: CryptoSuite) -> None:
        self._folder = folder
        self._suite = suite

    def put(self, data: bytes, /) -> str:
        """Keep ``data`` and return its digest.

        Raises:
            LedgerInputError: it is larger than MAX_BLOB_BYTES.
            OutputError: it cannot be written.
        """
        if len(data) > MAX_BLOB_BYTES:
            raise LedgerInputError(
                "scenario.blob_too_large",
                Text(zh="内容超过 {bound} 字节", en="the content is larger than {bound} bytes"),
                bound=MAX_BLOB_BYTES,
            )
        digest = digest_text(self._suite, data)
        path = self._path("content", digest)
        if not path.is_file():
            write_whole_bytes(path, data)
        return digest

    def get(self, digest: str, /) -> bytes:
        """Return the bytes with this digest.

        Raises:
            LedgerInputError: they are not there, or were changed.
        """
        data = _read(self._path("content", digest)) if is_digest(digest) else None
        if data is None:
            raise LedgerInputError(
                "scenario.blob_missing",
                Text(
                    zh="密文库里没有 {digest}；请用 --blobs 指明密文所在的文件夹，或向保管方索取",
                    en="the blob store does not hold {digest}; name the folder with --blobs, or ask its holder",
                ),
                digest=digest[:80],
            )
        if digest_text(self._suite, data) != digest:
            raise LedgerInputError(
                "scenario.blob_changed",
                Text(
                    zh="密文 {digest} 已被改动，与账本上的摘要不符",
                    en="the content {digest} was changed: it does not fit the digest on the ledger",
                ),
                digest=digest[:80],
            )
        return data

    def put_envelope(self, content: str, reader: str, data: bytes, /) -> None:
        """Keep the envelope of a reader for some content, in place of an earlier one."""
        write_whole_bytes(self._envelope_path(content, reader), data)

    def envelope(self, content: str, reader: str, /) -> bytes | None:
        """Return the envelope of a reader for some content, or None."""
        return _read(self._envelope_path(content, reader))

    def discard(self, digest: str, /) -> None:
        """Forget the bytes with this digest, if they are there."""
        self._path("content", digest).unlink(missing_ok=True)

    def _envelope_path(self, content: str, reader: str) -> Path:
        return self._path("envelopes", digest_text(self._suite, canonical_json([content, reader])))

    def _path(self, kind: str, digest: str) -> Path:
        name = digest.partition(":")[2]
        return self._folder / kind / name[:2] / name


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BLOB_BYTES + 1)
    except OSError:
        return None
    return data if len(data) <= MAX_BLOB_BYTES else data[:0]


def store_of(folder: Path, elsewhere: Path | None = None) -> FolderBlobs:
    """Return the blob store of a ledger folder, or the one in ``elsewhere``.

    Raises:
        LedgerInputError: the folder is no ledger's.
    """
    with open_archive(folder) as archive:
        return FolderBlobs(elsewhere or folder / BLOB_FOLDER, archive.genesis.suite)
