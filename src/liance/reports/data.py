"""The documented JSON of results. Field names and meanings are stable; see docs/reference/json.md."""

from __future__ import annotations

from collections.abc import Iterable

from liance.core.findings import Finding
from liance.core.language import Language
from liance.plans.documents.model import Document
from liance.plans.evidence import Evidence
from liance.plans.ratings import CriterionMark, Rating
from liance.plans.scoring import ScoredPlan
from liance.plans.structure import Outline


def findings_data(findings: Iterable[Finding], language: Language) -> list[dict[str, object]]:
    """Return findings in order of place in their source."""
    return [finding.as_data(language) for finding in findings]


def document_data(document: Document) -> dict[str, object]:
    """Return what identifies a document and what is known of it (without its text)."""
    metadata = document.metadata
    return {
        "source": document.source,
        "digest": document.digest,
        "media_type": document.media_type,
        "title": metadata.title,
        "issuer": metadata.issuer,
        "document_number": metadata.document_number,
        "region": metadata.region,
        "region_code": metadata.region_code,
        "level": metadata.level.value if metadata.level else None,
        "published": metadata.published,
        "period_start": metadata.period_start,
        "period_end": metadata.period_end,
        "subject": metadata.subject,
        "origins": {name: origin.value for name, origin in sorted(metadata.origins.items())},
    }


def outline_data(outline: Outline, findings: Iterable[Finding], language: Language) -> dict[str, object]:
    """Return an outline with the document's text; all offsets are into ``document.text``."""
    document = outline.document
    return {
        "document": document_data(document)
        | {
            "text": document.text,
            "pages": [{"start": page.start, "end": page.end} for page in document.pages],
        },
        "headings": [
            {
                "start": heading.span.start,
                "end": heading.span.end,
                "level": heading.level,
                "role": heading.role.value,
                "text": heading.text,
            }
            for heading in outline.headings
        ],
        "tables": [
            {
                "start": table.span.start,
                "end": table.span.end,
                "rows": [[{"start": cell.start, "end": cell.end} for cell in row] for row in table.rows],
            }
            for table in outline.tables
        ],
        "findings": findings_data(findings, language),
    }


def scorecard_data(plan: ScoredPlan, findings: Iterable[Finding], language: Language) -> dict[str, object]:
    """Return one scorecard; its scores are machine scores, never results."""
    card = plan.scorecard
    identity = document_data(plan.document)
    identity |= {"subject": plan.subject.name or None, "vocabulary": plan.subject.vocabulary_id}
    rater = card.ratings[0].rater
    return {
        "plan": identity,
        "rubric": {"id": card.rubric_id, "version": card.rubric_version, "digest": card.rubric_digest},
        "rater": {"id": rater.id, "kind": rater.kind.value, "digest": rater.digest},
        "items": [_item_data(rating, card.item_names[rating.item], language) for rating in card.ratings],
        "aggregates": [aggregate.as_data() for aggregate in card.aggregates],
        "findings": findings_data(findings, language),
    }


def _item_data(rating: Rating, name: str, language: Language) -> dict[str, object]:
    return {
        "id": rating.item,
        "name": name,
        "score": rating.score,
        "state": rating.state.value,
        "stage": rating.stage,
        "criteria": [_mark_data(mark, language) for mark in rating.marks],
    }


def _mark_data(mark: CriterionMark, language: Language) -> dict[str, object]:
    return {
        "id": mark.criterion,
        "level": mark.level,
        "met": mark.met,
        "evidence": [_evidence_data(piece, language) for piece in mark.evidence],
    }


def _evidence_data(piece: Evidence, language: Language) -> dict[str, object]:
    return {
        "start": piece.span.start,
        "end": piece.span.end,
        "quote": piece.quote,
        "strength": piece.strength,
        "reason": piece.reason.render(language),
    }
