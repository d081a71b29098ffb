"""The next list on the team's side: its differences in words, writing an entry, bringing a list in, freezing.

Offers: `draft`, `new`, `edit`, `freeze`.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kithbridge.engines.language import exchange, lexicon
from kithbridge.engines.language.lexicon import LEVELS, Entry, Malformed
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.views.team_common import own_key
from kithbridge.web.once import new_form_id, read_form_id
from kithbridge.words import lists, queries
from kithbridge.words.actions import drafting
from kithbridge.words.forms import entry_form, read_entry, typed_entry
from kithbridge.words.models import DraftLine, TermVersion, WordList
from kithbridge.words.rules import STARTER

ours = team(Role.PEER, Role.LEAD)
leads = team(Role.LEAD)
LARGEST = 2_000_000

DONE = {
    "frozen": gettext_lazy("Frozen. It holds nothing yet: write a proposal for it."),
    "written": gettext_lazy("Written down for the next list."),
    "off": gettext_lazy("The next list will not have it. What was said of it stays."),
    "undone": gettext_lazy("The next list will have it as it is now."),
    "brought": gettext_lazy("Brought in. Read every line before you freeze it."),
}


def why_not(problem: drafting.NotWritten) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "entry": _("The list cannot hold it so: %(what)s. What you wrote is still here.") % {"what": problem.what},
        "same": _("It reads like that already. Nothing was changed."),
        "gone": _("That is not on the list, or was undone. Nothing was changed."),
        "empty": _("The draft has nothing that differs. Nothing was frozen."),
        "long": _("That is too long. What you wrote is still here. Make it shorter."),
        "id": _("The number of an entry is letters and then digits, like KB001. Nothing was changed."),
    }[problem.why]


def _back(done: str) -> HttpResponse:
    return redirect(f"{reverse('word_draft')}?done={done}")


def _draft(request: CallerRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    now, then = lists.holding().entries, lists.draft()
    frozen = WordList.objects.order_by("-number").first()
    waiting = frozen if frozen and lists.key_of(frozen.number, frozen.hash) != lists.in_force() else None
    context = {
        "changes": lists.changes(now, then),
        "caught": lists.caught(then),
        "words": [(line.term, line.label) for line in queries.search()],
        "starter": lists.in_force() == STARTER,
        "leads": Role.LEAD in request.caller.roles,
        "waiting": waiting,
        "propose": f"{reverse('team_propose')}?rule=words.list",
        "done": str(DONE.get(request.GET.get("done", ""), "")),
        "wrong": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "words/team_draft.html", context, status=status)


def _other(request: CallerRequest) -> lexicon.Lexicon:
    """The list in a file somebody gave. Raises Malformed."""
    sent = request.FILES.get("file")
    if sent is None or (sent.size or 0) > LARGEST:
        raise Malformed(1, _("choose a file of at most 2 MB"))
    try:
        text = sent.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed(1, _("the file is not text in UTF-8")) from None
    name = str(sent.name or "").casefold()
    if name.endswith(".json"):
        return exchange.from_json(text)
    return exchange.from_tsv(text) if name.endswith(".tsv") else lexicon.parse(text)


@require_http_methods(["GET", "POST"])
@ours
def draft(request: CallerRequest) -> HttpResponse:
    """What the next list has otherwise, in words. POST: another list is brought in, or one line is undone."""
    if request.method != "POST":
        return _draft(request)
    form_id = "bring:" + read_form_id(request.POST.get("form_id"))
    try:
        if request.POST.get("act") == "undo":
            drafting.undo(key=own_key(request), term=request.POST.get("i", "")[:30])
            return _back("undone")
        drafting.bring_in(key=own_key(request), other=_other(request), form_id=form_id)
        return _back("brought")
    except Malformed as problem:
        wrong = _("This file cannot be read, in line %(n)d: %(what)s. Nothing was changed.") % {"n": problem.line, "what": problem.what}
        return _draft(request, wrong=wrong, status=422)
    except drafting.NotWritten as problem:
        return _draft(request, wrong=why_not(problem), status=422)


@require_POST
@leads
def freeze(request: CallerRequest) -> HttpResponse:
    """The draft becomes a list with a number."""
    try:
        drafting.freeze(key=own_key(request), form_id="freeze:" + read_form_id(request.POST.get("form_id")))
    except drafting.NotWritten as problem:
        return _draft(request, wrong=why_not(problem), status=422)
    return redirect(f"{reverse('word_draft')}?done=frozen")


# --- One entry ------------------------------------------------------------------------------------------
def _edit(request: CallerRequest, term: str, fields: dict[str, str], *, now: Entry | None, wrong: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        **queries.choices(),
        "term": term.lower(),
        "fields": fields,
        "now": now,
        "drafted": DraftLine.objects.filter(term=term).exists(),
        "wrong": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "words/team_entry.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@ours
def new(request: CallerRequest) -> HttpResponse:
    """A word that the list does not have yet."""
    if request.method != "POST":
        fields = {**entry_form(None), "term": request.GET.get("word", "")[:80], "forms": request.GET.get("word", "")[:80]}
        return _edit(request, "", fields, now=None)
    term = drafting.new_id()
    try:
        form_id = "word:" + read_form_id(request.POST.get("form_id"))
        drafting.write(key=own_key(request), entry=read_entry(request.POST, term), form_id=form_id)
        return _back("written")
    except drafting.NotWritten as problem:
        return _edit(request, "", typed_entry(request.POST), now=None, wrong=why_not(problem))


@require_http_methods(["GET", "POST"])
@ours
def edit(request: CallerRequest, term: str) -> HttpResponse:
    """How one entry will read in the next list."""
    term = term.upper()
    now, drafted = lists.found(term), lists.lines()
    if now is None and not TermVersion.objects.filter(term=term).exists():
        raise Http404
    if request.method != "POST":
        fields = entry_form(drafted.get(term) or now)
        if request.GET.get("level") in LEVELS:
            fields["level"] = request.GET["level"]  # what its hearers say, from the page that lists it
        return _edit(request, term, fields, now=now)
    key, form_id = own_key(request), f"word:{read_form_id(request.POST.get('form_id'))}"
    try:
        if request.POST.get("act") == "off":
            drafting.take_off(key=key, term=term, form_id=form_id)
            return _back("off")
        drafting.write(key=key, entry=read_entry(request.POST, term), form_id=form_id)
        return _back("written")
    except drafting.NotWritten as problem:
        return _edit(request, term, typed_entry(request.POST), now=now, wrong=why_not(problem))
