"""The neighbour's pages: start, notice, her page, reading, writing, taking back."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge import rules
from kithbridge.people import facts, hers, rotation, spare, vault
from kithbridge.people.access import CallerRequest, anybody, with_words
from kithbridge.people.actions import notes as note_actions
from kithbridge.people.actions import opening, pages
from kithbridge.people.models import Message, Recording
from kithbridge.people.queries import page as page_queries
from kithbridge.people.vault import Key
from kithbridge.people.views.opening import take_cookie
from kithbridge.web.once import new_form_id, read_form_id
from kithbridge.web.sent import read_uuid

View = Callable[[CallerRequest], HttpResponse]
THING = re.compile(r"[a-z0-9_-]{1,30}")
# Pages with fields, by name: the notice stands before each of them.
AFTER_NOTICE = ("ask", "write", "decide", "said", "word_hear", "word_object", "word_suggest", "talk_as")


def her_key(request: CallerRequest) -> Key:
    """The unlocked key of whoever's page is open; the declarations of access promise that one is."""
    key = request.caller.key
    if key is None:
        raise vault.CannotOpen("No page is open.")
    return key


@anybody
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first page. Nothing on it gives her away."""
    return render(
        request,
        "people/start.html",
        {
            "open": not facts.missing(),
            "goes_on": rules.value("group.goes_on"),
            "nobody_answering": facts.nobody_answering(),
            "brought": facts.said_on_first_page(),
        },
    )


def _carried(request: HttpRequest) -> str:
    """Which thing she was about to speak of: the notice stands between."""
    thing = request.GET.get("i", "")
    return f"&i={thing}" if THING.fullmatch(thing) else ""


@anybody
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """What is held and what is not, on its own page, before any field."""
    now = facts.notice()
    shown = {
        "version": now.version if now else 0,
        "lines": [line for line in (now.lines if now else "").splitlines() if line.strip()],
        "set_week": page_queries.week_words(now.week) if now else "",
        "checked_by": now.checked_by if now else "",
        "recording": Recording.objects.filter(slug="notice").exists(),
    }
    to = request.GET.get("to", "")
    to = to if to in AFTER_NOTICE else "ask"
    return render(
        request,
        "people/notice.html",
        {
            "notice": shown,
            "complaints": facts.fact("complaints"),
            "next": f"{reverse(to)}?v={shown['version']}{_carried(request)}",
            "spare": spare.standing().value,
        },
    )


@anybody
@require_safe
def without(request: HttpRequest) -> HttpResponse:
    """The whole way without a page: what happens next, and what she can do."""
    return render(request, "people/without.html")


def after_notice(to: str) -> Callable[[View], View]:
    """A page with fields is opened from the notice ("?v=" its version), or by a page that has seen it lately."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: CallerRequest) -> HttpResponse:
            if request.method == "POST":
                return view(request)
            now = facts.notice()
            version = now.version if now else 0
            # One of the team has a key, too, and no page that could have seen it.
            key = request.caller.key if request.caller.side == "words" else None
            if request.GET.get("v") == str(version):
                if key is not None:
                    opening.notice_seen(key=key, version=version)
                return view(request)
            if key is not None and page_queries.notice_seen(key):
                return view(request)
            return HttpResponseRedirect(f"{reverse('notice')}?to={to}{_carried(request)}")

        return checked

    return decorate


@with_words
@require_safe
def mine(request: CallerRequest) -> HttpResponse:
    """Her page: that there is something, never what."""
    key = her_key(request)
    times, before = page_queries.uses_sentences(key)
    things = page_queries.held_by_rooms(key)
    written = bool(page_queries.last_written(key)) or bool(things)
    return render(
        request,
        "people/mine.html",
        {
            "something": page_queries.waiting_for_her(key),
            "last_written": written,
            "uses_week": times,
            "uses_last": before,
            "asks": [one for one in things if one.code],
            "form_id": new_form_id(),
        },
    )


@with_words
@require_safe
def read(request: CallerRequest) -> HttpResponse:
    """Opens on a tap and closes by itself: the browser is told to go back to her page (works without script)."""
    key = her_key(request)
    found = page_queries.notes(key, newest=12)
    note_actions.opened(key=key, messages=list(Message.objects.filter(page_id=key.owner, from_team=True, opened=False)))
    response = render(request, "people/read.html", {"notes": found, "seconds": rules.value("messages.close_seconds")})
    response.headers["Refresh"] = f"{rules.value('messages.close_seconds')}; url={reverse('mine')}"
    return response


def chosen_readers(request: CallerRequest) -> list[UUID]:
    """The peers she left ticked, among those who read now."""
    sent = set(request.POST.getlist("reader"))
    return [UUID(one["id"]) for one in page_queries.terms(sent)["readers"] if one["ticked"]]


@with_words
@require_http_methods(["GET", "POST"])
@after_notice("write")
def write(request: CallerRequest) -> HttpResponse:
    """She writes to the peers she leaves in."""
    key = her_key(request)
    if request.method != "POST":
        return _write_page(request, form_id=new_form_id())
    form_id = read_form_id(request.POST.get("form_id"))
    text = request.POST.get("text", "")
    readers = chosen_readers(request)
    problem = ""
    if not text.strip():
        problem = _("There was nothing to send. Write something, or go back.")
    elif not readers:
        problem = _("Nobody is ticked, so nobody could read it. Your words are still here. Tick at least one.")
    else:
        try:
            note_actions.write(key=key, text=text, readers=readers, form_id=form_id)
        except note_actions.TooLong:
            problem = _("That is too long to send in one go. Your words are still here. Make it shorter, or send it in parts.")
        except vault.CannotOpen:
            problem = _("That did not send. Your words are still here. Try again.")
    if problem:
        return _write_page(request, form_id=form_id, error=problem, text=text, ticked=set(request.POST.getlist("reader")), status=400)
    return redirect("mine")


def _write_page(
    request: CallerRequest, *, form_id: str, error: str = "", text: str = "", ticked: set[str] | None = None, status: int = 200
) -> HttpResponse:
    weeks = rules.value("messages.live_weeks")
    context = {
        **page_queries.terms(ticked),
        "gone": _("in %(n)d weeks, or when you take it back") % {"n": weeks},
        "why_so_long": "messages.live_weeks",
        "form_id": form_id,
        "error": error,
        "text": text,
    }
    return render(request, "people/write.html", context, status=status)


@with_words
@require_http_methods(["GET", "POST"])
def last(request: CallerRequest) -> HttpResponse:
    """What she wrote last time: keep it, or take it back."""
    key = her_key(request)
    if request.method == "POST":
        back, keep = request.POST.get("back", ""), read_uuid(request.POST.get("keep", ""))
        taken = read_uuid(back)
        if taken is not None and not note_actions.take_back(key=key, message=taken):
            hers.take_back_one(key, str(taken))
        elif keep is not None:
            note_actions.keep(key=key, message=keep)
        return redirect("last")
    items = [{"id": note.id, "text": note.text, "kind_label": note.week_label} for note in page_queries.last_written(key)]
    items += [
        {"id": one.item, "text": one.text or one.code, "kind_label": f"{one.kind}. {one.state}"} for one in page_queries.held_by_rooms(key)
    ]
    gone = page_queries.week_words(rotation.gone_week())
    return render(request, "people/last.html", {"items": items, "form_id": new_form_id(), "key_gone_week": gone})


@with_words
@require_safe
def copy(request: CallerRequest) -> HttpResponse:
    """All that is hers, on the screen; no download."""
    key = her_key(request)
    times, before = page_queries.uses_sentences(key)
    thread = [{"label": f"{note.from_label}, {note.week_label}", "text": note.text, "gone": note.gone} for note in page_queries.notes(key)]
    asked = [
        {"label": f"{one.kind}. {one.code}" if one.code else one.kind, "text": one.text, "gone": one.gone}
        for one in page_queries.held_by_rooms(key)
    ]
    used = [{"label": _("This week: %(n)d.") % {"n": times} + (f" {before}" if before else ""), "text": "", "gone": ""}]
    groups = [
        {"title": _("What was written"), "rows": thread},
        {"title": _("What you asked for"), "rows": asked},
        {"title": _("How often your words were used"), "rows": used},
    ]
    return render(request, "people/copy.html", {"groups": groups})


@with_words
@require_http_methods(["GET", "POST"])
def away(request: CallerRequest) -> HttpResponse:
    """Everything is taken back; a plain receipt says what remains."""
    if request.method != "POST":
        return render(request, "people/away.html", {"form_id": new_form_id()})
    taken = pages.take_everything_back(key=her_key(request))
    receipt = {
        "taken": taken.taken,
        "tallies_sentence": _("Counts: so many things in a week and an area. They have no link to you."),
        "danger_note": bool(taken.danger_until),
        "danger_until": page_queries.week_words(taken.danger_until) if taken.danger_until else "",
        "key_gone_week": page_queries.week_words(taken.key_gone_week),
        "spare": spare.standing().value,
    }
    return take_cookie(render(request, "people/receipt.html", {"receipt": receipt}))
