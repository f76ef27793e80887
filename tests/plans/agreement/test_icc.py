"""Intraclass correlations against Shrout & Fleiss (1979) and an analysis of variance by loops."""

import pytest
from scipy.stats import f

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


#: Table 4 of Shrout & Fleiss.
PUBLISHED = {
    IccForm.ICC_1_1: 0.17,
    IccForm.ICC_2_1: 0.29,
    IccForm.ICC_3_1: 0.71,
    IccForm.ICC_1_K: 0.44,
    IccForm.ICC_2_K: 0.62,
    IccForm.ICC_3_K: 0.91,
}


def bounds_of_single_forms():
    """The 95 % bounds as Shrout & Fleiss (1979, pp. 424-426) derive them, from the mean squares of their table 3."""
    n, k, bms, wms, jms, ems = 6, 4, 11.24, 6.26, 32.49, 1.02
    one, three = bms / wms, bms / ems
    cut = f.ppf(0.975, [n - 1, n * (k - 1), (n - 1) * (k - 1)], [n * (k - 1), n - 1, n - 1])
    low_1, high_1 = one / cut[0], one * cut[1]
    low_3, high_3 = three / f.ppf(0.975, n - 1, (n - 1) * (k - 1)), three * cut[2]
    rho, judges = 0.2898, jms / ems
    shared = n * (1 + (k - 1) * rho) - k * rho
    free = (k - 1) * (n - 1) * (k * rho * judges + shared) ** 2
    free /= (n - 1) * k**2 * rho**2 * judges**2 + shared**2
    down, up = f.ppf(0.975, n - 1, free), f.ppf(0.975, free, n - 1)
    rest = k * jms + (k * n - k - n) * ems
    return {
        IccForm.ICC_1_1: ((low_1 - 1) / (low_1 + k - 1), (high_1 - 1) / (high_1 + k - 1)),
        IccForm.ICC_2_1: (
            n * (bms - down * ems) / (down * rest + n * bms),
            n * (up * bms - ems) / (rest + n * up * bms),
        ),
        IccForm.ICC_3_1: ((low_3 - 1) / (low_3 + k - 1), (high_3 - 1) / (high_3 + k - 1)),
    }


@pytest.mark.parametrize(("form", "published"), PUBLISHED.items())
def test_shrout_and_fleiss_1979(form, published):
    assert icc(cells_of(TARGETS), form).value == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize(("form", "bounds"), bounds_of_single_forms().items())
def test_bounds_are_those_of_shrout_and_fleiss(form, bounds):
    """Their mean squares are printed with two decimals, so the bounds agree to about three."""
    interval = icc_interval(cells_of(TARGETS), form)
    assert (interval.low, interval.high) == pytest.approx(bounds, abs=2e-3)


def test_the_forms_of_the_mean_step_the_bounds_up_by_spearman_and_brown():
    cells = cells_of(TARGETS)
    for one, mean in (
        (IccForm.ICC_1_1, IccForm.ICC_1_K),
        (IccForm.ICC_2_1, IccForm.ICC_2_K),
        (IccForm.ICC_3_1, IccForm.ICC_3_K),
    ):
        single, stepped = icc_interval(cells, one), icc_interval(cells, mean)
        for bound, expected in ((single.low, stepped.low), (single.high, stepped.high)):
            assert expected == pytest.approx(4 * bound / (1 + 3 * bound))


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
