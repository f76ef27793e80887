"""What the chair of a study does: make it, put plans and members in, share out the work, lead it from stage to stage.

A chair sees how far raters are, never what they entered before the reveal: the store does not hand it out.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from liance.core.language import Text
from liance.web.language import listed, say
from liance.web.middleware import needs, person_of
from liance.web.office import shelf
from liance.web.permissions import Right
from liance.web.permissions import Role as OfficeRole
from liance.web.views.plans import shelf_rubrics
from liance.web.views.studies import chosen_level, done, to, told
from liance.workbench.shelf import shared_library
from liance.workbench.studies import discussing, leading, rating
from liance.workbench.studies.leading import Role, Stage

#: Most plans of the corpus that the form for adding offers.
OFFERED: Final = 1_000
#: The step that leads on from each stage.
STEPS: Final = {
    Stage.SETUP: Text(zh="开始评分", en="Start rating"),
    Stage.CALIBRATION: Text(zh="结束校准，开始独立评分", en="End calibration, start blind rating"),
    Stage.BLIND: Text(zh="揭示评分", en="Reveal the scores"),
    Stage.REVEALED: Text(zh="结束讨论，进入共识", en="End the discussion, go to consensus"),
    Stage.CONSENSUS: Text(zh="结束研究", en="Close the study"),
}
_MADE: Final = Text(
    zh="已建立研究。请加入规划和专家，再分配任务", en="the study is made; add plans and experts, then assign"
)
_PLANS: Final = Text(zh="已加入 {count} 份规划", en="{count} plans added")
_NO_PLANS: Final = Text(zh="没有选择规划", en="no plan was chosen")
_MEMBER: Final = Text(zh="已加入 {name}", en="{name} added")
_ASSIGNED: Final = Text(zh="任务已分配", en="the work is shared out")
_STAGE: Final = Text(zh="研究进入“{stage}”阶段", en="the study is now in stage '{stage}'")
_SETTLED: Final = Text(
    zh="{count} 格意见一致，已定为共识；其余请逐格裁定",
    en="{count} cells agreed and are settled; decide on the others one by one",
)
_DECIDED: Final = Text(zh="已定为共识", en="the consensus is noted")
_DISSENT: Final = Text(
    zh="已定为共识；保留不同意见：{names}", en="the consensus is noted, with dissent: {names}"
)
_REPLIED: Final = Text(zh="已答复", en="the reply is noted")
_LEFT: Final = Text(zh="{name} 已退出", en="{name} has left")
_ANCHORED: Final = Text(zh="已记下封存文件的存证处", en="noted where the seals are anchored")


def chair_context(view: leading.StudyView, status: leading.Status, actor: str) -> dict[str, Any]:
    """Return what only a chair sees on a study's page."""
    practice = view.stage is Stage.CALIBRATION
    waiting = [one for one in status.progress if one.sealed_at is None and one.role is Role.EXPERT]
    context: dict[str, Any] = {
        "progress": [
            (one, leading.ROLES[one.role], 100 * one.filled // max(one.assigned, 1))
            for one in status.progress
        ],
        "step": STEPS.get(view.stage),
        "may_step": not (view.stage is Stage.BLIND and waiting),
        "waiting": [one.rater for one in waiting],
        "design": leading.DESIGNS[view.share.design],
        "teams": [
            (plan, view.assignment.get(plan.key, ()))
            for plan in view.plans
            if plan.calibration is practice or view.stage is Stage.SETUP
        ],
        "member_rows": [(member, leading.ROLES[member.role]) for member in view.members],
        "raters": [one.rater for one in status.progress if one.role is Role.EXPERT],
        "packet_forms": rating.PACKET_FORMS,
        "seals": leading.study_seals(view.name, actor=actor) if view.stage is not Stage.SETUP else (),
    }
    if view.stage is Stage.SETUP:
        kept = {plan.digest for plan in view.plans}
        experts = get_user_model().objects.filter(groups__name=OfficeRole.EXPERT.value, is_active=True)
        context |= {
            "offered": [
                row.version for row in shelf().list(limit=OFFERED).rows if row.version.digest not in kept
            ],
            "accounts": list(experts.order_by("username").values_list("username", flat=True)[:500]),
            "roles_offered": [(role.value, leading.ROLES[role]) for role in Role],
            "designs": [(one.value, text) for one, text in leading.DESIGNS.items()],
        }
    return context


def _number(value: str, default: int = 0) -> int:
    return int(value) if value.isdecimal() and len(value) < 7 else default


@needs(Right.CHAIR_STUDY)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Make a study; who makes it is its chair."""
    form = request.POST
    known = [pack.id for pack in shelf_rubrics()]
    rubric = form.get("rubric", "")
    name = form.get("name", "").strip()
    view = leading.create_study(
        name,
        form.get("title", "").strip() or name,
        shared_library(),
        rubric if rubric in known else known[0],
        actor=person_of(request).name,
    )
    done(request, _MADE)
    return to("study", view.name)


@needs(Right.CHAIR_STUDY)
@require_POST
def add_plans(request: HttpRequest, study: str) -> HttpResponse:
    """Put plans of the corpus into a study."""
    form = request.POST
    numbers = [int(value) for value in form.getlist("plan") if value.isdecimal() and len(value) < 10]
    if not numbers:
        messages.error(request, say(_NO_PLANS), extra_tags="bad")
        return to("study", study)
    keys = leading.add_kept_plans(
        study,
        numbers,
        calibration=form.get("calibration") == "yes",
        issuer=form.get("issuer", "").strip(),
        actor=person_of(request).name,
    )
    done(request, _PLANS, count=len(keys))
    return to("study", study)


@needs(Right.CHAIR_STUDY)
@require_POST
def add_member(request: HttpRequest, study: str) -> HttpResponse:
    """Put an expert, the machine, a further chair or an issuer into a study."""
    form = request.POST
    roles = {role.value: role for role in Role}
    role = roles.get(form.get("role", ""))
    if role is None:
        raise Http404
    name = form.get("name", "").strip()
    leading.add_member(study, name, role, library=shared_library(), actor=person_of(request).name)
    done(request, _MEMBER, name=name)
    return to("study", study)


@needs(Right.CHAIR_STUDY)
@require_POST
def assign(request: HttpRequest, study: str) -> HttpResponse:
    """Share the plans out among the raters."""
    form = request.POST
    designs = {one.value: one for one in leading.Design}
    design = designs.get(form.get("design", ""))
    if design is None:
        raise Http404
    share = leading.Share(
        design,
        _number(form.get("per_plan", ""), 2),
        _number(form.get("bridges", "")),
        _number(form.get("seed", "")),
    )
    leading.assign_work(study, share, actor=person_of(request).name)
    done(request, _ASSIGNED)
    return to("study", study)


@needs(Right.CHAIR_STUDY)
@require_POST
def advance(request: HttpRequest, study: str) -> HttpResponse:
    """Take a study from the stage that the page showed to the next; entering consensus settles what all agree on."""
    stages = {one.value: one for one in Stage}
    begins = stages.get(request.POST.get("begins", ""))
    if begins is None:
        raise Http404
    name = person_of(request).name
    stage = leading.advance_study(study, shared_library(), begins=begins, actor=name)
    done(request, _STAGE, stage=say(leading.STAGES[stage]))
    if stage is Stage.CONSENSUS:
        done(request, _SETTLED, count=discussing.settle_agreed(study, actor=name))
    return to("study", study)


@needs(Right.CHAIR_STUDY)
@require_POST
def settle(request: HttpRequest, study: str) -> HttpResponse:
    """Take as consensus what all people agree on."""
    done(request, _SETTLED, count=discussing.settle_agreed(study, actor=person_of(request).name))
    return to("study-queue", study)


@needs(Right.CHAIR_STUDY)
@require_POST
def decide(request: HttpRequest, study: str, plan: str, item: str) -> HttpResponse:
    """Decide on a cell; votes that differ are kept as dissent."""
    form = request.POST
    why = form.get("why", "")
    decision, findings = discussing.decide_cell(
        study,
        plan,
        item,
        chosen_level(form.get("level", ""), why),
        reason=why,
        actor=person_of(request).name,
    )
    told(request, findings)
    if decision is not None and decision.dissent:
        done(request, _DISSENT, names=listed(decision.dissent))
    elif decision is not None:
        done(request, _DECIDED)
    return to("study-cell", study, plan, item)


@needs(Right.CHAIR_STUDY)
@require_POST
def reply(request: HttpRequest, study: str, number: int) -> HttpResponse:
    """Answer an issuer's comment."""
    discussing.reply_to_comment(study, number, request.POST.get("text", ""), actor=person_of(request).name)
    done(request, _REPLIED)
    return to("study-consensus", study)


@needs(Right.CHAIR_STUDY)
@require_POST
def withdraw(request: HttpRequest, study: str) -> HttpResponse:
    """Let a rater leave, with the reason."""
    form = request.POST
    rater = form.get("rater", "")
    leading.withdraw_rater(study, rater, form.get("reason", ""), actor=person_of(request).name)
    done(request, _LEFT, name=rater)
    return to("study", study)


@needs(Right.CHAIR_STUDY)
@require_POST
def anchor(request: HttpRequest, study: str) -> HttpResponse:
    """Note where the seals' document was anchored."""
    rating.anchor_seals(study, request.POST.get("reference", ""), actor=person_of(request).name)
    done(request, _ANCHORED)
    return to("study", study)
