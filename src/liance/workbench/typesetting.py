"""Typeset in a process of its own: its memory is gone when a run is over, and a run that goes wrong ends nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from liance.core.limits import MAX_TYPESETTING_BYTES, MAX_TYPESETTING_SECONDS, MEBIBYTE
from liance.reports.figures.drawing import EngineMissingError
from liance.reports.report.pdf import TypesettingError, typeset
from liance.workbench.processes import MISSING, REFUSED, limit_memory, run_child

__all__ = ["typeset_in_child"]


def typeset_in_child(job: Mapping[str, Any], seconds: float = MAX_TYPESETTING_SECONDS) -> bytes:
    """Set one job (see ``reports.report.pdf.typeset``) in another process.

    Raises:
        EngineMissingError: Typst is not installed.
        TypesettingError: it could not set the job, or not within ``seconds`` and ``MAX_TYPESETTING_BYTES``.
    """
    try:
        done = run_child("liance.workbench.typesetting", job, seconds)
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(f"> {seconds:g} s") from error
    if done.returncode == MISSING:
        raise EngineMissingError(done.stderr.decode())
    if done.returncode == REFUSED:
        raise TypesettingError(done.stderr.decode("utf-8", "replace"))
    if done.returncode:
        raise TypesettingError(f"> {MAX_TYPESETTING_BYTES // MEBIBYTE:,} MB ({done.returncode})")
    return done.stdout


def main() -> int:
    """Be the child: set the job on standard input and write what was made."""
    job = json.load(sys.stdin.buffer)
    limit_memory(MAX_TYPESETTING_BYTES)
    try:
        sys.stdout.buffer.write(typeset(job))
    except EngineMissingError as error:
        sys.stderr.write(error.name)
        return MISSING
    except TypesettingError as error:
        sys.stderr.buffer.write(error.why.encode())
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
