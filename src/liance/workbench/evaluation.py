"""Hold the program against people's labels, so that every change of rules is measured."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from liance.core.errors import FindingsError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_TABLE_BYTES, MAX_TABLE_ROWS
from liance.core.spans import Span
from liance.delivery.target_measure import Miss, TargetMeasure, measure_targets, read_labels
from liance.delivery.targets import Target, find_targets
from liance.packs.library import Library
from liance.plans.agreement.evaluation import PairAgreement, RatingEvaluation, evaluate_ratings
from liance.plans.documents.plain import decode
from liance.plans.outline_measure import HeadingLabel, OutlineAgreement, measure_outline
from liance.plans.structure import Outline, Role, outline
from liance.reports.target_data import measure_data
from liance.workbench.corpus import PLAN_SUFFIXES, FileMissingError, load_document, open_batch
from liance.workbench.scoring import Scorer, score_file

__all__ = [
    "Miss",
    "OutlineReport",
    "PairAgreement",
    "RatingsReport",
    "TargetsReport",
    "evaluate_outline_labels",
    "evaluate_rating_labels",
    "evaluate_target_labels",
    "shown",
]

BAD_LABEL = FindingKind(
    "labels.bad_row",
    Severity.ERROR,
    says=Text(zh="标注第 {line} 行不合要求：{problem}", en="label row {line} does not fit: {problem}"),
    advice=Text(zh="该行未计入，请修改后重试", en="the row is left out; mend it and try again"),
)
CONFLICT = FindingKind(
    "labels.conflict",
    Severity.ERROR,
    says=Text(
        zh="{doc} 的“{item}”由 {rater} 评了两个不同的分：{first} 与 {second}",
        en="{rater} gave '{item}' of {doc} two scores: {first} and {second}",
    ),
    advice=Text(zh="采用先出现的分，请核对", en="the first is used; check which is right"),
)
NO_TEXT = FindingKind(
    "labels.no_text",
    Severity.ERROR,
    says=Text(zh="标注的“{doc}”没有可用的文本", en="the labelled '{doc}' has no usable text"),
    advice=Text(zh="请检查 --texts 指的文件夹", en="check the folder given by --texts"),
)


NO_RATER = FindingKind(
    "labels.no_rater",
    Severity.ERROR,
    says=Text(
        zh="没有评分者“{rater}”，现有：{present}", en="there is no rater '{rater}'; present: {present}"
    ),
    advice=Text(zh="请用 --rater 指定其中一位", en="name one of them with --rater"),
)


class LabelsError(FindingsError):
    """A label file cannot be used at all."""

    def __init__(self, name: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            Text(zh="无法使用标注文件“{name}”：", en="the label file '{name}' cannot be used:"),
            findings,
            name=name,
        )


#: The whole scale of the method.
LEVELS = (0, 1, 2, 3, 4)

Cells = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class RatingsReport:
    """The machine against one labelled rater, beside the baselines.

    ``misses`` are the cells more than one level apart: document, item, machine, label. ``item_names`` are the
    rubric's items in its order, each with its Chinese and English name.
    """

    rater: str
    rubric: str
    evaluation: RatingEvaluation
    misses: tuple[tuple[str, str, int, int], ...]
    item_names: Mapping[str, tuple[str, str]]
    findings: tuple[Finding, ...]

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data: the chief figures first, then everything behind them."""
        overall = self.evaluation.agreement.overall
        return {
            "rater": self.rater,
            "rubric": self.rubric,
            "cells": overall.cells,
            "documents": overall.documents,
            "quadratic_weighted_kappa": overall.kappa.value,
            "exact": overall.exact.value,
            "within_one": overall.within_one.value,
            **self.evaluation.as_data(),
            "misses": [
                {"doc": doc, "item": item, "machine": machine, "label": label}
                for doc, item, machine, label in self.misses
            ],
        }


def shown(agreement: PairAgreement) -> tuple[str, str, str, str, str]:
    """Return one line of figures: kappa, its interval, exact and within-one agreement, cells."""
    kappa = agreement.kappa
    interval = kappa.interval
    known = interval.low is not None and interval.high is not None
    return (
        "—" if kappa.value is None else f"{kappa.value:.3f}",
        f"{interval.low:.2f}–{interval.high:.2f}" if known else "—",
        "—" if agreement.exact.value is None else f"{agreement.exact.value:.1%}",
        "—" if agreement.within_one.value is None else f"{agreement.within_one.value:.1%}",
        str(agreement.cells),
    )


def evaluate_rating_labels(
    labels: Path, texts: Path, rater: str, rubric: str, library: Library
) -> RatingsReport:
    """Score the labelled texts and compare with one rater; the other raters are shown as peers.

    Args:
        labels: CSV with the columns doc, rater, item, score; rows of one cell with the same score are one cell.
        texts: folder with ``<doc>.txt`` and, for metadata, ``index.csv``.
        rater: the labelled rater to compare with.
        rubric: the rubric whose items are meant; ``item`` is an item's name or id.
        library: the packs.

    Raises:
        FileMissingError: the label file or the folder is not there.
        LabelsError: nothing in the label file can be used, or it has no such rater.
    """
    scorer = Scorer(library, rubric)
    names = {item.name: item.id for item in scorer.pack.rubric.items}
    raters, findings = _read_ratings(labels, names | {item: item for item in names.values()})
    if rater not in raters:
        findings.append(
            NO_RATER.at(Place(labels.name), rater=rater, present=", ".join(sorted(raters)) or "—")
        )
        raise LabelsError(labels.name, findings)
    documents = sorted({doc for cells in raters.values() for doc, _ in cells})
    machine: Cells = {}
    for doc, scores in _machine_scores(documents, texts, scorer, findings):
        machine |= {(doc, item): score for item, score in scores.items() if score is not None}
    expert = raters.pop(rater)
    evaluation = evaluate_ratings(machine, expert, LEVELS, others=raters)
    misses = tuple(
        (doc, item, machine[doc, item], expert[doc, item])
        for doc, item in sorted(machine.keys() & expert.keys())
        if abs(machine[doc, item] - expert[doc, item]) > 1
    )
    by_id = {item.id: (item.name, item.name_en) for item in scorer.pack.rubric.items}
    return RatingsReport(rater, rubric, evaluation, misses, by_id, tuple(findings))


def _machine_scores(
    documents: Sequence[str], texts: Path, scorer: Scorer, findings: list[Finding]
) -> Iterator[tuple[str, Mapping[str, int | None]]]:
    index = texts / "index.csv"
    paths = [path for doc in documents if (path := _text_of(texts, doc)) is not None]
    batch = open_batch(paths, index if index.is_file() else None)
    for file in batch.read():
        result = score_file(file, scorer)
        if result.plan is None:
            findings.append(NO_TEXT.at(Place(file.path.name), doc=file.path.stem))
        else:
            yield file.path.stem, {r.item: r.score for r in result.plan.scorecard.ratings}
    findings += [NO_TEXT.at(doc=doc) for doc in documents if _text_of(texts, doc) is None]


def _text_of(texts: Path, doc: str) -> Path | None:
    """Return the file of a labelled document: ``<doc>.txt``, else ``<doc>`` in another format that is read."""
    if not _is_plain(doc):
        return None
    names = (f"{doc}{suffix}" for suffix in (".txt", *sorted(PLAN_SUFFIXES - {".txt"})))
    return next((texts / name for name in names if (texts / name).is_file()), None)


def _is_plain(name: str) -> bool:
    """Whether a document's id is a plain file stem, never a path."""
    return bool(name) and name.strip(".") != "" and not any(sign in name for sign in "/\\\0")


def _read_bounded(path: Path) -> str:
    if not path.is_file():
        raise FileMissingError(str(path))
    with path.open("rb") as stream:
        data = stream.read(MAX_TABLE_BYTES + 1)
    if len(data) > MAX_TABLE_BYTES:
        problem = f"MAX_TABLE_BYTES = {MAX_TABLE_BYTES}"
        raise LabelsError(path.name, [BAD_LABEL.at(Place(path.name), line="-", problem=problem)])
    decoded = decode(data)
    if decoded is None:
        raise LabelsError(
            path.name, [BAD_LABEL.at(Place(path.name), line="-", problem="UTF-8, UTF-16, GB18030")]
        )
    return decoded.text


def _read_ratings(path: Path, items: Mapping[str, str]) -> tuple[dict[str, Cells], list[Finding]]:
    reader = csv.DictReader(io.StringIO(_read_bounded(path), newline=""))
    try:
        head = set(reader.fieldnames or ())
    except csv.Error as error:
        raise LabelsError(
            path.name, [BAD_LABEL.at(Place(path.name, line=1), line=1, problem=error)]
        ) from error
    missing = {"doc", "rater", "item", "score"} - head
    if missing:
        problem = ", ".join(sorted(missing))
        raise LabelsError(path.name, [BAD_LABEL.at(Place(path.name, line=1), line=1, problem=problem)])
    raters: dict[str, Cells] = {}
    findings: list[Finding] = []
    try:
        for number, row in enumerate(reader, 2):
            if number > MAX_TABLE_ROWS:
                findings.append(
                    BAD_LABEL.at(Place(path.name), line=number, problem=f"MAX_TABLE_ROWS = {MAX_TABLE_ROWS}")
                )
                break
            _take_row(row, number, path.name, items, raters, findings)
    except csv.Error as error:
        findings.append(
            BAD_LABEL.at(Place(path.name, line=reader.line_num), line=reader.line_num, problem=error)
        )
    return raters, findings


def _take_row(
    row: Mapping[str, str | None],
    number: int,
    name: str,
    items: Mapping[str, str],
    raters: dict[str, Cells],
    findings: list[Finding],
) -> None:
    doc, rater, item, score = (
        (row.get(column) or "").strip() for column in ("doc", "rater", "item", "score")
    )
    place = Place(name, line=number)
    if item not in items:
        findings.append(BAD_LABEL.at(place, line=number, problem=f"item {item!r}"))
    elif score not in {str(level) for level in LEVELS}:
        findings.append(BAD_LABEL.at(place, line=number, problem=f"score {score!r}"))
    else:
        cells = raters.setdefault(rater, {})
        first = cells.setdefault((doc, items[item]), int(score))
        if first != int(score):
            findings.append(CONFLICT.at(place, doc=doc, item=item, rater=rater, first=first, second=score))


@dataclass(frozen=True, slots=True)
class OutlineReport:
    """The outlines of labelled texts against the labels."""

    agreement: OutlineAgreement
    findings: tuple[Finding, ...]


def evaluate_outline_labels(labels: Path, texts: Path) -> OutlineReport:
    """Outline the labelled texts and compare the headings with the labels.

    Args:
        labels: one JSON object per line with doc, start, end, level, role, text.
        texts: folder with ``<doc>.txt``.

    Raises:
        FileMissingError: the label file is not there.
        LabelsError: nothing in it can be used.
    """
    read, findings = _read_headings(labels)
    if not read:
        raise LabelsError(labels.name, findings)
    outlines: dict[str, Outline] = {}
    for doc in sorted({label.document for label in read}):
        path = _text_of(texts, doc)
        if path is not None:
            outlines[doc] = outline(load_document(path))
        else:
            findings.append(NO_TEXT.at(doc=doc))
    kept = [label for label in read if label.document in outlines]
    return OutlineReport(measure_outline(kept, outlines), tuple(findings))


def _read_headings(path: Path) -> tuple[list[HeadingLabel], list[Finding]]:
    labels: list[HeadingLabel] = []
    findings: list[Finding] = []
    taken: set[tuple[str, int]] = set()
    for number, line in enumerate(_read_bounded(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            label = HeadingLabel(
                str(row["doc"]),
                Span(int(row["start"]), int(row["end"])),
                int(row["level"]),
                Role(row["role"]),
                str(row.get("text", "")),
            )
            if (label.document, label.span.start) in taken:
                raise ValueError(f"a second label at {label.span.start} of {label.document}")
            taken.add((label.document, label.span.start))
            labels.append(label)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            problem = f"{type(error).__name__} {error}"
            findings.append(BAD_LABEL.at(Place(path.name, line=number), line=number, problem=problem))
    return labels, findings


@dataclass(frozen=True, slots=True)
class TargetsReport:
    """The targets found in labelled texts against the labels."""

    measure: TargetMeasure
    findings: tuple[Finding, ...]

    def as_data(self, language: Language) -> dict[str, object]:
        """Return JSON-ready data: the measures, every miss, the findings."""
        return measure_data(self.measure, self.findings, language)


def evaluate_target_labels(labels: Path, texts: Path) -> TargetsReport:
    """Find the targets of the labelled texts and compare them with the labels.

    Args:
        labels: one JSON object per line with the fields of the annotation guideline.
        texts: folder with ``<doc>.txt`` (or another format); only these count, no index.

    Raises:
        FileMissingError: the label file is not there.
        LabelsError: nothing in it can be used.
    """
    read, problems = read_labels(_read_bounded(labels), labels.name)
    findings = list(problems)
    if not read:
        raise LabelsError(labels.name, findings)
    documents = sorted({label.doc for label in read})
    batch = open_batch([path for doc in documents if (path := _text_of(texts, doc)) is not None])
    found: dict[str, tuple[Target, ...]] = {}
    for file in batch.read():
        if file.document is not None:
            found[file.path.stem] = find_targets(outline(file.document))[0]
    findings += [NO_TEXT.at(doc=doc) for doc in documents if doc not in found]
    kept = [label for label in read if label.doc in found]
    return TargetsReport(measure_targets(kept, found), tuple(findings))
