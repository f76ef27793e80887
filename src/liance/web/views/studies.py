"""Studies as their members see them: rate alone, take packets, seal; after the reveal discuss, vote, read results.

Nothing here decides who may see what: every page asks a function of ``workbench.studies`` as the person who is signed
in, and the store behind it opens others' cells only after their stage.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from liance.core.errors import LianceError
from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.web.language import current, say
from liance.web.middleware import needs, person_of
from liance.web.permissions import Right
from liance.web.views.errors import status_of
from liance.web.views.plans import shelf_rubrics
from liance.workbench.linting import criterion_text, level_text
from liance.workbench.reading import quoted_pieces
from liance.workbench.studies import discussing, leading, rating, reporting
from liance.workbench.studies.leading import Role, Stage

#: Disagreements on one page of the queue.
QUEUE_ROWS: Final = 50
#: Lines of the log on its page.
LOG_ROWS: Final = 500
_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
}
_OPEN: Final = (Stage.CALIBRATION, Stage.BLIND)
_AFTER: Final = (Stage.REVEALED, Stage.CONSENSUS, Stage.CLOSED)
_SEALED: Final = Text(
    zh="已封存 {count} 格。封存之后谁也不能再改，包括您自己",
    en="{count} cells sealed; from now on nobody can change them, not even you",
)
_IMPORTED: Final = Text(
    zh="采用 {taken} 格，未变 {unchanged} 格，尚未填 {empty} 格",
    en="{taken} cells taken, {unchanged} unchanged, {empty} still empty",
)
_NO_FILE: Final = Text(zh="没有收到文件，请重新选择", en="no file arrived; choose it again")
_NOT_TAKEN: Final = Text(zh="没有采用：{why}", en="not taken: {why}")
_VOTED: Final = Text(zh="已改投新票；原来的独立评分不变", en="the vote is cast; the blind score stays")
_COMMENTED: Final = Text(zh="意见已提交，编号 {number}", en="the comment was taken, number {number}")


def told(request: HttpRequest, findings: Iterable[Finding]) -> None:
    """Show findings at the head of the next page."""
    language = current()
    stop = "。" if language is Language.ZH else ". "
    for one in findings:
        text = f"{one.message(language)}{stop}{one.advice(language)}"
        level = {"error": messages.ERROR, "warning": messages.WARNING}.get(one.severity.value, messages.INFO)
        messages.add_message(request, level, text, extra_tags="bad" if level == messages.ERROR else "warn")


def done(request: HttpRequest, text: Text, **fields: object) -> None:
    """Say at the head of the next page what was done."""
    messages.success(request, say(text, **fields), extra_tags="good")


def to(name: str, *names: object) -> HttpResponse:
    """Go on to a page of the study."""
    return redirect(reverse(name, args=names))


def item_name(item: Any) -> str:
    """Return the name of a rubric's item in the language of the page."""
    name: str = item.name if current() is Language.ZH else item.name_en
    return name


def most_of(item: Any) -> int:
    """Return the highest level of an item."""
    most: int = max(level.level for level in item.levels)
    return most


def level_choices(item: Any) -> list[tuple[str, str]]:
    """Return what can be chosen as a level, with its words."""
    words = [(str(number), str(number)) for number in range(most_of(item) + 1)]
    states = [
        (state.value, say(text))
        for state, text in leading.STATES.items()
        if state.value in ("cannot_judge", "section_missing")
    ]
    return words + states


def entry_from(form: Mapping[str, Any], lists: Any) -> rating.Entry:
    """Read a cell's form: quotes stand one on a line."""
    quotes = [line.strip() for line in str(form.get("quotes", "")).splitlines()]
    return entry_from_lists(
        str(form.get("level", "")),
        lists("criteria"),
        [line for line in quotes if line],
        str(form.get("confidence", "")),
        str(form.get("reason", "")),
    )


def entry_from_lists(
    level: str, criteria: Iterable[str], quotes: Iterable[str], confidence: str, reason: str
) -> rating.Entry:
    """Return what a rater entered, criteria and quotes given apart."""
    return rating.Entry(
        level=level,
        criteria=" ".join(criteria),
        quotes=tuple(quotes),
        confidence=confidence,
        reason=reason,
    )


def chosen_level(level: str, why: str) -> rating.Entry:
    """Return what a vote or a decision says; the reason belongs to the score itself only where nothing was scored."""
    return rating.Entry(level=level, reason="" if level.isdecimal() else why)


def own_plans(view: leading.StudyView, name: str) -> list[Any]:
    """Return the plans that a rater rates in the present stage."""
    practice = view.stage is Stage.CALIBRATION
    return [
        plan
        for plan in view.plans
        if plan.calibration is practice and name in view.assignment.get(plan.key, ())
    ]


def download(data: bytes, name: str, form: str) -> HttpResponse:
    """Return a file that the browser saves and never shows."""
    answer = HttpResponse(data, content_type=_TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}") or "attachment"
    return answer


@needs(Right.JOIN_STUDIES)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the studies in which one is a member."""
    found = leading.studies_of(person_of(request).name)
    rows = [
        {
            "study": one,
            "stage": leading.STAGES[one.stage],
            "roles": [leading.ROLES[role] for role in one.roles],
            "raters": sum(member.role.rates and not member.withdrawn for member in one.members),
        }
        for one in found
    ]
    return render(request, "studies/index.html", {"rows": rows, "rubrics": shelf_rubrics()})


def frame(view: leading.StudyView, tab: str) -> dict[str, Any]:
    """Return what every page of a study shows: its name, stage, roles and tabs."""
    has_practice = any(plan.calibration for plan in view.plans)
    stages = [stage for stage in Stage if stage is not Stage.CALIBRATION or has_practice]
    order = list(Stage)
    return {
        "study": view,
        "tab": tab,
        "stage_word": leading.STAGES[view.stage],
        "stages": [
            (leading.STAGES[stage], stage is view.stage, order.index(stage) < order.index(view.stage))
            for stage in stages
        ],
        "is_chair": Role.CHAIR in view.roles,
        "is_expert": Role.EXPERT in view.roles,
        "is_issuer": Role.ISSUER in view.roles,
        "is_insider": bool({Role.CHAIR, Role.EXPERT} & set(view.roles)),
        "is_open": view.stage in _OPEN,
        "is_after": view.stage in _AFTER,
        "has_consensus": view.stage in (Stage.CONSENSUS, Stage.CLOSED),
        "is_setup": view.stage is Stage.SETUP,
        "is_blind": view.stage is Stage.BLIND,
        "is_revealed": view.stage is Stage.REVEALED,
        "is_consensus": view.stage is Stage.CONSENSUS,
    }


@needs(Right.JOIN_STUDIES)
@require_GET
def home(request: HttpRequest, study: str) -> HttpResponse:
    """Show where a study stands and what is to be done next by whoever asks."""
    name = person_of(request).name
    status = leading.study_status(study, actor=name)
    view = status.study
    context = frame(view, "home")
    if context["is_expert"]:
        filled = Counter(cell.plan for cell in rating.own_cells(study, actor=name))
        plans = own_plans(view, name)
        items = len(view.rubric.rubric.items)
        mine = next((one for one in status.progress if one.rater == name), None)
        context |= {
            "own": [(plan, filled[plan.key], items) for plan in plans],
            "filled": sum(filled[plan.key] for plan in plans),
            "cells": len(plans) * items,
            "is_sealed": mine is not None and mine.sealed_at is not None,
            "sealed_at": mine.sealed_at if mine else None,
            "forms": rating.PACKET_FORMS,
            "imports": rating.imports_of(study, actor=name)[-5:],
        }
    if context["is_chair"]:
        from liance.web.views.chairing import chair_context

        context |= chair_context(view, status, name)
    else:
        context["progress"] = [
            (one, leading.ROLES[one.role], 100 * one.filled // max(one.assigned, 1))
            for one in status.progress
        ]
    if context["is_insider"]:
        context["anchors"] = rating.anchors_of(study, actor=name)
    return render(request, "studies/home.html", context)


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines of a text with the offset (code points) at which each begins."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append((start, line))
        start += len(line) + 1
    return found


@needs(Right.RATE_BLIND)
@require_GET
def rate(request: HttpRequest, study: str, plan: str) -> HttpResponse:
    """Show a plan's text beside the rubric's items, with what one has entered oneself."""
    name = person_of(request).name
    given = rating.plan_to_rate(study, plan, actor=name)
    plans = own_plans(given.study, name)
    place = next(number for number, one in enumerate(plans) if one.key == plan)
    cards = []
    for number, item in enumerate(given.items, 1):
        cell = given.cells.get(item.id)
        entry = rating.entry_of(cell.judgement if cell else None, places=True)
        judgement = cell.judgement if cell else None
        marked = set(judgement.criteria) if judgement else set()
        chosen = ""
        if judgement is not None:
            chosen = judgement.state.value if judgement.score is None else str(judgement.score)
        cards.append(
            {
                "number": number,
                "item": item,
                "name": item_name(item),
                "cell": cell,
                "judgement": judgement,
                "revision": cell.revision if cell else 0,
                "levels": [
                    (level, [(one, one.id in marked) for one in level.criteria]) for level in item.levels
                ],
                "choices": [(value, word, value == chosen) for value, word in level_choices(item)],
                "confidences": [
                    (one.value, text, judgement is not None and judgement.confidence is one)
                    for one, text in leading.CONFIDENCES.items()
                ],
                "quotes": "\n".join(" ".join(quote.split()) for quote in entry.quotes),
                "reason": entry.reason,
            }
        )
    context = frame(given.study, "home") | {
        "plan": given,
        "cards": cards,
        "lines": _lines(given.text),
        "filled": len(given.cells),
        "before": plans[place - 1] if place else None,
        "after": plans[place + 1] if place + 1 < len(plans) else None,
        "place": place + 1,
        "plans_total": len(plans),
        "is_read_only": given.sealed or given.study.stage not in _OPEN,
        "most_quotes": rating.MAX_CELL_QUOTES,
    }
    return render(request, "studies/rate.html", context)


@needs(Right.RATE_BLIND)
@require_POST
def save(request: HttpRequest, study: str, plan: str, item: str) -> HttpResponse:
    """Keep one's own cell. A program is answered in JSON, a form with the page."""
    name, form = person_of(request).name, request.POST
    base = form.get("base", "")
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        judgement, findings = rating.rate_cell(
            study,
            plan,
            item,
            entry_from(form, form.getlist),
            base=int(base) if base.isdecimal() and len(base) < 9 else None,
            actor=name,
        )
    except LianceError as error:
        if not wants_json:
            raise
        return JsonResponse({"error": error.message(current())}, status=status_of(error))
    if not wants_json:
        told(request, findings)
        return redirect(f"{reverse('study-rate', args=(study, plan))}#item-{item}")
    kept = rating.plan_to_rate(study, plan, actor=name).cells
    here = kept.get(item)
    body = {
        "saved": judgement is not None,
        "revision": here.revision if here else 0,
        "score": "" if judgement is None else leading.verdict_words(judgement, current()),
        "filled": len(kept),
        "findings": [
            {
                "severity": one.severity.value,
                "message": one.message(current()),
                "advice": one.advice(current()),
            }
            for one in findings
        ],
    }
    return JsonResponse(body, status=200 if judgement is not None else 422)


@needs(Right.RATE_BLIND)
@require_POST
def seal(request: HttpRequest, study: str) -> HttpResponse:
    """Seal one's own blind cells."""
    made = rating.seal_cells(study, actor=person_of(request).name)
    done(request, _SEALED, count=len(made.commitments))
    return to("study", study)


@needs(Right.JOIN_STUDIES)
@require_GET
def packet(request: HttpRequest, study: str, form: str) -> HttpResponse:
    """Give a packet to take away: one's own, or as chair a blank one for an expert."""
    if form not in rating.PACKET_FORMS:
        raise Http404
    name = person_of(request).name
    rater = request.GET.get("rater") or None
    data = rating.make_packet(study, form, current(), rater=rater, actor=name)
    return download(data, f"{study}-{rater or name}", form)


@needs(Right.RATE_BLIND)
@require_POST
def take_in(request: HttpRequest, study: str) -> HttpResponse:
    """Take in a packet that was filled in elsewhere."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, say(_NO_FILE), extra_tags="bad")
        return to("study", study)
    imported = rating.import_packet(
        study, (file.name or "packet").replace("\0", ""), file.read(), actor=person_of(request).name
    )
    told(request, imported.findings)
    done(
        request,
        _IMPORTED,
        taken=len(imported.taken),
        unchanged=len(imported.unchanged),
        empty=imported.empty,
    )
    return to("study", study)


@needs(Right.JOIN_STUDIES)
@require_GET
def log(request: HttpRequest, study: str) -> HttpResponse:
    """Show who did and saw what when, newest first."""
    name = person_of(request).name
    view = leading.view_study(study, actor=name)
    entries = leading.study_log(study, limit=100_000, actor=name)[::-1]
    context = frame(view, "log") | {"rows": entries[:LOG_ROWS], "total": len(entries)}
    return render(request, "studies/log.html", context)


@needs(Right.JOIN_STUDIES)
@require_GET
def seals(request: HttpRequest, study: str) -> HttpResponse:
    """Give the seals' document, which is anchored outside: digests, no score."""
    return download(rating.seals_document(study, actor=person_of(request).name), f"{study}-seals", "json")


def _group_word(group: str | None) -> str:
    from liance.workbench.shelf import level_words

    return say(Text(zh="全部", en="all")) if group is None else level_words(current()).get(group, group)


_BANDS: Final = {
    "clear": Text(zh="清晰", en="clear"),
    "between": Text(zh="居中", en="between"),
    "vague": Text(zh="模糊", en="vague"),
}


@needs(Right.JOIN_STUDIES)
@require_GET
def queue(request: HttpRequest, study: str) -> HttpResponse:
    """List the cells on which people differ, gravest first, with the conclusions that hang on each."""
    name = person_of(request).name
    blind = request.GET.get("blind") == "yes"
    found = discussing.disagreements(study, blind=blind, actor=name)
    page = request.GET.get("page", "1")
    last = max(1, -(-len(found.disagreements) // QUEUE_ROWS))
    number = min(max(int(page), 1), last) if page.isdecimal() and len(page) < 7 else 1
    items = {item.id: item_name(item) for item in found.study.rubric.rubric.items}
    titles = {plan.key: plan.title for plan in found.study.plans}
    decided = set()
    if found.study.stage in (Stage.CONSENSUS, Stage.CLOSED):
        decided = {one.cell for one in discussing.consensus_of(study, actor=name)}
    first = (number - 1) * QUEUE_ROWS
    rows = [
        {
            "number": first + place,
            "one": one,
            "title": titles[one.cell.plan],
            "item": items[one.cell.item],
            "scores": [
                (rater, judgement, judgement.state.value) for rater, judgement in one.judgements.items()
            ],
            "machine": found.machine.get(one.cell),
            "conclusions": [
                (
                    items[conclusion.item],
                    _group_word(conclusion.group),
                    _BANDS[conclusion.low],
                    _BANDS[conclusion.high],
                )
                for conclusion in one.conclusions
            ],
            "decided": one.cell in decided,
        }
        for place, one in enumerate(found.disagreements[first : first + QUEUE_ROWS], 1)
    ]
    context = frame(found.study, "queue") | {
        "rows": rows,
        "total": len(found.disagreements),
        "cells": found.cells,
        "blind": blind,
        "number": number,
        "last": last,
        "has_machine": bool(found.machine),
        "decided_count": sum(one.cell in decided for one in found.disagreements),
    }
    return render(request, "studies/queue.html", context)


@needs(Right.JOIN_STUDIES)
@require_GET
def room(request: HttpRequest, study: str, plan: str, item: str) -> HttpResponse:
    """Show everything that was said of a cell, with the text; speak, vote, decide."""
    name = person_of(request).name
    found = discussing.cell_room(study, plan, item, actor=name)
    names = {one.id: criterion_text(one, "", current()) for one in found.item.criteria()}
    said = [
        {
            "rater": rater,
            "one": one,
            "judgement": one.judgement,
            "state": one.judgement.state.value,
            "confidence": leading.CONFIDENCES[one.judgement.confidence] if one.judgement.confidence else "",
            "criteria": [(identity, names.get(identity, "")) for identity in one.judgement.criteria],
            "is_machine": rater in found.machines,
        }
        for rater, one in found.blind.items()
    ]
    spans = {
        (quote.start, quote.end)
        for one in found.blind.values()
        for quote in one.judgement.quotes
        if quote.start is not None and quote.end is not None
    }
    queued = discussing.disagreements(study, actor=name).disagreements
    place = next((at for at, one in enumerate(queued) if one.cell == found.cell), None)
    context = frame(found.study, "queue") | {
        "room": found,
        "title": found.title,
        "item_name": item_name(found.item),
        "said": said,
        "votes": [
            (vote, leading.ERROR_CLASSES[vote.error_class], vote.judgement.state.value)
            for vote in found.votes
        ],
        "pieces": quoted_pieces(found.text, spans),
        "choices": level_choices(found.item),
        "levels": [(one.level, level_text(one, "", current())) for one in found.item.levels],
        "classes": [(one.value, text) for one, text in leading.ERROR_CLASSES.items()],
        "has_rated": name in found.blind,
        "next": queued[place + 1].cell if place is not None and place + 1 < len(queued) else None,
        "left": len(queued),
        "place": None if place is None else place + 1,
    }
    return render(request, "studies/room.html", context)


@needs(Right.JOIN_STUDIES)
@require_POST
def discuss(request: HttpRequest, study: str, plan: str, item: str) -> HttpResponse:
    """Add a remark to the discussion of a cell."""
    discussing.discuss_cell(study, plan, item, request.POST.get("text", ""), actor=person_of(request).name)
    return to("study-cell", study, plan, item)


@needs(Right.RATE_BLIND)
@require_POST
def vote(request: HttpRequest, study: str, plan: str, item: str) -> HttpResponse:
    """Cast a new vote with its reason and what went wrong before."""
    form = request.POST
    why = form.get("why", "")
    classes = {one.value: one for one in discussing.ErrorClass}
    if form.get("error_class") not in classes:
        raise Http404
    judgement, findings = discussing.cast_vote(
        study,
        plan,
        item,
        chosen_level(form.get("level", ""), why),
        reason=why,
        error_class=classes[form["error_class"]],
        actor=person_of(request).name,
    )
    told(request, findings)
    if judgement is not None:
        done(request, _VOTED)
    return to("study-cell", study, plan, item)


@needs(Right.JOIN_STUDIES)
@require_GET
def consensus(request: HttpRequest, study: str) -> HttpResponse:
    """Show the consensus by plan and item, with dissent, and the issuers' comments."""
    name = person_of(request).name
    view = leading.view_study(study, actor=name)
    decided = {one.cell: one for one in discussing.consensus_of(study, actor=name)}
    items = view.rubric.rubric.items
    rows = [
        (plan, [(item.id, decided.get(discussing.Cell(plan.key, item.id))) for item in items])
        for plan in view.plans
        if not plan.calibration
    ]
    context = frame(view, "consensus") | {
        "heads": [item_name(item) for item in items],
        "rows": [
            (plan, [(identity, one, one.judgement.state.value if one else "") for identity, one in cells])
            for plan, cells in rows
        ],
        "decided": len(decided),
        "dissents": [one for one in decided.values() if one.dissent],
        "items": [(item.id, item_name(item)) for item in items],
        "item_names": {item.id: item_name(item) for item in items},
        "comments": discussing.comments_of(study, actor=name),
    }
    return render(request, "studies/consensus.html", context)


@needs(Right.JOIN_STUDIES)
@require_POST
def comment(request: HttpRequest, study: str) -> HttpResponse:
    """Comment as issuer on the consensus."""
    form = request.POST
    number = discussing.comment_on_plan(
        study,
        form.get("plan", ""),
        form.get("item") or None,
        form.get("text", ""),
        actor=person_of(request).name,
    )
    done(request, _COMMENTED, number=number)
    return to("study-consensus", study)


@needs(Right.JOIN_STUDIES)
@require_GET
def results(request: HttpRequest, study: str) -> HttpResponse:
    """Show agreement before and after the discussion, and what changed; offer the report and all tables."""
    name = person_of(request).name
    made = reporting.study_report(study, actor=name)
    view = leading.view_study(study, actor=name)
    context = frame(view, "results") | {
        "report": made,
        "agreement": reporting.agreement_rows(made, current()),
        "forms": reporting.REPORT_FORMS,
        "exports": reporting.EXPORT_FORMS,
        "broken": [(rater, cells) for rater, cells in made.broken_seals.items() if cells],
        "changes": len(made.changes),
        "disagreements": len(made.disagreements),
    }
    return render(request, "studies/results.html", context)


@needs(Right.JOIN_STUDIES)
@require_GET
def report(request: HttpRequest, study: str, form: str) -> HttpResponse:
    """Give the report as a file."""
    if form not in reporting.REPORT_FORMS:
        raise Http404
    made = reporting.study_report(study, actor=person_of(request).name)
    return download(reporting.report_bytes(made, form, current()), f"{study}-report", form)


@needs(Right.JOIN_STUDIES)
@require_GET
def export(request: HttpRequest, study: str, form: str) -> HttpResponse:
    """Give all tables with their data dictionary: a workbook, or CSV or JSONL files in one archive."""
    if form not in reporting.EXPORT_FORMS:
        raise Http404
    files = reporting.export_files(study, form, current(), actor=person_of(request).name)
    if form == "xlsx":
        return download(next(iter(files.values())), study, form)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return download(packed.getvalue(), f"{study}-{form}", "zip")
