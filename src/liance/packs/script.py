"""Scripts: a rehearsal of a scenario as data, with faults, for demonstrations and tests.

The same script gives the same operations, times and refusals on every machine; only keys and signatures
differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_SCRIPT_ORGANISATIONS, MAX_SCRIPT_REPEATS, MAX_SCRIPT_STEPS
from liance.packs.charter import ACTION, ROLE, STATE, ActionName, Charter, unknown_in_charter
from liance.packs.model import Bilingual, _Frozen
from liance.packs.yamlfile import YamlFile

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


UNKNOWN_ACTOR = FindingKind(
    "script.unknown_actor",
    Severity.ERROR,
    says=Text(
        zh="剧本里没有“{who}”：该组织、部门或角色未列在 organisations 之下",
        en="the script has no '{who}': its organisation, department or role is not under organisations",
    ),
    advice=Text(
        zh="写作 组织/部门/角色；everywhere 的步骤写 {{org}}/部门/角色",
        en="write organisation/department/role; {{org}}/department/role in a step that is everywhere",
    ),
)


def check_script(script: Script, charter: Charter, file: YamlFile) -> Iterator[Finding]:
    """Yield what in a script its charter does not know: roles, actions, states; and who is not in the script."""
    for segment, organisation in script.organisations.items():
        for role in organisation.roles:
            if role not in charter.roles:
                yield unknown_in_charter(file, ("organisations", segment, "roles"), ROLE, role)
    for index, step in enumerate(script.steps):
        action = charter.actions.get(step.do)
        if action is None:
            yield unknown_in_charter(file, ("steps", index, "do"), ACTION, step.do)
        else:
            kind = charter.records.get(step.do.split(".")[0])
            if kind is not None and step.expect.state not in {None, *kind.states}:
                yield unknown_in_charter(file, ("steps", index, "expect"), STATE, str(step.expect.state))
        if not _is_there(script, step):
            place = Place(file.name, line=file.line_of(("steps", index, "who")))
            yield UNKNOWN_ACTOR.at(place, who=step.who)


def _is_there(script: Script, step: Step) -> bool:
    where, department, role = step.who.split("/")
    if where == "{org}":
        # Repeated in those organisations that have the role; there must be one.
        own = script.organisations.values() if step.everywhere else ()
        return any(one.department == department and role in one.roles for one in own)
    organisation = script.organisations.get(where)
    return organisation is not None and organisation.department == department and role in organisation.roles
