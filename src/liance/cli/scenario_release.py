"""``liance scenario``: releasing data to who has logged an access, receiving them, sealing anew after revocation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, plain
from liance.cli.grammar import METAVARS, Option
from liance.cli.ledger_base import (
    argument,
    folder_argument,
    json_option,
    key_options,
    make,
    passphrase_from,
    passphrase_option,
    path_argument,
    path_option,
    say_written,
)
from liance.cli.scenario_private import NAME, OUT, blobs_option, receiving_option, show_values
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.scenarios.releasing import Released

_RELEASE = Text(
    zh="数据提供方：凭访问的入链证明放行（密封字段的密钥，或实时查询数据库）；不予放行也登记入链。",
    en="As the provider: release against proof that the access is in the log (keys of sealed fields, or rows of a live "
    "database); denials are logged, too.",
)
_GATEWAY = Text(
    zh="数据网关：办理全部待放行、且已被检查点覆盖的访问，实时查询数据库。",
    en="The gateway: answer every access that waits and that a checkpoint covers, from live databases.",
)
_RECEIVE = Text(
    zh="数据使用方：打开放行的数据包，核对账本上的摘要；给出 --key 则同时签收。",
    en="As the user of data: open a released package, held against the ledger; with --key the receipt is filed.",
)
_RESEAL = Text(
    zh="撤销授权之后：把该授权下放行过的密封数据换新密钥重新密封，旧密钥打不开此后的数据。",
    en="After a revocation: seal anew, under new keys, what was released under the grant.",
)
_ACCESS = Text(zh="访问记录名", en="ACCESS")
_GRANT = Text(zh="授权记录名", en="GRANT")
_PACKAGE = Text(zh="数据包", en="PACKAGE")
_PROOF = Text(
    zh="访问的入链证明（liance ledger prove）。",
    en="Proof that the access is in the log (liance ledger prove).",
)
_PAYLOAD = Text(zh="密封数据的记录名。", en="Name of the sealed payload.")
_SOURCES = Text(zh="数据源清单 sources.yaml。", en="List of sources, sources.yaml.")
_OUT_FOLDER = Text(zh="数据包写入此文件夹。", en="Write packages into this folder.")
_RECEIVING = Text(
    zh="提供方的接收密钥文件（放行密封数据时）。", en="The provider's receiving key (for sealed data)."
)
_SIGNER = Text(zh="签收所用的密钥文件。", en="Key file to sign the receipt with.")
_ONE_OF = Text(
    zh="放行密封数据请写 --payload 与 --receiving，实时查询请写 --sources；二者取一",
    en="give --payload and --receiving for sealed data, or --sources for a live query, one of the two",
)
_RELEASED = Text(
    zh="已放行 {access}，登记于高度 {height}", en="released {access}, recorded at height {height}"
)
_AGAIN = Text(
    zh="{access} 此前已放行，交付同一数据包", en="{access} was released before; the same package again"
)
_DENIED = Text(
    zh="不予放行 {access}（{code}）：{why}；{logged}", en="denied {access} ({code}): {why}; {logged}"
)
_LOGGED = Text(zh="已登记于高度 {height}", en="logged at height {height}")
_NOT_LOGGED = Text(zh="登记被账本拒绝（{code}）", en="the ledger refused to log it ({code})")
_WAITS = Text(
    zh="{access} 尚无检查点覆盖，稍后再办", en="{access} is not covered by a checkpoint yet and waits"
)
_NOTHING = Text(zh="没有待放行的访问。", en="No access waits.")
_RECEIPT = Text(zh="已签收，高度 {height}", en="receipt filed at height {height}")
_RESEALED = Text(zh="{payload} 已重新密封，高度 {height}", en="{payload} sealed anew at height {height}")
_REFUSED = Text(zh="{payload} 被账本拒绝（{code}）", en="{payload} was refused by the ledger ({code})")
_NONE_AFFECTED = Text(zh="该授权之下没有放行过密封数据。", en="No sealed data were released under the grant.")


def commands(language: Language) -> list[click.Command]:
    """Return the commands of this module."""
    return [_release(language), _gateway(language), _receive(language), _reseal(language)]


def _release(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        access: str,
        proof: Path,
        payload: str | None,
        receiving: Path | None,
        sources: Path | None,
        out: Path,
        blobs: Path | None,
        key: Path,
        passphrase_file: Path | None,
        as_json: bool,
    ) -> int:
        from liance.core.limits import MAX_EVIDENCE_BYTES
        from liance.workbench.ledger.folder import read_bounded
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.output import write_whole_bytes
        from liance.workbench.scenarios.blobs import store_of
        from liance.workbench.scenarios.databases import read_sources
        from liance.workbench.scenarios.private import open_receiver
        from liance.workbench.scenarios.releasing import live_maker, release, sealed_maker

        if (payload is None) == (sources is None) or (payload is None) != (receiving is None):
            raise click.UsageError(_ONE_OF.render(language))
        fetch = passphrase_from(passphrase_file, language)
        store = store_of(folder, blobs)
        if payload is not None and receiving is not None:
            maker = sealed_maker(name, payload, open_receiver(receiving, fetch), store)
        else:
            assert sources is not None
            maker = live_maker(name, read_sources(sources))
        evidence = read_bounded(proof, MAX_EVIDENCE_BYTES)
        released = release(folder, open_signer(key, fetch), name, access, evidence, maker, store)
        if released.package is not None:
            write_whole_bytes(out, released.package)
        if as_json:
            emit_json(released.as_data(language))
        else:
            _show_released(released, language)
        if released.package is not None:
            say_written(out, language)
        return OK if released.package is not None else NOT_ALL_DONE

    params = [
        folder_argument(language),
        argument(language, "name", NAME),
        argument(language, "access", _ACCESS),
        path_option(language, "--proof", _PROOF, required=True),
        Option(["--payload"], metavar=METAVARS["NAME"].render(language), help=_PAYLOAD.render(language)),
        path_option(language, "--receiving", _RECEIVING),
        path_option(language, "--sources", _SOURCES),
        path_option(language, "--out", OUT, required=True),
        blobs_option(language),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "release", _RELEASE, run, params)


def _show_released(released: Released, language: Language) -> None:
    if released.denial is not None:
        done = released.done
        logged = ""
        if done is not None and done.is_accepted:
            logged = _LOGGED.render(language, height=done.receipt.height)
        elif done is not None:
            logged = _NOT_LOGGED.render(language, code=int(done.receipt.code))
        text = _DENIED.render(
            language,
            access=released.access,
            code=released.denial.value,
            why=released.denial.text.render(language),
            logged=logged,
        )
        click.echo(plain(text), err=True)
    elif released.done is None:
        click.echo(plain(_AGAIN.render(language, access=released.access)))
    else:
        height = released.done.receipt.height
        click.echo(plain(_RELEASED.render(language, access=released.access, height=height)))


def _gateway(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        sources: Path,
        out: Path,
        blobs: Path | None,
        key: Path,
        passphrase_file: Path | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.output import write_whole_bytes
        from liance.workbench.scenarios.blobs import store_of
        from liance.workbench.scenarios.databases import read_sources
        from liance.workbench.scenarios.releasing import Released, package_name, release_pending

        signer = open_signer(key, passphrase_from(passphrase_file, language))
        rows: list[dict[str, object]] = []
        code = OK
        for one in release_pending(folder, signer, name, read_sources(sources), store_of(folder, blobs)):
            if not isinstance(one, Released):
                code = NOT_ALL_DONE
                rows.append({"access": one, "released": False, "denial": None, "waits": True})
                if not as_json:
                    click.echo(plain(_WAITS.render(language, access=one)))
                continue
            rows.append({**one.as_data(language), "waits": False})
            if one.package is not None:
                write_whole_bytes(out / package_name(one.access), one.package)
            else:
                code = NOT_ALL_DONE
            if not as_json:
                _show_released(one, language)
        if as_json:
            emit_json({"answers": rows})
        elif not rows:
            click.echo(_NOTHING.render(language))
        return code

    params = [
        folder_argument(language),
        argument(language, "name", NAME),
        path_option(language, "--sources", _SOURCES, required=True),
        path_option(language, "--out", _OUT_FOLDER, required=True),
        blobs_option(language),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "gateway", _GATEWAY, run, params)


def _receive(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        access: str,
        package: Path,
        receiving: Path,
        key: Path | None,
        passphrase_file: Path | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.scenarios.private import open_receiver
        from liance.workbench.scenarios.releasing import read_package, receive

        fetch = passphrase_from(passphrase_file, language)
        signer = open_signer(key, fetch) if key is not None else None
        received = receive(
            folder, name, access, read_package(package), open_receiver(receiving, fetch), signer
        )
        show_values(received.values, language, as_json=as_json)
        if received.done is not None and received.done.is_accepted:
            click.echo(_RECEIPT.render(language, height=received.done.receipt.height), err=True)
        return OK

    params = [
        folder_argument(language),
        argument(language, "name", NAME),
        argument(language, "access", _ACCESS),
        path_argument(language, "package", _PACKAGE),
        receiving_option(language),
        path_option(language, "--key", _SIGNER),
        passphrase_option(language),
        json_option(language),
    ]
    return make(language, "receive", _RECEIVE, run, params)


def _reseal(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        grant: str,
        receiving: Path,
        blobs: Path | None,
        key: Path,
        passphrase_file: Path | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.scenarios.blobs import store_of
        from liance.workbench.scenarios.private import open_receiver
        from liance.workbench.scenarios.releasing import seal_anew

        fetch = passphrase_from(passphrase_file, language)
        outcome = seal_anew(
            folder,
            open_signer(key, fetch),
            name,
            grant,
            open_receiver(receiving, fetch),
            store_of(folder, blobs),
        )
        if as_json:
            emit_json(
                {
                    "payloads": [
                        {"payload": payload, "code": int(done.receipt.code), "height": done.receipt.height}
                        for payload, done in outcome
                    ]
                }
            )
        else:
            for payload, done in outcome:
                text = _RESEALED if done.is_accepted else _REFUSED
                shown = text.render(
                    language, payload=payload, height=done.receipt.height, code=int(done.receipt.code)
                )
                click.echo(plain(shown))
            if not outcome:
                click.echo(_NONE_AFFECTED.render(language))
        return OK if all(done.is_accepted for _, done in outcome) else NOT_ALL_DONE

    params = [
        folder_argument(language),
        argument(language, "name", NAME),
        argument(language, "grant", _GRANT),
        receiving_option(language),
        blobs_option(language),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "reseal", _RESEAL, run, params)
