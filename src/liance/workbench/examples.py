"""A rubric's own examples, read by the machine: what ``liance pack check`` compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from liance.core.canonical import digest_bytes
from liance.packs.library import Library, RubricPack
from liance.packs.model import Example
from liance.plans.documents.model import Document, Metadata, Origin
from liance.workbench.scoring import Scorer

#: The section in which an example stands, so that it is read as part of a plan.
_GOAL_FRAME = "一、发展目标\n{text}\n二、重点任务\n推进各项工作。\n"
_TASK_FRAME = "一、发展目标\n推进各项工作。\n二、重点任务\n{text}\n"
_DEFAULT_SUBJECT = "区块链"


@dataclass(frozen=True, slots=True)
class ReadExample:
    """An example with what the machine made of it: its score, and the levels it found core evidence for."""

    example: Example
    score: int | None
    evident: frozenset[int]

    @property
    def is_as_meant(self) -> bool:
        """Whether the machine agrees.

        A single passage cannot hold what lower levels ask for, nor the number of places that a whole plan
        shows, so an example must give evidence for its own level; a counter-example must score nothing.
        """
        if self.example.level == 0:
            return not self.score
        return self.example.level in self.evident


def read_examples(pack: RubricPack, library: Library) -> Iterator[ReadExample]:
    """Yield each example of the rubric as the machine reads it."""
    scorer = Scorer(library, pack.id)
    subject = pack.rubric.subject or _DEFAULT_SUBJECT
    items = {item.id: item for item in pack.rubric.items}
    for example in pack.examples.examples:
        if example.item not in items:
            continue
        item = items[example.item]
        frame = _GOAL_FRAME if item.section == "goal" else _TASK_FRAME
        text = frame.format(text=example.text.strip())
        metadata = Metadata().overridden(Origin.OPTION, {"subject": subject})
        document = Document("example.txt", digest_bytes(text.encode()), "txt", text, metadata=metadata)
        ratings = scorer.score(document).scorecard.ratings
        rating = next(rating for rating in ratings if rating.item == example.item)
        core = {criterion.id for criterion in item.criteria() if criterion.core}
        evident = {mark.level for mark in rating.marks if mark.evidence and mark.criterion in core}
        yield ReadExample(example, rating.score, frozenset(evident))
