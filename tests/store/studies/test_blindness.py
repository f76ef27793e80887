"""Blindness is the store's: every public function is tried as everybody else, in every stage, and leaks nothing.

The secret is a word that only 甲 wrote, in reasons and quotes, and a score that only 甲 gave. Whatever any public
function of the application returns to anybody else is searched for them.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

import pytest

from liance.core.errors import LianceError
from liance.plans.ratings import State
from liance.plans.study.model import Cell, ErrorClass, Judgement, Quote, Role, Stage
from liance.plans.study.packets import Head
from liance.store.studies import discussion, ratings, repository, seats

from .conftest import AT, ITEMS, RUBRIC, Panel, says

MODULES = (repository, ratings, discussion)
SECRET = "甲独有的话"
#: Functions that take no study or act on plain values only.
PLAIN = {"create", "checked_name", "checked_text", "verdict", "rated_cells", "names"}


def public_functions() -> Iterator[tuple[ModuleType, str, Callable[..., Any]]]:
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_") and name not in PLAIN:
                yield module, name, function


#: What is passed for each parameter; a new parameter has to be named here before the test runs.
VALUES: dict[str, Any] = {
    "study": "s",
    "key": "p",
    "plan": "p",
    "item": ITEMS[0],
    "cell": Cell("p", ITEMS[0]),
    "cells": {},
    "digest": "sha256:" + "0" * 64,
    "title": "x",
    "name": "新人",
    "role": Role.EXPERT,
    "share": None,
    "teams": {},
    "rubric": RUBRIC,
    "rater": "甲",
    "reason": "x",
    "head": None,
    "signature": "x",
    "form": "json",
    "data": b"x",
    "source": "x",
    "taken": 0,
    "findings": (),
    "reference": "x",
    "what": "seen",
    "salt": lambda: "00" * 32,
    "judgement": says(2),
    "error_class": ErrorClass.VIEW,
    "text": "x",
    "decisions": (),
    "number": 1,
    "bases": None,
    "begins": None,
    "calibration": False,
    "level": "",
    "issuer": "",
    "after": 0,
    "limit": 1_000,
}


def arguments(function: Callable[..., Any], actor: str, calibration: bool) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        if name in ("actor", "at"):
            chosen[name] = actor if name == "actor" else AT
        else:
            chosen[name] = VALUES[name]
    if "head" in chosen:
        chosen["head"] = Head("s", "t", "甲", Stage.BLIND, "r", RUBRIC.digest, "sha256:0", {})
    if "calibration" in chosen and function.__name__ == "shown_cells":
        chosen["calibration"], chosen["plan"] = calibration, None
    return chosen


def flat(value: Any) -> str:
    """Return everything in a value as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return " ".join(flat(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, dict):
        return " ".join(flat(key) + " " + flat(inner) for key, inner in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(flat(inner) for inner in value)
    return str(value)


def judgements_of(value: Any, owner: str) -> bool:
    """Whether a judgement stands anywhere under the name ``owner``."""
    if isinstance(value, dict):
        return any(
            (key == owner and "Judgement" in repr(inner)) or judgements_of(inner, owner)
            for key, inner in value.items()
        )
    if isinstance(value, list | tuple | set | frozenset):
        return any(judgements_of(inner, owner) for inner in value)
    return f"rater='{owner}'" in repr(value) and "Judgement(" in repr(value)


def try_everything(actor: str, calibration: bool = False) -> dict[str, Any]:
    """Call every public function as ``actor``; return what came back, or None where it was refused."""
    from django.db import transaction

    got: dict[str, Any] = {}
    for module, name, function in public_functions():
        if name in {"advance", "withdraw", "seal", "renew_rubric"}:
            continue  # they move the study; what they return is a stage or a seal
        try:
            with transaction.atomic():
                got[f"{module.__name__}.{name}"] = function(**arguments(function, actor, calibration))
                transaction.set_rollback(True)
        except (LianceError, TypeError, AttributeError, KeyError, ValueError) as error:
            got[f"{module.__name__}.{name}"] = str(error)
    return got


def fill_with_secret(panel: Panel, plans: tuple[str, ...]) -> None:
    judgement = Judgement(State.CANNOT_JUDGE, None, quotes=(Quote(SECRET),), reason=SECRET)
    cells = {Cell(plan, item): judgement for plan in plans for item in ITEMS}
    ratings.put_cells(panel.name, cells, at=AT, actor="甲")


OTHERS = ("乙", "主持人", "发布机构", "外人", "甲 ", "")


def test_nobody_gets_anothers_blind_cells_by_any_function(panel: Panel) -> None:
    panel.to(Stage.BLIND)
    fill_with_secret(panel, ("p", "q"))
    for actor in OTHERS:
        for name, value in try_everything(actor).items():
            assert SECRET not in flat(value), (actor, name)
            assert not judgements_of(value, "甲"), (actor, name)
    panel.seal("甲")
    for actor in OTHERS:
        for name, value in try_everything(actor).items():
            assert SECRET not in flat(value), (actor, name)
    assert SECRET in flat(try_everything("甲"))


def test_practice_cells_open_when_practice_is_over_and_not_before(panel: Panel) -> None:
    panel.to(Stage.CALIBRATION)
    fill_with_secret(panel, ("practice",))
    for actor in OTHERS:
        for name, value in try_everything(actor, calibration=True).items():
            assert SECRET not in flat(value), (actor, name)
    panel.fill("乙", 2, ("practice",))
    panel.advance()
    for actor in ("乙", "主持人"):
        assert SECRET in flat(ratings.shown_cells("s", calibration=True, at=AT, actor=actor)), actor
    for actor in ("发布机构", "外人"):
        assert SECRET not in flat(try_everything(actor, calibration=True)), actor


def test_the_reveal_opens_cells_to_members_and_never_to_issuers_or_strangers(panel: Panel) -> None:
    panel.to(Stage.BLIND)
    fill_with_secret(panel, ("p", "q"))
    panel.fill("乙", 1)
    panel.seal("甲")
    panel.seal("乙")
    panel.advance()
    for actor in ("乙", "主持人"):
        assert SECRET in flat(try_everything(actor)), actor
    for actor in ("发布机构", "外人"):
        assert SECRET not in flat(try_everything(actor)), actor


def test_the_log_of_a_blind_study_holds_no_judgement(panel: Panel) -> None:
    panel.to(Stage.BLIND)
    fill_with_secret(panel, ("p",))
    panel.fill("甲", 3, ("q",))
    entries = repository.log("s", "主持人")
    shown = json.dumps([dict(entry.detail) for entry in entries], ensure_ascii=False)
    assert SECRET not in shown
    for word in ("score", "state", "judgement", "cannot_judge"):
        assert word not in shown


def test_no_function_takes_a_rater_whose_cells_it_could_give() -> None:
    """The guard of the guard: a reader with such a parameter would have to be looked at anew."""
    with_rater = [
        name for _, name, function in public_functions() if "rater" in inspect.signature(function).parameters
    ]
    assert with_rater == ["withdraw"]
    assert {name for _, name, _ in public_functions()} >= {"shown_cells", "verdicts", "openings", "own_cells"}
    assert seats.take_seat.__name__ == "take_seat"


@pytest.mark.parametrize("word", [SECRET])
def test_the_search_would_find_a_leak(word: str) -> None:
    leak = {Cell("p", "x"): {"甲": Judgement(State.CANNOT_JUDGE, None, reason=word)}}
    assert word in flat(leak)
    assert judgements_of(leak, "甲")
