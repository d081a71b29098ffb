"""Legal hold, for leads: what is kept longer, asking for it, agreeing, lifting it. Two leads for each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge.people.access import Caller, CallerRequest, team
from kithbridge.people.actions import holding as actions
from kithbridge.people.actions.holding import NotHeld
from kithbridge.people.models import Hold, Role
from kithbridge.people.offers import HomeCard, register_home_card
from kithbridge.people.queries import holding
from kithbridge.people.queries.page import week_words
from kithbridge.people.views.team_common import form_id, own_key, typed


def why_not(problem: NotHeld) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "kind": _("Choose what is to be kept longer. What you wrote is still here."),
        "named": _("Nothing here goes by those words. It may have ended. What you wrote is still here: look at the words again."),
        "many": _("More than one ask goes by those two words. Open the right one, and copy the number at the end of its address."),
        "ground": _("Write which law or order asks for it. What you wrote is still here."),
        "long": _("That is too long: 200 signs at most. What you wrote is still here."),
        "again": _("This was sent a moment ago, and stands below."),
        "second": _("Nothing was changed. A second lead must agree: not the one who asked, and within seven days."),
        "gone": _("Nothing was changed: somebody was faster. What stands below is as it is now."),
    }[problem.why]


def _list(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    found = [{"shown": one, "since": week_words(one.row.since) if one.row.since else ""} for one in holding.shown(own_key(request).owner)]
    context = {
        "holds": found,
        "kinds": Hold.Kind.choices,
        "longest": actions.LONGEST,
        "days": holding.WAITS_DAYS,
        **more,
    }
    return render(request, "people/team_holds.html", context, status=status)


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def holds(request: CallerRequest) -> HttpResponse:
    """What is kept longer, and asking for it."""
    if request.method != "POST":
        return _list(request)
    kind, named, ground, silent = typed(request, "kind"), typed(request, "named"), typed(request, "ground"), "silent" in request.POST
    try:
        actions.ask_for(key=own_key(request), kind=kind, named=named, ground=ground, silent=silent, form_id=form_id(request, "hold"))
    except NotHeld as problem:
        sent = {"kind": kind, "named": named, "ground": ground, "silent": silent}
        status = 409 if problem.why == "again" else 422
        return _list(request, status=status, wrong=why_not(problem), wrong_at=problem.why, **sent)
    return redirect("team_holds")


@team(Role.LEAD)
@require_POST
def one(request: CallerRequest, hold: UUID) -> HttpResponse:
    """The second lead agrees, a lead calls it off, or the same for lifting it."""
    key, act = own_key(request), request.POST.get("act", "")
    try:
        if act == "agree":
            actions.agree(key=key, hold=hold)
        elif act == "drop":
            actions.call_off(hold=hold)
        elif act == "lift":
            actions.ask_to_lift(key=key, hold=hold)
        elif act == "lift_agree":
            actions.agree_to_lift(key=key, hold=hold)
        elif act == "keep":
            actions.keep_on(hold=hold)
    except NotHeld as problem:
        return _list(request, status=409, wrong=why_not(problem), wrong_at=problem.why)
    return redirect("team_holds")


@team(Role.PEER, Role.LEAD, Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)
@require_safe
def kept(request: CallerRequest, number: UUID) -> HttpResponse:
    """One thing that was set aside, for whoever could always read it: a court may order her to show it."""
    found = holding.opened(own_key(request), number)
    if found is None:
        raise Http404
    return render(request, "people/team_hold_kept.html", {"kept": found, "since": week_words(found.row.week)})


def card(caller: Caller) -> HomeCard | None:
    """For a lead's first page: what waits for a second lead, else how many are kept longer; otherwise nothing (Facts leads there)."""
    if Role.LEAD not in caller.roles or caller.key is None:
        return None
    found = holding.shown(caller.key.owner)
    mine = sum(one.may_agree or one.may_lift for one in found)
    if mine:
        said = ngettext("%(n)s waits for a second lead.", "%(n)s wait for a second lead.", mine) % {"n": mine}
        return HomeCard(_("Kept longer"), said, reverse("team_holds"), _("Look at it"), care=True)
    kept = sum(one.row.since is not None for one in found)
    if not kept:
        return None
    said = ngettext("%(n)s thing is kept longer.", "%(n)s things are kept longer.", kept) % {"n": kept}
    return HomeCard(_("Kept longer"), said, reverse("team_holds"), _("Open it"))


def register() -> None:
    """Called once by AppConfig.ready: her page, what ends with it, and the leads' card."""
    actions.register()
    register_home_card(card)
