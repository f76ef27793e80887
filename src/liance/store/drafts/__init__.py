"""Drafts kept by version, and open calls kept by event; rows are only ever added.

In: frozen snapshots and events with the instant and who acted. Out: the same, as they stood.
Must not know: worksheets' files, Word, screens.
"""
