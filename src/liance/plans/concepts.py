"""Where the words of named concepts stand in a text: the eyes of the machine rater.

A concept is a list of words (and bounded patterns) that mean the same thing for a rule. All words of all
concepts are sought in one pass (Aho and Corasick 1975), so that the cost grows with the text, not with the
number of words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from liance.core.limits import MAX_HIT_CHARACTERS
from liance.packs.model import Lexicon, Vocabulary


class Hit(NamedTuple):
    """A concept's word at ``start:end`` of the text that was searched."""

    start: int
    end: int
    concept: str


class ConceptFinder:
    """Finds the words of all concepts of a lexicon and a subject."""

    def __init__(
        self, words: Mapping[str, Iterable[str]], patterns: Mapping[str, Iterable[tuple[str, int]]]
    ) -> None:
        """Take the words of each concept, and its patterns with the signs that a hit may take before it."""
        by_word: dict[str, set[str]] = defaultdict(set)
        for concept, its_words in words.items():
            for word in its_words:
                by_word[word].add(concept)
        self._words = sorted(by_word)
        self._concepts = [tuple(sorted(by_word[word])) for word in self._words]
        self._automaton = AhoCorasick(self._words) if self._words else None
        self._patterns = [
            (concept, re.compile(pattern), before)
            for concept in sorted(patterns)
            for pattern, before in patterns[concept]
        ]

    def find(self, text: str) -> dict[str, list[Hit]]:
        """Return the hits of each concept, in no particular order."""
        found: dict[str, list[Hit]] = defaultdict(list)
        if self._automaton is not None:
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
                for concept in self._concepts[index]:
                    found[concept].append(Hit(start, end, concept))
        for concept, pattern, before in self._patterns:
            for match in pattern.finditer(text):
                begin = _start_of_name(text, match.start(), before)
                if begin is not None and begin < match.end() <= begin + MAX_HIT_CHARACTERS:
                    found[concept].append(Hit(begin, match.end(), concept))
        return found


def _start_of_name(text: str, end: int, most: int) -> int | None:
    """Return where the name that ends at ``end`` begins, at most ``most`` signs back, or None if it has no two.

    With ``most`` 0 nothing is taken.
    """
    if not most:
        return end
    start = end
    while start > 0 and end - start < most and text[start - 1].isalnum():
        start -= 1
    return start if end - start >= 2 else None


def find_all(text: str, finders: Iterable[ConceptFinder]) -> dict[str, list[Hit]]:
    """Return the hits of each concept by all ``finders``, in order of place.

    Of hits of one concept that lie inside one another only the longest is kept.
    """
    found: dict[str, list[Hit]] = defaultdict(list)
    for finder in finders:
        for concept, hits in finder.find(text).items():
            found[concept] += hits
    return {concept: _outermost(hits) for concept, hits in found.items()}


def _outermost(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept


def subject_words(
    names: Iterable[str], vocabulary: Vocabulary | None, vocabularies: Mapping[str, Vocabulary]
) -> dict[str, tuple[str, ...]]:
    """Return the words of the subject concepts.

    Args:
        names: what the source calls the subject; they count as its names too.
        vocabulary: the subject's vocabulary, or None (then only ``names`` are known).
        vocabularies: all vocabularies by pack id, for the ``broader`` ones.
    """
    own = [vocabulary] if vocabulary else []
    broader = [vocabularies[other] for part in own for other in part.broader if other in vocabularies]
    parts = own + broader
    return {
        "subject.name": tuple(sorted(({*names} | {word for part in parts for word in part.names}) - {""})),
        "subject.component": tuple(sorted({word for part in parts for word in part.components})),
        "subject.problem": tuple(sorted({word for part in parts for word in part.problems})),
        "subject.product": tuple(sorted({word for part in parts for word in part.products})),
    }


def lexicon_finder(lexicon: Lexicon, wanted: Container[str]) -> ConceptFinder:
    """Return the finder of a lexicon's own words, for the ``wanted`` concepts."""
    words: dict[str, tuple[str, ...]] = {}
    patterns: dict[str, tuple[tuple[str, int], ...]] = {}
    for name in sorted(name for name in lexicon.concepts if name in wanted):
        members = [lexicon.concepts[other] for other in _closure(name, lexicon) if other in lexicon.concepts]
        words[name] = tuple(sorted({term for member in members for term in member.terms}))
        patterns[name] = tuple(
            sorted({(pattern, member.before or 0) for member in members for pattern in member.patterns})
        )
    return ConceptFinder(words, patterns)


def subject_finder(
    lexicon: Lexicon, words: Mapping[str, tuple[str, ...]], wanted: Container[str]
) -> ConceptFinder:
    """Return the finder of a subject's words, which also count for the ``wanted`` concepts that include them."""
    by_concept = {name: terms for name, terms in words.items() if name in wanted}
    for name in (name for name in lexicon.concepts if name in wanted):
        included = [other for other in _closure(name, lexicon) if other in words]
        by_concept[name] = tuple(sorted({word for other in included for word in words[other]}))
    return ConceptFinder(by_concept, {})


def _closure(name: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return ``name`` and all concepts that it includes, directly or not."""
    seen: dict[str, None] = {}
    waiting = [name]
    while waiting:
        present = waiting.pop()
        if present not in seen:
            seen[present] = None
            if present in lexicon.concepts:
                waiting += lexicon.concepts[present].includes
    return tuple(seen)
