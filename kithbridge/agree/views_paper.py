"""A conversation on paper: printing ballots, what a helper reads out, typing a pile in.

Offers: `paper`, `read_out`, `pile`.

Codes are shown once, on the printed sheets. Ballots are typed in by fives or more, so that no pile is one person.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge.agree import queries
from kithbridge.agree.actions import paper as acts
from kithbridge.agree.actions import wording
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.forms import whole
from kithbridge.agree.models import OPEN, Conversation, Voice
from kithbridge.agree.paper import piles, sheets
from kithbridge.agree.paper.sheets import Kind, NothingToPrint
from kithbridge.agree.views_team import found
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.views.team_common import own_key
from kithbridge.web.once import new_form_id, read_form_id

ours = team(Role.PEER, Role.LEAD, Role.FACILITATOR)
KINDS = {
    Kind.SENTENCES: gettext_lazy("The sentences, in large type"),
    Kind.NUMBERS: gettext_lazy("Numbers and signs only, for somebody to whom they are read"),
}


def why_not(problem: Refused) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "number": _("Between 1 and %(n)d ballots at once.") % {"n": sheets.MOST},
        "again": _("These were printed already: their codes are shown once. Print new ones if the sheets are lost."),
        "few": _("At least %(n)d ballots at once, so that none is alone. Nothing was counted. What you typed is still here.")
        % {"n": sheets.LEAST_MIXED},
        "many": _("That is too many at once. Nothing was counted. What you typed is still here."),
        "closed": _("It has closed. Nothing was counted."),
    }.get(problem.why, _("That did not go. Nothing was counted. What you typed is still here. Try again."))


def _open(conversation: UUID) -> Conversation:
    row = found(conversation)
    if row.state not in OPEN:
        raise Http404
    return row


def _pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


# --- Printing -------------------------------------------------------------------------------------------
def _printing(request: CallerRequest, row: Conversation, *, wrong: str = "") -> HttpResponse:
    chosen = request.POST.get("kind", Kind.SENTENCES.value)
    context = {
        "talk": row,
        "number": request.POST.get("number", "10")[:6],
        "kinds": [(kind.value, label, kind.value == chosen) for kind, label in KINDS.items()],
        "least": sheets.LEAST_MIXED,
        "wrong": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "agree/team_talk_paper.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@ours
def paper(request: CallerRequest, conversation: UUID) -> HttpResponse:
    """How many ballots, of which kind. The answer is the PDF, and the only place where its codes are shown."""
    row = _open(conversation)
    if request.method != "POST":
        return _printing(request, row)
    number = whole(request.POST.get("number", "").strip()) or 0
    kind = next((one for one in Kind if one.value == request.POST.get("kind")), Kind.SENTENCES)
    address = request.build_absolute_uri(reverse("talk_one", args=[row.number]))
    try:
        if not 1 <= number <= sheets.MOST:
            raise Refused("number")
        # What cannot be set is found out before codes are drawn.
        sheets.told_ballots(row, [], kind, address)
        form_id = "paper:" + read_form_id(request.POST.get("form_id"))
        codes = acts.ballots(key=own_key(request), conversation=row, number=number, form_id=form_id)
        if not codes:
            raise Refused("again")
        return _pdf(sheets.ballots(row, codes, kind, address), "ballots")
    except NothingToPrint as problem:
        return _printing(request, row, wrong=str(problem))
    except Refused as problem:
        return _printing(request, row, wrong=why_not(problem))


@require_safe
@ours
def read_out(request: CallerRequest, conversation: UUID) -> HttpResponse:
    """What a helper reads to somebody whose answers she must not see."""
    row = _open(conversation)
    try:
        return _pdf(sheets.script(row), "read-out")
    except NothingToPrint as problem:
        return _printing(request, row, wrong=str(problem))


# --- Typing in ------------------------------------------------------------------------------------------
def _pile(request: CallerRequest, row: Conversation, typed: list[piles.Row], *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "talk": row,
        "rows": typed,
        "voices": Voice.choices,
        "least": sheets.LEAST_MIXED,
        "longest": wording.LONGEST,
        "more": len(typed) < piles.most_rows(queries.shown(row)),
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "agree/team_talk_pile.html", context, status=status)


def _not_counted(request: CallerRequest, row: Conversation, typed: list[piles.Row]) -> HttpResponse:
    """What is wrong stands at each ballot; above all of them, at which to look."""
    which = ", ".join(str(one.n + 1) for one in typed if one.wrong)
    said = _("Nothing was counted. Below it says what is wrong with ballot %(which)s. Put it right or empty it. What you typed is here.")
    return _pile(request, row, typed, status=422, wrong=said % {"which": which})


def _counted(done: str) -> str:
    """How many were counted, out of the address: a number and nothing else."""
    n = whole(done)
    return ngettext("%(n)d ballot counted. Tear it up.", "%(n)d ballots counted. Tear them up.", n) % {"n": n} if n else ""


@require_http_methods(["GET", "POST"])
@ours
def pile(request: CallerRequest, conversation: UUID) -> HttpResponse:
    """A pile of ballots. What cannot be read is marked, and nothing is counted until all of it can be."""
    row = _open(conversation)
    statements = queries.shown(row)
    if request.method != "POST":
        return _pile(request, row, piles.rows({}, piles.ROWS, statements), done=_counted(request.GET.get("done", "")))
    most = piles.most_rows(statements)
    many = min(max(whole(request.POST.get("rows", "")) or piles.ROWS, piles.ROWS), most)
    if request.POST.get("act") == "more":
        return _pile(request, row, piles.rows(request.POST, min(many + piles.ROWS, most), statements))
    typed = piles.rows(request.POST, many, statements)
    kept = [one for one in typed if not one.empty]
    if any(one.wrong for one in kept):
        return _not_counted(request, row, typed)
    form_id = "pile:" + read_form_id(request.POST.get("form_id"))
    try:
        ballots = [acts.Filled(one.code, one.voice, one.answers, one.text) for one in kept]
        done = acts.type_in(key=own_key(request), conversation=row, ballots=ballots, form_id=form_id)
    except Refused as problem:
        return _pile(request, row, typed, status=422, wrong=why_not(problem))
    if not done.refused:
        return redirect(f"{reverse('conversation_pile', args=[row.pk])}?done={done.taken}")
    return _not_counted(request, row, piles.with_why(typed, {kept[place - 1].n: why for place, why in done.refused}))
