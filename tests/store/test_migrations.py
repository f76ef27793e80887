"""Models and migrations agree, and no migration is unsafe to run twice."""

from django.core.management import call_command


def test_no_model_lacks_a_migration(sqlite_store: str) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
