"""Every step of deciding stopped at every single database statement: it happened whole or not at all, and the rule holds accordingly.

GROUND section 13. Then real kill -9 in the middle of enacting, 5 times.
"""

from __future__ import annotations

import os
import random
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connections, models

from kithbridge import rules
from kithbridge.people.actions import slips
from kithbridge.people.deciding.actions import answering, moving, proposing, seats, two_leads
from kithbridge.people.deciding.models import (
    Answered,
    Ballot,
    ByTwo,
    Confirmation,
    Objection,
    Piece,
    Proposal,
    Saying,
    Seat,
    SeatCode,
    Stage,
    Willing,
)
from kithbridge.people.models import Role, Slip
from kithbridge.people.vault import Key
from kithbridge.rules import enact, proof, state
from kithbridge.rules.models import Decision, Edition, Evidence, Pause, Version
from kithbridge.web import once
from kithbridge.web.models import Once
from kithbridge.web.record.models import Count, Entry
from tests import sitting
from tests.builders import Member, make_member, quick_kdf  # noqa: F401
from tests.security import crashing, deciding_killed

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
MOST_STATEMENTS = 150
# Every statement on SQLite; on PostgreSQL, where each costs more, another third of them for each act and way of stopping.
STEP = 3 if os.environ.get("KITHBRIDGE_TEST_DATABASE_URL") else 1
KEY, OTHER = "asks.live_weeks", "messages.live_weeks"
RULES = (Evidence, Pause, Version, Decision, Edition)
STEPS = (Confirmation, Objection, Ballot, Answered, Piece, Proposal, Saying, Seat, SeatCode, Willing, ByTwo, Slip)
Act = Callable[[], object]
form = once.new_form_id


class World:
    """The team; everything else is made anew for each stop."""

    def __init__(self) -> None:
        self.jo = make_member("Jo", Role.PEER)
        self.maeve, self.ann = (make_member(name, Role.LEAD) for name in ("Maeve", "Ann"))
        self.group: sitting.Group = {}

    def anew(self, stage: str = "") -> UUID:
        """Nothing decided, six seats, and a proposal at that stage."""
        for model in (*STEPS, *RULES, Entry, Count, Once):
            model.objects.all().delete()
        state.forget()
        enact.begin()
        self.group = sitting.seat(living=4, lived=2)
        if not stage:
            return uuid4()
        number = sitting.written(KEY, 4, by=self.jo, second=self.maeve)
        if stage != Stage.WRITTEN:
            row = sitting.row_of(number)
            answering.begin_asking(row)
            done = stage in (Stage.OBJECTING, Stage.CONFIRMING)
            Answered.objects.filter(proposal=row).update(done=done)
            Proposal.objects.filter(pk=number).update(stage=stage, quorum=done, carried=done, outcome={"together": "all"} if done else {})
        return number

    @property
    def somebody(self) -> Key:
        return self.group["living"][0]


# --- each prepares what it needs and returns the act itself ---------------------------------------------------
def propose(world: World) -> Act:
    world.anew()
    sent = form()
    return lambda: proposing.propose(rule=KEY, value=4, by=world.jo.key, form_id=sent)


def add_evidence(world: World) -> Act:
    number, sent = world.anew(Stage.WRITTEN), form()
    told = {"proposal": number, "kind": "quote", "role": "living", "text": "So it is.", "by": world.jo.key}
    return lambda: proposing.add_evidence(form_id=sent, **told)


def pass_evidence(world: World) -> Act:
    world.anew(Stage.WRITTEN)
    Saying.objects.update(shown=False, written_by=world.jo.member.pk)
    return lambda: proposing.pass_evidence(saying=Saying.objects.get().pk, by=world.maeve.key)


def take_back(world: World) -> Act:
    number = world.anew(Stage.WRITTEN)
    told = {"proposal": number, "kind": "quote", "role": "living", "text": "Mine.", "by": world.jo.key}
    code = proposing.add_evidence(form_id=form(), **told)
    return lambda: proposing.take_back(code=code)


def ask(world: World) -> Act:
    number = world.anew(Stage.WRITTEN)
    return lambda: answering.ask(proposal=number, by=world.jo.key)


def answer(world: World) -> Act:
    number = world.anew(Stage.ANSWERING)
    return lambda: answering.answer(key=world.somebody, proposal=number, choice="yes")


def last_answer(world: World) -> Act:
    """The one with which it is counted."""
    number = world.anew(Stage.ANSWERING)
    Proposal.objects.filter(pk=number).update(asked=["living"])
    mine = Seat.objects.get(who=answering.queries.who(world.somebody.owner))
    Answered.objects.exclude(seat=mine).update(done=True)
    Ballot.objects.filter(constituency="living", choice="yes").update(n=3)
    return lambda: answering.answer(key=world.somebody, proposal=number, choice="yes")


def objects(world: World) -> Act:
    number = world.anew(Stage.OBJECTING)
    return lambda: answering.objects(key=world.somebody, proposal=number, ground="harm")


def sent_back(world: World) -> Act:
    number = world.anew(Stage.OBJECTING)
    answering.objects(key=world.somebody, proposal=number, ground="harm")
    Proposal.objects.filter(pk=number).update(closes="2020-01-01")
    return moving.move_on


def confirm(world: World) -> Act:
    number = world.anew(Stage.CONFIRMING)
    return lambda: sitting.confirm(number, world.somebody)


def confirm_and_enact(world: World) -> Act:
    number = world.anew(Stage.CONFIRMING)
    sitting.confirm(number, world.group["living"][1])
    return lambda: sitting.confirm(number, world.somebody)


def enact_alone(world: World) -> Act:
    world.anew()
    given = sitting.decided(KEY, 5)
    return lambda: enact.enact(given)


def drop(world: World) -> Act:
    number = world.anew(Stage.ANSWERING)
    return lambda: proposing.drop(proposal=number, by=world.jo.key)


def found(world: World) -> Act:
    world.anew()
    Seat.objects.all().delete()
    sent = form()
    return lambda: two_leads.choose(rule=KEY, value=5, by=world.maeve.key, form_id=sent)


def protect(world: World) -> Act:
    world.anew()
    told = {"rule": OTHER, "value": 3, "weeks": 2, "reason": "a flood", "by": world.maeve.key}
    two_leads.ask_urgent(form_id=form(), **told)
    return lambda: two_leads.agree(request=ByTwo.objects.get().pk, by=world.ann.key)


def pause(world: World) -> Act:
    world.anew()
    version = sitting.enacted(KEY, 5)
    told = {"ground": "law", "office": "Trustees", "reason": "A letter.", "weeks": 2, "by": world.maeve.key}
    two_leads.ask_pause(decision=version.decision_id, form_id=form(), **told)
    return lambda: two_leads.agree(request=ByTwo.objects.get().pk, by=world.ann.key)


def say_yes(world: World) -> Act:
    world.anew()
    slip, sent, key = slips.make(number=1, role="lead", form_id=form())[0], form(), sitting.somebody()
    return lambda: seats.say_yes(key=key, constituency="living", slip=slip, form_id=sent)


def draw(world: World) -> Act:
    world.anew()
    for _ in range(2):
        Willing.objects.create(who=uuid4().hex, constituency="living")
    sent = form()
    return lambda: seats.draw(form_id=sent, rng=random.Random(1))


def take(world: World) -> Act:
    world.anew()
    code, key = seats.make_code(form_id=form()), sitting.somebody()
    return lambda: seats.take(key=key, code=code, constituency="living")


def leave(world: World) -> Act:
    number = world.anew(Stage.OBJECTING)
    answering.objects(key=world.somebody, proposal=number, ground="harm")
    return lambda: seats.leave(key=world.somebody)


ACTS = [
    *(propose, add_evidence, pass_evidence, take_back, ask, answer, last_answer, objects, sent_back, confirm, confirm_and_enact),
    *(enact_alone, drop, found, protect, pause, say_yes, draw, take, leave),
]


def facts() -> Counter[tuple[str, ...]]:
    """Everything that is said about rules and deciding, as counts."""
    found: Counter[tuple[str, ...]] = Counter()
    for model in (*STEPS, *RULES, Once):
        found[(model.__name__,)] = model.objects.count()
    for row in Proposal.objects.all():
        found["Proposal", row.stage, str(row.round), str(row.carried)] += 1
    found[("answers",)] = sum(Ballot.objects.values_list("n", flat=True))
    found[("answered",)] = Answered.objects.filter(done=True).count()
    found[("shown",)] = Saying.objects.filter(shown=True).count()
    found[("changes",)] = Edition.objects.aggregate(n=models.Max("n"))["n"] or 0
    for kind, n in Count.objects.values_list("kind", "n"):
        found["Count", kind] += n
    for kind in Entry.objects.values_list("kind", flat=True):
        found["Entry", kind] += 1
    for key in (KEY, OTHER):
        found["holds", key, str(rules.value(key))] += 1
    return found


@pytest.fixture
def world(transactional_db: None) -> World:
    # What is tested is the order of steps, not the disk: waiting for it would take most of the time.
    for alias in ("default", "keyring"):
        if connections[alias].vendor == "sqlite":
            with connections[alias].cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
    return World()


@pytest.mark.parametrize("how", ["kill", "error"])
@pytest.mark.parametrize("prepare", ACTS, ids=lambda one: one.__name__)
def test_whole_or_not_at_all(world: World, prepare: Callable[[World], Act], how: str) -> None:
    act = prepare(world)
    before = facts()
    act()
    state.forget()
    whole = crashing.change(before, facts())
    assert whole, "an act that changes nothing proves nothing"
    outcomes, back = set(), crashing.kept()
    for at in range(1 + zlib.crc32(f"{prepare.__name__} {how}".encode()) % STEP, MOST_STATEMENTS, STEP):
        back()
        act = prepare(world)
        before = facts()
        with crashing.Stop(at, how) as stop:
            act()
        if not stop.reached:
            break
        state.forget()
        happened = crashing.change(before, facts())
        assert happened in ({}, whole), f"stopped at {at}: half of it happened"
        assert proof.check().problems == [], f"stopped at {at}"
        outcomes.add(bool(happened))
    else:
        pytest.fail("there seems to be no end of statements")
    assert False in outcomes


# --- real kill -9 ----------------------------------------------------------------------------------------------
KILLS = 5


@pytest.mark.slow
@pytest.mark.sqlite
def test_killed_again_and_again_while_it_enacts(tmp_path: Path) -> None:
    dice = random.Random(4711)
    lives = [deciding_killed.one_life(tmp_path, dice.uniform(0.2, 1.0)) for _ in range(KILLS)]
    last = deciding_killed.last_look(tmp_path)
    assert [one["broken"] for one in [*lives, last]] == [[]] * (KILLS + 1)
    assert last["decisions"] > KILLS, "it did too little for this to prove anything"
    print(f"{KILLS} kills, {last['decisions']} decisions, {last['pauses']} pauses: nothing half done")


@pytest.mark.slow
@pytest.mark.postgres
def test_killed_on_postgres(tmp_path: Path) -> None:
    from tests.security.test_planted import a_database

    address = a_database(f"rules_killed_{os.getpid()}")
    lives = [deciding_killed.one_life(tmp_path, 0.7, address) for _ in range(2)]
    assert [one["broken"] for one in [*lives, deciding_killed.last_look(tmp_path, address)]] == [[]] * 3
