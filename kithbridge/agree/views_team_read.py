"""Reading statements before others see them: what waits, and one of them with what can be done with it.

Offers: `queue`, `one`.

Two with different jobs read each. The word list's findings stand beside it as a suggestion: what somebody wrote in her own words is hers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge.agree import queries
from kithbridge.agree.actions import reading, standing
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import OPEN, State, Statement
from kithbridge.agree.views_team import DONE, overdue, why_not
from kithbridge.people import facts, offers, vault
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import TeamMember
from kithbridge.people.queries.page import week_words
from kithbridge.people.vault import Key
from kithbridge.people.views.team_common import done_words, own_key
from kithbridge.web.once import new_form_id

readers = team(*standing.JOBS)


@dataclass(frozen=True)
class ToRead:
    """A statement as its readers see it, without as what it was said: that gives writers away, and words are weighed by who said them.

    `first`: who has read it; `hers`: that is whoever looks.
    """

    pk: UUID
    talk: UUID
    question: str
    text: str
    origin: str
    when: str
    overdue: bool
    objected: bool
    first: str
    hers: bool
    hid: bool
    shown: bool


def _names(rows: Iterable[Statement]) -> dict[UUID, str]:
    first = {row.first_reader_id for row in rows if row.first_reader_id}
    return dict(TeamMember.objects.filter(pk__in=first).values_list("pk", "work_name"))


def _to_read(key: Key, row: Statement, text: str, names: Mapping[UUID, str]) -> ToRead:
    return ToRead(
        row.pk,
        row.conversation_id,
        row.conversation.question,
        text,
        str(row.get_origin_display()),
        week_words(str(row.week)),
        overdue(row),
        row.objected,
        names.get(row.first_reader_id, "") if row.first_reader_id else "",
        row.first_reader_id == key.owner,
        row.hidden_by_id == key.owner,
        row.stage == Statement.Stage.SHOWN,
    )


def _opened(key: Key, statement: UUID) -> ToRead | None:
    """What waits, if she holds it; what is shown, for whoever could hide it. None: gone, or not shared with her."""
    stages = (Statement.Stage.WAITING, Statement.Stage.SHOWN)
    row = Statement.objects.select_related("conversation").filter(pk=statement, stage__in=stages).first()
    if row is None or row.conversation.state not in (State.DRAFT, *OPEN):
        return None
    if row.stage == Statement.Stage.SHOWN:
        return _to_read(key, row, row.text, _names([row]))
    try:
        return _to_read(key, row, vault.read(key, row, "words"), _names([row]))
    except vault.CannotOpen:
        return None


@require_safe
@readers
def queue(request: CallerRequest) -> HttpResponse:
    """What waits for her, what is overdue first; how many wait for somebody else."""
    facts.looked()
    key = own_key(request)
    found, flagged = queries.waiting(key), queries.flagged(key)
    names = _names(one.row for one in (*found, *flagged))
    waiting = [_to_read(key, one.row, one.text, names) for one in found]
    context = {
        "waiting": sorted(waiting, key=lambda one: (not one.overdue, not one.first)),
        "flagged": [(_to_read(key, one.row, one.text, names), one.would_hide) for one in flagged],
        "with_second": len(queries.with_second(key)),
        "done": done_words(request, DONE),
    }
    return render(request, "agree/team_statements.html", context)


def _act(key: Key, act: str, statement: UUID, reason: str, answer: str) -> str:
    """Does what the button says; the word for what was done. Raises Refused."""
    if act == "show":
        return "shown" if reading.read_and_show(key=key, statement=statement) else "read"
    if act == "hide":
        return "hidden" if reading.hide(key=key, statement=statement, reason=reason, answer=answer) else "hide-one"
    if act == "reword":
        reading.ask_other_words(key=key, statement=statement, answer=answer)
        return "reworded"
    raise Http404


@require_http_methods(["GET", "POST"])
@readers
def one(request: CallerRequest, statement: UUID) -> HttpResponse:
    """One statement, opened with her key: show it, hide it with a reason and a sentence, or ask for other words."""
    facts.looked()
    key, wrong = own_key(request), ""
    act, reason, answer = (request.POST.get(name, "")[:1_000] for name in ("act", "reason", "answer"))
    if request.method == "POST":
        try:
            return redirect(f"{reverse('statements')}?done={_act(key, act, statement, reason, answer)}")
        except Refused as problem:
            wrong = why_not(problem)
    found = _opened(key, statement)
    if found is None:
        return render(request, "agree/team_statement_gone.html", status=410)
    context: dict[str, Any] = {
        "one": found,
        "suggestions": offers.wording_look(found.text),
        "reasons": Statement.Reason.choices,
        "act": act,
        "reason": reason,
        "answer": answer,
        "longest": reading.LONGEST_ANSWER,
        "wrong": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "agree/team_statement.html", context, status=422 if wrong else 200)
