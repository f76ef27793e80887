"""What is refused leaves a line in the study's log: who tried what, and which rule refused it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from liance.core.findings import Finding
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell
from liance.store.studies import repository
from liance.workbench.store import now

__all__ = ["note_bad_entry", "refusals_on_record"]

P = ParamSpec("P")
R = TypeVar("R")


def refusals_on_record(function: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
    """Let a function that takes a study first and ``actor`` by name write into the log what it refuses.

    The line tells the rule and the function, never what was entered: a log that members read holds no score.
    """

    @wraps(function)
    def on_record(study: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(study, *args, **kwargs)
        except RefusedError as error:
            if not error.on_record:
                error.on_record = True
                actor: Any = kwargs["actor"]
                repository.note_refused(
                    study, function.__name__, error.code.removeprefix("study."), at=now(), actor=actor
                )
            raise

    return on_record


def note_bad_entry(study: str, cell: Cell, findings: Sequence[Finding], *, actor: str) -> None:
    """Write into the log that an entry for a cell was not taken, and by which rules.

    Raises:
        RefusedError: ``actor`` is no member.
    """
    codes = [finding.code.removeprefix("study.") for finding in findings[:20]]
    repository.note_seen(
        study, "entry_refused", at=now(), actor=actor, plan=cell.plan, item=cell.item, rules=codes
    )
