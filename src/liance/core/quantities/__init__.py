"""Quantities and dates as Chinese plans write them; usable alone, standard library only.

In: a sentence. Out: ``Quantity`` and ``Deadline`` values with offsets into that sentence.
Must not know: plans, indicators, targets, files, clocks (relative dates are resolved against a given date).
Start reading at ``amounts.py`` (quantities) and ``dates.py`` (years, plan cycles, stages).
"""

from liance.core.quantities.amounts import Kind, Op, Quantity, find_quantities
from liance.core.quantities.dates import DateRole, DateSource, Deadline, Precision, find_dates
from liance.core.quantities.numerals import fold_width, parse_number

__all__ = [
    "DateRole",
    "DateSource",
    "Deadline",
    "Kind",
    "Op",
    "Precision",
    "Quantity",
    "find_dates",
    "find_quantities",
    "fold_width",
    "parse_number",
]
