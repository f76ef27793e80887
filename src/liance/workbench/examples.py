"""A rubric's own examples, rated by the machine: what ``liance pack check`` compares."""

from __future__ import annotations

from collections.abc import Iterator

from liance.core.canonical import digest_bytes
from liance.packs.library import Library, RubricPack
from liance.packs.model import Example
from liance.plans.documents.model import Document, Metadata, Origin
from liance.workbench.scoring import Scorer

#: The section in which an example stands, so that it is read as part of a plan.
_GOAL_FRAME = "一、发展目标\n{text}\n二、重点任务\n推进各项工作。\n"
_TASK_FRAME = "一、发展目标\n推进各项工作。\n二、重点任务\n{text}\n"
_DEFAULT_SUBJECT = "区块链"


def example_ratings(pack: RubricPack, library: Library) -> Iterator[tuple[Example, int | None]]:
    """Yield each example of the rubric with the machine's score of its item."""
    scorer = Scorer(library, pack.id)
    subject = pack.rubric.subject or _DEFAULT_SUBJECT
    sections = {item.id: item.section for item in pack.rubric.items}
    for example in pack.examples.examples:
        frame = _GOAL_FRAME if sections.get(example.item) == "goal" else _TASK_FRAME
        text = frame.format(text=example.text.strip())
        metadata = Metadata().overridden(Origin.OPTION, {"subject": subject})
        document = Document("example.txt", digest_bytes(text.encode()), "txt", text, metadata=metadata)
        yield example, scorer.score(document).scorecard.score(example.item)
