"""``liance draft``: from a region's figures and its peers' plans to a plan skeleton, and the calls that follow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liance.cli import draft_call
from liance.cli.base import NOT_ALL_DONE, OK, emit_json, show_findings
from liance.cli.grammar import METAVARS, Command, Group, Option
from liance.cli.options import (
    actor_option,
    index_option,
    library_of,
    packs_option,
    rubric_option,
    store_option,
)
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.drafting import DraftResult, Sources, Studied

_ABOUT = Text(
    zh="起草规划：从本地数据、同类地区和同类规划出发，得到差距、不足、场景、目标、布局和公文格式的草案。",
    en="Draft a plan: from a region's figures, its peers and their plans to gaps, shortcomings, scenarios, targets, "
    "layout and a skeleton in official form.",
)
_STEPS = {
    "peers": Text(
        zh="选出同类地区并说明理由，列出各项差距（本地、中位数、最好、落后年数）。",
        en="Choose peers with reasons; list the gaps (own, median, best, years behind).",
    ),
    "diagnose": Text(
        zh="按规则查找不足，附数据和同类规划中的做法。",
        en="Find shortcomings by rule, with figures and what peers' plans do.",
    ),
    "scenarios": Text(
        zh="按准则和权重（或两两比较）为候选场景排序，并检验稳定性。",
        en="Rank candidate scenarios by criteria with weights or pairwise judgements; test the ranking.",
    ),
    "targets": Text(
        zh="分阶段目标：所需增速与本地、同类以往增速对照。",
        en="Staged targets: the growth they need against the growth seen.",
    ),
    "layout": Text(
        zh="核对空间布局：核、带、板块落在哪里、为什么。",
        en="Check the layout: which parts lie where, and why.",
    ),
}
_PROFILE = Text(
    zh="读取并核对区域数据表（csv、xlsx）。", en="Read and check tables of regional figures (csv, xlsx)."
)
_WRITE = Text(
    zh="写出草案（docx）：公文格式，空白处有批注，数据有来源；同时评分。",
    en="Write the draft (docx): official form, comments at blanks, sources at figures; scored at once.",
)
_EXPORT = Text(
    zh="导出草案供后续跟踪：草案、框架（frame.yaml）、分阶段目标（targets.yaml）、责任单位与基数表（owners.csv）。",
    en="Export a draft to be followed: draft, frame (frame.yaml), staged targets (targets.yaml), owners and baselines "
    "(owners.csv).",
)
_OUT_FOLDER = Text(zh="写入的文件夹。", en="The folder to write to.")
_SCORE = Text(
    zh="为正在起草的规划评分，与同类规划对照，并说明下一档要求。",
    en="Score the draft as it stands, beside the peers' plans, with what the next level asks for.",
)
_COMPARE = Text(
    zh="比较草案的两个版本：版本文件，或数据库中的 名称@版本号。",
    en="Compare two versions of a draft: version files, or NAME@NUMBER in the store.",
)
_EXAMPLE_COMMAND = Text(
    zh="把自带示例（虚构的禾川省）复制到文件夹，供修改试用。",
    en="Copy the shipped example (an invented province) into a folder, to try things out.",
)
_WORKSHEET = Text(zh="[工作表]", en="[WORKSHEET]")
_TABLE = Text(
    zh="区域数据表，可重复；本地和同类地区可在同一张或几张表中。",
    en="Table of regional figures; may be repeated for the region and its peers.",
)
_CORPUS = Text(zh="同类规划的文件或文件夹，可重复。", en="Files or folders of peers' plans; may be repeated.")
_EXAMPLE = Text(
    zh="使用自带示例的数据、规划和工作表。", en="Use the figures, plans and worksheet of the shipped example."
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_OUT = Text(zh="草案文件（docx）。", en="The draft's file (docx).")
_VERSION_OUT = Text(zh="另存版本文件，供以后比较。", en="Also write a version file, to compare with later.")
_KEEP = Text(
    zh="以此名称把这一版存入数据库，供以后比较（名称@版本号）。",
    en="Keep this version in the store under a name, to compare with later (NAME@NUMBER).",
)
_KEPT = Text(zh="已存入：{name}@{number}", en="Kept: {name}@{number}")
_VERSIONS = Text(zh="列出数据库中的草案版本。", en="List the versions of drafts in the store.")
_NO_VERSIONS = Text(zh="数据库中还没有草案。", en="The store holds no draft yet.")
_VERSION_PLACE = Text(zh="版本", en="VERSION")
_NEED = Text(
    zh="请给出工作表，或用 --example 试用自带示例",
    en="name a worksheet, or use --example to try the shipped one",
)
_WRITTEN = Text(zh="已写出：{path}", en="Written: {path}")

_Step = Callable[["Studied", Language], None]


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="draft", language=language, help=_ABOUT.render(language))
    group.add_command(_example(language))
    group.add_command(_profile(language))
    for name in _STEPS:
        group.add_command(_step(name, language))
    group.add_command(_write(language))
    group.add_command(_export(language))
    group.add_command(_score(language))
    group.add_command(_versions(language))
    group.add_command(_compare(language))
    group.add_command(draft_call.group(language))
    return group


def _source_params(language: Language) -> list[click.Parameter]:
    file, folder = METAVARS["FILE"].render(language), METAVARS["FOLDER"].render(language)
    return [
        click.Argument(
            ["worksheet"], required=False, type=click.Path(path_type=str), metavar=_WORKSHEET.render(language)
        ),
        Option(["--profile", "tables"], multiple=True, metavar=file, help=_TABLE.render(language)),
        Option(["--corpus"], multiple=True, metavar=folder, help=_CORPUS.render(language)),
        index_option(language),
        Option(["--example"], is_flag=True, help=_EXAMPLE.render(language)),
        rubric_option(language),
        packs_option(language),
        Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
    ]


def _sources(given: dict[str, Any], language: Language) -> Sources:
    from liance.workbench.drafting import Sources, example_sources

    shipped = example_sources() if given["example"] else None
    if given["worksheet"] is None and shipped is None:
        raise click.UsageError(_NEED.render(language))
    worksheet = Path(given["worksheet"]) if given["worksheet"] else None
    tables = tuple(Path(name) for name in given["tables"])
    corpus = tuple(Path(name) for name in given["corpus"])
    index = Path(given["index"]) if given["index"] else None
    if shipped is not None:
        return Sources(
            worksheet or shipped.worksheet,
            tables or shipped.profiles,
            corpus or shipped.corpus,
            index or (None if corpus else shipped.index),
        )
    assert worksheet is not None
    return Sources(worksheet, tables, corpus, index)


def _studied(given: dict[str, Any], language: Language) -> Studied:
    from liance.workbench.drafting import study

    return study(_sources(given, language), library_of(given["packs"]), given["rubric"])


def _drafted(given: dict[str, Any], language: Language) -> tuple[Studied, DraftResult | None]:
    from liance.workbench.drafting import make_draft

    studied = _studied(given, language)
    return studied, make_draft(studied)


def _step(name: str, language: Language) -> click.Command:
    def run(**given: Any) -> int:
        from liance.cli import draft_screens

        studied = _studied(given, language)
        if given["as_json"]:
            emit_json(studied.as_data(language))
        elif studied.workings is not None:
            draft_screens.SCREENS[name](studied, language)
        if not given["as_json"]:
            show_findings(studied.findings, language)
        return OK if studied.workings is not None else NOT_ALL_DONE

    return Command(
        name=name,
        language=language,
        help=_STEPS[name].render(language),
        callback=run,
        params=_source_params(language),
    )


def _profile(language: Language) -> click.Command:
    def run(tables: tuple[str, ...], packs: str | None, as_json: bool) -> int:
        from liance.cli import draft_screens
        from liance.workbench.drafting import profile_book, profile_data, read_tables

        book = profile_book(library_of(packs))
        profiles, findings = read_tables([Path(name) for name in tables], book)
        if as_json:
            emit_json(
                {
                    "profiles": [profile_data(profile, book, language) for profile in profiles],
                    "findings": [finding.as_data(language) for finding in findings],
                }
            )
        else:
            draft_screens.print_profiles(profiles, book, language)
            show_findings(findings, language)
        return OK if profiles else NOT_ALL_DONE

    return Command(
        name="profile",
        language=language,
        help=_PROFILE.render(language),
        callback=run,
        params=[
            click.Argument(
                ["tables"],
                nargs=-1,
                required=True,
                type=click.Path(path_type=str),
                metavar=METAVARS["FILES"].render(language),
            ),
            packs_option(language),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )


def _write(language: Language) -> click.Command:
    def run(
        out: str,
        version_out: str | None,
        keep: str | None,
        store: str | None,
        actor: str | None,
        **given: Any,
    ) -> int:
        from liance.cli import draft_screens
        from liance.workbench.drafting import write_draft

        studied, result = _drafted(given, language)
        if result is None:
            show_findings(studied.findings, language)
            return NOT_ALL_DONE
        version = Path(version_out) if version_out else None
        write_draft(result, Path(out), version)
        if keep:
            from liance.workbench.draft_store import keep_draft
            from liance.workbench.store import actor_name, open_store

            open_store(store)
            number = keep_draft(keep, result, _sources(given, language).worksheet, actor_name(actor))
            click.echo(_KEPT.render(language, name=keep, number=number), err=True)
        if given["as_json"]:
            emit_json(result.as_data(language))
        else:
            draft_screens.print_scores(result, language, advice=False)
            show_findings(result.findings, language)
            for path in (out, version_out):
                if path:
                    click.echo(_WRITTEN.render(language, path=path), err=True)
        return OK

    file = METAVARS["FILE"].render(language)
    return Command(
        name="write",
        language=language,
        help=_WRITE.render(language),
        callback=run,
        params=[
            *_source_params(language),
            Option(["--out"], required=True, metavar=file, help=_OUT.render(language)),
            Option(["--version-out"], metavar=file, help=_VERSION_OUT.render(language)),
            Option(["--keep"], metavar=METAVARS["NAME"].render(language), help=_KEEP.render(language)),
            store_option(language),
            actor_option(language),
        ],
    )


def _export(language: Language) -> click.Command:
    def run(out: str, **given: Any) -> int:
        from liance.workbench.drafting import export_draft

        studied, result = _drafted(given, language)
        if result is None:
            show_findings(studied.findings, language)
            return NOT_ALL_DONE
        written = export_draft(result, Path(out))
        if given["as_json"]:
            emit_json({"files": [path.name for path in written]})
        else:
            show_findings(result.findings, language)
            for path in written:
                click.echo(_WRITTEN.render(language, path=path))
        return OK

    folder = METAVARS["FOLDER"].render(language)
    return Command(
        name="export",
        language=language,
        help=_EXPORT.render(language),
        callback=run,
        params=[
            *_source_params(language),
            Option(["--out"], required=True, metavar=folder, help=_OUT_FOLDER.render(language)),
        ],
    )


def _score(language: Language) -> click.Command:
    def run(**given: Any) -> int:
        from liance.cli import draft_screens

        studied, result = _drafted(given, language)
        if result is None:
            show_findings(studied.findings, language)
            return NOT_ALL_DONE
        if given["as_json"]:
            emit_json(result.as_data(language))
        else:
            draft_screens.print_scores(result, language, advice=True)
            show_findings(result.findings, language)
        return OK

    return Command(
        name="score",
        language=language,
        help=_SCORE.render(language),
        callback=run,
        params=_source_params(language),
    )


def _versions(language: Language) -> click.Command:
    def run(name: str | None, store: str | None, as_json: bool) -> int:
        from liance.cli import draft_screens
        from liance.workbench.draft_store import version_data, version_rows
        from liance.workbench.store import open_store

        open_store(store)
        rows = version_rows(name)
        if as_json:
            emit_json(version_data(name))
        elif rows:
            draft_screens.print_versions(rows, language)
        else:
            click.echo(_NO_VERSIONS.render(language))
        return OK

    return Command(
        name="versions",
        language=language,
        help=_VERSIONS.render(language),
        callback=run,
        params=[
            click.Argument(["name"], required=False, metavar=f"[{METAVARS['NAME'].render(language)}]"),
            store_option(language),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )


def _compare(language: Language) -> click.Command:
    def run(old: str, new: str, store: str | None, packs: str | None, as_json: bool) -> int:
        from liance.cli import draft_screens
        from liance.workbench.draft_store import compare_named

        changes, data = compare_named(old, new, store)
        if as_json:
            emit_json(data)
        else:
            draft_screens.print_changes(changes, library_of(packs), language)
        return OK

    place = _VERSION_PLACE.render(language)
    return Command(
        name="compare",
        language=language,
        help=_COMPARE.render(language),
        callback=run,
        params=[
            click.Argument(["old"], metavar=f"{place}1"),
            click.Argument(["new"], metavar=f"{place}2"),
            store_option(language),
            packs_option(language),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
        ],
    )


def _example(language: Language) -> click.Command:
    def run(folder: str) -> int:
        from liance.workbench.drafting import copy_example

        for path in copy_example(Path(folder)):
            click.echo(_WRITTEN.render(language, path=path.name))
        return OK

    return Command(
        name="example",
        language=language,
        help=_EXAMPLE_COMMAND.render(language),
        callback=run,
        params=[
            click.Argument(
                ["folder"], type=click.Path(path_type=str), metavar=METAVARS["FOLDER"].render(language)
            )
        ],
    )
