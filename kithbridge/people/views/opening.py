"""Words, signing in and leaving."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge.engines import sealing
from kithbridge.people import facts, hers, visit
from kithbridge.people.access import CallerRequest, anybody, with_words
from kithbridge.people.actions import opening, pages
from kithbridge.people.views import carry
from kithbridge.web.once import new_form_id

LONGEST_TYPED = 2_000


def give_cookie(response: HttpResponse, token: str) -> HttpResponse:
    """The one cookie of an open visit: a random token, gone with the browser window."""
    response.set_cookie(visit.COOKIE, token, secure=True, httponly=True, samesite="Strict", path="/")
    return response


def take_cookie(response: HttpResponse) -> HttpResponse:
    """Remove the visit's cookie from the browser."""
    response.set_cookie(visit.COOKIE, "", max_age=0, secure=True, httponly=True, samesite="Strict", path="/")
    return response


def _busy(request: HttpRequest) -> HttpResponse:
    """Beyond the queue the answer comes at once; what she typed is never written back."""
    carried = carry.sent_fields(request)
    if carried:
        again = [carry.Field(carry.PREFIX + field.name, field.value, field.shown) for field in carried]
        context = {"busy": True, "carried": again, "carried_to": carry.own_path(request.POST.get("carried_to", ""))}
        return render(request, "people/sign_in.html", {**context, "form_id": new_form_id()}, status=503)
    return render(request, "people/busy.html", status=503)


@anybody
@require_http_methods(["GET", "POST"])
def sign_in(request: CallerRequest) -> HttpResponse:
    """Seven words open her page. Right and wrong words take the same steps and answer with a redirect of one size."""
    if request.method != "POST":
        return render(
            request,
            "people/sign_in.html",
            {"again": "no" in request.GET, "form_id": new_form_id(), "no_cookie": "cookie" in request.GET},
        )
    reading = sealing.read_words(request.POST.get("w", "")[:LONGEST_TYPED], sealing.WordList.load())
    # Words that cannot be right run the same steps as words that are wrong.
    typed = sealing.normalise(reading.words) if reading.words else "nobody has these words"
    try:
        token = opening.open_page(words=typed)
    except sealing.Busy:
        return _busy(request)
    carried = carry.sent_fields(request)
    to = carry.own_path(request.POST.get("carried_to", ""))
    if carried and to:
        if token is None:
            again = [carry.Field(carry.PREFIX + field.name, field.value, field.shown) for field in carried]
            context = {"again": True, "carried": again, "carried_to": to, "form_id": new_form_id()}
            return take_cookie(render(request, "people/sign_in.html", context, status=403))
        return give_cookie(carry.still_here(request, carried, to), token)
    if token is None:
        # A token that opens nothing: both answers have the same headers and size.
        return give_cookie(HttpResponseRedirect(reverse("sign_in") + "?no"), visit.new_token())
    return give_cookie(HttpResponseRedirect(reverse("mine") + "?in=y"), token)


@anybody
@require_POST
def words(request: CallerRequest) -> HttpResponse:
    """Draw words, make a page, show them once. Ties the ask she just made to it."""
    tie = request.POST.get("tie", "")[:200]
    try:
        new = pages.begin(and_then=hers.tie(tie), slip=request.POST.get("slip", "")[:40])
    except sealing.Busy:
        return render(request, "people/busy.html", status=503)
    except pages.SiteBusy:
        return render(request, "people/busy.html", {"full": True, "tie": tie, "form_id": new_form_id()}, status=503)
    return render(request, "people/words.html", {"words": new.words, "form_id": new_form_id()})


@anybody
@require_http_methods(["GET", "POST"])
def words_try(request: CallerRequest) -> HttpResponse:
    """The practice: the same as signing in, with a page of its own when it does not fit."""
    if request.method != "POST":
        return render(request, "people/sign_in.html", {"practised": True, "again": "no" in request.GET, "form_id": new_form_id()})
    response = sign_in(request)
    if response.status_code == 302 and response.headers["Location"].endswith("?no"):
        return give_cookie(HttpResponseRedirect(reverse("words_try") + "?no"), visit.new_token())
    return response


@with_words
@require_http_methods(["GET", "POST"])
def new_words(request: CallerRequest) -> HttpResponse:
    """New words at once; the old ones die."""
    if request.method != "POST":
        return render(request, "people/new_words.html", {"form_id": new_form_id()})
    assert request.caller.key is not None
    try:
        fresh = pages.new_words(key=request.caller.key)
    except sealing.Busy:
        return render(request, "people/busy.html", status=503)
    response = render(request, "people/words.html", {"words": fresh, "fresh": True, "form_id": new_form_id()})
    return take_cookie(response)


@with_words
@require_POST
def everywhere(request: CallerRequest) -> HttpResponse:
    """End all of her visits, on every phone."""
    assert request.caller.key is not None
    opening.leave_everywhere(key=request.caller.key)
    return take_cookie(redirect("start"))


@anybody
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Leave now: the session is gone before the redirect is sent, in every tab. A prefetch leaves nothing."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if "prefetch" in purpose or "prerender" in purpose or request.method == "HEAD":
        return HttpResponse(status=204)
    token = request.COOKIES.get(visit.COOKIE, "")
    if token:
        visit.leave(token)
    response = take_cookie(HttpResponseRedirect(facts.leave_to()))
    response.set_cookie(settings.CSRF_COOKIE_NAME, "", max_age=0, secure=True, httponly=True, samesite="Strict", path="/")
    response.status_code = 303
    response.headers["Clear-Site-Data"] = '"cookies"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


