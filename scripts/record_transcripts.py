"""Write the transcripts and stories of tests/cli anew: commands, and below each what it prints.

    python scripts/record_transcripts.py

Read the difference before you commit it: a transcript is what users see.
"""

from __future__ import annotations

import contextlib
import io
import shlex
import sys
import tempfile
from pathlib import Path

from liance.cli.main import run

ROOT = Path(__file__).parents[1]
TRANSCRIPTS = ROOT / "tests" / "cli" / "transcripts"


def transcript(command: str) -> str:
    """Return the transcript of one command, without spaces at the ends of lines; standard error has a ``!``."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(shlex.split(command)[1:])
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    lines += [f"! {line}".rstrip() for line in err.getvalue().splitlines()]
    return "\n".join([f"$ {command}", *lines, f"[{code}]"]) + "\n"


def main() -> int:
    """Record every transcript again."""
    for path in sorted(TRANSCRIPTS.glob("*.txt")):
        command = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("$ ")
        path.write_text(transcript(command), encoding="utf-8")
    sys.path.insert(0, str(ROOT))
    from tests.cli.story import STORIES, play

    for path in STORIES:
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(play(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
    from tests.cli.office import OFFICE_STORIES, play_office

    for path in OFFICE_STORIES:
        with tempfile.TemporaryDirectory() as folder:
            store = str(Path(folder) / "office.sqlite3")
            path.write_text(play_office(path.read_text(encoding="utf-8"), store), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
