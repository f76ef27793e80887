"""The Django application of the desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the application."""

    name = "liance.store.desk"
    label = "liance_desk"
    default_auto_field = "django.db.models.BigAutoField"
