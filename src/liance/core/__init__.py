"""Shared words of every other package; depends on none of them.

In: nothing. Out: findings, errors, spans, limits, canonical bytes, exact numbers, languages.
Must not know: plans, packs, ledgers, files, clocks.
Start reading at ``findings.py``.
"""
