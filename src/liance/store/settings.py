"""The settings every store shares; ``database.configure`` adds the database, the web its own applications."""

from __future__ import annotations

from typing import Final

#: The Django applications that hold tables of ours.
STORE_APPS: Final = (
    "liance.store.journal",
    "liance.store.corpus",
    "liance.store.delivery",
    "liance.store.desk",
    "liance.store.drafts",
    "liance.store.studies",
)

# Read by Django (and by the type checker's plugin) by these names.
INSTALLED_APPS: Final = list(STORE_APPS)
DEFAULT_AUTO_FIELD: Final = "django.db.models.BigAutoField"
#: Instants are kept in UTC; screens choose how to show them.
USE_TZ: Final = True
TIME_ZONE: Final = "UTC"
DATABASES: Final = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
