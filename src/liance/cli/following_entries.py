"""``liance delivery import-targets|assign|observe|withdraw``: what changes the record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, plain, show_findings
from liance.cli.following_options import SAYS, as_of, json_flag, make, opened, option
from liance.cli.grammar import METAVARS
from liance.cli.options import actor_option, index_option, library_of, packs_option, store_option
from liance.core.language import Language

if TYPE_CHECKING:
    from liance.workbench.following import PlanImported


def import_targets(language: Language) -> click.Command:
    """Return ``import-targets``: targets of plan files become followed projects."""

    def run(
        files: tuple[str, ...],
        index: str | None,
        packs: str | None,
        store: str | None,
        actor: str | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.corpus import expand, open_batch
        from liance.workbench.following import import_plans
        from liance.workbench.store import actor_name

        records, now = opened(store)
        batch = open_batch(expand([Path(name) for name in files]), Path(index) if index else None)
        done = list(import_plans(records, batch, library_of(packs), now, actor_name(actor)))
        findings = [finding for one in done for finding in one.findings]
        if as_json:
            emit_json(
                {
                    "plans": [_import_data(one) for one in done],
                    "findings": [finding.as_data(language) for finding in findings],
                }
            )
        else:
            for one in done:
                _print_import(one, language)
            show_findings([*findings, *batch.index_findings], language)
        return OK if all(one.changes is not None for one in done) else NOT_ALL_DONE

    return make(
        language,
        "import-targets",
        run,
        [
            click.Argument(
                ["files"],
                nargs=-1,
                required=True,
                type=click.Path(path_type=str),
                metavar=METAVARS["FILES"].render(language),
            ),
            index_option(language),
            packs_option(language),
            store_option(language),
            actor_option(language),
            json_flag(language),
        ],
        "import",
    )


def _import_data(one: PlanImported) -> dict[str, Any]:
    changes = one.changes
    if changes is None:
        return {"source": one.path.name, "imported": False}
    return {
        "source": one.path.name,
        "imported": True,
        "title": changes.plan.title,
        "digest": changes.plan.digest,
        "added": [line.id for line in changes.added],
        "changed": [new.id for _, new in changes.changed],
        "dropped": [line.id for line in changes.dropped],
        "same": [line.id for line in changes.same],
    }


def _print_import(one: PlanImported, language: Language) -> None:
    from liance.workbench.following import stage_words

    changes = one.changes
    if changes is None:
        click.echo(SAYS["not_imported"].render(language, file=plain(one.path.name)))
        return
    counts = {name: len(getattr(changes, name)) for name in ("added", "changed", "dropped", "same")}
    click.echo(SAYS["imported"].render(language, file=plain(one.path.name), **counts))
    if changes.same or changes.changed or changes.dropped:
        for line in changes.added:
            click.echo(plain(f"  + {line.promise.indicator}  {line.id}"))
    for old, new in changes.changed:
        before, after = (
            " ".join(
                f"{stage.due.year}:{stage_words(stage, line.promise.unit, language)}"
                for stage in line.promise.stages
            )
            or "—"
            for line in (old, new)
        )
        click.echo(plain(f"  ~ {new.promise.indicator}  {before} → {after}  {new.id}"))
    for line in changes.dropped:
        click.echo(plain(f"  - {line.promise.indicator}  {line.id}"))


def assign(language: Language) -> click.Command:
    """Return ``assign``: owner, attribute, baseline and deadline are settled."""

    def run(
        table: str | None, store: str | None, actor: str | None, as_json: bool, **values: str | None
    ) -> int:
        from liance.workbench.following import assign, assignment_row, read_table
        from liance.workbench.store import actor_name

        given = {key: value for key, value in values.items() if value is not None}
        if (table is None) == (not given):
            raise click.UsageError(SAYS["one_way"].render(language))
        if table is None:
            _need_project(given, language)
            if not set(given) - {"project", "plan", "indicator"}:
                raise click.UsageError(SAYS["nothing"].render(language))
        grids = read_table(Path(table)) if table else assignment_row(given)
        records, now = opened(store)
        changed, findings = assign(records, grids, now, actor_name(actor))
        if as_json:
            emit_json(
                {
                    "changed": [_settled_data(new) for _, new in changed],
                    "findings": [finding.as_data(language) for finding in findings],
                }
            )
        else:
            click.echo(SAYS["assigned"].render(language, count=len(changed)))
            show_findings(findings, language)
        return OK

    return make(
        language,
        "assign",
        run,
        [
            _table_argument(language),
            option(language, "--project", "project"),
            option(language, "--plan", "plan_exact"),
            option(language, "--indicator", "indicator_exact"),
            option(language, "--owner", "owner"),
            option(language, "--binding", "binding"),
            option(language, "--baseline", "baseline", "VALUE"),
            option(language, "--baseline-on", "baseline_on", "DATE"),
            option(language, "--due", "due", "DATE"),
            option(language, "--goal", "goal", "VALUE"),
            store_option(language),
            actor_option(language),
            json_flag(language),
        ],
    )


def _table_argument(language: Language) -> click.Argument:
    return click.Argument(
        ["table"], required=False, type=click.Path(path_type=str), metavar=METAVARS["TABLE"].render(language)
    )


def _need_project(given: dict[str, str], language: Language) -> None:
    if "project" not in given and "indicator" not in given:
        raise click.UsageError(SAYS["no_project"].render(language))


def _settled_data(line: Any) -> dict[str, Any]:
    project = line.project
    return {
        "project": line.id,
        "indicator": project.indicator,
        "owner": project.owner,
        "binding": project.binding,
        "baseline": None if project.baseline is None else str(project.baseline),
        "baseline_on": project.baseline_on.isoformat() if project.baseline_on else None,
        "stages": [stage.due.isoformat() for stage in project.stages],
    }


def observe(language: Language) -> click.Command:
    """Return ``observe``: values are recorded, a table whole or not at all."""

    def run(
        table: str | None,
        evidence: str | None,
        evidence_file: str | None,
        correct: str | None,
        as_of: str | None,
        store: str | None,
        actor: str | None,
        as_json: bool,
        **values: str | None,
    ) -> int:
        from liance.workbench.following import (
            EvidenceFolder,
            evidence_digest,
            observation_row,
            observe,
            read_table,
            today_of,
        )
        from liance.workbench.store import actor_name

        given = {key: value for key, value in values.items() if value is not None}
        if (table is None) == (not given):
            raise click.UsageError(SAYS["one_way"].render(language))
        if table is None:
            _need_project(given, language)
            if evidence_file:
                given["evidence"] = evidence_digest(Path(evidence_file))
        grids = read_table(Path(table)) if table else observation_row(given)
        folder = EvidenceFolder(Path(evidence)) if evidence else None
        records, now = opened(store)
        observed = observe(
            records,
            grids,
            today_of(now, as_of),
            now,
            actor_name(actor),
            evidence=folder,
            correct=correct,
        )
        counts = {"recorded": observed.recorded, "replaced": len(observed.replaced)}
        if as_json:
            emit_json(
                {
                    "added": len(observed.entries),
                    **counts,
                    "findings": [finding.as_data(language) for finding in observed.findings],
                }
            )
        else:
            click.echo(SAYS["observed"].render(language, count=len(observed.entries), **counts))
            show_findings(observed.findings, language)
        return OK

    return make(
        language,
        "observe",
        run,
        [
            _table_argument(language),
            option(language, "--evidence", "evidence", "FOLDER"),
            option(language, "--project", "project"),
            option(language, "--plan", "plan_exact"),
            option(language, "--indicator", "indicator_exact"),
            option(language, "--on", "on", "DATE"),
            option(language, "--value", "value", "VALUE"),
            option(language, "--unit", "unit"),
            option(language, "--source", "source"),
            option(language, "--evidence-file", "evidence_file", "FILE"),
            option(language, "--note", "note", "TEXT"),
            option(language, "--correct", "correct", "TEXT"),
            as_of(language),
            store_option(language),
            actor_option(language),
            json_flag(language),
        ],
    )


def withdraw(language: Language) -> click.Command:
    """Return ``withdraw``: a wrong value is taken back and stays on record."""

    def run(number: int, why: str, store: str | None, actor: str | None) -> int:
        from liance.workbench.following import withdraw
        from liance.workbench.store import actor_name

        records, now = opened(store)
        withdraw(records, number, why, now, actor_name(actor))
        click.echo(SAYS["withdrawn"].render(language, number=number))
        return OK

    return make(
        language,
        "withdraw",
        run,
        [
            click.Argument(["number"], type=click.IntRange(1), metavar=METAVARS["NUMBER"].render(language)),
            option(language, "--why", "why", "TEXT", required=True),
            store_option(language),
            actor_option(language),
        ],
    )
