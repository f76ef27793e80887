"""Charters: what a scenario is, as data.

A charter names roles, kinds of record with their fields (JSON Schema 2020-12) and life cycle, and the actions
that move records along it: who may act, from which states, under which conditions, what changes. It is
executed by the ledger machine (``liance.scenarios``); ``check_charter`` finds before that what could never
work: states nobody reaches, dead ends, roles without rights, conditions that do not parse or whose result
could differ between members.

Conditions and assignments are expressions in CEL (Common Expression Language). They see

======================  ===============================================================
``record``              the record acted on: its fields, and ``state``, ``owner``, ``author``,
                        ``entered`` (ms), ``due`` (ms, 0 for none), ``revision``
``fields``              the fields the action brings
``author``              ``path``, ``organisation``, ``department``, ``role`` of who acts
``now``                 the time of the operation (POSIX milliseconds)
a reference's name      the record it names, like ``record``
======================  ===============================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, StringConstraints

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_CHARTER_ACTIONS, MAX_CHARTER_RECORDS
from liance.packs.model import Bilingual, LocalId, _Frozen
from liance.packs.problems import cel_problem, schema_problem
from liance.packs.yamlfile import YamlFile

#: A name inside a charter that expressions may use: no hyphens.
CharterName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
#: An action: record kind, dot, verb.
ActionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,39}$")]
#: The role segment of member paths that holds a role of the charter.
RoleSegment = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
#: A charter's own reasons of refusal are numbered from here, apart from the machine's.
FIRST_CHARTER_CODE: Final = 1_000


class Role(_Frozen):
    """Who may act: the members whose path has this role segment."""

    title: Bilingual
    note: Bilingual | None = None


class Deadline(_Frozen):
    """Until when an action is due after a state is entered.

    ``days`` are working days (or days, where ``working`` is false); the deadline is the end of the last of
    them in China Standard Time. ``basis`` names the rule it follows.
    """

    action: ActionName
    days: Annotated[int, Field(ge=1, le=366)]
    working: bool = True
    basis: Bilingual | None = None


class State(_Frozen):
    """A state of a record; a ``final`` one is never left."""

    title: Bilingual
    final: bool = False
    deadline: Deadline | None = None


class RecordKind(_Frozen):
    """A kind of record: its fields (JSON Schema 2020-12, an object), its states, and what must be unique.

    ``unique`` lists fields whose value only one record of the kind may hold at a time, while it is in a state
    that is not final. ``members`` lists fields that must name an active organisation of the ledger.
    """

    title: Bilingual
    fields: dict[str, Any]
    states: Annotated[dict[CharterName, State], Field(min_length=1)]
    unique: tuple[CharterName, ...] = ()
    members: tuple[CharterName, ...] = ()


class Refused(_Frozen):
    """Why a condition refuses: a number of the charter's own (from 1000) and the sentence."""

    code: Annotated[int, Field(ge=FIRST_CHARTER_CODE, le=9_999)]
    says: Bilingual


class Condition(_Frozen):
    """An expression that must be true, and what is said where it is not."""

    needs: Expression
    refused: Refused


class Reference(_Frozen):
    """A field of the action that names another record, which must be in one of ``states``.

    ``assign`` changes fields of that record.
    """

    field: CharterName
    record: CharterName
    states: Annotated[tuple[CharterName, ...], Field(min_length=1)]
    assign: dict[CharterName, Expression] = Field(default_factory=dict)


class Action(_Frozen):
    """What may be done to a record.

    An empty ``start`` creates the record. ``fields`` is the JSON Schema of what the action brings (of the
    record's own fields where it creates); they are merged into the record's. ``otherwise`` names the state
    in which a refused attempt is kept as a record of its own instead of being turned away without a trace.
    ``index`` lists fields by which the entry can be found later.
    """

    title: Bilingual
    by: Annotated[tuple[RoleSegment, ...], Field(min_length=1)]
    start: tuple[CharterName, ...] = ()
    to: CharterName
    fields: dict[str, Any] | None = None
    refs: dict[CharterName, Reference] = Field(default_factory=dict)
    when: tuple[Condition, ...] = ()
    assign: dict[CharterName, Expression] = Field(default_factory=dict)
    otherwise: CharterName | None = None
    index: tuple[CharterName, ...] = ()


class IndicatorHook(_Frozen):
    """What of the scenario counts for an indicator of plans.

    ``function`` names a registered pure function with its version: ``live_demonstration.v1`` (1 while at
    least ``operations`` by at least ``members`` organisations fell into the last ``days``), ``operations.v1``
    (how many fell into the last ``days``), or ``members.v1`` (how many organisations acted in them).
    ``actions`` names those that count; none for all.
    """

    id: CharterName
    indicator: LocalId
    title: Bilingual
    function: Literal["live_demonstration.v1", "operations.v1", "members.v1"]
    operations: Annotated[int, Field(ge=1)] = 1
    members: Annotated[int, Field(ge=1)] = 1
    days: Annotated[int, Field(ge=1, le=3_660)] = 90
    actions: tuple[ActionName, ...] = ()


class Charter(_Frozen):
    """``charter.yaml``: the rules of one scenario."""

    title: Bilingual
    about: Bilingual
    roles: Annotated[dict[RoleSegment, Role], Field(min_length=1)]
    records: Annotated[dict[CharterName, RecordKind], Field(min_length=1, max_length=MAX_CHARTER_RECORDS)]
    actions: Annotated[dict[ActionName, Action], Field(min_length=1, max_length=MAX_CHARTER_ACTIONS)]
    indicators: tuple[IndicatorHook, ...] = ()

    def actions_of(self, record: str) -> dict[str, Action]:
        """Return the actions on one kind of record by their whole name."""
        return {name: action for name, action in self.actions.items() if name.split(".")[0] == record}

    def refusal(self, code: int) -> Bilingual | None:
        """Return the sentence of one of the charter's own reasons."""
        for action in self.actions.values():
            for condition in action.when:
                if condition.refused.code == code:
                    return condition.refused.says
        return None


UNKNOWN_IN_CHARTER = FindingKind(
    "charter.unknown_name",
    Severity.ERROR,
    says=Text(zh="章程中没有名为“{name}”的{what_zh}", en="the charter has no {what_en} '{name}'"),
    advice=Text(zh="请检查拼写，或先定义它", en="check the spelling or define it first"),
)
UNREACHABLE = FindingKind(
    "charter.unreachable_state",
    Severity.ERROR,
    says=Text(
        zh="“{record}”的状态“{state}”无法到达：没有行动通向它",
        en="the state '{state}' of '{record}' cannot be reached: no action leads there",
    ),
    advice=Text(
        zh="请补上通向它的行动，或删去该状态", en="add an action that leads there, or drop the state"
    ),
)
DEAD_END = FindingKind(
    "charter.dead_end",
    Severity.ERROR,
    says=Text(
        zh="“{record}”进入状态“{state}”后无路可走，它又不是终态",
        en="a '{record}' that enters the state '{state}' never leaves it, yet the state is not final",
    ),
    advice=Text(
        zh="请补上后续行动，或标明 final: true", en="add an action that leaves it, or say final: true"
    ),
)
LEAVES_FINAL = FindingKind(
    "charter.leaves_final",
    Severity.ERROR,
    says=Text(
        zh="行动“{action}”从终态“{state}”出发",
        en="the action '{action}' starts from the final state '{state}'",
    ),
    advice=Text(zh="终态不能再变，请改正其一", en="a final state is never left; change one of the two"),
)
NO_BEGINNING = FindingKind(
    "charter.no_beginning",
    Severity.ERROR,
    says=Text(zh="没有行动能建立“{record}”", en="no action creates a '{record}'"),
    advice=Text(zh="请加一个不写 start 的行动", en="add an action without 'start'"),
)
NO_RIGHTS = FindingKind(
    "charter.role_without_rights",
    Severity.ERROR,
    says=Text(zh="角色“{role}”没有任何权限", en="the role '{role}' may do nothing"),
    advice=Text(zh="请写进某个行动的 by，或删去该角色", en="name it in the 'by' of an action, or drop it"),
)
BAD_EXPRESSION = FindingKind(
    "charter.bad_expression",
    Severity.ERROR,
    says=Text(
        zh="表达式“{expression}”无法使用：{problem_zh}",
        en="the expression '{expression}' cannot be used: {problem_en}",
    ),
    advice=Text(
        zh="可用的名字见章程说明；不能用小数、时钟和正则表达式",
        en="see the guide for the names it may use; no decimals, clocks or regular expressions",
    ),
)
BAD_SCHEMA = FindingKind(
    "charter.bad_schema",
    Severity.ERROR,
    says=Text(zh="字段定义有误：{problem_zh}", en="the schema of the fields is wrong: {problem_en}"),
    advice=Text(
        zh="用 JSON Schema 2020-12：对象、封闭（additionalProperties: false）、整数而非小数、每个文字与列表有长度上限",
        en="use JSON Schema 2020-12: a closed object, integers rather than decimals, a length bound on every text and list",
    ),
)
PARTLY_CHECKED = FindingKind(
    "charter.partly_checked",
    Severity.INFO,
    says=Text(
        zh="条件式和字段未作语法检查：缺少 {libraries}",
        en="expressions and fields were not compiled: {libraries} missing",
    ),
    advice=Text(
        zh="安装后再查：pip install 'liance[scenarios]'",
        en="install and check again: pip install 'liance[scenarios]'",
    ),
)
REPEATED_CODE = FindingKind(
    "charter.repeated_code",
    Severity.ERROR,
    says=Text(
        zh="拒绝代码 {code} 用于两种不同的说明", en="the code {code} stands for two different sentences"
    ),
    advice=Text(zh="每种理由用自己的代码", en="give each reason a code of its own"),
)
OTHERWISE_NEEDS_NEW = FindingKind(
    "charter.otherwise_needs_new",
    Severity.ERROR,
    says=Text(
        zh="行动“{action}”写了 otherwise，但它并不建立新记录",
        en="the action '{action}' has 'otherwise' but does not create a record",
    ),
    advice=Text(
        zh="只有建立记录的行动才能把被拒的尝试留痕",
        en="only an action that creates can keep a refused attempt",
    ),
)

RESERVED_FIELD = FindingKind(
    "charter.reserved_field",
    Severity.ERROR,
    says=Text(
        zh="“{record}”的字段不能叫“{field}”：这个名字已用于记录自身",
        en="a field of '{record}' cannot be called '{field}': that name tells of the record itself",
    ),
    advice=Text(zh="请换一个字段名", en="choose another name"),
)
#: What expressions see of every record besides its fields.
OWN_FACTS: Final = frozenset({"author", "department", "due", "entered", "name", "owner", "revision", "state"})

#: What a name may be of.
RECORD: Final = Text(zh="记录种类", en="kind of record")
STATE: Final = Text(zh="状态", en="state")
ROLE: Final = Text(zh="角色", en="role")
ACTION: Final = Text(zh="行动", en="action")
FIELD: Final = Text(zh="字段", en="field")


def check_charter(charter: BaseModel, file: YamlFile) -> Iterator[Finding]:
    """Return what in a charter could never work, or would not give every member the same result."""
    assert isinstance(charter, Charter)
    yield from _check_names(charter, file)
    yield from _check_cycles(charter, file)
    yield from _check_roles(charter, file)
    yield from _check_codes(charter, file)
    yield from _check_schemas(charter, file)
    yield from _check_expressions(charter, file)
    missing = [library for library in ("jsonschema_rs", "cel") if _is_missing(library)]
    if missing:
        yield PARTLY_CHECKED.at(Place(file.name), libraries=", ".join(missing))


def unknown_in_charter(file: YamlFile, path: tuple[str | int, ...], what: Text, name: str) -> Finding:
    """Return the finding that a charter has no such name; ``what`` is one of the words above."""
    place = Place(file.name, line=file.line_of(path))
    return UNKNOWN_IN_CHARTER.at(place, what_zh=what.zh, what_en=what.en, name=name)


def _check_names(charter: Charter, file: YamlFile) -> Iterator[Finding]:
    for name, kind in charter.records.items():
        known = _properties(kind.fields)
        for field in sorted(OWN_FACTS & known.keys()):
            place = Place(file.name, line=file.line_of(("records", name, "fields")))
            yield RESERVED_FIELD.at(place, record=name, field=field)
        for key, fields in (("unique", kind.unique), ("members", kind.members)):
            for field in fields:
                if field not in known:
                    yield unknown_in_charter(file, ("records", name, key), FIELD, field)
        for state, spec in kind.states.items():
            if spec.deadline and spec.deadline.action not in charter.actions:
                where = ("records", name, "states", state, "deadline", "action")
                yield unknown_in_charter(file, where, ACTION, spec.deadline.action)
    for name, action in charter.actions.items():
        path = ("actions", name)
        record = charter.records.get(name.split(".")[0])
        if record is None:
            yield unknown_in_charter(file, path, RECORD, name.split(".")[0])
            continue
        named = [*(("start", state) for state in action.start), ("to", action.to)]
        if action.otherwise is not None:
            named.append(("otherwise", action.otherwise))
        for key, state in named:
            if state not in record.states:
                yield unknown_in_charter(file, (*path, key), STATE, state)
        if action.otherwise is not None and action.start:
            place = Place(file.name, line=file.line_of((*path, "otherwise")))
            yield OTHERWISE_NEEDS_NEW.at(place, action=name)
        brought = _properties(fields_of(charter, name))
        for field in (*action.index, *(reference.field for reference in action.refs.values())):
            if field not in brought:
                yield unknown_in_charter(file, path, FIELD, field)
        for field in action.assign:
            if field not in _properties(record.fields):
                yield unknown_in_charter(file, (*path, "assign", field), FIELD, field)
        for label, reference in action.refs.items():
            yield from _check_reference(charter, file, (*path, "refs", label), reference)
    for index, hook in enumerate(charter.indicators):
        for name in hook.actions:
            if name not in charter.actions:
                yield unknown_in_charter(file, ("indicators", index, "actions"), ACTION, name)


def _check_reference(
    charter: Charter, file: YamlFile, path: tuple[str | int, ...], reference: Reference
) -> Iterator[Finding]:
    record = charter.records.get(reference.record)
    if record is None:
        yield unknown_in_charter(file, (*path, "record"), RECORD, reference.record)
        return
    for state in reference.states:
        if state not in record.states:
            yield unknown_in_charter(file, (*path, "states"), STATE, state)
    for field in reference.assign:
        if field not in _properties(record.fields):
            yield unknown_in_charter(file, (*path, "assign", field), FIELD, field)


def _check_cycles(charter: Charter, file: YamlFile) -> Iterator[Finding]:
    """Reachable states, ends that are meant, and a beginning for every kind of record."""
    for name, record in charter.records.items():
        actions = charter.actions_of(name)
        reached = {state for action in actions.values() if not action.start for state in _targets(action)}
        if not reached:
            yield NO_BEGINNING.at(Place(file.name, line=file.line_of(("records", name))), record=name)
        grown = True
        while grown:
            more = {
                state
                for action in actions.values()
                if set(action.start) & reached
                for state in _targets(action)
            }
            grown = not more <= reached
            reached |= more
        left = {state for action in actions.values() for state in action.start}
        for state, spec in record.states.items():
            place = Place(file.name, line=file.line_of(("records", name, "states", state)))
            if state not in reached:
                yield UNREACHABLE.at(place, record=name, state=state)
            if not spec.final and state not in left:
                yield DEAD_END.at(place, record=name, state=state)
        for whole, action in actions.items():
            for state in action.start:
                if state in record.states and record.states[state].final:
                    place = Place(file.name, line=file.line_of(("actions", whole, "start")))
                    yield LEAVES_FINAL.at(place, action=whole, state=state)


def _targets(action: Action) -> tuple[str, ...]:
    return (action.to,) if action.otherwise is None else (action.to, action.otherwise)


def _check_roles(charter: Charter, file: YamlFile) -> Iterator[Finding]:
    used: set[str] = set()
    for name, action in charter.actions.items():
        for role in action.by:
            used.add(role)
            if role not in charter.roles:
                yield unknown_in_charter(file, ("actions", name, "by"), ROLE, role)
    for role in charter.roles:
        if role not in used:
            yield NO_RIGHTS.at(Place(file.name, line=file.line_of(("roles", role))), role=role)


def _check_codes(charter: Charter, file: YamlFile) -> Iterator[Finding]:
    said: dict[int, Bilingual] = {}
    for name, action in charter.actions.items():
        for index, condition in enumerate(action.when):
            known = said.setdefault(condition.refused.code, condition.refused.says)
            if known != condition.refused.says:
                line = file.line_of(("actions", name, "when", index, "refused", "code"))
                yield REPEATED_CODE.at(Place(file.name, line=line), code=condition.refused.code)


def fields_of(charter: Charter, action: str) -> Mapping[str, Any]:
    """Return the JSON Schema of what an action brings: its own, else the record's where it creates, else nothing."""
    spec = charter.actions[action]
    if spec.fields is not None:
        return spec.fields
    if not spec.start:
        return charter.records[action.split(".", maxsplit=1)[0]].fields
    return {"type": "object", "additionalProperties": False}


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("properties", {})
    return found if isinstance(found, Mapping) else {}


# JSON Schema: what makes a schema safe for a ledger.

#: Keywords whose outcome rests on a library's regular expressions or on other documents.
_BANNED: Final = {
    "pattern": Text(
        zh="不能用 pattern（各处的正则表达式不一致）", en="'pattern' may read differently elsewhere"
    ),
    "patternProperties": Text(
        zh="不能用 patternProperties", en="'patternProperties' may read differently elsewhere"
    ),
    "format": Text(zh="不能用 format（各处检查不一致）", en="'format' is checked differently elsewhere"),
    "$ref": Text(zh="不能用 $ref，请写在原处", en="'$ref' points elsewhere; write it in place"),
    "$dynamicRef": Text(zh="不能用 $dynamicRef", en="'$dynamicRef' points elsewhere"),
    "multipleOf": Text(zh="不能用 multipleOf", en="'multipleOf' may work with decimals"),
}
_BOUNDS: Final = {"string": "maxLength", "array": "maxItems"}


def _check_schemas(charter: Charter, file: YamlFile) -> Iterator[Finding]:
    schemas: list[tuple[tuple[str | int, ...], Mapping[str, Any]]] = [
        (("records", name, "fields"), kind.fields) for name, kind in charter.records.items()
    ]
    schemas += [
        (("actions", name, "fields"), action.fields)
        for name, action in charter.actions.items()
        if action.fields is not None
    ]
    for path, schema in schemas:
        for problem in schema_problems(schema):
            place = Place(file.name, line=file.line_of(path))
            yield BAD_SCHEMA.at(place, problem_zh=problem.zh, problem_en=problem.en)


def schema_problems(schema: Mapping[str, Any]) -> Iterator[Text]:
    """Say why a JSON Schema may not stand in a charter."""
    if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
        yield Text(zh="最外层须为封闭的对象", en="the outermost must be a closed object")
    if _is_missing("jsonschema_rs"):
        yield from _unsafe(schema, "")
        return
    from jsonschema_rs import Draft202012Validator, ValidationError

    try:
        Draft202012Validator(plain_schema(schema))
    except ValidationError as error:
        # What is banned is named as such where the library only sees that it leads nowhere.
        yield next(_unsafe(schema, ""), None) or schema_problem(error.instance_path)
        return
    yield from _unsafe(schema, "")


def _is_missing(library: str) -> bool:
    """Whether a library of the extra ``scenarios`` is not installed: packs are read without it, too."""
    return find_spec(library) is None


def _unsafe(schema: object, where: str) -> Iterator[Text]:
    if not isinstance(schema, Mapping):
        return
    at = where or "/"
    for keyword, why in _BANNED.items():
        if keyword in schema:
            yield Text(zh=f"{at} {why.zh}", en=f"{at} {why.en}")
    kinds = schema.get("type", ())
    for kind in (kinds,) if isinstance(kinds, str) else kinds:
        if kind == "number":
            yield Text(
                zh=f"{at} 小数请改为整数（如以分为单位）", en=f"{at} use integers (cents) instead of decimals"
            )
        bound = _BOUNDS.get(kind)
        if bound and bound not in schema and "enum" not in schema and "const" not in schema:
            yield Text(zh=f"{at} 缺少上限 {bound}", en=f"{at} lacks the bound {bound}")
    for name, inner in _properties(schema).items():
        yield from _unsafe(inner, f"{where}/{name}")
    yield from _unsafe(schema.get("items"), f"{where}/items")
    for keyword in ("allOf", "anyOf", "oneOf"):
        for inner in schema.get(keyword, ()):
            yield from _unsafe(inner, f"{where}/{keyword}")


def plain_schema(value: object) -> Any:
    """Return a schema with lists where YAML reading made tuples."""
    if isinstance(value, Mapping):
        return {key: plain_schema(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_schema(inner) for inner in value]
    return value


# CEL: what makes an expression give every member the same result.

#: Calls that read a clock, convert through text, or match regular expressions; and decimals.
_UNSTABLE: Final = re.compile(
    r"\b(?:timestamp|duration|double|matches|now|getDate|getFullYear|getHours|string|bytes|type|dyn)\s*\("
    r"|\b\d+\.\d|\b\d+[eE][+-]?\d|/|%"
)
_STRINGS: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NAMES: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
#: Names every expression may use, with the words of the language itself.
_LANGUAGE: Final = frozenset(
    {"true", "false", "null", "in", "has", "size", "startsWith", "endsWith", "contains", "int"}
    | {"all", "exists", "exists_one", "map", "filter"}
)


def expression_problem(expression: str, names: frozenset[str]) -> Text | None:
    """Say why an expression may not stand in a charter, or return None.

    Args:
        expression: CEL.
        names: the records it may speak of, besides ``fields``, ``author`` and ``now``.
    """
    bare = _STRINGS.sub("''", expression)
    unstable = _UNSTABLE.search(bare)
    if unstable:
        word = unstable.group().strip()
        return Text(
            zh=f"“{word}”的结果可能因机器而异", en=f"the outcome of '{word}' may differ between machines"
        )
    bound = set(re.findall(r"\.(?:all|exists|exists_one|map|filter)\(\s*([A-Za-z_]\w*)\s*,", bare))
    for name in _NAMES.findall(bare):
        if name not in _LANGUAGE | names | bound | {"fields", "author", "now"}:
            return Text(zh=f"没有名为“{name}”的值", en=f"there is no value '{name}'")
    if _is_missing("cel"):
        return None
    import cel

    try:
        cel.compile(expression)
    except ValueError as error:
        return cel_problem(str(error))
    return None


def _check_expressions(charter: Charter, file: YamlFile) -> Iterator[Finding]:
    for name, action in charter.actions.items():
        names = frozenset(action.refs) | ({"record"} if action.start else set())
        places: list[tuple[tuple[str | int, ...], str]] = [
            (("actions", name, "when", index, "needs"), condition.needs)
            for index, condition in enumerate(action.when)
        ]
        places += [(("actions", name, "assign", field), text) for field, text in action.assign.items()]
        places += [
            (("actions", name, "refs", label, "assign", field), text)
            for label, reference in action.refs.items()
            for field, text in reference.assign.items()
        ]
        for path, expression in places:
            problem = expression_problem(expression, names)
            if problem is not None:
                place = Place(file.name, line=file.line_of(path))
                yield BAD_EXPRESSION.at(
                    place, expression=expression, problem_zh=problem.zh, problem_en=problem.en
                )
