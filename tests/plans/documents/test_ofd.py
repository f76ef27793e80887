"""ofd: texts at places become lines."""

from __future__ import annotations

import pytest

from liance.core.errors import DocumentError
from liance.plans.documents.ofd import read_ofd

from .ofd_samples import content, lines_as_objects, package, simple_ofd, text_object, zipped
from .samples import codes


def test_lines_follow_their_places_not_their_order() -> None:
    objects = lines_as_objects(["第一行", "第二行", "第三行"])
    extract = read_ofd("a.ofd", package([content(list(reversed(objects)))]))
    assert extract.text == "第一行\n第二行\n第三行\n"
    assert extract.hard_wrapped


def test_pieces_of_one_line_are_joined_and_columns_are_parted() -> None:
    objects = [
        text_object("目标", 40, 50.4),
        text_object("工作", 30, 50),
        text_object("负责单位", 90, 50),
    ]
    assert read_ofd("a.ofd", package([content(objects)])).text == "工作目标 负责单位\n"


def test_scaled_objects_stand_where_their_matrix_puts_them() -> None:
    moved = text_object("后", 0, 0, extra='CTM="1 0 0 1 50 60"')
    assert read_ofd("a.ofd", package([content([moved, text_object("前", 30, 40)])])).text == "前\n后\n"


def test_templates_belong_to_the_page_and_seals_do_not() -> None:
    template = content([text_object("某市人民政府公报", 30, 10)])
    pages = [content(lines_as_objects(["一页"]), "t0"), content(lines_as_objects(["二页"]), "t0")]
    extract = read_ofd("a.ofd", package(pages, [template]))
    assert extract.text == "某市人民政府公报\n一页\n某市人民政府公报\n二页\n"
    assert [extract.text[page.start : page.end].split()[-1] for page in extract.pages] == ["一页", "二页"]


def test_invisible_text_is_not_shown() -> None:
    hidden = text_object("隐", 30, 40, extra='Visible="false"')
    assert read_ofd("a.ofd", package([content([hidden, text_object("显", 30, 50)])])).text == "显\n"


def test_pages_without_text_are_named() -> None:
    extract = read_ofd("a.ofd", simple_ofd(["文"], []))
    assert codes(extract.findings) == ["document.pages-without-text"]
    assert extract.findings[0].place.page == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (simple_ofd([], []), "document.scan"),
        (package([]), "document.damaged"),
        (package(["<broken"]), "document.damaged"),
        (zipped({"OFD.xml": "<a/>"}), "document.damaged"),
        (package(["x"], more={"OFD.xml": "<a><DocRoot>../../etc/passwd</DocRoot></a>"}), "document.damaged"),
        (package(["x"], more={"OFD.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "document.doctype"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_ofd("a.ofd", data)
    assert codes(caught.value.findings) == [code]


def test_absurd_numbers_do_no_harm() -> None:
    objects = [
        (
            '<ofd:TextObject Boundary="1e999 nan x" Size="inf" CTM="1 2"><ofd:TextCode X="" Y="-" '
            'DeltaX="g 99999999999 9 g 1">区块链</ofd:TextCode></ofd:TextObject>'
        )
    ]
    assert read_ofd("a.ofd", package([content(objects)])).text == "区块链\n"
