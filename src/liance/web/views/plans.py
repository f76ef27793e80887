"""The corpus: list, upload, one plan with its scores, text, metadata and versions, and plans that are alike."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liance.core.errors import DocumentError
from liance.core.findings import Finding
from liance.core.language import Language
from liance.web.language import current
from liance.web.middleware import needs, person_of
from liance.web.office import shelf, take
from liance.web.permissions import Right
from liance.web.views.errors import forbidden
from liance.workbench import desk
from liance.workbench.reading import item_views, outline_rows, pieces, plain_pieces
from liance.workbench.serving import note
from liance.workbench.shelf import FIELD_NAMES, ORIGIN_NAMES, level_words

__all__ = ["chosen_rubric", "page_number", "rubric_words", "shelf", "shelf_rubrics"]

#: Plans on one page of the listing.
PAGE = 50


def chosen_rubric(request: HttpRequest) -> str:
    """Return the rubric that the address names, else the usual one; an unknown one is not found."""
    names = [pack.id for pack in shelf_rubrics()]
    asked = request.GET.get("rubric") or names[0]
    if asked not in names:
        raise Http404
    return asked


@cache
def shelf_rubrics() -> tuple[Any, ...]:
    """Return all rubrics (read once)."""
    return shelf().rubrics()


def rubric_words(pack: Any, language: Language) -> dict[str, Any]:
    """Return what pages show of a rubric: names of items and of aggregates."""
    chinese = language is Language.ZH
    return {
        "id": pack.id,
        "title": pack.id,
        "items": [(item.id, item.name if chinese else item.name_en) for item in pack.rubric.items],
        "aggregates": [
            (spec.id, spec.name.zh if chinese else spec.name.en) for spec in pack.rubric.aggregates
        ],
    }


def page_number(value: str) -> int:
    """Return the number of a page as the address names it, 1 where it names none."""
    return min(max(int(value), 1), 100_000) if value.isdecimal() and len(value) < 7 else 1


@needs(Right.READ_PLANS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List plans with their scores; search and filter."""
    query = request.GET
    number = page_number(query.get("page", "1"))
    year = query.get("year", "")
    rubric = chosen_rubric(request)
    found = shelf().list(
        search=query.get("q", "").strip()[:200],
        level=query.get("level", ""),
        subject=query.get("subject", "")[:100],
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        start=(number - 1) * PAGE,
        limit=PAGE,
        rubric=rubric,
    )
    context = {
        "found": found,
        "number": number,
        "last": max(1, -(-found.total // PAGE)),
        "levels": level_words(current()),
        "rubric": rubric_words(shelf().scorer(rubric).pack, current()),
        "rubrics": shelf_rubrics(),
        "is_filtered": any(query.get(name) for name in ("q", "level", "subject", "year")),
    }
    template = "parts/plan_table.html" if getattr(request, "htmx", False) else "pages/plans.html"
    return render(request, template, context)


def _said(finding: Finding) -> dict[str, str]:
    language = current()
    return {
        "severity": finding.severity.value,
        "message": finding.message(language),
        "advice": finding.advice(language),
    }


@needs(Right.CHANGE_PLANS)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take one file: as a new plan, or as the next version of the plan named in the form."""
    file = request.FILES.get("file")
    if file is None or file.size is None:
        status = 413 if getattr(request, "too_large", False) else 400
        return JsonResponse({"error": _too_large() if status == 413 else _no_file()}, status=status)
    plan = request.POST.get("plan", "")
    try:
        added = take(
            file.name or "plan",
            file.read(),
            person_of(request).name,
            plan=int(plan) if plan.isdecimal() and len(plan) < 16 else None,
            note=request.POST.get("note", "")[:1_000],
        )
    except DocumentError as error:
        said = [_said(finding) for finding in error.findings]
        return JsonResponse({"error": said[0]["message"], "findings": said}, status=422)
    return JsonResponse(
        {
            "plan": added.version.plan,
            "name": added.version.name,
            "is_new": added.is_new,
            "url": f"/plans/{added.version.plan}/",
            "findings": [_said(finding) for finding in added.findings if finding.severity.value != "info"],
        },
        status=201 if added.is_new else 200,
    )


def _too_large() -> str:
    bound = settings.LIANCE_MAX_UPLOAD_BYTES // (1024 * 1024)
    if current() is Language.ZH:
        return f"文件超过 {bound} MB，没有上传。请只保留规划正文，或拆成几个文件"
    return f"the file is larger than {bound} MB and was not taken; keep the plan itself only, or split it"


def _no_file() -> str:
    return "没有收到文件，请重新选择" if current() is Language.ZH else "no file arrived; choose it again"


def _common(request: HttpRequest, plan: int, number: int | None = None) -> dict[str, Any]:
    version = shelf().plan(plan, number)
    versions = shelf().versions(plan)
    return {
        "version": version,
        "versions": versions,
        "levels": level_words(current()),
        "plan_path": f"/plans/{plan}/",
        "number": number,
    }


@needs(Right.READ_SCORES)
@require_GET
def scores(request: HttpRequest, plan: int, number: int | None = None) -> HttpResponse:
    """Show scores, criteria and evidence beside the text; one item may be chosen."""
    context = _common(request, plan, number)
    rubric = chosen_rubric(request)
    pack = shelf().scorer(rubric).pack
    scored = shelf().scored(context["version"], rubric)
    items = item_views(scored, pack, current())
    chosen = next((item for item in items if item.id == request.GET.get("item")), None)
    own = desk.own_ratings(shelf(), context["version"], rubric)
    context |= {
        "tab": "scores",
        "scored": scored,
        "items": items,
        "chosen": chosen,
        "pieces": pieces(scored, chosen.id if chosen else None),
        "rubric": rubric_words(pack, current()),
        "rubrics": shelf_rubrics(),
        "aggregates": [
            (name, scored.scorecard.aggregate(identity))
            for identity, name in rubric_words(pack, current())["aggregates"]
        ],
        "mine": {one.item: one for one in own if one.rater == person_of(request).name},
        "others": [one for one in own if chosen and one.item == chosen.id],
        "subject": scored.subject,
    }
    if getattr(request, "htmx", False):
        return render(request, "parts/reading.html", context)
    return render(request, "pages/plan_scores.html", context)


@needs(Right.RATE_AS_ANALYST)
@require_POST
def rate(request: HttpRequest, plan: int) -> HttpResponse:
    """Keep the analyst's own rating of one item."""
    version = shelf().plan(plan)
    rubric = chosen_rubric(request)
    item = request.POST.get("item", "")
    desk.rate(
        shelf(),
        version,
        rubric,
        item,
        request.POST.get("score", ""),
        request.POST.get("note", ""),
        person_of(request).name,
    )
    return redirect(f"/plans/{plan}/?rubric={rubric}&item={item}")


@needs(Right.READ_PLANS)
@require_GET
def text(request: HttpRequest, plan: int, number: int | None = None) -> HttpResponse:
    """Show the outline beside the text, without any score."""
    context = _common(request, plan, number)
    outline = shelf().outline(context["version"])
    at = request.GET.get("at", "")
    context |= {
        "tab": "text",
        "outline": outline_rows(outline, current()),
        "pieces": plain_pieces(outline, int(at) if at.isdecimal() and len(at) < 10 else None),
        "findings": (*outline.document.findings, *outline.findings, *context["version"].findings),
    }
    return render(request, "pages/plan_text.html", context)


@needs(Right.READ_PLANS)
@require_http_methods(["GET", "POST"])
def metadata(request: HttpRequest, plan: int) -> HttpResponse:
    """Show what is known of a plan and where that comes from; save what a person says."""
    context = _common(request, plan)
    version = context["version"]
    may_change = person_of(request).may(Right.CHANGE_PLANS)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        if not may_change:
            return forbidden(request, Right.CHANGE_PLANS)
        values = {name: request.POST[name] for name in FIELD_NAMES if name in request.POST}
        findings = shelf().edit(plan, values, person_of(request).name)
        if not findings:
            return redirect(f"/plans/{plan}/metadata/")
    fields = []
    for name, title in FIELD_NAMES.items():
        value = getattr(version.metadata, name)
        value = value.value if hasattr(value, "value") else value
        shown = request.POST.get(name, value if value is not None else "")
        origin = version.metadata.origins.get(name)
        fields.append((name, title, shown, ORIGIN_NAMES[origin] if origin and value else None))
    context |= {"tab": "metadata", "fields": fields, "findings": findings, "may_change": may_change}
    return render(request, "pages/plan_metadata.html", context, status=422 if findings else 200)


@needs(Right.READ_PLANS)
@require_GET
def history(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the versions of a plan, two of them side by side, and plans that are alike."""
    context = _common(request, plan)
    numbers = [version.number for version in context["versions"]]
    old, new = (_version_number(request, name) for name in ("old", "new"))
    rows: tuple[Any, ...] = ()
    if len(numbers) > 1:
        old, new = old or numbers[-2], new or numbers[-1]
        rows = shelf().revise(plan, old, new)
    context |= {
        "tab": "history",
        "old": old,
        "new": new,
        "rows": rows,
        "changed": sum(not row.is_same for row in rows),
        "alike": shelf().alike(context["version"]),
    }
    return render(request, "pages/plan_history.html", context)


def _version_number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 7 else None


@needs(Right.READ_PLANS)
@require_GET
def file(request: HttpRequest, plan: int, number: int | None = None) -> HttpResponse:
    """Give the file of a version back, byte for byte, always as a download."""
    version = shelf().plan(plan, number)
    note(person_of(request).name, "plan.downloaded", f"plan:{plan}", version=version.number)
    answer = HttpResponse(shelf().file(version), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, version.source) or "attachment"
    return answer


@needs(Right.READ_TARGETS)
@require_GET
def targets(request: HttpRequest, plan: int) -> HttpResponse:
    """Show every number that a plan promises, with its place."""
    context = _common(request, plan)
    rows, findings = shelf().targets(context["version"], current())
    context |= {"tab": "targets", "targets": rows, "findings": findings}
    return render(request, "pages/plan_targets.html", context)


@needs(Right.CHANGE_PLANS)
@require_POST
def remove(request: HttpRequest, plan: int) -> HttpResponse:
    """Take a plan out of the corpus."""
    shelf().remove(plan, person_of(request).name)
    return redirect("/plans/")


@needs(Right.READ_PLANS)
@require_GET
def alike(request: HttpRequest) -> HttpResponse:
    """Show all pairs of plans that have much of their text in common."""
    return render(request, "pages/alike.html", {"pairs": shelf().pairs_alike()})


def as_json(value: object) -> str:
    """Return a value as JSON that may stand in a page's data block."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
