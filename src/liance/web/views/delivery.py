"""Targets and their delivery: a board, early warnings, one target with its record, and what people enter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from liance.core.errors import FindingsError
from liance.core.language import Text
from liance.web.language import current, say
from liance.web.middleware import needs, person_of
from liance.web.office import shelf
from liance.web.permissions import Right
from liance.workbench import shelf_delivery as delivery
from liance.workbench.serving import note, today
from liance.workbench.shelf_map import province_sources

_FOLLOWED = Text(
    zh="已跟踪 {count} 条目标；请为每条填写责任单位与基数",
    en="{count} targets are followed; give each its owner and baseline",
)
_NOTHING = Text(zh="本规划没有可以跟踪的量化目标", en="the plan has no target that could be followed")
_TAKEN = Text(zh="已登记 {count} 行", en="{count} rows recorded")
_SHOWN = 300


def _board(request: HttpRequest) -> Any:
    query = request.GET
    year, province = query.get("year", ""), query.get("province", "")
    return delivery.board(
        today(),
        plan=query.get("plan", "")[:200],
        owner=query.get("owner", "")[:200],
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        verdict=query.get("verdict", ""),
        sources=province_sources(shelf(), province) if province.isdecimal() and len(province) == 6 else None,
    )


@needs(Right.READ_TARGETS)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show all targets that are followed, by verdict, owner, deadline or plan."""
    made = _board(request)
    by = request.GET.get("by", "owner")
    by = by if by in delivery.GROUPS else "owner"
    language = current()
    context = {
        "tiles": delivery.tiles(made),
        "groups": delivery.groups(made, by),
        "by": by,
        "axes": [(key, value[0]) for key, value in delivery.GROUPS.items()],
        "lines": [delivery.line_view(one, language) for one in made.lines[:_SHOWN]],
        "total": len(made.lines),
        "is_filtered": any(
            request.GET.get(name) for name in ("plan", "owner", "year", "verdict", "province")
        ),
        "verdicts": [(one.value, delivery.VERDICTS[one]) for one in delivery.Verdict],
        "today": today(),
    }
    return render(request, "pages/board.html", context)


@needs(Right.READ_TARGETS)
@require_GET
def warnings(request: HttpRequest) -> HttpResponse:
    """Show what needs somebody, gravest first."""
    found, total = delivery.warnings(_board(request), current(), _SHOWN)
    return render(request, "pages/warnings.html", {"found": found, "total": total})


@needs(Right.READ_TARGETS)
@require_GET
def show(request: HttpRequest, identity: str) -> HttpResponse:
    """Show one target with everything that was ever said of it."""
    return render(request, "pages/target.html", _context(identity))


def _context(identity: str) -> dict[str, Any]:
    line, history = delivery.line(identity, today())
    return {
        "line": line,
        "view": delivery.line_view(line, current()),
        "stages": delivery.stage_rows(line, current()),
        "history": history,
        "plan": delivery.plan_of(line),
        "promises": delivery.promises(line),
        "today": today(),
    }


def _refused(request: HttpRequest, identity: str, error: FindingsError) -> HttpResponse:
    context = {**_context(identity), "refused": error.findings, "given": request.POST}
    return render(request, "pages/target.html", context, status=422)


@needs(Right.OBSERVE_TARGETS)
@require_POST
def observe(request: HttpRequest, identity: str) -> HttpResponse:
    """Record one observation with its evidence."""
    delivery.line(identity, today())
    values = {name: request.POST.get(name, "")[:500] for name in ("on", "value", "unit", "source", "note")}
    file = request.FILES.get("evidence")
    try:
        delivery.observe(
            identity,
            values,
            today(),
            person_of(request).name,
            evidence=(file.name or "evidence", file.read()) if file else None,
        )
    except FindingsError as error:
        return _refused(request, identity, error)
    return redirect("target", identity)


@needs(Right.PLAN_TARGETS)
@require_POST
def assign(request: HttpRequest, identity: str) -> HttpResponse:
    """Settle owner and baseline of a target."""
    delivery.line(identity, today())
    values = {
        name: request.POST.get(name, "")[:500] for name in ("owner", "baseline", "baseline_on", "binding")
    }
    try:
        delivery.assign(identity, values, person_of(request).name)
    except FindingsError as error:
        return _refused(request, identity, error)
    return redirect("target", identity)


@needs(Right.PLAN_TARGETS)
@require_POST
def follow(request: HttpRequest, plan: int) -> HttpResponse:
    """Take up the targets of a plan."""
    version = shelf().plan(plan)
    count = delivery.follow([version], person_of(request).name)
    messages.info(request, say(_FOLLOWED, count=count) if count else say(_NOTHING))
    shown = urlencode({"plan": delivery.followed_name(plan)})
    return redirect(f"/targets/?{shown}" if count else f"/plans/{plan}/targets/")


@needs(Right.OBSERVE_TARGETS)
@require_POST
def table(request: HttpRequest) -> HttpResponse:
    """Record a table of observations, whole or not at all."""
    file = request.FILES.get("file")
    if file is None:
        raise Http404
    count = delivery.take_table(file.name or "table.csv", file.read(), today(), person_of(request).name)
    messages.info(request, say(_TAKEN, count=count))
    return redirect("board")


@needs(Right.READ_TARGETS)
@require_GET
def report(request: HttpRequest, form: str) -> HttpResponse:
    """Give the delivery report as a file."""
    if form not in {"docx", "xlsx", "html", "json"}:
        raise Http404
    data = delivery.report(form, today(), current())
    note(person_of(request).name, "report.downloaded", "delivery", format=form)
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"liance-delivery-{today()}.{form}") or ""
    )
    return answer
