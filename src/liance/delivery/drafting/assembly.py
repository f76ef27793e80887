"""Everything worked out -> the draft: a plan skeleton in official form, with blanks where people must write.

``work_out`` runs the steps in order; ``assemble`` writes the skeleton. No sentence is invented: what stands in the
draft are the planner's own words, figures with their sources, and the fixed words that join them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from liance.core.findings import Finding, FindingKind, Severity
from liance.core.language import Text
from liance.core.numbers import decimal_text, round_half_up
from liance.delivery.drafting.choice import Choice, RankedScenario, choose
from liance.delivery.drafting.diagnosis import VERDICTS, Diagnosis, PeerPlan, Practice, Verdict, diagnose
from liance.delivery.drafting.growth import percent
from liance.delivery.drafting.layout import Layout, PlacedPart, lay_out, layout_name
from liance.delivery.drafting.peers import Gap, Peer, choose_peers, gaps
from liance.delivery.drafting.profile import Figure, Profile, ProfileBook, named
from liance.delivery.drafting.skeleton import (
    Box,
    Break,
    Cell,
    Draft,
    Grid,
    LayoutMap,
    Paragraph,
    Piece,
    Style,
    Writer,
    blank,
)
from liance.delivery.drafting.staging import (
    FEASIBILITY,
    RULES,
    Proposal,
    StageValue,
    check_stages,
    propose,
)
from liance.delivery.indicators import IndicatorFinder
from liance.packs.drafting import CandidateSet
from liance.packs.model import Item, Rubric
from liance.packs.regions import Regions
from liance.packs.worksheet import SupplyFill, TextFill, Worksheet

NO_OWN_PROFILE = FindingKind(
    "draft.no_profile",
    Severity.ERROR,
    says=Text(zh="数据表中没有“{region}”", en="the tables have no region '{region}'"),
    advice=Text(
        zh="工作表的 region 应与数据表的“地区”一致",
        en="the worksheet's region must be one of the tables' regions",
    ),
)
NO_TASK_OWNER = FindingKind(
    "draft.no_owner",
    Severity.WARNING,
    says=Text(zh="“{name}”没有责任单位", en="'{name}' has no owner"),
    advice=Text(zh="请写明牵头单位", en="name the leading office"),
)
FIGURE_WITHOUT_SOURCE = FindingKind(
    "draft.figure_without_source",
    Severity.WARNING,
    says=Text(zh="“{quote}”里的数没有来源", en="the figure in '{quote}' has no source"),
    advice=Text(zh="请在该段的 source 写明依据", en="say in the paragraph's 'source' what it rests on"),
)
EMPTY_TASK = FindingKind(
    "draft.empty_task",
    Severity.INFO,
    says=Text(zh="任务“{name}”还没有内容", en="the task '{name}' is still empty"),
    advice=Text(zh="请在 tasks.{item} 填写", en="fill in tasks.{item}"),
)
UNKNOWN_TASK = FindingKind(
    "draft.unknown_task",
    Severity.WARNING,
    says=Text(
        zh="评分标准中没有任务“{item}”，该段没有写入", en="the rubric has no task '{item}'; it was left out"
    ),
    advice=Text(zh="可用的任务：{known}", en="tasks are: {known}"),
)
SUPPLY_UNKNOWN = FindingKind(
    "draft.supply_unknown",
    Severity.WARNING,
    says=Text(
        zh="场景清单“{name}”所属的场景“{scenario}”不在候选场景中",
        en="'{name}' of the yearly list belongs to no candidate ('{scenario}')",
    ),
    advice=Text(zh="请改用候选场景的代号", en="use the id of a candidate"),
)
SUPPLY_NO_DEMAND = FindingKind(
    "draft.supply_no_demand",
    Severity.WARNING,
    says=Text(
        zh="场景清单“{name}”没有写明需求单位或需求",
        en="'{name}' of the yearly list names no demander or no demand",
    ),
    advice=Text(zh="没有需求的场景不宜列入清单", en="what nobody asks for does not belong on the list"),
)

#: The rubric item that scenarios fill.
SCENARIO_ITEM: Final = "scenario"
GENERIC: Final = "主题技术"
_FIGURE = re.compile(r"\d")
_YEAR_OR_NUMBER = re.compile(r"(?:19|20)\d{2}(?:[—-](?:19|20)\d{2})?年?|[（(]\d+[）)]|“[^”]*”|《[^》]*》")
_SAFEGUARDS = (
    ("加强组织领导", "写明领导机构、牵头单位和协调机制。"),
    ("落实资金保障", "写明资金渠道、数额和使用范围；数额须有来源。"),
    ("开展监测评估", "写明由谁、多久一次、按什么指标评估，结果用到哪里。"),
)


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft is made from: profiles, peers' plans, worksheet, packs."""

    worksheet: Worksheet
    profiles: tuple[Profile, ...]
    plans: tuple[PeerPlan, ...]
    book: ProfileBook
    candidates: CandidateSet
    rubric: Rubric
    finder: IndicatorFinder
    regions: Regions


@dataclass(frozen=True, slots=True)
class Workings:
    """Every step worked out for one region, with all findings."""

    own: Profile
    peers: tuple[Peer, ...]
    gaps: tuple[Gap, ...]
    diagnoses: tuple[Diagnosis, ...]
    choice: Choice
    proposals: tuple[Proposal, ...]
    layout: Layout
    findings: tuple[Finding, ...]


def work_out(material: Material) -> tuple[Workings | None, tuple[Finding, ...]]:
    """Run every step in order.

    Returns:
        The workings, or None where the region has no profile; and the findings.
    """
    sheet = material.worksheet
    own = next((profile for profile in material.profiles if profile.region == sheet.region), None)
    if own is None:
        return None, (NO_OWN_PROFILE.at(region=sheet.region),)
    findings: list[Finding] = []
    peers, problems = choose_peers(own, material.profiles, material.book, sheet.peers)
    findings += problems
    found, problems = gaps(own, peers, material.book)
    findings += problems
    diagnoses, problems = diagnose(found, material.plans, material.book, sheet.subject)
    findings += problems
    choice, problems = choose(material.candidates, own, material.plans, sheet.choice)
    findings += problems
    findings += check_stages(sheet.stages, sheet.period.start, sheet.period.end)
    proposals, problems = propose(
        own, peers, found, material.plans, sheet.stages, sheet.targets, material.book, material.finder
    )
    findings += problems
    layout, problems = lay_out(sheet.layout, sheet.places, material.regions)
    findings += problems
    findings += _supply_findings(sheet.supply, material.candidates)
    made = tuple(findings)
    return Workings(own, peers, found, diagnoses, choice, proposals, layout, made), made


def assemble(material: Material, workings: Workings) -> tuple[Draft, tuple[Finding, ...]]:
    """Write the skeleton of the plan."""
    assembler = _Assembler(material, workings)
    return assembler.draft(), tuple(assembler.findings)


def _supply_findings(supply: Sequence[SupplyFill], candidates: CandidateSet) -> list[Finding]:
    known = {candidate.id for candidate in candidates.candidates}
    findings: list[Finding] = []
    for line in supply:
        if line.scenario not in known:
            findings.append(SUPPLY_UNKNOWN.at(name=line.name, scenario=line.scenario))
        if not line.unit or not line.demand:
            findings.append(SUPPLY_NO_DEMAND.at(name=line.name))
    return findings


def place_words(figure: Figure) -> str:
    """Return where a figure stands: its source, table and line."""
    return f"{figure.source}；{figure.place.source} 第{figure.place.line}行"


def amount(value: Fraction, figure: Figure, book: ProfileBook) -> str:
    """Return a value in the unit in which ``figure`` was typed, with at most two decimals."""
    factor = book.in_unit(figure.key, Fraction(1), figure.unit) or Fraction(1)
    return decimal_text(Fraction(round_half_up(value / factor, 2))) + figure.unit


def gap_words(gap: Gap, label: str, book: ProfileBook) -> str:
    """Return a gap as one clause: own figure, peers' median and best, years behind."""
    own = amount(gap.own.value, gap.own, book)
    words = f"{label}{own}（{gap.own.year}年），同类{len(gap.values)}个地区中位数{amount(gap.median, gap.own, book)}"
    words += f"、最好{amount(gap.best.value, gap.own, book)}（{gap.best.region}）"
    if gap.ratio:
        words += f"，为中位数的{percent_of(gap.ratio)}"
    if gap.behind is not None and gap.behind.years:
        years = gap.behind.years
        words += f"，落后{years}年以上" if gap.behind.at_least else f"，落后约{years}年"
    return words


def percent_of(ratio: Fraction) -> str:
    """Return a ratio in whole percent, half up."""
    return f"{round_half_up(ratio * 100, 0)}%"


def gap_note(gap: Gap, book: ProfileBook) -> str:
    """Return the sources of a gap: own and every peer's figure."""
    parts = [f"{gap.own.region}：{place_words(gap.own)}"]
    parts += [
        f"{figure.region} {amount(figure.value, gap.own, book)}（{figure.year}年）：{place_words(figure)}"
        for figure in gap.values
    ]
    return "。".join(parts) + "。"


def practice_words(practice: Practice, name: str) -> str:
    """Return what peers' plans do about a task, with the clearest passage and its place."""
    if not practice.scores:
        return f"同类规划中没有可参照的“{name}”内容。"
    scores = "、".join(f"{one.name} {score}分" for one, score in practice.scores)
    words = f"同类{len(practice.scores)}份规划的“{name}”得分：{scores}（机器评分，供参考）。"
    if practice.best is not None and practice.evidence is not None:
        document = practice.best.plan.document
        quote = " ".join(practice.evidence.quote.split())
        words += f"写得最清楚的一处：“{quote}”（{document.source} 第{practice.evidence.span.start}字起）。"
    return words


class _Assembler:
    def __init__(self, material: Material, workings: Workings) -> None:
        self.material = material
        self.sheet = material.worksheet
        self.workings = workings
        self.book = material.book
        self.writer = Writer()
        self.findings: list[Finding] = []

    def draft(self) -> Draft:
        sheet = self.sheet
        title = sheet.title or (
            f"{sheet.region}{sheet.subject}产业发展规划（{sheet.period.start}—{sheet.period.end}年）"
        )
        self.writer.paragraph(
            Style.TITLE,
            [Piece(title, comment="" if sheet.title else "标题由系统按地区、主题和规划期拼成，请确认。")],
        )
        number = Piece(sheet.number) if sheet.number else blank("发文字号：机关代字、年份、序号。")
        self.writer.paragraph(Style.NUMBER, [number])
        base = max((gap.own.year for gap in self.workings.gaps), default=None)
        period = f"，制定本规划。规划期为{sheet.period.start}年至{sheet.period.end}年"
        period += f"，数据基期为{base}年。" if base else "。"
        self.writer.body(Piece("依据"), blank("写明上位文件的名称和文号。"), Piece(period))
        self._background()
        self._principles()
        self._goals()
        self._layout()
        self._tasks()
        self._supply()
        self._safeguards()
        self._signature()
        self._choice_annex()
        self._indicator_annex()
        return Draft(title, sheet.region, sheet.subject, tuple(self.writer.blocks))

    def _label(self, key: str) -> str:
        return self.book.label(key).replace(GENERIC, self.sheet.subject)

    # 一、发展基础

    def _background(self) -> None:
        self.writer.chapter("发展基础")
        self.writer.section("发展现状")
        for dimension in self.book.profile.dimensions:
            pieces: list[Piece] = []
            for key, entry in self.book.entries.items():
                figure = self.workings.own.latest(key) if entry.dimension == dimension.id else None
                if figure is None or not figure.source:
                    continue
                words = f"{self._label(key)}{figure.shown}{figure.unit}"
                head = f"截至{figure.year}年底，" if not pieces else "，"
                pieces.append(Piece(head + words, note=place_words(figure)))
            lead = Piece(f"{dimension.name.zh}。", strong=True)
            if pieces:
                self.writer.body(lead, *pieces, Piece("。"))
            else:
                self.writer.body(lead, blank(f"数据表中没有“{dimension.name.zh}”方面有来源的数，请补充。"))
        pilots = self.workings.own.traits.get("pilots", ())
        if pilots:
            source = self.workings.own.trait_sources.get("pilots", "")
            missing = "" if source else "试点情况没有来源，请核实后补充。"
            self.writer.body(
                Piece("已有试点。", strong=True),
                Piece("、".join(pilots) + "。", note=source, comment=missing),
            )
        self.writer.section("存在不足")
        weak = [one for one in self.workings.diagnoses if one.verdict in (Verdict.GRAVE, Verdict.WEAK)]
        for one in weak:
            self._shortcoming(one)
        rest = [one for one in self.workings.diagnoses if one not in weak]
        said = "；".join(f"{one.dimension.name.zh}：{VERDICTS[one.verdict].zh}" for one in rest)
        if not weak:
            self.writer.body(
                blank(f"按规则没有查出不足（{said or '没有可比数据'}）。如另有不足，请连同数据写明。")
            )

    def _shortcoming(self, one: Diagnosis) -> None:
        names = {item.id: item.name for item in self.material.rubric.items}
        rule = f"判断规则：{one.judged} 项可比指标中 {len(one.weak)} 项低于同类中位数"
        rule += f"，其中 {len(one.grave)} 项不到一半。" if one.grave else "。"
        known = " ".join(practice_words(item, names.get(item.item, item.item)) for item in one.practice)
        words = "明显不足" if one.verdict is Verdict.GRAVE else "不足"
        pieces = [
            Piece(gap_words(gap, self._label(gap.key), self.book), note=gap_note(gap, self.book))
            for gap in one.weak
        ]
        joined: list[Piece] = []
        for place, piece in enumerate(pieces):
            joined.append(Piece(("；" if place else "") + piece.text, note=piece.note))
        level = [f"{self._label(gap.key)}{amount(gap.own.value, gap.own, self.book)}" for gap in one.level]
        if level:
            note = " ".join(gap_note(gap, self.book) for gap in one.level)
            joined.append(Piece(f"。不低于同类中位数的有：{'、'.join(level)}", note=note))
        comment = f"{rule} {known}请结合实际补写原因；没有依据的原因不写。"
        self.writer.item(f"{one.dimension.lacking.zh}{words}", [*joined, Piece("。原因："), blank(comment)])

    # 二、总体要求

    def _principles(self) -> None:
        self.writer.chapter("总体要求")
        self.writer.section("指导思想")
        if self.sheet.guiding:
            self.writer.body(Piece(self.sheet.guiding))
        else:
            self.writer.body(blank("按上级最新表述填写。"))
        self.writer.section("基本原则")
        for fill in self.sheet.principles:
            self.writer.body(Piece(f"——{fill.lead.rstrip('。')}。", strong=True), *self._words(fill))
        if not self.sheet.principles:
            self.writer.body(blank("写明三至四条原则，每条针对本地一项实际问题。"))

    # （三）发展目标

    def _goals(self) -> None:
        sheet = self.sheet
        self.writer.section("发展目标")
        if sheet.vision:
            self.writer.body(Piece(sheet.vision))
        else:
            self.writer.body(
                blank("用一句话写明到规划期末建成什么（总体愿景），并概括技术、产业、应用、人才各方面。")
            )
        for stage in sheet.stages:
            values = [
                (item, one) for item in self.workings.proposals for one in item.stages if one.stage == stage
            ]
            head = Piece(f"——{stage.name}：", strong=True)
            pieces: list[Piece] = [head, Piece(f"到{stage.year}年，")]
            if stage.text:
                pieces.append(Piece(stage.text.rstrip("。") + "。"))
            known = [(item, one) for item, one in values if one.value is not None]
            for place, (item, one) in enumerate(known):
                assert one.value is not None
                words = (
                    f"{'，' if place else ''}{self._label(item.key)}达到{item.shown(one.value)}{item.unit}"
                )
                pieces.append(Piece(words, note=self._target_note(item, one)))
            if known:
                pieces.append(Piece("。"))
            missing = [self._label(item.key) for item, one in values if one.value is None]
            if missing or not values:
                comment = f"还没有目标值：{'、'.join(missing)}。" if missing else "请填写本阶段的指标。"
                pieces.append(blank(comment))
            self.writer.body(*pieces)
        if not sheet.stages:
            self.writer.body(blank("写明阶段（近期、中期、远期）、截止年份和各阶段指标。"))
        if self.workings.proposals and sheet.stages:
            self._target_table()

    def _target_note(self, item: Proposal, one: StageValue) -> str:
        if one.rule == "given":
            return item.source or "【待填】目标依据"
        rule = RULES[one.rule].zh
        base = f"基期{item.baseline.year}年（{place_words(item.baseline)}）" if item.baseline else ""
        return f"按“{rule}”推算；{base}" + (f"；{item.source}" if item.source else "")

    def _target_table(self) -> None:
        subject = self.sheet.subject
        self.writer.paragraph(Style.CAPTION, [Piece(f"表1 {self.sheet.region}{subject}发展主要指标")])
        years = sorted({item.baseline.year for item in self.workings.proposals if item.baseline})
        base = f"{years[0]}年基期" if len(years) == 1 else "基期"
        heads = (
            "序号",
            "指标",
            "单位",
            base,
            *(f"{stage.year}年" for stage in self.sheet.stages),
            "属性",
            "责任单位",
        )
        rows = []
        for number, item in enumerate(self.workings.proposals, 1):
            owner: Cell = (
                (Piece(item.owner),) if item.owner else (blank(f"“{self._label(item.key)}”由谁负责？"),)
            )
            rows.append(
                (
                    (Piece(str(number)),),
                    (Piece(self._label(item.key)),),
                    (Piece(item.unit),),
                    self._baseline_cell(item, len(years) != 1),
                    *(self._stage_cell(item, one) for one in item.stages),
                    self._binding_cell(item),
                    owner,
                )
            )
        middle = [12] * (1 + len(self.sheet.stages))
        self.writer.add(Grid(heads, tuple(rows), (8, 23, 9, *middle, 12, 23)))

    def _baseline_cell(self, item: Proposal, with_year: bool) -> Cell:
        if item.baseline is None:
            return (blank(f"“{self._label(item.key)}”没有基期数，请补充数据和来源。"),)
        words = item.shown(item.baseline.value) + (f"（{item.baseline.year}）" if with_year else "")
        return (Piece(words, note=place_words(item.baseline)),)

    def _binding_cell(self, item: Proposal) -> Cell:
        if item.binding is None:
            return (blank("约束性还是预期性？"),)
        return (Piece("约束性" if item.binding else "预期性"),)

    def _stage_cell(self, item: Proposal, one: StageValue) -> Cell:
        comment = self._stage_comment(item, one)
        if one.value is None:
            return (blank(comment),)
        return (Piece(item.shown(one.value), note=self._target_note(item, one), comment=comment),)

    def _stage_comment(self, item: Proposal, one: StageValue) -> str:
        """Say what the value needs, what has been seen, what rules and peers' plans would give."""
        parts = []
        if one.needed is not None and item.baseline is not None:
            parts.append(
                f"自{item.baseline.year}年起要求年均增长{percent(one.needed)}（{FEASIBILITY[one.feasibility].zh}）"
            )
        if item.records.own is not None:
            parts.append(f"本地近{item.records.own_years}年年均{percent(item.records.own)}")
        rates = item.records.peers
        if rates:
            parts.append(
                f"同类{len(rates)}个地区年均{percent(rates[0][1])}至{percent(rates[-1][1])}（{rates[-1][0]}）"
            )
        options = [f"{RULES[rule].zh}{item.shown(value)}{item.unit}" for rule, value in one.options.items()]
        if options:
            parts.append("按规则推算：" + "，".join(options))
        others = [
            f"{peer.plan.name}{peer.target.year}年{item.shown(peer.value)}{item.unit}"
            f"（{peer.target.source} 第{peer.target.start}字起）"
            for peer in item.peer_targets[:4]
        ]
        if others:
            parts.append("同类规划的目标：" + "，".join(others))
        lead = f"{self._label(item.key)} {one.stage.year}年："
        return lead + ("；".join(parts) if parts else "没有可参照的数据") + "。"

    # 三、空间布局

    def _layout(self) -> None:
        layout = self.workings.layout
        self.writer.chapter("空间布局")
        if not layout.parts:
            self.writer.body(blank("写明一个核心、若干带和板块，每一处写明依据。"))
            return
        self.writer.body(Piece(f"形成“{layout.name}”的空间布局。"))
        for kind in ("core", "belt", "block"):
            parts = [part for part in layout.parts if part.part.kind == kind]
            if not parts:
                continue
            self.writer.section(f"“{layout_name([part.part for part in parts])}”")
            for part in parts:
                self._part(part)
        if layout.tiles:
            self.writer.add(LayoutMap(layout.tiles))
            self.writer.paragraph(Style.CAPTION, [Piece("图1 空间布局示意（方格示意，不代表实际边界）")])

    def _part(self, placed: PlacedPart) -> None:
        part = placed.part
        names = "、".join(placed.names)
        pieces: list[Piece] = (
            [Piece(f"布局在{names}。")] if names else [blank("落在哪些地方？写明地区代码。")]
        )
        if part.text:
            pieces.append(Piece(part.text.rstrip("。") + "。"))
        if part.reason:
            pieces.append(Piece(f"依据：{part.reason.rstrip('。')}。", note=part.source))
            self._figure_check(part.reason, part.source)
        else:
            pieces += [Piece("依据："), blank(f"为什么把“{part.name}”放在这里？写明产业、资源或区位依据。")]
        self.writer.item(part.name, pieces)

    # 四、重点任务

    def _tasks(self) -> None:
        self.writer.chapter("重点任务")
        tasks = [item for item in self.material.rubric.items if item.section != "goal"]
        known = [item.id for item in tasks]
        for name in sorted(set(self.sheet.tasks) - set(known)):
            self.findings.append(UNKNOWN_TASK.at(item=name, known="、".join(known)))
        for item in tasks:
            fills = self.sheet.tasks.get(item.id, ())
            chosen = self.workings.choice.taken if item.id == SCENARIO_ITEM else ()
            if not fills and not chosen:
                # The name of a task alone would read, and score, as if something were promised.
                self.findings.append(EMPTY_TASK.at(name=named(item.name, item.name_en), item=item.id))
                self.writer.empty_section(blank(f"任务“{item.name}”还没有内容。{self._levels(item)}"))
                continue
            self.writer.section(item.name)
            for fill in fills:
                self._task(fill)
            for ranked in chosen:
                self._scenario(ranked)

    def _levels(self, item: Item) -> str:
        subject = self.sheet.subject
        levels = "；".join(
            f"第{level.level}档：{level.text.replace('{subject}', subject)}" for level in item.levels
        )
        practice = next(
            (
                one
                for diagnosis in self.workings.diagnoses
                for one in diagnosis.practice
                if one.item == item.id
            ),
            None,
        )
        known = practice_words(practice, item.name) if practice is not None else ""
        return f"“{item.name}”的评分要求——{levels}。{known}"

    def _task(self, fill: TextFill) -> None:
        owner = Piece(f"（责任单位：{fill.owner}）") if fill.owner else None
        pieces = [*self._words(fill)]
        if owner is not None:
            pieces.append(owner)
        else:
            self.findings.append(NO_TASK_OWNER.at(name=fill.lead or fill.text[:20]))
            pieces += [Piece("（责任单位："), blank("由谁牵头？"), Piece("）")]
        self.writer.item(fill.lead, pieces)
        if fill.box:
            title = fill.box_title or "专栏"
            self.writer.add(
                Box(
                    (
                        Piece(title, strong=True),
                        *(
                            Piece(line, note=fill.source if place == 0 else "")
                            for place, line in enumerate(fill.box)
                        ),
                    )
                )
            )

    def _words(self, fill: TextFill) -> list[Piece]:
        self._figure_check(fill.text, fill.source)
        missing = not fill.source and has_figure(fill.text)
        comment = "这段话里有数，但没有写明来源。" if missing else ""
        return [Piece(fill.text, note=fill.source, comment=comment)]

    def _figure_check(self, text: str, source: str) -> None:
        if not source and has_figure(text):
            self.findings.append(FIGURE_WITHOUT_SOURCE.at(quote=text[:30]))

    def _scenario(self, ranked: RankedScenario) -> None:
        fill, candidate = ranked.fill, ranked.candidate
        source = fill.source if fill else ""
        pieces: list[Piece] = []
        if fill is not None and fill.text:
            pieces.append(Piece(fill.text.rstrip("。") + "。", note=source))
            self._figure_check(fill.text, source)
        if fill is not None and fill.links:
            pieces.append(Piece(f"覆盖{'、'.join(fill.links)}等环节。"))
        else:
            usual = "、".join(candidate.links)
            pieces += [Piece("覆盖环节："), blank(f"写明主要环节。常见环节：{usual}，请按本地流程核实。")]
        if fill is not None and fill.products:
            pieces.append(Piece(f"推出{'、'.join(fill.products)}等服务产品。"))
        else:
            pieces += [Piece("服务产品："), blank("写明几个可落地的产品或服务。")]
        if fill is not None and fill.projects:
            names = "、".join(f"“{name}”" for name in fill.projects)
            pieces.append(Piece(f"实施{names}项目。"))
        else:
            pieces += [Piece("项目："), blank("写明有望落地的项目名称或类型。")]
        if fill is not None and fill.owner:
            pieces.append(Piece(f"（责任单位：{fill.owner}）"))
        else:
            self.findings.append(NO_TASK_OWNER.at(name=named(candidate.name.zh, candidate.name.en)))
            pieces += [Piece("（责任单位："), blank("由谁牵头？"), Piece("）")]
        self.writer.item(candidate.name.zh, pieces)

    # 五、场景供给

    def _supply(self) -> None:
        self.writer.chapter("应用场景供给")
        if not self.sheet.supply:
            self.writer.body(
                blank("列出各年度的应用场景、需求单位、需求、申报条件和供给方式（清单发布或揭榜挂帅）。")
            )
            return
        names = {candidate.id: candidate.name.zh for candidate in self.material.candidates.candidates}
        manner = {"list": "清单发布", "call": "揭榜挂帅"}
        rows = []
        for line in sorted(self.sheet.supply, key=lambda one: (one.year, one.scenario, one.name)):
            unit: Cell = (Piece(line.unit),) if line.unit else (blank(f"“{line.name}”是谁的需求？"),)
            demand: Cell = (
                (Piece(line.demand),) if line.demand else (blank(f"“{line.name}”要解决什么问题？"),)
            )
            conditions = "；".join(line.conditions)
            rows.append(
                (
                    (Piece(str(line.year)),),
                    (Piece(names.get(line.scenario, line.scenario)),),
                    (Piece(line.name),),
                    unit,
                    demand,
                    (Piece(conditions),) if conditions else (blank(f"“{line.name}”对揭榜单位有什么条件？"),),
                    (Piece(manner[line.manner]),),
                )
            )
        self.writer.paragraph(Style.CAPTION, [Piece("表2 应用场景年度供给清单")])
        heads = ("年份", "场景", "名称", "需求单位", "需求", "申报条件", "方式")
        self.writer.add(Grid(heads, tuple(rows), (10, 12, 16, 15, 21, 17, 10)))

    # 六、保障措施

    def _safeguards(self) -> None:
        self.writer.chapter("保障措施")
        for fill in self.sheet.safeguards:
            self.writer.section(fill.lead.rstrip("。"))
            pieces = self._words(fill)
            if fill.owner:
                pieces.append(Piece(f"（责任单位：{fill.owner}）"))
            self.writer.body(*pieces)
        if not self.sheet.safeguards:
            for lead, comment in _SAFEGUARDS:
                self.writer.section(lead)
                self.writer.body(blank(comment))

    def _signature(self) -> None:
        self.writer.paragraph(Style.NUMBER, [blank("发文机关署名和成文日期。")])

    # 附件

    def _choice_annex(self) -> None:
        choice = self.workings.choice
        ranked = [one for one in choice.ranking if one.place is not None]
        if not ranked:
            return
        self.writer.add(Break())
        self.writer.paragraph(Style.ANNEX, [Piece("附件1")])
        self.writer.paragraph(Style.CAPTION, [Piece("应用场景比选")])
        manner = {"equal": "等权（没有填写权重）", "given": "填写的权重", "pairwise": "两两比较"}[
            choice.weighting.manner
        ]
        words = "、".join(
            f"{criterion.name.zh}{round_half_up(choice.weighting.weights[criterion.id], 3)}"
            for criterion in choice.criteria
        )
        group = choice.weighting.group
        if group is not None:
            manner += f"，评判者：{'、'.join(choice.weighting.judges or {})}；一致性比例{round_half_up(group.ratio, 3)}"
        self.writer.body(Piece(f"权重：{words}（{manner}）。各项取值0至1，“实施难度”越低越好。"))
        heads = ("位次", "场景", *(criterion.name.zh for criterion in choice.criteria), "合计")
        rows = []
        for one in ranked:
            cells = {cell.criterion: cell for cell in one.cells}
            assert one.total is not None
            rows.append(
                (
                    (Piece(str(one.place)),),
                    (Piece(one.candidate.name.zh, strong=one.taken),),
                    *(
                        (
                            Piece(
                                str(round_half_up(cells[criterion.id].value, 2)),
                                note=cells[criterion.id].source,
                            ),
                        )
                        for criterion in choice.criteria
                    ),
                    (Piece(str(round_half_up(one.total, 3))),),
                )
            )
        self.writer.add(Grid(heads, tuple(rows), (9, 19, *([11] * len(choice.criteria)), 11)))
        steady = [
            f"{name.name.zh}（{round_half_up(one.low, 3)}—{round_half_up(one.high, 3)}）"
            for name, one in zip(choice.criteria, choice.steadiness, strict=True)
        ]
        words = "；".join(steady)
        self.writer.body(Piece(f"稳定性：各项权重在以下范围内变动（其余按比例）时，入选场景不变：{words}。"))
        left = [one.candidate.name.zh for one in choice.ranking if one.place is None]
        if left:
            self.writer.body(Piece(f"评分不齐或没有需求、未参加排序：{'、'.join(left)}。"))

    def _indicator_annex(self) -> None:
        if all(one.value is None for item in self.workings.proposals for one in item.stages):
            return
        self.writer.add(Break())
        self.writer.paragraph(Style.ANNEX, [Piece("附件2")])
        self.writer.paragraph(Style.CAPTION, [Piece("指标口径、来源与目标依据")])
        rows = []
        for item in self.workings.proposals:
            definition = self.book.entries[item.key].definition.replace(GENERIC, self.sheet.subject)
            own = item.baseline.definition if item.baseline and item.baseline.definition else definition
            base: Cell = (
                (Piece(place_words(item.baseline)),) if item.baseline else (blank("补充基期数和来源。"),)
            )
            grounds: Cell
            if item.source:
                grounds = (Piece(item.source),)
            elif any(one.rule and one.rule != "given" for one in item.stages):
                rules = dict.fromkeys(RULES[one.rule].zh for one in item.stages if one.rule)
                grounds = (Piece("按规则推算：" + "、".join(rules)),)
            else:
                grounds = (blank(f"“{self._label(item.key)}”的目标值依据什么？"),)
            rows.append(((Piece(self._label(item.key)),), (Piece(own),), base, grounds))
        self.writer.add(Grid(("指标", "口径", "基期来源", "目标依据"), tuple(rows), (17, 25, 36, 22)))


def has_figure(text: str) -> bool:
    """Whether a text states a figure; years, numbering and names of things do not count.

    >>> has_figure("每年入库30家"), has_figure("2027年建成“8小时”平台")
    (True, False)
    """
    return _FIGURE.search(_YEAR_OR_NUMBER.sub("", text)) is not None


def sourced(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces that state a figure without a note or a comment that asks for one."""
    return tuple(piece for piece in pieces if has_figure(piece.text) and not piece.note and not piece.comment)


def paragraphs(draft: Draft) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a draft."""
    return tuple(block for block in draft.blocks if isinstance(block, Paragraph))
