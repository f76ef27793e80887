"""Claims that state numbers: recompute them under every plausible reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from statistics import median

from liance.core.language import Text
from liance.core.limits import MAX_SUBSET_VALUES
from liance.packs.study import (
    Claim,
    Operand,
    Printed,
    Selection,
    parse_condition,
    parse_number,
    selection_of,
)
from liance.plans.tables.amounts import Amount, Rounding, prints_as, rounded, show, total
from liance.plans.tables.averages import EQUAL_CELLS, Weighting, mean, weightings
from liance.plans.tables.blocks import Block, Tables, UndecidableError
from liance.plans.tables.subsets import MOST_BY_CHANCE, Column, search_subsets
from liance.plans.tables.verdicts import Reading, SubsetSearch, Verdict, listed, plain, said

_SUM = Text(zh="求和", en="sum")
_COUNT = Text(zh="计数", en="count")
_COUNT_CELLS = Text(zh="所选各格计数", en="count of the chosen cells")
_MEAN_OF_MEANS = Text(zh="各部分均值的平均", en="mean of the parts' means")
_ORDERED = {
    "max": Text(zh="最大值", en="largest"),
    "min": Text(zh="最小值", en="smallest"),
    "median": Text(zh="中位数", en="median"),
}
_MEETING = Text(zh="满足 {when} 的格数", en="cells with {when}")
_ONLY = Text(zh="{how}，只取{kept}", en="{how}, only {kept}")
_WITHOUT = Text(zh="{how}，不含{left}", en="{how}, without {left}")
_ALSO_IN = Text(
    zh="{how}，只取同时列入{table}的（不含{left}）", en="{how}, only those also in {table} (without {left})"
)
_SWAPPED = Text(
    zh="若把印出的 {wrong} 看作 {right}（相邻两位颠倒）",
    en="if the printed {wrong} was meant as {right} (two digits swapped)",
)
_DIFFERENCE = Text(zh="前者减后者", en="first minus second")
_REVERSED = Text(zh="后者减前者", en="second minus first")
_SHARE = Text(zh="部分 ÷ 整体", en="part over whole")
_SHARE_OF_REST = Text(zh="部分 ÷（部分＋整体）", en="part over part plus whole")
_GROWTH = Text(zh="（后 − 前）÷ 前", en="(later - earlier) / earlier")
_RATIO = Text(zh="后 ÷ 前（把倍数当增幅）", en="later over earlier (a ratio taken for growth)")
_OVER_LATER = Text(zh="（后 − 前）÷ 后", en="(later - earlier) / later")
_PAIR = Text(zh="{first} 与 {second}", en="{first} and {second}")
_TWO_NEEDED = Text(zh="需要两个数，才能比较", en="two numbers are needed to compare")
_FRACTION_OF_ONE = Text(zh="部分 ÷ 整体（以 1 为全部）", en="part over whole (as a part of one)")
_FIRST_OVER = Text(zh="前 ÷ 后", en="first over second")
_SECOND_OVER = Text(zh="后 ÷ 前", en="second over first")
_ZERO = Text(zh="除数为零，无法计算", en="the divisor is zero")
_DIFFERENT = Text(
    zh="得到 {made} 个数，原文印了 {printed} 个", en="{made} values were made, {printed} were printed"
)
_FROM_TOTAL = Text(
    zh="由合计减去后期得前期 {base}，增幅为", en="the total less the later leaves {base} before; growth is"
)
_NO_BASE = Text(
    zh="按印出的增幅，前期应约为 {base}，合计约为 {total}；合计若为历年累计，则两数不可比",
    en="at the printed growth the earlier would be about {base} and the total about {total}; "
    "if the total is cumulative, the two cannot be compared",
)
_NO_WHOLE_BASE = Text(
    zh="没有哪个整数的前期值能得到印出的增幅（{below} 得 {first}%，{above} 得 {second}%）",
    en="no whole number before gives the printed growth ({below} gives {first}%, {above} gives {second}%)",
)
_MISSING = Text(zh="{count} 格缺失，未计入", en="{count} missing cells are left out")
_ONLY_FIT = Text(
    zh="穷举 {tried} 个子集，{fitting} 个吻合；偶然吻合的期望约 {chance}",
    en="of {tried} subsets {fitting} fit; about {chance} would by chance",
)
_A_FIT = Text(zh="这是吻合，不是证明", en="a fit, not a proof")
_MANY_FIT = Text(
    zh="穷举 {tried} 个子集，{fitting} 个吻合，不足以指明哪一个",
    en="of {tried} subsets {fitting} fit: too many to single one out",
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a claim gives, before it is put together with the claim."""

    verdict: Verdict
    readings: tuple[Reading, ...] = ()
    best: Reading | None = None
    tried: int = 0
    subsets: SubsetSearch | None = None
    notes: tuple[Text, ...] = ()
    fits_truncated: bool | None = None


def published(claim: Claim) -> tuple[Printed, ...]:
    """Return the claim's numbers as printed; ``decimals`` may say that zeros at the end were dropped."""
    found = []
    for value in claim.values():
        printed = parse_number(value)
        if printed is None:
            raise UndecidableError(plain(f"“{value}”不是数", f"'{value}' is no number"))
        decimals = printed.decimals if claim.decimals is None else max(claim.decimals, printed.decimals)
        found.append(Printed(printed.value, decimals))
    return tuple(found)


def reading(
    source: Text,
    how: Text,
    values: Sequence[Amount],
    printed: Sequence[Printed],
    left_out: Sequence[str] = (),
) -> Reading:
    """Return a reading of numbers, with the roundings under which each fits.

    One rounding that fits all values is preferred to a mixture.

    Raises:
        UndecidableError: there are not as many values as were printed.
    """
    if len(values) != len(printed):
        raise UndecidableError(said(_DIFFERENT, made=len(values), printed=len(printed)))
    fitting = [prints_as(value, number) for value, number in zip(values, printed, strict=True)]
    common = next((way for way in Rounding if all(way in ways for ways in fitting)), None)
    roundings = tuple(common or (ways[0] if ways else None) for ways in fitting)
    return Reading(
        source=source,
        how=how,
        shown=tuple(
            _shown(value, number, rounding)
            for value, number, rounding in zip(values, printed, roundings, strict=True)
        ),
        finer=tuple(
            show(value.value, number.decimals + 1) for value, number in zip(values, printed, strict=True)
        ),
        fits=all(fitting),
        values=tuple(values),
        roundings=roundings,
        left_out=tuple(left_out),
        fits_truncated=all(Rounding.TRUNCATION in ways for ways in fitting),
    )


def _shown(value: Amount, printed: Printed, rounding: Rounding | None) -> str:
    """Show what the reading prints: at its rounding where it fits, half-up where it does not."""
    if rounding is None:
        return show(value.value, printed.decimals)
    return show(rounded(value.value, printed.decimals, rounding), printed.decimals)


def judge(
    plain_readings: Sequence[Reading], others: Sequence[Reading] = (), notes: Iterable[Text] = ()
) -> Checked:
    """Return the verdict of plain readings and of others that explain where no plain one fits."""
    tried = len(plain_readings) + len(others)
    told = tuple(notes)
    fitting = [entry for entry in plain_readings if entry.fits]
    if fitting:
        best = next((entry for entry in fitting if not entry.is_truncated), fitting[0])
        cut = any(entry.fits_truncated for entry in fitting)
        return Checked(Verdict.MATCH, tuple(plain_readings), best, tried, notes=told, fits_truncated=cut)
    kept = (*plain_readings, *(entry for entry in others if entry.fits))
    explaining = next((entry for entry in others if entry.fits), None)
    if explaining is not None:
        return Checked(Verdict.EXPLAINED, kept, explaining, tried, notes=(*told, _A_FIT))
    return Checked(Verdict.MISMATCH, kept, next(iter(plain_readings), None), tried, notes=told)


# -- means, sums and counts of blocks -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Source:
    """One place from which a claim's values can be had: a block per value."""

    label: Text
    blocks: tuple[Block, ...]
    whole: Block


def _source(tables: Tables, operand: Operand) -> _Source:
    whole = tables.block(operand)
    blocks = tuple(block for _, block in tables.split(whole, selection_of(operand).each))
    if any(not block.cells for block in blocks):
        raise UndecidableError(plain("所选单元格有整组缺失", "a whole part of the chosen cells is missing"))
    return _Source(whole.label, blocks, whole)


def _measures(tables: Tables, claim: Claim, source: _Source) -> Iterator[tuple[Text, list[Amount]]]:
    """Yield every plain way to make the claim's values from a source, with its name."""
    if claim.kind == "mean":
        shared = [weightings(tables, block) for block in source.blocks]
        for weighting in shared[0]:
            if all(weighting in own for own in shared):
                label = weighting.label(tables, source.blocks[0])
                yield label, [mean(tables, block, weighting) for block in source.blocks]
        return
    for how, measure in _adders(claim):
        yield how, [amount for block in source.blocks for amount in measure(block)]


def _adders(claim: Claim) -> Iterator[tuple[Text, Callable[[Block], list[Amount]]]]:
    if claim.kind == "sum":
        yield _SUM, lambda block: [total(cell.amount for cell in block.cells)]
    elif claim.kind == "count":
        yield _COUNT, lambda block: [Amount.exactly(len(block.units))]
        if len(_counted_names(claim)) == 1:
            yield _COUNT_CELLS, lambda block: [Amount.exactly(len(block.cells))]
    elif claim.kind in _ORDERED:
        yield (
            _ORDERED[claim.kind],
            lambda block: [_ordered(claim.kind, [cell.amount for cell in block.cells])],
        )
    else:
        whens = claim.conditions()
        label = said(_MEETING, when=" / ".join(whens))
        yield label, lambda block: [Amount.exactly(_meeting(block, when)) for when in whens]


def _counted_names(claim: Claim) -> tuple[str, ...]:
    """Return the rows that a count names: of a single row its cells may be meant."""
    rows = selection_of(claim.operands()[0]).rows
    return (rows,) if isinstance(rows, str) else rows


def _meeting(block: Block, when: str) -> int:
    condition = parse_condition(when)
    if condition is None:
        raise UndecidableError(plain(f"看不懂条件“{when}”", f"the condition '{when}' is not understood"))
    return sum(condition.holds(cell.printed.value) for cell in block.cells)


def check_blocks(tables: Tables, claim: Claim) -> Checked:
    """Check a mean, sum, count or threshold count, and look for sets and subsets of units that explain it."""
    printed = published(claim)
    if len(claim.operands()) > 1:
        return _check_pooled(tables, claim, printed)
    plain_readings: list[Reading] = []
    source = _counted(tables, claim) if claim.kind == "count" else _source(tables, claim.operands()[0])
    notes = []
    if source.whole.missing and claim.kind != "count":
        if claim.kind == "sum":
            raise UndecidableError(said(_MISSING, count=source.whole.missing))
        notes.append(said(_MISSING, count=source.whole.missing))
    for place in (source, *(_source(tables, operand) for operand in claim.also_from)):
        plain_readings += [
            reading(place.label, how, values, printed) for how, values in _measures(tables, claim, place)
        ]
    result = judge(plain_readings, notes=notes)
    if result.verdict is Verdict.MATCH or claim.kind == "count" or claim.kind in _ORDERED:
        return result
    return _explain(tables, claim, source, printed, plain_readings, notes)


def _check_pooled(tables: Tables, claim: Claim, printed: tuple[Printed, ...]) -> Checked:
    """Check a number of several operands: of all their cells together, and a mean also of the operands' means."""
    sources = [_source(tables, operand) for operand in claim.operands()]
    labels = listed(tuple(source.label for source in sources))
    cells = list(
        {
            (cell.row, cell.col, source.whole.table.id): cell
            for source in sources
            for cell in source.whole.cells
        }.values()
    )
    amounts = [cell.amount for cell in cells]
    made: list[tuple[Text, list[Amount]]] = []
    if claim.kind == "mean":
        made.append((EQUAL_CELLS, [total(amounts).times(Fraction(1, len(amounts)))]))
        means = [mean(tables, source.whole, Weighting()) for source in sources]
        made.append((_MEAN_OF_MEANS, [total(means).times(Fraction(1, len(means)))]))
    elif claim.kind == "sum":
        made.append((_SUM, [total(amounts)]))
    elif claim.kind == "count":
        made.append((_COUNT, [Amount.exactly(len(cells))]))
    elif claim.kind == "threshold_count":
        whens = claim.conditions()
        hits = [sum(_meeting(source.whole, when) for source in sources) for when in whens]
        made.append((said(_MEETING, when=" / ".join(whens)), [Amount.exactly(hit) for hit in hits]))
    else:
        made.append((_ORDERED[claim.kind], [_ordered(claim.kind, amounts)]))
    return judge([reading(labels, how, values, printed) for how, values in made])


def _ordered(kind: str, amounts: Sequence[Amount]) -> Amount:
    """Return the largest, smallest or middle of amounts; of an even number the mean of the two in the middle."""

    def picked(values: list[Fraction]) -> Fraction:
        if kind == "median":
            return Fraction(median(values))
        return max(values) if kind == "max" else min(values)

    return Amount(
        picked([amount.value for amount in amounts]),
        picked([amount.low for amount in amounts]),
        picked([amount.high for amount in amounts]),
    )


def _counted(tables: Tables, claim: Claim) -> _Source:
    """Return what is counted: units, also of tables whose cells were not published or are empty."""
    operand = claim.operands()[0]
    whole = tables.block(operand, may_be_hidden=True)
    each = selection_of(operand).each
    return _Source(whole.label, tuple(block for _, block in tables.split(whole, each)), whole)


def _explain(
    tables: Tables,
    claim: Claim,
    source: _Source,
    printed: tuple[Printed, ...],
    plain_readings: Sequence[Reading],
    notes: list[Text],
) -> Checked:
    declared = list(_declared_sets(tables, claim, source, printed))
    search, found = _search(tables, claim, source, printed)
    slips = list(_slips(claim, printed, plain_readings))
    tried = len(plain_readings) + len(declared) + len(slips) + (search.tried if search else 0)
    subset_readings = found if search is not None and search.by_chance < MOST_BY_CHANCE else []
    explaining = [entry for entry in (*declared, *subset_readings, *slips) if entry.fits]
    if search is not None and search.fitting:
        worth = search.by_chance < MOST_BY_CHANCE
        chance = f"{search.by_chance:.2g}"
        sentence = _ONLY_FIT if worth else _MANY_FIT
        notes.append(said(sentence, tried=search.tried, fitting=search.fitting, chance=chance))
    result = judge(plain_readings, _without_repeats(explaining), notes)
    return replace(result, tried=tried, subsets=search)


def _without_repeats(readings: Sequence[Reading]) -> list[Reading]:
    """Drop readings that leave out the same units as one before them."""
    kept: list[Reading] = []
    for entry in readings:
        if not entry.left_out or all(entry.left_out != other.left_out for other in kept):
            kept.append(entry)
    return kept


def _declared_sets(
    tables: Tables, claim: Claim, source: _Source, printed: tuple[Printed, ...]
) -> Iterator[Reading]:
    """Yield readings over sets of units that the study itself names: unions of parts, and other tables' units."""
    axis = source.whole.table.units
    units = source.whole.axis(axis)
    named: list[tuple[Text, dict[str, Text], tuple[str, ...]]] = []
    for group in tables.study.groups_over(units):
        parts = tables.study.parts(group, units)
        if len(parts) <= 6:
            for size in range(len(parts) - 1, 0, -1):
                for chosen in combinations(parts, size):
                    kept = tuple(name for part in chosen for name in parts[part])
                    named.append((_ONLY, {"kept": tables.names(chosen)}, kept))
    for table in tables.study.tables:
        for names in (table.rows, table.cols):
            kept = tuple(name for name in units if name in names)
            if kept and len(kept) < len(units):
                left = tables.names([name for name in units if name not in kept])
                named.append((_ALSO_IN, {"table": tables.title(table), "left": left}, kept))
    seen: set[frozenset[str]] = set()
    for template, fields, kept in named:
        if frozenset(kept) in seen:
            continue
        seen.add(frozenset(kept))
        blocks = tuple(block.only(axis, kept) for block in source.blocks)
        if any(not block.cells for block in blocks):
            continue
        left_out = tuple(name for name in units if name not in kept)
        part = _Source(source.label, blocks, source.whole.only(axis, kept))
        for how, values in _measures(tables, claim, part):
            yield reading(source.label, said(template, how=how, **fields), values, printed, left_out)


def _search(
    tables: Tables, claim: Claim, source: _Source, printed: tuple[Printed, ...]
) -> tuple[SubsetSearch | None, list[Reading]]:
    axis = source.whole.table.units
    units = source.whole.axis(axis)
    if len(units) < 2 or any(block.axis(axis) != units for block in source.blocks):
        return None, []
    columns = _columns(claim, source, axis, units, printed)
    if columns is None or len(columns) > MAX_SUBSET_VALUES or not tables.may_search():
        return None, []
    search, fits = search_subsets(columns)
    how = EQUAL_CELLS if claim.kind == "mean" else next(_adders(claim))[0]
    readings = []
    for fit in fits:
        left_out = tuple(name for place, name in enumerate(units) if place not in fit.kept)
        label = said(_WITHOUT, how=how, left=tables.names(left_out))
        readings.append(reading(source.label, label, fit.values, printed, left_out))
    return search, readings


def _columns(
    claim: Claim, source: _Source, axis: str, units: Sequence[str], printed: Sequence[Printed]
) -> list[Column] | None:
    columns = []
    is_mean = claim.kind == "mean"
    made: list[tuple[tuple[Amount | None, ...], tuple[int, ...]]] = []
    for block in source.blocks:
        cells = [[cell for cell in block.cells if cell.name_on(axis) == unit] for unit in units]
        counts = tuple(len(inside) for inside in cells)
        if claim.kind == "threshold_count":
            for when in claim.conditions():
                condition = parse_condition(when)
                if condition is None:
                    return None
                hits = tuple(
                    Amount.exactly(sum(condition.holds(cell.printed.value) for cell in inside))
                    for inside in cells
                )
                made.append((hits, counts))
        else:
            sums = tuple(total(cell.amount for cell in inside) if inside else None for inside in cells)
            made.append((sums, counts))
    if len(made) != len(printed):
        return None
    for number, (parts, counts) in zip(printed, made, strict=True):
        columns.append(Column(number, parts, counts, is_mean))
    return columns


def _slips(claim: Claim, printed: Sequence[Printed], plain_readings: Sequence[Reading]) -> Iterator[Reading]:
    """Yield readings in which two neighbouring digits of the one printed number were swapped."""
    if len(printed) != 1 or len(str(claim.values()[0])) < 3:
        return
    text = str(claim.values()[0])
    for swapped in swaps(text):
        number = parse_number(swapped)
        if number is None:
            continue
        wanted = Printed(number.value, printed[0].decimals)
        for entry in plain_readings:
            if entry.values and prints_as(entry.values[0], wanted):
                how = said(_SWAPPED, wrong=text, right=swapped)
                again = reading(entry.source, how, entry.values, (wanted,))
                yield again
                break


def swaps(text: str) -> Iterator[str]:
    """Yield the number with two neighbouring digits swapped, for each pair that differs."""
    for place in range(len(text) - 1):
        first, second = text[place], text[place + 1]
        if first.isdigit() and second.isdigit() and first != second:
            yield text[:place] + second + first + text[place + 2 :]


# -- numbers made from two others -----------------------------------------------------------------------------


def _one(tables: Tables, operand: Operand) -> tuple[Text, list[Block]]:
    source = _source(tables, operand)
    return source.label, list(source.blocks)


def _operand_values(tables: Tables, blocks: Sequence[Block], *, adds: bool) -> list[Amount]:
    if adds:
        return [total(cell.amount for cell in block.cells) for block in blocks]
    return [mean(tables, block, Weighting()) for block in blocks]


def _two(tables: Tables, claim: Claim) -> tuple[Operand, Operand]:
    """Return the two operands of a claim.

    Where it names one: its two cells, first and second; and for a share its cells as part of all rows (or columns).
    """
    operands = claim.operands()
    if len(operands) > 1:
        return operands[0], operands[1]
    selection = selection_of(operands[0])
    block = tables.block(selection)
    table = selection.table
    if claim.kind == "share" and (selection.rows or selection.cols):
        whole = Selection(table=table, cols=selection.cols) if selection.rows else Selection(table=table)
        return selection, whole
    if len(block.cells) == 2 and selection.each is None:
        first, second = block.cells
        return (
            Selection(table=table, rows=(first.row,), cols=(first.col,)),
            Selection(table=table, rows=(second.row,), cols=(second.col,)),
        )
    raise UndecidableError(_TWO_NEEDED)


def check_pair(tables: Tables, claim: Claim) -> Checked:
    """Check a difference, share or growth rate (shares and rates in percent) of two operands."""
    printed = published(claim)
    (first_label, first), (second_label, second) = (_one(tables, operand) for operand in _two(tables, claim))
    source = said(_PAIR, first=first_label, second=second_label)
    if len(first) != len(second):
        raise UndecidableError(said(_DIFFERENT, made=len(first), printed=len(second)))
    several = any(len(block.cells) > 1 for block in (*first, *second))
    plain_readings: list[Reading] = []
    others: list[Reading] = []
    for adds in (False, True) if several and claim.kind == "difference" else (True,):
        left = _operand_values(tables, first, adds=adds)
        right = _operand_values(tables, second, adds=adds)
        count = _plain_ways(claim, printed)
        for kept, ways in ((plain_readings, _WAYS[claim.kind][:count]), (others, _WAYS[claim.kind][count:])):
            for how, way in ways:
                made = [way(one, two) for one, two in zip(left, right, strict=True)]
                values = [value for value in made if value is not None]
                if len(values) == len(made):
                    kept.append(reading(source, how, values, printed))
    if not plain_readings:
        raise UndecidableError(_ZERO)
    others += _slips(claim, printed, plain_readings)
    others += _operand_slips(claim, source, first, second, printed)
    return judge(plain_readings, others)


def _plain_ways(claim: Claim, printed: Sequence[Printed]) -> int:
    """Return how many ways of the kind are plain.

    A ratio may be of the first to the second or the other way round; a share may be printed as a part of one, as
    numbers up to 1 with decimals and without a percent sign show.
    """
    as_part = all(number.value <= 1 and number.decimals for number in printed) and not any(
        str(value).strip().endswith("%") for value in claim.values()
    )
    return 2 if claim.kind == "ratio" or (claim.kind == "share" and as_part) else 1


def _percent(part: Amount, whole: Amount) -> Amount | None:
    ratio = part.over(whole)
    return None if ratio is None else ratio.times(100)


def _growth(earlier: Amount, later: Amount) -> Amount | None:
    ratio = later.over(earlier)
    return None if ratio is None else (ratio - Amount.exactly(1)).times(100)


_Way = Callable[[Amount, Amount], Amount | None]
#: The plain way of each kind first, then ways that people take by mistake.
_WAYS: dict[str, list[tuple[Text, _Way]]] = {
    "difference": [
        (_DIFFERENCE, lambda first, second: first - second),
        (_REVERSED, lambda first, second: second - first),
    ],
    "ratio": [
        (_FIRST_OVER, lambda first, second: first.over(second)),
        (_SECOND_OVER, lambda first, second: second.over(first)),
    ],
    "share": [
        (_SHARE, _percent),
        (_FRACTION_OF_ONE, lambda part, whole: part.over(whole)),
        (_SHARE_OF_REST, lambda part, whole: _percent(part, part + whole)),
    ],
    "growth": [
        (_GROWTH, _growth),
        (_RATIO, lambda earlier, later: _percent(later, earlier)),
        (_OVER_LATER, lambda earlier, later: _percent(later - earlier, later)),
    ],
}


def _operand_slips(
    claim: Claim, source: Text, first: Sequence[Block], second: Sequence[Block], printed: tuple[Printed, ...]
) -> Iterator[Reading]:
    """Yield readings in which two digits of one of the two input numbers were swapped."""
    if len(first) != 1 or len(first[0].cells) != 1 or len(second[0].cells) != 1:
        return
    way = _WAYS[claim.kind][0][1]
    cells = (first[0].cells[0], second[0].cells[0])
    for place, cell in enumerate(cells):
        text = show(cell.printed.value, cell.printed.decimals)
        for swapped in swaps(text):
            number = parse_number(swapped)
            if number is None:
                continue
            amounts = [entry.amount for entry in cells]
            amounts[place] = Amount.exactly(number.value)
            value = way(amounts[0], amounts[1])
            if value is not None:
                how = said(_SWAPPED, wrong=text, right=swapped)
                yield reading(source, how, (value,), printed)


def check_growth_within_total(tables: Tables, claim: Claim) -> Checked:
    """Check the growth of the later of two periods whose total is printed.

    ``of`` is the total and the later period; the earlier one follows from them, or from the growth rate.
    """
    printed = published(claim)
    (total_label, (whole,)), (later_label, (later,)) = (
        _one(tables, operand) for operand in claim.operands()[:2]
    )
    everything = total(cell.amount for cell in whole.cells)
    latest = total(cell.amount for cell in later.cells)
    base = everything - latest
    growth = _growth(base, latest)
    if growth is None:
        raise UndecidableError(_ZERO)
    how = said(_FROM_TOTAL, base=show(base.value, 0))
    result = judge([reading(said(_PAIR, first=total_label, second=later_label), how, [growth], printed)])
    if result.verdict is Verdict.MATCH or printed[0].value <= -100:
        return result
    implied = latest.value / (1 + printed[0].value / 100)
    notes = [said(_NO_BASE, base=show(implied, 1), total=show(implied + latest.value, 0))]
    below = int(implied)
    if below > 0 and latest.is_exact and latest.value.denominator == 1:
        made = [_growth(Amount.exactly(number), latest) for number in (below, below + 1)]
        if not any(value is not None and prints_as(value, printed[0]) for value in made):
            rates = [show(value.value, printed[0].decimals) for value in made if value is not None]
            notes.append(said(_NO_WHOLE_BASE, below=below, above=below + 1, first=rates[0], second=rates[1]))
    return replace(result, notes=(*result.notes, *notes))
