"""A study: several people score the same plans alone, meet, and agree; the blind scores stay what they were.

In: plans, a rubric, raters and what they enter. Out: assignments, judgements, seals, the queue of disagreements,
consensus and results.
Must not know: databases, files, screens, clocks, randomness (salts are handed in).
Start reading at ``model.py``; ``stages.py`` says what may happen when, ``visibility.py`` who may see what when.
"""
