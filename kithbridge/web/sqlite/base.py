"""SQLite whose tables are WITHOUT ROWID: rows lie in the order of their random ids, so the file does not tell who came first."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base, schema
from django.db.models import AutoField, Model


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Adds WITHOUT ROWID to every table whose key is not counted up."""

    def table_sql(self, model: type[Model]) -> tuple[str, Any]:
        sql, params = super().table_sql(model)
        counted = isinstance(model._meta.pk, AutoField) or model._meta.pk is None
        return (sql if counted else sql + " WITHOUT ROWID"), params


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    # With `trusted_schema=OFF` SQLite refuses JSON_VALID() in a table's constraint (measured, 3.40); the field itself writes valid JSON.
    data_type_check_constraints = {
        kind: check for kind, check in base.DatabaseWrapper.data_type_check_constraints.items() if kind != "JSONField"
    }
