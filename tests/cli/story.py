"""Stories: several commands in a row in one folder, with what they print, to the letter.

What differs from run to run (keys, digests, times) is replaced by its shape. A line ``! kill`` starts a process
that submits operations and kills it with -9, then hands in again whatever was not acknowledged. A line
``! write NAME TEXT`` writes a file, with \\n for line ends.
``scripts/record_transcripts.py`` writes the stories anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from liance.cli.main import run
from liance.ledger import keys
from liance.workbench.ledger.acting import Author, author_of, sign, submit_files
from liance.workbench.ledger.folder import open_archive
from liance.workbench.ledger.keys import open_signer

STORIES = sorted((Path(__file__).parent / "stories").glob("*.story"))
#: How many operations the killed process is given.
KILLED = 60
LOAD = """
import sys
from pathlib import Path
from liance.workbench.ledger.folder import open_driver
operations = Path(sys.argv[2]).read_bytes().split(b"\\x00")
with open_driver(Path(sys.argv[1])) as driver:
    for operation in operations:
        print(driver.submit(operation).result(60).height, flush=True)
"""


def shape(text: str) -> str:
    """Return a text with keys, digests, times and sizes that differ from run to run replaced."""
    text = re.sub(r"(sm3|sha256):[0-9a-f]{64}", r"\1:…", text)
    text = re.sub(r"\b[0-9a-f]{12}\b", "…", text)
    text = re.sub(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42,90}={1,2}", "…", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", "<time>", text)
    text = re.sub(r"(?m)^(文件大小|file size)( +)[\d,]+$", r"\1\2…", text)
    return "\n".join(line.rstrip() for line in text.splitlines())


def play(text: str, folder: Path) -> str:
    """Run a story's commands in ``folder`` and return the story with what they print now."""
    environment = {"LIANCE_PASSPHRASE": "一二三四五六七八", "COLUMNS": "100"}
    with _placed(folder, environment):
        steps = [line for line in text.splitlines() if line[:2] in ("$ ", "! ", "# ")]
        return "".join(_step(line, folder) for line in steps).lstrip("\n")


@contextlib.contextmanager
def _placed(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    before, cost, old = Path.cwd(), keys.DEFAULT_COST, dict(os.environ)
    os.chdir(folder)
    keys.DEFAULT_COST = 2**14  # type: ignore[misc]  # key files of tests need not be slow to open
    for name in ("LIANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        os.environ.pop(name, None)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.chdir(before)
        keys.DEFAULT_COST = cost  # type: ignore[misc]
        os.environ.clear()
        os.environ.update(old)


def _step(line: str, folder: Path) -> str:
    if line.startswith("# "):
        return f"\n{line}\n"
    if line.startswith("! write "):
        _, _, name, text = line.split(" ", 3)
        (folder / name).write_text(text.replace("\\n", "\n"), encoding="utf-8")
        return f"{line}\n"
    if line.startswith("! kill "):
        _kill_and_resume(*line.split()[2:], folder)
        return f"{line}\n"
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(shlex.split(line.removeprefix("$ "))[1:])
    printed = [text for text in (shape(out.getvalue()), shape(err.getvalue())) if text]
    return "\n".join([line, *printed, *([f"[{code}]"] if code else [])]) + "\n"


def _kill_and_resume(ledger: str, key: str, folder: Path) -> None:
    chain = folder / ledger
    signer = open_signer(folder / key, lambda: os.environ["LIANCE_PASSPHRASE"])
    with open_archive(chain) as archive:
        author = author_of(archive, signer)
        height = archive.height
    operations = []
    for number in range(KILLED):
        payload = {"record": f"killed/{number}", "revision": 0, "value": {"n": number}}
        one = Author(author.ledger, author.path, author.sequence + number)
        operations.append(sign(one, signer, "record.put", payload).format())
    load = folder / "load"
    load.write_bytes(b"\x00".join(operations))
    process = subprocess.Popen(
        [sys.executable, "-c", LOAD, str(chain), str(load)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    acknowledged = int(process.stdout.readline())
    time.sleep(0.01)
    process.kill()
    rest = [int(line) for line in process.stdout if line.endswith("\n")]
    process.wait()
    process.stdout.close()
    with open_archive(chain) as archive:
        assert archive.height >= max([acknowledged, *rest])
    done = submit_files(chain, operations)
    assert [one.receipt.height for one in done] == list(range(height + 1, height + KILLED + 1))
