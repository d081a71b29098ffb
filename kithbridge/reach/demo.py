"""The invented area's menu, areas, asks and eighteen months of tallies.

Offers
------
menu()                 areas and what the group brings
Story, week(...)       what was asked for and handed out so many weeks before the demo's today, through the real actions
HANDED_OUT, ASKS, OPEN how many things went out, how many asks there were, how many are open

The same figures every time: they are drawn from a fixed beginning.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from kithbridge.people.actions import danger
from kithbridge.people.demo import FERRY, FIRST_WEEK, OTTER, Cast
from kithbridge.reach import (
    demo_cards,
    demo_catalogue,
    demo_ledger,
    demo_out,
    demo_phones,
    demo_picture,
    demo_rounds,
    demo_stock,
    demo_taps,
)
from kithbridge.reach.actions import asking, catalogue, handing
from kithbridge.web import once

HANDED_OUT, ASKS, OPEN = 2_300, 41, 5
AREAS = (("tarrowby", "Tarrowby"), ("coast-and-villages", "Coast and villages"))
# how often each thing of the starting menu goes out beside the others
SHARES = {"fine": 26, "short": 19, "smoke": 9, "naloxone": 12, "box": 11, "wipes": 13, "foil": 12, "gift": 15}
OUT_OF = "foil"  # runs out: what is left in the last weeks, oldest first
LAST_OF_IT = (4, 3, 2, 1, 1, 0, 0)
HAD_NONE = (1, 1, 2, 3, 5, 6, 4)
EBB = {"tarrowby": 0.62, "coast-and-villages": 0.38}


@dataclass(frozen=True)
class Ask:
    """One ask of the story. `out`: what she got (None: it could not be done); what else she asked for was not there."""

    ago: int
    area: str
    chosen: dict[str, int]
    extras: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    text: str = ""
    page: str = ""
    readers: tuple[str, ...] = ()
    may_not: tuple[str, ...] = ()
    way: str = ""
    out: dict[str, int] | None = field(default_factory=dict)


_KINDS: tuple[dict[str, int], ...] = (
    {"fine": 2, "gift": 1},
    {"short": 1, "wipes": 1},
    {"naloxone": 1},
    {"fine": 1, "box": 1},
    {"foil": 2, "wipes": 1},
    {"smoke": 1, "gift": 1},
    {"short": 2, "naloxone": 1},
)
_NOT_DONE = (13, 29)  # of the ended ones, counted from the first: these could not be done


def ended_asks() -> list[Ask]:
    """The 36 that ended: about every other week from the beginning, and four of the last three weeks."""
    when = [74 - round(n * 69 / 31) for n in range(32)] + [3, 2, 1, 1]
    found = []
    for n, ago in enumerate(when):
        chosen = _KINDS[n % len(_KINDS)]
        there = {item: k for item, k in chosen.items() if item != OUT_OF or ago > len(LAST_OF_IT)}
        found.append(Ask(ago, AREAS[n % 3 == 2][0], chosen, out=None if n in _NOT_DONE else there))
    return found


OPEN_ASKS = (
    Ask(
        1,
        "coast-and-villages",
        {"short": 1, "wipes": 1, "gift": 1},
        text="Thursday, please. Plain bag. Nothing that rattles.",
        page=OTTER,
        way="meet",
    ),
    Ask(
        1,
        "tarrowby",
        {"short": 2, "box": 1},
        flags=("other_does",),
        text="He does it for me. I want to learn to do my own.",
    ),
    Ask(0, "tarrowby", {"fine": 2, "naloxone": 1}, may_not=("pipe",)),
    Ask(
        0,
        "tarrowby",
        {"fine": 3, "foil": 2},
        flags=("pressed",),
        readers=("Jo", "Shanice"),
        text="Only one of these is mine. Keep it between you two.",
    ),
    Ask(
        0,
        "coast-and-villages",
        {},
        extras=("talk", "with"),
        text="Meeting at the school on Friday. I would like not to sit there alone.",
        page=FERRY,
    ),
)
NOT_FOR_CASS = 1  # she said "not me" to this one of OPEN_ASKS
PRESSED = 3


def menu() -> None:
    """Areas and the starting menu, through a lead's own acts."""
    for _key, label in AREAS:
        catalogue.add_area(label=label)
    demo_catalogue.begin()


Tap = tuple[str, str, str, int]


def _taps_of(ago: int, most: int, draw: random.Random) -> Iterator[Tap]:
    """One week's taps beside the asks, `most` things out in all: kind, area, item, how many."""
    last = len(LAST_OF_IT) - 1 - ago
    out: Counter[tuple[str, str]] = Counter()
    if last >= 0:
        out["tarrowby", OUT_OF] = LAST_OF_IT[last]
        yield "missing", "tarrowby", OUT_OF, HAD_NONE[last]
    elif draw.random() < 0.2:
        yield "missing", draw.choice(AREAS)[0], draw.choice(("box", "wipes", "fine")), 1
    shares = {item: share for item, share in SHARES.items() if last < 0 or item != OUT_OF}
    for _ in range(max(0, most - out.total())):
        area = draw.choices(list(EBB), list(EBB.values()))[0]
        out[area, draw.choices(list(shares), list(shares.values()))[0]] += 1
    for (area, item), n in sorted(out.items()):
        if n:
            yield "out", area, item, n


def taps() -> dict[int, list[Tap]]:
    """Weeks ago -> taps. With what went out for asks they come to HANDED_OUT; each week a little more than the one before."""
    draw = random.Random("Tarrowby")  # noqa: S311 - invented figures, the same every time
    left = HANDED_OUT - sum(sum(ask.out.values()) for ask in ended_asks() if ask.out)
    weights = [18 + 24 * n / FIRST_WEEK + draw.uniform(-5, 5) for n in range(FIRST_WEEK + 1)]
    found, gone, before = {}, 0.0, 0
    for n, weight in enumerate(weights):
        gone += weight
        until = round(left * gone / sum(weights))
        found[FIRST_WEEK - n] = list(_taps_of(FIRST_WEEK - n, until - before, draw))
        before = until
    return found


@dataclass
class Story:
    """What is still to come: taps by week, asks by week, and which asks end when."""

    taps: dict[int, list[Tap]] = field(default_factory=taps)
    asks: list[Ask] = field(default_factory=lambda: [*ended_asks(), *OPEN_ASKS])
    ends: list[tuple[int, UUID, Ask]] = field(default_factory=list)


def _asked(cast: Cast, ask: Ask) -> UUID:
    made = asking.ask(
        readers=cast.peers(*ask.readers),
        chosen=ask.chosen,
        extras=ask.extras,
        flags=ask.flags,
        text=ask.text,
        area=ask.area,
        may_not=ask.may_not,
        way=ask.way,
        form_id=once.new_form_id(),
        page=cast.pages[ask.page] if ask.page else None,
    )
    return made.ask


def _ended(cast: Cast, made: UUID, ask: Ask) -> None:
    key = cast.team["Jo"]
    if ask.out is None:
        handing.close(key=key, work_name="Jo", ask=made, text="", form_id=once.new_form_id())
        return
    missing = {item: n for item, n in ask.chosen.items() if item not in ask.out}
    handing.hand_over(key=key, ask=made, given=ask.out, missing=missing, area=ask.area, form_id=once.new_form_id())


def week(cast: Cast, story: Story, ago: int) -> None:
    """What was asked for and handed out `ago` weeks before the demo's own week; the clock stands in it."""
    demo_catalogue.week(ago)
    demo_cards.week(cast, ago)
    demo_rounds.week(cast, ago)
    demo_picture.week(cast, ago)
    demo_phones.week(cast, ago)
    demo_ledger.week(cast, ago)
    if ago == FIRST_WEEK:
        demo_stock.begin(cast)
        demo_out.begin(cast)
    for due, made, ask in story.ends:
        if due == ago:
            _ended(cast, made, ask)
    for ask in story.asks:
        if ask.ago == ago:
            made = _asked(cast, ask)
            if ask not in OPEN_ASKS:
                story.ends.append((max(ago - 1, 0), made, ask))
            elif ask is OPEN_ASKS[NOT_FOR_CASS]:
                handing.not_me(key=cast.team["Cass"], ask=made)
            elif ask is OPEN_ASKS[PRESSED]:
                _worry(cast, made)
    demo_taps.send(ago, story.taps[ago])
    demo_stock.week(cast, ago)


def _worry(cast: Cast, made: UUID) -> None:
    danger.raise_worry(
        key=cast.team["Shanice"],
        kind="ask",
        about=made,
        second=cast.team["Ruth"].owner,
        text="She ticked “pressed”. I’d like to talk before I go on Monday, so that I do not make it worse.",
        form_id=once.new_form_id(),
    )
