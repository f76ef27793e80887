"""The command line: a thin skin over the workbench.

In: arguments. Out: text or JSON on standard output, messages on standard error, an exit code.
Must not know: how anything is computed; it imports core and workbench only, the latter when a command runs.
Start reading at ``main.py``.
"""
