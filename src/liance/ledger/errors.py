"""Failed operations of the ledger.

::

    LianceError
    └── LedgerError
        ├── MissingLibraryError   an optional library is not installed
        ├── KeyMaterialError      bytes that are not a key of the suite
        ├── KeyFileError          a key file cannot be opened
        ├── LedgerBusyError       another process has the ledger open
        ├── LedgerClosedError     the ledger was closed, or stopped after a failed write
        ├── StorageError          the ledger's file cannot be read or written
        ├── NotALedgerError       the file is no ledger, or another one
        └── RestoreError          a snapshot does not lead to what its checkpoint commits to

The log beneath has its own family (``log/errors.py``), because it is importable alone.
"""

from __future__ import annotations

from typing import Final

from liance.core.errors import LianceError
from liance.core.language import Text


class LedgerError(LianceError):
    """Base of every exception of the ledger."""


class MissingLibraryError(LedgerError):
    """A library of the extra ``ledger`` is not installed."""

    def __init__(self, library: str) -> None:
        self.library = library
        super().__init__(
            Text(
                zh="缺少程序库 {library}，请安装：pip install 'liance[ledger]'",
                en="the library {library} is missing; install it with: pip install 'liance[ledger]'",
            ),
            library=library,
        )


class KeyMaterialError(LedgerError):
    """Bytes that are not a key of the suite; never carries the bytes."""

    def __init__(self, suite: str) -> None:
        self.suite = suite
        super().__init__(
            Text(
                zh="密钥不属于密码套件 {suite}，或公钥与私钥不成对",
                en="this is not a key of the suite {suite}, or public and private key do not pair",
            ),
            suite=suite,
        )


class KeyFileError(LedgerError):
    """A key file cannot be opened; ``reason`` is one of the class's constants."""

    DAMAGED = Text(zh="文件不是本系统的密钥文件或已损坏", en="it is not a key file of ours, or it is damaged")
    PASSPHRASE = Text(zh="口令不对，或内容被改动", en="the passphrase is wrong, or the content was changed")
    TOO_WEAK = Text(zh="口令太短", en="the passphrase is too short")

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(
            Text(zh="无法使用密钥文件：" + reason.zh, en="the key file cannot be used: " + reason.en)
        )


class LedgerBusyError(LedgerError):
    """Another process, or another driver of this one, has the ledger open."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                zh="账本“{name}”正由另一进程使用；请先关闭它，或经由它访问",
                en="the ledger '{name}' is open in another process; close that one, or go through it",
            ),
            name=name,
        )


class LedgerClosedError(LedgerError):
    """The ledger was closed, or stopped after a failed write; nothing more is taken."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="账本已关闭，或在写入失败后停止；请重新打开",
                en="the ledger is closed, or stopped after a failed write; open it again",
            )
        )


#: What SQLite and the system say of a file, in Chinese; by the beginning of their words.
_REASONS: Final = (
    ("database or disk is full", "磁盘已满"),
    ("disk I/O error", "磁盘读写出错（或已满）"),
    ("attempt to write a readonly database", "没有写入权限"),
    ("unable to open database file", "打不开文件（没有权限、磁盘已满，或打开的文件过多）"),
    ("database disk image is malformed", "文件已损坏"),
    ("file is not a database", "文件已损坏"),
    ("malformed database schema", "文件已损坏"),
    ("database is locked", "另一进程正占用该文件"),
    ("no such table", "文件不完整"),
    ("No space left on device", "磁盘已满"),
    ("File too large", "文件超出大小限制"),
    ("Permission denied", "没有权限"),
    ("Too many open files", "打开的文件过多"),
    ("a row has a value of another type", "某一行的数据类型不对"),
)


class StorageError(LedgerError):
    """The ledger's file cannot be read or written; what was not acknowledged may or may not be there."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        known = next((zh for en, zh in _REASONS if reason.startswith(en)), None)
        super().__init__(
            Text(
                zh="账本文件读写失败：{zh}。请检查磁盘空间与权限后重新打开",
                en="the ledger's file cannot be used: {reason}; check space and rights, then open it again",
            ),
            zh=known or f"系统报告“{reason}”",
            reason=reason,
        )


class NotALedgerError(LedgerError):
    """The file is no ledger of this format, its parts contradict each other, or it is another ledger."""

    def __init__(self, name: str, reason: Text) -> None:
        super().__init__(Text(zh="“{name}”：" + reason.zh, en="'{name}': " + reason.en), name=name)


class RestoreError(LedgerError):
    """A snapshot does not lead to what its trusted checkpoint commits to; nothing was restored."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(
            Text(
                zh="无法恢复：" + reason.zh + "。没有写出任何账本；请用 liance ledger audit 查明是哪一处",
                en="cannot restore: "
                + reason.en
                + "; no ledger was written; liance ledger audit names the place",
            )
        )
