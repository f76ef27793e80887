"""Our template tags: both languages side by side, dates, links that keep the query."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import template

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.core.numbers import decimal_text
from liance.web.language import current, shown_date, shown_moment

register = template.Library()


@register.simple_tag
def t(zh: str, en: str, **fields: object) -> str:
    """Say a sentence in the language of the request: ``{% t "共 {n} 份" "{n} plans" n=count %}``."""
    return Text(zh=zh, en=en).render(current(), **fields)


@register.filter
def spoken(text: Text | str | None) -> str:
    """Show a ``Text`` in the language of the request."""
    return text.render(current()) if isinstance(text, Text) else str(text or "")


@register.filter
def day(value: date | datetime | str | None) -> str:
    """Show a date."""
    return shown_date(value, current())


@register.filter
def moment(value: datetime | None) -> str:
    """Show an instant to the minute."""
    return shown_moment(value, current())


@register.filter
def instant(value: str | None) -> str:
    """Show an instant that is kept as text (ISO 8601)."""
    return shown_moment(datetime.fromisoformat(value.replace("Z", "+00:00")), current()) if value else "—"


@register.filter
def minus(value: int, other: int) -> int:
    """Take one number from another."""
    return value - other


@register.filter
def for_any_subject(text: str) -> str:
    """Show a rubric's text with the subject technology named in general."""
    return text.replace("{subject}", Text(zh="主题技术", en="the technology").render(current()))


@register.filter
def item_of(mapping: Any, key: object) -> Any:
    """Look a key up in a mapping; nothing where it is not there."""
    return mapping.get(key) if mapping else None


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """Return the query string of this page with some values changed; an empty value drops its key."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    encoded: str = query.urlencode()
    return "?" + encoded


_SEVERITY_CLASSES = {"error": "bad", "warning": "warn", "info": ""}
_SEVERITY_WORDS = {
    "error": Text(zh="错误", en="error"),
    "warning": Text(zh="提示", en="warning"),
    "info": Text(zh="说明", en="note"),
}
#: What the journal's actions are called.
_ACTIONS = {
    "plan.added": Text(zh="上传规划", en="plan uploaded"),
    "plan.metadata_edited": Text(zh="修改元数据", en="metadata edited"),
    "plan.removed": Text(zh="移除规划", en="plan removed"),
    "plan.downloaded": Text(zh="下载原件", en="file downloaded"),
    "draft.added": Text(zh="新建草稿", en="draft begun"),
    "draft.removed": Text(zh="删除草稿", en="draft removed"),
    "draft.exported": Text(zh="导出草稿", en="draft exported"),
    "drafting.added": Text(zh="新建起草项目", en="draft project begun"),
    "drafting.saved": Text(zh="保存工作表", en="worksheet saved"),
    "drafting.table_added": Text(zh="上传数据表", en="table uploaded"),
    "drafting.table_removed": Text(zh="移除数据表", en="table removed"),
    "drafting.removed": Text(zh="移除起草项目", en="draft project removed"),
    "drafting.downloaded": Text(zh="下载草案", en="draft downloaded"),
    "draft.kept": Text(zh="存草案版本", en="draft version kept"),
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


@register.filter
def finding_message(finding: Finding) -> str:
    """Say what is wrong."""
    return finding.message(current())


@register.filter
def finding_advice(finding: Finding) -> str:
    """Say what to do about it."""
    return finding.advice(current())


@register.filter
def finding_text(finding: Finding) -> str:
    """Say what is wrong and what to do in one line."""
    stop = "。" if current() is Language.ZH else ". "
    return f"{finding.message(current())}{stop}{finding.advice(current())}"


@register.filter
def severity_word(finding: Finding) -> str:
    """Return the word for a finding's severity."""
    return _SEVERITY_WORDS[finding.severity.value].render(current())


@register.filter
def severity_class(finding: Finding) -> str:
    """Return the style of a finding's severity."""
    return _SEVERITY_CLASSES[finding.severity.value]


@register.filter
def action_word(action: str) -> str:
    """Return what an action of the journal is called; other parts' actions show as they are."""
    from liance.workbench.serving import STUDY_ACTIONS

    text = _ACTIONS.get(action) or STUDY_ACTIONS.get(action.removeprefix("study."))
    return text.render(current()) if text else ""


@register.inclusion_tag("parts/score.html")
def score(value: int | None, state: str = "", href: str = "", label: str = "") -> dict[str, Any]:
    """Show a score as a chip: its colour is never the only sign, the number or a dash always stands there."""
    from liance.workbench.reading import state_word

    return {
        "value": value,
        "kind": "x" if value is None else min(value, 4),
        "title": state_word(state, current()) if state else "",
        "href": href,
        "label": label,
    }


@register.filter
def add_text(value: object, more: object) -> str:
    """Join two values as text."""
    return f"{value}{more}"


@register.filter
def level_word(level: Any) -> str:
    """Return the word for a level of government, a dash where it is unknown."""
    from liance.workbench.shelf import level_words

    return level_words(current())[level.value] if level else "—"


_VERDICTS = {
    "match": Text(zh="一致", en="agrees"),
    "mismatch": Text(zh="不一致", en="contradicts"),
    "explained": Text(zh="有读法可解释", en="explained by a reading"),
    "impossible": Text(zh="不可能", en="impossible"),
    "given": Text(zh="原始数据", en="given"),
    "undecidable": Text(zh="无法确定", en="cannot be told"),
}


@register.filter
def verdict_word(verdict: str) -> str:
    """Return the word for the verdict on a claim."""
    return _VERDICTS[verdict].render(current())


@register.filter
def at(values: Any, place: int) -> Any:
    """Return one value of a list; nothing beyond its end."""
    return values[place] if 0 <= place < len(values) else ""


@register.filter
def number(value: Any) -> str:
    """Show an exact number as plain digits."""
    return decimal_text(Fraction(value))


@register.filter
def starts(path: str, stem: str) -> bool:
    """Whether an address lies below another."""
    return path.startswith(stem)


@register.filter
def shown_values(values: Any) -> str:
    """Show a published or recomputed value, or several; words of the audit in the language of the page."""
    if values is None:
        return "—"
    several = values if isinstance(values, list | tuple) else [values]
    return " / ".join(
        _VERDICTS[str(one)].render(current()) if str(one) in _VERDICTS else str(one) for one in several
    )
