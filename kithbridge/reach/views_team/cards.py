"""Safer-use notes, for the team: a lead changes what guidance says and who checked it; whoever hands out writes what mothers say.

Offers `all_cards`, `new`, `card`.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.queries.page import week_words
from kithbridge.reach import cards
from kithbridge.reach.actions import cards as acts
from kithbridge.reach.models import Card, Item
from kithbridge.reach.views_team.sent import key_of
from kithbridge.web.once import new_form_id, read_form_id

writers = team(Role.LEAD, Role.PEER)


def why_not(problem: acts.Unfit) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "text": _("There are no words yet, or more than %(n)d letters. What you typed is still here.") % {"n": acts.LONGEST_TEXT},
        "place": _("Choose again what it belongs to. What you typed is still here."),
        "source": _("Guidance needs a source and its year, and a link begins with https. What you typed is still here."),
        "office": _("Write the office of whoever checked it, in a few words: not a name. Nothing was changed."),
        "gone": _("There is no such note any more. Nothing was changed."),
        "other": _("Somebody changed these words while you read them. Nothing was changed. Read them again."),
        "left": _("Whoever wrote this down has left the team. Keep it under your own hand first, then somebody else reads it."),
        "same": _("You wrote this down yourself. Somebody else must read it before it is shown. Nothing was changed."),
    }[problem.why]


def _leads(request: CallerRequest) -> bool:
    return Role.LEAD in request.caller.roles


def _belongs(card: Card) -> str:
    """What a note belongs to, in words."""
    if card.item:
        return str(card.item.label)
    return str(Item.Kind(card.kind).label) if card.kind else _("everything")


@require_GET
@writers
def all_cards(request: CallerRequest) -> HttpResponseBase:
    """Every note with how it stands: what waits for a second reader first."""
    every = cards.every()
    context = {
        "waiting": [card for card in every if card.side == Card.Side.MOTHERS and not card.agreed],
        "mothers": [(card, _belongs(card)) for card in every if card.side == Card.Side.MOTHERS and card.agreed],
        "guidance": [(card, _belongs(card)) for card in every if card.side == Card.Side.GUIDANCE],
        "unchecked": sum(1 for card in every if card.side == Card.Side.GUIDANCE and card.on and not card.checked_by),
        "leads": _leads(request),
        "form_id": new_form_id(),
    }
    return render(request, "reach/team_cards.html", context)


def _words(request: CallerRequest) -> acts.Words:
    sent = request.POST
    kind, _dot, item = sent.get("about", "").partition(":")
    names = ("text", "when", "source", "link", "dated")
    return acts.Words(kind=kind, item=item, **{name: sent.get(name, "") for name in names})


def _about(card: Card) -> list[tuple[str, str, bool]]:
    """What a note can belong to: everything, a kind of thing, one thing."""
    kinds = [(f"{kind}:", str(label)) for kind, label in Item.Kind.choices if kind != Item.Kind.KIT]
    items = [(f":{item.key}", item.label) for item in Item.objects.order_by("order", "key")]
    now = f":{card.item_id}" if card.item_id else f"{card.kind}:"
    return [(value, label, value == now) for value, label in [(":", _("everything")), *kinds, *items]]


def _page(request: CallerRequest, row: Card, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "card": row,
        "read": cards.words(row),
        "mothers": row.side == Card.Side.MOTHERS,
        "may_write": row.side == Card.Side.MOTHERS or _leads(request),
        "leads": _leads(request),
        "checked": week_words(str(row.checked)) if row.checked else "",
        "wrote_it": row.first_id == key_of(request).owner,
        "abouts": _about(row),
        "whens": [(value, label, value == row.when) for value, label in Card.When.choices],
        "longest": acts.LONGEST_TEXT,
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_card.html", context, status=status)


def _typed(request: CallerRequest, row: Card) -> Card:
    """What was typed, for the page that says what is wrong with it."""
    words = _words(request)
    row.text, row.source, row.link, row.dated = words.text, words.source, words.link, words.dated
    row.kind, row.when = words.kind, words.when
    row.item_id = words.item or None
    return row


def _save(request: CallerRequest, key: str, side: str) -> str:
    form_id = f"{read_form_id(request.POST.get('form_id'))}:{key}"
    if side == Card.Side.GUIDANCE:
        return acts.guide(card=key, words=_words(request), form_id=form_id)
    return acts.say(key=key_of(request), card=key, words=_words(request), form_id=form_id)


def _told(key: str, done: str) -> HttpResponse:
    return redirect(f"{reverse('team_card', args=[key])}?done={done}")


@require_http_methods(["GET", "POST"])
@writers
def new(request: CallerRequest) -> HttpResponseBase:
    """One more note: what mothers say, or, by a lead, guidance."""
    wanted = request.POST.get("side", request.GET.get("side"))
    side = Card.Side.GUIDANCE if wanted == Card.Side.GUIDANCE and _leads(request) else Card.Side.MOTHERS
    row = Card(key="", side=side)
    if request.method != "POST":
        return _page(request, row, new=True)
    try:
        return _told(_save(request, "", side), "saved")
    except acts.Unfit as problem:
        return _page(request, _typed(request, row), status=422, new=True, wrong=why_not(problem))


DONE = {
    "saved": gettext_lazy("Kept. What mothers say waits for a second reader; guidance that was changed must be checked again."),
    "checked": gettext_lazy("Written down who checked it."),
    "agreed": gettext_lazy("Read by two. It is shown now."),
    "off": gettext_lazy("Not shown any more."),
    "on": gettext_lazy("Shown again."),
}


def _act(request: CallerRequest, row: Card) -> str:
    """Does what the button says; the word for what was done. Raises acts.Unfit."""
    act = request.POST.get("act", "save")
    if act == "agree":
        acts.agree(key=key_of(request), card=row.key, read=request.POST.get("read", ""))
        return "agreed"
    if act == "save" and row.side == Card.Side.MOTHERS:
        _save(request, row.key, row.side)
        return "saved"
    if not _leads(request):
        raise Http404
    if act == "check":
        acts.check(card=row.key, office=request.POST.get("office", ""), read=request.POST.get("read", ""))
        return "checked"
    if act in ("on", "off"):
        acts.switch(card=row.key, on=act == "on")
        return act
    _save(request, row.key, row.side)
    return "saved"


@require_http_methods(["GET", "POST"])
@writers
def card(request: CallerRequest, card: str) -> HttpResponseBase:
    """One note and what can be done with it."""
    row = cards.one(card)
    if row is None:
        raise Http404
    if request.method != "POST":
        return _page(request, row, done=DONE.get(request.GET.get("done", ""), ""))
    try:
        return _told(row.key, _act(request, row))
    except acts.Unfit as problem:
        saving = request.POST.get("act", "save") == "save"
        return _page(request, _typed(request, row) if saving else row, status=422, wrong=why_not(problem))
