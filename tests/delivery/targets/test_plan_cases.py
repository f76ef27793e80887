"""Plans of many styles: each must give exactly the targets listed beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from liance.workbench.corpus import open_batch
from liance.workbench.targets import find_batch

CASES = yaml.safe_load(Path(__file__).with_name("plan_cases.yaml").read_text(encoding="utf-8"))


def describe(target) -> str:
    """Return a target in the short form of the table."""
    data = target.as_data()
    value = f"{data['value']:g}" if isinstance(data["value"], float) else str(data["value"])
    upper = "" if data["value_max"] is None else f"..{data['value_max']}"
    flags = [data["deadline_source"] or "undated"]
    flags += ["yearly"] * data["per_year"] + ["corrupt"] * data["corrupt_date"]
    quote = re.sub(r"\s+", " ", data["quote"])
    return (
        f"{quote} | {data['indicator']} | {data['op']} {value}{upper} {data['unit'] or '-'} {data['kind']} "
        f"{data['year'] or 'none'} {data['section']} {' '.join(flags)}"
    )


@pytest.mark.parametrize("case", CASES, ids=[case["plan"].split("\n", 1)[0][:30] for case in CASES])
def test_every_target_of_a_plan_is_found_and_nothing_else(case, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(case["plan"], encoding="utf-8")
    (plan,) = find_batch(open_batch([path]))
    assert [describe(target) for target in plan.targets] == case["targets"]


def test_the_table_is_large_enough_to_mean_something():
    assert len(CASES) >= 30
    assert sum(len(case["targets"]) for case in CASES) >= 400
