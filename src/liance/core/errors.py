"""The family of exceptions: an operation that failed as a whole.

::

    LianceError
    ├── PackError          a data pack cannot be used (its findings say where)
    ├── UnknownNameError   a name of ours that does not exist (near matches are offered)
    └── DocumentError      a file cannot be read as a document (its findings say why)

Bad input that does not stop the work is a ``Finding`` instead. Every class builds its sentence from typed
fields, in both languages, and says what to do next.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from liance.core.findings import Finding
from liance.core.language import Language, Text


class LianceError(Exception):
    """Base of every exception that Liance raises on purpose."""

    def __init__(self, text: Text, **fields: object) -> None:
        self._text = text
        self._fields = fields
        super().__init__(text.render(Language.EN, **fields))

    def message(self, language: Language) -> str:
        """Say what failed and what to do, in ``language``."""
        return self._text.render(language, **self._fields)


class FindingsError(LianceError):
    """An operation that failed for reasons listed as findings."""

    def __init__(self, text: Text, findings: Sequence[Finding], **fields: object) -> None:
        self.findings = tuple(findings)
        super().__init__(text, **fields)

    def message(self, language: Language) -> str:
        """Say what failed, then each finding and what to do about it on its own line."""
        stop = "。" if language is Language.ZH else ". "
        lines = [self._text.render(language, **self._fields)]
        for finding in self.findings:
            place = finding.place
            where = f"{place.label()}: " if place.line is not None or place.column is not None else ""
            says = f"{finding.message(language)}{stop}{finding.advice(language)}"
            lines.append(f"  {where}{says} ({finding.code})")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.message(Language.EN)


class PackError(FindingsError):
    """A data pack is broken; the findings name file and line."""

    def __init__(self, pack: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            Text(
                zh="数据包“{pack}”无法使用，请按下列问题逐条修改后再用 liance pack check 检查：",
                en="pack '{pack}' cannot be used; mend these and run liance pack check again:",
            ),
            findings,
            pack=pack,
        )


class DocumentError(FindingsError):
    """A file cannot be read as a document; the findings say why."""

    def __init__(self, source: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            Text(zh="无法读取文件“{source}”：", en="cannot read '{source}':"), findings, source=source
        )


class UnknownNameError(LianceError):
    """A name (of a rubric, a pack, an item ...) that does not exist."""

    def __init__(self, what: Text, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(sorted(known))
        self.near = tuple(difflib.get_close_matches(name, self.known, n=3, cutoff=0.5))
        self._what = what
        super().__init__(Text(zh="", en=""))

    def message(self, language: Language) -> str:
        """Say which name is unknown and offer near matches, or all there are."""
        what = self._what.render(language)
        if language is Language.ZH:
            offer = "、".join(self.near or self.known)
            hint = f"您是否想用：{offer}" if self.near else f"现有：{offer}"
            return f"没有名为“{self.name}”的{what}。{hint}"
        offer = ", ".join(self.near or self.known)
        hint = f"did you mean: {offer}?" if self.near else f"known: {offer}"
        return f"there is no {what} named '{self.name}'; {hint}"

    def __str__(self) -> str:
        return self.message(Language.EN)
