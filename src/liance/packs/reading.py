"""The files of one pack -> a checked pack, or findings with file and line.

Pure: takes the bytes of the files by name. ``library.py`` finds packs on disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from liance.core.canonical import digest_value
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_PACK_FILES
from liance.packs.charter import Charter, check_charter
from liance.packs.diagnosis import Diagnosis, check_diagnosis
from liance.packs.drafting import CandidateSet, RegionalProfile, check_candidates, check_profile
from liance.packs.frame import Frame, StagedTargets, check_staged_targets
from liance.packs.model import (
    SUBJECT_CONCEPTS,
    CueSet,
    Examples,
    IndicatorCatalogue,
    Lexicon,
    Manifest,
    Rubric,
    Vocabulary,
)
from liance.packs.oversight import OversightRules, check_oversight
from liance.packs.script import Script, check_script
from liance.packs.series import SeriesSet, check_series
from liance.packs.study import Study, check_study
from liance.packs.topics import Topics, check_topics, patterns_of
from liance.packs.yamlfile import TOO_LARGE, YamlFile, YamlPath, parse_yaml, without

MISSING_FILE = FindingKind(
    "pack.missing_file",
    Severity.ERROR,
    says=Text(zh="缺少文件“{file}”", en="the file '{file}' is missing"),
    advice=Text(zh="请补上该文件，可参照自带数据包的写法", en="add it; see a shipped pack for the form"),
)
STRANGE_FILE = FindingKind(
    "pack.strange_file",
    Severity.WARNING,
    says=Text(zh="此类数据包不使用文件“{file}”", en="this kind of pack does not use the file '{file}'"),
    advice=Text(zh="请删除或改名", en="delete or rename it"),
)
UNKNOWN_KEY = FindingKind(
    "pack.unknown_key",
    Severity.ERROR,
    says=Text(zh="不认识的键“{key}”", en="unknown key '{key}'"),
    advice=Text(
        zh="请检查拼写，参见数据包字段说明", en="check the spelling against the reference of pack fields"
    ),
)
PASSED_OVER = FindingKind(
    "study.unknown_key",
    Severity.WARNING,
    says=Text(zh="不认识的键“{key}”，已略过", en="the unknown key '{key}' was passed over"),
    advice=Text(
        zh="请检查拼写；批注可写成以 # 开头的注释",
        en="check the spelling; remarks can be comments that begin with #",
    ),
)
MISSING_KEY = FindingKind(
    "pack.missing_key",
    Severity.ERROR,
    says=Text(zh="缺少必填的键“{key}”", en="the required key '{key}' is missing"),
    advice=Text(zh="请补上", en="add it"),
)
BAD_VALUE = FindingKind(
    "pack.bad_value",
    Severity.ERROR,
    says=Text(zh="“{key}”的值不合要求：{problem_zh}", en="the value of '{key}' does not fit: {problem_en}"),
    advice=Text(zh="请按数据包字段说明修改", en="change it after the reference of pack fields"),
)
BAD_PATTERN = FindingKind(
    "pack.bad_pattern",
    Severity.ERROR,
    says=Text(
        zh="正则表达式“{pattern}”不可用：{problem}", en="the pattern '{pattern}' cannot be used: {problem}"
    ),
    advice=Text(
        zh="只能使用有上限的重复，如 ?、{{0,8}}，不能用 * 与 +，也不能重复一个分组",
        en="use bounded repeats only, such as ? or {{0,8}}; no * or +, no repeated group",
    ),
)
BAD_REASON = FindingKind(
    "pack.bad_reason",
    Severity.ERROR,
    says=Text(
        zh="理由“{reason}”的占位符超出线索的部分数",
        en="the reason '{reason}' has a field that no part of the cue fills",
    ),
    advice=Text(zh="占位符从 {{0}} 开始，每个部分一个", en="fields start at {{0}}, one per part"),
)
DUPLICATE_NAME = FindingKind(
    "pack.duplicate_name",
    Severity.ERROR,
    says=Text(zh="“{name}”出现了两次", en="'{name}' stands twice"),
    advice=Text(zh="请删除或改名", en="delete or rename one"),
)
UNKNOWN_REFERENCE = FindingKind(
    "pack.unknown_reference",
    Severity.ERROR,
    says=Text(zh="引用了不存在的“{name}”", en="'{name}' is referred to but does not exist"),
    advice=Text(zh="请检查拼写，或先定义它", en="check the spelling or define it first"),
)
ENGINE_TOO_OLD = FindingKind(
    "pack.engine_too_old",
    Severity.ERROR,
    says=Text(
        zh="数据包要求链策 {needs} 以上，当前为 {present}",
        en="the pack needs Liance {needs}, this is {present}",
    ),
    advice=Text(zh="请升级链策", en="upgrade Liance"),
)

Model = TypeVar("Model", bound=BaseModel)

#: The content files of each kind of pack: file name -> (shape, required).
CONTENT: dict[str, dict[str, tuple[type[BaseModel], bool]]] = {
    "vocabulary": {"vocabulary.yaml": (Vocabulary, True)},
    "lexicon": {"lexicon.yaml": (Lexicon, True)},
    "indicators": {"indicators.yaml": (IndicatorCatalogue, True)},
    "rubric": {
        "rubric.yaml": (Rubric, True),
        "cues.yaml": (CueSet, False),
        "examples.yaml": (Examples, True),
    },
    "series": {"series.yaml": (SeriesSet, True)},
    "study": {
        "study.yaml": (Study, True),
        "frame.yaml": (Frame, False),
        "targets.yaml": (StagedTargets, False),
    },
    "diagnosis": {"rules.yaml": (Diagnosis, True)},
    "topics": {"topics.yaml": (Topics, True)},
    "profile": {"profile.yaml": (RegionalProfile, True)},
    "candidates": {"candidates.yaml": (CandidateSet, True)},
    "oversight": {"oversight.yaml": (OversightRules, True)},
    "scenario": {"charter.yaml": (Charter, True), "script.yaml": (Script, False)},
}
_MANIFEST = "pack.yaml"


@dataclass(frozen=True, slots=True)
class Pack:
    """A checked pack: its manifest, its content by file name, and the digest of all of it."""

    manifest: Manifest
    content: Mapping[str, BaseModel]
    digest: str
    files: Mapping[str, YamlFile]

    def digest_of(self, name: str) -> str:
        """Return the digest of one content file with the pack's id and version."""
        value = self.content[name].model_dump(mode="json")
        return digest_value({"id": self.manifest.id, "version": self.manifest.version, name: value})

    def part(self, name: str, shape: type[Model]) -> Model:
        """Return the content of the file ``name``."""
        value = self.content[name]
        assert isinstance(value, shape)
        return value


def read_pack(files: Mapping[str, bytes], engine: str, prefix: str = "") -> tuple[Pack | None, list[Finding]]:
    """Read and check the files of one pack.

    Args:
        files: bytes by file name (``pack.yaml``, ...); names that are not YAML are ignored.
        engine: the present version of Liance.
        prefix: put before file names in findings (the pack's folder).

    Returns:
        The pack, or None when any finding is an error; and all findings in order of file and line.
    """
    if len(files) > MAX_PACK_FILES:
        return None, [TOO_LARGE.at(Place(prefix), bound=f"MAX_PACK_FILES = {MAX_PACK_FILES}")]
    findings: list[Finding] = []
    parsed: dict[str, YamlFile] = {}
    for name in sorted(files):
        if name.endswith((".yaml", ".yml")):
            yaml_file, problems = parse_yaml(prefix + name, files[name])
            findings += problems
            if yaml_file is not None:
                parsed[name] = yaml_file
    manifest = _shape(Manifest, _MANIFEST, files, parsed, findings, prefix)
    if manifest is None:
        return None, findings
    if _numbers(manifest.engine) > _numbers(engine):
        line = parsed[_MANIFEST].line_of(("engine",))
        findings.append(
            ENGINE_TOO_OLD.at(Place(prefix + _MANIFEST, line=line), needs=manifest.engine, present=engine)
        )
    content: dict[str, BaseModel] = {}
    shapes = CONTENT[manifest.kind]
    for name, (shape, required) in shapes.items():
        if name in files or required:
            value = _shape(shape, name, files, parsed, findings, prefix)
            if value is not None:
                content[name] = value
    findings += [
        STRANGE_FILE.at(Place(prefix + name), file=name)
        for name in sorted(parsed)
        if name != _MANIFEST and name not in shapes
    ]
    for name, value in content.items():
        findings += _CHECKS[type(value)](value, parsed[name])
    if "cues.yaml" in content and "rubric.yaml" in content:
        findings += _check_cues_fit(content["rubric.yaml"], content["cues.yaml"], parsed["cues.yaml"])
    charter, script = content.get("charter.yaml"), content.get("script.yaml")
    if isinstance(charter, Charter) and isinstance(script, Script):
        findings += check_script(script, charter, parsed["script.yaml"])
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None, findings
    digest = digest_value(
        {"manifest": manifest.model_dump(mode="json")}
        | {name: value.model_dump(mode="json") for name, value in content.items()}
    )
    return Pack(manifest, content, digest, parsed), findings


def read_study(name: str, data: bytes) -> tuple[Study | None, YamlFile | None, list[Finding]]:
    """Read a user's study file.

    Tables and claims that have not the shape of one are left out, keys that are not known are passed over; both are
    findings. The file that is returned is the one that was read in the end.

    Returns:
        The study, or None where the file has not the shape of one; the file with its lines; and the findings.
        A study may have findings that make single claims unusable (see ``study_problems``).
    """
    file, findings = parse_yaml(name, data)
    if file is None:
        return None, None, findings
    file, more = _without_faults(file)
    findings += more
    study = _shape(Study, name, {name: data}, {name: file}, findings, "")
    if study is not None:
        findings += check_study(study, file)
    return study, file, findings


def _without_faults(file: YamlFile) -> tuple[YamlFile, list[Finding]]:
    """Return a study file without unknown keys and without tables and claims that cannot be read, and what they were."""
    try:
        Study.model_validate(file.value)
    except ValidationError as error:
        problems = error.errors(include_url=False)
    else:
        return file, []
    unknown: set[YamlPath] = set()
    entries: set[YamlPath] = set()
    findings = []
    for details in problems:
        path = tuple(details["loc"])
        known = _known_path(path, file)
        if details["type"] == "extra_forbidden" and known and known[-1] == path[-1]:
            unknown.add(known)
            findings.append(
                PASSED_OVER.at(Place(file.name, line=file.line_of(known)), key=".".join(map(str, path)))
            )
        elif len(known) > 1 and known[0] in ("tables", "claims") and isinstance(known[1], int):
            entries.add(known[:2])
            findings.append(_finding_of(details, file))
    return without(file, unknown | entries), findings


def read_frame_file(name: str, data: bytes) -> tuple[Frame | None, list[Finding]]:
    """Read a frame file that a person wrote or confirmed; None where it has not the shape of one."""
    file, findings = parse_yaml(name, data)
    if file is None:
        return None, findings
    return _shape(Frame, name, {name: data}, {name: file}, findings, ""), findings


def read_shape(
    shape: type[Model], name: str, data: bytes
) -> tuple[Model | None, YamlFile | None, list[Finding]]:
    """Read a user's YAML file of one shape.

    Returns:
        The value, or None where the file has not that shape; the file with its lines; and the findings.
    """
    file, findings = parse_yaml(name, data)
    if file is None:
        return None, None, findings
    return _shape(shape, name, {name: data}, {name: file}, findings, ""), file, findings


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3])


def _shape(
    shape: type[Model],
    name: str,
    files: Mapping[str, bytes],
    parsed: Mapping[str, YamlFile],
    findings: list[Finding],
    prefix: str,
) -> Model | None:
    if name not in files:
        findings.append(MISSING_FILE.at(Place(prefix), file=name))
        return None
    if name not in parsed:
        return None
    try:
        return shape.model_validate(parsed[name].value)
    except ValidationError as error:
        findings += [_finding_of(details, parsed[name]) for details in error.errors(include_url=False)]
        return None


#: What is wrong with a value, in Chinese, by pydantic's type of error; others are told as pydantic tells them.
_PROBLEMS = {
    "literal_error": "只能是 {expected}",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为列表",
    "dict_type": "应为键值对照",
    "model_type": "应为键值对照",
    "model_attributes_type": "应为键值对照",
    "string_pattern_mismatch": "格式不对，应符合 {pattern}",
    "string_too_short": "太短，至少 {min_length} 个字",
    "string_too_long": "太长，至多 {max_length} 个字",
    "too_short": "至少要有 {min_length} 个",
    "too_long": "至多 {max_length} 个",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "union_tag_invalid": "只能是 {expected_tags}",
    "union_tag_not_found": "缺少 {discriminator}",
}


def _finding_of(details: ErrorDetails, file: YamlFile) -> Finding:
    path = tuple(details["loc"])
    key = ".".join(str(part) for part in path)
    place = Place(file.name, line=file.line_of(_known_path(path, file)))
    if details["type"] == "extra_forbidden":
        return UNKNOWN_KEY.at(place, key=key)
    if details["type"] == "missing":
        return MISSING_KEY.at(place, key=key)
    problem = details["msg"]
    chinese = _PROBLEMS.get(details["type"])
    shown = chinese.format(**details.get("ctx", {})) if chinese else problem
    return BAD_VALUE.at(place, key=key or file.name, problem_en=problem, problem_zh=shown)


def _known_path(path: tuple[int | str, ...], file: YamlFile) -> tuple[int | str, ...]:
    """Return the path in the file: without the names of shapes that stand in a path through alternatives."""
    known: tuple[int | str, ...] = ()
    for part in path:
        if (*known, part) in file.lines:
            known = (*known, part)
    return known


def _check_vocabulary(vocabulary: BaseModel, file: YamlFile) -> Iterator[Finding]:
    assert isinstance(vocabulary, Vocabulary)
    for name in ("names", "components", "problems", "products"):
        yield from _twice(getattr(vocabulary, name), file, (name,))


def _twice(names: tuple[str, ...], file: YamlFile, path: tuple[str | int, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield DUPLICATE_NAME.at(Place(file.name, line=file.line_of((*path, index))), name=name)
        seen.add(name)


#: Unbounded repeats, repeated groups and back references have no bound on the work they cause.
_UNBOUNDED = re.compile(r"(?<!\\)(?:[*+]|\)\{|\{\d*,\}|\\[1-9])")


def pattern_problem(pattern: str) -> str | None:
    """Say why a pack's pattern may not be used, or return None."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    outside_classes = re.sub(r"\[[^\]]*\]", "[]", pattern)
    found = _UNBOUNDED.search(outside_classes)
    return f"'{found.group()}' has no bound" if found else None


def _check_lexicon(lexicon: BaseModel, file: YamlFile) -> Iterator[Finding]:
    assert isinstance(lexicon, Lexicon)
    for name, concept in lexicon.concepts.items():
        path = ("concepts", name)
        yield from _twice(concept.terms, file, (*path, "terms"))
        for index, pattern in enumerate(concept.patterns):
            problem = pattern_problem(pattern)
            if problem:
                line = file.line_of((*path, "patterns", index))
                yield BAD_PATTERN.at(Place(file.name, line=line), pattern=pattern, problem=problem)
        for index, other in enumerate(concept.includes):
            if other not in lexicon.concepts and other not in SUBJECT_CONCEPTS:
                line = file.line_of((*path, "includes", index))
                yield UNKNOWN_REFERENCE.at(Place(file.name, line=line), name=other)


def _check_rubric(rubric: BaseModel, file: YamlFile) -> Iterator[Finding]:
    assert isinstance(rubric, Rubric)
    seen: set[str] = set()
    for index, item in enumerate(rubric.items):
        path: tuple[str | int, ...] = ("items", index)
        for name in (item.id, item.name, *(criterion.id for criterion in item.criteria())):
            if name in seen:
                yield DUPLICATE_NAME.at(Place(file.name, line=file.line_of(path)), name=name)
            seen.add(name)
        levels = [level.level for level in item.levels]
        if levels != list(range(1, len(levels) + 1)):
            line = file.line_of((*path, "levels"))
            yield BAD_VALUE.at(
                Place(file.name, line=line),
                key=f"items.{index}.levels",
                problem_en="levels must run 1, 2, 3 ...",
                problem_zh="各档应依次为 1、2、3……",
            )
        for number, level in enumerate(item.levels):
            if not any(criterion.core for criterion in level.criteria):
                line = file.line_of((*path, "levels", number))
                yield BAD_VALUE.at(
                    Place(file.name, line=line),
                    key=f"level {level.level}",
                    problem_en="no core criterion",
                    problem_zh="没有必备的评价条目",
                )
    known = {item.id for item in rubric.items}
    for index, aggregate in enumerate(rubric.aggregates):
        for part in aggregate.of:
            if part not in known:
                line = file.line_of(("aggregates", index))
                yield UNKNOWN_REFERENCE.at(Place(file.name, line=line), name=part)
        known.add(aggregate.id)


def _check_indicators(catalogue: BaseModel, file: YamlFile) -> Iterator[Finding]:
    assert isinstance(catalogue, IndicatorCatalogue)
    seen: set[str] = set()
    for index, indicator in enumerate(catalogue.indicators):
        path = ("indicators", index)
        for name in (indicator.id, indicator.name.zh, *indicator.synonyms):
            if name in seen:
                yield DUPLICATE_NAME.at(Place(file.name, line=file.line_of(path)), name=name)
            seen.add(name)


_FIELD = re.compile(r"\{\d\}")


def _check_cues(cues: BaseModel, file: YamlFile) -> Iterator[Finding]:
    """Reasons hold the fields {0}, {1} ... of the cue's parts and no other braces."""
    assert isinstance(cues, CueSet)
    for number, item in enumerate(cues.items):
        for place, criterion in enumerate(item.criteria):
            for index, cue in enumerate(criterion.cues):
                for language, reason in (("zh", cue.reason.zh), ("en", cue.reason.en)):
                    fields = {int(field[1]) for field in _FIELD.findall(reason)}
                    if max(fields, default=0) >= len(cue.all) or set("{}") & set(_FIELD.sub("", reason)):
                        path = ("items", number, "criteria", place, "cues", index, "reason", language)
                        yield BAD_REASON.at(Place(file.name, line=file.line_of(path)), reason=reason)


def _check_topics(topics: BaseModel, file: YamlFile) -> Iterator[Finding]:
    assert isinstance(topics, Topics)
    yield from check_topics(topics, file)
    for path, pattern in patterns_of(topics):
        problem = pattern_problem(pattern)
        if problem:
            line = file.line_of(path)
            yield BAD_PATTERN.at(Place(file.name, line=line), pattern=pattern, problem=problem)


def _check_nothing(_value: BaseModel, _file: YamlFile) -> Iterator[Finding]:
    yield from ()


_CHECKS: dict[type[BaseModel], Callable[[BaseModel, YamlFile], Iterator[Finding]]] = {
    Vocabulary: _check_vocabulary,
    Lexicon: _check_lexicon,
    IndicatorCatalogue: _check_indicators,
    Rubric: _check_rubric,
    CueSet: _check_cues,
    Examples: _check_nothing,
    Study: check_study,
    Frame: _check_nothing,
    SeriesSet: check_series,
    StagedTargets: check_staged_targets,
    Diagnosis: check_diagnosis,
    Topics: _check_topics,
    RegionalProfile: check_profile,
    CandidateSet: check_candidates,
    Charter: check_charter,
    Script: _check_nothing,
    OversightRules: check_oversight,
}


def _check_cues_fit(rubric: BaseModel, cues: BaseModel, file: YamlFile) -> Iterator[Finding]:
    assert isinstance(rubric, Rubric)
    assert isinstance(cues, CueSet)
    items = {item.id: {criterion.id for criterion in item.criteria()} for item in rubric.items}
    for index, item in enumerate(cues.items):
        if item.item not in items:
            line = file.line_of(("items", index))
            yield UNKNOWN_REFERENCE.at(Place(file.name, line=line), name=item.item)
            continue
        for number, criterion in enumerate(item.criteria):
            if criterion.criterion not in items[item.item]:
                line = file.line_of(("items", index, "criteria", number))
                yield UNKNOWN_REFERENCE.at(Place(file.name, line=line), name=criterion.criterion)
