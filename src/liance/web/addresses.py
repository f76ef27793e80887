"""What stands in addresses: numbers that every database holds, and names that members of studies chose."""

from __future__ import annotations

from typing import Final

from django.urls import register_converter
from django.urls.converters import get_converters

#: How signs that an address cannot hold within a name are written (as in RFC 6901, and dots alone).
_ESCAPES: Final = (("~", "~0"), ("/", "~1"))


class Number:
    """A number that every database holds; longer ones are no address of ours."""

    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        """Read it."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Write it."""
        return str(value)


class Name:
    """A name that members chose: any signs, without a slash of its own in the address."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """Read it."""
        return unescaped(value)

    def to_url(self, value: str) -> str:
        """Write it."""
        return escaped(value)


def escaped(name: str) -> str:
    """Return a name as it stands in an address, before percent signs."""
    for sign, written in _ESCAPES:
        name = name.replace(sign, written)
    return name if name.strip(".") else name.replace(".", "~2")


def unescaped(name: str) -> str:
    """Return the name that ``escaped`` wrote; the sign that no database keeps is none of any name."""
    return name.replace("~2", ".").replace("~1", "/").replace("~0", "~").replace("\0", "\ufffd")


def register_converters() -> None:
    """Make ``<num:...>`` and ``<name:...>`` known to Django, once."""
    known = get_converters()
    for kind, converter in (("num", Number), ("name", Name)):
        if kind not in known:
            register_converter(converter, kind)
