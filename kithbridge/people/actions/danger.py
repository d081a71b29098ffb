""" "I am worried about this": two of the team, a short note for the two, one of three ways it ends.

Offers
------
raise_worry    call in a second person; the note is sealed to exactly two
call_another   the second person has left before it was decided: another one is called in
decide         the second person writes down how it ended
forget_about   what a worry began with has ended (called inside that ending's transaction)

The software sends nothing to anybody. A worry cannot be edited: what was decided stands until its weeks are over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import transaction

from kithbridge import rules
from kithbridge.people import vault
from kithbridge.people.models import SAFEGUARDING, Role, Worry
from kithbridge.people.queries import danger
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Ending, Key, Seal
from kithbridge.web import once, record
from kithbridge.web.clock import this_week, today

LONGEST = 500
DECIDED = (Worry.Outcome.STAY, Worry.Outcome.TELL_FIRST, Worry.Outcome.PASS_ON)
JOBS = (Role.PEER, Role.LEAD, *SAFEGUARDING)


class NotRaised(Exception):
    """Why a worry was not written, as a word the page explains: gone, second, empty, long, outcome, decided, again."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _short(text: str) -> str:
    text = text.strip()
    if not text:
        raise NotRaised("empty")
    if len(text) > LONGEST:
        raise NotRaised("long")
    return json.dumps({"text": text, "day": today().isoformat()})


def _may_be_second(key: Key, second: UUID) -> None:
    if second not in {member.pk for member in danger.seconds(key)}:
        raise NotRaised("second")


def raise_worry(*, key: Key, kind: str, about: UUID, second: UUID, text: str, share: bool = False, form_id: str) -> UUID | None:
    """Write down a worry and call in a second person. None: this form was sent before.

    Parameters
    ----------
    kind, about : what it begins with ("ask" or "page" and its number); she must hold it
    second : safeguarding lead or deputy who is not herself
    text : at most LONGEST characters, sealed to the two
    share : whether the second person may read what it is about, too

    Raises
    ------
    NotRaised
    """
    inside = _short(text)
    _may_be_second(key, second)
    found = danger.subject(key, kind, about)
    if found is None:
        raise NotRaised("gone")
    week = this_week()
    worry = Worry(
        id=uuid4(),
        about=found.about,
        raised_by_id=key.owner,
        second_id=second,
        week=str(week),
        ends=str(week + rules.value("worries.live_weeks")),
    )

    # What she kept from somebody stays kept from her: then the note for two has to say enough.
    passing = [(item, second) for item in found.items] if share and second not in found.not_for else []

    def content() -> tuple[None, Ending]:
        if not once.claim(form_id):
            raise NotRaised("again")
        worry.save(force_insert=True)
        record.note("worry raised", role=acting(key, *JOBS), ref=worry.pk)
        if passing:
            record.note("passed on for a worry", role=acting(key, *JOBS))
        return None, Ending()

    try:
        vault.act(content, Seal(worry, [key.owner, second], {"note": inside}), key=key, passing=passing)
    except NotRaised as problem:
        if problem.why != "again":
            raise
        return None
    return worry.pk


def call_another(*, key: Key, worry: UUID, second: UUID) -> None:
    """The second person has left the team: whoever raised it calls in another one. Raises NotRaised."""
    _may_be_second(key, second)

    def content() -> None:
        # The row is locked: two presses never make three readers.
        open_ones = Worry.objects.select_for_update().filter(raised_by=key.owner, outcome=Worry.Outcome.OPEN)
        if open_ones.filter(pk=worry, second=None).first() is None:
            raise NotRaised("gone")
        Worry.objects.filter(pk=worry).update(second=second)
        record.note("second person called in", role=acting(key, *JOBS), ref=worry)

    vault.share(key, worry, second, content)


def decide(*, key: Key, worry: UUID, outcome: str, text: str) -> None:
    """The second person writes down which way it ended, once. Raises NotRaised or vault.CannotOpen."""
    if outcome not in DECIDED:
        raise NotRaised("outcome")
    inside = _short(text)
    with transaction.atomic():
        row = Worry.objects.select_for_update().filter(pk=worry, second=key.owner).first()
        if row is None:
            raise NotRaised("gone")
        if row.outcome != Worry.Outcome.OPEN:
            raise NotRaised("decided")
        vault.restate(key, row, "how_it_ended", inside)
        row.outcome = outcome
        row.save(update_fields=["outcome", "how_it_ended"])
        record.note("worry decided", role=acting(key, *SAFEGUARDING), ref=row.pk)


def forget_about(ids: Iterable[UUID]) -> int:
    """What these worries began with has ended: they no longer say which it was. Called inside that ending's transaction."""
    return Worry.objects.filter(about__in=list(ids)).update(about=None)
