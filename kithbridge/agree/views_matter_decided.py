"""What was decided to be done, for everybody; and whether it changed, asked of those it is for.

Offers: `decided_list`, `decided_one` (no form stands on them: a proxy may keep them for some minutes), `changed`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge import rules
from kithbridge.agree import matters
from kithbridge.agree.actions import effects, written
from kithbridge.agree.even import even, plain
from kithbridge.agree.forms import LONGEST_CODE
from kithbridge.agree.matter_models import Answer, Effect, Put, Task
from kithbridge.agree.matter_told import effect_told, tasks_told
from kithbridge.agree.models import Statement, Voice
from kithbridge.people.access import CallerRequest, anybody, looks_up_caller
from kithbridge.people.views.team_common import form_id
from kithbridge.rules import Readers, decided
from kithbridge.rules.enact import Refused
from kithbridge.rules.models import Decision
from kithbridge.web.once import new_form_id

BAR = 480


@anybody
@require_safe
def decided_list(request: CallerRequest) -> HttpResponse:
    """What was decided to be done, newest first. What was decided about rules stands with the rules."""
    rows = decided.doings()
    told = decided.decisions_told(rows)
    undone = {task.decision for task in Task.objects.filter(state="open")}
    lines = [(one, row.pk in undone) for one, row in zip(told, rows, strict=True)]
    return render(request, "agree/decided.html", {"lines": lines})


def _decision(number: UUID) -> Decision:
    row = Decision.objects.filter(pk=number).select_related("version", "pause").prefetch_related("evidence").first()
    if row is None:
        raise Http404
    return row


@anybody
@require_safe
def decided_one(request: CallerRequest, decision: UUID) -> HttpResponse:
    """Why is it so? One decision: who was asked, how it went, what it rests on, what was done, whether it changed."""
    row = _decision(decision)
    if row.key:
        known = next((one for one in rules.all_rules() if one.key == row.key), None)
        if known is None or known.readers is not Readers.EVERYBODY:
            raise Http404
        return redirect("why", row.key)
    put = Put.objects.filter(pk=row.pk).select_related("matter", "alternative").first()
    told = decided.decisions_told([row])[0]
    rows = Effect.objects.filter(decision=row.pk).select_related("task", "matter").order_by("week", "pk")
    changed_since = [effect_told(one) for one in rows]
    context = {
        "told": told,
        "bars": [{**voice, "width": round(voice["share"] * BAR / 100)} for voice in told.voices],
        "matter": matters.told(put.matter) if put else None,
        "way": put.alternative.text if put else "",
        "tasks": tasks_told(Task.objects.filter(decision=row.pk).order_by("state", "due", "pk")),
        "effects": changed_since,
        "asks": next((one.id for one in reversed(changed_since) if one.asks), None),
    }
    return render(request, "agree/decided_one.html", context)


# --- Did it change? -------------------------------------------------------------------------------------
def _said(code: str) -> Statement | None:
    """The statement of whoever has its code."""
    mark = written.code_hash(code)
    return Statement.objects.filter(back=mark).first() if mark else None


def _answer(request: CallerRequest, effect: Effect) -> bool:
    """Whether it counts. Raises Refused."""
    sent = request.POST
    code = sent.get("code", "")[:LONGEST_CODE].strip()
    said = _said(code) if code else None
    if code and said is None:
        raise Refused(_("We know no such code. One letter may be wrong. Nothing was counted."))
    return effects.answer_changed(
        effect=effect.pk,
        voice=plain(sent.get("voice", "")),
        answer=plain(sent.get("answer", "")),
        slip="" if said else sent.get("slip", "")[:LONGEST_CODE],
        said=said,
        key=request.caller.key if request.caller.side == "words" else None,
        form_id=form_id(request, "changed"),
    )


@looks_up_caller
@anybody
@require_http_methods(["GET", "POST"])
def changed(request: CallerRequest, effect: UUID) -> HttpResponse:
    """Did it change? With a slip, with the code of what she said, or with secret words."""
    row = matters.effect(effect)
    if row is None:
        raise Http404
    context: dict[str, Any] = {"effect": effect_told(row), "decision": row.decision, "title": row.matter.title, "form_id": new_form_id()}
    status = 200
    if request.method == "POST":
        try:
            counts = _answer(request, row)
        except Refused as problem:
            context["wrong"], status = str(problem), 400
        else:
            return render(request, "agree/changed_said.html", {**context, "counts": counts})
    sent = request.POST
    context |= {
        "voices": [(even(one.value), one.label, one.value == plain(sent.get("voice", ""))) for one in Voice],
        "answers": [(even(one.value), one.label, one.value == plain(sent.get("answer", ""))) for one in Answer],
        "slip": sent.get("slip", "")[:LONGEST_CODE],
        "code": sent.get("code", "")[:LONGEST_CODE],
        "words": request.caller.side == "words",
    }
    return render(request, "agree/changed.html", context, status=status)
