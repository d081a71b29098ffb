"""The public page "Whose word counts". Offers: `whose_word`. No form stands on it: a proxy may keep it for some minutes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kithbridge.agree.heard import heard
from kithbridge.agree.heard_words import shown
from kithbridge.people.access import anybody


@anybody
@require_safe
def whose_word(request: HttpRequest) -> HttpResponse:
    """What was said, by role, beside what decisions rest on."""
    return render(request, "agree/heard.html", {"shown": shown(heard())})
