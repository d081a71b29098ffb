"""On what ground we bring what: the list, what nobody has checked first, and one thing's line. For a lead."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge.engines.week import Week
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.reach import grounds
from kithbridge.reach.actions import grounds as writing
from kithbridge.reach.models import Basis, Item
from kithbridge.web.clock import this_week

AHEAD = (
    (13, gettext_lazy("in three months")),
    (26, gettext_lazy("in half a year")),
    (52, gettext_lazy("in a year")),
    (104, gettext_lazy("in two years")),
)


def _said(week: str | None) -> str:
    """A week with its year: these lines reach over years."""
    return _("the week of %(day)s") % {"day": _day(week)} if week else ""


def _day(week: str) -> str:
    """The Monday of a week, short enough for a phone."""
    return Week.parse(week).monday().strftime("%-d %B %Y")


def _shown(line: grounds.Line) -> dict[str, Any]:
    basis = line.basis
    return {"line": line, "checked": _said(basis.checked) if basis else "", "until": _said(basis.until) if basis else ""}


@team(Role.LEAD)
@require_safe
def all_grounds(request: CallerRequest) -> HttpResponse:
    """Every thing we carry, with who checked it and until when."""
    shown = [_shown(line) for line in grounds.lines()]
    context = {
        "nation": grounds.nation_now(),
        "to_check": [one for one in shown if one["line"].care],
        "fine": [one for one in shown if not one["line"].care],
        "saved": "saved" in request.GET,
    }
    return render(request, "reach/team_grounds.html", context)


def _page(request: CallerRequest, item: Item, *, sent: dict[str, str] | None = None, status: int = 200, **more: Any) -> HttpResponse:
    nation = grounds.nation_now()
    line = Basis.objects.filter(item=item, nation=nation).first()
    now = this_week()
    ends = [(str(now + weeks), f"{said}: {_day(str(now + weeks))}") for weeks, said in AHEAD]
    if line is not None and line.until and line.until >= str(now):
        ends.insert(0, (line.until, _("%(day)s, as it stands") % {"day": _day(line.until)}))
    weeks = [(str(now), _("this week"))]
    if line is not None and line.checked and line.checked != str(now):
        weeks.insert(0, (line.checked, _("%(day)s, as it stands") % {"day": _day(line.checked)}))
    fields = ("ground", "who", "checked_by", "checked", "until")
    context = {
        "item": item,
        "nation": nation,
        "typed": sent or {name: getattr(line, name, "") or "" for name in fields},
        "chosen": Basis.Ground.choices,
        "weeks": weeks,
        "ends": ends,
        "stands": grounds.STANDINGS[grounds.standing(line)],
        "elsewhere": Basis.objects.filter(item=item).exclude(nation=nation).order_by("nation"),
        **more,
    }
    return render(request, "reach/team_ground.html", context, status=status)


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def ground(request: CallerRequest, key: str) -> HttpResponseBase:
    """One thing's line in the group's nation."""
    item = Item.objects.filter(key=key).exclude(kind=Item.Kind.KIT).first()
    if item is None:
        raise Http404
    if request.method != "POST":
        return _page(request, item)
    sent = {name: str(request.POST.get(name, "")) for name in ("ground", "who", "checked_by", "checked", "until")}
    if not sent["checked_by"].strip():
        # A week without an office says nothing.
        sent["checked"] = ""
    try:
        writing.write_down(item=key, nation=grounds.nation_now(), **sent)
    except writing.Unfit as problem:
        return _page(request, item, sent=sent, wrong=problem.wrong, refused=True, status=400)
    return HttpResponseRedirect(reverse("team_grounds") + "?saved")
