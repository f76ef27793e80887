"""The command line as a process: same bytes under any hash seed, safe to interrupt, streams that close."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import PLAN

COMMAND = [sys.executable, "-m", "liance"]


def environment(**changes: str) -> dict[str, str]:
    source = str(Path(__file__).parents[2] / "src")
    return {**os.environ, "PYTHONPATH": source, **changes}


def test_same_bytes_under_any_hash_seed_locale_and_time_zone(plan: Path) -> None:
    outputs = {
        subprocess.run(
            [*COMMAND, "score", plan, "--json", "--lang", "zh"],
            env=environment(PYTHONHASHSEED=seed, LANG=locale, TZ=zone),
            capture_output=True,
            check=True,
        ).stdout
        for seed, locale, zone in (
            ("0", "C.UTF-8", "UTC"),
            ("1", "zh_CN.UTF-8", "Asia/Shanghai"),
            ("2", "C", "America/New_York"),
        )
    }
    assert len(outputs) == 1


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "机器评分"),
        ({"LANG": "en_GB.UTF-8"}, "Machine scores"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "机器评分"),
        ({"LANG": "C"}, "机器评分"),
        ({"LANG": "zh_CN.UTF-8", "LIANCE_LANG": "en"}, "Machine scores"),
    ],
)
def test_the_language_follows_the_locale(plan: Path, variables: dict[str, str], word: str) -> None:
    clean = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LIANCE_LANG"), "")
    done = subprocess.run(
        [*COMMAND, "score", plan], env=environment(**{**clean, **variables}), capture_output=True, check=True
    )
    assert word in done.stdout.decode()


def test_a_reader_that_goes_away_is_no_error(plan: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "score", *[plan] * 200, "--json"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(100)
        process.stdout.close()
        error = process.stderr.read().decode()
        assert process.wait(timeout=60) == 0
    assert "Traceback" not in error


def test_an_interrupt_leaves_whole_files_and_its_own_exit_code(tmp_path: Path) -> None:
    plans = []
    for number in range(300):
        path = tmp_path / f"plan{number}.txt"
        path.write_text(PLAN + f"附注{number}\n", encoding="utf-8")
        plans.append(path)
    out = tmp_path / "out"
    with subprocess.Popen(
        [*COMMAND, "score", *plans, "--out", out],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        for _ in range(600):
            if len(list(out.glob("scorecards/*.json"))) >= 3:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        error = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130
    assert "已中断" in error
    assert "Traceback" not in error
    written = list(out.glob("scorecards/*.json"))
    assert written
    for path in written:
        json.loads(path.read_text(encoding="utf-8"))
    assert not list(out.rglob(".*.part"))


def test_the_command_line_starts_light() -> None:
    """Importing it pulls in no heavy library; they come when a command needs them."""
    heavy = ("numpy", "pydantic", "lxml", "docx", "pypdfium2", "rich", "yaml", "ahocorasick_rs")
    code = f"import liance.cli.main, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
