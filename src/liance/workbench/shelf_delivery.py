"""Targets of stored plans: taken up, given owners, observed with evidence, shown as a board and an early-warning list."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, cast

from liance.core.canonical import digest_bytes
from liance.core.errors import UnknownNameError
from liance.core.language import Language, Text
from liance.delivery.board import by_indicator, by_owner, by_plan, by_year, tally_of
from liance.delivery.projects import VERDICTS
from liance.plans.documents.grids import read_grids
from liance.workbench import following
from liance.workbench.corpus import Batch, ReadFile
from liance.workbench.following import Board, Filter, Line, Verdict, Warned, Watch
from liance.workbench.keeping import Kept
from liance.workbench.shelf import shared_library
from liance.workbench.store import now

__all__ = ["GROUPS", "VERDICTS", "LineView", "TileCount", "Verdict"]

#: By what the board may be grouped.
GROUPS: Final = {
    "owner": (Text(zh="责任单位", en="owner"), by_owner),
    "year": (Text(zh="期限", en="deadline"), by_year),
    "plan": (Text(zh="规划", en="plan"), by_plan),
    "indicator": (Text(zh="指标", en="indicator"), by_indicator),
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One target as a board shows it."""

    id: str
    plan: str
    indicator: str
    owner: str | None
    goal: str
    due: str
    seen: str
    way: int | None
    verdict: str
    word: str
    why: str
    standing: str
    quote: str


@dataclass(frozen=True, slots=True)
class TileCount:
    """How many lines have one verdict."""

    verdict: str
    word: Text
    count: int


@dataclass(frozen=True, slots=True)
class GroupView:
    """One group of the board with its tallies."""

    key: str | None
    total: int
    well: int | None
    tiles: tuple[TileCount, ...]


class _Stored:
    """A stored plan as a batch, so that files and stored plans are followed by the same function."""

    def __init__(self, version: Any, name: str) -> None:
        self._version = version
        self._name = name

    def read(self) -> Iterator[ReadFile]:
        """Yield the plan under the name by which it is followed."""
        from liance.store.corpus import repository as corpus

        version = self._version
        document = replace(corpus.document(version.digest), source=self._name, metadata=version.metadata)
        yield ReadFile(Path(self._name), document, (), document.metadata)


def followed_name(plan: int) -> str:
    """Return the name under which the targets of a stored plan are followed."""
    from liance.store.corpus import repository as corpus

    return corpus.followed_name(plan)


def follow(versions: Sequence[Any], actor: str) -> int:
    """Take up the targets of stored plans, or what their newer texts changed; return how many lines they have."""
    from liance.store.corpus import repository as corpus

    count = 0
    for version in versions:
        name = corpus.followed_name(version.plan)
        records = following.open_records(source=name)
        for _ in following.import_plans(
            records, cast("Batch", _Stored(version, name)), shared_library(), now(), actor
        ):
            pass
        count += sum(line.in_plan and line.plan.digest == version.digest for line in records.lines())
    return count


def board(
    today: date,
    *,
    plan: str = "",
    owner: str = "",
    year: int | None = None,
    verdict: str = "",
    sources: frozenset[str] | None = None,
) -> Board:
    """Return the board of a day; names may be given in part. ``sources`` are the plans by the name they are followed under."""
    wanted = frozenset({Verdict(verdict)}) if verdict in {one.value for one in Verdict} else frozenset()
    keep = Filter(plan or None, owner or None, None, year, wanted)
    whole = board_on(today)
    if sources is not None:
        whole = whole.where(lambda line: line.followed.plan.source in sources)
    return whole if keep == Filter() else whole.where(keep)


def delivery_state() -> str:
    """Return a digest that changes whenever something of delivery is recorded."""
    from liance.store.delivery.repository import state

    return state()


def board_on(today: date) -> Board:
    """Return the whole board of a day; the last ones stay in memory until something is recorded."""
    return _BOARDS.get((delivery_state(), today), lambda: following.board_at(following.open_records(), today))


#: Boards by what is recorded and the day they are judged on.
_BOARDS: Final[Kept[tuple[str, date], Board]] = Kept(2)


def tiles(made: Board) -> tuple[TileCount, ...]:
    """Return how many lines have each verdict."""
    counts = tally_of(made.lines).counts
    return tuple(TileCount(one.value, VERDICTS[one], counts.get(one, 0)) for one in Verdict)


def groups(made: Board, by: str) -> tuple[GroupView, ...]:
    """Return the groups of a board."""
    found = []
    for group in GROUPS[by][1](made):
        tally = group.tally
        counts = tuple(TileCount(one.value, VERDICTS[one], tally.counts.get(one, 0)) for one in Verdict)
        well = None if tally.well is None else round(tally.well * 100)
        found.append(GroupView(group.key, tally.total, well, counts))
    return tuple(found)


def line_view(line: Line, language: Language) -> LineView:
    """Return what a board shows of one line."""
    status, project = line.status, line.project
    stage = status.stage if status else None
    return LineView(
        id=line.followed.id,
        plan=line.followed.plan.title,
        indicator=project.indicator,
        owner=project.owner,
        goal=following.stage_words(stage, project.unit, language) if stage else "—",
        due=following.day_words(stage.due, language) if stage else "—",
        seen=following.seen_words(line.observation, project, language),
        way=None if line.way is None else max(0, min(100, round(line.way * 100))),
        verdict=line.verdict.value,
        word=following.verdict_words(status, language),
        why=following.why_words(status, line, language),
        standing=following.standing_words(line, language),
        quote=project.stages[0].quote if project.stages and hasattr(project.stages[0], "quote") else "",
    )


def stage_rows(line: Line, language: Language) -> tuple[tuple[str, str], ...]:
    """Return every stage of a line: when it is due, and what it promises."""
    return tuple(
        (following.day_words(one.due, language), following.stage_words(one, line.project.unit, language))
        for one in line.project.stages
    )


def warnings(
    made: Board, language: Language, most: int | None = None
) -> tuple[tuple[tuple[LineView, str, int | None], ...], int]:
    """Return the early-warning list (line, alarms in words, days to the deadline), its first ``most``, and its length."""
    found: Sequence[Warned] = following.warnings_at(made, Watch())
    shown = tuple(
        (line_view(one.line, language), following.alarm_words(one, language), one.days)
        for one in found[:most]
    )
    return shown, len(found)


def line(identity: str, today: date) -> tuple[Line, following.History]:
    """Return one line on a day, and everything that was ever said of it.

    Raises:
        UnknownNameError: there is no such line.
    """
    records = following.open_records(line=identity)
    history = following.history_of(records, identity)
    found = next(iter(following.board_at(records, today).lines), None)
    if found is None:
        raise UnknownNameError(Text(zh="目标", en="target"), identity, [])
    return found, history


def plan_of(line: Line) -> int | None:
    """Return the number of the stored plan that promises a line, None where the plan is not in the corpus."""
    from liance.store.corpus import repository as corpus

    return corpus.plan_followed_as(line.followed.plan.source)


def promises(line: Line) -> tuple[tuple[int | None, str], ...]:
    """Return the sentences that promise a line: where they begin, and their words."""
    return tuple(
        {stage.quote: (stage.start, " ".join(stage.quote.split())) for stage in line.project.stages}.values()
    )


def observe(
    identity: str,
    values: Mapping[str, str],
    today: date,
    actor: str,
    *,
    evidence: tuple[str, bytes] | None = None,
) -> None:
    """Record one observation of a line, with its evidence file where there is one.

    Args:
        identity: the line.
        values: ``on``, ``value``, ``unit``, ``source``, ``note`` as a person writes them.
        today: later observations are refused.
        actor: who.
        evidence: name and bytes of a file that shows it; the file is kept, its digest stands in the record.

    Raises:
        TableRefusedError: something is wrong; nothing was kept.
    """
    row: dict[str, Any] = {
        "project": identity,
        **{name: value for name, value in values.items() if value.strip()},
    }
    known: dict[str, str] = {}
    if evidence is not None:
        from liance.store.corpus import repository as corpus

        name, data = evidence
        digest = digest_bytes(data)
        corpus.keep_blob(digest, data)
        known[name] = digest
        row["evidence"] = name
    grids = following.observation_row(row)
    following.observe(
        following.open_records(line=identity), grids, today, now(), actor, evidence=known or None
    )


def assign(identity: str, values: Mapping[str, str], actor: str) -> None:
    """Settle owner, baseline and its date of one line.

    Raises:
        TableRefusedError: something is wrong; nothing was kept.
    """
    row: dict[str, Any] = {
        "project": identity,
        **{name: value for name, value in values.items() if value.strip()},
    }
    following.assign(following.open_records(line=identity), following.assignment_row(row), now(), actor)


def take_table(name: str, data: bytes, today: date, actor: str) -> int:
    """Record a table of observations (csv, xlsx); return how many were kept.

    Raises:
        DocumentError: it is no table.
        TableRefusedError: a cell is wrong; nothing was kept.
    """
    grids = read_grids(name, data)
    return len(following.observe(following.open_records(), grids, today, now(), actor).entries)


def report(form: str, today: date, language: Language) -> bytes:
    """Return the delivery report as docx, html, xlsx or json.

    Raises:
        UnknownNameError: it has no such format.
    """
    made = following.report_at(following.open_records(), today)
    with tempfile.TemporaryDirectory(prefix="liance-") as folder:
        path = Path(folder) / f"report.{form}"
        following.write_report(made, path, language)
        return path.read_bytes()


def fill_examples(versions: Sequence[Any], today: date, actor: str) -> None:
    """Take up the example plans and record the shipped owners and observations of the demonstration."""
    follow(versions, actor)
    folder = files("liance") / "data" / "examples" / "delivery"
    records = following.open_records()
    owners = read_grids("owners.csv", (folder / "owners.csv").read_bytes())
    following.assign(records, owners, now(), actor)
    proofs = {
        entry.name: digest_bytes(entry.read_bytes())
        for entry in (folder / "evidence").iterdir()
        if entry.is_file()
    }
    for name in ("observations-2026q1.csv", "observations-2026h1.csv"):
        grids = read_grids(name, (folder / name).read_bytes())
        following.observe(records, grids, today, now(), actor, evidence=proofs)
