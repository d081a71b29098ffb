"""Who speaks in a meeting, counted by role: who is in the room, a button for each role, what the count says.

Offers: `turns` (begin one; those there are), `turns_count` (a tap each time), `turns_said` (look at it together, mend it, keep it).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kithbridge.agree import turns as counted
from kithbridge.agree.actions import turns as acts
from kithbridge.agree.actions.turns import BACK_WEEKS, MOST_HEADS, MOST_TURNS, Refused
from kithbridge.agree.heard_names import names
from kithbridge.agree.opened import stays_open
from kithbridge.agree.turns_models import ROLES, Gathering, Meeting
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.views.team_common import form_id, own_key
from kithbridge.rules.spoken import week_words
from kithbridge.web.clock import this_week
from kithbridge.web.once import new_form_id

counters = team(*acts.COUNTERS)
WRONG = {
    "kind": _("Choose what kind of meeting it is."),
    "week": _("Choose one of these weeks."),
    "number": _("Write whole numbers, like 4."),
    "sides": _("At least two people on each side. Whoever is alone on a side would stand there as one person. Then please do not count."),
    "few": _("Fewer than ten turns say nothing. Count on, or let go of it."),
    "gone": _("That was kept already, or is gone. Nothing was changed."),
}
DONE = {
    "kept": _("Kept. Nobody can change it now."),
    "mended": _("Changed. Look at it again."),
    "dropped": _("Let go of. Nothing of it is left."),
}


def _numbers(request: CallerRequest, what: str) -> dict[str, int]:
    """Whole numbers by role; an empty field is none. Raises Refused."""
    found = {}
    for role in ROLES:
        typed = request.POST.get(f"{what}_{role}", "").strip()
        if typed:
            if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
                raise Refused("number")
            found[role] = int(typed)
    return found


def _meeting(number: UUID) -> Meeting:
    found = counted.one(number)
    if found is None:
        raise Http404
    return found


def _list(request: CallerRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    weeks = [str(this_week() - ago) for ago in range(BACK_WEEKS + 1)]
    fields = [(role, capfirst(names([role])), request.POST.get(f"heads_{role}", "")[:6], acts.at_work(role)) for role in ROLES]
    context: dict[str, Any] = {
        "done": DONE.get(request.GET.get("done", ""), ""),
        "wrong": WRONG.get(wrong, ""),
        "wrong_at": {"number": "sides"}.get(wrong, wrong),
        "kinds": Gathering.choices,
        "kind": request.POST.get("kind", ""),
        "week": request.POST.get("week", ""),
        "weeks": [(week, week_words(week)) for week in weeks],
        "theirs": [one for one in fields if not one[3]],
        "ours": [one for one in fields if one[3]],
        "most": MOST_HEADS,
        "meetings": counted.meetings(),
        "form_id": new_form_id(),
    }
    return render(request, "agree/turns.html", context, status=status)


@stays_open
@counters
@require_http_methods(["GET", "POST"])
def turns(request: CallerRequest) -> HttpResponse:
    """Who is in the room; those counted so far."""
    if request.method != "POST":
        return _list(request)
    try:
        made = acts.begin(
            key=own_key(request),
            kind=request.POST.get("kind", ""),
            week=request.POST.get("week", ""),
            heads=_numbers(request, "heads"),
            form_id=form_id(request, "begin"),
        )
    except Refused as problem:
        return _list(request, wrong=problem.why, status=422)
    return redirect("turns_count", made.pk) if made else redirect("turns")


@stays_open
@counters
@require_http_methods(["GET", "POST"])
def turns_count(request: CallerRequest, meeting: UUID) -> HttpResponse:
    """One tap each time somebody speaks."""
    row = _meeting(meeting)
    if row.kept:
        return redirect("turns_said", meeting)
    if request.method == "POST":
        less = "less" in request.POST
        role = request.POST.get("less" if less else "tap", "")
        try:
            acts.tap(key=own_key(request), meeting=meeting, role=role, less=less, form_id=form_id(request, f"tap {role}"))
        except Refused:
            return redirect("turns_said", meeting)
        return redirect(f"{reverse('turns_count', args=[meeting])}?at={role if role in ROLES else ''}")
    context = {
        "meeting": row,
        "week": week_words(str(row.week)),
        "rows": counted.rows(row),
        "at": request.GET.get("at", ""),
        "form_id": new_form_id(),
    }
    return render(request, "agree/turns_count.html", context)


def _said(request: CallerRequest, row: Meeting, *, wrong: str = "", status: int = 200) -> HttpResponse:
    found = [(one, request.POST.get(f"turns_{one.role}", str(one.turns))[:6]) for one in counted.rows(row)]
    context = {
        "meeting": row,
        "week": week_words(str(row.week)),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "wrong": WRONG.get(wrong, ""),
        "said": counted.told(row),
        "each": counted.each(row),
        "rows": found,
        "most": MOST_TURNS,
        "form_id": new_form_id(),
    }
    return render(request, "agree/turns_said.html", context, status=status)


@stays_open
@counters
@require_http_methods(["GET", "POST"])
def turns_said(request: CallerRequest, meeting: UUID) -> HttpResponse:
    """What the count says; the room looks at it, mends it, keeps it or lets go of it."""
    row, key = _meeting(meeting), own_key(request)
    if request.method != "POST":
        return _said(request, row)
    here = reverse("turns_said", args=[meeting])
    try:
        if "keep" in request.POST:
            acts.keep(key=key, meeting=meeting)
            return redirect(f"{here}?done=kept")
        if "drop" in request.POST:
            acts.drop(key=key, meeting=meeting)
            return redirect(f"{reverse('turns')}?done=dropped")
        acts.type_in(key=key, meeting=meeting, turns=_numbers(request, "turns"), form_id=form_id(request, "typed"))
    except Refused as problem:
        return _said(request, _meeting(meeting), wrong=problem.why, status=422)
    return redirect(f"{here}?done=mended")
