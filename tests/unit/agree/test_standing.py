"""How a conversation stands for whoever takes part in it or closes it, and who counts as two readers."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from kithbridge.agree.actions import standing
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Conversation, State
from kithbridge.people.models import Role, RoleHeld
from tests.builders import DATABASES, make_member, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES


def talk(state: str, first: tuple[str, ...] = ("living",)) -> Conversation:
    return Conversation.objects.create(
        id=uuid4(), number=1, question="How?", state=state, first=list(first), week="2026-W45", first_until="2026-W46", until="2026-W48"
    )


# --- The row ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [State.FIRST, State.ALL])
def test_whoever_takes_part_finds_it_open(state: str) -> None:
    row = talk(state)
    with transaction.atomic():
        found = standing.shared(row)
    assert (found.pk, found.state, list(found.first)) == (row.pk, state, ["living"])


@pytest.mark.parametrize("state", [one for one in State if one not in (State.FIRST, State.ALL)])
def test_nobody_takes_part_in_what_is_not_open(state: str) -> None:
    row = talk(State.ALL)
    Conversation.objects.filter(pk=row.pk).update(state=state)
    with transaction.atomic(), pytest.raises(Refused) as problem:
        standing.shared(row)
    assert problem.value.why == "closed", "the row in the hand is older than the one that counts"


def test_what_is_gone() -> None:
    with transaction.atomic(), pytest.raises(Refused) as problem:
        standing.shared(Conversation(id=uuid4()))
    assert problem.value.why == "closed"
    with transaction.atomic(), pytest.raises(Refused) as problem:
        standing.alone(uuid4())
    assert problem.value.why == "gone"


def test_alone_by_row_or_number() -> None:
    row = talk(State.CLOSED)
    with transaction.atomic():
        assert standing.alone(row) == row
        assert standing.alone(row.pk) == row


@pytest.mark.parametrize(
    ("state", "voice", "may"),
    [
        (State.FIRST, "living", True),
        (State.FIRST, "lived", False),
        (State.FIRST, "worker", False),
        (State.FIRST, "other", False),
        (State.FIRST, "nobody", False),
        (State.ALL, "worker", True),
        (State.ALL, "other", True),
        (State.CLOSED, "living", False),
        (State.DRAFT, "living", False),
    ],
)
def test_the_first_round_is_for_those_it_names(state: str, voice: str, may: bool) -> None:
    assert standing.open_to(Conversation(state=state, first=["living"]), voice) is may


def test_a_first_round_of_nobody_is_for_nobody() -> None:
    """Not even for a voice that speaks for none of those who decide."""
    assert not standing.open_to(Conversation(state=State.FIRST, first=[]), "other")


# --- Two readers -----------------------------------------------------------------------------------------
def test_two_people_with_different_jobs() -> None:
    jo, ann = make_member("Jo", Role.PEER), make_member("Ann", Role.PEER)
    maeve = make_member("Maeve", Role.LEAD)
    assert standing.two_jobs(jo.key.owner, maeve.key.owner)
    assert not standing.two_jobs(jo.key.owner, ann.key.owner), "the same job"
    assert not standing.two_jobs(maeve.key.owner, maeve.key.owner), "the same person"
    assert not standing.two_jobs(None, maeve.key.owner), "nobody has read it"


def test_only_jobs_that_read_are_counted() -> None:
    jo = make_member("Jo", Role.PEER)
    RoleHeld.objects.create(id=uuid4(), member_id=jo.key.owner, role=Role.SAFEGUARDING_LEAD)
    assert standing.jobs(jo.key.owner) == {Role.PEER}
    assert standing.jobs(None) == frozenset()
    ann = make_member("Ann", Role.PEER)
    assert not standing.two_jobs(jo.key.owner, ann.key.owner), "another job that does not read makes no second reader"
