"""Reliability of ordinal scores: coefficients with intervals, never a value alone.

In: a ``RatingTable`` (units by raters, per item). Out: an ``AgreementReport``, or a ``RatingAgreement`` of
a machine with an expert.
Must not know: rubrics, documents, files. Imports numpy, so callers import it late.
Start reading at ``table.py`` and ``report.py``; each coefficient is a short function that cites its paper.
"""
