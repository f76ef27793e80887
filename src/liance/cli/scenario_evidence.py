"""``liance scenario``: the evidence chain — deposits of many files, packages for a court."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

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
    path_option,
    say_written,
    show_done,
    show_facts,
)
from liance.core.language import Language, Text

_NAME = Text(zh="场景", en="SCENARIO")
_RECORD = Text(zh="记录名", en="RECORD")
_FILES = Text(zh="文件或文件夹...", en="FILE...")
_OUT = Text(zh="写入此文件。", en="Write into this file.")
_DEPOSIT = Text(
    zh="批量存证：许多文件一次入账，各自可单独证明；清单由存证人保存。",
    en="Deposit many files in one operation, each provable by itself; the depositor keeps the manifest.",
)
_COURT = Text(
    zh="出证：把文件、证明与两份说明（入账以来未改动；入账之前是否真实）打成一个可离线核验的包。",
    en="For a court: files, proofs and two separate statements (unchanged since recording; true before recording) in one "
    "package that verifies offline.",
)
_TITLE = Text(zh="存证名称。", en="Title of the deposit.")
_SOURCE = Text(zh="来源说明：在哪里、怎样形成。", en="Source: where and how the files came about.")
_MADE_BY = Text(
    zh="形成方式：device 设备、system 系统、person 人工。", en="How they came about: device, system, person."
)
_OBSERVED = Text(
    zh="形成时间，如 2026-03-02T09:00+08:00。", en="When they were made, such as 2026-03-02T09:00+08:00."
)
_MANIFEST_OUT = Text(zh="清单写入此文件，请妥善保存。", en="Write the manifest here; keep it.")
_SEAL = Text(
    zh="文件本身也密封存入密文库（须先登记接收密钥）；否则只存摘要。",
    en="Keep the files themselves, sealed, in the blob store (a receiving key is needed); otherwise only digests.",
)
_BLOBS = Text(
    zh="密文库文件夹；默认在账本文件夹内的 blobs。",
    en="Folder of the blob store; blobs inside the ledger's folder by default.",
)
_MANIFEST = Text(zh="批量存证的清单。", en="Manifest of the batch.")
_MOMENT = Text(zh="时间", en="TIME")
_BAD_MOMENT = Text(
    zh="时间应写作 2026-03-02T09:00+08:00（带时区）",
    en="write a time as 2026-03-02T09:00+08:00, with its offset",
)
_REFUSED = Text(zh="拒绝（{code}）{why}", en="refused ({code}) {why}")
_COUNT = Text(zh="{count} 个文件，共 {size} 字节", en="{count} files, {size} bytes")
_TRUE = Text(
    zh="属实：{count} 个文件自 {recorded} 入账（高度 {height}）以来未经改动",
    en="true: {count} files are unchanged since they were recorded at {recorded} (height {height})",
)
_BEFORE = Text(
    zh="入账之前是否真实，账本不能证明；包中有补充材料 {supplements} 件、见证意见 {attestations} 件",
    en="the ledger proves nothing of the time before; there are {supplements} supplements and {attestations} attestations",
)
_NOT_COMPARED = Text(
    zh="包中的说明由另一版本（{version}）生成，未作逐字核对，请以此处所示为准",
    en="the statements inside were made by another version ({version}) and were not compared; rely on what is shown here",
)
_COMPLETE = {
    True: Text(zh="账本状态证明没有遗漏", en="the ledger's state shows that none is left out"),
    False: Text(zh="账本状态表明有遗漏", en="the ledger's state shows that some are left out"),
    None: Text(
        zh="未附账本状态证明，不能排除遗漏", en="no proof of the state is enclosed; some may be left out"
    ),
}
_FACTS = {
    "deposit": Text(zh="存证", en="deposit"),
    "holder": Text(zh="现保管人", en="holder"),
    "witnesses": Text(zh="见证人", en="witnesses"),
}


def commands(language: Language) -> list[click.Command]:
    """Return the commands of this module."""
    return [_deposit(language), _court(language)]


def _deposit(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        record: str,
        files: tuple[Path, ...],
        title: str,
        source: str,
        made_by: str,
        observed: str | None,
        manifest: Path,
        seal: bool,
        blobs: Path | None,
        key: Path,
        passphrase_file: Path | None,
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.keys import open_signer
        from liance.workbench.output import write_whole_bytes
        from liance.workbench.scenarios.acting import refusal_text
        from liance.workbench.scenarios.blobs import store_of
        from liance.workbench.scenarios.evidence import collect_files, deposit_files

        stated: dict[str, object] = {"title": title, "source": source, "made_by": made_by}
        if observed is not None:
            stated["observed"] = _milliseconds(observed, language)
        found = collect_files(files)
        signer = open_signer(key, passphrase_from(passphrase_file, language))
        store = store_of(folder, blobs) if seal else None
        done, batch = deposit_files(folder, signer, name, record, found, stated, store)
        if not done.is_accepted and not as_json:
            code = int(done.receipt.code)
            why = refusal_text(folder, name, code, language) or done.message(language)
            click.echo(_REFUSED.render(language, code=code, why=why), err=True)
            return NOT_ALL_DONE
        code = show_done(done, language, as_json=as_json)
        if done.is_accepted:
            write_whole_bytes(manifest, batch.format())
            size = sum(one.size for one in batch.files)
            if not as_json:
                click.echo(_COUNT.render(language, count=len(batch.files), size=size))
            say_written(manifest, language)
        return code

    params = [
        folder_argument(language),
        argument(language, "name", _NAME),
        argument(language, "record", _RECORD),
        argument(language, "files", _FILES, nargs=-1, required=True, type=click.Path(path_type=Path)),
        _text("--title", _TITLE, METAVARS["NAME"], language, required=True),
        _text("--source", _SOURCE, METAVARS["NAME"], language, required=True),
        Option(
            ["--made-by"],
            type=click.Choice(["device", "system", "person"]),
            default="system",
            help=_MADE_BY.render(language),
        ),
        _text("--observed", _OBSERVED, _MOMENT, language),
        path_option(language, "--manifest", _MANIFEST_OUT, required=True),
        Option(["--seal"], is_flag=True, help=_SEAL.render(language)),
        path_option(language, "--blobs", _BLOBS),
        *key_options(language),
        json_option(language),
    ]
    return make(language, "deposit", _DEPOSIT, run, params)


def _text(flag: str, about: Text, shown: Text, language: Language, *, required: bool = False) -> Option:
    return Option([flag], metavar=shown.render(language), help=about.render(language), required=required)


def _milliseconds(text: str, language: Language) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.UsageError(_BAD_MOMENT.render(language))
    return int(moment.timestamp()) * 1_000


def _court(language: Language) -> click.Command:
    def run(
        folder: Path,
        name: str,
        record: str,
        files: tuple[Path, ...],
        manifest: Path,
        out: Path,
        as_json: bool,
    ) -> int:
        from liance.workbench.output import write_whole_bytes
        from liance.workbench.scenarios.evidence import collect_files, court_package, read_manifest

        found = collect_files(files)
        data = court_package(folder, name, record, found, read_manifest(manifest))
        write_whole_bytes(out, data)
        if as_json:
            emit_json({"deposit": record, "files": sorted(found), "bytes": len(data)})
        say_written(out, language)
        return OK

    params = [
        folder_argument(language),
        argument(language, "name", _NAME),
        argument(language, "record", _RECORD),
        argument(language, "files", _FILES, nargs=-1, required=True, type=click.Path(path_type=Path)),
        path_option(language, "--manifest", _MANIFEST, required=True),
        path_option(language, "--out", _OUT, required=True),
        json_option(language),
    ]
    return make(language, "court", _COURT, run, params)


def show_package(file: Path, policy: Path, language: Language, *, as_json: bool) -> int:
    """Check a package for a court and show what it proves; return the exit code."""
    from liance.workbench.scenarios.evidence import check_package
    from liance.workbench.scenarios.rehearsing import china_time

    checked = check_package(file, policy)
    case = checked.case
    if as_json:
        emit_json(checked.as_data(language))
        return OK
    deed = case.deposit
    recorded = china_time(deed.recorded)
    click.echo(_TRUE.render(language, count=len(checked.files), recorded=recorded, height=deed.height))
    click.echo(
        _BEFORE.render(language, supplements=len(case.supplements), attestations=len(case.attestations))
        + ("；" if language is Language.ZH else "; ")
        + _COMPLETE[case.is_complete].render(language)
    )
    if not checked.is_compared:
        click.echo(plain(_NOT_COMPARED.render(language, version=checked.made_by)))
    separator = "、" if language is Language.ZH else ", "
    show_facts(
        [
            (_FACTS["deposit"], deed.record),
            (_FACTS["holder"], case.holder),
            (_FACTS["witnesses"], separator.join(sorted(case.witnesses))),
        ],
        language,
    )
    for one in checked.files:
        click.echo(plain(f"{one.digest}  {one.name}"))
    return OK
