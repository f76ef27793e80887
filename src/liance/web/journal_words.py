"""What the journal's entries say in words: actions, what was acted on, and their details, in both languages.

The journal keeps keys and codes, so that its chain of digests holds in every language; words are put to them here alone.
A key that nobody named shows as it is kept: a log hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from liance.core.language import Language, Text
from liance.web.permissions import ROLE_NAMES, Role
from liance.workbench.serving import STUDY_ACTIONS
from liance.workbench.studies import leading

#: What actions are called; those of studies are named by ``plans.study``.
ACTIONS: Final = {
    "plan.added": Text(zh="上传规划", en="plan uploaded"),
    "plan.metadata_edited": Text(zh="修改元数据", en="metadata edited"),
    "plan.removed": Text(zh="移除规划", en="plan removed"),
    "plan.downloaded": Text(zh="下载原件", en="file downloaded"),
    "delivery.imported": Text(zh="跟踪规划目标", en="targets taken up"),
    "delivery.settled": Text(zh="确定责任与基数", en="owners and baselines settled"),
    "delivery.observed": Text(zh="登记进展", en="progress recorded"),
    "draft.added": Text(zh="新建草稿", en="draft begun"),
    "draft.removed": Text(zh="删除草稿", en="draft removed"),
    "draft.exported": Text(zh="导出草稿", en="draft exported"),
    "draft.kept": Text(zh="存草案版本", en="draft version kept"),
    "drafting.added": Text(zh="新建起草项目", en="draft project begun"),
    "drafting.saved": Text(zh="保存工作表", en="worksheet saved"),
    "drafting.table_added": Text(zh="上传数据表", en="table uploaded"),
    "drafting.table_removed": Text(zh="移除数据表", en="table removed"),
    "drafting.removed": Text(zh="移除起草项目", en="draft project removed"),
    "drafting.downloaded": Text(zh="下载草案", en="draft downloaded"),
    "call.published": Text(zh="列入场景清单", en="scenario listed"),
    "call.opened": Text(zh="张榜", en="call opened"),
    "call.applied": Text(zh="登记申报", en="applicant entered"),
    "call.rated": Text(zh="登记评分", en="scores entered"),
    "call.closed": Text(zh="截止申报", en="call closed"),
    "call.selected": Text(zh="选定揭榜单位", en="applicant selected"),
    "call.resulted": Text(zh="登记验收", en="result entered"),
    "call.withdrawn": Text(zh="撤回场景", en="call withdrawn"),
    "rating.own": Text(zh="分析员评分", en="analyst's rating"),
    "token.added": Text(zh="新建令牌", en="token made"),
    "token.revoked": Text(zh="停用令牌", en="token revoked"),
    "person.added": Text(zh="添加人员", en="person added"),
    "person.changed": Text(zh="修改人员", en="person changed"),
    "session.opened": Text(zh="登录", en="signed in"),
    "session.refused": Text(zh="登录失败", en="sign-in refused"),
    "session.closed": Text(zh="退出", en="signed out"),
    "report.downloaded": Text(zh="下载报告", en="report downloaded"),
}
#: What is acted on: the word before the colon of a subject.
SUBJECTS: Final = {
    "plan": Text(zh="规划", en="plan"),
    "delivery": Text(zh="目标与兑现", en="delivery"),
    "draft": Text(zh="草稿", en="draft"),
    "drafting": Text(zh="起草项目", en="draft project"),
    "call": Text(zh="场景", en="scenario"),
    "token": Text(zh="令牌", en="token"),
    "person": Text(zh="人员", en="person"),
    "session": Text(zh="会话", en="session"),
    "study": Text(zh="研究", en="study"),
    "report": Text(zh="比较报告", en="comparison report"),
    "tracker": Text(zh="政策追踪", en="policy tracker"),
    "sha256": Text(zh="文档", en="document"),
}
#: What the keys of details are called.
KEYS: Final = {
    "act": Text(zh="想做的事", en="attempted"),
    "added": Text(zh="新增", en="added"),
    "address": Text(zh="来自地址", en="from"),
    "after": Text(zh="之后", en="after"),
    "all": Text(zh="全部格的摘要", en="digest of all cells"),
    "before": Text(zh="之前", en="before"),
    "bridges": Text(zh="共评份数", en="shared plans"),
    "calibration": Text(zh="校准用", en="for practice"),
    "cells": Text(zh="格数", en="cells"),
    "changed": Text(zh="有变", en="changed"),
    "characters": Text(zh="字数", en="characters"),
    "design": Text(zh="分配方式", en="design"),
    "digest": Text(zh="摘要", en="digest"),
    "document": Text(zh="文档", en="document"),
    "dropped": Text(zh="删去", en="dropped"),
    "error_class": Text(zh="差错类别", en="kind of error"),
    "file": Text(zh="文件摘要", en="file's digest"),
    "findings": Text(zh="问题", en="findings"),
    "first": Text(zh="前几格", en="first cells"),
    "form": Text(zh="格式", en="format"),
    "format": Text(zh="格式", en="format"),
    "is_active": Text(zh="账号可用", en="account active"),
    "issuer": Text(zh="可提意见的账号", en="may comment"),
    "item": Text(zh="评分项", en="item"),
    "lines": Text(zh="目标条数", en="targets"),
    "may_write": Text(zh="可写", en="may write"),
    "member": Text(zh="成员", en="member"),
    "name": Text(zh="名称", en="name"),
    "new_password": Text(zh="改了密码", en="new password"),
    "note": Text(zh="备注", en="note"),
    "number": Text(zh="编号", en="number"),
    "per_plan": Text(zh="每份人数", en="raters per plan"),
    "plan": Text(zh="规划", en="plan"),
    "plans": Text(zh="规划份数", en="plans"),
    "rater": Text(zh="评分者", en="rater"),
    "reason": Text(zh="理由", en="reason"),
    "reference": Text(zh="凭证", en="reference"),
    "revision": Text(zh="修订", en="revision"),
    "role": Text(zh="身份", en="role"),
    "roles": Text(zh="角色", en="roles"),
    "rubric": Text(zh="评分标准", en="rubric"),
    "rule": Text(zh="规则", en="rule"),
    "rules": Text(zh="规则", en="rules"),
    "same": Text(zh="未变", en="unchanged"),
    "score": Text(zh="分数", en="score"),
    "seed": Text(zh="随机种子", en="seed"),
    "signature": Text(zh="签名", en="signature"),
    "source": Text(zh="来源", en="source"),
    "state": Text(zh="状态", en="state"),
    "taken": Text(zh="采用", en="taken"),
    "title": Text(zh="标题", en="title"),
    "unanimous": Text(zh="一致", en="unanimous"),
    "version": Text(zh="版本", en="version"),
    "votes": Text(zh="票数", en="votes"),
    "withdrawn": Text(zh="撤回", en="withdrawn"),
    # Of a plan's metadata.
    "level": Text(zh="级别", en="level"),
    "published": Text(zh="发布日期", en="published"),
    "effective": Text(zh="生效日期", en="effective"),
    "region": Text(zh="地区", en="region"),
    "region_code": Text(zh="行政区划代码", en="division code"),
    "subject": Text(zh="主题技术", en="subject"),
    "document_number": Text(zh="文号", en="document number"),
    "period_start": Text(zh="规划期起", en="period from"),
    "period_end": Text(zh="规划期止", en="period to"),
}
#: What codes among the values are called, by key.
_VALUES: Final[Mapping[str, Mapping[str, Text]]] = {
    "design": {one.value: text for one, text in leading.DESIGNS.items()},
    "error_class": {one.value: text for one, text in leading.ERROR_CLASSES.items()},
    "state": {one.value: text for one, text in leading.STATES.items()}
    | {
        "listed": Text(zh="已列入", en="listed"),
        "open": Text(zh="张榜中", en="open"),
        "closed": Text(zh="已截止", en="closed"),
        "selected": Text(zh="已选定", en="selected"),
        "done": Text(zh="已完成", en="done"),
        "withdrawn": Text(zh="已撤回", en="withdrawn"),
    },
    "role": {one.value: text for one, text in leading.ROLES.items()},
    "roles": {one.value: text for one, text in ROLE_NAMES.items()},
    "level": {
        "nation": Text(zh="国家", en="nation"),
        "province": Text(zh="省级", en="province"),
        "city": Text(zh="地市级", en="city"),
        "district": Text(zh="区县级", en="district"),
    },
}
_STAGES: Final = {one.value: text for one, text in leading.STAGES.items()}
_YES: Final = Text(zh="是", en="yes")
_NO: Final = Text(zh="否", en="no")
_COLON: Final = Text(zh="：", en=": ")
_COMMA: Final = Text(zh="、", en=", ")
_SEMICOLON: Final = Text(zh="；", en="; ")
_SHA: Final = "sha256:"
#: Characters of a digest that are shown; the whole stands in the database and in exports.
_DIGEST_SHOWN: Final = 12


def action_words(action: str, language: Language) -> str:
    """Return what an action is called, empty where nobody named it."""
    text = ACTIONS.get(action)
    if text is None and action.startswith("study."):
        text = STUDY_ACTIONS.get(action.removeprefix("study."))
    return text.render(language) if text else ""


def subject_words(subject: str, language: Language) -> str:
    """Return what was acted on (``plan:12`` as 规划 12)."""
    kind, _, which = subject.partition(":")
    text = SUBJECTS.get(kind)
    if text is None:
        return subject
    return f"{text.render(language)} {which[:_DIGEST_SHOWN] + '…' if kind == 'sha256' else which}".strip()


def detail_words(
    action: str, detail: Mapping[str, Any], language: Language
) -> Iterator[tuple[str, str, str]]:
    """Yield of each detail its key in words, its value in words, and the whole digest where it is shortened."""
    for key, value in detail.items():
        if value in ("", None, [], {}):
            continue
        name = KEYS[key].render(language) if key in KEYS else key
        whole = value if isinstance(value, str) and value.startswith(_SHA) else ""
        yield name, _value(action, key, value, language), whole


def _value(action: str, key: str, value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return (_YES if value else _NO).render(language)
    if isinstance(value, Mapping):
        parts = (
            f"{name}{_COLON.render(language)}{shown}"
            for name, shown, _ in detail_words(action, value, language)
        )
        return _SEMICOLON.render(language).join(parts)
    if isinstance(value, list | tuple):
        pair = key == "first"
        parts = ("/".join(map(str, one)) if pair else _value(action, key, one, language) for one in value)
        return _COMMA.render(language).join(parts)
    words = _words_of(action, key).get(str(value))
    if words is not None:
        return words.render(language)
    text = str(value)
    if text.startswith(_SHA):
        return text[len(_SHA) : len(_SHA) + _DIGEST_SHOWN] + "…"
    return text[: 4 * _DIGEST_SHOWN] + "…" if key == "signature" else text


def _words_of(action: str, key: str) -> Mapping[str, Text]:
    """Return the words for a key's codes; ``before`` and ``after`` hold stages or roles by what was done."""
    if key in ("before", "after"):
        return _STAGES if action == "study.stage" else _VALUES["roles"] if action == "person.changed" else {}
    if key == "roles" and action == "person.added":
        return {role.value: ROLE_NAMES[role] for role in Role}
    return _VALUES.get(key, {})
