"""A draft as a Word file with remarks in its margin: what each item asks for next, and what targets lack."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.run import Run

from liance.core.spans import Span
from liance.reports.html import clean


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on the passage at ``start`` (an offset into the text); remarks on the whole stand at its beginning."""

    start: int
    text: str


def commented_docx(
    title: str, text: str, headings: Sequence[Span], remarks: Sequence[Remark], author: str, at: datetime
) -> bytes:
    """Return the draft as docx: one paragraph per line, headings bold, remarks as comments.

    Args:
        title: for the file's properties.
        text: the draft.
        headings: where its headings stand.
        remarks: in any order; each is attached to the paragraph that holds its place.
        author: whose remarks they are.
        at: the instant that the file names as its own.
    """
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name = "FangSong"
    style.font.size = Pt(16)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    properties = document.core_properties
    properties.title, properties.author = clean(title)[:250], author[:250]
    properties.created = properties.modified = at.replace(tzinfo=None)
    properties.last_modified_by = author[:250]
    starts = {span.start for span in headings}
    waiting = sorted(remarks, key=lambda remark: remark.start)
    place = 0
    for line in text.split("\n"):
        end = place + len(line)
        if line.strip():
            paragraph = document.add_paragraph()
            indent = len(line) - len(line.lstrip())
            run = paragraph.add_run(clean(line.strip()))
            run.bold = any(start in starts for start in range(place, place + indent + 1))
            paragraph.paragraph_format.line_spacing = Pt(28)
            if not run.bold and place:
                paragraph.paragraph_format.first_line_indent = Pt(32)
            while waiting and waiting[0].start <= end:
                _comment(document, run, waiting.pop(0).text, author, at)
        place = end + 1
    if waiting:
        run = document.add_paragraph().add_run(" ")
        for remark in waiting:
            _comment(document, run, remark.text, author, at)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _comment(document: Document, run: Run, text: str, author: str, at: datetime) -> None:
    comment = document.add_comment(run, text=clean(text), author=author[:100], initials=author[:2])
    comment._comment_elm.set(qn("w:date"), at.strftime("%Y-%m-%dT%H:%M:%SZ"))
