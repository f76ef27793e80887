"""What is written is checked: generated pages are current, links lead somewhere, commands of the README exist."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [path for path in sorted(ROOT.rglob("*.md")) if not {".venv", "node_modules"} & set(path.parts)]


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "scripts" / "build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(ROOT / "scripts"))
    spec.loader.exec_module(module)
    return module


SCENARIOS = [
    f"scenarios/{name}{ending}"
    for name in ("directory", "sharing", "evidence")
    for ending in (".md", ".zh-CN.md")
]


@pytest.mark.parametrize(
    "name", ["commands.md", "findings.md", "pack-fields.md", "study-export.md", *SCENARIOS]
)
def test_generated_pages_are_current(name: str) -> None:
    """Run ``python scripts/build_reference.py`` where this fails."""
    expected = reference().pages()[name]
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == expected


def test_every_finding_speaks_both_languages() -> None:
    reference().pages()
    from liance.core.findings import known_kinds

    for kind in (kind for kind in known_kinds() if not kind.code.startswith("test.")):
        for text in (kind.says, kind.advice):
            assert re.search("[一-龥]", text.zh), kind.code
            assert text.en, kind.code
            assert len(re.findall("[一-龥]", text.en)) < len(text.en) / 5, kind.code


def broken_links(text: str, folder: Path) -> list[str]:
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text)
    return [target for target in targets if "://" not in target and not (folder / target).exists()]


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page.read_text(encoding="utf-8"), page.parent) == []


def test_the_guard_of_links_sees_a_broken_one() -> None:
    assert broken_links("[a](nowhere.md) [b](https://example.org)", ROOT) == ["nowhere.md"]


COMMANDS = sorted(
    {
        line.partition("#")[0].strip()
        for page in PAGES
        for line in page.read_text(encoding="utf-8").splitlines()
        if re.match(r"(\.venv/bin/)?liance [a-z]", line)
    }
)


@pytest.fixture(scope="module")
def program() -> Any:
    from liance.cli.main import build
    from liance.core.language import Language

    return build(Language.EN)


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_in_the_documents_exist_with_their_options(line: str, program: Any) -> None:
    words, command = shlex.split(line)[1:], program
    while words and hasattr(command, "commands") and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    assert not hasattr(command, "commands") or not words, f"no such command: {line}"
    known = {option for parameter in command.params for option in parameter.opts}
    for word in words:
        if word.startswith("-"):
            assert word.partition("=")[0] in known, f"{word} in {line}"


def test_the_version_stands_in_one_place_and_in_the_changes() -> None:
    from liance import __version__

    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert "version" not in re.findall(
        r"(?m)^(\w+) = ", (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )
    released = [path.stem for path in (ROOT / "changes").glob("[0-9]*.md")]
    assert (
        not released or max(released, key=lambda name: [int(part) for part in name.split(".")]) == __version__
    )
