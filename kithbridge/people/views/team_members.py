"""The team page: who is in it, invitations, roles, leaving, and a lost second factor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge import rules
from kithbridge.people.access import CallerRequest
from kithbridge.people.access import team as team_only
from kithbridge.people.actions import factors, team, training
from kithbridge.people.factors.totp import picture
from kithbridge.people.models import Circle, Role, TeamMember
from kithbridge.people.queries import ready
from kithbridge.people.queries import team as known
from kithbridge.people.views.opening import take_cookie
from kithbridge.people.views.team_common import form_id, own_key, typed
from kithbridge.web.sent import read_uuid


def _roles(request: CallerRequest) -> list[Role]:
    return [Role(role) for role in dict.fromkeys(request.POST.getlist("role")) if role in Role.values]


def _member(number: UUID) -> TeamMember:
    found = known.one(number)
    if found is None:
        raise Http404
    return found


def _list(request: CallerRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    own = own_key(request).owner
    context = {
        "members": [(member, known.roles_of(member), member.pk == own) for member in known.members()],
        "invitations": [(one, [job.label for job in known.jobs_of(one)]) for one in known.invitations()],
        "resets": known.resets(),
        "unread": known.unread(),
        "roles": list(Role),
        "circles": Circle.objects.order_by("name"),
        "days": rules.value("team.invite_days"),
        **more,
    }
    return render(request, "people/team_list.html", context, status=status)


@team_only(Role.LEAD)
@require_safe
def members(request: CallerRequest) -> HttpResponse:
    """Everybody, under work-names; links not used yet; resets that wait."""
    return _list(request)


@team_only(Role.LEAD)
@require_POST
def invite(request: CallerRequest) -> HttpResponse:
    """Make a one-time link and show it once."""
    chosen, name = _roles(request), typed(request, "work_name")
    if not chosen:
        return _list(request, status=400, wrong="role", proposed=name[:80])
    number = read_uuid(request.POST.get("circle", ""))
    circle = Circle.objects.filter(pk=number).first() if number else None
    try:
        invited = team.invite(work_name=name, roles=chosen, circle=circle.pk if circle else None, form_id=form_id(request, "invite"))
    except team.NameUnfit:
        return _list(request, status=400, wrong="name")
    except team.AlreadyDone:
        return _list(request, status=409, wrong="twice")
    link = known.join_link(invited.token)
    context = {"link": link, "picture": picture(link), "days": rules.value("team.invite_days")}
    return render(request, "people/team_invited.html", context)


@team_only(Role.LEAD)
@require_POST
def call_back(request: CallerRequest, invitation: UUID) -> HttpResponse:
    """End a link that nobody has used."""
    team.call_back(invitation=invitation)
    return redirect("team_list")


def _member_page(request: CallerRequest, member: TeamMember, *, status: int = 200, **more: Any) -> HttpResponse:
    held = set(member.roles.values_list("role", flat=True))
    reset = next((one for one in known.resets() if one.member_id == member.pk), None)
    learned = set(member.trainings.values_list("training", flat=True))
    own = own_key(request).owner
    context = {
        "member": member,
        "herself": member.pk == own,
        "roles": [(role, role.value in held) for role in Role],
        "circles": Circle.objects.filter(members__member=member).order_by("name"),
        "factors": len(factors.factors_of(member.pk)),
        "reset": reset,
        "trainings": [(one, words, one in learned) for one, words in ready.trainings().items()],
        "gaps": ready.gaps(member),
        "may_agree": reset is not None and own not in (reset.asked_by_id, member.pk),
        **more,
    }
    return render(request, "people/team_member.html", context, status=status)


@team_only(Role.LEAD)
@require_http_methods(["GET", "POST"])
def member(request: CallerRequest, number: UUID) -> HttpResponse:
    """One of the team: her roles, her circles, her second factor."""
    found = _member(number)
    if request.method != "POST":
        return _member_page(request, found)
    chosen = _roles(request)
    if not chosen:
        return _member_page(request, found, status=400, no_role=True)
    if "sure" not in request.POST and known.would_close(number, [role.value for role in chosen]):
        asked = [(role, role in chosen) for role in Role]
        return _member_page(request, found, status=409, would_close=True, roles=asked)
    try:
        team.set_roles(member=number, roles=chosen)
    except team.LastLead:
        return _member_page(request, found, status=409, last_lead=True)
    return redirect("team_member", number)


@team_only(Role.LEAD)
@require_POST
def learned(request: CallerRequest, number: UUID) -> HttpResponse:
    """A lead ticks what one of the team has learned."""
    training.set_learned(member=_member(number).pk, learned=request.POST.getlist("learned"))
    return redirect("team_member", number)


@team_only(Role.LEAD)
@require_http_methods(["GET", "POST"])
def leaves(request: CallerRequest, number: UUID) -> HttpResponse:
    """Offboarding in one act, after what it would leave behind was shown."""
    found = _member(number)
    if request.method == "POST":
        try:
            team.leave(member=number)
        except team.LastLead:
            return leaving_page(request, found, last_lead=True, status=409)
        if number == own_key(request).owner:
            return take_cookie(redirect("team_sign_in"))
        return redirect("team_list")
    return leaving_page(request, found)


def leaving_page(request: CallerRequest, found: TeamMember, *, status: int = 200, **more: Any) -> HttpResponse:
    """What would be left behind; for a lead who takes somebody out, and for whoever leaves by herself."""
    leads = found.roles.filter(role=Role.LEAD).exists()
    context = {
        "member": found,
        "impact": known.if_gone(found.pk),
        "fewest": rules.value("circles.fewest_readers"),
        "would_close": known.would_close(found.pk, []),
        "last_lead": leads and not known.other_leads(found.pk),
        "herself": found.pk == own_key(request).owner,
        **more,
    }
    return render(request, "people/team_leaves.html", context, status=status)


@team_only(Role.LEAD)
@require_POST
def reset(request: CallerRequest, number: UUID) -> HttpResponse:
    """A lost second factor: one lead asks, another agrees, either calls it off."""
    found, own = _member(number), own_key(request).owner
    act = request.POST.get("act", "")
    if act == "ask":
        factors.ask_reset(by=own, member=number)
    elif act == "drop":
        factors.drop_reset(member=number)
    elif act == "agree":
        try:
            factors.agree_reset(by=own, member=number)
        except factors.NotTheSecond:
            return _member_page(request, found, status=409, not_the_second=True)
    return redirect("team_member", number)
