"""Profiles -> peers and gaps: who is like us and why, and how far behind we are, in figures.

Never a bare rank: a gap gives the own value, the peers' median and best, how many peers it rests on, and the
years since the median stood where the region stands now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.numbers import round_half_up
from liance.delivery.drafting.profile import OTHER_DEFINITION, Figure, Profile, ProfileBook

NO_OWN_LEVEL = FindingKind(
    "peers.no_own_level",
    Severity.ERROR,
    says=Text(zh="{region}没有写明级别，无法选同类地区", en="{region} has no level; no peers can be chosen"),
    advice=Text(
        zh="请在级别一列写 省级、地市级 或 区县级",
        en="write province, city or district into the level column",
    ),
)
NO_PEERS = FindingKind(
    "peers.none",
    Severity.ERROR,
    says=Text(zh="没有与{region}同级的地区", en="there is no region of the level of {region}"),
    advice=Text(zh="请补充同级地区的数据表", en="add a table with regions of that level"),
)
FEW_PEERS = FindingKind(
    "peers.few",
    Severity.WARNING,
    says=Text(
        zh="只有 {count} 个同类地区，中位数不稳",
        en="there are only {count} peers; their median is not steady",
    ),
    advice=Text(zh="最好有 5 个以上同级地区的数据", en="five regions of the level or more would be better"),
)
UNKNOWN_PEER = FindingKind(
    "peers.unknown",
    Severity.WARNING,
    says=Text(zh="数据表中没有地区“{region}”", en="the tables have no region '{region}'"),
    advice=Text(zh="请检查写法，或补充它的数据", en="check the name, or add its figures"),
)
NO_BASELINE = FindingKind(
    "peers.no_baseline",
    Severity.WARNING,
    says=Text(
        zh="{region}没有“{name}”的数，无法看差距，也不能据此定目标",
        en="{region} has no figure of '{name}'; no gap can be seen and no target built on it",
    ),
    advice=Text(zh="请补上基期数据及来源", en="add the baseline with its source"),
)

_SAME_LEVEL = Text(zh="同为{level}", en="both {level}")
_RATIO = Text(zh="{name}之比 {ratio}", en="{name} in the ratio {ratio}")
_SHARED = Text(zh="{name}共有 {shared}/{all}（{words}）", en="{name} shared {shared} of {all} ({words})")
_SHARED_NONE = Text(zh="{name}无共有", en="no {name} in common")
_BY_HAND = Text(zh="由使用者指定", en="named by the user")
_LEVELS = {
    "province": Text(zh="省级", en="provinces"),
    "city": Text(zh="地市级", en="cities"),
    "district": Text(zh="区县级", en="districts"),
}
#: Peers that are taken where the user names none.
PEERS_TAKEN = 5
#: Fewest peers whose median is shown without a warning.
STEADY_PEERS = 4


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer with its similarity (0 to 1, exact; None where nothing could be compared) and the reasons for it."""

    profile: Profile
    similarity: Fraction | None
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class YearsBehind:
    """How many years ago the peers' median stood where the region stands now.

    ``at_least`` is true where the peers were ahead as long as figures reach back; ``years`` is 0 where the
    region is not behind.
    """

    years: int
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """One indicator: own figure, peers' median and best, and the distance.

    ``ratio`` is own over median in the better direction (1 or more is not behind), None where the median is 0.
    ``values`` are the peers' figures that count, in order of region. ``behind`` is None where no history shows it.
    """

    key: str
    own: Figure
    values: tuple[Figure, ...]
    median: Fraction
    best: Figure
    ratio: Fraction | None
    behind: YearsBehind | None


def choose_peers(
    own: Profile,
    others: Sequence[Profile],
    book: ProfileBook,
    wanted: Sequence[str] = (),
    *,
    take: int = PEERS_TAKEN,
) -> tuple[tuple[Peer, ...], list[Finding]]:
    """Return the peers of a region, most alike first.

    The level must be the same. Similarity is the mean of the ratios of size (smaller over larger) and of the
    share of common words in traits that count; ties go by name. Regions the user names are taken as they are.
    """
    findings: list[Finding] = []
    if own.level is None and not wanted:
        return (), [NO_OWN_LEVEL.at(region=own.region)]
    by_name = {profile.region: profile for profile in others if profile.region != own.region}
    chosen: list[Peer] = []
    for name in wanted:
        if name not in by_name:
            findings.append(UNKNOWN_PEER.at(region=name))
            continue
        peer = _peer(own, by_name[name], book)
        chosen.append(Peer(peer.profile, peer.similarity, (_BY_HAND, *peer.reasons)))
    if not wanted:
        alike = [_peer(own, profile, book) for profile in by_name.values() if profile.level == own.level]
        alike.sort(key=lambda peer: (-(peer.similarity or Fraction(0)), peer.profile.region))
        chosen = alike[:take]
    if not chosen:
        findings.append(NO_PEERS.at(region=own.region))
    elif len(chosen) < STEADY_PEERS:
        findings.append(FEW_PEERS.at(count=len(chosen)))
    return tuple(chosen), findings


def _peer(own: Profile, other: Profile, book: ProfileBook) -> Peer:
    parts: list[Fraction] = []
    reasons: list[Text] = []
    if own.level is not None and own.level == other.level:
        level = _LEVELS[own.level]
        reasons.append(
            Text(zh=_SAME_LEVEL.zh.format(level=level.zh), en=_SAME_LEVEL.en.format(level=level.en))
        )
    for key, entry in book.entries.items():
        if not entry.size:
            continue
        mine, theirs = own.latest(key), other.latest(key)
        if mine is None or theirs is None or not mine.value or not theirs.value:
            continue
        ratio = min(mine.value, theirs.value) / max(mine.value, theirs.value)
        parts.append(ratio)
        shown = round_half_up(ratio, 2)
        reasons.append(
            Text(
                zh=_RATIO.zh.format(name=entry.label.zh, ratio=shown),
                en=_RATIO.en.format(name=entry.label.en, ratio=shown),
            )
        )
    for trait in book.profile.traits:
        mine_words, their_words = own.traits.get(trait.id, ()), other.traits.get(trait.id, ())
        if not trait.alike or not mine_words or not their_words:
            continue
        shared = [word for word in mine_words if word in their_words]
        every = len({*mine_words, *their_words})
        parts.append(Fraction(len(shared), every))
        reasons.append(_shared_reason(trait.name.zh, trait.name.en, shared, every))
    similarity = sum(parts, Fraction(0)) / len(parts) if parts else None
    return Peer(other, similarity, tuple(reasons))


def _shared_reason(zh: str, en: str, shared: Sequence[str], every: int) -> Text:
    if not shared:
        return Text(zh=_SHARED_NONE.zh.format(name=zh), en=_SHARED_NONE.en.format(name=en.lower()))
    words = "、".join(shared).replace("{", "{{").replace("}", "}}")
    return Text(
        zh=_SHARED.zh.format(name=zh, shared=len(shared), all=every, words=words),
        en=_SHARED.en.format(name=en, shared=len(shared), all=every, words=words),
    )


def gaps(own: Profile, peers: Sequence[Peer], book: ProfileBook) -> tuple[tuple[Gap, ...], list[Finding]]:
    """Return the gap of every indicator that the region and at least one peer have.

    A peer's figure is that of the own year or the newest before it. Figures of another definition are left out.
    """
    found: list[Gap] = []
    findings: list[Finding] = []
    for key in book.compared:
        mine = own.latest(key)
        if mine is None:
            findings.append(NO_BASELINE.at(region=own.region, name=book.text(key)))
            continue
        profiles, problems = _comparable(own, mine, peers, book)
        findings += problems
        values = [figure for peer in profiles if (figure := peer.latest(key, mine.year)) is not None]
        if values:
            found.append(_gap(mine, values, profiles, book))
    return tuple(found), findings


def _comparable(
    own: Profile, mine: Figure, peers: Sequence[Peer], book: ProfileBook
) -> tuple[list[Profile], list[Finding]]:
    profiles: list[Profile] = []
    findings: list[Finding] = []
    for peer in sorted(peers, key=lambda peer: peer.profile.region):
        theirs = peer.profile.latest(mine.key, mine.year)
        if theirs is None:
            continue
        if theirs.definition and mine.definition and theirs.definition != mine.definition:
            findings.append(
                OTHER_DEFINITION.at(
                    Place(theirs.place.source, line=theirs.place.line),
                    region=theirs.region,
                    name=book.text(mine.key),
                    other=theirs.definition,
                    own_region=own.region,
                    own=mine.definition,
                )
            )
            continue
        profiles.append(peer.profile)
    return profiles, findings


def _gap(mine: Figure, values: Sequence[Figure], profiles: Sequence[Profile], book: ProfileBook) -> Gap:
    up = book.indicators[mine.key].direction == "up"
    middle = median([figure.value for figure in values])
    best = (max if up else min)(values, key=lambda figure: figure.value)
    top, bottom = (mine.value, middle) if up else (middle, mine.value)
    ratio = top / bottom if bottom else None
    return Gap(mine.key, mine, tuple(values), middle, best, ratio, _behind(mine, middle, profiles, up=up))


def median(values: Sequence[Fraction]) -> Fraction:
    """Return the middle of at least one value, the mean of the two middle ones of an even number."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _behind(mine: Figure, middle: Fraction, profiles: Sequence[Profile], *, up: bool) -> YearsBehind | None:
    """Return the years since the median of those peers whose figures go back that far stood at the own value."""
    if (mine.value >= middle) if up else (mine.value <= middle):
        return YearsBehind(0)
    by_year: dict[int, list[Fraction]] = {}
    for profile in profiles:
        for figure in profile.series(mine.key):
            if figure.year < mine.year:
                by_year.setdefault(figure.year, []).append(figure.value)
    years = [year for year, values in by_year.items() if 2 * len(values) >= len(profiles)]
    for year in sorted(years, reverse=True):
        then = median(by_year[year])
        if (then <= mine.value) if up else (then >= mine.value):
            return YearsBehind(mine.year - year)
    return YearsBehind(mine.year - min(years), at_least=True) if years else None
