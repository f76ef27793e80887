"""Scripts: a rehearsal of a scenario as data, with faults, for demonstrations and tests.

The same script gives the same operations, times and refusals on every machine; only keys and signatures
differ.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from liance.core.limits import MAX_SCRIPT_ORGANISATIONS, MAX_SCRIPT_REPEATS, MAX_SCRIPT_STEPS
from liance.packs.charter import ActionName
from liance.packs.model import Bilingual, _Frozen

Segment = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
#: ISO 8601 with minutes and offset, such as 2026-01-05T09:00+08:00.
Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$")]
#: organisation/department/role
Actor = Annotated[str, StringConstraints(pattern=r"^[a-z0-9{}-]+/[a-z0-9-]+/[a-z0-9-]+$", max_length=120)]


class Organisation(_Frozen):
    """One organisation of the rehearsal: its name, and the roles of its one department."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    roles: Annotated[tuple[Segment, ...], Field(min_length=1)]
    department: Segment = "office"


class Expected(_Frozen):
    """What a step must come to: the state reached, or the code of the refusal."""

    state: str | None = None
    refused: int | None = None


class Step(_Frozen):
    """One step: somebody does something to a record.

    ``wait`` passes minutes first, ``days`` days. ``times`` repeats the step with ``{n}`` counting from 1;
    ``everywhere`` repeats it in each organisation that has the role, with ``{org}`` its segment. Both fill
    the fields of texts in ``who``, ``record`` and ``fields``.
    """

    says: Bilingual | None = None
    who: Actor
    do: ActionName
    record: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    fields: dict[str, Any] = Field(default_factory=dict)
    wait: Annotated[int, Field(ge=0, le=1_440)] = 1
    days: Annotated[int, Field(ge=0, le=3_660)] = 0
    times: Annotated[int, Field(ge=1, le=MAX_SCRIPT_REPEATS)] = 1
    everywhere: bool = False
    expect: Expected = Expected()


class Script(_Frozen):
    """``script.yaml``: a whole rehearsal."""

    instance: Segment
    start: Instant
    organisations: Annotated[
        dict[Segment, Organisation], Field(min_length=1, max_length=MAX_SCRIPT_ORGANISATIONS)
    ]
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MAX_SCRIPT_STEPS)]
