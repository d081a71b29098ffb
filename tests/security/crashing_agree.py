"""Acts of conversations for the test that stops each action at every statement. Offers: `ACTIONS`.

Each prepares what it needs and returns the act itself, as in tests/security/test_crashes.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kithbridge.agree import links, queries
from kithbridge.agree.actions import closing, making, paper, reading, returning, stating, stopping, voting
from kithbridge.agree.actions.paper import Filled
from kithbridge.agree.models import Ballot, Conversation, Statement, Vote, Voter
from kithbridge.people import vault
from kithbridge.people.actions import slips
from kithbridge.people.keyring.models import LinkKey
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Budget
from kithbridge.web import once
from tests.security.crashing import Tallied, tallied

if TYPE_CHECKING:
    from tests.security.test_crashes import Act, Again, World

TEXTS = ("A warm room.", "No name at the door.", "Somebody there at night.")
_talks: dict[int, UUID] = {}


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _draft(world: World) -> Conversation:
    lead = world.site.lead.key
    row = making.write(key=lead, question="What would help?", form_id=once.new_form_id())
    for text in TEXTS:
        stating.seed(key=lead, conversation=row, text=text, form_id=once.new_form_id())
    return row


def _talk(world: World) -> Conversation:
    """One open conversation for all stops of an action, as empty as when it opened."""
    Budget.objects.all().delete()
    found = Conversation.objects.filter(pk=_talks.get(id(world))).first()
    if found is None or found.state != "all":
        found = _draft(world)
        for key in (world.site.lead.key, world.jo.key):
            making.agree_to_open(key=key, conversation=found, as_seen=making.seen(found))
        Conversation.objects.filter(pk=found.pk).update(state="all")
        found.refresh_from_db()
        _talks[id(world)] = found.pk
    for table in (Vote, Voter, Ballot):
        table.objects.all().delete()
    written = list(Statement.objects.exclude(origin="seed").values_list("pk", flat=True))

    def content() -> tuple[None, vault.Ending]:
        Statement.objects.filter(pk__in=written).delete()
        return None, vault.Ending(items=written)

    vault.end(content)
    return found


def _everybody() -> list[UUID]:
    return [one.pk for one in stating.readers_now()]


def _code() -> str:
    return slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]


def _joined(talk: Conversation) -> bytes:
    code = _code()
    voting.join(conversation=talk, voice="living", slip=code, form_id=once.new_form_id())
    return links.of_slip(talk, code)


def _said(talk: Conversation) -> stating.Kept:
    taking = voting.taking(talk, carry=links.carry(_joined(talk)))
    return stating.say(voter=taking, conversation=talk, text="A place to wash.", readers=_everybody(), form_id=once.new_form_id())


# --- Taking part ----------------------------------------------------------------------------------------
def join_with_a_slip(world: World) -> Again:
    talk, code, form = _talk(world), _code(), once.new_form_id()
    return _again(lambda: voting.join(conversation=talk, voice="living", slip=code, form_id=form))


def vote_in_a_conversation(world: World) -> Again:
    talk = _talk(world)
    secret, first = _joined(talk), queries.shown(talk)[0].pk
    return _again(lambda: voting.vote(conversation=talk, secret=secret, statement=first, choice=1))


def leave_a_conversation(world: World) -> Again:
    talk = _talk(world)
    secret = _joined(talk)
    for row in queries.shown(talk):
        voting.vote(conversation=talk, secret=secret, statement=row.pk, choice=-1)
    return _again(lambda: voting.leave(conversation=talk, secret=secret))


def say_in_a_conversation(world: World) -> Again:
    talk, form, everybody = _talk(world), once.new_form_id(), _everybody()
    taking = voting.taking(talk, carry=links.carry(_joined(talk)))
    return _again(lambda: stating.say(voter=taking, conversation=talk, text="A place to wash.", readers=everybody, form_id=form))


def say_it_in_other_words(world: World) -> Again:
    kept, form, everybody = _said(_talk(world)), once.new_form_id(), _everybody()
    reading.ask_other_words(key=world.jo.key, statement=kept.statement, answer="Wash what?")
    return _again(lambda: returning.say_otherwise(code=kept.code, text="A shower.", readers=everybody, form_id=form))


def take_a_statement_back(world: World) -> Again:
    kept = _said(_talk(world))
    return _again(lambda: returning.take_back(code=kept.code))


def object_to_hiding(world: World) -> Again:
    kept = _said(_talk(world))
    reading.hide(key=world.jo.key, statement=kept.statement, reason="unclear", answer="Wash what?")
    return _again(lambda: returning.object_to(code=kept.code))


# --- The team -------------------------------------------------------------------------------------------
def write_a_conversation(world: World) -> Again:
    form = once.new_form_id()
    return _again(lambda: making.write(key=world.site.lead.key, question="What would help?", form_id=form))


def second_opens_a_conversation(world: World) -> Again:
    row = _draft(world)
    making.agree_to_open(key=world.site.lead.key, conversation=row, as_seen=making.seen(row))
    return _again(lambda: making.agree_to_open(key=world.jo.key, conversation=row, as_seen=making.seen(row)))


def second_reader_of_a_statement(world: World) -> Again:
    kept = _said(_talk(world))
    reading.read_and_show(key=world.jo.key, statement=kept.statement)
    return _again(lambda: reading.read_and_show(key=world.site.lead.key, statement=kept.statement))


def hide_a_statement(world: World) -> Act:
    kept = _said(_talk(world))
    return lambda: reading.hide(key=world.jo.key, statement=kept.statement, reason="unclear", answer="Wash what?")


def print_ballots(world: World) -> Again:
    talk, form = _talk(world), once.new_form_id()
    return _again(lambda: paper.ballots(key=world.jo.key, conversation=talk, number=5, form_id=form))


def type_ballots_in(world: World) -> Again:
    talk, form = _talk(world), once.new_form_id()
    codes = paper.ballots(key=world.jo.key, conversation=talk, number=5, form_id=once.new_form_id())
    first = queries.shown(talk)[0].pk
    filled = [Filled(code, "living", {first: 1}, "A shower." if at == 0 else "") for at, code in enumerate(codes)]
    return _again(lambda: paper.type_in(key=world.jo.key, conversation=talk, ballots=filled, form_id=form))


def stop_a_conversation(world: World) -> Act:
    talk = _talk(world)
    voting.vote(conversation=talk, secret=_joined(talk), statement=queries.shown(talk)[0].pk, choice=1)
    stopping.would_stop(key=world.site.lead.key, conversation=talk, reason="Another way was found.")
    return lambda: stopping.agree_to_stop(key=world.jo.key, conversation=talk, as_seen="Another way was found.")


def close_a_conversation(world: World) -> Again:
    """The second step: the state has changed, and the rest goes on from there."""
    talk = _talk(world)
    for _voter in range(9):
        voting.vote(conversation=talk, secret=_joined(talk), statement=queries.shown(talk)[0].pk, choice=1)
    Conversation.objects.filter(pk=talk.pk).update(state="closed")
    talk.refresh_from_db()
    return _again(lambda: closing.move(talk))


def facts() -> Tallied:
    """What conversations hold, as counts. A key of a draft that was never opened is nothing: the next to agree finds it."""
    yield from tallied(Conversation, "state")
    yield from tallied(Conversation, "state", label="Conversation with a result", result__isnull=False)
    yield from tallied(Statement, "stage", "origin")
    for model in (Ballot, Vote, Voter):
        yield from tallied(model, label=f"agree {model.__name__}")
    drafts = Conversation.objects.filter(state="draft").values_list("pk", flat=True)
    yield ("agree LinkKey",), LinkKey.objects.exclude(item__in=list(drafts)).count()


ACTIONS = [
    *(join_with_a_slip, vote_in_a_conversation, leave_a_conversation, say_in_a_conversation, say_it_in_other_words, take_a_statement_back),
    *(object_to_hiding, write_a_conversation, second_opens_a_conversation, second_reader_of_a_statement, hide_a_statement),
    *(print_ballots, type_ballots_in, stop_a_conversation, close_a_conversation),
]
