"""From a plan's promises to their delivery.

In: an ``Outline``. Out: ``Target`` values; projects and their progress by three rules; a child plan against its
parent; yearly reports against the next year's; policy instruments, kept apart.
Must not know: files, stores, screens, clocks, and what the file's index says about a plan.
Start reading at ``targets/reading.py``.
"""
