"""Pages for what did not work: each says what happened and what to do."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liance.core.errors import DocumentError, FindingsError, LianceError, UnknownNameError
from liance.core.language import Text
from liance.web.language import current, listed, say
from liance.web.permissions import RIGHTS, ROLE_NAMES, Right
from liance.workbench.serving import NotInStoreError, RefusedError, StoreError

#: What each family of errors makes of the status code; the first that fits counts.
STATUS_CODES: Final[tuple[tuple[type[LianceError], int], ...]] = (
    (NotInStoreError, 404),
    (UnknownNameError, 404),
    (DocumentError, 422),
    (FindingsError, 422),
    (StoreError, 409),
    (LianceError, 400),
)

#: What refusals of a study make of it; others are 422.
_REFUSAL_CODES: Final = {
    "study.unknown_study": 404,
    "study.unknown_plan": 404,
    "study.unknown_item": 404,
    "study.unknown_rater": 404,
    "study.no_comment": 404,
    "study.not_in_discussion": 404,
    "study.not_allowed": 403,
    "study.not_member": 403,
    "study.not_assigned_cell": 403,
    "study.still_blind": 403,
    "study.other_plan": 403,
    "study.wrong_stage": 409,
    "study.no_next_stage": 409,
    "study.reveal_too_early": 409,
    "study.seal_incomplete": 409,
    "study.sealed": 409,
    "study.undecided": 409,
    "study.unanswered": 409,
    "study.exists": 409,
}

_FORBIDDEN: Final = Text(
    zh="您的账号没有打开此页的权限。需要下列角色之一：{roles}。请联系管理员。",
    en="Your account may not open this page. It takes one of these roles: {roles}. Ask the administrator.",
)
_CLOSED: Final = Text(zh="此页不开放。", en="This page is closed.")
_NOT_FOUND: Final = Text(
    zh="没有这个页面。地址可能有误，或内容已被移除。请从上方导航重新进入。",
    en="There is no such page. The address may be wrong, or what it showed was removed. Start again from the navigation.",
)
_BROKEN: Final = Text(
    zh="程序出错，未能完成。已保存的内容没有丢失；问题已写入服务器日志，请把时间告诉管理员。",
    en="Something went wrong in the program. What was saved is safe; the server's log has the details. "
    "Tell the administrator the time.",
)
_CSRF: Final = Text(
    zh="页面已过期，提交没有生效。请返回上一页，刷新后再提交。",
    en="The page had expired, nothing was changed. Go back, reload the page and send it again.",
)
_BAD: Final = Text(
    zh="请求不完整或过大，没有处理。请返回上一页重试。",
    en="The request was incomplete or too large and was not handled. Go back and try again.",
)
_TITLES: Final = {
    400: Text(zh="请求未能处理", en="The request could not be handled"),
    403: Text(zh="没有权限", en="Not allowed"),
    404: Text(zh="找不到", en="Not found"),
    409: Text(zh="与现状冲突", en="In conflict with what is stored"),
    413: Text(zh="文件过大", en="The file is too large"),
    422: Text(zh="内容无法使用", en="The content cannot be used"),
    500: Text(zh="程序出错", en="Something went wrong"),
}


def status_of(error: LianceError) -> int:
    """Return the status code of an error of our family."""
    if isinstance(error, RefusedError):
        return _REFUSAL_CODES.get(error.code, 422)
    return next(code for kind, code in STATUS_CODES if isinstance(error, kind))


def shown(request: HttpRequest, status: int, message: str, error: LianceError | None = None) -> HttpResponse:
    """Return the page for an error; for a part of a page (htmx) only its message."""
    template = "parts/error.html" if getattr(request, "htmx", False) else "pages/error.html"
    findings = error.findings if isinstance(error, FindingsError) else ()
    context = {
        "status": status,
        "title": _TITLES.get(status, _TITLES[400]),
        "message": message,
        "findings": findings,
    }
    return render(request, template, context, status=status)


def failed(request: HttpRequest, error: LianceError) -> HttpResponse:
    """Show a failed operation."""
    message = error.message(current())
    if isinstance(error, FindingsError):
        message = message.splitlines()[0]
    return shown(request, status_of(error), message, error)


def forbidden(request: HttpRequest, right: Right | None) -> HttpResponse:
    """Say which roles may see the page."""
    if right is None:
        return shown(request, 403, say(_CLOSED))
    roles = listed(say(ROLE_NAMES[role]) for role in ROLE_NAMES if role in RIGHTS[right])
    return shown(request, 403, say(_FORBIDDEN, roles=roles))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show page 404."""
    return shown(request, 404, say(_NOT_FOUND))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show page 400."""
    return shown(request, 400, say(_BAD))


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show page 403."""
    return shown(request, 403, say(_CLOSED))


def broken(request: HttpRequest) -> HttpResponse:
    """Show page 500."""
    return shown(request, 500, say(_BROKEN))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old or came from elsewhere."""
    return shown(request, 403, say(_CSRF))
