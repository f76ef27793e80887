"""The YAML head of a txt or md file: what its author says of the plan.

Everything in it is read as text by a loader that builds nothing but strings, lists and mappings; anchors
and aliases are refused, so that a few lines cannot unfold into gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from liance.core import limits
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.spans import Span
from liance.plans.documents.fields import NAMES, iso_date, reader_of

__all__ = ["FrontMatter", "iso_date", "read_front_matter"]

UNREADABLE = FindingKind(
    "document.front-matter-unreadable",
    Severity.WARNING,
    says=Text(
        zh="文件头（--- 之间的 YAML）无法读取：{reason}",
        en="the head of the file (YAML between ---) cannot be read: {reason}",
    ),
    advice=Text(
        zh="请按“键: 值”的格式逐行填写，例如 title: 某市区块链行动计划",
        en="write one 'key: value' per line, for example title: Blockchain action plan",
    ),
)
UNKNOWN_KEY = FindingKind(
    "document.front-matter-key",
    Severity.WARNING,
    says=Text(zh="文件头中有不认识的键“{key}”，已忽略", en="unknown key '{key}' in the head was ignored"),
    advice=Text(zh="可用的键：{known}", en="known keys: {known}"),
)
REPEATED_KEY = FindingKind(
    "document.front-matter-repeated",
    Severity.WARNING,
    says=Text(
        zh="文件头中“{key}”重复出现，只用第一个", en="'{key}' is given twice in the head; the first is used"
    ),
    advice=Text(zh="请删去多余的一行", en="delete the other line"),
)
BAD_VALUE = FindingKind(
    "document.front-matter-value",
    Severity.WARNING,
    says=Text(
        zh="文件头中“{key}”的值“{value}”无法使用，已忽略",
        en="the value '{value}' of '{key}' in the head cannot be used and was ignored",
    ),
    advice=Text(zh="应为：{expected_zh}", en="expected: {expected_en}"),
)

_HEAD = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LOOKS_LIKE_KEYS = re.compile(r"^[^\s:#-][^:\n]{0,40}:(?:\s|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a head says: field values for ``Metadata.overridden``, and what was wrong with it."""

    span: Span
    values: Mapping[str, object] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


class _Refused(Exception):
    """The YAML is well-formed but not of a kind that is read."""


def _load(head: str) -> list[tuple[str, object, int]]:
    """Return keys, values and lines (from 0) of the mapping in ``head``.

    Raises:
        _Refused: if it nests too deep, uses aliases, or is not a mapping.
        yaml.YAMLError: if it is not YAML.
    """
    depth = 0
    for event in yaml.parse(head, Loader=yaml.BaseLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Refused("& *")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > limits.MAX_YAML_DEPTH:
            raise _Refused(f"MAX_YAML_DEPTH = {limits.MAX_YAML_DEPTH}")
    loader = yaml.BaseLoader(head)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise _Refused("key: value")
        return [
            (str(loader.construct_object(key, deep=True)), loader.construct_object(value, deep=True), line)
            for key, value in node.value
            for line in [key.start_mark.line]
        ]
    finally:
        loader.dispose()


def read_front_matter(source: str, text: str) -> FrontMatter | None:
    """Return the head of ``text``, or None where it has none.

    A head stands between two lines ``---`` at the very start and holds keys and values; two rules around
    running text are no head.

    Args:
        source: The file's name, for findings.
        text: The decoded text.
    """
    if not text.startswith("---"):
        return None
    bounded = text[: limits.MAX_FRONT_MATTER_CHARACTERS]
    match = _HEAD.match(bounded)
    if match is None or (match.end() == len(bounded) < len(text)):
        return None
    head = match[1] or ""
    if head.strip() and not _LOOKS_LIKE_KEYS.search(head):
        return None
    span = Span(0, match.end())
    if not head.strip():
        return FrontMatter(span)
    try:
        entries = _load(head)
    except (_Refused, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or (str(error) if isinstance(error, _Refused) else "YAML")
        place = Place(source=source, line=mark.line + 2 if mark is not None else 1)
        return FrontMatter(span, findings=(UNREADABLE.at(place, reason=reason),))
    return _interpret(source, span, entries)


def _interpret(source: str, span: Span, entries: list[tuple[str, object, int]]) -> FrontMatter:
    values: dict[str, object] = {}
    seen: set[str] = set()
    findings: list[Finding] = []
    for key, value, line in entries:
        place = Place(source=source, line=line + 2)
        name = NAMES.get(key.strip().lower())
        if name is None:
            findings.append(UNKNOWN_KEY.at(place, key=key[:80], known="、".join(NAMES)))
            continue
        if name in seen:
            findings.append(REPEATED_KEY.at(place, key=key))
            continue
        seen.add(name)
        if value in ("", "null", "~"):
            continue
        reader = reader_of(name)
        known = reader.read(value.strip()) if isinstance(value, str) else None
        if known is None:
            details = {"key": key, "value": str(value)[:80]}
            expected = {"expected_zh": reader.expected_zh, "expected_en": reader.expected_en}
            findings.append(BAD_VALUE.at(place, **details, **expected))
            continue
        values[name] = known
    start, end = values.get("period_start"), values.get("period_end")
    if isinstance(start, int) and isinstance(end, int) and start > end:
        del values["period_end"]
        finding = BAD_VALUE.at(
            Place(source=source),
            key="period_end",
            value=end,
            expected_zh="不早于规划起始年",
            expected_en="not before period_start",
        )
        findings.append(finding)
    return FrontMatter(span, values, tuple(findings))
