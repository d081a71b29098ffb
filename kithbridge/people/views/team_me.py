"""Her own page: roles, words, second factors, and leaving."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge.engines import sealing
from kithbridge.people import visit
from kithbridge.people.access import CallerRequest
from kithbridge.people.access import team as team_only
from kithbridge.people.actions import factors, opening, team
from kithbridge.people.folded import fold, unfold
from kithbridge.people.models import Circle
from kithbridge.people.queries import ready
from kithbridge.people.queries import team as known
from kithbridge.people.vault import CannotOpen
from kithbridge.people.views.opening import give_cookie, take_cookie
from kithbridge.people.views.team_common import own_key, read_eight, typed
from kithbridge.people.views.team_members import leaving_page


@team_only()
@require_safe
def me(request: CallerRequest) -> HttpResponse:
    """What she holds and how she signs in."""
    own = own_key(request).owner
    member = known.one(own)
    if member is None:
        raise Http404
    context = {
        "member": member,
        "roles": known.roles_of(member),
        "circles": Circle.objects.filter(members__member=member).order_by("name"),
        "factors": factors.factors_of(own),
        "spares": known.spares_left(own),
        "gaps": ready.gaps(member),
        "last": "last" in request.GET,
        "fresh": "fresh" in request.GET,
    }
    return render(request, "people/team_me.html", context)


@team_only()
@require_http_methods(["GET", "POST"])
def words(request: CallerRequest) -> HttpResponse:
    """A new passphrase: drawn by a press, shown, typed back; only then do the old words die."""
    key = own_key(request)
    if request.method != "POST":
        return render(request, "people/team_new_words.html")
    folded = request.POST.get("folded", "")
    inside = unfold(key.private.hex(), "words", folded) if folded else None
    if inside is None:
        drawn = team.draw_words()
        return _page(request, drawn, fold(key.private.hex(), "words", {"words": " ".join(drawn)}))
    drawn = tuple(inside["words"].split())
    if read_eight(typed(request, "words")) != drawn:
        return _page(request, drawn, folded, wrong="other", status=400)
    try:
        fresh = team.new_words(key=key, work_name=request.caller.work_name, words=drawn)
    except sealing.Busy:
        return _page(request, drawn, folded, wrong="busy", status=503)
    except CannotOpen:
        return take_cookie(redirect("team_sign_in"))
    visit.leave(request.caller.token)
    response = redirect("team_me")
    response.headers["Location"] += "?fresh"
    return give_cookie(response, visit.start(fresh, visit.Stage.TEAM))


def _page(request: CallerRequest, drawn: tuple[str, ...], folded: str, *, wrong: str = "", status: int = 200) -> HttpResponse:
    context = {"words": drawn, "folded": folded, "name": request.caller.work_name, "wrong": wrong, "fresh": True}
    return render(request, "people/team_words.html", context, status=status)


@team_only()
@require_POST
def everywhere(request: CallerRequest) -> HttpResponse:
    """All of her visits end, on every device."""
    opening.leave_everywhere(key=own_key(request))
    return take_cookie(redirect("team_sign_in"))


@team_only()
@require_http_methods(["GET", "POST"])
def leave(request: CallerRequest) -> HttpResponse:
    """She leaves by herself, after what it would leave behind was shown."""
    own = own_key(request).owner
    member = known.one(own)
    if member is None:
        raise Http404
    if request.method != "POST":
        return leaving_page(request, member)
    try:
        team.leave(member=own, by_herself=True)
    except team.LastLead:
        return leaving_page(request, member, status=409, last_lead=True)
    return take_cookie(render(request, "people/team_left.html"))
