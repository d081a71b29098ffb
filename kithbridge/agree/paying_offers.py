"""What the pay ledger gives to others. Offers: `register()`, called once by AppConfig.ready."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kithbridge.agree import ledger
from kithbridge.agree.actions import paying
from kithbridge.agree.actions.paying import OLD_ASKED, OLD_LINES, WRITERS
from kithbridge.agree.ledger_models import Payment, PaymentAsked
from kithbridge.people import hers, offers
from kithbridge.people.access import Caller
from kithbridge.people.actions import retention
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard


def card(caller: Caller) -> HomeCard | None:
    """For who writes the ledger: what waits for a second lead, and what was promised."""
    if caller.key is None or not caller.roles & set(WRITERS):
        return None
    waiting = sum(not hers_own for _row, _pounds, hers_own in ledger.asked(caller.key)) if Role.LEAD in caller.roles else 0
    owed = len(ledger.promised())
    said = []
    if waiting:
        said.append(ngettext("%(n)s payment waits for a second lead.", "%(n)s payments wait for a second lead.", waiting) % {"n": waiting})
    if owed:
        said.append(ngettext("%(n)s is promised and not paid yet.", "%(n)s are promised and not paid yet.", owed) % {"n": owed})
    return HomeCard(
        _("Paid for time"), " ".join(said) or _("Nothing is owed."), reverse("pay"), _("Write one down"), care=bool(waiting or owed)
    )


def register() -> None:
    """The sweep, the order of the tables, the card."""
    hers.register_sweep(OLD_LINES, paying.forget)
    hers.register_sweep(OLD_ASKED, paying.forget_asked)
    retention.follows(OLD_LINES, said=gettext_lazy("What was paid stays in the books for 6 years after the end of its financial year."))
    retention.follows(OLD_ASKED, said=gettext_lazy("A large payment that no second lead agrees to goes after 2 weeks."))
    retention.lie_by_number(Payment, PaymentAsked)
    offers.register_home_card(card)
