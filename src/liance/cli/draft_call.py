"""``liance draft call``: the yearly list of scenarios, open calls and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, show_findings
from liance.cli.grammar import METAVARS, Command, Group, Option
from liance.cli.options import actor_option, store_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.calls import Call

_ABOUT = Text(
    zh="场景供给：年度清单、揭榜挂帅、供需匹配和案例库；全部留痕，可导出。",
    en="Scenario supply: the yearly list, open calls, matching, case library; all with history, exportable.",
)
_HELP = {
    "publish": Text(
        zh="把工作表的场景清单列入数据库。", en="Put the worksheet's list of scenarios into the store."
    ),
    "list": Text(zh="列出场景和榜单。", en="List scenarios and calls."),
    "show": Text(
        zh="显示一个榜单：需求、条件、申报、得分、经过。",
        en="Show a call: demand, conditions, applicants, scores, history.",
    ),
    "open": Text(zh="张榜：写明起止日期和评审准则。", en="Open a call: dates, criteria with weights."),
    "apply": Text(zh="登记一家申报单位。", en="Enter an applicant."),
    "close": Text(zh="截止申报，进入评审。", en="Close a call for review."),
    "rate": Text(zh="登记一位评委对一家单位的评分。", en="Enter a judge's scores of an applicant."),
    "select": Text(
        zh="选定揭榜单位；一家不选即流标，须写原因。",
        en="Select applicants; none means that the call failed, with a reason.",
    ),
    "result": Text(zh="登记验收结果。", en="Enter the result."),
    "withdraw": Text(zh="撤回一个场景。", en="Withdraw a scenario."),
    "match": Text(
        zh="供需匹配：需求与供给方表（csv、xlsx）。",
        en="Match demands with a table of suppliers (csv, xlsx).",
    ),
    "cases": Text(
        zh="案例库：已验收且留下材料的场景。", en="The case library: accepted results with materials."
    ),
    "export": Text(
        zh="导出清单、经过和案例（csv、json）。", en="Export list, history and cases (csv, json)."
    ),
}
_NUMBER = Text(zh="编号", en="CALL")
_DATE = Text(zh="日期", en="DATE")
_PAIR = Text(zh="名称=数", en="NAME=NUMBER")
_PROOF = Text(zh="序号=证明", en="NUMBER=PROOF")
_TEXT = Text(zh="文字", en="TEXT")
_ON = Text(zh="日期，如 2026-03-01；默认今天。", en="The day, such as 2026-03-01; default today.")
_UNTIL = Text(zh="截止日期。", en="Last day for applications.")
_CRITERION = Text(
    zh="评审准则和权重，如 技术方案=40；可重复。",
    en="Criterion with weight, such as quality=40; may be repeated.",
)
_NAME = Text(zh="申报单位。", en="The applicant.")
_NAMES = Text(
    zh="选定的单位，可重复；不给即流标。", en="Whom to select; may be repeated; none means the call failed."
)
_MEETS = Text(
    zh="满足第几项条件及其证明，如 1=系统运行报告；可重复。",
    en="A condition met with its proof, such as 1=report; may be repeated.",
)
_OFFER = Text(zh="方案摘要。", en="The offer in short.")
_JUDGE = Text(zh="评委。", en="The judge.")
_SCORE = Text(
    zh="某项准则的得分（0 至 100），如 技术方案=85；可重复。",
    en="Score of a criterion, 0 to 100, such as quality=85.",
)
_REASON = Text(zh="理由。", en="The reason.")
_ACCEPTED = Text(zh="是否通过验收。", en="Whether it was accepted.")
_FACTS = Text(zh="结果：做成了什么，用数字说明。", en="What was achieved, in figures.")
_SOURCE = Text(zh="结果的来源，如验收报告。", en="Where that is written, such as a report.")
_MATERIAL = Text(zh="留给他人复用的材料，可重复。", en="Material for others to reuse; may be repeated.")
_YEAR = Text(zh="只列这一年的。", en="Only those of this year.")
_YEAR_PLACE = Text(zh="年份", en="YEAR")
_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_STATE = Text(zh="{number} {name}：{state}", en="{number} {name}: {state}")
_EMPTY = Text(zh="还没有列入任何场景。", en="No scenario is listed yet.")
_NO_CASES = Text(zh="案例库还是空的。", en="The case library is empty.")
_NO_MATCH = Text(zh="没有可匹配的供给方。", en="No supplier fits.")
_WRITTEN = Text(zh="已写出：{path}", en="Written: {path}")
_BAD_PAIR = Text(zh="“{value}”应写成 {form}", en="'{value}' should be written {form}")
_BAD_DATE = Text(zh="“{value}”不是日期，应如 2026-03-01", en="'{value}' is no date such as 2026-03-01")
_CONDITIONS = Text(zh="条件：{text}", en="Conditions: {text}")
_NEED = Text(zh="需求：{unit}——{need}", en="Demand: {unit}: {need}")
_CRITERIA = Text(zh="准则：{text}", en="Criteria: {text}")
_RESULT = Text(zh="结果：{facts}（{source}）", en="Result: {facts} ({source})")
_HEADS = {
    "list": (
        Text(zh="编号", en="call"),
        Text(zh="方式", en="manner"),
        Text(zh="名称", en="name"),
        Text(zh="需求单位", en="demander"),
        Text(zh="状态", en="state"),
        Text(zh="申报", en="applied"),
        Text(zh="选定", en="selected"),
    ),
    "standing": (
        Text(zh="申报单位", en="applicant"),
        Text(zh="得分", en="total"),
        Text(zh="条件", en="conditions"),
    ),
    "event": (
        Text(zh="序号", en="no"),
        Text(zh="日期", en="day"),
        Text(zh="经过", en="what"),
        Text(zh="对象", en="whom"),
        Text(zh="登记人", en="entered by"),
        Text(zh="登记时间（UTC）", en="entered at (UTC)"),
    ),
    "match": (
        Text(zh="需求", en="demand"),
        Text(zh="供给方", en="supplier"),
        Text(zh="匹配", en="fit"),
        Text(zh="理由", en="reasons"),
    ),
    "case": (
        Text(zh="场景", en="scenario"),
        Text(zh="名称", en="name"),
        Text(zh="需求单位", en="demander"),
        Text(zh="实施单位", en="by"),
        Text(zh="结果", en="facts"),
        Text(zh="来源", en="source"),
        Text(zh="材料", en="materials"),
        Text(zh="日期", en="day"),
    ),
}


def group(language: Language) -> Group:
    """Return the group with its help in ``language``."""
    made = Group(name="call", language=language, help=_ABOUT.render(language))
    for command in (
        _publish(language),
        _list(language),
        _show(language),
        _open(language),
        _apply(language),
        _close(language),
        _rate(language),
        _select(language),
        _result(language),
        _withdraw(language),
        _match(language),
        _cases(language),
        _export(language),
    ):
        made.add_command(command)
    return made


def _command(
    name: str, language: Language, run: Callable[..., int], params: list[click.Parameter], *, acts: bool
) -> Command:
    own = [*params, store_option(language)]
    if acts:
        own.append(actor_option(language))
    return Command(name=name, language=language, help=_HELP[name].render(language), callback=run, params=own)


def _step(
    name: str,
    kind: str,
    language: Language,
    options: list[click.Parameter],
    fields: Callable[..., dict[str, Any]],
) -> Command:
    """Return a command that records one event of one call."""

    def run(number: str, on: str | None, store: str | None, actor: str | None, **given: Any) -> int:
        from liance.workbench.calls import act
        from liance.workbench.store import actor_name, open_store

        made = {"on": _day(on, language), **fields(**given)}
        open_store(store)
        _say(number, act(number, kind, actor_name(actor), **made), language)
        return OK

    return _command(
        name, language, run, [_number_argument(language), *options, _on_option(language)], acts=True
    )


def _say(number: str, call: Call, language: Language) -> None:
    from liance.workbench.calls import call_screen_row

    state = call_screen_row(number, call, language)[4]
    click.echo(_STATE.render(language, number=number, name=call.demand.name, state=state))


def _day(value: str | None, language: Language) -> date:
    from liance.workbench.store import now

    if value is None:
        return now().date()
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise click.UsageError(_BAD_DATE.render(language, value=value)) from error


def _pairs(values: tuple[str, ...], form: Text, language: Language, *, number: bool) -> dict[str, Any]:
    """Read NAME=NUMBER (or NUMBER=TEXT) pairs."""
    found: dict[str, Any] = {}
    for value in values:
        name, sign, rest = value.partition("=")
        name, rest = name.strip(), rest.strip()
        checked = rest if number else name
        if not (sign and name and rest and checked.isdecimal() and len(checked) < 7):
            raise click.UsageError(_BAD_PAIR.render(language, value=value, form=form.render(language)))
        found[name] = int(rest) if number else rest
    return found


def _number_argument(language: Language) -> click.Argument:
    return click.Argument(["number"], metavar=_NUMBER.render(language))


def _on_option(language: Language) -> Option:
    return Option(["--on"], metavar=_DATE.render(language), help=_ON.render(language))


def _json_option(language: Language) -> Option:
    return Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language))


def _name_option(language: Language) -> Option:
    return Option(
        ["--name"], required=True, metavar=METAVARS["NAME"].render(language), help=_NAME.render(language)
    )


def _publish(language: Language) -> Command:
    def run(worksheet: str, on: str | None, store: str | None, actor: str | None) -> int:
        from liance.workbench.calls import publish
        from liance.workbench.store import actor_name, open_store

        day = _day(on, language)
        open_store(store)
        made, findings = publish(Path(worksheet), day, actor_name(actor))
        for number, call in made.items():
            _say(number, call, language)
        show_findings(findings, language, notes=True)
        return NOT_ALL_DONE if any(finding.severity.value == "error" for finding in findings) else OK

    params: list[click.Parameter] = [
        click.Argument(
            ["worksheet"], type=click.Path(path_type=str), metavar=METAVARS["FILE"].render(language)
        ),
        _on_option(language),
    ]
    return _command("publish", language, run, params, acts=True)


def _list(language: Language) -> Command:
    def run(year: int | None, store: str | None, as_json: bool) -> int:
        from liance.workbench.calls import call_screen_row, calls_data, kept_calls
        from liance.workbench.store import open_store

        open_store(store)
        calls = kept_calls(year)
        if as_json:
            emit_json(calls_data(calls, language))
        elif not calls:
            click.echo(_EMPTY.render(language))
        else:
            _table(
                "list", [call_screen_row(number, call, language) for number, call in calls.items()], language
            )
        return OK

    params: list[click.Parameter] = [
        Option(["--year"], type=int, metavar=_YEAR_PLACE.render(language), help=_YEAR.render(language)),
        _json_option(language),
    ]
    return _command("list", language, run, params, acts=False)


def _show(language: Language) -> Command:
    def run(number: str, store: str | None, as_json: bool) -> int:
        from liance.workbench.calls import call_data, event_rows, one_call, standing_rows
        from liance.workbench.store import open_store

        open_store(store)
        call = one_call(number)
        if as_json:
            emit_json(call_data(number, call, language))
            return OK
        _say(number, call, language)
        click.echo(_NEED.render(language, unit=call.demand.unit, need=call.demand.need))
        if call.demand.conditions:
            numbered = "；".join(f"{place}. {text}" for place, text in enumerate(call.demand.conditions, 1))
            click.echo(_CONDITIONS.render(language, text=numbered))
        if call.criteria:
            text = "、".join(f"{name} {weight}" for name, weight in call.criteria.items())
            click.echo(_CRITERIA.render(language, text=text))
        if call.result is not None:
            click.echo(_RESULT.render(language, facts=call.result.facts, source=call.result.source))
        if call.applicants:
            _table("standing", standing_rows(call, language), language)
        _table("event", event_rows(number, language), language)
        return OK

    return _command("show", language, run, [_number_argument(language), _json_option(language)], acts=False)


def _open(language: Language) -> Command:
    def fields(until: str, criterion: tuple[str, ...]) -> dict[str, Any]:
        return {"until": _day(until, language), "criteria": _pairs(criterion, _PAIR, language, number=True)}

    options: list[click.Parameter] = [
        Option(["--until"], required=True, metavar=_DATE.render(language), help=_UNTIL.render(language)),
        Option(
            ["--criterion"], multiple=True, metavar=_PAIR.render(language), help=_CRITERION.render(language)
        ),
    ]
    return _step("open", "opened", language, options, fields)


def _apply(language: Language) -> Command:
    def fields(name: str, meets: tuple[str, ...], offer: str) -> dict[str, Any]:
        proofs = _pairs(meets, _PROOF, language, number=False)
        return {"name": name, "meets": {int(key): proof for key, proof in proofs.items()}, "offer": offer}

    options: list[click.Parameter] = [
        _name_option(language),
        Option(["--meets"], multiple=True, metavar=_PROOF.render(language), help=_MEETS.render(language)),
        Option(["--offer"], default="", metavar=_TEXT.render(language), help=_OFFER.render(language)),
    ]
    return _step("apply", "applied", language, options, fields)


def _close(language: Language) -> Command:
    return _step("close", "closed", language, [], dict)


def _rate(language: Language) -> Command:
    def fields(name: str, judge: str, score: tuple[str, ...]) -> dict[str, Any]:
        return {"name": name, "judge": judge, "scores": _pairs(score, _PAIR, language, number=True)}

    options: list[click.Parameter] = [
        _name_option(language),
        Option(
            ["--judge"],
            required=True,
            metavar=METAVARS["NAME"].render(language),
            help=_JUDGE.render(language),
        ),
        Option(
            ["--score"],
            multiple=True,
            required=True,
            metavar=_PAIR.render(language),
            help=_SCORE.render(language),
        ),
    ]
    return _step("rate", "rated", language, options, fields)


def _select(language: Language) -> Command:
    def fields(name: tuple[str, ...], reason: str) -> dict[str, Any]:
        return {"names": name, "reason": reason}

    options: list[click.Parameter] = [
        Option(
            ["--name"], multiple=True, metavar=METAVARS["NAME"].render(language), help=_NAMES.render(language)
        ),
        Option(["--reason"], default="", metavar=_TEXT.render(language), help=_REASON.render(language)),
    ]
    return _step("select", "selected", language, options, fields)


def _result(language: Language) -> Command:
    def fields(accepted: bool, facts: str, source: str, material: tuple[str, ...]) -> dict[str, Any]:
        return {"accepted": accepted, "facts": facts, "source": source, "materials": material}

    text = _TEXT.render(language)
    options: list[click.Parameter] = [
        Option(["--accepted/--refused"], default=True, help=_ACCEPTED.render(language)),
        Option(["--facts"], required=True, metavar=text, help=_FACTS.render(language)),
        Option(["--source"], required=True, metavar=text, help=_SOURCE.render(language)),
        Option(["--material"], multiple=True, metavar=text, help=_MATERIAL.render(language)),
    ]
    return _step("result", "resulted", language, options, fields)


def _withdraw(language: Language) -> Command:
    def fields(reason: str) -> dict[str, Any]:
        return {"reason": reason}

    options: list[click.Parameter] = [
        Option(["--reason"], required=True, metavar=_TEXT.render(language), help=_REASON.render(language))
    ]
    return _step("withdraw", "withdrawn", language, options, fields)


def _match(language: Language) -> Command:
    def run(suppliers: str, store: str | None, as_json: bool) -> int:
        from liance.workbench.calls import find_matches, match_data, match_row
        from liance.workbench.store import open_store

        open_store(store)
        found, findings = find_matches(Path(suppliers))
        if as_json:
            emit_json(match_data(found, language))
        elif not found:
            click.echo(_NO_MATCH.render(language))
        else:
            _table("match", [match_row(one, language) for one in found], language)
        show_findings(findings, language)
        return OK

    params: list[click.Parameter] = [
        click.Argument(
            ["suppliers"], type=click.Path(path_type=str), metavar=METAVARS["FILE"].render(language)
        ),
        _json_option(language),
    ]
    return _command("match", language, run, params, acts=False)


def _cases(language: Language) -> Command:
    def run(store: str | None, as_json: bool) -> int:
        from liance.workbench.calls import case_rows
        from liance.workbench.store import open_store

        open_store(store)
        rows = case_rows()
        if as_json:
            names = ("scenario", "name", "unit", "by", "facts", "source", "materials", "on")
            emit_json([dict(zip(names, row, strict=True)) for row in rows])
        elif not rows:
            click.echo(_NO_CASES.render(language))
        else:
            _table("case", rows, language)
        return OK

    return _command("cases", language, run, [_json_option(language)], acts=False)


def _export(language: Language) -> Command:
    def run(out: str, store: str | None) -> int:
        from liance.workbench.calls import export
        from liance.workbench.store import open_store

        open_store(store)
        for path in export(Path(out), language):
            click.echo(_WRITTEN.render(language, path=path.name))
        return OK

    params: list[click.Parameter] = [
        click.Argument(["out"], type=click.Path(path_type=str), metavar=METAVARS["FOLDER"].render(language))
    ]
    return _command("export", language, run, params, acts=False)


def _table(name: str, rows: list[tuple[str, ...]], language: Language) -> None:
    from liance.cli.screens import print_table

    print_table(output_console(100), [head.render(language) for head in _HEADS[name]], rows)
