"""``liance scenario``: the directory chain — watching sources, completeness, DCAT export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, plain
from liance.cli.grammar import METAVARS, Option
from liance.cli.ledger_base import (
    argument,
    folder_argument,
    json_option,
    make,
    passphrase_from,
    passphrase_option,
    path_option,
    say_written,
    show_table,
)
from liance.cli.scenario_private import NAME, OUT
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.scenarios.watching import Watched

_WATCH = Text(
    zh="比对真实数据源与账本：找出“数据变了、目录没变”的资源；给出 --key 则登记变动。",
    en="Hold real sources against the ledger: find data that changed while their catalogue did not; with --key changes "
    "are reported.",
)
_COMPLETENESS = Text(
    zh="目录链的完整性：各部门哪些职责没有目录、哪些目录没有资源、哪些共享属性不全、哪些数据有变未更新。",
    en="How complete the directory is: duties without entries, entries without resources, sharing attributes that lack "
    "their condition, changes not yet answered.",
)
_DCAT = Text(
    zh="把已发布的目录导出为 DCAT 3（JSON-LD）。", en="Export the published entries as DCAT 3 (JSON-LD)."
)
_SOURCES = Text(zh="数据源清单 sources.yaml。", en="List of sources, sources.yaml.")
_KEY = Text(zh="监测角色的密钥文件，用来登记变动。", en="Key file of the watcher, to report changes.")
_CSV = Text(zh="写入此 CSV 文件。", en="Write into this CSV file.")
_GAPS = Text(zh="只列出有缺漏的部门。", en="Only departments with something missing.")
_BASE = Text(
    zh="目录的网址，各条目在其下命名。", en="IRI of the catalogue, under which its entries are named."
)
_PUBLISHER = Text(
    zh="发布目录的部门，如 city/data。", en="Organisation that publishes the catalogue, such as city/data."
)
_SAYS = {
    "unchanged": Text(zh="未变", en="unchanged"),
    "changed": Text(
        zh="数据变了，目录没有变（{columns} 列，{rows} 行；目录自 {since} 起未更新）",
        en="the data changed but the catalogue did not ({columns} columns, {rows} rows; its entry stands since {since})",
    ),
    "reported": Text(
        zh="变动已登记，待部门更新目录", en="the change is reported; its department has to answer"
    ),
    "changed-again": Text(
        zh="登记之后又有变动，待部门更新目录",
        en="changed again since it was reported; its department has to answer",
    ),
    "not-mounted": Text(
        zh="账本中没有挂接这个资源；现有 {columns} 列、{rows} 行，摘要 {digest}",
        en="no such resource is mounted; there are {columns} columns, {rows} rows, digest {digest}",
    ),
    "unreadable": Text(zh="读不到：{problem}", en="cannot be read: {problem}"),
}
_REPORTED = Text(zh="；已登记，高度 {height}", en="; reported at height {height}")
_REFUSED = Text(zh="；登记被拒（{code}）{why}", en="; the report was refused ({code}) {why}")
_COUNT = Text(zh="比对 {count} 个数据源，{changed} 个有变动。", en="{count} sources held, {changed} changed.")
_HEADS = (
    Text(zh="部门", en="department"),
    Text(zh="职责", en="duties"),
    Text(zh="目录", en="entries"),
    Text(zh="已发布", en="published"),
    Text(zh="资源", en="resources"),
    Text(zh="职责无目录", en="duties without entry"),
    Text(zh="目录无资源", en="entries without resource"),
    Text(zh="共享条件缺失", en="conditions missing"),
    Text(zh="变动未更新", en="changed"),
)
_WHOLE = Text(
    zh="{departments} 个部门，{complete} 个没有缺漏，共 {gaps} 处缺漏（没有登记职责的部门计一处）。",
    en="{departments} departments, {complete} complete, {gaps} gaps (a department without any duty counts as one).",
)


def commands(language: Language) -> list[click.Command]:
    """Return the commands of this module."""
    return [_watch(language), _completeness(language), _dcat(language)]


def _watch(language: Language) -> click.Command:
    def run(
        folder: Path, name: str, sources: Path, key: Path | None, passphrase_file: Path | None, as_json: bool
    ) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.scenarios.databases import read_sources
        from liance.workbench.scenarios.watching import Standing, watch

        signer = open_signer(key, passphrase_from(passphrase_file, language)) if key is not None else None
        rows = []
        for one in watch(folder, name, read_sources(sources), signer):
            rows.append(one)
            if not as_json:
                click.echo(plain(f"{_mark(one)} {one.resource}  {_said(one, folder, name, language)}"))
        calm = {Standing.UNCHANGED, Standing.NOT_MOUNTED}
        changed = sum(one.standing not in calm | {Standing.UNREADABLE} for one in rows)
        if as_json:
            emit_json({"sources": [one.as_data(language) for one in rows]})
        else:
            click.echo(_COUNT.render(language, count=len(rows), changed=changed))
        return OK if all(one.standing in calm for one in rows) else NOT_ALL_DONE

    params = [
        folder_argument(language),
        argument(language, "name", NAME),
        path_option(language, "--sources", _SOURCES, required=True),
        path_option(language, "--key", _KEY),
        passphrase_option(language),
        json_option(language),
    ]
    return make(language, "watch", _WATCH, run, params)


def _mark(one: Watched) -> str:
    return {"unchanged": "✓", "not-mounted": "·"}.get(one.standing.value, "✗")


def _said(one: Watched, folder: Path, scenario: str, language: Language) -> str:
    from liance.workbench.scenarios.acting import refusal_text
    from liance.workbench.scenarios.rehearsing import china_time

    text = _SAYS[one.standing.value].render(
        language,
        columns=one.found.columns if one.found else 0,
        rows=one.found.rows if one.found else 0,
        digest=one.found.digest if one.found else "",
        since=china_time(one.catalogue_since) if one.catalogue_since else "—",
        problem=one.problem.message(language) if one.problem else "",
    )
    if one.done is None:
        return text
    if one.done.is_accepted:
        return text + _REPORTED.render(language, height=one.done.receipt.height)
    code = int(one.done.receipt.code)
    why = refusal_text(folder, scenario, code, language)
    return text + _REFUSED.render(language, code=code, why=why)


def _completeness(language: Language) -> click.Command:
    def run(folder: Path, name: str, out: Path | None, gaps: bool, as_json: bool) -> int:
        from liance.workbench.scenarios.watching import completeness_report, write_completeness

        rows = completeness_report(folder, name)
        shown = [row for row in rows if row.gaps] if gaps else list(rows)
        if out is not None:
            write_completeness(out, shown, [head.render(language) for head in _HEADS])
            say_written(out, language)
        if as_json:
            emit_json({"departments": [row.as_data() for row in shown]})
            return OK
        show_table(_HEADS, [row.cells() for row in shown], language)
        total = _WHOLE.render(
            language,
            departments=len(rows),
            complete=sum(row.gaps == 0 for row in rows),
            gaps=sum(row.gaps for row in rows),
        )
        click.echo(total)
        return OK

    params = [
        folder_argument(language),
        argument(language, "name", NAME),
        path_option(language, "--out", _CSV),
        Option(["--gaps"], is_flag=True, help=_GAPS.render(language)),
        json_option(language),
    ]
    return make(language, "completeness", _COMPLETENESS, run, params)


def _dcat(language: Language) -> click.Command:
    def run(folder: Path, name: str, base: str, publisher: str, out: Path) -> int:
        from liance.workbench.output import write_whole_bytes
        from liance.workbench.scenarios.watching import dcat_export

        write_whole_bytes(out, dcat_export(folder, name, base, publisher))
        say_written(out, language)
        return OK

    shown = METAVARS["NAME"].render(language)
    params = [
        folder_argument(language),
        argument(language, "name", NAME),
        Option(["--base"], required=True, metavar="IRI", help=_BASE.render(language)),
        Option(["--publisher"], required=True, metavar=shown, help=_PUBLISHER.render(language)),
        path_option(language, "--out", OUT, required=True),
    ]
    return make(language, "dcat", _DCAT, run, params)
