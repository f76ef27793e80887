"""Profile -> draft: what a planning office works out before it writes, and the skeleton it then fills.

In: tables of regional figures, scored plans of peers, a worksheet. Out: gaps, diagnosis, ranked scenarios, staged
targets, layout, a typed skeleton in official form, calls for solutions.
Must not know: files, clocks, databases, Word.
The flow: ``profile`` makes figures of tables, ``peers`` compares, ``diagnosis`` judges, ``ahp``
and ``choice`` rank scenarios, ``staging`` proposes targets, ``layout`` places them, ``skeleton`` is the draft's shape,
``assembly`` writes it, ``versions`` compares two, ``supply`` runs open calls.
Start reading at ``assembly.py``.
"""
