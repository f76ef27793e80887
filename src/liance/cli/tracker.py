"""``liance tracker``: policy texts in, who issued what when, coverage, stance and keywords out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, plain, show_findings
from liance.cli.grammar import METAVARS, Command, Option, wrap_cells
from liance.cli.options import index_option, library_of, packs_option, subject_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from liance.workbench.tracking import TrackerRun

_ABOUT = Text(
    zh="跟踪政策文本：谁在何时发布了什么，覆盖哪些场景与政府抓手，鼓励、限制还是仅提及，关键词怎样共现。",
    en="Track policy texts: who issued what when, which scenarios and levers of government they cover, whether they "
    "encourage, restrict or only mention, and which keywords stand together.",
)
_TOPICS = Text(zh="主题词表的名称。", en="Name of the topics pack.")
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_XLSX = Text(zh="把各表写成电子表格（xlsx）。", en="Write the tables as a spreadsheet (xlsx).")
_GRAPHML = Text(zh="把关键词共现网络写成 GraphML。", en="Write the network of keywords as GraphML.")
_PICTURE = Text(
    zh="把关键词共现网络画成图（.svg 或 .png）。", en="Draw the network of keywords (.svg or .png)."
)
_WRITTEN = Text(zh="结果已写入：{path}", en="Results are in: {path}")
_LIST = Text(zh="政策清单（{n} 份）", en="Policy texts ({n})")
_ISSUED = Text(zh="各年各级发布份数", en="Texts by year and level")
_REGIONS = Text(zh="各地区发布份数", en="Texts by region")
_ISSUERS = Text(zh="各机构发布份数", en="Texts by issuer")
_STANCE = Text(zh="对主题技术的态度", en="Stance towards the subject")
_PAIRS = Text(zh="最常共现的关键词", en="Keywords that stand together most often")
_COVERED = Text(zh="{name}的覆盖", en="Coverage of {name}")
_MORE = Text(zh="……另有 {count} 份，用 --xlsx 查看全部", en="... and {count} more; see --xlsx")
_UNKNOWN = Text(zh="不明", en="unknown")
_H = {
    "date": Text(zh="发布", en="date"),
    "level": Text(zh="级别", en="level"),
    "issuer": Text(zh="发布机构", en="issuer"),
    "title": Text(zh="标题", en="title"),
    "stance": Text(zh="态度", en="stance"),
    "year": Text(zh="年份", en="year"),
    "all": Text(zh="合计", en="all"),
    "topic": Text(zh="主题", en="topic"),
    "texts": Text(zh="份数", en="texts"),
    "share": Text(zh="占比 %", en="share %"),
    "name": Text(zh="名称", en="name"),
    "pair": Text(zh="关键词", en="keywords"),
    "statements": Text(zh="同句次数", en="statements"),
}
_TEXTS_SHOWN, _NAMES_SHOWN, _PAIRS_SHOWN = 40, 10, 12


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(
        files: tuple[str, ...],
        subject: str | None,
        index: str | None,
        packs: str | None,
        topics: str,
        as_json: bool,
        xlsx: str | None,
        graphml: str | None,
        picture: str | None,
    ) -> int:
        from liance.workbench.corpus import FileMissingError, expand, open_batch
        from liance.workbench.tracking import track_batch

        if not all(name.strip() for name in files):
            raise FileMissingError("")
        batch = open_batch(expand([Path(name) for name in files]), Path(index) if index else None)
        given = (*batch.index_findings, *batch.unused_index_rows())
        found = track_batch(batch, library_of(packs), topics=topics, subject=subject, given=given)
        if xlsx is not None:
            found.write_workbook(Path(xlsx), language)
        if graphml is not None:
            found.write_graphml(Path(graphml))
        if picture is not None:
            found.write_picture(Path(picture), language)
        if as_json:
            emit_json(found.as_data(language))
        else:
            _print(found, language)
            show_findings(found.findings, language)
        for path in (xlsx, graphml, picture):
            if path is not None:
                click.echo(_WRITTEN.render(language, path=path), err=True)
        return OK if found.is_sound else NOT_ALL_DONE

    file = METAVARS["FILE"].render(language)
    return Command(
        name="tracker",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=METAVARS["FILES"].render(language)),
            subject_option(language),
            index_option(language),
            packs_option(language),
            Option(
                ["--topics"],
                default="policy-tracker",
                metavar=METAVARS["NAME"].render(language),
                help=_TOPICS.render(language),
            ),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
            Option(["--xlsx"], metavar=file, help=_XLSX.render(language)),
            Option(["--graphml"], metavar=file, help=_GRAPHML.render(language)),
            Option(["--picture"], metavar=file, help=_PICTURE.render(language)),
        ],
    )


def _print(found: TrackerRun, language: Language) -> None:
    if not found.tracker.texts:
        return
    console = output_console(120)
    _print_list(console, found, language)
    _print_issued(console, found, language)
    for title, attribute in ((_REGIONS, "region"), (_ISSUERS, "issuer")):
        _print_counts(console, found, title, attribute, language)
    _print_coverage(console, found, language)
    _print_stances(console, found, language)
    _print_pairs(console, found, language)


def _title(console: Console, text: str, *, first: bool = False) -> None:
    from rich.text import Text as Line

    if not first:
        console.print()
    console.print(Line(text, "bold"))


def _rows(console: Console, table: Table, rows: Sequence[Sequence[str]]) -> None:
    from rich.text import Text as Line

    for row in rows:
        table.add_row(*(Line(plain(cell)) for cell in row))
    console.print(table)


def _print_list(console: Console, found: TrackerRun, language: Language) -> None:
    from liance.cli.screens import new_table, shorten
    from liance.workbench.tracking import LEVELS, STANCES

    texts = found.tracker.texts
    _title(console, _LIST.render(language, n=len(texts)), first=True)
    room = console.width - 10 - 8 - 13 - 4 * 2
    issuer, title = room * 2 // 5, room - room * 2 // 5
    table = new_table()
    for name, width in (("date", 10), ("level", 8), ("issuer", issuer), ("title", title), ("stance", 13)):
        table.add_column(_H[name].render(language), width=width, no_wrap=True)
    rows = [
        (
            text.published or "—",
            LEVELS[text.level.value].render(language) if text.level else "—",
            shorten(text.issuer or "—", issuer),
            shorten(text.title, title),
            STANCES[text.stance].render(language),
        )
        for text in texts[:_TEXTS_SHOWN]
    ]
    _rows(console, table, rows)
    if len(texts) > _TEXTS_SHOWN:
        console.print(_MORE.render(language, count=len(texts) - _TEXTS_SHOWN), style="dim")


def _print_issued(console: Console, found: TrackerRun, language: Language) -> None:
    from liance.cli.screens import new_table
    from liance.workbench.tracking import LEVELS

    counts = found.tracker.counted("year", "level")
    years = sorted({year for year, _ in counts}, key=lambda year: year or "9999")
    levels = [level for level in (*LEVELS, "") if any(column == level for _, column in counts)]
    _title(console, _ISSUED.render(language))
    table = new_table()
    table.add_column(_H["year"].render(language), no_wrap=True)
    for level in levels:
        name = LEVELS[level] if level else _UNKNOWN
        table.add_column(name.render(language), justify="right", no_wrap=True)
    table.add_column(_H["all"].render(language), justify="right", no_wrap=True)
    rows = []
    for year in years:
        values = [counts.get((year, level), 0) for level in levels]
        rows.append(
            (year or _UNKNOWN.render(language), *(str(value or "—") for value in values), str(sum(values)))
        )
    _rows(console, table, rows)


def _print_counts(
    console: Console, found: TrackerRun, title: Text, attribute: str, language: Language
) -> None:
    counts: dict[str, int] = {}
    for text in found.tracker.texts:
        name = (text.province or text.region if attribute == "region" else text.issuer) or _UNKNOWN.render(
            language
        )
        counts[name] = counts.get(name, 0) + 1
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    joiner = "、" if language is Language.ZH else ", "
    _title(console, title.render(language))
    line = joiner.join(f"{name} {count}" for name, count in ranked[:_NAMES_SHOWN])
    if len(ranked) > _NAMES_SHOWN:
        line += f"{joiner}… (+{len(ranked) - _NAMES_SHOWN})"
    for part in wrap_cells(plain(line), console.width - 2):
        console.print(part, markup=False, no_wrap=True)


def _print_coverage(console: Console, found: TrackerRun, language: Language) -> None:
    from liance.cli.screens import new_table
    from liance.workbench.tracking import LEVELS, percent, set_name, topic_name

    for one in found.topics.sets:
        _title(console, _COVERED.render(language, name=set_name(found.topics, one.id, language)))
        entries = [entry for entry in found.tracker.coverage if entry.topic_set == one.id]
        levels = list(entries[0].by_level) if entries else []
        table = new_table()
        table.add_column(_H["topic"].render(language), no_wrap=True)
        for head in ("texts", "share"):
            table.add_column(_H[head].render(language), justify="right", no_wrap=True)
        for level in levels:
            table.add_column(LEVELS[level].render(language), justify="right", no_wrap=True)
        rows = [
            (
                topic_name(found.topics, one.id, entry.topic, language),
                f"{len(entry.texts)}/{entry.total}",
                percent(entry.share),
                *(f"{count}/{total}" for count, total in entry.by_level.values()),
            )
            for entry in entries
        ]
        _rows(console, table, rows)


def _print_stances(console: Console, found: TrackerRun, language: Language) -> None:
    from fractions import Fraction

    from liance.cli.screens import new_table
    from liance.workbench.tracking import STANCES, percent

    _title(console, _STANCE.render(language))
    table = new_table()
    table.add_column(_H["stance"].render(language), no_wrap=True)
    for head in ("texts", "share"):
        table.add_column(_H[head].render(language), justify="right", no_wrap=True)
    total = len(found.tracker.texts)
    rows = [
        (STANCES[stance].render(language), f"{len(keys)}/{total}", percent(Fraction(len(keys), total)))
        for stance, keys in found.tracker.stances.items()
    ]
    _rows(console, table, rows)


def _print_pairs(console: Console, found: TrackerRun, language: Language) -> None:
    from liance.cli.screens import new_table

    ties = found.tracker.ties[:_PAIRS_SHOWN]
    if not ties:
        return
    _title(console, _PAIRS.render(language))
    table = new_table()
    table.add_column(_H["pair"].render(language), no_wrap=True)
    for head in ("statements", "texts"):
        table.add_column(_H[head].render(language), justify="right", no_wrap=True)
    rows = [(f"{tie.first} — {tie.second}", str(tie.statements), str(tie.texts)) for tie in ties]
    _rows(console, table, rows)
