"""The Django application of the corpus."""

from django.apps import AppConfig


class CorpusConfig(AppConfig):
    """Names the application."""

    name = "liance.store.corpus"
    label = "liance_corpus"
    default_auto_field = "django.db.models.BigAutoField"
