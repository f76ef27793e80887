"""What happens to every request: headers that fence pages in, who may pass, and errors as pages people can read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from liance.core.errors import LianceError
from liance.web.permissions import Right, Role, rights_of, roles_named
from liance.web.views import errors as error_views

Handler = Callable[[HttpRequest], HttpResponse]
_LOG = logging.getLogger("liance.web")

#: No inline script or style, nothing from other hosts: what a plan's text holds can never run.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: the account's name with its roles and rights; nobody has an empty name and none."""

    name: str
    roles: frozenset[Role] = frozenset()
    rights: frozenset[Right] = frozenset()

    def may(self, right: Right) -> bool:
        """Whether this person holds the right."""
        return right in self.rights


NOBODY: Final = Person("")


def person_of(request: HttpRequest) -> Person:
    """Return who asks (read once per request)."""
    known: Person | None = getattr(request, "person", None)
    if known is None:
        user = request.user
        if user.is_authenticated:
            roles = roles_named(set(user.groups.values_list("name", flat=True)))
            known = Person(user.get_username(), roles, rights_of(roles))
        else:
            known = NOBODY
        request.person = known  # type: ignore[attr-defined]
    return known


def needs(right: Right) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare the right that a view asks for; the gate checks it before the view runs."""

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs)

        marked.right = right  # type: ignore[attr-defined]
        return marked

    return mark


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Declare that a view is for everybody who is signed in, whatever the roles."""
    view.right = None  # type: ignore[attr-defined]
    return view


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Declare that a view is for everybody, signed in or not."""
    view.is_open = True  # type: ignore[attr-defined]
    return view


def security_headers(get_response: Handler) -> Handler:
    """Add the headers that fence pages in; nothing that belongs to a person stays in shared caches."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/") and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True, no_store=True)
        return response

    return handle


#: Views of others (allauth) that anybody may reach, by name; all other foreign views are for signed-in people.
_FOREIGN_OPEN: Final = frozenset(
    {
        "account_login",
        "account_signup",
        "account_inactive",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
    }
)
#: Views of others that signed-in people use.
_FOREIGN_OWN: Final = frozenset({"account_logout", "account_change_password", "account_reauthenticate"})


class gate:  # noqa: N801  (Django names middleware by function or class alike)
    """Let nobody pass who may not: each of our views declares a right, and a view without one is closed."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Turn away whoever may not see the view."""
        match = request.resolver_match
        name = match.url_name if match else None
        is_api = match is not None and match.namespace == "api"
        if not is_api and _holds_nul(request):
            return error_views.bad_request(request)
        if getattr(view, "is_open", False):
            return None
        if name in _FOREIGN_OPEN:
            return None
        if is_api:
            return None  # the API has its own gate (``api.authenticated``) with JSON answers
        if not request.user.is_authenticated:
            from liance.web.views.people import is_first_run

            if is_first_run():
                return redirect("setup")
            if getattr(request, "htmx", False):
                answer = HttpResponse(status=401)
                answer["HX-Redirect"] = f"/accounts/login/?next={request.path}"
                return answer
            return redirect_to_login(request.get_full_path())
        if name in _FOREIGN_OWN:
            return None
        if not hasattr(view, "right"):
            return error_views.forbidden(request, None)
        right: Right | None = view.right
        if right is None or person_of(request).may(right):
            return None
        return error_views.forbidden(request, right)


def _holds_nul(request: HttpRequest) -> bool:
    """Whether a value of the form holds the sign that no database of ours keeps."""
    forms = (request.GET, request.POST)
    return any("\0" in value for form in forms for _, values in form.lists() for value in values)


class errors:  # noqa: N801
    """Show failed operations of our family as pages that say what happened and what to do."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn an error of our family into a page; leave others to Django's page 500."""
        if isinstance(exception, LianceError):
            return error_views.failed(request, exception)
        _LOG.error("unexpected error at %s", request.path, exc_info=exception)
        return None
