"""Intraclass correlations against Shrout & Fleiss (1979) and an analysis of variance by loops."""

import pytest

from liance.plans.agreement.cells import cells_of
from liance.plans.agreement.icc import IccForm, icc, icc_interval
from liance.plans.agreement.undefined import Undefined

#: Shrout & Fleiss (1979), table 2: four judges rate six targets.
TARGETS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def icc_by_loops(rows, form):
    """Table 1 and the formulas of Shrout & Fleiss (1979)."""
    n, k = len(rows), len(rows[0])
    grand = sum(map(sum, rows)) / (n * k)
    means = [sum(row) / k for row in rows]
    judges = [sum(column) / n for column in zip(*rows, strict=True)]
    bms = k * sum((mean - grand) ** 2 for mean in means) / (n - 1)
    jms = n * sum((judge - grand) ** 2 for judge in judges) / (k - 1)
    wms = sum((x - mean) ** 2 for row, mean in zip(rows, means, strict=True) for x in row) / (n * (k - 1))
    ems = sum(
        (x - mean - judge + grand) ** 2
        for row, mean in zip(rows, means, strict=True)
        for x, judge in zip(row, judges, strict=True)
    ) / ((n - 1) * (k - 1))
    above, below = {
        IccForm.ICC_1_1: (bms - wms, bms + (k - 1) * wms),
        IccForm.ICC_2_1: (bms - ems, bms + (k - 1) * ems + k * (jms - ems) / n),
        IccForm.ICC_3_1: (bms - ems, bms + (k - 1) * ems),
        IccForm.ICC_1_K: (bms - wms, bms),
        IccForm.ICC_2_K: (bms - ems, bms + (jms - ems) / n),
        IccForm.ICC_3_K: (bms - ems, bms),
    }[form]
    return above / below if below > 1e-12 else None


#: Values of table 4 of Shrout & Fleiss; bounds as the psych package for R prints them for these data.
PUBLISHED = {
    IccForm.ICC_1_1: (0.17, -0.133, 0.72),
    IccForm.ICC_2_1: (0.29, 0.019, 0.76),
    IccForm.ICC_3_1: (0.71, 0.342, 0.95),
    IccForm.ICC_1_K: (0.44, -0.884, 0.91),
    IccForm.ICC_2_K: (0.62, 0.071, 0.93),
    IccForm.ICC_3_K: (0.91, 0.676, 0.99),
}


@pytest.mark.parametrize(("form", "published"), PUBLISHED.items())
def test_shrout_and_fleiss_1979(form, published):
    value, low, high = published
    cells = cells_of(TARGETS)
    assert icc(cells, form).value == pytest.approx(value, abs=0.005)
    interval = icc_interval(cells, form)
    assert interval.low == pytest.approx(low, abs=0.0006)
    assert interval.high == pytest.approx(high, abs=0.006)


@pytest.mark.parametrize("form", list(IccForm))
def test_equals_the_analysis_of_variance_by_loops_on_awkward_tables(awkward_tables, form):
    defined = 0
    for rows, scale in awkward_tables:
        cells = cells_of(rows, scale)
        complete = [
            [scale[code] for code in codes]
            for codes in cells.codes.tolist()
            if all(code >= 0 for code in codes)
        ]
        found = icc(cells, form)
        expected = icc_by_loops(complete, form) if len(complete) >= 2 and len(complete[0]) >= 2 else None
        if expected is None:
            assert found.value is None
            assert found.reason in set(Undefined)
        else:
            defined += 1
            assert found.value == pytest.approx(expected, abs=1e-9, rel=1e-9)
    assert defined >= 200


def test_constant_offset_costs_absolute_agreement_and_not_consistency():
    cells = cells_of([[0, 1], [1, 2], [2, 3], [3, 4]], range(5))
    assert icc(cells, IccForm.ICC_3_1).value == 1.0
    assert icc(cells, IccForm.ICC_2_1).value == pytest.approx(
        icc_by_loops([[0, 1], [1, 2], [2, 3], [3, 4]], IccForm.ICC_2_1)
    )
    assert icc(cells, IccForm.ICC_2_1).value < 1


def test_says_why_it_is_undefined():
    for form in IccForm:
        assert icc(cells_of([[2, 2], [2, 2]], range(5)), form).reason is Undefined.NO_VARIATION
        assert icc(cells_of([[2, 1], [2, None]], range(5)), form).reason is Undefined.FEW_COMPLETE
        assert icc_interval(cells_of([[2], [1]], range(5)), form).reason is Undefined.ONE_RATER
        perfect = icc_interval(cells_of([[2, 2], [1, 1], [3, 3]], range(5)), form)
        assert (perfect.low, perfect.reason) == (None, Undefined.NO_VARIATION)


def test_interval_holds_the_value_and_widens_with_its_level(awkward_tables):
    for rows, scale in awkward_tables[::4]:
        cells = cells_of(rows, scale)
        for form in IccForm:
            wide, narrow = icc_interval(cells, form, 0.99), icc_interval(cells, form, 0.9)
            if wide.low is None or narrow.low is None:
                continue
            assert wide.low <= narrow.low <= icc(cells, form).value <= narrow.high <= wide.high
