"""Going out with somebody who knows, and being back. Offers the page and `card` for the team's first page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge.people import facts
from kithbridge.people.access import Caller, CallerRequest, team
from kithbridge.people.actions import outings
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard
from kithbridge.people.queries import outings as known
from kithbridge.people.views.team_common import own_key
from kithbridge.web.once import new_form_id

OUT_AND_ABOUT = (Role.PEER, Role.LEAD)


def _page(request: CallerRequest, error: str = "") -> HttpResponse:
    own = own_key(request).owner
    context = {
        "mine": known.mine(own),
        "watched": known.watched(own),
        "others": known.may_know(own),
        "hours": outings.HOURS,
        "plan": facts.fact("going_out").splitlines(),
        "form_id": new_form_id(),
        "error": error,
    }
    return render(request, "people/team_outing.html", context, status=422 if error else 200)


def _buddy(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise outings.CannotGo("buddy") from None


@team()
@require_http_methods(["GET", "POST"])
def outing(request: CallerRequest) -> HttpResponse:
    """Going out, being back, and whom she watches for."""
    if request.method != "POST":
        return _page(request)
    key, post = own_key(request), request.POST
    if "back" in post:
        outings.back(key=key)
        return redirect("team_outing")
    hours = post.get("hours", "")
    try:
        outings.go(key=key, buddy=_buddy(post.get("buddy", "")), hours=int(hours) if hours.isdecimal() else 0)
    except outings.CannotGo as problem:
        said = {"buddy": _("Choose who is to know. Nothing was noted yet."), "hours": _("Choose for how long. Nothing was noted yet.")}
        return _page(request, said[problem.why])
    return redirect("team_outing")


def card(caller: Caller) -> HomeCard | None:
    """For whoever hands out, and for anybody who watches for somebody."""
    if caller.key is None:
        return None
    mine, watched = known.mine(caller.key.owner), known.watched(caller.key.owner)
    if not (mine or watched or caller.roles & set(OUT_AND_ABOUT)):
        return None
    late = [one for one in watched if one.late]
    if late:
        said = _("%(who)s meant to be back by %(when)s. Ring %(who)s.") % {"who": late[0].who, "when": late[0].until}
    elif mine:
        said = _("You are out until %(when)s. %(who)s knows.") % {"when": mine.until, "who": mine.who or _("Nobody")}
    elif watched:
        said = _("%(who)s is out until %(when)s.") % {"who": watched[0].who, "when": watched[0].until}
    else:
        said = _("Let somebody know when you go out.")
    return HomeCard(_("Going out"), said, reverse("team_outing"), _("Open it"), care=bool(late))
