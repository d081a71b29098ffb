"""A form that did not go through gives her text back; it is never stored (GROUND section 5).

Offers
------
signed_out(request, side)   the session ended before the form came: sign-in page with her text carried along
closed(request)             the site takes nothing in just now
crowded(request, slip, why) too many are guessing slips
not_sent(request, reason)   Django's CSRF failure view: her text, and one tap to send it
carried_fields(request), sent_fields(request)   packing into hidden fields and out again
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from kithbridge.web.once import new_form_id

NOT_CARRIED = {"slip", "csrfmiddlewaretoken", "w", "words", "work_name", "passphrase", "code"}
PREFIX = "c_"
SHOWN = {"text", "note", "answer", "where"}
LONGEST_TOTAL = 60_000


@dataclass(frozen=True)
class Field:
    """One field of a form on its way. `shown`: her own words, put before her eyes."""

    name: str
    value: str
    shown: bool


def _fields(request: HttpRequest, prefix: str) -> list[Field]:
    found: list[Field] = []
    total = 0
    for name, values in request.POST.lists():
        if name in NOT_CARRIED:
            continue
        for value in values:
            total += len(name) + len(str(value))
            if total > LONGEST_TOTAL:
                return found
            found.append(Field(prefix + name, str(value), name in SHOWN and bool(value)))
    return found


def carried_fields(request: HttpRequest) -> list[Field]:
    """The form's fields under a prefix, to ride along on the sign-in page."""
    return _fields(request, PREFIX)


def sent_fields(request: HttpRequest) -> list[Field]:
    """What rode along on the sign-in page, with its own names again."""
    found = []
    for name, values in request.POST.lists():
        if name.startswith(PREFIX):
            plain = name[len(PREFIX) :]
            found += [Field(plain, str(value), plain in SHOWN and bool(value)) for value in values if plain not in NOT_CARRIED]
    return found


def own_path(text: str) -> str:
    """The path if it is an address of this site that a form may go to, else ''."""
    path = text.split("?")[0]
    if not path.startswith("/") or path.startswith("//"):
        return ""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def still_here(request: HttpRequest, fields: list[Field], to: str, *, status: int = 200, sign_in: str = "", why: str = "") -> HttpResponse:
    """Her text and one button that sends it."""
    own = next((field.value for field in fields if field.name == "form_id"), "") or new_form_id()
    rest = [field for field in fields if field.name != "form_id"]
    context = {"carried": rest, "carried_to": to, "form_id": own, "sign_in": sign_in, "why": why}
    return render(request, "people/still_here.html", context, status=status)


def signed_out(request: HttpRequest, side: str) -> HttpResponse:
    """The session ended before this form came."""
    to = own_path(request.path)
    if side == "words":
        context = {"carried": carried_fields(request), "carried_to": to, "form_id": new_form_id()}
        return render(request, "people/sign_in.html", context, status=403)
    return still_here(request, _fields(request, ""), to, status=403, sign_in="team_sign_in")


def has_words(request: HttpRequest) -> bool:
    """Whether somebody wrote something into this form."""
    return any(field.shown for field in _fields(request, ""))


def closed(request: HttpRequest) -> HttpResponse:
    """The site closed while she was writing: her text is on the page, and one tap sends it once it is open again."""
    return still_here(request, _fields(request, ""), own_path(request.path), status=503)


def crowded(request: HttpRequest, *, slip: str, why: str) -> HttpResponse:
    """Her slip comes back to her with the rest: it was not tried."""
    return still_here(request, [*_fields(request, ""), Field("slip", slip, False)], own_path(request.path), status=503, why=why)


def not_sent(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key was missing or old: nothing was done; her text is here with a fresh key."""
    to = own_path(request.path)
    fields = _fields(request, "")
    if to and any(field.name != "form_id" for field in fields):
        return still_here(request, fields, to, status=403)
    return render(request, "web/error.html", {"kind": 403}, status=403)
