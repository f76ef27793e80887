"""The workings of a draft as text for a terminal of 80 columns or more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text as Line

from liance.cli.base import output_console, plain
from liance.cli.grammar import wrap_cells
from liance.cli.screens import print_advice, print_table, shorten
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.drafting import Changes, DraftResult, Profile, ProfileBook, Studied
    from liance.workbench.packs import Library

_HEADS = {
    "indicator": Text(zh="指标", en="indicator"),
    "year": Text(zh="年份", en="year"),
    "value": Text(zh="数值", en="value"),
    "past": Text(zh="以往", en="before"),
    "source": Text(zh="来源", en="source"),
    "region": Text(zh="地区", en="region"),
    "level": Text(zh="级别", en="level"),
    "alike": Text(zh="相似", en="alike"),
    "reason": Text(zh="理由", en="reason"),
    "own": Text(zh="本地", en="own"),
    "median": Text(zh="中位数", en="median"),
    "best": Text(zh="最好", en="best"),
    "share": Text(zh="比中位数", en="of median"),
    "behind": Text(zh="落后", en="behind"),
    "place": Text(zh="位次", en="place"),
    "scenario": Text(zh="场景", en="scenario"),
    "total": Text(zh="合计", en="total"),
    "taken": Text(zh="入选", en="taken"),
    "base": Text(zh="基期", en="base"),
    "target": Text(zh="目标", en="target"),
    "rule": Text(zh="由来", en="made by"),
    "needs": Text(zh="需年增", en="needs p.a."),
    "own_rate": Text(zh="本地以往", en="own so far"),
    "peer_rate": Text(zh="同类最高", en="best peer"),
    "feasible": Text(zh="判断", en="judgement"),
    "owner": Text(zh="责任单位", en="owner"),
    "kind": Text(zh="种类", en="kind"),
    "name": Text(zh="名称", en="name"),
    "places": Text(zh="地方", en="places"),
    "item": Text(zh="项目", en="item"),
    "draft": Text(zh="草案", en="draft"),
    "n": Text(zh="份数", en="n"),
    "version": Text(zh="版本", en="version"),
    "item_title": Text(zh="标题", en="title"),
    "blanks": Text(zh="待填", en="blanks"),
    "scores": Text(zh="3 分以上", en="level 3+"),
    "by": Text(zh="登记人", en="kept by"),
    "at": Text(zh="登记时间（UTC）", en="kept at (UTC)"),
    "what": Text(zh="变化", en="change"),
    "old": Text(zh="原来", en="old"),
    "new": Text(zh="现在", en="new"),
}
_PEERS = Text(zh="同类地区", en="Peers")
_GAPS = Text(zh="差距", en="Gaps")
_RANKING = Text(zh="场景排序", en="Scenarios ranked")
_TARGETS = Text(zh="分阶段目标", en="Staged targets")
_LAYOUT = Text(zh="空间布局：{name}", en="Layout: {name}")
_NO_LAYOUT = Text(zh="没有填写空间布局。", en="No layout was filled in.")
_TITLE = Text(zh="{title}：{blanks} 处待填", en="{title}: {blanks} blanks")
_MACHINE = Text(zh="机器评分，供参考，不是结论。", en="Machine scores: one opinion, not a result.")
_SAME = Text(zh="两个版本相同。", en="The versions are the same.")
_ADDED = Text(zh="新增 {count} 行", en="{count} lines added")
_DROPPED = Text(zh="删去 {count} 行", en="{count} lines dropped")


def _heads(language: Language, *names: str) -> list[str]:
    return [_HEADS[name].render(language) for name in names]


def print_profiles(profiles: Sequence[Profile], book: ProfileBook, language: Language) -> None:
    """Print a table per region."""
    from liance.workbench.draft_rows import profile_rows

    console = output_console(100)
    for profile in profiles:
        console.print(Line(plain(profile.region), "bold"))
        heads = _heads(language, "indicator", "year", "value", "past", "source")
        rows = [(*row[:2], shorten(row[2], 24), *row[3:]) for row in profile_rows(profile, book, language)]
        print_table(console, heads, rows)
        console.print()


def print_peers(studied: Studied, language: Language) -> None:
    """Print the peers with reasons, then the gaps."""
    from liance.workbench.draft_rows import gap_rows, peer_rows

    console = output_console(100)
    console.print(Line(_PEERS.render(language), "bold"))
    print_table(console, _heads(language, "region", "level", "alike", "reason"), peer_rows(studied, language))
    console.print()
    console.print(Line(_GAPS.render(language), "bold"))
    heads = _heads(language, "indicator", "own", "median", "best", "share", "behind")
    print_table(console, heads, gap_rows(studied, language))


def print_diagnosis(studied: Studied, language: Language) -> None:
    """Print each dimension with its verdict and grounds."""
    from liance.workbench.draft_rows import diagnosis_lines

    console = output_console(100)
    for title, lines in diagnosis_lines(studied, language):
        console.print(Line(title, "bold"))
        for line in lines:
            _wrapped(console, line)
        console.print()


def print_scenarios(studied: Studied, language: Language) -> None:
    """Print the ranking, the weights and how steady it is."""
    from liance.workbench.draft_rows import choice_lines, ranking_rows

    console = output_console(100)
    console.print(Line(_RANKING.render(language), "bold"))
    criteria, rows = ranking_rows(studied, language)
    heads = [*_heads(language, "place", "scenario"), *criteria, *_heads(language, "total", "taken")]
    print_table(console, heads, rows)
    for line in choice_lines(studied, language):
        _wrapped(console, line)


def print_targets(studied: Studied, language: Language) -> None:
    """Print a row per target and stage."""
    from liance.workbench.draft_rows import target_rows

    console = output_console(120)
    console.print(Line(_TARGETS.render(language), "bold"))
    names = (
        "indicator",
        "year",
        "base",
        "target",
        "rule",
        "needs",
        "own_rate",
        "peer_rate",
        "feasible",
        "owner",
    )
    print_table(console, _heads(language, *names), target_rows(studied, language))


def print_layout(studied: Studied, language: Language) -> None:
    """Print the parts of the layout."""
    from liance.workbench.draft_rows import layout_rows

    console = output_console(100)
    name, rows = layout_rows(studied, language)
    if not rows:
        console.print(_NO_LAYOUT.render(language))
        return
    console.print(Line(_LAYOUT.render(language, name=name), "bold"))
    print_table(console, _heads(language, "kind", "name", "places", "reason"), rows)


def print_scores(result: DraftResult, language: Language, *, advice: bool) -> None:
    """Print the draft's scores beside its peers', and what the next levels ask for."""
    console = output_console(100)
    title = _TITLE.render(language, title=plain(result.draft.title), blanks=len(result.draft.blanks))
    console.print(Line(title, "bold"))
    heads = _heads(language, "item", "draft", "median", "best", "n")
    print_table(console, heads, result.score_rows(language))
    console.print(Line(_MACHINE.render(language), "dim"))
    if advice:
        console.print()
        print_advice(console, result.advice(), result.draft.subject, language)


def print_changes(changes: Changes, library: Library, language: Language) -> None:
    """Print what changed between two versions."""
    from liance.workbench.draft_rows import change_rows

    console = output_console(100)
    rows = change_rows(changes, library, language)
    if changes.is_same and not rows:
        console.print(_SAME.render(language))
        return
    print_table(console, _heads(language, "what", "old", "new"), rows)
    for text, lines, sign in ((_ADDED, changes.added, "+ "), (_DROPPED, changes.dropped, "- ")):
        if lines:
            console.print(Line(text.render(language, count=len(lines)), "bold"))
            for line in lines:
                console.print(Line(shorten(sign + line, console.width)), no_wrap=True)


def print_versions(rows: Sequence[Sequence[str]], language: Language) -> None:
    """Print the versions of drafts."""
    heads = _heads(language, "version", "item_title", "blanks", "scores", "by", "at")
    print_table(output_console(100), heads, rows)


def _wrapped(console: Console, text: str) -> None:
    for line in wrap_cells(plain(text), console.width - 3):
        console.print(Line(f"  {line}"), no_wrap=True)


SCREENS: Mapping[str, Callable[[Studied, Language], None]] = {
    "peers": print_peers,
    "diagnose": print_diagnosis,
    "scenarios": print_scenarios,
    "targets": print_targets,
    "layout": print_layout,
}
