"""XML from strangers: events, and nothing from outside."""

from __future__ import annotations

import pytest

from liance.core import limits
from liance.core.errors import DocumentError
from liance.plans.documents.markup import Data, End, MarkupReader, Start
from liance.plans.documents.word import read_docx

from .samples import codes, paragraph, raw_docx


def refused(xml: bytes) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        list(MarkupReader("a.docx", "docx").events("part", [xml]))
    return codes(caught.value.findings)


def test_events_have_local_names_and_survive_any_cut() -> None:
    xml = (
        '<?xml version="1.0"?><a xmlns="u" xmlns:n="v"><n:b n:k="1">链<!-- c --><?p i?>策</n:b></a>'.encode()
    )
    for cut in range(len(xml)):
        events = list(MarkupReader("a", "docx").events("part", [xml[:cut], xml[cut:]]))
        text = "".join(event.text for event in events if isinstance(event, Data))
        assert text == "链策"
        assert [event for event in events if not isinstance(event, Data)] == [
            Start("a", {}),
            Start("b", {"k": "1"}),
            End("b"),
            End("a"),
        ]


@pytest.mark.parametrize("xml", [b"", b"<a>", b"<a></b>", b"text", b"<a>&undefined;</a>", b"<a>\x00</a>"])
def test_what_is_not_well_formed_is_damaged(xml: bytes) -> None:
    assert refused(xml) == ["document.damaged"]


LAUGHS = (
    "<!DOCTYPE a [<!ENTITY l0 'ha'>"
    + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://localhost:9/evil.dtd">',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
        LAUGHS,
        "<!DOCTYPE a>",
    ],
)
def test_document_types_are_refused(doctype: str) -> None:
    assert refused(f"{doctype}<a>&secret;&l9;</a>".encode()) == ["document.doctype"]
    with pytest.raises(DocumentError) as caught:
        read_docx("a.docx", raw_docx(paragraph("&secret;"), doctype=doctype))
    assert codes(caught.value.findings) == ["document.doctype"]


def test_depth_is_bounded() -> None:
    deep = limits.MAX_XML_DEPTH
    assert len(list(MarkupReader("a", "x").events("p", [b"<a>" * deep, b"</a>" * deep]))) == 2 * deep
    assert refused(b"<a>" * (deep + 1) + b"</a>" * (deep + 1)) == ["document.too-much-markup"]
