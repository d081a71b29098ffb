"""The public pages of conversations: which there are, and what may be shown of one that has closed.

Offers: `talks`, `result`. No form stands on them: a proxy may keep them for some minutes.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kithbridge.agree import context as there
from kithbridge.agree.models import State
from kithbridge.agree.result_words import shown
from kithbridge.people.access import anybody


@anybody
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """What is open, and what came of the others."""
    return render(request, "agree/talks.html", {"open": there.open_lines(), "closed": there.closed_lines()})


@anybody
@require_safe
def result(request: HttpRequest, number: int) -> HttpResponse:
    """What may be shown: common ground first, then where we differ, what was heard, and how it was counted."""
    talk = there.find(number)
    context = {
        "talk": talk,
        "stopped": talk.state == State.STOPPED,
        "shown": shown(talk) if talk.state == State.CLOSED else None,
        "when": there.when_words(talk),
        "closed": there.closed_words(talk),
    }
    return render(request, "agree/result.html", context)
