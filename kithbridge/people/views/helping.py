"""Help right now: five doors that work when nothing else does, and the group's recordings."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kithbridge.people import facts
from kithbridge.people.access import anybody
from kithbridge.people.doors import DOORS, SMALL_DOORS, door_at, numbers_for
from kithbridge.people.models import Recording


@anybody
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    return render(request, "people/help.html", {"doors": DOORS, "small_doors": SMALL_DOORS})


@anybody
@require_safe
def door(request: HttpRequest, number: int) -> HttpResponse:
    found = door_at(number)
    if found is None:
        raise Http404
    known = facts.all_facts()
    numbers, words = known.get("numbers_checked", ""), known.get("texts_checked", "")
    checked = [
        _("Words checked by %(who)s.") % {"who": words} if words else _("Nobody has checked these words for this area yet."),
        _("Numbers checked by %(who)s.") % {"who": numbers} if numbers else "",
    ]
    return render(
        request,
        "people/help_door.html",
        {
            "door": found,
            "numbers": numbers_for(found, facts.numbers(known)),
            "recording": Recording.objects.filter(slug=found.slug).exists(),
            "checked": " ".join(checked).strip(),
        },
    )


@anybody
@require_safe
def recording(request: HttpRequest, slug: str) -> HttpResponse:
    """The group's own voice: a plain file, loaded on a tap, sent whole or in the parts a player asks for."""
    found = Recording.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    sound = bytes(found.sound)
    wanted = request.headers.get("Range", "")
    response = HttpResponse(sound, content_type=found.kind)
    if wanted.startswith("bytes=") and "," not in wanted:
        first, _dash, last = wanted[6:].partition("-")
        if first.isdigit() and int(first) < len(sound):
            begin, end = int(first), min(int(last), len(sound) - 1) if last.isdigit() else len(sound) - 1
            response = HttpResponse(sound[begin : end + 1], content_type=found.kind, status=206)
            response.headers["Content-Range"] = f"bytes {begin}-{end}/{len(sound)}"
    response.headers["Accept-Ranges"] = "bytes"
    return response
