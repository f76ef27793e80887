"""Frames from plan files, frame files and studies."""

from __future__ import annotations

import pytest

from liance.core.errors import DocumentError, UnknownNameError
from liance.core.language import Language
from liance.packs.frame import StagedTarget
from liance.packs.library import Library
from liance.workbench.frames import find_frame, is_usable, value_of, write_frame


def test_what_is_written_is_read_again(tmp_path):
    found = find_frame("shanxi-blockchain-2022", Library())
    path = tmp_path / "frame.yaml"
    write_frame(found, path, Language.ZH)
    assert find_frame(str(path), Library()).frame == found.frame
    assert is_usable(found)


def test_only_studies_with_a_frame_are_offered():
    with pytest.raises(UnknownNameError, match="shanxi-blockchain-2022"):
        find_frame("wang-li-2021", Library())


def test_a_file_that_is_no_plan_and_one_that_is_missing_raise(tmp_path):
    with pytest.raises(DocumentError):
        find_frame(str(tmp_path / "none.docx"), Library())


@pytest.mark.parametrize(
    ("op", "value_max", "shown"),
    [(">=", None, "≥ 3家"), ("~", None, "≈ 3家"), ("=", None, "3家"), ("range", 5, "3–5家")],
)
def test_values_show_their_comparison(op, value_max, shown):
    target = StagedTarget(year=2025, indicator="企业", op=op, value=3, value_max=value_max, unit="家")
    assert value_of(target) == shown
