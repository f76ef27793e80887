"""What every part of the API shares: tokens, the one shape of errors, the bound of a page."""

from __future__ import annotations

import json
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import Field

from liance.core.findings import Finding
from liance.core.language import Text
from liance.web.language import current, say
from liance.web.permissions import Right, rights_of, roles_named
from liance.workbench import desk

#: Most rows of one page.
MAX_ROWS: Final = 200
_CODES: Final = {
    400: "bad_request",
    401: "no_token",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    422: "invalid",
    429: "too_many_requests",
    500: "internal",
}
_NOT_ALLOWED: Final = Text(
    zh="此令牌没有所需的权限：{right}", en="the token lacks the right it takes: {right}"
)


class Token(HttpBearer):
    """Lets a token pass whose owner holds the right; a read-only token never changes anything."""

    def __init__(self, right: Right, *, writes: bool = False) -> None:
        super().__init__()
        self._right = right
        self._writes = writes

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        """Return the owner's name, or None where the token is not valid.

        Raises:
            HttpError: it is valid but not allowed to do this.
        """
        kept = desk.token_owner(token)
        if kept is None:
            return None
        user = get_user_model().objects.filter(username=kept.owner, is_active=True).first()
        if user is None:
            return None
        rights = rights_of(roles_named(set(user.groups.values_list("name", flat=True))))
        if self._right not in rights or (self._writes and not kept.may_write):
            shown = self._right.value + (" (write)" if self._writes else "")
            raise HttpError(403, say(_NOT_ALLOWED, right=shown))
        name: str = user.get_username()
        return name


class Problem(Schema):
    """What went wrong."""

    code: str
    message: str
    findings: list[dict[str, Any]] = Field(default_factory=list)


class Failure(Schema):
    """The shape of every answer that is no success."""

    error: Problem


FAILURES: Final = {
    400: Failure, 401: Failure, 403: Failure, 404: Failure, 409: Failure, 413: Failure, 422: Failure
}  # fmt: skip


def failure(status: int, message: str, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    """Return an answer that is no success."""
    rows = [finding.as_data(current()) for finding in findings]
    body = {"error": {"code": _CODES.get(status, "bad_request"), "message": message, "findings": rows}}
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/json; charset=utf-8"
    )


def asker(request: HttpRequest) -> str:
    """Return the account whose token the request bears; ninja puts it there after ``Token`` has let it in."""
    name: str = request.auth  # type: ignore[attr-defined]  # ninja's own, unknown to Django's types
    return name
