"""The stored corpus: add plans, list them with their scores, mend what is known of them, find those that are alike.

Scores, targets and sketches are computed once per document and all they depend on and kept in the store; a page of plans
reads them in a few queries. Whole scored plans (with evidence) are computed again where they are shown; the last ones stay
in memory.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from fractions import Fraction
from functools import cache
from typing import Any, Final

from liance import __version__
from liance.core.canonical import digest_value
from liance.core.errors import LianceError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.delivery.targets import find_targets
from liance.packs.library import Library, RubricPack
from liance.plans.documents.fields import reader_of
from liance.plans.documents.likeness import near, sketch
from liance.plans.documents.model import Level, Metadata, Origin
from liance.plans.documents.revision import MAX_COMPARED_CHARACTERS, Row, revise
from liance.plans.scoring import ScoredPlan
from liance.plans.structure import Outline, outline
from liance.reports.words import LEVELS
from liance.workbench.intake import read_upload
from liance.workbench.keeping import Kept
from liance.workbench.packs import open_library
from liance.workbench.scoring import DEFAULT_RUBRIC, Scorer
from liance.workbench.store import now
from liance.workbench.targets import Target, deadline_words, kind_word, section_word, value_words

__all__ = ["DEFAULT_RUBRIC", "Added", "Card", "PlanRow", "Shelf", "level_words"]

SAME_FILE = FindingKind(
    "shelf.same_file",
    Severity.WARNING,
    says=Text(
        zh="语料中已有内容完全相同的规划“{other}”",
        en="the corpus has a plan with the very same content: '{other}'",
    ),
    advice=Text(
        zh="没有另建一份；如是同一规划的新版本，请在原规划页上传",
        en="it was not added again; a new version of a plan is uploaded on that plan's page",
    ),
)
NEARLY_SAME = FindingKind(
    "shelf.nearly_same",
    Severity.WARNING,
    says=Text(
        zh="与“{other}”约有 {percent}% 的文字相同",
        en="about {percent} % of the text is the same as in '{other}'",
    ),
    advice=Text(
        zh="请看是否为同一规划的另一版本；若是，请合并为一个规划的两个版本",
        en="see whether it is another version of that plan; if so, keep both as versions of one plan",
    ),
)
BAD_FIELD = FindingKind(
    "shelf.bad_field",
    Severity.ERROR,
    says=Text(zh="“{name}”应为{expected_zh}，不能是“{value}”", en="'{value}' is not {expected_en}"),
    advice=Text(zh="请改正后再保存", en="mend it and save again"),
)


class RevisionTooLongError(LianceError):
    """Two versions are too long to be compared sign by sign."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="文本超过 {bound} 字，无法逐字比较两个版本",
                en="the text is longer than {bound} characters; the versions cannot be compared sign by sign",
            ),
            bound=MAX_COMPARED_CHARACTERS,
        )


@dataclass(frozen=True, slots=True)
class Card:
    """What listings show of a scorecard: score and state by item, aggregates as displayed."""

    subject: str
    scores: Mapping[str, int | None]
    states: Mapping[str, str]
    aggregates: Mapping[str, str | None]
    is_plan: bool


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line of the listing. ``version`` is the newest one (``store.corpus.repository.Version``)."""

    version: Any
    card: Card | None


@dataclass(frozen=True, slots=True)
class PlanList:
    """A page of the listing; ``total`` counts all that fit."""

    rows: tuple[PlanRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Added:
    """What came of an upload: the version, and whether the same file was there already."""

    version: Any
    findings: tuple[Finding, ...]
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Alike:
    """A plan that has much in common with another."""

    version: Any
    share: Fraction

    @property
    def percent(self) -> int:
        """The share in whole per cent."""
        return round(self.share * 100)


#: Scored plans and outlines that stay in memory.
_PLANS_KEPT: Final = 48


@cache
def shared_library() -> Library:
    """Return the shipped packs, read once: the server reads no packs of users."""
    return open_library(None)


@dataclass(slots=True)
class Shelf:
    """The corpus of one office with the rubrics it may be scored by; safe to use from several threads."""

    _scorers: dict[str, Scorer] = field(default_factory=dict)
    _plans: Kept[tuple[str, ...], ScoredPlan] = field(default_factory=lambda: Kept(_PLANS_KEPT))
    _outlines: Kept[tuple[str, str], Outline] = field(default_factory=lambda: Kept(_PLANS_KEPT))
    _pairs: Kept[str, tuple[tuple[Any, Any, int], ...]] = field(default_factory=lambda: Kept(1))
    _newest: Kept[str, tuple[Any, ...]] = field(default_factory=lambda: Kept(1))
    _known_sketches: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # -- rubrics

    def rubrics(self) -> tuple[RubricPack, ...]:
        """Return all rubrics, the usual one first."""
        names = shared_library().names_of("rubric")
        return tuple(
            self.scorer(name).pack for name in sorted(names, key=lambda name: (name != DEFAULT_RUBRIC, name))
        )

    def scorer(self, rubric: str = DEFAULT_RUBRIC) -> Scorer:
        """Return the scorer of a rubric.

        Raises:
            UnknownNameError: there is no such rubric.
        """
        with self._lock:
            if rubric not in self._scorers:
                self._scorers[rubric] = Scorer(shared_library(), rubric)
            return self._scorers[rubric]

    # -- adding

    def add(self, name: str, data: bytes, actor: str, *, plan: int | None = None, note: str = "") -> Added:
        """Read an uploaded file, score it and keep it: as a new plan, or as the next version of ``plan``.

        Raises:
            DocumentError: it cannot be read.
            NotInStoreError: there is no such plan.
        """
        from liance.store.corpus import repository as corpus

        document, findings = read_upload(name, data)
        same = corpus.plans_with_document(document.digest)
        if same and plan is None:
            place = Place(document.source)
            return Added(same[-1], (SAME_FILE.at(place, other=same[-1].name),), is_new=False)
        if plan is None:
            version = corpus.add_plan(document, data, at=now(), actor=actor, findings=findings, note=note)
        else:
            old = corpus.plan_version(plan).metadata
            kept = {
                name: getattr(old, name) for name, origin in old.origins.items() if origin is Origin.OPTION
            }
            document = replace(document, metadata=document.metadata.overridden(Origin.OPTION, kept))
            version = corpus.add_version(
                plan, document, data, at=now(), actor=actor, findings=findings, note=note
            )
        others = self.alike(version)
        self.card(version)
        place = Place(document.source)
        alike = [NEARLY_SAME.at(place, other=one.version.name, percent=one.percent) for one in others[:3]]
        return Added(version, (*document.findings, *findings, *alike))

    # -- reading

    def plan(self, plan: int, number: int | None = None) -> Any:
        """Return a version of a plan, the newest by default.

        Raises:
            NotInStoreError: there is none.
        """
        from liance.store.corpus import repository as corpus

        return corpus.plan_version(plan, number)

    def versions(self, plan: int) -> tuple[Any, ...]:
        """Return all versions of a plan, oldest first."""
        from liance.store.corpus import repository as corpus

        return corpus.versions(plan)

    def scored(self, version: Any, rubric: str = DEFAULT_RUBRIC) -> ScoredPlan:
        """Return a version as a scored plan, with all evidence."""
        from liance.store.corpus import repository as corpus

        def make() -> ScoredPlan:
            document = replace(corpus.document(version.digest), metadata=version.metadata)
            return self.scorer(rubric).score(document)

        return self._plans.get((version.digest, repr(version.metadata), rubric), make)

    def outline(self, version: Any) -> Outline:
        """Return the outline of a version's text, with no score."""
        from liance.store.corpus import repository as corpus

        def make() -> Outline:
            return outline(replace(corpus.document(version.digest), metadata=version.metadata))

        return self._outlines.get((version.digest, repr(version.metadata)), make)

    def targets(self, version: Any, language: Language) -> tuple[tuple[TargetView, ...], tuple[Finding, ...]]:
        """Return every number that a version promises, and what is wrong with them, read once and kept."""
        from liance.store.corpus import repository as corpus
        from liance.store.findings import findings_from_rows, findings_to_rows

        pins = digest_value([__version__, "targets", _digest_of(version.metadata)])
        data = corpus.result(version.digest, "targets", pins)
        if data is None:
            found, findings = find_targets(self.outline(version))
            data = {
                "rows": {
                    one.value: [astuple(_target_view(target, one)) for target in found] for one in Language
                },
                "findings": findings_to_rows(findings),
            }
            corpus.keep_result(version.digest, "targets", pins, data, at=now())
        rows = tuple(TargetView(*row) for row in data["rows"][language.value])
        return rows, findings_from_rows(data["findings"])

    def card(self, version: Any, rubric: str = DEFAULT_RUBRIC) -> Card:
        """Return what listings show of a version's scores, computed once and kept."""
        return self.cards([version], rubric)[version.plan]

    def cards(self, versions: Sequence[Any], rubric: str = DEFAULT_RUBRIC) -> dict[int, Card]:
        """Return the cards of versions by plan; those not yet kept are computed."""
        kept = self.kept_results(
            versions, "card", rubric, lambda version: _card_data(self.scored(version, rubric))
        )
        return {plan: Card(**data) for plan, data in kept.items()}

    def kept_results(
        self, versions: Sequence[Any], kind: str, rubric: str, make: Callable[[Any], dict[str, Any]]
    ) -> dict[int, Any]:
        """Return by plan what scoring by a rubric gives of each version: as kept in the store, else made and kept.

        Args:
            versions: each of another plan.
            kind: what it is called in the store.
            rubric: the rubric.
            make: makes it, JSON-ready, of a version.
        """
        from liance.store.corpus import repository as corpus

        keys = {version.plan: (version.digest, self._pins(version.metadata, rubric)) for version in versions}
        known = corpus.results_at(list(keys.values()), kind)
        for version in versions:
            key = keys[version.plan]
            if key not in known:
                known[key] = make(version)
                corpus.keep_result(key[0], kind, key[1], known[key], at=now())
        return {plan: known[key] for plan, key in keys.items()}

    def _pins(self, metadata: Metadata, rubric: str) -> str:
        pack = self.scorer(rubric).pack
        known = [metadata.subject or "", metadata.title or "", metadata.origins.get("subject", "")]
        return digest_value([__version__, pack.digest, pack.cues_digest, *known])

    def state(self) -> str:
        """Return a digest that changes whenever a plan is added, edited or removed."""
        from liance.store.corpus import repository as corpus

        return corpus.state()

    def newest(self) -> tuple[Any, ...]:
        """Return the newest version of every plan (at most 1,000), newest publication first, read once per state."""
        from liance.store.corpus import repository as corpus

        return self._newest.get(corpus.state(), lambda: corpus.plans(limit=1_000).rows)

    def list(
        self,
        *,
        search: str = "",
        level: str = "",
        subject: str = "",
        year: int | None = None,
        region_code: str = "",
        start: int = 0,
        limit: int = 50,
        rubric: str = DEFAULT_RUBRIC,
    ) -> PlanList:
        """Return a page of plans, newest publication first, with their cards."""
        from liance.store.corpus import repository as corpus

        page = corpus.plans(
            search=search,
            level=Level(level) if level in {one.value for one in Level} else None,
            subject=subject or None,
            region_code=region_code or None,
            year=year,
            start=start,
            limit=limit,
        )
        cards = self.cards(page.rows, rubric)
        return PlanList(tuple(PlanRow(version, cards[version.plan]) for version in page.rows), page.total)

    # -- alike

    def _sketches(self, digests: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """Return the sketches of documents; a document never changes, so that those known once stay in memory."""
        from liance.store.corpus import repository as corpus

        wanted = list(digests)
        known = self._known_sketches
        absent = [digest for digest in wanted if digest not in known]
        for digest, numbers in corpus.results(absent, "sketch", _SKETCH_PINS).items():
            known[digest] = tuple(numbers)
        for digest in absent:
            if digest not in known:
                known[digest] = sketch(corpus.document(digest).text)
                corpus.keep_result(digest, "sketch", _SKETCH_PINS, list(known[digest]), at=now())
        return {digest: known[digest] for digest in wanted}

    def alike(self, version: Any) -> tuple[Alike, ...]:
        """Return other plans that have at least half of their text in common with this version, most alike first."""
        from liance.store.corpus import repository as corpus

        others = self._sketches({*corpus.newest_digests(), version.digest})
        own = others.pop(version.digest)
        shares = dict(list(near(own, others).items())[:_MOST_ALIKE])
        found = [
            Alike(other, shares[other.digest])
            for other in corpus.newest_with_documents(list(shares))
            if other.plan != version.plan
        ]
        found.sort(key=lambda one: -one.share)
        return tuple(found[:_MOST_ALIKE])

    def pairs_alike(self) -> tuple[tuple[Any, Any, int], ...]:
        """Return all pairs of plans that are alike, with their share in per cent, most alike first (at most 200)."""
        from liance.store.corpus import repository as corpus

        return self._pairs.get(corpus.state(), self._find_pairs)

    def _find_pairs(self) -> tuple[tuple[Any, Any, int], ...]:
        from liance.store.corpus import repository as corpus

        rows = corpus.plans(limit=1_000).rows
        sketches = self._sketches(version.digest for version in rows)
        by_hash: dict[int, list[int]] = {}
        for place, version in enumerate(rows):
            for number in sketches[version.digest]:
                by_hash.setdefault(number, []).append(place)
        common: dict[tuple[int, int], int] = {}
        for places in by_hash.values():
            if len(places) <= 50:
                for first, one in enumerate(places):
                    for other in places[first + 1 :]:
                        common[one, other] = common.get((one, other), 0) + 1
        pairs = []
        for (one, other), count in common.items():
            if count >= 20:
                shares = near(sketches[rows[one].digest], {"": sketches[rows[other].digest]})
                if shares:
                    pairs.append((rows[one], rows[other], round(shares[""] * 100)))
        return tuple(sorted(pairs, key=lambda pair: (-pair[2], pair[0].plan, pair[1].plan))[:200])

    def revise(self, plan: int, old: int, new: int) -> tuple[Row, ...]:
        """Return two versions of a plan line by line.

        Raises:
            NotInStoreError: there is no such version.
            RevisionTooLongError: a text is too long.
        """
        from liance.store.corpus import repository as corpus

        try:
            return revise(corpus.plan_document(plan, old).text, corpus.plan_document(plan, new).text)
        except ValueError as error:
            raise RevisionTooLongError from error

    # -- changing

    def edit(self, plan: int, values: Mapping[str, str], actor: str) -> tuple[Finding, ...]:
        """Save what a person says of a plan; return findings and save nothing where a value cannot be used.

        Raises:
            NotInStoreError: there is no such plan.
        """
        from liance.store.corpus import repository as corpus

        read: dict[str, Any] = {}
        findings: list[Finding] = []
        for name, value in values.items():
            plain = " ".join(value.split())
            reader = reader_of(name)
            read[name] = reader.read(plain) if plain else None
            if plain and read[name] is None:
                findings.append(
                    BAD_FIELD.at(
                        name=FIELD_NAMES[name].zh,
                        value=plain[:80],
                        expected_zh=reader.expected_zh,
                        expected_en=reader.expected_en,
                    )
                )
        start, end = read.get("period_start"), read.get("period_end")
        if isinstance(start, int) and isinstance(end, int) and start > end:
            findings.append(
                BAD_FIELD.at(
                    name=FIELD_NAMES["period_end"].zh,
                    value=str(end),
                    expected_zh="不早于规划起始年的年份",
                    expected_en="a year that is not before the first year of the period",
                )
            )
        if findings:
            return tuple(findings)
        version = corpus.plan_version(plan)
        changed = {name: value for name, value in read.items() if value != getattr(version.metadata, name)}
        if changed:
            plain_values = {
                name: value.value if isinstance(value, Level) else value for name, value in changed.items()
            }
            saved = corpus.edit_metadata(plan, plain_values, at=now(), actor=actor)
            self.card(saved)
        return ()

    def remove(self, plan: int, actor: str) -> None:
        """Take a plan out of the corpus; what cites it keeps its text.

        Raises:
            NotInStoreError: there is no such plan.
        """
        from liance.store.corpus import repository as corpus

        corpus.remove_plan(plan, at=now(), actor=actor)

    def file(self, version: Any) -> bytes:
        """Return the bytes of a version's file, unchanged."""
        from liance.store.corpus import repository as corpus

        return corpus.blob(version.digest)


#: Plans shown as alike with one.
_MOST_ALIKE: Final = 20
#: What sketches depend on: their size and how they are made.
_SKETCH_PINS: Final = digest_value(["bottom-k", 1])
#: What the fields of metadata are called.
FIELD_NAMES: Final = {
    "title": Text(zh="标题", en="Title"),
    "issuer": Text(zh="发布机构", en="Issuer"),
    "document_number": Text(zh="文号", en="Document number"),
    "published": Text(zh="发布日期", en="Published"),
    "region": Text(zh="地区", en="Region"),
    "region_code": Text(zh="行政区划代码", en="Division code"),
    "level": Text(zh="级别", en="Level"),
    "subject": Text(zh="主题技术", en="Subject technology"),
    "period_start": Text(zh="规划起始年", en="First year"),
    "period_end": Text(zh="规划结束年", en="Last year"),
}
#: Where a value comes from.
ORIGIN_NAMES: Final = {
    Origin.TEXT: Text(zh="正文", en="the text"),
    Origin.FRONT_MATTER: Text(zh="文件头", en="front matter"),
    Origin.INDEX: Text(zh="索引表", en="the index"),
    Origin.OPTION: Text(zh="人工填写", en="a person"),
}


def level_words(language: Language) -> dict[str, str]:
    """Return the words for levels of government by their key."""
    return {key: text.render(language) for key, text in LEVELS.items()}


def _card_data(plan: ScoredPlan) -> dict[str, Any]:
    ratings = plan.scorecard.ratings
    return {
        "subject": plan.subject.name,
        "scores": {rating.item: rating.score for rating in ratings},
        "states": {rating.item: rating.state.value for rating in ratings},
        "aggregates": {aggregate.id: aggregate.display for aggregate in plan.scorecard.aggregates},
        "is_plan": all(finding.severity is not Severity.ERROR for finding in plan.findings),
    }


@dataclass(frozen=True, slots=True)
class TargetView:
    """One target as a reader sees it."""

    start: int
    quote: str
    indicator: str
    value: str
    deadline: str
    kind: str
    section: str


def _target_view(target: Target, language: Language) -> TargetView:
    return TargetView(
        target.start,
        target.quote,
        target.indicator,
        value_words(target, language),
        deadline_words(target, language),
        kind_word(target, language),
        section_word(target, language),
    )


def _digest_of(metadata: Metadata) -> str:
    """Return a digest of what is known of a plan, whoever said it."""
    return digest_value(
        [str(getattr(metadata, one.name)) for one in fields(Metadata) if one.name != "origins"]
    )
