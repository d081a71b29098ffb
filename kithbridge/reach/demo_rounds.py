"""The invented area's equipment round: a finer, shorter needle in a plain bag, with Northern Harm Reduction Supplies.

Offers: `week(cast, ago)`. All of it is invented: the firm, the answers, the decision.

The first round is asked 52 to 47 weeks ago and its brief given out 45 weeks ago; then a change, samples, a second round and, this
month, a decision. A few things are said without a round.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from kithbridge.people.actions import slips
from kithbridge.people.demo import HERON, Cast
from kithbridge.people.models import Role
from kithbridge.reach.actions import answering, rounds, themes
from kithbridge.reach.actions.answering import Words
from kithbridge.reach.models import Item, Round
from kithbridge.web import once

SUPPLIER = "Northern Harm Reduction Supplies"
THING = "fine"
ASKED_NOW = "Is the sheet long enough?\nDoes it tear?"
SAID_NOW = (Words(("hurts",), (), "It rips at the fold. Invented."), Words(("works",), ()), Words(("hurts", "works"), ()))
PEERS = ("Jo", "Shanice", "Cass")
FIRST, SECOND = 52, 11  # weeks ago in which a round begins
WEEKS = 5
ASKED = "Which needle reaches where?\nWhat hurts, and what leaves a mark?\nWhat shows or rattles in a bag?"
ASKED_AGAIN = (
    "Does the shorter, finer one reach where you need it?\nWhat hurts now, and what does not any more?\nDoes the plain bag stay plain?"
)

# side, the peer team's words; how many of those heard said so in the first round, and in the second (of 23 and 22)
LONG, BRUISE, RATTLE = "Too long for hands and feet", "It leaves a bruise", "The bag rattles"
ORANGE, SHARP, SHORTER = "The orange cap shows", "Sharp at the first go", "A shorter one, one size finer"
PLAIN, CAP = "A plain bag without print", "The cap is stiff to get off"
THEMES: tuple[tuple[str, str, int, int], ...] = (
    ("hurts", LONG, 21, 3),
    ("hurts", BRUISE, 16, 6),
    ("hurts", CAP, 0, 11),
    ("shows", RATTLE, 14, 2),
    ("shows", ORANGE, 12, 4),
    ("works", SHARP, 8, 20),
    ("wants", SHORTER, 20, 3),
    ("wants", PLAIN, 13, 2),
)
ONE_READER = ("wants", "Two colours, so that ours are not mixed up")
WISHES = {LONG: ("shorter",), SHORTER: ("finer", "shorter"), RATTLE: ("quiet",), PLAIN: ("plain",), CAP: ("easy",)}
TEXTS = (
    "In the back of the hand it goes right through.",
    "Mum saw the orange top in my pocket.",
    "Better than the long ones by a mile.",
    "I use it in the foot. Half as long would do.",
    "It rattles when I run for the bus with the pram.",
)
HOW_MANY = {FIRST: (20, 1, 3), SECOND: (19, 1, 3)}  # with a slip, without one, by peers
PROPOSED = (
    "A needle of 8 mm in place of 12.7, one size finer (31G in place of 29G), with the same barrel. "
    "A cap in grey. Ten in a soft bag without print in place of the box. (Invented.)"
)
TRIED = "400 of the shorter, finer kind, in two lots, handed out beside the old ones for two months. (Invented.)"
DECIDED = (
    "We take the shorter, finer one from now on, in the plain bag. The old one stays for those who ask for it. "
    "The stiff cap goes back to the maker as the next question. Decided with the reference group. (Invented.)"
)
APART = (
    (2, "box", Words(("shows",), ("less",), "Too big for the top shelf. The little one can see it.")),
    (1, "wipes", Words(("works",), (), "Good. They do not sting.")),
    (0, "foil", Words(("breaks",), ("easy",), "It tears when my hands are cold.")),
)


def _carries(n: int, of: int, which: int) -> list[tuple[str, str]]:
    """The themes that the n-th of `of` answers carries, so that each is carried as often as it should be."""
    found = []
    for side, label, *often in THEMES:
        # Each theme begins at another answer: so they lie across each other as answers do.
        start = sum(ord(one) for one in label) % of
        if (n - start) % of < often[which]:
            found.append((side, label))
    return found


def _words(carried: list[tuple[str, str]], draw: random.Random) -> Words:
    like = tuple(dict.fromkeys(side for side, _label in carried if side != "wants")) or ("works",)
    wish = tuple(dict.fromkeys(one for _side, label in carried for one in WISHES.get(label, ())))
    return Words(like, wish, draw.choice(TEXTS) if draw.random() < 0.3 else "")


def _plan(which: int, ago: int) -> list[tuple[int, str]]:
    """This week's share of the answers of a round: their numbers, and how each came: with a slip, by a peer, without a slip."""
    with_slip, without, by_peers = HOW_MANY[(FIRST, SECOND)[which]]
    plan = [(n, "slip" if n < with_slip else "peer") for n in range(with_slip + by_peers)] + [(n, "open") for n in range(without)]
    return plan[(FIRST, SECOND)[which] - ago :: WEEKS]


def _answers(cast: Cast, row: Round, which: int, ago: int) -> None:
    """This week's answers, marked as the peer team reads them."""
    draw = random.Random(f"Tarrowby round {which}, {ago}")  # noqa: S311 - invented, the same every time
    plan, (with_slip, _without, by_peers) = _plan(which, ago), HOW_MANY[(FIRST, SECOND)[which]]
    codes = slips.make(number=len(plan), role=Role.LEAD, form_id=once.new_form_id())
    made = {(theme.side, theme.label): theme.pk for theme in row.themes.all()}
    said: list[tuple[UUID, list[UUID]]] = []
    for (n, how), code in zip(plan, codes, strict=True):
        carried = [(THEMES[n][0], THEMES[n][1])] if how == "open" else _carries(n, with_slip + by_peers, which)
        carried = [one for one in carried if one in made]
        words, form_id = _words(carried, draw), once.new_form_id()
        if how == "peer":
            key = cast.team[PEERS[n % len(PEERS)]]
            heard = answering.say_as_peer(key=key, round_id=row.pk, words=words, readers=cast.peers(), form_id=form_id)
        else:
            slip = code if how == "slip" else ""
            heard = answering.say(item=row.item_id, words=words, readers=cast.peers(), form_id=form_id, slip=slip)
        said.append((heard.answer, [made[one] for one in carried]))
    # One commit for a week's reading.
    with transaction.atomic():
        for answer, marks in said:
            themes.mark(key=cast.team["Shanice"], answer=answer, themes=marks)


def _last(which: int) -> int:
    """How many weeks ago a round was asked for the last time."""
    return (FIRST, SECOND)[which] - WEEKS + 1


@transaction.atomic
def _begin(cast: Cast, which: int, before: UUID | None = None) -> None:
    row = rounds.begin(
        item=THING,
        supplier=SUPPLIER,
        question=ASKED_AGAIN if before else ASKED,
        weeks=WEEKS,
        before=before,
        form_id=once.new_form_id(),
    )
    for side, label, *often in THEMES:
        if often[which]:
            made = themes.write(key=cast.team["Shanice"], round_id=row.pk, side=side, label=label, form_id=once.new_form_id())
            if made is not None:
                themes.agree(key=cast.team["Maeve"], theme=made.pk)


def _row(which: int) -> Round:
    return Round.objects.filter(item=THING, before__isnull=not which).select_related("item")[0]


def _to_the_supplier(cast: Cast, which: int) -> None:
    row = _row(which)
    side, label = ONE_READER
    themes.write(key=cast.team["Jo"], round_id=row.pk, side=side, label=label, form_id=once.new_form_id())
    rounds.give_out(number=row.pk)
    rounds.taken_as_file(number=row.pk)


def _apart(cast: Cast, ago: int) -> None:
    for when, item, words in APART:
        if when == ago and Item.objects.filter(pk=item).exists():
            page = cast.pages.get(HERON) if item == "box" else None
            answering.say(item=item, words=words, readers=cast.peers(), form_id=once.new_form_id(), page=page)


def _now(cast: Cast) -> None:
    """Another round is being asked: what was said is still to be read."""
    row = rounds.begin(item="foil", supplier=SUPPLIER, question=ASKED_NOW, weeks=WEEKS, form_id=once.new_form_id())
    codes = slips.make(number=len(SAID_NOW), role=Role.LEAD, form_id=once.new_form_id())
    for words, code in zip(SAID_NOW, codes, strict=True):
        answering.say(item="foil", words=words, readers=cast.peers(), form_id=once.new_form_id(), slip=code)
    # Jo says her own, which she can take back.
    own = Words(("breaks",), ("easy",), "It tears when my hands are cold.")
    answering.say_as_peer(key=cast.team["Jo"], round_id=row.pk, words=own, readers=cast.peers(), form_id=once.new_form_id())
    themes.write(key=cast.team["Shanice"], round_id=row.pk, side="hurts", label="It tears when it is folded", form_id=once.new_form_id())


def week(cast: Cast, ago: int) -> None:
    """What happened to the needle `ago` weeks before the demo's own week; the clock stands in it."""
    acts: dict[int, Callable[[], None]] = {
        FIRST: lambda: _begin(cast, 0),
        45: lambda: _to_the_supplier(cast, 0),
        36: lambda: rounds.propose(number=_row(0).pk, text=PROPOSED),
        20: lambda: rounds.try_samples(number=_row(0).pk, text=TRIED),
        SECOND: lambda: _begin(cast, 1, _row(0).pk),
        5: lambda: _to_the_supplier(cast, 1),
        3: lambda: rounds.decide(number=_row(1).pk, text=DECIDED),
        1: lambda: _now(cast),
    }
    if ago in acts:
        acts[ago]()
    for which, first in enumerate((FIRST, SECOND)):
        if _last(which) <= ago <= first:
            _answers(cast, _row(which), which, ago)
    _apart(cast, ago)
