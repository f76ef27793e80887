"""From a plan's promises to their delivery.

In: an ``Outline``. Out: ``Target`` values, later projects, progress and oversight.
Must not know: files, stores, screens, clocks, and what the file's index says about a plan.
Start reading at ``targets/reading.py``.
"""
