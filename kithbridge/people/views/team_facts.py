"""Facts, the notice and the recordings: set by a lead at once, with the day shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kithbridge.people import facts, sound, starting_texts
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.actions import group
from kithbridge.people.models import Fact, Recording, Role
from kithbridge.people.queries.page import week_words
from kithbridge.people.views.team_common import form_id

PAGES: dict[str, str | Promise] = {
    "notice": _("The notice"),
    "breath": _("Not breathing, or won’t wake"),
    "hurt": _("Somebody is hurting me or makes me afraid"),
    "threat": _("Somebody threatens to tell, or makes me get things"),
    "official": _("Somebody official is asking me"),
    "child": _("My child needs help, or I cannot look after them tonight"),
}


@dataclass(frozen=True)
class Line:
    """One fact as the page shows it."""

    kind: facts.FactKind
    value: str
    day: Any
    wrong: str


def _page(
    request: CallerRequest, *, sent: dict[str, str] | None = None, wrong: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    rows = {row.key: row for row in Fact.objects.all()}
    lines = []
    for kind in facts.FACTS:
        row = rows.get(kind.key)
        value = sent[kind.key] if sent is not None else (row.value if row else "")
        lines.append(Line(kind, value, row.set_on if row else None, (wrong or {}).get(kind.key, "")))
    context = {
        "missing": facts.before_opening(),
        "unsigned": facts.unsigned(),
        "required": [line for line in lines if line.kind.required],
        "others": [line for line in lines if not line.kind.required],
        "notice": facts.notice(),
        "recorded": Recording.objects.filter(slug__in=group.SLUGS).count(),
        "pages": len(group.SLUGS),
        "wrong": wrong,
        "saved": "saved" in request.GET,
    }
    return render(request, "people/team_facts.html", context, status=status)


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def all_facts(request: CallerRequest) -> HttpResponse:
    """Every fact; what is missing before opening stands first."""
    if request.method != "POST":
        return _page(request)
    sent = {key: str(request.POST.get(key, "")) for key in facts.BY_KEY}
    try:
        group.set_facts(values={key: value for key, value in sent.items() if key in request.POST})
    except group.Unfit as problem:
        return _page(request, sent=sent, wrong=problem.wrong, status=400)
    return HttpResponseRedirect(reverse("team_facts") + "?saved")


@team(Role.LEAD)
@require_http_methods(["GET", "POST"])
def notice(request: CallerRequest) -> HttpResponse:
    """The notice and the threshold; each change is a new version."""
    newest = facts.notice()
    context: dict[str, Any] = {"newest": newest, "starting": newest is None, "since": week_words(newest.week) if newest else ""}
    if request.method == "POST":
        sent = {name: str(request.POST.get(name, "")) for name in ("lines", "threshold", "checked_by")}
        if not sent["lines"].strip() or not sent["threshold"].strip():
            return render(request, "people/team_notice.html", {**context, **sent, "wrong": {"empty": "empty"}}, status=400)
        try:
            group.set_notice(**sent, form_id=form_id(request, "notice"))
        except group.Unfit as problem:
            return render(request, "people/team_notice.html", {**context, **sent, "wrong": problem.wrong}, status=400)
        return redirect("team_facts")
    if newest is not None and "start" not in request.GET:
        context |= {"lines": newest.lines, "threshold": newest.threshold, "checked_by": newest.checked_by}
    else:
        context |= {"lines": starting_texts.notice(), "threshold": starting_texts.threshold(), "checked_by": ""}
        context["starting"] = True
    return render(request, "people/team_notice.html", context)


def _sounds(request: CallerRequest, *, wrong: str = "", slug: str = "", status: int = 200) -> HttpResponse:
    kept = set(Recording.objects.values_list("slug", flat=True))
    context = {
        "pages": [(key, label, key in kept, wrong if key == slug else "") for key, label in PAGES.items()],
        "saved": request.GET.get("saved", "") in PAGES,
    }
    return render(request, "people/team_sound.html", context, status=status)


@team(Role.LEAD)
@require_safe
def recordings(request: CallerRequest) -> HttpResponse:
    """The group's own voice, page by page."""
    return _sounds(request)


@team(Role.LEAD)
@require_POST
def record(request: CallerRequest, slug: str) -> HttpResponse:
    """Keep a recording, or take it off."""
    if "remove" in request.POST:
        group.remove_recording(slug=slug)
        return redirect("team_sound")
    sent = request.FILES.get("sound")
    if sent is None or not sent.size or sent.size > sound.MOST:
        # A file beyond what the server takes in at all does not arrive.
        return _sounds(request, wrong="size" if sent is not None and sent.size else "none", slug=slug, status=400)
    try:
        group.keep_recording(slug=slug, data=sent.read())
    except sound.NotSound as problem:
        return _sounds(request, wrong=problem.why, slug=slug, status=400)
    except group.Unfit:
        return _sounds(request, status=404)
    return HttpResponseRedirect(reverse("team_sound") + f"?saved={slug}")
