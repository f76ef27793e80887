"""The same functions as JSON: described by OpenAPI, entered with a token, one shape of errors, pages of rows.

Every answer that is no success has the shape ``{"error": {"code", "message", "findings"}}``.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import File, NinjaAPI, Path, Query, Schema, UploadedFile
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict, Field, StringConstraints, field_validator

from liance import __version__
from liance.core.errors import FindingsError, LianceError
from liance.core.language import Text
from liance.core.limits import MAX_DRAFT_CHARACTERS, MAX_METADATA_CHARACTERS
from liance.web.api_base import FAILURES, MAX_ROWS, Token, asker, failure
from liance.web.language import current, say
from liance.web.office import shelf, take
from liance.web.permissions import Right
from liance.web.study_api import router as studies
from liance.web.views.errors import status_of
from liance.web.views.plans import shelf_rubrics
from liance.workbench import desk
from liance.workbench.reading import outline_rows
from liance.workbench.scoring import scorecard_data
from liance.workbench.serving import journal_page
from liance.workbench.shelf import FIELD_NAMES

_NO_TOKEN: Final = Text(
    zh="缺少令牌，或令牌无效、过期；请在“接口令牌”页新建，并以 Authorization: Bearer 发送",
    en="the token is missing, wrong or expired; make one on the page 'API tokens' and send it as Authorization: Bearer",
)
_INVALID: Final = Text(zh="参数不合要求：{problems}", en="the parameters do not fit: {problems}")
_ABSENT: Final = Text(zh="没有找到", en="not found")
_MALFORMED: Final = Text(
    zh="请求的表单格式有误，没有处理", en="the form of the request is malformed and was not handled"
)
_INTERNAL: Final = Text(
    zh="程序出错，已记入服务器日志", en="something went wrong; the server's log has the details"
)

PlanNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the plan.")]
ShortText = Annotated[str, StringConstraints(max_length=MAX_METADATA_CHARACTERS)]


class PlanOut(Schema):
    """A plan without its text."""

    id: int
    version: int
    title: str
    source: str
    media_type: str
    digest: str
    issuer: str | None
    document_number: str | None
    region: str | None
    region_code: str | None
    level: str | None
    published: str | None
    subject: str | None
    period_start: int | None
    period_end: int | None
    added_at: str
    added_by: str
    scores: dict[str, int | None] | None = None


class PlanPage(Schema):
    """A page of plans."""

    items: list[PlanOut]
    count: int
    limit: int
    offset: int


class Added(Schema):
    """What came of an upload."""

    plan: PlanOut
    is_new: bool
    findings: list[dict[str, Any]]


class TextOut(Schema):
    """The text of a plan; all offsets of the API are code points into it."""

    digest: str
    text: str


class MetadataIn(Schema):
    """What a person says of a plan; fields left out stay as they are, an empty text empties a field."""

    model_config = ConfigDict(extra="forbid")

    title: ShortText | None = None
    issuer: ShortText | None = None
    document_number: ShortText | None = None
    published: ShortText | None = None
    region: ShortText | None = None
    region_code: ShortText | None = None
    level: ShortText | None = None
    subject: ShortText | None = None
    period_start: ShortText | None = None
    period_end: ShortText | None = None


class DraftIn(Schema):
    """A text to be scored; nothing of it is kept."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(max_length=MAX_DRAFT_CHARACTERS)]
    rubric: Annotated[str, StringConstraints(max_length=64)] = "technology-plan"
    subject: Annotated[str, StringConstraints(max_length=100)] = ""

    @field_validator("text", "subject")
    @classmethod
    def _plain(cls, value: str) -> str:
        return value.encode("utf-8", "replace").decode().replace("\0", "")


class PlanFilter(Schema):
    """Which plans, and which page of them."""

    search: Annotated[str, StringConstraints(max_length=200)] = ""
    level: Annotated[str, StringConstraints(pattern="^(national|province|city|district)?$")] = ""
    subject: Annotated[str, StringConstraints(max_length=100)] = ""
    year: Annotated[int, Field(ge=1000, le=2999)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_ROWS)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class RubricName(Schema):
    """Which rubric."""

    rubric: Annotated[str, StringConstraints(max_length=64)] = "technology-plan"


api = NinjaAPI(
    title="链策 Liance",
    version=__version__,
    description="Plans, scorecards, targets and drafts as JSON. Send `Authorization: Bearer lia_...`.",
    urls_namespace="api",
)


@api.exception_handler(LianceError)
def _failed(request: HttpRequest, error: LianceError) -> HttpResponse:
    findings = error.findings if isinstance(error, FindingsError) else ()
    return failure(status_of(error), error.message(current()).splitlines()[0], findings)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = "; ".join(
        f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors[:10]
    )
    return failure(422, say(_INVALID, problems=problems.encode("utf-8", "replace").decode()))


@api.exception_handler(AuthenticationError)
def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = failure(401, say(_NO_TOKEN))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return failure(error.status_code, str(error.message))


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return failure(404, say(_ABSENT))


@api.exception_handler(MultiPartParserError)
def _malformed(request: HttpRequest, error: MultiPartParserError) -> HttpResponse:
    return failure(400, say(_MALFORMED))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    import logging

    logging.getLogger("liance.web").error("unexpected error at %s", request.path, exc_info=error)
    return failure(500, say(_INTERNAL))


api.add_router("/studies", studies)


def _plan(version: Any, scores: dict[str, int | None] | None = None) -> dict[str, Any]:
    metadata = version.metadata
    return {
        **{name: getattr(metadata, name) for name in FIELD_NAMES},
        "level": metadata.level.value if metadata.level else None,
        "id": version.plan,
        "version": version.number,
        "title": version.name,
        "source": version.source,
        "media_type": version.media_type,
        "digest": version.digest,
        "added_at": version.added_at.isoformat(),
        "added_by": version.added_by,
        "scores": scores,
    }


@api.get("/plans", response={200: PlanPage, **FAILURES}, auth=Token(Right.READ_SCORES), tags=["plans"])
def list_plans(request: HttpRequest, query: Query[PlanFilter]) -> Any:
    """List plans, newest publication first, with their machine scores by item."""
    found = shelf().list(
        search=query.search.replace("\0", ""),
        level=query.level,
        subject=query.subject.replace("\0", ""),
        year=query.year,
        start=query.offset,
        limit=query.limit,
    )
    items = [_plan(row.version, dict(row.card.scores) if row.card else None) for row in found.rows]
    return {"items": items, "count": found.total, "limit": query.limit, "offset": query.offset}


@api.post(
    "/plans",
    response={200: Added, 201: Added, **FAILURES},
    auth=Token(Right.CHANGE_PLANS, writes=True),
    tags=["plans"],
)
def add_plan(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Upload a plan file: it is read, scored and kept; 200 and ``is_new`` false where the same file is there."""
    added = take((file.name or "plan").replace("\0", ""), file.read(), asker(request))
    rows = [finding.as_data(current()) for finding in added.findings]
    body = {"plan": _plan(added.version), "is_new": added.is_new, "findings": rows}
    return (201 if added.is_new else 200), body


@api.get("/plans/{plan}", response={200: PlanOut, **FAILURES}, auth=Token(Right.READ_PLANS), tags=["plans"])
def get_plan(request: HttpRequest, plan: PlanNumber) -> Any:
    """Return what is known of a plan."""
    return _plan(shelf().plan(plan))


@api.patch(
    "/plans/{plan}",
    response={200: PlanOut, **FAILURES},
    auth=Token(Right.CHANGE_PLANS, writes=True),
    tags=["plans"],
)
def edit_plan(request: HttpRequest, plan: PlanNumber, body: MetadataIn) -> Any:
    """Change what is known of a plan; the log keeps what stood there before."""
    values = {
        name: value.encode("utf-8", "replace").decode().replace("\0", "")
        for name, value in body.dict(exclude_unset=True).items()
        if value is not None
    }
    findings = shelf().edit(plan, values, asker(request))
    if findings:
        return failure(422, findings[0].message(current()), findings)
    return _plan(shelf().plan(plan))


@api.get(
    "/plans/{plan}/text", response={200: TextOut, **FAILURES}, auth=Token(Right.READ_PLANS), tags=["plans"]
)
def get_text(request: HttpRequest, plan: PlanNumber) -> Any:
    """Return the text of a plan."""
    version = shelf().plan(plan)
    return {"digest": version.digest, "text": shelf().outline(version).document.text}


@api.get(
    "/plans/{plan}/outline",
    response={200: list[dict[str, Any]], **FAILURES},
    auth=Token(Right.READ_PLANS),
    tags=["plans"],
)
def get_outline(request: HttpRequest, plan: PlanNumber) -> Any:
    """Return the headings of a plan with their depth and what their section is for."""
    return [
        {"start": row.start, "depth": row.depth, "text": row.text, "role": row.role}
        for row in outline_rows(shelf().outline(shelf().plan(plan)), current())
    ]


@api.get(
    "/plans/{plan}/scorecard",
    response={200: dict[str, Any], **FAILURES},
    auth=Token(Right.READ_SCORES),
    tags=["scores"],
)
def get_scorecard(request: HttpRequest, plan: PlanNumber, query: Query[RubricName]) -> Any:
    """Return the machine's scorecard with every criterion and quote (docs/reference/json.md)."""
    scored = shelf().scored(shelf().plan(plan), query.rubric)
    return scorecard_data(scored, scored.findings, current())


@api.get(
    "/plans/{plan}/targets",
    response={200: dict[str, Any], **FAILURES},
    auth=Token(Right.READ_TARGETS),
    tags=["targets"],
)
def get_targets(request: HttpRequest, plan: PlanNumber) -> Any:
    """Return every number that a plan promises."""
    import dataclasses

    rows, findings = shelf().targets(shelf().plan(plan), current())
    return {
        "items": [dataclasses.asdict(row) for row in rows],
        "count": len(rows),
        "findings": [finding.as_data(current()) for finding in findings],
    }


@api.post(
    "/score", response={200: dict[str, Any], **FAILURES}, auth=Token(Right.READ_SCORES), tags=["scores"]
)
def score_text(request: HttpRequest, body: DraftIn) -> Any:
    """Score a text without keeping it."""
    advised = desk.advise_text(shelf(), body.text, rubric=body.rubric, subject=body.subject)
    return scorecard_data(advised.plan, advised.plan.findings, current())


@api.get(
    "/rubrics",
    response={200: list[dict[str, Any]], **FAILURES},
    auth=Token(Right.READ_PLANS),
    tags=["scores"],
)
def list_rubrics(request: HttpRequest) -> Any:
    """Return the rubrics with their items and levels."""
    return [
        {
            "id": pack.id,
            "version": pack.version,
            "digest": pack.digest,
            "items": [
                {
                    "id": item.id,
                    "name": item.name,
                    "name_en": item.name_en,
                    "levels": [{"level": level.level, "text": level.text} for level in item.levels],
                }
                for item in pack.rubric.items
            ],
        }
        for pack in shelf_rubrics()
    ]


class JournalFilter(Schema):
    """Which entries of the log."""

    before: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    actor: Annotated[str, StringConstraints(max_length=200)] = ""


@api.get(
    "/journal", response={200: dict[str, Any], **FAILURES}, auth=Token(Right.READ_JOURNAL), tags=["journal"]
)
def get_journal(request: HttpRequest, query: Query[JournalFilter]) -> Any:
    """Return entries of the log, newest first; ``older`` is the ``before`` of the next page."""
    page = journal_page(before=query.before, actor=query.actor.replace("\0", "") or None)
    return {
        "items": [
            {
                "number": entry.number,
                "at": entry.at.isoformat(),
                "actor": entry.actor,
                "action": entry.action,
                "subject": entry.subject,
                "detail": dict(entry.detail),
                "digest": entry.digest,
            }
            for entry in page.entries
        ],
        "older": page.older,
    }
