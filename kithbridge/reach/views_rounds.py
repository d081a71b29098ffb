"""The neighbour's page on which she says what a thing was like, and the public history of a thing.

Offers: `said`, `things`, `thing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge import rules
from kithbridge.people import facts, vault
from kithbridge.people.access import CallerRequest, anybody, looks_up_caller
from kithbridge.people.queries.page import terms
from kithbridge.people.views.neighbour import after_notice, chosen_readers
from kithbridge.reach import menu, rounds
from kithbridge.reach.actions import answering
from kithbridge.reach.cards import mark
from kithbridge.reach.models import Item
from kithbridge.web.once import new_form_id, read_form_id


def gone_words() -> str:
    """When an answer goes, for the page above the fields."""
    return _("in %(n)d weeks, or when you take it back") % {"n": rules.value("equipment.live_weeks")}


def why_not(problem: answering.CannotSay) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "item": _("We do not know that thing any more. What you wrote is still here. Choose another one."),
        "nothing": _("Nothing was ticked yet. Tick one thing, or write a word."),
        "text": _("That is too long. What you wrote is still here. Make it shorter."),
        "readers": _("Nobody is ticked, so nobody could read it. What you wrote is still here. Tick at least one."),
        "slip": _(
            "That slip does not work: it was used, is too old, or is mistyped. What you wrote is still here. Try again, or leave it out."
        ),
        "refused": _("From this page nothing more can be sent now. Say it to whoever comes. The help pages still work."),
        "busy": _("Too much came in at once. What you wrote is still here. Try again in a while, or use a slip if you have one."),
    }.get(problem.why, _("That did not send. What you wrote is still here. Try again."))


@dataclass(frozen=True)
class SaidForm:
    """What a browser sent about a thing in use."""

    words: answering.Words = field(default_factory=answering.Words)
    slip: str = ""
    readers: frozenset[str] | None = None

    @classmethod
    def read(cls, request: HttpRequest) -> SaidForm:
        sent = request.POST
        words = answering.Words(tuple(sent.getlist("like")), tuple(sent.getlist("wish")), sent.get("text", ""))
        return cls(words, sent.get("slip", "")[:40], frozenset(sent.getlist("reader")))


def fields(form: SaidForm, item: Item) -> dict[str, Any]:
    """What the form shows: ticks, what is typed already, and what is asked now."""
    row = rounds.asked_now(item.pk)
    return {
        "item": item,
        "mark": mark(item.pk),
        "questions": row.question.splitlines() if row else [],
        "like": [(key, label, key in form.words.like) for key, label in rounds.LIKE.items()],
        "wish": [(key, label, key in form.words.wish) for key, label in rounds.WISH.items()],
        "text": form.words.text,
        "longest": answering.LONGEST,
        "slip": form.slip,
    }


def _choose(request: CallerRequest) -> HttpResponse:
    """Which thing: what is asked about now first, then what is on the menu."""
    asked = rounds.being_asked()
    there = {item.pk: item for item in [*(row.item for row in asked.values()), *menu.on_menu()]}
    things = [{"mark": mark(key), "label": item.label, "asked": key in asked} for key, item in there.items()]
    now = facts.notice()
    return render(request, "reach/said_choose.html", {"things": things, "version": now.version if now else 0})


def _page(request: CallerRequest, item: Item, form: SaidForm, form_id: str, error: str = "") -> HttpResponse:
    context = {
        **terms(set(form.readers) if form.readers is not None else None),
        **fields(form, item),
        "gone": gone_words(),
        "why_so_long": "equipment.live_weeks",
        "form_id": form_id,
        "error": error,
    }
    return render(request, "reach/said.html", context, status=400 if error else 200)


@looks_up_caller
@anybody
@require_http_methods(["GET", "POST"])
@after_notice("said")
def said(request: CallerRequest) -> HttpResponse:
    """Taps first, words if she likes. Sent again it shows the same."""
    item = rounds.named(request.POST.get("i") or request.GET.get("i", ""))
    if request.method != "POST":
        if facts.nobody_answering():
            return redirect("start")
        return _page(request, item, SaidForm(), new_form_id()) if item else _choose(request)
    if item is None:
        return _choose(request)
    form, form_id = SaidForm.read(request), read_form_id(request.POST.get("form_id"))
    key = request.caller.key if request.caller.side == "words" else None
    try:
        heard = answering.say(item=item.pk, words=form.words, readers=chosen_readers(request), form_id=form_id, page=key, slip=form.slip)
    except vault.CannotOpen:
        return _page(request, item, form, form_id, why_not(answering.CannotSay("again")))
    except answering.CannotSay as problem:
        return redirect("start") if problem.why == "silent" else _page(request, item, form, form_id, why_not(problem))
    context = {
        "heard": heard,
        "gone": gone_words(),
        "form_id": new_form_id(),
        "can_offer": key is None,
        "many_words": rules.value("words.count"),
        "item": item,
    }
    return render(request, "reach/said_done.html", context)


@anybody
@require_safe
def things(request: HttpRequest) -> HttpResponse:
    """Every thing that people who use it were asked about."""
    shown = [
        {"item": item, "mark": mark(item.pk), "how_far": str(rounds.State(rounds.stage(row)).label), "since": rounds.when(row.week)}
        for item, row in rounds.with_history()
    ]
    return render(request, "reach/rounds.html", {"things": shown})


@anybody
@require_safe
def thing(request: HttpRequest, key: str) -> HttpResponse:
    """How a thing was made better: every round on one page."""
    item = rounds.named(key)
    chapters = rounds.history(item.pk) if item else []
    if item is None or not chapters:
        raise Http404
    asked = next((one for one in reversed(chapters) if one.asked), None)
    context = {"item": item, "mark": mark(item.pk), "chapters": chapters, "asked": asked}
    return render(request, "reach/round.html", context)
