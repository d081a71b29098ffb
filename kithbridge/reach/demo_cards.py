"""The invented area's notes on safer use: what mothers said there, and who had looked at some of the guidance.

Offers `week(cast, ago)`. Nobody said any of this: each note says that it is invented.
"""

from __future__ import annotations

from kithbridge.people.demo import Cast
from kithbridge.reach import cards as notes
from kithbridge.reach.actions import cards
from kithbridge.reach.actions.cards import Words
from kithbridge.reach.models import Card
from kithbridge.web import once

INVENTED = "Invented, for the demo"
ALWAYS, ALONE, HURRY = Card.When.ALWAYS, Card.When.ALONE, Card.When.HURRY
OTHER, PREGNANT, HOME = Card.When.OTHER, Card.When.PREGNANT, Card.When.HOME
# kind, situation, words
SAID = (
    ("injecting", ALWAYS, "I lay it all out on new paper first. Then I never reach for his by mistake."),
    ("injecting", ALONE, "I ring my friend and leave the phone on. She hears me breathe. She has the street."),
    ("injecting", HURRY, "One whole set is zipped into my coat. So I need not borrow, and need not rush."),
    ("injecting", OTHER, "Mine is the purple one. I open it myself. It took three weeks, then I could do it on my own."),
    ("smoking", ALWAYS, "Balm first. My lips stopped splitting."),
    ("overdose", ALWAYS, "Ours hangs by the door with the coats. Whoever comes in sees it."),
    ("", PREGNANT, "I told the midwife in week 20. She had seen it before. I took one of them along, and that helped."),
    ("", HOME, "The box with the lock stands on the wardrobe. The key is round my neck, at night too."),
)
WAITING = Words(text="I ask for the flat box. It does not rattle when the pram goes over a kerb.", kind="disposal", source=INVENTED)
CHECKED = ("ovd-signs", "ovd-give", "ovd-wears", "all-home-lock", "all-home-swallowed", "dis-box")
OFFICE = "pharmacy lead (invented)"
SAID_WEEK, CHECKED_WEEK, WAITING_WEEK = 40, 22, 0


def words_of(card: str) -> str:
    found = notes.one(card)
    return notes.words(found) if found else ""


def week(cast: Cast, ago: int) -> None:
    """What happened with the notes so many weeks before the demo's own; the clock stands in that week."""
    if ago == SAID_WEEK:
        for kind, when, text in SAID:
            words = Words(text=text, kind=kind, when=when, source=INVENTED)
            card = cards.say(key=cast.team["Jo"], card="", words=words, form_id=once.new_form_id())
            cards.agree(key=cast.team["Shanice"], card=card, read=words_of(card))
    if ago == CHECKED_WEEK:
        for card in CHECKED:
            cards.check(card=card, office=OFFICE, read=words_of(card))
    if ago == WAITING_WEEK:
        cards.say(key=cast.team["Cass"], card="", words=WAITING, form_id=once.new_form_id())
