"""What rooms hold for one page, without the ground floor knowing the rooms.

Offers
------
register_tie(attach)               what a capability made by a room attaches to a new page: attach(page, text)
tie(text)                          for the action that begins a page
register_mine(lists, take_back)    what a room shows on her page and takes back there
mine(key), take_back_one(key, item)
register_sweep(name, run), sweeps()   what a room ends when its time is over: run(dry_run) -> how many
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kithbridge.people.models import Neighbour
from kithbridge.people.vault import Key


@dataclass(frozen=True)
class Mine:
    """One thing that is hers: for her page, "what you wrote last time" and "all that is yours".

    item : its number
    kind : plain words
    text : what she wrote, where her key opens it
    code : pick code or ""
    state, gone : in words
    """

    item: str
    kind: str
    text: str = ""
    code: str = ""
    state: str = ""
    gone: str = ""


Attach = Callable[[Neighbour, str], None]
_ties: list[Attach] = []
_mine: list[Callable[[Key], list[Mine]]] = []
_take_back: list[Callable[[Key, str], bool]] = []
_sweeps: dict[str, Callable[[bool], int]] = {}


def register_tie(attach: Attach) -> None:
    if attach not in _ties:
        _ties.append(attach)


def tie(text: str) -> Callable[[Neighbour], None]:
    """For `actions.pages.begin`: attaches whatever this capability stands for, in the transaction that begins the page."""

    def attach(page: Neighbour) -> None:
        for one in _ties:
            one(page, text)

    return attach


def register_mine(lists: Callable[[Key], list[Mine]], take_back: Callable[[Key, str], bool]) -> None:
    if lists not in _mine:
        _mine.append(lists)
        _take_back.append(take_back)


def mine(key: Key) -> list[Mine]:
    return [one for lists in _mine for one in lists(key)]


def take_back_one(key: Key, item: str) -> bool:
    """Take back one thing a room holds for her; False when no room knows it as hers."""
    return any(take(key, item) for take in _take_back)


def register_sweep(name: str, run: Callable[[bool], int]) -> None:
    _sweeps[name] = run


def sweeps() -> dict[str, Callable[[bool], int]]:
    return dict(_sweeps)
