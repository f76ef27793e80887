"""The charts library comes with the build: pinned, checked, fetched once, and never silently missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fake_npm(folder: Path, body: str) -> None:
    folder.mkdir()
    script = folder / "npm"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)


def test_the_library_lies_in_the_installed_package_and_is_whole(hook: ModuleType) -> None:
    assert hook.fetch(ROOT) is False, "the editable install has fetched it"
    text = (ROOT / hook.FOLDER / "echarts.min.js").read_text(encoding="utf-8")
    assert "Apache Software Foundation" in text[:300]


def test_files_that_are_whole_need_no_npm(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / hook.FOLDER, tmp_path / hook.FOLDER)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hook.fetch(tmp_path) is False


@pytest.mark.parametrize("name", ["echarts.min.js", "LICENSE"])
def test_a_damaged_file_is_not_taken_for_whole(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shutil.copytree(ROOT / hook.FOLDER, tmp_path / hook.FOLDER)
    with (tmp_path / hook.FOLDER / name).open("a") as stream:
        stream.write(" ")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(hook.AssetError, match=r"请先安装.*install it"):
        hook.fetch(tmp_path)


def test_another_archive_is_refused(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path / "bin", "echo not the archive > echarts.tgz")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(hook.AssetError, match="refused"):
        hook.fetch(tmp_path)
    assert not (tmp_path / hook.FOLDER).exists()


def test_a_registry_that_fails_is_told_in_its_own_words(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path / "bin", "echo no such host >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(hook.AssetError, match=r"请检查网络.*no such host"):
        hook.fetch(tmp_path)
