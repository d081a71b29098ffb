"""The check for machines, under `/api/words/`: a text or a file in, findings out; and the list in force.

Offers: `router()`, registered with the public JSON by `offering.register`. What is sent in is looked at in memory and gone with the answer:
nothing is stored, logged or set as a cookie. Two checks at once in a process; a third gets 503 and `Retry-After` at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, Literal, get_args

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.responses import Response
from pydantic import ValidationError

from kithbridge.engines.language import exchange
from kithbridge.engines.language.check import Finding
from kithbridge.formats import documents
from kithbridge.web import uploads
from kithbridge.words import checking, lists
from kithbridge.words.checking import Busy, Looked, Stumbled

MOST_JSON = 500_000
# Of a text that holds nothing else 20,000 findings are 13 MB of answer, and nobody reads them.
MOST_FINDINGS = 5_000
RETRY_AFTER = "2"
# Media type -> the ending by which `formats.documents` knows the kind. The name of somebody's file is not asked for.
ENDINGS = {
    "text/plain": "txt",
    "text/markdown": "md",
    "text/html": "html",
    "text/vtt": "vtt",
    "application/x-subrip": "srt",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
}


class Asked(Schema):
    """A text to look at."""

    text: str
    level: Literal["default", "contested", "all"] = "default"
    genre: Literal["", "case", "letter", "policy", "news", "transcript"] = ""


CHOICES: dict[str, tuple[str, ...]] = {name: get_args(Asked.model_fields[name].annotation) for name in ("level", "genre")}
_IN_THE_ADDRESS = [
    {"name": name, "in": "query", "required": False, "schema": {"type": "string", "enum": list(values)}} for name, values in CHOICES.items()
]


class Heard(Schema):
    """One finding. `start` and `end` count code points (Python), `start_utf16` and `end_utf16` what JavaScript and editors count.

    An alternative takes the place of `replace_start` to `replace_end` (code points), which may be wider: an article, the noun behind.
    """

    start: int
    end: int
    start_utf16: int
    end_utf16: int
    text: str
    entry: str
    term: str
    level: str
    contested: bool
    reason: str
    alternatives: list[str]
    replace_start: int
    replace_end: int
    disagree: str
    sources: list[str]
    soft: bool
    where: str = ""


class Answer(Schema):
    """The findings in order of start, the first 5,000 of them (`more` says how many follow), and the version of the list they come from.

    Of a file: its text, in which they count, and what was guessed or left out.
    """

    findings: list[Heard]
    more: int | None = None
    text: str | None = None
    remarks: list[str] | None = None
    list: str


class Problem(Schema):
    """What happened and what to do. Nothing was kept."""

    problem: str


class NotTaken(Exception):
    """An answer that is a refusal."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status


def utf16(text: str, findings: Sequence[Finding]) -> Callable[[int], int]:
    """From offsets in code points to offsets in UTF-16 units, for the ends of these findings.

    >>> utf16("a😀b", ())(3)
    4
    """
    if text.isascii() or max(text, default="") <= "\uffff":
        return lambda offset: offset
    wide = list(accumulate((sign > "\uffff" for sign in text), initial=0))
    return lambda offset: offset + wide[offset]


def _heard(text: str, findings: Sequence[Finding], place: Callable[[int], Any] | None = None) -> list[Heard]:
    units = utf16(text, findings)
    return [_one(finding, units, place) for finding in findings]


def _one(finding: Finding, units: Callable[[int], int], place: Callable[[int], Any] | None) -> Heard:
    fitted = finding.fitted
    # Everything has its type already: to look at each of 20,000 findings again takes a second.
    return Heard.model_construct(
        start=finding.start,
        end=finding.end,
        start_utf16=units(finding.start),
        end_utf16=units(finding.end),
        text=finding.text,
        entry=finding.entry,
        term=finding.term,
        level=finding.level,
        contested=finding.contested,
        reason=finding.reason,
        alternatives=list(fitted.alternatives),
        replace_start=fitted.start,
        replace_end=fitted.end,
        disagree=finding.disagree,
        sources=list(finding.sources),
        soft=finding.soft,
        where=str(place(finding.start)) if place else "",
    )


def _refusal(status: int, problem: str) -> HttpResponse:
    answer = Response({"problem": problem}, status=status)
    if status == 503:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _answered(request: HttpRequest, most: int, work: Callable[[HttpRequest, bytes], Answer]) -> HttpResponse:
    """The answer, or why there is none. What comes is read before a turn is taken: a slow sender keeps nobody waiting."""
    try:
        with uploads.body(request, most) as data, checking.one_of_two():
            return Response(work(request, data).model_dump(exclude_none=True))
    except (Busy, uploads.Full):
        return _refusal(503, "Others are having their texts checked right now. Yours was not looked at. Send it again in a moment.")
    except uploads.TooBig:
        return _refusal(413, f"That is over {most:,} bytes. Nothing was looked at. Send it in parts.")
    except Stumbled:
        return _refusal(500, "The check failed at this text. The fault is ours. Nothing of it was kept.")
    except documents.Refused as problem:
        return _refusal(400, str(problem))
    except NotTaken as problem:
        return _refusal(problem.status, str(problem))


def _body(schema: dict[str, Any], *kinds: str) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}}


def _asked(request: HttpRequest, data: bytes) -> Asked:
    if request.content_type != "application/json":
        raise NotTaken(415, "Send JSON, with the header Content-Type: application/json. Nothing was looked at.")
    try:
        return Asked.model_validate_json(data)
    except ValidationError as problem:
        # Never the input: the message would carry the text.
        wrong = "; ".join(sorted({".".join(str(part) for part in one["loc"]) or "the JSON" for one in problem.errors(include_input=False)}))
        raise NotTaken(422, f"It could not be read: {wrong}. Send {{text, level, genre}} as /api/openapi.json says.") from None


def _all_or_the_first(looked: Looked, text: str, place: Callable[[int], Any] | None = None) -> Answer:
    findings = looked.findings
    more = len(findings) - MOST_FINDINGS
    return Answer.model_construct(
        list=looked.version,
        findings=_heard(text, findings[:MOST_FINDINGS], place),
        more=more if more > 0 else None,
        text=None,
        remarks=None,
    )


def _choices(request: HttpRequest) -> tuple[str, str]:
    """Level and genre of a file, from the address: they say nothing of what is in it. Raises NotTaken."""
    level, genre = request.GET.get("level", "contested"), request.GET.get("genre", "")
    if level not in CHOICES["level"] or genre not in CHOICES["genre"]:
        known = "; ".join(f"{name}: {', '.join(one for one in values if one)}" for name, values in CHOICES.items())
        raise NotTaken(422, f"There is {known}. Nothing was looked at.")
    return level, genre


def _checked_text(request: HttpRequest, data: bytes) -> Answer:
    asked = _asked(request, data)
    looked = checking.look(asked.text, level=asked.level, genre=asked.genre)
    return _all_or_the_first(looked, asked.text)


def _checked_file(request: HttpRequest, data: bytes) -> Answer:
    ending = ENDINGS.get(request.content_type or "")
    if ending is None:
        raise NotTaken(415, "Name the kind of file in the header Content-Type: " + ", ".join(sorted(ENDINGS)) + ". Nothing was looked at.")
    level, genre = _choices(request)
    opened = checking.opened(data, f"file.{ending}")
    if len(opened.text) > checking.MOST_LETTERS:
        raise NotTaken(413, f"There are over {checking.MOST_LETTERS:,} signs in it. Send it in parts.")
    looked = checking.look(opened.text, level=level, genre=genre, known=opened.known)
    answer = _all_or_the_first(looked, opened.text, opened.document.place)
    answer.text, answer.remarks = opened.text, [*opened.document.remarks]
    return answer


REFUSALS = dict.fromkeys((400, 413, 415, 422, 500, 503), Problem)


def router() -> Router:
    """The room's part of the public JSON."""
    made = Router(tags=["words"])

    @made.post(
        "/check",
        response={200: Answer, **REFUSALS},
        summary="What in a text hurts, who says so, what to write instead. Nothing is kept",
        openapi_extra=_body(Asked.model_json_schema(), "application/json"),
    )
    def check_words(request: HttpRequest) -> HttpResponse:
        return _answered(request, MOST_JSON, _checked_text)

    @made.post(
        "/check/file",
        response={200: Answer, **REFUSALS},
        summary="The same for a file, sent as it is with its media type. Offsets count in the text that comes back",
        openapi_extra={**_body({"type": "string", "format": "binary"}, *ENDINGS), "parameters": _IN_THE_ADDRESS},
    )
    def check_words_in_file(request: HttpRequest) -> HttpResponse:
        return _answered(request, checking.MOST_BYTES, _checked_file)

    @made.get("/list.json", summary="The list in force, as JSON")
    def words_list_json(request: HttpRequest) -> HttpResponse:
        return HttpResponse(exchange.to_json(lists.lexicon_in_force()), content_type="application/json")

    @made.get("/list.tsv", summary="The list in force, as a table with tabs")
    def words_list_tsv(request: HttpRequest) -> HttpResponse:
        return HttpResponse(exchange.to_tsv(lists.lexicon_in_force()), content_type="text/tab-separated-values; charset=utf-8")

    return made
