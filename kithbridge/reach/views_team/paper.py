"""Printing the paper pack, and typing in a tally sheet that came back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kithbridge.engines.week import Week
from kithbridge.people.access import CallerRequest, team
from kithbridge.people.models import Role
from kithbridge.reach import queries
from kithbridge.reach.actions import sheets
from kithbridge.reach.actions.sheets import CannotTypeIn, Crosses
from kithbridge.reach.models import Item, Place
from kithbridge.reach.paper import codes, pack
from kithbridge.reach.views_team.sent import key_of, number
from kithbridge.web.clock import this_week
from kithbridge.web.once import new_form_id

BANDS = (("1", "1"), ("2-4", "2–4"), ("5-9", "5–9"), ("10+", "10+"))
PARTS = {
    pack.Part.TALLY: (later("Tally sheets"), later("One box crossed for each thing that went out. For those without a phone.")),
    pack.Part.STOCK: (later("Stock sheet"), later("What lies where, and what to order.")),
    pack.Part.HELP: (later("Help card"), later("Not breathing, naloxone, and your numbers.")),
    pack.Part.NOTICE: (later("Notice"), later("What is said before anybody tells us anything.")),
    pack.Part.TALK: (later("Sheets for talking"), later("What is asked now and what was said. No ballots: those are printed under Talk.")),
}


def _ways() -> tuple[tuple[str, str], ...]:
    return ("went", _("went")), ("noone", _("no one there")), ("notdared", _("did not dare"))


def _printing(request: CallerRequest, error: str = "") -> HttpResponse:
    parts = [{"value": part.value, "label": label, "hint": hint} for part, (label, hint) in PARTS.items()]
    context = {"parts": parts, "most": pack.MOST_SHEETS, "error": error}
    return render(request, "reach/team_paper.html", context, status=422 if error else 200)


@require_GET
@team(Role.LEAD, Role.PEER)
def paper(request: CallerRequest) -> HttpResponse:
    """What can be printed. With parts chosen it answers with the PDF."""
    chosen = [part for part in pack.Part if part.value in request.GET.getlist("part")]
    if not chosen:
        return _printing(request, _("Tick what you want to print.") if "sheets" in request.GET else "")
    try:
        made = pack.pdf(chosen, number(request.GET.get("sheets", "1") or "1"), request.build_absolute_uri("/"))
    except pack.NoSuchPack as problem:
        return _printing(request, str(problem))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="sheets.pdf"'
    return answer


@require_GET
@team(Role.LEAD, Role.PEER)
def find(request: CallerRequest) -> HttpResponse:
    """The number of the sheet in her hand."""
    typed = request.GET.get("number", "")
    known = codes.read(typed)
    if known:
        return redirect("sheet", sheet=known)
    return render(request, "reach/team_sheet_find.html", {"typed": typed}, status=422 if typed else 200)


def _lines(items: list[Item], sent: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "key": item.key,
            # As it is printed: who types looks from one to the other.
            "label": item.neutral or item.label,
            "name": item.label,
            "out": sent.get(f"out_{item.key}", 0),
            "none": sent.get(f"none_{item.key}", 0),
        }
        for item in items
    ]


def _page(request: CallerRequest, sheet: str, *, status: int = 200, **more: Any) -> HttpResponse:
    post, now = request.POST, this_week()
    sent = {
        name: number(str(value) or "0")
        for name, value in post.items()
        if name.partition("_")[0] in ("out", "none", "others", "passed", "back")
    }
    items, areas = queries.items(), queries.areas()
    weeks = [now - back for back in range(sheets.WEEKS_BACK)]
    context = {
        "sheet": sheet,
        "weeks": [{"value": str(week), "label": _label(week, now), "chosen": str(week) == post.get("week", str(now))} for week in weeks],
        "areas": areas,
        "area": post.get("area", "") or (areas[0].key if len(areas) == 1 else ""),
        "bags": Place.objects.filter(on=True, kind=Place.Kind.BAG).order_by("order", "key"),
        "place": post.get("place", ""),
        "lines": _lines(items, sent),
        "bands": [{"key": key, "label": label, "n": sent.get(f"others_{key}", 0)} for key, label in BANDS],
        "ways": [{"key": key, "label": label, "n": sent.get(f"passed_{key}", 0)} for key, label in _ways()],
        "bins": [
            {"key": one.key, "label": one.label, "n": sent.get(f"back_{one.key}", 0)} for one in items if one.kind == Item.Kind.DISPOSAL
        ],
        "most": sheets.MOST_CROSSES,
        "form_id": new_form_id(),
        **more,
    }
    return render(request, "reach/team_sheet.html", context, status=status)


def _label(week: Week, now: Week) -> str:
    back = now - week
    if back == 0:
        return _("this week")
    return _("last week") if back == 1 else _("%(n)d weeks ago") % {"n": back}


def why_not(problem: CannotTypeIn) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "empty": _("No cross is typed in yet. Nothing was counted."),
        "many": _("One line holds at most %(n)d crosses. Nothing was counted. What you typed is still here.") % {"n": sheets.MOST_CROSSES},
        "others": _("There are more crosses for others than things handed out. Nothing was counted. What you typed is still here."),
        "week": _("Choose the week written on the sheet. Nothing was counted. What you typed is still here."),
        "area": _("Choose the area crossed on the sheet. Nothing was counted. What you typed is still here."),
        "place": _("That bag is not used any more. Nothing was counted. What you typed is still here."),
    }[problem.why]


def _crosses(request: CallerRequest) -> Crosses:
    found: dict[str, dict[str, int]] = {part: {} for part in ("out", "none", "others", "passed", "back")}
    for name, value in request.POST.items():
        part, _line, key = name.partition("_")
        n = number(str(value) or "0") if part in found and key else 0
        if n:
            found[part][key] = n
    known = {item.key for item in queries.items()}
    bands, ways = {key for key, _label in BANDS}, {key for key, _label in _ways()}
    kept = {"others": bands, "passed": ways}
    return Crosses(**{part: {key: n for key, n in lines.items() if key in kept.get(part, known)} for part, lines in found.items()})


def _week(text: str) -> Week:
    try:
        return Week.parse(text)
    except ValueError:
        raise CannotTypeIn("week") from None


@team(Role.LEAD, Role.PEER)
@require_http_methods(["GET", "POST"])
def sheet(request: CallerRequest, sheet: str) -> HttpResponse:
    """One sheet: type in how many boxes are crossed. Typed in again it counts nothing twice."""
    known = codes.read(sheet)
    if known is None:
        raise Http404
    if request.method == "GET":
        return _page(request, known)
    post = request.POST
    try:
        done = sheets.type_in(
            key=key_of(request),
            sheet=known,
            week=_week(post.get("week", "")),
            area=post.get("area", ""),
            place=post.get("place", ""),
            crosses=_crosses(request),
        )
    except CannotTypeIn as problem:
        return _page(request, known, status=422, error=why_not(problem))
    said = ngettext("%(n)d cross counted.", "%(n)d crosses counted.", done.counted) % {"n": done.counted}
    if done.before:
        said += " " + ngettext(
            "%(n)d of this sheet had been counted before; it was not counted again.",
            "%(n)d of this sheet had been counted before; they were not counted again.",
            done.before,
        ) % {"n": done.before}
    return render(request, "reach/team_sheet_done.html", {"said": said, "sheet": known})
