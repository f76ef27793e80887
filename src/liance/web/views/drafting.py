"""Draft projects: from a region's figures to gaps, diagnosis, scenarios, targets, layout, draft and its versions."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liance.core.errors import FindingsError, LianceError
from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.web.language import current, say
from liance.web.middleware import needs, person_of
from liance.web.office import shelf
from liance.web.permissions import Right
from liance.workbench import draft_pages as pages
from liance.workbench import draft_rows
from liance.workbench.calls import publish_text
from liance.workbench.draft_projects import DraftDesk, Opened
from liance.workbench.serving import note, today
from liance.workbench.shelf import shared_library

_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Where each form stands, so that a person returns to it.
_PAGES: Final = {
    "basics": "texts",
    "aims": "texts",
    "principles": "texts",
    "tasks": "texts",
    "supply": "texts",
    "safeguards": "texts",
    "targets": "targets",
    "weights": "scenarios",
    "pairwise": "scenarios",
    "scenarios": "scenarios",
    "places": "layout",
    "layout": "layout",
}
_SAVED: Final = Text(zh="已保存", en="Saved")
_KEPT: Final = Text(zh="已存为第 {number} 版", en="Kept as version {number}")
_LISTED: Final = Text(
    zh="已列入清单 {count} 项，其余早已在清单中或不完整",
    en="{count} put on the list; the others are on it or incomplete",
)
_NO_FILE: Final = Text(zh="没有收到文件，请重新选择", en="no file arrived; choose it again")
#: Findings that a page shows at most.
_SHOWN: Final = 60


@cache
def desk() -> DraftDesk:
    """Return the draft projects of this server."""
    return DraftDesk(shelf())


def _common(opened: Opened, tab: str) -> dict[str, Any]:
    return {
        "opened": opened,
        "project": opened.project,
        "sheet": opened.sheet,
        "tab": tab,
        "base": f"/drafts/projects/{opened.project.id}/",
        "is_workable": opened.studied.workings is not None,
        "labels": [
            (key, opened.studied.material.book.label(key, current()))
            for key in opened.studied.material.book.entries
        ],
    }


def _of(findings: tuple[Finding, ...], *families: str) -> list[Finding]:
    """Return the findings of some families that are more than notes, worst first."""
    order = {"error": 0, "warning": 1, "info": 2}
    found = [one for one in findings if one.code.split(".")[0] in families]
    return sorted(found, key=lambda one: order[one.severity.value])[:_SHOWN]


@needs(Right.USE_DRAFTS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the office's draft projects."""
    return render(request, "drafting/projects.html", {"projects": desk().projects(), "year": today().year})


@needs(Right.USE_DRAFTS)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Begin a project: from a few fields, from a worksheet file, or from the shipped example."""
    actor, form = person_of(request).name, request.POST
    file = request.FILES.get("file")
    try:
        if "example" in form:
            kept = desk().add_example(actor)
        elif file is not None:
            kept = desk().add_file(file.read(), actor)
        else:
            region, subject, start, end = (
                form.get(name, "") for name in ("region", "subject", "start", "end")
            )
            kept = desk().add(region, subject, start, end, actor)
    except LianceError as error:
        context = {
            "projects": desk().projects(),
            "year": today().year,
            "refused": error.message(current()).splitlines()[0],
            "findings": error.findings if isinstance(error, FindingsError) else (),
            "given": form,
        }
        return render(request, "drafting/projects.html", context, status=422)
    return redirect(f"/drafts/projects/{kept.id}/")


@needs(Right.USE_DRAFTS)
@require_GET
def profile(request: HttpRequest, number: int) -> HttpResponse:
    """Show the tables, the own figures, the peers with their reasons, and the gaps."""
    opened = desk().open(number)
    context = _common(opened, "profile")
    others = {"diagnosis", "choice", "ahp", "staging", "layout"}
    families = {one.code.split(".")[0] for one in opened.findings} - others
    context["findings"] = _of(opened.findings, *families)
    workings = opened.studied.workings
    if workings is not None:
        context |= {
            "own": draft_rows.profile_rows(workings.own, opened.studied.material.book, current()),
            "peers": draft_rows.peer_rows(opened.studied, current()),
            "gaps": pages.gap_views(opened, current()),
        }
    return render(request, "drafting/profile.html", context)


@needs(Right.USE_DRAFTS)
@require_POST
def table(request: HttpRequest, number: int) -> HttpResponse:
    """Take a table of figures."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, say(_NO_FILE), extra_tags="bad")
    else:
        desk().put_table(number, file.name or "table.csv", file.read(), person_of(request).name)
    return redirect(f"/drafts/projects/{number}/")


@needs(Right.USE_DRAFTS)
@require_POST
def drop_table(request: HttpRequest, number: int) -> HttpResponse:
    """Take a table away."""
    desk().drop_table(number, request.POST.get("name", "")[:200], person_of(request).name)
    return redirect(f"/drafts/projects/{number}/")


@needs(Right.USE_DRAFTS)
@require_GET
def diagnosis(request: HttpRequest, number: int) -> HttpResponse:
    """Show the shortcomings with the figures and passages they rest on."""
    opened = desk().open(number)
    context = _common(opened, "diagnosis")
    context["findings"] = _of(opened.findings, "diagnosis")
    if opened.studied.workings is not None:
        context["sides"] = pages.diagnosis_views(opened, current())
    return render(request, "drafting/diagnosis.html", context)


@needs(Right.USE_DRAFTS)
@require_GET
def scenarios(request: HttpRequest, number: int) -> HttpResponse:
    """Show the ranking, weights, judges and steadiness, with the forms that change them."""
    opened = desk().open(number)
    context = _common(opened, "scenarios")
    context["findings"] = _of(opened.findings, "choice", "ahp")
    workings = opened.studied.workings
    if workings is not None:
        weighting = workings.choice.weighting
        context |= {
            "scenarios": pages.scenario_views(opened, current()),
            "weights": pages.weight_views(opened, current()),
            "manner": draft_rows.manner_word(weighting.manner, current()),
            "group_ratio": pages.ratio_of(weighting.group),
            "steadiness": pages.steadiness_views(opened, current()),
            "judges": pages.judge_views(opened, current()),
            "pair_choices": pages.pair_choices(current()),
            "scores": range(5),
        }
    return render(request, "drafting/scenarios.html", context)


@needs(Right.USE_DRAFTS)
@require_GET
def targets(request: HttpRequest, number: int) -> HttpResponse:
    """Show the staged targets with the growth they need, and the form that sets them."""
    opened = desk().open(number)
    context = _common(opened, "targets")
    context["findings"] = _of(opened.findings, "staging")
    if opened.studied.workings is not None:
        rules = [(key, text.render(current())) for key, text in pages.RULES.items() if key != "given"]
        context |= {"targets": pages.target_views(opened, current()), "rules": rules}
    context["fills"] = [*opened.sheet.targets, None, None]
    context["keys"] = {
        one.indicator: opened.studied.material.book.key(one.indicator) or one.indicator
        for one in opened.sheet.targets
    }
    return render(request, "drafting/targets.html", context)


@needs(Right.USE_DRAFTS)
@require_GET
def layout(request: HttpRequest, number: int) -> HttpResponse:
    """Show the layout on the tile map with its reasons, and the forms that set it."""
    opened = desk().open(number)
    context = _common(opened, "layout")
    context["findings"] = _of(opened.findings, "layout")
    if opened.studied.workings is not None:
        context["formula"], context["layout_parts"] = draft_rows.layout_rows(opened.studied, current())
        context["has_map"] = bool(opened.studied.workings.layout.tiles)
    context["own_codes"] = {place.code for place in opened.sheet.places}
    context["layout_fills"] = [*opened.sheet.layout, None]
    context["place_fills"] = [*opened.sheet.places, None, None, None]
    return render(request, "drafting/layout.html", context)


@needs(Right.USE_DRAFTS)
@require_GET
def figure(request: HttpRequest, number: int) -> HttpResponse:
    """Give the layout's map as an ECharts option."""
    opened = desk().open(number)
    made = pages.layout_drawing(opened, current()) if opened.studied.workings is not None else None
    return JsonResponse({"figures": [made] if made else []})


@needs(Right.USE_DRAFTS)
@require_GET
def texts(request: HttpRequest, number: int) -> HttpResponse:
    """Show the forms for what people write: aims, principles, tasks, safeguards, the yearly list."""
    opened = desk().open(number)
    names = pages.item_names(opened, current())
    items = [item.id for item in opened.studied.pack.rubric.items if item.section != "goal"]
    context = _common(opened, "texts") | {
        "tasks": [(item, names[item], [*opened.sheet.tasks.get(item, ()), None]) for item in items],
        "stages": [*opened.sheet.stages, None],
        "principles": [*opened.sheet.principles, None],
        "safeguards": [*opened.sheet.safeguards, None],
        "supply": [*opened.sheet.supply, None],
        "candidates": [
            (one.id, pages.name_in(one.name, current()))
            for one in opened.studied.material.candidates.candidates
        ],
        "findings": [one for one in opened.findings if one.code.startswith("draft.supply")][:_SHOWN],
    }
    return render(request, "drafting/texts.html", context)


@needs(Right.USE_DRAFTS)
@require_POST
def fill(request: HttpRequest, number: int, part: str) -> HttpResponse:
    """Save one part of the worksheet from its form."""
    if part not in _PAGES:
        raise Http404
    form = request.POST
    fields = [(name, value) for name, values in form.lists() for value in values]
    try:
        desk().fill(number, part, fields, _revision(form.get("revision", "")), person_of(request).name)
    except FindingsError as error:
        context = {"project": desk().project(number), "refused": error, "back": _PAGES[part]}
        return render(request, "drafting/refused.html", context, status=422)
    messages.success(request, say(_SAVED), extra_tags="good")
    return redirect(f"/drafts/projects/{number}/{_PAGES[part]}/")


def _revision(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 10 else 0


@needs(Right.USE_DRAFTS)
@require_GET
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Show the draft's scores beside the peers', its blanks and findings, and its versions compared."""
    opened = desk().open(number)
    result = opened.result
    context = _common(opened, "draft")
    if result is not None:
        language = current()
        versions = desk().versions(opened)
        numbers = {one.number for one in versions}
        old = _revision(request.GET.get("old", ""))
        new = _revision(request.GET.get("new", ""))
        old = old if old in numbers else (versions[-1].number if versions else 0)
        context |= {
            "result": result,
            "scores": [
                (*row, int(row[1]) if row[1].isdecimal() else None) for row in result.score_rows(language)
            ],
            "blanks": [piece.comment for piece in result.draft.blanks],
            "findings": [one for one in result.findings if one.severity.value != "info"][:_SHOWN],
            "versions": versions,
            "old": old,
            "new": new if new in numbers else 0,
        }
        if old:
            changes = desk().changes(opened, old, new if new in numbers else None)
            if changes is not None:
                context |= {
                    "changes": changes,
                    "change_rows": draft_rows.change_rows(changes, shared_library(), language),
                }
    return render(request, "drafting/draft.html", context)


@needs(Right.USE_DRAFTS)
@require_GET
def download(request: HttpRequest, number: int) -> HttpResponse:
    """Give the draft as Word."""
    opened = desk().open(number)
    if opened.result is None:
        raise Http404
    note(person_of(request).name, "drafting.downloaded", f"drafting:{number}")
    answer = HttpResponse(opened.result.docx, content_type=_DOCX)
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"{opened.result.draft.title[:80]}.docx") or "attachment"
    )
    return answer


@needs(Right.USE_DRAFTS)
@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the draft as a version."""
    opened = desk().open(number)
    kept = desk().keep(opened, person_of(request).name)
    messages.success(request, say(_KEPT, number=kept), extra_tags="good")
    return redirect(f"/drafts/projects/{number}/draft/")


@needs(Right.USE_DRAFTS)
@require_http_methods(["GET", "POST"])
def worksheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show the worksheet as the file it is, and save what was written."""
    kept = desk().project(number)
    context: dict[str, Any] = {
        "project": kept,
        "tab": "worksheet",
        "base": f"/drafts/projects/{number}/",
        "text": kept.worksheet,
    }
    if request.method == "POST":
        context["text"] = request.POST.get("text", "")
        try:
            desk().save(
                number,
                context["text"],
                _revision(request.POST.get("revision", "")),
                person_of(request).name,
            )
        except LianceError as error:
            context["refused"] = error.message(current()).splitlines()[0]
            context["findings"] = error.findings if isinstance(error, FindingsError) else ()
            return render(request, "drafting/worksheet.html", context, status=422)
        messages.success(request, say(_SAVED), extra_tags="good")
        return redirect(f"/drafts/projects/{number}/worksheet/")
    return render(request, "drafting/worksheet.html", context)


@needs(Right.USE_DRAFTS)
@require_GET
def worksheet_file(request: HttpRequest, number: int) -> HttpResponse:
    """Give the worksheet as a file, for the command line."""
    answer = HttpResponse(desk().project(number).worksheet, content_type="application/octet-stream")
    answer["Content-Disposition"] = "attachment; filename=worksheet.yaml"
    return answer


@needs(Right.PLAN_TARGETS)
@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Put the worksheet's yearly list into the scenario supply."""
    kept = desk().project(number)
    made, findings = publish_text(kept.name, kept.worksheet, today(), person_of(request).name)
    messages.success(request, say(_LISTED, count=len(made)), extra_tags="good" if made else "warn")
    language = current()
    for finding in findings[:10]:
        stop = "。" if language is Language.ZH else ". "
        text = f"{finding.message(language)}{stop}{finding.advice(language)}"
        messages.info(request, text, extra_tags="warn")
    return redirect("/calls/")


@needs(Right.USE_DRAFTS)
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a project away."""
    desk().remove(number, person_of(request).name)
    return redirect("/drafts/projects/")
