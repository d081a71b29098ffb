"""Stock for the team: what lies where, counting, wasting, packing; places for a lead."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.queries.page import week_words
from kithbridge.reach import kits, queries, recalls, shelves, stocking
from kithbridge.reach.actions import stock as acts
from kithbridge.reach.actions.stock import CannotDo
from kithbridge.reach.models import Item, Place, Supply
from kithbridge.reach.views_team.sent import back, done_words, form_of, key_of, number
from kithbridge.web.clock import this_week

DONE = {
    "counted": gettext_lazy("Counted. What you did not fill in stays as it was."),
    "wasted": gettext_lazy("Written down as wasted."),
    "back": gettext_lazy("Written down as gone back to the supplier."),
    "packed": gettext_lazy("Packed. The parts are taken off. Write the number that stands at “Pack kits” on each of them."),
    "place": gettext_lazy("The place is there."),
    "changed": gettext_lazy("Changed."),
    "again": gettext_lazy("The bag is carried again."),
}


def found_place(key: str, request: CallerRequest) -> Place:
    """A place that may be looked at. A bag or hub that was put away is a lead's only."""
    found = Place.objects.filter(key=key).exclude(key=shelves.WAY).first()
    if found is None or not (found.on or Role.LEAD in request.caller.roles):
        raise Http404
    return found


@team(Role.PEER, Role.LEAD)
@require_safe
def stock(request: CallerRequest) -> HttpResponse:
    """Everything that lies somewhere, and what somebody should look at first."""
    lead = Role.LEAD in request.caller.roles
    asks = stocking.asks_by_week()
    lines = stocking.sheet(asks)
    coming = Supply.objects.filter(state=Supply.State.SENT).select_related("origin", "to")
    context = {
        "lead": lead,
        "shelves": shelves.shelves(put_away=lead),
        "bars": stocking.bars(lines),
        "endings": stocking.endings(asks),
        "recalled": [(lot, recalls.kit_line(lot)) for lot in recalls.called_back()],
        "coming": [one for one in coming.order_by("week", "id") if lead or one.to.kind == Place.Kind.BAG],
        "differ": Supply.objects.filter(state=Supply.State.DIFFERENT).count() if lead else 0,
        "to_order": sum(1 for line in lines if line.advice.packs),
        "done": done_words(request, DONE),
    }
    return render(request, "reach/team_stock.html", context)


def _place_page(request: CallerRequest, found: Place, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = shelves.shelf(found.key)
    recipes = kits.parts_now(Item.objects.filter(on=True, kind=Item.Kind.KIT).values_list("key", flat=True))
    context = {
        "place": found,
        "rows": rows,
        "called_back": recalls.in_kits(rows),
        "kit_number": recalls.number_of(this_week()),
        "most": max((row.n for row in rows), default=0),
        "last": max((row.counted for row in rows), default=""),
        "may": acts.may_handle(key_of(request), found),
        "lead": Role.LEAD in request.caller.roles,
        "kits": Item.objects.filter(key__in=recipes).order_by("order", "key"),
        "areas": queries.areas(),
        "counted_words": _counted_words(max((row.counted for row in rows), default="")),
        "done": done_words(request, DONE),
        **more,
    }
    return render(request, "reach/team_stock_place.html", context, status=status)


def _counted_words(week: str) -> str:
    return _("Last counted: %(week)s.") % {"week": week_words(week)} if week else _("Nobody has counted it yet.")


@team(Role.PEER, Role.LEAD)
@require_safe
def place(request: CallerRequest, place: str) -> HttpResponse:
    """What lies at one place, what ends first standing first."""
    return _place_page(request, found_place(place, request))


def _count_page(request: CallerRequest, found: Place, *, status: int = 200, error: str = "") -> HttpResponse:
    typed = request.POST
    rows = [(row, typed.get(f"n-{row.number}", "")) for row in shelves.countable(found.key)]
    # A bag holds a few of all the things there are: the others are one tap away.
    lying = [one for one in rows if one[0].n or one[1]]
    context = {"place": found, "lying": lying, "others": [one for one in rows if one not in lying], "error": error}
    context["called_back"] = recalls.in_kits(row for row, _typed in rows)
    return render(request, "reach/team_stock_count.html", context, status=status)


@team(Role.PEER, Role.LEAD)
@require_http_methods(["GET", "POST"])
def count(request: CallerRequest, place: str) -> HttpResponse:
    """All things of a place on one page; only what is filled in is counted."""
    found = found_place(place, request)
    if not acts.may_handle(key_of(request), found):
        raise Http404
    if request.method != "POST":
        return _count_page(request, found)
    sent = {name[2:]: value for name, value in request.POST.items() if name.startswith("n-") and str(value).strip()}
    counted = {row: number(str(value)) for row, value in sent.items()}
    try:
        acts.count_place(key=key_of(request), place=found.key, counted=counted, form_id=form_of(request, "count", found.key))
    except CannotDo as problem:
        return _count_page(request, found, status=422, error=str(problem))
    return back("stock_place", "counted", found.key)


def _one_act(request: CallerRequest, place: str, act: Any, done: str) -> HttpResponse:
    """One of the small acts of a place's page: done, or said on that page why not."""
    found = found_place(place, request)
    try:
        act(found)
    except CannotDo as problem:
        return _place_page(request, found, status=422, error=str(problem), typed=request.POST)
    return back("stock_place", done, found.key)


@team(Role.PEER, Role.LEAD)
@require_POST
def waste(request: CallerRequest, place: str) -> HttpResponse:
    """It cannot be used any more."""
    sent = request.POST

    def act(found: Place) -> None:
        acts.waste(
            key=key_of(request),
            place=found.key,
            number=sent.get("row", ""),
            n=number(sent.get("n", "")),
            area=sent.get("area", ""),
            form_id=form_of(request, "waste", found.key),
        )

    return _one_act(request, place, act, "wasted")


@team(Role.LEAD)
@require_POST
def give_back(request: CallerRequest, place: str) -> HttpResponse:
    """Back to the supplier."""
    sent = request.POST

    def act(found: Place) -> None:
        n, form = number(sent.get("n", "")), form_of(request, "back", found.key)
        acts.give_back(key=key_of(request), place=found.key, number=sent.get("row", ""), n=n, form_id=form)

    return _one_act(request, place, act, "back")


@team(Role.PEER, Role.LEAD)
@require_POST
def pack(request: CallerRequest, place: str) -> HttpResponse:
    """Parts become kits."""
    sent = request.POST

    def act(found: Place) -> None:
        n, form = number(sent.get("n", "")), form_of(request, "pack", found.key)
        acts.pack(key=key_of(request), place=found.key, kit=sent.get("kit", ""), n=n, form_id=form)

    return _one_act(request, place, act, "packed")


def _places_page(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    lying = {one.place.key: sum(1 for row in one.rows if row.n) for one in shelves.shelves(put_away=True)}
    rows = [(one, _lies_words(lying.get(one.key, 0))) for one in shelves.places(put_away=True)]
    return render(request, "reach/team_stock_places.html", {"places": rows, "done": done_words(request, DONE), **more}, status=status)


def _lies_words(n: int) -> str:
    return ngettext("%(n)s thing lies there.", "%(n)s things lie there.", n) % {"n": n} if n else _("Nothing lies there.")


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def places(request: CallerRequest) -> HttpResponse:
    """Hubs and bags."""
    if request.method != "POST":
        return _places_page(request)
    sent, label = request.POST, request.POST.get("label", "")
    try:
        acts.add_place(key=key_of(request), label=label, kind=sent.get("kind", ""), form_id=form_of(request, "place", label))
    except CannotDo as problem:
        return _places_page(request, status=422, error=str(problem), typed=sent)
    return back("stock_places", "place")


@team(Role.LEAD)
@require_POST
def change_place(request: CallerRequest, place: str) -> HttpResponse:
    """Another name, put away, or carried again."""
    sent = request.POST
    try:
        if "again" in sent:
            acts.carried_again(key=key_of(request), place=place)
            return back("stock_places", "again")
        acts.change_place(key=key_of(request), place=place, label=sent.get("label", ""), on="on" in sent)
    except CannotDo as problem:
        return _places_page(request, status=422, error=str(problem), changing=place, typed=sent)
    return back("stock_places", "changed")
