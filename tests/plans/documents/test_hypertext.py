"""html: the main content, as a reader of the page sees it."""

from __future__ import annotations

import pytest

from liance.core import limits
from liance.core.errors import DocumentError
from liance.plans.documents.hypertext import read_html
from liance.plans.documents.reading import read_document

from .samples import codes

PLAN = (
    "<p>　　为加快区块链技术应用，结合本市实际，制定本行动计划。</p><h2>一、总体要求</h2>"
    "<p>坚持政府引导，分步推进基础设施建设和示范应用，营造开放包容的产业生态。</p>"
    "<h2>二、工作目标</h2><p>到2027年，建成<b>统一</b>的底层平台，接入单位超过<a href='#'>60家</a>。</p>"
)
SITE = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>某市行动计划_政策文件_某市人民政府网</title>
<style>p {{ color: red }}</style></head><body>
<div class="top"><ul><li><a href="/">首页</a></li>
<li><a href="/a">政务公开</a></li><li><a>互动</a></li></ul></div>
<nav>当前位置</nav>
<form><input value="x">站内搜索</form>
<div class="wrap"><div class="left"><h3>热点</h3>
<ul><li><a>新闻一则消息</a><li><a>新闻两则消息</a><li><a>其他</a></ul></div>
<div class="main"><h1>某市区块链行动计划</h1>
<div class="text"><!-- 正文 -->{PLAN}<script>alert("x")</script><p style="display:none">隐藏</p></div>
<ul><li><a>上一篇通知公告</a></li><li><a>下一篇通知公告</a></li><li><a>返回列表</a></li></ul></div></div>
<footer>版权所有 备案号</footer></body></html>"""

SHOWN = """\
某市区块链行动计划
　　为加快区块链技术应用，结合本市实际，制定本行动计划。
一、总体要求
坚持政府引导，分步推进基础设施建设和示范应用，营造开放包容的产业生态。
二、工作目标
到2027年，建成统一的底层平台，接入单位超过60家。
"""


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def text_of(body: str) -> str:
    return read_html("a.html", page(body)).text


def test_a_site_page_gives_title_and_text_only() -> None:
    extract = read_html("a.html", SITE.encode())
    assert extract.text == SHOWN
    assert extract.title is None


def test_without_a_heading_the_head_s_title_is_kept_as_metadata() -> None:
    head = "<title>某市行动计划_政策文件 - 某市政府网</title>"
    document = read_document("a.html", page(PLAN, head))
    assert document.metadata.title == "某市行动计划"
    assert "某市行动计划" not in document.text
    marked = page(PLAN, head + '<meta name="ArticleTitle" content="某市区块链行动计划">')
    assert read_html("a.html", marked).title == "某市区块链行动计划"


def test_a_page_wholly_inside_a_form_is_read() -> None:
    assert text_of(f"<form><div>{PLAN}</div></form>") == SHOWN.partition("\n")[2]


def test_white_space_is_that_of_a_browser() -> None:
    body = "<p>链\n   策 and\n  more<br>次行</p>末<div>块</div>尾<pre>甲\n  乙</pre>"
    assert text_of(body) == "链策 and more\n次行\n末\n块\n尾\n甲\n  乙\n"


def test_numbered_lists_show_their_numbers() -> None:
    body = "<ol><li>甲</li><li><p>乙</p></li></ol><ol type='a' start='3'><li>丙</li></ol><ul><li>丁</li></ul>"
    assert text_of(body) == "1. 甲\n2. 乙\nc. 丙\n丁\n"


def test_tables_have_spans() -> None:
    body = (
        "<p>前言文字。</p><table><tr><th>任务</th><th>单位</th></tr>"
        "<tr><td>建设<br>平台</td><td>信息局</td></tr></table>"
    )
    extract = read_html("a.html", page(body))
    assert extract.text == "前言文字。\n任务\t单位\n建设 平台\t信息局\n"
    (table,) = extract.tables
    assert [[extract.text[cell.start : cell.end] for cell in cells] for cells in table.rows] == [
        ["任务", "单位"],
        ["建设 平台", "信息局"],
    ]


def test_a_page_of_one_data_table_is_a_table() -> None:
    extract = read_html(
        "a.html", page("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>")
    )
    assert extract.text == "甲\t乙\n丙\t丁\n"
    assert len(extract.tables) == 1


def test_a_layout_table_is_a_frame() -> None:
    body = f"<table><tr><td><table><tr><td>{PLAN}</td></tr></table></td></tr></table>"
    assert text_of(body) == SHOWN.partition("\n")[2]


@pytest.mark.parametrize(
    ("declared", "codec", "used"),
    [
        ("gb2312", "gb18030", ["document.encoding"]),
        ("utf-8", "gb18030", ["document.encoding"]),
        ("gbk", "utf-8", []),
        ("big5", "big5", ["document.encoding"]),
    ],
)
def test_charsets_are_those_of_the_bytes(declared: str, codec: str, used: list[str]) -> None:
    text = "文件正文文字" if codec != "big5" else "區塊鏈產業發展"
    data = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'.encode(codec)
    extract = read_html("a.html", data)
    assert extract.text == text + "\n"
    assert codes(extract.findings) == used


def test_entities_of_a_stranger_are_not_opened() -> None:
    data = (
        '<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/passwd"><!ENTITY lol "ha">]>'
        "<html><body><p>文&secret;&lol;&lt;字</p></body></html>"
    ).encode()
    text = read_html("a.html", data).text
    assert "root:" not in text
    assert "文" in text


def test_a_page_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PAGE_ELEMENTS", 50)
    with pytest.raises(DocumentError) as caught:
        read_html("a.html", page("<b>" * 60))
    assert codes(caught.value.findings) == ["document.too-much-markup"]


@pytest.mark.parametrize("body", ["", "<script>x</script>", "<nav>导航</nav>", "<p> </p>"])
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_html("a.html", page(body))
    assert codes(caught.value.findings) == ["document.no-text"]


def test_nesting_is_bounded() -> None:
    assert text_of("<div>" * 200 + "文字" + "</div>" * 200) == "文字\n"
    for depth in (limits.MAX_XML_DEPTH, 300, 5000):
        with pytest.raises(DocumentError) as caught:
            read_html("a.html", page("<p>前言</p>" + "<div>" * depth + "文字" + "</div>" * depth))
        assert codes(caught.value.findings) == ["document.too-much-markup"]
