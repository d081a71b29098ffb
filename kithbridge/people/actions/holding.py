"""Legal hold: two leads keep named things from ending; two leads let them go again.

Offers
------
ask_for, agree, call_off            one lead asks, a second agrees within seven days, either calls it off
ask_to_lift, agree_to_lift, keep_on the same the other way round
set_aside(rows)                     inside an ending's transaction: what a hold keeps goes out of every list, still locked
end_free, lapse                     for the sweep
take_back_kept, end_kept_with_page  her own acts: a hold never stands in their way
register()                          her page, and what ends with it

The software keeps; it hands nothing to anybody. docs/adr/0011-legal-hold.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kithbridge.people import hers, vault
from kithbridge.people.actions import pages
from kithbridge.people.models import Hold, Kept, Role, RoleHeld
from kithbridge.people.queries import holding
from kithbridge.people.queries.roles import shown_role
from kithbridge.people.vault import Ending, Key
from kithbridge.web import once, record
from kithbridge.web.clock import this_week, today

LONGEST = 200
BATCH = 500


class NotHeld(Exception):
    """Why nothing changed, as a word the page explains: named, many, ground, long, kind, again, second, gone."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _note(what: str, hold: Hold) -> None:
    record.note(what, role=shown_role(Role.LEAD), ref=hold.pk)


def ask_for(*, key: Key, kind: str, named: str, ground: str, silent: bool, form_id: str) -> Hold:
    """One lead asks for a hold. Nothing is kept before a second agrees.

    Parameters
    ----------
    kind, named : what kind of thing; the page's two words, the ask's two words or number, or "" for kinds without a name
    ground : which law or order asks for it; no names
    silent : whether the order forbids saying so

    Raises
    ------
    NotHeld
    """
    ground = " ".join(ground.split())
    if kind not in Hold.Kind.values:
        raise NotHeld("kind")
    if not ground:
        raise NotHeld("ground")
    if len(ground) > LONGEST:
        raise NotHeld("long")
    try:
        thing = holding.find(kind, named)
    except holding.NoSuchThing as problem:
        raise NotHeld("many" if problem.many else "named") from None
    with transaction.atomic():
        if not once.claim(form_id):
            raise NotHeld("again")
        hold = Hold.objects.create(
            kind=kind, thing=thing, ground=ground, silent=silent, asked_by_id=key.owner, asked_on=today(), since=None
        )
        _note("hold asked for", hold)
    return hold


def _still_leads(member: UUID | None) -> bool:
    return member is not None and RoleHeld.objects.filter(member=member, role=Role.LEAD).exists()


@transaction.atomic
def agree(*, key: Key, hold: UUID) -> None:
    """The second lead, who is somebody else. From this commit on nothing of it ends by itself. Raises NotHeld("second")."""
    row = holding.waiting().select_for_update().filter(pk=hold).exclude(asked_by=key.owner).first()
    if row is None or not _still_leads(row.asked_by_id):
        raise NotHeld("second")
    row.agreed_by_id, row.since = key.owner, str(this_week())
    row.save(update_fields=["agreed_by", "since"])
    _note("hold agreed by two leads", row)


@transaction.atomic
def call_off(*, hold: UUID) -> None:
    """A lead calls off what no second lead has agreed to. Raises NotHeld("gone")."""
    row = Hold.objects.select_for_update().filter(pk=hold, since=None).first()
    if row is None:
        raise NotHeld("gone")
    _note("hold called off", row)
    row.delete()


@transaction.atomic
def ask_to_lift(*, key: Key, hold: UUID) -> None:
    """One lead asks for a hold to be lifted; until a second agrees everything stays. Raises NotHeld("gone")."""
    row = Hold.objects.select_for_update().filter(pk=hold, since__isnull=False).first()
    if row is None:
        raise NotHeld("gone")
    if holding.lifting().filter(pk=hold).exists():
        return
    row.lift_by_id, row.lift_on = key.owner, today()
    row.save(update_fields=["lift_by", "lift_on"])
    _note("lifting a hold asked for", row)


@transaction.atomic
def keep_on(*, hold: UUID) -> None:
    """A lead calls the lifting off. Raises NotHeld("gone")."""
    row = Hold.objects.select_for_update().filter(pk=hold, lift_on__isnull=False).first()
    if row is None:
        raise NotHeld("gone")
    row.lift_by, row.lift_on = None, None
    row.save(update_fields=["lift_by", "lift_on"])
    _note("lifting a hold called off", row)


def agree_to_lift(*, key: Key, hold: UUID) -> int:
    """The second lead: the hold is gone, and what was set aside under it alone ends with it. Returns how many things ended.

    What still lies in its place ends when its weeks are over, as ever. Raises NotHeld("second").
    """

    def content() -> tuple[int, Ending]:
        row = holding.lifting().select_for_update().filter(pk=hold).exclude(lift_by=key.owner).first()
        if row is None or not _still_leads(row.lift_by_id):
            raise NotHeld("second")
        _note("hold lifted by two leads", row)
        row.delete()
        items = holding.free()
        Kept.objects.filter(pk__in=items).delete()
        return len(items), Ending(items=items)

    return vault.end(content)


def set_aside(rows: Iterable[Any], *, by_her: bool | None = None) -> list[UUID]:
    """Keep these rows under their numbers, with their locked columns as they are. The caller then ends the rows, not their keys.

    by_her : whether she wrote them; None asks each row (`from_team`)
    """
    made = []
    for row in rows:
        columns = holding.sealed_columns(type(row))
        parts = [getattr(row, column) for column in columns]
        made.append(
            Kept(
                id=row.pk,
                page_id=row.page_id,
                label=row._meta.label,
                by_her=not row.from_team if by_her is None else by_her,
                week=row.week,
                first_part=parts[0],
                second_part=parts[1] if len(parts) > 1 else None,
            )
        )
    Kept.objects.bulk_create(made)
    return [one.pk for one in made]


def end_free(dry_run: bool = False) -> int:
    """Kept things that no hold covers any more."""
    if dry_run:
        return len(holding.free())

    def content() -> tuple[int, Ending]:
        items = holding.free()[:BATCH]
        Kept.objects.filter(pk__in=items).delete()
        return len(items), Ending(items=items)

    total = 0
    while holding.free():
        total += vault.end(content)
    return total


def lapse(dry_run: bool = False) -> int:
    """Holds and liftings that no second lead agreed to in time."""
    over = Q(since=None) & ~Q(pk__in=holding.waiting().values("pk"))
    tired = Q(lift_on__isnull=False) & ~Q(pk__in=holding.lifting().values("pk"))
    if dry_run:
        return Hold.objects.filter(over | tired).count()
    with transaction.atomic():
        gone = list(Hold.objects.select_for_update().filter(over))
        stay = list(Hold.objects.select_for_update().filter(tired))
        for row in gone:
            record.note("hold lapsed", role="software", ref=row.pk)
        for row in stay:
            record.note("lifting a hold lapsed", role="software", ref=row.pk)
        Hold.objects.filter(pk__in=[row.pk for row in gone]).delete()
        Hold.objects.filter(pk__in=[row.pk for row in stay]).update(lift_by=None, lift_on=None)
    return len(gone) + len(stay)


def mine(key: Key) -> list[hers.Mine]:
    """For her page: what is kept of hers. Not what an order forbids us to speak of."""
    said = _("A law asks us to keep this longer. Nobody works with it.")
    # Not "or when you take it back": the button stands beside it as ever, but under an order we do not tell her to.
    gone = _("when the law no longer asks for it")
    return [hers.Mine(str(one.row.pk), _("Kept longer"), one.text, state=said, gone=gone) for one in holding.kept_of(key) if one.row.by_her]


def take_back_kept(key: Key, item: str) -> bool:
    """She takes back something that is kept: her act, as ever. False when it is not hers."""

    def content() -> tuple[bool, Ending]:
        gone, _rows = Kept.objects.filter(pk=item, page_id=key.owner, by_her=True).delete()
        if gone:
            record.count("kept thing taken back", role="neighbour")
        return bool(gone), Ending(items=[UUID(item)] if gone else [])

    return vault.end(content)


def end_kept_with_page(page: UUID) -> Sequence[UUID]:
    """Inside the ending of a page: what is kept of hers ends with it."""
    items = list(Kept.objects.filter(page=page).values_list("pk", flat=True))
    Kept.objects.filter(pk__in=items).delete()
    return items


def register() -> None:
    """Called once by AppConfig.ready."""
    hers.register_mine(mine, take_back_kept)
    pages.taken_back_with_page(end_kept_with_page)
