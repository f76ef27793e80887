"""Packs on disk: those shipped with Liance and those in a user's folder.

A pack is one folder with a ``pack.yaml``. A user's pack of the same id takes the place of the shipped one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from liance import __version__
from liance.core.canonical import digest_value
from liance.core.errors import PackError, UnknownNameError
from liance.core.findings import Finding
from liance.core.language import Text
from liance.core.limits import MAX_PACK_FILE_BYTES
from liance.packs.diagnosis import Diagnosis
from liance.packs.drafting import CandidateSet, RegionalProfile
from liance.packs.model import CueSet, Examples, IndicatorCatalogue, Lexicon, Rubric, Vocabulary
from liance.packs.oversight import OversightRules
from liance.packs.reading import Pack, read_pack
from liance.packs.topics import Topics

RUBRIC = Text(zh="评分标准", en="rubric")
STUDY = Text(zh="研究数据", en="study")
LEXICON = Text(zh="规则用词", en="lexicon")
PACK = Text(zh="数据包", en="pack")
SERIES = Text(zh="产业序列", en="industry series")
SCENARIO = Text(zh="场景", en="scenario")
CATALOGUE = Text(zh="指标目录", en="indicator catalogue")
DIAGNOSIS = Text(zh="诊断规则", en="diagnosis")
TOPICS = Text(zh="主题词表", en="topics")
PROFILE = Text(zh="区域画像目录", en="catalogue of regional profiles")
OVERSIGHT = Text(zh="监督规则", en="set of oversight rules")
CANDIDATES = Text(zh="候选场景", en="set of candidate scenarios")
#: The folder of each kind of shipped packs.
_SHELVES = {
    "rubric": "rubrics",
    "vocabulary": "vocabularies",
    "lexicon": "lexicons",
    "indicators": "indicators",
    "study": "studies",
    "diagnosis": "diagnoses",
    "topics": "topics",
    "profile": "profiles",
    "candidates": "candidates",
    "series": "series",
    "scenario": "scenarios",
    "oversight": "oversight",
}


@dataclass(frozen=True, slots=True)
class RubricPack:
    """A rubric with everything the machine rater needs.

    ``digest`` pins the rubric itself, ``cues_digest`` what the machine rater looks for.
    """

    id: str
    version: str
    digest: str
    rubric: Rubric
    examples: Examples
    cues: CueSet
    lexicon: Lexicon
    cues_digest: str


class Library:
    """The packs that can be named: shipped ones, then those in ``folders`` (later ones win)."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self.folders = tuple(folders)

    @cached_property
    def _places(self) -> dict[str, Traversable]:
        roots: list[Traversable] = list(_shipped_roots())
        roots += [folder for folder in self.folders if folder.is_dir()]
        found: dict[str, Traversable] = {}
        for root in roots:
            if (root / "pack.yaml").is_file():
                found[root.name] = root
            for folder in sorted(root.iterdir(), key=lambda entry: entry.name):
                if folder.is_dir() and (folder / "pack.yaml").is_file():
                    found[folder.name] = folder
        return found

    def names(self) -> tuple[str, ...]:
        """Return the ids of all packs, sorted."""
        return tuple(sorted(self._places))

    def place(self, name: str) -> Traversable:
        """Return the folder of the pack ``name``.

        Raises:
            UnknownNameError: there is no such pack.
        """
        if name not in self._places:
            raise UnknownNameError(PACK, name, self._places)
        return self._places[name]

    def pack(self, name: str) -> Pack:
        """Return the pack ``name``.

        Raises:
            UnknownNameError: there is no such pack.
            PackError: it is broken.
        """
        pack, findings = check_folder(self.place(name))
        if pack is None:
            raise PackError(name, findings)
        return pack

    def names_of(self, kind: str) -> tuple[str, ...]:
        """Return the ids of all sound packs of one kind, sorted."""
        shelf = _SHELVES[kind]
        own = {name for name, place in self._places.items() if _parent_name(place) == shelf}
        for name in set(self._places) - own:
            if _parent_name(self._places[name]) not in _SHELVES.values():
                pack, _ = check_folder(self._places[name])
                if pack is not None and pack.manifest.kind == kind:
                    own.add(name)
        return tuple(sorted(own))

    def rubric(self, name: str) -> RubricPack:
        """Return the rubric ``name`` with its cues and lexicon.

        Raises:
            UnknownNameError: there is no such rubric.
            PackError: it, its lexicon or the pack of its cues is broken.
        """
        if name not in self._places:
            raise UnknownNameError(RUBRIC, name, self.names_of("rubric"))
        pack = self.pack(name)
        if pack.manifest.kind != "rubric":
            raise UnknownNameError(RUBRIC, name, self.names_of("rubric"))
        rubric = pack.part("rubric.yaml", Rubric)
        cue_pack = (
            pack if rubric.cues_of is None or "cues.yaml" in pack.content else self.pack(rubric.cues_of)
        )
        # A rubric without cues is for people only: the machine then judges no item.
        has_cues = "cues.yaml" in cue_pack.content
        cues = cue_pack.part("cues.yaml", CueSet) if has_cues else CueSet(items=())
        lexicon_pack = self.pack(rubric.lexicon)
        if "lexicon.yaml" not in lexicon_pack.content:
            raise UnknownNameError(LEXICON, rubric.lexicon, self.names_of("lexicon"))
        return RubricPack(
            id=pack.manifest.id,
            version=pack.manifest.version,
            digest=pack.digest_of("rubric.yaml"),
            rubric=rubric,
            examples=pack.part("examples.yaml", Examples),
            cues=cues,
            lexicon=lexicon_pack.part("lexicon.yaml", Lexicon),
            cues_digest=digest_value(
                [cue_pack.digest_of("cues.yaml") if has_cues else "", lexicon_pack.digest]
            ),
        )

    def indicators(self, name: str) -> IndicatorCatalogue:
        """Return the indicator catalogue ``name``.

        Raises:
            UnknownNameError: there is no such catalogue.
            PackError: it is broken.
        """
        pack = self.pack(name) if name in self._places else None
        if pack is None or pack.manifest.kind != "indicators":
            raise UnknownNameError(CATALOGUE, name, self.names_of("indicators"))
        return pack.part("indicators.yaml", IndicatorCatalogue)

    def profile(self, name: str) -> RegionalProfile:
        """Return what a regional profile is made of, by the pack ``name``.

        Raises:
            UnknownNameError: there is no such pack.
            PackError: it is broken.
        """
        pack = self.pack(name) if name in self._places else None
        if pack is None or pack.manifest.kind != "profile":
            raise UnknownNameError(PROFILE, name, self.names_of("profile"))
        return pack.part("profile.yaml", RegionalProfile)

    def candidates(self, name: str) -> CandidateSet:
        """Return the candidate scenarios of the pack ``name``.

        Raises:
            UnknownNameError: there is no such pack.
            PackError: it is broken.
        """
        pack = self.pack(name) if name in self._places else None
        if pack is None or pack.manifest.kind != "candidates":
            raise UnknownNameError(CANDIDATES, name, self.names_of("candidates"))
        return pack.part("candidates.yaml", CandidateSet)

    def study(self, name: str) -> Pack:
        """Return the pack of the study ``name``; its content is ``study.yaml``.

        Raises:
            UnknownNameError: there is no such study.
            PackError: it is broken.
        """
        if name not in self._places:
            raise UnknownNameError(STUDY, name, self.names_of("study"))
        pack = self.pack(name)
        if pack.manifest.kind != "study":
            raise UnknownNameError(STUDY, name, self.names_of("study"))
        return pack

    def diagnosis(self, name: str) -> Diagnosis:
        """Return the rules of the diagnosis ``name``.

        Raises:
            UnknownNameError: there is no such diagnosis.
            PackError: it is broken.
        """
        return self._of_kind(name, "diagnosis", DIAGNOSIS).part("rules.yaml", Diagnosis)

    def topics(self, name: str) -> Topics:
        """Return the topics ``name``.

        Raises:
            UnknownNameError: there are no such topics.
            PackError: they are broken.
        """
        return self._of_kind(name, "topics", TOPICS).part("topics.yaml", Topics)

    def oversight(self, name: str) -> OversightRules:
        """Return the oversight rules ``name``.

        Raises:
            UnknownNameError: there are no such rules.
            PackError: they are broken.
        """
        return self._of_kind(name, "oversight", OVERSIGHT).part("oversight.yaml", OversightRules)

    def series(self, name: str) -> Pack:
        """Return the pack of industry series ``name``; its content is ``series.yaml``.

        Raises:
            UnknownNameError: there is no such pack.
            PackError: it is broken.
        """
        return self._of_kind(name, "series", SERIES)

    def _of_kind(self, name: str, kind: str, what: Text) -> Pack:
        pack = self.pack(name) if name in self._places else None
        if pack is None or pack.manifest.kind != kind:
            raise UnknownNameError(what, name, self.names_of(kind))
        return pack

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """All vocabularies by pack id.

        Raises:
            PackError: one of them is broken.
        """
        return {
            name: self.pack(name).part("vocabulary.yaml", Vocabulary) for name in self.names_of("vocabulary")
        }


def check_folder(folder: Traversable) -> tuple[Pack | None, list[Finding]]:
    """Read the pack in ``folder`` and return it with its findings."""
    data: dict[str, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_file() and entry.name.endswith((".yaml", ".yml")):
            with entry.open("rb") as stream:
                data[entry.name] = stream.read(MAX_PACK_FILE_BYTES + 1)
    return read_pack(data, __version__, prefix=f"{folder.name}/")


def _shipped_roots() -> Iterator[Traversable]:
    data = files("liance") / "data"
    for shelf in sorted(_SHELVES.values()):
        yield data / shelf


def _parent_name(place: Traversable) -> str:
    return Path(str(place)).parent.name
