"""One thing of the catalogue, and what a kit is made of, for a lead."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.queries.page import week_words
from kithbridge.reach import grounds, kits
from kithbridge.reach.actions import catalogue
from kithbridge.reach.actions import kits as making
from kithbridge.reach.models import Item
from kithbridge.reach.views_team.sent import number
from kithbridge.web.once import read_form_id

TEXTS = ("plain", "picture", "kind", "neutral", "unit", "counts", "options", "note", "code")
TICKS = ("on", "alone", "dated", "women", "must", "grounds")
NUMBERS = ("pack", "takes")


def _found(key: str) -> Item:
    item = Item.objects.filter(key=key).first()
    if item is None:
        raise Http404
    return item


def _item_page(request: CallerRequest, item: Item, *, status: int = 200, **more: Any) -> HttpResponse:
    is_kit = Item.objects.filter(key=item.key, kind=Item.Kind.KIT).exists()
    line = next((line for line in grounds.lines() if line.item.key == item.key), None)
    context = {
        "item": item,
        "is_kit": is_kit,
        "recipe": kits.newest(item.key) if is_kit else None,
        "ground": line,
        "pictures": catalogue.PICTURES.items(),
        "kinds": Item.Kind.choices,
        "ways": Item.Counts.choices,
        "others": Item.objects.exclude(key=item.key).order_by("order", "key"),
        "saved": "saved" in request.GET,
        **more,
    }
    return render(request, "reach/team_item.html", context, status=status)


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def item(request: CallerRequest, key: str) -> HttpResponseBase:
    """Everything that is said of one thing. Its key stays."""
    found = _found(key)
    if request.method != "POST":
        return _item_page(request, found)
    sent = request.POST
    fields: dict[str, Any] = {name: " ".join(sent.get(name, "").split()) for name in ("label", *TEXTS)}
    fields |= {name: name in sent for name in TICKS}
    fields |= {name: number(sent.get(name, "").strip()) for name in NUMBERS}
    fields["replaces_id"] = sent.get("replaces") or None
    try:
        catalogue.change_item(key=key, **fields)
    except catalogue.Unfit as problem:
        # What was typed is shown again; nothing of it is stored.
        for name, value in fields.items():
            setattr(found, name, sent.get(name, "") if name in NUMBERS else value)
        return _item_page(request, found, wrong=problem.wrong, refused=True, status=400)
    return HttpResponseRedirect(reverse("team_item", args=[key]) + "?saved")


def _kit_page(request: CallerRequest, kit: Item, *, status: int = 200, **more: Any) -> HttpResponse:
    versions = kits.recipes(kit.key)
    now = kits.parts(kit.key)
    typed = more.get("typed", {})
    things = list(Item.objects.exclude(kind=Item.Kind.KIT).order_by("order", "key"))
    context = {
        "kit": kit,
        "inside": [(one, typed.get(f"n_{one.key}", now[one.key])) for one in things if one.key in now],
        "others": [(one, typed.get(f"n_{one.key}", "")) for one in things if one.key not in now],
        "newest": versions[0] if versions else None,
        "older": [(one, week_words(one.week)) for one in versions[1:]],
        "since": week_words(versions[0].week) if versions else "",
        "saved": "saved" in request.GET,
        **more,
    }
    return render(request, "reach/team_kit.html", context, status=status)


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def kit(request: CallerRequest, key: str) -> HttpResponseBase:
    """What a kit is made of now, what it was made of before, and the next version."""
    found = _found(key)
    if found.kind != Item.Kind.KIT:
        raise Http404
    if request.method != "POST":
        return _kit_page(request, found)
    typed = {name: request.POST[name].strip() for name in request.POST if name.startswith("n_")}
    lines = {name.removeprefix("n_"): number(value) for name, value in typed.items() if value not in ("", "0")}
    try:
        form_id = read_form_id(request.POST.get("form_id"))
        making.make_version(kit=key, lines=lines, why=request.POST.get("why", ""), form_id=form_id)
    except making.Unfit as problem:
        said = _("%(what)s Nothing was changed. What you typed is still here.") % {"what": problem}
        more = {"error": said, "by_rule": problem.why in ("gift", "note"), "why": request.POST.get("why", "")}
        return _kit_page(request, found, typed=typed, status=400, **more)
    return HttpResponseRedirect(reverse("team_kit", args=[key]) + "?saved")
