"""The statement that goes with evidence to a court: unchanged since recording, and known of the time before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from liance.core.language import Language, Text
from liance.reports.blocks import Block, BlockReport, Bullets, DataTable, Heading, Paragraph
from liance.scenarios.batch import BatchFile
from liance.scenarios.calendar import CHINA_OFFSET
from liance.scenarios.court import Case, Deed

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_W: Final = {
    "title": Text(zh="存证出证说明", en="Statement on deposited evidence"),
    "subtitle": Text(
        zh="存证 {deposit}，账本 {origin}；本说明由证明文件生成，可离线核验",
        en="Deposit {deposit}, ledger {origin}; made from the proofs beside it, which verify offline",
    ),
    "deposit": Text(zh="存证信息", en="The deposit"),
    "what": Text(zh="项目", en="Item"),
    "value": Text(zh="内容", en="Value"),
    "name": Text(zh="名称", en="Title"),
    "author": Text(zh="存证人", en="Depositor"),
    "recorded": Text(zh="入账时间", en="Recorded at"),
    "height": Text(zh="账本高度", en="Height in the ledger"),
    "digest": Text(zh="登记的摘要", en="Digest recorded"),
    "holder": Text(zh="现保管人", en="Present holder"),
    "status": Text(zh="状态", en="Status"),
    "held": Text(zh="有效", en="held"),
    "withdrawn": Text(zh="存证人已于 {when} 声明作废", en="declared void by its depositor at {when}"),
    "case": Text(zh="调取案号", en="Asked for in case"),
    "files": Text(zh="随附文件", en="Files enclosed"),
    "file": Text(zh="文件", en="File"),
    "bytes": Text(zh="字节", en="Bytes"),
    "first": Text(zh="一、自入账以来未经改动", en="1. Unchanged since recording"),
    "unchanged": Text(
        zh="上列 {count} 个文件的摘要与 {when}（北京时间）记入账本高度 {height} 的摘要一致：自入账之时起，内容逐字节未变。",
        en="The digests of the {count} files above are those recorded at height {height} at {when} (China time): since "
        "then not a byte of them has changed.",
    ),
    "rests": Text(
        zh="依据：条目在账本中的包含证明，以及规模为 {size} 的检查点，由下列成员见证签名。任何一方（包括账本运营方）改动内容而不被发现，"
        "须伪造这些签名或找到杂凑碰撞。",
        en="It rests on proofs of inclusion under a checkpoint of size {size}, cosigned by the members below. To change "
        "the content unseen, anyone, the operator too, would have to forge these signatures or find a hash collision.",
    ),
    "witnesses": Text(zh="见证签名", en="Cosignatures"),
    "witness": Text(zh="见证人", en="Witness"),
    "when": Text(zh="时间", en="Time"),
    "transfers": Text(zh="保管移交", en="Transfers of custody"),
    "from": Text(zh="移交人", en="From"),
    "to": Text(zh="接收人", en="To"),
    "second": Text(zh="二、入账之前是否真实", en="2. True before recording"),
    "nothing": Text(
        zh="账本不能证明内容在入账之前是否真实、完整。以下只是各方入账时的陈述与入账后的意见，账本证明他们说过这些话，"
        "不证明所说属实；是否采信，由法院结合其他证据审查认定。",
        en="The ledger proves nothing of whether the content was true or complete before it was recorded. What follows is "
        "what people stated; the ledger proves that they said it, not that it is so. The court weighs it with other "
        "evidence.",
    ),
    "basis": Text(
        zh="《人民法院在线诉讼规则》第十六条至第十九条分别规定了上链之后的推定与上链之前的审查。",
        en="The Rules of Online Litigation of the People's Courts treat data after recording (article 16) and before it "
        "(articles 17 to 19) apart.",
    ),
    "made_by": Text(zh="形成方式（存证人陈述）", en="How it came about (as stated)"),
    "source": Text(zh="来源（存证人陈述）", en="Source (as stated)"),
    "observed": Text(zh="形成时间（存证人陈述）", en="Made at (as stated)"),
    "not_said": Text(zh="未陈述", en="not stated"),
    "device": Text(zh="设备自动生成", en="by a device"),
    "system": Text(zh="系统自动生成", en="by a system"),
    "person": Text(zh="人工制作", en="by a person"),
    "statements": Text(zh="存证人的陈述", en="What the depositor stated"),
    "supplements": Text(zh="补充材料", en="Supplements"),
    "says": Text(zh="说明", en="What is said"),
    "who": Text(zh="何人", en="By"),
    "attestations": Text(zh="见证意见", en="Attestations"),
    "method": Text(zh="方法", en="Method"),
    "no_attestations": Text(
        zh="没有公证、鉴定机构就本存证出具意见。", en="No notary or expert body has attested to this deposit."
    ),
    "complete": Text(
        zh="账本状态证明：补充与见证意见已全部列出，没有遗漏。",
        en="A proof of the ledger's state shows that all supplements and attestations are listed.",
    ),
    "incomplete": Text(
        zh="账本状态表明补充或见证意见未全部列出：状态中有补充 {supplements} 件、见证意见 {attestations} 件。",
        en="The ledger's state shows that not all are listed: it holds {supplements} supplements and {attestations} "
        "attestations.",
    ),
    "unknown": Text(
        zh="未附账本状态证明，不能排除另有补充或见证意见未列出。",
        en="No proof of the ledger's state is enclosed; other supplements or attestations may exist.",
    ),
    "verify": Text(zh="如何核验", en="How to verify"),
    "how": Text(
        zh="断网运行：liance scenario verify 本证据包 --policy 信任策略。信任策略请向账本成员另行索取，不要用证据包里的。",
        en="Offline: liance scenario verify PACKAGE --policy POLICY. Get the policy from members of the ledger, not from "
        "the package.",
    ),
    "page": Text(
        zh="也可在浏览器中打开 verify.html，逐个核验 proofs 中的证明文件。",
        en="Or open verify.html in a browser and check the files in proofs one by one.",
    ),
}


def china_moment(milliseconds: int) -> str:
    """Return an instant on the Chinese clock, to the second."""
    moment = _EPOCH + timedelta(milliseconds=milliseconds) + CHINA_OFFSET
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def day_of(milliseconds: int) -> date:
    """Return the day of an instant on the Chinese clock."""
    return (_EPOCH + timedelta(milliseconds=milliseconds) + CHINA_OFFSET).date()


def court_report(case: Case, files: Sequence[BatchFile], language: Language) -> BlockReport:
    """Return the statement on a deposit and the files that were found to be in it."""

    def word(key: str, **fields: object) -> str:
        return _W[key].render(language, **fields)

    deed = case.deposit
    return BlockReport(
        word("title"),
        word("subtitle", deposit=deed.record, origin=case.origin),
        (
            Heading(word("deposit")),
            _facts(word("deposit"), _deposit_facts(case, language), language),
            DataTable(
                word("files"),
                (word("file"), word("digest"), word("bytes")),
                tuple((file.name, file.digest, str(file.size)) for file in files),
                (4, 7, 2),
                frozenset({2}),
            ),
            Heading(word("first")),
            Paragraph(
                word("unchanged", count=len(files), when=china_moment(deed.recorded), height=deed.height)
            ),
            Paragraph(word("rests", size=case.size)),
            DataTable(
                word("witnesses"),
                (word("witness"), word("when")),
                tuple((name, china_moment(at * 1000)) for name, at in sorted(case.witnesses.items())),
                (3, 2),
            ),
            *_transfers(case, language),
            Heading(word("second")),
            Paragraph(word("nothing")),
            Paragraph(word("basis"), note=True),
            _facts(word("statements"), _stated(deed, language), language),
            *_said(case, language),
            Heading(word("verify")),
            Bullets((word("how"), word("page"))),
        ),
    )


def _facts(caption: str, rows: list[tuple[str, str]], language: Language) -> DataTable:
    heads = (_W["what"].render(language), _W["value"].render(language))
    return DataTable(caption, heads, tuple(rows), (2, 6))


def _deposit_facts(case: Case, language: Language) -> list[tuple[str, str]]:
    deed = case.deposit
    status = _W["held"].render(language)
    if case.withdrawals:
        status = _W["withdrawn"].render(language, when=china_moment(case.withdrawals[-1].recorded))
    values = {
        "name": str(deed.fields.get("title", "")),
        "author": deed.author,
        "recorded": china_moment(deed.recorded),
        "height": str(deed.height),
        "digest": str(deed.fields.get("digest", "")),
        "holder": case.holder,
        "status": status,
    }
    rows = [(_W[key].render(language), value) for key, value in values.items()]
    rows += [(_W["case"].render(language), str(one.fields.get("case", ""))) for one in case.requests]
    return rows


def _stated(deed: Deed, language: Language) -> list[tuple[str, str]]:
    fields = deed.fields
    made_by = str(fields.get("made_by", ""))
    observed = fields.get("observed")
    moment = china_moment(observed) if type(observed) is int and 0 <= observed < 2**43 else None
    values = {
        "made_by": _W[made_by].render(language) if made_by in {"device", "system", "person"} else made_by,
        "source": str(fields.get("source", "")),
        "observed": moment or _W["not_said"].render(language),
    }
    return [(_W[key].render(language), value) for key, value in values.items()]


def _transfers(case: Case, language: Language) -> list[Block]:
    if not case.transfers:
        return []
    heads = tuple(_W[key].render(language) for key in ("when", "from", "to"))
    rows = tuple(
        (china_moment(one.recorded), one.author, str(one.fields.get("holder", ""))) for one in case.transfers
    )
    return [DataTable(_W["transfers"].render(language), heads, rows, (2, 3, 3))]


def _said(case: Case, language: Language) -> list[Block]:
    def heads(*keys: str) -> tuple[str, ...]:
        return tuple(_W[key].render(language) for key in keys)

    found: list[Block] = []
    if case.supplements:
        rows = tuple(
            (
                china_moment(one.recorded),
                one.author,
                str(one.fields.get("says", "")),
                str(one.fields.get("digest", "")),
            )
            for one in case.supplements
        )
        caption = _W["supplements"].render(language)
        found.append(DataTable(caption, heads("when", "who", "says", "digest"), rows, (2, 3, 4, 5)))
    if case.attestations:
        rows = tuple(
            (
                china_moment(one.recorded),
                one.author,
                str(one.fields.get("says", "")),
                str(one.fields.get("method", "")),
            )
            for one in case.attestations
        )
        caption = _W["attestations"].render(language)
        found.append(DataTable(caption, heads("when", "who", "says", "method"), rows, (2, 3, 5, 4)))
    else:
        found.append(Paragraph(_W["no_attestations"].render(language)))
    key = {True: "complete", False: "incomplete", None: "unknown"}[case.is_complete]
    supplements, attestations = case.counts or (0, 0)
    note = _W[key].render(language, supplements=supplements, attestations=attestations)
    found.append(Paragraph(note, note=True))
    return found
