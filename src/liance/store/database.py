"""Open a store by its address.

A store is one database: a SQLite file or a PostgreSQL database. Django is configured once per process;
a process uses one store at a time and may change to another (``use``).

Durability: SQLite runs with a write-ahead log, synchronous FULL and immediate transactions, so that what a
function has returned survives a kill and writers queue instead of failing half-way.
"""

from __future__ import annotations

import contextlib
import importlib.util
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from liance.store import settings as shared
from liance.store.errors import (
    StoreExtraMissingError,
    StoreNewerError,
    StoreUnreachableError,
    StoreUrlError,
)

#: Seconds that a writer waits for another writer on SQLite.
_SQLITE_TIMEOUT: Final = 30
_SQLITE_PRAGMAS: Final = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
#: Options of a PostgreSQL address that are handed on.
_PG_OPTIONS: Final = frozenset({"sslmode", "sslrootcert", "connect_timeout", "application_name"})
_SECRET: Final = re.compile(r"(?<=://)([^/@\s]*):[^/@\s]*@|(?i:password)=\S+")


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where a store is. ``shown`` may be printed; the password never is."""

    engine: str
    name: str
    shown: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    def django(self) -> dict[str, Any]:
        """Return Django's description of the database."""
        if self.engine == "sqlite":
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": self.name,
                "OPTIONS": {
                    "timeout": _SQLITE_TIMEOUT,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": _SQLITE_PRAGMAS,
                },
            }
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "HOST": self.host,
            "PORT": self.port,
            "USER": self.user,
            "PASSWORD": self.password,
            "OPTIONS": dict(self.options),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }


def parse_address(address: str) -> StoreAddress:
    """Read the address of a store.

    Args:
        address: a file path, ``sqlite:PATH``, or ``postgresql://[user[:password]@]host[:port]/name[?sslmode=...]``.

    Raises:
        StoreUrlError: it is none of these.
    """
    text = address.strip()
    if text.startswith(("postgresql://", "postgres://")):
        return _postgresql(text)
    path = text.removeprefix("sqlite://").removeprefix("sqlite:")
    if not path or "://" in path or "\0" in text:
        raise StoreUrlError(_SECRET.sub("***", text))
    # Absolute at once: the process may change its folder before the file is opened, or opened again.
    name = path if path == ":memory:" else str(Path(path).absolute())
    return StoreAddress("sqlite", name, path)


def _postgresql(text: str) -> StoreAddress:
    shown = _SECRET.sub("***", text)
    try:
        parts = urlsplit(text)
        port = str(parts.port) if parts.port else ""
    except ValueError as error:
        raise StoreUrlError(shown) from error
    name = unquote(parts.path.removeprefix("/"))
    options = dict(parse_qsl(parts.query))
    if not name or "/" in name or not set(options) <= _PG_OPTIONS:
        raise StoreUrlError(shown)
    host = unquote(parts.hostname or "")
    user = unquote(parts.username or "")
    shown = "postgresql://" + (f"{user}@" if user else "") + host + (f":{port}" if port else "") + f"/{name}"
    return StoreAddress("postgresql", name, shown, host, port, user, unquote(parts.password or ""), options)


def configure(
    address: StoreAddress, *, applications: Sequence[str] = (), more: Mapping[str, Any] | None = None
) -> None:
    """Configure Django for ``address``; in a process already configured, change to that database.

    Args:
        address: the database.
        applications: further Django applications (the web's own); they count at the first call only.
        more: further Django settings; they count at the first call only.

    Raises:
        StoreExtraMissingError: Django, or the PostgreSQL driver, is not installed.
    """
    if importlib.util.find_spec("django") is None:
        raise StoreExtraMissingError("store")
    if address.engine == "postgresql" and importlib.util.find_spec("psycopg") is None:
        raise StoreExtraMissingError("postgresql")
    import django
    from django.conf import settings

    if settings.configured:
        _change_to(address)
        return
    settings.configure(
        DATABASES={"default": address.django()},
        INSTALLED_APPS=[*shared.STORE_APPS, *applications],
        DEFAULT_AUTO_FIELD=shared.DEFAULT_AUTO_FIELD,
        USE_TZ=shared.USE_TZ,
        **{"TIME_ZONE": shared.TIME_ZONE, **(more or {})},
    )
    django.setup()


def _change_to(address: StoreAddress) -> None:
    from django.db import connections

    wanted = connections.configure_settings({"default": address.django()})
    if connections.settings["default"] == wanted["default"]:
        return
    connections.close_all()
    connections.settings = wanted
    with contextlib.suppress(AttributeError):  # no connection of this thread was made yet
        del connections["default"]


def open_store(
    address: StoreAddress, *, applications: Sequence[str] = (), more: Mapping[str, Any] | None = None
) -> None:
    """Configure Django for ``address`` and bring its tables up to date.

    Raises:
        StoreExtraMissingError: see ``configure``.
        StoreNewerError: a newer program has written the store.
        StoreUnreachableError: the database cannot be opened.
    """
    if address.engine == "sqlite" and address.name != ":memory:":
        folder = Path(address.name).parent
        if not folder.is_dir():
            raise StoreUnreachableError(address.shown, f"{folder}: no such folder")
    configure(address, applications=applications, more=more)
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        known = set(executor.loader.disk_migrations)
        ours = {app for app, _ in known}
        for app, name in sorted(executor.loader.applied_migrations):
            if app in ours and (app, name) not in known:
                raise StoreNewerError(address.shown, f"{app}.{name}")
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise StoreUnreachableError(address.shown, _first_line(error)) from error


def _first_line(error: Exception) -> str:
    """Return the driver's complaint in one line without any password."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return _SECRET.sub("***", lines[0])[:300]


def close() -> None:
    """Close the connections of this thread."""
    from django.db import connections

    connections.close_all()
