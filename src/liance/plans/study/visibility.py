"""Whose judgements a member may see, and when. The store asks here for every row that leaves it."""

from __future__ import annotations

from collections.abc import Sequence

from liance.plans.study.model import Role, Stage

#: Stages in order; a stage has ended when a later one is reached.
_ORDER = tuple(Stage)


def has_ended(stage: Stage, now: Stage) -> bool:
    """Whether ``stage`` lies behind a study that stands at ``now``."""
    return _ORDER.index(now) > _ORDER.index(stage)


def may_see_cells_of_others(now: Stage, roles: Sequence[Role], *, calibration: bool) -> bool:
    """Whether a member with these roles may see other raters' judgements.

    Cells of calibration plans are open once calibration has ended, all others once the blind stage has. Issuers
    never see who scored what. A chair is no exception: nobody sees another's cells early.
    """
    if not {Role.CHAIR, Role.EXPERT} & set(roles):
        return False
    return has_ended(Stage.CALIBRATION if calibration else Stage.BLIND, now)
