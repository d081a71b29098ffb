"""What the room reach gives to others.

Offers: `register()`, called once by AppConfig.ready: what is tied to a new page, shown on it and ended with it; what the sweep
ends; what a worry may begin with; the cards of the team's first page.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge import rules
from kithbridge.people import assurance, facts, offers, vault
from kithbridge.people import hers as people_hers
from kithbridge.people.access import Caller
from kithbridge.people.actions import pages, retention
from kithbridge.people.models import SAFEGUARDING, Message, Neighbour, Role
from kithbridge.people.offers import HomeCard
from kithbridge.people.queries import danger
from kithbridge.people.queries.danger import Subject
from kithbridge.people.vault import Key
from kithbridge.reach import (
    assuring,
    hers,
    menu,
    queries,
    register_cards,
    register_catalogue,
    register_ledger,
    register_phones,
    register_picture,
    register_rounds,
    register_stock,
)
from kithbridge.reach.actions import asking, ending
from kithbridge.reach.models import Area, Ask, NotMe


def ask_subject(key: Key, number: UUID) -> Subject | None:
    """A worry may begin with an ask she holds; it hangs on the page where there is one."""
    row = Ask.objects.select_related("page").filter(pk=number, state=Ask.State.OPEN).first()
    if row is None or not vault.readable(key, [number]):
        return None
    words = queries.words_of(vault.read(key, row, "words"))
    label = row.page.handle if row.page else ""
    # Somebody who is being pressed chose two readers: there is no third, not even for a worry.
    items = [] if words.pressed else [row.pk]
    return Subject(row.page_id or row.pk, items, label, ("ask_open", row.pk), words.left_out)


def page_subject(key: Key, number: UUID) -> Subject | None:
    """A worry may begin with a page that wrote something she holds."""
    page = Neighbour.objects.filter(pk=number).first()
    if page is None:
        return None
    held = vault.readable(key, Message.objects.filter(page=page).values_list("pk", flat=True))
    return Subject(page.pk, sorted(held), page.handle, ("talk", page.pk)) if held else None


def worry_links(key: Key, about: UUID) -> list[tuple[str, UUID]]:
    """The asks and notes a worry is about, as far as she holds them."""
    asks = Ask.objects.filter(Q(pk=about) | Q(page=about), state=Ask.State.OPEN).values_list("pk", flat=True)
    found = [("ask_open", ask) for ask in sorted(vault.readable(key, asks))]
    wrote = Message.objects.filter(page=about).values_list("pk", flat=True)
    return [*found, ("talk", about)] if vault.readable(key, wrote) else found


def _opens(caller: Caller) -> bool:
    """Whether she holds a job that may open asks now."""
    return bool(caller.roles & set(rules.value("asks.openers")))


def asks_card(caller: Caller) -> HomeCard | None:
    """How many open asks she holds, and since when the oldest waits."""
    if caller.key is None or not _opens(caller):
        return None
    found = queries.open_asks(caller.key)
    if not found:
        return HomeCard(_("Asks"), _("None open."), reverse("asks"), _("Look"))
    said = ngettext("%(n)s open. Oldest: %(since)s.", "%(n)s open. Oldest: %(since)s.", len(found))
    return HomeCard(_("Asks"), said % {"n": len(found), "since": found[0].since}, reverse("asks"), _("Open the list"), waits=True)


def talks_card(caller: Caller) -> HomeCard | None:
    """How many pages wrote something she has not opened."""
    if caller.key is None or not _opens(caller):
        return None
    new = sum(1 for one in queries.talks(caller.key) if one.new)
    said = ngettext("%(n)s page wrote to us.", "%(n)s pages wrote to us.", new) % {"n": new} if new else _("Nothing new.")
    return HomeCard(_("Notes to us"), said, reverse("talks"), _("Read"), waits=bool(new))


def worries_card(caller: Caller) -> HomeCard | None:
    """Worries that wait for her to say how they ended; always for safeguarding, for others while she shares one."""
    if caller.key is None:
        return None
    waiting = danger.waiting(caller.key)
    if not waiting and not caller.roles & set(SAFEGUARDING) and not danger.worries_of(caller.key):
        return None
    said = ngettext("%(n)s waits for you.", "%(n)s wait for you.", waiting) % {"n": waiting}
    return HomeCard(
        _("Worries"), said if waiting else _("None waits for you."), reverse("worries"), _("Read"), care=bool(waiting), waits=bool(waiting)
    )


def menu_card(caller: Caller) -> HomeCard | None:
    """For a lead: what is on the menu."""
    if Role.LEAD not in caller.roles:
        return None
    there = menu.now()
    on, waiting = len(there.on), len(there.not_decided)
    said = ngettext("%(n)s thing is on it.", "%(n)s things are on it.", on) % {"n": on} if on else _("Nothing is on it yet.")
    if waiting:
        said += " " + ngettext("%(n)s more is carried.", "%(n)s more are carried.", waiting) % {"n": waiting}
    return HomeCard(_("What we bring"), said, reverse("team_menu"), _("Open it"), care=not on)


def gaps() -> list[str]:
    """What this room needs before the site may open."""
    found = []
    if not menu.on_menu():
        found.append(_("Something on the menu"))
    if not Area.objects.exists():
        found.append(_("An area that hand-outs are counted in"))
    return found


def brought() -> list[str]:
    """What the first page names, where the group decided that it says so."""
    return [item.label for item in menu.on_menu()]


def attach(page: Neighbour, text: str) -> None:
    """A capability from the page right after asking: that ask is attached to her new page."""
    ask = asking.read_tie(text)
    if ask is not None:
        asking.tie_to_page(page, ask)


def register() -> None:
    register_ledger.register()
    register_stock.register()
    register_catalogue.register()
    register_phones.register()
    register_rounds.register()
    people_hers.register_tie(attach)
    people_hers.register_mine(hers.of, hers.take_back)
    people_hers.register_sweep("asks", ending.end_old_asks)
    people_hers.register_sweep("empty rows of asks", ending.drop_ended_rows)
    pages.taken_back_with_page(ending.end_with_page)
    retention.lie_by_number(Ask, NotMe)
    danger.subject_kind("ask", ask_subject)
    danger.subject_kind("page", page_subject)
    danger.what_it_is_about(worry_links)
    facts.register_gaps(gaps)
    assurance.register(assuring.section)
    facts.register_brought(brought)
    for card in (asks_card, talks_card, worries_card, menu_card):
        offers.register_home_card(card)
    register_cards.register()
    # After the asks: what waits for somebody stands before what was counted.
    register_picture.register()
