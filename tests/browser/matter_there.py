"""Matters at each point of their way, for the tests of every page, made by the hand through the real actions.

Offers: `matter_there(house)`: being written, talked about, sounded, decided with a task and an effect, and words that wait for readers.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from kithbridge.agree.actions import amending, citing, commenting, doing, effects, matters, sounding, written
from kithbridge.agree.matter_models import Alternative, Comment, Effect, Matter, Put, Task
from kithbridge.people.deciding.actions import answering, moving
from kithbridge.people.deciding.models import Proposal, Saying
from kithbridge.web import clock, once
from tests.seated import Sitting

WRITTEN, TALKED, SOUNDED, DECIDED = "A bell at the door", "Open on Sunday", "Where the box stands", "Nappies in the bag"
HARD = "The provision of additional opening hours necessitates the reallocation of resources among the organisation's representatives."
WAITS = "My sister could ring for me if there was a bell."
form = once.new_form_id


def _written(house: Sitting, title: str, *, up: bool = True, ways: tuple[str, ...] = ("A peer opens at ten.",)) -> Matter:
    key = house.jo.key
    row = matters.write(
        key=key,
        title=title,
        what="The door is shut on Sunday. I came and it was dark." if title != WRITTEN else HARD,
        for_whom="mothers",
        cost="One more shift each week.",
        who_acts="The leads.",
        risks="People tire.",
        form_id=form(),
    )
    assert row is not None
    citing.cite_words(key=key, matter=row.pk, kind="quote", role="living", text="I stood there on Sunday.", form_id=form())
    citing.cite_words(key=key, matter=row.pk, kind="observation", role="peer", text="Four came in one hour.", form_id=form())
    for text in ways:
        matters.add_alternative(key=key, matter=row.pk, text=text, form_id=form())
    if up:
        for saying in Saying.objects.filter(shown=False, pk__in=row.origins.values("ref")):
            citing.pass_words(key=house.site.lead.key, saying=saying.pk)
        matters.put_up(key=key, matter=row.pk)
    row.refresh_from_db()
    return row


def _talked(house: Sitting) -> None:
    row = _written(house, TALKED, ways=("A peer opens at ten.", "The van comes on Sunday, from two to four, and parks by the church hall."))
    matters.add_alternative(key=house.jo.key, matter=row.pk, text="A longer life.", changes={"slips.live_weeks": 30}, form_id=form())
    commenting.say(key=house.site.lead.key, matter=row.pk, text="I can do two Sundays in a month.", form_id=form())
    commenting.say(key=house.jo.key, matter=row.pk, text="So can I.", form_id=form())
    text = "The door is shut on Sunday and on Monday. I came and it was very dark."
    amending.propose(key=house.site.lead.key, matter=row.pk, part="what", text=text, form_id=form())
    readers = [one.pk for one in written.readers_now()]
    commenting.say(key=house.living.key, matter=row.pk, text=WAITS, readers=readers, form_id=form())


def _carried(house: Sitting, number: UUID) -> None:
    """Everybody says yes, nobody objects, two confirm."""
    for name in Proposal.objects.get(pk=number).asked:
        for page in house.pages[name]:
            answering.answer(key=page.key, proposal=number, choice="yes")
    Proposal.objects.filter(pk=number).update(closes=clock.today() - dt.timedelta(days=1))
    moving.move_on()
    for page in house.pages["living"][:2]:
        answering.confirm(key=page.key, proposal=number, took_part=True, did_not_write=True)


def _decided(house: Sitting) -> None:
    row = _written(house, DECIDED, ways=("Each bag has nappies in it, if she ticks the box.",))
    way = row.alternatives.get()
    for what, owner in (("Order nappies for three months.", "lead"), ("Ask the pharmacy for a shelf.", "peer")):
        doing.add_task(key=house.jo.key, alternative=way.pk, what=what, owner=owner, weeks=4, form_id=form())
    put = matters.put(key=house.jo.key, alternative=way.pk, words="Shall we put nappies in the bag?", form_id=form())[0]
    _carried(house, put.pk)
    task = Task.objects.get(matter=row, owner="peer")
    week = str(clock.this_week() + 8)
    doing.change_task(key=house.jo.key, task=task.pk, due=week, reason="They are on leave.", form_id=form())
    doing.done(key=house.site.lead.key, task=Task.objects.get(matter=row, owner="lead").pk, came="They came in a van.")
    effects.write_effect(key=house.jo.key, matter=row.pk, decision=put.pk, text="There are nappies in each bag.", form_id=form())


def _made(house: Sitting) -> None:
    _written(house, WRITTEN, up=False)
    _talked(house)
    sounded = _written(house, SOUNDED, ways=("By the church.", "By the bridge."))
    sounding.open_(key=house.jo.key, matter=sounded.pk, form_id=form())
    _decided(house)


def matter_there(house: Sitting) -> dict[str, str]:
    """Where they stand in addresses."""
    if not Matter.objects.filter(title=DECIDED).exists():
        _made(house)
    waits = Comment.objects.filter(matter__title=TALKED, stage="waiting").order_by("pk")[0]
    number = {row.title: row.number for row in Matter.objects.filter(title__in=[WRITTEN, TALKED, SOUNDED, DECIDED])}
    return {
        "written": f"/t/decide/matter/{number[WRITTEN]}",
        "mended": f"/t/decide/matter/{number[WRITTEN]}/way?way={Alternative.objects.get(matter__number=number[WRITTEN]).pk}",
        "talked": f"/t/decide/matter/{number[TALKED]}",
        "sounded": f"/t/decide/matter/{number[SOUNDED]}",
        "decided": f"/t/decide/matter/{number[DECIDED]}",
        "hers": f"/n/decide/about/{number[TALKED]}",
        "hers sounded": f"/n/decide/about/{number[SOUNDED]}",
        "hers decided": f"/n/decide/about/{number[DECIDED]}",
        "waits": f"/t/decide/read/{waits.pk}",
        "why": f"/decided/{Put.objects.get(matter__number=number[DECIDED]).pk}",
        "changed": f"/n/changed/{Effect.objects.get(matter__number=number[DECIDED]).pk}",
    }
