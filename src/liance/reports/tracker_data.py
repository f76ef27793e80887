"""A policy tracker as JSON, rows, GraphML and a figure."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction

from liance.core.errors import LianceError
from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.core.numbers import round_half_up
from liance.packs.topics import Topics
from liance.plans.comparison.model import Quote
from liance.plans.tracker import Coverage, Stance, TrackedText, Tracker
from liance.reports.data import findings_data
from liance.reports.figures.model import Link, Network, Node, Point
from liance.reports.words import LEVELS

STANCES = {
    Stance.ENCOURAGE: Text(zh="鼓励", en="encourage"),
    Stance.RESTRICT: Text(zh="限制", en="restrict"),
    Stance.MENTION: Text(zh="仅提及", en="mention only"),
    Stance.ABSENT: Text(zh="未提及", en="not mentioned"),
}
TEXT_HEADS = (
    Text(zh="发布日期", en="published"),
    Text(zh="级别", en="level"),
    Text(zh="地区", en="region"),
    Text(zh="发布机构", en="issuer"),
    Text(zh="标题", en="title"),
    Text(zh="文件", en="file"),
    Text(zh="主题技术", en="subject"),
    Text(zh="态度", en="stance"),
    Text(zh="提及句数", en="statements on the subject"),
    Text(zh="鼓励句数", en="encouraging"),
    Text(zh="限制句数", en="restricting"),
    Text(zh="态度依据", en="quotes of the stance"),
)
COVERAGE_HEADS = (
    Text(zh="词表", en="set"),
    Text(zh="主题", en="topic"),
    Text(zh="覆盖文本数", en="texts"),
    Text(zh="文本总数", en="of"),
    Text(zh="占比（%）", en="share (%)"),
)
HIT_HEADS = (
    Text(zh="文件", en="file"),
    Text(zh="词表", en="set"),
    Text(zh="主题", en="topic"),
    Text(zh="句数", en="statements"),
    Text(zh="原文依据", en="quotes"),
)
TIE_HEADS = (
    Text(zh="关键词", en="keyword"),
    Text(zh="关键词", en="keyword"),
    Text(zh="共现句数", en="statements together"),
    Text(zh="共现文本数", en="texts together"),
)
_NETWORK = Text(zh="关键词共现网络", en="Network of keywords")
#: Nodes and ties of the picture; GraphML holds all.
_NODES_DRAWN, _TIES_DRAWN = 30, 80


class GraphLibraryError(LianceError):
    """GraphML needs a library that is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="写 GraphML 需要 networkx，请安装 liance[report]",
                en="GraphML needs networkx; install liance[report]",
            )
        )


def topic_name(topics: Topics, topic_set: str, topic: str, language: Language) -> str:
    """Return the name of a topic."""
    one = topics.topic_set(topic_set)
    found = next((entry for entry in one.topics if entry.id == topic), None) if one else None
    if found is None:
        return topic
    return found.name.zh if language is Language.ZH else found.name.en


def set_name(topics: Topics, topic_set: str, language: Language) -> str:
    """Return the name of a set of topics."""
    one = topics.topic_set(topic_set)
    if one is None:
        return topic_set
    return one.name.zh if language is Language.ZH else one.name.en


def percent(share: Fraction | None) -> str:
    """Return a share in percent with one decimal, a dash where there is none."""
    return "—" if share is None else str(round_half_up(100 * share, 1))


def tracker_data(
    tracker: Tracker, topics: Topics, findings: tuple[Finding, ...], language: Language
) -> dict[str, object]:
    """Return the documented JSON."""
    total = len(tracker.texts)
    return {
        "n": total,
        "texts": [_text(text) for text in tracker.texts],
        "issued": [
            {"year": year or None, "level": level or None, "n": count}
            for (year, level), count in sorted(tracker.counted("year", "level").items())
        ],
        "stances": [
            {
                "stance": stance.value,
                "n": len(keys),
                "share": str(Fraction(len(keys), total)) if total else None,
                "texts": list(keys),
            }
            for stance, keys in tracker.stances.items()
        ],
        "coverage": [_coverage(entry, topics, language) for entry in tracker.coverage],
        "network": {
            "nodes": [
                {
                    "id": keyword.word,
                    "kind": keyword.kind,
                    "topic": keyword.topic or None,
                    "statements": keyword.statements,
                    "texts": keyword.texts,
                }
                for keyword in tracker.keywords
            ],
            "edges": [
                {"source": tie.first, "target": tie.second, "statements": tie.statements, "texts": tie.texts}
                for tie in tracker.ties
            ],
        },
        "findings": findings_data(findings, language),
    }


def _text(text: TrackedText) -> dict[str, object]:
    return {
        "key": text.key,
        "source": text.source,
        "digest": text.digest,
        "title": text.title,
        "issuer": text.issuer,
        "region": text.region,
        "province": text.province,
        "level": text.level.value if text.level else None,
        "published": text.published,
        "subject": text.subject,
        "stance": text.stance.value,
        "mentions": text.mentions,
        "encouraging": text.encouraging,
        "restricting": text.restricting,
        "stance_quotes": [_quote(quote) for quote in text.stance_quotes],
        "topics": [
            {
                "set": hits.topic_set,
                "topic": hits.topic,
                "statements": hits.statements,
                "quotes": [_quote(quote) for quote in hits.quotes],
            }
            for hits in text.topics
        ],
    }


def _quote(quote: Quote) -> dict[str, object]:
    data: dict[str, object] = {"start": quote.span.start, "end": quote.span.end, "quote": quote.text}
    return data if quote.page is None else data | {"page": quote.page}


def _coverage(entry: Coverage, topics: Topics, language: Language) -> dict[str, object]:
    return {
        "set": entry.topic_set,
        "topic": entry.topic,
        "name": topic_name(topics, entry.topic_set, entry.topic, language),
        "n": len(entry.texts),
        "of": entry.total,
        "share": None if entry.share is None else str(entry.share),
        "by_level": {level: {"n": count, "of": total} for level, (count, total) in entry.by_level.items()},
        "texts": list(entry.texts),
    }


def text_rows(tracker: Tracker, language: Language) -> Iterator[tuple[object, ...]]:
    """Yield a row for every text."""
    for text in tracker.texts:
        yield (
            text.published or "",
            LEVELS[text.level.value].render(language) if text.level else "",
            text.region or "",
            text.issuer or "",
            text.title,
            text.source,
            text.subject or "",
            STANCES[text.stance].render(language),
            text.mentions,
            text.encouraging,
            text.restricting,
            _joined(text.stance_quotes),
        )


def coverage_rows(tracker: Tracker, topics: Topics, language: Language) -> Iterator[tuple[object, ...]]:
    """Yield a row for every topic."""
    for entry in tracker.coverage:
        yield (
            set_name(topics, entry.topic_set, language),
            topic_name(topics, entry.topic_set, entry.topic, language),
            len(entry.texts),
            entry.total,
            percent(entry.share),
        )


def hit_rows(tracker: Tracker, topics: Topics, language: Language) -> Iterator[tuple[object, ...]]:
    """Yield a row for every topic of every text, with its quotes."""
    for text in tracker.texts:
        for hits in text.topics:
            yield (
                text.source,
                set_name(topics, hits.topic_set, language),
                topic_name(topics, hits.topic_set, hits.topic, language),
                hits.statements,
                _joined(hits.quotes),
            )


def tie_rows(tracker: Tracker) -> Iterator[tuple[object, ...]]:
    """Yield a row for every tie between two keywords."""
    for tie in tracker.ties:
        yield tie.first, tie.second, tie.statements, tie.texts


def _joined(quotes: tuple[Quote, ...]) -> str:
    return " / ".join(" ".join(quote.text.split())[:200] for quote in quotes)


def graphml(tracker: Tracker) -> str:
    """Return the network as GraphML, the same bytes for the same tracker.

    Raises:
        GraphLibraryError: networkx is not installed.
    """
    try:
        import networkx
    except ImportError as error:
        raise GraphLibraryError from error
    graph: networkx.Graph[str] = networkx.Graph()
    for keyword in tracker.keywords:
        graph.add_node(
            keyword.word,
            label=keyword.word,
            kind=keyword.kind,
            topic=keyword.topic,
            statements=keyword.statements,
            texts=keyword.texts,
        )
    for tie in tracker.ties:
        graph.add_edge(tie.first, tie.second, weight=tie.statements, texts=tie.texts)
    out = io.BytesIO()
    networkx.write_graphml_xml(graph, out, encoding="utf-8")
    return out.getvalue().decode()


def network_figure(tracker: Tracker, language: Language) -> Network:
    """Return the figure of the commonest keywords and their strongest ties."""
    chosen = {keyword.word: place for place, keyword in enumerate(tracker.keywords[:_NODES_DRAWN])}
    ties = [tie for tie in tracker.ties if tie.first in chosen and tie.second in chosen][:_TIES_DRAWN]
    return Network(
        id="keywords",
        title=_NETWORK.render(language),
        nodes=tuple(
            Node(keyword.word, Point(Fraction(keyword.statements), str(keyword.statements)))
            for keyword in tracker.keywords[:_NODES_DRAWN]
        ),
        links=tuple(
            Link(chosen[tie.first], chosen[tie.second], Point(Fraction(tie.statements), str(tie.statements)))
            for tie in ties
        ),
    )
