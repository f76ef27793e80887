"""One function per thing a user can do; wires packs, files and converters to the pure middle.

In: paths, options. Out: the middle's values. The command line and the web are thin skins over it.
Must not know: screens, requests.
Start reading at ``scoring.py``.
"""
