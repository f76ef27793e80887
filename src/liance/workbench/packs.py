"""List, show and check data packs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from liance.core.errors import PackError, UnknownNameError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.packs.charter import Charter
from liance.packs.diagnosis import BAD_RULE, Diagnosis, StagesRule
from liance.packs.frame import StagedTargets
from liance.packs.library import PACK, SCENARIO, Library, RubricPack, check_folder
from liance.packs.model import SUBJECT_CONCEPTS, Bilingual, IndicatorCatalogue, Lexicon, Rubric, Vocabulary
from liance.packs.oversight import OversightRules
from liance.packs.reading import UNKNOWN_REFERENCE, Pack
from liance.packs.series import SeriesSet
from liance.packs.study import Study
from liance.packs.topics import Topics
from liance.packs.yamlfile import YamlFile
from liance.workbench.corpus import FileMissingError
from liance.workbench.examples import read_examples
from liance.workbench.scenarios.diagrams import life_cycles

EXAMPLE_MISSES = FindingKind(
    "pack.example_misses",
    Severity.WARNING,
    says=Text(
        zh="“{item}”{level} 分的示例，机器没有读出该档的依据（读出的档次：{got}）",
        en="in the example of level {level} of '{item}' the machine finds no evidence for that level (found: {got})",
    ),
    advice=Text(zh="请核对示例或机器线索", en="check the example or the machine cues"),
)
COUNTER_SCORES = FindingKind(
    "pack.counter_scores",
    Severity.WARNING,
    says=Text(
        zh="“{item}”的反例不应得分，机器却评为 {got} 分",
        en="the counter-example of '{item}' should earn nothing, but the machine gives {got}",
    ),
    advice=Text(zh="请核对反例或机器线索", en="check the counter-example or the machine cues"),
)
EXAMPLE_MISSING = FindingKind(
    "pack.example_missing",
    Severity.WARNING,
    says=Text(zh="“{item}”缺少{level}分的示例", en="'{item}' has no example of level {level}"),
    advice=Text(
        zh="每一档写一个示例，每项写一个反例（0 分）",
        en="write one per level and a counter-example (level 0)",
    ),
)
BAD_CUE = FindingKind(
    "pack.bad_cue",
    Severity.ERROR,
    says=Text(
        zh="线索引用了词表中没有的概念“{name}”", en="a cue uses the concept '{name}', which the lexicon lacks"
    ),
    advice=Text(zh="请检查拼写，或在词表中定义它", en="check the spelling or define it in the lexicon"),
)
__all__ = ["Library", "check_packs", "list_packs", "open_library", "pack_data", "pack_text", "scenario_graph"]


@dataclass(frozen=True, slots=True)
class PackRow:
    """One line of the list of packs."""

    id: str
    kind: str
    version: str
    title: Bilingual

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "id": self.id,
            "kind": self.kind,
            "version": self.version,
            "title": {"zh": self.title.zh, "en": self.title.en},
        }


@dataclass(frozen=True, slots=True)
class PackCheck:
    """What a check found in one pack."""

    name: str
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the pack can be used."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def open_library(folder: Path | None) -> Library:
    """Return the shipped packs and those in ``folder``.

    Raises:
        FileMissingError: the folder is not there.
    """
    if folder is not None and not folder.is_dir():
        raise FileMissingError(str(folder))
    return Library([folder] if folder else [])


def list_packs(library: Library) -> tuple[tuple[PackRow, ...], tuple[str, ...]]:
    """Return all sound packs by kind and name, and the names of the broken ones."""
    rows: list[PackRow] = []
    broken: list[str] = []
    for name in library.names():
        try:
            manifest = library.pack(name).manifest
        except PackError:
            broken.append(name)
            continue
        rows.append(PackRow(manifest.id, manifest.kind, manifest.version, manifest.title))
    order = (
        "rubric",
        "vocabulary",
        "lexicon",
        "indicators",
        "study",
        "diagnosis",
        "topics",
        "profile",
        "candidates",
        "series",
        "scenario",
        "oversight",
    )
    return tuple(sorted(rows, key=lambda row: (order.index(row.kind), row.id))), tuple(broken)


def pack_data(library: Library, name: str) -> dict[str, object]:
    """Return all of a pack as JSON-ready data."""
    pack = library.pack(name)
    return {
        "manifest": pack.manifest.model_dump(mode="json"),
        "digest": pack.digest,
        "content": {file: part.model_dump(mode="json") for file, part in sorted(pack.content.items())},
    }


def pack_text(library: Library, name: str, language: Language) -> str:
    """Return what a person wants to read of a pack."""
    pack = library.pack(name)
    chinese = language is Language.ZH
    manifest = pack.manifest
    lines = [f"{manifest.title.zh if chinese else manifest.title.en}  ({manifest.id} {manifest.version})"]
    for source in manifest.sources:
        parts = [source.title, source.place, str(source.year or "")]
        lines.append(("来源：" if chinese else "Source: ") + "，".join(part for part in parts if part))
    for content in pack.content.values():
        if isinstance(content, Rubric):
            lines += _rubric_lines(content, language)
        elif isinstance(content, Vocabulary):
            lines += _vocabulary_lines(content, language)
        elif isinstance(content, Lexicon):
            lines += [f"{name}: {concept.note}" for name, concept in content.concepts.items()]
        elif isinstance(content, IndicatorCatalogue):
            lines += _indicator_lines(content, language)
        elif isinstance(content, Study):
            lines += _study_lines(content, language)
        elif isinstance(content, SeriesSet):
            lines += [
                f"{one.id}  {one.name.zh if chinese else one.name.en}  "
                + ", ".join(f"{point.time}: {point.value}{one.unit}" for point in one.points)
                for one in content.series
            ]
        elif isinstance(content, StagedTargets):
            lines += _target_lines(content, language)
        elif isinstance(content, Diagnosis):
            lines += _diagnosis_lines(content, language)
        elif isinstance(content, Topics):
            lines += _topics_lines(content, language)
        elif isinstance(content, OversightRules):
            lines += _oversight_lines(content, language)
        elif isinstance(content, Charter):
            lines += [content.about.zh if chinese else content.about.en, "", *life_cycles(content, language)]
    return "\n".join(lines)


def _rubric_lines(rubric: Rubric, language: Language) -> list[str]:
    chinese = language is Language.ZH
    subject = rubric.subject or ("（主题技术）" if chinese else "(subject)")
    lines = []
    for item in rubric.items:
        lines.append("")
        lines.append(f"{item.name if chinese else item.name_en}  [{item.logic}]")
        for level in reversed(item.levels):
            text = level.text if chinese else "; ".join(criterion.text_en for criterion in level.criteria)
            lines.append(f"  {level.level}  {text.replace('{subject}', subject)}")
    return lines


def _target_lines(content: StagedTargets, language: Language) -> list[str]:
    chinese = language is Language.ZH
    lines = []
    for target in content.targets:
        name = target.indicator if chinese else target.indicator_en or target.indicator
        upper = "" if target.value_max is None else f"–{target.value_max}"
        lines.append(f"{target.year}  {name}  {target.op} {target.value}{upper}{target.unit}")
    return lines


def _study_lines(study: Study, language: Language) -> list[str]:
    chinese = language is Language.ZH
    lines = []
    for table in study.tables:
        title = table.title and (table.title.zh if chinese else table.title.en)
        lines.append(f"{title or table.id}  [{table.id}] {len(table.rows)} × {len(table.cols)}")
    for claim in study.claims:
        lines.append(f"{claim.id}  [{claim.kind}] {claim.text if chinese else claim.text_en or claim.text}")
    return lines


def _oversight_lines(content: OversightRules, language: Language) -> list[str]:
    chinese = language is Language.ZH
    lines = []
    for rule in content.rules:
        lines += ["", f"{rule.name.zh if chinese else rule.name.en}  [{rule.id}, {rule.kind}]"]
        bounds = rule.model_dump(exclude={"id", "kind", "name", "says", "advice"}, exclude_none=True)
        lines += [
            f"  {key}: {', '.join(value) if isinstance(value, tuple) else value}"
            for key, value in bounds.items()
            if value != ()
        ]
    return lines


def _diagnosis_lines(diagnosis: Diagnosis, language: Language) -> list[str]:
    chinese = language is Language.ZH
    lines = []
    for rule in diagnosis.rules:
        lines += ["", f"{rule.name.zh if chinese else rule.name.en}  [{rule.id}, {rule.kind}]"]
        texts = [rule.says, rule.advice, *rule.advice_by_item.values()]
        lines += [f"  {text.zh if chinese else text.en}" for text in texts]
    return lines


def _topics_lines(topics: Topics, language: Language) -> list[str]:
    chinese = language is Language.ZH
    lines = []
    for one in topics.sets:
        lines += ["", f"{one.name.zh if chinese else one.name.en}  [{one.id}]"]
        for topic in one.topics:
            name = topic.name.zh if chinese else topic.name.en
            lines.append(f"  {name}{'：' if chinese else ': '}{'、'.join((*topic.terms, *topic.patterns))}")
    return lines


def _vocabulary_lines(vocabulary: Vocabulary, language: Language) -> list[str]:
    chinese = language is Language.ZH
    parts = (
        ("名称" if chinese else "names", vocabulary.names),
        ("组成部分" if chinese else "components", vocabulary.components),
        ("关键技术问题" if chinese else "problems", vocabulary.problems),
        ("产品服务" if chinese else "products", vocabulary.products),
    )
    return [f"{name}{'：' if chinese else ': '}{'、'.join(terms)}" for name, terms in parts]


def _indicator_lines(catalogue: IndicatorCatalogue, language: Language) -> list[str]:
    chinese = language is Language.ZH
    lines = []
    for indicator in catalogue.indicators:
        name = indicator.name.zh if chinese else indicator.name.en
        unit = f" [{indicator.unit}]" if indicator.unit else ""
        lines.append(f"{name}{unit}{'：' if chinese else ': '}{'、'.join(indicator.synonyms)}")
    return lines


def check_packs(library: Library, targets: Sequence[Path]) -> tuple[PackCheck, ...]:
    """Check packs by name or folder; all packs of the library where none is named.

    Raises:
        UnknownNameError: a target is neither a pack's name nor a folder.
    """
    if not targets:
        return tuple(_check_named(library, name) for name in library.names())
    results: list[PackCheck] = []
    for given in targets:
        inner, names = _named(library, given)
        results += [_check_named(inner, name) for name in names]
    return tuple(results)


def _named(library: Library, given: Path) -> tuple[Library, list[str]]:
    """Return the packs that a name, a pack's folder or a folder of packs stands for, and the library with them.

    Raises:
        UnknownNameError: it is neither a pack's name nor a folder with packs.
    """
    target = given.resolve() if given.is_dir() else given
    if target.is_dir():
        inner = Library([*library.folders, target])
        if (target / "pack.yaml").is_file():
            return inner, [target.name]
        names = sorted(entry.name for entry in target.iterdir() if (entry / "pack.yaml").is_file())
        if names:
            return inner, names
    elif str(target) in library.names():
        return library, [str(target)]
    raise UnknownNameError(PACK, str(given), library.names())


def scenario_graph(library: Library, given: Path) -> tuple[PackCheck, Charter | None]:
    """Return a scenario's charter for drawing, or None with the findings where it is broken.

    Args:
        library: of packs.
        given: the scenario's name, or its folder.

    Raises:
        UnknownNameError: it is no scenario.
    """
    inner, names = _named(library, given)
    check = _check_named(inner, names[0])
    if not check.is_sound:
        return check, None
    pack = inner.pack(names[0])
    if pack.manifest.kind != "scenario":
        raise UnknownNameError(SCENARIO, str(given), library.names_of("scenario"))
    return check, pack.part("charter.yaml", Charter)


def _check_named(library: Library, name: str) -> PackCheck:
    pack, findings = check_folder(library.place(name))
    if pack is not None and pack.manifest.kind == "diagnosis":
        findings += _diagnosis_findings(library, pack)
    if pack is None or pack.manifest.kind != "rubric":
        return PackCheck(name, tuple(findings))
    file = pack.files["rubric.yaml"]
    rubric = pack.part("rubric.yaml", Rubric)
    for key, other in (("lexicon", rubric.lexicon), ("cues_of", rubric.cues_of)):
        if other is not None and other not in library.names():
            where = Place(file.name, line=file.line_of((key,)))
            findings.append(UNKNOWN_REFERENCE.at(where, name=other))
    if all(finding.severity is not Severity.ERROR for finding in findings):
        try:
            findings += _check_rubric(library, pack, name)
        except PackError as error:
            findings += error.findings
        except UnknownNameError as error:
            where = Place(file.name, line=file.line_of(("lexicon",)))
            findings.append(UNKNOWN_REFERENCE.at(where, name=error.name))
    return PackCheck(name, tuple(findings))


def _diagnosis_findings(library: Library, pack: Pack) -> Iterator[Finding]:
    """Yield the items and criteria that the rules name and a rubric they were written for has not."""
    file = pack.files["rules.yaml"]
    diagnosis = pack.part("rules.yaml", Diagnosis)
    for number, name in enumerate(diagnosis.rubrics):
        try:
            items = library.rubric(name).rubric.items
        except (UnknownNameError, PackError):
            where = Place(file.name, line=file.line_of(("rubrics", number)))
            yield UNKNOWN_REFERENCE.at(where, name=name)
            continue
        known = {item.id for item in items}
        criteria = {criterion.id for item in items for criterion in item.criteria()}
        for index, rule in enumerate(diagnosis.rules):
            named = set(rule.advice_by_item) - known
            if isinstance(rule, StagesRule):
                named |= ({rule.item} - known) | (set(rule.criteria) - criteria)
            where = Place(file.name, line=file.line_of(("rules", index)))
            for missing in sorted(named):
                yield BAD_RULE.at(where, rule=rule.id, name=f"{missing} ({name})")


def _check_rubric(library: Library, pack: Pack, name: str) -> list[Finding]:
    """Check what spans packs: concepts of cues, and examples against the machine rater."""
    whole = library.rubric(name)
    findings = list(_cue_findings(whole, pack.files["cues.yaml"])) if "cues.yaml" in pack.files else []
    if all(finding.severity is not Severity.ERROR for finding in findings):
        findings += _example_findings(whole, library, pack.files["examples.yaml"])
    return findings


def _cue_findings(whole: RubricPack, file: YamlFile) -> Iterator[Finding]:
    known = {*whole.lexicon.concepts, *SUBJECT_CONCEPTS}
    for number, item in enumerate(whole.cues.items):
        for place, criterion in enumerate(item.criteria):
            for index, cue in enumerate(criterion.cues):
                path = ("items", number, "criteria", place, "cues", index)
                groups = (*cue.all, *cue.near, *cue.unless)
                used = {concept for group in groups for concept in group.split("|")}
                for concept in sorted(used - known):
                    yield BAD_CUE.at(Place(file.name, line=file.line_of(path)), name=concept)


def _example_findings(whole: RubricPack, library: Library, file: YamlFile) -> Iterator[Finding]:
    present = {(example.item, example.level) for example in whole.examples.examples}
    for item in whole.rubric.items:
        for level in range(len(item.levels) + 1):
            if (item.id, level) not in present:
                yield EXAMPLE_MISSING.at(Place(file.name, line=1), item=item.name, level=level)
    names = {item.id: item.name for item in whole.rubric.items}
    for index, read in enumerate(read_examples(whole, library)):
        if read.is_as_meant:
            continue
        where = Place(file.name, line=file.line_of(("examples", index)))
        name = names.get(read.example.item, read.example.item)
        if read.example.level == 0:
            yield COUNTER_SCORES.at(where, item=name, got=read.score)
        else:
            got = ", ".join(str(level) for level in sorted(read.evident)) or "-"
            yield EXAMPLE_MISSES.at(where, item=name, level=read.example.level, got=got)
