"""Public pages: who is who, what is held, what this is. How we work stands in `views/charter.py`."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kithbridge.people import facts
from kithbridge.people.access import anybody
from kithbridge.people.models import Role, RoleHeld
from kithbridge.people.queries import holding
from kithbridge.web import inventory

OPENS: dict[str, Promise] = {
    Role.PEER: gettext_lazy("Opens what is written to a circle she is in."),
    Role.LEAD: gettext_lazy("Builds the team. Opens only what is shared with a circle she is in."),
    Role.SAFEGUARDING_LEAD: gettext_lazy("Is called in when somebody is in danger. Opens the short note about it."),
    Role.SAFEGUARDING_DEPUTY: gettext_lazy("Is called in when somebody is in danger. Opens the short note about it."),
    Role.RESEARCHER: gettext_lazy("Opens nothing here yet."),
    Role.FACILITATOR: gettext_lazy("Opens nothing here yet."),
}


@anybody
@require_safe
def not_a_mum(request: HttpRequest) -> HttpResponse:
    lines = [line for line in facts.fact("others_served_by").splitlines() if line.strip()]
    places = []
    for line in lines:
        name, _dash, rest = line.partition(":")
        places.append({"name": name.strip(), "for_whom": rest.strip(), "how": ""})
    return render(request, "people/not_a_mum.html", {"places": places})


@anybody
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """The record of processing, read from the code's own declarations."""
    titles = {
        "sealed": _("Locked: opens only with a person's key"),
        "tally": _("Counts, without a link to anybody"),
        "public": _("Public anyway"),
        "staff": _("About the team's work"),
        "technical": _("Random numbers, hashes and states"),
        "key": _("Locked keys"),
    }
    by_kind: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in inventory.columns():
        by_kind[row.kind].append({"what": row.what, "kind": row.kind, "until": row.until, "where": f"{row.model} ({row.database})"})
    groups = [{"title": title, "rows": by_kind[kind]} for kind, title in titles.items() if by_kind.get(kind)]
    context = {"groups": groups, "would_hand_over": inventory.would_hand_over(), "kept": holding.said_in_public()}
    return render(request, "people/held.html", context)


@anybody
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "people/about.html")


@anybody
@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """Who is who, by work-name and job."""
    by_role: dict[str, list[str]] = defaultdict(list)
    for row in RoleHeld.objects.select_related("member").order_by("member__work_name"):
        by_role[row.role].append(row.member.work_name)
    jobs = [{"job": capfirst(str(role.label)), "names": by_role[role], "opens": OPENS[role]} for role in Role if by_role.get(role)]
    held_by = Counter(name for names in by_role.values() for name in names)
    several = [name for name, n in sorted(held_by.items()) if n > 1]
    return render(request, "people/who.html", {"jobs": jobs, "several": several})
