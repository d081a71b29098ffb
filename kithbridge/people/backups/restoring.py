"""A group brought back: any kept content backup, the newest keyring backup and the spare place (docs/adr/0010).

Offers
------
restore(identity, content, over)   whole or not at all; returns what to look at
finish_interrupted()               of `swapping`, for the start of a server
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError

from kithbridge.people import epoch, spare, spare_files
from kithbridge.people.backups import places, preparing, stores, swapping
from kithbridge.people.backups.ending import Stone
from kithbridge.people.backups.identity import identities
from kithbridge.people.backups.places import plain_about_disk
from kithbridge.people.backups.preparing import Chosen, Prepared
from kithbridge.people.backups.refusal import Refused
from kithbridge.people.backups.stores import Store
from kithbridge.people.backups.swapping import finish_interrupted
from kithbridge.people.keyring.models import Tombstone
from kithbridge.web import home
from kithbridge.web.record import chain
from kithbridge.web.record.models import Entry, Segment

__all__ = ["Restored", "finish_interrupted", "restore"]

UNCHANGED = "Nothing was changed."


@dataclass
class Restored:
    """What was done, and what somebody must look at now; each a sentence."""

    done: list[str] = field(default_factory=list)
    look_at: list[str] = field(default_factory=list)


def restore(*, identity: Path, content: Path | None = None, over: bool = False) -> Restored:
    """Bring the group back. Raises Refused or MissingSecretsError; then everything is as it was."""
    keys = identities(identity)
    home.secrets()
    with places.alone(), plain_about_disk(UNCHANGED):
        if finish_interrupted():
            return Restored(["The restore that was stopped before has been finished. Run it again with --over for another backup."])
        live = {alias: stores.of(alias) for alias in ("default", "keyring")}
        _may_replace(live, over)
        _find_keys()
        skipped: list[str] = []
        keyring = preparing.newest_keyring(preparing.keyrings(keys, skipped))
        chosen = preparing.named_content(content, keys) if content else preparing.contents(keys, skipped)[-1]
        last = _last_stones(live["keyring"])
        with _new(live["default"]) as new_content, _new(live["keyring"]) as new_keyring:
            preparing.load(chosen, keys, new_content)
            preparing.load(keyring, keys, new_keyring)
            found = preparing.prepare(new_content, new_keyring, more=last, note="restored from a backup")
            if found.closed and not found.opened:
                raise Refused(f"{keyring.path.name} opens nothing under the epoch key in force. {UNCHANGED} Is it the right spare place?")
            _may_replace(live, over)
            swapping.swap([(new_content, live["default"]), (new_keyring, live["keyring"])])
    return Restored(_done(chosen, keyring, found), _look_at(chosen, keyring, found, skipped))


def _may_replace(live: dict[str, Store], over: bool) -> None:
    if any(store.in_use() for store in live.values()):
        raise Refused(f"This group's server is running. {UNCHANGED} Stop it (every machine of it) and try again.")
    if not over and any(store.has_tables() for store in live.values()):
        raise Refused(f"There is a group here already. {UNCHANGED} To put the backup in its place: --over.")


def _find_keys() -> None:
    """The spare place can be read; the epoch key comes from the own store, or from there when this is a new machine."""
    if spare_files.place() is not None and (wrong := spare_files.wrong()):
        raise Refused(f"{wrong} {UNCHANGED} Without it what was taken back would come back.")
    try:
        epoch.reload()
    except home.MissingSecretsError:
        if not spare_files.keys():
            raise
        epoch.from_spare()


@contextlib.contextmanager
def _new(place: Store) -> Iterator[Store]:
    """An empty database beside a live one; gone unless it was moved, or a plan says that it will be."""
    new = place.beside("restored")
    try:
        yield new
    except Exception:
        if not (home.home() / swapping.PLAN).exists():
            new.drop()
        raise


def _last_stones(keyring: Store) -> list[Stone]:
    """What ended here after the newest keyring backup, as far as the keyring that is to be replaced still tells."""
    if not keyring.has_tables():
        return []
    with contextlib.suppress(DatabaseError):
        return list(Tombstone.objects.values_list("item", "holder", "week"))
    return []


def _done(chosen: Chosen, keyring: Chosen, found: Prepared) -> list[str]:
    said = [f"Content: {chosen.path.name}. Keyring: {keyring.path.name}. All rows are there."]
    if found.migrations:
        said.append(f"{found.migrations} changes of the databases were applied, to bring them to this version.")
    said.append(f"{found.ended} rows ended again, because they were taken back or had ended since.")
    said.append(f"{found.opened} keys open under the epoch key in force.")
    return said


def _look_at(chosen: Chosen, keyring: Chosen, found: Prepared, skipped: list[str]) -> list[str]:
    week = chosen.manifest.week
    said = [
        f"Everything is as it was in {week}. Roles and circles: who joined since is not here. Facts and rules: those of that week.",
        "Everybody signs in again. Who took new words since the newest keyring backup cannot: invite her anew.",
    ]
    if chosen.manifest.n > keyring.manifest.n:
        said.append("The content is newer than the keyring backup: what was written between the two has no keys.")
    if found.strays.unreadable:
        said.append(f"{len(found.strays.unreadable)} things are here that nobody can open.")
    if found.closed:
        said.append(f"{found.closed} keys open under no epoch key in force: they were damaged, or their epoch is over.")
    if found.strays.locked_out:
        said.append(f"{found.strays.locked_out} pages or team members have no keys of their own any more.")
    said += [f"Event record: {problem}" for problem in found.problems]
    said += _about_the_spare_place(week, found)
    said += [f"Not used: {line}" for line in skipped]
    said.append("Run `kithbridge backup` and `kithbridge rotate` now, then `kithbridge doctor`.")
    return said


def _about_the_spare_place(week: str, found: Prepared) -> list[str]:
    if spare_files.place() is None:
        return ["There is no spare place: what was taken back after the newest keyring backup may be here again. Ask, and end it."]
    kept = spare_files.head()
    nothing = kept in ("", chain.FIRST)
    known = nothing or Entry.objects.filter(hash=kept).exists() or Segment.objects.filter(closes=kept).exists()
    with contextlib.suppress(OSError):
        if not known:
            spare_files.write_head(found.head)
        spare.catch_up()
    if nothing:
        return ["The spare place kept no head of the event record: nobody can tell whether acts of the team since are missing."]
    if known:
        return ["The event record holds the newest head that the spare place kept: no act of the team is missing."]
    return [
        f"The event record ends in {week}. The spare place kept a newer head, so acts of the team since are missing. Write it down: {kept}"
    ]
