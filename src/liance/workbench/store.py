"""Open the user's store: by option, by environment, else a file in the working folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from liance.store.database import StoreAddress, close, parse_address
from liance.store.database import open_store as _open

__all__ = ["DEFAULT_STORE", "STORE_VARIABLE", "actor_name", "close", "now", "open_store", "store_address"]

#: The environment variable that names the store.
STORE_VARIABLE: Final = "LIANCE_STORE"
#: The store where nothing is said: a file in the working folder.
DEFAULT_STORE: Final = "liance.sqlite3"
#: The environment variable that names who acts at the command line.
ACTOR_VARIABLE: Final = "LIANCE_ACTOR"


def store_address(stated: str | None = None) -> StoreAddress:
    """Return the address of the store: ``stated``, else LIANCE_STORE, else a file in the working folder.

    Raises:
        StoreUrlError: it is no address.
    """
    return parse_address(stated or os.environ.get(STORE_VARIABLE) or DEFAULT_STORE)


def open_store(
    stated: str | None = None, *, applications: Sequence[str] = (), more: Mapping[str, Any] | None = None
) -> StoreAddress:
    """Open the store and bring it up to date; modules of ``liance.store`` may be imported afterwards.

    Raises:
        StoreError: it cannot be opened.
    """
    address = store_address(stated)
    _open(address, applications=applications, more=more)
    return address


def now() -> datetime:
    """Return the present instant (UTC): the one clock of the workbench."""
    return datetime.now(UTC)


def actor_name(stated: str | None = None) -> str:
    """Return who acts: ``stated``, else LIANCE_ACTOR, else the name of the account of this computer."""
    if stated or (stated := os.environ.get(ACTOR_VARIABLE)):
        return stated
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
