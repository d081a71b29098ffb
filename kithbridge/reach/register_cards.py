"""What the notes on safer use give to others: a card on the team's first page. Offers `register()`, called once by `offers.register`."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.people import offers
from kithbridge.people.access import Caller
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard
from kithbridge.reach import cards
from kithbridge.reach.models import Card


def cards_card(caller: Caller) -> HomeCard | None:
    """What mothers said and nobody else has read yet; for a lead, also how much guidance nobody qualified has checked."""
    if caller.key is None or not caller.roles & {Role.LEAD, Role.PEER}:
        return None
    waiting = Card.objects.filter(side=Card.Side.MOTHERS, agreed=False).exclude(first_id=caller.key.owner).count()
    said = ngettext("%(n)s waits for a second reader.", "%(n)s wait for a second reader.", waiting) % {"n": waiting} if waiting else ""
    if Role.LEAD in caller.roles:
        unchecked = sum(1 for card in cards.every() if card.side == Card.Side.GUIDANCE and card.on and not card.checked_by)
        more = ngettext("%(n)s is not checked.", "%(n)s are not checked.", unchecked) % {"n": unchecked} if unchecked else ""
        said = " ".join(line for line in (said, more) if line)
    return HomeCard(_("Notes on safer use"), said or _("None waits."), reverse("team_cards"), _("Read"), care=bool(waiting))


def register() -> None:
    offers.register_home_card(cards_card)
