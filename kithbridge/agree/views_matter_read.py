"""What somebody who sits wrote about a matter, read by two of the team with different jobs before others see it.

Offers: `queue`, `one`.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge.agree import matter_page, matters
from kithbridge.agree.actions import amending, commenting, standing, waiting
from kithbridge.agree.actions import matters as acts
from kithbridge.agree.matter_models import Part
from kithbridge.agree.matters import Waiting
from kithbridge.people import facts, offers
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.vault import Key
from kithbridge.people.views.team_common import own_key, typed
from kithbridge.rules.enact import Refused

readers = team(*standing.JOBS)
LABELS = {part.value: part.label for part in Part}


def _lines(one: Waiting) -> list[tuple[str, str]]:
    """What stands in it: of a matter the label of each part, and its words; of the others the words alone."""
    labels = LABELS if one.kind == "matter" else {}
    return [(str(labels.get(name, "")), text) for name, text in one.inside.items() if text and name != "part"]


@require_safe
@readers
def queue(request: CallerRequest) -> HttpResponse:
    """What waits for her; what she has read, for whom somebody else has to come."""
    facts.looked()
    found = sorted(matters.waiting(own_key(request)), key=lambda one: one.mine)
    context = {"waiting": [(one, _lines(one)) for one in found], "done": matter_page.done_words(request)}
    return render(request, "agree/team_matter_waiting.html", context)


def _show(key: Key, one: Waiting) -> str:
    shown = {
        "matter": lambda: acts.show_suggested(key=key, matter=one.id),
        "comment": lambda: commenting.show(key=key, comment=one.id),
        "amendment": lambda: amending.show(key=key, amendment=one.id),
    }[one.kind]()
    return "shown" if shown else "one"


def _hide(key: Key, one: Waiting, reason: str, answer: str) -> str:
    if one.kind == "matter":
        acts.hide_suggested(key=key, matter=one.id, reason=reason, answer=answer)
    elif one.kind == "comment":
        commenting.hide(key=key, comment=one.id, reason=reason, answer=answer)
    else:
        amending.hide(key=key, amendment=one.id, reason=reason, answer=answer)
    return "hidden"


@require_http_methods(["GET", "POST"])
@readers
def one(request: CallerRequest, number: UUID) -> HttpResponse:
    """One of them, opened with her key: show it, or leave it out with a reason and a sentence to whoever wrote it."""
    facts.looked()
    key, wrong, status = own_key(request), "", 200
    found = next((each for each in matters.waiting(key) if each.id == number), None)
    if found is None:
        return render(request, "agree/team_matter_gone.html", status=404)
    act = request.POST.get("act", "")
    if request.method == "POST" and act not in ("show", "hide"):
        status = 400
    elif request.method == "POST":
        try:
            done = _hide(key, found, typed(request, "reason"), typed(request, "answer")) if act == "hide" else _show(key, found)
        except Refused as problem:
            wrong, status = str(problem), matter_page.status_of(problem)
        else:
            answer = redirect("team_matter_waiting")
            answer["Location"] = f"{reverse('team_matter_waiting')}?done={done}"
            return answer
    context = {
        "one": found,
        "lines": _lines(found),
        "part": found.inside.get("part", ""),
        "pieces": amending.beside_now(found.id, found.inside.get("text", "")) if found.kind == "amendment" else [],
        "suggestions": offers.wording_look("\n".join(text for _label, text in _lines(found))),
        "reasons": waiting.REASONS.items(),
        "reason": typed(request, "reason"),
        "answer": typed(request, "answer"),
        "longest": waiting.LONGEST_ANSWER,
        "wrong": wrong,
        "act": act,
    }
    return render(request, "agree/team_matter_waits.html", context, status=status)
