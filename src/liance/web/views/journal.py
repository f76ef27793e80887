"""The log of who did what when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liance.web.middleware import needs
from liance.web.permissions import Right
from liance.workbench.serving import journal_page


@needs(Right.READ_JOURNAL)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show entries, newest first; on request verify the chain."""
    before = request.GET.get("before", "")
    page = journal_page(
        before=int(before) if before.isdecimal() and len(before) < 16 else None,
        actor=request.GET.get("actor") or None,
        action=request.GET.get("action") or None,
        check="check" in request.GET,
    )
    return render(request, "pages/journal.html", {"page": page})
