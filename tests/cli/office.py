"""Stories of an office: many commands on one store, with what they print, to the letter.

Lines that begin with ``@`` set the clock, ``$`` starts a command, what follows is what it prints, its exit code in
brackets ends it; ``#`` starts a remark. ``scripts/record_transcripts.py`` writes the stories anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from liance.cli.main import run

STORIES = Path(__file__).parent / "stories"
OFFICE_STORIES = sorted(STORIES.glob("*.txt"))
EXAMPLES = Path(__file__).parents[2] / "src" / "liance" / "data" / "examples"


def play_office(text: str, store: str) -> str:
    """Return a story played anew on ``store``, in a folder of its own that holds the examples and the story's files.

    Commands run in the time zone of China; standard error follows standard output.
    """
    from liance.workbench import store as stores

    written: list[str] = []
    clock = stores.now
    with _stage(store):
        try:
            for line in text.splitlines():
                if line.startswith("@ "):
                    moment = datetime.fromisoformat(line.removeprefix("@ "))
                    stores.now = lambda moment=moment: moment
                if line.startswith(("@ ", "# ")) or not line.startswith("$ "):
                    if line.startswith(("@ ", "# ")):
                        written.append(line)
                    continue
                written += _played(line.removeprefix("$ "))
        finally:
            stores.now = clock
    return "\n".join(written) + "\n"


def _played(command: str) -> list[str]:
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = run(shlex.split(command)[1:])
    lines = [line.rstrip() for line in (out.getvalue() + errors.getvalue()).splitlines()]
    return [f"$ {command}", *lines, f"[{code}]", ""]


@contextlib.contextmanager
def _stage(store: str) -> Iterator[None]:
    names = {
        "LIANCE_STORE": store,
        "LIANCE_ACTOR": "规划科",
        "LIANCE_LANG": "zh",
        "COLUMNS": "110",
        "TZ": "Asia/Shanghai",
    }
    before = {name: os.environ.get(name) for name in names}
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(EXAMPLES, Path(folder) / "examples")
        shutil.copytree(STORIES / "files", Path(folder), dirs_exist_ok=True)
        os.environ.update(names)
        time.tzset()
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(here)
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
            time.tzset()
