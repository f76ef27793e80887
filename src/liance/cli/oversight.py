"""``liance oversight``: what on a ledger deserves a second look, and what was done about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import OK, emit_json, plain
from liance.cli.grammar import METAVARS, Group, Option, wrap_cells
from liance.cli.ledger_base import (
    argument,
    folder_argument,
    json_option,
    key_options,
    make,
    passphrase_from,
    show_done,
    show_table,
)
from liance.cli.options import library_of, packs_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.oversight import Alert, Overview

_ABOUT = Text(
    zh="监督：按声明的规则查看账本上的操作（逾期、查询量、非工作时间、被拒、沉寂），预警附依据，处理情况留在账本上。",
    en="Oversight: declared rules over what was done on a ledger (deadlines, volume, hours, refusals, dormant members); "
    "alerts cite entries, and what is done about them stays on the ledger.",
)
_CHECK = Text(
    zh="运行规则，逐条说明未办结的预警及其依据。",
    en="Run the rules and explain each alert that is not closed.",
)
_LIST = Text(zh="列出全部预警及处理情况。", en="List all alerts and what was done about them.")
_ACKNOWLEDGE = Text(zh="受理一条预警：签名写入账本。", en="Acknowledge an alert: signed, on the ledger.")
_CLOSE = Text(
    zh="办结一条预警，写明结果：签名写入账本。", en="Close an alert with its result: signed, on the ledger."
)
_ALERT = Text(zh="预警编号", en="ALERT")
_RULES = Text(
    zh="监督规则数据包；默认 consortium-oversight。", en="Pack of rules; consortium-oversight by default."
)
_AT = Text(zh="截至哪一天（2026-03-31）；默认现在。", en="As of which day (2026-03-31); now by default.")
_NOTE = Text(zh="说明：查明了什么、做了什么。", en="What was found or done.")
_STATE = Text(zh="只列此状态。", en="Only those in this state.")
_DAY_SHAPE = Text(zh="日期应写作 2026-03-31", en="write a day as 2026-03-31")
_NOTHING = Text(
    zh="查看了 {deeds} 次操作，没有未办结的预警。", en="{deeds} actions looked at; no alert is left open."
)
_SUM = Text(
    zh="查看了 {deeds} 次操作；预警 {all} 条（严重 {grave}、警示 {warning}、提示 {notice}），"
    "其中待处理 {open}、已受理 {acknowledged}、已办结 {closed}。",
    en="{deeds} actions looked at; {all} alerts ({grave} grave, {warning} warnings, {notice} notices), "
    "of which {open} open, {acknowledged} acknowledged, {closed} closed.",
)
_CITED = Text(zh="依据：第 {heights} 笔", en="entries: {heights}")
_CITED_MORE = Text(zh="依据：第 {heights} 笔等 {count} 笔", en="entries: {heights} ... ({count} in all)")
_NO_ENTRY = Text(zh="依据：账本中没有该成员的操作", en="entries: the ledger has none of this member")
_ADVICE = Text(zh="建议：{advice}", en="advice: {advice}")
_REMARK = Text(
    zh="{state}（第 {height} 笔，{author}）：{note}", en="{state} (entry {height}, {author}): {note}"
)
_HEADS = {
    "id": Text(zh="编号", en="alert"),
    "severity": Text(zh="程度", en="severity"),
    "rule": Text(zh="规则", en="rule"),
    "state": Text(zh="处理", en="state"),
    "time": Text(zh="时间", en="time"),
    "subject": Text(zh="对象", en="about"),
}
_INDENT = 4


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="oversight", language=language, help=_ABOUT.render(language))
    for make_one in (_check, _list, _acknowledge, _close):
        group.add_command(make_one(language))
    return group


def _common(language: Language) -> list[click.Parameter]:
    return [
        Option(["--at"], metavar=METAVARS["DATE"].render(language), help=_AT.render(language)),
        Option(["--rules"], metavar=METAVARS["NAME"].render(language), help=_RULES.render(language)),
        packs_option(language),
        json_option(language),
    ]


def _instant(at: str | None, language: Language) -> int | None:
    from liance.workbench.scenarios.counting import end_of_day

    if at is None:
        return None
    try:
        return end_of_day(date.fromisoformat(at))
    except (ValueError, OverflowError) as error:
        raise click.UsageError(_DAY_SHAPE.render(language)) from error


def _overview(
    folder: Path, at: str | None, rules: str | None, packs: str | None, language: Language
) -> Overview:
    from liance.workbench.oversight import DEFAULT_RULES, oversee

    return oversee(folder, library_of(packs), rules or DEFAULT_RULES, _instant(at, language))


def _check(language: Language) -> click.Command:
    def run(folder: Path, at: str | None, rules: str | None, packs: str | None, as_json: bool) -> int:
        from liance.workbench.oversight import shown_alerts

        overview = _overview(folder, at, rules, packs, language)
        if as_json:
            emit_json(overview.as_data(language))
            return OK
        shown = shown_alerts(overview, every=False)
        if not shown:
            click.echo(_NOTHING.render(language, deeds=overview.deeds))
            return OK
        _show_sum(overview, language)
        for alert in shown:
            _show_alert(alert, language)
        return OK

    return make(language, "check", _CHECK, run, [folder_argument(language), *_common(language)])


def _show_sum(overview: Overview, language: Language) -> None:
    from liance.workbench.oversight import Gravity, Step

    click.echo(
        _SUM.render(
            language,
            deeds=overview.deeds,
            all=len(overview.alerts),
            **{gravity.value: overview.count(gravity=gravity) for gravity in Gravity},
            **{step.value: overview.count(step=step) for step in Step},
        )
    )


def _show_alert(alert: Alert, language: Language) -> None:
    from liance.workbench.oversight import GRAVITIES, STEPS, said

    click.echo("")
    words = (
        GRAVITIES[alert.gravity].render(language),
        said(alert.rule.name, language),
        alert.id,
        STEPS[alert.step].render(language),
    )
    click.echo("  ".join(words))
    lines = [said(alert.says, language), _cited(alert, language)]
    lines.append(_ADVICE.render(language, advice=said(alert.rule.advice, language)))
    lines += [
        _REMARK.render(
            language,
            state=STEPS[remark.step].render(language),
            height=remark.height,
            author=remark.author,
            note=remark.note,
        )
        for remark in alert.remarks
    ]
    for line in lines:
        for piece in wrap_cells(plain(line), _width() - _INDENT):
            click.echo(" " * _INDENT + piece)


def _width() -> int:
    from liance.cli.base import output_console

    return min(output_console(100).width, 120)


def _cited(alert: Alert, language: Language) -> str:
    if not alert.heights:
        return _NO_ENTRY.render(language)
    comma = "、" if language is Language.ZH else ", "
    heights = comma.join(str(height) for height in alert.heights)
    if alert.count > len(alert.heights):
        return _CITED_MORE.render(language, heights=heights, count=alert.count)
    return _CITED.render(language, heights=heights)


def _list(language: Language) -> click.Command:
    def run(
        folder: Path, state: str | None, at: str | None, rules: str | None, packs: str | None, as_json: bool
    ) -> int:
        from liance.workbench.oversight import GRAVITIES, STEPS, said
        from liance.workbench.scenarios.rehearsing import china_time

        overview = _overview(folder, at, rules, packs, language)
        shown = [one for one in overview.alerts if state in {None, one.step.value}]
        if as_json:
            emit_json({**overview.as_data(language), "alerts": [one.as_data(language) for one in shown]})
            return OK
        heads = [_HEADS[key] for key in ("id", "severity", "rule", "state", "time", "subject")]
        rows = [
            [
                one.id,
                GRAVITIES[one.gravity].render(language),
                said(one.rule.name, language),
                STEPS[one.step].render(language),
                china_time(one.time),
                one.subject,
            ]
            for one in shown
        ]
        if rows:
            show_table(heads, rows, language)
        _show_sum(overview, language)
        return OK

    params: list[click.Parameter] = [
        folder_argument(language),
        Option(
            ["--state"],
            type=click.Choice(["open", "acknowledged", "closed"]),
            help=_STATE.render(language),
        ),
        *_common(language),
    ]
    return make(language, "list", _LIST, run, params)


def _acknowledge(language: Language) -> click.Command:
    return _remark(language, "acknowledge", _ACKNOWLEDGE, "acknowledged")


def _close(language: Language) -> click.Command:
    return _remark(language, "close", _CLOSE, "closed")


def _remark(language: Language, name: str, about: Text, step: str) -> click.Command:
    def run(
        folder: Path,
        alert: str,
        note: str,
        key: Path,
        passphrase_file: Path | None,
        at: str | None,
        rules: str | None,
        packs: str | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.oversight import DEFAULT_RULES, Step, remark_on

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        done = remark_on(
            folder,
            library_of(packs),
            signer,
            alert,
            Step(step),
            note,
            rules=rules or DEFAULT_RULES,
            at=_instant(at, language),
        )
        return show_done(done, language, as_json=as_json)

    params: list[click.Parameter] = [
        folder_argument(language),
        argument(language, "alert", _ALERT),
        Option(
            ["--note"], required=True, metavar=METAVARS["TEXT"].render(language), help=_NOTE.render(language)
        ),
        *key_options(language),
        *_common(language),
    ]
    return make(language, name, about, run, params)
