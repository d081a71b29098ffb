"""The check offered beside a form: what was heard, above the same form with its text. Nothing is kept; sending it stays one press."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kithbridge.people.access import anybody
from kithbridge.web.once import new_form_id, read_form_id
from kithbridge.words import checking, queries
from kithbridge.words.checking import Busy, Looked, Stumbled
from kithbridge.words.offering import FIELD, Offer
from kithbridge.words.showing import Choice, Shown, shown
from kithbridge.words.views_check import busy_words, clean, not_kept, stumbled_words

NOT_CARRIED = {"csrfmiddlewaretoken", "form_id", "take", FIELD}


@dataclass(frozen=True)
class Area:
    """One field that was looked at."""

    name: str
    text: str
    looked: Looked
    shown: Shown

    @property
    def before(self) -> str:
        """What stands before the number of a wording on its button: which field it is for."""
        return self.name + ":"


def _area(name: str, text: str, take: str) -> Area:
    looked = checking.look(text, level="contested")
    field, _colon, rest = take.partition(":")
    if field == name and (choice := Choice.of(rest)) and (step := choice.step(text, looked.findings)):
        text = step.done(text)
        looked = checking.look(text, level="contested")
    heard = queries.heard_as(one.entry for one in looked.findings)
    return Area(name, text, looked, shown(text, looked.findings, heard=heard))


def _areas(texts: dict[str, str], take: str) -> list[Area]:
    with checking.one_of_two():
        return [_area(name, text, take) for name, text in texts.items() if len(text) <= checking.MOST_LETTERS]


@anybody
@require_http_methods(["GET", "POST"])
@not_kept
def offered(request: HttpRequest) -> HttpResponse:
    """The form that came, with what was heard in it. Opened by hand: the page of the check."""
    offer = Offer.of(request.POST.get(FIELD, ""))
    if request.method != "POST" or offer is None:
        return redirect("words_check")
    # A field that was sent several times is a choice of several things, not a text; an empty one has nothing to look at.
    sent = {name: request.POST.getlist(name) for name in offer.fields}
    texts = {name: clean(values[0]) for name, values in sent.items() if len(values) == 1 and values[0].strip()}
    said = ""
    try:
        areas = _areas(texts, request.POST.get("take", ""))
    except Busy:
        areas, said = [], busy_words()
    except Stumbled:
        areas, said = [], stumbled_words()
    looked_at = {area.name for area in areas}
    context = {
        "form_id": read_form_id(request.POST.get("form_id")) if "form_id" in request.POST else new_form_id(),
        "offer": offer,
        "wording": request.POST[FIELD],
        "areas": areas,
        "found": any(area.looked.findings for area in areas),
        "empty": not texts,
        "said": said,
        "carried": [
            (name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED and name not in looked_at for value in values
        ],
        "act": offer.act or _("Go on"),
    }
    return render(request, "words/offered.html", context)
