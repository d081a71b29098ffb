"""Writing a matter on the team's side.

Offers: `new`; `words` (one part worded otherwise), `way` (one more way to do it, perhaps with a rule), `origin` (where it comes from),
`put` (one way goes to the reference group).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.agree import matter_page, matters, queries, results
from kithbridge.agree.actions import amending, citing, sounding
from kithbridge.agree.actions import matters as acts
from kithbridge.agree.deciding import forms
from kithbridge.agree.deciding.team.proposals import by_group, known_rule
from kithbridge.agree.matter_models import Alternative, Matter, Part, State
from kithbridge.agree.matter_page import number_in
from kithbridge.agree.matter_told import changes_told
from kithbridge.agree.models import State as Talk
from kithbridge.agree.models import Statement
from kithbridge.agree.offers import SOURCE
from kithbridge.agree.views_matter_team import found, may_write
from kithbridge.people.access import CallerRequest, team, team_by_rule
from kithbridge.people.deciding.actions.proposing import LONGEST, MOST_TRIAL_WEEKS
from kithbridge.people.views.team_common import form_id, own_key, typed
from kithbridge.rules import Protects, Rule, evidence, state
from kithbridge.rules.enact import FURTHEST_WEEKS, AlreadyDone, Refused
from kithbridge.rules.models import Evidence
from kithbridge.rules.spoken import KINDS, ROLES

writers = team_by_rule("deciding.writers")
FIELDS = ("title", "what", "cost", "who_acts", "risks")


def _back(to: str, row: Matter, done: str) -> HttpResponse:
    answer = redirect(to, row.number)
    answer["Location"] += f"?done={done}"
    return answer


# --- A new one ------------------------------------------------------------------------------------------
@writers
@require_http_methods(["GET", "POST"])
def new(request: CallerRequest) -> HttpResponse:
    """What should change, for whom, what it costs, who must act, what could go wrong. A draft, which only the team reads."""
    wrong, status = "", 200
    if request.method == "POST":
        try:
            row = acts.write(
                key=own_key(request),
                for_whom=typed(request, "for_whom"),
                form_id=form_id(request, "matter"),
                **{name: typed(request, name) for name in FIELDS},
            )
        except Refused as problem:
            wrong, status = str(problem), matter_page.status_of(problem)
        else:
            return redirect("team_matter", row.number) if row else redirect("team_decide")
    context = {
        "typed": matter_page.typed(request),
        "whom": [(one.value, one.label) for one in Protects],
        "longest_title": acts.LONGEST_TITLE,
        "longest": acts.LONGEST,
        "wrong": wrong,
    }
    return render(request, "agree/team_matter_new.html", context, status=status)


# --- One part in other words ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Wanted:
    """Which part is worded otherwise, and how it reads now."""

    part: Part
    way: Alternative | None
    now: str


def wanted(row: Matter, part: str, way: str) -> Wanted:
    """Raises Http404 where there is no such part."""
    if part not in (*acts.PARTS, Part.TEXT):
        raise Http404
    if part != Part.TEXT:
        return Wanted(Part(part), None, str(getattr(row, part)))
    try:
        found_way = row.alternatives.filter(pk=UUID(way), dropped=False).first()
    except ValueError:
        found_way = None
    if found_way is None:
        raise Http404
    return Wanted(Part.TEXT, found_way, found_way.text)


@team()
@require_http_methods(["GET", "POST"])
def words(request: CallerRequest, number: int) -> HttpResponse:
    """Whoever answers for it words a part otherwise; anybody else proposes other words."""
    row = found(number)
    sent = request.POST if request.method == "POST" else request.GET
    one = wanted(row, sent.get("part", ""), sent.get("way", ""))
    hers = row.state in acts.OPEN and one.way is None and may_write(request) and acts.rewords(row, own_key(request))
    wrong, status = "", 200
    if request.method == "POST":
        try:
            return _back("team_matter", row, _reword(request, row, one, hers))
        except Refused as problem:
            wrong, status = str(problem), matter_page.status_of(problem)
    context = {
        "row": row,
        "one": one,
        "label": one.part.label,
        "hers": hers,
        "text": typed(request, "text") if request.method == "POST" else one.now,
        "longest": acts.LONGEST_TITLE if one.part == Part.TITLE else acts.LONGEST,
        "wrong": wrong,
    }
    return render(request, "agree/team_matter_words.html", context, status=status)


def _reword(request: CallerRequest, row: Matter, one: Wanted, hers: bool) -> str:
    key, text = own_key(request), typed(request, "text")
    if hers:
        acts.change(key=key, matter=row.pk, part=one.part, text=text)
        return "changed"
    way = one.way.pk if one.way else None
    amending.propose(key=key, matter=row.pk, part=one.part, text=text, alternative=way, form_id=form_id(request, "amend"))
    return "amended"


# --- A way to do it -------------------------------------------------------------------------------------
@writers
@require_http_methods(["GET", "POST"])
def way(request: CallerRequest, number: int) -> HttpResponse:
    """One more way to do it, or one mended before anybody else has said a thing: words, and perhaps another value for a rule.

    Of several rules one after the other: each is a question of its own.
    """
    row = found(number)
    sent = request.POST if request.method == "POST" else request.GET
    declared = known_rule(sent.get("rule", ""))
    old = wanted(row, Part.TEXT, sent["way"]).way if sent.get("way") else None
    if request.method != "POST":
        if "rules" in request.GET:
            context = {"row": row, "old": old, "groups": by_group(lambda standing: True)}
            return render(request, "agree/team_matter_rules.html", context)
        return _way_page(request, row, old, declared, forms.asked(declared, _value(declared, old)) if declared else None)
    try:
        changes = {declared.key: forms.read(declared, request.POST)} if declared else {}
        _keep(request, row, old, changes)
    except Refused as problem:
        again = forms.asked_again(declared, request.POST) if declared else None
        return _way_page(request, row, old, declared, again, str(problem), matter_page.status_of(problem))
    return _back("team_matter", row, "mended" if old else "way")


def _value(declared: Rule, old: Alternative | None) -> Any:
    """What the field begins with: the value that the way gives the rule already, or the one that holds."""
    given = {one["rule"]: one["value"] for one in old.changes} if old else {}
    return given.get(declared.key, state.value(declared.key))


def _keep(request: CallerRequest, row: Matter, old: Alternative | None, changes: dict[str, Any]) -> None:
    key, text = own_key(request), typed(request, "text")
    if old is not None:
        acts.change_alternative(key=key, alternative=old.pk, text=text, changes=changes)
    else:
        acts.add_alternative(key=key, matter=row.pk, text=text, changes=changes, form_id=form_id(request, "way"))


def _way_page(
    request: CallerRequest,
    row: Matter,
    old: Alternative | None,
    declared: Rule | None,
    asked: forms.Asked | None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "row": row,
        "old": old,
        "has": changes_told(old) if old else [],
        "rule": declared,
        "asked": asked,
        "now": rules.explained(declared.key) if declared else "",
        "text": typed(request, "text") if wrong or old is None else old.text,
        "longest": acts.LONGEST,
        "wrong": wrong,
    }
    return render(request, "agree/team_matter_way.html", context, status=status)


# --- Where it comes from --------------------------------------------------------------------------------
# Whose voice a sentence is: as what it was said; of what we began a talk with, ours; of what was told before, we do not know it.
OURS, UNKNOWN = "worker", "other"


def _picks(row: Matter) -> list[dict[str, Any]]:
    """The sentences of talks that have closed, with how they went; those this matter rests on already are marked."""
    cited, found_talks = matters.cited(row), []
    for talk in queries.conversations():
        if talk.state != Talk.CLOSED or results.result(talk) is None:
            continue
        shown = queries.shown(talk)
        pieces = [Evidence(id=one.pk, source=SOURCE, ref=one.pk) for one in shown]
        told = evidence.words_of(pieces)
        lines = [{"id": one.pk, "text": told[one.pk].text, "cited": one.pk in cited} for one in shown if one.pk in told]
        if lines:
            found_talks.append({"question": talk.question, "lines": lines})
    return found_talks


def _cite(request: CallerRequest, row: Matter) -> str:
    number = number_in(request.POST, "statement")
    said = Statement.objects.filter(pk=number, stage=Statement.Stage.SHOWN).first()
    if said is None:
        raise Refused(_("That sentence is not there any more."))
    role = said.voice or (OURS if said.origin == Statement.Origin.SEED else UNKNOWN)
    act = form_id(request, f"cite {number}")
    citing.cite(key=own_key(request), matter=row.pk, kind="statement", role=role, source=SOURCE, ref=number, form_id=act)
    return ""


def _write(request: CallerRequest, row: Matter) -> str:
    """The code for whoever said it."""
    code = citing.cite_words(
        key=own_key(request),
        matter=row.pk,
        form_id=form_id(request, "evidence"),
        **{name: typed(request, name) for name in ("kind", "role", "text", "said_by", "url")},
    )
    if not code:
        raise AlreadyDone(_("That was written down already. Its code was shown once. If it was lost, remove it and write it again."))
    return code


@writers
@require_http_methods(["GET", "POST"])
def origin(request: CallerRequest, number: int) -> HttpResponse:
    """Pick sentences of talks, or write down what somebody said, what was counted, what guidance says."""
    row = found(number)
    act, wrong, code, status = request.POST.get("act", ""), "", "", 200
    if request.method == "POST":
        try:
            code = _cite(request, row) if act == "cite" else _write(request, row)
        except Refused as problem:
            wrong, status = str(problem), matter_page.status_of(problem)
        else:
            if not code:
                return _back("team_matter_from", row, "cited")
    context = {
        "row": row,
        "talks": _picks(row),
        "kinds": [(value, label) for value, label in KINDS.items() if value != "statement"],
        "roles": ROLES.items(),
        "typed": matter_page.typed(request) if wrong else {},
        "longest": LONGEST,
        "code": code,
        "wrong": wrong,
        "done": matter_page.done_words(request),
    }
    return render(request, "agree/team_matter_from.html", context, status=status)


# --- To the reference group -----------------------------------------------------------------------------
@writers
@require_http_methods(["GET", "POST"])
def put(request: CallerRequest, number: int) -> HttpResponse:
    """One way goes to the reference group: from when, perhaps as a trial, and the question where there is no rule."""
    row = found(number)
    ways = [one for one in matters.told(row, team=True).ways if not one.dropped]
    wrong, status = "", 200
    if request.method == "POST":
        try:
            acts.put(
                key=own_key(request),
                alternative=number_in(request.POST, "way"),
                words=typed(request, "words"),
                begins=forms.whole(request.POST, "begins"),
                trial_weeks=forms.whole(request.POST, "trial_weeks"),
                looks_at=typed(request, "looks_at"),
                says_who=typed(request, "says_who"),
                form_id=form_id(request, "put"),
            )
        except Refused as problem:
            wrong, status = str(problem), matter_page.status_of(problem)
        else:
            return _back("team_matter", row, "put")
    if row.state != State.TALKING and not wrong:
        return redirect("team_matter", row.number)
    context = {
        "row": row,
        "ways": ways,
        "sounded": any(one.sounding for one in ways),
        "not_sounded": len(ways) >= sounding.FEWEST_ALTERNATIVES and not row.soundings.exists(),
        "typed": matter_page.typed(request),
        "chosen": request.POST.get("way", "") or (str(ways[0].id) if len(ways) == 1 else ""),
        "furthest": FURTHEST_WEEKS,
        "longest_trial": MOST_TRIAL_WEEKS,
        "to": reverse("team_matter", args=[row.number]),
        "wrong": wrong,
    }
    return render(request, "agree/team_matter_put.html", context, status=status)
