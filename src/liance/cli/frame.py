"""``liance frame``: main line, strategies, tasks, scenarios and layout of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, plain, show_findings
from liance.cli.grammar import METAVARS, Command, Option, cells
from liance.cli.options import library_of, packs_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

    from liance.workbench.frames import Frame, FramedPlan, FrameItem

_ABOUT = Text(
    zh="读出一份规划的框架：主线、战略、任务、场景、空间布局（地点对到行政区划代码）。也可检查人工确认后的框架文件。",
    en="Read the frame of a plan: main line, strategies, tasks, scenarios, spatial layout with division codes. "
    "Also checks a frame file that a person has confirmed.",
)
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_OUT = Text(
    zh="把框架写成 YAML 文件，供人工核对确认。", en="Write the frame as a YAML file for a person to confirm."
)
_TARGET = Text(zh="规划文件、框架文件或研究数据包", en="PLAN_OR_FRAME_OR_STUDY")
_WRITTEN = Text(zh="已写入：{path}", en="Written: {path}")
_NONE = Text(zh="（未读到）", en="(none)")
_CONFIRMED = Text(zh="已由人工确认", en="confirmed by a person")
_OPEN = Text(zh="未经人工确认", en="not yet confirmed")
_NAMED_ONLY = Text(zh="（只点名）", en=" (named only)")
_LISTS = {
    "main_line": Text(zh="主线", en="main line"),
    "strategies": Text(zh="战略", en="strategies"),
    "tasks": Text(zh="任务", en="tasks"),
    "scenarios": Text(zh="场景", en="scenarios"),
}
_LAYOUT = Text(zh="空间布局", en="layout")
_TARGETS = Text(zh="分阶段目标", en="targets by stage")


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(target: str, packs: str | None, as_json: bool, out: str | None) -> int:
        from liance.workbench.frames import find_frame, frame_data, is_usable, write_frame

        found = find_frame(target, library_of(packs))
        if as_json:
            emit_json(frame_data(found, language))
        else:
            _print(output_console(100), found, language)
            show_findings(found.findings, language, notes=True)
        if out:
            write_frame(found, Path(out), language)
            click.echo(_WRITTEN.render(language, path=out), err=True)
        return OK if is_usable(found) else NOT_ALL_DONE

    return Command(
        name="frame",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            click.Argument(["target"], metavar=_TARGET.render(language)),
            packs_option(language),
            Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language)),
            Option(["--out"], metavar=METAVARS["FILE"].render(language), help=_OUT.render(language)),
        ],
    )


def _print(console: Console, found: FramedPlan, language: Language) -> None:
    from rich.text import Text as Line

    frame = found.frame
    state = (_CONFIRMED if frame.confirmed else _OPEN).render(language)
    console.print(Line.assemble((plain(frame.title or found.source), "bold"), "  ", (state, "dim")))
    for name, head in _LISTS.items():
        value: FrameItem | tuple[FrameItem, ...] | None = getattr(frame, name)
        items = value if isinstance(value, tuple) else (value,) if value else ()
        words = [_item(item, language) for item in items]
        console.print(Line(head.render(language), "bold"))
        for word in words or [_NONE.render(language)]:
            console.print(Line(f"  {word}"))
    _print_layout(console, frame, language)
    _print_targets(console, found, language)


def _item(item: FrameItem, language: Language) -> str:
    return plain(item.name) + (_NAMED_ONLY.render(language) if item.worked_out is False else "")


def _print_layout(console: Console, frame: Frame, language: Language) -> None:
    from rich.text import Text as Line

    from liance.workbench.frames import part_name, place_kind

    console.print(Line(_LAYOUT.render(language), "bold"))
    if frame.layout is None:
        console.print(Line(f"  {_NONE.render(language)}"))
        return
    console.print(Line(f"  {plain(frame.layout.formula)}"))
    for part in frame.layout.parts:
        console.print(Line.assemble(f"  {part.unit}  ", (plain(part_name(part)), "bold")))
        places = [f"{plain(place.name)} {place.code or place_kind(place, language)}" for place in part.places]
        for line in _lines(places or ["—"], console.width - 6, "、" if language is Language.ZH else ", "):
            console.print(Line(f"      {line}"))


def _lines(words: list[str], width: int, joiner: str) -> Iterator[str]:
    """Join words into lines of at most ``width`` cells, never breaking a word."""
    line = words[0]
    for word in words[1:]:
        if cells(line + joiner + word) > width:
            yield line + joiner.rstrip()
            line = word
        else:
            line += joiner + word
    yield line


def _print_targets(console: Console, found: FramedPlan, language: Language) -> None:
    from rich.text import Text as Line

    from liance.workbench.frames import value_of

    if not found.targets:
        return
    chinese = language is Language.ZH
    console.print(Line(f"{_TARGETS.render(language)} ({len(found.targets)})", "bold"))
    for target in found.targets:
        stage = target.stage and (target.stage.zh if chinese else target.stage.en)
        name = target.indicator if chinese else target.indicator_en or target.indicator
        console.print(Line(f"  {target.year} {stage or ''}  {plain(name)}  {value_of(target)}"))
