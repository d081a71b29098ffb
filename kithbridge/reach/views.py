"""The neighbour's page of this room: asking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge import rules
from kithbridge.people import facts
from kithbridge.people.access import CallerRequest, anybody
from kithbridge.people.queries.page import terms
from kithbridge.people.views.neighbour import after_notice, chosen_readers
from kithbridge.reach.actions import asking
from kithbridge.reach.models import Area, Item
from kithbridge.web.once import new_form_id, read_form_id


def gone_words() -> str:
    weeks = rules.value("asks.live_weeks")
    return _("when handed over, or in %(n)d weeks") % {"n": weeks}


def why_not(problem: asking.CannotAsk) -> str:
    """In plain words: what happened, what is kept, what to do."""
    return {
        "nothing": _("Nothing was ticked yet. Choose one thing, or write a word."),
        "readers": _("Nobody is ticked, so nobody could read it. What you chose is still here. Tick at least one."),
        "pressed": _("Now choose the two who may read it."),
        "text": _("That is too long. What you wrote is still here. Make it shorter."),
        "refused": _("From this page no more asks can be sent now. Say it to whoever comes. The help pages still work."),
        "busy": _("Too many asks came in at once. What you chose is still here. Try again in a while."),
    }.get(problem.why, _("That did not send. What you chose is still here. Try again."))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _chosen(request: CallerRequest, items: list[Item]) -> dict[str, int]:
    one = request.POST.get("one", "")
    chosen = {item.key: _number(request.POST.get(f"q_{item.key}", "")) for item in items}
    if one in chosen:
        chosen[one] = max(chosen[one], 1)
    return {key: n for key, n in chosen.items() if n}


def _page(request: CallerRequest, items: list[Item], form_id: str, **extra: Any) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    chosen = _chosen(request, items) if sent else {}
    context = {
        **terms(set(sent.getlist("reader")) if sent else None),
        "form_id": form_id,
        "gone": gone_words(),
        "numbers": list(range(1, rules.value("asks.most_each") + 1)),
        "items": [
            {"key": item.key, "label": item.label, "plain": item.plain, "picture": f"pic-{item.picture}", "chosen": chosen.get(item.key, 0)}
            for item in items
        ],
        "areas": [
            {"key": area.key, "label": area.label, "chosen": bool(sent) and request.POST.get("area") == area.key}
            for area in Area.objects.order_by("order")
        ]
        if rules.value("asks.areas")
        else [],
        "chosen": {"extra": sent.getlist("extra"), "flag": sent.getlist("flag")} if sent else {"extra": [], "flag": []},
        "text": sent.get("text", "") if sent else "",
        **extra,
    }
    return render(request, "reach/ask.html", context, status=400 if extra.get("error") else 200)


@anybody
@require_http_methods(["GET", "POST"])
@after_notice("ask")
def ask(request: CallerRequest) -> HttpResponse:
    """Three taps, without words, text or page. The answer shows the pick code; sent again it shows the same."""
    items = list(Item.objects.filter(on=True).order_by("order"))
    if request.method != "POST":
        if facts.nobody_answering():
            return redirect("start")
        return _page(request, items, new_form_id())
    form_id = read_form_id(request.POST.get("form_id"))
    key = request.caller.key if request.caller.side == "words" else None
    flags = request.POST.getlist("flag")
    readers: list[UUID] = chosen_readers(request)
    try:
        asked = asking.ask(
            readers=readers,
            chosen=_chosen(request, items),
            extras=request.POST.getlist("extra"),
            flags=flags,
            text=request.POST.get("text", ""),
            area=request.POST.get("area", ""),
            form_id=form_id,
            page=key,
        )
    except asking.CannotAsk as problem:
        if problem.why == "silent":
            return redirect("start")
        return _page(request, items, form_id, error=why_not(problem), pressed_choose=problem.why == "pressed")
    return render(
        request,
        "reach/asked.html",
        {
            "code": asked.code,
            "readers": asked.readers,
            "gone": gone_words(),
            "form_id": new_form_id(),
            "tie": asked.tie,
            "can_offer": key is None,
        },
    )


ask.wants_caller = True  # type: ignore[attr-defined] - a page that is open asks for itself
