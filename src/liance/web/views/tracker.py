"""The policy tracker: every number leads to its texts, every text to its sentences."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from liance.core.errors import UnknownNameError
from liance.core.language import Text
from liance.web.language import current
from liance.web.middleware import needs, person_of
from liance.web.office import trackers
from liance.web.permissions import Right
from liance.workbench.serving import note, today
from liance.workbench.shelf import level_words
from liance.workbench.shelf_tracking import FORMATS, STANCES, ShelfTracker

#: Texts on one page.
_SHOWN = 100


def _tracker(request: HttpRequest) -> ShelfTracker | None:
    year = request.GET.get("year", "")
    level = request.GET.get("level", "")
    return trackers().tracker(
        level=level if level in level_words(current()) else "",
        subject=request.GET.get("subject", "").strip()[:100],
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
    )


@needs(Right.READ_REPORTS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show who issued what when, stances, coverage of topics, and the texts behind one number."""
    made = _tracker(request)
    language = current()
    query = request.GET.copy()
    for name in ("set", "topic", "stance", "page"):
        query.pop(name, None)
    context: dict[str, Any] = {
        "made": made,
        "levels": level_words(language),
        "query": query.urlencode(),
        "is_filtered": any(request.GET.get(name) for name in ("level", "subject", "year")),
        "formats": FORMATS,
    }
    if made is not None:
        levels, years = made.issued()
        context |= {
            "stances": made.stances(),
            "issued_levels": levels,
            "issued": years,
            "coverage": made.coverage(language),
            "texts": [(made.versions[text.key], text, STANCES[text.stance]) for text in made.texts[:_SHOWN]],
            "total": len(made.texts),
            **_chosen(request, made),
        }
    return render(request, "pages/tracker.html", context)


def _chosen(request: HttpRequest, made: ShelfTracker) -> dict[str, Any]:
    """Return the texts behind the number that was clicked."""
    topic_set, topic = request.GET.get("set", "")[:100], request.GET.get("topic", "")[:100]
    stance = request.GET.get("stance", "")
    if topic:
        try:
            name, rows = made.covering(topic_set, topic, current())
        except UnknownNameError as error:
            raise Http404 from error
        return {"chosen": name, "behind": rows[:_SHOWN], "behind_count": len(rows)}
    words: dict[str, Text] = {one.value: word for one, word in STANCES.items()}
    if stance in words:
        rows = made.with_stance(stance)
        return {"chosen": words[stance], "behind": rows[:_SHOWN], "behind_count": len(rows)}
    return {}


@needs(Right.READ_REPORTS)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Give the network of keywords as an ECharts option."""
    made = _tracker(request)
    return JsonResponse({"figures": [made.figure(current())] if made else []})


@needs(Right.READ_REPORTS)
@require_GET
def file(request: HttpRequest, form: str) -> HttpResponse:
    """Give the tracker as a spreadsheet, or its network of keywords as GraphML."""
    made = _tracker(request)
    if form not in FORMATS or made is None:
        raise Http404
    data = made.file(form, current())
    note(person_of(request).name, "report.downloaded", "tracker", format=form, plans=len(made.texts))
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, f"liance-tracker-{today()}.{form}") or ""
    return answer
