"""The Django application of the journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Names the application."""

    name = "liance.store.journal"
    label = "liance_journal"
    default_auto_field = "django.db.models.BigAutoField"
