"""The frame of a plan and its staged targets, as facts that a person has read or confirmed.

``frame.yaml`` of a study pack, the file that ``liance frame --out`` writes, and what the reader of plans gives have
this one shape. ``targets.yaml`` holds the numbers a plan promises by stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.packs.model import Bilingual, Sentence, Term, _Frozen
from liance.packs.study import Number, parse_number
from liance.packs.yamlfile import YamlFile

BAD_TARGET_NUMBER = FindingKind(
    "frame.not_a_number",
    Severity.ERROR,
    says=Text(
        zh="目标“{name}”的值“{value}”不是可用的数",
        en="the value '{value}' of target '{name}' is not a usable number",
    ),
    advice=Text(zh="请写成 3、2.5 或 1,000 这样的数", en="write numbers like 3, 2.5 or 1,000"),
)

#: A name of a phrase in a plan: longer than a term of a vocabulary.
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class FramePlace(_Frozen):
    """A place of the layout: a division with its ``code`` (GB/T 2260), a functional zone, or a corridor.

    A zone has the code of the division it lies in, where known. ``unresolved`` places are names that nobody has
    explained yet.
    """

    name: Phrase
    kind: Literal["region", "zone", "corridor", "unresolved"]
    code: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | None = None


class FrameItem(_Frozen):
    """A strategy, task or scenario; ``worked_out`` says whether the plan goes into it, None where not looked at.

    ``start`` and ``end`` are its place in the plan's text, where it was read from one.
    """

    name: Phrase
    worked_out: bool | None = None
    start: int | None = None
    end: int | None = None


class LayoutPart(_Frozen):
    """One 核, 带 or 板块 of the layout: what it is called, what it is for, where it lies."""

    unit: Term
    name: Phrase | None = None
    theme: Phrase | None = None
    places: tuple[FramePlace, ...] = ()
    start: int | None = None
    end: int | None = None


class Layout(_Frozen):
    """The spatial layout: its formula as printed (一核两带五板块) and its parts in order."""

    formula: Phrase
    parts: tuple[LayoutPart, ...] = ()


class Frame(_Frozen):
    """``frame.yaml``: main line, strategies, tasks, scenarios and layout of one plan.

    ``confirmed`` is set by the person who has checked it against the plan.
    """

    title: Phrase | None = None
    confirmed: bool = False
    main_line: FrameItem | None = None
    strategies: tuple[FrameItem, ...] = ()
    tasks: tuple[FrameItem, ...] = ()
    scenarios: tuple[FrameItem, ...] = ()
    layout: Layout | None = None


class StagedTarget(_Frozen):
    """One promised number: what, how much, by when. ``op`` and ``kind`` as in ``liance targets --json``."""

    stage: Bilingual | None = None
    year: Annotated[int, Field(ge=1900, le=2100)]
    indicator: Sentence
    indicator_en: Sentence = ""
    op: Literal[">=", "<=", "~", "=", "range", "rank<="]
    value: Number
    value_max: Number | None = None
    unit: Annotated[str, StringConstraints(max_length=20)]
    kind: Literal["level", "increment", "growth", "share", "rank"] = "level"


class StagedTargets(_Frozen):
    """``targets.yaml``: the numbers a plan promises, in its order."""

    targets: Annotated[tuple[StagedTarget, ...], Field(min_length=1)]


def check_staged_targets(value: object, file: YamlFile) -> Iterator[Finding]:
    """Yield a finding for each value that is no number."""
    assert isinstance(value, StagedTargets)
    for index, target in enumerate(value.targets):
        for key in ("value", "value_max"):
            number = getattr(target, key)
            if number is not None and parse_number(number) is None:
                line = file.line_of(("targets", index, key))
                yield BAD_TARGET_NUMBER.at(Place(file.name, line=line), name=target.indicator, value=number)
