"""What `people` offers the rooms above it.

Offers
------
HomeCard, register_home_card(make)   a room's card on the team's first page
home_cards(caller)                   the cards this caller may see
offer_wording_check(address), wording_check()   where a form's words can be looked at first (`{% words_check_button %}`)
Wording, offer_wording_look(look), wording_look(text)   what the list says of a short text that somebody reads: a suggestion, no more
register_api(prefix, make), api_routers()       a room's part of the public JSON under `/api/`
TalkSheet, offer_talk_sheets(make), talk_sheets()   what lies on a table for talking: a part of the group's paper pack
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from kithbridge.people.access import Caller

if TYPE_CHECKING:
    from ninja import Router


@dataclass(frozen=True)
class HomeCard:
    """One card on the team's first page.

    title : what it is about ("Asks")
    said : one short sentence with the count in it ("3 open. The oldest is from last week.")
    url : where the card's one act leads; `act` is its label
    care : whether somebody should look soon
    waits : whether somebody outside the team waits for an answer: it stands before everything else
    """

    title: str
    said: str
    url: str = ""
    act: str = ""
    care: bool = False
    waits: bool = False


_cards: list[Callable[[Caller], HomeCard | None]] = []


def register_home_card(make: Callable[[Caller], HomeCard | None]) -> None:
    """A room registers, in AppConfig.ready, what makes its card; None when this caller may not see it."""
    if make not in _cards:
        _cards.append(make)


def home_cards(caller: Caller) -> list[HomeCard]:
    """What every room has to say to this caller: first where somebody waits, then what wants a look, then the rest."""
    made = [card for make in _cards if (card := make(caller)) is not None]
    return sorted(made, key=lambda card: (not card.waits, not card.care))


_wording_check: list[str | Promise] = []


def offer_wording_check(address: str | Promise) -> None:
    """A room says, in AppConfig.ready, where a form can be sent to have its words looked at."""
    _wording_check[:] = [address]


def wording_check() -> str:
    """The address, or '' where no room offers it."""
    return str(_wording_check[0]) if _wording_check else ""


@dataclass(frozen=True)
class Wording:
    """One place in a text that the list speaks of: what stands there, why it can hurt, and what could be said instead ("": nothing)."""

    text: str
    why: str
    instead: str = ""


_wording_look: list[Callable[[str], list[Wording]]] = []


def offer_wording_look(look: Callable[[str], list[Wording]]) -> None:
    """A room says, in AppConfig.ready, what looks at a text that stands on a page already. It answers at once or with nothing."""
    _wording_look[:] = [look]


def wording_look(text: str) -> list[Wording]:
    """What the list says of it, in order; nothing where no room offers that."""
    return _wording_look[0](text) if _wording_look else []


@dataclass(frozen=True)
class TalkSheet:
    """One question on paper, to talk about. It bears no code, so nothing on it is counted.

    said : what stands under the question
    sentences : number and words of each sentence that is shown
    ways : how an answer is given that counts
    path : where it opens on a phone; "" where nothing does
    """

    question: str
    said: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]
    ways: tuple[str, ...]
    path: str = ""


_talk_sheets: list[Callable[[], list[TalkSheet]]] = []


def offer_talk_sheets(make: Callable[[], list[TalkSheet]]) -> None:
    """A room says, in AppConfig.ready, what it lays into the paper pack for talking."""
    _talk_sheets[:] = [make]


def talk_sheets() -> list[TalkSheet]:
    """The sheets of this moment; nothing where no room offers any."""
    return _talk_sheets[0]() if _talk_sheets else []


_routers: dict[str, Callable[[], Router]] = {}


def register_api(prefix: str, make: Callable[[], Router]) -> None:
    """A room registers, in AppConfig.ready, what makes its addresses under `/api/<prefix>`. Made when the addresses are first asked for."""
    _routers[prefix] = make


def api_routers() -> list[tuple[str, Router]]:
    """Every room's part, in the order of their names."""
    return [(prefix, make()) for prefix, make in sorted(_routers.items())]
