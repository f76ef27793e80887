"""Plan files -> a finished report: docx, pdf, html or xlsx, each from the same comparison."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from liance.core.errors import FindingsError, LianceError
from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.core.limits import MAX_SHAPES_BYTES
from liance.packs.library import Library
from liance.packs.model import Rubric
from liance.packs.tiles import shipped_grid
from liance.plans.comparison.model import Comparison
from liance.reports.figures.boundaries import read_shapes
from liance.reports.figures.building import plan_label
from liance.reports.figures.model import Picture
from liance.reports.report.building import Frame, build_report
from liance.reports.report.docx import docx_bytes
from liance.reports.report.model import Report
from liance.reports.report.numbers import Numbers
from liance.reports.report.page import report_page
from liance.reports.report.pdf import pdf_bytes
from liance.reports.report.sheets import xlsx_bytes
from liance.workbench.corpus import FileMissingError
from liance.workbench.figures import charts_text, draw_all
from liance.workbench.fonts import chinese_fonts
from liance.workbench.output import OutputError, write_whole_bytes
from liance.workbench.typesetting import typeset_in_child

__all__ = [
    "FORMATS",
    "Frame",
    "Report",
    "build_report",
    "frame_of",
    "render",
    "write_reports",
]

#: What a report can be written as, by suffix.
FORMATS: Final = ("docx", "pdf", "html", "xlsx")


class FormatError(LianceError):
    """A report cannot be written under that name."""

    def __init__(self, path: str) -> None:
        super().__init__(
            Text(
                zh="报告文件“{path}”的扩展名应为 .docx、.pdf、.html 或 .xlsx 之一",
                en="the report '{path}' must end in .docx, .pdf, .html or .xlsx",
            ),
            path=path,
        )


class NothingToReportError(FindingsError):
    """No plan could be scored."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(
            Text(
                zh="没有一份规划能够评分，因此没有生成报告：",
                en="no plan could be scored, so there is no report:",
            ),
            findings,
        )


def frame_of(
    library: Library,
    rubric: str,
    *,
    title: str = "",
    office: str = "",
    date: str = "",
    shapes: Path | None = None,
    review: str = "",
) -> Frame:
    """Return what a report needs besides numbers; ``shapes`` is a GeoJSON file for a boundary map.

    Raises:
        UnknownNameError: there is no such rubric.
        FileMissingError: there is no such file of shapes.
        ShapesError: it cannot be used.
    """
    named = library.pack(rubric).manifest.title
    title_of_rubric = Text(*(part.replace("{", "{{").replace("}", "}}") for part in (named.zh, named.en)))
    outlines = ""
    if shapes is not None:
        if not shapes.is_file():
            raise FileMissingError(str(shapes))
        with shapes.open("rb") as stream:
            outlines = read_shapes(stream.read(MAX_SHAPES_BYTES + 1))
    return Frame(title_of_rubric, title, office, date, shipped_grid(), outlines, review)


def check_paths(paths: Sequence[Path]) -> None:
    """Make sure that reports can be written there, before any work is done.

    Raises:
        FormatError: a suffix is none of ``FORMATS``.
        OutputError: a path is a folder, or its folder cannot be written.
        FontMissingError: a format needs a Chinese font and there is none.
    """
    for path in paths:
        if format_of(path) not in FORMATS:
            raise FormatError(str(path))
        if path.is_dir():
            raise OutputError(str(path))
        folder = next(parent for parent in path.absolute().parents if parent.exists())
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise OutputError(str(path))
    if {"docx", "pdf"} & {format_of(path) for path in paths}:
        chinese_fonts()


def format_of(path: Path) -> str:
    """Return the format that a path's suffix names."""
    return path.suffix.lower().removeprefix(".")


def render(
    comparison: Comparison, rubric: Rubric, frame: Frame, language: Language, formats: Iterable[str]
) -> dict[str, bytes]:
    """Return the report in each of the formats: the same bytes for the same input, fonts and libraries.

    Raises:
        FontMissingError: docx and pdf need a Chinese font.
        EngineMissingError: the extra ``report`` is not installed.
        ChartsMissingError: the package holds no charts library.
    """
    wanted = set(formats)
    report = build_report(comparison, rubric, frame, language)
    pictures: Mapping[str, Picture] = {}
    if wanted - {"xlsx"}:
        pictures = draw_all(report.figures(), png="docx" in wanted, own_fonts="pdf" in wanted)
    made: dict[str, bytes] = {}
    for name in sorted(
        wanted, key=lambda name: (name != "pdf", name)
    ):  # what takes most memory, before any is held
        made[name] = _rendered(name, comparison, report, pictures)
    return made


def _rendered(name: str, comparison: Comparison, report: Report, pictures: Mapping[str, Picture]) -> bytes:
    match name:
        case "docx":
            return docx_bytes(report, pictures)
        case "pdf":
            fonts = chinese_fonts()
            template = (files("liance") / "data" / "report" / "report.typ").read_text(encoding="utf-8")
            return pdf_bytes(
                report, pictures, template, (fonts.sans, fonts.serif), fonts.folders, typeset_in_child
            )
        case "html":
            page = report_page(report, pictures, charts_text(), cell_places(comparison, report.language))
            return page.encode("utf-8", "backslashreplace")
        case _:
            return xlsx_bytes(comparison, report, report.language)


def cell_places(comparison: Comparison, language: Language) -> dict[tuple[str, str], tuple[str, str]]:
    """Return where each cell stands in a report, and how a link to it reads."""
    numbers = Numbers(comparison, language)
    places: dict[tuple[str, str], tuple[str, str]] = {}
    for number, plan in enumerate(comparison.plans, 1):
        label = plan_label(number, plan)
        for cell in plan.cells:
            measure = comparison.measure(cell.item)
            value = numbers.value(plan.key, measure)
            places[plan.key, cell.item] = (
                value.link,
                f"{label} {measure.name.render(language)} {value.text}",
            )
    return places


def write_reports(
    comparison: Comparison, rubric: Rubric, frame: Frame, language: Language, paths: Sequence[Path]
) -> None:
    """Write a report to each path, in the format of its suffix.

    Raises:
        NothingToReportError: the comparison holds no plan.
        FormatError: a suffix is none of ``FORMATS``.
        OutputError: a report cannot be written there.
    """
    if not comparison.plans:
        raise NothingToReportError(comparison.findings)
    check_paths(paths)
    made = render(comparison, rubric, frame, language, {format_of(path) for path in paths})
    for path in paths:
        write_whole_bytes(path, made[format_of(path)])
