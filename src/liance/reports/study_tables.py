"""Everything of a study as tables, each column told by the data dictionary."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from liance.core.language import Language, Text
from liance.packs.model import Rubric
from liance.plans.study.model import (
    Cell,
    Comment,
    Decision,
    Judgement,
    Note,
    RatedCell,
    Role,
    Stage,
    Vote,
)
from liance.plans.study.sealing import Opening, Seal

_JUDGEMENT: Final = {
    "state": Text(
        zh="scored 已评分、not_covered 未涉及（0 分）、cannot_judge 无法判断、section_missing 缺少章节正文",
        en="scored, not_covered (score 0), cannot_judge or section_missing",
    ),
    "score": Text(
        zh="分数，整数；无法判断和缺章节时为空", en="whole number; empty for cannot_judge and section_missing"
    ),
    "criteria": Text(zh="符合的条目编号，以空格分隔", en="ids of criteria met, parted by spaces"),
    "quotes": Text(
        zh="引文，JSON 数组：text 文字，start、end 为原文中的字符位置（找不到时为空），criterion 为所支持的条目（没有则省略）",
        en="JSON list of quotes: text; start and end, code point offsets into the plan's text, null where not found; "
        "criterion, the criterion they speak for, where there is one",
    ),
    "confidence": Text(zh="把握：low 低、medium 中、high 高，可空", en="low, medium, high, or empty"),
    "reason": Text(zh="理由", en="reason"),
}
_PLAN: Final = Text(zh="规划编号", en="key of the plan")
_ITEM: Final = Text(zh="项目编号", en="id of the rubric's item")
_AT: Final = Text(zh="时间，ISO 8601，世界时", en="instant, ISO 8601, UTC")

#: Tables, their columns and what each column holds.
DICTIONARY: Final[dict[str, dict[str, Text]]] = {
    "study": {
        "study": Text(zh="研究名称", en="name of the study"),
        "stage": Text(
            zh="阶段：setup、calibration、blind、revealed、consensus、closed",
            en="setup, calibration, blind, revealed, consensus or closed",
        ),
        "rubric_digest": Text(zh="评分标准的摘要值", en="digest of the rubric"),
    },
    "items": {
        "item": _ITEM,
        "name": Text(zh="项目名称", en="name in Chinese"),
        "level": Text(zh="级别", en="level"),
        "criterion": Text(zh="条目编号", en="id of the criterion"),
        "text": Text(zh="条目", en="the criterion in Chinese"),
        "core": Text(zh="是否核心条目：1 是，0 否", en="1 for a core criterion, else 0"),
    },
    "plans": {
        "plan": _PLAN,
        "title": Text(zh="标题", en="title"),
        "level": Text(
            zh="级别：national、province、city、district，可空",
            en="national, province, city, district, or empty",
        ),
        "document": Text(zh="文件的 SHA-256 摘要值", en="SHA-256 digest of the file"),
        "calibration": Text(zh="是否校准用：1 是，0 否", en="1 for a practice plan, else 0"),
        "issuer": Text(zh="可提意见的发布机构，可空", en="the issuer that may comment, or empty"),
    },
    "members": {
        "member": Text(zh="成员", en="name of the member"),
        "role": Text(
            zh="角色：chair 主持人、expert 专家、machine 机器、issuer 发布机构",
            en="chair, expert, machine or issuer",
        ),
        "withdrawn": Text(zh="退出的理由；未退出为空", en="why the member left; empty otherwise"),
    },
    "assignment": {"plan": _PLAN, "rater": Text(zh="评分者", en="rater")},
    "cells": {
        "calibration": Text(zh="是否校准用：1 是，0 否", en="1 for a practice plan, else 0"),
        "plan": _PLAN,
        "rater": Text(zh="评分者", en="rater"),
        "item": _ITEM,
        **_JUDGEMENT,
        "revision": Text(zh="第几次填写，从 1 起", en="how often the cell was written, from 1"),
        "at": _AT,
    },
    "votes": {
        "plan": _PLAN,
        "rater": Text(zh="投票者", en="who voted"),
        "item": _ITEM,
        **_JUDGEMENT,
        "why": Text(zh="改变的理由", en="why the vote was cast"),
        "error_class": Text(
            zh="差错类别：overlooked 漏看依据、misread 误读原文、criterion 误用标准、slip 笔误、rubric 标准含糊、view 看法改变",
            en="overlooked, misread, criterion, slip, rubric or view",
        ),
        "at": _AT,
    },
    "notes": {
        "plan": _PLAN,
        "item": _ITEM,
        "author": Text(zh="发言者", en="who spoke"),
        "text": Text(zh="发言", en="what was said"),
        "at": _AT,
    },
    "consensus": {
        "plan": _PLAN,
        "item": _ITEM,
        **_JUDGEMENT,
        "unanimous": Text(
            zh="各位专家最终是否一致：1 是，0 否", en="1 where all experts agree in the end, else 0"
        ),
        "why": Text(zh="主持人的理由", en="the chair's reason"),
        "author": Text(zh="确定者", en="who decided"),
        "dissent": Text(zh="保留不同意见者，以分号分隔", en="who dissents, parted by semicolons"),
        "at": _AT,
    },
    "comments": {
        "number": Text(zh="编号", en="number"),
        "author": Text(zh="发布机构", en="issuer"),
        "plan": _PLAN,
        "item": Text(zh="项目编号，针对全文时为空", en="id of the item; empty for the whole plan"),
        "text": Text(zh="意见", en="the comment"),
        "at": _AT,
        "reply": Text(zh="答复", en="the reply"),
        "reply_at": Text(zh="答复时间", en="instant of the reply"),
    },
    "seals": {
        "rater": Text(zh="评分者", en="rater"),
        "plan": _PLAN,
        "item": _ITEM,
        "commitment": Text(zh="该格的加盐摘要值", en="salted digest of the cell"),
        "salt": Text(zh="盐，十六进制；揭示之前为空", en="the salt, hexadecimal; empty before the reveal"),
        "seal": Text(zh="整份封存的摘要值", en="digest of the whole seal"),
        "at": _AT,
    },
    "log": {
        "number": Text(zh="序号", en="number"),
        "at": _AT,
        "actor": Text(zh="谁", en="who"),
        "action": Text(zh="做了或看了什么", en="what was done or seen"),
        "detail": Text(zh="细节，JSON；不含分数", en="detail as JSON; never a score"),
        "digest": Text(zh="日志链的摘要值", en="digest in the journal's chain"),
    },
}
_TABLE: Final = Text(zh="表", en="table")
_COLUMN: Final = Text(zh="列", en="column")
_MEANING: Final = Text(zh="含义", en="meaning")


@dataclass(frozen=True, slots=True)
class StudyTable:
    """One table: columns as in the dictionary, and rows of texts, numbers or None."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def text_rows(self) -> Iterator[list[str]]:
        """Yield the rows as texts."""
        for row in self.rows:
            yield ["" if value is None else str(value) for value in row]


@dataclass(frozen=True, slots=True)
class LogRow:
    """An entry of the journal."""

    number: int
    at: str
    actor: str
    action: str
    detail: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class StudyRecords:
    """Everything of a study that its reader may see.

    ``plans``: key, title, level, digest, whether for calibration, issuer. ``members``: name, role, why left.
    ``cells``: whether for calibration, and the cell.
    """

    name: str
    stage: Stage
    rubric: Rubric
    rubric_digest: str
    plans: tuple[tuple[str, str, str, str, bool, str], ...]
    members: tuple[tuple[str, Role, str], ...]
    assignment: Mapping[str, tuple[str, ...]]
    cells: tuple[tuple[bool, RatedCell], ...]
    votes: tuple[Vote, ...]
    notes: tuple[Note, ...]
    decisions: tuple[Decision, ...]
    comments: tuple[Comment, ...]
    seals: tuple[Seal, ...]
    openings: Mapping[str, tuple[Opening, ...]]
    log: tuple[LogRow, ...]


def study_tables(records: StudyRecords) -> dict[str, StudyTable]:
    """Return all tables by name, in the order of the dictionary."""
    rows: dict[str, Sequence[tuple[Any, ...]]] = {
        "study": [(records.name, records.stage.value, records.rubric_digest)],
        "items": [
            (item.id, item.name, level.level, criterion.id, criterion.text, int(criterion.core))
            for item in records.rubric.items
            for level in item.levels
            for criterion in level.criteria
        ],
        "plans": [
            (key, title, level, digest, int(calibration), issuer)
            for key, title, level, digest, calibration, issuer in records.plans
        ],
        "members": [(name, role.value, withdrawn) for name, role, withdrawn in records.members],
        "assignment": [(plan, rater) for plan, team in records.assignment.items() for rater in team],
        "cells": [
            (
                int(practice),
                one.cell.plan,
                one.rater,
                one.cell.item,
                *_judged(one.judgement),
                one.revision,
                one.at,
            )
            for practice, one in records.cells
        ],
        "votes": [
            (
                one.cell.plan,
                one.rater,
                one.cell.item,
                *_judged(one.judgement),
                one.reason,
                one.error_class.value,
                one.at,
            )
            for one in records.votes
        ],
        "notes": [(one.cell.plan, one.cell.item, one.author, one.text, one.at) for one in records.notes],
        "consensus": [
            (
                one.cell.plan,
                one.cell.item,
                *_judged(one.judgement),
                int(one.unanimous),
                one.reason,
                one.author,
                "; ".join(one.dissent),
                one.at,
            )
            for one in records.decisions
        ],
        "comments": [
            (one.number, one.author, one.plan, one.item, one.text, one.at, one.reply, one.reply_at)
            for one in records.comments
        ],
        "seals": list(_seal_rows(records)),
        "log": [
            (
                one.number,
                one.at,
                one.actor,
                one.action,
                json.dumps(dict(one.detail), ensure_ascii=False, sort_keys=True),
                one.digest,
            )
            for one in records.log
        ],
    }
    return {
        name: StudyTable(tuple(columns), tuple(tuple(row) for row in rows[name]))
        for name, columns in DICTIONARY.items()
    }


def _judged(judgement: Judgement) -> tuple[Any, ...]:
    return (
        judgement.state.value,
        judgement.score,
        " ".join(judgement.criteria),
        json.dumps([quote.as_data() for quote in judgement.quotes], ensure_ascii=False),
        judgement.confidence.value if judgement.confidence else None,
        judgement.reason,
    )


def _seal_rows(records: StudyRecords) -> Iterator[tuple[Any, ...]]:
    for seal in records.seals:
        salts: dict[Cell, str] = {one.cell: one.salt for one in records.openings.get(seal.rater, ())}
        for cell in sorted(seal.commitments):
            yield (
                seal.rater,
                cell.plan,
                cell.item,
                seal.commitments[cell],
                salts.get(cell),
                seal.digest,
                seal.at,
            )


def dictionary_rows(language: Language) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return heads and rows of the data dictionary."""
    heads = tuple(head.render(language) for head in (_TABLE, _COLUMN, _MEANING))
    return heads, [
        (table, column, meaning.render(language))
        for table, columns in DICTIONARY.items()
        for column, meaning in columns.items()
    ]
