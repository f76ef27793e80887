"""Write tests/cli/studies/whole-study-zh.txt anew: a whole study, command by command, as the terminal shows it.

    python scripts/record_study.py

Read the difference before you commit it: a transcript is what users see.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.cli.study_play import play  # noqa: E402

from liance.cli.main import run  # noqa: E402


def captured(words: list[str]) -> tuple[int, str, str]:
    """Run one command; return its exit code and both streams."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    return code, out.getvalue(), err.getvalue()


def main() -> int:
    """Record the study in a folder of its own."""
    for name in ("LIANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "LIANCE_PACKS", "COLUMNS", "LIANCE_ACTOR"):
        os.environ.pop(name, None)
    target = ROOT / "tests" / "cli" / "studies" / "whole-study-zh.txt"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["LIANCE_STORE"] = str(Path(folder) / "study.sqlite3")
        lines = list(play(captured))
        os.chdir(ROOT)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
