"""The built wheel works in an empty environment, without the development tools."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path, cwd: Path | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_wheel_scores_a_plan_in_an_empty_environment(tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist", cwd=ROOT)
    (wheel,) = (tmp_path / "dist").glob("liance-*.whl")
    assert wheel.stat().st_size < 5_000_000
    environment = tmp_path / "venv"
    run(sys.executable, "-m", "venv", environment)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", ROOT / "requirements" / "runtime.txt")
    run(python, "-m", "pip", "install", "-q", "--no-deps", wheel)
    liance = environment / "bin" / "liance"
    assert run(liance, "--version").startswith("liance ")
    plan = tmp_path / "plan.txt"
    plan.write_text(
        "甲市区块链规划\n一、发展目标\n到2025年，引进区块链企业20家。\n二、重点任务\n引进高层次人才。\n",
        encoding="utf-8",
    )
    cards = json.loads(run(liance, "score", plan, "--json", cwd=tmp_path))["scorecards"]
    assert len(cards[0]["items"]) == 9
    run(liance, "pack", "check", cwd=tmp_path)
    (packages,) = (environment / "lib").glob("python*/site-packages")
    own = [folder for folder in packages.iterdir() if not folder.name.startswith(("pip", "setuptools"))]
    size = sum(
        path.stat().st_size for folder in own for path in (folder, *folder.rglob("*")) if path.is_file()
    )
    assert size < 150 * 1024 * 1024, "the core and its dependencies take under 150 MB"
