"""Outline + rubric -> evidence: quoted spans that speak for a criterion, each with its reason.

The rules (cues) are data of the rubric pack: sequences of concepts in one clause or statement. This module
knows how a cue is held against a statement, and what never counts: words inside a masked stretch (the title of
a law, a list of responsible departments), words that are negated, clauses that complain of a lack, and what a
statement tells of the past. The lexicon's concepts ``masked``, ``negation``, ``sham_negation``, ``lack`` and
``past`` say which those are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from operator import itemgetter

from liance.core.language import Text
from liance.core.limits import MAX_EVIDENCE_PER_CUE, MAX_HIT_CHARACTERS, MAX_QUOTE_CHARACTERS
from liance.core.spans import Span
from liance.packs.model import Cue, CueSet, RoleName
from liance.plans.concepts import ConceptFinder, Hit, find_all
from liance.plans.structure import Outline, StatementKind

#: What ends a clause. The enumeration comma 、 does not.
_CLAUSE_ENDS = re.compile(r"[，,；;。！？!?：\n]")


_start = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that speaks for a criterion.

    ``quote == document.text[span.start:span.end]``. ``strength`` is ``decisive``, ``strong``
    or ``weak``. ``matched`` are the words that the cue found, as the view shows them.
    """

    item: str
    criterion: str
    span: Span
    quote: str
    strength: str
    reason: Text
    statement: int
    cue: int
    matched: tuple[str, ...]


#: Concepts with a meaning of their own to the engine (see the module's head).
ENGINE_CONCEPTS = ("masked", "negation", "sham_negation", "lack", "past")


def concepts_of(cues: CueSet) -> frozenset[str]:
    """Return the names of all concepts that finding evidence by these cues needs."""
    parts = {
        part
        for item in cues.items
        for criterion in item.criteria
        for cue in criterion.cues
        for part in (*cue.all, *cue.near, *cue.unless)
    }
    return frozenset({concept for part in parts for concept in part.split("|")} | set(ENGINE_CONCEPTS))


class EvidenceFinder:
    """Holds the cues of a rubric against outlines; ``finders`` find the words of the lexicon and the subject."""

    def __init__(self, cues: CueSet, finders: Sequence[ConceptFinder]) -> None:
        self._cues = cues
        self._finders = tuple(finders)

    def find(self, outline: Outline) -> tuple[Evidence, ...]:
        """Return all evidence in the outline, by item, criterion and place.

        Of each cue at most ``MAX_EVIDENCE_PER_CUE`` pieces are kept, the first ones.
        """
        reading = _Reading(outline, find_all(outline.view.text, self._finders))
        found: list[Evidence] = []
        for item in self._cues.items:
            for criterion in item.criteria:
                pieces: list[Evidence] = []
                for number, cue in enumerate(criterion.cues):
                    roles = cue.roles or item.roles
                    matches = reading.evidence(item.item, criterion.criterion, number, cue, roles)
                    pieces += islice(matches, MAX_EVIDENCE_PER_CUE)
                found += sorted(pieces, key=lambda piece: (piece.span, piece.cue))
        return tuple(found)


class _Reading:
    """One outline with its hits, cut by statement."""

    def __init__(self, outline: Outline, hits: Mapping[str, list[Hit]]) -> None:
        self._outline = outline
        self._statements = outline.statements
        self._starts = [statement.view_start for statement in outline.statements]
        self._masked = hits.get("masked", [])
        self._mask_starts = [hit.start for hit in self._masked]
        self._ends = [match.start() for match in _CLAUSE_ENDS.finditer(outline.view.text)]
        self._by_concept = {concept: self._by_statement(hits[concept]) for concept in hits}
        self._statements_with: dict[str, frozenset[int]] = {}

    def _by_statement(self, hits: list[Hit]) -> dict[int, list[Hit]]:
        cut: dict[int, list[Hit]] = {}
        for hit in hits:
            index = bisect_right(self._starts, hit.start) - 1
            if index < 0 or hit.end > self._statements[index].view_end or self._is_masked(hit):
                continue
            cut.setdefault(index, []).append(hit)
        return cut

    def _is_masked(self, hit: Hit) -> bool:
        index = bisect_right(self._mask_starts, hit.start) - 1
        return index >= 0 and hit.end <= self._masked[index].end and hit.concept != "masked"

    @cached_property
    def _void_clauses(self) -> dict[int, list[tuple[int, int]]]:
        """By statement: view ranges whose words do not count, being negated, a complaint of a lack, or past."""
        ranges: dict[int, list[tuple[int, int]]] = {}
        for index, hits in self._by_concept.get("negation", {}).items():
            sham = self._by_concept.get("sham_negation", {}).get(index, [])
            for hit in hits:
                if not any(other.start <= hit.start and hit.end <= other.end for other in sham):
                    ranges.setdefault(index, []).append((hit.start, self._clause(hit.start, index)[1]))
        for index, hits in self._by_concept.get("lack", {}).items():
            for hit in hits:
                ranges.setdefault(index, []).append(self._clause(hit.start, index))
        for index, hits in self._by_concept.get("past", {}).items():
            ranges.setdefault(index, []).append((hits[0].start, self._statements[index].view_end))
        return {index: sorted(void) for index, void in ranges.items()}

    def _clause(self, offset: int, index: int) -> tuple[int, int]:
        """Return the view range of the clause that holds ``offset`` in a statement."""
        statement = self._statements[index]
        at = bisect_left(self._ends, offset)
        start = (
            self._ends[at - 1] + 1
            if at and self._ends[at - 1] >= statement.view_start
            else statement.view_start
        )
        end = (
            self._ends[at]
            if at < len(self._ends) and self._ends[at] < statement.view_end
            else statement.view_end
        )
        return start, end

    def evidence(
        self, item: str, criterion: str, number: int, cue: Cue, roles: Sequence[RoleName]
    ) -> Iterator[Evidence]:
        """Yield one piece of evidence for each clause that the cue fits, in order of place."""
        candidates = frozenset.intersection(*(self._holding(part) for part in (*cue.all, *cue.near)))
        candidates = candidates.difference(*(self._holding(part) for part in cue.unless))
        allowed = set(roles)
        for index in sorted(candidates):
            statement = self._statements[index]
            if self._outline.headings and self._outline.role_of(statement).value not in allowed:
                continue
            if statement.kind is StatementKind.TITLE and statement.box is None:
                continue
            if statement.kind is StatementKind.HEADING and not cue.headings:
                continue
            for chain in self._matches(cue, index):
                yield self._piece(item, criterion, number, cue, index, chain)

    def _holding(self, part: str) -> frozenset[int]:
        """Return the statements that hold a word of a part (``a|b``)."""
        if part not in self._statements_with:
            hits = (self._by_concept.get(concept, {}) for concept in part.split("|"))
            self._statements_with[part] = frozenset().union(*hits)
        return self._statements_with[part]

    def _hits(self, part: str, index: int) -> list[Hit]:
        concepts = part.split("|")
        if len(concepts) == 1:
            return self._by_concept[part][index]
        return sorted(hit for concept in concepts for hit in self._by_concept.get(concept, {}).get(index, []))

    def _counting(self, hits: list[Hit], index: int) -> list[Hit]:
        """Return the hits that do not begin in a void range."""
        void = self._void_clauses.get(index)
        if void is None:
            return hits
        starts = [start for start, _ in void]
        ends = list(accumulate((end for _, end in void), max))
        return [
            hit for hit in hits if (at := bisect_right(starts, hit.start)) == 0 or ends[at - 1] <= hit.start
        ]

    def _matches(self, cue: Cue, index: int) -> Iterator[list[Hit]]:
        """Yield the first match in each clause of a statement that holds all parts."""
        hits = [self._counting(self._hits(part, index), index) for part in cue.all]
        if not all(hits):
            return
        passed = -1
        for first in hits[0]:
            if first.start < passed:
                continue
            bounds = self._clause(first.start, index) if cue.within == "clause" else self._range(index)
            if cue.terms > 1 and len(self._words(hits[-1], bounds)) < cue.terms:
                passed = bounds[1]
                continue
            chain = self._extend([first], hits[1:], cue, bounds)
            if chain is not None:
                yield chain
                passed = self._clause(max(hit.end for hit in chain) - 1, index)[1]

    def _range(self, index: int) -> tuple[int, int]:
        statement = self._statements[index]
        return statement.view_start, statement.view_end

    def _words(self, hits: Sequence[Hit], bounds: tuple[int, int]) -> set[str]:
        """Return the different words of hits that begin within bounds."""
        text = self._outline.view.text
        low, high = (bisect_left(hits, bound, key=_start) for bound in bounds)
        return {text[hit.start : hit.end] for hit in hits[low:high]}

    def _extend(
        self, chain: list[Hit], rest: Sequence[list[Hit]], cue: Cue, bounds: tuple[int, int]
    ) -> list[Hit] | None:
        """Return the chain with a hit of each further part, None where there is none near enough.

        Hits are in order of place, so only those within reach are looked at: a long sentence must not make
        every word be held against every other.
        """
        if not rest:
            return chain
        last = chain[-1]
        least = last.end if cue.ordered else last.start - cue.gap - MAX_HIT_CHARACTERS
        for place in range(bisect_left(rest[0], least, key=_start), len(rest[0])):
            hit = rest[0][place]
            if hit.start - last.end > cue.gap or hit.start >= bounds[1]:
                break
            gap = hit.start - last.end if cue.ordered else max(hit.start - last.end, last.start - hit.end)
            if not 0 <= gap <= cue.gap or hit.start < bounds[0]:
                continue
            longer = self._extend([*chain, hit], rest[1:], cue, bounds)
            if longer is not None:
                return longer
        return None

    def _piece(
        self, item: str, criterion: str, number: int, cue: Cue, index: int, chain: Sequence[Hit]
    ) -> Evidence:
        text = self._outline.view.text
        matched = tuple(text[hit.start : hit.end] for hit in chain)
        first = min(hit.start for hit in chain)
        last = max(hit.end for hit in chain)
        start = self._clause(first, index)[0]
        end = max(self._clause(last - 1, index)[1], last)
        if end - start > MAX_QUOTE_CHARACTERS:
            start = max(start, min(first, last - MAX_QUOTE_CHARACTERS))
            end = min(end, start + MAX_QUOTE_CHARACTERS)
        while start < first and text[start].isspace():
            start += 1
        span = self._outline.view.source_span(start, end)
        return Evidence(
            item=item,
            criterion=criterion,
            span=span,
            quote=self._outline.document.quote(span),
            strength=cue.strength,
            reason=Text(zh=cue.reason.zh.format(*matched), en=cue.reason.en.format(*matched)),
            statement=index,
            cue=number,
            matched=matched,
        )
