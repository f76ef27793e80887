"""The language of a page: the one switch that our texts, Django's and allauth's forms all follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from liance.core.language import Language, Text

#: Django's names of our languages, Chinese first.
DJANGO_NAMES = {Language.ZH: "zh-hans", Language.EN: "en"}
#: Instants are kept in UTC and shown in the time of China.
SHOWN_ZONE = ZoneInfo("Asia/Shanghai")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def current() -> Language:
    """Return the language of the request being answered."""
    return Language.EN if (translation.get_language() or "").startswith("en") else Language.ZH


def say(text: Text, **fields: object) -> str:
    """Return the text in the language of the request."""
    return text.render(current(), **fields)


def shown_date(value: date | datetime | str | None, language: Language) -> str:
    """Return a day (or an ISO date and its known part) as people of the language write it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        value = value.astimezone(SHOWN_ZONE).date()
    parts = value.isoformat().split("-") if isinstance(value, date) else value.split("-")
    if not all(part.isdigit() for part in parts) or not 1 <= len(parts) <= 3:
        return str(value)
    numbers = [int(part) for part in parts]
    if language is Language.ZH:
        return "".join(f"{number}{sign}" for number, sign in zip(numbers, "年月日", strict=False))
    month = _MONTHS[numbers[1] - 1] if len(numbers) > 1 and 1 <= numbers[1] <= 12 else ""
    day = str(numbers[2]) if len(numbers) > 2 else ""
    return " ".join(part for part in (day, month, str(numbers[0])) if part)


def shown_moment(value: datetime | None, language: Language) -> str:
    """Return an instant to the minute, in the time of China."""
    if value is None:
        return "—"
    local = value.astimezone(SHOWN_ZONE)
    return f"{shown_date(local, language)} {local:%H:%M}"


def listed(names: Iterable[str]) -> str:
    """Join names as a list is written in the language of the request."""
    return ("、" if current() is Language.ZH else ", ").join(names)
