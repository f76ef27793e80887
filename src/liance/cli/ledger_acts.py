"""``liance ledger``: what members do — submit, manage members, vote, anchor, ask."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json
from liance.cli.grammar import METAVARS, Option
from liance.cli.ledger_base import (
    argument,
    folder_argument,
    json_line,
    json_option,
    key_options,
    make,
    passphrase_from,
    passphrase_option,
    path_argument,
    path_option,
    say_written,
    show_done,
    show_facts,
    show_table,
)
from liance.core import limits
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.ledger.acting import EntryLine

_PUT = Text(
    zh="登记一条记录（本组织名下，修订号自动接续）。",
    en="Put a record of one's organisation; its revision follows by itself.",
)
_SUBMIT = Text(
    zh="提交操作：种类与内容（JSON），或已签好的操作文件（--signed）。等到落盘才返回。",
    en="Submit an operation: kind and content (JSON), or operation files signed before (--signed). Returns once it is durable.",
)
_SIGN = Text(
    zh="离线签好一个操作，写入文件，交运营方用 submit --signed 提交。",
    en="Sign an operation offline into a file, for the operator to submit with submit --signed.",
)
_ADD = Text(
    zh="登记本组织的部门、角色或密钥；新组织的密钥则提出吸收提案。",
    en="Add a department, role or key of one's organisation; for a key of a new organisation, propose its admission.",
)
_SUSPEND = Text(zh="停用成员（组织则提出提案）。", en="Suspend a member (for an organisation: propose it).")
_RESUME = Text(zh="恢复成员（组织则提出提案）。", en="Resume a member (for an organisation: propose it).")
_RETIRE = Text(
    zh="注销成员，不可恢复（组织则提出提案）。",
    en="Retire a member for good (for an organisation: propose it).",
)
_ROTATE = Text(
    zh="更换自己的密钥：旧密钥签这一次，此后只认新密钥。",
    en="Replace one's key: the old key signs this, afterwards only the new one counts.",
)
_PROPOSE = Text(
    zh="提出提案：动作与参数（JSON），如 organisation.weigh、rule.set、engine.set。",
    en="Propose an action with its arguments (JSON), such as organisation.weigh, rule.set, engine.set.",
)
_VOTE = Text(zh="对提案表决。", en="Vote on a proposal.")
_ENACT = Text(zh="使已通过的提案生效。", en="Put a carried proposal into force.")
_MEMBERS = Text(zh="列出成员与提案。", en="List members and proposals.")
_QUERY = Text(
    zh="查询：状态键（末尾 * 表示前缀），或按事件、高度、操作编号查条目。",
    en="Ask: a state key (* at the end for a prefix), or entries by event, height or operation id.",
)
_ANCHOR = Text(
    zh="锚定文件：把规划文本、封存的评分包或发布的评分卡的摘要记入账本（原文不入账）。",
    en="Anchor a file: put the digest of a plan version, a sealed rating packet or a published scorecard on the ledger.",
)

_KIND = Text(zh="种类", en="KIND")
_PAYLOAD = Text(zh="内容", en="CONTENT")
_RECORD = Text(zh="记录名", en="RECORD")
_PATH = Text(zh="成员路径", en="MEMBER")
_NAME = Text(zh="名称", en="NAME")
_ACTION = Text(zh="动作", en="ACTION")
_ARGUMENTS = Text(zh="参数", en="ARGUMENTS")
_PROPOSAL = Text(zh="提案编号", en="PROPOSAL")
_STATE_KEY = Text(zh="状态键", en="STATE-KEY")
_YES = Text(zh="yes|no", en="yes|no")
_SIGNED = Text(zh="已签好的操作文件；可重复。", en="A file with a signed operation; may be repeated.")
_EXPIRES = Text(
    zh="账本时间（毫秒）超过此值则作废，0 为不作废。",
    en="Ledger time in milliseconds after which it is void; 0 for never.",
)
_POWERS = Text(
    zh="角色的权力：submit、manage、govern；可重复。",
    en="Power of a role: submit, manage, govern; may be repeated.",
)
_NEW_KEY = Text(zh="新密钥的密钥文件。", en="Key file of the new key.")
_NEW_PASSPHRASE = Text(
    zh="新密钥的口令文件；默认与 --key 同一口令。",
    en="File with the new key's passphrase; by default that of --key.",
)
_WEIGHT = Text(zh="新组织的表决权重。", en="Voting weight of the new organisation.")
_LEDGER_ID = Text(zh="账本编号。", en="Id of the ledger.")
_AS = Text(zh="自己的成员路径。", en="One's own member path.")
_SEQUENCE = Text(zh="自己的操作序号，从 1 起不间断。", en="Number of one's operation, from 1 without gaps.")
_OUT = Text(zh="写入此文件。", en="Write into this file.")
_EVENT = Text(zh="事件，如 record.put.record=catalogue。", en="Event, such as record.put.record=catalogue.")
_HEIGHT = Text(zh="高度。", en="Height.")
_OPERATION = Text(zh="操作编号。", en="Operation id.")
_ANCHOR_KIND = Text(
    zh="plan 规划、packet 评分包、scorecard 评分卡、evidence 落实佐证。",
    en="plan, packet, scorecard or evidence.",
)
_KIND_OR_FILES = Text(
    zh="请给出“种类 内容”与 --key，或只给 --signed 文件",
    en="give KIND and CONTENT with --key, or --signed files alone",
)
_NOT_READ = Text(zh="读不到文件“{name}”", en="cannot read '{name}'")
_ASK_SOMETHING = Text(
    zh="请给出状态键、--event、--height 或 --operation 之一",
    en="give a state key, --event, --height or --operation",
)
_NOTHING = Text(zh="没有找到。", en="Nothing was found.")
_NUMBER = Text(zh="数", en="N")
_DIGEST = Text(zh="文件摘要", en="digest of the file")

_HEADS = {
    "member": (
        Text(zh="成员", en="member"),
        Text(zh="名称", en="name"),
        Text(zh="状态", en="status"),
        Text(zh="权力", en="powers"),
        Text(zh="权重", en="weight"),
    ),
    "proposal": (
        Text(zh="提案", en="proposal"),
        Text(zh="动作", en="action"),
        Text(zh="进展", en="progress"),
        Text(zh="表决", en="votes"),
    ),
}
_STATUS = {
    "active": Text(zh="正常", en="active"),
    "suspended": Text(zh="停用", en="suspended"),
    "retired": Text(zh="注销", en="retired"),
}
_POWER = {
    "submit": Text(zh="登记", en="submit"),
    "manage": Text(zh="管理", en="manage"),
    "govern": Text(zh="表决", en="govern"),
}
_ENACTED = Text(zh="高度 {height} 生效", en="enacted at {height}")
_CARRIED = Text(zh="高度 {height} 通过", en="carried at {height}")
_OPEN = Text(zh="表决至高度 {height}", en="open until {height}")
_ENTRY = {
    "height": Text(zh="高度", en="height"),
    "time": Text(zh="时间", en="time"),
    "author": Text(zh="作者", en="author"),
    "kind": Text(zh="种类", en="kind"),
    "operation": Text(zh="操作编号", en="operation"),
    "payload": Text(zh="内容", en="content"),
}


def commands(language: Language) -> list[click.Command]:
    """Return the commands of this module."""
    return [
        _put(language),
        _submit(language),
        _sign(language),
        _add(language),
        *(
            _status(language, change, about)
            for change, about in (("suspend", _SUSPEND), ("resume", _RESUME), ("retire", _RETIRE))
        ),
        _rotate(language),
        _propose(language),
        _vote(language),
        _enact(language),
        _members(language),
        _query(language),
        _anchor(language),
    ]


def _payload(text: str) -> dict[str, object]:
    """Return the content given as JSON, or from a file after ``@``."""
    from liance.workbench.ledger.acting import parse_payload
    from liance.workbench.ledger.folder import read_bounded

    if text.startswith("@"):
        text = read_bounded(Path(text[1:]), 60_000).decode("utf-8", "replace")
    return parse_payload(text)


def _put(language: Language) -> click.Command:
    def run(
        folder: Path, record: str, value: str, key: Path, passphrase_file: Path | None, as_json: bool
    ) -> int:
        from liance.workbench.ledger.acting import put_record
        from liance.workbench.ledger.keys import open_signer

        content = _payload(value)
        signer = open_signer(key, passphrase_from(passphrase_file, language))
        return show_done(put_record(folder, signer, record, content), language, as_json=as_json)

    params = [
        folder_argument(language),
        argument(language, "record", _RECORD),
        argument(language, "value", _PAYLOAD),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "put", _PUT, run, params)


def _submit(language: Language) -> click.Command:
    def run(
        folder: Path,
        kind: str | None,
        payload: str | None,
        key: Path | None,
        passphrase_file: Path | None,
        expires: int,
        signed: tuple[Path, ...],
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.acting import submit_files, submit_payload
        from liance.workbench.ledger.folder import read_bounded
        from liance.workbench.ledger.keys import open_signer

        if signed:
            if kind or payload or key:
                raise click.UsageError(_KIND_OR_FILES.render(language))
            found = submit_files(folder, [read_bounded(path, 1_000_000) for path in signed])
            codes = [show_done(done, language, as_json=as_json) for done in found]
            return max(codes)
        if not kind or payload is None or key is None:
            raise click.UsageError(_KIND_OR_FILES.render(language))
        content = _payload(payload)
        signer = open_signer(key, passphrase_from(passphrase_file, language))
        return show_done(submit_payload(folder, signer, kind, content, expires), language, as_json=as_json)

    from liance.cli.ledger_base import path_option as option

    params: list[click.Parameter] = [
        folder_argument(language),
        argument(language, "kind", _KIND, required=False),
        argument(language, "payload", _PAYLOAD, required=False),
        option(language, "--key", Text(zh="签名所用的密钥文件。", en="Key file to sign with.")),
        passphrase_option(language),
        _expires(language),
        option(language, "--signed", _SIGNED, multiple=True),
        json_option(language),
    ]
    return make(language, "submit", _SUBMIT, run, params)


def _expires(language: Language) -> Option:
    return Option(
        ["--expires"],
        type=click.IntRange(0),
        default=0,
        metavar=_NUMBER.render(language),
        help=_EXPIRES.render(language),
    )


def _sign(language: Language) -> click.Command:
    def run(
        kind: str,
        payload: str,
        key: Path,
        passphrase_file: Path | None,
        ledger: str,
        member: str,
        sequence: int,
        expires: int,
        out: Path,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.acting import Author, sign
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.output import write_whole_bytes

        content = _payload(payload)
        signer = open_signer(key, passphrase_from(passphrase_file, language))
        operation = sign(Author(ledger, member, sequence), signer, kind, content, expires)
        write_whole_bytes(out, operation.format())
        identity = operation.id(signer.suite)  # type: ignore[arg-type]
        if as_json:
            emit_json({"operation": identity, "bytes": len(operation.format())})
        else:
            show_facts([(_ENTRY["operation"], identity)], language)
            say_written(out, language)
        return OK

    name = METAVARS["NAME"].render(language)
    params: list[click.Parameter] = [
        argument(language, "kind", _KIND),
        argument(language, "payload", _PAYLOAD),
        *key_options(language),
        Option(["--ledger"], required=True, metavar=name, help=_LEDGER_ID.render(language)),
        Option(["--as", "member"], required=True, metavar=_PATH.render(language), help=_AS.render(language)),
        Option(
            ["--sequence"],
            type=click.IntRange(1),
            required=True,
            metavar=_NUMBER.render(language),
            help=_SEQUENCE.render(language),
        ),
        _expires(language),
        path_option(language, "--out", _OUT, required=True),
        json_option(language),
    ]
    return make(language, "sign", _SIGN, run, params)


def _add(language: Language) -> click.Command:
    def run(
        folder: Path,
        path: str,
        name: str,
        power: tuple[str, ...],
        new_key: Path | None,
        new_passphrase_file: Path | None,
        weight: int,
        key: Path,
        passphrase_file: Path | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.acting import add_member
        from liance.workbench.ledger.keys import open_signer

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        new_signer = None
        if new_key is not None:
            new_signer = open_signer(
                new_key, passphrase_from(new_passphrase_file or passphrase_file, language)
            )
        done = add_member(folder, signer, path, name, powers=power, new_signer=new_signer, weight=weight)
        return show_done(done, language, as_json=as_json)

    params: list[click.Parameter] = [
        folder_argument(language),
        argument(language, "path", _PATH),
        argument(language, "name", _NAME),
        Option(
            ["--power"],
            multiple=True,
            type=click.Choice(["submit", "manage", "govern"]),
            metavar="submit|manage|govern",
            help=_POWERS.render(language),
        ),
        path_option(language, "--new-key", _NEW_KEY),
        path_option(language, "--new-passphrase-file", _NEW_PASSPHRASE),
        Option(
            ["--weight"],
            type=click.IntRange(0),
            default=1,
            metavar=_NUMBER.render(language),
            help=_WEIGHT.render(language),
        ),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "add", _ADD, run, params)


def _status(language: Language, change: str, about: Text) -> click.Command:
    def run(folder: Path, path: str, key: Path, passphrase_file: Path | None, as_json: bool) -> int:
        from liance.workbench.ledger.acting import change_member
        from liance.workbench.ledger.keys import open_signer

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        return show_done(change_member(folder, signer, change, path), language, as_json=as_json)

    params = [
        folder_argument(language),
        argument(language, "path", _PATH),
        *key_options(language),
        json_option(language),
    ]
    return make(language, change, about, run, params)


def _rotate(language: Language) -> click.Command:
    def run(
        folder: Path,
        new_key: Path,
        new_passphrase_file: Path | None,
        key: Path,
        passphrase_file: Path | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.acting import rotate_key
        from liance.workbench.ledger.keys import open_signer

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        new_signer = open_signer(new_key, passphrase_from(new_passphrase_file or passphrase_file, language))
        return show_done(rotate_key(folder, signer, new_signer), language, as_json=as_json)

    params = [
        folder_argument(language),
        path_option(language, "--new-key", _NEW_KEY, required=True),
        path_option(language, "--new-passphrase-file", _NEW_PASSPHRASE),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "rotate", _ROTATE, run, params)


def _propose(language: Language) -> click.Command:
    def run(
        folder: Path, action: str, arguments: str, key: Path, passphrase_file: Path | None, as_json: bool
    ) -> int:
        from liance.workbench.ledger.acting import submit_payload
        from liance.workbench.ledger.keys import open_signer

        content = {"action": action, "arguments": _payload(arguments)}
        signer = open_signer(key, passphrase_from(passphrase_file, language))
        done = submit_payload(folder, signer, "governance.propose", content)
        return show_done(done, language, as_json=as_json)

    params = [
        folder_argument(language),
        argument(language, "action", _ACTION),
        argument(language, "arguments", _ARGUMENTS),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "propose", _PROPOSE, run, params)


def _vote(language: Language) -> click.Command:
    def run(
        folder: Path, proposal: str, answer: str, key: Path, passphrase_file: Path | None, as_json: bool
    ) -> int:
        from liance.workbench.ledger.acting import vote
        from liance.workbench.ledger.keys import open_signer

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        return show_done(vote(folder, signer, proposal, answer == "yes"), language, as_json=as_json)

    params = [
        folder_argument(language),
        argument(language, "proposal", _PROPOSAL),
        argument(language, "answer", _YES, type=click.Choice(["yes", "no"])),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "vote", _VOTE, run, params)


def _enact(language: Language) -> click.Command:
    def run(folder: Path, proposal: str, key: Path, passphrase_file: Path | None, as_json: bool) -> int:
        from liance.workbench.ledger.acting import enact
        from liance.workbench.ledger.keys import open_signer

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        return show_done(enact(folder, signer, proposal), language, as_json=as_json)

    params = [
        folder_argument(language),
        argument(language, "proposal", _PROPOSAL),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "enact", _ENACT, run, params)


def _members(language: Language) -> click.Command:
    def run(folder: Path, as_json: bool) -> int:
        from liance.workbench.ledger.acting import membership

        found = membership(folder)
        if as_json:
            emit_json(found.as_data())
            return OK
        joiner = "、" if language is Language.ZH else ", "
        show_table(
            _HEADS["member"],
            [
                (
                    one.path,
                    one.name,
                    _STATUS[one.status].render(language),
                    joiner.join(_POWER[power].render(language) for power in one.powers),
                    "" if one.weight is None else str(one.weight),
                )
                for one in found.members
            ],
            language,
        )
        if found.proposals:
            click.echo()
            rows = []
            for proposal in found.proposals:
                progress = _OPEN.render(language, height=proposal.closes)
                if proposal.carried is not None:
                    progress = _CARRIED.render(language, height=proposal.carried)
                if proposal.enacted is not None:
                    progress = _ENACTED.render(language, height=proposal.enacted)
                yes = sum(vote is True for vote in proposal.votes.values())
                short = proposal.id.partition(":")[2][:12]
                rows.append((short, proposal.action, progress, f"{yes}/{len(proposal.votes)}"))
            show_table(_HEADS["proposal"], rows, language)
        return OK

    return make(language, "members", _MEMBERS, run, [folder_argument(language), json_option(language)])


def _query(language: Language) -> click.Command:
    def run(
        folder: Path,
        key: str | None,
        event: str | None,
        height: int | None,
        operation: str | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.acting import query

        if key is None and event is None and height is None and operation is None:
            raise click.UsageError(_ASK_SOMETHING.render(language))
        answer = query(folder, key=key, event=event, height=height, operation=operation)
        if as_json:
            emit_json(answer.as_data())
        elif answer.is_empty:
            click.echo(_NOTHING.render(language), err=True)
        else:
            for name, value in answer.values.items():
                click.echo(f"{name} {json.dumps(value, ensure_ascii=False)}")
            for place, line in enumerate(answer.entries):
                if place or answer.values:
                    click.echo()
                _show_entry(line, language)
        return NOT_ALL_DONE if answer.is_empty else OK

    name = METAVARS["NAME"].render(language)
    number = _NUMBER.render(language)
    params: list[click.Parameter] = [
        folder_argument(language),
        argument(language, "key", _STATE_KEY, required=False),
        Option(["--event"], metavar=name, help=_EVENT.render(language)),
        Option(
            ["--height"],
            type=click.IntRange(0, limits.MAX_EXACT_INTEGER),
            metavar=number,
            help=_HEIGHT.render(language),
        ),
        Option(["--operation"], metavar=name, help=_OPERATION.render(language)),
        json_option(language),
    ]
    return make(language, "query", _QUERY, run, params)


def _show_entry(line: EntryLine, language: Language) -> None:
    from liance.workbench.ledger.proving import utc_text

    facts: list[tuple[Text, object]] = [
        (_ENTRY["height"], line.height),
        (_ENTRY["time"], utc_text(line.time)),
        (_ENTRY["author"], line.author),
        (_ENTRY["kind"], line.kind),
        (_ENTRY["operation"], line.operation),
        (_ENTRY["payload"], json_line(line.payload)),
    ]
    show_facts(facts, language)


def _anchor(language: Language) -> click.Command:
    def run(
        folder: Path, file: Path, kind: str, key: Path, passphrase_file: Path | None, as_json: bool
    ) -> int:
        from liance.workbench.ledger.anchors import AnchorKind, anchor_file
        from liance.workbench.ledger.keys import open_signer

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        digest, done = anchor_file(folder, signer, file, AnchorKind(kind))
        if as_json:
            emit_json({"digest": digest, **done.as_data(language)})
            return OK if done.is_accepted else NOT_ALL_DONE
        if done.is_accepted:
            show_facts([(_DIGEST, digest)], language)
        return show_done(done, language, as_json=False)

    params: list[click.Parameter] = [
        folder_argument(language),
        path_argument(language, "file", METAVARS["FILE"]),
        Option(
            ["--kind"],
            type=click.Choice(["plan", "packet", "scorecard", "evidence"]),
            default="plan",
            metavar="plan|packet|scorecard",
            help=_ANCHOR_KIND.render(language),
        ),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "anchor", _ANCHOR, run, params)
