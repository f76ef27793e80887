"""Outline -> Target: every number a plan promises, with indicator, deadline and place.

In: an ``Outline``. Out: targets in the order of the text, and findings about their deadlines and values.
Must not know: the file's index, other plans, owners, progress.
The flow: ``promises.py`` tells a promise from a fact and names its indicator, ``deadlines.py`` finds its year,
``tables.py`` reads tables of indicators, ``reading.py`` joins them.
Start reading at ``reading.py``.
"""

from liance.delivery.targets.reading import Target, find_targets

__all__ = ["Target", "find_targets"]
