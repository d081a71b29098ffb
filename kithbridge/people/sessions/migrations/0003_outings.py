from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def unlogged(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Who is out stands in no log, no replica and no backup, like open visits."""
    if schema_editor.connection.vendor == "postgresql":
        table = apps.get_model("sessions", "Outing")._meta.db_table
        schema_editor.execute(f"ALTER TABLE {schema_editor.quote_name(table)} SET UNLOGGED")


class Migration(migrations.Migration):
    dependencies = [("sessions", "0002_unlogged")]

    operations = [
        migrations.CreateModel(
            name="Outing",
            fields=[
                ("who", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("buddy", models.CharField(max_length=32)),
                ("until", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(unlogged, migrations.RunPython.noop),
    ]
