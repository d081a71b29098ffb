"""The word list on the team's side: what was told, what the bars say, paper cards.

Offers: `overview`, `told_open`, `cards`, `pile`.
"""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kithbridge import rules
from kithbridge.people import facts, vault
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.vault import Key
from kithbridge.people.views.team_common import done_words, own_key
from kithbridge.web.once import new_form_id, read_form_id
from kithbridge.web.sent import read_uuid
from kithbridge.words import lists, queries
from kithbridge.words.actions import hearing, passing
from kithbridge.words.actions.telling import CannotTell
from kithbridge.words.forms import empty_pile, read_pile, typed_pile
from kithbridge.words.models import DraftLine, Hearer, How, Told, Where, WordList
from kithbridge.words.rules import STARTER

ours = team(Role.PEER, Role.LEAD)
SAFETY = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)
CARDS_A_SHEET = 4

DONE = {
    "read": gettext_lazy("Read. Somebody with another job has to read it too."),
    "shown": gettext_lazy("Read by two. It stands on the page of the word now."),
    "again": gettext_lazy("People are asked about this word again."),
    "open": gettext_lazy("Nobody has said how they hear this word yet: it is open as it is."),
    "aside": gettext_lazy("Laid aside."),
    "pile": gettext_lazy("Counted. Tear the cards up: only the sums stay."),
    "nothing": gettext_lazy("That pile was counted before. Nothing was changed."),
}


@require_http_methods(["GET", "POST"])
@ours
def overview(request: CallerRequest) -> HttpResponse:
    """What waits, what hearers say against the list, the draft, which lists there are, and which words stand for all to read."""
    facts.looked()
    key = own_key(request)
    if request.method == "POST":
        told = read_uuid(request.POST.get("down", ""))
        if told is None:
            raise Http404
        with contextlib.suppress(passing.NotPassed):  # somebody else was faster: it is down
            passing.lay_aside(key=key, told=told)
        return redirect(f"{reverse('word_home')}?done=aside")
    context = {
        "done": done_words(request, DONE),
        "waiting": queries.waiting(key),
        "with_second": queries.with_second(key),
        "proposals": [(entry, one, lists.level_words()[entry.level]) for entry, one in queries.proposals()],
        "shown": queries.shown_everywhere(),
        "form_id": new_form_id(),
        "drafted": DraftLine.objects.count(),
        "frozen": WordList.objects.order_by("-number").first(),
        "starter": lists.in_force() == STARTER,
    }
    return render(request, "words/team_words.html", context)


# --- What was told --------------------------------------------------------------------------------------
def why_not(problem: passing.NotPassed) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "gone": _("That has ended, or was dealt with. Nothing was changed."),
        "same": _("Somebody else, with another job, has to read it. Nothing was changed."),
        "asked": _("Whoever wrote this did not agree that it is shown. Nothing was changed."),
    }[problem.why]


def _act(key: Key, act: str, told: UUID) -> str:
    """Does what the button says; the word for what was done."""
    if act == "show":
        return "shown" if passing.agree(key=key, told=told) else "read"
    if act == "again":
        return "again" if passing.ask_again(key=key, told=told) else "open"
    if act == "aside":
        passing.lay_aside(key=key, told=told)
        return "aside"
    raise passing.NotPassed("gone")


@require_http_methods(["GET", "POST"])
@team(Role.PEER, Role.LEAD, *SAFETY)
def told_open(request: CallerRequest, told: UUID) -> HttpResponse:
    """One thing that was told, opened with her key, and what can be done with it."""
    facts.looked()
    key = own_key(request)
    found = queries.opened(key, told)
    may_act = bool(request.caller.roles & {Role.PEER, Role.LEAD})
    if found is None:
        return render(request, "words/team_gone.html", status=410)
    wrong = ""
    if request.method == "POST":
        if not may_act:
            raise Http404
        try:
            return redirect(f"{reverse('word_home')}?done={_act(key, request.POST.get('act', ''), told)}")
        except passing.NotPassed as problem:
            wrong = why_not(problem)
        except vault.CannotOpen:
            wrong = why_not(passing.NotPassed("gone"))
    context = {
        "one": found,
        "may_act": may_act,
        "first": found.row.first_id is not None,
        "hers": found.row.first_id == key.owner,
        "objection": found.row.kind in (Told.Kind.OWNED, Told.Kind.AGAIN) and not found.row.asked,
        "term": found.row.term.lower(),
        "wrong": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "words/team_told.html", context, status=422 if wrong else 200)


# --- Paper ----------------------------------------------------------------------------------------------
@require_GET
@ours
def cards(request: CallerRequest) -> HttpResponse:
    """Cards to print, cut and hand out: one word each, the same five choices. `?i=` names the word."""
    entry = lists.found(request.GET.get("i", "")[:30])
    asked = rules.value("words.where")
    context = {
        "entry": entry,
        "lines": [(line.term, line.label) for line in queries.search()],
        "sheet": range(CARDS_A_SHEET),
        "hows": [one.label for one in How],
        "wheres": [one.label for one in Where if one.value in asked],
        "roles": [one.label for one in Hearer],
    }
    return render(request, "words/team_cards.html", context)


def _pile_wrong(problem: CannotTell) -> str:
    return {
        "gone": _("Choose the word first. What you typed is still here."),
        "role": _("Say who the cards are from, in each row with a number. What you typed is still here."),
        "where": _("Say where it was heard, in each row with a number. What you typed is still here."),
    }.get(problem.why, _("Type whole numbers, at most 200 cards in one pile. What you typed is still here."))


@require_http_methods(["GET", "POST"])
@ours
def pile(request: CallerRequest) -> HttpResponse:
    """A pile of paper cards about one word, typed in by a peer."""
    rows, wrong = empty_pile(), ""
    term = (request.POST.get("i") or request.GET.get("i", ""))[:30]
    if request.method == "POST":
        rows = typed_pile(request.POST)
        form_id = "pile:" + read_form_id(request.POST.get("form_id"))
        try:
            counted = hearing.type_in(key=own_key(request), term=term, lines=read_pile(rows), form_id=form_id)
            return redirect(f"{reverse('word_home')}?done={'pile' if counted else 'nothing'}")
        except CannotTell as problem:
            wrong = _pile_wrong(problem)
    asked = rules.value("words.where")
    context: dict[str, Any] = {
        "rows": rows,
        "term": term.lower(),
        "lines": [(line.term, line.label) for line in queries.search()],
        "roles": [(one.value, one.label) for one in Hearer],
        "wheres": [(one.value, one.label) for one in Where if one.value in asked],
        "most": hearing.MOST_OF_A_PILE,
        "wrong": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "words/team_pile.html", context, status=422 if wrong else 200)
