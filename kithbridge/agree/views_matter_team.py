"""A matter on the team's side: all of it, with what can be done now.

Offers: `one`, `tasks`; `found`, `may_write` for the pages beside it. Writing stands in `views_matter_write`, reading what waits in
`views_matter_read`.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.agree import matter_page, matters
from kithbridge.agree.actions import amending, citing, commenting, doing, effects, sounding
from kithbridge.agree.actions import matters as acts
from kithbridge.agree.deciding import forms
from kithbridge.agree.matter_models import Amendment, Matter, Put, Stage, State, Task, TaskState
from kithbridge.agree.matter_next import Looks, next_step
from kithbridge.agree.matter_page import Acts, number_in
from kithbridge.engines.week import Week
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.views.team_common import form_id, own_key, typed
from kithbridge.rules.spoken import week_words
from kithbridge.web.clock import this_week

MOVED_WEEKS = 26


def found(number: int) -> Matter:
    """Drafts too: the team reads them. Raises Http404."""
    row = matters.matter(number, team=True)
    if row is None:
        raise Http404
    return row


def may_write(request: CallerRequest) -> bool:
    """Whether her jobs include writing proposals down."""
    return bool(request.caller.roles & set(rules.value("deciding.writers")))


# --- What the buttons of the page do --------------------------------------------------------------------
def _up(request: CallerRequest, row: Matter) -> str:
    acts.put_up(key=own_key(request), matter=row.pk)
    return "up"


def _drop(request: CallerRequest, row: Matter) -> str:
    acts.drop(key=own_key(request), matter=row.pk, reason=typed(request, "reason"))
    return "dropped"


def _way_gone(request: CallerRequest, row: Matter) -> str:
    acts.drop_alternative(key=own_key(request), alternative=number_in(request.POST, "way"))
    return "way-gone"


def _say(request: CallerRequest, row: Matter) -> str:
    commenting.say(key=own_key(request), matter=row.pk, text=typed(request, "text"), form_id=form_id(request, "comment"))
    return "said"


def _unsay(request: CallerRequest, row: Matter) -> str:
    commenting.take_back_own(key=own_key(request), comment=number_in(request.POST, "comment"))
    return "unsaid"


def _take(request: CallerRequest, row: Matter) -> str:
    amending.take(key=own_key(request), amendment=number_in(request.POST, "amendment"))
    return "taken"


def _refuse(request: CallerRequest, row: Matter) -> str:
    amending.refuse(key=own_key(request), amendment=number_in(request.POST, "amendment"), reason=typed(request, "because"))
    return "refused"


def _sound(request: CallerRequest, row: Matter) -> str:
    sounding.open_(key=own_key(request), matter=row.pk, form_id=form_id(request, "sound"))
    return "sound"


def _read(request: CallerRequest, row: Matter) -> str:
    citing.pass_words(key=own_key(request), saying=number_in(request.POST, "saying"))
    return "read"


def _remove(request: CallerRequest, row: Matter) -> str:
    citing.remove_words(key=own_key(request), saying=number_in(request.POST, "saying"))
    return "uncited"


def _uncite(request: CallerRequest, row: Matter) -> str:
    origin = row.origins.filter(ref=number_in(request.POST, "ref")).first()
    if origin is not None:
        citing.uncite(key=own_key(request), origin=origin.pk)
    return "uncited"


def _again(request: CallerRequest, row: Matter) -> str:
    effects.reopen(key=own_key(request), matter=row.pk, reason=typed(request, "reason"))
    return "again"


ACTS: Acts = {
    "up": _up,
    "drop": _drop,
    "way_gone": _way_gone,
    "say": _say,
    "unsay": _unsay,
    "take": _take,
    "refuse": _refuse,
    "sound": _sound,
    "read": _read,
    "remove": _remove,
    "uncite": _uncite,
    "again": _again,
}


@team()
@require_http_methods(["GET", "POST"])
def one(request: CallerRequest, number: int) -> HttpResponse:
    """One matter whole: its ways side by side, what it comes from, what was said of it, what became of it."""
    row = found(number)
    if request.method == "POST":
        return matter_page.acted(request, row, ACTS, "team_matter", lambda wrong, status: _page(request, row, wrong, status))
    return _page(request, row)


def _page(request: CallerRequest, row: Matter, wrong: str = "", status: int = 200) -> HttpResponse:
    row.refresh_from_db()
    told, key = matters.told(row, team=True), own_key(request)
    writes = may_write(request)
    hers = writes and acts.hers(row, key)
    ways = [way for way in told.ways if not way.dropped]
    reads = sum(one.matter is not None and one.matter.id == row.pk and not one.mine for one in matters.waiting(key))
    was_put = row.puts.exists()
    proposed = row.amendments.filter(stage=Stage.SHOWN, outcome=Amendment.Outcome.OPEN) if writes and row.state == State.TALKING else []
    answers = {one.pk for one in proposed if amending.may_answer(row, one, key)}
    context = {
        "one": told,
        "next": next_step(row, told, Looks(key.owner, writes, hers, reads, len(answers))),
        "answers": answers,
        "parts": matter_page.parts(told),
        "empty": matter_page.empty(told),
        "bars": matter_page.bars(told.evidence),
        "plain": matter_page.plain(told),
        "ways": ways,
        "dropped": [way for way in told.ways if way.dropped],
        "own": key.owner,
        "writes": writes,
        "hers": hers,
        "rewords": writes and acts.rewords(row, key),
        "mends": hers and acts.may_mend(row),
        "draft": row.state == State.DRAFT,
        "talking": row.state == State.TALKING,
        "open": row.state in acts.OPEN,
        "decided": row.state == State.DECIDED,
        "may_say": row.state in commenting.TALKED_ABOUT,
        "sounding": row.soundings.filter(closes__isnull=False).exists(),
        "was_put": was_put,
        "sound_again": len(ways) >= sounding.FEWEST_ALTERNATIVES and row.soundings.exists() and not sounding.lately(row),
        "open_tasks": [task for task in told.tasks if task.state == TaskState.OPEN],
        "act": request.POST.get("act", "") if wrong else "",
        "typed": matter_page.typed(request) if wrong else {},
        "wrong": wrong,
        "done": matter_page.done_words(request),
        "longest": acts.LONGEST,
    }
    return render(request, "agree/team_matter.html", context, status=status)


# --- What is to be done, and what changed ---------------------------------------------------------------
def _plan(request: CallerRequest, row: Matter) -> str:
    doing.add_task(
        key=own_key(request),
        alternative=number_in(request.POST, "way"),
        what=typed(request, "what"),
        owner=typed(request, "office").strip() or typed(request, "owner"),
        weeks=forms.whole(request.POST, "weeks"),
        form_id=form_id(request, "task"),
    )
    return "task"


def _move(request: CallerRequest, row: Matter) -> str:
    doing.change_task(
        key=own_key(request),
        task=number_in(request.POST, "task"),
        due=typed(request, "due"),
        reason=typed(request, "reason"),
        form_id=form_id(request, "move"),
    )
    return "moved"


def _done(request: CallerRequest, row: Matter) -> str:
    doing.done(key=own_key(request), task=number_in(request.POST, "task"), came=typed(request, "came"))
    return "done"


def _not_done(request: CallerRequest, row: Matter) -> str:
    doing.drop_task(key=own_key(request), task=number_in(request.POST, "task"), came=typed(request, "came"))
    return "not-done"


def _effect(request: CallerRequest, row: Matter) -> str:
    effects.write_effect(
        key=own_key(request),
        matter=row.pk,
        decision=number_in(request.POST, "decision"),
        text=typed(request, "text"),
        form_id=form_id(request, "effect"),
    )
    return "effect"


TASK_ACTS: Acts = {"plan": _plan, "move": _move, "done": _done, "not_done": _not_done, "effect": _effect}


@team()
@require_http_methods(["GET", "POST"])
def tasks(request: CallerRequest, number: int) -> HttpResponse:
    """What is to be done, by whom, until when; what came of it; what changed."""
    row = found(number)
    if request.method == "POST":
        return matter_page.acted(request, row, TASK_ACTS, "team_matter_tasks", lambda wrong, status: _tasks(request, row, wrong, status))
    return _tasks(request, row)


def _may_do(request: CallerRequest, task: Task) -> bool:
    return bool(request.caller.roles & {Role.LEAD, task.owner})


def _tasks(request: CallerRequest, row: Matter, wrong: str = "", status: int = 200) -> HttpResponse:
    row.refresh_from_db()
    told = matters.told(row, team=True)
    rows = {task.pk: task for task in row.tasks.all()}
    decided_ways = set(row.puts.filter(came=Put.Came.ENACTED, turn=row.turn).values_list("alternative", flat=True))
    plannable = [
        way for way in told.ways if not way.dropped and (row.state in acts.OPEN or (row.state == State.DECIDED and way.id in decided_ways))
    ]
    weeks = [this_week() + n for n in range(MOVED_WEEKS)]
    context = {
        "one": told,
        "lines": [(task, task.state == TaskState.OPEN and not task.paused and _may_do(request, rows[task.id])) for task in told.tasks],
        "ways": plannable if may_write(request) else [],
        "jobs": [(role.value, role.label) for role in Role],
        "weeks": [(str(week), week_words(Week.parse(str(week)))) for week in weeks],
        "decisions": [put for put in told.puts if put.decision] if row.state == State.DECIDED and may_write(request) else [],
        "furthest": doing.FURTHEST_WEEKS,
        "longest": doing.LONGEST_TASK,
        "act": request.POST.get("act", "") if wrong else "",
        "typed": matter_page.typed(request) if wrong else {},
        "wrong": wrong,
        "done": matter_page.done_words(request),
        "none": _("Nothing is planned."),
    }
    return render(request, "agree/team_matter_tasks.html", context, status=status)
