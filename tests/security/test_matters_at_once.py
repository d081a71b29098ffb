"""Two people act on one matter at the same moment: one after the other, neither waits for ever, and both read the same afterwards.

Threads with connections of their own; on SQLite and on PostgreSQL (`./kith test postgres`).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

import pytest
from django.db import connections

from kithbridge.agree.actions import amending, citing, matters, sounding
from kithbridge.agree.actions.speaking import Refused
from kithbridge.agree.matter_models import Alternative, Amendment, Asked, Matter, Pile, Put, Sounding, State
from kithbridge.people.deciding.actions import answering
from kithbridge.people.deciding.models import Proposal, Saying
from kithbridge.people.models import Role
from kithbridge.web import once
from tests import sitting
from tests.builders import Member, furnish_site, make_member, quick_kdf  # noqa: F401 - autouse

BOTH = pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
ROUNDS = 5
form = once.new_form_id


@dataclass(frozen=True)
class House:
    jo: Member
    ann: Member
    maeve: Member

    def matter(self, ways: int) -> tuple[Matter, list[Alternative]]:
        row = matters.write(key=self.jo.key, title=f"Open {uuid4().hex}", what="On Sunday.", for_whom="mothers", form_id=form())
        assert row is not None
        citing.cite_words(key=self.jo.key, matter=row.pk, kind="quote", role="living", text="I was there.", form_id=form())
        for saying in Saying.objects.filter(shown=False):
            citing.pass_words(key=self.maeve.key, saying=saying.pk)
        made = [matters.add_alternative(key=self.jo.key, matter=row.pk, text=f"Way {n}.", form_id=form()) for n in range(ways)]
        matters.put_up(key=self.jo.key, matter=row.pk)
        return row, [one for one in made if one]


@pytest.fixture
def house() -> House:
    site = furnish_site()
    return House(make_member("Jo", Role.PEER, circle=site.circle), make_member("Ann", Role.PEER, circle=site.circle), site.lead)


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """All of them together; how many were done, and how many refused. Anything else is raised."""
    together = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            together.wait(30)
            act()
        except Refused:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(running.result() for running in [pool.submit(one, act) for act in acts])


@BOTH
def test_taken_back_while_the_last_one_answers(house: House) -> None:
    """Her "no" ends the question and opens the matter again; the writer takes it back. Both hold the question first, then the matter."""
    *others, left = sitting.everybody(sitting.seat(living=3, lived=2))
    for _round in range(ROUNDS):
        row, ways = house.matter(1)
        put = matters.put(key=house.jo.key, alternative=ways[0].pk, words="Shall we?", form_id=form())[0]
        sitting.answer_all(put.pk, others, "no")
        found = at_once(
            partial(answering.answer, key=left, proposal=put.pk, choice="no"),
            partial(matters.drop, key=house.jo.key, matter=row.pk, reason="Not now."),
        )
        row.refresh_from_db()
        put.refresh_from_db()
        assert (row.state, row.because) == (State.DROPPED, "Not now.")
        assert put.came == (Put.Came.FELL if found["done"] == 2 else Put.Came.DROPPED)
        assert Proposal.objects.get(pk=put.pk).stage == put.came


@BOTH
def test_other_words_are_answered_once(house: House) -> None:
    for _round in range(ROUNDS):
        row, _ways = house.matter(1)
        amending.propose(key=house.ann.key, matter=row.pk, part="what", text="On Sunday from ten.", form_id=form())
        other = Amendment.objects.get(matter=row)
        found = at_once(
            partial(amending.take, key=house.jo.key, amendment=other.pk),
            partial(amending.refuse, key=house.jo.key, amendment=other.pk, reason="No."),
        )
        assert found == {"done": 1, "refused": 1}
        other.refresh_from_db()
        row.refresh_from_db()
        assert (row.what, other.because) == (("On Sunday from ten.", "") if other.outcome == "taken" else ("On Sunday.", "No."))


@BOTH
def test_put_while_a_way_is_taken_back(house: House) -> None:
    sitting.seat(living=3, lived=2)
    for _round in range(ROUNDS):
        row, ways = house.matter(2)
        way = ways[0].pk
        found = at_once(
            partial(matters.put, key=house.jo.key, alternative=way, words="Shall we?", form_id=form()),
            partial(matters.drop_alternative, key=house.ann.key, alternative=way),
        )
        assert found == {"done": 1, "refused": 1}
        assert Put.objects.filter(matter=row).exists() is not Alternative.objects.get(pk=way).dropped


@BOTH
def test_the_last_two_answers_of_a_sounding(house: House) -> None:
    """Both are in what is shown, and it closes once."""
    group = sitting.everybody(sitting.seat(living=6))
    for _round in range(ROUNDS):
        row, ways = house.matter(2)
        made = sounding.open_(key=house.jo.key, matter=row.pk, form_id=form())
        assert made is not None
        first, second = ways[0].pk, ways[1].pk
        for n, key in enumerate(group[:4]):
            sounding.answer(key=key, sounding=made.pk, choices={first: "live" if n < 2 else "not", second: "none" if n < 1 else "live"})
        last = {first: "live", second: "live"}
        acts = [partial(sounding.answer, key=key, sounding=made.pk, choices=last) for key in group[4:]]
        assert at_once(*acts) == {"done": 2}
        made.refresh_from_db()
        assert made.closes is None
        assert made.shown == {str(first): {"living": "more than 50"}, str(second): {"living": "more than 50"}}
        assert not Asked.objects.exists()
        assert not Pile.objects.exists()
    assert Sounding.objects.count() == ROUNDS
