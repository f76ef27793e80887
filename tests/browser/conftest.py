"""A live server with the demonstration's plans and people, and a real browser before it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Server:
    """A running server."""

    url: str
    password: str
    store: str
    code: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """Stop it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)
        self._close()

    def _close(self) -> None:
        if self.process.stdout is not None:
            self.process.stdout.close()

    def stop(self) -> None:
        """Stop it as a person would."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._close()


def start(store: str, *, demo: bool = True, more: dict[str, str] | None = None) -> Server:
    """Start ``liance serve`` on a free port and wait until it answers."""
    words = [sys.executable, "-m", "liance", "serve", "--store", store, "--port", "0"]
    environment = {**os.environ, "LIANCE_LANG": "zh", "PYTHONUNBUFFERED": "1", **(more or {})}
    environment.pop("LIANCE_STORE", None)
    process = subprocess.Popen(
        [*words, *(["--demo"] if demo else [])], stdout=subprocess.PIPE, env=environment, text=True
    )
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "Ctrl+C" in line:
            break
    url = re.search(r"http://[\d.]+:\d+", said)
    assert url, said
    password = re.search(r"密码：(\S+)", said)
    code = re.search(r"code=(\S+)", said)
    for _ in range(50):
        try:
            with urllib.request.urlopen(f"{url[0]}/healthz", timeout=5) as answer:
                assert answer.read() == b"ok\n"
            break
        except OSError:
            time.sleep(0.1)
    return Server(url[0], password[1] if password else "", store, code[1] if code else "", process)


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Make the demonstration once; tests that change it work on copies."""
    path = tmp_path_factory.mktemp("web") / "demo.sqlite3"
    server = start(str(path))
    server.stop()
    return path, server.password


@pytest.fixture(scope="module")
def server(demo_store: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a copy of the demonstration to the tests of one module."""
    path = tmp_path_factory.mktemp("served") / "office.sqlite3"
    shutil.copy(demo_store[0], path)
    running = start(str(path))
    running.password = demo_store[1]
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Start the system's Chromium for one module: its event loop must be gone when other tests run in this process."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(program).exists():
        pytest.fail("Chromium is needed: bash scripts/system_packages.sh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


class Visitor:
    """One person with a browser of their own."""

    def __init__(self, chromium: Any, server: Server, locale: str = "zh-CN") -> None:
        self.context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale=locale)
        self.page = self.context.new_page()
        self.server = server
        self.trouble: list[str] = []
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("console", lambda line: self.trouble.append(line.text) if line.type == "error" else None)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(self, name: str, password: str | None = None) -> Visitor:
        """Sign in."""
        self.page.goto(f"{self.server.url}/accounts/login/")
        self.page.fill("#id_login", name)
        self.page.fill("#id_password", password or self.server.password)
        self.page.press("#id_password", "Enter")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)
        return self

    def open(self, path: str) -> int:
        """Open a page and return its status."""
        answer = self.page.goto(self.server.url + path)
        assert answer is not None
        status: int = answer.status
        return status


@pytest.fixture
def visitor(chromium: Any, server: Server) -> Iterator[Visitor]:
    """A visitor who is not signed in."""
    one = Visitor(chromium, server)
    yield one
    one.context.close()


_LIST_OF_ADDRESSES = """
import json, sys
from liance.web.settings import APPLICATIONS, WebOptions, django_settings
from liance.workbench.serving import open_web_store
open_web_store("sqlite::memory:", APPLICATIONS, {**django_settings(WebOptions(secret="-" * 50)), "LIANCE_SETUP_CODE": "x"})
from django.urls import get_resolver, URLPattern
def walk(patterns, prefix=""):
    for one in patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            view = one.callback
            right = getattr(view, "right", "none")
            yield {"route": route, "name": one.name, "module": view.__module__, "open": getattr(view, "is_open", False),
                   "right": right.value if hasattr(right, "value") else right}
        else:
            yield from walk(one.url_patterns, route)
json.dump(list(walk(get_resolver().url_patterns)), sys.stdout)
"""


@pytest.fixture(scope="session")
def addresses() -> list[dict[str, Any]]:
    """List every address that the web server answers, with its right, as a process of its own sees them."""
    done = subprocess.run(
        [sys.executable, "-c", _LIST_OF_ADDRESSES], capture_output=True, text=True, check=True
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
