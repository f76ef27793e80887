"""The Django application of delivery."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Names the application."""

    name = "liance.store.delivery"
    label = "liance_delivery"
    default_auto_field = "django.db.models.BigAutoField"
