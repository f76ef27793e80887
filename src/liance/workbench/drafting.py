"""Draft a plan: tables, peers' plans and a worksheet in; workings, a Word file, scores and versions out.

Each function is one thing a planner does; the command line and the web call the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from liance.core.canonical import digest_bytes
from liance.core.errors import DocumentError, FindingsError, LianceError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_PACK_FILE_BYTES, MAX_TABLE_BYTES
from liance.delivery.drafting.assembly import Material, Workings, assemble, work_out
from liance.delivery.drafting.diagnosis import PeerPlan
from liance.delivery.drafting.handover import OWNER_COLUMNS, frame_of, owner_rows, staged_targets
from liance.delivery.drafting.profile import Profile, ProfileBook, merged, read_profiles
from liance.delivery.drafting.skeleton import Draft
from liance.delivery.drafting.versions import Changes, Snapshot, compare, snapshot_of
from liance.delivery.indicators import IndicatorFinder
from liance.delivery.targets import find_targets
from liance.packs.library import Library, RubricPack
from liance.packs.reading import read_shape
from liance.packs.regions import shipped_regions
from liance.packs.worksheet import Worksheet
from liance.plans.documents.grids import read_grids
from liance.plans.documents.model import Document, Metadata, Origin
from liance.plans.scoring import ScoredPlan
from liance.reports.draft_tables import (
    changes_data,
    draft_data,
    profile_data,
    scores_rows,
    snapshot_data,
    workings_data,
)
from liance.reports.official_docx import official_docx
from liance.reports.tables import csv_text
from liance.workbench.corpus import FileMissingError, expand, open_batch
from liance.workbench.linting import Advice, advise
from liance.workbench.output import write_whole, write_whole_bytes
from liance.workbench.scoring import DEFAULT_RUBRIC, Scorer

__all__ = [
    "Changes",
    "DraftResult",
    "Profile",
    "ProfileBook",
    "Sources",
    "Studied",
    "compare_drafts",
    "example_sources",
    "export_draft",
    "make_draft",
    "profile_data",
    "read_draft_snapshot",
    "study",
    "write_draft",
]

PROFILE_PACK = "regional-profile"
CANDIDATES_PACK = "application-scenarios"

WORKSHEET_UNUSABLE = Text(zh="工作表“{source}”无法使用：", en="the worksheet '{source}' cannot be used:")
TABLE_MISSING = FindingKind(
    "draft.no_table",
    Severity.ERROR,
    says=Text(zh="没有给出数据表", en="no table of figures was given"),
    advice=Text(
        zh="请用 --profile 指明本地和同类地区的数据表",
        en="name tables of the region and its peers with --profile",
    ),
)
TOO_LARGE = FindingKind(
    "draft.worksheet_too_large",
    Severity.ERROR,
    says=Text(
        zh="文件超过上限 MAX_PACK_FILE_BYTES = {bound}", en="the file exceeds MAX_PACK_FILE_BYTES = {bound}"
    ),
    advice=Text(zh="请精简工作表", en="shorten it"),
)
UNSCORED = FindingKind(
    "draft.unscored_plan",
    Severity.WARNING,
    says=Text(zh="规划未能读取，没有用作参照", en="the plan could not be read and is not compared with"),
    advice=Text(zh="请检查文件", en="check the file"),
)


class WorksheetError(FindingsError):
    """A worksheet that has not the shape of one."""


class NotADraftError(LianceError):
    """A file that is no saved version of a draft."""

    def __init__(self, path: str) -> None:
        super().__init__(
            Text(
                zh="“{path}”不是草案版本文件；请用 liance draft write --version-out 生成",
                en="'{path}' is no saved version of a draft; liance draft write --version-out makes one",
            ),
            path=path,
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """The files a draft is made from."""

    worksheet: Path
    profiles: tuple[Path, ...]
    corpus: tuple[Path, ...] = ()
    index: Path | None = None


@dataclass(frozen=True)
class Studied:
    """Everything worked out for a region; ``workings`` is None where its profile is missing."""

    material: Material
    workings: Workings | None
    pack: RubricPack
    scorer: Scorer
    findings: tuple[Finding, ...]

    def as_data(self, language: Language) -> dict[str, object]:
        """Return the documented JSON of all steps."""
        return workings_data(self.material, self.workings, self.findings, language)


@dataclass(frozen=True)
class DraftResult:
    """A draft with its scores and target checks."""

    studied: Studied
    draft: Draft
    scored: ScoredPlan
    findings: tuple[Finding, ...]

    @cached_property
    def docx(self) -> bytes:
        """The Word file."""
        return official_docx(self.draft)

    @property
    def snapshot(self) -> Snapshot:
        """What later versions are compared with."""
        assert self.studied.workings is not None
        return snapshot_of(self.draft, self.studied.workings, self.scored.scorecard)

    def score_rows(self, language: Language) -> list[tuple[str, str, str, str, str]]:
        """Return a row per rubric item: name, own score, peers' median, peers' best, how many peers."""
        return scores_rows(
            self.scored.scorecard, self.studied.material.plans, self.studied.pack.rubric, language
        )

    def advice(self) -> tuple[Advice, ...]:
        """Return for every item what the next level asks for."""
        return advise(self.scored, self.studied.pack)

    def as_data(self, language: Language) -> dict[str, object]:
        """Return the documented JSON of the draft."""
        return draft_data(
            self.draft, self.scored.scorecard, self.studied.material.plans, self.findings, language
        )


def example_sources() -> Sources:
    """Return the shipped example: an invented province, its peers and their plans."""
    folder = Path(str(files("liance") / "data" / "examples"))
    own = folder / "draft"
    return Sources(
        own / "worksheet.yaml",
        (own / "hechuan-province.csv", own / "peers.csv"),
        (folder / "plans",),
        folder / "plans" / "index.csv",
    )


def read_worksheet(name: str, data: bytes) -> Worksheet:
    """Read a worksheet.

    Raises:
        WorksheetError: it has not the shape of one; the findings say where.
    """
    if len(data) > MAX_PACK_FILE_BYTES:
        raise WorksheetError(
            WORKSHEET_UNUSABLE, [TOO_LARGE.at(Place(name), bound=MAX_PACK_FILE_BYTES)], source=name
        )
    sheet, _, findings = read_shape(Worksheet, name, data)
    broken = [finding for finding in findings if finding.severity is Severity.ERROR]
    if sheet is None or broken:
        raise WorksheetError(WORKSHEET_UNUSABLE, broken, source=name)
    return sheet


def read_tables(paths: Sequence[Path], book: ProfileBook) -> tuple[tuple[Profile, ...], list[Finding]]:
    """Read tables of regional figures.

    Raises:
        FileMissingError: a table is not there.
    """
    found: list[Profile] = []
    findings: list[Finding] = []
    for path in paths:
        profiles, problems = read_table(path.name, _bytes_of(path, MAX_TABLE_BYTES), book)
        found += profiles
        findings += problems
    return merged(found), findings


def read_table(name: str, data: bytes, book: ProfileBook) -> tuple[list[Profile], list[Finding]]:
    """Read one table of regional figures from its bytes."""
    try:
        grids = read_grids(name, data)
    except DocumentError as error:
        return [], list(error.findings)
    found: list[Profile] = []
    findings: list[Finding] = []
    for grid in grids:
        profiles, problems = read_profiles(grid, book)
        found += profiles
        findings += problems
    return found, findings


def profile_book(library: Library) -> ProfileBook:
    """Return the indicators of the shipped (or the user's) profile catalogue."""
    profile = library.profile(PROFILE_PACK)
    return ProfileBook(profile, library.indicators(profile.catalogue))


def study(sources: Sources, library: Library, rubric: str = DEFAULT_RUBRIC) -> Studied:
    """Read everything and work out every step.

    Raises:
        FileMissingError: a file is not there.
        WorksheetError: the worksheet cannot be used.
        UnknownNameError, PackError: a pack is missing or broken.
    """
    sheet = read_worksheet(sources.worksheet.name, _bytes_of(sources.worksheet, MAX_PACK_FILE_BYTES))
    book = profile_book(library)
    findings: list[Finding] = [] if sources.profiles else [TABLE_MISSING.at()]
    profiles, problems = read_tables(sources.profiles, book)
    findings += problems
    scorer = Scorer(library, rubric)
    plans, problems = peer_plans(sources.corpus, sources.index, sheet, scorer)
    findings += problems
    return study_material(sheet, profiles, plans, library, book, scorer, findings)


def study_material(
    sheet: Worksheet,
    profiles: tuple[Profile, ...],
    plans: tuple[PeerPlan, ...],
    library: Library,
    book: ProfileBook,
    scorer: Scorer,
    findings: Sequence[Finding] = (),
) -> Studied:
    """Work out every step from a worksheet, profiles and plans already read (the web holds them in its store)."""
    subjects = [name for vocabulary in library.vocabularies.values() for name in vocabulary.names]
    material = Material(
        sheet,
        profiles,
        plans,
        book,
        library.candidates(CANDIDATES_PACK),
        scorer.pack.rubric,
        IndicatorFinder(library.indicators(book.profile.catalogue), subjects),
        shipped_regions(),
    )
    workings, made = work_out(material)
    return Studied(material, workings, scorer.pack, scorer, (*findings, *made))


def peer_plans(
    corpus: Sequence[Path], index: Path | None, sheet: Worksheet, scorer: Scorer
) -> tuple[tuple[PeerPlan, ...], list[Finding]]:
    """Return the plans of the corpus that are on the worksheet's subject and not of its own region, scored."""
    if not corpus:
        return (), []
    plans: list[PeerPlan] = []
    findings: list[Finding] = []
    batch = open_batch(expand(list(corpus)), index)
    for file in batch.read():
        if file.document is None:
            findings.append(UNSCORED.at(Place(file.path.name)))
            continue
        plan = peer_plan(scorer.score(file.document), sheet)
        if plan is not None:
            plans.append(plan)
    return tuple(plans), findings


def peer_plan(scored: ScoredPlan, sheet: Worksheet) -> PeerPlan | None:
    """Return a scored plan as a peer's, None where it is on another subject or of the own region."""
    if scored.subject.name != sheet.subject or scored.document.metadata.region == sheet.region:
        return None
    targets, _ = find_targets(scored.outline)
    return PeerPlan(scored, targets)


def make_draft(studied: Studied) -> DraftResult | None:
    """Assemble the draft and score it; None where the region has no profile."""
    if studied.workings is None:
        return None
    draft, findings = assemble(studied.material, studied.workings)
    scored = score_text(draft, studied.scorer)
    _, checks = find_targets(scored.outline)
    return DraftResult(studied, draft, scored, (*studied.findings, *findings, *checks))


def score_text(draft: Draft, scorer: Scorer) -> ScoredPlan:
    """Score a draft as it stands; blanks earn nothing."""
    text = draft.text()
    metadata = Metadata().overridden(
        Origin.OPTION, {"title": draft.title, "region": draft.region, "subject": draft.subject}
    )
    document = Document("draft.txt", digest_bytes(text.encode()), "txt", text, metadata=metadata)
    return scorer.score(document)


def write_draft(result: DraftResult, out: Path, version: Path | None = None) -> None:
    """Write the Word file and, if wanted, the version file.

    Raises:
        OutputError: a file cannot be written.
    """
    write_whole_bytes(out, result.docx)
    if version is not None:
        write_whole(version, snapshot_data(result.snapshot))


def export_draft(result: DraftResult, folder: Path) -> tuple[Path, ...]:
    """Write what following a draft needs: the Word file, ``frame.yaml``, ``targets.yaml`` and ``owners.csv``.

    ``liance delivery import-targets`` takes the Word file, ``liance delivery assign`` the table of owners,
    ``liance frame`` the frame.

    Raises:
        OutputError: the folder cannot be written.
    """
    from liance.workbench.frames import frame_text

    studied, title = result.studied, result.draft.title
    assert studied.workings is not None
    targets = staged_targets(studied.material, studied.workings)
    texts = {"frame.yaml": frame_text(frame_of(studied.material, studied.workings, title), "draft.docx")}
    if targets is not None:
        texts["targets.yaml"] = worksheet_yaml(targets.model_dump(mode="json", exclude_defaults=True))
        texts["owners.csv"] = csv_text(OWNER_COLUMNS, owner_rows(studied.material, studied.workings, title))
    write_whole_bytes(folder / "draft.docx", result.docx)
    for name, text in texts.items():
        write_whole(folder / name, text)
    return tuple(folder / name for name in ("draft.docx", *texts))


def worksheet_yaml(data: Mapping[str, Any]) -> str:
    """Return data as YAML in its own order; the same data gives the same text."""
    text: str = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=160)
    return text


def read_draft_snapshot(path: Path) -> Snapshot:
    """Read a version file.

    Raises:
        FileMissingError: it is not there.
        NotADraftError: it is no version file.
    """
    try:
        return Snapshot.from_json(_bytes_of(path, MAX_TABLE_BYTES))
    except ValueError as error:
        raise NotADraftError(path.name) from error


def compare_drafts(old: Path, new: Path) -> tuple[Changes, dict[str, object]]:
    """Return what changed between two version files, also as JSON-ready data."""
    changes = compare(read_draft_snapshot(old), read_draft_snapshot(new))
    return changes, changes_data(changes)


def copy_example(folder: Path) -> tuple[Path, ...]:
    """Copy the shipped worksheet and tables into a folder, to be changed there.

    Raises:
        OutputError: the folder cannot be written.
    """
    written: list[Path] = []
    for path in sorted(example_sources().worksheet.parent.iterdir()):
        if path.suffix in (".yaml", ".csv"):
            write_whole_bytes(folder / path.name, path.read_bytes())
            written.append(folder / path.name)
    return tuple(written)


def _bytes_of(path: Path, bound: int) -> bytes:
    if not path.is_file():
        raise FileMissingError(str(path))
    with path.open("rb") as stream:
        return stream.read(bound + 1)
