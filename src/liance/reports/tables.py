"""Scores as CSV tables for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from liance.plans.scoring import ScoredPlan

#: Columns of ``scores.csv``: one row per plan and item.
SCORE_COLUMNS = (
    "source", "title", "region", "level", "published", "subject", "rubric", "rater", "stage",
    "item", "name", "score", "state", "quotes",
)  # fmt: skip


def score_rows(plan: ScoredPlan) -> list[tuple[str, ...]]:
    """Return the rows of ``scores.csv`` for one plan."""
    metadata = plan.document.metadata
    head = (
        plan.document.source,
        metadata.title or "",
        metadata.region or "",
        metadata.level.value if metadata.level else "",
        metadata.published or "",
        plan.subject.name,
        f"{plan.scorecard.rubric_id} {plan.scorecard.rubric_version}",
    )
    rows: list[tuple[str, ...]] = []
    for rating in plan.scorecard.ratings:
        quotes = [" ".join(piece.quote.split()) for piece in rating.best_evidence()]
        rows.append(
            (
                *head,
                rating.rater.id,
                rating.stage,
                rating.item,
                plan.scorecard.item_names[rating.item],
                "" if rating.score is None else str(rating.score),
                rating.state.value,
                " / ".join(quotes[:3]),
            )
        )
    return rows


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a CSV table (RFC 4180) with a byte order mark, so that spreadsheets read it as UTF-8.

    A cell that a spreadsheet would run as a formula is led by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_inert(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
