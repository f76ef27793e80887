"""What can be wrong with a log, a proof or a signed text.

::

    LogError
    ├── MalformedError   bytes that are not in the format they claim
    ├── BoundError       bytes that exceed a named bound
    ├── ProofError       a Merkle proof that does not prove what it should
    ├── SignatureError   a signature that is missing or false
    └── QuorumError      true signatures, but not those that the policy asks for

This package is importable alone, so its family stands apart from ``liance.core.errors``; ``message`` has the
same shape.
"""

from __future__ import annotations

from liance.ledger.log.chinese import format_name, reason


class LogError(Exception):
    """Base of every exception of the log; carries its sentence in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self._zh = zh
        super().__init__(en)

    def message(self, language: str) -> str:
        """Say what failed, in Chinese for ``"zh"`` and in English otherwise."""
        return self._zh if language == "zh" else str(self)


class MalformedError(LogError):
    """Bytes that are not in the format they claim; ``what`` names the format, ``why`` the first fault."""

    def __init__(self, what: str, why: str) -> None:
        self.what = what
        self.why = why
        super().__init__(f"{format_name(what)}格式错误：{reason(why)}", f"malformed {what}: {why}")


class BoundError(LogError):
    """Bytes that exceed a bound; ``bound`` is its name in ``bounds.py``."""

    def __init__(self, what: str, bound: str, limit: int) -> None:
        self.bound = bound
        super().__init__(
            f"{format_name(what)}超出上限 {bound}（{limit}）", f"{what} exceeds {bound} ({limit})"
        )


class ProofError(LogError):
    """A Merkle proof that does not lead to the root it was given for."""

    def __init__(self, why: str) -> None:
        super().__init__(f"证明不成立：{reason(why)}", f"the proof does not hold: {why}")


class SignatureError(LogError):
    """A signature of a known key that is false, or no signature of any known key."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name
        if name is None:
            super().__init__("没有任何已知密钥的签名", "there is no signature by a known key")
        else:
            super().__init__(f"密钥“{name}”的签名无效", f"the signature by '{name}' is not valid")


class QuorumError(LogError):
    """The checkpoint is signed, but not by as many witnesses as the policy's quorum asks for."""

    def __init__(self, quorum: str, witnesses: tuple[str, ...]) -> None:
        self.quorum = quorum
        self.witnesses = witnesses
        seen = ", ".join(witnesses) or "-"
        super().__init__(
            f"见证签名未达到法定组“{quorum}”的要求（已有：{seen}）",
            f"the cosignatures do not reach quorum '{quorum}' (there are: {seen})",
        )
