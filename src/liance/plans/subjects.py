"""Which technology a plan is about, and whose vocabulary its words are.

The subject is what the user names; else what the index or the front matter says; else what the title
names; else what the text speaks of most. Within a string the longest name of a vocabulary wins, those before
brackets first: 工业大数据 is big data, 新一代信息技术（物联网） is new-generation IT. A subject without vocabulary
keeps its own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.packs.model import Vocabulary
from liance.plans.documents.model import Metadata, Origin
from liance.plans.documents.views import fold

NO_VOCABULARY = FindingKind(
    "subject.no_vocabulary",
    Severity.WARNING,
    says=Text(
        zh="主题技术“{subject}”没有词表，只按这个名称本身寻找证据",
        en="there is no vocabulary for the subject '{subject}'; evidence is sought by this name alone",
    ),
    advice=Text(
        zh="可用 --subject 指定有词表的主题（{known}），或为它编写词表",
        en="name a subject that has one with --subject ({known}), or write a vocabulary for it",
    ),
)
UNKNOWN = FindingKind(
    "subject.unknown",
    Severity.WARNING,
    says=Text(
        zh="看不出规划针对哪一项技术，与主题技术有关的证据会缺失",
        en="the technology that the plan is about cannot be told, so evidence on it will be missing",
    ),
    advice=Text(
        zh="请用 --subject 指定，或在索引表、文件头中填写主题技术",
        en="name it with --subject, in an index or in front matter",
    ),
)
FROM_TEXT = FindingKind(
    "subject.from_text",
    Severity.INFO,
    says=Text(
        zh="标题中没有主题技术；正文谈得最多的是“{subject}”，按它评分",
        en="the title names no technology; the text speaks most of '{subject}', which was used",
    ),
    advice=Text(zh="如不对，请用 --subject 指定", en="name the right one with --subject if this is wrong"),
)

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
#: What stands before the subject in a title, behind issuer and place.
_BEFORE = re.compile(
    r"^(?:关于|印发|加快|推进|推动|促进|支持|大力|进一步|深化|开展|实施|建设|发展|培育|做强|做优|做大|全面|深入|以)*"
)
#: What stands behind it.
_BEHIND = re.compile(
    r"(?:产业|技术|领域|创新|应用|融合|高质量|跨越式|健康|快速|集聚|建设|发展|提升|培育|示范|试点|引领|专项|中长期|三年|五年|重点"
    r"|工作|总体|实施|行动|推进|的|若干|指导|政策|规划|计划|方案|意见|措施|纲要|办法|和|与)+$"
)
_CYCLE = re.compile(r"[“\"]?十[一二三四五六七八九]五[”\"]?|[12]\d{3}年?(?:[-—–~至]+[12]\d{3}年?)?")
_QUOTES = re.compile(r"[“”\"《》\s]")
#: Least times that a text must use the words of a title for them to be its subject, and a subject's name
#: for the text to be about it. A name in a short line, as headings are, counts three times.
_LEAST_MENTIONS = 3
_CORE_LENGTH = 12
#: The name of a place stands at a title's beginning, behind that of the place around it at most.
_PLACE_WITHIN = 8
_HEADING_LENGTH = 40
_HEADING_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class SubjectChoice:
    """The subject of a plan.

    ``name`` is what its source calls it, empty where it is unknown; ``words`` are the names by which to seek
    it besides those of the vocabulary; ``origin`` tells where it comes from, None where it is unknown.
    """

    name: str
    vocabulary_id: str | None
    origin: Origin | None = None
    words: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def choose_subject(
    metadata: Metadata, text: str, vocabularies: Mapping[str, Vocabulary], source: str = ""
) -> SubjectChoice:
    """Return the subject of a plan.

    Args:
        metadata: Its ``subject``, where it has one, decides (option, index and front matter by their
            order there); then its ``title``.
        text: The document's text.
        vocabularies: All vocabularies by pack id.
        source: The file's name, for findings.
    """
    place = Place(source)
    known = "、".join(vocabularies[name].names[0] for name in sorted(vocabularies))
    if metadata.subject is not None:
        name, origin = metadata.subject, metadata.origins.get("subject", Origin.TEXT)
        found = vocabulary_in(name, vocabularies)
        findings = () if found else (NO_VOCABULARY.at(place, subject=name, known=known),)
        return SubjectChoice(name, found, origin, own_words(name), findings)
    if metadata.title is not None:
        origin = metadata.origins.get("title", Origin.TEXT)
        found = vocabulary_in(metadata.title, vocabularies)
        if found is not None:
            return SubjectChoice(vocabularies[found].names[0], found, origin)
        core = _core_of_title(metadata.title, metadata.region)
        if core is not None and text.count(core) >= _LEAST_MENTIONS:
            finding = NO_VOCABULARY.at(place, subject=core, known=known)
            return SubjectChoice(core, None, origin, (core,), (finding,))
    found = _most_spoken_of(text, vocabularies)
    if found is not None:
        name = vocabularies[found].names[0]
        return SubjectChoice(name, found, Origin.TEXT, findings=(FROM_TEXT.at(place, subject=name),))
    return SubjectChoice("", None, findings=(UNKNOWN.at(place),))


def own_words(name: str) -> tuple[str, ...]:
    """Return a subject's name and, where it differs, its core without brackets.

    >>> own_words("数字经济（数字技术）")
    ('数字经济（数字技术）', '数字经济')
    """
    core = _BRACKETS.sub("", name).strip()
    return (name,) if core in ("", name) else (name, core)


def vocabulary_in(name: str, vocabularies: Mapping[str, Vocabulary]) -> str | None:
    """Return the id of the vocabulary whose name is longest in ``name``, before any brackets if there is one.

    ``name`` may also be an id itself. Case and width of letters do not matter; of names of one length the
    one that comes first wins.
    """
    if name.strip() in vocabularies:
        return name.strip()
    for part in (_BRACKETS.sub("", name), name):
        shown = fold(part).casefold()
        ranked = [
            (-len(term), shown.index(term), identifier)
            for term, identifier in _terms(vocabularies)
            if term in shown
        ]
        if ranked:
            return min(ranked)[2]
    return None


def _terms(vocabularies: Mapping[str, Vocabulary]) -> Iterable[tuple[str, str]]:
    for identifier in sorted(vocabularies):
        for term in vocabularies[identifier].names:
            yield fold(term).casefold(), identifier


def _core_of_title(title: str, region: str | None) -> str | None:
    """Return the words between what a title begins and ends with, None where too little or too much is left.

    >>> _core_of_title("浙江省氢能产业发展“十四五”规划", "浙江省")
    '氢能'
    """
    bare = _QUOTES.sub("", _CYCLE.sub("", _BRACKETS.sub("", title)))
    bare = bare.rpartition("关于")[2]
    for place in (region, region[:-1]) if region and len(region) > 2 else ():
        start, found, rest = bare.partition(place)
        if found and len(start) <= _PLACE_WITHIN:
            bare = rest
            break
    bare = _BEFORE.sub("", bare)
    behind = _BEHIND.search(bare)
    core = bare[: behind.start()] if behind else bare
    return core if 2 <= len(core) <= _CORE_LENGTH else None


def _most_spoken_of(text: str, vocabularies: Mapping[str, Vocabulary]) -> str | None:
    """Return the vocabulary whose names the text uses most, each place counted for its longest name."""
    owners: dict[str, str] = dict(_terms(vocabularies))
    if not owners:
        return None
    pattern = re.compile("|".join(map(re.escape, sorted(owners, key=lambda term: (-len(term), term)))))
    counts: Counter[str] = Counter()
    for line in fold(text).casefold().split("\n"):
        weight = _HEADING_WEIGHT if len(line.strip()) <= _HEADING_LENGTH and "。" not in line else 1
        for match in pattern.finditer(line):
            counts[owners[match[0]]] += weight
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ranked[0][0] if ranked and ranked[0][1] >= _LEAST_MENTIONS else None
