"""The invented area's matters: one decided, done and asked about; one that is talked about.

Offers: `week(cast, ago)`, what happened so many weeks before the demo's today, through the real actions. All that is quoted is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from kithbridge.agree.actions import amending, citing, commenting, doing, effects, matters, written
from kithbridge.agree.matter_models import Alternative, Effect, Matter, Put, Task
from kithbridge.agree.models import Statement
from kithbridge.agree.offers import SOURCE
from kithbridge.people.actions import slips
from kithbridge.people.deciding.actions import answering, moving
from kithbridge.people.deciding.demo import LIVED, LIVING, WORKING
from kithbridge.people.deciding.models import Saying
from kithbridge.people.demo import Cast
from kithbridge.people.models import Role
from kithbridge.web import once

# Weeks ago. The talk whose sentences it rests on closed twenty weeks ago.
WRITTEN, TALKED, PUT, CONFIRMED, DONE, SAID = 19, 18, 17, 15, 11, 8
NOW_WRITTEN, NOW_TALKED, NOW_SAID = 3, 2, 1

TITLE = "Somebody for the little ones"
PARTS = {
    "what": "When I am seen, nobody is there for my children. I hold the baby with one arm, or I do not come.",
    "cost": "Four hours of a peer each week, and a box of toys.",
    "who_acts": "The leads find the peer. The church lends us its small room.",
    "risks": "Somebody could think that we look after children and write about it. We do not. Their mothers are in the next room.",
}
# Written by somebody who took part, so that "Whose word counts" has something of hers that was used.
RESTS_ON = "A cot and nappies in the corner. Then I know they mean me."
QUOTES = (
    ("quote", "mother", "My two sat in the rain with my sister for an hour. She will not do it again."),
    ("observation", "peer", "Three of ten who come on a Thursday have a child on the arm."),
)
WAY = "On Thursdays a second peer comes with toys. She plays with the children in the small room, with the door open."
OTHER_WAY = "We pay the play group round the corner to take them."
QUESTION = "Shall a second peer come on Thursdays, to play with the children?"
OTHER_RISK = "Somebody could think that we look after children. We do not. Their mothers are in the next room, and the door is open."
TASKS = (
    ("Find two peers who take turns on Thursdays.", Role.LEAD, 6, "Two have begun. Both are paid by the hour."),
    ("Ask the church for the small room.", "the church", 3, "We have it until the summer."),
)
EFFECT = "On Thursdays somebody plays with the children while you are seen."
# What those who have slips say about it: answer, as what, how many.
ANSWERS = (("yes", "living", 8), ("partly", "living", 3), ("not yet", "living", 2), ("yes", "lived", 3), ("unknown", "lived", 2))

NOW_TITLE = "When the van comes"
NOW_PARTS = {
    "what": "The van comes on Monday morning. Whoever works, or brings children to school, sees it drive away.",
    "cost": "The same hours, at another time. The driver says what it costs him.",
    "who_acts": "Peers and leads, and whoever lends us the van.",
    "risks": "Who comes on Monday now may not hear of it.",
}
NOW_WAYS = (
    "The van comes on Saturday morning, and no more on Monday.",
    "The van comes on Monday as before, and stays on Thursday until eight.",
)
NOW_QUOTE = ("quote", "living", "I clean from six to ten. When I run up the hill at half past, you are gone.")
NOW_COMMENTS = (
    ("Shanice", "I could do Saturday twice a month, no more."),
    ("Bron", "Until eight means two people. One alone is not safe."),
)
NOW_OTHER = "The van comes on Saturday from ten to one, and no more on Monday."
NOW_HERS = "On Saturday he is at home. Thursday late would be better for me."
NOW_WAITS = "Ask the ones who come on Monday first."


def _form() -> str:
    return once.new_form_id()


def _matter(title: str) -> Matter:
    return Matter.objects.get(title=title)


def _written(cast: Cast, by: str, title: str, parts: dict[str, str], quotes: Sequence[tuple[str, str, str]], ways: Sequence[str]) -> Matter:
    """Written down, with what it comes from, which a lead has read, and put up."""
    key = cast.team[by]
    row = matters.write(key=key, title=title, for_whom="mothers", form_id=_form(), **parts)
    if row is None:
        raise RuntimeError("The demo's matter was written twice.")
    for kind, role, text in quotes:
        citing.cite_words(key=key, matter=row.pk, kind=kind, role=role, text=text, form_id=_form())
    for number in Saying.objects.filter(shown=False, pk__in=list(row.origins.values_list("ref", flat=True))).values_list("pk", flat=True):
        citing.pass_words(key=cast.team["Maeve"], saying=number)
    for text in ways:
        matters.add_alternative(key=key, matter=row.pk, text=text, form_id=_form())
    matters.put_up(key=key, matter=row.pk)
    return row


# --- The one that was decided ---------------------------------------------------------------------------
def _write(cast: Cast) -> None:
    with transaction.atomic():
        row = _written(cast, "Wren", TITLE, PARTS, QUOTES, (WAY, OTHER_WAY))
        said = Statement.objects.get(text=RESTS_ON)
        citing.cite(key=cast.team["Wren"], matter=row.pk, kind="statement", role=said.voice, source=SOURCE, ref=said.pk, form_id=_form())


def _talk(cast: Cast) -> None:
    with transaction.atomic():
        row = _matter(TITLE)
        commenting.say(key=cast.team["Jo"], matter=row.pk, text="I would like to be one of the two.", form_id=_form())
        commenting.say(key=cast.team["Maeve"], matter=row.pk, text="There is money for four hours until the spring.", form_id=_form())
        amending.propose(key=cast.team["Jo"], matter=row.pk, part="risks", text=OTHER_RISK, form_id=_form())
        for other in row.amendments.all():
            amending.take(key=cast.team["Wren"], amendment=other.pk)


def _put(cast: Cast) -> None:
    with transaction.atomic():
        row, key = _matter(TITLE), cast.team["Wren"]
        way = Alternative.objects.get(matter=row, text=WAY)
        for what, owner, weeks, _came in TASKS:
            doing.add_task(key=key, alternative=way.pk, what=what, owner=owner, weeks=weeks, form_id=_form())
        number = matters.put(key=key, alternative=way.pk, words=QUESTION, form_id=_form())[0].pk
        for handle in (*LIVING, *LIVED, *WORKING):
            answering.answer(key=cast.pages[handle], proposal=number, choice="no" if handle == LIVING[-1] else "yes")


def _confirm(cast: Cast) -> None:
    with transaction.atomic():
        moving.move_on()
        number = Put.objects.get(matter=_matter(TITLE)).pk
        for handle in (LIVING[1], LIVED[1]):
            answering.confirm(key=cast.pages[handle], proposal=number, took_part=True, did_not_write=True)


def _do(cast: Cast) -> None:
    with transaction.atomic():
        row, key = _matter(TITLE), cast.team["Maeve"]
        for what, _owner, _weeks, came in TASKS:
            doing.done(key=key, task=Task.objects.get(matter=row, what=what).pk, came=came)
        effects.write_effect(key=cast.team["Wren"], matter=row.pk, decision=row.puts.get().pk, text=EFFECT, form_id=_form())


def _say_whether(cast: Cast) -> None:
    """Those who come say whether it changed, each with a slip."""
    with transaction.atomic():
        number = Effect.objects.get(text=EFFECT).pk
        codes = iter(slips.make(number=sum(n for _answer, _voice, n in ANSWERS), role=Role.LEAD, form_id=_form()))
        for answer, voice, n in ANSWERS:
            for _one in range(n):
                effects.answer_changed(effect=number, voice=voice, answer=answer, slip=next(codes), form_id=_form())


# --- The one that is talked about -----------------------------------------------------------------------
def _now_write(cast: Cast) -> None:
    with transaction.atomic():
        _written(cast, "Cass", NOW_TITLE, NOW_PARTS, [NOW_QUOTE], NOW_WAYS)


def _readers() -> list[UUID]:
    return [one.pk for one in written.readers_now()]


def _hers(cast: Cast, text: str, handle: str) -> UUID | None:
    row = _matter(NOW_TITLE)
    kept = commenting.say(key=cast.pages[handle], matter=row.pk, text=text, readers=_readers(), form_id=_form())
    return kept.number if kept else None


def _now_talk(cast: Cast) -> None:
    row = _matter(NOW_TITLE)
    with transaction.atomic():
        for name, text in NOW_COMMENTS:
            commenting.say(key=cast.team[name], matter=row.pk, text=text, form_id=_form())
        way = row.alternatives.get(text=NOW_WAYS[0])
        amending.propose(key=cast.team["Wren"], matter=row.pk, part="text", text=NOW_OTHER, alternative=way.pk, form_id=_form())
    if number := _hers(cast, NOW_HERS, LIVING[2]):
        for name in ("Jo", "Maeve"):
            commenting.show(key=cast.team[name], comment=number)


def _now_wait(cast: Cast) -> None:
    _hers(cast, NOW_WAITS, LIVED[0])


STEPS = {
    WRITTEN: _write,
    TALKED: _talk,
    PUT: _put,
    CONFIRMED: _confirm,
    DONE: _do,
    SAID: _say_whether,
    NOW_WRITTEN: _now_write,
    NOW_TALKED: _now_talk,
    NOW_SAID: _now_wait,
}


def week(cast: Cast, ago: int) -> None:
    """What happened to matters `ago` weeks before the demo's own week; the clock stands in it."""
    if ago in STEPS:
        STEPS[ago](cast)
