"""Scenario supply: the yearly list, open calls step by step, matching with suppliers, the case library, files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from liance.core.errors import FindingsError, LianceError
from liance.web.language import current
from liance.web.middleware import needs, person_of
from liance.web.permissions import Right
from liance.workbench import calls
from liance.workbench.serving import NotInStoreError, today

#: Which steps a call may take, by its state.
_STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "listed": ("opened", "withdrawn"),
    "open": ("applied", "closed", "withdrawn"),
    "closed": ("rated", "selected"),
    "awarded": ("resulted",),
}
#: Lines of a field that holds several.
_MOST_LINES: Final = 200


@needs(Right.READ_TARGETS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the scenarios and calls."""
    year = request.GET.get("year", "")
    kept = calls.kept_calls(int(year) if year.isdecimal() and len(year) == 4 else None)
    rows = [(calls.call_screen_row(number, call, current()), call) for number, call in sorted(kept.items())]
    return render(request, "drafting/calls.html", {"rows": rows, "year": year, "tab": "calls"})


@needs(Right.READ_TARGETS)
@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Show one call: demand, conditions, applicants with their standing, history, and the next steps."""
    return _page(request, number)


def _page(request: HttpRequest, number: str, refused: str = "", status: int = 200) -> HttpResponse:
    call = calls.one_call(number)
    context = {
        "number": number,
        "call": call,
        "row": calls.call_screen_row(number, call, current()),
        "standings": list(zip(call.standings(), calls.standing_rows(call, current()), strict=True)),
        "events": calls.event_rows(number, current()),
        "steps": _STEPS.get(call.state.value, ()),
        "refused": refused,
        "given": request.POST,
        "today": today(),
        "tab": "calls",
    }
    return render(request, "drafting/call.html", context, status=status)


@needs(Right.PLAN_TARGETS)
@require_POST
def act(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Record one step of a call; what the rules forbid is told on its page."""
    if step not in {name for names in _STEPS.values() for name in names}:
        raise Http404
    try:
        calls.act(number, step, person_of(request).name, on=today(), **_fields(step, request))
    except NotInStoreError:
        raise
    except LianceError as error:
        return _page(request, number, error.message(current()), status=422)
    return redirect(f"/calls/{number}/")


def _texts(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(values[-1])) for name, values in request.POST.lists() if values]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:_MOST_LINES]


def _pairs(text: str) -> dict[str, str]:
    """Read lines such as ``技术方案=60``; whether they are numbers is for the step to say."""
    made = {}
    for line in _lines(text):
        name, _, value = line.replace("＝", "=").rpartition("=")
        made[name.strip()] = value.strip()
    return made


def _fields(step: str, request: HttpRequest) -> dict[str, Any]:
    form = request.POST
    if step == "opened":
        return {"until": form.get("until", ""), "criteria": _pairs(form.get("criteria", ""))}
    if step == "applied":
        meets = {
            name.removeprefix("meets-"): value.strip()
            for name, value in _texts(request)
            if name.startswith("meets-") and value.strip()
        }
        return {"name": form.get("name", "").strip(), "meets": meets, "offer": form.get("offer", "").strip()}
    if step == "rated":
        scores = {
            name.removeprefix("score-"): value.strip()
            for name, value in _texts(request)
            if name.startswith("score-") and value.strip()
        }
        return {"name": form.get("name", ""), "judge": form.get("judge", "").strip(), "scores": scores}
    if step == "selected":
        return {"names": form.getlist("names"), "reason": form.get("reason", "").strip()}
    if step == "resulted":
        return {
            "accepted": form.get("accepted") == "yes",
            "facts": form.get("facts", "").strip(),
            "source": form.get("source", "").strip(),
            "materials": _lines(form.get("materials", "")),
        }
    if step == "withdrawn":
        return {"reason": form.get("reason", "").strip()}
    return {}


@needs(Right.READ_TARGETS)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Show the case library."""
    return render(request, "drafting/cases.html", {"rows": calls.case_rows(), "tab": "cases"})


@needs(Right.PLAN_TARGETS)
@require_POST
def match(request: HttpRequest) -> HttpResponse:
    """Match a table of suppliers with the demands that have no solver yet."""
    file = request.FILES.get("file")
    context: dict[str, Any] = {"tab": "calls", "source": file.name if file else ""}
    try:
        name, data = (file.name or "suppliers.csv", file.read()) if file else ("suppliers.csv", b"")
        found, context["findings"] = calls.match_table(name, data)
    except FindingsError as error:
        context |= {"refused": error.message(current()).splitlines()[0], "findings": error.findings}
        return render(request, "drafting/matches.html", context, status=422)
    context["rows"] = [calls.match_row(one, current()) for one in found]
    return render(request, "drafting/matches.html", context)


@needs(Right.READ_TARGETS)
@require_GET
def export(request: HttpRequest, name: str) -> HttpResponse:
    """Give the list, or the cases, as a file."""
    files = calls.export_texts(current())
    if name not in files:
        raise Http404
    answer = HttpResponse(files[name], content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename={name}"
    return answer
