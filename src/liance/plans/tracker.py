"""What a corpus of policy texts says of a technology: who issued what when, on which topics, with what stance.

The words are those of a ``topics`` pack; the subject's own words come from its vocabulary. A topic is covered where
one of its words stands in a statement; a stance is told by statements that speak of the subject; two keywords are tied
where they stand in one statement. Everything found keeps its quotes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from liance.core.limits import MAX_KEYWORDS, MAX_TOPIC_QUOTES
from liance.packs.topics import Topics, Words
from liance.plans.comparison.model import Quote
from liance.plans.concepts import ConceptFinder, Hit, find_all
from liance.plans.documents.model import Level
from liance.plans.structure import Outline, Statement


class Stance(StrEnum):
    """What a text as a whole does to the subject; ``ABSENT``: it does not speak of it."""

    ENCOURAGE = "encourage"
    RESTRICT = "restrict"
    MENTION = "mention"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class TopicHits:
    """A topic that a text covers: in how many statements, with the first of them."""

    topic_set: str
    topic: str
    statements: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class TrackedText:
    """One text: who issued it when and where, what it covers and its stance.

    ``mentions`` is the number of statements that speak of the subject, ``encouraging`` and ``restricting`` how many of
    them do so (one may do both); ``keywords`` counts the statements in which a keyword stands and ``ties`` those
    in which two stand together.
    """

    key: str
    source: str
    digest: str
    title: str
    issuer: str | None
    region: str | None
    province: str | None
    level: Level | None
    published: str | None
    subject: str | None
    stance: Stance
    mentions: int
    encouraging: int
    restricting: int
    stance_quotes: tuple[Quote, ...]
    topics: tuple[TopicHits, ...]
    keywords: Mapping[str, int]
    ties: Mapping[tuple[str, str], int]

    @property
    def year(self) -> str | None:
        """The year of publication."""
        return self.published[:4] if self.published else None

    def covers(self, topic_set: str, topic: str) -> bool:
        """Whether the text covers a topic."""
        return any((hits.topic_set, hits.topic) == (topic_set, topic) for hits in self.topics)


@dataclass(frozen=True, slots=True)
class Coverage:
    """In how many texts a topic stands: of all, and of each level that has texts; with the texts."""

    topic_set: str
    topic: str
    texts: tuple[str, ...]
    total: int
    by_level: Mapping[str, tuple[int, int]]

    @property
    def share(self) -> Fraction | None:
        """Share of texts that cover the topic, None where there are no texts."""
        return Fraction(len(self.texts), self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Keyword:
    """A node of the network: ``kind`` is the topic set of the word, or ``subject``."""

    word: str
    kind: str
    topic: str
    statements: int
    texts: int


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge of the network: two keywords in one statement, how often and in how many texts."""

    first: str
    second: str
    statements: int
    texts: int


@dataclass(frozen=True, slots=True)
class Tracker:
    """A corpus: its texts by date, coverage of every topic, stances, keywords and their ties."""

    texts: tuple[TrackedText, ...]
    coverage: tuple[Coverage, ...]
    stances: Mapping[Stance, tuple[str, ...]]
    keywords: tuple[Keyword, ...]
    ties: tuple[Tie, ...]

    def counted(self, rows: str, columns: str) -> dict[tuple[str, str], int]:
        """Return how many texts have each pair of values of two attributes (``year``, ``level``, ``issuer`` ...)."""
        return dict(Counter((_value(text, rows), _value(text, columns)) for text in self.texts))


def _value(text: TrackedText, name: str) -> str:
    value = getattr(text, name)
    return "" if value is None else str(value)


_ENCOURAGE, _RESTRICT, _NOT_RESTRICT, _OBJECT = (
    "stance/encourage",
    "stance/restrict",
    "stance/not_restrict",
    "stance/object",
)
_SUBJECT, _MASKED = "subject", "masked"


class TopicReader:
    """Holds the words of a topics pack against outlines."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics
        words: dict[str, Words] = {
            _ENCOURAGE: topics.stances.encourage,
            _RESTRICT: topics.stances.restrict,
            _NOT_RESTRICT: topics.stances.not_restrict,
            _OBJECT: topics.stances.objects,
            _MASKED: topics.masked,
        }
        self._names: dict[str, tuple[str, str]] = {}
        self._with_subject: set[str] = set()
        for one in topics.sets:
            for topic in one.topics:
                concept = f"{one.id}/{topic.id}"
                words[concept] = Words(terms=topic.terms, patterns=topic.patterns)
                self._names[concept] = (one.id, topic.id)
                if topic.with_subject:
                    self._with_subject.add(concept)
        self._finder = ConceptFinder(
            {concept: entry.terms for concept, entry in words.items()},
            {
                concept: [(pattern, 0) for pattern in entry.patterns]
                for concept, entry in words.items()
                if entry.patterns
            },
        )

    @property
    def topics(self) -> Topics:
        """The pack."""
        return self._topics

    def read(
        self,
        key: str,
        outline: Outline,
        subject: str | None,
        subject_words: Mapping[str, Sequence[str]],
        province: str | None = None,
    ) -> TrackedText:
        """Return what a text says.

        Args:
            key: its name within the corpus.
            outline: the text.
            subject: the technology it is about.
            subject_words: the subject's words by concept (``concepts.subject_words``).
            province: the province-level division of its region, where known.
        """
        words = sorted({word for terms in subject_words.values() for word in terms})
        finders = [self._finder, ConceptFinder({_SUBJECT: words}, {})]
        by_statement = _by_statement(outline, find_all(outline.view.text, finders))
        document, metadata = outline.document, outline.document.metadata
        topics: dict[str, list[Statement]] = defaultdict(list)
        keywords: Counter[str] = Counter()
        ties: Counter[tuple[str, str]] = Counter()
        mentions = encouraging = restricting = 0
        stance_quotes: dict[Stance, list[Quote]] = defaultdict(list)
        for statement, hits in by_statement:
            found = self._sound(hits)
            about = _SUBJECT in found or _OBJECT in found
            for concept in found:
                if concept in self._names and (about or concept not in self._with_subject):
                    topics[concept].append(statement)
            terms = sorted(
                {
                    outline.view.text[hit.start : hit.end]
                    for concept, inside in found.items()
                    if concept in self._names or concept == _SUBJECT
                    for hit in inside
                }
            )
            keywords.update(terms)
            ties.update(combinations(terms, 2))
            if not about:
                continue
            mentions += 1
            for concept, stance in ((_ENCOURAGE, Stance.ENCOURAGE), (_RESTRICT, Stance.RESTRICT)):
                if concept in found:
                    encouraging += stance is Stance.ENCOURAGE
                    restricting += stance is Stance.RESTRICT
                    stance_quotes[stance].append(_quote(outline, statement))
        stance = _stance(mentions, encouraging, restricting)
        return TrackedText(
            key=key,
            source=document.source,
            digest=document.digest,
            title=metadata.title or document.source,
            issuer=metadata.issuer,
            region=metadata.region,
            province=province,
            level=metadata.level,
            published=metadata.published,
            subject=subject,
            stance=stance,
            mentions=mentions,
            encouraging=encouraging,
            restricting=restricting,
            stance_quotes=tuple(stance_quotes[stance][:MAX_TOPIC_QUOTES]),
            topics=tuple(
                TopicHits(
                    *self._names[concept],
                    len(topics[concept]),
                    tuple(_quote(outline, statement) for statement in topics[concept][:MAX_TOPIC_QUOTES]),
                )
                for concept in self._names
                if concept in topics
            ),
            keywords=dict(keywords),
            ties=dict(ties),
        )

    def _sound(self, hits: Mapping[str, Sequence[Hit]]) -> dict[str, list[Hit]]:
        """Return the hits that count.

        No topic inside a masked stretch, no restricting word where it restricts nothing, no encouraging word inside a
        restricting one (不支持).
        """
        masked = hits.get(_MASKED, ())
        restrict = _outside(hits.get(_RESTRICT, ()), hits.get(_NOT_RESTRICT, ()))
        kept = {
            concept: _outside(inside, masked) if concept in self._names else list(inside)
            for concept, inside in hits.items()
            if concept not in (_MASKED, _NOT_RESTRICT)
        }
        kept[_RESTRICT] = restrict
        kept[_ENCOURAGE] = _outside(hits.get(_ENCOURAGE, ()), restrict)
        return {concept: inside for concept, inside in kept.items() if inside}

    def kinds(self) -> dict[str, tuple[str, str]]:
        """Return the set and the topic of every term, the first that has it."""
        found: dict[str, tuple[str, str]] = {}
        for one in self._topics.sets:
            for topic in one.topics:
                for term in topic.terms:
                    found.setdefault(term, (one.id, topic.id))
        return found


def _by_statement(
    outline: Outline, hits: Mapping[str, Sequence[Hit]]
) -> list[tuple[Statement, dict[str, list[Hit]]]]:
    """Return the statements that hold hits, each with its hits by concept."""
    ordered = sorted(outline.statements, key=lambda statement: statement.view_start)
    starts = [statement.view_start for statement in ordered]
    found: dict[int, dict[str, list[Hit]]] = defaultdict(lambda: defaultdict(list))
    for concept in sorted(hits):
        for hit in hits[concept]:
            place = bisect_right(starts, hit.start) - 1
            if place >= 0 and hit.end <= ordered[place].view_end:
                found[place][concept].append(hit)
    return [(ordered[place], dict(found[place])) for place in sorted(found)]


def _outside(hits: Iterable[Hit], others: Sequence[Hit]) -> list[Hit]:
    """Return the hits that lie in none of the others."""
    return [
        hit for hit in hits if not any(other.start <= hit.start and hit.end <= other.end for other in others)
    ]


def _stance(mentions: int, encouraging: int, restricting: int) -> Stance:
    """Return the stance of a text: that of the more statements; encouraging where they are even."""
    if not mentions:
        return Stance.ABSENT
    if restricting > encouraging:
        return Stance.RESTRICT
    return Stance.ENCOURAGE if encouraging else Stance.MENTION


def _quote(outline: Outline, statement: Statement) -> Quote:
    document = outline.document
    return Quote(statement.span, document.quote(statement.span), document.page_of(statement.span.start))


def track(texts: Sequence[TrackedText], reader: TopicReader) -> Tracker:
    """Return what the texts say together; texts by date, those without one last."""
    ordered = tuple(sorted(texts, key=lambda text: (text.published or "9999", text.key)))
    keywords, ties = _network(ordered, reader.kinds())
    return Tracker(
        texts=ordered,
        coverage=tuple(
            _coverage(ordered, one.id, topic.id) for one in reader.topics.sets for topic in one.topics
        ),
        stances={stance: tuple(text.key for text in ordered if text.stance is stance) for stance in Stance},
        keywords=keywords,
        ties=ties,
    )


def _coverage(texts: Sequence[TrackedText], topic_set: str, topic: str) -> Coverage:
    covering = [text for text in texts if text.covers(topic_set, topic)]
    by_level = {
        level.value: (
            sum(text.level is level for text in covering),
            sum(text.level is level for text in texts),
        )
        for level in Level
        if any(text.level is level for text in texts)
    }
    return Coverage(topic_set, topic, tuple(text.key for text in covering), len(texts), by_level)


def _network(
    texts: Sequence[TrackedText], kinds: Mapping[str, tuple[str, str]]
) -> tuple[tuple[Keyword, ...], tuple[Tie, ...]]:
    """Return the commonest keywords, at most ``MAX_KEYWORDS``, and the ties between them."""
    statements: Counter[str] = Counter()
    in_texts: Counter[str] = Counter()
    for text in texts:
        statements.update(text.keywords)
        in_texts.update(text.keywords.keys())
    ranked = sorted(statements, key=lambda word: (-in_texts[word], -statements[word], word))[:MAX_KEYWORDS]
    chosen = set(ranked)
    tied: Counter[tuple[str, str]] = Counter()
    tied_texts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for pair, count in text.ties.items():
            if pair[0] in chosen and pair[1] in chosen:
                tied[pair] += count
                tied_texts[pair] += 1
    keywords = tuple(
        Keyword(word, *kinds.get(word, (_SUBJECT, "")), statements[word], in_texts[word]) for word in ranked
    )
    ties = tuple(
        Tie(*pair, tied[pair], tied_texts[pair])
        for pair in sorted(tied, key=lambda pair: (-tied[pair], pair))
    )
    return keywords, ties
