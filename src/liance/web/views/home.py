"""The first page, the language switch, and whether the server is alive."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from liance.web.middleware import open_to_all, signed_in


@signed_in
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what there is and what comes next."""
    return render(request, "pages/home.html")


@open_to_all
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Answer programs that watch the server."""
    return HttpResponse("ok\n", content_type="text/plain")


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language and go back to where the person was."""
    chosen = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    answer = HttpResponseRedirect(target)
    if chosen in {code for code, _ in settings.LANGUAGES}:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer
