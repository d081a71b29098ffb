"""Her side of a matter: whoever sits reads it, says something, proposes other words, and says what she could live with.

Offers: `one`, `words`, `suggest`, `code`. The question itself, once it is put to the group, is a page of `deciding`.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge.agree import context as there
from kithbridge.agree import matter_page, matters
from kithbridge.agree.actions import amending, commenting, sounding, waiting
from kithbridge.agree.actions import matters as acts
from kithbridge.agree.actions.waiting import Kept
from kithbridge.agree.even import even, plain
from kithbridge.agree.forms import LONGEST_CODE, SayForm
from kithbridge.agree.matter_models import Live, Matter, Part, Put, State
from kithbridge.agree.matter_told import letter
from kithbridge.agree.opened import stays_open
from kithbridge.agree.views_matter_write import FIELDS, Wanted, wanted
from kithbridge.people import facts, vault
from kithbridge.people.access import CallerRequest, anybody, with_words
from kithbridge.people.deciding import queries
from kithbridge.people.views.team_common import form_id, own_key, typed
from kithbridge.rules import Protects
from kithbridge.rules.enact import Refused
from kithbridge.web.once import new_form_id


def _found(number: int) -> Matter:
    row = matters.matter(number)
    if row is None:
        raise Http404
    return row


def _again() -> str:
    return _("That did not send. What you wrote is still here. Try again.")


def _notice(request: CallerRequest) -> dict[str, Any]:
    """What is said above every field: who reads it, when we look."""
    ticked = SayForm.read(request.POST).readers if request.POST.get("act") else None
    return {
        "readers": there.reader_ticks(ticked),
        "looks": facts.fact("reading_days"),
        "silent": facts.nobody_answering(),
        "longest": acts.LONGEST,
        "form_id": new_form_id(),
    }


def _kept(request: CallerRequest, kept: Kept, number: int | None) -> HttpResponse:
    """Her code, once."""
    return render(request, "agree/matter_said.html", {"code": kept.code, "names": kept.readers, "number": number})


# --- One matter -----------------------------------------------------------------------------------------
def _say(request: CallerRequest, row: Matter) -> HttpResponse:
    kept = commenting.say(
        key=own_key(request),
        matter=row.pk,
        text=typed(request, "text"),
        readers=SayForm.read(request.POST).chosen,
        form_id=form_id(request, "comment"),
    )
    return _kept(request, kept, row.number) if kept else redirect("decide_matter", row.number)


def _sounds(request: CallerRequest, row: Matter) -> HttpResponse:
    """One answer for each way; a way without one is refused, and what was chosen stays."""
    turn = sounding.hers(own_key(request), row.pk)
    if turn is None:
        raise Refused(_("This is over, or is not asked of you."))
    choices = {way.pk: plain(request.POST.get(f"way_{way.pk}", "")) for way in turn.alternatives}
    sounding.answer(key=own_key(request), sounding=turn.sounding.pk, choices=choices)
    return redirect("decide_matter", row.number)


@with_words
@require_http_methods(["GET", "POST"])
def one(request: CallerRequest, number: int) -> HttpResponse:
    """What should change, the ways to do it, whose voices it rests on, what others said; and what she can do."""
    row = _found(number)
    if queries.seat_of(own_key(request).owner) is None:
        return redirect("decide")
    wrong, status = "", 200
    if request.method == "POST":
        try:
            return _sounds(request, row) if request.POST.get("act") == "sound" else _say(request, row)
        except Refused as problem:
            wrong, status = str(problem), matter_page.status_of(problem)
        except vault.CannotOpen:
            wrong, status = _again(), 400
    return _page(request, row, wrong, status)


def _asks(request: CallerRequest, row: Matter) -> dict[str, Any] | None:
    """Which ways she could live with: the form, or that she has answered."""
    turn = sounding.hers(own_key(request), row.pk)
    if turn is None:
        return None
    lines = [
        {"id": way.pk, "letter": letter(way), "text": way.text, "chosen": even(plain(request.POST.get(f"way_{way.pk}", "")))}
        for way in turn.alternatives
    ]
    return {"lines": lines, "choices": [(even(one.value), one.label) for one in Live], "answer": turn.answer}


def _page(request: CallerRequest, row: Matter, wrong: str = "", status: int = 200) -> HttpResponse:
    told = matters.told(row)
    context = {
        "one": told,
        "parts": matter_page.parts(told),
        "bars": matter_page.bars(told.evidence),
        "ways": [way for way in told.ways if not way.dropped],
        "asks": _asks(request, row),
        "questions": [put for put in told.puts if put.came == Put.Came.OPEN],
        "ended": [put for put in told.puts if put.came != Put.Came.OPEN],
        "changed": next((one.id for one in reversed(told.effects) if one.asks), None),
        "talking": row.state == State.TALKING,
        "may_say": row.state in commenting.TALKED_ABOUT and not told.gone,
        "may_word": [
            *((part.value, str(part.label), "") for part in acts.PARTS if part != Part.TITLE and getattr(row, part)),
            *((Part.TEXT.value, way.letter, str(way.id)) for way in told.ways if not way.dropped),
        ],
        "text": typed(request, "text"),
        "act": request.POST.get("act", "") if wrong else "",
        "wrong": wrong,
        **_notice(request),
    }
    return render(request, "agree/matter.html", context, status=status)


# --- Other words ----------------------------------------------------------------------------------------
@with_words
@require_http_methods(["GET", "POST"])
def words(request: CallerRequest, number: int) -> HttpResponse:
    """Other words for one part. Two of the team read them before others do."""
    row = _found(number)
    if row.state != State.TALKING or queries.seat_of(own_key(request).owner) is None:
        return redirect("decide_matter", row.number)
    sent = request.POST if request.method == "POST" else request.GET
    one = wanted(row, sent.get("part", ""), sent.get("way", ""))
    if request.method != "POST":
        return _words_page(request, row, one, one.now)
    try:
        kept = amending.propose(
            key=own_key(request),
            matter=row.pk,
            part=one.part,
            text=typed(request, "text"),
            alternative=one.way.pk if one.way else None,
            readers=SayForm.read(request.POST).chosen,
            form_id=form_id(request, "amend"),
        )
    except Refused as problem:
        return _words_page(request, row, one, typed(request, "text"), str(problem))
    except vault.CannotOpen:
        return _words_page(request, row, one, typed(request, "text"), _again())
    return _kept(request, kept, row.number) if kept else redirect("decide_matter", row.number)


def _words_page(request: CallerRequest, row: Matter, one: Wanted, text: str, wrong: str = "") -> HttpResponse:
    context = {"row": row, "one": one, "label": one.part.label, "text": text, "wrong": wrong, **_notice(request)}
    return render(request, "agree/matter_words.html", context, status=400 if wrong else 200)


# --- Something new --------------------------------------------------------------------------------------
@with_words
@require_http_methods(["GET", "POST"])
def suggest(request: CallerRequest) -> HttpResponse:
    """Somebody who sits writes down herself what should change."""
    if queries.seat_of(own_key(request).owner) is None:
        return redirect("decide")
    if request.method != "POST":
        return _suggest_page(request)
    try:
        kept = acts.suggest(
            key=own_key(request),
            for_whom=typed(request, "for_whom"),
            readers=SayForm.read(request.POST).chosen,
            form_id=form_id(request, "suggest"),
            **{name: typed(request, name) for name in FIELDS},
        )
    except Refused as problem:
        return _suggest_page(request, str(problem))
    except vault.CannotOpen:
        return _suggest_page(request, _again())
    return _kept(request, kept, None)


def _suggest_page(request: CallerRequest, wrong: str = "") -> HttpResponse:
    context = {
        "typed": matter_page.typed(request),
        "whom": [(one.value, one.label) for one in Protects],
        "longest_title": acts.LONGEST_TITLE,
        "wrong": wrong,
        **_notice(request),
    }
    return render(request, "agree/matter_suggest.html", context, status=400 if wrong else 200)


# --- By her code ----------------------------------------------------------------------------------------
@stays_open
@anybody
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """What became of what she wrote, for whoever holds its code; and taking it back. The code never stands in an address."""
    typed_code, act = request.POST.get("code", "")[:LONGEST_CODE], request.POST.get("act", "")
    context: dict[str, Any] = {"code": typed_code, "form_id": new_form_id()}
    status = 200
    if request.method == "POST":
        try:
            if not waiting.known(typed_code):
                raise Refused(_("We know no such code. One letter may be wrong, or the words are gone. What you typed is still here."))
            if act == "back":
                waiting.take_back(code=typed_code)
                context |= {"gone": True, "code": ""}
            else:
                context |= {"became": waiting.became(typed_code)}
        except Refused as problem:
            context, status = context | {"wrong": str(problem)}, 400
    return render(request, "agree/matter_code.html", context, status=status)
