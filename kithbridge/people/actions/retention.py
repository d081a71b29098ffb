"""What ends by itself, and the sweep that ends it.

Offers
------
sweep(dry_run)           everything whose time is over; {what: how many}. Rooms register theirs with people.hers.register_sweep
lie_by_number(*models)   rooms name their tables about people reached, for PostgreSQL

Every function here is idempotent and returns how many there were; with `dry_run` it only counts. Lifetimes end with a week: what
has two weeks to live ends with the week after its own, so never later than after fourteen days.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import QuerySet

from kithbridge import rules
from kithbridge.people import hers, leftovers, vault, visit
from kithbridge.people.actions import danger, pages
from kithbridge.people.models import Due, FactorReset, Invitation, Message, Neighbour, Slip, Worry
from kithbridge.people.vault import Ending
from kithbridge.web import record
from kithbridge.web.clock import this_week, unix
from kithbridge.web.models import Once

BATCH = 500
UNPRACTISED_WEEKS = 2  # a whole week at least: one begun on a Sunday night is not gone on Monday
FORMS_WEEKS = 2
SLIP_WEEKS = 26
# Longer than any creation takes between its wraps and its content: a writer waits 20 s for a lock at most (settings).
UNDER_WAY_SECONDS = 30.0


Sweep = Callable[[bool], int]

_tables: list[type[models.Model]] = [Neighbour, Message, Worry, Due, Once]


def lie_by_number(*tables: type[models.Model]) -> None:
    """Tables about people reached: on PostgreSQL the sweep rewrites them in order of their random numbers."""
    _tables.extend(table for table in tables if table not in _tables)


def _before(weeks: int) -> str:
    """The first week whose things are still alive: a thing's own week is the first of its weeks."""
    return str(this_week() - weeks + 1)


def _in_batches(rows: QuerySet[models.Model], end_batch: Callable[[list[UUID]], tuple[int, Ending]], dry_run: bool) -> int:
    if dry_run:
        return rows.count()
    total = 0
    while batch := list(rows.values_list("pk", flat=True)[:BATCH]):
        total += vault.end(partial(end_batch, batch))
    return total


def end_messages(dry_run: bool = False) -> int:
    """Messages whose weeks are over, unless she chose to keep them."""

    def end_batch(batch: list[UUID]) -> tuple[int, Ending]:
        danger.forget_about(batch)
        _rows, gone = Message.objects.filter(pk__in=batch).delete()
        return gone.get(Message._meta.label, 0), Ending(items=batch)

    old = Message.objects.filter(week__lt=_before(rules.value("messages.live_weeks")), kept=False)
    return _in_batches(old, end_batch, dry_run)


def end_unused_pages(dry_run: bool = False) -> int:
    """Pages whose words nobody used for a long time: as if she had taken everything back."""
    old = Neighbour.objects.filter(practised=True, last_week__lt=_before(rules.value("words.unused_weeks")))
    return _in_batches(old, partial(_end_pages, old, with_what_hangs_on_them=True), dry_run)


def end_unpractised_pages(dry_run: bool = False) -> int:
    """Pages whose words were never tried. What was asked for with them stays open: she was told how long that lives."""
    old = Neighbour.objects.filter(practised=False, last_week__lt=_before(UNPRACTISED_WEEKS))
    return _in_batches(old, partial(_end_pages, old, with_what_hangs_on_them=False), dry_run)


def _end_pages(old: QuerySet[Neighbour], batch: list[UUID], *, with_what_hangs_on_them: bool) -> tuple[int, Ending]:
    items: list[UUID] = []
    # Looked at again under the lock: she may have come back in the meantime.
    found = list(old.select_for_update().filter(pk__in=batch).values_list("pk", flat=True))
    for page in found:
        items += Message.objects.filter(page=page).values_list("pk", flat=True)
        items += pages.end_in_rooms(page) if with_what_hangs_on_them else []
    danger.forget_about([*items, *found])
    Neighbour.objects.filter(pk__in=found).delete()
    return len(found), Ending(items=[*items, *found], people=found)


def end_worries(dry_run: bool = False) -> int:
    """Notes about a danger whose weeks are over."""

    def end_batch(batch: list[UUID]) -> tuple[int, Ending]:
        return Worry.objects.filter(pk__in=batch).delete()[0], Ending(items=batch)

    return _in_batches(Worry.objects.filter(ends__lt=str(this_week())), end_batch, dry_run)


def _delete(rows: QuerySet[models.Model], dry_run: bool) -> int:
    return rows.count() if dry_run else rows.delete()[0]


def end_invitations(dry_run: bool = False) -> int:
    """Invitations nobody used."""
    return _delete(Invitation.objects.filter(until__lt=unix()), dry_run)


def end_resets(dry_run: bool = False) -> int:
    """Resets of a second factor that no second lead agreed to."""
    return _delete(FactorReset.objects.filter(until__lt=unix()), dry_run)


def forget_slips(dry_run: bool = False) -> int:
    """Paper slips nobody used."""
    return _delete(Slip.objects.filter(week__lt=_before(SLIP_WEEKS)), dry_run)


def forget_forms(dry_run: bool = False) -> int:
    """That a form was used."""
    return _delete(Once.objects.filter(week__lt=_before(FORMS_WEEKS)), dry_run)


def finish_endings(dry_run: bool = False) -> int:
    """Endings that a crash interrupted."""
    return Due.objects.count() if dry_run else vault.finish_due()


def drop_orphans(dry_run: bool = False) -> int:
    """Keys of things that were never written, because a crash came between."""
    return len(leftovers.orphans()) if dry_run else leftovers.sweep_orphans(lambda: time.sleep(UNDER_WAY_SECONDS))


OURS: dict[str, Sweep] = {
    "endings finished": finish_endings,
    "messages": end_messages,
    "pages unused": end_unused_pages,
    "pages never tried": end_unpractised_pages,
    "worries": end_worries,
    "invitations": end_invitations,
    "factor resets": end_resets,
    "forms": forget_forms,
    "slips": forget_slips,
}


def rewrite_by_number() -> Sequence[str]:
    """On PostgreSQL: rewrite the tables about people reached in order of their random numbers. Returns their names."""
    if connection.vendor != "postgresql":
        return []
    done = []
    for table in _tables:
        name = table._meta.db_table
        # One table at a time: it is locked while it is rewritten. A check still to come would forbid it.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            found = connection.introspection.get_constraints(cursor, name)
            index = next(key for key, constraint in found.items() if constraint["primary_key"])
            quoted = (connection.ops.quote_name(name), connection.ops.quote_name(index))
            cursor.execute(f"CLUSTER {quoted[0]} USING {quoted[1]}")
        done.append(name)
    return done


def hourly() -> None:
    """While the site runs, what has had its time ends without anybody's doing: one process sweeps, once an hour.

    `KITHBRIDGE_SWEEP=off` stops it while the law asks for something to be kept (the hold by two leads comes with Ground floor II).
    """
    if os.environ.get("KITHBRIDGE_SWEEP") == "off":
        return
    if visit.use_code(f"sweep-{unix() // 3600}", seconds=7200):
        sweep(orphans_too=False)


def sweep(*, dry_run: bool = False, orphans_too: bool = True) -> dict[str, int]:
    """End everything whose time is over. What was swept stands in the event record as one entry, without counts.

    Looking for keys without content waits half a minute where there are any; `orphans_too=False` leaves that to the command.
    """
    found = {name: part(dry_run) for name, part in [*OURS.items(), *hers.sweeps().items()]}
    if orphans_too:
        found["keys without content"] = drop_orphans(dry_run)
    if not dry_run:
        if any(found.values()):
            with transaction.atomic():
                record.note("sweep", role="software")
        rewrite_by_number()
    return found
