"""Finds out who is asking, refuses what is not declared, and keeps the neighbour's side shut until the group may open.

`keys` puts `request.caller` in place (deny by default); `open_site` takes nothing in while a required fact is missing;
`slips_are_not_guessed` slows down whoever types one wrong slip after another, in whatever form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from kithbridge import rules
from kithbridge.engines import sealing
from kithbridge.people import facts, tries, visit
from kithbridge.people.access import Access, Caller, allowed
from kithbridge.people.actions import slips
from kithbridge.people.models import Neighbour, TeamMember

Answer = Callable[[HttpRequest], HttpResponseBase]
STAGE_SIDE = {visit.Stage.PAGE: "words", visit.Stage.TEAM: "team", visit.Stage.WAITING: "waiting"}


def caller_of(request: HttpRequest) -> Caller:
    """Who holds this request's cookie."""
    token = request.COOKIES.get(visit.COOKIE, "")
    found = visit.resume(token) if token else None
    if found is None:
        return Caller(token=token)
    key, stage, extra = found
    if stage is visit.Stage.PAGE:
        if not Neighbour.objects.filter(pk=key.owner).exists():
            return Caller(token=token)
        return Caller("words", key, token=token, extra=extra)
    member = TeamMember.objects.filter(pk=key.owner).first()
    if member is None:
        return Caller(token=token)
    roles = frozenset(member.roles.values_list("role", flat=True))
    return Caller(STAGE_SIDE[stage], key, roles, member.work_name, token, extra)


def keys(answer: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.caller = Caller()  # type: ignore[attr-defined]
        return answer(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        access: Access | None = getattr(view, "access", None)
        if access is None:
            raise Http404
        if access.side == "anybody" and not getattr(view, "wants_caller", False) and not request.path_info.startswith("/t/"):
            # Nothing on an open page depends on who asks, so who asks is not looked up.
            return None
        caller = caller_of(request)
        request.caller = caller  # type: ignore[attr-defined]
        if allowed(access, caller):
            return None
        if access.side == "team" and caller.side == "team":
            raise Http404
        from kithbridge.people.views import carry

        if request.method == "POST":
            return carry.signed_out(request, "words" if access.side == "words" else "team")
        if access.side == "waiting":
            return redirect("team_second" if caller.side == "waiting" else "team_sign_in")
        if access.side == "words":
            # Right words a moment ago, but the cookie did not come back: the browser refuses it. Say so plainly.
            return HttpResponseRedirect(reverse("sign_in") + ("?cookie" if "in" in request.GET else ""))
        return redirect("team_sign_in")

    middleware.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


# What takes something in from a neighbour. Her own page, reading, taking back and the help pages never close.
CLOSES = ("/n/how", "/n/ask", "/n/said", "/n/words", "/n/write", "/n/talk/as", "/w/i/")
# In a talk: joining and writing. Who has joined answers until it closes, and takes back.
CLOSES_AT_END = ("/n/talk/", "/say")


def open_site(answer: Answer) -> Answer:
    """While something required is missing, or the group decided not to go on, nothing is taken in.

    What is hers stays open to her, and what she sent comes back to her.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        path, (begins, ends) = request.path_info, CLOSES_AT_END
        if not path.startswith(CLOSES) and not (path.startswith(begins) and path.endswith(ends)):
            return answer(request)
        goes_on = rules.value("group.goes_on")
        if goes_on and not facts.missing():
            return answer(request)
        from kithbridge.people.views import carry

        if request.method == "POST" and carry.has_words(request):
            return carry.closed(request)
        return render(request, "web/closed.html", {"goes_on": goes_on}, status=503)

    return middleware


LONGEST_SLIP = 40


def slips_are_not_guessed(answer: Answer) -> Answer:
    """Any form that carries a slip: here, before an action holds a lock, since a try may cost a slow run (`tries`).

    A slip that is typed in again, to go on in a talk, counts among the wrong ones: it is used up.
    """

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        slip = request.POST.get("slip", "")[:LONGEST_SLIP] if request.method == "POST" else ""
        if not slip.strip():
            return None
        try:
            tries.one(good=slips.good(code=slip))
        except sealing.Busy:
            from kithbridge.people.views import carry

            return carry.crowded(request, slip=slip, why=str(tries.TOO_MANY))
        return None

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return answer(request)

    middleware.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return middleware
