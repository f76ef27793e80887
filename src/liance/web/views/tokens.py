"""Tokens of programs: made and ended by their owner."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liance.web.middleware import needs, person_of
from liance.web.permissions import Right
from liance.workbench import desk
from liance.workbench.serving import now


@needs(Right.USE_TOKENS)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List one's own tokens; make one and show its secret this once."""
    person = person_of(request).name
    secret = ""
    if request.method == "POST":
        days = request.POST.get("days", "")
        secret, _ = desk.new_token(
            person,
            request.POST.get("name", ""),
            may_write=request.POST.get("may_write") == "yes",
            days=int(days) if days.isdecimal() and len(days) < 6 else 0,
        )
    context = {"tokens": desk.tokens(person), "secret": secret, "now": now()}
    return render(request, "pages/tokens.html", context)


@needs(Right.USE_TOKENS)
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a token."""
    desk.revoke_token(person_of(request).name, number)
    return redirect("/tokens/")
