"""docx: what stands on the printed page, in reading order."""

from __future__ import annotations

from io import BytesIO

import docx

from liance.plans.documents.word import read_docx

from .samples import numbered, numbering_level, one_list, paragraph, raw_docx


def text_of(body: str, **parts: str) -> str:
    return read_docx("a.docx", raw_docx(body, **parts)).text


HEADINGS = one_list(
    numbering_level(0, "chineseCountingThousand", "%1、"),
    numbering_level(1, "chineseCounting", "（%2）"),
    numbering_level(2, "decimal", "%3."),
    numbering_level(3, "lowerLetter", "%4)", '<w:suff w:val="space"/>'),
    numbering_level(4, "decimal", "%1.%5", "<w:isLgl/>"),
    numbering_level(5, "bullet", "\uf06c"),
)


def test_automatic_numbers_are_text() -> None:
    body = (
        numbered("总体要求")
        + numbered("指导思想", 1)
        + numbered("基本原则", 1)
        + numbered("政府引导", 2)
        + numbered("细则", 3)
        + numbered("重点任务")
        + numbered("建设平台", 1)
        + numbered("小节", 4)
        + numbered("要点", 5)
        + paragraph("正文")
    )
    assert text_of(body, numbering=HEADINGS) == (
        "一、总体要求\n（一）指导思想\n（二）基本原则\n1. 政府引导\na) 细则\n二、重点任务\n（一）建设平台\n"
        "2.1 小节\n● 要点\n正文\n"
    )


def test_a_list_that_starts_anew_or_later() -> None:
    numbering = (
        HEADINGS
        + '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        + '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = (
        numbered("甲") + numbered("乙") + numbered("丙", 0, 2) + numbered("丁", 0, 2) + numbered("戊", 0, 9)
    )
    assert text_of(body, numbering=numbering) == "一、甲\n二、乙\n五、丙\n六、丁\n戊\n"


def test_numbers_come_from_styles_and_what_they_are_based_on() -> None:
    numbering = one_list(
        numbering_level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/>'),
        numbering_level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="H2"/>'),
    )
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:styleId="H1">{number}</w:style><w:style w:styleId="H2">{number}</w:style>'
        '<w:style w:styleId="Sub"><w:basedOn w:val="H2"/></w:style>'
        '<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    body = "".join(
        paragraph(text, f'<w:pStyle w:val="{style}"/>')
        for text, style in (("要求", "H1"), ("思想", "H2"), ("原则", "Sub"), ("正文", "Loop"))
    )
    assert text_of(body, numbering=numbering, styles=styles) == "一、要求\n（一）思想\n（二）原则\n正文\n"


def test_a_number_of_zero_takes_the_style_s_number_away() -> None:
    styles = '<w:style w:styleId="H"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    body = paragraph(
        "无号", '<w:pStyle w:val="H"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    )
    assert text_of(body, numbering=HEADINGS, styles=styles) == "无号\n"


def test_tracked_changes_show_the_new_text() -> None:
    body = (
        "<w:p><w:r><w:t>建成</w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>20</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:r><w:t>个</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>" + paragraph("后半")
    )
    assert text_of(body) == "建成20个\n前半后半\n"


def test_hidden_text_field_codes_and_phonetics_are_not_shown() -> None:
    hidden = '<w:style w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = (
        '<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr>'
        '<w:t>显</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Ghost"/></w:rPr><w:t>影</w:t></w:r>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:ruby><w:rt><w:r><w:t>liàn</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>链</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert text_of(body, styles=hidden) == "显链\n"


def test_tabs_breaks_and_symbols() -> None:
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/>'
        '<w:t>乙</w:t><w:br/><w:t>丙</w:t><w:sym w:font="X" w:char="2103"/>'
        '<w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>'
    )
    assert text_of(body) == "甲\t乙\n丙℃\n"


def test_text_boxes_come_once_and_after_their_paragraph() -> None:
    box = "<w:txbxContent>" + paragraph("专栏1") + paragraph("内容") + "</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><wps:txbx>"
        + box
        + "</wps:txbx></mc:Choice><mc:Fallback><v:textbox>"
        + box
        + "</v:textbox></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>后</w:t></w:r></w:p>"
    )
    assert text_of(body) == "前后\n专栏1\n内容\n"


def test_notes_follow_the_text() -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="-1">' + paragraph("线") + "</w:footnote>"
        '<w:footnote w:id="1">' + paragraph("注一") + "</w:footnote>"
    )
    assert text_of(paragraph("正文"), footnotes=notes) == "正文\n注一\n"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def test_tables_have_spans() -> None:
    table = (
        "<w:tbl>"
        + row(paragraph("任务"), paragraph("单位"))
        + row(paragraph("建设") + paragraph("平台"), paragraph(""))
        + row(paragraph("删"), paragraph("删"), properties="<w:trPr><w:del/></w:trPr>")
        + "</w:tbl>"
    )
    extract = read_docx("a.docx", raw_docx(paragraph("前") + table + paragraph("后")))
    assert extract.text == "前\n任务\t单位\n建设 平台\t\n后\n"
    (found,) = extract.tables
    cells = [[extract.text[cell.start : cell.end] for cell in cells] for cells in found.rows]
    assert cells == [["任务", "单位"], ["建设 平台", ""]]
    assert extract.text[found.span.start : found.span.end] == "任务\t单位\n建设 平台\t"


def test_a_frame_of_one_cell_keeps_its_lines_and_its_inner_table() -> None:
    inner = "<w:tbl>" + row(paragraph("甲"), paragraph("乙")) + "</w:tbl>"
    table = "<w:tbl>" + row(paragraph("专栏1") + paragraph("要点") + inner) + "</w:tbl>"
    extract = read_docx("a.docx", raw_docx(table))
    assert extract.text == "专栏1\n要点\n甲\t乙\n"
    outer, found = extract.tables
    assert outer.span.contains(found.span)
    assert extract.text[found.rows[0][1].start : found.rows[0][1].end] == "乙"


def test_a_file_of_a_word_processor() -> None:
    document = docx.Document()
    document.add_heading("某市行动计划", 0)
    document.add_paragraph("编号项", style="List Number")
    document.add_paragraph("编号项", style="List Number")
    table = document.add_table(rows=2, cols=2)
    table.cell(1, 1).text = "右下"
    document.sections[0].header.paragraphs[0].text = "页眉"
    buffer = BytesIO()
    document.save(buffer)
    assert read_docx("a.docx", buffer.getvalue()).text == "某市行动计划\n1. 编号项\n2. 编号项\n\t\n\t右下\n"
