"""The call of a phone: hand-outs that were noted without signal come in, the catalogue goes out (docs/adr/0012).

    POST /o/s   Authorization: Bearer <token>
                {"c": catalogue version, "e": [[number, box in base64], ...]}      at most 500
    200         {"ok": [number, ...], "held": [number, ...], "cat": {...} where the version differs}; after the commit
    410         unknown or taken off: the phone forgets key, token and settings and keeps what waits, locked
    400, 413    no such call at all, or too much at once
    429, 503    later: the phone keeps everything and tries again

One bad event never keeps back another: it is put aside for a lead and answered as held. No cookie is read or set, no visit looked up, and
nothing of a call is logged but the hour's count. What a phone sends keeps no link to it.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kithbridge.engines import event_box, handout
from kithbridge.engines.event_box import BoxError
from kithbridge.people.access import anybody
from kithbridge.reach import phone_catalogue
from kithbridge.reach.actions import event_keys, ledger, phones
from kithbridge.reach.actions.ledger import Arrived, Taken
from kithbridge.reach.models import Aside, Place
from kithbridge.web.home import MissingSecretsError

MOST_EVENTS = 500
MOST_BYTES = 1_048_576
LONGEST_VERSION = 64
LONGEST_BOX = 1_500
CALLS_A_MINUTE = 120
MINUTE = 60.0
BEARER = "Bearer "


class NoCall(ValueError):
    """What was sent is no call of a phone; `status` says how."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Sent:
    """One event as it was sent: its number as text, which is what the answer names, and its box."""

    number: str
    box: str


@dataclass(frozen=True)
class Call:
    version: str
    events: Sequence[Sent]


# --- Reading -------------------------------------------------------------------------------------------
def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NoCall(400)
    return found


def _no_such(text: str) -> Any:
    raise NoCall(400)


def _json(request: HttpRequest) -> Any:
    if request.content_type != "application/json":
        raise NoCall(400)
    # Read here and not through `request.body`: that one has the limit of forms.
    raw = request.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise NoCall(413)
    try:
        return json.loads(raw.decode("utf-8", "strict"), object_pairs_hook=_once, parse_constant=_no_such)
    except (ValueError, RecursionError):
        raise NoCall(400) from None


def read(request: HttpRequest) -> Call:
    """The call. Raises NoCall. An event that is none of the form is read as one without a box: it is held, and the others are taken."""
    found = _json(request)
    if not isinstance(found, dict) or found.keys() != {"c", "e"}:
        raise NoCall(400)
    version, events = found["c"], found["e"]
    if not isinstance(version, str) or len(version) > LONGEST_VERSION or not isinstance(events, list):
        raise NoCall(400)
    if len(events) > MOST_EVENTS:
        raise NoCall(413)
    return Call(version, [_sent(one) for one in events])


def _sent(one: Any) -> Sent:
    match one:
        case [str(number), str(box)]:
            return Sent(number, box)
        case [str(number), *_]:
            return Sent(number, "")
    return Sent(json.dumps(one), "")


# --- Opening -------------------------------------------------------------------------------------------
def _number(text: str) -> UUID:
    """The event's number; a text that is none gets one of its own, the same each time it is sent."""
    try:
        return UUID(text)
    except ValueError:
        pass
    return UUID(bytes=hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16], version=4)


def _arrived(sent: Sent, opened: Callable[[str, bytes], str], hubs: Collection[str]) -> Arrived:
    """Opened and read as far as it can be; otherwise with the reason why not."""
    number = _number(sent.number)
    try:
        box = b64decode(sent.box, validate=True)
    except (binascii.Error, ValueError):
        return Arrived(number, None, sent.box.encode("utf-8", "replace")[:LONGEST_BOX], Aside.Why.UNREADABLE)
    if len(box) > LONGEST_BOX:
        return Arrived(number, None, box, Aside.Why.TOO_LONG)
    try:
        inside = _inside(opened(sent.number, box))
    except BoxError:
        return Arrived(number, None, box, Aside.Why.UNREADABLE)
    return Arrived(number, inside, box, "" if inside is not None and _of_a_phone(inside, hubs) else Aside.Why.MALFORMED)


def _of_a_phone(inside: dict[str, Any], hubs: Collection[str]) -> bool:
    """Whether a phone may say this. A token is no sign-in: whoever found a phone could fill and empty a hub, or count by the thousand."""
    kind, place = inside.get("k"), inside.get("p")
    if isinstance(kind, str) and kind in handout.EVENTS - handout.OF_A_PHONE:
        return False
    return inside.get("s") != handout.SUM and not (kind in ("count", "rest") and isinstance(place, str) and place in hubs)


def _inside(text: str) -> dict[str, Any] | None:
    """What a box says; None when it is no object, or when no database could keep it."""
    try:
        found = json.loads(text, parse_constant=_no_such)
        if "\\ud" in text.lower():
            json.dumps(found, ensure_ascii=False).encode()  # an escape may stand for half a character
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _key_used(events: Sequence[Sent], newest: str, *, has_newest: bool) -> str:
    """Which event key the phone uses, in hexadecimal, where this call shows it; "" where it does not.

    Events come in no order. So the newest counts as used only when nothing older can be waiting behind them.
    """
    heads = {event_box.named_in(_head(sent.box)).hex() for sent in events} - {""}
    older = sorted(heads - {newest})
    if older:
        return older[0] if len(older[0]) == 2 * event_box.ID_BYTES else ""
    if len(events) == MOST_EVENTS:
        return ""
    return newest if heads or has_newest else ""


def _head(box: str) -> bytes:
    try:
        return b64decode(box[:8], validate=True)
    except (binascii.Error, ValueError):
        return b""


# --- Answering -----------------------------------------------------------------------------------------
class Flood:
    """How often a phone called in this minute, in this process. Nothing of it outlives the minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun = 0.0
        self._calls: dict[UUID, int] = {}

    def over(self, phone: UUID) -> float:
        """Seconds to wait; 0 while there is room. Counts the call."""
        now = time.monotonic()
        with self._lock:
            if now - self._begun >= MINUTE:
                self._begun, self._calls = now, {}
            self._calls[phone] = self._calls.get(phone, 0) + 1
            return max(1.0, self._begun + MINUTE - now) if self._calls[phone] > CALLS_A_MINUTE else 0.0


flood = Flood()


def _said(request: HttpRequest, content: dict[str, Any], status: int = 200, wait: float = 0.0) -> JsonResponse:
    # A broken cookie of the browser's would be renewed on any answer; a phone's call carries and gets none.
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    answer = JsonResponse(content, status=status, json_dumps_params={"separators": (",", ":")})
    answer.headers["Cache-Control"] = "no-store"
    if wait:
        answer.headers["Retry-After"] = str(int(wait) + 1)
    return answer


def _token(request: HttpRequest) -> str:
    header = str(request.META.get("HTTP_AUTHORIZATION", ""))
    return header.removeprefix(BEARER) if header.startswith(BEARER) else ""


@csrf_exempt
@anybody
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """What a phone sends is taken, and answered after the commit."""
    token = _token(request)
    phone = phones.of_token(token)
    if phone is None:
        phones.told(token=token)
        return _said(request, {}, 410)
    if wait := flood.over(phone.pk):
        return _said(request, {}, 429, wait)
    try:
        call = read(request)
        opened = event_keys.opening()
        catalogue = phone_catalogue.build()
    except NoCall as problem:
        return _said(request, {}, problem.status)
    except MissingSecretsError:
        # The keys are not to be had at the moment: nothing that was sent is to blame, so nothing is put aside.
        return _said(request, {}, 503, MINUTE)
    content = _taken(call, opened)
    if call.version != catalogue["v"]:
        content["cat"] = catalogue
    used = _key_used(call.events, catalogue["k"][0], has_newest=call.version == catalogue["v"])
    phones.hear(phone=phone, event_key=used)
    return _said(request, content)


def _taken(call: Call, opened: Callable[[str, bytes], str]) -> dict[str, Any]:
    """What was taken and what was put aside, by the numbers that the phone knows."""
    hubs = set(Place.objects.filter(kind=Place.Kind.HUB).values_list("key", flat=True)) if call.events else set()
    events = [_arrived(sent, opened, hubs) for sent in call.events]
    taken = ledger.take(events) if events else Taken()
    # What stands in neither is not named: the phone keeps it.
    names = {sent.number: one.id for sent, one in zip(call.events, events, strict=True)}
    ok, held = set(taken.ok), set(taken.held)
    return {
        "ok": [name for name, number in names.items() if number in ok],
        "held": [name for name, number in names.items() if number in held],
    }
