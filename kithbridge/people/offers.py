"""What `people` offers the rooms above it.

Offers
------
HomeCard, register_home_card(make)   a room's card on the team's first page
home_cards(caller)                   the cards this caller may see
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kithbridge.people.access import Caller


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
