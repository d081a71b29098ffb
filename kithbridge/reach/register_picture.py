"""What the picture of the month and warnings give to others. Offers `register()`, called once by `offers.register`.

A card for leads and peers, a section of the month's page, lines for phones.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.people import assurance, offers
from kithbridge.people.access import Caller
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard
from kithbridge.reach import alerts, assuring, phone_catalogue, picturing
from kithbridge.reach.actions.alerts import JOBS
from kithbridge.reach.models import Alert
from kithbridge.reach.picture import lines
from kithbridge.web.clock import this_week


def month_card(caller: Caller) -> HomeCard | None:
    """This month so far, and what was missing most."""
    if not caller.roles & {Role.LEAD, Role.PEER}:
        return None
    shown = lines.table(picturing.month(picturing.running()))
    out = ngettext("%(n)s thing went out.", "%(n)s things went out.", shown.total.out) % {"n": shown.total.out}
    if most := shown.missing_most():
        lacking = _("Missing most: %(thing)s, %(n)s times.") % {"thing": most.label, "n": most.all.missing}
        out = " ".join((out, lacking))
    return HomeCard(_("This month so far"), out, reverse("picture"), _("See the picture"))


def warnings_card(caller: Caller) -> HomeCard | None:
    """What stands, and what waits for a second person other than her."""
    if caller.key is None or not caller.roles & set(JOBS):
        return None
    drafts = Alert.objects.filter(given_out=False, ended=False, ends__gte=str(this_week())).exclude(first=caller.key.owner).count()
    standing = len(alerts.standing())
    said = ngettext("%(n)s is shown.", "%(n)s are shown.", standing) % {"n": standing} if standing else _("None is shown.")
    if drafts:
        waits = ngettext("%(n)s waits for a second person.", "%(n)s wait for a second person.", drafts) % {"n": drafts}
        said = " ".join((waits, said))
    return HomeCard(_("Warnings"), said, reverse("alerts"), _("Open them"), care=bool(drafts))


def register() -> None:
    assurance.register(assuring.handed)
    offers.register_home_card(month_card)
    offers.register_home_card(warnings_card)
    phone_catalogue.warn_with(alerts.lines)
