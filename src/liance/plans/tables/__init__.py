"""Audit of published tables: recompute, test granularity, count, and look for the reading that explains."""

from liance.plans.tables.auditing import audit_study
from liance.plans.tables.cells import CellProblem, Feasibility, feasible_cells
from liance.plans.tables.verdicts import Audit, ClaimAudit, Reading, Verdict

__all__ = [
    "Audit",
    "CellProblem",
    "ClaimAudit",
    "Feasibility",
    "Reading",
    "Verdict",
    "audit_study",
    "feasible_cells",
]
