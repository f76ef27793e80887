"""A process that was told a bound on its memory ends for want of it."""

from __future__ import annotations

import subprocess
import sys


def test_memory_beyond_the_bound_is_refused() -> None:
    code = "from liance.workbench.processes import limit_memory\nlimit_memory({})\nbytearray(300 << 20)"
    for bound, code_of_end in ((2 << 30, 0), (200 << 20, 1)):
        done = subprocess.run([sys.executable, "-c", code.format(bound)], capture_output=True, check=False)
        assert done.returncode == code_of_end
        assert (b"MemoryError" in done.stderr) is bool(code_of_end)
