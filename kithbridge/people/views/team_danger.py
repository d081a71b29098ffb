""" "I am worried about this", and the worries of the two who share one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kithbridge import rules
from kithbridge.people import facts
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.actions import danger as actions
from kithbridge.people.actions.danger import NotRaised
from kithbridge.people.models import Role
from kithbridge.people.queries import danger, page
from kithbridge.people.vault import CannotOpen
from kithbridge.people.views.team_common import own_key
from kithbridge.web.once import new_form_id, read_form_id
from kithbridge.web.sent import read_uuid

readers = team(Role.PEER, Role.LEAD, Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)


def why_not(problem: NotRaised) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "gone": _("This has ended in the meantime, or is not shared with you. Nothing was written down."),
        "second": _("Choose who you call in. What you wrote is still here."),
        "empty": _("Write one or two sentences. Nothing was written down yet."),
        "long": _("That is too long: 500 characters at most. What you wrote is still here."),
        "outcome": _("Choose one of the three ways. What you wrote is still here."),
        "decided": _("This was decided already. What was written down stands."),
    }[problem.why]


def _ways() -> list[dict[str, str]]:
    return [
        {
            "value": "stay",
            "label": _("Stay and talk"),
            "hint": _("Nobody is told. One of us stays in touch and asks again."),
        },
        {
            "value": "tell",
            "label": _("Tell her first, then pass on"),
            "hint": _("She hears from us what we pass on, to whom, and why."),
        },
        {
            "value": "pass",
            "label": _("Pass on now"),
            "hint": _("Only where telling her first makes it more dangerous."),
        },
    ]


def _common() -> dict[str, Any]:
    notice, numbers = facts.notice(), facts.numbers()
    return {
        "threshold": notice.threshold if notice else "",
        "first": [numbers.pop("emergency")],
        "numbers": list(numbers.values()),
        "weeks": rules.value("worries.live_weeks"),
        "longest": actions.LONGEST,
        "ways": _ways(),
        "form_id": new_form_id(),
    }


@require_http_methods(["GET", "POST"])
@readers
def worry_new(request: CallerRequest, kind: str, about: UUID) -> HttpResponseBase:
    """The threshold, the second person, a short note for two."""
    key = own_key(request)
    found = danger.subject(key, kind, about)
    sent, wrong = request.POST, ""
    if request.method == "POST":
        try:
            worry = actions.raise_worry(
                key=key,
                kind=kind,
                about=about,
                second=read_uuid(sent.get("second", "")) or UUID(int=0),
                text=sent.get("note", ""),
                share="share" in sent,
                form_id="worry:" + read_form_id(sent.get("form_id")),
            )
        except NotRaised as problem:
            wrong = why_not(problem)
        except CannotOpen:
            wrong = _("The one you chose cannot be reached here yet: ring her. What you wrote is still here.")
        else:
            return redirect("worry", worry) if worry else redirect("worries")
    if found is None and not wrong:
        raise Http404
    context = {
        **_common(),
        "subject": found,
        "seconds": danger.seconds(key),
        "chosen": sent.get("second", ""),
        "note": sent.get("note", ""),
        "share": "share" in sent,
        "wrong": wrong,
    }
    return render(request, "people/danger_new.html", context, status=422 if wrong else 200)


@require_GET
@readers
def worries(request: CallerRequest) -> HttpResponseBase:
    """What is sealed to her."""
    found = danger.worries_of(own_key(request))
    shown = [{"one": one, "since": page.week_words(one.row.week)} for one in found]
    return render(request, "people/danger_list.html", {"worries": shown})


def _one(request: CallerRequest, found: danger.Opened, *, status: int = 200, **more: Any) -> HttpResponse:
    key = own_key(request)
    context = {
        **_common(),
        "worry": found,
        "since": page.week_words(found.row.week),
        "ends": page.week_words(found.row.ends),
        "links": danger.links(key, found.row),
        "seconds": danger.seconds(key) if found.alone else [],
        **more,
    }
    return render(request, "people/danger_one.html", context, status=status)


@require_http_methods(["GET", "POST"])
@readers
def worry(request: CallerRequest, worry: UUID) -> HttpResponseBase:
    """The note, and for the second person how it ends."""
    key = own_key(request)
    found = danger.one_worry(key, worry)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _one(request, found)
    sent = request.POST
    try:
        if "second" in sent:
            actions.call_another(key=key, worry=worry, second=read_uuid(sent["second"]) or UUID(int=0))
        else:
            actions.decide(key=key, worry=worry, outcome=sent.get("outcome", ""), text=sent.get("note", ""))
    except NotRaised as problem:
        found = danger.one_worry(key, worry) or found
        return _one(
            request,
            found,
            status=422,
            wrong=why_not(problem),
            note=sent.get("note", ""),
            chosen=sent.get("outcome", ""),
        )
    return redirect("worry", worry)
