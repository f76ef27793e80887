"""``liance ledger``: checkpoints, evidence, audits, replicas — what lets a stranger check."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, show_findings
from liance.cli.grammar import METAVARS, Option
from liance.cli.ledger_base import (
    folder_argument,
    json_line,
    json_option,
    key_options,
    make,
    passphrase_from,
    path_argument,
    path_option,
    say_written,
    show_facts,
)
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.ledger.auditing import Audited
    from liance.workbench.ledger.proving import Verified

_INSPECT = Text(
    zh="账本概况：编号、高度、成员数、检查点。", en="A ledger at a glance: id, height, members, checkpoint."
)
_CHECKPOINT = Text(
    zh="签发检查点，并写出交给见证人的请求文件。",
    en="Sign a checkpoint, and write the request for witnesses.",
)
_COSIGN = Text(
    zh="作为见证人：核对检查点只增不改，然后见证签名。",
    en="As a witness: check that the log only grew, then cosign.",
)
_COLLECT = Text(zh="收存见证人交回的签名。", en="Keep the cosignatures that witnesses handed back.")
_PROVE = Text(
    zh="出具证据文件：证明一个条目在账本中，或某个状态的值（或没有值）。",
    en="Make an evidence file: that an entry is in the ledger, or what the state holds (or does not hold).",
)
_VERIFY = Text(
    zh="离线核验证据文件：只需该文件与信任策略。",
    en="Check an evidence file offline: it and a trust policy are enough.",
)
_AUDIT = Text(
    zh="审计账本文件夹、导出文件夹或快照：逐条重算、重验签名、比对状态根，指出第一处坏字节。",
    en="Audit a ledger folder, an export or a snapshot: every entry hashed, signed and replayed again; names the first bad bytes.",
)
_COMPARE = Text(
    zh="比较两份副本，找出第一个不同的操作。",
    en="Compare two replicas and find the first operation that differs.",
)
_EXPORT = Text(
    zh="导出到最近一个经见证的检查点（C2SP tlog-tiles 文件夹）。",
    en="Export up to the last cosigned checkpoint (a C2SP tlog-tiles folder).",
)
_SNAPSHOT = Text(zh="同样内容写成一个快照文件。", en="Write the same into one snapshot file.")
_RESTORE = Text(
    zh="从快照或导出恢复账本，须通向受信任的检查点。",
    en="Restore a ledger from a snapshot or export; it must lead to a checkpoint that is trusted.",
)
_PAGE = Text(
    zh="写出自带核验程序的单个网页：断网打开即可核验证据文件。",
    en="Write the verifier as one web page: open it with the network off and check evidence files.",
)

_OUT = Text(zh="写入此文件。", en="Write into this file.")
_OUT_FOLDER = Text(zh="写入此文件夹。", en="Write into this folder.")
_POLICY = Text(zh="信任策略文件。", en="Trust policy file.")
_STATE_FILE = Text(
    zh="见证人自己的状态文件（上次见证的检查点）。",
    en="The witness's own state file (its last cosigned checkpoint).",
)
_OLD = Text(
    zh="见证人上次见证的规模；默认取账本所知。",
    en="Size that the witnesses last cosigned; by default as the ledger knows.",
)
_HEIGHT = Text(zh="按高度。", en="By height.")
_OPERATION = Text(zh="按操作编号。", en="By operation id.")
_RECORD = Text(zh="按组织与记录名（取现行修订）。", en="By organisation and record (its present revision).")
_RECORD_SHAPE = Text(zh="组织 记录名", en="ORGANISATION RECORD")
_STATE = Text(zh="按状态键，证明其值或没有值。", en="By state key: its value, or that there is none.")
_AUTHOR = Text(
    zh="作者公钥（密钥文件或“套件:公钥”），一并核验作者签名。",
    en="The author's public key (key file or suite:public-key), to check his signature too.",
)
_SIGNATURES = Text(zh="逐条重验作者签名（较慢）。", en="Check every author's signature again (slower).")
_ONE_OF = Text(
    zh="请给出 --height、--operation、--record、--state 中的一个",
    en="give one of --height, --operation, --record, --state",
)
_NUMBER = Text(zh="数", en="N")
_REQUEST = Text(zh="请求文件", en="REQUEST")
_COSIGNED = Text(zh="见证文件…", en="COSIGNED...")
_WHAT = Text(zh="账本|导出|快照", en="LEDGER|EXPORT|SNAPSHOT")
_ONE = Text(zh="副本一", en="ONE")
_OTHER = Text(zh="副本二", en="OTHER")
_SOURCE = Text(zh="快照|导出", en="SNAPSHOT|EXPORT")

_FACTS = {
    "ledger": Text(zh="账本编号", en="ledger"),
    "suite": Text(zh="密码套件", en="suite"),
    "instance": Text(zh="实例", en="instance"),
    "height": Text(zh="高度", en="height"),
    "time": Text(zh="最后时间", en="last time"),
    "members": Text(zh="组织 / 全部成员", en="organisations / all members"),
    "engine": Text(zh="引擎版本", en="engine version"),
    "proposals": Text(zh="未生效提案", en="proposals not enacted"),
    "trusted": Text(zh="最近见证检查点", en="last cosigned checkpoint"),
    "latest": Text(zh="最近检查点", en="last checkpoint"),
    "bytes": Text(zh="文件大小", en="file size"),
    "origin": Text(zh="账本名", en="origin"),
    "size": Text(zh="规模", en="size"),
    "root": Text(zh="树根", en="root"),
    "state": Text(zh="状态根", en="state root"),
    "witnesses": Text(zh="见证", en="witnesses"),
    "quorum": Text(zh="见证门槛", en="quorum"),
    "what": Text(zh="证明内容", en="proves"),
    "recorded": Text(zh="记录时间", en="recorded"),
    "author": Text(zh="作者", en="author"),
    "kind": Text(zh="种类", en="kind"),
    "payload": Text(zh="内容", en="content"),
    "key": Text(zh="状态键", en="state key"),
    "value": Text(zh="值", en="value"),
    "entries": Text(zh="条目数", en="entries"),
    "signature": Text(zh="作者签名", en="author's signature"),
    "genesis": Text(zh="创世文件", en="genesis document"),
}
_MET = Text(zh="已达到", en="reached")
_NOT_MET = Text(zh="未达到", en="not reached")
_NONE = Text(zh="无", en="none")
_TRUE = Text(zh="核验通过。", en="It holds.")
_FALSE = Text(zh="核验未通过。", en="It does not hold.")
_SOUND = Text(zh="审计通过，没有发现问题。", en="Sound: nothing was found.")
_SOUND_WITH_WARNINGS = Text(zh="审计通过，另有 {count} 处提示。", en="Sound; warnings: {count}.")
_UNSOUND = Text(zh="审计未通过，发现 {count} 处问题。", en="Not sound: {count} findings.")
_SAME = Text(zh="两份副本一致（{size} 条）。", en="The replicas are the same ({size} entries).")
_EXTENDS = Text(
    zh="“{longer}”在“{shorter}”之上续写 {more} 条，其前完全一致。",
    en="'{longer}' extends '{shorter}' by {more} entries; before that they are the same.",
)
_DIFFERS = Text(
    zh="自高度 {height} 起不同（此前 {height} 条一致）：",
    en="They differ from height {height} on ({height} entries are the same):",
)
_FILES = Text(zh="已导出 {count} 个文件。", en="{count} files were exported.")
_RESTORED = Text(
    zh="已恢复到规模 {size} 的检查点，可继续使用。",
    en="Restored to the checkpoint of size {size}; ready for use.",
)
_CHECKED = Text(zh="有效", en="valid")
_UNCHECKED = Text(
    zh="未核验（未给出 --author-key；内容由账本与见证人保证）",
    en="not checked (no --author-key was given; ledger and witnesses vouch for the content)",
)
_COSIGNED_AT = Text(zh="{name}（{time}）", en="{name} ({time})")


def commands(language: Language) -> list[click.Command]:
    """Return the commands of this module."""
    return [
        _inspect(language),
        _checkpoint(language),
        _cosign(language),
        _collect(language),
        _prove(language),
        _verify(language),
        _audit(language),
        _compare(language),
        _export(language),
        _snapshot(language),
        _restore(language),
        _page(language),
    ]


def _joined(words: Iterable[str], language: Language) -> str:
    return ("、" if language is Language.ZH else ", ").join(words) or _NONE.render(language)


def _inspect(language: Language) -> click.Command:
    def run(folder: Path, as_json: bool) -> int:
        from liance.workbench.ledger.auditing import summarise
        from liance.workbench.ledger.proving import utc_text

        found = summarise(folder)
        if as_json:
            emit_json(found.as_data())
            return OK
        members = found.membership.members
        trusted = found.checkpoint
        shown = _NONE.render(language)
        if trusted is not None:
            shown = f"{trusted.checkpoint.size} ({_joined(sorted(trusted.witnesses), language)})"
        facts: list[tuple[Text, object]] = [
            (_FACTS["ledger"], found.ledger),
            (_FACTS["suite"], found.suite),
            (_FACTS["instance"], found.instance),
            (_FACTS["height"], found.height),
            (_FACTS["time"], utc_text(found.time)),
            (_FACTS["members"], f"{sum(one.path.count('/') == 1 for one in members)} / {len(members)}"),
            (_FACTS["engine"], found.membership.engine),
            (_FACTS["proposals"], sum(one.enacted is None for one in found.membership.proposals)),
            (_FACTS["latest"], found.latest or _NONE.render(language)),
            (_FACTS["trusted"], shown),
            (_FACTS["bytes"], f"{found.bytes:,}"),
        ]
        show_facts(facts, language)
        return OK

    return make(language, "inspect", _INSPECT, run, [folder_argument(language), json_option(language)])


def _checkpoint(language: Language) -> click.Command:
    def run(
        folder: Path,
        key: Path,
        passphrase_file: Path | None,
        old: int | None,
        out: Path | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.ledger.proving import make_checkpoint
        from liance.workbench.output import write_whole_bytes

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        made = make_checkpoint(folder, signer, old)
        if out is not None:
            write_whole_bytes(out, made.request)
        if as_json:
            emit_json(made.as_data())
            return OK
        data = made.as_data()
        show_facts([(_FACTS[name], data[name]) for name in ("origin", "size", "root")], language)
        if out is not None:
            say_written(out, language)
        return OK

    params: list[click.Parameter] = [
        folder_argument(language),
        *key_options(language),
        Option(
            ["--old"], type=click.IntRange(0), metavar=_NUMBER.render(language), help=_OLD.render(language)
        ),
        path_option(language, "--out", _OUT),
        json_option(language),
    ]
    return make(language, "checkpoint", _CHECKPOINT, run, params)


def _cosign(language: Language) -> click.Command:
    def run(
        request: Path,
        policy: Path,
        key: Path,
        passphrase_file: Path | None,
        state: Path,
        out: Path,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.ledger.proving import checkpoint_data, cosign
        from liance.workbench.output import write_whole_bytes

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        answer, checkpoint = cosign(request, policy, signer, state)
        write_whole_bytes(out, answer)
        if as_json:
            emit_json(checkpoint_data(checkpoint))
            return OK
        data = checkpoint_data(checkpoint)
        show_facts([(_FACTS[name], data[name]) for name in ("origin", "size", "root")], language)
        say_written(out, language)
        return OK

    params: list[click.Parameter] = [
        path_argument(language, "request", _REQUEST),
        path_option(language, "--policy", _POLICY, required=True),
        *key_options(language),
        path_option(language, "--state", _STATE_FILE, required=True),
        path_option(language, "--out", _OUT, required=True),
        json_option(language),
    ]
    return make(language, "cosign", _COSIGN, run, params)


def _collect(language: Language) -> click.Command:
    def run(folder: Path, files: tuple[Path, ...], as_json: bool) -> int:
        from liance.workbench.ledger.proving import collect

        found = collect(folder, files)
        if as_json:
            emit_json(found.as_data())
            return OK
        facts: list[tuple[Text, object]] = [
            (_FACTS["size"], found.size),
            (_FACTS["witnesses"], _joined(found.witnesses, language)),
            (_FACTS["quorum"], (_MET if found.is_met else _NOT_MET).render(language)),
        ]
        show_facts(facts, language)
        return OK

    params: list[click.Parameter] = [
        folder_argument(language),
        path_argument(language, "files", _COSIGNED, nargs=-1, required=True),
        json_option(language),
    ]
    return make(language, "collect", _COLLECT, run, params)


def _prove(language: Language) -> click.Command:
    def run(
        folder: Path,
        height: int | None,
        operation: str | None,
        record: tuple[str, str] | None,
        state: str | None,
        out: Path,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.proving import prove_entry, prove_record, prove_state
        from liance.workbench.output import write_whole_bytes

        if sum(one is not None for one in (height, operation, record, state)) != 1:
            raise click.UsageError(_ONE_OF.render(language))
        if record is not None:
            proved = prove_record(folder, *record)
        elif state is not None:
            proved = prove_state(folder, state)
        else:
            proved = prove_entry(folder, height=height, operation=operation)
        write_whole_bytes(out, proved.data)
        if as_json:
            emit_json(proved.as_data(language))
            return OK
        facts: list[tuple[Text, object]] = [
            (_FACTS["what"], proved.what.render(language)),
            (_FACTS["size"], proved.size),
            (_FACTS["witnesses"], _joined(proved.witnesses, language)),
            (_FACTS["bytes"], len(proved.data)),
        ]
        show_facts(facts, language)
        say_written(out, language)
        return OK

    number, name = _NUMBER.render(language), METAVARS["NAME"].render(language)
    params: list[click.Parameter] = [
        folder_argument(language),
        Option(["--height"], type=click.IntRange(0), metavar=number, help=_HEIGHT.render(language)),
        Option(["--operation"], metavar=name, help=_OPERATION.render(language)),
        Option(["--record"], nargs=2, metavar=_RECORD_SHAPE.render(language), help=_RECORD.render(language)),
        Option(["--state"], metavar=name, help=_STATE.render(language)),
        path_option(language, "--out", _OUT, required=True),
        json_option(language),
    ]
    return make(language, "prove", _PROVE, run, params)


def _verify(language: Language) -> click.Command:
    def run(file: Path, policy: Path, author_key: str | None, as_json: bool) -> int:
        from liance.workbench.ledger.keys import read_public
        from liance.workbench.ledger.proving import verify

        found = verify(file, policy, read_public(author_key) if author_key else None)
        if as_json:
            emit_json(found.as_data(language))
        else:
            _show_verified(found, language, with_author=author_key is not None)
        return OK if found.is_true else NOT_ALL_DONE

    params: list[click.Parameter] = [
        path_argument(language, "file", METAVARS["FILE"]),
        path_option(language, "--policy", _POLICY, required=True),
        Option(["--author-key"], metavar=METAVARS["FILE"].render(language), help=_AUTHOR.render(language)),
        json_option(language),
    ]
    return make(language, "verify", _VERIFY, run, params)


def _show_verified(found: Verified, language: Language, *, with_author: bool) -> None:
    if found.finding is not None or found.true is None:
        click.echo(_FALSE.render(language))
        show_findings([found.finding] if found.finding else [], language)
        return
    data = found.as_data(language)
    facts: list[tuple[Text, object]] = []
    entry, state = data.get("entry"), data.get("state")
    if isinstance(entry, dict):
        facts.append((_FACTS["height"], entry["height"]))
        if "genesis" in entry:
            facts.append((_FACTS["genesis"], json_line(entry["genesis"])))
        else:
            facts += [(_FACTS[name], entry[name]) for name in ("recorded", "author", "kind")]
            facts += [
                (_FACTS["payload"], json_line(entry["payload"])),
                (_FACTS["ledger"], entry["ledger"]),
                (_FACTS["signature"], (_CHECKED if with_author else _UNCHECKED).render(language)),
            ]
    if isinstance(state, dict):
        value = state["value"]
        shown = _NONE.render(language) if value is None else json_line(value)
        facts += [(_FACTS["key"], state["key"]), (_FACTS["value"], shown)]
    trusted = found.true.trusted
    facts += [(_FACTS["origin"], trusted.checkpoint.origin), (_FACTS["size"], trusted.checkpoint.size)]
    facts.append((_FACTS["witnesses"], _joined(_cosigned(trusted.witnesses.items(), language), language)))
    click.echo(_TRUE.render(language))
    show_facts(facts, language)


def _cosigned(witnesses: Iterable[tuple[str, int]], language: Language) -> list[str]:
    from liance.workbench.ledger.proving import utc_text

    return [
        _COSIGNED_AT.render(language, name=name, time=utc_text(seconds * 1_000)[:-5] + "Z")
        for name, seconds in sorted(witnesses)
    ]


def _audit(language: Language) -> click.Command:
    def run(path: Path, policy: Path | None, as_json: bool) -> int:
        from liance.workbench.ledger.auditing import audit

        found = audit(path, policy)
        if as_json:
            emit_json(found.as_data(language))
        else:
            _show_audited(found, language)
        return OK if found.is_sound else NOT_ALL_DONE

    params = [
        path_argument(language, "path", _WHAT),
        path_option(language, "--policy", _POLICY),
        json_option(language),
    ]
    return make(language, "audit", _AUDIT, run, params)


def _show_audited(found: Audited, language: Language) -> None:
    data = found.as_data(language)
    verdict = _UNSOUND
    if found.is_sound:
        verdict = _SOUND_WITH_WARNINGS if found.findings else _SOUND
    click.echo(verdict.render(language, count=len(found.findings)))
    facts: list[tuple[Text, object]] = [(_FACTS["entries"], found.entries)]
    if found.checkpoint is not None:
        checkpoint = data["checkpoint"]
        assert isinstance(checkpoint, dict)
        facts += [(_FACTS[name], checkpoint[name]) for name in ("origin", "size", "root")]
        facts.append((_FACTS["state"], data["state"] or _NONE.render(language)))
        facts.append((_FACTS["witnesses"], _joined(checkpoint["witnesses"], language)))
    show_facts(facts, language)
    show_findings(found.findings, language)


def _compare(language: Language) -> click.Command:
    def run(one: Path, other: Path, as_json: bool) -> int:
        from liance.workbench.ledger.auditing import compare

        found = compare(one, other)
        if as_json:
            emit_json(found.as_data())
        elif found.height is not None and found.entries is not None:
            click.echo(_DIFFERS.render(language, height=found.height))
            for name, entry in zip(found.names, found.entries, strict=True):
                click.echo(f"  {name}  {entry}")
        elif found.sizes[0] == found.sizes[1]:
            click.echo(_SAME.render(language, size=found.sizes[0]))
        else:
            shorter, longer = sorted((0, 1), key=lambda place: found.sizes[place])
            more = found.sizes[longer] - found.sizes[shorter]
            names = {"longer": found.names[longer], "shorter": found.names[shorter]}
            click.echo(_EXTENDS.render(language, more=more, **names))
        return OK if found.height is None else NOT_ALL_DONE

    params = [
        path_argument(language, "one", _ONE),
        path_argument(language, "other", _OTHER),
        json_option(language),
    ]
    return make(language, "compare", _COMPARE, run, params)


def _export(language: Language) -> click.Command:
    def run(folder: Path, out: Path, as_json: bool) -> int:
        from liance.workbench.ledger.auditing import export

        count = export(folder, out)
        if as_json:
            emit_json({"files": count})
        else:
            click.echo(_FILES.render(language, count=count))
            say_written(out, language)
        return OK

    params = [
        folder_argument(language),
        path_option(language, "--out", _OUT_FOLDER, required=True),
        json_option(language),
    ]
    return make(language, "export", _EXPORT, run, params)


def _snapshot(language: Language) -> click.Command:
    def run(folder: Path, out: Path, as_json: bool) -> int:
        from liance.workbench.ledger.auditing import snapshot

        count = snapshot(folder, out)
        if as_json:
            emit_json({"files": count, "bytes": out.stat().st_size})
        else:
            say_written(out, language)
        return OK

    params = [
        folder_argument(language),
        path_option(language, "--out", _OUT, required=True),
        json_option(language),
    ]
    return make(language, "snapshot", _SNAPSHOT, run, params)


def _restore(language: Language) -> click.Command:
    def run(source: Path, folder: Path, policy: Path, check_signatures: bool, as_json: bool) -> int:
        from liance.workbench.ledger.auditing import restore
        from liance.workbench.ledger.proving import checkpoint_data

        trusted = restore(source, folder, policy, check_signatures=check_signatures)
        if as_json:
            emit_json(checkpoint_data(trusted.checkpoint))
        else:
            click.echo(_RESTORED.render(language, size=trusted.checkpoint.size))
        return OK

    params: list[click.Parameter] = [
        path_argument(language, "source", _SOURCE),
        folder_argument(language),
        path_option(language, "--policy", _POLICY, required=True),
        Option(["--check-signatures"], is_flag=True, help=_SIGNATURES.render(language)),
        json_option(language),
    ]
    return make(language, "restore", _RESTORE, run, params)


def _page(language: Language) -> click.Command:
    def run(out: Path, as_json: bool) -> int:
        from liance.workbench.ledger.page import verifier_page
        from liance.workbench.output import write_whole_bytes

        page = verifier_page()
        write_whole_bytes(out, page)
        if as_json:
            emit_json({"bytes": len(page)})
        else:
            say_written(out, language)
        return OK

    params = [path_option(language, "--out", _OUT, required=True), json_option(language)]
    return make(language, "page", _PAGE, run, params)
