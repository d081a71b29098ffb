"""Every act of this room leaves its line in the public record, and no act leaves another's.

What people of the team do is noted one by one; what those who take part do is only counted. A line that is missing is a power nobody sees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from kithbridge.agree import queries
from kithbridge.agree.actions import amending, closing, commenting, doing, effects, matters, paper, paying, reading, sounding, stating
from kithbridge.agree.actions.paper import Filled
from kithbridge.agree.ledger_models import PaymentAsked
from kithbridge.agree.matter_models import Amendment, Sounding, Task
from kithbridge.people.actions import slips
from kithbridge.people.deciding.actions import answering, moving, proposing, two_leads
from kithbridge.people.deciding.models import ByTwo
from kithbridge.people.models import Role
from kithbridge.web.record.models import Count, Entry
from tests import sitting
from tests.builders import DATABASES, make_member, make_page, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.putting import Room, a_room, form  # noqa: F401 - the fixture
from tests.unit.agree.talked import SENTENCES, Talked, begin, closes, opened
from tests.unit.agree.test_statements import say

pytestmark = DATABASES


def written() -> Counter[str]:
    """How often each act stands in the record, counted ones among them."""
    found = Counter(Entry.objects.values_list("kind", flat=True))
    for kind, n in Count.objects.values_list("kind", "n"):
        found[kind] += n
    return found


def leaves(act: Callable[[], object], *kinds: str) -> None:
    """The act leaves these lines and no others."""
    before = written()
    act()
    assert written() - before == Counter(kinds)


# --- Conversations ----------------------------------------------------------------------------------------
@pytest.fixture
def talked() -> Talked:
    return begin()


def test_a_conversation_is_written_by_one_and_opened_by_two(talked: Talked) -> None:
    leaves(
        lambda: opened(talked.site.lead, talked.jo, question="Where should it be?"),
        *("conversation written", *("statement written",) * len(SENTENCES), "conversation looked at by one", "conversation opened"),
    )


def test_what_readers_do(talked: Talked) -> None:
    jo, maeve = talked.jo.key, talked.site.lead.key
    first, second, third = (say(talked, text) for text in ("Somewhere to wash.", "A lamp at the door.", "Tea for whoever waits."))
    leaves(lambda: reading.read_and_show(key=jo, statement=first.statement), "statement read")
    leaves(lambda: reading.read_and_show(key=maeve, statement=first.statement), "statement read by a second, shown")
    said = {"statement": first.statement, "reason": "other", "answer": "It is not about this."}
    leaves(lambda: reading.hide(key=jo, **said), "statement would be hidden")
    leaves(lambda: reading.read_and_show(key=jo, statement=first.statement), "statement stays shown")
    leaves(lambda: reading.hide(key=maeve, **said), "statement would be hidden")
    leaves(lambda: reading.hide(key=jo, **said), "statement hidden by a second")
    leaves(lambda: reading.hide(key=jo, **{**said, "statement": second.statement}), "statement hidden")
    leaves(lambda: reading.ask_other_words(key=jo, statement=third.statement, answer="Say it more shortly."), "other words asked for")


def test_what_is_written_while_it_is_open(talked: Talked) -> None:
    key = make_page().key
    leaves(lambda: say(talked, "Somewhere to wash.", key), "said in a conversation")
    again = {"key": talked.jo.key, "conversation": talked.talk, "text": "A bench outside.", "form_id": form()}
    leaves(lambda: stating.seed(**again), "statement written")


def test_paper(talked: Talked) -> None:
    codes: list[str] = []
    leaves(lambda: codes.extend(paper.ballots(key=talked.jo.key, conversation=talked.talk, number=5, form_id="b")), "paper ballots printed")
    pile = [Filled(code, "living", {queries.shown(talked.talk)[0].pk: 1}) for code in codes]
    leaves(lambda: paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=pile, form_id="p"), "paper ballots typed in")
    leaves(lambda: paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=pile, form_id="q"))


def test_its_weeks(talked: Talked) -> None:
    leaves(lambda: closing.move(talked.talk))
    leaves(lambda: closes(talked.talk), "conversation closed", "conversation counted")
    leaves(lambda: closing.move(talked.talk))


# --- Matters ----------------------------------------------------------------------------------------------
def test_a_matter_on_its_way(room: Room) -> None:
    jo = room.jo.key
    leaves(lambda: room.matter(up=False, cited=False), "matter written")
    row = room.matter(up=False)
    leaves(lambda: matters.change(key=jo, matter=row.pk, part="cost", text="Two shifts."), "matter reworded")
    leaves(lambda: matters.put_up(key=jo, matter=row.pk), "matter put up")
    leaves(lambda: matters.put_up(key=jo, matter=row.pk))
    leaves(lambda: room.way(row), "way to do it written")
    leaves(
        lambda: matters.drop_alternative(key=jo, alternative=row.alternatives.get().pk),
        "way to do it taken back",
    )
    leaves(lambda: commenting.say(key=jo, matter=row.pk, text="I can be there.", form_id=form()), "said about a matter")
    leaves(lambda: matters.drop(key=jo, matter=row.pk, reason="Said twice."), "matter taken back")


def test_other_words(room: Room) -> None:
    row = room.matter()

    def propose(text: str) -> None:
        amending.propose(key=room.ann.key, matter=row.pk, part="cost", text=text, form_id=form())

    leaves(lambda: propose("Two shifts."), "other words proposed")
    leaves(lambda: amending.take(key=room.jo.key, amendment=Amendment.objects.get(outcome="open").pk), "other words taken")
    propose("Three shifts.")
    no = {"amendment": Amendment.objects.get(outcome="open").pk, "reason": "Two are enough."}
    leaves(lambda: amending.refuse(key=room.jo.key, **no), "other words not taken")


def test_who_could_live_with_what(room: Room) -> None:
    group, row = sitting.seat(living=3, lived=2), room.matter()
    ways = [room.way(row, text).pk for text in ("A peer opens.", "A worker opens.")]
    leaves(lambda: sounding.open_(key=room.jo.key, matter=row.pk, form_id=form()), "asked who could live with what")
    made = Sounding.objects.get()
    first, *others = sitting.everybody(group)
    answer = dict.fromkeys(ways, "live")
    leaves(lambda: sounding.answer(key=first, sounding=made.pk, choices=answer), "said what she could live with")
    for key in others[:-1]:
        sounding.answer(key=key, sounding=made.pk, choices=answer)
    leaves(
        lambda: sounding.answer(key=others[-1], sounding=made.pk, choices=answer),
        *("said what she could live with", "saying what one could live with is over"),
    )


def test_from_the_question_to_what_changed(room: Room) -> None:
    group, row = sitting.seat(living=3, lived=2), room.matter()
    way = room.way(row)
    planned = {"key": room.jo.key, "alternative": way.pk, "what": "Cut two keys.", "owner": "peer", "weeks": 3}
    leaves(lambda: doing.add_task(**planned, form_id=form()), "task planned")
    puts: list[object] = []
    leaves(
        lambda: puts.extend(room.put(way)),
        *("proposal written: what to do", "reference group asked: what to do", "matter put to the reference group"),
    )
    leaves(lambda: room.decide(puts, group), *_decided(5), "task opened")  # type: ignore[arg-type]
    leaves(lambda: doing.add_task(**{**planned, "what": "Tell all."}, form_id=form()), "task opened")
    first, second = Task.objects.order_by("what")
    later = {"due": str(sitting.this_week() + 9), "reason": "The locksmith is ill."}
    leaves(lambda: doing.change_task(key=room.jo.key, task=first.pk, **later, form_id=form()), "task has another week")
    leaves(lambda: doing.done(key=room.jo.key, task=first.pk, came="They hang in the kitchen."), "task done")
    leaves(lambda: doing.drop_task(key=room.jo.key, task=second.pk, came="All know."), "task dropped")
    told = {"key": room.jo.key, "matter": row.pk, "decision": row.puts.get().pk, "text": "The door is open."}
    leaves(lambda: effects.write_effect(**told, form_id=form()), "effect written")
    made = row.effects.get()
    for slip in slips.make(number=8, role=Role.LEAD, form_id=form()):
        last = {"effect": made.pk, "voice": "living", "answer": "not yet", "slip": slip}
        before = written()
        effects.answer_changed(**last, form_id=form())
        seen = written() - before
        assert seen["said whether it changed"] == 1
    assert seen == Counter(["said whether it changed", "matter opened again by what people said"]), "with the eighth"


def _decided(people: int) -> list[str]:
    """What the machine writes on the way from the question to the decision."""
    return [
        *("answered a proposal",) * people,
        "agreed, open to objections: what to do",
        *("confirmed a decision",) * 2,
        "decided: what to do",
    ]


def test_opened_again_by_hand(room: Room) -> None:
    row, _put, _group = room.decided()
    leaves(lambda: effects.reopen(key=room.jo.key, matter=row.pk, reason="The council has changed."), "matter opened again")


# --- Deciding ---------------------------------------------------------------------------------------------
def test_what_falls_and_what_comes_back(room: Room) -> None:
    group, row = sitting.seat(living=3, lived=2), room.matter()
    (put,) = room.put(room.way(row, asks__live_weeks=4))
    leaves(
        lambda: sitting.answer_all(put.pk, sitting.everybody(group)),
        *("answered a proposal",) * 5,
        "agreed, open to objections: asks.live_weeks",
    )
    leaves(lambda: answering.objects(key=group["living"][0], proposal=put.pk, ground="harm"), "objected to a proposal")
    with sitting.later(30):
        leaves(moving.move_on, "asked once more after an objection: asks.live_weeks")
        leaves(
            lambda: sitting.answer_all(put.pk, sitting.everybody(group), "no"),
            *("answered a proposal",) * 5,
            "not decided: asks.live_weeks",
        )
    row.refresh_from_db()
    (again,) = room.put(room.way(row, asks__live_weeks=3))
    leaves(lambda: proposing.drop(proposal=again.pk, by=room.jo.key), "proposal taken back: asks.live_weeks")


def test_words_taken_back_by_whoever_said_them(room: Room) -> None:
    code = room.cite(room.matter(cited=False))
    leaves(lambda: proposing.take_back(code=code), "words taken back")
    leaves(lambda: proposing.take_back(code=code))


def test_what_two_leads_do(room: Room) -> None:
    _row, put, _group = room.decided()
    maeve, bea = room.maeve.key, make_member("Bea", Role.LEAD).key
    urgent = {"rule": "messages.live_weeks", "value": 3, "weeks": 2, "reason": "Papers were found.", "by": maeve}
    pause = {"decision": put.pk, "ground": "money", "office": "Trustees", "reason": "No money.", "weeks": 2, "by": maeve}

    def asked() -> dict[str, object]:
        return {"request": ByTwo.objects.get().pk, "by": bea}

    leaves(lambda: two_leads.ask_urgent(**urgent, form_id=form()), "urgent change asked for: messages.live_weeks")
    leaves(lambda: two_leads.call_back(**asked()), "request for two leads called back")
    two_leads.ask_urgent(**urgent, form_id=form())
    leaves(lambda: two_leads.agree(**asked()), "rule changed: messages.live_weeks")
    with sitting.later(8):
        leaves(lambda: two_leads.ask_pause(**pause, form_id=form()), "pause asked for: what to do")
        leaves(lambda: two_leads.agree(**asked()), "decision paused: what to do")


# --- The pay ledger ---------------------------------------------------------------------------------------
def test_the_pay_ledger(room: Room) -> None:
    maeve, bea = room.maeve.key, make_member("Bea", Role.LEAD).key

    def pay(pence: int = 2_000, form_of: str = "cash", **more: object) -> paying.Written:
        sent = {"key": maeve, "role": "living", "what": "talk", "pence": pence, "form": form_of, "form_id": form(), **more}
        found = paying.write(**sent)  # type: ignore[arg-type]
        assert found is not None
        return found

    leaves(pay, "paid for time")
    leaves(lambda: pay(stopped=True), "stopped: paid all the same")
    promise, paid = pay(form_of="later"), pay()
    leaves(lambda: pay(form_of="later"), "promised for time")
    number = paying.numbered
    leaves(lambda: paying.pay_out(key=maeve, payment=number(promise.receipt), form="cash", form_id=form()), "promise paid")
    leaves(lambda: paying.take_back(key=maeve, payment=number(paid.receipt), form_id=form()), "payment taken back")
    leaves(lambda: pay(100_001), "large payment asked for")
    leaves(lambda: paying.agree(key=bea, asked=PaymentAsked.objects.get().pk), "large payment agreed by two")
    pay(100_001)
    leaves(lambda: paying.drop(key=bea, asked=PaymentAsked.objects.get().pk), "large payment let go of")
    rate = {"role": "", "length": "hour", "pence": 2_750, "week": "", "source": "The group."}
    leaves(lambda: paying.set_rate(key=maeve, **rate, form_id=form()), "pay rate set")  # type: ignore[arg-type]
