"""A group brought back in a scratch place: what `restore` moves into place, and `drill` throws away.

Offers
------
choose(keys, content)         which content backup and which keyring backup, with their manifests
load(file, keys, store)       one database filled, and its rows counted against the manifest
prepare(...)                  brought up to this version, what was taken back ended again, everything checked
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from kithbridge.engines.week import Week
from kithbridge.people import spare_files
from kithbridge.people.backups import ending, files, places, stores
from kithbridge.people.backups.ending import Stone, Strays
from kithbridge.people.backups.files import Manifest
from kithbridge.people.backups.refusal import Refused
from kithbridge.people.backups.stores import Store
from kithbridge.people.backups.taking import locked, tried
from kithbridge.people.epoch import epochs
from kithbridge.rules import proof
from kithbridge.web import home, record
from kithbridge.web.clock import this_week
from kithbridge.web.record import chain
from kithbridge.web.router import apps_of, leaves_of

PAST_EPOCH = "It is of a past epoch, and its key is destroyed: it opens nothing."


@dataclass(frozen=True)
class Chosen:
    """A backup file and what it says about itself."""

    path: Path
    manifest: Manifest


@dataclass
class Prepared:
    """What came of it.

    migrations : how many were applied
    ended : rows of content that went because they were taken back since
    strays : what did not fit together
    opened, closed : wraps and event keys that the epoch keys in force open, and those they do not
    problems : of the event record
    """

    migrations: int = 0
    ended: int = 0
    strays: Strays = field(default_factory=Strays)
    opened: int = 0
    closed: int = 0
    problems: list[str] = field(default_factory=list)
    head: str = ""


def opens_nothing(manifest: Manifest) -> bool:
    """Whether a keyring backup lies under a key that is destroyed."""
    return manifest.epoch not in epochs().keys


def fits(manifest: Manifest, kind: str, name: str) -> None:
    """Raises Refused for another site's, another kind's, a newer version's or another database's backup."""
    if manifest.site != home.secrets().site:
        raise Refused(f"{name} is a backup of another site. Nothing was changed. Look at KITHBRIDGE_SECRETS and KITHBRIDGE_BACKUPS.")
    if manifest.kind != kind:
        raise Refused(f"{name} is a backup of the {manifest.kind}, not of the {kind}. Nothing was changed.")
    if Week.parse(manifest.week) < this_week() - places.MOST_WEEKS:
        raise Refused(f"{name} is older than {places.MOST_WEEKS} weeks: what has ended since is no longer known. Nothing was changed.")
    known = {f"{app}.{migration}" for app, migration in MigrationLoader(None).disk_migrations}
    if set(manifest.migrations) - known:
        raise Refused(f"{name} was written by a newer version of kithbridge. Nothing was changed. Install that version first.")
    vendor = stores.of("keyring" if kind == "keyring" else "default").vendor
    if manifest.vendor != vendor:
        raise Refused(
            f"{name} was taken from {manifest.vendor}, and here stands {vendor}. Nothing was changed. "
            "Set DATABASE_URL and KEYRING_URL as they were then."
        )


def _all(kind: str, keys: list[Any], skipped: list[str]) -> list[Chosen]:
    """Every backup of a kind that can be read, oldest first; the others are said. Raises Refused when none can."""
    found, refusal = [], None
    for one in places.kept(kind):
        try:
            manifest = files.peek(one.path, keys)
            fits(manifest, kind, one.path.name)
            found.append(Chosen(one.path, manifest))
        except Refused as problem:
            refusal = problem
            skipped.append(str(problem))
    if not found and refusal is not None:
        raise refusal
    if not found:
        raise Refused(f"There is no {kind} backup in {places.folder()}. Nothing was changed. KITHBRIDGE_BACKUPS names the folder.")
    return sorted(found, key=lambda one: (one.manifest.epoch, one.manifest.week, one.manifest.n))


def contents(keys: list[Any], skipped: list[str]) -> list[Chosen]:
    """The content backups kept, oldest first."""
    return _all("content", keys, skipped)


def keyrings(keys: list[Any], skipped: list[str]) -> list[Chosen]:
    """The keyring backups kept, oldest first."""
    return _all("keyring", keys, skipped)


def newest_keyring(found: list[Chosen]) -> Chosen:
    """The newest whose epochs are in force. Raises Refused."""
    in_force = [one for one in found if not opens_nothing(one.manifest)]
    if not in_force:
        raise Refused(
            f"The newest keyring backup is {found[-1].path.name}. {PAST_EPOCH} Nothing was changed. "
            "Without a keyring backup of the epoch in force nothing locked can come back."
        )
    whole = [one for one in in_force if set(one.manifest.epochs) <= set(epochs().keys)]
    return (whole or in_force)[-1]


def named_content(path: Path, keys: list[Any]) -> Chosen:
    """The content backup somebody named: a file, or a name in the folder of backups."""
    there = path if path.exists() else places.folder() / path.name
    manifest = files.peek(there, keys)
    fits(manifest, "content", there.name)
    return Chosen(there, manifest)


def load(chosen: Chosen, keys: list[Any], store: Store) -> None:
    """Fill an empty database and count its rows. Raises Refused unless it is all there."""
    with store.filled(chosen.manifest.size) as take:
        files.unlock(chosen.path, keys, lambda _manifest: take)
    store.settled()
    with stores.standing_in(store), connections[store.alias].cursor() as cursor:
        there = set(connections[store.alias].introspection.table_names(cursor))
        if there != set(chosen.manifest.counts):
            raise Refused(f"{chosen.path.name} does not hold the tables it says. Nothing was changed. Take another one.")
        for table, n in chosen.manifest.counts.items():
            cursor.execute(f"SELECT count(*) FROM {connections[store.alias].ops.quote_name(table)}")  # noqa: S608 - compared just above
            if cursor.fetchone()[0] != n:
                raise Refused(f"{chosen.path.name} does not hold the rows it says. Nothing was changed. Take another one.")


def prepare(content: Store, keyring: Store, *, more: Iterable[Stone] = (), note: str = "") -> Prepared:
    """Bring two filled scratch databases to where they may be opened. `note` goes into the event record."""
    found = Prepared()
    with stores.standing_in(content, keyring):
        for alias in ("default", "keyring"):
            found.migrations += _upgrade(alias)
        found.ended = ending.end_again(ending.own_stones()) + ending.end_again(more)
        if spare_files.place() is not None:
            found.ended += ending.end_again(spare_files.tombstones(), spared=True)
        found.strays = ending.clear_strays()
        found.opened, found.closed = tried(locked(), dict(epochs().keys))
        chain.link()
        found.problems = [*chain.verify().problems, *proof.check().problems]
        if note:
            with transaction.atomic():
                record.note(note, role="operator")
            chain.link()
        found.head = chain.head()
    content.settled()
    keyring.settled()
    return found


def _upgrade(alias: str) -> int:
    """Apply what is pending; how many changes that were."""
    executor = MigrationExecutor(connections[alias])
    pending = len(executor.migration_plan(leaves_of(alias, executor.loader.graph)))
    if pending:
        call_command("migrate", *apps_of(alias), database=alias, verbosity=0, interactive=False)
    return pending
