"""The import table of ARCHITECTURE.md is kept: each package imports only what its row allows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "liance"

ALL = {
    "core",
    "packs",
    "plans",
    "ledger",
    "delivery",
    "scenarios",
    "reports",
    "store",
    "workbench",
    "cli",
    "web",
}
ALLOWED: dict[str, set[str]] = {
    "core": set(),
    "packs": {"core"},
    "plans": {"core", "packs"},
    "ledger": {"core", "packs"},
    "delivery": {"core", "packs", "plans", "ledger"},
    "scenarios": {"core", "packs", "ledger"},
    "reports": {"core", "packs", "plans", "delivery", "ledger", "scenarios"},
    "store": {"core", "packs", "plans", "delivery", "ledger"},
    "workbench": ALL - {"workbench", "cli", "web"},
    "cli": {"core", "workbench", "web"},
    "web": {"core", "workbench"},
}

#: Inside these packages a module imports only modules above it in the list.
ORDER: dict[str, list[str]] = {
    "plans": [
        "documents",
        "subjects",
        "structure",
        "concepts",
        "evidence",
        "ratings",
        "agreement",
        "scoring",
        "study",
        "comparison",
        "tracker",
        "tables",
        "outline_measure",
    ],
    "delivery": [
        "targets",
        "target_measure",
        "indicators",
        "projects",
        "progress",
        "proofs",
        "records",
        "intake",
        "board",
        "coherence",
        "national",
        "instruments",
        "frame",
        "drafting",
        "industry",
        "diffusion",
        "oversight",
    ],
}


def imports_of(code: str) -> Iterator[str]:
    """Yield the dotted names of our own modules that the code imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("liance"))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide who imports whom"
            if node.module == "liance":
                yield from (f"liance.{alias.name}" for alias in node.names)
            elif node.module and node.module.startswith("liance."):
                yield node.module


def breaches(module: str, code: str) -> list[str]:
    """Return what the module (dotted, below liance) imports against the table and the order."""
    parts = module.split(".")
    package = parts[0]
    found = []
    for name in imports_of(code):
        target = name.split(".")[1:]
        if not target or target[0] == "__version__":
            continue
        if target[0] != package and target[0] not in ALLOWED.get(package, set()):
            found.append(f"{module} imports {name}")
        if (
            package in ORDER
            and target[0] == package
            and len(parts) > 1
            and len(target) > 1
            and target[1] != parts[1]
        ):
            order = ORDER[package]
            assert parts[1] in order, f"{module}: name its place in the order"
            if target[1] not in order[: order.index(parts[1])]:
                found.append(f"{module} imports {name}, which stands below it")
    if module.startswith("ledger.log"):
        found += [
            f"{module} imports {name}"
            for name in imports_of(code)
            if not name.startswith("liance.ledger.log")
        ]
    return found


def modules() -> list[tuple[str, Path]]:
    """Return every module of a package as (dotted name below liance, path)."""
    return [
        (".".join(path.relative_to(SOURCE).with_suffix("").parts), path)
        for path in sorted(SOURCE.rglob("*.py"))
        if len(path.relative_to(SOURCE).parts) > 1
    ]


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_imports_follow_the_table(module: str, path: Path) -> None:
    assert breaches(module, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("core.spans", "from liance.plans.structure import Outline"),
        ("packs.model", "import liance.plans.scoring"),
        ("plans.evidence", "from liance.workbench.scoring import Scorer"),
        ("plans.evidence", "from liance.plans.ratings import Rating"),
        ("cli.score", "from liance.plans.scoring import Scorecard"),
        ("cli.score", "def f():\n    from liance.packs.library import Library"),
        ("reports.data", "from liance.workbench.scoring import Scorer"),
        ("ledger.log.tree", "from liance.core.findings import Finding"),
        ("ledger.machine", "from liance.plans.structure import Outline"),
    ],
)
def test_the_guard_sees_a_forbidden_import(module: str, code: str) -> None:
    assert len(breaches(module, code)) >= 1


def test_the_table_names_every_package() -> None:
    present = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert present <= set(ALLOWED)


def test_pure_packages_touch_no_files_clocks_or_network() -> None:
    """No module of the pure middle imports a library of the rim."""
    rim = {
        "pathlib",
        "os",
        "socket",
        "subprocess",
        "sqlite3",
        "time",
        "tempfile",
        "shutil",
        "random",
        "urllib",
        "click",
        "rich",
    }
    found = []
    for module, path in modules():
        if module.split(".")[0] in {"core", "plans", "delivery", "reports"}:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names: list[str] = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names = [f"{node.module}.{alias.name}" for alias in node.names]
                names = [name for name in names if not name.startswith("pathlib.Pure")]
                found += [f"{module}: {name}" for name in names if name.split(".")[0] in rim]
    assert found == []
