"""What docs/operate.md promises of an upgrade: the program before it goes on working on the newer databases."""

from __future__ import annotations

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel, DeleteModel, RemoveField, RenameField, RenameModel

# Added before the first version that anybody ran: nothing older goes on working beside them.
BEFORE = {("keyring", "0002_turn"), ("deciding", "0002_asked_and_rounds")}


def test_what_comes_later_can_be_left_out() -> None:
    """A column added to a table that was there may be empty, or the database itself knows a value: older code does not name it."""
    wrong = []
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if (app, name) in BEFORE:
            continue
        new = {one.name_lower for one in migration.operations if isinstance(one, CreateModel)}
        for one in migration.operations:
            if isinstance(one, AddField) and one.model_name_lower not in new and not (one.field.null or one.field.has_db_default()):
                wrong.append(f"{app}.{name}: {one.model_name}.{one.name}")
    assert wrong == []


@pytest.mark.parametrize("kind", [RemoveField, DeleteModel, RenameField, RenameModel])
def test_nothing_is_taken_away(kind: type) -> None:
    assert [name for name, one in MigrationLoader(None).disk_migrations.items() for act in one.operations if isinstance(act, kind)] == []
