"""Who signs in and out goes into the journal; so does who tries in vain."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from liance.workbench.serving import note


def connect() -> None:
    """Listen to Django's signals."""
    user_logged_in.connect(_opened, dispatch_uid="liance.opened")
    user_logged_out.connect(_closed, dispatch_uid="liance.closed")
    user_login_failed.connect(_refused, dispatch_uid="liance.refused")


def _address(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "")) if request is not None else ""


def _opened(request: HttpRequest | None, user: Any, **_: Any) -> None:
    note(user.get_username(), "session.opened", f"person:{user.pk}", address=_address(request))


def _closed(request: HttpRequest | None, user: Any, **_: Any) -> None:
    if user is not None:
        note(user.get_username(), "session.closed", f"person:{user.pk}", address=_address(request))


def _refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    name = str(credentials.get("username", ""))[:100]
    note(name or "-", "session.refused", "session", address=_address(request))
