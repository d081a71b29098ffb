from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("Session", "UsedCode", "Budget")


def unlogged(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On PostgreSQL open visits stand in no log and no replica, and are empty after a crash. SQLite's file lies in memory."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in TABLES:
        table = apps.get_model("sessions", name)._meta.db_table
        schema_editor.execute(f"ALTER TABLE {schema_editor.quote_name(table)} SET UNLOGGED")


class Migration(migrations.Migration):
    dependencies = [("sessions", "0001_initial")]

    operations = [migrations.RunPython(unlogged, migrations.RunPython.noop)]
