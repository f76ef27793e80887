"""The log is importable alone: it imports the standard library and itself."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import liance.ledger.log

PREFIX = "liance.ledger.log"


def foreign_imports(source: str) -> set[str]:
    """Modules that a log module imports and should not."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return {
        name
        for name in found
        if not (name == PREFIX or name.startswith(PREFIX + "."))
        and name.split(".")[0] not in sys.stdlib_module_names
    }


def test_no_module_of_the_log_imports_anything_else() -> None:
    modules = sorted(Path(liance.ledger.log.__file__).parent.glob("*.py"))
    assert len(modules) > 8
    assert {path.name: foreign_imports(path.read_text("utf-8")) for path in modules} == {
        path.name: set() for path in modules
    }


def test_a_forbidden_import_is_seen() -> None:
    for line in ("import liance.core.errors", "from liance.core import limits", "import cryptography"):
        assert foreign_imports(line)
    assert foreign_imports("from . import notes") == {"."}
