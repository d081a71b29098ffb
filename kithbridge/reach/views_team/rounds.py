"""Equipment rounds on the team's side: the list, one round, what was said, themes, the brief."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kithbridge import rules
from kithbridge.people import facts, vault
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.people.queries import figures
from kithbridge.people.queries.page import terms
from kithbridge.people.vault import Key
from kithbridge.people.views.neighbour import chosen_readers
from kithbridge.reach import brief, rounds
from kithbridge.reach.actions import answering, themes
from kithbridge.reach.actions import rounds as acts
from kithbridge.reach.cards import mark
from kithbridge.reach.forms import read_number
from kithbridge.reach.models import Item, Round, Theme
from kithbridge.reach.views_rounds import SaidForm, fields, gone_words
from kithbridge.reach.views_rounds import why_not as why_not_said
from kithbridge.reach.views_team.sent import key_of
from kithbridge.web.once import new_form_id, read_form_id
from kithbridge.web.sent import read_uuid

ours = team(Role.PEER, Role.LEAD)
leads = team(Role.LEAD)
peers = team(Role.PEER)
State = Round.State


def why_not(problem: acts.NotMoved | themes.NotWritten) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "item": _("Choose the thing first. What you wrote is still here."),
        "supplier": _("Say who makes it, in at most 60 letters. What you wrote is still here."),
        "question": _("Write what is asked: one to eight lines, each at most 160 letters. What you wrote is still here."),
        "weeks": _("Between 1 and 26 weeks. What you wrote is still here."),
        "open": _("This thing is being asked about already. Nothing was changed. End that round first."),
        "before": _("The first round has no brief yet, or was about another thing. Nothing was changed."),
        "stage": _("The round is at another point by now. Nothing was changed. Look at it again."),
        "text": _("Write it in at most 800 letters. What you wrote is still here."),
        "themes": _("No theme can leave yet: each needs two readers with different jobs, and at least two answers. Nothing was given out."),
        "again": _("That was done already."),
        "side": _("Choose what kind of theme it is. What you wrote is still here."),
        "label": _("Write the theme in at most 120 letters. What you wrote is still here."),
        "there": _("That theme is there already. Nothing was changed."),
        "many": _("That is enough themes for one round. Remove one first. What you wrote is still here."),
        "given": _("The brief was given out: themes and marks stay as they are."),
        "gone": _("That has ended, or is not shared with you. Nothing was changed."),
        "same": _("Somebody else, with another job, has to read it. Nothing was changed."),
    }[problem.why]


def _row(number: UUID) -> Round:
    row = Round.objects.select_related("item", "before").filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _back(number: UUID, done: str, part: str = "") -> HttpResponse:
    return redirect(f"{reverse('round', args=[number])}?done={done}{part}")


# --- The list, and beginning one ------------------------------------------------------------------------
@require_GET
@ours
def all_rounds(request: CallerRequest) -> HttpResponseBase:
    """Every round, the newest first, and what was said without one."""
    rows = Round.objects.select_related("item", "before").order_by("-week", "id")
    shown = [
        {"row": row, "stage": str(State(rounds.stage(row)).label), "open": row.ended is None, "since": rounds.when(row.week)}
        for row in rows
    ]
    context = {"rounds": shown, "apart": len(rounds.said_apart(key_of(request))), "leads": Role.LEAD in request.caller.roles}
    return render(request, "reach/team_rounds.html", context)


@require_http_methods(["GET", "POST"])
@leads
def begin(request: CallerRequest) -> HttpResponseBase:
    """A new round about a thing; `?before=` names the first for a second one."""
    sent = request.POST if request.method == "POST" else request.GET
    before = read_uuid(sent.get("before", ""))
    first = Round.objects.select_related("item").filter(pk=before).first() if before else None
    wrong = ""
    if request.method == "POST":
        try:
            row = acts.begin(
                item=first.item_id if first else sent.get("item", ""),
                supplier=sent.get("supplier", ""),
                question=sent.get("question", ""),
                weeks=read_number(sent.get("weeks", "")),
                before=first.pk if first else None,
                take_in="take_in" in sent,
                form_id="round:" + read_form_id(sent.get("form_id")),
            )
            return _back(row.pk, "begun")
        except acts.NotMoved as problem:
            if problem.why == "again":
                return redirect("rounds")
            wrong = why_not(problem)
    context = {
        "first": first,
        "items": Item.objects.order_by("order", "key"),
        "chosen": sent.get("item", ""),
        "supplier": sent.get("supplier", first.supplier if first else ""),
        "question": sent.get("question", first.question if first else ""),
        "weeks": sent.get("weeks", "6"),
        "take_in": request.method != "POST" or "take_in" in sent,
        "wrong": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "reach/team_round_new.html", context, status=422 if wrong else 200)


# --- One round ------------------------------------------------------------------------------------------
def _shown(theme: Theme, key: Key, marks: dict[UUID, int]) -> dict[str, Any]:
    hers = theme.first_id == key.owner
    return {"row": theme, "answers": marks.get(theme.pk, 0), "hers": hers, "waits": not theme.agreed and not hers}


def _one(request: CallerRequest, row: Round, *, status: int = 200, **more: Any) -> HttpResponse:
    key, now = key_of(request), rounds.stage(row)
    said = rounds.said_in(key, row)
    own = {number for number in row.answers.values_list("pk", flat=True) if answering.is_own(key, number)}
    marks: dict[UUID, int] = {}
    for one in said:
        for theme in one.marks:
            marks[theme] = marks.get(theme, 0) + 1
    told = rounds.told(row)
    before = rounds.told(row.before) if row.before else None
    context = {
        "row": row,
        "mark": mark(row.item_id),
        "stage": now,
        "label": str(State(now).label),
        "steps": rounds.steps(row),
        "questions": row.question.splitlines(),
        "until": rounds.when(row.ends),
        "said": said,
        "own": own,
        "own_shut": sorted(own - {one.row.pk for one in said}),
        "themes": [_shown(theme, key, marks) for theme in row.themes.order_by("side", "label", "id")],
        "sides": Theme.Side.choices,
        "open_themes": row.state in themes.READABLE,
        "told": told,
        "beside": rounds.beside(before, told) if before and told else None,
        "next": row.after.filter(ended=None).first(),
        "leads": Role.LEAD in request.caller.roles,
        "peers": Role.PEER in request.caller.roles,
        "why_so_long": "equipment.live_weeks",
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_round.html", context, status=status)


DONE = {
    "begun": gettext_lazy("Begun. It is asked from now on."),
    "said": gettext_lazy("Heard, and counted."),
    "said-open": gettext_lazy("Heard. It is not counted."),
    "back": gettext_lazy("Taken back. It is gone for everybody, and its marks with it."),
    "theme": gettext_lazy("Written down. Somebody with another job reads it before it leaves the team."),
    "agreed": gettext_lazy("Read by two now: it may leave the team."),
    "off": gettext_lazy("The theme is gone, with its marks. The answers stay."),
    "marked": gettext_lazy("Marked."),
    "read": gettext_lazy("Nobody is asked any more. Now it is read."),
    "given": gettext_lazy("Given out. Its numbers stand still from here on."),
    "propose": gettext_lazy("Written down, in public."),
    "sample": gettext_lazy("Written down, in public."),
    "decide": gettext_lazy("Decided. The whole history stands in public."),
    "drop": gettext_lazy("Ended, with the reason in public."),
}


@require_GET
@ours
def one_round(request: CallerRequest, round_id: UUID) -> HttpResponseBase:
    """How far it is, what is asked, what was said to her, themes, and what a lead can do next."""
    facts.looked()
    return _one(request, _row(round_id), done=str(DONE.get(request.GET.get("done", ""), "")))


@require_POST
@leads
def move(request: CallerRequest, round_id: UUID) -> HttpResponseBase:
    """A lead's act: what is to be done stands in the button."""
    act, text = request.POST.get("act", ""), request.POST.get("text", "")
    try:
        if act == "read":
            acts.stop_asking(number=round_id)
        elif act == "propose":
            acts.propose(number=round_id, text=text)
        elif act == "sample":
            acts.try_samples(number=round_id, text=text)
        elif act == "decide":
            acts.decide(number=round_id, text=text)
        elif act == "drop":
            acts.drop(number=round_id, text=text)
        else:
            raise acts.NotMoved("stage")
    except acts.NotMoved as problem:
        return _one(request, _row(round_id), status=422, wrong=why_not(problem), act=act, text=text)
    return _back(round_id, act)


# --- Themes and marks -----------------------------------------------------------------------------------
@require_POST
@ours
def theme_new(request: CallerRequest, round_id: UUID) -> HttpResponseBase:
    """One theme in the team's own words."""
    label, side = request.POST.get("label", ""), request.POST.get("side", "")
    try:
        form_id = f"theme:{read_form_id(request.POST.get('form_id'))}:{side}:{label}"
        themes.write(key=key_of(request), round_id=round_id, side=side, label=label, form_id=form_id)
    except themes.NotWritten as problem:
        return _one(request, _row(round_id), status=422, theme_wrong=why_not(problem), label_typed=label, side_typed=side)
    return _back(round_id, "theme", "#themes")


@require_POST
@ours
def theme_act(request: CallerRequest, theme: UUID) -> HttpResponseBase:
    """She has read it and agrees, or it goes."""
    row = Theme.objects.filter(pk=theme).first()
    if row is None:
        raise Http404
    away = request.POST.get("act") == "off"
    try:
        if away:
            themes.remove(key=key_of(request), theme=theme)
        else:
            themes.agree(key=key_of(request), theme=theme)
    except themes.NotWritten as problem:
        return _one(request, _row(row.round_id), status=422, theme_wrong=why_not(problem))
    return _back(row.round_id, "off" if away else "agreed", "#themes")


@require_GET
@ours
def said_apart(request: CallerRequest) -> HttpResponseBase:
    """What was said about things without a round, as far as she holds it."""
    facts.looked()
    return render(request, "reach/team_said.html", {"said": rounds.said_apart(key_of(request))})


def _answer(request: CallerRequest, found: rounds.Said, **more: Any) -> HttpResponse:
    row = found.row.round
    context = {
        "one": found,
        "themes": list(row.themes.order_by("side", "label", "id")) if row else [],
        "may_mark": row is not None and row.state in themes.READABLE,
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_said_one.html", context, status=422 if more else 200)


@require_http_methods(["GET", "POST"])
@team(Role.PEER, Role.LEAD, Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)
def said_open(request: CallerRequest, answer: UUID) -> HttpResponseBase:
    """One answer, opened with her key, and the themes it carries."""
    facts.looked()
    found = rounds.opened(key_of(request), answer)
    if found is None:
        return render(request, "reach/team_gone.html", {"ended": True, "acts": False}, status=410)
    if request.method != "POST":
        return _answer(request, found)
    if not request.caller.roles & {Role.PEER, Role.LEAD}:
        raise Http404
    try:
        chosen = [number for text in request.POST.getlist("theme") if (number := read_uuid(text))]
        themes.mark(key=key_of(request), answer=answer, themes=chosen)
    except themes.NotWritten as problem:
        return _answer(request, found, wrong=why_not(problem))
    if found.row.round_id is None:
        return redirect("said_apart")
    return _back(found.row.round_id, "marked", f"#a-{answer}")


@require_http_methods(["GET", "POST"])
@peers
def say(request: CallerRequest, round_id: UUID) -> HttpResponseBase:
    """A peer says it: her own, or what somebody beside her says."""
    row = _row(round_id)
    if rounds.stage(row) != State.ASKING:
        return _one(request, row, status=409, wrong=_("It is not asked any more. Nothing was sent."))
    form, wrong, beside = SaidForm(), "", request.POST.get("who") == "beside"
    if request.method == "POST":
        form = SaidForm.read(request)
        try:
            heard = answering.say_as_peer(
                key=key_of(request),
                round_id=round_id,
                words=form.words,
                readers=chosen_readers(request),
                form_id="say:" + read_form_id(request.POST.get("form_id")),
                beside=beside,
                slip=form.slip if beside else "",
            )
            return _back(round_id, "said" if heard.counted else "said-open")
        except answering.CannotSay as problem:
            wrong = why_not_said(problem)
        except vault.CannotOpen:
            wrong = why_not_said(answering.CannotSay("again"))
    context = {
        **terms(set(form.readers) if form.readers is not None else None),
        **fields(form, row.item),
        "row": row,
        "beside": beside,
        "gone": gone_words(),
        "why_so_long": "equipment.live_weeks",
        "error": wrong,
        "form_id": new_form_id(),
    }
    return render(request, "reach/team_say.html", context, status=422 if wrong else 200)


@require_POST
@peers
def own_back(request: CallerRequest, answer: UUID) -> HttpResponseBase:
    """She takes back what she said herself in a round."""
    row = Round.objects.filter(answers=answer).first()
    if row is None or not answering.take_back_own(key=key_of(request), answer=answer):
        return render(request, "reach/team_gone.html", {"ended": True, "acts": False}, status=410)
    return _back(row.pk, "back")


# --- The brief ------------------------------------------------------------------------------------------
@require_GET
@ours
def show_brief(request: CallerRequest, round_id: UUID) -> HttpResponseBase:
    """The brief as it was given out; before that, as it would be."""
    row = _row(round_id)
    given = rounds.told(row)
    context = {
        "row": row,
        "told": given or rounds.draft(row),
        "given": rounds.when(row.given) if row.given else "",
        "ready": rounds.stage(row) == State.READING,
        "left": row.themes.count() - len((given or rounds.draft(row)).lines),
        "leads": Role.LEAD in request.caller.roles,
        "smallest": figures.smallest(),
        "week": rounds.when(row.week),
        "until": rounds.when(row.ends),
        "weeks": rules.value("equipment.live_weeks"),
        "form_id": new_form_id(),
    }
    return render(request, "reach/team_round_brief.html", context)


@require_POST
@leads
def give_out(request: CallerRequest, round_id: UUID) -> HttpResponseBase:
    """From here its numbers stand still, and it stands in public."""
    try:
        acts.give_out(number=round_id)
    except acts.NotMoved as problem:
        return _one(request, _row(round_id), status=422, wrong=why_not(problem))
    return redirect("round_brief", round_id)


@require_POST
@leads
def brief_file(request: CallerRequest, round_id: UUID) -> HttpResponseBase:
    """The brief as a file; each time is recorded."""
    try:
        row = acts.taken_as_file(number=round_id)
    except acts.NotMoved as problem:
        return _one(request, _row(round_id), status=422, wrong=why_not(problem))
    told = rounds.told(row)
    if told is None:
        raise Http404
    response = HttpResponse(brief.pages(told, facts.fact("group")), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{brief.file_name(told)}"'
    return response
