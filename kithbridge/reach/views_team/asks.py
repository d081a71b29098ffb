"""The list of asks, one ask, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kithbridge import rules
from kithbridge.people import facts
from kithbridge.people.access import CallerRequest, team_by_rule
from kithbridge.people.actions import notes
from kithbridge.people.models import SAFEGUARDING
from kithbridge.people.vault import CannotOpen, Ended
from kithbridge.reach import queries
from kithbridge.reach.actions import ending, handing, saying
from kithbridge.reach.actions.handing import NotDone
from kithbridge.reach.views import notes_query
from kithbridge.reach.views_team.sent import back, form_of, key_of, number
from kithbridge.web.once import new_form_id

peers = team_by_rule("asks.openers")
# Who was called in for a worry reads what was shared with her; the acts are those of whoever may open asks.
readers = team_by_rule("asks.openers", *SAFEGUARDING)


def why_not(problem: NotDone) -> str:
    """In plain words: what happened, what is kept, what to do."""
    fewest = rules.value("circles.fewest_readers")
    return {
        "gone": _("Somebody was quicker: this one was handed over already, or has ended. Nothing was counted twice."),
        "area": _("Choose the area first. Nothing was counted yet, and your numbers are still here."),
        "place": _("There is no such bag. Choose one from the list. Nothing was counted yet."),
        "nothing": _("No number yet. Say what you handed out, or tick what there was none of."),
        "many": _("That number does not look right. Use 0 to 200. Nothing was counted yet."),
        "readers": ngettext(
            "At least %(n)s other must be able to read it. Nothing was changed. Open it, pass it on, then say “not me”.",
            "At least %(n)s others must be able to read it. Nothing was changed. Open it, pass it on, then say “not me”.",
            fewest,
        )
        % {"n": fewest},
        "left_out": _("She left that one out when she asked. So it is not passed on. Nothing was changed."),
        "here": _("It cannot be passed on to that one. Choose somebody from the list. Nothing was changed."),
        "answer": _("Tell her first why it cannot be done. Nothing was closed."),
        "undo": _("That cannot be taken back any more: it was taken back already, or is too old. Nothing was changed."),
    }[problem.why]


def acts(request: CallerRequest) -> bool:
    """Whether she may do more than read."""
    return bool(request.caller.roles & set(rules.value("asks.openers")))


def _list(request: CallerRequest, status: int = 200, **more: Any) -> HttpResponse:
    found = queries.open_asks(key_of(request))
    context = {
        "asks": found,
        "oldest": found[0].since if found else "",
        "new_talks": sum(1 for one in queries.talks(key_of(request)) if one.new),
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_asks.html", context, status=status)


@require_GET
@peers
def asks(request: CallerRequest) -> HttpResponseBase:
    """Open asks that she holds: area and kind only. Opening this list is a look."""
    facts.looked()
    done = {
        # The same sentence when an order keeps it and forbids us to say so.
        "over": _("Handed over. What was asked is off every list; the numbers stay."),
        "over-phone": _(
            "Handed over. What was asked is off every list. A phone had counted part of it, so that was not counted again. "
            "If it was taken back on the phone, count it on “Hand out”."
        ),
        "closed": _("Closed. What was asked is off every list."),
        "over-kept": _("Handed over. What was asked is off every list. A law asks us to keep it locked a while longer."),
        "closed-kept": _("Closed. What was asked is off every list. A law asks us to keep it locked a while longer."),
        "not-me": _("Not you, then. The others still have it."),
    }.get(request.GET.get("done", ""), "")
    return _list(request, done=done)


@require_POST
@peers
def not_me(request: CallerRequest, ask: UUID) -> HttpResponseBase:
    """She does not want to open this one."""
    try:
        handing.not_me(key=key_of(request), ask=ask)
    except NotDone as problem:
        return _list(request, 409, error=why_not(problem), pass_first=ask if problem.why == "readers" else None)
    return back("asks", "not-me")


@require_http_methods(["GET", "POST"])
@peers
def carry(request: CallerRequest) -> HttpResponseBase:
    """ "I can't carry this for now": first what it does, then it is done. No reason is asked."""
    carried = handing.carry_no(key=key_of(request)) if request.method == "POST" else None
    return render(request, "reach/team_carry.html", {"carried": carried, "form_id": new_form_id()})


def _gone(request: CallerRequest, problem: Exception) -> HttpResponse:
    ended = isinstance(problem, Ended | NotDone | saying.NotHers)
    return render(request, "reach/team_gone.html", {"ended": ended, "acts": acts(request)}, status=410 if ended else 404)


def _ask(request: CallerRequest, ask: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    """One ask with every form; `more` holds what was typed and what went wrong."""
    try:
        found = queries.opened_ask(key_of(request), ask)
    except CannotOpen as problem:
        return _gone(request, problem)
    sent = request.POST if request.method == "POST" else {}
    areas = queries.areas()
    area = sent.get("area", found.words.area) or (areas[0].key if len(areas) == 1 else "")
    rest = [(line, sent.get(f"q_{line.key}", ""), f"m_{line.key}" in sent) for line in found.others]
    context = {
        "ask": found,
        "lines": [(line, sent.get(f"q_{line.key}", str(line.n)), f"m_{line.key}" in sent) for line in found.lines],
        "rest": rest,
        "rest_open": any(value or none for _line, value, none in rest),
        "areas": areas,
        "area": area,
        "others": [member for member in found.holders if member.pk != key_of(request).owner],
        "acts": acts(request),
        "takers": queries.may_take(found.row, found.words),
        "pressed": "pressed" in found.words.flags,
        "other_does": "other_does" in found.words.flags,
        "notes_about": notes_query(found.words.items, found.words.flags),
        "longest": notes.LONGEST,
        "held": ending.kept_by_a_hold(found.row),
        "answer_weeks": rules.value("answers.live_weeks"),
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_ask.html", context, status=status)


@require_GET
@readers
def ask_open(request: CallerRequest, ask: UUID) -> HttpResponseBase:
    """What was asked, opened with her key."""
    facts.looked()
    done = {
        "passed": _("Passed on. She is shown who can read it."),
        "words": _("New words are drawn. Say them to her now: she cannot read them anywhere."),
        "answered": _("Sent. It waits on her page."),
    }.get(request.GET.get("done", ""), "")
    return _ask(request, ask, done=done)


@require_POST
@peers
def hand_over(request: CallerRequest, ask: UUID) -> HttpResponseBase:
    """ "I handed it out"."""
    items = queries.items()
    known = {item.key for item in items} | {name[2:] for name in request.POST if name.startswith("q_")}
    given = {key: number(request.POST.get(f"q_{key}", "")) for key in known}
    missing = {key: 1 for key in known if f"m_{key}" in request.POST}
    try:
        done = handing.hand_over(
            key=key_of(request),
            ask=ask,
            given=given,
            missing=missing,
            area=request.POST.get("area", ""),
            place=request.POST.get("place", ""),
            form_id=form_of(request, "over"),
        )
    except NotDone as problem:
        if problem.why == "gone":
            return _gone(request, problem)
        return _ask(request, ask, status=422, out_wrong=why_not(problem))
    return back("asks", "over-kept" if done.kept else "over-phone" if done.by_phone else "over")


def _readers(request: CallerRequest, holders: tuple[Any, ...]) -> list[UUID]:
    chosen = set(request.POST.getlist("reader"))
    return [member.pk for member in holders if str(member.pk) in chosen]


@require_POST
@peers
def answer(request: CallerRequest, ask: UUID) -> HttpResponseBase:
    """A note to her page, read by whoever holds the ask and was left ticked."""
    key = key_of(request)
    text = request.POST.get("text", "")
    try:
        found = queries.opened_ask(key, ask)
    except CannotOpen as problem:
        return _gone(request, problem)
    if found.row.page_id is None or not text.strip():
        return _ask(request, ask, status=422, text=text, answer_wrong=_("There is nothing to send yet."))
    try:
        notes.answer(
            key=key,
            work_name=request.caller.work_name,
            page=found.row.page_id,
            text=text,
            readers=_readers(request, found.holders),
            form_id=form_of(request, "answer", text),
        )
    except notes.TooLong:
        wrong = _("That is too long. What you wrote is still here. Make it shorter.")
        return _ask(request, ask, status=422, text=text, answer_wrong=wrong)
    except CannotOpen as problem:
        return _gone(request, problem)
    return back("ask_open", "answered", ask)


@require_POST
@peers
def pass_on(request: CallerRequest, ask: UUID) -> HttpResponseBase:
    """One more peer may read it."""
    try:
        to = UUID(request.POST.get("to", ""))
        handing.pass_on(key=key_of(request), ask=ask, to=to)
    except ValueError:
        return _ask(request, ask, status=422, pass_wrong=_("Choose who should get it."))
    except NotDone as problem:
        if problem.why == "gone":
            return _gone(request, problem)
        return _ask(request, ask, status=422, pass_wrong=why_not(problem))
    return back("ask_open", "passed", ask)


@require_POST
@peers
def new_words(request: CallerRequest, ask: UUID) -> HttpResponseBase:
    """With her beside the peer: new words to say, where she has no page to draw them on."""
    try:
        saying.new_words_for(key=key_of(request), ask=ask, form_id=form_of(request, "words"))
    except saying.NotHers as problem:
        return _gone(request, problem)
    return back("ask_open", "words", ask)


@require_POST
@peers
def close(request: CallerRequest, ask: UUID) -> HttpResponseBase:
    """It cannot be done."""
    text = request.POST.get("answer", "")
    try:
        kept = handing.close(
            key=key_of(request),
            work_name=request.caller.work_name,
            ask=ask,
            text=text,
            form_id=form_of(request, "close", text),
        )
    except notes.TooLong:
        wrong = _("That is too long. What you wrote is still here. Make it shorter.")
        return _ask(request, ask, status=422, answer=text, close_wrong=wrong)
    except NotDone as problem:
        if problem.why == "gone":
            return _gone(request, problem)
        return _ask(request, ask, status=422, answer=text, close_wrong=why_not(problem))
    return back("asks", "closed-kept" if kept else "closed")
