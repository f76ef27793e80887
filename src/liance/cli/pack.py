"""``liance pack``: list, show and check data packs."""

from __future__ import annotations

from pathlib import Path

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, finding_line, output_console
from liance.cli.grammar import Command, Group, Option
from liance.cli.options import library_of, packs_option
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="查看与检查数据包（评分标准、词表等）。",
    en="List, show and check data packs (rubrics, vocabularies, ...).",
)
_LIST = Text(zh="列出全部数据包。", en="List all packs.")
_SHOW = Text(zh="显示一个数据包的内容。", en="Show what a pack holds.")
_CHECK = Text(
    zh="检查数据包：名称或文件夹；不写则检查全部。问题会注明文件与行号。",
    en="Check packs by name or folder, or all of them; problems come with file and line.",
)
_GRAPH = Text(
    zh="画出场景章程中每种记录的生命周期：默认为终端文字，--mermaid 为可贴进文档的状态图。",
    en="Draw the life cycle of every kind of record in a scenario: as text, or with --mermaid as state diagrams for documents.",
)
_MERMAID = Text(zh="以 Mermaid 状态图输出。", en="Give Mermaid state diagrams.")
_ONE_NAME = Text(zh="名称或文件夹", en="NAME OR FOLDER")
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_BROKEN = Text(
    zh="数据包“{name}”有问题，用 liance pack check {name} 查看",
    en="pack '{name}' is broken; see liance pack check {name}",
)
_GOOD = Text(zh="{name}：没有问题", en="{name}: no problems")
_NAME = Text(zh="名称", en="NAME")
_NAMES = Text(zh="[名称或文件夹]…", en="[NAME OR FOLDER]...")
_KINDS = {
    "rubric": Text(zh="评分标准", en="rubric"),
    "vocabulary": Text(zh="词表", en="vocabulary"),
    "lexicon": Text(zh="规则用词", en="lexicon"),
    "indicators": Text(zh="指标目录", en="indicators"),
    "study": Text(zh="研究数据", en="study"),
    "diagnosis": Text(zh="诊断规则", en="diagnosis"),
    "topics": Text(zh="主题词表", en="topics"),
    "profile": Text(zh="区域画像", en="profile"),
    "candidates": Text(zh="候选场景", en="candidates"),
    "series": Text(zh="产业序列", en="industry series"),
    "scenario": Text(zh="场景", en="scenario"),
    "oversight": Text(zh="监督规则", en="oversight"),
}


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="pack", language=language, help=_ABOUT.render(language))
    group.add_command(_list(language))
    group.add_command(_show(language))
    group.add_command(_check(language))
    group.add_command(_graph(language))
    return group


def _json_option(language: Language) -> Option:
    return Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language))


def _list(language: Language) -> click.Command:
    def run(packs: str | None, as_json: bool) -> int:
        from liance.workbench.packs import list_packs

        rows, broken = list_packs(library_of(packs))
        code = NOT_ALL_DONE if broken else OK
        if as_json:
            emit_json({"packs": [row.as_data() for row in rows], "broken": list(broken)})
            return code
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_header=False)
        for row in rows:
            kind = _KINDS[row.kind].render(language)
            table.add_row(
                row.id, kind, row.version, row.title.zh if language is Language.ZH else row.title.en
            )
        output_console(120).print(table)
        for name in broken:
            click.echo(_BROKEN.render(language, name=name), err=True)
        return code

    return Command(
        name="list",
        language=language,
        help=_LIST.render(language),
        callback=run,
        params=[packs_option(language), _json_option(language)],
    )


def _show(language: Language) -> click.Command:
    def run(name: str, packs: str | None, as_json: bool) -> int:
        from liance.workbench.packs import pack_data, pack_text

        library = library_of(packs)
        if as_json:
            emit_json(pack_data(library, name))
        else:
            click.echo(pack_text(library, name, language))
        return OK

    return Command(
        name="show",
        language=language,
        help=_SHOW.render(language),
        callback=run,
        params=[
            click.Argument(["name"], metavar=_NAME.render(language)),
            packs_option(language),
            _json_option(language),
        ],
    )


def _check(language: Language) -> click.Command:
    def run(names: tuple[str, ...], packs: str | None, as_json: bool) -> int:
        from liance.workbench.packs import check_packs

        results = check_packs(library_of(packs), [Path(name) for name in names])
        if as_json:
            emit_json(
                {
                    "packs": [
                        {
                            "name": result.name,
                            "sound": result.is_sound,
                            "findings": [finding.as_data(language) for finding in result.findings],
                        }
                        for result in results
                    ]
                }
            )
        else:
            for result in results:
                for finding in result.findings:
                    click.echo(finding_line(finding, language))
                if not result.findings:
                    click.echo(_GOOD.render(language, name=result.name))
        return OK if all(result.is_sound for result in results) else NOT_ALL_DONE

    return Command(
        name="check",
        language=language,
        help=_CHECK.render(language),
        callback=run,
        params=[
            click.Argument(["names"], nargs=-1, required=False, metavar=_NAMES.render(language)),
            packs_option(language),
            _json_option(language),
        ],
    )


def _graph(language: Language) -> click.Command:
    def run(name: str, packs: str | None, mermaid: bool, as_json: bool) -> int:
        from liance.workbench.packs import scenario_graph
        from liance.workbench.scenarios.diagrams import diagram, graph_data

        check, charter = scenario_graph(library_of(packs), Path(name))
        if charter is None:
            for finding in check.findings:
                click.echo(finding_line(finding, language), err=True)
            return NOT_ALL_DONE
        if as_json:
            emit_json(graph_data(check.name, charter))
            return OK
        click.echo("\n".join(diagram(charter, language, mermaid=mermaid)).rstrip("\n"))
        return OK

    return Command(
        name="graph",
        language=language,
        help=_GRAPH.render(language),
        callback=run,
        params=[
            click.Argument(["name"], metavar=_ONE_NAME.render(language)),
            Option(["--mermaid"], is_flag=True, help=_MERMAID.render(language)),
            packs_option(language),
            _json_option(language),
        ],
    )
