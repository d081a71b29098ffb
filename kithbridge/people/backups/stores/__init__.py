"""One database, as a backup sees it: copied as it stood at one moment, filled from such a copy, moved into place.

Offers
------
of(alias)              the live database behind a Django alias, as a Store
standing_in(*stores)   inside, Django's aliases in this thread mean these databases and no others
Store, Copy            what both kinds can do
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.db.utils import load_backend

from kithbridge.people.backups.stores.kinds import Copy, Store
from kithbridge.people.backups.stores.postgres import PostgresStore
from kithbridge.people.backups.stores.sqlite import SqliteStore

__all__ = ["Copy", "Store", "of", "standing_in"]


def of(alias: str) -> Store:
    """The database that Django's `alias` means now."""
    settings = connections[alias].settings_dict
    kind = PostgresStore if connections[alias].vendor == "postgresql" else SqliteStore
    return kind(alias, copy.deepcopy(settings))


@contextlib.contextmanager
def standing_in(*stores: Store) -> Iterator[None]:
    """Inside, and in this thread only, every query goes to these databases: nothing can touch the live ones."""
    connection: Any
    before = {store.alias: connections[store.alias] for store in stores}
    try:
        for store in stores:
            connections[store.alias] = load_backend(store.settings["ENGINE"]).DatabaseWrapper(store.settings, store.alias)
        yield
    finally:
        for store in stores:
            connection = connections[store.alias]
            connections[store.alias] = before[store.alias]
            if connection is not before[store.alias]:
                connection.close()
