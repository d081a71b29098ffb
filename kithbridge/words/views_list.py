"""The word list for everybody: searching it, one entry, every list there was, files.

Offers: `word_list`, `entry`, `all_lists`, `one_list`, `file`.
"""

from __future__ import annotations

import io
import zipfile

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from kithbridge.engines.language import exchange, lexicon
from kithbridge.people.access import anybody
from kithbridge.people.queries.page import week_words
from kithbridge.words import bars, lists, queries
from kithbridge.words.models import How, WordList
from kithbridge.words.rules import STARTER

FIXED = (1980, 1, 1, 0, 0, 0)  # the same list gives the same file


@anybody
@require_safe
def word_list(request: HttpRequest) -> HttpResponse:
    """The list that holds; narrowed by letters, by what it is about, by what an entry is."""
    letters, about, level, begins = (request.GET.get(one, "")[: queries.LONGEST_SEARCH] for one in ("q", "about", "level", "a"))
    found = queries.search(letters, about, level)
    narrowed = bool(letters or about or level)
    # Three hundred words at once are long to load and to scroll: first those that people have spoken of, the rest by letter.
    shown = found if narrowed or begins == "all" else [line for line in found if line.standing or (begins and line.begins == begins)]
    if begins:
        shown = [line for line in shown if begins in (line.begins, "all")]
    context = {
        **queries.choices(),
        "lines": shown,
        "q": letters,
        "about": about,
        "level": level,
        "narrowed": narrowed or begins,
        "alphabet": sorted({line.begins for line in found}),
        "begins": begins,
        "how_many": len(lists.holding()),
        "nobody_voted": lists.in_force() == STARTER,
    }
    return render(request, "words/list.html", context)


@anybody
@require_safe
def entry(request: HttpRequest, term: str) -> HttpResponse:
    """One entry: what it is, why, what to say instead, both sides, how people hear it, and how it came to be."""
    shown = queries.entry_page(term)
    if shown is None or term != shown.term:
        raise Http404
    context = {
        "shown": shown,
        "now": shown.turns[0],
        "before": shown.turns[1:],
        "hows": [str(how.label) for how in How],
        "least": bars.least(),
    }
    return render(request, "words/entry.html", context)


@anybody
@require_safe
def all_lists(request: HttpRequest) -> HttpResponse:
    """Every list that was frozen, the newest first, and which one holds."""
    rows = [
        {"row": row, "since": week_words(str(row.week)), "holds": lists.key_of(row.number, row.hash) == lists.in_force()}
        for row in WordList.objects.order_by("-number")
    ]
    return render(request, "words/list_all.html", {"lists": rows, "starter_holds": lists.in_force() == STARTER})


@anybody
@require_safe
def one_list(request: HttpRequest, number: int) -> HttpResponse:
    """One frozen list: its number, its hash, and what it has otherwise, in words."""
    row = WordList.objects.filter(number=number).first()
    if row is None:
        raise Http404
    key = lists.key_of(row.number, row.hash)
    number_before = row.before.partition("-")[0]
    rests_on = WordList.objects.filter(number=number_before).first() if number_before.isdecimal() else None
    context = {
        "row": row,
        "since": week_words(str(row.week)),
        "holds": key == lists.in_force(),
        "how_many": row.members.count(),
        "whole": lists.whole(key),
        "mark": lists.of(key).version if lists.whole(key) else "",
        "rests_on": rests_on,
        "changes": lists.changes_in(row),
        "fingerprint": " ".join(row.hash[n : n + 4] for n in range(0, 16, 4)),
    }
    return render(request, "words/list_one.html", context)


def _vale() -> bytes:
    """A Vale style as a folder in a zip."""
    holds = io.BytesIO()
    with zipfile.ZipFile(holds, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(exchange.to_vale(lists.holding()).items()):
            archive.writestr(zipfile.ZipInfo(name, FIXED), text)
    return holds.getvalue()


@anybody
@require_safe
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """The list that holds, for other programs: tsv, json, rec (the list's own form) or vale."""
    holds = lists.holding()
    name = f"words-{lists.in_force()}"
    made: tuple[bytes | str, str, str]
    if kind == "tsv":
        made = exchange.to_tsv(holds), "text/tab-separated-values; charset=utf-8", f"{name}.tsv"
    elif kind == "json":
        made = exchange.to_json(holds), "application/json", f"{name}.json"
    elif kind == "rec":
        made = lexicon.dump(holds), "text/plain; charset=utf-8", f"{name}.rec"
    elif kind == "vale":
        made = _vale(), "application/zip", f"{name}-vale.zip"
    else:
        raise Http404
    response = HttpResponse(made[0], content_type=made[1])
    response.headers["Content-Disposition"] = content_disposition_header(True, made[2]) or "attachment"
    return response
