"""XML from strangers as a flat stream of events: no tree, no entities, no network.

The memory used does not grow with the file, so that a hostile part of a few kilobytes cannot claim
gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from liance.core import limits
from liance.core.findings import FindingKind, Severity
from liance.core.language import Text
from liance.plans.documents.problems import DAMAGED, TOO_MUCH_MARKUP, refuse

DOCTYPE = FindingKind(
    "document.doctype",
    Severity.ERROR,
    says=Text(
        zh="文件内部的 XML 带有文档类型声明（DOCTYPE），出于安全考虑不予读取",
        en="the XML inside the file declares a document type (DOCTYPE); it is not read, for safety",
    ),
    advice=Text(
        zh="正常的办公文件没有这种声明；请用原软件打开后另存一份",
        en="proper office files have none; open it in its program and save a new copy",
    ),
)


@dataclass(frozen=True, slots=True)
class Start:
    """An element opens; names are local (without namespace), attributes by local name."""

    name: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """An element closes."""

    name: str


@dataclass(frozen=True, slots=True)
class Data:
    """A piece of character data; one run of text may come in several pieces."""

    text: str


Event = Start | End | Data


def _local(name: str | bytes) -> str:
    return str(name).rpartition("}")[2]


class _Collector:
    """Parser target that keeps the events of the chunk being parsed."""

    def __init__(self, reader: MarkupReader) -> None:
        self.events: list[Event] = []
        self._reader = reader
        self._depth = 0

    # lxml hands over text; its stubs still allow bytes.

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:
        self._depth += 1
        self._reader.count(self._depth)
        attributes = {_local(name): str(value) for name, value in attrib.items()}
        self.events.append(Start(_local(tag), attributes))

    def end(self, tag: str | bytes) -> None:
        self._depth -= 1
        self.events.append(End(_local(tag)))

    def data(self, data: str | bytes) -> None:
        self.events.append(Data(str(data)))

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        refuse(DOCTYPE, self._reader.source)

    def comment(self, text: str | bytes) -> None:
        """Leave comments out."""

    def pi(self, _target: str, _data: str | None) -> None:
        """Leave processing instructions out."""

    def close(self) -> None:
        """Finish; the events were taken piece by piece."""


class MarkupReader:
    """Reads the XML parts of one file, with one count of elements for all of them.

    Args:
        source: The file's name, for findings.
        form: The name of the format, for findings.
    """

    def __init__(self, source: str, form: str) -> None:
        self.source = source
        self._form = form
        self._elements = 0

    def count(self, depth: int) -> None:
        """Count one element that opens at ``depth``.

        Raises:
            DocumentError: if it exceeds ``MAX_XML_DEPTH`` or ``MAX_MARKUP_ELEMENTS``.
        """
        self._elements += 1
        if depth > limits.MAX_XML_DEPTH:
            refuse(TOO_MUCH_MARKUP, self.source, limit=limits.MAX_XML_DEPTH, bound="MAX_XML_DEPTH")
        if self._elements > limits.MAX_MARKUP_ELEMENTS:
            limit = limits.MAX_MARKUP_ELEMENTS
            refuse(TOO_MUCH_MARKUP, self.source, limit=limit, bound="MAX_MARKUP_ELEMENTS")

    def events(self, part: str, chunks: Iterable[bytes]) -> Iterator[Event]:
        """Yield the events of the XML part named ``part``, whose bytes come in ``chunks``.

        Raises:
            DocumentError: if the part is not well-formed, declares a document type, or exceeds a bound.
        """
        collector = _Collector(self)
        parser = etree.XMLParser(
            target=collector, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            for chunk in chunks:
                parser.feed(chunk)
                yield from collector.events
                collector.events.clear()
            parser.close()
        except etree.LxmlError:
            refuse(DAMAGED, self.source, format=self._form, reason=part)
        yield from collector.events
