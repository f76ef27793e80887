"""Rows and lines of a draft's workings for a screen: words in the user's language, figures with their sources."""

from __future__ import annotations

from fractions import Fraction

from liance.core.language import Language, Text
from liance.core.numbers import round_half_up
from liance.delivery.drafting.assembly import practice_words
from liance.delivery.drafting.diagnosis import VERDICTS
from liance.delivery.drafting.profile import Profile, ProfileBook
from liance.delivery.drafting.versions import Changes
from liance.packs.library import Library
from liance.reports.draft_tables import gap_row, stage_row
from liance.workbench.drafting import Studied, profile_book
from liance.workbench.scoring import DEFAULT_RUBRIC

__all__ = [
    "change_rows",
    "choice_lines",
    "diagnosis_lines",
    "gap_rows",
    "layout_rows",
    "manner_word",
    "peer_rows",
    "profile_rows",
    "ranking_rows",
    "target_rows",
]

_LEVELS = {
    "province": Text(zh="省级", en="province"),
    "city": Text(zh="地市级", en="city"),
    "district": Text(zh="区县级", en="district"),
}
_KINDS = {
    "core": Text(zh="核", en="core"),
    "belt": Text(zh="带", en="belt"),
    "block": Text(zh="板块", en="block"),
}
_MANNERS = {
    "equal": Text(zh="等权（没有填写权重）", en="equal (none given)"),
    "given": Text(zh="填写的权重", en="as given"),
    "pairwise": Text(zh="两两比较合成", en="pairwise judgements, aggregated"),
}
_JUDGED = Text(
    zh="{judged} 项可比，{weak} 项低于中位数，{grave} 项不到一半",
    en="{judged} compared, {weak} below the median, {grave} below half of it",
)
_CLEAR = Text(
    zh="同类规划“{item}”：{scores}；写到 3 分以上的 {clear}/{n}",
    en="peers' plans on '{item}': {scores}; level 3 or more in {clear} of {n}",
)
_NO_PLANS = Text(zh="没有同类规划可参照", en="no plans of peers to compare with")
_WEIGHTS = Text(zh="权重（{manner}）：{weights}", en="weights ({manner}): {weights}")
_CONSISTENCY = Text(
    zh="一致性比例 CR：合成 {group}；{judges}", en="consistency ratio CR: group {group}; {judges}"
)
_STEADY = Text(
    zh="{name} 权重 {weight}：在 {low}–{high} 之间变动，入选场景不变{change}",
    en="{name}, weight {weight}: from {low} to {high} the same scenarios are taken{change}",
)
_SWAP = Text(zh="（超出时“{enters}”换下“{leaves}”）", en=" (beyond, '{enters}' replaces '{leaves}')")
_BLANK = Text(zh="【待填】", en="[blank]")
_BLANKS = Text(zh="待填", en="blanks")
_LAYOUT = Text(zh="布局", en="layout")
_ENTERED = Text(zh="新入选场景", en="scenario taken")
_LEFT = Text(zh="不再入选场景", en="scenario left out")


def profile_rows(profile: Profile, book: ProfileBook, language: Language) -> list[tuple[str, ...]]:
    """Return a row per indicator of a region: name, year and newest figure, earlier figures, source."""
    rows: list[tuple[str, ...]] = []
    for key in book.entries:
        series = profile.series(key)
        if series:
            newest = series[-1]
            past = " → ".join(figure.shown for figure in series[:-1]) or "—"
            source = newest.source or _BLANK.render(language)
            rows.append(
                (book.label(key, language), str(newest.year), f"{newest.shown}{newest.unit}", past, source)
            )
    for trait in book.profile.traits:
        words = profile.traits.get(trait.id)
        if words:
            name = trait.name.zh if language is Language.ZH else trait.name.en
            source = profile.trait_sources.get(trait.id) or _BLANK.render(language)
            rows.append((name, "", "、".join(words), "", source))
    return rows


def peer_rows(studied: Studied, language: Language) -> list[tuple[str, ...]]:
    """Return a row per peer: region, level, similarity, reasons."""
    assert studied.workings is not None
    joiner = "；" if language is Language.ZH else "; "
    return [
        (
            peer.profile.region,
            _LEVELS[peer.profile.level].render(language) if peer.profile.level else "—",
            "—" if peer.similarity is None else str(round_half_up(peer.similarity, 2)),
            joiner.join(reason.render(language) for reason in peer.reasons),
        )
        for peer in studied.workings.peers
    ]


def gap_rows(studied: Studied, language: Language) -> list[tuple[str, ...]]:
    """Return a row per gap (see ``reports.draft_tables.gap_row``)."""
    assert studied.workings is not None
    return [gap_row(gap, studied.material.book, language) for gap in studied.workings.gaps]


def diagnosis_lines(studied: Studied, language: Language) -> list[tuple[str, list[str]]]:
    """Return for each dimension its name with the verdict, and the lines that it rests on."""
    assert studied.workings is not None
    names = {
        item.id: item.name if language is Language.ZH else item.name_en for item in studied.pack.rubric.items
    }
    blocks: list[tuple[str, list[str]]] = []
    for one in studied.workings.diagnoses:
        name = one.dimension.name.zh if language is Language.ZH else one.dimension.name.en
        colon = "：" if language is Language.ZH else ": "
        judged = _JUDGED.render(language, judged=one.judged, weak=len(one.weak), grave=len(one.grave))
        lines = [judged]
        lines += ["  ".join(gap_row(gap, studied.material.book, language)) for gap in (*one.weak, *one.level)]
        for practice in one.practice:
            item = names.get(practice.item, practice.item)
            if not practice.scores:
                lines.append(_NO_PLANS.render(language))
            elif language is Language.ZH:
                lines.append(practice_words(practice, item))
            else:
                scores = ", ".join(f"{plan.name} {score}" for plan, score in practice.scores)
                lines.append(
                    _CLEAR.render(
                        language, item=item, scores=scores, clear=practice.clear, n=len(practice.scores)
                    )
                )
        blocks.append((f"{name}{colon}{VERDICTS[one.verdict].render(language)}", lines))
    return blocks


def ranking_rows(studied: Studied, language: Language) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the heads of the criteria, and a row per scenario: place, name, cells, total, whether taken."""
    assert studied.workings is not None
    choice = studied.workings.choice
    heads = [one.name.zh if language is Language.ZH else one.name.en for one in choice.criteria]
    rows: list[tuple[str, ...]] = []
    for one in choice.ranking:
        cells = {cell.criterion: str(round_half_up(cell.value, 2)) for cell in one.cells}
        rows.append(
            (
                "—" if one.place is None else str(one.place),
                one.candidate.name.zh if language is Language.ZH else one.candidate.name.en,
                *(cells.get(criterion.id, "—") for criterion in choice.criteria),
                "—" if one.total is None else str(round_half_up(one.total, 3)),
                "✓" if one.taken else "",
            )
        )
    return heads, rows


def choice_lines(studied: Studied, language: Language) -> list[str]:
    """Return how the weights were made, their consistency, and how far each may move."""
    assert studied.workings is not None
    choice = studied.workings.choice
    names = {one.id: one.name.zh if language is Language.ZH else one.name.en for one in choice.criteria}
    scenarios = {
        one.candidate.name.zh: one.candidate.name.zh if language is Language.ZH else one.candidate.name.en
        for one in choice.ranking
    }
    joiner = "、" if language is Language.ZH else ", "
    weighting = choice.weighting

    def percent(value: Fraction) -> str:
        return f"{round_half_up(value * 100, 1)}%"

    weights = joiner.join(f"{names[name]} {percent(weight)}" for name, weight in weighting.weights.items())
    lines = [_WEIGHTS.render(language, manner=_MANNERS[weighting.manner].render(language), weights=weights)]
    if weighting.group is not None:
        judges = joiner.join(
            f"{name} {round_half_up(one.ratio, 3)}" for name, one in (weighting.judges or {}).items()
        )
        group = round_half_up(weighting.group.ratio, 3)
        lines.append(_CONSISTENCY.render(language, group=group, judges=judges))
    for one in choice.steadiness:
        enters, leaves = scenarios.get(one.enters, one.enters), scenarios.get(one.leaves, one.leaves)
        change = _SWAP.render(language, enters=enters, leaves=leaves) if one.enters else ""
        lines.append(
            _STEADY.render(
                language,
                name=names[one.criterion],
                weight=percent(one.weight),
                low=percent(one.low),
                high=percent(one.high),
                change=change,
            )
        )
    return lines


def target_rows(studied: Studied, language: Language) -> list[tuple[str, ...]]:
    """Return a row per target and stage (see ``reports.draft_tables.stage_row``), with its owner."""
    assert studied.workings is not None
    book = studied.material.book
    rows: list[tuple[str, ...]] = []
    for one in studied.workings.proposals:
        for place, item in enumerate(one.stages):
            row = stage_row(one, item, book.label(one.key, language), language)
            owner = one.owner or _BLANK.render(language)
            # What the stages of one target share is said once.
            rows.append((*row, owner) if place == 0 else ("", row[1], "", *row[3:6], "", "", row[8], ""))
    return rows


def manner_word(manner: str, language: Language) -> str:
    """Return how weights were made."""
    return _MANNERS[manner].render(language)


def layout_rows(studied: Studied, language: Language) -> tuple[str, list[tuple[str, ...]]]:
    """Return the layout's name, and a row per part: kind, name, places, reason."""
    assert studied.workings is not None
    layout = studied.workings.layout
    return layout.name, [
        (
            _KINDS[one.part.kind].render(language),
            one.part.name,
            "、".join(one.names) or _BLANK.render(language),
            one.part.reason or _BLANK.render(language),
        )
        for one in layout.parts
    ]


def change_rows(changes: Changes, library: Library, language: Language) -> list[tuple[str, str, str]]:
    """Return a row per change: what, old, new."""
    book = profile_book(library)
    names = {key: book.label(key, language) for key in book.entries}
    names |= {
        item.id: item.name if language is Language.ZH else item.name_en
        for item in library.rubric(DEFAULT_RUBRIC).rubric.items
    }

    def named(name: str) -> str:
        key, space, year = name.partition(" ")
        return names.get(key, key) + space + year

    rows = [(named(one.name), one.old or "—", one.new or "—") for one in (*changes.targets, *changes.scores)]
    rows += [(_ENTERED.render(language), "—", name) for name in changes.entered]
    rows += [(_LEFT.render(language), name, "—") for name in changes.left]
    if changes.layout is not None:
        rows.append((_LAYOUT.render(language), changes.layout.old or "—", changes.layout.new or "—"))
    old, new = changes.blanks
    if old != new:
        rows.append((_BLANKS.render(language), str(old), str(new)))
    return rows
