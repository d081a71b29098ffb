"""Roles as they may be shown and recorded.

Offers: `shown_role(role)` for the event record; `holders(*roles)`; `asks_circle()`, `readers_of_asks()`, `readers_of_words()`.
"""

from __future__ import annotations

from django.db.models import Q

from kithbridge.people.models import Circle, Role, RoleHeld, TeamMember
from kithbridge.people.queries import ready

MERGED = "team"
FEWEST = 3


def shown_role(role: str) -> str:
    """The role as the event record may hold it: merged into "team" when fewer than 3 hold it (GROUND section 3)."""
    return role if RoleHeld.objects.filter(role=role).count() >= FEWEST else MERGED


def holders(*roles: str) -> list[TeamMember]:
    """Who holds any of these roles, by work-name."""
    return list(TeamMember.objects.filter(roles__role__in=roles).distinct().order_by("work_name"))


def asks_circle() -> Circle | None:
    """The circle that asks and messages are written to."""
    return Circle.objects.filter(reads_asks=True).order_by("name").first()


def readers_of_asks() -> list[TeamMember]:
    """Who reads asks and messages now: the members of the asks circle who are ready to. This is the list a neighbour is shown."""
    circle = asks_circle()
    if circle is None:
        return []
    return ready.ready(TeamMember.objects.filter(circles__circle=circle))


def readers_of_words() -> list[TeamMember]:
    """Who reads what is to be shown to others once two have read it: the circle that reads asks, and leads, so that two with different jobs
    can. By work-name.
    """
    circle = asks_circle()
    leads = set(holders(Role.LEAD))
    circled = TeamMember.objects.filter(circles__circle=circle) if circle else TeamMember.objects.none()
    members = ready.with_what_counts(TeamMember.objects.filter(Q(pk__in=circled.values("pk")) | Q(roles__role=Role.LEAD)).distinct())
    # Whether a lead may open asks is another question: of a lead only the rest is asked.
    return [
        member
        for member in members.order_by("work_name")
        if all(gap.rule == "asks.openers" and member in leads for gap in ready.gaps(member))
    ]
