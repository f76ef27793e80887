"""Study -> audit: every claim checked by its kind, then what only the whole paper can tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from liance.core.language import Text
from liance.core.limits import MAX_GRANULARITY_N
from liance.packs.study import (
    KINDS,
    Claim,
    Printed,
    Selection,
    Study,
    StudyTable,
    margins_of,
    parse_number,
    selection_of,
)
from liance.plans.tables.amounts import Amount, prints_as, show, total
from liance.plans.tables.blocks import Block, Tables, UndecidableError
from liance.plans.tables.granularity import Granularity, granularity, means_of_parts, smallest_n
from liance.plans.tables.hidden import check_feasible, check_hidden
from liance.plans.tables.numbers import (
    Checked,
    check_blocks,
    check_growth_within_total,
    check_pair,
    published,
)
from liance.plans.tables.verdicts import Audit, ClaimAudit, Reading, Verdict, listed, plain, said
from liance.plans.tables.words import (
    check_common,
    check_condition,
    check_extreme,
    check_items,
    check_names,
    check_opposites,
    check_order,
    check_same_items,
    check_same_value,
)

_BROKEN = Text(zh="断言写法有误，见所列问题", en="the claim is not written as it must be; see the findings")
_WHOLE = Text(zh="{n} 个整数的平均", en="means of {n} whole numbers")
_POSSIBLE = Text(zh="{good} 个可能，{bad} 个不可能", en="{good} possible, {bad} impossible")
_NOT_POSSIBLE = Text(zh="n = {n} 时不可能：{cells}", en="impossible at n = {n}: {cells}")
_SMALLEST = Text(zh="全部可能的最小 n 为 {n}", en="the smallest n at which all are possible is {n}")
_SMALLEST_CUT = Text(
    zh="全部可能的最小 n 为 {n}，其中须截尾的：{cells}",
    en="the smallest n at which all are possible is {n}; these must then be cut off: {cells}",
)
_SMALLEST_ROUNDED = Text(zh="若一律四舍五入，最小 n 为 {n}", en="with rounding only, the smallest n is {n}")
_ALWAYS = Text(
    zh="这是吻合，不是证明：{decimals} 位小数在 n = {n} 时总是可能",
    en="a fit, not a proof: {decimals} decimals are always possible at n = {n}",
)
_NO_SMALLEST = Text(zh="到 n = {n} 为止都不可能", en="impossible for every n up to {n}")
_ALWAYS_POSSIBLE = Text(
    zh="n = {n} 时 {decimals} 位小数总是可能，检验无区分力",
    en="at n = {n} every number with {decimals} decimals is possible: the test says nothing",
)
_BY_PARTS = Text(
    zh="若各{what}等权：{good} 个可能，{bad} 个不可能（可取的均值有 {count} 个，检验区分力弱）",
    en="with equal {what} {good} would be possible, {bad} impossible "
    "({count} means can then occur: a weak test)",
)
_ONLY_CUT = Text(
    zh="只有截尾才吻合，而文中其他数是四舍五入的",
    en="it fits only when cut off, while other numbers of the text are rounded",
)
_MARGIN = Text(zh="{table}：“{row}·{col}”应为{what}", en="{table}: '{row}, {col}' should be the {what}")
_MARGIN_WORDS = {"sum": Text(zh="合计", en="sum"), "mean": Text(zh="平均", en="mean")}
_N_STATED = Text(
    zh="{table}：各格应为 n 个整数的平均", en="{table}: cells should be means of n whole numbers"
)

_Check = Callable[[Tables, Claim], Checked]


def _given(_tables: Tables, _claim: Claim) -> Checked:
    return Checked(Verdict.GIVEN)


def _check_granularity(tables: Tables, claim: Claim) -> Checked:
    block = tables.block(claim.operands()[0])
    n = published(claim)[0].value
    if n.denominator != 1:
        raise UndecidableError(plain("n 必须是整数", "n must be a whole number"))
    return _granular(tables, block, int(n))


_CHECKS: Mapping[str, _Check] = {
    "given": _given,
    "count": check_blocks,
    "sum": check_blocks,
    "mean": check_blocks,
    "threshold_count": check_blocks,
    "max": check_blocks,
    "min": check_blocks,
    "median": check_blocks,
    "ratio": check_pair,
    "difference": check_pair,
    "share": check_pair,
    "growth": check_pair,
    "growth_within_total": check_growth_within_total,
    "all": check_condition,
    "mostly": check_condition,
    "lowest": check_extreme,
    "highest": check_extreme,
    "order": check_order,
    "items": check_items,
    "common_items": check_common,
    "same_items": check_same_items,
    "names": check_names,
    "same_value": check_same_value,
    "granularity": _check_granularity,
    "feasible": check_feasible,
}
#: Kinds that can be asked of unpublished cells.
_HIDDEN_KINDS = ("all", "mostly", "items", "threshold_count")


def audit_study(study: Study, broken: Collection[str] = ()) -> Audit:
    """Check every claim of a study, and what its tables say of themselves.

    Margins of tables and the ``n`` they state are checked as claims of their own, after those of the text.

    Args:
        study: tables and claims.
        broken: ids of claims that cannot be used (see ``study_problems``); they, and claims that refer to them, become
            undecidable.

    Returns:
        One audit per claim, in order.
    """
    tables = Tables(study)
    broken = _with_dependents(study, broken)
    done: list[ClaimAudit] = []
    for claim in study.claims:
        if claim.kind != "opposites":
            done.append(_audit(tables, claim, broken, done))
        else:
            done.append(_later(claim))
    done = _judge_rounding(done)
    for place, claim in enumerate(study.claims):
        if claim.kind == "opposites":
            done[place] = _audit(tables, claim, broken, done)
    for own in _own_claims(tables):
        done.append(own)
    return Audit(tuple(done))


def _with_dependents(study: Study, broken: Collection[str]) -> set[str]:
    """Return the broken claims and all that refer to one of them."""
    found = set(broken)
    while True:
        more = {
            claim.id
            for claim in study.claims
            if claim.id not in found and found & {*claim.under, *_claims_of(claim)}
        }
        if not more:
            return found
        found |= more


def _claims_of(claim: Claim) -> set[str]:
    spec = KINDS.get(claim.kind)
    if spec is None or spec.refs != "claims":
        return set()
    return {operand for operand in claim.operands() if isinstance(operand, str)}


def _later(claim: Claim) -> ClaimAudit:
    return ClaimAudit(claim.id, claim.kind, plain(claim.text, claim.text), claim.place, Verdict.UNDECIDABLE)


def _audit(tables: Tables, claim: Claim, broken: Collection[str], done: list[ClaimAudit]) -> ClaimAudit:
    if claim.id in broken:
        result = Checked(Verdict.UNDECIDABLE, notes=(_BROKEN,))
    else:
        try:
            if claim.kind == "opposites":
                verdicts = {entry.id: entry.verdict for entry in done}
                result = check_opposites(tables, claim, verdicts)
            elif claim.kind in _HIDDEN_KINDS and _is_hidden(tables, claim):
                result = check_hidden(tables, claim)
            else:
                result = _CHECKS[claim.kind](tables, claim)
        except UndecidableError as error:
            result = Checked(Verdict.UNDECIDABLE, notes=(error.reason,))
    text = plain(claim.text, claim.text_en or claim.text)
    shown = tuple(str(value) for value in claim.values())
    named = tuple(tables.name(value) for value in shown)
    return replace(
        _put_together(claim.id, claim.kind, text, claim.place, shown, result), published_text=named
    )


def _is_hidden(tables: Tables, claim: Claim) -> bool:
    return tables.table(selection_of(claim.operands()[0]).table).cells is None


def _put_together(
    name: str, kind: str, text: Text, place: str, shown: tuple[str, ...], result: Checked
) -> ClaimAudit:
    return ClaimAudit(
        id=name,
        kind=kind,
        text=text,
        place=place,
        verdict=result.verdict,
        published=shown,
        readings=result.readings,
        best=result.best,
        tried=result.tried,
        subsets=result.subsets,
        notes=result.notes,
        fits_truncated=result.fits_truncated,
    )


def _judge_rounding(done: list[ClaimAudit]) -> list[ClaimAudit]:
    """Take back matches that need cutting off where another number of the text shows that it rounds."""
    rounds = any(entry.fits_truncated is False for entry in done)
    if not rounds:
        return done
    return [
        replace(entry, verdict=Verdict.EXPLAINED, notes=(*entry.notes, _ONLY_CUT))
        if entry.verdict is Verdict.MATCH and entry.best is not None and entry.best.is_truncated
        else entry
        for entry in done
    ]


# -- what tables say of themselves ----------------------------------------------------------------------------


def _own_claims(tables: Tables) -> Iterator[ClaimAudit]:
    asked = {
        selection_of(claim.operands()[0]).table
        for claim in tables.study.claims
        if claim.kind == "granularity" and claim.operands()
    }
    for table in tables.study.tables:
        if table.cells is None:
            continue
        if table.n is not None and table.id not in asked:
            entry = _own_granularity(tables, table)
            if entry is not None:
                yield entry
        for margin in margins_of(table):
            for entry, others in _own_margin(tables, table, margin.name, margin.kind):
                if table.margins or not _is_no_margin(tables, entry, others):
                    yield entry


def _own_granularity(tables: Tables, table: StudyTable) -> ClaimAudit | None:
    try:
        block = tables.block(table.id)
    except UndecidableError:
        return None
    if all(cell.n == 1 for cell in block.cells):
        return None
    text = said(_N_STATED, table=tables.title(table))
    result = _granular(tables, block, None)
    return _put_together(f"{table.id}.n", "granularity", text, table.place, (), result)


def _granular(tables: Tables, block: Block, n: int | None) -> Checked:
    """Run the granularity test at one ``n``, or at the ``n`` of each cell where it is None."""
    means = [cell.printed for cell in block.cells]
    scale = block.table.scale
    counts = [n or cell.n for cell in block.cells]
    if min(counts) < 1:
        raise UndecidableError(plain("n 必须大于零", "n must be above zero"))
    tests = [granularity([mean], count, scale) for mean, count in zip(means, counts, strict=True)]
    bad = [place for place, test in enumerate(tests) if not test.is_possible]
    shown_n = str(n) if n else " / ".join(str(count) for count in sorted(set(counts)))
    how = said(_WHOLE, n=shown_n)
    shown = (said(_POSSIBLE, good=len(means) - len(bad), bad=len(bad)),)
    entry = Reading(block.label, how, shown, not bad)
    notes = []
    decimals = max(mean.decimals for mean in means)
    if not bad:
        if min(counts) >= 10**decimals and decimals:
            notes.append(said(_ALWAYS_POSSIBLE, n=shown_n, decimals=decimals))
        return Checked(Verdict.MATCH, (entry,), entry, 1, notes=tuple(notes))
    notes.append(said(_NOT_POSSIBLE, n=shown_n, cells=_cell_list(tables, block, bad)))
    notes += _other_weightings(tables, block, means, n)
    best, more = _smallest(tables, block, means, scale)
    if best is not None:
        smallest = Reading(
            block.label, said(_WHOLE, n=best.n), (said(_POSSIBLE, good=len(means), bad=0),), True
        )
        return Checked(Verdict.IMPOSSIBLE, (entry, smallest), smallest, best.n + 1, notes=(*notes, *more))
    return Checked(Verdict.IMPOSSIBLE, (entry,), entry, MAX_GRANULARITY_N, notes=(*notes, *more))


def _other_weightings(tables: Tables, block: Block, means: list[Printed], n: int | None) -> list[Text]:
    """Say whether the means would be possible with equal parts (levels) instead of equal units.

    That can be asked where an unpublished table says whose means these are.
    """
    notes = []
    for table in tables.study.tables:
        links = [link for link in table.known_by if link.table == block.table.id and link.mean_of == "cols"]
        if not links or table.scale is None or len(table.cols) != n:
            continue
        for group in tables.study.groups_over(table.cols):
            sizes = [len(part) for part in tables.study.parts(group, table.cols).values()]
            values = means_of_parts(sizes, table.scale)
            if values is None or len(sizes) < 2:
                continue
            good = sum(any(prints_as(Amount.exactly(value), mean) for value in values) for mean in means)
            notes.append(
                said(_BY_PARTS, what=tables.name(group), good=good, bad=len(means) - good, count=len(values))
            )
    return notes


def _smallest(
    tables: Tables, block: Block, means: list[Printed], scale: tuple[int, int] | None
) -> tuple[Granularity | None, list[Text]]:
    best = smallest_n(means, scale)
    if best is None:
        return None, [said(_NO_SMALLEST, n=MAX_GRANULARITY_N)]
    cut = best.must_be_truncated
    notes = [
        said(_SMALLEST_CUT, n=best.n, cells=_cell_list(tables, block, cut))
        if cut
        else said(_SMALLEST, n=best.n)
    ]
    rounded = smallest_n(means, scale, may_truncate=False)
    if cut and rounded is not None:
        notes.append(said(_SMALLEST_ROUNDED, n=rounded.n))
    decimals = max(mean.decimals for mean in means)
    notes.append(said(_ALWAYS, decimals=decimals, n=10**decimals))
    return best, notes


def _cell_list(tables: Tables, block: Block, places: Collection[int]) -> Text:
    names = []
    for place in places:
        cell = block.cells[place]
        number = show(cell.printed.value, cell.printed.decimals)
        name = tables.name(cell.row if len(block.cols) == 1 or len(block.rows) > 1 else cell.col)
        names.append(plain(f"{name.zh} {number}", f"{name.en} {number}"))
    return listed(tuple(names))


def _is_no_margin(tables: Tables, entry: ClaimAudit, others: Selection) -> bool:
    """Whether what only a name calls a sum need not be one.

    It cannot be checked, it is the mean of the others (a "total" of scores), or it is 100 % of rounded parts.
    """
    if entry.verdict is Verdict.UNDECIDABLE:
        return True
    printed = parse_number(entry.published[0])
    if entry.verdict is Verdict.MATCH or entry.kind != "sum" or printed is None:
        return False
    block = tables.block(others)
    made = total(cell.amount for cell in block.cells)
    if printed.value == 100 and abs(made.value - 100) <= Fraction(len(block.cells), 2):
        return True
    mean = Claim(id=entry.id, text=entry.id, kind="mean", of=others, value=entry.published[0])
    return check_blocks(tables, mean).verdict is Verdict.MATCH


def _own_margin(
    tables: Tables, table: StudyTable, name: str, kind: str
) -> Iterator[tuple[ClaimAudit, Selection]]:
    """Yield the audit of every cell of a margin, with the cells that it adds up."""
    is_row = name in table.rows
    lines = table.cols if is_row else table.rows
    for line in lines:
        rows, cols = (name, line) if is_row else (line, name)
        others = Selection(table=table.id, cols=line) if is_row else Selection(table=table.id, rows=line)
        try:
            printed = tables.block(Selection(table=table.id, rows=rows, cols=cols)).cells[0].printed
            claim = Claim(
                id=f"{table.id}.{name}.{line}",
                text=f"{table.id} {name} {line}",
                kind=kind,
                of=others,
                value=show(printed.value, printed.decimals),
            )
            result = check_blocks(tables, claim)
        except UndecidableError as error:
            result = Checked(Verdict.UNDECIDABLE, notes=(error.reason,))
            claim = Claim(id=f"{table.id}.{name}.{line}", text=name, kind=kind)
        text = said(
            _MARGIN,
            table=tables.title(table),
            row=tables.name(rows),
            col=tables.name(cols),
            what=_MARGIN_WORDS[kind],
        )
        shown = tuple(str(value) for value in claim.values())
        yield _put_together(claim.id, kind, text, table.place, shown, result), others
