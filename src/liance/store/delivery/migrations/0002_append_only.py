"""The database itself refuses to change or delete what was entered."""

from django.db import migrations

TABLES = ("followedplan", "linerevision", "observationrow", "withdrawal")
REFUSAL = "records of delivery are only added"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION delivery_refuse() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$ LANGUAGE plpgsql"
        )
    for table in TABLES:
        name = f"liance_delivery_{table}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TRIGGER {name}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION delivery_refuse()"
            )
            continue
        for change in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {name}_no_{change.lower()} BEFORE {change} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


class Migration(migrations.Migration):
    dependencies = [("liance_delivery", "0001_initial")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
