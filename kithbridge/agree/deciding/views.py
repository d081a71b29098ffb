"""Her side of deciding: whether she sits, what is open, one question, and taking words back with a slip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.agree import matters
from kithbridge.agree.even import even, plain
from kithbridge.agree.matter_models import Matter, State
from kithbridge.agree.opened import stays_open
from kithbridge.people import facts
from kithbridge.people.access import CallerRequest, anybody, with_words
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, proposing, seats
from kithbridge.people.deciding.actions.seats import CannotSit
from kithbridge.people.deciding.models import Proposal, Seat, Stage
from kithbridge.people.deciding.told import told
from kithbridge.people.views.neighbour import after_notice, her_key
from kithbridge.rules import Constituency
from kithbridge.rules.enact import AlreadyDone, NotNow, Overtaken, Refused
from kithbridge.rules.spoken import OBJECTIONS, week_words
from kithbridge.web.once import new_form_id, read_form_id

LONGEST_CODE = 40


def status_of(problem: Refused) -> int:
    """How a refusal is answered: something is wrong with the form, or things have moved on."""
    return 409 if isinstance(problem, AlreadyDone | NotNow | Overtaken) else 400


def cannot_sit(problem: CannotSit) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "slip": _(
            "That slip did not work. One letter may be wrong, or it was used before. What you typed is still here. A peer has more slips."
        ),
        "code": _(
            "That code did not work. One letter may be wrong, or its time is over. What you typed is still here. Ask who gave it to you."
        ),
        "who": _("Choose first as what you would sit. What you typed is still here."),
        "already": _("You have a seat. Nothing was changed, and your slip still works."),
        "full": _("Those seats are taken just now. Your code still works for four weeks. You can also say yes and wait for the lot."),
        "busy": _("Too many codes were tried on this site this hour. Nothing was used up. What you typed is still here. Try in an hour."),
    }[problem.reason]


# --- Whether she sits, and what is open ------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One open question in her list."""

    id: UUID
    question: str
    turn: str
    hers: bool


def _turn(proposal: Proposal, seat: Seat) -> tuple[str, bool]:
    """What she can do with it now, in a few words, and whether it is her turn."""
    may = queries.for_seat(proposal, seat)
    for can, words in (
        (may.answer, _("Your turn")),
        (may.confirm, _("Can be confirmed")),
        (may.object, _("Agreed. You can object")),
    ):
        if can:
            return words, True
    return (_("You have answered"), False) if may.answered else (_("Not your turn now"), False)


def _open_to(seat: Seat) -> list[Line]:
    """What is open, her turn first."""
    lines = []
    for proposal in queries.open_proposals():
        if proposal.stage != Stage.WRITTEN:
            turn, hers = _turn(proposal, seat)
            lines.append(Line(proposal.pk, queries.question_of(proposal), turn, hers))
    return sorted(lines, key=lambda line: not line.hers)


def _kinds(chosen: str) -> list[dict[str, Any]]:
    allowed = rules.value("deciding.may_sit")
    return [{"value": one.value, "label": one.label, "chosen": one.value == chosen} for one in Constituency if one.value in allowed]


def _decide_page(request: CallerRequest, *, wrong: str = "", act: str = "", form_id: str = "", status: int = 200) -> HttpResponse:
    key = her_key(request)
    seat = queries.seat_of(key.owner)
    waiting = queries.willing(key.owner)
    sits_as = seat or waiting
    context = {
        "seat": seat,
        "until": week_words(str(seat.ends)) if seat else "",
        "lines": _open_to(seat) if seat else [],
        "matters": matters.matters(State.TALKING, State.ASKED, State.DECIDED) if seat and not facts.unsigned() else [],
        "room": not facts.unsigned(),
        "willing": waiting,
        "sits_as": Constituency(sits_as.constituency).label if sits_as else "",
        "kinds": _kinds(request.POST.get("sits_as", "")),
        "typed": {act: request.POST.get(act, "")[:LONGEST_CODE]},
        "act": act,
        "wrong": wrong,
        "form_id": form_id or new_form_id(),
    }
    return render(request, "agree/deciding/decide.html", context, status=status)


def _say_yes(request: CallerRequest, form_id: str) -> None:
    seats.say_yes(
        key=her_key(request),
        constituency=request.POST.get("sits_as", ""),
        slip=request.POST.get("slip", "")[:LONGEST_CODE],
        form_id=form_id,
    )


def _take_seat(request: CallerRequest, form_id: str) -> None:
    seats.take(key=her_key(request), code=request.POST.get("code", "")[:LONGEST_CODE], constituency=request.POST.get("sits_as", ""))


def _leave(request: CallerRequest, form_id: str) -> None:
    seats.leave(key=her_key(request))


SITTING: dict[str, Callable[[CallerRequest, str], None]] = {"slip": _say_yes, "code": _take_seat, "leave": _leave}


@stays_open
@with_words
@require_http_methods(["GET", "POST"])
@after_notice("decide")
def decide(request: CallerRequest) -> HttpResponse:
    """If she sits: what is open. If not: what the group is, and how to say yes."""
    if request.method != "POST":
        return _decide_page(request)
    act, form_id = request.POST.get("act", ""), read_form_id(request.POST.get("form_id"))
    if act not in SITTING:
        return redirect("decide")
    try:
        SITTING[act](request, form_id)
    except CannotSit as problem:
        return _decide_page(request, wrong=cannot_sit(problem), act=act, form_id=form_id, status=400)
    return redirect("decide")


# --- One question ----------------------------------------------------------------------------------------
def _answer(request: CallerRequest, proposal: UUID) -> None:
    answering.answer(key=her_key(request), proposal=proposal, choice=plain(request.POST.get("choice", "")))


def _object(request: CallerRequest, proposal: UUID) -> None:
    answering.objects(key=her_key(request), proposal=proposal, ground=request.POST.get("ground", ""))


def _confirm(request: CallerRequest, proposal: UUID) -> None:
    ticked = request.POST
    answering.confirm(key=her_key(request), proposal=proposal, took_part="took_part" in ticked, did_not_write="did_not_write" in ticked)


ANSWERS: dict[str, Callable[[CallerRequest, UUID], None]] = {"answer": _answer, "object": _object, "confirm": _confirm}


def _question_page(request: CallerRequest, row: Proposal, seat: Seat, *, wrong: str = "", status: int = 200) -> HttpResponse:
    sent = request.POST
    context = {
        "one": told(row),
        "may": queries.for_seat(row, seat),
        "choices": [(even(value), label) for value, label in queries.choices(row)],
        "grounds": [{"value": value, "label": label, "chosen": sent.get("ground") == value} for value, label in OBJECTIONS.items()],
        "ticked": {"took_part": "took_part" in sent, "did_not_write": "did_not_write" in sent},
        "over": row.stage in (Stage.ENACTED, Stage.FELL, Stage.DROPPED),
        "consent": row.method == "consent",
        "matter": Matter.objects.filter(pk=row.matter).values_list("number", flat=True).first() if row.matter else None,
        "why": bool(row.key) and rules.rule(row.key).readers is not rules.Readers.TEAM,
        "wrong": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "agree/deciding/question.html", context, status=status)


@stays_open
@with_words
@require_http_methods(["GET", "POST"])
def question(request: CallerRequest, proposal: UUID) -> HttpResponse:
    """One question, large: what it is now, what is proposed, whose voices it rests on, and what she can do."""
    seat = queries.seat_of(her_key(request).owner)
    if seat is None:
        return redirect("decide")
    wrong, status = "", 200
    if request.method == "POST":
        try:
            ANSWERS.get(request.POST.get("act", ""), _answer)(request, proposal)
        except Refused as problem:
            wrong, status = str(problem), status_of(problem)
        else:
            return redirect("decide_question", proposal)
    row = queries.known().filter(pk=proposal).exclude(stage=Stage.WRITTEN).first()
    if row is None:
        raise Http404
    return _question_page(request, row, seat, wrong=wrong, status=status)


# --- Words taken back ------------------------------------------------------------------------------------
@stays_open
@anybody
@require_http_methods(["GET", "POST"])
def back(request: HttpRequest) -> HttpResponse:
    """Whoever gave words as evidence takes them back, with the slip she got for them. Nobody asks who she is."""
    typed = request.POST.get("code", "")[:LONGEST_CODE]
    wrong = False
    if request.method == "POST":
        if proposing.take_back(code=typed):
            return HttpResponseRedirect(f"{reverse('words_back')}?gone")
        wrong = True
    context = {"gone": "gone" in request.GET and not wrong, "wrong": wrong, "typed": typed, "form_id": new_form_id()}
    return render(request, "agree/deciding/back.html", context, status=400 if wrong else 200)
