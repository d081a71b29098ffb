"""Conversations on the team's side: all of them, writing one, opening it with a second, stopping it.

Offers: `overview`, `new`, `edit`, `one`; `found`, `why_not`, `overdue` for the pages beside it. What is read before it is shown stands in
`views_team_read`, paper in `views_paper`.

No page of the team says how people answer, or how many did, while a conversation is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge import rules
from kithbridge.agree import queries
from kithbridge.agree.actions import closing, making, reading, standing, stating, stopping, wording
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.forms import whole
from kithbridge.agree.models import OPEN, Conversation, State, Statement
from kithbridge.agree.rules import MEASURES
from kithbridge.engines.week import Week
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.queries.page import week_words
from kithbridge.people.views.team_common import done_words, own_key
from kithbridge.rules import Constituency
from kithbridge.web.clock import this_week, today
from kithbridge.web.once import new_form_id, read_form_id
from kithbridge.web.sent import read_uuid

everybody = team(*standing.JOBS)
writers = team(*making.JOBS)
# More letters than forty statements have: what is too much is refused, never cut in silence.
MOST_SEEDS, MOST_LETTERS = 40, 20_000
PROMISED_DAYS = 3

DONE = {
    "kept": gettext_lazy("Kept as a draft."),
    "one": gettext_lazy("You would open it. It waits for somebody with another job."),
    "opened": gettext_lazy("It is open."),
    "added": gettext_lazy("Added."),
    "dropped": gettext_lazy("Taken out."),
    "stopped": gettext_lazy("Stopped. What was answered is gone."),
    "would-stop": gettext_lazy("You would stop it. It goes on until somebody with another job agrees."),
    "goes-on": gettext_lazy("It goes on."),
    "shown": gettext_lazy("Read by two. It is shown now."),
    "read": gettext_lazy("Read. Somebody with another job has to read it too."),
    "hidden": gettext_lazy("Hidden. Whoever wrote it can read why."),
    "hide-one": gettext_lazy("You would hide it. Somebody with another job has to agree."),
    "reworded": gettext_lazy("Other words are asked for."),
}


def found(conversation: UUID) -> Conversation:
    """The conversation, moved on if its week is over. Raises Http404."""
    row = Conversation.objects.filter(pk=conversation).first()
    if row is None:
        raise Http404
    return closing.move(row) if row.state in OPEN else row


def why_not(problem: Refused) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "question": _("Write the question in one sentence of at most 200 letters. What you wrote is still here."),
        "about": _("Say in at most %(n)d letters what it is for. What you wrote is still here.") % {"n": making.LONGEST_ABOUT},
        "first": _("Choose who speaks first. What you wrote is still here."),
        "weeks": _("Between 1 and %(n)d weeks for each round. What you wrote is still here.") % {"n": rules.value("agree.open_weeks")},
        "statements": _("It needs at least %(n)d first statements. Nothing was changed. Add some below.") % {"n": making.FEWEST_STATEMENTS},
        "same": _("Somebody else, with another job, has to agree. Nothing was changed."),
        "other": _("It was changed while you read it. Nothing was done. This is how it stands now: read it again."),
        "state": _("It is at another point by now. Nothing was changed. Look at it again."),
        "gone": _("That has ended, or is not shared with you. Nothing was changed."),
        "reason": _("Say why, in at most %(n)d letters. Nothing was changed.") % {"n": stopping.LONGEST_WHY},
        "nothing": _("Nothing is written yet. Write one sentence."),
        "long": _("A statement has at most %(n)d letters. What you wrote is still here. Make it shorter.") % {"n": wording.LONGEST},
        "signs": _("There are signs in it that cannot be shown. What you wrote is still here. Write it in plain letters."),
        "there": _("That is there already. What you wrote is still here."),
        "enough": _("That is enough for one talk. What you wrote is still here."),
        "answer": _("Write a sentence to whoever wrote it, in at most 200 letters. What you wrote is still here."),
        "yours": _("You hid it. Others read it again now. Nothing was changed."),
        "closed": _("It has closed. Nothing was changed."),
        "again": _("That was done already."),
        "asked": _("Somebody else would stop it already. Nothing was changed. Read why, and agree or not."),
        "readers": _("Nobody is there yet who may read it. Nothing was changed. Put somebody into the circle that reads asks."),
    }.get(problem.why, _("That did not go. What you wrote is still here. Try again."))


def overdue(row: Statement) -> bool:
    """Whether the promised days are over for certain: only the week is kept, so they are counted from its last day."""
    if row.stage != Statement.Stage.WAITING:
        return False
    return (today() - Week.parse(str(row.week)).monday()).days >= 7 + PROMISED_DAYS


# --- All of them ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Card:
    """A conversation on the team's page: never how many answered."""

    row: Conversation
    state: str
    said: str
    open: bool
    mine: bool
    waiting: int


def weeks_words(row: Conversation) -> str:
    """How long it is open, or was."""
    if row.state == State.DRAFT:
        first = ngettext("%(n)d week for those who speak first", "%(n)d weeks for those who speak first", row.first_weeks)
        then = ngettext("then %(n)d week for everybody", "then %(n)d weeks for everybody", row.all_weeks)
        return f"{first % {'n': row.first_weeks}}, {then % {'n': row.all_weeks}}"
    if row.state not in OPEN:
        return _("Opened %(week)s.") % {"week": week_words(str(row.week))}
    left = Week.parse(str(row.until)) - this_week()
    said = ngettext("%(n)d more week", "%(n)d more weeks", left) % {"n": left} if left else _("this week is the last")
    if row.state == State.FIRST:
        alone = Week.parse(str(row.first_until)) - this_week()
        more = ngettext("%(n)d more for those who speak first alone", "%(n)d more for those who speak first alone", alone)
        said += ", " + (more % {"n": alone} if alone else _("this one still for those who speak first alone"))
    return capfirst(said) + "."


def _waiting(row: Conversation) -> int:
    return Statement.objects.filter(conversation=row, stage=Statement.Stage.WAITING).count()


def _card(row: Conversation) -> Card:
    waits = _waiting(row) if row.state in OPEN else 0
    return Card(row, str(State(row.state).label), weeks_words(row), row.state in OPEN, row.state == State.DRAFT, waits)


@require_safe
@everybody
def overview(request: CallerRequest) -> HttpResponse:
    """Drafts, what is open and for how long, what has closed."""
    rows = [closing.move(row) if row.state in OPEN else row for row in queries.conversations(drafts=True)]
    named = (
        (_("Open now"), OPEN),
        (_("Being prepared"), (State.DRAFT,)),
        (_("Closed"), (State.CLOSED, State.STOPPED)),
    )
    parts = [{"title": title, "talks": [_card(row) for row in rows if row.state in states]} for title, states in named]
    waiting = queries.waiting(own_key(request))
    context = {
        "parts": [part for part in parts if part["talks"]],
        "writes": bool(request.caller.roles & set(making.JOBS)),
        "waiting": len(waiting),
        "overdue": any(overdue(one.row) for one in waiting),
        "done": done_words(request, DONE),
    }
    return render(request, "agree/team_talks.html", context)


# --- Writing one ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class TalkForm:
    """A question as it was typed."""

    question: str = ""
    about: str = ""
    first: str = ""
    weeks_first: str = ""
    weeks: str = ""
    statements: str = ""

    @classmethod
    def read(cls, sent: QueryDict) -> TalkForm:
        kept = {name: sent.get(name, "")[:MOST_LETTERS] for name in ("question", "about", "first", "weeks_first", "weeks", "statements")}
        return cls(**kept)

    @classmethod
    def of(cls, row: Conversation) -> TalkForm:
        """A draft to be changed."""
        first = row.first[0] if len(row.first) == 1 else "all"
        return cls(row.question, row.about, first, str(row.first_weeks), str(row.all_weeks))

    @classmethod
    def empty(cls) -> TalkForm:
        """With the rule's weeks."""
        weeks = str(rules.value("agree.open_weeks"))
        return cls(first="all", weeks_first=weeks, weeks=weeks)

    @property
    def lines(self) -> list[str]:
        """First statements, one a line."""
        return [line for line in map(str.strip, self.statements.splitlines()) if line]

    def named(self) -> dict[str, Any]:
        """As the actions take it; a number that is none is 0, which they refuse."""
        allowed = making.first_allowed()
        first = allowed if self.first == "all" else [self.first] if self.first else []
        return {
            "question": self.question,
            "about": self.about,
            "first": first,
            "weeks_first": whole(self.weeks_first.strip()) or 0,
            "weeks": whole(self.weeks.strip()) or 0,
        }


def _firsts(form: TalkForm) -> list[tuple[str, str, bool]]:
    allowed = making.first_allowed()
    labels = [(one, str(Constituency(one).label)) for one in allowed]
    if len(allowed) == 1:
        return [("all", labels[0][1], True)]
    return [("all", _("both"), form.first == "all"), *((value, label, form.first == value) for value, label in labels)]


def _form_page(request: CallerRequest, form: TalkForm, *, talk: Conversation | None = None, wrong: str = "") -> HttpResponse:
    context = {
        "talk": talk,
        "form": form,
        "firsts": _firsts(form),
        "longest": making.LONGEST_ABOUT,
        "wrong": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "agree/team_talk_edit.html", context, status=422 if wrong else 200)


def _looked_over(lines: list[str]) -> None:
    """Every first statement can stand: so that a draft is kept with all of them or not at all. Raises Refused."""
    if len(lines) > MOST_SEEDS:
        raise Refused("enough")
    kept = [wording.folded(wording.sentence(line)) for line in lines]
    if len(set(kept)) < len(kept):
        raise Refused("there")


@require_http_methods(["GET", "POST"])
@writers
def new(request: CallerRequest) -> HttpResponse:
    """A question, what it is for, and first statements."""
    if request.method != "POST":
        return _form_page(request, TalkForm.empty())
    form, form_id = TalkForm.read(request.POST), read_form_id(request.POST.get("form_id"))
    key = own_key(request)
    try:
        _looked_over(form.lines)
        row = making.write(key=key, form_id=f"talk:{form_id}", **form.named())
        for n, line in enumerate(form.lines):
            stating.seed(key=key, conversation=row, text=line, origin=Statement.Origin.SEED, form_id=f"seed:{form_id}:{n}")
    except Refused as problem:
        return _form_page(request, form, wrong=why_not(problem))
    return redirect(f"{reverse('conversation', args=[row.pk])}?done=kept")


@require_http_methods(["GET", "POST"])
@writers
def edit(request: CallerRequest, conversation: UUID) -> HttpResponse:
    """A draft is changed. Whoever had agreed to open it agrees again."""
    row = found(conversation)
    if row.state != State.DRAFT:
        raise Http404
    if request.method != "POST":
        return _form_page(request, TalkForm.of(row), talk=row)
    form = TalkForm.read(request.POST)
    try:
        making.change(key=own_key(request), conversation=row, **form.named())
    except Refused as problem:
        return _form_page(request, form, talk=row, wrong=why_not(problem))
    return redirect(f"{reverse('conversation', args=[row.pk])}?done=kept")


# --- One ------------------------------------------------------------------------------------------------
STEPS = (
    (State.DRAFT, gettext_lazy("Being prepared")),
    (State.FIRST, gettext_lazy("First round")),
    (State.ALL, gettext_lazy("Everybody")),
    (State.CLOSED, gettext_lazy("Closed")),
)


def _steps(row: Conversation) -> list[dict[str, Any]]:
    order = [state for state, _label in STEPS]
    if row.state not in order:
        return []
    here = order.index(State(row.state))
    over = row.state == State.CLOSED
    return [{"label": str(label), "done": n < here or over, "here": n == here} for n, (_state, label) in enumerate(STEPS)]


def _one(request: CallerRequest, row: Conversation, *, status: int = 200, **more: Any) -> HttpResponse:
    roles, draft = request.caller.roles, row.state == State.DRAFT
    context = {
        "talk": row,
        "state": str(State(row.state).label),
        "steps": _steps(row),
        "said": weeks_words(row),
        "first": ", ".join(str(Constituency(one).label) for one in row.first),
        "measure": capfirst(str(MEASURES.get(row.measure, row.measure))),
        "draft": draft,
        "open": row.state in OPEN,
        "statements": queries.shown(row),
        "hidden": queries.record_of_hidden(row),
        "waiting": _waiting(row),
        "writes": bool(roles & set(making.JOBS)),
        "seeds": draft or row.state in OPEN,
        "seen": making.seen(row) if draft else "",
        "asked": row.opened_by is not None,
        "hers": row.opened_by is not None and row.opened_by == own_key(request).owner,
        "stop_asked": bool(standing.jobs(row.stop_by)),
        "her_stop": row.stop_by == own_key(request).owner,
        "longest": wording.LONGEST,
        "public": reverse("talk_result", args=[row.number]),
        "done": done_words(request, DONE),
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "agree/team_talk.html", context, status=status)


def _act(request: CallerRequest, row: Conversation, act: str) -> str:
    """Does what the button says; the word for what was done. Raises Refused."""
    key, sent = own_key(request), request.POST
    if act == "open":
        return "opened" if making.agree_to_open(key=key, conversation=row, as_seen=sent.get("seen", "")) else "one"
    if act == "stop too":
        stopping.agree_to_stop(key=key, conversation=row, as_seen=sent.get("seen", ""))
        return "stopped"
    if not request.caller.roles & set(making.JOBS):
        raise Http404
    if act == "drop":
        statement = read_uuid(sent.get("statement", ""))
        if statement is None:
            raise Http404
        reading.drop_seed(key=key, conversation=row, statement=statement)
        return "dropped"
    if act == "seed":
        origin = Statement.Origin.THEME if "theme" in sent else Statement.Origin.SEED
        form_id = "seed:" + read_form_id(sent.get("form_id"))
        stating.seed(key=key, conversation=row, text=sent.get("text", ""), origin=origin, form_id=form_id)
        return "added"
    if act == "stop":
        stopping.would_stop(key=key, conversation=row, reason=sent.get("reason", ""))
        return "would-stop"
    if act == "go on":
        stopping.go_on(key=key, conversation=row)
        return "goes-on"
    raise Http404


@require_http_methods(["GET", "POST"])
@everybody
def one(request: CallerRequest, conversation: UUID) -> HttpResponse:
    """One conversation: opening it, its statements, stopping it."""
    row = found(conversation)
    if request.method != "POST":
        return _one(request, row)
    act = request.POST.get("act", "")
    try:
        return redirect(f"{reverse('conversation', args=[row.pk])}?done={_act(request, row, act)}")
    except Refused as problem:
        typed = {name: request.POST.get(name, "")[:MOST_LETTERS] for name in ("text", "reason")}
        return _one(request, found(conversation), status=422, act=act, wrong=why_not(problem), theme="theme" in request.POST, **typed)
