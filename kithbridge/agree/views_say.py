"""What she writes herself in a conversation, what became of it, and taking it back with its code.

Offers: `say`, `code`.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge.agree import context as there
from kithbridge.agree.actions import returning, stating, wording
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.context import Visitor
from kithbridge.agree.forms import LONGEST_CODE, SayForm
from kithbridge.agree.models import OPEN, Statement
from kithbridge.agree.opened import stays_open
from kithbridge.people import facts, vault
from kithbridge.people.access import CallerRequest, anybody, looks_up_caller
from kithbridge.people.views import carry
from kithbridge.web.once import new_form_id, read_form_id


def _page(request: HttpRequest, visitor: Visitor, form: SayForm, form_id: str, error: str = "") -> HttpResponse:
    context = there.page(
        visitor,
        form_id,
        text=form.text,
        readers=there.reader_ticks(form.readers),
        looks=facts.fact("reading_days"),
        silent=facts.nobody_answering(),
        longest=wording.LONGEST,
        error=error,
        ways=there.ways(visitor.talk, visitor, "go", "mine"),
    )
    return render(request, "agree/talk_say.html", context, status=400 if error else 200)


def _say(request: CallerRequest, visitor: Visitor) -> HttpResponse:
    form, form_id = SayForm.read(request.POST), read_form_id(request.POST.get("form_id"))
    talk, taking = visitor.talk, visitor.taking
    if taking is None:
        return carry.signed_out(request, "words")
    try:
        kept = stating.say(voter=taking, conversation=talk, text=form.text, readers=form.chosen, form_id="say:" + form_id)
    except vault.CannotOpen:
        return _page(request, visitor, form, form_id, there.why_not(Refused("again")))
    except Refused as problem:
        return _page(request, visitor, form, form_id, there.why_not(problem))
    context = there.page(visitor, new_form_id(), code=kept.code, names=kept.readers, ways=there.ways(talk, visitor, "go", "say", "list"))
    return render(request, "agree/talk_said.html", context)


@looks_up_caller
@anybody
@require_http_methods(["GET", "POST"])
def say(request: CallerRequest, number: int) -> HttpResponse:
    """One sentence of her own, read by two of the team before anybody else sees it."""
    talk = there.find(number)
    if talk.state not in OPEN:
        return redirect("talk_result", talk.number)
    visitor = there.visitor(request, talk)
    if visitor.secret is None and request.method == "POST":
        return carry.signed_out(request, "words")
    if not visitor.joined:
        return redirect("talk_one", talk.number)
    if request.method == "POST" and request.POST.get("act") == "say":
        return _say(request, visitor)
    return _page(request, visitor, SayForm(), new_form_id())


# --- What became of it ----------------------------------------------------------------------------------
def _unknown() -> str:
    return _("We know no such code: it was taken back, is mistyped, or its weeks are over and the words are gone. Look at it once more.")


def _code_page(request: HttpRequest, **shown: Any) -> HttpResponse:
    context = {"code": "", "form_id": new_form_id(), **shown}
    return render(request, "agree/talk_code.html", context, status=400 if shown.get("error") else 200)


def _looked(request: HttpRequest, typed: str, *, said: str = "", error: str = "", form: SayForm | None = None) -> HttpResponse:
    found = returning.became(typed)
    if found is None:
        return _code_page(request, code=typed, error=_unknown())
    words = form or SayForm()
    again: dict[str, Any] = {}
    if found.can_say_otherwise:
        again = {"text": words.text, "readers": there.reader_ticks(words.readers), "longest": wording.LONGEST}
    next_words = {
        Statement.Stage.WAITING: _("Two of us read it within three days. Come back with your code."),
        Statement.Stage.SHOWN: _("Others can agree or disagree with it until the talk closes."),
    }.get(Statement.Stage(found.stage), "")
    return _code_page(request, code=typed, became=found, next=next_words, said=said, error=error, **again)


def _otherwise(request: HttpRequest, typed: str) -> HttpResponse:
    form, form_id = SayForm.read(request.POST), read_form_id(request.POST.get("form_id"))
    try:
        kept = returning.say_otherwise(code=typed, text=form.text, readers=form.chosen, form_id="other:" + form_id)
    except vault.CannotOpen:
        return _looked(request, typed, error=there.why_not(Refused("again")), form=form)
    except Refused as problem:
        return _looked(request, typed, error=there.why_not(problem), form=form)
    return render(request, "agree/talk_said.html", {"code": kept.code, "names": kept.readers, "ways": [], "form_id": new_form_id()})


@stays_open
@anybody
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """What became of a sentence, for whoever holds its code. Nobody asks who she is; the code never stands in an address."""
    typed, act = request.POST.get("code", "")[:LONGEST_CODE], request.POST.get("act", "")
    if request.method != "POST":
        return _code_page(request)
    try:
        if not returning.known(typed):
            return _code_page(request, code=typed, error=_unknown())
    except Refused as problem:
        return _code_page(request, code=typed, error=there.why_not(problem))
    if act == "back":
        returning.take_back(code=typed)
        return _code_page(request, gone=True)
    if act == "object":
        done = returning.object_to(code=typed)
        said = _("Others of us read it now than who left it out. Come back with your code.") if done else ""
        return _looked(request, typed, said=said)
    return _otherwise(request, typed) if act == "other" else _looked(request, typed)
