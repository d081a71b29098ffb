"""The check offered where people write something that others will read. It never stands in the way.

Offers
------
register()        tells the others where the check stands: forms can show the button, the public JSON has its addresses, files come in
Offer             what the button sends along: which fields, where the form goes, the form's own act
Offer.of(sent)    out of the form; None when it is not one of ours

The button sends the whole form here. The answer shows what was heard above the same form: the text in its fields, everything else
carried along hidden, and the form's own act, which goes where the form always went.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import Resolver404, resolve, reverse_lazy

from kithbridge.people import offers
from kithbridge.web import ticks, uploads

if TYPE_CHECKING:
    from ninja import Router

FIELD = "wording"
MOST_FIELDS = 6


@dataclass(frozen=True)
class Offer:
    """`fields`: names of what is looked at. `to`: where the form goes. `act`, `name`, `value`: the form's own button."""

    fields: tuple[str, ...]
    to: str
    act: str
    name: str = ""
    value: str = ""

    @classmethod
    def of(cls, sent: str) -> Offer | None:
        """Only an address of this site, and only what one of our own forms would say."""
        try:
            said = json.loads(sent)
            fields = tuple(str(one) for one in said["fields"])[:MOST_FIELDS]
            found = cls(fields, str(said["to"]), str(said["act"]), str(said.get("name", "")), str(said.get("value", "")))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        return found if fields and _ours(found.to) else None


def _ours(to: str) -> bool:
    path = to.partition("?")[0]
    if not path.startswith("/") or path.startswith("//") or "\\" in to or any(sign < " " for sign in to):
        return False
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


CHECK = "/w/"
# With the frame of a form around it, a file of the size that is allowed still comes in.
MOST_UPLOADED = 10 * 1024 * 1024


def _api() -> Router:
    from kithbridge.words import api

    return api.router()


def _ready() -> None:
    from kithbridge.words import checking

    checking.make_ready()


def _look(text: str) -> list[offers.Wording]:
    """A suggestion beside what somebody reads. Where two checks are under way, or this one fails, she reads without it."""
    from kithbridge.words import checking
    from kithbridge.words.queries import plain

    try:
        with checking.one_of_two():
            found = checking.look(text).findings
    except (checking.Busy, checking.Stumbled):
        return []
    return [offers.Wording(one.text, one.reason, plain(one.alternatives[0]) if one.alternatives else "") for one in found]


def register() -> None:
    """Called once by AppConfig.ready."""
    offers.offer_wording_check(reverse_lazy("words_offered"))
    offers.offer_wording_look(_look)
    offers.register_api("words", _api)
    uploads.register(CHECK, MOST_UPLOADED)
    ticks.register(_ready)
