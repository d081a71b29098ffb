"""Joining by a one-time link: a work-name, eight words shown once, the same words typed back. Nothing is stored before that."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kithbridge.engines import sealing
from kithbridge.people import visit
from kithbridge.people.access import CallerRequest, anybody
from kithbridge.people.actions import team
from kithbridge.people.folded import fold, unfold
from kithbridge.people.models import Invitation
from kithbridge.people.queries import team as known
from kithbridge.people.views.opening import give_cookie
from kithbridge.people.views.team_common import read_eight, typed


@anybody
@require_http_methods(["GET", "POST"])
def join(request: CallerRequest, token: str) -> HttpResponse:
    """Two steps on one address: choose a work-name, then type the drawn words back."""
    found = known.invitation(token)
    if found is None:
        return render(request, "people/team_join_over.html", status=410)
    if request.method != "POST":
        return _name_page(request, found, found.work_name)
    if "folded" in request.POST:
        return _tried(request, found, token)
    name = typed(request, "work_name")
    try:
        name = team.free_name(name)
    except team.NameTaken:
        return _name_page(request, found, name, wrong="taken")
    except team.NameUnfit:
        return _name_page(request, found, name[:80], wrong="unfit")
    words = team.draw_words()
    return _words_page(request, words, fold(token, "join", {"name": name, "words": " ".join(words)}), name)


def _name_page(request: CallerRequest, found: Invitation, name: str, wrong: str = "") -> HttpResponse:
    jobs = [job.label for job in known.jobs_of(found)]
    context = {"name": name, "jobs": jobs, "circle": found.circle, "wrong": wrong}
    return render(request, "people/team_join.html", context, status=400 if wrong else 200)


def _words_page(
    request: CallerRequest, words: tuple[str, ...], folded: str, name: str, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    context = {"words": words, "folded": folded, "name": name, "wrong": wrong}
    return render(request, "people/team_words.html", context, status=status)


def _tried(request: CallerRequest, found: Invitation, token: str) -> HttpResponse:
    """She typed the words back: only now are keys made."""
    folded = request.POST.get("folded", "")
    inside = unfold(token, "join", folded)
    if inside is None:
        return _name_page(request, found, found.work_name, wrong="late")
    words, name = tuple(inside["words"].split()), inside["name"]
    if read_eight(typed(request, "words")) != words:
        return _words_page(request, words, folded, name, wrong="other", status=400)
    try:
        key = team.join(token=token, work_name=name, words=words)
    except sealing.Busy:
        return _words_page(request, words, folded, name, wrong="busy", status=503)
    except team.NoInvitation:
        return render(request, "people/team_join_over.html", status=410)
    except (team.NameTaken, team.NameUnfit):
        return _name_page(request, found, "", wrong="taken")
    if request.caller.token:
        visit.leave(request.caller.token)
    opened = visit.start(key, visit.Stage.WAITING)
    return give_cookie(HttpResponseRedirect(reverse("team_cookie")), opened)
