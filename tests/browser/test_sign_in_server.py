"""Signing in by OpenID Connect: a small provider over real HTTP, honest and otherwise."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from tests.browser.conftest import Server, start
from tests.browser.test_security import post, session


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int) -> str:
    return _packed(value.to_bytes((value.bit_length() + 7) // 8))


@dataclass
class Provider:
    """A sign-in server (OpenID Connect Core 1.0, code flow with PKCE). ``faults`` says in what it lies."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "u-17", "preferred_username": "lihua"})
    faults: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65_537, 2_048))
    other: Any = field(default_factory=lambda: rsa.generate_private_key(65_537, 2_048))

    def keys(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        one = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": "k1",
            "n": _number(numbers.n),
            "e": _number(numbers.e),
        }
        return {"keys": [one]}

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            **self.person,
            "iss": "https://elsewhere.example" if "issuer" in self.faults else self.url,
            "aud": "somebody-else" if "audience" in self.faults else asked["client_id"],
            "iat": now,
            "exp": now - 3_600 if "expired" in self.faults else now + 300,
            **({"nonce": asked["nonce"]} if "nonce" in asked else {}),
        }
        head = {"alg": "none" if "unsigned" in self.faults else "RS256", "kid": "k1", "typ": "JWT"}
        body = ".".join(_packed(json.dumps(part).encode()) for part in (head, claims))
        if "unsigned" in self.faults:
            return f"{body}."
        signer = self.other if "signature" in self.faults else self.key
        return f"{body}.{_packed(signer.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def _json(self, data: Any, status: int = 200) -> None:
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if "down" in provider.faults:
                self._json({}, 503)
                return
            if parts.path == "/.well-known/openid-configuration":
                self._json(
                    {
                        "issuer": provider.url,
                        "authorization_endpoint": f"{provider.url}/authorize",
                        "token_endpoint": f"{provider.url}/token",
                        "userinfo_endpoint": f"{provider.url}/userinfo",
                        "jwks_uri": f"{provider.url}/jwks",
                        "response_types_supported": ["code"],
                        "subject_types_supported": ["public"],
                        "id_token_signing_alg_values_supported": ["RS256"],
                        "token_endpoint_auth_methods_supported": [
                            "client_secret_basic",
                            "client_secret_post",
                        ],
                    }
                )
            elif parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                code = f"code-{len(provider.codes)}"
                provider.codes[code] = asked
                state = "forged" if "state" in provider.faults else asked["state"]
                self.send_response(302)
                self.send_header(
                    "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': state})}"
                )
                self.end_headers()
            elif parts.path == "/jwks":
                self._json(provider.keys())
            elif parts.path == "/userinfo":
                good = self.headers.get("Authorization", "") == "Bearer access"
                self._json(provider.person if good else {"error": "invalid_token"}, 200 if good else 401)
            else:
                self._json({}, 404)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            asked = provider.codes.pop(form.get("code", [""])[0], None)
            secret = (
                form.get("client_secret", [""])[0]
                or base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic "))
                .decode()
                .partition(":")[2]
            )
            challenge = _packed(hashlib.sha256(form.get("code_verifier", [""])[0].encode()).digest())
            if asked is None or secret != "s3cret" or challenge != asked.get("code_challenge"):
                self._json({"error": "invalid_grant"}, 400)
                return
            token = {"access_token": "access", "token_type": "Bearer", "expires_in": 300}
            self._json({**token, "id_token": provider.token(asked)})

    return Handler


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """Serve a provider."""
    one = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(one))
    one.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield one
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def office(
    provider: Provider, demo_store: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """An office whose people sign in at the provider."""
    folder = tmp_path_factory.mktemp("oidc")
    shutil.copy(demo_store[0], folder / "office.sqlite3")
    (folder / "secret").write_text("s3cret\n")
    server = start(
        str(folder / "office.sqlite3"),
        more={
            "LIANCE_OIDC_URL": provider.url,
            "LIANCE_OIDC_CLIENT": "liance",
            "LIANCE_OIDC_SECRET_FILE": str(folder / "secret"),
            "LIANCE_OIDC_NAME": "统一身份认证",
        },
    )
    server.password = demo_store[1]
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def honest(provider: Provider) -> None:
    """Each test begins with an honest provider."""
    provider.faults.clear()
    provider.person = {"sub": "u-17", "preferred_username": "lihua", "name": "李华"}


def sign_in(server: Server) -> tuple[requests.Session, requests.Response]:
    """Press the button on the sign-in page and follow all redirects, as a browser would."""
    one = requests.Session()
    one.headers["Accept-Language"] = "zh"
    page = one.get(f"{server.url}/accounts/login/", timeout=30)
    assert "用 统一身份认证 登录" in page.text
    return one, post(one, server, "/accounts/oidc/office/login/?process=login")


def test_who_signs_in_there_is_signed_in_here_without_any_role(office: Server, provider: Provider) -> None:
    one, page = sign_in(office)
    assert page.status_code == 200
    assert "lihua" in page.text
    assert "还没有角色" in page.text
    assert "/token" not in provider.asked, "the token's endpoint is posted to"
    for path in ("/plans/", "/drafts/", "/targets/", "/people/", "/journal/"):
        assert one.get(office.url + path, timeout=30).status_code == 403, path


def test_the_administrator_gives_a_role_and_the_next_visit_has_it(office: Server) -> None:
    sign_in(office)
    root = session(office, "demo")
    people = root.get(f"{office.url}/people/", timeout=30).text
    number = re.search(r'/people/(\d+)/"[^>]*>lihua<', people)
    assert number
    form = {"roles": ["auditor"], "is_active": "on", "full_name": "", "password": ""}
    assert post(root, office, f"/people/{number[1]}/", data=form).ok
    one, _ = sign_in(office)
    assert one.get(f"{office.url}/journal/", timeout=30).status_code == 200
    assert one.get(f"{office.url}/people/", timeout=30).status_code == 403


@pytest.mark.parametrize("fault", ["issuer", "audience", "signature", "unsigned", "expired", "state"])
def test_a_token_that_does_not_hold_lets_nobody_in(office: Server, provider: Provider, fault: str) -> None:
    provider.faults.add(fault)
    one, page = sign_in(office)
    assert page.status_code < 500, page.text
    assert "统一登录没有成功" in page.text
    assert "/accounts/login/" in one.get(f"{office.url}/plans/", timeout=30).url


def test_nobody_becomes_an_account_that_is_here_by_bearing_its_name(
    office: Server, provider: Provider
) -> None:
    provider.person = {
        "sub": "u-99",
        "preferred_username": "demo",
        "email": "demo@example.org",
        "roles": ["administrator"],
    }
    one, page = sign_in(office)
    assert page.status_code == 200
    assert one.get(f"{office.url}/people/", timeout=30).status_code == 403


def test_a_provider_that_is_down_is_told_in_words(office: Server, provider: Provider) -> None:
    provider.faults.add("down")
    one, page = sign_in(office)
    assert page.status_code < 500, page.text
    assert "统一登录没有成功" in page.text
    cancelled = f"{office.url}/accounts/oidc/office/login/callback/?error=access_denied&state=x"
    assert one.get(cancelled, timeout=30).status_code < 500
