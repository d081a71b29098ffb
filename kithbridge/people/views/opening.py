"""Words, signing in and leaving."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge import rules
from kithbridge.engines import sealing
from kithbridge.people import facts, hers, vault, visit
from kithbridge.people.access import CallerRequest, anybody, looks_up_caller, with_words
from kithbridge.people.actions import opening, pages
from kithbridge.people.folded import fold, unfold
from kithbridge.people.views import carry
from kithbridge.web import logs
from kithbridge.web.once import new_form_id

LONGEST_TYPED = 2_000


def read_typed(text: str, *lengths: int) -> sealing.Reading:
    """Words as she typed them. How many there are may have changed since hers were drawn: every number the rule allows is tried."""
    wordlist, typed = sealing.WordList.load(), text[:LONGEST_TYPED]
    count = sum(not token.isdigit() for token in typed.split())
    readings = [sealing.read_words(typed, wordlist, n=n) for n in sorted(lengths or lengths_of_words(), key=lambda n: abs(n - count))]
    return next((one for one in readings if one.words), readings[0])


def lengths_of_words() -> range:
    """How many words can open a page: any number between the limits of rule words.count."""
    declared = rules.rule("words.count")
    return range(declared.floor, declared.ceiling + 1)


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
    """Her words open her page. Right and wrong words take the same steps and answer with a redirect of one size."""
    if request.method != "POST":
        return render(
            request,
            "people/sign_in.html",
            {"again": "no" in request.GET, "form_id": new_form_id(), "no_cookie": "cookie" in request.GET},
        )
    reading = read_typed(request.POST.get("w", ""))
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


def _show_words(request: CallerRequest, shown: tuple[str, ...], form_id: str, **extra: Any) -> HttpResponse:
    """The drawn words, and folded into the form itself so that nothing is stored before she has typed them back."""
    context = {
        "words": shown,
        "cards": rules.value("words.card"),
        "form_id": form_id,
        "fold": fold(form_id, "words", {"words": " ".join(shown)}),
        **extra,
    }
    return render(request, "people/words.html", context, status=503 if extra.get("busy") or extra.get("full") else 200)


@anybody
@require_POST
def words(request: CallerRequest) -> HttpResponse:
    """Draw words and show them. The page begins when she types them back."""
    return _show_words(request, pages.draw(), new_form_id(), tie=request.POST.get("tie", "")[:200])


def _practised(request: CallerRequest) -> HttpResponse | None:
    """She typed the words back that this very form showed her: her page begins. None: the form shows no words."""
    form_id = request.POST.get("form_id", "")[:64]
    inside = unfold(form_id, "words", request.POST.get("fold", "")[:2_000])
    if inside is None:
        return None
    shown = tuple(inside["words"].split())
    tie = request.POST.get("tie", "")[:200]
    typed = read_typed(request.POST.get("w", ""), len(shown))
    if typed.words != shown:
        return _show_words(request, shown, form_id, tie=tie, again=True)
    try:
        key = pages.begin(words=shown, and_then=hers.tie(tie), slip=request.POST.get("slip", "")[:40])
    except sealing.Busy:
        return _show_words(request, shown, form_id, tie=tie, busy=True)
    except pages.SiteBusy:
        return _show_words(request, shown, form_id, tie=tie, full=True)
    return give_cookie(HttpResponseRedirect(reverse("mine") + "?in=y"), opening.enter(key=key))


@anybody
@require_http_methods(["GET", "POST"])
def words_try(request: CallerRequest) -> HttpResponse:
    """The practice. With new words for a page that is there it is the same as signing in."""
    if request.method != "POST":
        return render(request, "people/sign_in.html", {"practised": True, "again": "no" in request.GET, "form_id": new_form_id()})
    if (practised := _practised(request)) is not None:
        return practised
    response = sign_in(request)
    if response.status_code == 302 and response.headers["Location"].endswith("?no"):
        return give_cookie(HttpResponseRedirect(reverse("words_try") + "?no"), visit.new_token())
    return response


@looks_up_caller
@anybody
@require_http_methods(["GET", "POST"])
def new_words(request: CallerRequest) -> HttpResponse:
    """New words at once; the old ones die. The form carries them folded, so that a second press shows the same words and loses nothing."""
    if request.method != "POST":
        if request.caller.side != "words":
            return redirect("sign_in")
        form_id = new_form_id()
        folded = fold(form_id, "new words", {"words": " ".join(pages.draw())})
        return render(request, "people/new_words.html", {"form_id": form_id, "fold": folded})
    form_id = request.POST.get("form_id", "")[:64]
    inside = unfold(form_id, "new words", request.POST.get("fold", "")[:2_000])
    if inside is None:
        return redirect("new_words")
    fresh = tuple(inside["words"].split())
    try:
        if request.caller.side == "words" and request.caller.key is not None:
            pages.new_words(key=request.caller.key, words=fresh)
        elif not pages.opens(words=fresh):
            return redirect("sign_in")
    except sealing.Busy:
        return render(request, "people/busy.html", status=503)
    except vault.CannotOpen:
        return redirect("new_words")
    return take_cookie(
        render(request, "people/words.html", {"words": fresh, "cards": rules.value("words.card"), "fresh": True, "form_id": new_form_id()})
    )


@with_words
@require_POST
def everywhere(request: CallerRequest) -> HttpResponse:
    """End all of her visits, on every phone."""
    if request.caller.key is not None:
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
        # Whatever is wrong with the store of visits, she leaves.
        try:
            visit.leave(token)
        except DatabaseError as problem:
            logs.error(problem)
    response = take_cookie(HttpResponseRedirect(facts.leave_to()))
    response.set_cookie(settings.CSRF_COOKIE_NAME, "", max_age=0, secure=True, httponly=True, samesite="Strict", path="/")
    response.status_code = 303
    response.headers["Clear-Site-Data"] = '"cookies"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
