"""Conversion of old files by a real child process that stands in for LibreOffice."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from liance.core.errors import DocumentError
from liance.plans.documents.reading import read_document
from liance.workbench.conversion import LibreOffice, libreoffice_converter

OLE_DOC = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "WordDocument".encode("utf-16-le")

WRITES_DOCX = """
import pathlib, sys, zipfile
out = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
source = pathlib.Path(sys.argv[-1])
out.mkdir()
profile = [word for word in sys.argv if word.startswith("-env:UserInstallation=file://")]
text = f"{source.suffix} {len(source.read_bytes())} {len(profile)}"
space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
with zipfile.ZipFile(out / "plan.docx", "w") as archive:
    archive.writestr("word/document.xml",
        f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>'
        f'{text}</w:t></w:r></w:p></w:body></w:document>')
"""


def stand_in(folder: Path, script: str) -> Path:
    program = folder / "soffice"
    program.write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
    program.chmod(0o755)
    return program


def refused(convert: LibreOffice, suffix: str = "doc") -> str:
    with pytest.raises(DocumentError) as caught:
        convert(OLE_DOC, suffix)
    (finding,) = caught.value.findings
    return finding.code


def test_a_file_is_converted_in_a_private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, WRITES_DOCX)
    monkeypatch.setenv("PATH", str(tmp_path))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    convert = libreoffice_converter()
    assert convert is not None
    document = read_document("规划.wps", OLE_DOC, convert)
    assert (document.text, document.media_type) == (f".wps {len(OLE_DOC)} 1\n", "wps")
    assert list(temporary.iterdir()) == []


def test_without_libreoffice_there_is_no_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert libreoffice_converter() is None
    with pytest.raises(DocumentError) as caught:
        read_document("a.doc", OLE_DOC, libreoffice_converter())
    assert caught.value.findings[0].code == "document.no-converter"


@pytest.mark.parametrize(
    "script", ["", "raise SystemExit(1)", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"]
)
def test_a_converter_that_writes_nothing_failed(tmp_path: Path, script: str) -> None:
    assert refused(LibreOffice(str(stand_in(tmp_path, script)))) == "document.conversion-failed"


def test_a_program_that_is_gone_and_a_strange_suffix_are_failures(tmp_path: Path) -> None:
    assert refused(LibreOffice(str(tmp_path / "gone"))) == "document.conversion-failed"
    assert refused(LibreOffice(str(tmp_path / "gone")), "../x") == "document.conversion-failed"


def test_a_link_instead_of_a_result_is_not_followed(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys\nout = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\nout.mkdir()\n"
        "os.symlink(__file__, out / 'plan.docx')\n"
    )
    assert refused(LibreOffice(str(stand_in(tmp_path, script)))) == "document.conversion-failed"


SLEEPS = """
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path(__file__).with_name("pids").write_text(f"{os.getpid()} {child.pid}")
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] not in ("Z", "X")


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def processes(folder: Path) -> list[int]:
    return [int(pid) for pid in (folder / "pids").read_text().split()]


def test_time_runs_out_and_nothing_is_left_running(tmp_path: Path) -> None:
    convert = LibreOffice(str(stand_in(tmp_path, SLEEPS)), seconds=1.5)
    assert refused(convert) == "document.conversion-timeout"
    assert wait_until(lambda: not any(map(is_running, processes(tmp_path))))


def test_a_stop_by_the_user_ends_the_child(tmp_path: Path) -> None:
    convert = LibreOffice(str(stand_in(tmp_path, SLEEPS)))
    main = threading.main_thread().ident
    assert main is not None

    def stop() -> None:
        wait_until(lambda: (tmp_path / "pids").is_file() and len(processes(tmp_path)) == 2)
        signal.pthread_kill(main, signal.SIGINT)

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        convert(OLE_DOC, "doc")
    thread.join()
    assert wait_until(lambda: not any(map(is_running, processes(tmp_path))))
