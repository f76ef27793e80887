"""Where the words of named concepts stand in a text: the eyes of the machine rater.

A concept is a list of words (and bounded patterns) that mean the same thing for a rule. All words of all
concepts are sought in one pass (Aho and Corasick 1975), so that the cost grows with the text, not with the
number of words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from liance.packs.model import Concept, Lexicon, Vocabulary



@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A concept's word at ``start:end`` of the text that was searched."""

    start: int
    end: int
    concept: str


class ConceptFinder:
    """Finds the words of all concepts of a lexicon and a subject."""

    def __init__(self, words: Mapping[str, Iterable[str]], patterns: Mapping[str, Iterable[str]]) -> None:
        by_word: dict[str, set[str]] = defaultdict(set)
        for concept, its_words in words.items():
            for word in its_words:
                by_word[word].add(concept)
        self._words = sorted(by_word)
        self._concepts = [tuple(sorted(by_word[word])) for word in self._words]
        self._automaton = AhoCorasick(self._words) if self._words else None
        self._patterns = [
            (concept, re.compile(pattern))
            for concept in sorted(patterns)
            for pattern in patterns[concept]
        ]

    def find(self, text: str) -> dict[str, list[Hit]]:
        """Return the hits of each concept in order of place.

        Of hits of one concept that lie inside one another only the longest is kept.
        """
        found: dict[str, list[Hit]] = defaultdict(list)
        if self._automaton is not None:
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
                for concept in self._concepts[index]:
                    found[concept].append(Hit(start, end, concept))
        for concept, pattern in self._patterns:
            found[concept] += [
                Hit(match.start(), match.end(), concept)
                for match in pattern.finditer(text)
                if match.end() > match.start()
            ]
        return {concept: _outermost(hits) for concept, hits in found.items()}


def _outermost(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept


def subject_words(
    name: str, vocabulary: Vocabulary | None, vocabularies: Mapping[str, Vocabulary]
) -> dict[str, tuple[str, ...]]:
    """Return the words of the subject concepts.

    Args:
        name: what the source calls the subject; it counts as a name of the subject too.
        vocabulary: the subject's vocabulary, or None (then only ``name`` is known).
        vocabularies: all vocabularies by pack id, for the ``broader`` ones.
    """
    parts = [vocabulary] if vocabulary else []
    parts += [vocabularies[other] for other in (vocabulary.broader if vocabulary else ()) if other in vocabularies]
    names = {name, *(vocabulary.names if vocabulary else ())} - {""}
    names |= {word for part in parts[1:] for word in part.names}
    return {
        "subject.name": tuple(sorted(names)),
        "subject.component": tuple(sorted({word for part in parts for word in part.components})),
        "subject.problem": tuple(sorted({word for part in parts for word in part.problems})),
        "subject.product": tuple(sorted({word for part in parts for word in part.products})),
    }


def finder_for(lexicon: Lexicon, subject: Mapping[str, tuple[str, ...]]) -> ConceptFinder:
    """Return the finder of a lexicon's concepts and a subject's words."""
    concepts = dict(lexicon.concepts)
    concepts |= {
        name: Concept(note="subject", terms=terms) for name, terms in subject.items() if terms
    }
    words: dict[str, tuple[str, ...]] = {}
    patterns: dict[str, tuple[str, ...]] = {}
    for name in sorted(concepts):
        members = [concepts[other] for other in _closure(name, concepts)]
        words[name] = tuple(sorted({term for member in members for term in member.terms}))
        patterns[name] = tuple(sorted({pattern for member in members for pattern in member.patterns}))
    return ConceptFinder(words, patterns)


def _closure(name: str, concepts: Mapping[str, Concept]) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    waiting = [name]
    while waiting:
        present = waiting.pop()
        if present not in seen and present in concepts:
            seen[present] = None
            waiting += concepts[present].includes
    return tuple(seen)
