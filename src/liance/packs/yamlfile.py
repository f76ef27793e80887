"""YAML of data packs: bounded, safe, and with the line of every value.

Anchors, aliases and tags are refused, so that a small file cannot grow and cannot name code.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import yaml

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_PACK_FILE_BYTES, MAX_YAML_DEPTH

BAD_YAML = FindingKind(
    "pack.bad_yaml",
    Severity.ERROR,
    says=Text(zh="不是合法的 YAML：{problem}", en="not valid YAML: {problem}"),
    advice=Text(zh="请按行号修正缩进、引号或冒号", en="mend indentation, quotes or colons at that line"),
)
TOO_LARGE = FindingKind(
    "pack.too_large",
    Severity.ERROR,
    says=Text(zh="文件超过上限 {bound}", en="the file exceeds the bound {bound}"),
    advice=Text(zh="请拆分数据包", en="split the pack"),
)
NOT_ALLOWED = FindingKind(
    "pack.not_allowed",
    Severity.ERROR,
    says=Text(zh="数据包中不允许使用{what}", en="{what} is not allowed in a pack"),
    advice=Text(zh="请直接写出内容", en="write the content out"),
)
DUPLICATE_KEY = FindingKind(
    "pack.duplicate_key",
    Severity.ERROR,
    says=Text(zh="键“{key}”重复", en="the key '{key}' stands twice"),
    advice=Text(zh="请删除其中一个", en="delete one of them"),
)

YamlPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The value of a YAML file, with the line (from 1) at which each path begins."""

    name: str
    value: Any
    lines: dict[YamlPath, int]

    def line_of(self, path: YamlPath) -> int:
        """Return the line of ``path``, or of the nearest enclosing value that is known."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse_yaml(name: str, data: bytes) -> tuple[YamlFile | None, list[Finding]]:
    """Read one YAML file.

    Returns:
        The file, or None when it cannot be read; and the findings, each with its line.
    """
    if len(data) > MAX_PACK_FILE_BYTES:
        return None, [TOO_LARGE.at(Place(name), bound=f"MAX_PACK_FILE_BYTES = {MAX_PACK_FILE_BYTES}")]
    try:
        text = data.decode("utf-8-sig")
        node = yaml.compose(text, Loader=_StrictLoader)
    except _DepthError as error:
        return None, [TOO_LARGE.at(Place(name, line=error.line), bound=f"MAX_YAML_DEPTH = {MAX_YAML_DEPTH}")]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return None, [BAD_YAML.at(Place(name, line=line), problem=error.problem or "?")]
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return None, [BAD_YAML.at(Place(name, line=1), problem=str(error).splitlines()[0])]
    findings: list[Finding] = []
    lines: dict[YamlPath, int] = {}
    value = _value(node, (), lines, findings, name) if node is not None else None
    return YamlFile(name, value, lines), findings


def without(file: YamlFile, paths: Collection[YamlPath]) -> YamlFile:
    """Return the file without the values at ``paths`` (keys, entries of lists), every other value with its line."""
    lines: dict[YamlPath, int] = {}

    def kept(value: Any, old: YamlPath, new: YamlPath) -> Any:
        if old in file.lines:
            lines[new] = file.lines[old]
        if isinstance(value, dict):
            return {
                key: kept(inner, (*old, key), (*new, key))
                for key, inner in value.items()
                if (*old, key) not in paths
            }
        if isinstance(value, tuple):
            places = [place for place in range(len(value)) if (*old, place) not in paths]
            return tuple(
                kept(value[place], (*old, place), (*new, index)) for index, place in enumerate(places)
            )
        return value

    return YamlFile(file.name, kept(file.value, (), ()), lines)


_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


class _DepthError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses aliases and deep nesting while composing."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.MarkedYAMLError(problem="aliases are not allowed", problem_mark=event.start_mark)
        self._depth += 1
        if self._depth > MAX_YAML_DEPTH:
            raise _DepthError(self.peek_event().start_mark.line + 1)
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


def _value(
    node: yaml.Node, path: YamlPath, lines: dict[YamlPath, int], findings: list[Finding], name: str
) -> Any:
    line = node.start_mark.line + 1
    lines[path] = line
    if not node.tag.startswith("tag:yaml.org,2002:") or "python/" in node.tag:
        findings.append(NOT_ALLOWED.at(Place(name, line=line), what=f"tag {node.tag}"))
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                place = Place(name, line=key_node.start_mark.line + 1)
                findings.append(DUPLICATE_KEY.at(place, key=key))
            result[key] = _value(value_node, (*path, key), lines, findings, name)
            lines[(*path, key)] = key_node.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        return tuple(
            _value(inner, (*path, index), lines, findings, name) for index, inner in enumerate(node.value)
        )
    return _scalar(node)


def _scalar(node: yaml.Node) -> str | int | bool | None:
    """Read a scalar: text, whole number, true, false or nothing; dates and the like stay text."""
    if node.tag == "tag:yaml.org,2002:int" and _WHOLE_NUMBER.fullmatch(node.value):
        return int(node.value)
    if node.tag == "tag:yaml.org,2002:bool" and node.value in ("true", "false"):
        return bool(node.value == "true")
    if node.tag == "tag:yaml.org,2002:null":
        return None
    return str(node.value)
