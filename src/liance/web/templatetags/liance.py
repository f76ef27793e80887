"""Our template tags: both languages side by side, dates, links that keep the query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import template

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.core.numbers import decimal_text
from liance.web import language
from liance.web.journal_words import action_words, detail_words, subject_words
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
    """Return what an action of the journal is called; nothing where nobody named it."""
    return action_words(action, current())


@register.filter
def subject_word(subject: str) -> str:
    """Return what an entry of the journal is about."""
    return subject_words(subject, current())


@register.filter
def details(entry: Any) -> list[tuple[str, str, str]]:
    """Return the details of an entry of the journal in words: name, value, and the whole of a shortened digest."""
    return list(detail_words(entry.action, entry.detail, current()))


@register.filter
def listed(names: Iterable[str]) -> str:
    """Join names as a list is written in the language of the request."""
    return language.listed(names)


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
