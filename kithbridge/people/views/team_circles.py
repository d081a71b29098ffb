"""Circles: who shares keys, what each reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge import rules
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.actions import circles
from kithbridge.people.models import Circle, Role, TeamMember
from kithbridge.people.queries import ready
from kithbridge.people.queries import team as known
from kithbridge.people.views.team_common import own_key, typed


def _list(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = Circle.objects.prefetch_related("members__member").order_by("-reads_asks", "name")
    context = {
        "circles": [(circle, sorted(one.member.work_name for one in circle.members.all())) for circle in rows],
        "fewest": int(rules.value("circles.fewest_readers")),
        **more,
    }
    return render(request, "people/team_circles.html", context, status=status)


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def all_circles(request: CallerRequest) -> HttpResponse:
    """Every circle and who is in it; making a new one."""
    if request.method != "POST":
        return _list(request)
    name = typed(request, "name")
    try:
        made = circles.make(name=name, reads_asks="asks" in request.POST)
    except circles.NameTaken:
        return _list(request, status=400, wrong=True, name=name[:80])
    return redirect("team_circle", made.pk)


def _circle(number: UUID) -> Circle:
    found = Circle.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _page(request: CallerRequest, circle: Circle, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = ready.with_what_counts(TeamMember.objects.filter(circles__circle=circle)).order_by("work_name")
    inside = [(member, ready.gaps(member)) for member in rows]
    held = len(known.circle_items(circle))
    context = {
        "circle": circle,
        "inside": inside,
        "reading": sum(not gaps for _member, gaps in inside),
        "outside": TeamMember.objects.exclude(circles__circle=circle).order_by("work_name"),
        "held": held,
        "fewest": int(rules.value("circles.fewest_readers")),
        **more,
    }
    return render(request, "people/team_circle.html", context, status=status)


@team(Role.LEAD)
@require_safe
def circle(request: CallerRequest, number: UUID) -> HttpResponse:
    """One circle: who is in it, who could join, what it reads."""
    return _page(request, _circle(number))


@team(Role.LEAD)
@require_POST
def add(request: CallerRequest, number: UUID) -> HttpResponse:
    """Somebody joins; the past stays shut for her."""
    found = _circle(number)
    member = _chosen(request)
    if member is None:
        return _page(request, found, status=400, nobody=True)
    circles.add(circle=found.pk, member=member.pk)
    return redirect("team_circle", number)


@team(Role.LEAD)
@require_POST
def remove(request: CallerRequest, number: UUID) -> HttpResponse:
    """Somebody leaves the circle; what would be left without a reader is shown first."""
    found = _circle(number)
    member = _chosen(request)
    if member is None:
        return _page(request, found, status=400, nobody=True)
    try:
        circles.leave(circle=found.pk, member=member.pk, confirmed="sure" in request.POST, by=own_key(request).owner)
    except circles.TooFew as few:
        return _page(request, found, status=409, few=few, leaver=member)
    return redirect("team_circle", number)


def _chosen(request: CallerRequest) -> TeamMember | None:
    try:
        return known.one(UUID(request.POST.get("member", "")))
    except ValueError:
        return None


@team(Role.LEAD)
@require_POST
def asks(request: CallerRequest, number: UUID) -> HttpResponse:
    """New asks go to this circle from now on."""
    circles.send_asks_to(circle=_circle(number).pk)
    return redirect("team_circle", number)


@team(Role.LEAD)
@require_POST
def close(request: CallerRequest, number: UUID) -> HttpResponse:
    """Close an empty circle."""
    circles.close(circle=_circle(number).pk)
    return redirect("team_circles")
