"""The policy tracker over the stored corpus: who issued what when, coverage, stance, keywords; each number with its texts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from liance.core.errors import UnknownNameError
from liance.core.language import Language, Text
from liance.core.spans import Span
from liance.packs.regions import shipped_regions
from liance.plans.comparison.model import Quote
from liance.plans.tracker import Coverage, Stance, TopicHits, TopicReader, TrackedText, track
from liance.reports.tracker_data import network_figure
from liance.workbench.comparing import province_of
from liance.workbench.figures import drawing
from liance.workbench.keeping import Kept
from liance.workbench.shelf import DEFAULT_RUBRIC, Shelf, shared_library
from liance.workbench.tracking import (
    DEFAULT_TOPICS,
    STANCES,
    TrackerRun,
    percent,
    read_text,
    set_name,
    topic_name,
)

__all__ = ["FORMATS", "STANCES", "CoverageRow", "ShelfTracker", "StanceCount"]

#: In what the tracker is downloaded.
FORMATS: Final = ("xlsx", "graphml")
#: Most texts of one tracker.
MAX_TRACKED: Final = 1_000
_FORMAT: Final = Text(zh="格式", en="format")


@dataclass(frozen=True, slots=True)
class StanceCount:
    """How many texts have one stance."""

    stance: str
    word: Text
    count: int


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """In how many texts a topic stands: of all, and of each level (key, texts, of)."""

    topic_set: str
    topic: str
    name: str
    count: int
    total: int
    share: str
    levels: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class ShelfTracker:
    """What the stored texts say together; ``versions`` by the key of a text."""

    run: TrackerRun
    versions: Mapping[str, Any]

    @property
    def texts(self) -> tuple[TrackedText, ...]:
        """All texts, by date."""
        return self.run.tracker.texts

    def stances(self) -> tuple[StanceCount, ...]:
        """Return how many texts have each stance."""
        found = self.run.tracker.stances
        return tuple(StanceCount(one.value, STANCES[one], len(found[one])) for one in Stance)

    def issued(self) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[int, ...]], ...]]:
        """Return the levels that have texts, and for each year (empty: not known) how many texts of each level."""
        counts = self.run.tracker.counted("year", "level")
        levels = tuple(sorted({level for _, level in counts}, key=_LEVEL_ORDER.index))
        years = sorted({year for year, _ in counts})
        return levels, tuple(
            (year, tuple(counts.get((year, level), 0) for level in levels)) for year in years
        )

    def coverage(self, language: Language) -> tuple[tuple[str, tuple[CoverageRow, ...]], ...]:
        """Return for each set of topics its name and how many texts cover each of its topics, most first."""
        topics = self.run.topics
        found = []
        for one in topics.sets:
            rows = [
                self._row(entry, language) for entry in self.run.tracker.coverage if entry.topic_set == one.id
            ]
            rows.sort(key=lambda row: -row.count)
            found.append((set_name(topics, one.id, language), tuple(rows)))
        return tuple(found)

    def _row(self, entry: Coverage, language: Language) -> CoverageRow:
        return CoverageRow(
            entry.topic_set,
            entry.topic,
            topic_name(self.run.topics, entry.topic_set, entry.topic, language),
            len(entry.texts),
            entry.total,
            percent(entry.share),
            tuple((level, count, total) for level, (count, total) in entry.by_level.items()),
        )

    def covering(
        self, topic_set: str, topic: str, language: Language
    ) -> tuple[str, tuple[tuple[Any, int, tuple[Quote, ...]], ...]]:
        """Return a topic's name, and of each text that covers it the version, the statements and their quotes.

        Raises:
            UnknownNameError: there is no such topic.
        """
        known = {(entry.topic_set, entry.topic) for entry in self.run.tracker.coverage}
        if (topic_set, topic) not in known:
            raise UnknownNameError(Text(zh="主题", en="topic"), f"{topic_set}/{topic}"[:80], [])
        rows = [
            (self.versions[text.key], hits.statements, hits.quotes)
            for text in self.texts
            for hits in text.topics
            if (hits.topic_set, hits.topic) == (topic_set, topic)
        ]
        return topic_name(self.run.topics, topic_set, topic, language), tuple(rows)

    def with_stance(self, stance: str) -> tuple[tuple[Any, int, tuple[Quote, ...]], ...]:
        """Return of each text of one stance the version, how many statements speak of the subject, and quotes."""
        return tuple(
            (self.versions[text.key], text.mentions, text.stance_quotes)
            for text in self.texts
            if text.stance.value == stance
        )

    def figure(self, language: Language) -> dict[str, Any]:
        """Return the network of keywords as an ECharts option with its size."""
        return drawing(network_figure(self.run.tracker, language)).as_data()

    def file(self, form: str, language: Language) -> bytes:
        """Return the tracker as a spreadsheet or its network as GraphML.

        Raises:
            UnknownNameError: there is no such format.
            SpreadsheetError, GraphLibraryError: what it needs is not installed.
        """
        if form not in FORMATS:
            raise UnknownNameError(_FORMAT, form[:40], FORMATS)
        with tempfile.TemporaryDirectory(prefix="liance-") as folder:
            path = Path(folder) / f"tracker.{form}"
            if form == "xlsx":
                self.run.write_workbook(path, language)
            else:
                self.run.write_graphml(path)
            return path.read_bytes()


_LEVEL_ORDER: Final = ("national", "province", "city", "district", "")


@cache
def _reader() -> TopicReader:
    return TopicReader(shared_library().topics(DEFAULT_TOPICS))


@dataclass(slots=True)
class TrackerDesk:
    """Tracks the shelf; what each text says is kept in the store, the last trackers in memory until a plan changes."""

    shelf: Shelf
    _made: Kept[tuple[Any, ...], ShelfTracker | None] = field(default_factory=lambda: Kept(8))

    def tracker(self, *, level: str = "", subject: str = "", year: int | None = None) -> ShelfTracker | None:
        """Return the tracker of all stored texts that fit, None where there are none."""
        key = (self.shelf.state(), level, subject, year)
        return self._made.get(key, lambda: self._make(level, subject, year))

    def prepare(self, version: Any) -> None:
        """Read one text now, so that nobody waits for it later."""
        self._kept([version])

    def _make(self, level: str, subject: str, year: int | None) -> ShelfTracker | None:
        rows = self.shelf.list(limit=MAX_TRACKED, level=level, year=year).rows
        versions = [row.version for row in rows]
        kept = self._kept(versions)
        texts = [tracked_from(kept[version.plan], version) for version in versions]
        texts = [text for text in texts if not subject or subject in (text.subject or "")]
        if not texts:
            return None
        reader = _reader()
        by_key = {str(version.plan): version for version in versions}
        return ShelfTracker(TrackerRun(track(texts, reader), reader.topics, (), len(texts), 0), by_key)

    def _kept(self, versions: Sequence[Any]) -> dict[int, Any]:
        pack = shared_library().pack(DEFAULT_TOPICS)
        return self.shelf.kept_results(
            versions,
            f"tracked.{pack.digest[7:23]}",
            DEFAULT_RUBRIC,
            lambda one: tracked_data(self._read(one)),
        )

    def _read(self, version: Any) -> TrackedText:
        plan = self.shelf.outline(version)
        return read_text(_reader(), str(version.plan), plan, shared_library().vocabularies)[0]


def _quotes_data(quotes: Sequence[Quote]) -> list[list[Any]]:
    return [[one.span.start, one.span.end, one.text, one.page] for one in quotes]


def _quotes_from(rows: Sequence[Sequence[Any]]) -> tuple[Quote, ...]:
    return tuple(Quote(Span(start, end), text, page) for start, end, text, page in rows)


def tracked_data(text: TrackedText) -> dict[str, Any]:
    """Return what reading found in a text as JSON-ready data; ``tracked_from`` gives it back."""
    return {
        "subject": text.subject,
        "stance": text.stance.value,
        "counts": [text.mentions, text.encouraging, text.restricting],
        "quotes": _quotes_data(text.stance_quotes),
        "topics": [
            [hits.topic_set, hits.topic, hits.statements, _quotes_data(hits.quotes)] for hits in text.topics
        ],
        "keywords": dict(text.keywords),
        "ties": [[first, second, count] for (first, second), count in text.ties.items()],
    }


def tracked_from(data: Mapping[str, Any], version: Any) -> TrackedText:
    """Return a tracked text from kept data and a stored version with its metadata."""
    metadata = version.metadata
    mentions, encouraging, restricting = data["counts"]
    return TrackedText(
        key=str(version.plan),
        source=version.source,
        digest=version.digest,
        title=version.name,
        issuer=metadata.issuer,
        region=metadata.region,
        province=province_of(metadata, shipped_regions()),
        level=metadata.level,
        published=metadata.published,
        subject=data["subject"],
        stance=Stance(data["stance"]),
        mentions=mentions,
        encouraging=encouraging,
        restricting=restricting,
        stance_quotes=_quotes_from(data["quotes"]),
        topics=tuple(
            TopicHits(topic_set, topic, statements, _quotes_from(quotes))
            for topic_set, topic, statements, quotes in data["topics"]
        ),
        keywords=data["keywords"],
        ties={(first, second): count for first, second, count in data["ties"]},
    )
