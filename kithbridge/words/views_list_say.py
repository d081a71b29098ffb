"""Saying how a word is heard, objecting, suggesting, taking words back. Nobody is looked up: nothing leads to her.

Offers: `hear`, `object_to`, `suggest`, `back`.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.engines import sealing
from kithbridge.engines.language.lexicon import Entry
from kithbridge.people import facts, tries, vault
from kithbridge.people.access import CallerRequest, anybody
from kithbridge.people.queries.page import reader_ticks
from kithbridge.people.views.neighbour import after_notice
from kithbridge.web.once import new_form_id, read_form_id
from kithbridge.words import lists, queries
from kithbridge.words.actions import hearing, telling
from kithbridge.words.actions.telling import CannotTell
from kithbridge.words.forms import HeardForm, ToldForm
from kithbridge.words.models import Hearer, How, Told, Where

NEXT_WORDS = 8


def why_not(problem: CannotTell) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "gone": _("That word is not on the list any more. What you wrote is still here. Choose another word."),
        "how": _("Nothing was chosen yet. Say how you hear it."),
        "role": _("Say who you are: it is only the kind, never your name. What you chose is still here."),
        "where": _("Say where you heard it. What you chose is still here."),
        "nothing": _("Nothing was written yet. A few words are enough."),
        "text": _("That is too long. What you wrote is still here. Make it shorter."),
        "readers": _("Nobody is ticked, so nobody could read it. What you wrote is still here. Tick at least one."),
        "slip": _(
            "That slip does not work: it was used, is too old, or is mistyped. What you wrote is still here. Try again, or leave it out."
        ),
        "silent": _(
            "Nobody of us is reading now, so your words were not taken. They are still here. What you tapped can be sent without them."
        ),
        "busy": _("Too much came in at once. What you wrote is still here. Try again in a while, or use a slip if you have one."),
    }.get(problem.why, _("That did not send. What you wrote is still here. Try again."))


def _entry(request: HttpRequest) -> Entry | None:
    term = request.POST.get("i") or request.GET.get("i", "")
    return lists.found(term[:30]) if term else None


def _terms(ticked: frozenset[str] | None) -> dict[str, Any]:
    """Who reads it and when it goes: above every field of words."""
    return {
        "readers": reader_ticks(telling.readers_now(), ticked),
        "looks": facts.fact("reading_days"),
        "silent": facts.nobody_answering(),
        "longest": telling.LONGEST,
        "longest_word": telling.LONGEST_WORD,
    }


def _options(choices: list[tuple[str, Any]], chosen: str) -> list[dict[str, Any]]:
    return [{"key": key, "label": str(label), "on": key == chosen} for key, label in choices]


def _roles(chosen: str) -> list[dict[str, Any]]:
    return _options([(one.value, one.label) for one in Hearer], chosen)


# --- How do I hear it? ----------------------------------------------------------------------------------
def _asked(request: CallerRequest, entry: Entry, form: HeardForm, form_id: str, error: str = "") -> HttpResponse:
    asked = set(rules.value("words.where"))
    carried = bool(hearing.read_carry(form.carry))
    context = {
        **_terms(form.readers),
        "entry": entry,
        "term": entry.id.lower(),
        "hows": _options([(one.value, one.label) for one in How], form.how),
        "wheres": _options([(one.value, one.label) for one in Where if one.value in asked], form.where),
        "roles": _roles(form.role),
        "form": form,
        "carried": carried,
        "form_id": form_id,
        "error": error,
    }
    return render(request, "words/rate.html", context, status=400 if error else 200)


def _next_words(entry: Entry) -> list[dict[str, str]]:
    """Words after this one in the list: with a slip several can be said at once."""
    lines = queries.search()
    place = next((n for n, line in enumerate(lines) if line.term == entry.id.lower()), 0)
    return [{"term": line.term, "label": line.label} for line in (lines[place + 1 :] + lines[:place])[:NEXT_WORDS]]


@anybody
@require_http_methods(["GET", "POST"])
@after_notice("word_hear")
def hear(request: CallerRequest) -> HttpResponse:
    """Five choices, where, and who she is; words if she likes. Sent again it shows the same."""
    entry = _entry(request)
    if entry is None:
        return redirect("word_list")
    if request.method != "POST":
        return _asked(request, entry, HeardForm(), new_form_id())
    form, form_id = HeardForm.read(request), read_form_id(request.POST.get("form_id"))
    if request.POST.get("act") == "open":
        return _asked(request, entry, HeardForm(role=form.role, where=form.where, carry=form.carry), new_form_id())
    try:
        outcome = hearing.hear(
            term=entry.id,
            role=form.role,
            where=form.where,
            how=form.how,
            form_id="hear:" + form_id,
            slip=form.slip,
            carry=form.carry,
            text=form.text,
            may_show=form.may_show,
            readers=form.chosen,
        )
    except vault.CannotOpen:
        return _asked(request, entry, form, form_id, why_not(CannotTell("again")))
    except CannotTell as problem:
        return _asked(request, entry, form, form_id, why_not(problem))
    context = {
        "entry": entry,
        "term": entry.id.lower(),
        "outcome": outcome,
        "form": form,
        "next_words": _next_words(entry),
        "form_id": new_form_id(),
    }
    return render(request, "words/rate_done.html", context)


# --- Objecting and suggesting ---------------------------------------------------------------------------
def _told(request: CallerRequest, page: str, entry: Entry | None, form: ToldForm, form_id: str, error: str = "") -> HttpResponse:
    context = {
        **_terms(form.readers),
        "entry": entry,
        "term": entry.id.lower() if entry else "",
        "kind": form.kind,
        "inside": form.inside,
        "slip": form.slip,
        "roles": _roles(form.inside.role),
        "form_id": form_id,
        "error": error,
    }
    return render(request, page, context, status=400 if error else 200)


@anybody
@require_http_methods(["GET", "POST"])
@after_notice("word_object")
def object_to(request: CallerRequest) -> HttpResponse:
    """ "I own this word", or "look at this again", with a story."""
    entry = _entry(request)
    if entry is None:
        return redirect("word_list")
    page = "words/entry_object.html"
    if request.method != "POST":
        return _told(request, page, entry, ToldForm(), new_form_id())
    form, form_id = ToldForm.read(request), read_form_id(request.POST.get("form_id"))
    try:
        kept = telling.object_to(
            kind=form.kind, term=entry.id, inside=form.inside, readers=form.chosen, slip=form.slip, form_id="object:" + form_id
        )
    except vault.CannotOpen:
        return _told(request, page, entry, form, form_id, why_not(CannotTell("again")))
    except CannotTell as problem:
        said = _("Choose one of the two. What you wrote is still here.") if form.kind not in telling.OBJECTED else why_not(problem)
        return _told(request, page, entry, form, form_id, said)
    return render(request, "words/entry_told.html", {"kept": kept, "entry": entry, "term": entry.id.lower(), "objected": True})


@anybody
@require_http_methods(["GET", "POST"])
@after_notice("word_suggest")
def suggest(request: CallerRequest) -> HttpResponse:
    """A word that is missing; or, of one on the list, how to say it otherwise, or that it should go."""
    entry = _entry(request)
    page = "words/entry_suggest.html"
    if request.method != "POST":
        kind = Told.Kind.CHANGE if entry else Told.Kind.NEW
        return _told(request, page, entry, ToldForm(kind=kind.value), new_form_id())
    form, form_id = ToldForm.read(request), read_form_id(request.POST.get("form_id"))
    try:
        kept = telling.suggest(
            kind=form.kind, term=entry.id if entry else "", inside=form.inside, readers=form.chosen, form_id="suggest:" + form_id
        )
    except vault.CannotOpen:
        return _told(request, page, entry, form, form_id, why_not(CannotTell("again")))
    except CannotTell as problem:
        return _told(request, page, entry, form, form_id, why_not(problem))
    return render(request, "words/entry_told.html", {"kept": kept, "entry": entry, "term": entry.id.lower() if entry else ""})


@anybody
@require_http_methods(["GET", "POST"])
def back(request: HttpRequest) -> HttpResponse:
    """She takes back what she told about a word, with the code that was on her screen."""
    if request.method == "POST":
        error = _("We know no such code: it was used, is mistyped, or its weeks are over and the words are gone. Look at it once more.")
        try:
            if telling.take_back(code=request.POST.get("code", "")[:40]):
                return redirect(f"{reverse('word_back')}?gone")
        except sealing.Busy:
            error = str(tries.TOO_MANY)
        context = {"error": error, "code": request.POST.get("code", "")[:40], "form_id": new_form_id()}
        return render(request, "words/list_back.html", context, status=400)
    return render(request, "words/list_back.html", {"gone": "gone" in request.GET, "form_id": new_form_id()})
