"""``liance delivery ...``: follow the targets of plans in a store; the views of the record, and all commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, plain, show_findings
from liance.cli.following_entries import assign, import_targets, observe, withdraw
from liance.cli.following_options import (
    CAUSES,
    HEADS,
    SAYS,
    STYLES,
    as_of,
    filter_of,
    filters,
    flag,
    json_flag,
    ledger_option,
    make,
    opened,
    option,
    prover_of,
)
from liance.cli.grammar import METAVARS
from liance.cli.options import library_of, packs_option, store_option
from liance.core.language import Language

if TYPE_CHECKING:
    from datetime import date

    from liance.workbench.following import Board


def commands(language: Language) -> list[click.Command]:
    """Return the commands that need a store, in the order of the work, and ``coherence``."""
    makers = (
        import_targets, assign, observe, withdraw, _status, _warnings, _changes, _report, _export, _history, _coherence,
    )  # fmt: skip
    return [maker(language) for maker in makers]


# Reading.


def _status(language: Language) -> click.Command:
    def run(
        as_of: str | None, store: str | None, ledger: Path | None, as_json: bool, as_csv: bool, **filters: Any
    ) -> int:
        from liance.workbench.following import board_at, board_json, export_csv, today_of

        if as_json and as_csv:
            raise click.UsageError(SAYS["both"].render(language))
        keep = filter_of(**filters)
        records, now = opened(store)
        board = board_at(records, today_of(now, as_of), keep, prover=prover_of(records, ledger))
        if as_json:
            emit_json(board_json(board, language))
        elif as_csv:
            click.echo(export_csv(board, language), nl=False)
        elif not board.lines:
            click.echo(SAYS["none" if records.plans() else "empty"].render(language))
        else:
            _print_board(board, language)
        if not as_json:
            show_findings(board.findings, language)
        return OK

    return make(
        language,
        "status",
        run,
        [
            *filters(language),
            as_of(language),
            store_option(language),
            ledger_option(language),
            json_flag(language),
            flag(language, "--csv", "csv", "as_csv"),
        ],
    )


def _print_board(board: Board, language: Language) -> None:
    from rich.text import Text as Line

    from liance.workbench.following import (
        day_words,
        percent_words,
        seen_words,
        stage_words,
        standing_words,
        summary_words,
        value_only,
        verdict_words,
    )

    console = output_console(120)
    wide = console.width >= 110
    names = (
        ["indicator", "owner", "due", "target", "value", "way", "state", "proof", "id"]
        if wide
        else ["indicator", "due", "target", "value", "state", "id"]
    )
    sizes = {"due": 13, "target": 14, "way": 5, "proof": 10, "id": 12}
    sizes |= {"value": 26, "state": 12} if wide else {"value": 12, "state": 14}
    source = None
    rows: list[list[Any]] = []

    def flush() -> None:
        if rows:
            _grid(console, names, rows, sizes, language)
            rows.clear()

    for line in board.lines:
        plan = line.followed.plan
        if plan.source != source:
            flush()
            source = plan.source
            console.print(
                Line(plain(f"{plan.title}  {plan.source}"), "bold"), no_wrap=True, overflow="ellipsis"
            )
        status, project = line.status, line.project
        cells: dict[str, Any] = {
            "indicator": project.indicator,
            "owner": project.owner or "—",
            "due": day_words(status.stage.due, language) if status else "—",
            "target": stage_words(status.stage, project.unit, language) if status else "—",
            "value": (seen_words if wide else value_only)(line.observation, project, language),
            "way": percent_words(line.way),
            "state": (verdict_words(status, language), STYLES[line.verdict.value]),
            "proof": standing_words(line, language),
            "id": short_id(line),
        }
        rows.append([cells[name] for name in names])
        if not wide and (proof := standing_words(line, language)) not in {"", "—"}:
            # What proves the value stands below it: the column of its own has no room.
            rows.append([(proof, "dim") if name == "state" else "" for name in names])
    flush()
    console.print(
        Line(SAYS["as_of"].render(language, day=board.today.isoformat()) + summary_words(board, language))
    )


def _grid(
    console: Any,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    sizes: dict[str, int],
    language: Language,
) -> None:
    """Print a table: sized columns are as wide as their content up to their size, the others share what is left."""
    from rich.cells import cell_len
    from rich.text import Text as Line

    from liance.cli.screens import new_table, shorten

    widths = {}
    for place, name in enumerate(names):
        if name in sizes:
            texts = [HEADS[name].render(language), *(_text(row[place]) for row in rows)]
            widths[name] = min(sizes[name], max(cell_len(text) for text in texts))
    free = [name for name in names if name not in widths]
    room = console.width - sum(widths.values()) - 2 * len(names) + 1
    widths |= {name: max(8, room // len(free)) for name in free}
    table = new_table()
    for name in names:
        table.add_column(HEADS[name].render(language), width=widths[name], no_wrap=True)
    for row in rows:
        table.add_row(
            *(
                Line(shorten(cell[0], widths[name]), cell[1])
                if isinstance(cell, tuple)
                else Line(shorten(str(cell), widths[name]))
                for name, cell in zip(names, row, strict=True)
            )
        )
    console.print(table)


def _wrapped(names: Sequence[str], rows: Sequence[Sequence[Any]], language: Language) -> None:
    """Print a table whose cells wrap: what needs somebody is told in full on the narrowest screen."""
    from liance.cli.screens import print_table

    print_table(output_console(120), [HEADS[name].render(language) for name in names], rows)


def _text(cell: Any) -> str:
    return str(cell[0] if isinstance(cell, tuple) else cell)


def _watch_options(language: Language) -> list[click.Parameter]:
    days = click.IntRange(0, 36_500)
    return [
        option(language, "--soon", "soon", "NUMBER", type=days, default=90),
        option(language, "--stale", "stale", "NUMBER", type=days, default=183),
    ]


def _warnings(language: Language) -> click.Command:
    def run(
        as_of: str | None, soon: int, stale: int, store: str | None, as_json: bool, **filters: Any
    ) -> int:
        from liance.workbench.following import (
            Watch,
            alarm_words,
            board_at,
            day_words,
            today_of,
            warnings_at,
            warnings_json,
            why_words,
        )

        keep = filter_of(**filters)
        records, now = opened(store)
        board = board_at(records, today_of(now, as_of), keep)
        warned = warnings_at(board, Watch(stale, soon))
        if as_json:
            emit_json(warnings_json(warned, board, language))
            return OK
        if not warned:
            click.echo(SAYS["no_warning"].render(language))
            return OK
        rows = [
            [
                (
                    alarm_words(one, language),
                    STYLES[one.status.verdict.value if one.status else "unknown"],
                ),
                one.line.project.indicator,
                one.line.project.owner or "—",
                day_words(one.status.stage.due, language) if one.status else "—",
                why_words(one.status, one.line, language),
                short_id(one.line),
            ]
            for one in warned
        ]
        _wrapped(["alarms", "indicator", "owner", "due", "why", "id"], rows, language)
        return OK

    return make(
        language,
        "warnings",
        run,
        [
            *filters(language),
            *_watch_options(language),
            as_of(language),
            store_option(language),
            json_flag(language),
        ],
    )


def _changes(language: Language) -> click.Command:
    def run(since: str, as_of: str | None, store: str | None, as_json: bool, **filters: Any) -> int:
        from liance.workbench.following import (
            board_at,
            board_since,
            change_word,
            change_words,
            changes_json,
            changes_of,
            day_of,
            today_of,
        )

        keep = filter_of(**filters)
        first = day_of(since)
        records, now = opened(store)
        today = today_of(now, as_of)
        changes = changes_of(board_since(records, first, keep), board_at(records, today, keep))
        if as_json:
            emit_json(changes_json(changes, first, today, language))
            return OK
        if not changes:
            click.echo(SAYS["no_change"].render(language))
            return OK
        styles = {True: "bold red", False: "green", None: ""}
        rows = [
            [
                one.line.project.indicator,
                (change_word(one, language), styles[one.is_worse]),
                *change_words(one, language),
                short_id(one.line),
            ]
            for one in changes
        ]
        names = ["indicator", "change", "before", "after", "id"]
        _wrapped(names, rows, language)
        return OK

    return make(
        language,
        "changes",
        run,
        [
            option(language, "--since", "since", "DATE", required=True),
            *filters(language),
            as_of(language),
            store_option(language),
            json_flag(language),
        ],
    )


def _report(language: Language) -> click.Command:
    def run(
        out: str,
        since: str | None,
        title: str | None,
        as_of: str | None,
        soon: int,
        stale: int,
        store: str | None,
        ledger: Path | None,
        **filters: Any,
    ) -> int:
        from liance.workbench.following import Watch, day_of, report_at, today_of, write_report

        keep = filter_of(**filters)
        first: date | None = day_of(since) if since else None
        records, now = opened(store)
        today = today_of(now, as_of)
        prover = prover_of(records, ledger)
        report = report_at(records, today, since=first, keep=keep, watch=Watch(stale, soon), prover=prover)
        write_report(report, Path(out), language, title)
        click.echo(SAYS["written"].render(language, path=out), err=True)
        return OK

    return make(
        language,
        "report",
        run,
        [
            option(language, "--out", "out", "FILE", required=True),
            option(language, "--since", "since", "DATE"),
            option(language, "--title", "title", "TEXT"),
            *filters(language),
            *_watch_options(language),
            as_of(language),
            store_option(language),
            ledger_option(language),
        ],
    )


def _export(language: Language) -> click.Command:
    def run(out: str, as_of: str | None, store: str | None, **filters: Any) -> int:
        from liance.workbench.following import board_at, today_of, write_export

        keep = filter_of(**filters)
        records, now = opened(store)
        write_export(board_at(records, today_of(now, as_of), keep), Path(out), language)
        click.echo(SAYS["written"].render(language, path=out), err=True)
        return OK

    return make(
        language,
        "export",
        run,
        [
            option(language, "--out", "out", "FILE", required=True),
            *filters(language),
            as_of(language),
            store_option(language),
        ],
    )


def _history(language: Language) -> click.Command:
    def run(project: str, store: str | None, as_json: bool) -> int:
        from liance.workbench.following import history_json, history_of, stage_words

        records, _ = opened(store)
        history = history_of(records, project)
        if as_json:
            emit_json(history_json(history))
            return OK
        console = output_console(120)
        states = []
        for one in history.revisions:
            state = one.line.project
            stages = " ".join(
                f"{stage.due.year}:{stage_words(stage, state.unit, language)}" for stage in state.stages
            )
            what = "  ".join(part for part in (state.indicator, stages, state.owner or "") if part)
            states.append([_local(one.at), one.by, CAUSES[one.cause.value].render(language), what])
        _grid(
            console,
            ["when", "who", "change", "what"],
            states,
            {"when": 16, "who": 12, "change": 14},
            language,
        )
        console.print()
        seen = [
            [
                entry.number,
                entry.observation.on.isoformat(),
                f"{_shown(entry.observation.value)}{entry.observation.unit}",
                entry.observation.source,
                entry.recorded_by,
                entry.withdrawn_why or "",
            ]
            for entry in history.entries
        ]
        names = ["number", "on", "seen", "source", "who", "withdrawn"]
        _grid(console, names, seen, {"number": 6, "on": 10, "who": 12}, language)
        return OK

    return make(
        language,
        "history",
        run,
        [
            click.Argument(["project"], metavar=METAVARS["PROJECT"].render(language)),
            store_option(language),
            json_flag(language),
        ],
    )


def short_id(line: Any) -> str:
    """Return a project's id without the word before it; commands take it with or without."""
    return str(line.followed.id).removeprefix("project-")


def _local(at: Any) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _shown(value: Any) -> str:
    from liance.core.numbers import decimal_text

    return decimal_text(value)


def _coherence(language: Language) -> click.Command:
    def run(
        parent: str, children: tuple[str, ...], complete: bool, packs: str | None, as_json: bool, as_csv: bool
    ) -> int:
        from liance.workbench.following import (
            children_words,
            coherence_word,
            combined_words,
            compare_files,
            parent_words,
        )

        if as_json and as_csv:
            raise click.UsageError(SAYS["both"].render(language))
        compared = compare_files(
            Path(parent), [Path(name) for name in children], library_of(packs), complete=complete
        )
        if as_json:
            emit_json(compared.as_data(language))
        elif as_csv:
            click.echo(compared.csv(language), nl=False)
        else:
            shared = [line for line in compared.lines if line.children]
            others = len(compared.lines) - len(shared)
            if others or not shared:
                key = "some_not_shared" if shared else "not_shared"
                click.echo(SAYS[key].render(language, count=others))
            rows = [
                [
                    line.parent.indicator,
                    line.year,
                    parent_words(line, language),
                    children_words(line, language),
                    combined_words(line, language),
                    coherence_word(line, language),
                ]
                for line in shared
            ]
            names = ["indicator", "year", "parent", "children", "combined", "verdict"]
            if rows:
                sizes = {"year": 5, "parent": 14, "combined": 20, "verdict": 14}
                _grid(output_console(120), names, rows, sizes, language)
        if not as_json:
            show_findings(compared.findings, language)
        return OK if compared.is_complete else NOT_ALL_DONE

    return make(
        language,
        "coherence",
        run,
        [
            click.Argument(
                ["parent"], type=click.Path(path_type=str), metavar=METAVARS["PARENT"].render(language)
            ),
            click.Argument(
                ["children"],
                nargs=-1,
                required=True,
                type=click.Path(path_type=str),
                metavar=METAVARS["CHILDREN"].render(language),
            ),
            flag(language, "--complete", "complete", "complete"),
            packs_option(language),
            json_flag(language),
            flag(language, "--csv", "csv", "as_csv"),
        ],
    )
