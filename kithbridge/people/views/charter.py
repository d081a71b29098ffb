"""How we work, why it is so, what has changed, and "look at this again"."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from kithbridge import rules
from kithbridge.people import charter_pdf, facts
from kithbridge.people.access import CallerRequest, anybody, looks_up_caller, team
from kithbridge.people.actions import again as acts
from kithbridge.people.deciding import queries as deciding
from kithbridge.people.deciding.models import Stage
from kithbridge.people.queries import again as asked
from kithbridge.people.reading import reader_of
from kithbridge.rules import Readers, explain
from kithbridge.rules.charter import charter
from kithbridge.rules.decided import Told
from kithbridge.web import once

BAR = 480  # the longest bar of the picture, in its own units
WEEKS_AT_ONCE = 6  # of what has changed: the rest is behind one tap


def _unread(reader: Readers) -> int:
    """How many rules this reader may not read."""
    return len(rules.all_rules()) - len(explain.told(reader))


def _being_decided(reader: Readers) -> list[dict[str, str]]:
    """What people are being asked about now, of the rules this reader may read."""
    readable = {one.key: one for one in explain.told(reader)}
    return [
        {
            "key": row.key,
            "question": str(readable[row.key].question),
            "value": explain.shown(readable[row.key], row.value),
            "standing": deciding.standing(row),
        }
        for row in deciding.open_proposals()
        if row.key in readable and row.stage != Stage.WRITTEN
    ]


@anybody
@require_safe
def how_we_work(request: HttpRequest) -> HttpResponse:
    """Every public rule as a sentence, what nobody has decided, what no group can change."""
    context = {"charter": charter(), "unread": _unread(Readers.EVERYBODY), "being_decided": _being_decided(Readers.EVERYBODY)}
    return render(request, "people/how.html", context)


@team()
@require_safe
def team_how(request: CallerRequest) -> HttpResponse:
    """The same with the rules that only the team reads."""
    may_propose = bool(request.caller.roles & set(rules.value("deciding.writers")))
    context = {"charter": charter(Readers.TEAM), "being_decided": _being_decided(Readers.TEAM), "propose": may_propose, "for_team": True}
    return render(request, "people/how.html", context)


@anybody
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The charter on paper."""
    response = HttpResponse(charter_pdf.pages(charter(), facts.fact("group")), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="how-we-work.pdf"'
    return response


@anybody
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What has changed: every change and pause of the public rules, newest first."""
    weeks: list[dict[str, Any]] = []
    for line in explain.timeline(Readers.EVERYBODY):
        if not weeks or weeks[-1]["title"] != line["week"]:
            weeks.append({"title": line["week"], "lines": []})
        weeks[-1]["lines"].append(line)
    return render(request, "people/changes.html", {"weeks": weeks, "at_once": WEEKS_AT_ONCE, "founding": explain.founding_note()})


def _picture(told: Told | None) -> dict[str, Any] | None:
    """The bars that show whose voices a decision rests on, in the drawing's own units."""
    if told is None or not told.voices:
        return None
    return {"bars": [{**voice, "width": round(voice["share"] * BAR / 100)} for voice in told.voices]}


@anybody
@looks_up_caller
@require_safe
def why(request: CallerRequest, key: str) -> HttpResponse:
    """Why is it so? A rule that whoever asks may not read is not found, like one that is not there."""
    reader = reader_of(request.caller)
    try:
        found = explain.why(key, reader)
    except KeyError:
        raise Http404 from None
    now = next((one for one in _being_decided(reader) if one["key"] == key), None)
    response = render(request, "people/why.html", {"rule": found, "picture": _picture(found.decision), "being_decided": now})
    if rules.rule(key).readers is not Readers.EVERYBODY:
        # Nothing between her and us may keep a page that not everybody may read.
        response.headers["Cache-Control"] = "no-store"
    return response


@anybody
@looks_up_caller
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: CallerRequest) -> HttpResponse:
    """This is wrong: ways to say so, and one button that counts once."""
    about = asked.subject(str(request.POST.get("about", "") or request.GET.get("about", "")))
    if request.method == "POST":
        heard = acts.look_again(about=about, form_id=f"again:{once.read_form_id(request.POST.get('form_id'))}")
        return redirect(f"{reverse('again')}?{urlencode({'about': about, 'heard' if heard else 'full': 'y'})}")
    reader = reader_of(request.caller)
    declared = next((one for one in explain.told(reader) if one.key == about), None)
    context = {
        "about": about,
        "rule": {"key": about, "question": declared.question, "sentence": rules.explained(about)} if declared else None,
        "has_page": request.caller.side == "words",
        "complaints": facts.fact("complaints"),
        "heard": "heard" in request.GET,
        "full": "full" in request.GET,
        "form_id": once.new_form_id(),
    }
    return render(request, "people/again.html", context)
