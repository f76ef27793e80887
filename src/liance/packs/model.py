"""What data packs hold, as frozen values. The YAML of a pack is read into exactly these shapes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: Lower-case words joined by hyphens: safe as a name, a folder and a part of an address.
PackId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
Term = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Bilingual(_Frozen):
    """A text in both languages."""

    zh: Sentence
    en: Sentence


class Source(_Frozen):
    """Where facts of a pack come from: a paper, a standard, a regulation."""

    title: Sentence
    place: str = ""
    year: int | None = None


class Manifest(_Frozen):
    """``pack.yaml``: the head of every pack.

    ``engine`` is the lowest version of Liance that reads the pack.
    """

    id: PackId
    kind: Literal["rubric", "vocabulary", "lexicon"]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    title: Bilingual
    language: Literal["zh", "en"]
    licence: str
    engine: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    sources: tuple[Source, ...] = ()


class Vocabulary(_Frozen):
    """``vocabulary.yaml``: the words of one subject technology.

    ``names`` are what the subject itself is called (the first is the usual name), ``components`` the parts
    and forms it consists of (组成部分), ``problems`` the key technical problems within those parts
    (关键性技术问题), ``products`` the words for its products and services. ``broader`` names other
    vocabularies whose components, problems and products also count.
    """

    names: Annotated[tuple[Term, ...], Field(min_length=1)]
    components: tuple[Term, ...]
    problems: tuple[Term, ...]
    products: tuple[Term, ...]
    broader: tuple[PackId, ...] = ()
