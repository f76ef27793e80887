"""Write the results of a run into a folder: a page and a JSON file per plan, a scoreboard and a table."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from liance.core.errors import LianceError
from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.packs.library import RubricPack
from liance.reports.data import scorecard_data
from liance.reports.scoreboard_page import Row, row_of, scoreboard_page
from liance.reports.scorecard_page import scorecard_page
from liance.reports.tables import SCORE_COLUMNS, csv_text, score_rows
from liance.workbench.scoring import PlanResult


class OutputError(LianceError):
    """The results cannot be written where the user wants them."""

    def __init__(self, path: str) -> None:
        super().__init__(
            Text(
                zh="无法写入“{path}”，请检查它是不是文件夹、是否有写入权限和剩余空间",
                en="cannot write to '{path}'; check that it is a folder, may be written to, and has space left",
            ),
            path=path,
        )


@dataclass(slots=True)
class ResultFolder:
    """The folder of one run. Every file is written whole or not at all."""

    folder: Path
    pack: RubricPack
    language: Language
    rows: list[Row] = field(default_factory=list)
    table: list[tuple[str, ...]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def scoreboard(self) -> Path:
        """The page to open first."""
        return self.folder / "scoreboard.html"

    def add(self, result: PlanResult) -> None:
        """Write the files of one plan and keep its line of the scoreboard.

        Raises:
            OutputError: the folder cannot be written.
        """
        self.findings += result.findings
        if result.plan is None:
            return
        name = self._free_name(result.path.stem)
        data = scorecard_data(result.plan, result.findings, self.language)
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        write_whole(self.folder / "scorecards" / f"{name}.json", text)
        page = scorecard_page(result.plan, self.pack.rubric, result.findings, self.language)
        write_whole(self.folder / "scorecards" / f"{name}.html", page)
        self.rows.append(row_of(result.plan, f"scorecards/{name}.html"))
        self.table += score_rows(result.plan)

    def finish(self, findings: tuple[Finding, ...] = ()) -> None:
        """Write the scoreboard and the table of all cells."""
        page = scoreboard_page(self.rows, self.pack.rubric, [*self.findings, *findings], self.language)
        write_whole(self.scoreboard, page)
        write_whole(self.folder / "scores.csv", csv_text(SCORE_COLUMNS, self.table))

    def _free_name(self, stem: str) -> str:
        """Return a file name made of the plan's own; never a path, never one already used."""
        safe = (
            "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in stem)[:80].strip(".")
            or "plan"
        )
        for name in _candidates(safe):
            if name not in self.names:
                self.names.add(name)
                return name
        raise AssertionError("an endless row of names has an end")


def _candidates(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that a reader sees the old one or the new one, never a part.

    Raises:
        OutputError: it cannot be written.
    """
    write_whole_bytes(path, text.encode(errors="backslashreplace"))


def write_whole_bytes(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part; if ``durable``, also after a power cut.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file() and not path.is_dir():
            # A device or a pipe (/dev/stdout) is written to, never replaced.
            path.write_bytes(data)
            return
        with tempfile.NamedTemporaryFile(
            "wb", dir=path.parent, prefix=".", suffix=".part", delete=False
        ) as stream:
            temporary = Path(stream.name)
            try:
                stream.write(data)
                stream.flush()
                if durable:
                    os.fsync(stream.fileno())
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        temporary.chmod(0o666 & ~current_umask())
        temporary.replace(path)
        if durable:
            _sync_folder(path.parent)
    except OSError as error:
        raise OutputError(str(path)) from error


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def current_umask() -> int:
    """Return the bits that new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
