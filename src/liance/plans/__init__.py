"""Stream one: from the bytes of a plan to its scorecard.

In: bytes of files, packs. Out: documents, outlines, evidence, ratings, scorecards.
Must not know: files, clocks, screens, ledgers. Modules import only from those above them:
documents, structure, evidence, ratings, agreement, scoring.
Start reading at ``documents/model.py``, then ``structure.py``.
"""
