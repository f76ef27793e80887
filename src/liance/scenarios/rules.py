"""A charter made ready to run: schemas and expressions compiled once, kept by the charter's text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from liance.core.canonical import canonical_json
from liance.core.errors import LianceError
from liance.core.language import Text
from liance.core.limits import MAX_CHARTER_BYTES, MAX_EXACT_INTEGER
from liance.packs.charter import Action, Charter, check_charter, fields_of, plain_schema
from liance.packs.yamlfile import YamlFile


class ScenarioExtraMissingError(LianceError):
    """The libraries that run charters are not installed."""

    def __init__(self, library: str) -> None:
        super().__init__(
            Text(
                zh="运行场景缺少程序库 {library}，请安装：pip install 'liance[ledger,scenarios]'",
                en="the library {library} is missing; install it with: pip install 'liance[ledger,scenarios]'",
            ),
            library=library,
        )


class _Validator(Protocol):
    def is_valid(self, instance: object) -> bool: ...


class _Program(Protocol):
    def execute(self, context: Any) -> object: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What expressions see of one action, turned into values of CEL once for all of them."""

    values: Any


class ExpressionError(LianceError):
    """An expression has no result in this case (a missing field, an overflow, a decimal); never leaves ``scenarios``."""

    def __init__(self) -> None:
        super().__init__(
            Text(zh="章程中的算式在此情形下没有结果", en="an expression of the charter has no result here")
        )


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression."""

    program: _Program

    def value(self, facts: Facts) -> Any:
        """Return what the expression comes to.

        Raises:
            ExpressionError: it has no result, or one that no canonical value holds.
        """
        try:
            result = self.program.execute(facts.values)
        except _NO_RESULT as error:
            raise ExpressionError from error
        if not _is_exact(result):
            raise ExpressionError
        return result

    def is_true(self, facts: Facts) -> bool:
        """Whether the expression is true; one without a result is not."""
        try:
            return self.program.execute(facts.values) is True
        except _NO_RESULT:
            return False


#: What a program raises that has no result.
_NO_RESULT: Final = (KeyError, ValueError, TypeError, ArithmeticError, RuntimeError)


def _is_exact(value: object) -> bool:
    if isinstance(value, bool | str) or value is None:
        return True
    if isinstance(value, int):
        return abs(value) <= MAX_EXACT_INTEGER
    if isinstance(value, list):
        return all(_is_exact(inner) for inner in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_exact(inner) for key, inner in value.items())
    return False


@dataclass(frozen=True, slots=True)
class ActionRules:
    """An action with what it needs compiled.

    ``seen`` are the names that its expressions speak of, each with the keys they select, None for all of it.
    """

    action: Action
    fields: _Validator
    when: tuple[tuple[Expression, int], ...]
    assign: Mapping[str, Expression]
    refs: Mapping[str, Mapping[str, Expression]]
    seen: Mapping[str, frozenset[str] | None]
    new_context: Callable[[dict[str, Any]], object]

    def facts(self, shown: dict[str, Any]) -> Facts:
        """Return what the action's expressions see; turning values costs more than computing with them.

        Raises:
            ExpressionError: there is a value that CEL has not.
        """
        try:
            return Facts(self.new_context(shown))
        except (ValueError, TypeError, OverflowError) as error:
            raise ExpressionError from error


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole charter, compiled."""

    charter: Charter
    actions: Mapping[str, ActionRules]
    records: Mapping[str, _Validator]


def charter_text(charter: Charter) -> str:
    """Return the canonical JSON of a charter: what is voted on, digested and kept in the state."""
    return canonical_json(charter.model_dump(mode="json")).decode()


#: Compiled charters kept; a ledger rarely has more scenarios in use.
_KEPT: Final = 64


@lru_cache(maxsize=_KEPT)
def compile_charter(text: str) -> Rules | None:
    """Return the rules in a charter's canonical text, or None if it is not a sound charter.

    Raises:
        ScenarioExtraMissingError: the libraries for it are not installed.
    """
    try:
        import cel
        from jsonschema_rs import Draft202012Validator
    except ImportError as error:
        raise ScenarioExtraMissingError(str(error.name)) from error
    charter = _read(text)
    if charter is None:
        return None

    def compiled(expression: str) -> Expression:
        return Expression(cel.compile(expression))

    actions = {
        name: ActionRules(
            action,
            Draft202012Validator(plain_schema(fields_of(charter, name))),
            tuple((compiled(each.needs), each.refused.code) for each in action.when),
            {field: compiled(expression) for field, expression in action.assign.items()},
            {
                label: {field: compiled(expression) for field, expression in reference.assign.items()}
                for label, reference in action.refs.items()
            },
            _seen(action),
            cel.Context,
        )
        for name, action in charter.actions.items()
    }
    records = {
        name: Draft202012Validator(plain_schema(kind.fields)) for name, kind in charter.records.items()
    }
    return Rules(charter, actions, records)


#: A name that is no selected key, with the key selected from it or nothing.
_SPOKEN: Final = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?:\s*\.\s*([A-Za-z_]\w*))?")
#: Methods, which are called on a value and select no key of it.
_METHODS: Final = frozenset(
    {"all", "exists", "exists_one", "map", "filter", "size", "startsWith", "endsWith", "contains"}
)


def _seen(action: Action) -> dict[str, frozenset[str] | None]:
    """Return the names that an action's expressions speak of, each with the keys selected from it.

    Where a name stands without a selected key (``x in fields``, ``fields[...]``, ``fields.all(...)``) all of it is seen.
    """
    expressions = [condition.needs for condition in action.when]
    expressions += [*action.assign.values(), *(e for r in action.refs.values() for e in r.assign.values())]
    seen: dict[str, set[str] | None] = {}
    speakable = {"fields", "author", "now", "record", *action.refs}
    for expression in expressions:
        for name, key in _SPOKEN.findall(expression):
            if name not in speakable:
                continue
            keys = seen.setdefault(name, set())
            if not key or key in _METHODS:
                seen[name] = None
            elif keys is not None:
                keys.add(key)
    return {name: None if keys is None else frozenset(keys) for name, keys in sorted(seen.items())}


def _read(text: str) -> Charter | None:
    """Return the charter if the text is canonical and the charter free of findings."""
    if len(text.encode("utf-8", "replace")) > MAX_CHARTER_BYTES:
        return None
    try:
        charter = Charter.model_validate_json(text, strict=False)
        sound = charter_text(charter) == text
    except (ValueError, TypeError, RecursionError):
        return None
    file = YamlFile("charter", json.loads(text), {})
    return charter if sound and not list(check_charter(charter, file)) else None
