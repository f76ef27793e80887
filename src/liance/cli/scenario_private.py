"""``liance scenario``: private fields — receiving keys, opening, disclosing single fields, checking that."""

from __future__ import annotations

from pathlib import Path

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, plain, show_findings
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
    show_done,
)
from liance.cli.scenario_evidence import show_package
from liance.core.language import Language, Text

_RECEIVER = Text(
    zh="登记自己的接收密钥（密封数据只发给它）；文件不存在则新建。",
    en="Register one's receiving key (what sealed data are sent to); its file is made if it is not there.",
)
_OPEN = Text(
    zh="打开一条记录的密封字段（须是其读者）。",
    en="Open the sealed fields of a record, as one of its readers.",
)
_DISCLOSE = Text(
    zh="只披露几个密封字段：写出带证明的文件，他人可离线核验，其余字段仍不可知。",
    en="Disclose single sealed fields: a file with proofs that others check offline; all other fields stay unknown.",
)
_VERIFY = Text(
    zh="离线核验披露文件（字段是否就是当时入账的内容）或出证包（文件、证明与说明是否相符）。",
    en="Check offline: a disclosure file (whether its fields are what was recorded), or a court package (whether files, "
    "proofs and statements fit).",
)
_RECEIVING = Text(zh="接收密钥文件。", en="File of the receiving key.")
BLOBS = Text(
    zh="密文库文件夹；默认在账本文件夹内的 blobs。",
    en="Folder of the blob store; blobs inside the ledger's folder by default.",
)
_FILES_OUT = Text(
    zh="把密封的文件写入此文件夹（以编号为名，另列原名）。",
    en="Write sealed files into this folder (numbered; their names are listed).",
)
OUT = Text(zh="写入此文件。", en="Write into this file.")
_POLICY = Text(zh="信任策略文件 policy.txt。", en="Trust policy, policy.txt.")
NAME = Text(zh="场景", en="SCENARIO")
RECORD = Text(zh="种类/记录名", en="KIND/RECORD")
_FIELDS = Text(zh="字段名...", en="FIELD...")
_TRUE = Text(
    zh="属实：以下字段就是 {record} 在 {recorded} 入账（高度 {height}）时的内容",
    en="true: these fields are what {record} held when recorded at {recorded} (height {height})",
)


def commands(language: Language) -> list[click.Command]:
    """Return the commands of this module."""
    return [_receiver(language), _open(language), _disclose(language), _verify(language)]


def receiving_option(language: Language) -> Option:
    """Return ``--receiving``."""
    return path_option(language, "--receiving", _RECEIVING, required=True)


def blobs_option(language: Language) -> Option:
    """Return ``--blobs``."""
    return path_option(language, "--blobs", BLOBS)


def _receiver(language: Language) -> click.Command:
    def run(folder: Path, receiving: Path, key: Path, passphrase_file: Path | None, as_json: bool) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.scenarios.private import register_receiver

        fetch = passphrase_from(passphrase_file, language)
        is_new = not receiving.exists()
        done = register_receiver(
            folder,
            open_signer(key, fetch),
            receiving,
            passphrase_from(passphrase_file, language, twice=is_new),
        )
        code = show_done(done, language, as_json=as_json)
        if is_new:
            say_written(receiving, language)
        return code

    params = [
        folder_argument(language),
        receiving_option(language),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "receiver", _RECEIVER, run, params)


def _open(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        record: str,
        receiving: Path,
        files: Path | None,
        blobs: Path | None,
        passphrase_file: Path | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.scenarios.blobs import store_of
        from liance.workbench.scenarios.evidence import write_sealed_files
        from liance.workbench.scenarios.private import open_receiver, open_record

        receiver = open_receiver(receiving, passphrase_from(passphrase_file, language))
        opened = open_record(folder, name, record, receiver, store_of(folder, blobs))
        if files is None:
            return show_values(opened.values, language, as_json=as_json)
        return show_values(dict(write_sealed_files(opened.values, files)), language, as_json=as_json)

    params = [
        folder_argument(language),
        argument(language, "name", NAME),
        argument(language, "record", RECORD),
        receiving_option(language),
        path_option(language, "--files", _FILES_OUT),
        blobs_option(language),
        passphrase_option(language),
        json_option(language),
    ]
    return make(language, "open", _OPEN, run, params)


def show_values(values: dict[str, object], _language: Language, *, as_json: bool) -> int:
    """Show fields by name; return the exit code."""
    if as_json:
        emit_json({"fields": values})
    else:
        for field, value in sorted(values.items()):
            click.echo(plain(f"{field}  {value}"))
    return OK


def _disclose(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        record: str,
        fields: tuple[str, ...],
        receiving: Path,
        out: Path,
        blobs: Path | None,
        passphrase_file: Path | None,
    ) -> int:
        from liance.workbench.output import write_whole_bytes
        from liance.workbench.scenarios.blobs import store_of
        from liance.workbench.scenarios.private import disclosure_file, open_receiver

        receiver = open_receiver(receiving, passphrase_from(passphrase_file, language))
        data = disclosure_file(folder, name, record, fields, receiver, store_of(folder, blobs))
        write_whole_bytes(out, data)
        say_written(out, language)
        return OK

    params = [
        folder_argument(language),
        argument(language, "name", NAME),
        argument(language, "record", RECORD),
        argument(language, "fields", _FIELDS, nargs=-1, required=True),
        receiving_option(language),
        path_option(language, "--out", OUT, required=True),
        blobs_option(language),
        passphrase_option(language),
    ]
    return make(language, "disclose", _DISCLOSE, run, params)


def _verify(language: Language) -> click.Command:
    def run(file: Path, policy: Path, as_json: bool) -> int:
        from liance.workbench.scenarios.evidence import is_package
        from liance.workbench.scenarios.private import verify_disclosure

        if is_package(file):
            return show_package(file, policy, language, as_json=as_json)

        verified = verify_disclosure(file, policy)
        if as_json:
            emit_json(verified.as_data(language))
        elif verified.evidence.finding is not None:
            show_findings([verified.evidence.finding], language)
        else:
            true = _TRUE.render(
                language, record=verified.record, recorded=verified.recorded, height=verified.height
            )
            click.echo(plain(true))
            show_values(dict(verified.fields), language, as_json=False)
        return OK if verified.evidence.is_true else NOT_ALL_DONE

    params = [
        path_argument(language, "file", METAVARS["FILE"]),
        path_option(language, "--policy", _POLICY, required=True),
        json_option(language),
    ]
    return make(language, "verify", _VERIFY, run, params)
