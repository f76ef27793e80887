"""A report as PDF, set by Typst.

The template is ours; everything of the report reaches it as JSON and is set as text, so that no title, quote or
name can act as markup. Typst gets the folders of fonts that were seen to draw Chinese signs, and nothing else of
the machine. The report is set twice: once to learn where every anchor stands, and once with links to these places.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.reports.figures.drawing import EngineMissingError
from liance.reports.figures.model import Picture
from liance.reports.html import clean
from liance.reports.report.model import (
    Block,
    Bullets,
    FigureBlock,
    Inline,
    Paragraph,
    Report,
    Table,
    TableCell,
)
from liance.reports.report.tints import tint


class TypesettingError(LianceError):
    """Typst could not set the report."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            Text(
                zh="排版失败：{why}。请改用 docx 或 html，并把此信息告诉维护者",
                en="typesetting failed: {why}; use docx or html, and tell the maintainers",
            ),
            why=why,
        )


#: Sets one job (``typeset``, here or in another process) and returns what it made.
Typesetter = Callable[[Mapping[str, Any]], bytes]


def pdf_bytes(
    report: Report,
    pictures: Mapping[str, Picture],
    template: str,
    families: tuple[str, str],
    font_folders: Sequence[str],
    typesetter: Typesetter | None = None,
) -> bytes:
    """Return the report as PDF: the same bytes for the same report, fonts and version of Typst.

    Args:
        report: what to set.
        pictures: its drawn figures, by id.
        template: the text of ``data/report/report.typ``.
        families: fonts of headings and of running text.
        font_folders: where their files lie.
        typesetter: sets a job; ``typeset`` where it is left out. Typst needs most of its memory in one run and keeps
            it for the next: give one that sets each job in a process of its own.

    Raises:
        EngineMissingError: Typst is not installed.
        TypesettingError: it could not set the report.
    """
    run = typesetter or typeset
    data = report_data(report, pictures) | {"sans": families[0], "serif": families[1]}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    job: dict[str, Any] = {"template": template, "fonts": list(font_folders)}
    found = json.loads(run(job | {"make": "places", "inputs": inputs}))
    inputs["places"] = json.dumps({anchor: place for anchor, *place in found})
    return run(job | {"make": "pages", "inputs": inputs})


def typeset(job: Mapping[str, Any]) -> bytes:
    """Set a job: ``template`` with ``inputs`` and the ``fonts`` of some folders; ``make`` its ``places`` or ``pages``.

    Returns:
        The places of all anchors as JSON, or the pages as PDF.

    Raises:
        EngineMissingError: Typst is not installed.
        TypesettingError: it could not set the job.
    """
    try:
        import typst
    except ImportError as error:
        raise EngineMissingError("typst") from error
    try:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=list(job["fonts"])
        )
        compiler = typst.Compiler(
            job["template"].encode(),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=dict(job["inputs"]),
        )
        if job["make"] == "places":
            return str(compiler.query("<places>", field="value", one=True)).encode()
        made = compiler.compile(format="pdf", timestamp=0)
    except RuntimeError as error:  # what a query raises; TypstError is one of them
        raise TypesettingError(str(error).splitlines()[0]) from error
    assert isinstance(made, bytes)
    return made


def report_data(report: Report, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    """Return a report as JSON-ready data."""
    return {
        "language": report.language.value,
        "title": clean(report.title),
        "subtitle": clean(report.subtitle),
        "facts": [[clean(name), clean(value)] for name, value in report.facts],
        "contents": report.contents,
        "sections": [
            {
                "anchor": section.anchor,
                "heading": clean(section.heading),
                "depth": section.depth,
                "listed": section.listed,
                "blocks": [_block(block, pictures) for block in section.blocks],
            }
            for section in report.sections
        ],
    }


def _block(block: Block, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "style": block.kind, "runs": _runs(block.runs)}
        case Bullets():
            return {"kind": "bullets", "items": [_runs(item) for item in block.items]}
        case Table():
            return {
                "kind": "table",
                "anchor": block.anchor,
                "label": block.label,
                "caption": clean(block.caption),
                "columns": [
                    {"name": clean(column.name), "width": column.width, "align": column.align}
                    for column in block.columns
                ],
                "rows": [[_cell(cell, block.top) for cell in row] for row in block.rows],
            }
        case FigureBlock():
            return {
                "kind": "figure",
                "anchor": block.anchor,
                "label": block.label,
                "caption": clean(block.caption),
                "svg": pictures[block.figure.id].svg,
            }


def _cell(cell: TableCell, top: int) -> str | dict[str, Any]:
    """Return a table cell; one of plain text is that text, since tens of thousands of them have to be held."""
    lines = [_runs(line) for line in cell.lines]
    fill, ink = tint(cell.level, top)
    match lines:
        case [[str(text)]] if not fill and not cell.anchor:
            return text
        case _:
            return {"anchor": cell.anchor, "fill": fill, "ink": ink, "lines": lines}


def _runs(runs: Inline) -> list[str | dict[str, Any]]:
    return [
        {"text": clean(run.text), "link": run.link, "strong": run.strong}
        if run.link or run.strong
        else clean(run.text)
        for run in runs
    ]
