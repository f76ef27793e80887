"""Where everything is kept: Django models and migrations over SQLite (default) or PostgreSQL (by URL).

Comes in: frozen records of the packages below and the instant at which something happened.
Goes out: frozen records again; no model and no query set leaves this package.
It must not know: screens, files of the user, the clock.

``database`` opens a store; each sub-package is one Django app with its own tables, migrations and one
``repository`` module through which alone others read and write: ``journal`` (append-only log of who did
and saw what when), ``corpus`` (files, documents, plans and their versions). Start reading at ``database``.
"""
