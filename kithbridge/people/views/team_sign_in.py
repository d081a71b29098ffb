"""Signing in: work-name and words, then the second factor. A passkey or a code alone opens nothing."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge.engines import sealing
from kithbridge.people import visit
from kithbridge.people.access import CallerRequest, anybody, waiting
from kithbridge.people.actions import factors, opening
from kithbridge.people.factors import passkey
from kithbridge.people.factors.swap import swap
from kithbridge.people.vault import CannotOpen
from kithbridge.people.views.opening import give_cookie, take_cookie
from kithbridge.people.views.team_common import json_body, own_key, read_eight, said, typed

NOBODY = "nobody"  # stands where nothing was typed, so that the same steps are run


@anybody
@require_http_methods(["GET", "POST"])
def sign_in(request: CallerRequest) -> HttpResponse:
    """Right and wrong words take the same steps; nothing typed is ever written back."""
    if request.method != "POST":
        if request.caller.side in ("team", "waiting"):
            return redirect("team_home" if request.caller.side == "team" else "team_second")
        return render(request, "people/team_sign_in.html", {"again": "no" in request.GET, "late": "late" in request.GET})
    words = read_eight(typed(request, "words"))
    name = typed(request, "work_name").strip()[:200] or NOBODY
    try:
        token = opening.open_team(work_name=name, words=sealing.normalise(words or (NOBODY,)))
    except sealing.Busy:
        return render(request, "people/team_busy.html", status=503)
    if token is None:
        return HttpResponseRedirect(reverse("team_sign_in") + "?no")
    if request.caller.token:
        visit.leave(request.caller.token)
    return give_cookie(HttpResponseRedirect(reverse("team_cookie")), token)


@anybody
@require_safe
def cookie_check(request: CallerRequest) -> HttpResponse:
    """Browsers drop the cookie silently on plain http: look whether it came back, say what to do if not (GROUND section 9)."""
    if request.caller.side in ("team", "waiting"):
        return redirect("team_second" if request.caller.side == "waiting" else "team_home")
    return render(request, "people/team_cookie.html", {"https": request.is_secure()}, status=400)


@waiting
@require_http_methods(["GET", "POST"])
def second(request: CallerRequest) -> HttpResponse:
    """A code, a passkey or a spare code. Who has no second factor sets one up first and reaches nothing else."""
    key = own_key(request)
    held = {factor.kind for factor in factors.factors_of(key.owner)}
    if not held:
        return redirect("team_factor_first")
    if request.method != "POST":
        context = {"totp": "totp" in held, "passkey": "passkey" in held, "again": "no" in request.GET}
        return render(request, "people/team_second.html", context)
    try:
        if "spare" in request.POST:
            factors.use_spare(key=key, code=typed(request, "spare")[:40])
        else:
            factors.check_totp(key=key, code=typed(request, "code")[:40])
    except factors.WrongCode:
        return HttpResponseRedirect(reverse("team_second") + "?no")
    except factors.TooManyTries:
        return _too_many(request)
    return _let_in(request, HttpResponseRedirect(reverse("team_home")))


def _too_many(request: CallerRequest) -> HttpResponse:
    visit.leave(request.caller.token)
    return take_cookie(render(request, "people/team_too_many.html", status=429))


def _let_in(request: CallerRequest, response: HttpResponse) -> HttpResponse:
    """Trade the waiting visit for an open one."""
    try:
        token = opening.second_factor_passed(token=request.caller.token)
    except CannotOpen:
        return take_cookie(HttpResponseRedirect(reverse("team_sign_in") + "?late"))
    return give_cookie(response, token)


@waiting
@require_POST
def passkey_begin(request: CallerRequest) -> HttpResponse:
    """A challenge, kept inside the sealed waiting visit."""
    key = own_key(request)
    known = list(factors.secrets_of(key, "passkey").values())
    if not known:
        return said(_("There is no passkey for this work-name. Use a code."))
    options, state = passkey.begin_check(known)
    token = swap(request.caller.token, key, visit.Stage.WAITING, passkey=state)
    return give_cookie(JsonResponse({"options": options}), token)


@waiting
@require_POST
def passkey_end(request: CallerRequest) -> HttpResponse:
    """The browser's answer to the challenge of this visit."""
    key = own_key(request)
    try:
        factors.one_try(owner=key.owner)
        known = list(factors.secrets_of(key, "passkey").values())
        passkey.end_check(request.caller.extra.get("passkey", ""), known, json_body(request).get("answer") or {})
    except passkey.Refused:
        return said(_("That passkey did not fit. Try again, or use a code."))
    except factors.TooManyTries:
        visit.leave(request.caller.token)
        return take_cookie(said(_("Too many tries. Wait an hour, then sign in again."), status=429))
    return _let_in(request, JsonResponse({"to": reverse("team_home")}))


@anybody
@require_POST
def sign_out(request: CallerRequest) -> HttpResponse:
    """The row is gone before the answer is sent."""
    if request.caller.token:
        visit.leave(request.caller.token)
    return take_cookie(redirect("team_sign_in"))
