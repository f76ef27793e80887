"""Write migrations for changed models of the store: python scripts/make_migrations.py [APP_LABEL ...]."""

import sys

from liance.store.database import configure, parse_address

if __name__ == "__main__":
    configure(parse_address("sqlite::memory:"))
    from django.core.management import call_command

    call_command("makemigrations", *sys.argv[1:])
