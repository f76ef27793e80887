"""A Chinese font is found, or its absence is told; boxes are never taken for signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import typst

from liance.core.language import Language
from liance.workbench.fonts import FontMissingError, Fonts, chinese_fonts, choose, draws_chinese


@dataclass(frozen=True)
class Face:
    family: str
    path: str | None


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    chinese_fonts.cache_clear()
    yield
    chinese_fonts.cache_clear()


def test_the_machine_has_a_font_that_draws_chinese() -> None:
    fonts = chinese_fonts()
    assert fonts.sans_files
    assert draws_chinese(fonts)


def test_a_font_without_chinese_signs_is_seen_through(tmp_path: Path) -> None:
    latin = [
        face for face in typst.Fonts(include_embedded_fonts=False).fonts() if face.family == "DejaVu Sans"
    ]
    files = tuple(sorted({face.path for face in latin if face.path})) or (str(tmp_path / "none.ttf"),)
    assert not draws_chinese(replace(chinese_fonts(), sans="DejaVu Sans", sans_files=files))


def test_no_font_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst.Fonts, "fonts", lambda self: [], raising=False)
    monkeypatch.setattr("liance.workbench.fonts.choose", lambda faces, **more: None)
    with pytest.raises(FontMissingError) as caught:
        chinese_fonts()
    for language in Language:
        assert "fonts-noto-cjk" in caught.value.message(language)


def test_families_are_chosen_in_order_of_preference() -> None:
    faces = [
        Face("SimSun", "/b/simsun.ttc"),
        Face("Microsoft YaHei", "/b/msyh.ttc"),
        Face("Arial", "/b/arial.ttf"),
    ]
    assert choose(faces) == Fonts("Microsoft YaHei", "SimSun", ("/b/msyh.ttc",), ("/b/simsun.ttc",))
    assert choose([Face("Arial", "/b/arial.ttf")]) is None
    assert choose([Face("Own", "/c/own.otf")], own_first=True) == Fonts(
        "Own", "Own", ("/c/own.otf",), ("/c/own.otf",)
    )


def test_a_folder_of_fonts_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = chinese_fonts().folders[0]
    chinese_fonts.cache_clear()
    monkeypatch.setenv("LIANCE_FONTS", folder)
    assert chinese_fonts().folders == (folder,)
