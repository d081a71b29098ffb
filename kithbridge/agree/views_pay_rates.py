"""What an hour is worth here, and what everybody may see of the ledger. Offers: `rates` (a lead), `paid` (public)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge.agree import ledger
from kithbridge.agree.actions import paying
from kithbridge.agree.actions.paying import Refused
from kithbridge.agree.ledger_models import Length, Payee
from kithbridge.agree.opened import stays_open
from kithbridge.agree.views_pay import WRONG, pence
from kithbridge.people import facts
from kithbridge.people.access import CallerRequest, anybody, team
from kithbridge.people.models import Role
from kithbridge.people.queries.page import week_words
from kithbridge.people.views.team_common import form_id, own_key
from kithbridge.web.clock import this_week
from kithbridge.web.once import new_form_id

FIELDS = {"role": 40, "length": 40, "amount": 40, "week": 40, "source": 400, "link": 400}
AHEAD = 8
# Where rates are published; the software holds none itself.
WHERE = "https://www.nihr.ac.uk/payment-guidance-researchers-and-professionals"
DONE = {
    "set": _("Written down. It holds from that week on; what was before stays in the history."),
    "again": _("That form was sent before. Nothing was written twice."),
}


def _page(request: CallerRequest, *, wrong: str = "", typed: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    now = this_week()
    context: dict[str, Any] = {
        "done": DONE.get(request.GET.get("done", ""), ""),
        "wrong": WRONG.get(wrong, ""),
        "wrong_at": "amount" if wrong == "high" else wrong,
        "typed": typed or {"week": str(now)},
        "form_id": new_form_id(),
        "roles": Payee.choices,
        "lengths": Length.choices,
        "where": WHERE,
        "rates": ledger.rates(),
        "history": [(*one, week_words(str(one[0].week))) for one in ledger.history()],
        "weeks": [(str(now + ahead), week_words(str(now + ahead))) for ahead in range(-4, AHEAD + 1)],
    }
    return render(request, "agree/pay_rates.html", context, status=status)


@stays_open
@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def rates(request: CallerRequest) -> HttpResponse:
    """The rates that hold, one more, and every one there was."""
    if request.method != "POST":
        return _page(request)
    sent = {name: request.POST.get(name, "")[:most] for name, most in FIELDS.items()}
    ends = "end" in request.POST
    try:
        found = paying.set_rate(
            key=own_key(request),
            role=sent["role"],
            length=sent["length"],
            pence=None if ends else pence(sent["amount"]),
            week=sent["week"],
            source=sent["source"],
            link=sent["link"],
            form_id=form_id(request, "rate"),
        )
    except Refused as problem:
        return _page(request, wrong=problem.why, typed=sent, status=422)
    return redirect(f"{reverse('pay_rates')}?done={'set' if found else 'again'}")


@stays_open
@anybody
@require_safe
def paid(request: HttpRequest) -> HttpResponse:
    """What we spend on people's time: by year, in bands, and what an hour is worth."""
    known = facts.all_facts()
    context = {"years": ledger.years(), "rates": ledger.rates(), "advice": known["pay_advice"], "checked": known["pay_checked"]}
    return render(request, "agree/paid.html", context)
