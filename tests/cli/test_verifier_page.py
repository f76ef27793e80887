"""The verifier page in a real browser with the network off: it judges as the command does."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.workbench.ledger_kit import Kit

from liance.ledger.errors import LedgerError
from liance.ledger.evidence import verify_file
from liance.ledger.keys import read_public_key
from liance.ledger.log.errors import LogError
from liance.ledger.suites import load_suite
from liance.workbench.ledger.page import verifier_page
from liance.workbench.ledger.proving import prove_entry, prove_record, prove_state

from .conftest import Liance

pytestmark = pytest.mark.slow
#: A browser that asks for nothing by itself.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("page")
    (home / "verify.html").write_bytes(verifier_page())
    return home


@pytest.fixture(scope="module")
def kits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kit]:
    made = {}
    for suite in ("guomi", "intl"):
        kit = made[suite] = Kit(tmp_path_factory.mktemp(suite), suite)
        for number in range(5):
            kit.put(f"catalogue/{number}", {"名称": "人口基础信息", "共享": "有条件", "序号": number})
        kit.checkpoint()
    return made


@pytest.fixture(scope="module")
def page(folder: Path) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        context = browser.new_context(offline=True, viewport={"width": 1100, "height": 900})
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((folder / "verify.html").as_uri())
        yield page
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        browser.close()


def judge(page: Page, policy: bytes, data: bytes, author: str = "") -> dict[str, Any]:
    """What the page's own function says."""
    script = """([policy, data, author]) => {
      const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
      const found = Verifier.verify(bytes(policy), bytes(data), author);
      return {valid: found.valid, code: found.code, height: String(found.height), body: found.body, value: found.value, en: found.en};
    }"""
    encoded = [base64.b64encode(policy).decode(), base64.b64encode(data).decode(), author]
    found: dict[str, Any] = page.evaluate(script, encoded)
    return found


def evidence(kit: Kit) -> dict[str, bytes]:
    return {
        "entry": prove_record(kit.chain, "jinan", "catalogue/3").data,
        "genesis": prove_entry(kit.chain, height=0).data,
        "present": prove_state(kit.chain, "record/sd-chain/jinan/catalogue/3").data,
        "absent": prove_state(kit.chain, "record/sd-chain/jinan/nothing").data,
    }


def test_its_arithmetic_passes_the_self_test_and_agrees_with_ours(page: Page) -> None:
    assert page.evaluate("Verifier.selfTest()") is True
    dice = random.Random(1)
    data = [dice.randbytes(length) for length in (0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 300)]
    numbers = [list(one) for one in data]
    for name in ("sha256", "sm3"):
        hash_ = load_suite("intl" if name == "sha256" else "guomi").hash
        found = page.evaluate(
            f"data => data.map(one => Verifier.hex(Verifier.{name}(Uint8Array.from(one))))", numbers
        )
        assert found == [hash_(one).hex() for one in data]


@pytest.mark.parametrize("suite", ["guomi", "intl"])
def test_it_accepts_what_is_true(page: Page, kits: dict[str, Kit], suite: str) -> None:
    kit = kits[suite]
    policy = kit.policy.read_bytes()
    files = evidence(kit)
    assert {name: judge(page, policy, data)["valid"] for name, data in files.items()} == dict.fromkeys(
        files, True
    )
    entry = judge(page, policy, files["entry"], kit.public["jinan"].format())
    assert (entry["valid"], entry["height"]) == (True, "4")
    assert entry["body"]["payload"]["value"] == {"名称": "人口基础信息", "共享": "有条件", "序号": 3}
    assert json.loads(judge(page, policy, files["present"])["value"])["height"] == 4
    assert judge(page, policy, files["absent"])["value"] is None
    assert judge(page, policy, files["entry"], kit.public["yantai"].format())["code"] == "signature"
    other = kits["intl" if suite == "guomi" else "guomi"]
    assert judge(page, other.policy.read_bytes(), files["entry"])["valid"] is False
    none = (
        b"\n".join(line for line in policy.splitlines() if not line.startswith(b"quorum"))
        + b"\nquorum none\n"
    )
    assert judge(page, none, files["entry"])["valid"] is True


@pytest.mark.parametrize("suite", ["guomi", "intl"])
def test_it_judges_hundreds_of_changed_files_as_the_library_does(
    page: Page, kits: dict[str, Kit], suite: str
) -> None:
    kit = kits[suite]
    policy = kit.policy.read_bytes()
    dice = random.Random(f"page {suite}")
    for name, data in evidence(kit).items():
        for _ in range(60):
            changed = bytearray(data)
            kind = dice.randrange(4)
            place = dice.randrange(len(changed))
            if kind == 0:
                changed[place] ^= 1 << dice.randrange(8)
            elif kind == 1:
                del changed[place : place + dice.randrange(1, 60)]
            elif kind == 2:
                changed[place:place] = dice.randbytes(dice.randrange(1, 4))
            else:
                lines = bytes(changed).split(b"\n")
                one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
                lines[one], lines[other] = lines[other], lines[one]
                changed = bytearray(b"\n".join(lines))
            try:
                verify_file(policy, bytes(changed))
                expected = True
            except (LogError, LedgerError):
                expected = False
            found = judge(page, policy, bytes(changed))
            assert found["valid"] is expected, (name, bytes(changed), found)
    entry = evidence(kit)["entry"]
    for _ in range(60):
        changed = bytearray(policy)
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        try:
            verify_file(bytes(changed), entry)
            expected = True
        except (LogError, LedgerError):
            expected = False
        assert judge(page, bytes(changed), entry)["valid"] is expected, bytes(changed)


def test_a_person_uses_it(
    page: Page, folder: Path, kits: dict[str, Kit], liance: Liance, tmp_path: Path
) -> None:
    assert liance("ledger", "page", "--out", tmp_path / "verify.html").code == 0
    assert (tmp_path / "verify.html").read_bytes() == (folder / "verify.html").read_bytes()
    kit = kits["guomi"]
    good, bad = tmp_path / "证据.txt", tmp_path / "bad.txt"
    data = prove_record(kit.chain, "jinan", "catalogue/3").data
    good.write_bytes(data)
    tampered = data.replace(b"\n\n" + b"liance.example/kit\n6", b"\n\n" + b"liance.example/kit\n5")
    assert tampered != data
    bad.write_bytes(tampered)
    page.reload()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.set_input_files("#policy", kit.policy)
    page.set_input_files("#evidence", good)
    page.wait_for_selector("#result.good")
    assert "核验通过" in page.inner_text("#result")
    assert "人口基础信息" in page.inner_text("#result")
    page.fill("#author", kit.public["jinan"].format())
    page.wait_for_function("document.querySelector('#result').innerText.includes('有效')")
    shown = page.inner_text("body")
    assert "It holds" not in shown
    page.set_input_files("#evidence", bad)
    page.wait_for_selector("#result.bad")
    assert page.locator("#result").get_attribute("data-code") == "signature"
    page.click("#language")
    assert "It does not hold" in page.inner_text("#result")
    assert "核验" not in page.inner_text("main").replace("中文", "")
    wide = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert wide is True
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1100, "height": 900})


def test_the_kits_keys_are_of_their_suites(kits: dict[str, Kit]) -> None:
    for suite, kit in kits.items():
        assert read_public_key((kit.home / "log.key").read_bytes())[0].name == suite
