"""Pairwise judgements -> weights with their consistency: the analytic hierarchy process.

Weights are the principal right eigenvector of the matrix of judgements (Saaty 1977, J. Math. Psychology 15:234-281,
DOI 10.1016/0022-2496(77)90033-5). CI = (lambda_max - n) / (n - 1), CR = CI / RI(n), acceptable up to 0.10.
RI: the mean CI of random reciprocal matrices whose judgements are drawn evenly from 1/9 ... 9, in the values of Saaty's
later table: 0, 0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49 for n = 1 to 10. Recomputed by
``benchmarks/random_index.py`` (20,000 matrices an order, standard error at most 0.005): 0.523, 0.884, 1.109, 1.252,
1.342, 1.404, 1.453, 1.487 for n = 3 to 10, within 0.01 of the table everywhere; the simulated index of the R package
ahpsurvey (``ahp.cr``: 0.5252, 0.8837, 1.1081, 1.2493, 1.3416, 1.4048 for n = 3 to 8) agrees. The older table (0.58, 0.90,
1.12, 1.24, 1.32, 1.41, 1.45, 1.49) came of fewer matrices and is not used.
Groups: the element-wise geometric mean of the judges' matrices, the only rule that keeps them reciprocal (Aczel and
Saaty 1983, J. Math. Psychology 27:93-102, DOI 10.1016/0022-2496(83)90028-7).

Arithmetic is decimal with 50 digits, so that every machine gives the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Final

from liance.core.findings import Finding, FindingKind, Severity
from liance.core.language import Text
from liance.core.numbers import round_half_up

INCONSISTENT = FindingKind(
    "ahp.inconsistent",
    Severity.WARNING,
    says=Text(
        zh="{judge}的判断不一致：一致性比例 {ratio}，超过 0.10，未计入合成",
        en="the judgements of {judge} are inconsistent: ratio {ratio} exceeds 0.10; they are left out of the group",
    ),
    advice=Text(
        zh="请先复核“{first}比{second}”：现为 {given}，其余判断意味着约 {implied}",
        en="look at '{first} against {second}' first: it is {given}, the other judgements mean about {implied}",
    ),
)
INCOMPLETE = FindingKind(
    "ahp.incomplete",
    Severity.WARNING,
    says=Text(zh="{judge}还有 {count} 对没有比较，未使用", en="{judge} left {count} pairs open; not used"),
    advice=Text(zh="还缺：{pairs}", en="missing: {pairs}"),
)
CONTRADICTS = FindingKind(
    "ahp.contradicts",
    Severity.WARNING,
    says=Text(
        zh="{judge}对“{pair}”给了两个不同的判断，未使用",
        en="{judge} judged '{pair}' twice and differently; not used",
    ),
    advice=Text(zh="请只保留一个", en="keep one of them"),
)
UNKNOWN_CRITERION = FindingKind(
    "ahp.unknown_criterion",
    Severity.WARNING,
    says=Text(zh="{judge}：没有名为“{name}”的准则", en="{judge}: there is no criterion '{name}'"),
    advice=Text(zh="可用的准则：{known}", en="criteria are: {known}"),
)
NOBODY = FindingKind(
    "ahp.nobody",
    Severity.WARNING,
    says=Text(
        zh="没有一位评判者的判断可用，改用填写的权重或等权",
        en="no judge can be used; typed or equal weights are taken",
    ),
    advice=Text(zh="请复核上面列出的判断", en="look at the judgements named above"),
)

#: Random index by order of the matrix.
RANDOM_INDEX: Final[Mapping[int, Decimal]] = {
    number: Decimal(text)
    for number, text in enumerate(
        ("0", "0", "0.52", "0.89", "1.11", "1.25", "1.35", "1.40", "1.45", "1.49"), start=1
    )
}
#: Largest consistency ratio that is accepted.
ACCEPTED: Final = Fraction(1, 10)
_CONTEXT: Final = Context(prec=50)
_ROUNDS: Final = 500
_PLACES: Final = 12


@dataclass(frozen=True, slots=True)
class Priorities:
    """Weights by criterion (they sum to 1 up to the last of 12 decimals), and how consistent the judgements are.

    ``worst`` is the pair of criteria whose judgement lies farthest from what the weights mean, with the judgement
    and what they mean; None where all agree.
    """

    weights: Mapping[str, Fraction]
    largest: Fraction
    index: Fraction
    ratio: Fraction
    worst: tuple[str, str, Fraction, Fraction] | None

    @property
    def is_consistent(self) -> bool:
        """Whether the consistency ratio is at most 0.10."""
        return self.ratio <= ACCEPTED


def priorities(names: Sequence[str], matrix: Sequence[Sequence[Fraction]]) -> Priorities:
    """Return the weights of a reciprocal matrix of positive judgements.

    Args:
        names: 1 to 10 criteria.
        matrix: how much more the criterion of the row weighs than that of the column.

    Raises:
        ValueError: the matrix is not square, not reciprocal, or of an order without a random index.
    """
    size = len(names)
    if size not in RANDOM_INDEX:
        raise ValueError(f"no random index for order {size}")
    if any(len(row) != size for row in matrix) or len(matrix) != size:
        raise ValueError("the matrix is not square")
    for row in range(size):
        for column in range(size):
            if matrix[row][column] <= 0 or matrix[row][column] * matrix[column][row] != 1:
                raise ValueError("the matrix is not reciprocal")
    with localcontext(_CONTEXT):
        cells = [[_decimal(value) for value in line] for line in matrix]
        vector = _eigenvector(cells)
        ratios = [_product(line, vector) / weight for line, weight in zip(cells, vector, strict=True)]
        largest = sum(ratios, Decimal(0)) / size
        index = (largest - size) / (size - 1) if size > 1 else Decimal(0)
        random = RANDOM_INDEX[size]
        ratio = index / random if random else Decimal(0)
    weights = {name: _exact(weight) for name, weight in zip(names, vector, strict=True)}
    return Priorities(weights, _exact(largest), _exact(index), _exact(ratio), _worst(names, matrix, weights))


def _eigenvector(cells: Sequence[Sequence[Decimal]]) -> list[Decimal]:
    """Return the principal right eigenvector, summing to 1 (power iteration; Perron: a positive matrix has one)."""
    vector = [Decimal(1) / len(cells)] * len(cells)
    for _ in range(_ROUNDS):
        grown = [_product(line, vector) for line in cells]
        total = sum(grown)
        following = [value / total for value in grown]
        moved = max(abs(new - old) for new, old in zip(following, vector, strict=True))
        vector = following
        if moved < Decimal(10) ** -40:
            break
    return vector


def _product(line: Sequence[Decimal], vector: Sequence[Decimal]) -> Decimal:
    return sum((cell * weight for cell, weight in zip(line, vector, strict=True)), Decimal(0))


def _worst(
    names: Sequence[str], matrix: Sequence[Sequence[Fraction]], weights: Mapping[str, Fraction]
) -> tuple[str, str, Fraction, Fraction] | None:
    worst: tuple[Fraction, str, str, Fraction, Fraction] | None = None
    for row, first in enumerate(names):
        for column in range(row + 1, len(names)):
            second = names[column]
            given, implied = matrix[row][column], weights[first] / weights[second]
            distance = max(given / implied, implied / given)
            if worst is None or distance > worst[0]:
                worst = (distance, first, second, given, implied)
    return None if worst is None or worst[0] < Fraction(101, 100) else worst[1:]


def group(matrices: Sequence[Sequence[Sequence[Fraction]]]) -> list[list[Fraction]]:
    """Return the element-wise geometric mean of at least one matrix, exactly reciprocal."""
    if len(matrices) == 1:
        return [list(line) for line in matrices[0]]
    size = len(matrices[0])
    result = [[Fraction(1)] * size for _ in range(size)]
    with localcontext(_CONTEXT):
        for row in range(size):
            for column in range(row + 1, size):
                product = Fraction(1)
                for matrix in matrices:
                    product *= matrix[row][column]
                mean = _exact((_decimal(product).ln() / len(matrices)).exp())
                result[row][column], result[column][row] = mean, 1 / mean
    return result


def judged_matrix(
    names: Sequence[str], judge: str, judgements: Mapping[str, int | str]
) -> tuple[list[list[Fraction]] | None, list[Finding]]:
    """Return the matrix of one judge's comparisons (``a/b`` -> 3 or 1/3), or None with findings that say why."""
    findings: list[Finding] = []
    places = {name: place for place, name in enumerate(names)}
    size = len(names)
    cells: dict[tuple[int, int], Fraction] = {}
    clash: list[str] = []
    for pair in sorted(judgements):
        first, _, second = pair.partition("/")
        unknown = [name for name in (first, second) if name not in places]
        if unknown or first == second:
            name = unknown[0] if unknown else pair
            findings.append(UNKNOWN_CRITERION.at(judge=judge, name=name, known=", ".join(names)))
            continue
        value = Fraction(judgements[pair])
        row, column = places[first], places[second]
        if row > column:
            row, column, value = column, row, 1 / value
        if cells.setdefault((row, column), value) != value:
            clash.append(f"{names[row]}/{names[column]}")
    findings += [CONTRADICTS.at(judge=judge, pair=pair) for pair in clash]
    missing = [
        f"{names[row]}/{names[column]}"
        for row in range(size)
        for column in range(row + 1, size)
        if (row, column) not in cells
    ]
    if missing:
        findings.append(INCOMPLETE.at(judge=judge, count=len(missing), pairs=", ".join(missing)))
    if missing or clash or any(not 1 <= max(value, 1 / value) <= 9 for value in cells.values()):
        return None, findings
    matrix = [[Fraction(1)] * size for _ in range(size)]
    for (row, column), value in cells.items():
        matrix[row][column], matrix[column][row] = value, 1 / value
    return matrix, findings


def aggregate_judges(
    names: Sequence[str], judges: Sequence[tuple[str, Mapping[str, int | str]]], labels: Mapping[str, Text]
) -> tuple[Priorities | None, dict[str, Priorities], list[Finding]]:
    """Return the group's priorities over the consistent judges, each judge's own, and what is wrong.

    The group is None where no judge can be used.
    """
    findings: list[Finding] = []
    kept: list[list[list[Fraction]]] = []
    singly: dict[str, Priorities] = {}
    for judge, judgements in judges:
        matrix, problems = judged_matrix(names, judge, judgements)
        findings += problems
        if matrix is None:
            continue
        own = priorities(names, matrix)
        singly[judge] = own
        if own.is_consistent:
            kept.append(matrix)
            continue
        assert own.worst is not None
        first, second, given, implied = own.worst
        findings.append(
            INCONSISTENT.at(
                judge=judge,
                ratio=round_half_up(own.ratio, 2),
                first=labels[first],
                second=labels[second],
                given=given,
                implied=round_half_up(implied, 1),
            )
        )
    if not kept:
        findings.append(NOBODY.at())
        return None, singly, findings
    return priorities(names, group(kept)), singly, findings


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _exact(value: Decimal) -> Fraction:
    return Fraction(value.quantize(Decimal(1).scaleb(-_PLACES)))
