"""The Django application of studies."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    """Names the application."""

    name = "liance.store.studies"
    label = "liance_studies"
    default_auto_field = "django.db.models.BigAutoField"
