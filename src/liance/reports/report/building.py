"""A comparison and its rubric -> the report: sections, tables and figures, every number linked to its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from liance.core.language import Language, Text
from liance.core.numbers import decimal_text, round_half_up
from liance.packs.model import Item, Rubric
from liance.packs.tiles import GridPlace
from liance.plans.agreement.intervals import Interval
from liance.plans.comparison.comparing import AXIS_NAMES
from liance.plans.comparison.model import (
    ALL,
    Cell,
    CellRef,
    ComparedPlan,
    Comparison,
    GroupTest,
    Mean,
    Measure,
    Quote,
    RuleFinding,
    RuleKind,
    Weighting,
)
from liance.plans.ratings import State
from liance.reports.figures import building as figures
from liance.reports.figures.model import NO_VALUE, Figure
from liance.reports.report import words
from liance.reports.report.model import (
    Align,
    Block,
    Bullets,
    Column,
    FigureBlock,
    Inline,
    Paragraph,
    Report,
    Run,
    Section,
    Table,
    TableCell,
    field,
    plain,
)
from liance.reports.report.numbers import Numbers
from liance.reports.words import LEVELS, STATES

#: Cells and quotes shown with a finding; all of them stand in the appendix.
_CELLS_SHOWN, _QUOTES_SHOWN = 8, 2
_NUMERALS = "〇一二三四五六七八九十"
#: Parts whose headings carry no number.
_UNNUMBERED = frozenset({"summary", "numbers", "evidence"})
#: Findings of one kind that are written out; all stand in the spreadsheet.
_FINDINGS_SHOWN = 40
#: Groups that a table has room for; all stand in the spreadsheet.
_GROUPS_SHOWN = 8
#: Findings about the input that a report lists.
_NOTICES_SHOWN = 30
#: Longest quote shown, in code points.
_QUOTE_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Frame:
    """What a report needs besides numbers: its words on the title page, and maps.

    ``rubric_title`` is the rubric's name; ``office`` and ``date`` are printed as given, empty ones are left out.
    ``shapes`` is GeoJSON read by ``figures.boundaries`` (empty: provinces are shown as tiles), ``review`` its number.
    """

    rubric_title: Text
    title: str = ""
    office: str = ""
    date: str = ""
    grid: tuple[GridPlace, ...] = ()
    shapes: str = ""
    review: str = ""
    draws: int = 2_000


def build_report(comparison: Comparison, rubric: Rubric, frame: Frame, language: Language) -> Report:
    """Return the report. A comparison of no plans gives a report that says so; one of one plan has no tests."""
    return _Writer(comparison, rubric, frame, language).report()


class _Writer:
    def __init__(self, comparison: Comparison, rubric: Rubric, frame: Frame, language: Language) -> None:
        self.comparison = comparison
        self.rubric = rubric
        self.frame = frame
        self.language = language
        self.numbers = Numbers(comparison, language)
        self.tables = 0
        self.figures = 0
        self.chapter = self.part = 0
        self.headings: dict[str, str] = {}
        self.threshold = decimal_text(comparison.threshold)
        self.rubric_title = frame.rubric_title.render(language)
        self.subject = _only({plan.subject for plan in comparison.plans if plan.subject})

    # -- the whole ---------------------------------------------------------------------------------------

    def report(self) -> Report:
        comparison = self.comparison
        body = [self.method(), self.corpus(), self.rubric_tables(), *self.results()]
        body += [*self.findings(), self.advice(), self.limits()]
        summary = self.summary()  # its numbers have their anchors already
        appendix = [self.appendix_numbers(), *self.appendix_evidence()]
        title = self.frame.title or (
            self.say(words.TITLE, subject=self.subject) if self.subject else self.say(words.TITLE_ANY)
        )
        return Report(
            language=self.language,
            title=title,
            subtitle=self.say(words.SUBTITLE, n=len(comparison.plans)),
            facts=self.facts(),
            contents=self.say(words.CONTENTS),
            sections=(summary, *body, *appendix),
        )

    def say(self, text: Text, **fields: object) -> str:
        return text.render(self.language, **fields)

    def facts(self) -> tuple[tuple[str, str], ...]:
        comparison = self.comparison
        version = f" {comparison.rubric.version}" if comparison.rubric else ""
        facts = [
            ("plans", str(len(comparison.plans))),
            ("levels", self.level_counts()),
            ("rubric", self.rubric_title + version),
            ("stage", self.stage()),
            ("office", self.frame.office),
            ("date", self.frame.date),
        ]
        return tuple((self.say(words.FACTS[name]), value) for name, value in facts if value)

    def stage(self) -> str:
        stage = self.comparison.stage
        return self.say(words.STAGES[stage]) if stage in words.STAGES else stage

    def level_counts(self) -> str:
        counts = [
            (
                level,
                sum(plan.level is not None and plan.level.value == level for plan in self.comparison.plans),
            )
            for level in LEVELS
        ]
        joiner = "、" if self.language is Language.ZH else ", "
        unit = " 份" if self.language is Language.ZH else ""
        return joiner.join(f"{self.say(LEVELS[level])} {count}{unit}" for level, count in counts if count)

    def table(self, caption: str, columns: Sequence[Column], rows: Sequence[tuple[TableCell, ...]]) -> Table:
        self.tables += 1
        label = self.say(words.TABLE, n=self.tables)
        top = max((measure.top for measure in self.comparison.measures), default=4)
        return Table(f"table_{self.tables}", label, caption, tuple(columns), tuple(rows), top)

    def figure(self, figure: Figure) -> FigureBlock:
        self.figures += 1
        label = self.say(words.FIGURE, n=self.figures)
        return FigureBlock(f"figure_{self.figures}", label, figure.title, figure)

    def column(self, name: str, width: int, align: Align = "left", **fields: object) -> Column:
        return Column(self.say(words.COLUMNS[name], **fields), width, align)

    def section(self, part: str, depth: Literal[1, 2], blocks: Sequence[Block], **fields: object) -> Section:
        heading = self.say(words.HEADINGS[part], **fields)
        if part not in _UNNUMBERED:
            heading = self.numbered(depth) + heading
        self.headings[part] = heading
        return Section(f"s_{part}", heading, depth, tuple(blocks))

    def numbered(self, depth: Literal[1, 2]) -> str:
        """Return the number that goes before the next heading: 一、（一） or 1, 1.1."""
        if depth == 1:
            self.chapter, self.part = self.chapter + 1, 0
            return f"{_NUMERALS[self.chapter]}、" if self.language is Language.ZH else f"{self.chapter}  "
        self.part += 1
        return (
            f"（{_NUMERALS[self.part]}）" if self.language is Language.ZH else f"{self.chapter}.{self.part}  "
        )

    def name(self, measure: Measure) -> str:
        return measure.name.render(self.language)

    def linked(self, text: Text, **fields: Run | str) -> Inline:
        """Return a sentence whose fields are runs: links stay links."""
        marks = {name: f"\x00{place}\x00" for place, name in enumerate(fields)}
        values = list(fields.values())
        runs: list[Run] = []
        for place, part in enumerate(text.render(self.language, **marks).split("\x00")):
            value = values[int(part)] if place % 2 else part
            run = Run(value) if isinstance(value, str) else value
            if run.text:
                runs.append(run)
        return tuple(runs)

    # -- parts -------------------------------------------------------------------------------------------

    def summary(self) -> Section:
        comparison = self.comparison
        if not comparison.plans:
            return self.section("summary", 1, [Paragraph(plain(self.say(words.WHERE_NOT)))])
        n = len(comparison.plans)
        points: list[Inline] = [
            self.linked(
                words.SUMMARY_CORPUS,
                rubric=self.rubric_title,
                n=Run(str(n), "s_corpus"),
                levels=self.level_counts() or self.say(words.ALL_PLANS),
            )
        ]
        points += self.summary_items()
        if comparison.types:
            points.append(self.linked(words.SUMMARY_TYPES, means=self.marked()))
            points[-1] = self.with_means(
                points[-1], [(self.name(kind), comparison.mean(kind.id)) for kind in comparison.types]
            )
        overall = self.overall()
        known = [group for group in comparison.groups if group.key != "?"]
        if overall is not None and len(known) > 1:
            sentence = self.linked(
                words.SUMMARY_GROUPS,
                axis=self.say(AXIS_NAMES[comparison.by]),
                name=self.name(overall),
                means=self.marked(),
            )
            pairs = [
                (group.name.render(self.language), comparison.mean(overall.id, group.key)) for group in known
            ]
            points.append(self.with_means(sentence, pairs))
        for item in self.singles():
            count = comparison.count(item.id)
            points.append(
                self.linked(
                    words.SUMMARY_COUNT,
                    name=self.name(item),
                    mean=self.numbers.mean(comparison.mean(item.id)),
                    k=self.numbers.count(count),
                    threshold=self.threshold,
                )
            )
        found = comparison.rule_findings
        if found:
            heading = Run(self.headings["findings"], "s_findings")
            points.append(self.linked(words.SUMMARY_FINDINGS, n=str(len(found)), heading=heading))
        blocks: list[Block] = [Bullets(tuple(points))]
        if comparison.stage == "machine":
            blocks.append(Paragraph(plain(self.say(words.MACHINE_WARNING)), "note"))
        return self.section("summary", 1, blocks)

    def marked(self) -> Run:
        return Run("\x01")

    def with_means(self, sentence: Inline, pairs: Sequence[tuple[str, Mean]]) -> Inline:
        """Put named means where a sentence has its mark."""
        joiner = "、" if self.language is Language.ZH else ", "
        made: list[Run] = []
        for place, (name, mean) in enumerate(pairs):
            made += [Run((joiner if place else "") + name + " "), self.numbers.mean(mean)]
        place = next(place for place, run in enumerate(sentence) if run.text == "\x01")
        return (*sentence[:place], *made, *sentence[place + 1 :])

    def summary_items(self) -> list[Inline]:
        means = [
            (mean.value, item, mean)
            for item in figures.radar_items(self.comparison)
            if (mean := self.comparison.mean(item.id)).value is not None
        ]
        if not means:
            return []
        high = max(means, key=lambda entry: entry[0] or Fraction(0))
        low = min(means, key=lambda entry: entry[0] or Fraction(0))
        if high[0] == low[0]:
            return [self.linked(words.SUMMARY_ALIKE, value=self.numbers.mean(high[2]))]
        return [
            self.linked(
                words.SUMMARY_ITEMS,
                high=self.name(high[1]),
                high_value=self.numbers.mean(high[2]),
                low=self.name(low[1]),
                low_value=self.numbers.mean(low[2]),
            )
        ]

    def overall(self) -> Measure | None:
        """Return the aggregate that is made of types, else the last one."""
        kinds = {kind.id for kind in self.comparison.types}
        for measure in self.comparison.aggregates:
            if kinds and kinds.issuperset(measure.parts):
                return measure
        return self.comparison.aggregates[-1] if self.comparison.aggregates else None

    def singles(self) -> tuple[Measure, ...]:
        """Return the items that belong to no type (the goal)."""
        inside = {item.id for item in figures.radar_items(self.comparison)}
        return tuple(item for item in self.comparison.items if item.id not in inside)

    def method(self) -> Section:
        top = max((measure.top for measure in self.comparison.measures), default=4)
        blocks = [Paragraph(plain(self.say(text, top=top, draws=self.frame.draws))) for text in words.METHOD]
        return self.section("method", 1, blocks)

    def corpus(self) -> Section:
        columns = [
            self.column("number", 6, "center"),
            self.column("title", 40),
            self.column("issuer", 22),
            self.column("level", 10, "center"),
            self.column("published", 14, "center"),
            self.column("subject", 14),
        ]
        rows = [
            (
                field(str(number), self.numbers.plan_anchor(plan.key)),
                field(_one_line(plan.title), self.numbers.plan_anchor(plan.key)),
                field(_one_line(plan.issuer or NO_VALUE)),
                field(self.level_of(plan)),
                field(plan.published or NO_VALUE),
                field(plan.subject or NO_VALUE),
            )
            for number, plan in enumerate(self.comparison.plans, 1)
        ]
        table = self.table(self.say(words.CORPUS_CAPTION), columns, rows)
        intro = self.linked(words.CORPUS, n=str(len(rows)), table=Run(table.label, table.anchor))
        return self.section("corpus", 1, [Paragraph(intro), table])

    def level_of(self, plan: ComparedPlan) -> str:
        return self.say(LEVELS[plan.level.value]) if plan.level else NO_VALUE

    def rubric_tables(self) -> Section:
        version = self.comparison.rubric.version if self.comparison.rubric else NO_VALUE
        intro = self.say(words.RUBRIC_INTRO, rubric=self.rubric_title, version=version)
        items = {item.id: item for item in self.rubric.items}
        groups = [(self.name(kind), kind.items) for kind in self.comparison.types]
        singles = tuple(item.id for item in self.singles())
        if singles:
            joiner = "、" if self.language is Language.ZH else ", "
            name = joiner.join(self.name(item) for item in self.singles())
            groups.insert(0, (name, singles))
        if not groups:
            groups = [(self.rubric_title, tuple(items))]
        blocks: list[Block] = [Paragraph(plain(intro))]
        for name, names in groups:
            rows = [row for one in names if one in items for row in self.levels_of(items[one])]
            columns = [
                self.column("item", 16),
                self.column("score", 6, "center"),
                self.column("criterion", 78),
            ]
            blocks.append(self.table(self.say(words.RUBRIC_CAPTION, name=name), columns, rows))
        return self.section("rubric", 1, blocks)

    def levels_of(self, item: Item) -> Iterator[tuple[TableCell, ...]]:
        chinese = self.language is Language.ZH
        subject = self.subject or ("该技术" if chinese else "the technology")
        for place, level in enumerate(reversed(item.levels)):
            text = level.text if chinese else "; ".join(one.text_en for one in level.criteria)
            name = (item.name if chinese else item.name_en) if not place else ""
            yield (
                field(name),
                field(str(level.level), level=level.level),
                field(text.replace("{subject}", subject)),
            )

    # -- results -----------------------------------------------------------------------------------------

    def results(self) -> list[Section]:
        if not self.comparison.plans:
            return [self.section("results", 1, [Paragraph(plain(self.say(words.WHERE_NOT)))])]
        made = [self.section("results", 1, []), self.item_results()]
        made += [self.single_results(item) for item in self.singles()[:1]]
        made += [self.type_results()] if self.comparison.types else []
        made += [self.group_results()] if len(self.comparison.groups) > 1 else []
        made.append(self.cell_results())
        provinces = self.province_results()
        return [*made, provinces] if provinces else made

    def ordered(self) -> list[tuple[str, Measure]]:
        """Return measures in the order of tables: each type's items and the type itself, then what is left."""
        rows: list[tuple[str, Measure]] = []
        seen: set[str] = set()
        for kind in self.comparison.types:
            for place, name in enumerate(kind.items):
                rows.append((self.name(kind) if not place else "", self.comparison.measure(name)))
            rows.append(("", kind))
            seen |= {kind.id, *kind.items}
        for measure in self.comparison.measures:
            if measure.id not in seen:
                rows.append(("", measure))
        return rows

    def item_results(self) -> Section:
        comparison = self.comparison
        columns = [
            self.column("type", 18),
            self.column("item", 26),
            self.column("mean", 11, "center"),
            self.column("interval", 16, "center"),
            self.column("mean_levels", 14, "center"),
            self.column("n", 8, "center"),
            self.column("count", 10, "center", threshold=self.threshold),
        ]
        rows = []
        for group, measure in self.ordered():
            mean = comparison.mean(measure.id)
            levels = comparison.mean(measure.id, ALL, Weighting.EQUAL_LEVELS)
            strong = measure in comparison.aggregates
            shown = self.numbers.mean(mean)
            rows.append(
                (
                    field(group),
                    TableCell(((Run(self.name(measure), strong=strong),),)),
                    TableCell(((shown,),)),
                    field(_interval(mean.interval), shown.link),
                    TableCell(((self.numbers.mean(levels),),)),
                    field(str(mean.n), shown.link),
                    TableCell(((self.numbers.count(comparison.count(measure.id)),),)),
                )
            )
        table = self.table(self.say(words.ITEMS_CAPTION), columns, rows)
        figure = self.figure(figures.item_bars(comparison, self.language))
        intro = self.linked(
            words.ITEMS_INTRO,
            table=Run(table.label, table.anchor),
            figure=Run(figure.label, figure.anchor),
            threshold=self.threshold,
        )
        return self.section("items", 2, [Paragraph(intro), table, figure])

    def single_results(self, item: Measure) -> Section:
        comparison = self.comparison
        columns = [
            self.column("number", 8, "center"),
            self.column("title", 62),
            self.column("level", 14, "center"),
            self.column("score", 16, "center"),
        ]
        rows = [self.plan_row(plan, [item]) for plan in comparison.plans]
        table = self.table(self.say(words.SINGLE_CAPTION, name=self.name(item)), columns, rows)
        drawn = [self.figure(figure) for figure in figures.plan_bars(comparison, item, self.language)]
        count = comparison.count(item.id)
        intro = self.linked(
            words.SINGLE_INTRO,
            name=self.name(item),
            above=self.numbers.count(count),
            below=self.numbers.count(count, below=True),
            threshold=self.threshold,
            table=Run(table.label, table.anchor),
            figure=Run(drawn[0].label, drawn[0].anchor),
        )
        if count.without:
            intro = (*intro, Run(self.say(words.SINGLE_WITHOUT, n=len(count.without))))
        return self.section("single", 2, [Paragraph(intro), table, *drawn], name=self.name(item))

    def plan_row(self, plan: ComparedPlan, measures: Sequence[Measure]) -> tuple[TableCell, ...]:
        link = self.numbers.plan_anchor(plan.key)
        return (
            field(str(self.numbers.plan_number(plan.key)), link),
            field(_one_line(plan.title), link),
            field(self.level_of(plan)),
            *(
                TableCell(
                    ((self.numbers.value(plan.key, measure),),),
                    level=_tint(plan.values.get(measure.id), measure),
                )
                for measure in measures
            ),
        )

    def type_results(self) -> Section:
        comparison = self.comparison
        overall = self.overall()
        measures = [*comparison.types, *([overall] if overall and overall not in comparison.types else [])]
        columns = [
            self.column("number", 7, "center"),
            self.column("title", 45),
            self.column("level", 12, "center"),
            *(Column(self.name(measure), 14, "center") for measure in measures),
        ]
        rows = [self.plan_row(plan, measures) for plan in comparison.plans]
        table = self.table(self.say(words.TYPES_CAPTION), columns, rows)
        drawn = [self.figure(figure) for figure in figures.type_bars(comparison, self.language)]
        intro = self.linked(
            words.TYPES_INTRO,
            table=Run(table.label, table.anchor),
            figure=Run(drawn[0].label, drawn[0].anchor),
        )
        return self.section("types", 2, [Paragraph(intro), table, *drawn])

    def group_results(self) -> Section:
        comparison = self.comparison
        shown = comparison.groups[:_GROUPS_SHOWN]
        columns = [
            self.column("item", 26),
            *(
                Column(f"{group.name.render(self.language)} (n={len(group.plans)})", 12, "center")
                for group in shown
            ),
        ]
        rows = []
        for _, measure in self.ordered():
            strong = measure in comparison.aggregates
            cells = [
                TableCell(((self.numbers.mean(comparison.mean(measure.id, group.key)),),)) for group in shown
            ]
            rows.append((TableCell(((Run(self.name(measure), strong=strong),),)), *cells))
        table = self.table(self.say(words.GROUPS_CAPTION), columns, rows)
        drawn = [
            self.figure(figures.group_radar(comparison, group, number, self.language))
            for number, group in enumerate(shown, 1)
        ]
        blocks: list[Block] = [
            Paragraph(self.linked(words.GROUPS_INTRO, table=Run(table.label, table.anchor))),
            table,
            *drawn,
            *self.tests(),
        ]
        return self.section("groups", 2, blocks, axis=self.say(AXIS_NAMES[comparison.by]))

    def tests(self) -> list[Block]:
        known = [group.key for group in self.comparison.groups if group.key != "?"]
        tests = [
            test for test in self.comparison.tests if set(test.groups) == set(known) and test.p is not None
        ]
        if not tests:
            return []
        columns = [
            self.column("measure", 34),
            self.column("n", 12, "center"),
            self.column("effect", 14, "center"),
            self.column("p", 12, "center"),
            self.column("adjusted", 14, "center"),
            self.column("method", 22),
        ]
        rows = [self.test_row(test) for test in tests]
        table = self.table(self.say(words.TESTS_CAPTION), columns, rows)
        intro = self.linked(words.TESTS_INTRO, table=Run(table.label, table.anchor))
        return [Paragraph(intro), table]

    def test_row(self, test: GroupTest) -> tuple[TableCell, ...]:
        how = words.EXACT if test.method == "exact" else words.MONTE_CARLO
        return (
            field(self.name(self.comparison.measure(test.measure))),
            field("+".join(str(n) for n in test.n)),
            TableCell(((self.numbers.test(test, _decimal(test.effect, 2)),),)),
            TableCell(((self.numbers.test(test, _decimal(test.p, 3)),),)),
            TableCell(((self.numbers.test(test, _decimal(test.adjusted, 3)),),)),
            field(self.say(how, n=test.arrangements or 0)),
        )

    def cell_results(self) -> Section:
        comparison = self.comparison
        columns = [
            self.column("number", 7, "center"),
            self.column("plan", 17),
            *(Column(self.name(item), 10, "center") for item in comparison.items),
        ]
        rows = []
        for number, plan in enumerate(comparison.plans, 1):
            link = self.numbers.plan_anchor(plan.key)
            label = figures.plan_label(number, plan).partition(" ")[2]
            cells = [
                TableCell(
                    ((self.numbers.value(plan.key, item),),), level=_tint(plan.values.get(item.id), item)
                )
                for item in comparison.items
            ]
            rows.append((field(str(number), link), field(label, link), *cells))
        table = self.table(self.say(words.CELLS_CAPTION), columns, rows)
        drawn = [self.figure(figure) for figure in figures.heat_maps(comparison, self.language)]
        intro = self.linked(
            words.CELLS_INTRO,
            table=Run(table.label, table.anchor),
            figure=Run(drawn[0].label, drawn[0].anchor),
        )
        return self.section("cells", 2, [Paragraph(intro), table, *drawn])

    def province_results(self) -> Section | None:
        measure = self.overall() or (self.comparison.items[0] if self.comparison.items else None)
        if measure is None:
            return None
        frame = self.frame
        figure: Figure | None
        if frame.shapes:
            figure = figures.province_boundaries(
                self.comparison, measure, frame.shapes, frame.grid, frame.review, self.language
            )
        else:
            figure = figures.province_tiles(self.comparison, measure, frame.grid, self.language)
        if figure is None:
            return None
        block = self.figure(figure)
        text = words.BOUNDARY_INTRO if frame.shapes else words.PROVINCES_INTRO
        intro = self.linked(text, figure=Run(block.label, block.anchor))
        return self.section("provinces", 2, [Paragraph(intro), block])

    # -- findings, advice, limits ------------------------------------------------------------------------

    def findings(self) -> list[Section]:
        found = self.comparison.rule_findings
        if not found:
            return [self.section("findings", 1, [Paragraph(plain(self.say(words.NO_FINDINGS)))])]
        intro = self.say(words.FINDINGS_INTRO, n=len(found))
        made = [self.section("findings", 1, [Paragraph(plain(intro))])]
        for kind in RuleKind:
            own = [(number, finding) for number, finding in enumerate(found, 1) if finding.kind is kind]
            blocks: list[Block] = []
            for number, finding in own[:_FINDINGS_SHOWN]:
                blocks += self.finding(number, finding)
            if len(own) > _FINDINGS_SHOWN:
                blocks.append(Paragraph(plain(self.say(words.MORE_FINDINGS, n=len(own) - _FINDINGS_SHOWN))))
            if blocks:
                name = self.say(words.KINDS[kind.value])
                heading = self.numbered(2) + name
                made.append(Section(f"s_{kind.value}", heading, 2, tuple(blocks)))
        return made

    def finding(self, number: int, finding: RuleFinding) -> Iterator[Block]:
        yield Paragraph((Run(f"{number}. {finding.says.render(self.language)}", strong=True),), "lead")
        if finding.cells:
            yield Paragraph(self.basis(number, finding), "note")
        for quoted in finding.quotes[:_QUOTES_SHOWN]:
            yield Paragraph((Run(_shown(quoted.quote.text)), Run(" "), self.plan_ref(quoted.plan)), "quote")
        yield from self.copies(finding)

    def basis(self, number: int, finding: RuleFinding) -> Inline:
        runs = [Run(self.say(words.BASIS))]
        for place, ref in enumerate(finding.cells[:_CELLS_SHOWN]):
            measure = self.comparison.measure(ref.item)
            value = self.numbers.value(ref.plan, measure)
            label = f"{self.numbers.plan_number(ref.plan)} {self.name(measure)} {value.text}"
            runs += [
                Run("；" if place and self.language is Language.ZH else "; " if place else ""),
                Run(label, value.link),
            ]
        if len(finding.cells) > _CELLS_SHOWN:
            name = self.say(words.FINDING_NAME, n=number)
            shown = self.say(words.ALL_CELLS, n=len(finding.cells))
            runs += [Run(" … "), self.numbers.cells(f"finding/{number}", name, shown, finding.cells)]
        return tuple(run for run in runs if run.text)

    def plan_ref(self, key: str) -> Run:
        number = self.numbers.plan_number(key)
        label = figures.plan_label(number, self.comparison.plan(key))
        bracketed = f"（{label}）" if self.language is Language.ZH else f"({label})"
        return Run(bracketed, self.numbers.plan_anchor(key))

    def copies(self, finding: RuleFinding) -> list[Block]:
        blocks: list[Block] = []
        for copy in finding.copies[:_QUOTES_SHOWN]:
            sentence = self.linked(
                words.COPIED,
                later=self.plan_ref(copy.later),
                earlier=self.plan_ref(copy.earlier),
                characters=str(copy.characters),
                similarity=str(round_half_up(copy.similarity * 100, 0)),
            )
            blocks.append(Paragraph((*sentence, Run(_shown(copy.later_quote.text))), "quote"))
        return blocks

    def advice(self) -> Section:
        by_text: dict[str, list[int]] = {}
        for number, finding in enumerate(self.comparison.rule_findings, 1):
            by_text.setdefault(finding.advice.render(self.language), []).append(number)
        by_text.pop("", None)
        if not by_text:
            return self.section("advice", 1, [Paragraph(plain(self.say(words.NO_ADVICE)))])
        joiner, brackets = ("、", "（{}）") if self.language is Language.ZH else (", ", " ({})")

        def listed(numbers: Sequence[int]) -> str:
            more = "…" if len(numbers) > _FINDINGS_SHOWN else ""
            return brackets.format(joiner.join(str(number) for number in numbers[:_FINDINGS_SHOWN]) + more)

        points = tuple((Run(text), Run(listed(numbers), "s_findings")) for text, numbers in by_text.items())
        return self.section("advice", 1, [Paragraph(plain(self.say(words.ADVICE_INTRO))), Bullets(points)])

    def limits(self) -> Section:
        points = [plain(self.say(text)) for text in words.LIMITS]
        if self.comparison.stage == "machine":
            points.insert(0, plain(self.say(words.MACHINE_WARNING)))
        blocks: list[Block] = [Bullets(tuple(points))]
        noticed = self.comparison.findings
        if noticed:
            blocks.append(Paragraph(plain(self.say(words.INPUT_FINDINGS, n=len(noticed)))))
            colon = "：" if self.language is Language.ZH else ": "
            lines = [
                plain(
                    (f"{finding.place.source}{colon}" if finding.place.source else "")
                    + finding.message(self.language)
                )
                for finding in noticed[:_NOTICES_SHOWN]
            ]
            if len(noticed) > _NOTICES_SHOWN:
                lines.append(plain(self.say(words.MORE, n=len(noticed) - _NOTICES_SHOWN)))
            blocks.append(Bullets(tuple(lines)))
        return self.section("limits", 1, blocks)

    # -- appendices --------------------------------------------------------------------------------------

    def appendix_numbers(self) -> Section:
        columns = [
            self.column("name", 36),
            self.column("shown", 9, "center"),
            self.column("exact", 11, "center"),
            self.column("n", 6, "center"),
            self.column("made_of", 38),
        ]
        rows = [
            (
                field(entry.name, anchor=entry.anchor),
                field(entry.shown),
                field(entry.exact),
                field(entry.n),
                TableCell((entry.made_of or plain(NO_VALUE),)),
            )
            for entry in self.numbers.entries
        ]
        table = self.table(self.say(words.NUMBERS_CAPTION), columns, rows)
        return self.section("numbers", 1, [Paragraph(plain(self.say(words.NUMBERS_INTRO))), table])

    def appendix_evidence(self) -> Iterator[Section]:
        yield self.section("evidence", 1, [Paragraph(plain(self.say(words.EVIDENCE_INTRO)))])
        for number, plan in enumerate(self.comparison.plans, 1):
            anchor = self.numbers.plan_anchor(plan.key)
            heading = f"{number}. {_one_line(plan.title)}"
            yield Section(anchor, heading, 2, tuple(self.evidence(plan)), listed=False)

    def evidence(self, plan: ComparedPlan) -> Iterator[Block]:
        joiner = "；" if self.language is Language.ZH else "; "
        values = [
            f"{self.name(measure)} {value}"
            for measure in self.comparison.aggregates
            if (value := self.numbers.value(plan.key, measure).text) != NO_VALUE
        ]
        source = self.say(words.DIGEST, source=_one_line(plan.source), digest=plan.digest[:19] + "…")
        yield Paragraph(plain(joiner.join([*values, source])), "note")
        columns = [self.column("item", 16), self.column("score", 8, "center"), self.column("quotes", 76)]
        rows = [self.cell_row(cell) for cell in plan.cells]
        yield Table(f"t_{self.numbers.plan_anchor(plan.key)}", "", "", tuple(columns), tuple(rows))

    def cell_row(self, cell: Cell) -> tuple[TableCell, ...]:
        measure = self.comparison.measure(cell.item)
        state = "" if cell.state is State.SCORED else self.say(STATES[cell.state.value])
        score = NO_VALUE if cell.score is None else str(cell.score)
        lines = tuple((Run(_shown(quote.text)), Run(f"  [{self.place(quote)}]")) for quote in cell.quotes)
        return (
            field(self.name(measure), anchor=self.numbers.cell_anchor(CellRef(cell.plan, cell.item))),
            field(score, level=cell.score),
            TableCell(lines or (plain(state or self.say(words.NO_QUOTE)),)),
        )

    def place(self, quote: Quote) -> str:
        where = self.say(words.PLACE, start=quote.span.start + 1, end=quote.span.end)
        return self.say(words.PAGE, page=quote.page) + " " + where if quote.page else where


def _only(names: set[str]) -> str:
    return names.pop() if len(names) == 1 else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shown(text: str) -> str:
    line = _one_line(text)
    return line if len(line) <= _QUOTE_SHOWN else line[:_QUOTE_SHOWN] + "…"


def _tint(value: Fraction | None, measure: Measure) -> int | None:
    """Return the level whose tint a score has; only whole scores are tinted."""
    return int(value) if value is not None and not measure.parts and value.denominator == 1 else None


def _decimal(value: Fraction | None, places: int) -> str:
    return NO_VALUE if value is None else str(round_half_up(value, places))


def _interval(interval: Interval | None) -> str:
    if interval is None or interval.low is None or interval.high is None:
        return NO_VALUE
    low, high = (round_half_up(Fraction(bound), 2) for bound in (interval.low, interval.high))
    return f"{low}–{high}"
