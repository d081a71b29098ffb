"""What PostgreSQL needs so that the keyring keeps little of what was deleted. On SQLite the file is overwritten at once.

Offers: `by_number()` rewrites the tables in order of their random numbers; `daily()` is a tick that vacuums once a day.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connections, transaction

from kithbridge.web.clock import today

_vacuumed = ""


def _tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_app_config("keyring").get_models()]


def by_number() -> None:
    """Rewrite every table in order of its key: dead rows go, and the file does not tell who came first."""
    connection = connections["keyring"]
    if connection.vendor != "postgresql":
        return
    for table in _tables():
        with transaction.atomic(using="keyring"), connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table)
            index = next(name for name, constraint in found.items() if constraint["primary_key"])
            quoted = [connection.ops.quote_name(name) for name in (table, index)]
            cursor.execute(f"CLUSTER {quoted[0]} USING {quoted[1]}")


def daily() -> None:
    """Vacuum once a day in each process: doing it twice does no harm."""
    global _vacuumed
    connection, day = connections["keyring"], str(today())
    if connection.vendor != "postgresql" or connection.in_atomic_block or day == _vacuumed:
        return
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
    _vacuumed = day
