"""Failed operations of the ledger.

::

    LianceError
    └── LedgerError
        ├── MissingLibraryError   an optional library is not installed
        ├── KeyMaterialError      bytes that are not a key of the suite
        └── KeyFileError          a key file cannot be opened

The log beneath has its own family (``log/errors.py``), because it is importable alone.
"""

from __future__ import annotations

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
