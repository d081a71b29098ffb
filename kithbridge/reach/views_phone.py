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
import json
import threading
import time
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kithbridge.engines import event_box
from kithbridge.people.access import anybody
from kithbridge.reach import phone_catalogue
from kithbridge.reach.actions import event_keys, phones
from kithbridge.reach.actions.arriving import Sent, take_sent
from kithbridge.web.home import MissingSecretsError

MOST_EVENTS = 500
MOST_BYTES = 1_048_576
LONGEST_VERSION = 64
CALLS_A_MINUTE = 120
# A phone that was away for half a year with fifty hand-outs a day brings some 9,000, and sends them again where answers are lost.
EVENTS_AN_HOUR = 50_000
MINUTE, HOUR = 60.0, 3600.0
BEARER = "Bearer "


class NoCall(ValueError):
    """What was sent is no call of a phone; `status` says how."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


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


# --- Which key it uses ----------------------------------------------------------------------------------
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
    """How much a phone sent in this minute or hour, in this process. Nothing of it outlives the hour."""

    def __init__(self, most: int = CALLS_A_MINUTE, seconds: float = MINUTE) -> None:
        self._most, self._seconds = most, seconds
        self._lock = threading.Lock()
        self._begun = 0.0
        self._sent: dict[UUID, int] = {}

    def over(self, phone: UUID, n: int = 1) -> float:
        """Seconds to wait; 0 while there is room for `n` more. Counts them."""
        now = time.monotonic()
        with self._lock:
            if now - self._begun >= self._seconds:
                self._begun, self._sent = now, {}
            self._sent[phone] = self._sent.get(phone, 0) + n
            return max(1.0, self._begun + self._seconds - now) if self._sent[phone] > self._most else 0.0


flood = Flood()
flood_of_events = Flood(EVENTS_AN_HOUR, HOUR)


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
        if wait := flood_of_events.over(phone.pk, len(call.events)):
            return _said(request, {}, 429, wait)
        opened = event_keys.opening()
        catalogue = phone_catalogue.build()
    except NoCall as problem:
        return _said(request, {}, problem.status)
    except MissingSecretsError:
        # The keys are not to be had at the moment: nothing that was sent is to blame, so nothing is put aside.
        return _said(request, {}, 503, MINUTE)
    ok, held = take_sent(call.events, opened)
    content: dict[str, Any] = {"ok": ok, "held": held}
    if call.version != catalogue["v"]:
        content["cat"] = catalogue
    used = _key_used(call.events, catalogue["k"][0], has_newest=call.version == catalogue["v"])
    phones.hear(phone=phone, event_key=used)
    return _said(request, content)
