"""The neighbour's pages beside asking: notes on what she uses, and the two words of an ask.

Offers
------
notes   what mothers say and what guidance says about exactly the things in the address; open to anybody, keeps nothing
code    new words to say, or the ask taken back: from her page, or with what the page right after asking was given
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge.people.access import CallerRequest, anybody, looks_up_caller
from kithbridge.people.vault import Key
from kithbridge.reach import alerts, cards, hers, menu, recalls
from kithbridge.reach.actions import asking, saying
from kithbridge.reach.models import Item, Lot
from kithbridge.reach.views import gone_words
from kithbridge.web.once import new_form_id, read_form_id
from kithbridge.web.sent import read_uuid


def key_of(request: CallerRequest) -> Key | None:
    """Her key, where her page is open."""
    return request.caller.key if request.caller.side == "words" else None


def _recalled() -> list[tuple[Lot, list[recalls.Inside]]]:
    return [(lot, recalls.inside(lot)) for lot in recalls.called_back()]


def _taps(items: list[Item], whens: list[str]) -> list[dict[str, Any]]:
    """Each situation with the address that ticks or unticks it."""
    about = [item.key for item in items]
    found = []
    for when, label in cards.SITUATIONS.items():
        after = [one for one in cards.SITUATIONS if (one in whens) != (one == when)]
        found.append({"label": label, "on": when in whens, "url": f"{reverse('notes')}?{cards.query(about, after)}#say"})
    return found


@looks_up_caller
@anybody
@require_safe
def notes(request: CallerRequest) -> HttpResponse:
    """Notes for the things `i` and the situations `s` of the address. Nothing is kept of who looked at what."""
    wanted = set(request.GET.getlist("i"))
    items = [item for item in menu.wished() if cards.mark(item.key) in wanted]
    whens = cards.whens_of(request.GET.getlist("s"))
    context = {
        "items": items,
        "others": [(item, cards.query([item.key], whens)) for item in menu.on_menu() if item not in items],
        "taps": _taps(items, whens),
        "sections": cards.beside(items, whens),
        "warnings": [(row, alerts.until(row)) for row in alerts.standing()],
        "recalled": [one for one in _recalled() if one[0].item in items or any(kit.kit in items for kit in one[1])],
        "has_page": key_of(request) is not None,
    }
    return render(request, "reach/safer.html", context)


def _ask_of(request: CallerRequest) -> UUID | None:
    sent = request.POST.get("tie", "")
    return asking.read_tie(sent) if sent else read_uuid(request.POST.get("ask", ""))


@looks_up_caller
@anybody
@require_http_methods(["GET", "POST"])
def code(request: CallerRequest) -> HttpResponseBase:
    """The two words: what they are, and for whoever can show that the ask is hers, new ones or an end."""
    key = key_of(request)
    if request.method == "POST":
        return _new_or_end(request, key)
    done = {
        "new": _("New words are drawn. The old ones are worth nothing now."),
        "back": _("Taken back. Nobody can read it any more, and nobody comes."),
        "gone": _("That ask has ended already, or it hangs on a page. Open the page to change it. Nothing was changed."),
    }.get(request.GET.get("done", ""), "")
    mine = hers.of(key) if key else []
    context = {"asks": mine, "has_page": key is not None, "done": done, "gone": gone_words(), "form_id": new_form_id()}
    return render(request, "reach/code.html", context)


def _new_or_end(request: CallerRequest, key: Key | None) -> HttpResponseBase:
    ask, tie = _ask_of(request), request.POST.get("tie", "")
    if "back" in request.POST:
        ended = bool(key and ask and asking.take_back_ask(key=key, ask_id=ask)) or asking.take_back_by_tie(tie=tie)
        return _told("back" if ended else "gone")
    try:
        words = saying.new_words(ask=ask, key=key, tie=tie, form_id=read_form_id(request.POST.get("form_id")))
    except saying.NotHers:
        return _told("gone")
    if not tie:
        return _told("new")
    # She has no page to read them on: they are shown once, and the form sent again shows the same.
    return render(request, "reach/code_new.html", {"code": words, "tie": tie, "form_id": new_form_id()})


def _told(done: str) -> HttpResponse:
    return redirect(f"{reverse('code')}?done={done}")
