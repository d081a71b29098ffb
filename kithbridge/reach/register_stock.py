"""What stock gives to the team's first page. Offers: `register()`, called once by the room's offers."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.people import offers
from kithbridge.people.access import Caller
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard
from kithbridge.reach.models import Place, Stock, Supply


def stock_card(caller: Caller) -> HomeCard | None:
    """What somebody should look at: things to count, supplies that wait, bags that were put down. Not there before there is a place."""
    if not caller.roles & {Role.LEAD, Role.PEER} or not Place.objects.filter(on=True).exists():
        return None
    lead = Role.LEAD in caller.roles
    coming = Supply.objects.filter(state=Supply.State.SENT)
    n = (coming if lead else coming.filter(to__kind=Place.Kind.BAG)).count()
    below = Stock.objects.filter(quantity__lt=0, place__on=True).count()
    found = [ngettext("%(n)s supply is on its way.", "%(n)s supplies are on their way.", n) % {"n": n}] if n else []
    if below:
        found.append(ngettext("%(n)s thing needs a count.", "%(n)s things need a count.", below) % {"n": below})
    if lead:
        differ = Supply.objects.filter(state=Supply.State.DIFFERENT).count()
        resting = Place.objects.filter(resting=True, on=True).count()
        if differ:
            found.append(ngettext("%(n)s supply differs.", "%(n)s supplies differ.", differ) % {"n": differ})
        if resting:
            found.append(ngettext("%(n)s bag was put down for now.", "%(n)s bags were put down for now.", resting) % {"n": resting})
    return HomeCard(_("Stock"), " ".join(found) or _("Nothing waits."), reverse("stock"), _("Look"), care=bool(found) and lead)


def register() -> None:
    offers.register_home_card(stock_card)
