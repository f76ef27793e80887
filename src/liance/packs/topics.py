"""What a policy tracker looks for in texts: sets of topics, and words that encourage or restrict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.packs.model import Bilingual, LocalId, Sentence, Term, _Frozen
from liance.packs.yamlfile import YamlFile

REPEATED_TOPIC = FindingKind(
    "pack.repeated_topic",
    Severity.ERROR,
    says=Text(zh="“{name}”在同一组主题中出现了两次", en="'{name}' stands twice in one set of topics"),
    advice=Text(zh="请删除或改名", en="delete or rename one"),
)

Pattern = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class Words(_Frozen):
    """Words that mean one thing: ``terms`` as they stand, ``patterns`` as regular expressions with bounded repeats."""

    terms: tuple[Term, ...] = ()
    patterns: tuple[Pattern, ...] = ()


class Topic(_Frozen):
    """One topic of a set: a scenario, a lever of government.

    ``with_subject`` asks that the subject technology is named in the same statement: words such as 人才 are in every
    plan.
    """

    id: LocalId
    name: Bilingual
    note: Sentence = "-"
    terms: tuple[Term, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    with_subject: bool = False


class TopicSet(_Frozen):
    """Topics that are counted side by side."""

    id: LocalId
    name: Bilingual
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=200)]


class Stances(_Frozen):
    """Words that tell whether a statement encourages or restricts.

    ``not_restrict`` are stretches in which a restricting word restricts nothing of the subject (不得收取费用, 打破限制):
    words inside them do not count. ``objects`` stand for the subject where a stance is told (虚拟货币): a statement
    about them is one about the subject.
    """

    encourage: Words
    restrict: Words
    not_restrict: Words = Words()
    objects: Words = Words()


class Topics(_Frozen):
    """``topics.yaml``: the vocabulary of a policy tracker.

    ``masked`` are stretches in which no topic is read: names of departments (市教育局), titles of other texts.
    """

    sets: Annotated[tuple[TopicSet, ...], Field(min_length=1, max_length=20)]
    stances: Stances
    masked: Words = Words()

    def topic_set(self, name: str) -> TopicSet | None:
        """Return the set ``name``, or None."""
        return next((one for one in self.sets if one.id == name), None)


def check_topics(topics: Topics, file: YamlFile) -> Iterator[Finding]:
    """Yield names that stand twice (patterns are checked where all packs' patterns are)."""
    seen_sets: set[str] = set()
    for number, one in enumerate(topics.sets):
        if one.id in seen_sets:
            yield REPEATED_TOPIC.at(Place(file.name, line=file.line_of(("sets", number))), name=one.id)
        seen_sets.add(one.id)
        seen: set[str] = set()
        for index, topic in enumerate(one.topics):
            for name in (topic.id, topic.name.zh):
                if name in seen:
                    line = file.line_of(("sets", number, "topics", index))
                    yield REPEATED_TOPIC.at(Place(file.name, line=line), name=name)
                seen.add(name)


def patterns_of(topics: Topics) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every pattern with its path in the file."""
    for number, one in enumerate(topics.sets):
        for index, topic in enumerate(one.topics):
            for place, pattern in enumerate(topic.patterns):
                yield ("sets", number, "topics", index, "patterns", place), pattern
    for name in ("encourage", "restrict", "not_restrict", "objects"):
        words: Words = getattr(topics.stances, name)
        for place, pattern in enumerate(words.patterns):
            yield ("stances", name, "patterns", place), pattern
    for place, pattern in enumerate(topics.masked.patterns):
        yield ("masked", "patterns", place), pattern
