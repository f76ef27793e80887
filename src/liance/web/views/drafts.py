"""The draft desk: write or paste a draft, see its scorecard at once, and what the next level asks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from liance.core.errors import LianceError
from liance.core.language import Language
from liance.web.language import current
from liance.web.middleware import needs, person_of
from liance.web.office import shelf
from liance.web.permissions import Right
from liance.web.views.plans import shelf_rubrics
from liance.workbench import desk
from liance.workbench.intake import read_upload
from liance.workbench.linting import criterion_text, level_text, with_subject
from liance.workbench.serving import note


def _known(rubric: str) -> str:
    names = [pack.id for pack in shelf_rubrics()]
    return rubric if rubric in names else names[0]


def advice_context(text: str, rubric: str, subject: str) -> dict[str, Any]:
    """Return what the advice beside a draft shows."""
    language = current()
    advised = desk.advise_text(shelf(), text, rubric=rubric, subject=subject)
    name = advised.plan.subject.name
    rows = []
    for advice in advised.advices:
        item = advice.item
        rows.append(
            {
                "id": item.id,
                "name": item.name if language is Language.ZH else item.name_en,
                "score": advice.rating.score,
                "state": advice.rating.state.value,
                "next": advice.following.level if advice.following else None,
                "text": level_text(advice.following, name, language) if advice.following else "",
                "asks": [criterion_text(one, name, language) for one in advice.asks],
                "example": with_subject(advice.example, name, language) if advice.example else "",
                "counter": with_subject(advice.counter, name, language) if advice.counter else "",
                "evidence": [
                    (piece.span.start, " ".join(piece.quote.split()))
                    for piece in advice.rating.best_evidence()[:4]
                ],
            }
        )
    count, gaps = desk.target_gaps(advised.plan)
    return {
        "rows": rows,
        "subject_found": name,
        "aggregates": advised.plan.scorecard.aggregates[-2:],
        "targets": count,
        "gaps": [(gap, [desk.LACKS[one] for one in gap.lacks]) for gap in gaps[:40]],
        "gap_count": len(gaps),
        "is_plan": bool(advised.plan.outline.headings),
        "is_empty": not text.strip(),
        "findings": [one for one in advised.plan.findings if one.severity.value != "info"][:10],
    }


@needs(Right.USE_DRAFTS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List one's own drafts."""
    context = {"drafts": desk.drafts(person_of(request).name), "rubrics": shelf_rubrics()}
    return render(request, "pages/drafts.html", context)


@needs(Right.USE_DRAFTS)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Begin a draft: empty, pasted, or from a file."""
    text = request.POST.get("text", "")
    title = request.POST.get("title", "")
    file = request.FILES.get("file")
    if file is not None:
        document, _ = read_upload(file.name or "draft", file.read())
        text = document.text
        title = title or document.metadata.title or document.source
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    title = title.strip() or first[:80] or ("未命名草稿" if current() is Language.ZH else "Untitled draft")
    kept = desk.add_draft(
        person_of(request).name,
        title,
        text,
        request.POST.get("subject", ""),
        _known(request.POST.get("rubric", "")),
    )
    return redirect(f"/drafts/{kept.id}/")


@needs(Right.USE_DRAFTS)
@require_GET
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Open a draft with its advice."""
    kept = desk.draft(person_of(request).name, number)
    context = {
        "draft": kept,
        "rubrics": shelf_rubrics(),
        **advice_context(kept.text, _known(kept.rubric), kept.subject),
    }
    return render(request, "pages/draft.html", context)


@needs(Right.USE_DRAFTS)
@require_POST
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Save what was written and show its advice; a draft saved from another window is not overwritten."""
    form = request.POST
    revision = form.get("revision", "")
    rubric = _known(form.get("rubric", ""))
    try:
        kept = desk.save_draft(
            person_of(request).name,
            number,
            title=form.get("title", ""),
            text=form.get("text", ""),
            subject=form.get("subject", ""),
            rubric=rubric,
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
        )
    except LianceError as error:
        from liance.web.views.errors import failed

        return failed(request, error)
    if not getattr(request, "htmx", False):
        return redirect(f"/drafts/{number}/")
    context = {"draft": kept, **advice_context(kept.text, rubric, kept.subject)}
    return render(request, "parts/advice.html", context)


@needs(Right.USE_DRAFTS)
@require_GET
def peers(request: HttpRequest, number: int) -> HttpResponse:
    """Show how stored plans write what the draft lacks."""
    kept = desk.draft(person_of(request).name, number)
    level = request.GET.get("level", "")
    found = desk.peers(
        shelf(),
        request.GET.get("item", "")[:64],
        _known(kept.rubric),
        least=int(level) if level.isdecimal() and len(level) == 1 else 3,
        subject=kept.subject,
    )
    return render(
        request,
        "parts/peers.html",
        {"peers": found, "item": request.GET.get("item", "")[:64], "rubric_id": _known(kept.rubric)},
    )


@needs(Right.USE_DRAFTS)
@require_GET
def export(request: HttpRequest, number: int) -> HttpResponse:
    """Give a draft as Word with the advice in its margin."""
    person = person_of(request).name
    kept = desk.draft(person, number)
    advised = desk.advise_text(shelf(), kept.text, rubric=_known(kept.rubric), subject=kept.subject)
    data = desk.draft_docx(kept, advised, person, current())
    note(person, "draft.exported", f"draft:{number}")
    answer = HttpResponse(
        data, content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"{kept.title[:80]}.docx") or "attachment"
    )
    return answer


@needs(Right.USE_DRAFTS)
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a draft away."""
    desk.remove_draft(person_of(request).name, number)
    return redirect("/drafts/")
