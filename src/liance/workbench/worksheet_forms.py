"""Forms of a page -> changes of a worksheet: names such as ``targets.#0.values.2027`` become its fields.

Each part of the worksheet has one form that holds all of the part; what is left empty is left out. The result is
read like any worksheet, so that a form can say nothing that a file could not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.core.limits import MAX_DRAFT_FIELDS
from liance.packs.worksheet import Worksheet
from liance.workbench.drafting import worksheet_yaml

__all__ = ["PARTS", "FormError", "filled"]

#: What each form replaces: paths into the worksheet.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "basics": ("title", "number", "period", "peers"),
    "aims": ("vision", "guiding", "stages"),
    "principles": ("principles",),
    "targets": ("targets",),
    "weights": ("choice.weights", "choice.take"),
    "pairwise": ("choice.pairwise",),
    "scenarios": ("choice.scenarios",),
    "places": ("places",),
    "layout": ("layout",),
    "tasks": ("tasks",),
    "supply": ("supply",),
    "safeguards": ("safeguards",),
}
_INDEX: Final = re.compile(r"#(\d{1,4})")
_WHOLE: Final = re.compile(r"-?\d{1,9}")
#: Fields that hold whole numbers, wherever they stand, and mappings whose values do where they can.
_NUMBERS: Final = frozenset({"year", "take", "score", "start", "end", "row", "column"})
_NUMBER_MAPS: Final = frozenset({"values", "weights", "judgements"})
#: Fields that hold lists of words: one a line.
_LISTS: Final = frozenset({"links", "products", "projects", "box", "conditions", "places", "peers"})
_FLAGS: Final = {"true": True, "false": False}
#: The field without which a row of a list is taken away, by the list's name; rows of tasks go by their text.
_KEYS: Final[Mapping[str, str]] = {
    "targets": "indicator",
    "pairwise": "judge",
    "stages": "name",
    "principles": "text",
    "safeguards": "text",
    "supply": "name",
    "places": "code",
    "layout": "name",
}


class FormError(LianceError):
    """A form that no page of ours sends."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="表单不完整或过大（上限 MAX_DRAFT_FIELDS = {bound} 项），没有保存。请刷新页面后重填",
                en="the form is incomplete or too large (MAX_DRAFT_FIELDS = {bound} fields); nothing was saved. "
                "Reload the page and fill it in again",
            ),
            bound=MAX_DRAFT_FIELDS,
        )


def filled(sheet: Worksheet, part: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return the worksheet as YAML with one part replaced by what a form holds.

    Args:
        sheet: the worksheet as it stands.
        part: a key of ``PARTS``.
        fields: names and values of the form; names that are none of the part are passed over.

    Raises:
        FormError: there is no such part, or there are too many fields.
    """
    if part not in PARTS:
        raise FormError
    data: dict[str, Any] = sheet.model_dump(mode="json", exclude_defaults=True)
    given = _nested(fields)
    for path in PARTS[part]:
        *above, last = path.split(".")
        target, source = data, given
        for name in above:
            target = target.setdefault(name, {})
            below = source.get(name)
            source = below if isinstance(below, dict) else {}
        value = _typed(last, source.get(last, ""))
        if value in ("", [], {}, None):
            target.pop(last, None)
        else:
            target[last] = value
    return worksheet_yaml({name: value for name, value in data.items() if value not in ({}, [])})


def _nested(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for count, (name, value) in enumerate(fields):
        if count >= MAX_DRAFT_FIELDS:
            raise FormError
        *above, last = name.split(".")
        here = tree
        for step in above[:6]:
            here = here.setdefault(step, {})
            if not isinstance(here, dict):
                raise FormError
        known = here.get(last, "")
        if isinstance(known, dict):
            raise FormError
        # Boxes of one name are ticked side by side: a line each.
        here[last] = f"{known}\n{value}" if known else value
    return tree


def _is_row(row: Any, name: str, above: str) -> bool:
    if not isinstance(row, dict):
        return bool(row)
    if name == "scenarios":
        return len(row) > 1  # the scenario's name alone says nothing of it
    key = "text" if above == "tasks" else _KEYS.get(name)
    return bool(row) if key is None else bool(row.get(key))


def _typed(name: str, value: Any, above: str = "") -> Any:
    if isinstance(value, dict):
        if value and all(_INDEX.fullmatch(key) for key in value):
            rows = [_typed(name, value[key]) for key in sorted(value, key=lambda key: int(key[1:]))]
            return [row for row in rows if _is_row(row, name, above)]
        made = {key: _typed(key, one, name) for key, one in value.items()}
        return {key: one for key, one in made.items() if one not in ("", [], {}, None)}
    text = str(value).replace("\r\n", "\n").strip()
    if name in _LISTS:
        return [line.strip() for line in text.split("\n") if line.strip()]
    if name in _NUMBERS and _WHOLE.fullmatch(text):
        return int(text)
    if above in _NUMBER_MAPS and _WHOLE.fullmatch(text):
        return int(text)
    if name == "binding":
        return _FLAGS.get(text, text)
    return text
