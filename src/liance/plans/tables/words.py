"""Claims in words, entered as rules: all, mostly, lowest, order, lists of items, opposites."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from liance.core.language import Text
from liance.packs.study import Claim, Condition, parse_condition, selection_of
from liance.plans.tables.amounts import Amount, show
from liance.plans.tables.averages import mean, weightings
from liance.plans.tables.blocks import Block, Tables, UndecidableError
from liance.plans.tables.numbers import Checked
from liance.plans.tables.verdicts import Reading, Verdict, listed, plain, said

_MEETING = Text(zh="满足 {when} 的格", en="cells with {when}")
_EXCEPT = Text(zh="不满足的：{names}", en="not so: {names}")
_BY_MEAN = Text(zh="按均值（{how}）", en="by mean ({how})")
_TIE = Text(zh="与未提到的并列：{names}", en="tied with others: {names}")
_COMPARED = Text(zh="比较均值（{how}）", en="means compared ({how})")
_SPREAD_OF_MEANS = Text(zh="各行均值的极差", en="range of the row means")
_SPREAD_WITHIN = Text(zh="各{unit}内极差的平均", en="mean range within the {unit}")
_SPREAD_BETWEEN = Text(zh="各{unit}均值的极差", en="range of the means of the {unit}")
_UNIT = Text(zh="单位", en="units")
_EACH_PAIR = Text(zh="逐{axis}比较：{first} {sign} {second}", en="by {axis}: {first} {sign} {second}")
_BOTH = Text(zh="逐{axis}比较：同时成立", en="by {axis}: all at once")
_ROW, _COL = Text(zh="行", en="row"), Text(zh="列", en="column")
_DEPENDS = Text(zh="结论取决于读法", en="it depends on the reading")
_ALL_MEET = Text(zh="各项全部满足 {when}", en="all cells have {when}")
_MOST_MEET = Text(zh="各项过半满足 {when}", en="most cells have {when}")
_COMMON = Text(zh="各清单的交集", en="common to all lists")
_COMMON_BUT = Text(zh="略去“{left}”后的交集", en="common when '{left}' is left out")
_ONLY_HERE = Text(zh="只在{here}：{names}", en="only in {here}: {names}")
_SAME = Text(zh="两边相同", en="the same on both sides")
_UNKNOWN_ITEM = Text(zh="表中没有：{names}", en="not in the table: {names}")
_UNKNOWN = Text(zh="表中没有的名称", en="names that the table lacks")
_OPPOSITE = Text(zh="两种说法不能同时成立", en="both cannot hold")
_A_FIT = Text(zh="这是吻合，不是证明", en="a fit, not a proof")
_AGAINST = Text(zh="前者{first}，后者{second}", en="first {first}, second {second}")

_HOLDS_SIGN: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">": lambda first, second: first > second,
    "<": lambda first, second: first < second,
    ">=": lambda first, second: first >= second,
    "<=": lambda first, second: first <= second,
}


def _condition(claim: Claim) -> Condition:
    condition = parse_condition(claim.conditions()[0])
    if condition is None:
        raise UndecidableError(plain("条件看不懂", "the condition is not understood"))
    return condition


def check_condition(tables: Tables, claim: Claim) -> Checked:
    """Check that all cells, or more than half of them, meet a condition."""
    block = tables.block(claim.operands()[0])
    condition = _condition(claim)
    good = [cell for cell in block.cells if condition.holds(cell.printed.value)]
    bad = [cell for cell in block.cells if not condition.holds(cell.printed.value)]
    holds = not bad if claim.kind == "all" else 2 * len(good) > len(block.cells)
    how = said(_MEETING, when=condition.text)
    shown = f"{len(good)}/{len(block.cells)}"
    entry = Reading(block.label, how, (shown,), holds, (Amount.exactly(len(good)),))
    notes = []
    if bad and len(bad) <= 13:
        names = listed(tuple(_cell_name(tables, block, cell.row, cell.col) for cell in bad))
        notes.append(said(_EXCEPT, names=names))
    verdict = Verdict.MATCH if holds else Verdict.MISMATCH
    return Checked(verdict, (entry,), entry, 1, notes=tuple(notes))


def _cell_name(tables: Tables, block: Block, row: str, col: str) -> Text:
    if len(block.cols) == 1:
        return tables.name(row)
    if len(block.rows) == 1:
        return tables.name(col)
    first, second = tables.name(row), tables.name(col)
    return plain(f"{first.zh}·{second.zh}", f"{first.en}, {second.en}")


def check_extreme(tables: Tables, claim: Claim) -> Checked:
    """Check that the named items are the lowest or highest ones by their mean."""
    operand = claim.operands()[0]
    block = tables.block(operand)
    each = selection_of(operand).each or "rows"
    items = tables.split(block, each)
    wanted = tuple(str(value) for value in claim.values())
    unknown = [name for name in wanted if name not in dict(items)]
    if unknown:
        raise UndecidableError(said(_UNKNOWN_ITEM, names=tables.names(unknown)))
    readings = []
    notes: list[Text] = []
    whole = [weightings(tables, inside) for _, inside in items if inside.cells]
    for weighting in whole[0]:
        if not all(weighting in own for own in whole):
            continue
        values = {name: mean(tables, inside, weighting).value for name, inside in items if inside.cells}
        sign = 1 if claim.kind == "lowest" else -1
        order = sorted(values, key=lambda name: (sign * values[name], name not in wanted))
        first = order[: len(wanted)]
        edge = values[first[-1]]
        ties = [name for name in values if values[name] == edge and name not in first]
        how = said(_BY_MEAN, how=weighting.label(tables, items[0][1]))
        shown = tuple(_with_number(tables, name, values[name]) for name in first)
        readings.append(Reading(block.label, how, shown, set(first) == set(wanted)))
        if ties:
            notes.append(said(_TIE, names=tables.names(ties)))
    return _agreeing(readings, tuple(dict.fromkeys(notes)))


def _with_number(tables: Tables, name: str, value: Fraction) -> Text:
    label, number = tables.name(name), show(value, 2)
    return plain(f"{label.zh} {number}", f"{label.en} {number}")


def _agreeing(readings: Sequence[Reading], notes: Sequence[Text] = ()) -> Checked:
    """Return match where all readings hold, mismatch where none does, else undecidable."""
    best = next((entry for entry in readings if entry.fits), readings[0] if readings else None)
    if all(entry.fits for entry in readings):
        return Checked(Verdict.MATCH, tuple(readings), best, len(readings), notes=tuple(notes))
    if any(entry.fits for entry in readings):
        told = (*notes, _DEPENDS)
        return Checked(Verdict.UNDECIDABLE, tuple(readings), best, len(readings), notes=told)
    return Checked(Verdict.MISMATCH, tuple(readings), best, len(readings), notes=tuple(notes))


def check_order(tables: Tables, claim: Claim) -> Checked:
    """Check that the first operand is above or below every other one, as a whole or one by one."""
    sign = claim.conditions()[0]
    blocks = [tables.block(operand) for operand in claim.operands()]
    each = selection_of(claim.operands()[0]).each
    if each is not None:
        return _order_each(tables, claim, blocks, each, sign)
    readings = []
    if claim.measure == "spread":
        made = [_spreads(block) for block in blocks]
        for place, how in enumerate(made[0]):
            values = [list(own.values())[place] for own in made]
            readings.append(_order_reading(blocks, how, values, sign))
    else:
        shared = [weightings(tables, block) for block in blocks]
        for weighting in shared[0]:
            if all(weighting in own for own in shared):
                how = said(_COMPARED, how=weighting.label(tables, blocks[0]))
                values = [mean(tables, block, weighting).value for block in blocks]
                readings.append(_order_reading(blocks, how, values, sign))
    return _agreeing(readings)


def _order_reading(blocks: Sequence[Block], how: Text, values: Sequence[Fraction], sign: str) -> Reading:
    fits = all(_HOLDS_SIGN[sign](values[0], other) for other in values[1:])
    source = listed(tuple(block.label for block in blocks))
    shown = tuple(show(value, 2) for value in values)
    return Reading(source, how, shown, fits, tuple(Amount.exactly(value) for value in values))


def _order_each(tables: Tables, claim: Claim, blocks: Sequence[Block], each: str, sign: str) -> Checked:
    """Compare one by one along an axis; ``share`` says whether all or most must hold."""
    lines = [
        {name: mean(tables, inside).value for name, inside in tables.split(block, each) if inside.cells}
        for block in blocks
    ]
    names = [name for name in lines[0] if all(name in line for line in lines)]
    axis = _ROW if each == "rows" else _COL
    holds = _HOLDS_SIGN[sign]
    readings = []
    met: list[set[str]] = []
    for block, line in zip(blocks[1:], lines[1:], strict=True):
        good = {name for name in names if holds(lines[0][name], line[name])}
        met.append(good)
        how = said(_EACH_PAIR, axis=axis, first=blocks[0].label, sign=sign, second=block.label)
        readings.append(_share_reading(claim, blocks[0].label, how, len(good), len(names)))
    if len(met) > 1:
        both = set.intersection(*met)
        how = said(_BOTH, axis=axis)
        readings.append(_share_reading(claim, blocks[0].label, how, len(both), len(names)))
    return _agreeing(readings)


def _share_reading(claim: Claim, source: Text, how: Text, good: int, whole: int) -> Reading:
    fits = good == whole if claim.share == "all" else 2 * good > whole
    return Reading(source, how, (f"{good}/{whole}",), fits, (Amount.exactly(Fraction(good, max(whole, 1))),))


def _spreads(block: Block) -> dict[Text, Fraction]:
    """Return three meanings of how uneven a block is."""
    units = block.table.units
    items = "cols" if units == "rows" else "rows"
    unit = block.table.unit
    name = Text(zh=unit.zh, en=unit.en) if unit else _UNIT
    by_item = [_values(block, items, entry) for entry in block.axis(items)]
    by_unit = [_values(block, units, entry) for entry in block.axis(units)]
    item_means = [sum(values, Fraction(0)) / len(values) for values in by_item if values]
    unit_means = [sum(values, Fraction(0)) / len(values) for values in by_unit if values]
    ranges = [max(values) - min(values) for values in by_unit if values]
    return {
        _SPREAD_OF_MEANS: max(item_means) - min(item_means),
        said(_SPREAD_WITHIN, unit=name): sum(ranges, Fraction(0)) / len(ranges),
        said(_SPREAD_BETWEEN, unit=name): max(unit_means) - min(unit_means),
    }


def _values(block: Block, axis: str, name: str) -> list[Fraction]:
    return [cell.printed.value for cell in block.cells if cell.name_on(axis) == name]


def check_items(tables: Tables, claim: Claim) -> Checked:
    """Check that exactly the named items have all (or most) of their cells within a condition."""
    operand = claim.operands()[0]
    block = tables.block(operand)
    condition = _condition(claim)
    found = []
    for name, inside in tables.split(block, selection_of(operand).each or "rows"):
        good = sum(condition.holds(cell.printed.value) for cell in inside.cells)
        if inside.cells and (
            good == len(inside.cells) if claim.share == "all" else 2 * good > len(inside.cells)
        ):
            found.append(name)
    wanted = {str(value) for value in claim.values()}
    how = said(_ALL_MEET if claim.share == "all" else _MOST_MEET, when=condition.text)
    entry = Reading(block.label, how, _labels(tables, found), set(found) == wanted)
    return _agreeing([entry])


def check_common(tables: Tables, claim: Claim) -> Checked:
    """Check which items several lists of the text have in common."""
    lists: dict[str, tuple[str, ...]] = {}
    for operand in claim.operands():
        other = tables.study.claim(str(operand))
        if other is None:
            raise UndecidableError(plain(f"没有断言“{operand}”", f"there is no claim '{operand}'"))
        lists[other.id] = tuple(str(value) for value in other.values())
    wanted = {str(value) for value in claim.values()}
    source = listed(tuple(_list_label(tables, name, items) for name, items in lists.items()))
    common = _common(lists)
    entry = Reading(source, _COMMON, _labels(tables, common), set(common) == wanted)
    if entry.fits:
        return Checked(Verdict.MATCH, (entry,), entry, 1)
    readings = [entry]
    for name in lists:
        rest = {other: items for other, items in lists.items() if other != name}
        shared = _common(rest)
        if set(shared) == wanted:
            how = said(_COMMON_BUT, left=tables.name(name))
            readings.append(Reading(source, how, _labels(tables, shared), True, left_out=(name,)))
    tried = 1 + len(lists)
    if len(readings) > 1:
        return Checked(Verdict.EXPLAINED, tuple(readings), readings[1], tried, notes=(_A_FIT,))
    return Checked(Verdict.MISMATCH, tuple(readings), entry, tried)


def _labels(tables: Tables, names: Sequence[str]) -> tuple[Text | str, ...]:
    return tuple(tables.name(name) for name in names) or ("—",)


def _common(lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    first, *others = lists.values()
    return tuple(name for name in first if all(name in other for other in others))


def _list_label(tables: Tables, name: str, items: Sequence[str]) -> Text:
    label, names = tables.name(name), tables.names(items)
    return plain(f"{label.zh}（{names.zh}）", f"{label.en} ({names.en})")


def check_same_items(tables: Tables, claim: Claim) -> Checked:
    """Check that two tables (or more) are about the same units."""
    blocks = [tables.block(operand, may_be_hidden=True) for operand in claim.operands()]
    first = blocks[0]
    notes = []
    readings = []
    for other in blocks[1:]:
        here = [name for name in first.units if name not in other.units]
        there = [name for name in other.units if name not in first.units]
        for block, names in ((first, here), (other, there)):
            if names:
                notes.append(said(_ONLY_HERE, here=block.label, names=tables.names(names)))
        source = listed((first.label, other.label))
        readings.append(
            Reading(source, _SAME, (str(len(first.units)), str(len(other.units))), not here and not there)
        )
    return _agreeing(readings, notes)


def check_names(tables: Tables, claim: Claim) -> Checked:
    """Check that the text uses the table's own names."""
    block = tables.block(claim.operands()[0], may_be_hidden=True)
    known = {*block.rows, *block.cols}
    unknown = tuple(str(value) for value in claim.values() if str(value) not in known)
    entry = Reading(block.label, _UNKNOWN, _labels(tables, unknown), not unknown)
    return _agreeing([entry])


def check_same_value(tables: Tables, claim: Claim) -> Checked:
    """Check that two sets of cells give the same means, within what their rounding leaves open."""
    first, second = claim.operands()[:2]
    one, two = (
        [inside for _, inside in tables.split(tables.block(side), selection_of(side).each)]
        for side in (first, second)
    )
    if len(one) != len(two) or not all(block.cells for block in (*one, *two)):
        raise UndecidableError(plain("两边的个数不同", "the two sides differ in number"))
    source = listed((tables.block(first).label, tables.block(second).label))
    readings = []
    for left in weightings(tables, one[0]):
        for right in weightings(tables, two[0]):
            if not all(left in weightings(tables, block) for block in one):
                continue
            if not all(right in weightings(tables, block) for block in two):
                continue
            pairs = [(mean(tables, a, left), mean(tables, b, right)) for a, b in zip(one, two, strict=True)]
            how = said(_AGAINST, first=left.label(tables, one[0]), second=right.label(tables, two[0]))
            shown = tuple(f"{show(a.value, 2)} vs {show(b.value, 2)}" for a, b in pairs)
            readings.append(Reading(source, how, shown, all(a.meets(b) for a, b in pairs)))
    fitting = next((entry for entry in readings if entry.fits), None)
    verdict = Verdict.MATCH if fitting else Verdict.MISMATCH
    return Checked(verdict, tuple(readings), fitting or readings[0], len(readings))


def check_opposites(tables: Tables, claim: Claim, verdicts: Mapping[str, Verdict]) -> Checked:
    """Check statements of which at most one can hold: the text makes all of them."""
    names = [str(operand) for operand in claim.operands()]
    held = [name for name in names if verdicts.get(name) is Verdict.MATCH]
    readings = []
    for name in names:
        other = tables.study.claim(name)
        text = plain(other.text, other.text_en or other.text) if other else tables.name(name)
        verdict = verdicts.get(name, Verdict.UNDECIDABLE)
        readings.append(Reading(text, _OPPOSITE, (verdict.value,), name in held))
    best = next((entry for entry in readings if entry.fits), readings[0])
    return Checked(Verdict.MISMATCH, tuple(readings), best, len(readings), notes=(_OPPOSITE,))
