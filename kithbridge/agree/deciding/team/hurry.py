"""For two leads: an urgent change towards protection, or a pause that the steering group wants. One asks, another agrees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.agree.deciding import forms
from kithbridge.agree.deciding.team.proposals import by_group, known_rule
from kithbridge.agree.deciding.views import status_of
from kithbridge.agree.opened import stays_open
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import two_leads
from kithbridge.people.deciding.models import ByTwo
from kithbridge.people.models import Role
from kithbridge.people.views.team_common import form_id, own_key, typed
from kithbridge.rules import decided, state
from kithbridge.rules.decided import shown
from kithbridge.rules.enact import PAUSE_WEEKS, URGENT_WEEKS, Refused
from kithbridge.rules.models import Pause
from kithbridge.rules.spoken import GROUNDS, date_words, week_words
from kithbridge.web.clock import this_week, today

TOWARDS = {"less": gettext_lazy("less."), "more": gettext_lazy("more."), "yes": gettext_lazy("yes."), "no": gettext_lazy("no.")}
KEPT = ("weeks", "reason", "ground", "office", "decision")


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("There is no such decision or request.")) from None


def _urgent(request: CallerRequest) -> None:
    declared = known_rule(request.POST.get("rule", ""))
    if declared is None:
        raise Refused(_("Choose a rule."))
    two_leads.ask_urgent(
        rule=declared.key,
        value=forms.read(declared, request.POST),
        weeks=forms.whole(request.POST, "weeks"),
        reason=typed(request, "reason"),
        by=own_key(request),
        form_id=form_id(request, "urgent"),
    )


def _pause(request: CallerRequest) -> None:
    if not typed(request, "decision"):
        raise Refused(_("Choose which decision."))
    two_leads.ask_pause(
        decision=_number(typed(request, "decision")),
        ground=typed(request, "ground"),
        office=typed(request, "office"),
        reason=typed(request, "reason"),
        weeks=forms.whole(request.POST, "weeks"),
        by=own_key(request),
        form_id=form_id(request, "pause"),
    )


def _agree(request: CallerRequest) -> None:
    two_leads.agree(request=_number(typed(request, "request")), by=own_key(request))


def _call_back(request: CallerRequest) -> None:
    two_leads.call_back(request=_number(typed(request, "request")), by=own_key(request))


ACTS: dict[str, Callable[[CallerRequest], None]] = {"urgent": _urgent, "pause": _pause, "agree": _agree, "call_back": _call_back}


def _waiting(own: UUID) -> list[dict[str, Any]]:
    """What one lead asked for and a second has not agreed to yet."""
    doing = {one.pk: one.words for one in decided.doings()}
    return [
        {
            "id": row.pk,
            "pause": row.kind == "pause",
            "question": rules.rule(row.key).question if row.key else doing.get(row.decision or row.pk, ""),
            "value": shown(rules.rule(row.key), row.value) if row.kind == "urgent" else "",
            "ground": GROUNDS.get(row.ground, ""),
            "office": row.office,
            "weeks": row.weeks,
            "reason": row.reason,
            "asked_by": queries.name_of(row.asked_by),
            "mine": row.asked_by == own,
            "ends": date_words(row.ends),
        }
        for row in ByTwo.objects.filter(ends__gte=today()).order_by("ends", "key", "pk")
    ]


def _decisions() -> list[dict[str, Any]]:
    """The decisions that hold or are coming, and were not paused before; the newest first."""
    paused = {str(number) for number in Pause.objects.values_list("decision", flat=True)}
    found: list[tuple[str, dict[str, Any]]] = []
    for declared in rules.all_rules():
        standing, coming = state.in_force(declared.key), state.pending(declared.key)
        held = [(standing.decision, standing.value, standing.week)] if standing.how in ("decision", "trial") else []
        held += [(coming.decision, coming.value, coming.week)] if coming else []
        found += [
            (week, {"id": number, "question": declared.question, "value": shown(declared, value), "week": week_words(week)})
            for number, value, week in held
            if number not in paused
        ]
    now = str(this_week())
    found += [
        (str(one.week), {"id": str(one.pk), "question": one.words, "value": "", "week": week_words(str(one.week))})
        for one in decided.doings()
        if str(one.pk) not in paused and not (one.until and one.until < now)
    ]
    return [line for _week, line in sorted(found, key=lambda one: one[0], reverse=True)]


def _page(request: CallerRequest, *, act: str = "", wrong: str = "", status: int = 200) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    declared = known_rule(sent.get("rule", ""))
    asked = None
    if declared is not None:
        again = act == "urgent" and bool(wrong)
        asked = forms.asked_again(declared, request.POST) if again else forms.asked(declared, state.value(declared.key))
    context = {
        "waiting": _waiting(own_key(request).owner),
        "rule": declared,
        "asked": asked,
        "now": rules.explained(declared.key) if declared else "",
        "towards": TOWARDS.get(declared.safer, "") if declared else "",
        "groups": [] if declared else by_group(lambda standing: standing.rule.hurried),
        "decisions": _decisions(),
        "grounds": GROUNDS.items(),
        "urgent_weeks": URGENT_WEEKS,
        "pause_weeks": PAUSE_WEEKS,
        "typed": {name: typed(request, name) for name in KEPT} if wrong else {},
        "act": act,
        "wrong": wrong,
    }
    return render(request, "agree/deciding/hurry.html", context, status=status)


@stays_open
@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def hurry(request: CallerRequest) -> HttpResponse:
    """What waits for a second lead; an urgent change; a pause."""
    act = request.POST.get("act", "")
    if request.method != "POST" or act not in ACTS:
        return _page(request)
    try:
        ACTS[act](request)
    except Refused as problem:
        return _page(request, act=act, wrong=str(problem), status=status_of(problem))
    return redirect("team_hurry")
