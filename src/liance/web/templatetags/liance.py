"""Our template tags: both languages side by side, dates, links that keep the query."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template

from liance.core.language import Text
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
    return "?" + query.urlencode()
