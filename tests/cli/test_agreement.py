"""``liance agreement``: coefficients of a rating table."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from .conftest import Liance

TABLE = "doc,rater,item,score\n" + "".join(
    f"P{plan},{rater},规划目标,{score}\n"
    for plan, scores in enumerate([(1, 1, 2), (2, 2, 2), (4, 3, 4), (0, 0, 1), (3, 3, 3), (2, 1, 2)])
    for rater, score in zip("abc", scores, strict=True)
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_every_coefficient_comes_with_its_interval(liance: Liance, table: Path) -> None:
    outcome = liance("agreement", table, "--levels", "0-4", "--draws", "200", "--json")
    assert outcome.code == 0
    data = outcome.data
    assert data["scale"] == [0, 1, 2, 3, 4]
    measures = {one["name"]: one for one in data["overall"]["measures"]}
    assert len(measures) >= 8
    for one in measures.values():
        assert (one["value"] is None) == ("reason" in one)
    assert (
        liance("agreement", table, "--draws", "200", "--json").out
        == liance("agreement", table, "--draws", "200", "--json").out
    )


def test_the_screen_names_the_raters_numbers_and_why_two_differ(liance: Liance, table: Path) -> None:
    shown = liance("agreement", table, "--draws", "100").out
    assert "6 份规划，3 位评分者，18 个评分，缺 0 个" in shown
    assert "95% 区间" in shown
    assert "没有用到的级别" not in shown


def test_the_screen_shows_each_rater_unused_levels_and_the_model(liance: Liance, table: Path) -> None:
    shown = liance("agreement", table, "--draws", "50", "--levels", "0-5", "--model", "--lang", "en").out
    assert "levels that nobody used: 5" in shown
    assert "severity" in shown
    assert "conformity" in shown
    assert "ordinal rater model" in shown
    assert "read directions only" in shown
    one = liance("agreement", table, "--draws", "50", "--model").out
    assert "严格程度" in one
    assert "有序评分者模型" in one


def test_bad_rows_are_named_and_wrong_usage_is_said(liance: Liance, table: Path, tmp_path: Path) -> None:
    table.write_text(TABLE + "P0,a,规划目标,很好\n", encoding="utf-8")
    outcome = liance("agreement", table, "--draws", "50")
    assert outcome.code == 1
    assert "ratings.csv:20" in outcome.err
    assert liance("agreement", tmp_path / "absent.csv").code == 2
    assert liance("agreement", table, "--levels", "4-0").code == 2
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    assert liance("agreement", table).code == 1


def test_the_model_of_the_shipped_ratings_converges(liance: Liance) -> None:
    shipped = Path(str(files("liance") / "data" / "examples" / "ratings" / "three-experts.csv"))
    model = liance("agreement", shipped, "--draws", "0", "--model", "--json").data["model"]
    assert model["cautions"] == ["few_raters"]
    assert all(rater["error"] is not None for rater in model["raters"])
    assert [rater["severity"] < 0 for rater in model["raters"]] == [False, True, False]
