"""What is being decided, a proposal to write down, one proposal with its evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge import rules
from kithbridge.agree import matters
from kithbridge.agree.actions import standing
from kithbridge.agree.deciding import forms
from kithbridge.agree.deciding.trials import ending
from kithbridge.agree.deciding.views import status_of
from kithbridge.agree.matter_models import Matter, State
from kithbridge.agree.opened import stays_open
from kithbridge.people import facts
from kithbridge.people.access import CallerRequest, team, team_by_rule
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, proposing
from kithbridge.people.deciding.models import OPEN, ByTwo, Proposal, Stage
from kithbridge.people.deciding.told import told
from kithbridge.people.models import Role
from kithbridge.people.views.team_common import form_id, own_key, typed
from kithbridge.rules import Readers, Rule, explain, state
from kithbridge.rules.enact import FURTHEST_WEEKS, AlreadyDone, Refused
from kithbridge.rules.spoken import KINDS, ROLES, week_words
from kithbridge.web.clock import today

ENDED = (Stage.ENACTED, Stage.FELL, Stage.DROPPED)


def may_write(request: CallerRequest) -> bool:
    """Whether her jobs include writing proposals down."""
    return bool(request.caller.roles & set(rules.value("deciding.writers")))


def _line(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.pk,
        "matter": Matter.objects.filter(pk=proposal.matter).values_list("number", flat=True).first() if proposal.matter else None,
        "question": queries.question_of(proposal),
        "standing": queries.standing(proposal),
        "week": week_words(str(proposal.week)),
    }


def by_group(keep: Callable[[state.InForce], bool]) -> list[dict[str, Any]]:
    """The rules as the team reads them, under their headings, with the value in force."""
    telling, groups = explain.Telling(), []
    for group in rules.Group:
        standing = [telling.standing[one.key] for one in explain.told(Readers.TEAM) if one.group is group]
        lines = [{"key": one.rule.key, "question": one.rule.question, "now": one.rule.said(one.value)} for one in standing if keep(one)]
        if lines:
            groups.append({"title": group.label, "rules": lines})
    return groups


LISTS = ((State.TALKING, gettext_lazy("Being talked about")), (State.DRAFT, gettext_lazy("Being written")))


def _matters(request: CallerRequest) -> dict[str, Any]:
    """Matters by where they stand, what is to be done, what waits to be read; nothing while the room is closed."""
    if facts.unsigned():
        return {"room": False}
    due = matters.tasks_of()
    return {
        "room": True,
        "lists": [(title, matters.matters(stands, team=True)) for stands, title in LISTS],
        "decided": matters.matters(State.DECIDED),
        "dropped": matters.matters(State.DROPPED),
        "overdue_tasks": [one for one in due if one[1].overdue],
        "due": [one for one in due if not one[1].overdue],
        "words_wait": sum(not one.mine for one in matters.waiting(own_key(request))),
        "reads": bool(request.caller.roles & set(standing.JOBS)),
    }


@stays_open
@team()
@require_safe
def overview(request: CallerRequest) -> HttpResponse:
    """Where each open proposal stands, what came to an end lately, what nobody has decided yet."""
    undecided = by_group(explain.nobody_decided)
    context = {
        **_matters(request),
        "open": [_line(one) for one in queries.open_proposals()],
        "ended": [_line(one) for one in queries.known().filter(stage__in=ENDED).order_by("-week", "key")],
        "undecided": undecided,
        "how_many": sum(len(group["rules"]) for group in undecided),
        "trials": ending(),
        "sits": queries.sits(),
        "founding": explain.founding_note(),
        "overdue": explain.overdue(),
        "may_write": may_write(request),
        "lead": Role.LEAD in request.caller.roles,
        "two": ByTwo.objects.filter(ends__gte=today()).exclude(asked_by=own_key(request).owner).exists(),
    }
    return render(request, "agree/deciding/overview.html", context)


def known_rule(key: str) -> Rule | None:
    """The rule of that key, if there is one."""
    return next((one for one in rules.all_rules() if one.key == key), None)


# --- Writing one down ------------------------------------------------------------------------------------
@stays_open
@team_by_rule("deciding.writers")
@require_http_methods(["GET", "POST"])
def new(request: CallerRequest) -> HttpResponse:
    """Choose a rule, then write down another value for it."""
    sent = request.POST if request.method == "POST" else request.GET
    declared = known_rule(sent.get("rule", ""))
    if declared is None:
        return render(
            request, "agree/deciding/choose.html", {"groups": by_group(lambda standing: True)}, status=400 if request.POST else 200
        )
    if request.method != "POST":
        return _new_page(request, declared, forms.asked(declared, state.value(declared.key)))
    try:
        row = proposing.propose(
            rule=declared.key,
            value=forms.read(declared, request.POST),
            by=own_key(request),
            form_id=form_id(request, "propose"),
            begins=forms.whole(request.POST, "begins"),
            trial_weeks=forms.whole(request.POST, "trial_weeks"),
            looks_at=typed(request, "looks_at"),
            says_who=typed(request, "says_who"),
        )
    except Refused as problem:
        return _new_page(request, declared, forms.asked_again(declared, request.POST), wrong=str(problem), status=status_of(problem))
    return redirect("team_proposal", row.pk) if row else redirect("team_decide")


def _new_page(request: CallerRequest, declared: Rule, asked: forms.Asked, *, wrong: str = "", status: int = 200) -> HttpResponse:
    context = {
        "rule": declared,
        "now": rules.explained(declared.key),
        "asked": asked,
        "taken": Proposal.objects.filter(key=declared.key, stage__in=OPEN).first(),
        "typed": {name: typed(request, name) for name in ("begins", "trial_weeks", "looks_at", "says_who")},
        "furthest": FURTHEST_WEEKS,
        "longest_trial": proposing.MOST_TRIAL_WEEKS,
        "wrong": wrong,
    }
    return render(request, "agree/deciding/new.html", context, status=status)


# --- One proposal ----------------------------------------------------------------------------------------
def _saying(request: CallerRequest) -> UUID:
    """Which words the button belongs to."""
    try:
        return UUID(request.POST.get("saying", ""))
    except ValueError:
        raise Refused(_("Those words are not there any more.")) from None


def _evidence(request: CallerRequest, proposal: UUID) -> str:
    code = proposing.add_evidence(
        proposal=proposal,
        kind=typed(request, "kind"),
        role=typed(request, "role"),
        text=typed(request, "text"),
        said_by=typed(request, "said_by"),
        url=typed(request, "url"),
        by=own_key(request),
        form_id=form_id(request, "evidence"),
    )
    if not code:
        raise AlreadyDone(_("That was written down already. Its code was shown once. If it was lost, remove it and write it again."))
    return code


def _read(request: CallerRequest, proposal: UUID) -> str:
    proposing.pass_evidence(saying=_saying(request), by=own_key(request))
    return ""


def _remove(request: CallerRequest, proposal: UUID) -> str:
    proposing.remove_evidence(saying=_saying(request), by=own_key(request))
    return ""


def _ask(request: CallerRequest, proposal: UUID) -> str:
    answering.ask(proposal=proposal, by=own_key(request))
    return ""


def _drop(request: CallerRequest, proposal: UUID) -> str:
    proposing.drop(proposal=proposal, by=own_key(request))
    return ""


ACTS: dict[str, Callable[[CallerRequest, UUID], str]] = {
    "evidence": _evidence,
    "read": _read,
    "remove": _remove,
    "ask": _ask,
    "drop": _drop,
}


@stays_open
@team()
@require_http_methods(["GET", "POST"])
def one(request: CallerRequest, proposal: UUID) -> HttpResponse:
    """One proposal: its evidence, who has read it, asking the group, taking it back."""
    act, wrong, code, status = request.POST.get("act", ""), "", "", 200
    if request.method == "POST" and act in ACTS:
        try:
            code = ACTS[act](request, proposal)
        except Refused as problem:
            wrong, status = str(problem), status_of(problem)
        else:
            if not code:
                return redirect("team_proposal", proposal)
    row = queries.known().filter(pk=proposal).first()
    if row is None:
        raise Http404
    return _one_page(request, row, wrong=wrong, code=code, keep=act == "evidence" and bool(wrong), status=status)


def _one_page(request: CallerRequest, row: Proposal, *, wrong: str, code: str, keep: bool, status: int) -> HttpResponse:
    written = row.stage == Stage.WRITTEN
    fields = ("kind", "role", "text", "said_by", "url")
    context = {
        "one": told(row),
        "own": own_key(request).owner,
        "matter": Matter.objects.filter(pk=row.matter).values_list("number", flat=True).first() if row.matter else None,
        "written": written,
        "open": row.stage in OPEN,
        "may_drop": proposing.may_drop(row, own_key(request)),
        "not_ready": proposing.ready(row) if written else "",
        "may_write": may_write(request),
        "kinds": KINDS.items(),
        "roles": ROLES.items(),
        "typed": {name: typed(request, name) if keep else "" for name in fields},
        "longest": proposing.LONGEST,
        "wrong": wrong,
        "code": code,
    }
    return render(request, "agree/deciding/one.html", context, status=status)
