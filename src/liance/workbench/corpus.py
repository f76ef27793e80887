"""Files on disk -> documents with their metadata, one at a time, so that no batch fills the memory."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from liance.core.errors import DocumentError, LianceError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_FILE_BYTES, MAX_TABLE_BYTES
from liance.packs.regions import shipped_regions
from liance.plans.documents.index import Index, read_index
from liance.plans.documents.metadata import metadata_of
from liance.plans.documents.model import Document, Metadata, Origin
from liance.plans.documents.reading import Converter, is_pdf, read_document
from liance.workbench.conversion import libreoffice_converter
from liance.workbench.isolation import ReadingProcess

NO_SUCH_FILE = FindingKind(
    "corpus.no_such_file",
    Severity.ERROR,
    says=Text(zh="文件不存在", en="there is no such file"),
    advice=Text(zh="请检查路径", en="check the path"),
)
NO_PERMISSION = FindingKind(
    "corpus.no_permission",
    Severity.ERROR,
    says=Text(zh="没有读取权限", en="there is no permission to read it"),
    advice=Text(zh="请检查文件权限", en="check the file's permissions"),
)
NOT_A_FILE = FindingKind(
    "corpus.not_a_file",
    Severity.ERROR,
    says=Text(zh="不是可以读取的普通文件", en="it is not a regular file that can be read"),
    advice=Text(zh="请给出文件或文件夹的路径", en="give the path of a file or a folder"),
)
NO_PLANS = FindingKind(
    "corpus.no_plans",
    Severity.ERROR,
    says=Text(zh="文件夹中没有可以读取的规划文件", en="the folder holds no plan file that can be read"),
    advice=Text(
        zh="支持 docx、pdf、ofd、html、txt、md、doc、wps；子文件夹请另外指明",
        en="docx, pdf, ofd, html, txt, md, doc and wps are read; name subfolders of their own",
    ),
)
FILE_TOO_LARGE = FindingKind(
    "corpus.file_too_large",
    Severity.ERROR,
    says=Text(
        zh="文件有 {size} 字节，超过上限 MAX_FILE_BYTES = {bound}",
        en="the file has {size} bytes, more than MAX_FILE_BYTES = {bound}",
    ),
    advice=Text(zh="请只保留规划正文，或拆成几个文件", en="keep the plan itself only, or split the file"),
)
SAME_CONTENT = FindingKind(
    "corpus.same_content",
    Severity.WARNING,
    says=Text(zh="内容与“{other}”完全相同", en="the content is the same as that of '{other}'"),
    advice=Text(zh="两份都已评分；统计前请去掉一份", en="both are scored; drop one before counting"),
)
INDEX_ROW_UNUSED = FindingKind(
    "index.row_unused",
    Severity.INFO,
    says=Text(zh="索引中的“{stem}”没有对应的文件", en="the index row '{stem}' has no file"),
    advice=Text(zh="如应有此文件，请检查文件名", en="check the file name if there should be one"),
)


class FileMissingError(LianceError):
    """A path given by the user does not lead to a file."""

    def __init__(self, path: str) -> None:
        super().__init__(
            Text(zh="找不到文件“{path}”，请检查路径", en="there is no file '{path}'; check the path"),
            path=path,
        )


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file of a batch: its document, or the findings that say why there is none.

    ``own_metadata`` is what the file itself says of the plan, without the index.
    """

    path: Path
    document: Document | None
    findings: tuple[Finding, ...] = ()
    own_metadata: Metadata = field(default_factory=Metadata)


@dataclass(slots=True)
class Batch:
    """The files of one run with their index; ``seen`` maps digests to the first file that had them."""

    paths: Sequence[Path]
    index: Index | None = None
    index_findings: tuple[Finding, ...] = ()
    seen: dict[str, str] = field(default_factory=dict)

    def read(self) -> Iterator[ReadFile]:
        """Read the files in the order given; one bad file never stops the batch."""
        for path in self.paths:
            yield self._read_one(path)

    def _read_one(self, path: Path) -> ReadFile:
        try:
            document = load_document(path)
        except DocumentError as error:
            return ReadFile(path, None, error.findings)
        findings: list[Finding] = []
        if document.digest in self.seen:
            findings.append(SAME_CONTENT.at(Place(path.name), other=self.seen[document.digest]))
        else:
            self.seen[document.digest] = str(path)
        row = self.index.metadata_for(path.stem) if self.index else {}
        metadata, problems = metadata_of(document, shipped_regions(), row)
        findings += problems
        own = metadata_of(document, shipped_regions())[0] if row else metadata
        return ReadFile(path, replace(document, metadata=metadata), tuple(findings), own)

    def unused_index_rows(self) -> tuple[Finding, ...]:
        """Return a finding for each index row without a file."""
        if self.index is None:
            return ()
        stems = {path.stem for path in self.paths}
        return tuple(INDEX_ROW_UNUSED.at(stem=stem) for stem in self.index.unused(stems))


def expand(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files named by ``paths``: files as they are, folders as the plan files in them, sorted.

    A folder without plan files stays as it is, so that reading it says so.
    """
    found: list[Path] = []
    for path in paths:
        try:
            inner = sorted(entry for entry in path.iterdir() if _is_plan_file(entry)) if path.is_dir() else []
        except OSError:  # an impossible name, a folder that may not be read: reading it says so
            inner = []
        found += inner or [path]
    return tuple(found)


#: Suffixes of the files that are taken from a folder.
PLAN_SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".ofd", ".doc", ".wps"})


def _is_plan_file(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in PLAN_SUFFIXES and not path.name.startswith(".")


def open_batch(paths: Sequence[Path], index_path: Path | None = None) -> Batch:
    """Return the batch of ``paths`` with the index at ``index_path``.

    Raises:
        FileMissingError: the index, or none of the paths, is there.
    """
    if index_path is None:
        return Batch(paths)
    if not index_path.is_file():
        raise FileMissingError(str(index_path))
    with index_path.open("rb") as stream:
        index, findings = read_index(index_path.name, stream.read(MAX_TABLE_BYTES + 1))
    return Batch(paths, index, tuple(findings))


def load_document(path: Path) -> Document:
    """Read one file; only front matter is in the metadata yet.

    Raises:
        DocumentError: it cannot be read; its findings say why.
    """
    place = Place(path.name)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise DocumentError(path.name, [NO_PLANS.at(place)])
        if not path.is_file():
            raise DocumentError(path.name, [NOT_A_FILE.at(place)])
        if size > MAX_FILE_BYTES:
            raise DocumentError(path.name, [FILE_TOO_LARGE.at(place, size=size, bound=MAX_FILE_BYTES)])
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError(path.name, [NO_SUCH_FILE.at(place)]) from error
    except PermissionError as error:
        raise DocumentError(path.name, [NO_PERMISSION.at(place)]) from error
    except OSError as error:
        raise DocumentError(path.name, [NOT_A_FILE.at(place)]) from error
    if is_pdf(data):
        return _pdf_process().read(path.name, data)
    return read_document(path.name, data, _converter())


@cache
def _pdf_process() -> ReadingProcess:
    """The process in which pdf files are read, one after another; it ends with the program."""
    process = ReadingProcess()
    atexit.register(process.close)
    return process


@cache
def _converter() -> Converter | None:
    return libreoffice_converter()


def with_option_subject(metadata: Metadata, subject: str | None) -> Metadata:
    """Return the metadata with the subject that the user named, if any."""
    return metadata.overridden(Origin.OPTION, {"subject": subject}) if subject else metadata
