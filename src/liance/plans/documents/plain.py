"""Bytes -> text for txt, md and html: which encoding they are in, decided strictly.

The order is fixed: byte order mark, UTF-16 without mark where it is beyond doubt, UTF-8 (RFC 3629),
GB18030. Nothing is guessed from frequencies of words and nothing is replaced: a file that decodes under
none of these, or to what no text looks like, is refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from liance.core import limits
from liance.core.findings import FindingKind, Severity
from liance.core.language import Text
from liance.plans.documents.problems import TEXT_TOO_LONG, refuse

NOT_TEXT = FindingKind(
    "document.not-text",
    Severity.ERROR,
    says=Text(
        zh="文件不是文本，或文字编码无法确定（只认 UTF-8、UTF-16 和 GB18030）",
        en="the file is not text, or its encoding cannot be told (UTF-8, UTF-16 and GB18030 are read)",
    ),
    advice=Text(
        zh="请用原软件打开，另存为 docx、pdf 或 UTF-8 编码的 txt",
        en="open it in its own program and save it as docx, pdf, or txt in UTF-8",
    ),
)
ENCODING_USED = FindingKind(
    "document.encoding",
    Severity.INFO,
    says=Text(zh="文件按 {encoding} 编码读取", en="the file was read as {encoding}"),
    advice=Text(
        zh="如出现乱码，请另存为 UTF-8 后再试", en="if characters look wrong, save it as UTF-8 and try again"
    ),
)

#: Most bytes that a code point takes in any encoding read here.
_WIDEST = 4
#: Least share (percent) of the Chinese characters that must be of GB 2312 for an encoding without mark to
#: be believed: a wrong one gives characters that nobody uses.
GB2312_PERCENT = 85
#: Least share (percent) of Chinese characters, Chinese signs and ASCII together.
PLAIN_PERCENT = 90
#: Control characters that texts do hold: tab, line ends, form feed and end-of-file mark.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")
#: One control character in so many is still believed to be a slip in a text.
_CONTROL_RARITY = 500
_UNUSUAL = re.compile("[\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff]")
_HANZI = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_PLAIN_SIGNS = re.compile("[\t-\r -~\u2010-\u203b\u2460-\u24ff\u2500-\u25ff\u3000-\u303f\uff00-\uffef]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 BE"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text (no byte order mark, line ends as they were) and the encoding's usual name."""

    text: str
    encoding: str


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _believable(text: str) -> bool:
    """Whether ``text`` looks like one: no NUL, hardly a control character."""
    return "\0" not in text and len(_CONTROL.findall(text)) * _CONTROL_RARITY <= len(text)


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """Decode UTF-16 without mark where one order of bytes gives a plain text and the other does not."""
    if len(data) % 2 or b"\0" not in data:
        return None
    found = []
    for codec, name in (("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE")):
        text = _strict(data, codec)
        if text is not None and _is_plain(text):
            found.append(Decoded(text, name))
    return found[0] if len(found) == 1 else None


def _is_plain(text: str) -> bool:
    """Whether ``text`` is made of ASCII and of Chinese characters and signs in common use."""
    hanzi = "".join(_HANZI.findall(text))
    known = sum(len(_gb2312(sign)) == 2 for sign in hanzi)
    plain = len(hanzi) + len(_PLAIN_SIGNS.findall(text))
    return (
        _believable(text)
        and _UNUSUAL.search(text) is None
        and 100 * known >= GB2312_PERCENT * len(hanzi)
        and 100 * plain >= PLAIN_PERCENT * len(text)
    )


def _gb2312(sign: str) -> bytes:
    return sign.encode("gb2312", errors="ignore")


def decode(data: bytes) -> Decoded | None:
    """Return the text in ``data``, or None where its encoding cannot be told.

    >>> decode("链".encode("gb18030") * 3)
    Decoded(text='链链链', encoding='GB18030')
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], codec)
            return Decoded(text, name) if text is not None and _believable(text) else None
    wide = _unmarked_utf16(data)
    if wide is not None:
        return wide
    text = _strict(data, "utf-8")
    if text is not None:
        return Decoded(text, "UTF-8") if _believable(text) else None
    text = _strict(data, "gb18030")
    return Decoded(text, "GB18030") if text is not None and _is_plain(text) else None


def decode_or_refuse(source: str, data: bytes) -> Decoded:
    """Return the text in ``data``.

    Raises:
        DocumentError: if the encoding cannot be told, or the text is longer than ``MAX_TEXT_CHARACTERS``;
            what is too long for certain is refused before it is decoded.
    """
    limit = limits.MAX_TEXT_CHARACTERS
    if len(data) > limit * _WIDEST:
        refuse(TEXT_TOO_LONG, source, limit=limit)
    decoded = decode(data)
    if decoded is None:
        refuse(NOT_TEXT, source)
    if len(decoded.text) > limit:
        refuse(TEXT_TOO_LONG, source, limit=limit)
    return decoded


def with_unix_line_ends(text: str) -> str:
    r"""Return ``text`` with ``\r\n`` and ``\r`` written ``\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
