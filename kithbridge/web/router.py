"""Which database a model lives in, by app label. Relations never cross databases.

Offers: `ByLabel` for settings, `PLACES`, `apps_of(alias)` and `leaves_of(alias, graph)` for whoever migrates one database.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.graph import MigrationGraph
from django.db.models import Model

PLACES = {"keyring": "keyring", "sessions": "volatile"}


def apps_of(alias: str) -> list[str]:
    """What `migrate` is told for a database that holds one app alone; nothing for the content, which holds the rest.

    Told nothing, Django works through every migration there is, to change nothing: two thirds of the time of a new site.
    """
    return [label for label, place in PLACES.items() if place == alias]


def leaves_of(alias: str, graph: MigrationGraph) -> list[tuple[str, str]]:
    """The newest migrations that this database needs."""
    own = [leaf for label in apps_of(alias) for leaf in graph.leaf_nodes(label)]
    return own or list(graph.leaf_nodes())


class ByLabel:
    """Django database router: `keyring` and `sessions` have databases of their own, everything else is content."""

    def _place(self, label: str) -> str:
        return PLACES.get(label, "default")

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return self._place(model._meta.app_label)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return self._place(model._meta.app_label)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return self._place(one._meta.app_label) == self._place(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return self._place(app_label) == db
