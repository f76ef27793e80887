"""Bytes of many formats -> Document.

In: a file's name and bytes. Out: a ``Document`` with its findings, or ``DocumentError``.
Must not know: rubrics, scores, file systems. One reader per format, chosen by what the bytes are, not by
what the name says.
Start reading at ``model.py``.
"""
