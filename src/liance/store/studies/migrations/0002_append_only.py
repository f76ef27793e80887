"""The database itself refuses to change or delete what raters entered and what was decided."""

from django.db import migrations

TABLES = ("cellrevision", "cellseal", "cellvote", "cellnote", "celldecision", "packetimport")


def guard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            """CREATE FUNCTION studies_refuse() RETURNS trigger AS $$
               BEGIN RAISE EXCEPTION 'what raters entered is append-only'; END $$ LANGUAGE plpgsql"""
        )
    for name in TABLES:
        table = f"liance_studies_{name}"
        if postgresql:
            schema_editor.execute(
                f"""CREATE TRIGGER studies_{name}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                    FOR EACH STATEMENT EXECUTE FUNCTION studies_refuse()"""
            )
            continue
        for verb in ("update", "delete"):
            schema_editor.execute(
                f"""CREATE TRIGGER studies_{name}_no_{verb} BEFORE {verb.upper()} ON {table}
                    BEGIN SELECT RAISE(ABORT, 'what raters entered is append-only'); END"""
            )


class Migration(migrations.Migration):
    dependencies = [("liance_studies", "0001_initial")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
