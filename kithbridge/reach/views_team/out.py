"""Handing out without any ask: one tap, one out. The same as a peer's phone says, as a form that needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.engines.handout import BANDS
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.reach import hard_day, menu, phone_catalogue, queries
from kithbridge.reach.actions import handing, noting
from kithbridge.reach.actions.handing import NotDone
from kithbridge.reach.models import Place
from kithbridge.reach.phone_shell import WAYS
from kithbridge.reach.views_team.asks import why_not
from kithbridge.reach.views_team.sent import form_of, key_of, number
from kithbridge.web.once import new_form_id

MORE = (2, 5, 10)


@dataclass(frozen=True)
class Buttons:
    """What stands on the form, by what can be said of it. `loose`: it comes in kits, and may go out by itself."""

    out: list[menu.OnPhone]
    loose: list[menu.OnPhone]
    back: list[menu.OnPhone]
    maynot: list[menu.OnPhone]

    @property
    def every(self) -> list[menu.OnPhone]:
        return self.out + self.loose


def _buttons() -> Buttons:
    things = menu.for_phone()
    may = [one for one in things if "x" not in one.flags]
    return Buttons(
        [one for one in may if "p" not in one.flags],
        [one for one in may if "p" in one.flags],
        [one for one in may if "b" in one.flags],
        [one for one in things if "x" in one.flags and "p" not in one.flags],
    )


def _bags() -> list[Place]:
    return list(Place.objects.filter(on=True, kind=Place.Kind.BAG).order_by("order", "label"))


def _page(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    areas = queries.areas()
    area = request.POST.get("area", "") or (areas[0].key if len(areas) == 1 else "")
    context = {
        "buttons": _buttons(),
        "areas": areas,
        "area": area,
        "bags": _bags(),
        "bag": request.POST.get("bag", ""),
        "bands": list(BANDS),
        "ways": WAYS,
        "warnings": phone_catalogue.warnings(),
        "more": MORE,
        "cards": rules.value("words.card"),
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_out.html", context, status=status)


def _labels(item: str) -> str:
    return next((one.label for one in menu.for_phone() if one.key == item), item)


def _tap(request: CallerRequest) -> HttpResponse:
    """A button's value is kind:item:number; for passing on kind:how it went."""
    kind, _colon, rest = request.POST.get("tap", "").partition(":")
    item, _colon, many = rest.partition(":")
    n, area = number(many or "1"), request.POST.get("area", "")
    # For how many others is asked of what goes out; a way of passing on stands where an item would.
    said = item if kind == "passed" else request.POST.get("band", "") if kind == "out" else ""
    item = "" if kind == "passed" else item
    token = handing.count(
        key=key_of(request),
        kind=kind,
        item=item,
        n=n,
        area=area,
        place=request.POST.get("bag", ""),
        said=said,
        form_id=form_of(request, "tap"),
    )
    if not token:
        return _page(request, done=_("That tap was counted before. Nothing was counted twice."))
    place = next((one.label for one in queries.areas() if one.key == area), area)
    way = dict(WAYS).get(said, "")
    facts = {"n": n, "item": _labels(item), "area": place, "way": way}
    done = {
        "out": _("Counted: %(n)s %(item)s out, %(area)s."),
        "missing": _("Counted: %(item)s asked for, had none, %(area)s."),
        "maynot": _("Counted: %(item)s asked for, may not, %(area)s."),
        "back": _("Counted: %(n)s %(item)s came back, %(area)s."),
        "waste": _("Counted: %(n)s %(item)s wasted, %(area)s."),
        "passed": _("Counted: wanted to be passed on, %(way)s, %(area)s."),
    }[kind]
    return _page(request, done=done % facts, undo=token)


def _count_bag(request: CallerRequest) -> HttpResponse:
    """A field for each thing; an empty one says nothing."""
    typed = {one.key: request.POST.get(f"there_{one.key}", "").strip() for one in _buttons().every}
    there = {item: number(text) for item, text in typed.items() if text}
    n = noting.count_bag(key=key_of(request), place=request.POST.get("bag", ""), there=there, form_id=form_of(request, "bag"))
    if not n:
        return _page(request, done=_("That bag was counted before. Nothing was counted twice."))
    return _page(request, done=ngettext("Counted: %(n)s thing in the bag.", "Counted: %(n)s things in the bag.", n) % {"n": n})


def _put_down(request: CallerRequest) -> HttpResponse:
    noting.put_down(key=key_of(request), place=request.POST.get("bag", ""), form_id=form_of(request, "rest"))
    return _page(request, done=_("The bag rests. Nobody counts on it for now, and nobody asks why."))


def _hard(request: CallerRequest) -> HttpResponse:
    noting.hard_one(key=key_of(request), form_id=form_of(request, "hard"))
    return _page(request, done=_("Noted as one of this week’s. Not by whom, and nothing about what it was."), listens=hard_day.lines())


ACTS = {"bag_count": _count_bag, "rest": _put_down, "hard": _hard}


# Nothing redirects here: the page after a tap carries what takes that tap back, and is shown once.
@require_http_methods(["GET", "POST"])
@team(Role.PEER, Role.LEAD)
def hand_out(request: CallerRequest) -> HttpResponseBase:
    """Big buttons; numbers are all that stays."""
    if request.method == "GET":
        return _page(request)
    try:
        if "undo" in request.POST:
            item, n = handing.undo(key=key_of(request), token=request.POST["undo"])
            said = _("Taken back: %(n)s %(item)s.") % {"n": n, "item": _labels(item)} if item else _("Taken back.")
            return _page(request, done=said)
        act = next((act for name, act in ACTS.items() if name in request.POST), _tap)
        return act(request)
    except NotDone as problem:
        return _page(request, status=422, error=why_not(problem))
