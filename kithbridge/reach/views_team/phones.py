"""Phones that may send hand-outs: a peer's own, and for a lead everybody's; what waits on one without signal, brought in as text."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role, TeamMember
from kithbridge.people.views.team_common import form_id, own_key, typed
from kithbridge.reach import phone_lists
from kithbridge.reach.actions import pasting
from kithbridge.reach.actions import phones as acts
from kithbridge.reach.views_team.sent import number
from kithbridge.web.home import MissingSecretsError

DONE = ("off", "all", "named", "same", "many", "twice", "none")


def _list(request: CallerRequest, *, unfit: str = "", status: int = 200) -> HttpResponse:
    own = own_key(request).owner
    mine = phone_lists.mine(own)
    leads = Role.LEAD in request.caller.roles
    context = {
        "mine": mine,
        "own": own,
        "on": sum(not one.off for one in mine),
        "most": acts.MOST,
        "longest": acts.LONGEST_LABEL,
        "weeks": acts.UNHEARD_WEEKS,
        "leads": leads,
        "others": [one for one in phone_lists.everybody() if one.member != own] if leads else [],
        "said": next((one for one in DONE if one in request.GET), ""),
        "unfit": unfit,
    }
    return render(request, "reach/team_phones.html", context, status=status)


def _back(said: str) -> HttpResponse:
    response = redirect("team_phones")
    response.headers["Location"] += f"?{said}"
    return response


@team(Role.PEER, Role.LEAD)
@require_safe
def phones(request: CallerRequest) -> HttpResponse:
    """Her phones; for a lead everybody's."""
    return _list(request)


@team(Role.PEER, Role.LEAD)
@require_POST
def add(request: CallerRequest) -> HttpResponse:
    """Put a phone on: the answer hands its key over, once."""
    label = typed(request, "called")
    try:
        begun = acts.begin(member=own_key(request).owner, label=label, form_id=form_id(request, "phone"))
    except acts.LabelUnfit:
        return _list(request, unfit=label, status=400)
    except acts.TooMany:
        return _back("many")
    except acts.AlreadyDone:
        return _back("twice")
    return render(request, "reach/team_phones_begin.html", {"token": begun.token, "phone": begun.phone})


@team(Role.PEER, Role.LEAD)
@require_POST
def name(request: CallerRequest, phone: UUID) -> HttpResponse:
    """What she calls one of hers."""
    label = typed(request, "called")
    try:
        there = acts.rename(phone=phone, member=own_key(request).owner, label=label)
    except acts.LabelUnfit:
        return _list(request, unfit=label, status=400)
    return _back("named" if there else "none")


@team(Role.PEER, Role.LEAD)
@require_POST
def off(request: CallerRequest, phone: UUID) -> HttpResponse:
    """Take one off: her own, or as a lead any."""
    own = own_key(request).owner
    gone = acts.take_off(phone=phone, member=own)
    if not gone and Role.LEAD in request.caller.roles:
        gone = acts.take_off(phone=phone, member=None)
    return _back("off" if gone else "none")


@team(Role.LEAD)
@require_POST
def off_all(request: CallerRequest, member: UUID) -> HttpResponse:
    """Take off every phone of one person."""
    if not TeamMember.objects.filter(pk=member).exists():
        return _back("none")
    n = acts.take_off_all(member=member, by_herself=member == own_key(request).owner)
    return _back("all" if n else "none")


# --- Brought in as text ---------------------------------------------------------------------------------
CAME = ("new", "before", "held", "missing")


def _why_not(problem: pasting.CannotBring) -> str:
    return {
        "nothing": _(
            "There is no note in this. Nothing was taken. Copy the whole text from the phone, from “notes” to the last full stop."
        ),
        "many": _("That is more than one part. Nothing was taken. Bring in one part after the other."),
    }[problem.why]


@team(Role.PEER, Role.LEAD)
@require_http_methods(["GET", "POST"])
def notes(request: CallerRequest) -> HttpResponse:
    """Bring in what a phone without signal gave out as text."""
    text, error = request.POST.get("text", ""), ""
    if request.method == "POST":
        try:
            came = pasting.bring(key=own_key(request), text=text)
        except pasting.CannotBring as problem:
            error = _why_not(problem)
        except MissingSecretsError:
            error = _("The keys are not to be had at the moment. Nothing was taken. Your text is still here: try again later.")
        else:
            return redirect(f"{reverse('team_phone_notes')}?" + "&".join(f"{name}={getattr(came, name)}" for name in CAME))
    context = {
        "came": {name: max(0, number(request.GET.get(name, ""))) for name in CAME} if "new" in request.GET else None,
        "text": text,
        "error": error,
    }
    return render(request, "reach/team_phone_notes.html", context, status=422 if error else 200)
