"""``liance scenario``: the chains that plans promise, run on the ledger."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli import scenario_directory, scenario_evidence, scenario_private, scenario_release
from liance.cli.base import NOT_ALL_DONE, OK, emit_json, plain
from liance.cli.grammar import METAVARS, Group, Option
from liance.cli.ledger_base import (
    argument,
    folder_argument,
    json_option,
    key_options,
    make,
    passphrase_from,
    passphrase_option,
    path_option,
    say_written,
    show_done,
    show_facts,
    show_table,
)
from liance.cli.options import library_of, packs_option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.scenarios.acting import Trace, TraceLine
    from liance.workbench.scenarios.listing import Bilingual, Charter
    from liance.workbench.scenarios.rehearsing import Ending, Passage

_ABOUT = Text(
    zh="场景：把规划里的应用（目录链、数据共享、存证……）作为数据包在账本上运行。",
    en="Scenarios: run what plans promise (directory chain, data sharing, evidence ...) as packs on the ledger.",
)
_LIST = Text(zh="列出自带与自备的场景。", en="List the scenarios that are there.")
_SHOW = Text(
    zh="显示场景的章程：角色、记录与生命周期。", en="Show a charter: roles, records and life cycles."
)
_PLAY = Text(
    zh="按剧本排演一个场景：建账本、表决安装、逐步执行（含故意的错误），与预期逐条核对。",
    en="Rehearse a scenario by its script: found a ledger, vote the charter in, take every step (mistakes too), "
    "and hold it against what is expected.",
)
_INSTALL = Text(
    zh="在账本上安装场景：提出下一项所需的提案（引擎、历年工作日、章程），表决生效后再运行一次。",
    en="Install a scenario on a ledger: propose the next thing it lacks (engine, calendars, charter); run it again once that is enacted.",
)
_SUBMIT = Text(zh="在场景中采取一个行动。", en="Take an action in a scenario.")
_PRIVATE = Text(
    zh="私密字段所在的 JSON 文件：密封后存于账本之外，账本上只有摘要。",
    en="JSON file of private fields: sealed off the ledger, only digests stand on it.",
)
_READER = Text(
    zh="密封时即给密钥的成员（密钥路径），记入账本；可重复，默认只有本人。",
    en="A member (path of a key) that gets the key at once, as the ledger tells; repeatable; only oneself by default.",
)
_COUNTED = Text(
    zh="场景为规划指标计数（如“运行中的示范应用”），可写成凭账本重算的证明文件，供 liance delivery observe --evidence 使用。",
    en="Count what scenarios do for plan indicators (such as live demonstrations); statements that the ledger "
    "proves can be written for liance delivery observe --evidence.",
)
_QUERY = Text(
    zh="查询场景：各类记录的数目与逾期；一条记录；或某对象、某授权、某部门的全部痕迹。",
    en="Ask a scenario: counts and what is overdue; one record; or the whole trace of a subject, a grant, a department.",
)
_NAME = Text(zh="场景", en="SCENARIO")
_ACTION = Text(zh="行动", en="ACTION")
_RECORD = Text(zh="记录名", en="RECORD")
_FIELDS = Text(zh="[字段]", en="[FIELDS]")
_KIND_RECORD = Text(zh="[种类/记录名]", en="[KIND/RECORD]")
_LEDGER = Text(
    zh="把账本留在此文件夹（之后可用 liance ledger 证明、核验、审计）；默认用后即删。",
    en="Keep the ledger in this folder (to prove, verify and audit with liance ledger); by default it is dropped.",
)
_KEYS = Text(
    zh="把每个角色的密钥文件写入此文件夹（与 --ledger 同用，之后可继续操作）。",
    en="Write every role's key file into this folder (with --ledger, to go on acting afterwards).",
)
_KEYS_NEED_LEDGER = Text(zh="--keys 须与 --ledger 同用", en="--keys goes with --ledger")
_SUITE = Text(zh="密码套件：guomi（国密）或 intl。", en="Crypto suite: guomi or intl.")
_ENTRIES = Text(zh="把剧本放大到约这么多条。", en="Enlarge the script to about so many operations.")
_YEAR = Text(zh="从哪一年的工作日历装起；默认今年。", en="First year of calendars; default this year.")
_SUBJECT = Text(zh="谁看过这个对象：按字段 subject。", en="Who saw this subject: by the field subject.")
_GRANT = Text(zh="某授权之下的全部访问。", en="All accesses under a grant.")
_ORGANISATION = Text(zh="某部门的全部行动。", en="All actions of an organisation.")
_BY = Text(
    zh="按其他索引查：属性=值，如 field.catalogue=drc/basic。",
    en="By another index: attribute=value, such as field.catalogue=drc/basic.",
)
_LIMIT = Text(zh="最多列出几条。", en="How many to list at most.")
_AFTER = Text(
    zh="从这一高度之后列起（接着看下一页）。", en="List what stands behind this height (the next page)."
)
_AT = Text(zh="截至哪一天（2026-03-31）；默认今天。", en="As of which day (2026-03-31); default today.")
_OUT_FOLDER = Text(zh="把证明文件写入此文件夹。", en="Write the statements into this folder.")
_DAY_SHAPE = Text(zh="日期应写作 2026-03-31", en="write a day as 2026-03-31")
_DAY_WORD = Text(zh="日期", en="DAY")
_SCENARIO_OPTION = Text(zh="[场景]", en="[SCENARIO]")
_COUNT = Text(zh="数", en="N")
_EQUALS = Text(zh="属性=值", en="ATTRIBUTE=VALUE")
_NEEDS_EQUALS = Text(zh="--by 应写作 属性=值", en="write --by as attribute=value")
_NEEDS_SLASH = Text(zh="记录应写作 种类/记录名", en="write a record as KIND/RECORD")
_HEAD = Text(
    zh="{title}（{name} {version}），{count} 个组织，密码套件 {suite}",
    en="{title} ({name} {version}), {count} organisations, suite {suite}",
)
_END = Text(
    zh="入账 {accepted} 件（其中拒绝留痕 {kept} 件、逾期 {late} 件），拒绝 {refused} 件；账本高度 {height}。",
    en="{accepted} recorded ({kept} of them kept refusals, {late} late), {refused} refused; ledger height {height}.",
)
_AS_WRITTEN = Text(zh="全部与剧本预期一致。", en="All came as the script expects.")
_NOT_AS_WRITTEN = Text(
    zh="有步骤与剧本预期不符，见“✗”。", en="Some steps differ from what the script expects, see the marks ✗."
)
_KEPT_AT = Text(zh="账本留在 {folder}", en="the ledger is kept in {folder}")
_PROPOSED = Text(
    zh="已提出：{what}。请各成员 liance ledger vote，再 enact；然后再次运行本命令。",
    en="proposed: {what}. Let members vote (liance ledger vote) and enact it, then run this command again.",
)
_WHAT = {
    "engine.set": Text(zh="启用支持场景的引擎", en="the engine that runs scenarios"),
    "calendar.set": Text(zh="一年的工作日历", en="a year's working days"),
    "scenario.install": Text(zh="安装章程", en="the charter"),
}
_PIECES = Text(zh="{count} 件：", en="{count}: ")
_BETWEEN = Text(zh="；", en="; ")
_REFUSED = Text(zh="拒绝（{code}）{why}", en="refused ({code}) {why}")
_KEPT = Text(zh="{state}，留痕（{code}）{why}", en="{state}, kept ({code}) {why}")
_KEPT_ATTEMPT = Text(
    zh="这次尝试被拒绝，已留痕（{code}）：{why}", en="the attempt was refused and kept ({code}): {why}"
)
_LATE = Text(zh="，已逾期", en=", late")
_ROLES = Text(zh="角色", en="Roles")
_HEADS = {
    "kind": Text(zh="记录", en="record"),
    "state": Text(zh="状态", en="state"),
    "count": Text(zh="数目", en="count"),
    "time": Text(zh="时间", en="time"),
    "who": Text(zh="谁", en="who"),
    "action": Text(zh="行动", en="action"),
    "record": Text(zh="记录", en="record"),
    "height": Text(zh="高度", en="height"),
    "scenario": Text(zh="场景", en="scenario"),
    "indicator": Text(zh="指标", en="indicator"),
    "value": Text(zh="计数", en="value"),
    "operations": Text(zh="操作", en="operations"),
    "members": Text(zh="组织", en="members"),
    "heights": Text(zh="依据高度", en="heights"),
}
_OVERDUE = Text(zh="逾期未办：{count} 件", en="overdue: {count}")
_ALL = Text(zh="共 {total} 条，列出 {shown} 条。", en="{total} in all, {shown} listed.")
_MORE_THAN = Text(
    zh="{total} 条以上（数到此为止），列出 {shown} 条。",
    en="more than {total} (counted no further), {shown} listed.",
)
_FOLLOWING = Text(
    zh="接着看：同一命令加 --after {height}", en="to go on: the same command with --after {height}"
)
_FACTS = {
    "state": Text(zh="状态", en="state"),
    "owner": Text(zh="所属组织", en="owner"),
    "author": Text(zh="经办", en="author"),
    "entered": Text(zh="进入时间", en="since"),
    "due": Text(zh="办理期限", en="due"),
    "revision": Text(zh="修订", en="revision"),
}
#: Above so many operations it pays to check signatures in processes of their own.
_MANY = 3_000


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="scenario", language=language, help=_ABOUT.render(language))
    for make_one in (_list, _show, _play, _install, _submit, _query, _count):
        group.add_command(make_one(language))
    for module in (scenario_private, scenario_release, scenario_directory, scenario_evidence):
        for one in module.commands(language):
            group.add_command(one)
    return group


def said(text: Bilingual, language: Language) -> str:
    """Return a bilingual text of a pack in ``language``."""
    return text.zh if language is Language.ZH else text.en


def _list(language: Language) -> click.Command:
    def run(packs: str | None, as_json: bool) -> int:
        from liance.workbench.scenarios.listing import scenarios

        rows = scenarios(library_of(packs))
        if as_json:
            emit_json({"scenarios": [row.as_data() for row in rows]})
            return OK
        for row in rows:
            click.echo(f"{row.name}  {said(row.title, language)}  {row.version}")
            click.echo(f"  {said(row.about, language)}")
        return OK

    return make(language, "list", _LIST, run, [packs_option(language), json_option(language)])


def _show(language: Language) -> click.Command:
    def run(name: str, packs: str | None, as_json: bool) -> int:
        from liance.workbench.scenarios.diagrams import life_cycles
        from liance.workbench.scenarios.listing import charter_data, scenario_charter

        library = library_of(packs)
        charter = scenario_charter(library, name)
        if as_json:
            emit_json(charter_data(library, name))
            return OK
        click.echo(said(charter.about, language))
        click.echo("")
        click.echo(_ROLES.render(language))
        for role, spec in charter.roles.items():
            note = f" — {said(spec.note, language)}" if spec.note else ""
            click.echo(f"  {role}  {said(spec.title, language)}{note}")
        click.echo("")
        for line in life_cycles(charter, language):
            click.echo(line)
        return OK

    return make(
        language,
        "show",
        _SHOW,
        run,
        [
            argument(language, "name", _NAME),
            packs_option(language),
            json_option(language),
        ],
    )


def _play(language: Language) -> click.Command:
    def run(
        name: str,
        packs: str | None,
        ledger: Path | None,
        keys: Path | None,
        passphrase_file: Path | None,
        suite: str,
        entries: int | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.scenarios.rehearsing import rehearse

        if keys is not None and ledger is None:
            raise click.UsageError(_KEYS_NEED_LEDGER.render(language))
        kept = None if keys is None else (keys, passphrase_from(passphrase_file, language, twice=True))

        library = library_of(packs)
        processes = None if entries and entries > _MANY else 0
        with rehearse(
            library, name, ledger, suite=suite, entries=entries, processes=processes, keys=kept
        ) as rehearsal:
            charter, manifest = rehearsal.charter, rehearsal.pack.manifest
            passages = []
            if not as_json:
                click.echo(
                    _HEAD.render(
                        language,
                        title=said(manifest.title, language),
                        name=manifest.id,
                        version=manifest.version,
                        count=rehearsal.organisations,
                        suite=suite,
                    )
                )
            for number, passage in enumerate(rehearsal.passages(), 1):
                if as_json:
                    passages.append(passage.as_data(charter, language))
                else:
                    _show_passage(number, passage, charter, language)
            ending = rehearsal.ending()
        if as_json:
            emit_json({"passages": passages, "ending": ending.as_data()})
        else:
            _show_ending(ending, language)
        if ledger is not None:
            click.echo(_KEPT_AT.render(language, folder=ledger), err=True)
        return OK if ending.is_as_written else NOT_ALL_DONE

    return make(
        language,
        "play",
        _PLAY,
        run,
        [
            argument(language, "name", _NAME),
            path_option(language, "--ledger", _LEDGER),
            path_option(language, "--keys", _KEYS),
            passphrase_option(language),
            Option(
                ["--suite"],
                type=click.Choice(["guomi", "intl"]),
                default="guomi",
                help=_SUITE.render(language),
            ),
            Option(
                ["--entries"],
                type=click.IntRange(1, 2_000_000),
                metavar=_COUNT.render(language),
                help=_ENTRIES.render(language),
            ),
            packs_option(language),
            json_option(language),
        ],
    )


def _show_passage(number: int, passage: Passage, charter: Charter, language: Language) -> None:
    from liance.workbench.scenarios.rehearsing import china_time

    title = said(charter.actions[passage.action].title, language)
    says = said(passage.says, language) if passage.says else title
    mark = "" if passage.is_expected else " ✗"
    click.echo(f"{number:>3}  {china_time(passage.time)}  {says}{mark}")
    click.echo(f"       {passage.role}  {passage.action}  {passage.record}")
    click.echo(f"       → {_BETWEEN.render(language).join(_outcomes(passage, charter, language))}")


def _outcomes(passage: Passage, charter: Charter, language: Language) -> list[str]:
    from liance.workbench.scenarios.rehearsing import reason_text

    states = charter.records[passage.action.split(".")[0]].states
    lines = []
    for outcome in passage.outcomes:
        head = _PIECES.render(language, count=outcome.count) if outcome.count > 1 else ""
        state = said(states[outcome.state].title, language) if outcome.state else ""
        code = outcome.code or outcome.kept
        why = reason_text(charter, code, language) if code else ""
        if outcome.code:
            text = _REFUSED.render(language, code=int(code), why=why)
        elif outcome.kept:
            text = _KEPT.render(language, state=state, code=int(code), why=why)
        else:
            text = state
        lines.append(head + text + (_LATE.render(language) if outcome.late else ""))
    return lines


def _show_ending(ending: Ending, language: Language) -> None:
    click.echo("")
    click.echo(
        _END.render(
            language,
            accepted=ending.accepted,
            kept=ending.kept,
            late=ending.late,
            refused=ending.refused,
            height=ending.height,
        )
    )
    click.echo((_AS_WRITTEN if ending.is_as_written else _NOT_AS_WRITTEN).render(language))


def _install(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        key: Path,
        passphrase_file: Path | None,
        year: int | None,
        packs: str | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.scenarios.acting import propose_installation
        from liance.workbench.scenarios.rehearsing import scenario_pack

        pack = scenario_pack(library_of(packs), name)
        signer = open_signer(key, passphrase_from(passphrase_file, language))
        first = year if year is not None else time.gmtime().tm_year
        action, done = propose_installation(folder, signer, pack, first)
        code = show_done(done, language, as_json=as_json)
        if code == OK and not as_json:
            click.echo(_PROPOSED.render(language, what=_WHAT[action].render(language)))
        return code

    return make(
        language,
        "install",
        _INSTALL,
        run,
        [
            folder_argument(language),
            argument(language, "name", _NAME),
            *key_options(language),
            Option(
                ["--year"],
                type=click.IntRange(1949, 2200),
                metavar=_COUNT.render(language),
                help=_YEAR.render(language),
            ),
            packs_option(language),
            json_option(language),
        ],
    )


def _submit(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        action: str,
        record: str,
        fields: str,
        private: Path | None,
        reader: tuple[str, ...],
        blobs: Path | None,
        key: Path,
        passphrase_file: Path | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.acting import parse_payload
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.scenarios.acting import kept_reason, refusal_text, take_action
        from liance.workbench.scenarios.blobs import store_of
        from liance.workbench.scenarios.private import read_private, submit_private

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        shown = parse_payload(fields)
        if private is None:
            done = take_action(folder, signer, name, action, record, shown)
        else:
            hidden = read_private(private)
            store = store_of(folder, blobs)
            done = submit_private(folder, signer, name, action, record, shown, hidden, store, reader)
        kept = kept_reason(done)
        if done.is_accepted or as_json:
            shown_code = show_done(done, language, as_json=as_json)
            if not kept:
                return shown_code
            if not as_json:
                why = refusal_text(folder, name, kept, language)
                click.echo(_KEPT_ATTEMPT.render(language, code=kept, why=why), err=True)
            return NOT_ALL_DONE
        code = int(done.receipt.code)
        why = refusal_text(folder, name, code, language) or done.message(language)
        click.echo(_REFUSED.render(language, code=code, why=why), err=True)
        return NOT_ALL_DONE

    return make(
        language,
        "submit",
        _SUBMIT,
        run,
        [
            folder_argument(language),
            argument(language, "name", _NAME),
            argument(language, "action", _ACTION),
            argument(language, "record", _RECORD),
            argument(language, "fields", _FIELDS, required=False, default="{}"),
            path_option(language, "--private", _PRIVATE),
            Option(
                ["--reader"],
                multiple=True,
                metavar=METAVARS["NAME"].render(language),
                help=_READER.render(language),
            ),
            scenario_private.blobs_option(language),
            *key_options(language),
            json_option(language),
        ],
    )


def _query(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        record: str | None,
        subject: str | None,
        grant: str | None,
        organisation: str | None,
        by: str | None,
        after: int,
        limit: int,
        as_json: bool,
    ) -> int:
        from liance.workbench.scenarios.acting import trace

        sought = {"field.subject": subject, "field.grant": grant, "organisation": organisation}
        if by is not None:
            attribute, equals, value = by.partition("=")
            if not equals:
                raise click.UsageError(_NEEDS_EQUALS.render(language))
            sought = {attribute: value}
        for attribute, value_sought in sought.items():
            if value_sought is not None:
                found = trace(folder, name, attribute, value_sought, after=after, limit=limit)
                return _show_trace(folder, name, found, language, as_json=as_json)
        if record is not None:
            return _show_record(folder, name, record, language, as_json=as_json)
        return _show_state(folder, name, language, as_json=as_json)

    def text_option(flag: str, about: Text, shown: Text = METAVARS["NAME"]) -> Option:
        return Option([flag], metavar=shown.render(language), help=about.render(language))

    return make(
        language,
        "query",
        _QUERY,
        run,
        [
            folder_argument(language),
            argument(language, "name", _NAME),
            argument(language, "record", _KIND_RECORD, required=False),
            text_option("--subject", _SUBJECT),
            text_option("--grant", _GRANT),
            text_option("--organisation", _ORGANISATION),
            text_option("--by", _BY, _EQUALS),
            Option(
                ["--after"],
                type=click.IntRange(0),
                default=0,
                metavar=_COUNT.render(language),
                help=_AFTER.render(language),
            ),
            Option(
                ["--limit"],
                type=click.IntRange(1, 100_000),
                default=100,
                metavar=_COUNT.render(language),
                help=_LIMIT.render(language),
            ),
            json_option(language),
        ],
    )


def _show_trace(folder: Path, name: str, found: Trace, language: Language, *, as_json: bool) -> int:
    from liance.workbench.scenarios.acting import charter_in_force
    from liance.workbench.scenarios.rehearsing import china_time

    if as_json:
        emit_json(found.as_data())
        return OK
    charter = charter_in_force(folder, name)
    heads = [_HEADS[key] for key in ("height", "time", "who", "action", "record", "state")]
    show_table(
        heads,
        [
            [
                str(line.height),
                china_time(line.time),
                "/".join(line.author.split("/")[1:4]),
                _action_title(charter, line.action, language),
                line.record,
                _came_to(charter, line, language),
            ]
            for line in found.lines
        ],
        language,
    )
    summary = _ALL if found.is_exact else _MORE_THAN
    click.echo(summary.render(language, total=f"{found.total:,}", shown=len(found.lines)))
    if found.following is not None:
        click.echo(_FOLLOWING.render(language, height=found.following))
    return OK


def _action_title(charter: Charter | None, action: str, language: Language) -> str:
    """Return the name of an action; its id where the charter in force no longer has it."""
    known = charter.actions.get(action) if charter is not None else None
    return said(known.title, language) if known is not None else action


def _state_title(charter: Charter | None, kind: str, state: str, language: Language) -> str:
    record = charter.records.get(kind) if charter is not None else None
    known = record.states.get(state) if record is not None else None
    return said(known.title, language) if known is not None else state


def _came_to(charter: Charter | None, line: TraceLine, language: Language) -> str:
    from liance.workbench.scenarios.rehearsing import reason_text

    if line.refused and charter is not None:
        why = reason_text(charter, line.refused, language)
        return _REFUSED.render(language, code=line.refused, why=why)
    return _state_title(charter, line.record.partition("/")[0], line.state, language)


def _show_record(folder: Path, name: str, record: str, language: Language, *, as_json: bool) -> int:
    from liance.workbench.scenarios.acting import charter_in_force, scenario_record
    from liance.workbench.scenarios.rehearsing import china_time

    kind, slash, rest = record.partition("/")
    if not slash:
        raise click.UsageError(_NEEDS_SLASH.render(language))
    found = scenario_record(folder, name, kind, rest)
    if as_json:
        emit_json({"record": record, **found.as_data()})
        return OK
    facts: dict[str, object] = {
        "state": _state_title(charter_in_force(folder, name), kind, found.state, language),
        "owner": found.owner,
        "author": found.author,
        "entered": china_time(found.entered),
        "due": china_time(found.due) if found.due else "—",
        "revision": found.revision,
    }
    show_facts([(_FACTS[key], value) for key, value in facts.items()], language)
    for field, value in sorted(found.fields.items()):
        click.echo(plain(f"{field}  {value}"))
    return OK


def _show_state(folder: Path, name: str, language: Language, *, as_json: bool) -> int:
    from liance.workbench.scenarios.acting import scenario_state

    state = scenario_state(folder, name, time.time_ns() // 1_000_000)
    if as_json:
        emit_json(state.as_data())
        return OK
    charter = state.installed.rules.charter
    show_table(
        [_HEADS[key] for key in ("kind", "state", "count")],
        [
            [
                said(charter.records[kind].title, language),
                said(charter.records[kind].states[where].title, language),
                str(count),
            ]
            for (kind, where), count in sorted(state.counts.items())
        ],
        language,
    )
    if state.overdue:
        click.echo(_OVERDUE.render(language, count=len(state.overdue)))
    return OK


def _count(language: Language) -> click.Command:
    def run(folder: Path, name: str | None, at: str | None, out: Path | None, as_json: bool) -> int:
        from liance.workbench.scenarios.counting import counts, end_of_day, write_statements

        try:
            day = date.fromisoformat(at) if at else datetime.now(tz=UTC).date()
        except ValueError as error:
            raise click.UsageError(_DAY_SHAPE.render(language)) from error
        found = counts(folder, end_of_day(day), name)
        written = write_statements(found, out) if out is not None else ()
        if as_json:
            emit_json(
                {
                    "counts": [json.loads(count.statement()) for count in found],
                    "files": [path.name for path in written],
                }
            )
            return OK
        show_table(
            [_HEADS[key] for key in ("scenario", "indicator", "value", "operations", "members", "heights")],
            [
                [
                    count.scenario,
                    count.indicator,
                    str(count.value),
                    str(count.operations),
                    str(count.members),
                    f"{count.first}—{count.last}" if count.operations else "—",
                ]
                for count in found
            ],
            language,
        )
        for path in written:
            say_written(path, language)
        return OK

    return make(
        language,
        "count",
        _COUNTED,
        run,
        [
            folder_argument(language),
            argument(language, "name", _SCENARIO_OPTION, required=False),
            Option(["--at"], metavar=_DAY_WORD.render(language), help=_AT.render(language)),
            path_option(language, "--out", _OUT_FOLDER),
            json_option(language),
        ],
    )
