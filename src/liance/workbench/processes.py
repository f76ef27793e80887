"""Work that is done in a process of its own: its memory is gone when it is over, and its end is no end of ours."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["MISSING", "REFUSED", "limit_memory", "run_child"]

#: What a child ends with where a library is missing (its name stands on standard error), and where it refused the job.
MISSING: Final = 3
REFUSED: Final = 4


def run_child(module: str, job: Mapping[str, Any], seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run a module of ours with a job (JSON) on its standard input, and return how it ended and what it wrote.

    Raises:
        subprocess.TimeoutExpired: it took longer than ``seconds`` and was ended.
    """
    return subprocess.run(  # noqa: S603  (our own interpreter and module, no shell)
        [sys.executable, "-I", "-m", module],
        input=json.dumps(job).encode(),
        capture_output=True,
        timeout=seconds,
        check=False,
    )


def limit_memory(bound: int) -> None:
    """Bound this process's address space to so many bytes where the system can do that (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
