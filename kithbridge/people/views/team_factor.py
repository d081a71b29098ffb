"""Setting up second factors: the first one while signing in, more of them later, and the spare codes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kithbridge.people import visit
from kithbridge.people.access import CallerRequest, team, waiting
from kithbridge.people.actions import factors, opening
from kithbridge.people.factors import passkey, totp
from kithbridge.people.factors.swap import swap
from kithbridge.people.folded import fold, unfold
from kithbridge.people.queries import team as known
from kithbridge.people.vault import CannotOpen
from kithbridge.people.views.opening import give_cookie, take_cookie
from kithbridge.people.views.team_common import json_body, own_key, said, typed


def _page(request: CallerRequest, *, first: bool, secret: str = "", wrong: bool = False) -> HttpResponse:
    """The code app's picture and text key. The new secret rides on the page, folded under her own key."""
    secret = secret or totp.new_secret()
    uri = totp.address(secret, request.caller.work_name)
    names = ("team_factor_first_begin", "team_factor_first_end") if first else ("team_factor_begin", "team_factor_end")
    context = {
        "first": first,
        "wrong": wrong,
        "picture": totp.picture(uri),
        "grouped": totp.grouped(secret),
        "address": uri,
        "folded": fold(own_key(request).private.hex(), "totp", {"secret": secret}),
        "begin": reverse(names[0]),
        "end": reverse(names[1]),
    }
    return render(request, "people/team_factor.html", context, status=400 if wrong else 200)


def _keep_totp(request: CallerRequest, *, first: bool) -> HttpResponse | None:
    """Keep the code app if it shows a right code; a page when it does not."""
    key = own_key(request)
    inside = unfold(key.private.hex(), "totp", request.POST.get("folded", ""))
    if inside is None:
        return _page(request, first=first, wrong=True)
    try:
        factors.one_try(owner=key.owner)
        factors.add_totp(key=key, secret=inside["secret"], code=typed(request, "code")[:40])
    except factors.WrongCode:
        return _page(request, first=first, secret=inside["secret"], wrong=True)
    except factors.TooManyTries:
        visit.leave(request.caller.token)
        return take_cookie(render(request, "people/team_too_many.html", status=429))
    return None


def _let_in(request: CallerRequest, response: HttpResponse) -> HttpResponse:
    try:
        token = opening.second_factor_passed(token=request.caller.token)
    except CannotOpen:
        return take_cookie(HttpResponseRedirect(reverse("team_sign_in") + "?late"))
    return give_cookie(response, token)


@waiting
@require_http_methods(["GET", "POST"])
def first(request: CallerRequest) -> HttpResponse:
    """Her first second factor; without one she reaches nothing else. Who has one already cannot add another from here."""
    if factors.factors_of(own_key(request).owner):
        return redirect("team_second")
    if request.method != "POST":
        return _page(request, first=True)
    return _keep_totp(request, first=True) or _let_in(request, HttpResponseRedirect(reverse("team_codes")))


@waiting
@require_POST
def first_begin(request: CallerRequest) -> HttpResponse:
    if factors.factors_of(own_key(request).owner):
        return said(_("You have a second step already. Sign in with it."))
    return _begin(request, visit.Stage.WAITING)


@waiting
@require_POST
def first_end(request: CallerRequest) -> HttpResponse:
    if factors.factors_of(own_key(request).owner):
        return said(_("You have a second step already. Sign in with it."))
    return _end(request) or _let_in(request, JsonResponse({"to": reverse("team_codes")}))


@team()
@require_http_methods(["GET", "POST"])
def add(request: CallerRequest) -> HttpResponse:
    """One more second factor."""
    if request.method != "POST":
        return _page(request, first=False)
    return _keep_totp(request, first=False) or redirect("team_me")


@team()
@require_POST
def begin(request: CallerRequest) -> HttpResponse:
    return _begin(request, visit.Stage.TEAM)


@team()
@require_POST
def end(request: CallerRequest) -> HttpResponse:
    return _end(request) or JsonResponse({"to": reverse("team_me")})


def _begin(request: CallerRequest, stage: visit.Stage) -> HttpResponse:
    """Options for the browser; the challenge goes into the sealed visit."""
    key = own_key(request)
    held = list(factors.secrets_of(key, "passkey").values())
    options, state = passkey.begin_register(key, request.caller.work_name, held)
    token = swap(request.caller.token, key, stage, passkey=state)
    return give_cookie(JsonResponse({"options": options}), token)


def _end(request: CallerRequest) -> HttpResponse | None:
    """Keep the passkey; an answer when it does not fit."""
    try:
        made = passkey.end_register(request.caller.extra.get("passkey", ""), json_body(request).get("answer") or {})
    except passkey.Refused:
        return said(_("That passkey did not fit. Nothing was changed. Try again, or use a code app."))
    factors.add(key=own_key(request), kind="passkey", secret=made)
    return None


@team()
@require_POST
def remove(request: CallerRequest, factor: UUID) -> HttpResponse:
    """Take one off; never the last."""
    try:
        factors.remove(key=own_key(request), factor=factor)
    except factors.LastFactor:
        return HttpResponseRedirect(reverse("team_me") + "?last")
    return redirect("team_me")


@team()
@require_http_methods(["GET", "POST"])
def codes(request: CallerRequest) -> HttpResponse:
    """Ten spare codes: drawn by a press, shown once."""
    key = own_key(request)
    if request.method == "POST":
        return render(request, "people/team_codes.html", {"codes": factors.new_spares(key=key)})
    return render(request, "people/team_codes.html", {"left": known.spares_left(key.owner)})
