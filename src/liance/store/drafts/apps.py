"""The Django application of drafts."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Names the application."""

    name = "liance.store.drafts"
    label = "liance_drafts"
    default_auto_field = "django.db.models.BigAutoField"
