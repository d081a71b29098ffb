"""Public pages: how we work and why, who is who, what is held, what this is."""

from __future__ import annotations

from collections import defaultdict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kithbridge import rules
from kithbridge.people import facts
from kithbridge.people.access import anybody
from kithbridge.people.models import Role, RoleHeld
from kithbridge.web import inventory, record

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


def _rule(found: rules.Rule) -> dict[str, object]:
    return {"key": found.key, "sentence": rules.explained(found.key), "since": rules.since(found.key)}


@anybody
@require_safe
def how_we_work(request: HttpRequest) -> HttpResponse:
    """Every public rule as a sentence, and that nobody has decided it yet."""
    by_group: dict[rules.Group, list[dict[str, object]]] = defaultdict(list)
    shown = [one for one in rules.all_rules() if one.readers is rules.Readers.EVERYBODY]
    for one in shown:
        by_group[one.group].append(_rule(one))
    groups = [{"title": group.label, "rules": found} for group in rules.Group if (found := by_group.get(group))]
    counts = [
        _("%(n)d rules. Nobody has decided any of them yet.") % {"n": len(shown)},
        _("%(n)d have a limit that no group can pass.") % {"n": sum(one.floor is not None or one.ceiling is not None for one in shown)},
    ]
    return render(request, "people/how.html", {"groups": groups, "counts": counts, "head": record.head()})


@anybody
@require_safe
def why(request: HttpRequest, key: str) -> HttpResponse:
    """Why is it so? Rules that only the team may read are not found here."""
    try:
        found = rules.rule(key)
    except KeyError:
        raise Http404 from None
    if found.readers is not rules.Readers.EVERYBODY:
        raise Http404
    limits = []
    if found.floor is not None:
        limits.append(_("Never less than %(limit)s.") % {"limit": found.floor} if found.floor is not True else _("Always yes."))
    if found.ceiling is not None:
        limits.append(_("Never more than %(limit)s.") % {"limit": found.ceiling})
    shown = {
        **_rule(found),
        "question": found.question,
        "protects": found.protects,
        "floor": " ".join(limits),
        "floor_reason": found.floor_reason,
    }
    return render(request, "people/why.html", {"rule": shown})


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
    return render(request, "people/held.html", {"groups": groups, "would_hand_over": inventory.would_hand_over()})


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
    return render(request, "people/who.html", {"jobs": jobs})
