"""The invented area's talks: one that has closed and is published, one that is open in its first round, one being prepared.

Offers
------
week(cast, ago)   what happened so many weeks before the demo's today, through the real actions
PEOPLE            how many answered in the one that has closed: those who wrote, with slips; the others on paper

The same answers every time: they are drawn from a fixed beginning.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from kithbridge.agree import demo_texts, links, queries
from kithbridge.agree.actions import closing, making, paper, reading, stating, voting
from kithbridge.agree.actions.paper import Filled
from kithbridge.agree.demo_texts import HIDDEN, QUESTION, SEEDS, THEIRS, Said
from kithbridge.agree.models import Choice, Conversation, Statement
from kithbridge.people.actions import slips
from kithbridge.people.demo import HERON, Cast
from kithbridge.people.models import Role
from kithbridge.people.vault import Key
from kithbridge.web import once

# Weeks ago. The first round is open for three weeks, then everybody for three.
OPENED, WRITTEN, FIRST_PILE, WRITTEN_LATER, SECOND_PILE, CLOSED = 26, 25, 24, 23, 22, 20
NOW_OPENED, NOW_READ = 2, 1


class Person(NamedTuple):
    """Somebody of the invented group: as what she answers, whether she is for one house, whether she has a slip and writes."""

    voice: str
    house: bool
    writes: bool = False


PEOPLE: tuple[Person, ...] = (
    *(Person("living", n % 2 == 0, writes=True) for n in range(5)),
    *(Person("living", n % 2 == 1) for n in range(13)),
    *(Person("lived", n % 2 == 0, writes=True) for n in range(2)),
    *(Person("lived", n < 2) for n in range(5)),
    *(Person("worker", n < 3) for n in range(5)),
    *(Person("kin", n == 0) for n in range(2)),
    *(Person("partner", n == 1) for n in range(2)),
)
FIRST_VOICE = "living"
ONE_WRITES = 5
A_PHONE_ANSWERS = 16  # somebody on a phone stops sooner than somebody with a sheet before her
SKIPPED, PASSED = 0.06, 0.25
WORKED_OUT = {said.text: said for said in (*SEEDS, *THEIRS)}


def _form() -> str:
    return once.new_form_id()


def _opened(cast: Cast, question: str, about: str, seeds: Sequence[str]) -> Conversation:
    """Written down by the facilitator; she and a lead open it."""
    talk = making.write(key=cast.team["Wren"], question=question, about=about, form_id=_form())
    for text in seeds:
        stating.seed(key=cast.team["Wren"], conversation=talk, text=text, origin=Statement.Origin.SEED, form_id=_form())
    for name in ("Wren", "Maeve"):
        making.agree_to_open(key=cast.team[name], conversation=talk, as_seen=making.seen(talk))
    talk.refresh_from_db()
    return talk


def _talk(question: str) -> Conversation:
    return Conversation.objects.get(question=question)


# --- Answers --------------------------------------------------------------------------------------------
def _answer(person: Person, said: Said, draw: random.Random) -> int | None:
    """What she says to a sentence; None where she leaves it out."""
    if draw.random() < SKIPPED:
        return None
    if draw.random() < (said.house if person.house else said.coming) / 10:
        return Choice.AGREE.value
    return Choice.PASS.value if draw.random() < PASSED else Choice.DISAGREE.value


def _answers(shown: Sequence[Statement], person: Person, draw: random.Random) -> dict[Statement, int]:
    answers = {one: _answer(person, WORKED_OUT[one.text], draw) for one in sorted(shown, key=lambda one: one.text)}
    return {one: answer for one, answer in answers.items() if answer is not None}


def _drawing(what: str) -> random.Random:
    return random.Random(f"Tarrowby {what}")  # noqa: S311 - invented answers, the same every time


def _pile(cast: Cast, talk: Conversation, people: Sequence[Person], what: str) -> None:
    """A pile of paper ballots, printed and typed in by a peer."""
    draw, key = _drawing(what), cast.team["Jo"]
    codes = paper.ballots(key=key, conversation=talk, number=len(people), form_id=_form())
    shown = queries.shown(talk)
    filled = [
        Filled(code, one.voice, {said.pk: answer for said, answer in _answers(shown, one, draw).items()})
        for code, one in zip(codes, people, strict=True)
    ]
    paper.type_in(key=key, conversation=talk, ballots=filled, form_id=_form())


# --- Sentences of those who take part -------------------------------------------------------------------
def _with_slip(talk: Conversation, voice: str, key: Key | None = None) -> voting.Taking:
    code = slips.make(number=1, role=Role.LEAD, form_id=_form())[0]
    secret = links.hers(key, talk) if key else b""
    joined = voting.join(conversation=talk, secret=secret, voice=voice, slip=code, form_id=_form())
    return voting.taking(talk, key, joined.carry)


def _readers() -> list[UUID]:
    return [one.pk for one in stating.readers_now()]


def _say(taking: voting.Taking, text: str, readers: Sequence[UUID]) -> UUID:
    return stating.say(voter=taking, conversation=taking.conversation, text=text, readers=readers, form_id=_form()).statement


def _write(cast: Cast, talk: Conversation, people: Sequence[Person], texts: Iterator[Said]) -> list[voting.Taking]:
    """Each writes a few sentences; a peer and a lead read them and show them."""
    there, readers = [_with_slip(talk, person.voice) for person in people], _readers()
    written = [_say(taking, said.text, readers) for taking in there for said in islice(texts, ONE_WRITES)]
    # One commit: it is the work of one evening.
    with transaction.atomic():
        for number in written:
            for name in ("Jo", "Maeve"):
                reading.read_and_show(key=cast.team[name], statement=number)
    return there


def _vote(there: Sequence[voting.Taking], people: Sequence[Person], what: str) -> None:
    """On a phone: some of the sentences, in any order."""
    draw = _drawing(what)
    with transaction.atomic():
        for taking, person in zip(there, people, strict=True):
            answers = list(_answers(queries.shown(taking.conversation), person, draw).items())
            for said, choice in draw.sample(answers, min(A_PHONE_ANSWERS, len(answers))):
                voting.vote(conversation=taking.conversation, secret=taking.secret, statement=said.pk, choice=choice)


def _first_write(cast: Cast, talk: Conversation) -> None:
    people = [one for one in PEOPLE if one.writes and one.voice == FIRST_VOICE]
    _vote(_write(cast, talk, people, iter(THEIRS)), people, "phones")


def _later_write(cast: Cast, talk: Conversation) -> None:
    people = [one for one in PEOPLE if one.writes and one.voice != FIRST_VOICE]
    before = ONE_WRITES * sum(one.writes and one.voice == FIRST_VOICE for one in PEOPLE)
    there = _write(cast, talk, people, iter(THEIRS[before:]))
    _vote(there, people, "phones later")
    text, reason, answer = HIDDEN
    reading.hide(key=cast.team["Jo"], statement=_say(there[-1], text, _readers()), reason=reason, answer=answer)


def _first_pile(cast: Cast, talk: Conversation) -> None:
    _pile(cast, talk, [one for one in PEOPLE if not one.writes and one.voice == FIRST_VOICE], "first pile")


def _second_pile(cast: Cast, talk: Conversation) -> None:
    _pile(cast, talk, [one for one in PEOPLE if not one.writes and one.voice != FIRST_VOICE], "second pile")


# --- What is open, and what is being prepared -----------------------------------------------------------
def _now(cast: Cast) -> None:
    """Open since two weeks. Somebody with a page takes part in it; what she wrote first nobody has read."""
    talk = _opened(cast, demo_texts.NOW_QUESTION, demo_texts.NOW_ABOUT, demo_texts.NOW_SEEDS)
    taking = _with_slip(talk, FIRST_VOICE, cast.pages[HERON])
    for one, choice in zip(queries.shown(talk), (Choice.AGREE, Choice.DISAGREE), strict=False):
        voting.vote(conversation=talk, secret=taking.secret, statement=one.pk, choice=choice.value)
    _say(taking, demo_texts.NOW_WAITING[0], _readers())


def _now_read(cast: Cast) -> None:
    """More is written; a peer has read one of them."""
    talk = _talk(demo_texts.NOW_QUESTION)
    taking = _with_slip(talk, FIRST_VOICE)
    written = [_say(taking, text, _readers()) for text in demo_texts.NOW_WAITING[1:]]
    reading.read_and_show(key=cast.team["Jo"], statement=written[0])


def _draft(cast: Cast) -> None:
    key = cast.team["Wren"]
    talk = making.write(key=key, question=demo_texts.DRAFT_QUESTION, about=demo_texts.DRAFT_ABOUT, form_id=_form())
    for text in demo_texts.DRAFT_SEEDS:
        stating.seed(key=key, conversation=talk, text=text, origin=Statement.Origin.SEED, form_id=_form())
    making.agree_to_open(key=key, conversation=talk, as_seen=making.seen(talk))


def week(cast: Cast, ago: int) -> None:
    """What happened to talks `ago` weeks before the demo's own week; the clock stands in it."""
    if ago == OPENED:
        _opened(cast, QUESTION, demo_texts.ABOUT, [said.text for said in SEEDS])
    elif CLOSED <= ago < OPENED:
        talk = closing.move(_talk(QUESTION))
        steps = {WRITTEN: _first_write, FIRST_PILE: _first_pile, WRITTEN_LATER: _later_write, SECOND_PILE: _second_pile}
        if ago in steps:
            steps[ago](cast, talk)
    elif ago == NOW_OPENED:
        _now(cast)
    elif ago == NOW_READ:
        _now_read(cast)
    elif ago == 0:
        _draft(cast)
