"""For a lead: seats of the reference group, and rules to begin with until one sits."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.agree.deciding import forms
from kithbridge.agree.deciding.team.proposals import by_group, known_rule
from kithbridge.agree.deciding.views import status_of
from kithbridge.agree.opened import stays_open
from kithbridge.engines.disclosure import show_count
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import seats as acts
from kithbridge.people.deciding.actions import two_leads
from kithbridge.people.deciding.models import Willing
from kithbridge.people.models import Role
from kithbridge.people.views.team_common import form_id, own_key
from kithbridge.rules import Rule, explain, state
from kithbridge.rules.enact import Refused, founding_ends, founding_open
from kithbridge.web.clock import this_week


# --- Seats -----------------------------------------------------------------------------------------------
def _said_yes() -> str:
    """How many would sit, in words that point at nobody."""
    smallest = rules.value("figures.smallest")
    shown = show_count(Willing.objects.count(), threshold=smallest)
    if isinstance(shown, int):
        return _("%(n)d have said yes and wait for the lot.") % {"n": shown}
    return _("Fewer than %(n)d have said yes and wait for the lot.") % {"n": smallest}


def _free() -> str:
    """Whether seats are free, in words: how many of which kind is not published."""
    taken = queries.seats_taken()
    if not taken:
        return _("All seats are free.")
    return _("All seats are taken.") if taken >= rules.value("deciding.seats") else _("Some seats are taken, some are free.")


@stays_open
@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def seats(request: CallerRequest) -> HttpResponse:
    """Who would sit, in bands; draw lots; a code on paper for a seat that is not drawn."""
    code, wrong, status = "", "", 200
    if request.POST.get("act") == "draw":
        acts.draw(form_id=form_id(request, "draw"))
        return HttpResponseRedirect(f"{reverse('team_seats')}?drawn")
    if request.POST.get("act") == "code":
        try:
            code = acts.make_code(form_id=form_id(request, "seat"))
        except acts.CannotSit:
            wrong, status = _("All seats that may be given out by code are given out. The others are drawn by lot."), 409
        else:
            wrong = "" if code else _("That code was made already and is shown once. If it was lost, make another.")
    context = {
        "said_yes": _said_yes(),
        "free": _free(),
        "sits": queries.sits(),
        "drawn": "drawn" in request.GET,
        "code": code,
        "code_weeks": acts.CODE_WEEKS,
        "wrong": wrong,
    }
    return render(request, "agree/deciding/seats.html", context, status=status)


# --- To begin with ---------------------------------------------------------------------------------------
def _weeks_left() -> str:
    left = founding_ends() - this_week() + 1
    return ngettext("%(n)d week is left, this one counted.", "%(n)d weeks are left, this one counted.", left) % {"n": left}


def _begin_page(request: CallerRequest, declared: Rule | None, asked: forms.Asked | None, **more: Any) -> HttpResponse:
    can = founding_open()
    status = more.pop("status", 200)
    context = {
        "open": can,
        "note": explain.founding_note(),
        "left": _weeks_left() if can else "",
        "overdue": explain.overdue(),
        "rule": declared,
        "asked": asked,
        "now": rules.explained(declared.key) if declared else "",
        "groups": by_group(explain.nobody_decided) if can and declared is None else [],
        "chosen": "chosen" in request.GET,
        "wrong": "",
        **more,
    }
    return render(request, "agree/deciding/begin.html", context, status=status)


@stays_open
@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def begin(request: CallerRequest) -> HttpResponse:
    """A rule to begin with: alone, for some weeks, until a reference group sits."""
    sent = request.POST if request.method == "POST" else request.GET
    declared = known_rule(sent.get("rule", ""))
    if request.method != "POST" or declared is None:
        asked = forms.asked(declared, state.value(declared.key)) if declared else None
        return _begin_page(request, declared, asked, status=400 if request.method == "POST" else 200)
    try:
        value = forms.read(declared, request.POST)
        two_leads.choose(rule=declared.key, value=value, by=own_key(request), form_id=form_id(request, "begin"))
    except Refused as problem:
        kept = forms.asked_again(declared, request.POST)
        return _begin_page(request, declared, kept, wrong=str(problem), status=status_of(problem))
    return HttpResponseRedirect(f"{reverse('team_begin')}?chosen")
