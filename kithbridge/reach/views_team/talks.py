"""Notes between pages and the peer team, on the team's side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kithbridge import rules
from kithbridge.people import facts
from kithbridge.people.access import CallerRequest
from kithbridge.people.actions import lost, notes, refusing
from kithbridge.people.models import Refusal
from kithbridge.people.vault import CannotOpen
from kithbridge.reach import queries
from kithbridge.reach.views_team.asks import acts, peers, readers
from kithbridge.reach.views_team.sent import back, form_of, key_of
from kithbridge.web.once import new_form_id


@require_GET
@peers
def talks(request: CallerRequest) -> HttpResponseBase:
    """Pages that wrote. Opening this list is a look."""
    facts.looked()
    done = _("The old page is gone. She can take new words at any time.") if request.GET.get("done") == "ended" else ""
    return render(request, "reach/team_talks.html", {"talks": queries.talks(key_of(request)), "done": done})


def _refusal(me: UUID, page: UUID) -> dict[str, Any]:
    """Who wants to stop further asks from this page, how many more must agree, and whether she may."""
    row = Refusal.objects.filter(page=page).select_related("first", "second", "third").first()
    if row is None:
        return {"refusal": None, "refusers": rules.value("asks.refusers")}
    needed, names = refusing.still_needed(row), [one.work_name for one in (row.first, row.second, row.third) if one is not None]
    return {"refusal": row, "refusers_named": names, "needed": needed, "may_agree": bool(needed) and me not in refusing.agreed(row)}


def _thread(request: CallerRequest, thread: queries.Thread, *, status: int = 200, **more: Any) -> HttpResponse:
    others = [member for member in thread.readers if member.pk != key_of(request).owner]
    context = {
        "thread": thread,
        "others": others,
        "acts": acts(request),
        "longest": notes.LONGEST,
        **_refusal(key_of(request).owner, thread.page.pk),
        "reasons": Refusal.Reason.choices,
        "may_end": lost.may_end(),
        "answer_weeks": rules.value("answers.live_weeks"),
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_talk.html", context, status=status)


def _answer(request: CallerRequest, thread: queries.Thread) -> HttpResponse:
    text, chosen = request.POST.get("text", ""), set(request.POST.getlist("reader"))
    if not text.strip():
        return _thread(request, thread, status=422, wrong=_("There is nothing to send yet."))
    try:
        notes.answer(
            key=key_of(request),
            work_name=request.caller.work_name,
            page=thread.page.pk,
            text=text,
            readers=[member.pk for member in thread.readers if str(member.pk) in chosen],
            form_id=form_of(request, "answer", text),
        )
    except notes.TooLong:
        wrong = _("That is too long. What you wrote is still here. Make it shorter.")
        return _thread(request, thread, status=422, text=text, wrong=wrong)
    return back("talk", "sent", thread.page.pk)


@require_GET
@readers
def talk(request: CallerRequest, page: UUID) -> HttpResponseBase:
    """What this page wrote and was answered, as far as it is shared with her."""
    key = key_of(request)
    try:
        thread = queries.talk(key, page)
    except CannotOpen:
        return render(request, "reach/team_gone.html", {"ended": False, "acts": acts(request)}, status=404)
    notes.opened(key=key, messages=[said.row for said in thread.said if said.new])
    done = _("Sent. It waits on her page.") if request.GET.get("done") == "sent" else ""
    return _thread(request, thread, done=done)


@require_POST
@peers
def refuse(request: CallerRequest, page: UUID) -> HttpResponseBase:
    """Stop further asks from this page, agree to it, or let them through again."""
    key = key_of(request)
    try:
        thread = queries.talk(key, page)
        if "lift" in request.POST:
            refusing.lift(key=key, page=page)
        elif "agree" in request.POST:
            refusing.agree(key=key, page=page)
        else:
            refusing.propose(key=key, page=page, reason=request.POST.get("reason", ""))
    except CannotOpen:
        return render(request, "reach/team_gone.html", {"ended": False, "acts": acts(request)}, status=404)
    except refusing.NotRefused:
        return _thread(request, thread, status=422, refuse_wrong=True)
    return back("talk", "", page)


@require_POST
@peers
def end_lost(request: CallerRequest, page: UUID) -> HttpResponseBase:
    """She lost her words and said so, face to face: her old page ends, where the group decided that one of us may do this."""
    key = key_of(request)
    try:
        thread = queries.talk(key, page)
        if "said" not in request.POST:
            return _thread(request, thread, status=422, end_wrong=True)
        lost.end_page(key=key, page=page)
    except (CannotOpen, lost.NotEnded):
        return render(request, "reach/team_gone.html", {"ended": False, "acts": acts(request)}, status=404)
    return back("talks", "ended")


@require_POST
@peers
def answer(request: CallerRequest, page: UUID) -> HttpResponseBase:
    """A note to this page."""
    try:
        return _answer(request, queries.talk(key_of(request), page))
    except CannotOpen:
        return render(request, "reach/team_gone.html", {"ended": False, "acts": acts(request)}, status=404)
