"""Old word-processor files -> docx, by LibreOffice as a child process.

The child works in a private folder that is gone afterwards, with a profile of its own in which macros and
links to other places are off. It is started without a shell, and it is ended with all its children when
the time is up or the user stops the work.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from liance.core import limits
from liance.core.findings import FindingKind, Severity
from liance.core.language import Text
from liance.plans.documents.problems import FILE_TOO_LARGE, refuse
from liance.plans.documents.reading import Converter

CONVERSION_FAILED = FindingKind(
    "document.conversion-failed",
    Severity.ERROR,
    says=Text(
        zh="LibreOffice 无法转换这个 {format} 文件", en="LibreOffice could not convert this {format} file"
    ),
    advice=Text(
        zh="文件可能已损坏或有密码；请用 WPS/Word 打开后另存为 docx",
        en="it may be damaged or protected by a password; open it in WPS or Word and save it as docx",
    ),
)
CONVERSION_TIMEOUT = FindingKind(
    "document.conversion-timeout",
    Severity.ERROR,
    says=Text(
        zh="LibreOffice 在 {limit} 秒内没有完成转换（MAX_CONVERSION_SECONDS）",
        en="LibreOffice did not finish within {limit} seconds (MAX_CONVERSION_SECONDS)",
    ),
    advice=Text(zh="请用 WPS/Word 打开后另存为 docx", en="open the file in WPS or Word and save it as docx"),
)

#: Names under which LibreOffice is installed.
PROGRAMS = ("soffice", "libreoffice")

_SUFFIXES = frozenset({"doc", "wps", "rtf"})
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and all its children if it still runs, and wait until it is gone."""
    if child.poll() is not None:
        return
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """A converter that runs the LibreOffice at ``program``; see ``plans.documents.reading.Converter``."""

    program: str
    seconds: float = limits.MAX_CONVERSION_SECONDS

    def __call__(self, data: bytes, suffix: str) -> bytes:
        """Return ``data``, a doc, wps or rtf file, as the bytes of a docx.

        Raises:
            DocumentError: if LibreOffice fails, takes longer than ``seconds``, or writes too much.
        """
        if suffix not in _SUFFIXES:
            refuse(CONVERSION_FAILED, "", format=suffix)
        with tempfile.TemporaryDirectory(prefix="liance-", ignore_cleanup_errors=True) as folder:
            work = Path(folder)
            source = work / f"plan.{suffix}"
            source.write_bytes(data)
            registry = work / "profile" / "user" / "registrymodifications.xcu"
            registry.parent.mkdir(parents=True)
            registry.write_text(_PROFILE, encoding="utf-8")
            result = work / "out" / "plan.docx"
            self._run(work, source)
            if not result.is_file() or result.is_symlink():
                refuse(CONVERSION_FAILED, "", format=suffix)
            size = result.stat().st_size
            if size > limits.MAX_FILE_BYTES:
                refuse(FILE_TOO_LARGE, "", size=size, limit=limits.MAX_FILE_BYTES)
            return result.read_bytes()

    def _run(self, work: Path, source: Path) -> None:
        command = [
            self.program,
            f"-env:UserInstallation={(work / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(work / "out"),
            str(source),
        ]
        try:
            child = subprocess.Popen(  # noqa: S603 - a fixed program, a fixed command, no shell
                command,
                cwd=work,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            refuse(CONVERSION_FAILED, "", format=source.suffix.lstrip("."))
        try:
            child.wait(timeout=self.seconds)
        except subprocess.TimeoutExpired:
            refuse(CONVERSION_TIMEOUT, "", limit=self.seconds)
        finally:
            # Whatever ended the wait, be it Ctrl-C, the child does not outlive it.
            _end(child)


def libreoffice_converter() -> Converter | None:
    """Return a converter by the LibreOffice of this computer, or None where there is none."""
    for name in PROGRAMS:
        program = shutil.which(name)
        if program is not None:
            return LibreOffice(program)
    return None
