"""The two languages Liance speaks: Chinese first, English second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language a message can be shown in."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages, with ``{name}`` fields to be filled in."""

    zh: str
    en: str

    def render(self, language: Language, **fields: object) -> str:
        """Return the message in ``language`` with its fields filled in.

        Values are inserted as they are; a value that holds braces is not read as a field. A value that is itself a
        ``Text`` without fields is said in the same language.
        """
        template = self.zh if language is Language.ZH else self.en
        said = {
            name: value.render(language) if isinstance(value, Text) else value
            for name, value in fields.items()
        }
        return template.format(**said)

    @classmethod
    def listed(cls, texts: Iterable[Text]) -> Text:
        """Return several texts without fields as one list: 甲、乙 and a, b."""
        kept = tuple(texts)
        return cls("、".join(text.zh for text in kept), ", ".join(text.en for text in kept))

    @classmethod
    def same(cls, words: str) -> Text:
        """Return words (a name) that both languages say alike; braces in them are no fields."""
        plain = words.replace("{", "{{").replace("}", "}}")
        return cls(plain, plain)
