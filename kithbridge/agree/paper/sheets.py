"""What stands on a conversation's ballots and on what is read out, and both as PDFs that can be read aloud (PDF/UA-1).

Offers
------
Kind                 a ballot with the sentences, or with numbers and signs only for somebody to whom they are read
ballots(...)         the bytes of ballots, one for each one-time code
script(...)          the bytes of what a helper reads out
told_ballots, told_script   the same as plain values
square(address)      a QR square
last_day(week)       the day after which a round is over
MOST                 how many ballots are printed at once

A ballot bears a code and no name. The code stands on every page of it, so that loose pages find each other; the square opens the
conversation and holds no code.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import gettext as _

from kithbridge.agree import queries
from kithbridge.agree.models import Choice, Conversation, Voice
from kithbridge.engines.week import Week
from kithbridge.formats.pdf import typeset
from kithbridge.people import facts
from kithbridge.rules.explain import date_words
from kithbridge.web.clock import today

MOST = 40
LEAST_MIXED = 5
INK = "#24211D"
# The order of the columns, and the shape of each sign: a tick, a cross, a stroke. They are told apart without colour.
COLUMNS = (Choice.AGREE, Choice.DISAGREE, Choice.PASS)
SHAPES = {
    Choice.AGREE: "M14 25 L21 32 L34 16",
    Choice.DISAGREE: "M16 16 L32 32 M32 16 L16 32",
    Choice.PASS: "M14 24 L34 24",
}
FOLDER = Path(__file__).parent


class Kind(Enum):
    """What stands beside the boxes of a ballot."""

    SENTENCES = "sentences"
    NUMBERS = "numbers"


class NothingToPrint(Exception):
    """Why nothing was printed, in plain words."""


def sign(choice: Choice) -> str:
    """The sign of an answer in a round frame, as SVG."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="none" stroke="{INK}" stroke-width="3.2" '
        f'stroke-linecap="round" stroke-linejoin="round"><circle cx="24" cy="24" r="20"/><path d="{SHAPES[choice]}"/></svg>'
    )


def square(address: str) -> str:
    """A QR square (error level M), black on white with its quiet margin, as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True)
    return out.getvalue().decode()


def last_day(week: str) -> dt.date:
    """The Sunday of a week: what closes with a week closes after it."""
    return Week.parse(week).monday() + dt.timedelta(days=6)


def _statements(conversation: Conversation) -> list[dict[str, str]]:
    found = [{"number": str(one.number), "text": one.text} for one in queries.shown(conversation)]
    if not found:
        raise NothingToPrint(_("No statement is shown yet, so there is nothing to print. Two of you read the first ones."))
    return found


def _happens(conversation: Conversation) -> list[str]:
    return [
        _("There is no name on it. Nobody writes down who got which code."),
        _("The code makes it count once. A copy counts nothing."),
        _("Fold it and put it with the others. Nobody reads it before at least %(n)d are mixed.") % {"n": LEAST_MIXED},
        _("Whoever types it in sees the answers, and not whose they are. Your hand could tell: make crosses only, if you like."),
        _("Then the paper is torn up. From then on it cannot be changed or taken back, for nobody knows which was yours."),
        _("It closes on %(day)s. What comes out is shown after that, in words. Not one answer is shown by itself.")
        % {"day": date_words(last_day(str(conversation.until)))},
    ]


def told_ballots(conversation: Conversation, codes: Sequence[str], kind: Kind, address: str) -> dict[str, Any]:
    """Everything on the ballots. `address`: where the conversation opens in a browser. Raises NothingToPrint."""
    return {
        "group": facts.fact("group"),
        "title": _("Talk: ballots"),
        "question": conversation.question,
        "how": _("One cross in each line. Leave out what you like."),
        "owed": _("You owe nobody an answer. Nothing you get from us hangs on it."),
        "as_what": _("As what do you answer?"),
        "one_cross": _("One cross."),
        "voices": [str(voice.label) for voice in Voice],
        "heads": [str(choice.label) for choice in COLUMNS],
        "signs": [sign(choice) for choice in COLUMNS],
        "statements": _statements(conversation),
        "only_numbers": kind is Kind.NUMBERS,
        "your_way": _("Say it your way"),
        "your_way_said": _("A sentence that is missing. Name nobody. Others see it only when two of us have read it."),
        "happens": _("What happens with it"),
        "happens_lines": _happens(conversation),
        "page": _("page"),
        "of": _("of"),
        "square": square(address),
        "square_said": _("Opens the same questions on a phone"),
        "codes": list(codes),
    }


def ballots(conversation: Conversation, codes: Sequence[str], kind: Kind, address: str) -> bytes:
    """One ballot for each code. Raises NothingToPrint."""
    return typeset(FOLDER / "ballot.typ", told_ballots(conversation, codes, kind, address), today())


def _parts() -> list[dict[str, Any]]:
    return [
        {
            "title": _("Before you begin"),
            "said": "",
            "numbered": True,
            "lines": [
                _("Say who you are and that you are paid or not paid for this. Say that she can stop at any time."),
                _("Read the box “What happens with it” from her ballot."),
                _("Ask what she would like: crosses on the sheet with numbers only, or beads."),
                _("Sit so that you cannot see her hand: back to back, or a board between you. No phone lies about."),
            ],
        },
        {
            "title": _("While you read"),
            "said": "",
            "numbered": True,
            "lines": [
                _("Read the number, then the sentence, then wait. Read it again if she asks. Change no word and explain none."),
                _("She says “done” when she has answered, or “next” to leave it out. Say nothing to it."),
                _("Read every sentence in the same voice. Do not nod, do not sigh, do not hurry."),
                _("Do not ask what she chose. If she tells you, say that you would rather not know, and go on."),
            ],
        },
        {
            "title": _("With beads"),
            "said": _("For somebody who does not see the signs, or whose hand would be known. You need two bags and a string."),
            "numbered": True,
            "lines": [
                _("In the first bag lie beads of three shapes that a finger tells apart: round, square, ring. Many of each."),
                _("The string has a knot at its end and lies in the second bag. Both bags lie in her lap."),
                _("After each sentence she takes one bead out of the first bag and threads it inside the second. Left out: a short tube."),
                _("At the end she ties the string, and puts it with the folded ballot into the pot with the others."),
                _("Whoever types in reads the string from its knot: the beads stand in the order in which the sentences were read."),
            ],
        },
        {
            "title": _("What you can still see"),
            "said": _("Tell her this before she begins."),
            "numbered": False,
            "lines": [
                _("You see her face and hear how long she takes. Both can tell you something. We cannot take that away."),
                _("You know that she took part. Do not tell it to anybody."),
                _("Whoever types in sees all answers of one ballot together. They are mixed first, at least %(n)d of them.")
                % {"n": LEAST_MIXED},
                _("If you work for a service that decides about her, somebody else should read."),
            ],
        },
    ]


def told_script(conversation: Conversation) -> dict[str, Any]:
    """Everything that a helper reads out, and how. Raises NothingToPrint."""
    beads, keys = (_("round"), _("square"), _("ring")), ("A", "D", "P")
    return {
        "group": facts.fact("group"),
        "title": _("Talk: read out"),
        "question": conversation.question,
        "parts": _parts(),
        "signs_title": _("Signs and beads"),
        "signs_heads": [_("Answer"), _("Letter for typing in"), _("Bead")],
        "signs": [
            {"svg": sign(choice), "label": str(choice.label), "key": key, "bead": bead}
            for choice, key, bead in zip(COLUMNS, keys, beads, strict=True)
        ],
        "read_title": _("The sentences"),
        "read_said": _("As they were on %(day)s. Read them in this order.") % {"day": date_words(today())},
        "statements": _statements(conversation),
    }


def script(conversation: Conversation) -> bytes:
    """What a helper reads out. Raises NothingToPrint."""
    return typeset(FOLDER / "script.typ", told_script(conversation), today())
