"""Her pages of a conversation: the list, what is said first, as what she takes part, one sentence at a time, and what she tapped.

Offers: `talk_list`, `one`, `as_what`, `mine`. What she writes herself stands in `views_say`.

Nobody needs script. With an open page the addresses carry nothing but numbers; with a slip alone the capability rides in the form,
never in an address, so each press answers with the next page itself.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge.agree import context as there
from kithbridge.agree import links, queries
from kithbridge.agree.actions import voting
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.again import again
from kithbridge.agree.context import Visitor
from kithbridge.agree.forms import AsForm, choice, whole
from kithbridge.agree.models import OPEN, Conversation, Statement
from kithbridge.people.access import CallerRequest, anybody, looks_up_caller
from kithbridge.people.views import carry
from kithbridge.people.views.neighbour import after_notice
from kithbridge.web.once import new_form_id, read_form_id


# --- What is open ---------------------------------------------------------------------------------------
@looks_up_caller
@anybody
@require_safe
def talk_list(request: CallerRequest) -> HttpResponse:
    """What is open now, and to whom."""
    context = {"open": there.open_lines(), "her": request.caller.side == "words"}
    return render(request, "agree/talk_list.html", context)


# --- Before: what is said first, and as what ------------------------------------------------------------
def _before(request: HttpRequest, visitor: Visitor, said: str = "", status: int = 200) -> HttpResponse:
    talk = visitor.talk
    context = {
        "talk": talk,
        "when": there.when_words(talk),
        "signed_in": visitor.signed_in,
        "sign_in": reverse("sign_in"),
        "said": said,
    }
    return render(request, "agree/talk_before.html", context, status=status)


def _as_page(request: CallerRequest, visitor: Visitor, form: AsForm, form_id: str, error: str = "") -> HttpResponse:
    context = {
        "talk": visitor.talk,
        "voices": there.voices(visitor, form.voice),
        "form": form,
        "needs_slip": not visitor.signed_in,
        "joined": visitor.joined,
        "form_id": form_id,
        "error": error,
    }
    return render(request, "agree/talk_as.html", context, status=400 if error else 200)


def _turn(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    context = {"talk": visitor.talk, "when": there.opens_words(visitor.talk), "joined": visitor.joined}
    return render(request, "agree/talk_turn.html", context)


def _slip_again(request: CallerRequest, talk: Conversation, form: AsForm) -> Visitor | None:
    """Whoever began with a slip alone comes back with it: typed in again it is the same."""
    capability = again(links.of_slip(talk, form.slip)) if form.slip else ""
    if request.caller.key is not None or not capability:
        return None
    found = there.carried(talk, capability)
    return found if found.joined else None


def _join(request: CallerRequest, talk: Conversation) -> HttpResponse:
    form, form_id = AsForm.read(request.POST), read_form_id(request.POST.get("form_id"))
    back = _slip_again(request, talk, form)
    if back and not form.voice:
        return _next(request, back)
    visitor = there.visitor(request, talk)
    # Who is in already changes what she touches: her page does not show, to whoever looks over her shoulder, as what she is here.
    voter = visitor.taking.voter if visitor.taking else None
    voice = form.voice or (voter.voice if voter else "")
    try:
        joined = voting.join(
            conversation=talk,
            secret=visitor.secret or b"",
            voice=voice,
            own_word=form.own_word or (voter.own_word if voter and voice == voter.voice else ""),
            slip=form.slip,
            form_id="talk:" + form_id,
        )
    except Refused as problem:
        if problem.why == "closed":
            return redirect("talk_result", talk.number)
        if problem.why == "not yet":
            return _turn(request, visitor)
        return _as_page(request, visitor, form, form_id, there.why_not(problem))
    if visitor.signed_in:
        return redirect("talk_one", talk.number)
    was_there = back is not None or not visitor.reads
    return _next(request, there.carried(talk, again(links.carried(joined.carry)) if was_there else joined.carry))


@looks_up_caller
@anybody
@require_http_methods(["GET", "POST"])
@after_notice("talk_as")
def as_what(request: CallerRequest) -> HttpResponse:
    """As what she takes part, in her own word if she likes, and the slip that makes it count: to begin with, or to change it later."""
    number = whole(request.GET.get("i", ""))
    if number is None:
        return redirect("talk_list")
    talk = there.find(number)
    if talk.state not in OPEN:
        return redirect("talk_result", talk.number)
    if request.method == "POST":
        return _join(request, talk)
    return _as_page(request, there.visitor(request, talk), AsForm(), new_form_id())


# --- One sentence at a time -----------------------------------------------------------------------------
def _next(request: HttpRequest, visitor: Visitor, *, number: int | None = None, before: int = 0, error: str = "") -> HttpResponse:
    """The sentence of this number, else the next one she has not tapped; none left: what happens next."""
    talk, taking = visitor.talk, visitor.taking
    if taking is None or taking.voter is None:
        return _before(request, visitor)
    if not taking.now:
        return _turn(request, visitor)
    asked = Statement.objects.filter(conversation=talk, number=number, stage=Statement.Stage.SHOWN).first() if number else None
    following = queries.next_for(taking)
    statement, form_id = asked or following.statement, new_form_id()
    if statement is None:
        context = there.page(visitor, form_id, counted=taking.voter.counted, ways=there.ways(talk, visitor, "say", "mine", "list"))
        return render(request, "agree/talk_none.html", context)
    context = there.page(
        visitor,
        form_id,
        statement=statement,
        tapped=there.tapped(taking, statement) if asked and visitor.reads else None,
        stones=there.stones(following.answered, following.left),
        left=following.left,
        ways=there.ways(talk, visitor, "say", "before", "mine", before=before),
        error=error,
    )
    return render(request, "agree/talk_one.html", context, status=400 if error else 200)


def _vote(request: CallerRequest, visitor: Visitor) -> HttpResponse:
    talk, number, chosen = visitor.talk, whole(request.POST.get("s", "")), choice(request.POST.get("choice", ""))
    statement = Statement.objects.filter(conversation=talk, number=number).first() if number is not None else None
    try:
        if statement is None or chosen is None:
            raise Refused("choice")
        voting.vote(conversation=talk, secret=visitor.secret or b"", statement=statement.pk, choice=chosen)
    except Refused as problem:
        if problem.why == "closed":
            return redirect("talk_result", talk.number)
        if problem.why == "not yet":
            return _turn(request, visitor)
        return _next(request, visitor, number=number, error=there.why_not(problem))
    if visitor.carry:
        return _next(request, visitor, before=statement.number)
    return redirect(f"{reverse('talk_one', args=[talk.number])}?b={statement.number}")


@looks_up_caller
@anybody
@require_http_methods(["GET", "POST"])
def one(request: CallerRequest, number: int) -> HttpResponse:
    """One sentence, large; one tap for each answer. Who has not begun sees first what happens with it."""
    talk = there.find(number)
    if talk.state not in OPEN:
        return redirect("talk_result", talk.number)
    visitor = there.visitor(request, talk)
    if request.method != "POST":
        sent = request.GET
        return _next(request, visitor, number=whole(sent.get("s", "")), before=whole(sent.get("b", "")) or 0)
    if visitor.secret is None:
        return carry.signed_out(request, "words")
    if not visitor.joined:
        return _before(request, visitor, there.why_not(Refused("join")), status=400)
    if request.POST.get("act") == "vote":
        return _vote(request, visitor)
    return _next(request, visitor, number=whole(request.POST.get("s", "")))


# --- What she tapped ------------------------------------------------------------------------------------
@looks_up_caller
@anybody
@require_http_methods(["GET", "POST"])
def mine(request: CallerRequest, number: int) -> HttpResponse:
    """Her answers, found from her own secret alone; each can be changed, and all can be taken back."""
    talk = there.find(number)
    if talk.state not in OPEN:
        return redirect("talk_result", talk.number)
    visitor = there.visitor(request, talk)
    if visitor.secret is None:
        return carry.signed_out(request, "words") if request.method == "POST" else redirect("talk_one", talk.number)
    taking = visitor.taking
    if taking is None or taking.voter is None:
        return redirect("talk_one", talk.number)
    if request.method == "POST" and request.POST.get("act") == "leave":
        try:
            voting.leave(conversation=talk, secret=visitor.secret)
        except Refused:
            return redirect("talk_result", talk.number)
        return render(request, "agree/talk_gone.html", {"talk": talk})
    shown = queries.shown(talk)
    tapped = queries.answered(taking)
    answers = [
        {"number": row.number, "text": row.text, "tapped": there.choice_words(tapped[row.pk]) if visitor.reads else None}
        for row in shown
        if row.pk in tapped
    ]
    context = there.page(
        visitor,
        new_form_id(),
        answers=answers,
        reads=visitor.reads,
        counted=taking.voter.counted,
        as_what=there.as_words(taking.voter),
        ways=there.ways(talk, visitor, "go", "say", "list"),
    )
    return render(request, "agree/talk_mine.html", context)
