"""The neighbour's page of this room: asking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.people import facts, vault
from kithbridge.people.access import CallerRequest, anybody, looks_up_caller
from kithbridge.people.queries.page import terms
from kithbridge.people.views.neighbour import after_notice, chosen_readers
from kithbridge.reach import cards, menu
from kithbridge.reach.actions import asking
from kithbridge.reach.forms import AskForm
from kithbridge.reach.models import Area, Card, Item
from kithbridge.reach.supply_rules import WAYS
from kithbridge.web.once import new_form_id, read_form_id


def gone_words() -> str:
    """When an ask goes, for the page above the fields."""
    return _("when handed over, or in %(n)d weeks") % {"n": rules.value("asks.live_weeks")}


def notes_query(chosen: Iterable[str], flags: Iterable[str] = ()) -> str:
    """What follows the address of the notes, for exactly these things."""
    return cards.query(sorted(chosen), [Card.When.OTHER.value] if "other_does" in flags else [])


def why_not(problem: asking.CannotAsk) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "nothing": _("Nothing was ticked yet. Choose one thing, or write a word."),
        "many": _("That is more than one ask can hold: %(n)d in all. What you chose is still here. Choose fewer now, and ask again later.")
        % {"n": rules.value("asks.most_in_all")},
        "readers": _("Nobody is ticked, so nobody could read it. What you chose is still here. Tick at least one."),
        "pressed": _("Now choose the two who may read it."),
        "text": _("That is too long. What you wrote is still here. Make it shorter."),
        "refused": _("From this page no more asks can be sent now. Say it to whoever comes. The help pages still work."),
        "busy": _("Too many asks came in at once. What you chose is still here. Try again in a while, or use a slip if you have one."),
    }.get(problem.why, _("That did not send. What you chose is still here. Try again."))


def _page(request: CallerRequest, items: list[Item], form: AskForm, form_id: str, **extra: Any) -> HttpResponse:
    areas = Area.objects.order_by("order") if rules.value("asks.areas") else []
    key = request.caller.key if request.caller.side == "words" else None
    context = {
        **terms(set(form.readers) if form.sent else None),
        "form_id": form_id,
        "gone": gone_words(),
        "numbers": list(range(1, rules.value("asks.most_each") + 1)),
        "items": [
            {
                "key": item.key,
                "label": item.label,
                "plain": item.plain,
                "picture": f"pic-{item.picture}",
                "notes": cards.query([item.key]),
                "chosen": form.chosen.get(item.key, 0),
            }
            for item in items
        ],
        "areas": [{"key": area.key, "label": area.label, "chosen": form.area == area.key} for area in areas],
        "chosen": {"extra": form.extras, "flag": form.flags},
        "text": form.text,
        "where": form.where,
        "may_not": [{"key": item.key, "label": item.label, "chosen": item.key in form.may_not} for item in menu.may_not() if item.alone],
        "ways": [{"key": way, "label": WAYS[way], "chosen": form.way == way} for way in asking.ways_for(key)],
        "places": asking.may_name_place(key),
        "longest_where": asking.LONGEST_WHERE,
        "most_in_all": rules.value("asks.most_in_all"),
        **extra,
    }
    return render(request, "reach/ask.html", context, status=400 if extra.get("error") else 200)


@looks_up_caller
@anybody
@require_http_methods(["GET", "POST"])
@after_notice("ask")
def ask(request: CallerRequest) -> HttpResponse:
    """Three taps, without words, text or page. The answer shows the pick code; sent again it shows the same."""
    items = menu.on_menu()
    if request.method != "POST":
        if facts.nobody_answering():
            return redirect("start")
        return _page(request, items, AskForm(), new_form_id())
    form_id = read_form_id(request.POST.get("form_id"))
    form = AskForm.read(request.POST, (item.key for item in items))
    key = request.caller.key if request.caller.side == "words" else None
    try:
        asked = asking.ask(
            readers=chosen_readers(request),
            chosen=form.chosen,
            extras=form.extras,
            flags=form.flags,
            text=form.text,
            where=form.where,
            area=form.area,
            may_not=form.may_not,
            way=form.way,
            form_id=form_id,
            page=key,
            slip=form.slip,
        )
    except vault.CannotOpen:
        return _page(request, items, form, form_id, error=why_not(asking.CannotAsk("again")))
    except asking.CannotAsk as problem:
        if problem.why == "silent":
            return redirect("start")
        why = {"pressed_choose": problem.why == "pressed", "slip_asked": problem.why == "busy"}
        return _page(request, items, form, form_id, error=why_not(problem), **why)
    return render(
        request,
        "reach/asked.html",
        {
            "code": asked.code,
            "readers": asked.readers,
            "gone": gone_words(),
            "form_id": new_form_id(),
            "tie": asked.tie,
            "can_offer": key is None,
            "many_words": rules.value("words.count"),
            "other_does": "other_does" in form.flags,
            "about": notes_query(form.chosen, form.flags),
            "about_home": cards.query([], [Card.When.HOME.value]),
        },
    )
