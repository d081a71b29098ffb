"""What a browser of the team sent, read at the border, and where it goes afterwards.

Offers
------
key_of(request)            her unlocked key
form_of(request, act)      what this press is known by, so that a second one does nothing
number(text), day(text)    what was typed into a field
back(name, done), done_words(request, words)   to a page that says what was done, and what it says
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kithbridge.people.access import CallerRequest
from kithbridge.people.views.team_common import done_words
from kithbridge.people.views.team_common import own_key as key_of
from kithbridge.web.once import read_form_id

__all__ = ["back", "day", "done_words", "form_of", "key_of", "number"]


def form_of(request: CallerRequest, act: str, text: str = "") -> str:
    """What this press is known by: a page holds several forms, and Back brings the same page again with other words in it."""
    return f"{act}:{read_form_id(request.POST.get('form_id'))}:{text}"


def number(text: str) -> int:
    """A number as typed, 0 for nothing; -1 for anything else, which the action refuses."""
    text = text.strip() or "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


def day(text: str) -> date | None:
    """A day as a browser's field sends it; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def back(name: str, done: str, *args: UUID | str) -> HttpResponse:
    """To a page that says what was done, in a word that says nothing to others."""
    return redirect(f"{reverse(name, args=args)}?done={done}")
