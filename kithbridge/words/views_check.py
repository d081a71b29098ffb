"""The page on which a text is checked, for everybody: paste it or pick a file. Nothing of it stays on the server.

The text travels in the form itself. What is taken, undone or looked at again is a press that sends it along; with the small script
most of that happens in the page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from kithbridge.formats import documents
from kithbridge.people.access import anybody
from kithbridge.web import uploads
from kithbridge.web.once import new_form_id
from kithbridge.words import checking, demo_texts, noting, queries
from kithbridge.words.checking import Busy, Looked, Stumbled
from kithbridge.words.showing import Choice, shown
from kithbridge.words.taking import Carried

LEVELS: dict[str, str | Promise] = {
    "default": gettext_lazy("words that hurt"),
    "contested": gettext_lazy("also words that people disagree about"),
}
GENRES: dict[str, str | Promise] = {
    "": gettext_lazy("something else"),
    "case": gettext_lazy("case note or record"),
    "letter": gettext_lazy("letter or e-mail"),
    "policy": gettext_lazy("policy or report"),
    "news": gettext_lazy("news or post"),
    "transcript": gettext_lazy("what people said, written down"),
}

View = Callable[[HttpRequest], HttpResponse]


class CannotCheck(Exception):
    """Why it did not work, in words; `status` is the answer's."""

    def __init__(self, said: str, status: int = 400) -> None:
        super().__init__(said)
        self.status = status


def not_kept(view: View) -> View:
    """No browser and no proxy keeps what this page showed."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def clean(text: str) -> str:
    """Line ends as one sign: browsers send two for each, and offsets count signs."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def too_long(most: int) -> CannotCheck:
    return CannotCheck(_("That is over %(n)s signs. We did not look at it. Send it in parts.") % {"n": f"{most:,}"}, 413)


def busy_words(*, file: bool = False) -> str:
    if file:
        return _("Others are having their texts checked right now. Yours was not looked at. Pick the file again in a moment.")
    return _("Two other texts are being checked right now. Yours was not looked at. It is still here. Press again in a moment.")


def stumbled_words(*, file: bool = False) -> str:
    if file:
        return _("We could not look at this file. The fault is ours: our program failed at it. We kept nothing of it.")
    return _("We could not look at this text. The fault is ours: our program failed at it. It is still here, and we kept nothing of it.")


def _choices(request: HttpRequest) -> dict[str, str]:
    level, genre = request.POST.get("level", ""), request.POST.get("genre", "")
    return {"level": level if level in LEVELS else "default", "genre": genre if genre in GENRES else ""}


def _form(request: HttpRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page to begin with."""
    context = {
        "form_id": new_form_id(),
        "levels": LEVELS.items(),
        "genres": GENRES.items(),
        "chosen": {"level": "default", "genre": ""},
        "megabytes": checking.MOST_BYTES // 1024 // 1024,
        "examples": demo_texts.EXAMPLES if settings.DEMO else (),
        **extra,
    }
    response = render(request, "words/check.html", context, status=status)
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response


def _sent_file(request: HttpRequest) -> UploadedFile | None:
    if uploads.too_big(request):
        said = _("That file is over %(n)d MB. We did not read it, and none of it was kept. Send it in parts.")
        raise CannotCheck(said % {"n": checking.MOST_BYTES // 1024 // 1024}, 413)
    if uploads.full(request):
        raise CannotCheck(busy_words(file=True), 503)
    found = request.FILES.get("file")
    return found if isinstance(found, UploadedFile) and found.name else None


def _to_be_saved(made: documents.Annotated, kind: str, name: str) -> HttpResponse:
    """The same file with notes in it."""
    response = HttpResponse(made.data, content_type=noting.MEDIA[kind])
    response.headers["Content-Disposition"] = content_disposition_header(True, noting.name_of(name)) or "attachment"
    return response


def _why_no_notes(kind: str, looked: Looked) -> str:
    """Why the answer stands on the page though the file was wanted back."""
    if kind not in noting.MEDIA:
        return _("Only Word and PDF files can carry notes. Here is the answer on the page.")
    return _("No note can stand where these words are in the file. Here is the answer on the page.") if looked.findings else ""


def _from_file(request: HttpRequest, sent: UploadedFile, chosen: dict[str, str]) -> HttpResponse:
    data, name, wants = sent.read(), str(sent.name), "back" in request.POST
    with checking.one_of_two():
        opened = checking.opened(data, name)
        kind = opened.document.kind
        most = checking.MOST_LETTERS if wants and kind in noting.MEDIA else checking.MOST_CARRIED
        if len(opened.text) > most:
            raise too_long(most)
        looked = checking.look(opened.text, known=opened.known, **chosen)
        if wants and kind in noting.MEDIA:
            made = noting.noted(kind, data, looked, tracked="tracked" in request.POST)
            if made is not None:
                return _to_be_saved(made, kind, name)
    said = " ".join(filter(None, [_why_no_notes(kind, looked) if wants else "", *opened.document.remarks]))
    return _answer(request, Carried.fresh(opened.text, opened.known), looked, chosen, said=said)


def _counted(looked: Looked) -> str:
    """How much was found, in one line."""
    said = [
        words % {"n": n}
        for n, words in (
            (looked.heard, ngettext("%(n)d word to look at.", "%(n)d words to look at.", looked.heard)),
            (looked.disputed, ngettext("%(n)d that people disagree about.", "%(n)d that people disagree about.", looked.disputed)),
            (looked.other, ngettext("%(n)d that could say more.", "%(n)d that could say more.", looked.other)),
        )
        if n
    ]
    return " ".join(said) or _("Nothing found.")


def _answer(request: HttpRequest, carried: Carried, looked: Looked, chosen: dict[str, str], **extra: Any) -> HttpResponse:
    """The text with its marks, and beside it what was heard."""
    began = extra.pop("began", None)
    heard = queries.heard_as(one.entry for one in looked.findings)
    context = {
        "form_id": new_form_id(),
        "carried": carried,
        "fields": carried.fields(),
        "levels": LEVELS.items(),
        "genres": GENRES.items(),
        "chosen": chosen,
        "looked": looked,
        "counted": _counted(looked),
        "counted_before": _counted(began) if began else "",
        "age_before": began.age if began else None,
        "first": _first(request),
        "shown": shown(carried.text, looked.findings, first=_first(request), heard=heard),
        **extra,
    }
    return render(request, "words/checked.html", context)


def _first(request: HttpRequest) -> int:
    sent = request.POST.get("from", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 7 else 1


def _from_text(request: HttpRequest, chosen: dict[str, str]) -> HttpResponse:
    text = clean(request.POST.get("text", ""))
    if not text.strip():
        raise CannotCheck(_("There is nothing to look at yet. Paste a text or pick a file."))
    if len(text) > checking.MOST_CARRIED:
        raise too_long(checking.MOST_CARRIED)
    carried = Carried.of(text=text, **{name: request.POST.get(name, "") for name in ("steps", "known", "mark")})
    said = ""
    with checking.one_of_two():
        if "undo" in request.POST:
            carried = carried.undo()
        elif choice := Choice.of(request.POST.get("take", "")):
            step = choice.step(carried.text, checking.look(carried.text, known=carried.known_now(), **chosen).findings)
            if step:
                carried = carried.take(step)
            else:
                said = _("That word is not in your text any more, or the list has changed. This is your text as it is now.")
        looked = checking.look(carried.text, known=carried.known_now(), **chosen)
        began = checking.look(carried.before, known=carried.known, **chosen) if carried.steps else None
    return _answer(request, carried, looked, chosen, said=said, began=began)


@anybody
@require_http_methods(["GET", "POST"])
@not_kept
def check(request: HttpRequest) -> HttpResponse:
    """Paste or pick, then look."""
    if request.method != "POST":
        example = demo_texts.example(request.GET.get("try", "")) if settings.DEMO else None
        chosen = {"level": "default", "genre": example.genre if example else ""}
        return _form(request, text=example.text if example else "", example=example, chosen=chosen)
    chosen = _choices(request)
    ticked = {name: name in request.POST for name in ("back", "tracked")}
    typed = {"text": clean(request.POST.get("text", "")), "chosen": chosen, **ticked}
    sent = None
    try:
        sent = _sent_file(request)
        return _from_file(request, sent, chosen) if sent else _from_text(request, chosen)
    except Busy:
        return _form(request, status=503, error=busy_words(file=sent is not None), **typed)
    except Stumbled:
        return _form(request, status=500, error=stumbled_words(file=sent is not None), **typed)
    except documents.Refused as problem:
        return _form(request, status=400, error=str(problem), **typed)
    except CannotCheck as problem:
        return _form(request, status=problem.status, error=str(problem), **typed)
