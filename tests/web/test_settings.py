"""Secrets and the sign-in server come from outside, whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from liance.core.language import Language
from liance.web.settings import SettingsError, WebOptions, django_settings, oidc_from, secret_from


def test_a_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "a" / "office.key"
    first = secret_from({}, path)
    assert secret_from({}, path) == first
    assert len(first) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_environment_wins_and_a_short_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "office.key"
    assert secret_from({"LIANCE_SECRET_KEY": "k" * 40}, path) == "k" * 40
    assert not path.exists()
    with pytest.raises(SettingsError) as caught:
        secret_from({"LIANCE_SECRET_KEY": "geheim"}, path)
    assert "geheim" not in str(caught.value)


def test_half_a_sign_in_server_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    assert oidc_from({}) == {}
    with pytest.raises(SettingsError) as caught:
        oidc_from({"LIANCE_OIDC_URL": "https://id.example"})
    assert "LIANCE_OIDC_CLIENT" in caught.value.message(Language.ZH)
    secret = tmp_path / "s"
    secret.write_text("top\n")
    whole = {
        "LIANCE_OIDC_URL": "https://id.example",
        "LIANCE_OIDC_CLIENT": "liance",
        "LIANCE_OIDC_SECRET_FILE": str(secret),
    }
    assert oidc_from(whole) == {
        "url": "https://id.example",
        "client": "liance",
        "secret": "top",
        "name": "OIDC",
    }


def test_secrets_never_show_and_debug_is_off() -> None:
    options = WebOptions(secret="s" * 40, oidc={"secret": "hidden"}, https=True)
    assert "ssss" not in repr(options)
    assert "hidden" not in repr(options)
    made = django_settings(WebOptions(secret="s" * 40, https=True))
    assert made["DEBUG"] is False
    assert made["SESSION_COOKIE_SECURE"]
    assert made["CSRF_COOKIE_SECURE"]
    assert made["SESSION_COOKIE_HTTPONLY"]
