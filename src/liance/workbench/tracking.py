"""Track policies: texts in, who issued what when, coverage, stance and the network of keywords out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from liance.core.errors import LianceError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.packs.library import Library
from liance.packs.model import Vocabulary
from liance.packs.regions import shipped_regions
from liance.packs.topics import Topics
from liance.plans.concepts import subject_words
from liance.plans.structure import Outline, outline
from liance.plans.subjects import choose_subject
from liance.plans.tracker import Coverage, Stance, TopicReader, TrackedText, Tracker, track
from liance.reports.spreadsheet import Sheet, workbook_of
from liance.reports.tracker_data import (
    COVERAGE_HEADS,
    HIT_HEADS,
    STANCES,
    TEXT_HEADS,
    TIE_HEADS,
    coverage_rows,
    graphml,
    hit_rows,
    network_figure,
    percent,
    set_name,
    text_rows,
    tie_rows,
    topic_name,
    tracker_data,
)
from liance.reports.words import LEVELS
from liance.workbench.comparing import free_key, province_of
from liance.workbench.corpus import Batch, with_option_subject
from liance.workbench.figures import draw_all
from liance.workbench.output import write_whole, write_whole_bytes

__all__ = [
    "DEFAULT_TOPICS",
    "LEVELS",
    "STANCES",
    "Coverage",
    "PictureNameError",
    "Stance",
    "TrackedText",
    "Tracker",
    "TrackerRun",
    "percent",
    "read_text",
    "set_name",
    "topic_name",
    "track_batch",
]

DEFAULT_TOPICS = "policy-tracker"

NO_TEXTS = FindingKind(
    "tracker.no_texts",
    Severity.ERROR,
    says=Text(zh="没有可以读取的文本", en="there is no text that can be read"),
    advice=Text(zh="请检查路径与文件格式", en="check paths and formats"),
)
ABSENT = FindingKind(
    "tracker.subject_absent",
    Severity.INFO,
    says=Text(zh="全文没有提到主题技术“{subject}”", en="the text does not speak of the subject '{subject}'"),
    advice=Text(
        zh="如主题判断有误，请用 --subject 或索引表指明",
        en="name the subject with --subject or in the index if it is wrong",
    ),
)
SAME_TEXT = FindingKind(
    "tracker.same_text",
    Severity.WARNING,
    says=Text(
        zh="内容与“{other}”完全相同，只计一份",
        en="the content is the same as that of '{other}'; it is counted once",
    ),
    advice=Text(zh="请删去其中一份", en="drop one of them"),
)
_SHEETS = (
    Text(zh="政策清单", en="texts"),
    Text(zh="主题覆盖", en="coverage"),
    Text(zh="主题依据", en="quotes"),
    Text(zh="关键词共现", en="keywords"),
)


class PictureNameError(LianceError):
    """A picture's name tells no format that is drawn."""

    def __init__(self, path: str) -> None:
        super().__init__(
            Text(
                zh="图片“{path}”应以 .svg 或 .png 结尾",
                en="the picture '{path}' should end with .svg or .png",
            ),
            path=path,
        )


@dataclass(frozen=True, slots=True)
class TrackerRun:
    """A tracker, the topics it was made with, everything found wrong, and how many files could and could not be read."""

    tracker: Tracker
    topics: Topics
    findings: tuple[Finding, ...]
    done: int
    failed: int

    @property
    def is_sound(self) -> bool:
        """Whether every file could be read."""
        return not self.failed and all(finding.severity is not Severity.ERROR for finding in self.findings)

    def as_data(self, language: Language) -> dict[str, object]:
        """Return the documented JSON."""
        return tracker_data(self.tracker, self.topics, self.findings, language)

    def write_graphml(self, path: Path) -> None:
        """Write the network of keywords as GraphML.

        Raises:
            OutputError: it cannot be written.
            GraphLibraryError: networkx is not installed.
        """
        write_whole(path, graphml(self.tracker))

    def write_picture(self, path: Path, language: Language) -> None:
        """Write the network of keywords as a picture, svg or png by the name's end.

        Raises:
            PictureNameError: the name ends otherwise.
            OutputError: it cannot be written.
            FontMissingError, ChartsMissingError, EngineMissingError, DrawingError: it cannot be drawn.
        """
        if path.suffix.lower() not in (".svg", ".png"):
            raise PictureNameError(str(path))
        wants_png = path.suffix.lower() == ".png"
        picture = draw_all([network_figure(self.tracker, language)], png=wants_png)["keywords"]
        write_whole_bytes(path, picture.png if wants_png else picture.svg.encode())

    def write_workbook(self, path: Path, language: Language) -> None:
        """Write texts, coverage, quotes and keywords as a spreadsheet.

        Raises:
            OutputError: it cannot be written.
            SpreadsheetError: openpyxl is not installed.
        """
        tables = (
            (TEXT_HEADS, text_rows(self.tracker, language)),
            (COVERAGE_HEADS, coverage_rows(self.tracker, self.topics, language)),
            (HIT_HEADS, hit_rows(self.tracker, self.topics, language)),
            (TIE_HEADS, tie_rows(self.tracker)),
        )
        sheets = [
            Sheet(name.render(language), [head.render(language) for head in heads], rows)
            for name, (heads, rows) in zip(_SHEETS, tables, strict=True)
        ]
        write_whole_bytes(path, workbook_of(sheets))


def read_text(
    reader: TopicReader,
    key: str,
    plan: Outline,
    vocabularies: Mapping[str, Vocabulary],
    subject: str | None = None,
) -> tuple[TrackedText, tuple[Finding, ...]]:
    """Return what one text says of its technology, and what is wrong with that.

    Args:
        reader: holds the topics.
        key: the text's name within the corpus.
        plan: the text.
        vocabularies: all of them.
        subject: the technology; by default told from the text.
    """
    document = plan.document
    choice = choose_subject(
        with_option_subject(document.metadata, subject), document.text, vocabularies, document.source
    )
    words = subject_words(
        (choice.name, *choice.words), vocabularies.get(choice.vocabulary_id or ""), vocabularies
    )
    text = reader.read(
        key, plan, choice.name or None, words, province_of(document.metadata, shipped_regions())
    )
    if text.stance is not Stance.ABSENT:
        return text, tuple(choice.findings)
    return text, (*choice.findings, ABSENT.at(Place(document.source), subject=choice.name or "—"))


def track_batch(
    batch: Batch,
    library: Library,
    *,
    topics: str = DEFAULT_TOPICS,
    subject: str | None = None,
    given: Iterable[Finding] = (),
) -> TrackerRun:
    """Read the texts of a batch one after the other and say what they do together; a bad file never stops it.

    Args:
        batch: the files; any policy text, not only plans.
        library: where topics and vocabularies are.
        topics: name of the topics pack.
        subject: the technology; by default told for each text.
        given: what is known to be wrong before (of an index).

    Raises:
        UnknownNameError: there are no such topics.
        PackError: they, or a vocabulary, are broken.
    """
    reader = TopicReader(library.topics(topics))
    vocabularies = library.vocabularies
    texts: list[TrackedText] = []
    findings = list(given)
    names: dict[str, int] = {}
    seen: dict[str, str] = {}
    done = failed = 0
    for file in batch.read():
        findings += file.findings
        if file.document is None:
            failed += 1
            continue
        done += 1
        document = file.document
        findings += document.findings
        if document.digest in seen:
            findings.append(SAME_TEXT.at(Place(document.source), other=seen[document.digest]))
            continue
        key = free_key(document.source, names)
        seen[document.digest] = key
        text, problems = read_text(reader, key, outline(document), vocabularies, subject)
        findings += problems
        texts.append(text)
    if not texts:
        findings.append(NO_TEXTS.at())
    return TrackerRun(track(texts, reader), reader.topics, tuple(findings), done, failed)
