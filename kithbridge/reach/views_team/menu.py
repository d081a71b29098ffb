"""The menu and the areas, for a lead: the list, what to start from, what to add."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.reach import grounds, kits, starting
from kithbridge.reach import menu as decided
from kithbridge.reach.actions import catalogue
from kithbridge.reach.actions import starting as taking
from kithbridge.reach.models import Area, Item


def _page(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    items = list(Item.objects.order_by("order", "key"))
    offered, there = starting.offered(), decided.now()
    context = {
        "items": items,
        "parts": _parted(items, there),
        "ordering": "order" in request.GET,
        "without_recipe": {item.key for item in items if item.kind == Item.Kind.KIT} - set(kits.versions_now()),
        "not_decided": there.not_decided,
        "to_check": len([line for line in grounds.lines() if line.care]),
        "areas": Area.objects.order_by("order", "key"),
        "pictures": catalogue.PICTURES.items(),
        "kinds": Item.Kind.choices,
        "offered_kits": [item for item in offered if item.kind == Item.Kind.KIT],
        "offered_things": [item for item in offered if item.kind != Item.Kind.KIT],
        **more,
    }
    return render(request, "reach/team_menu.html", context, status=status)


def _parted(items: list[Item], there: decided.Menu) -> list[tuple[str, list[Item]]]:
    """The list in parts that tell what becomes of a thing, each in the group's order; empty parts are not there."""
    barred, asked = {item.key for item in there.barred}, {item.key for item in there.on}
    parts: dict[str, list[Item]] = {
        _("Can be asked for"): [],
        _("Carried, not on the menu"): [],
        _("Comes in kits only"): [],
        _("We may not bring it"): [],
        _("Not carried"): [],
    }
    can, waits, inside, may_not, off = parts.values()
    for item in items:
        if not item.on:
            off.append(item)
        elif item.key in barred:
            may_not.append(item)
        elif item.key in asked:
            can.append(item)
        else:
            (waits if item.alone else inside).append(item)
    return [(title, part) for title, part in parts.items() if part]


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def menu(request: CallerRequest) -> HttpResponse:
    """What we bring, in which order, and the areas we count in. What a thing is stands on its own page."""
    if request.method != "POST":
        return _page(request)
    sent = request.POST
    try:
        if sent.get("take"):
            taking.take(key=sent["take"])
        elif sent.get("up"):
            catalogue.move_up(key=sent["up"])
            return HttpResponseRedirect(reverse("team_menu") + "?order")
        elif "area" in sent:
            catalogue.add_area(label=sent["area"])
        else:
            kind = sent.get("kind", Item.Kind.OTHER)
            plain, picture = sent.get("plain", ""), sent.get("picture", "else")
            catalogue.add_item(label=sent.get("label", ""), plain=plain, picture=picture, kind=kind)
    except catalogue.Unfit as problem:
        return _page(request, status=400, wrong=problem.wrong, refused=True, typed=sent)
    return redirect("team_menu")
