"""What ends by itself, and the sweep that ends it.

Offers
------
sweep(dry_run)           everything whose time is over; {what: how many}. Rooms register theirs with people.hers.register_sweep
forecast()               what a sweep would end now, by which rule, and what a hold keeps back
follows(name, ...)       rooms say which rule their part of the sweep follows
receipt(name, n)         inside an ending's transaction: so many of a kind ended by that rule
delete(name, rows, ..)   rows without anything locked, with their receipt
lie_by_number(*models)   rooms name their tables about people reached, for PostgreSQL

Every function here is idempotent and returns how many there were; with `dry_run` it only counts. Lifetimes end with a week: what
has two weeks to live ends with the week after its own, so never later than after fourteen days. What two leads hold stays
(people/actions/holding.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kithbridge import rules
from kithbridge.people import hers, leftovers, lifetimes, vault, visit
from kithbridge.people.actions import danger, holding, pages
from kithbridge.people.models import Due, FactorReset, Invitation, Kept, Message, Neighbour, Slip, Worry
from kithbridge.people.queries import holding as held
from kithbridge.people.vault import Ending
from kithbridge.web.clock import now, this_week, unix
from kithbridge.web.models import Once
from kithbridge.web.record import chain
from kithbridge.web.record.models import Count, Segment

T = TypeVar("T")
BATCH = 500
FORMS_WEEKS = 2
# Longer than any creation takes between its wraps and its content: a writer waits 20 s for a lock at most (settings).
UNDER_WAY_SECONDS = 30.0
# Below this a receipt says only that it ran: two things that ended in a week could be somebody's two things.
FEWEST = 3
# A table of so many rows is rewritten once a night only: whoever writes has to wait meanwhile.
LARGE_ROWS, QUIET_HOUR = 200_000, 3


Sweep = Callable[[bool], int]

_tables: list[type[models.Model]] = [Neighbour, Message, Worry, Kept, Due, Once]


def lie_by_number(*tables: type[models.Model]) -> None:
    """Tables about people reached: on PostgreSQL the sweep rewrites them in order of their random numbers."""
    _tables.extend(table for table in tables if table not in _tables)


# --- Which rule, and the receipt -----------------------------------------------------------------------
@dataclass(frozen=True)
class Follows:
    """Why a part of the sweep ends what it ends.

    rule : the key of a rule, or "" where a fixed time holds
    said : the fixed time as a sentence
    kept : how many a hold keeps back now
    """

    rule: str = ""
    said: str | Promise = ""
    kept: Callable[[], int] = lambda: 0

    @property
    def sentence(self) -> str:
        return rules.explained(self.rule) if self.rule else str(self.said)


_follows: dict[str, Follows] = {}


def follows(name: str, *, rule: str = "", said: str | Promise = "", kept: Callable[[], int] = lambda: 0) -> None:
    """A part of the sweep follows this rule, or a fixed time said in a sentence; `kept` counts what a hold keeps back."""
    _follows[name] = Follows(rule, said, kept)


def receipt(name: str, n: int) -> None:
    """So many of a kind ended, in the transaction that ends them: one tally a week and kind, with the rule that was followed."""
    if n:
        why = _follows.get(name, Follows()).rule or "fixed time"
        few = n < FEWEST
        _tally(f"{'ended a few' if few else 'ended'}: {name} ({why})", 0 if few else n)


def _tally(kind: str, more: int) -> None:
    """`more` in this week's line; nought says only that it happened, however often."""
    counted = 0
    while not counted:  # the linker may close the line between the two, when a week ends
        line, _new = Count.objects.get_or_create(week=str(this_week()), kind=kind, role="software", defaults={"n": 0 if more else 1})
        counted = Count.objects.filter(pk=line.pk).update(n=F("n") + more)


# --- The parts -----------------------------------------------------------------------------------------
def _before(weeks: int) -> str:
    """The first week whose things are still alive: a thing's own week is the first of its weeks."""
    return str(this_week() - weeks + 1)


def _in_batches(rows: Callable[[], QuerySet[models.Model]], end_batch: Callable[[list[UUID]], tuple[int, Ending]], dry_run: bool) -> int:
    """`rows` is asked anew for each batch: a hold may have come in between."""
    if dry_run:
        return rows().count()
    total = 0
    while batch := list(rows().values_list("pk", flat=True)[:BATCH]):
        total += vault.end(partial(end_batch, batch))
    return total


def _old_messages() -> QuerySet[Message]:
    hers = lifetimes.over("messages.live_weeks") & Q(from_team=False)
    ours = lifetimes.over("answers.live_weeks") & Q(from_team=True)
    return Message.objects.filter(hers | ours, kept=False)


def _on_held_pages(now: held.InForce) -> Q:
    return Q(page__in=now.pages | now.threads) | Q(pk__in=now.asks)


def end_messages(dry_run: bool = False) -> int:
    """Messages whose weeks are over, unless she chose to keep them. What a hold keeps is set aside."""

    def end_batch(batch: list[UUID]) -> tuple[int, Ending]:
        now, label = held.in_force(), Message._meta.label
        found = list(_old_messages().select_for_update().filter(pk__in=batch))
        aside = set(holding.set_aside(row for row in found if now.covers(label, row.pk, row.page_id)))
        going = [row.pk for row in found if row.pk not in aside]
        danger.forget_about(going)
        Message.objects.filter(pk__in=[row.pk for row in found]).delete()
        receipt("messages", len(going))
        return len(going), Ending(items=going)

    if dry_run:
        return _old_messages().exclude(_on_held_pages(held.in_force())).count()
    return _in_batches(_old_messages, end_batch, dry_run)


def _kept_messages() -> int:
    waiting = _old_messages().filter(_on_held_pages(held.in_force())).count()
    return waiting + Kept.objects.filter(label=Message._meta.label).count()


def _unused_pages() -> QuerySet[Neighbour]:
    return Neighbour.objects.filter(lifetimes.over("words.unused_weeks", "last_week"), practised=True)


def end_unused_pages(dry_run: bool = False) -> int:
    """Pages whose words nobody used for a long time: as if she had taken everything back."""
    return _end_pages(_unused_pages, "pages unused", dry_run, with_what_hangs_on_them=True)


def _untried_pages() -> QuerySet[Neighbour]:
    return Neighbour.objects.filter(lifetimes.over("words.unpractised_weeks", "last_week"), practised=False)


def end_unpractised_pages(dry_run: bool = False) -> int:
    """Pages whose words were never tried. What was asked for with them stays open: she was told how long that lives."""
    return _end_pages(_untried_pages, "pages never tried", dry_run, with_what_hangs_on_them=False)


def _end_pages(old: Callable[[], QuerySet[Neighbour]], name: str, dry_run: bool, *, with_what_hangs_on_them: bool) -> int:
    def may_end() -> QuerySet[Neighbour]:
        return old().exclude(pk__in=held.in_force().stay)

    def end_batch(batch: list[UUID]) -> tuple[int, Ending]:
        items: list[UUID] = []
        # Looked at again under the lock: she may have come back in the meantime.
        found = list(may_end().select_for_update().filter(pk__in=batch).values_list("pk", flat=True))
        for page in found:
            items += Message.objects.filter(page=page).values_list("pk", flat=True)
            items += pages.end_in_rooms(page) if with_what_hangs_on_them else []
        danger.forget_about([*items, *found])
        Neighbour.objects.filter(pk__in=found).delete()
        receipt(name, len(found))
        return len(found), Ending(items=[*items, *found], people=found)

    return _in_batches(may_end, end_batch, dry_run)


def _kept_pages(old: Callable[[], QuerySet[Neighbour]]) -> int:
    return old().filter(pk__in=held.in_force().stay).count()


def end_worries(dry_run: bool = False) -> int:
    """Notes about a danger whose weeks are over."""

    def may_end() -> QuerySet[Worry]:
        return held.worries_that_may_end(str(this_week()))

    def end_batch(batch: list[UUID]) -> tuple[int, Ending]:
        going = list(may_end().select_for_update().filter(pk__in=batch).values_list("pk", flat=True))
        Worry.objects.filter(pk__in=going).delete()
        receipt("worries", len(going))
        return len(going), Ending(items=going)

    return _in_batches(may_end, end_batch, dry_run)


def _kept_worries() -> int:
    now = str(this_week())
    return Worry.objects.filter(ends__lt=now).count() - held.worries_that_may_end(now).count()


def delete(name: str, rows: QuerySet[models.Model], dry_run: bool) -> int:
    """Rows that hold nothing locked: they go in one transaction with their receipt."""
    if dry_run:
        return rows.count()
    with transaction.atomic():
        n = rows.delete()[1].get(rows.model._meta.label, 0)
        receipt(name, n)
    return n


def end_invitations(dry_run: bool = False) -> int:
    """Invitations nobody used."""
    return delete("invitations", Invitation.objects.filter(until__lt=unix()), dry_run)


def end_resets(dry_run: bool = False) -> int:
    """Resets of a second factor that no second lead agreed to."""
    return delete("factor resets", FactorReset.objects.filter(until__lt=unix()), dry_run)


def forget_slips(dry_run: bool = False) -> int:
    """Paper slips nobody used."""
    return delete("slips", Slip.objects.filter(lifetimes.over("slips.live_weeks")), dry_run)


def forget_forms(dry_run: bool = False) -> int:
    """That a form was used."""
    return delete("forms", Once.objects.filter(week__lt=_before(FORMS_WEEKS)), dry_run)


def finish_endings(dry_run: bool = False) -> int:
    """Endings that a crash interrupted."""
    return Due.objects.count() if dry_run else vault.finish_due()


def _old_segments() -> QuerySet[Segment]:
    return Segment.objects.filter(week__lt=str(this_week() - rules.value("record.keep_weeks")), dropped=False)


def end_record(dry_run: bool = False) -> int:
    """Weeks of the event record that have had their three years: their entries go, their closing hashes stay."""
    if dry_run:
        return 0 if held.in_force().record else _old_segments().count()
    with transaction.atomic():
        dropped = 0 if held.in_force().record else chain.drop_before(str(this_week() - rules.value("record.keep_weeks")))
        receipt("weeks of the event record", dropped)
    return dropped


def drop_orphans(dry_run: bool = False) -> int:
    """Keys of things that were never written, because a crash came between."""
    return len(leftovers.orphans()) if dry_run else leftovers.sweep_orphans(lambda: time.sleep(UNDER_WAY_SECONDS))


OURS: dict[str, Sweep] = {
    "endings finished": finish_endings,
    "messages": end_messages,
    "pages unused": end_unused_pages,
    "pages never tried": end_unpractised_pages,
    "worries": end_worries,
    "kept things": holding.end_free,
    "holds not agreed to": holding.lapse,
    "invitations": end_invitations,
    "factor resets": end_resets,
    "forms": forget_forms,
    "slips": forget_slips,
    "weeks of the event record": end_record,
}
follows("endings finished", said=_("What was taken back or handed over, and a stop interrupted, is finished at once."))
follows("messages", rule="messages.live_weeks", kept=_kept_messages)
follows("pages unused", rule="words.unused_weeks", kept=lambda: _kept_pages(_unused_pages))
follows("pages never tried", rule="words.unpractised_weeks", kept=lambda: _kept_pages(_untried_pages))
follows("worries", rule="worries.live_weeks", kept=_kept_worries)
follows("kept things", said=_("What was kept longer under a hold ends when two leads have lifted it."), kept=Kept.objects.count)
follows("holds not agreed to", said=_("A hold that no second lead agreed to lapses after 7 days."))
follows("invitations", rule="team.invite_days")
follows("factor resets", said=_("The reset of a second step that no second lead agreed to lapses after 7 days."))
follows("forms", said=_("That a form was sent is forgotten after 2 weeks."))
follows("slips", rule="slips.live_weeks")
follows(
    "weeks of the event record",
    rule="record.keep_weeks",
    kept=lambda: _old_segments().count() if held.in_force().record else 0,
)
follows("keys without content", said=_("Keys of things that were never written, because a stop came between, go."))


def rewrite_by_number() -> Sequence[str]:
    """On PostgreSQL: rewrite the tables about people reached in order of their random numbers. Returns their names."""
    if connection.vendor != "postgresql":
        return []
    done = []
    for table in _tables:
        name = table._meta.db_table
        # One table at a time: it is locked while it is rewritten. A check still to come would forbid it.
        with transaction.atomic(), connection.cursor() as cursor:
            if _large(cursor, name) and now().hour != QUIET_HOUR:
                continue
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            found = connection.introspection.get_constraints(cursor, name)
            index = next(key for key, constraint in found.items() if constraint["primary_key"])
            quoted = (connection.ops.quote_name(name), connection.ops.quote_name(index))
            cursor.execute(f"CLUSTER {quoted[0]} USING {quoted[1]}")
        done.append(name)
    return done


def _large(cursor: CursorWrapper, table: str) -> bool:
    """Whether rewriting it would hold up those who write; by what PostgreSQL itself believes of its size."""
    cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
    return bool(cursor.fetchone()[0] > LARGE_ROWS)


def hourly() -> None:
    """While the site runs, what has had its time ends without anybody's doing: one process sweeps, once an hour."""
    if visit.use_code(f"sweep-{unix() // 3600}", seconds=7200):
        sweep(orphans_too=False)


def each_in_turn(calls: Iterable[Callable[[], T]]) -> list[T]:
    """What each gave. One that fails keeps none of the others from its turn: what is to be forgotten is. Then its error is raised."""
    gave, problems = [], []
    for call in calls:
        try:
            gave.append(call())
        except Exception as problem:  # noqa: BLE001 - raised below
            problems.append(problem)
    if problems:
        raise problems[0]
    return gave


def sweep(*, dry_run: bool = False, orphans_too: bool = True) -> dict[str, int]:
    """End everything whose time is over. The receipt stands in the event record: a tally by week, kind and rule, and that it ran.

    Looking for keys without content waits half a minute where there are any; `orphans_too=False` leaves that to the command.
    """
    parts = {**OURS, **hers.sweeps()}
    if orphans_too:
        parts["keys without content"] = drop_orphans
    found = dict(zip(parts, each_in_turn(partial(part, dry_run) for part in parts.values()), strict=True))
    if not dry_run:
        with transaction.atomic():
            _tally("sweep", 0)
        rewrite_by_number()
    return found


@dataclass(frozen=True)
class Line:
    """One kind of thing in a forecast: how many would end, by which rule, and how many a hold keeps back."""

    kind: str
    ends: int
    rule: str
    sentence: str
    kept: int


def forecast() -> list[Line]:
    """What a sweep would end now. Changes nothing."""
    lines = []
    for kind, n in sweep(dry_run=True).items():
        why = _follows.get(kind, Follows())
        lines.append(Line(kind, n, why.rule, why.sentence, why.kept()))
    return lines
