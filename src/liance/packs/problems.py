"""What the libraries for JSON Schema and CEL complain of, in sentences of our own in both languages.

Libraries speak English only, and of their grammar; the author of a charter needs to know where it is and what
may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from liance.core.language import Text

_SCHEMA: Final = Text(
    zh="一个字段定义（键值对照），或 true、false", en="a schema (a mapping), or true or false"
)
_COUNT: Final = Text(zh="不小于 0 的整数", en="an integer from 0 up")
_NUMBER: Final = Text(zh="数", en="a number")
_NAMES: Final = Text(zh="字段名的列表，不得重复", en="a list of names, none of them twice")
_SCHEMAS: Final = Text(zh="至少有一个定义的列表", en="a list of at least one schema")
_MAPPING: Final = Text(zh="由名称到定义的键值对照", en="a mapping of names to schemas")
_WORDS: Final = Text(zh="文字", en="a text")
_YES_NO: Final = Text(zh="true 或 false", en="true or false")
_LIST: Final = Text(zh="列表", en="a list")

#: What each keyword takes (JSON Schema 2020-12, Validation, section 6, and Core, section 10).
_TAKES: Final = {
    "type": Text(
        zh="string、integer、number、boolean、object、array、null 之一，或由其组成的列表",
        en="one of string, integer, number, boolean, object, array and null, or a list of them",
    ),
    "enum": _LIST,
    "examples": _LIST,
    "properties": _MAPPING,
    "patternProperties": _MAPPING,
    "dependentSchemas": _MAPPING,
    "$defs": _MAPPING,
    "required": _NAMES,
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _SCHEMAS),
    **dict.fromkeys(
        ("items", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else"), _SCHEMA
    ),
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _COUNT
    ),
    **dict.fromkeys(("minContains", "maxContains"), _COUNT),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _NUMBER),
    "multipleOf": Text(zh="大于 0 的数", en="a number above 0"),
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly"), _YES_NO),
    **dict.fromkeys(("title", "description", "$comment", "$id", "$ref", "format"), _WORDS),
    "pattern": Text(zh="正则表达式", en="a regular expression"),
}
#: Keywords below which names stand, and below each name a schema.
_HOLD_NAMES: Final = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})


def schema_problem(path: Sequence[str | int]) -> Text:
    """Say what should stand at a place of a JSON Schema that the library refuses.

    Args:
        path: where in the schema: keywords, names of properties and indices of lists.
    """
    where = "/" + "/".join(str(part) for part in path)
    wanted = _wanted(path)
    if wanted is None:
        return Text(zh=f"{where} 不合 JSON Schema 2020-12", en=f"{where} is no JSON Schema 2020-12")
    return Text(zh=f"{where} 应为{wanted.zh}", en=f"{where} takes {wanted.en}")


def _wanted(path: Sequence[str | int]) -> Text | None:
    """Return what stands at the end of a path, reading it from its beginning; None if that is not known."""
    wanted: Text | None = _SCHEMA if path else None
    is_name = False
    for part in path:
        if is_name:
            wanted, is_name = _SCHEMA, False
        elif isinstance(part, str):
            wanted, is_name = _TAKES.get(part), part in _HOLD_NAMES
        elif wanted is _SCHEMAS:
            wanted = _SCHEMA
    return wanted


_POSITION: Final = re.compile(r"<input>:(\d+):(\d+): (.*)")
_QUOTED: Final = re.compile(r"(?:at: |input )'(.*?)'(?: expecting|$)")
_END: Final = "<EOF>"


def cel_problem(complaint: str) -> Text:
    """Say what the compiler of CEL complains of.

    Args:
        complaint: its message; of several complaints the first counts.
    """
    found = _POSITION.search(complaint)
    if found is None:
        return Text(zh="不合 CEL 语法", en="this is no CEL")
    line, column, told = int(found[1]), int(found[2]), found[3]
    at = Text(
        zh=f"第 {column} 个字符处" if line == 1 else f"第 {line} 行第 {column} 个字符处",
        en=f"at character {column}" if line == 1 else f"at line {line}, character {column}",
    )
    quoted = _QUOTED.search(told)
    word = quoted[1].strip() if quoted else ""
    if word == _END or told.startswith("Incomplete"):
        return Text(
            zh="没有写完（缺少括号或后半部分）",
            en="it is not complete (a bracket or what follows is missing)",
        )
    if "has() macro" in told:
        return Text(zh=f"{at.zh}：has(…) 中应写 名称.字段", en=f"{at.en}: has(...) takes name.field")
    if not word:
        return Text(zh=f"{at.zh}不合 CEL 语法", en=f"{at.en} it is no CEL")
    return Text(zh=f"{at.zh}不能用“{word}”", en=f"{at.en} '{word}' cannot stand")
