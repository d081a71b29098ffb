"""What somebody sees of the rules about conversations. The table stands in `test_every_rule.py`; see `rule_effects.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kithbridge.agree import links, results, routing
from kithbridge.agree.actions import closing, making, reading, returning, stating, turns, voting
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Conversation, Statement, Voter
from kithbridge.agree.turns_models import Meeting
from kithbridge.engines.week import Week
from kithbridge.people.actions import slips
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Budget
from kithbridge.web import once
from tests.builders import make_page
from tests.spec.rule_effects import World, later, outcome


def _open(world: World, *, to_all: bool = True) -> Conversation:
    routing.forget()
    Budget.objects.all().delete()
    lead = world.site.lead.key
    row = making.write(key=lead, question="What would help?", form_id=once.new_form_id())
    for text in ("A warm room.", "No name at the door.", "Somebody there at night."):
        stating.seed(key=lead, conversation=row, text=text, form_id=once.new_form_id())
    for key in (lead, world.jo.key):
        making.agree_to_open(key=key, conversation=row, as_seen=making.seen(row))
    if to_all:
        Conversation.objects.filter(pk=row.pk).update(state="all")
    row.refresh_from_db()
    return row


def may_join_first(world: World) -> dict[str, str]:
    """Who is let in in the first week."""
    row = _open(world, to_all=False)

    def join(voice: str) -> Callable[[], Any]:
        secret = links.hers(make_page().key, row)
        return lambda: voting.join(conversation=row, secret=secret, voice=voice, form_id=once.new_form_id())

    return {voice: outcome(join(voice), Refused) for voice in ("living", "lived", "worker")}


def is_agreed_by(agree: int, against: int) -> Callable[[World], str]:
    """What the public result says of one sentence after so many agreed and were against."""

    def look(world: World) -> str:
        row = _open(world)
        first = Statement.objects.filter(conversation=row).order_by("number")[0]
        for at, code in enumerate(slips.make(number=agree + against, role=Role.LEAD, form_id=once.new_form_id())):
            voting.join(conversation=row, voice="living", slip=code, form_id=once.new_form_id())
            choice = 1 if at < agree else -1
            voting.vote(conversation=row, secret=links.of_slip(row, code), statement=first.pk, choice=choice)
        Conversation.objects.filter(pk=row.pk).update(until=str(Week.parse(str(row.week)) - 1))
        row.refresh_from_db()
        found = results.result(closing.move(row))
        assert found is not None
        line = found.line(first.number)
        assert line is not None
        return line.met

    return look


def weeks_until_it_closes(world: World) -> int:
    """From the week it opens to its last one."""
    row = _open(world)
    return Week.parse(str(row.until)) - Week.parse(str(row.week)) + 1


def hidden_words_live(weeks: int) -> Callable[[World], bool]:
    """Whether what was hidden can still be objected to after so many weeks."""

    def look(world: World) -> bool:
        kept = _said(world, _open(world), make_page().key)
        reading.hide(key=world.jo.key, statement=kept.statement, reason="names", answer="It names somebody.")
        with later(weeks=weeks):
            returning.shred_hidden()
            return returning.became(kept.code) is not None

    return look


def _said(world: World, row: Conversation, key: Any, text: str = "Ask Dave.") -> stating.Kept:
    secret = links.hers(key, row)
    if not Voter.objects.filter(tag=links.tag(row, secret)).exists():
        voting.join(conversation=row, secret=secret, voice="living", form_id=once.new_form_id())
    taking = voting.taking(row, key=key)
    return stating.say(voter=taking, conversation=row, text=text, readers=world.readers, form_id=once.new_form_id())


def one_person_writes(world: World) -> int:
    """How many sentences of one person are taken, of eight."""
    row, key = _open(world), make_page().key
    taken = 0
    for at in range(8):
        try:
            _said(world, row, key, f"Sentence {'abcdefgh'[at]}.")
            taken += 1
        except Refused:
            break
    return taken


def turns_live(weeks: int) -> Callable[[World], bool]:
    """Whether what was counted in a meeting is still there after so many weeks."""

    def look(world: World) -> bool:
        heads = {"living": 5, "worker": 5}
        made = turns.begin(key=world.site.lead.key, kind="open", heads=heads, form_id=once.new_form_id())
        assert made is not None
        turns.type_in(key=world.site.lead.key, meeting=made.pk, turns={"living": 20}, form_id=once.new_form_id())
        turns.keep(key=world.site.lead.key, meeting=made.pk)
        with later(weeks=weeks):
            turns.forget()
        return Meeting.objects.filter(pk=made.pk).exists()

    return look
