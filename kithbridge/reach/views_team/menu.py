"""The menu and the areas, for a lead."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.reach import menu as decided
from kithbridge.reach.actions import catalogue
from kithbridge.reach.models import Area, Item


def _page(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    items = list(Item.objects.order_by("order", "key"))
    there = {item.key for item in items}
    context = {
        "items": items,
        "not_decided": decided.not_decided(),
        "areas": Area.objects.order_by("order", "key"),
        "pictures": catalogue.PICTURES.items(),
        "starting": [one for one in catalogue.STARTING if one[0] not in there],
        **more,
    }
    return render(request, "reach/team_menu.html", context, status=status)


def _add_starting(key: str) -> None:
    found = next((one for one in catalogue.STARTING if one[0] == key), None)
    if found is None:
        raise catalogue.Unfit
    catalogue.add_item(key=found[0], label=found[1], plain=found[2], picture=found[0])


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def menu(request: CallerRequest) -> HttpResponse:
    """What we bring, in which order and words, and the areas we count in."""
    if request.method != "POST":
        return _page(request)
    sent = request.POST
    try:
        if sent.get("take"):
            _add_starting(sent["take"])
        elif sent.get("up"):
            catalogue.move_up(key=sent["up"])
        elif sent.get("change"):
            catalogue.change_item(
                key=sent["change"],
                label=sent.get("label", ""),
                plain=sent.get("plain", ""),
                picture=sent.get("picture", ""),
                on="on" in sent,
            )
        elif "area" in sent:
            catalogue.add_area(label=sent["area"])
        else:
            catalogue.add_item(label=sent.get("label", ""), plain=sent.get("plain", ""), picture=sent.get("picture", "else"))
    except catalogue.Unfit:
        return _page(request, status=400, wrong=True, typed=sent)
    return redirect("team_menu")
