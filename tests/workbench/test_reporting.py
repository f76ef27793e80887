"""Reports on disk: every format from one comparison, and clear words where they cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plans.comparison.samples import MEASURES, PACK
from tests.reports.figures.samples import SHAPES
from tests.reports.report.samples import FRAME, comparison

from liance.core.language import Language
from liance.packs.library import Library
from liance.plans.comparison.comparing import compare
from liance.reports.figures.boundaries import ShapesError
from liance.workbench import reporting
from liance.workbench.corpus import FileMissingError
from liance.workbench.fonts import FontMissingError
from liance.workbench.output import OutputError
from liance.workbench.reporting import (
    FormatError,
    NothingToReportError,
    check_paths,
    frame_of,
    render,
    write_reports,
)


@pytest.mark.parametrize("name", ["report.odt", "report", "report.docx.bak", ".docx"])
def test_a_suffix_that_names_no_format_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError) as caught:
        check_paths([tmp_path / name])
    for language in Language:
        assert ".docx" in caught.value.message(language)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.docx").mkdir()
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "report.docx", tmp_path / "file" / "report.docx"):
        with pytest.raises(OutputError):
            check_paths([path])
    check_paths([tmp_path / "new" / "folder" / "REPORT.DOCX"])


def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Tests may run as root, who may write everywhere: the system's answer is stood in for.
    monkeypatch.setattr(reporting.os, "access", lambda *_: False)
    with pytest.raises(OutputError):
        check_paths([tmp_path / "r.xlsx"])


def test_only_formats_with_pixels_or_pages_need_a_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise FontMissingError

    monkeypatch.setattr(reporting, "chinese_fonts", none)
    check_paths([tmp_path / "r.html", tmp_path / "r.xlsx"])
    with pytest.raises(FontMissingError):
        check_paths([tmp_path / "r.html", tmp_path / "r.pdf"])


def test_formats_come_from_one_comparison() -> None:
    made = render(comparison(), PACK.rubric, FRAME, Language.ZH, ["html", "xlsx"])
    assert set(made) == {"html", "xlsx"}
    assert made["xlsx"].startswith(b"PK")
    assert made["html"].startswith(b"<!DOCTYPE html>")


def test_nothing_scored_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(NothingToReportError) as caught:
        write_reports(compare([], MEASURES), PACK.rubric, FRAME, Language.ZH, [tmp_path / "r.html"])
    assert "没有可以比较的规划" in caught.value.message(Language.ZH)
    assert not (tmp_path / "r.html").exists()


def test_a_map_of_the_users_own_takes_the_place_of_tiles(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text(SHAPES.replace('"name"', '"adcode"'), encoding="utf-8")
    frame = frame_of(Library(), "technology-plan", shapes=path, review="审图号：GS（2024）0000号")
    made = render(comparison(), PACK.rubric, frame, Language.ZH, ["html"])["html"].decode()
    assert "审图号：GS（2024）0000号" in made
    assert '"type":"map"' in made
    with pytest.raises(FileMissingError):
        frame_of(Library(), "technology-plan", shapes=tmp_path / "none.json")
    path.write_text("[]")
    with pytest.raises(ShapesError):
        frame_of(Library(), "technology-plan", shapes=path)
