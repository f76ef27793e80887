"""Comparison, report, and audits of published tables: every number leads to its cells, every cell to its sentences."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from liance.core.language import Language, Text
from liance.web.language import current
from liance.web.middleware import needs, person_of
from liance.web.office import comparer
from liance.web.permissions import Right
from liance.web.views.plans import chosen_rubric, page_number, shelf_rubrics
from liance.workbench.auditing import audit, audit_data, list_studies, replicate, replication_data
from liance.workbench.serving import note, today
from liance.workbench.shelf import level_words, shared_library
from liance.workbench.shelf_comparison import AXES, FORMATS

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "application/octet-stream",
}


def _compared(request: HttpRequest) -> Any:
    by = request.GET.get("by", "level")
    return comparer().compare(
        by if by in AXES else "level",
        chosen_rubric(request),
        level=request.GET.get("level", ""),
        subject=request.GET.get("subject", "")[:100],
    )


def _query(request: HttpRequest) -> str:
    """Return the query that names the same comparison."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in {"by", "rubric", "level", "subject"}:
            del kept[name]
    return str(kept.urlencode())


@needs(Right.READ_REPORTS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show means by group, findings with advice, and figures."""
    made = _compared(request)
    language = current()
    context: dict[str, Any] = {
        "made": made,
        "axes": AXES,
        "by": request.GET.get("by", "level"),
        "levels": level_words(language),
        "rubrics": shelf_rubrics(),
        "rubric_id": chosen_rubric(request),
        "query": _query(request),
        "formats": FORMATS,
    }
    if made is not None:
        context |= {
            "scopes": made.scopes(language),
            "rows": made.rows(language),
            "rules": [
                (rule, [made.versions[key] for key in rule.plans if key in made.versions][:12])
                for rule in made.comparison.rule_findings[:60]
            ],
            "left_out": made.left_out,
        }
    return render(request, "pages/comparison.html", context)


@needs(Right.READ_REPORTS)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Give the figures as ECharts options."""
    made = _compared(request)
    return JsonResponse({"figures": comparer().figures(made, current()) if made else []})


@needs(Right.READ_REPORTS)
@require_GET
def cells(request: HttpRequest) -> HttpResponse:
    """Show the cells behind one mean, each with its first sentences."""
    made = _compared(request)
    if made is None:
        raise Http404
    try:
        measure, scope = request.GET.get("measure", ""), request.GET.get("scope", "")
        rows = made.cells(measure, scope, current())
        name = next(row[1] for row in made.rows(current()) if row[0] == measure)
        scope_word = next(one[1] for one in made.scopes(current()) if one[0] == scope)
    except (KeyError, StopIteration) as error:
        raise Http404 from error
    number = page_number(request.GET.get("page", "1"))
    context = {
        "rows": rows[(number - 1) * _CELLS : number * _CELLS],
        "number": number,
        "last": max(1, -(-len(rows) // _CELLS)),
        "name": name,
        "scope": scope_word,
        "query": _query(request),
        "rubric_id": chosen_rubric(request),
    }
    return render(request, "pages/cells.html", context)


@needs(Right.READ_REPORTS)
@require_GET
def report(request: HttpRequest, form: str) -> HttpResponse:
    """Give the report as a file."""
    made = _compared(request)
    if form not in FORMATS or made is None:
        raise Http404
    data = made.report(form, current(), office=request.GET.get("office", "")[:100], day=today())
    note(person_of(request).name, "report.downloaded", "report", format=form, plans=len(made.versions))
    answer = HttpResponse(data, content_type=_TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(True, f"liance-report-{today()}.{form}") or ""
    return answer


@needs(Right.READ_REPORTS)
@require_GET
def audits(request: HttpRequest) -> HttpResponse:
    """List the studies whose published tables can be audited."""
    return render(request, "pages/audits.html", {"studies": _studies()})


#: Plans on one page of the cells behind a mean.
_CELLS = 100


@cache
def _studies() -> tuple[tuple[str, Text], ...]:
    """Return the studies (read once: packs do not change while the server runs)."""
    return list_studies(shared_library())


@cache
def _audited(study: str, language: Language) -> dict[str, Any]:
    """Return what a study's page shows, its tables as HTML already: packs do not change while the server runs."""
    library = shared_library()
    claims: Any = audit_data(audit(study, library), language)["claims"]
    agreeing = [one for one in claims if one["verdict"] == "match"]
    other = [one for one in claims if one["verdict"] != "match"]
    given = replication_data(replicate(study, library), language)["given"]
    tables = render_to_string(
        "parts/audit_tables.html", {"other": other, "agreeing": agreeing, "given": given}
    )
    return {"tables": tables, "count": len(claims), "agreeing": len(agreeing), "other": len(other)}


@needs(Right.READ_REPORTS)
@require_GET
def audited(request: HttpRequest, study: str) -> HttpResponse:
    """Show what agrees and what does not in the published tables of a study, and the reading that explains it."""
    known = {one[0]: one[1] for one in _studies()}
    if study not in known:
        raise Http404
    context = {"title": known[study], **_audited(study, current())}
    return render(request, "pages/audited.html", context)
