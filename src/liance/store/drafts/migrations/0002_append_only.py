"""The database itself refuses to change or delete versions and events."""

from django.db import migrations

TABLES = ("draftversion", "callevent")
REFUSAL = "versions of drafts and events of calls are only added"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION drafts_refuse() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$ LANGUAGE plpgsql"
        )
    for table in TABLES:
        name = f"liance_drafts_{table}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TRIGGER {name}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION drafts_refuse()"
            )
            continue
        for change in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {name}_no_{change.lower()} BEFORE {change} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


class Migration(migrations.Migration):
    dependencies = [("liance_drafts", "0001_initial")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
