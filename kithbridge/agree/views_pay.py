"""The pay ledger on the team's side: write down what was paid, promise, pay what was promised, take a line back.

Offers: `pay`, `large`, `back`, `out`, `export`; `pence(text)` and `WRONG` for the page of rates.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kithbridge.agree import ledger
from kithbridge.agree.actions import paying
from kithbridge.agree.actions.paying import BACK_WEEKS, BY_TWO_PENCE, Refused, Written
from kithbridge.agree.ledger_models import Form, Payee, What
from kithbridge.agree.opened import stays_open
from kithbridge.engines.week import Week
from kithbridge.people import facts
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.queries.page import week_words
from kithbridge.people.views.team_common import form_id, own_key
from kithbridge.web.clock import this_week
from kithbridge.web.once import new_form_id
from kithbridge.web.sent import read_uuid

writers = team(*paying.WRITERS)
WRONG = {
    "role": _("Choose as what she gave her time."),
    "what": _("Choose what the time was for."),
    "form": _("Choose how it was paid."),
    "amount": _("Choose a rate, or write pounds and pence, like 27.50. More than nothing."),
    "both": _("A rate is chosen and another amount is written. Leave one of them out."),
    "rate": _("That rate does not hold any more. Choose again."),
    "high": _("That is more than £10,000. Look at the noughts."),
    "week": _("Choose one of these weeks."),
    "length": _("Choose for how long."),
    "source": _("Say who published it and when, in at most 200 signs."),
    "link": _("A whole address, beginning with https://"),
    "number": _("There is no line with this number. Nothing was changed."),
    "gone": _("That is not there any more. Nothing was changed."),
    "taken": _("That was taken back or paid before. Nothing was changed."),
    "later": _("This promise was paid. Take the payment back first. Nothing was changed."),
    "same": _("A lead who did not ask for it has to agree. Nothing was changed."),
}
DONE = {
    "again": _("That form was sent before. Nothing was written twice."),
    "dropped": _("Let go of. Nothing was paid."),
}
FIELDS = ("role", "what", "form", "rate", "amount", "week")


def pence(text: str) -> int:
    """Pounds as typed: "27.50", "£1,200", "5". 0 for anything else, which the action refuses."""
    found = re.fullmatch(r"£?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})(?:\.([0-9]{1,2}))?", text.strip(), re.ASCII)
    return int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0


def _amount(rate: str, typed: str) -> int:
    """From a rate that holds, or as typed. Raises Refused."""
    if not rate:
        return pence(typed)
    if typed.strip():
        raise Refused("both")
    number = read_uuid(rate)
    found = next((one.pence for one in ledger.rates() if one.row.pk == number), 0)
    if not found:
        raise Refused("rate")
    return found


def _weeks() -> list[tuple[str, str]]:
    found = [this_week() - ago for ago in range(BACK_WEEKS + 1)]
    return [(str(week), week_words(str(week))) for week in found]


def _quarter(request: CallerRequest) -> ledger.Quarter:
    try:
        return ledger.quarter(request.GET.get("q", ""))
    except ValueError:
        raise Http404 from None


def _page(
    request: CallerRequest, *, wrong: str = "", wrong_at: str = "", typed: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    of = _quarter(request)
    known = facts.all_facts()
    context: dict[str, Any] = {
        "done": DONE.get(request.GET.get("done", ""), ""),
        "wrong": WRONG.get(wrong, ""),
        "wrong_at": wrong_at or ("amount" if wrong in ("both", "rate", "high") else wrong),
        "typed": typed or {},
        "form_id": new_form_id(),
        "roles": Payee.choices,
        "whats": What.choices,
        "forms": Form.choices,
        "out_forms": [one for one in Form.choices if one[0] != Form.LATER],
        "rates": ledger.rates(),
        "weeks": _weeks(),
        "asked": ledger.asked(own_key(request)),
        "may_agree": Role.LEAD in request.caller.roles,
        "promised": [(one, week_words(one.week)) for one in ledger.promised()],
        "quarter": of,
        "quarters": ledger.quarters(),
        "lines": [(one, Week.parse(one.week).week) for one in ledger.lines(of)],
        "totals": ledger.totals(of),
        "by_two": f"{BY_TWO_PENCE // 100:,}",
        "advice": known["pay_advice"],
        "advice_checked": known["pay_checked"],
    }
    return render(request, "agree/pay.html", context, status=status)


def _written(request: CallerRequest, found: Written | None, act: str) -> HttpResponse:
    """The receipt number is shown once, to be copied onto her slip; a form sent again shows nothing."""
    if found is None:
        return redirect(f"{reverse('pay')}?done=again")
    context = {
        "one": found,
        "pounds": ledger.pounds(found.pence),
        "act": act,
        "form": Form(found.form).label,
        "week": week_words(found.week),
    }
    return render(request, "agree/pay_written.html", context)


@stays_open
@writers
@require_http_methods(["GET", "POST"])
def pay(request: CallerRequest) -> HttpResponse:
    """Write one down; what waits, what is owed, the lines of a quarter and its totals."""
    if request.method != "POST":
        return _page(request)
    sent = {name: request.POST.get(name, "")[:40] for name in FIELDS} | {"stopped": request.POST.get("stopped", "")}
    try:
        found = paying.write(
            key=own_key(request),
            role=sent["role"],
            what=sent["what"],
            pence=_amount(sent["rate"], sent["amount"]),
            form=sent["form"],
            stopped=bool(sent["stopped"]),
            week=sent["week"],
            form_id=form_id(request, "pay"),
        )
    except Refused as problem:
        return _page(request, wrong=problem.why, typed=sent, status=422)
    return _written(request, found, "written")


@stays_open
@writers
@require_POST
def large(request: CallerRequest, asked: UUID) -> HttpResponse:
    """A second lead agrees to a large one, or somebody lets go of it."""
    if "drop" in request.POST:
        paying.drop(key=own_key(request), asked=asked)
        return redirect(f"{reverse('pay')}?done=dropped")
    try:
        return _written(request, paying.agree(key=own_key(request), asked=asked), "written")
    except Refused as problem:
        return _page(request, wrong=problem.why, status=422)


@stays_open
@writers
@require_http_methods(["GET", "POST"])
def back(request: CallerRequest) -> HttpResponse:
    """A line was wrong: its number is typed in."""
    if request.method != "POST":
        return redirect("pay")
    typed = request.POST.get("number", "")[:40]
    try:
        payment = paying.numbered(typed)
        return _written(request, paying.take_back(key=own_key(request), payment=payment, form_id=form_id(request, "back")), "back")
    except Refused as problem:
        return _page(request, wrong=problem.why, wrong_at="number", typed={"number": typed}, status=422)


@stays_open
@writers
@require_POST
def out(request: CallerRequest, payment: UUID) -> HttpResponse:
    """What was promised is paid."""
    form = request.POST.get("form", "")
    try:
        return _written(request, paying.pay_out(key=own_key(request), payment=payment, form=form, form_id=form_id(request, "out")), "out")
    except Refused as problem:
        return _page(request, wrong=problem.why, status=422)


@stays_open
@team(Role.LEAD)
@require_GET
def export(request: CallerRequest) -> HttpResponse:
    """The lines of a quarter, for the bookkeeper."""
    of = _quarter(request)
    answer = HttpResponse(ledger.as_csv(of), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{of.name}.csv"'
    return answer
