"""Making and upgrading the three databases, and collecting static files. Offers `migrate()`, `pending()`, `collect()`."""

from __future__ import annotations

import io

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from kithbridge.web.router import apps_of, leaves_of

ALIASES = ("default", "keyring", "volatile")


def pending() -> int:
    """How many migrations are still to be applied over all databases."""
    total = 0
    for alias in ALIASES:
        executor = MigrationExecutor(connections[alias])
        total += len(executor.migration_plan(leaves_of(alias, executor.loader.graph)))
    return total


def migrate() -> None:
    """Bring every database up to this version; each file readable by this user alone."""
    for alias in ALIASES:
        call_command("migrate", *apps_of(alias), database=alias, verbosity=0, interactive=False)


def ready_volatile() -> None:
    """The sessions' database is empty after a restart of the machine: make its tables again."""
    call_command("migrate", *apps_of("volatile"), database="volatile", verbosity=0, interactive=False)


def collect() -> None:
    """Static files with their hashes in the names, compressed once."""
    call_command("collectstatic", verbosity=0, interactive=False, stdout=io.StringIO())
