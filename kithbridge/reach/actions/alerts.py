"""Warnings: one of the team writes, another gives out, a lead may end early; otherwise a warning ends by itself.

Offers
------
write      a draft that nobody but the team sees
give_out   another person stands for it too: from now on it is shown
end        it is not shown any more; a draft is dropped
Refused    why not, as a word: gone, same, left, over, lead
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kithbridge.people.models import SAFEGUARDING, Role, RoleHeld
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach import alerts
from kithbridge.reach.alerts import Unfit
from kithbridge.reach.models import Alert
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

JOBS = (Role.PEER, Role.LEAD, *SAFEGUARDING)


class Refused(Exception):
    """`why`: gone, same (whoever wrote it cannot give it out), left (whoever wrote it has left), over, lead (only a lead ends it early)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def write(*, key: Key, grade: str, text: str, source: str, weeks: int, form_id: str) -> Alert | None:
    """A draft.

    Parameters
    ----------
    grade : of Alert.Grade
    text : what is known and what to do; nothing about getting anything
    source : who found it out
    weeks : in how many weeks it is shown, this one being the first

    Returns
    -------
    Alert or None
        None: this form was sent before.

    Raises
    ------
    alerts.Unfit
        It cannot stand.
    """
    text, source = " ".join(text.split()), " ".join(source.split()).rstrip(".")
    if wrong := alerts.unfit(grade=grade, text=text, source=source, weeks=weeks):
        raise Unfit(wrong)
    if not once.claim(form_id):
        return None
    now = this_week()
    made = Alert.objects.create(grade=grade, text=text, source=source, week=str(now), ends=str(now + weeks - 1), first_id=key.owner)
    record.note("warning written", role=acting(key, *JOBS), ref=made.pk)
    return made


def _open(alert: UUID) -> Alert:
    """The row, held until the transaction ends. Raises Refused("gone")."""
    found = Alert.objects.select_for_update().filter(pk=alert, ended=False).first()
    if found is None:
        raise Refused("gone")
    return found


@transaction.atomic
def give_out(*, key: Key, alert: UUID) -> bool:
    """A second person stands for it. False: it was out already. Raises Refused."""
    found = _open(alert)
    if found.given_out:
        return False
    if found.first_id is None:
        # Whoever wrote it has left the team, and may be back under another name: nobody can tell who would be the second.
        raise Refused("left")
    if found.first_id == key.owner:
        raise Refused("same")
    if found.ends < str(this_week()):
        raise Refused("over")
    found.given_out, found.second_id = True, key.owner
    found.save(update_fields=["given_out", "second"])
    record.note("warning given out", role=acting(key, *JOBS), ref=found.pk)
    return True


@transaction.atomic
def end(*, key: Key, alert: UUID) -> bool:
    """Not shown any more, from now on; its words stay with those of the past. False: it had ended.

    Raises Refused("lead") for anybody but a lead, or whoever wrote it while it was a draft.
    """
    try:
        found = _open(alert)
    except Refused:
        return False
    lead = RoleHeld.objects.filter(member=key.owner, role=Role.LEAD).exists()
    if not lead and (found.given_out or found.first_id != key.owner):
        raise Refused("lead")
    if found.given_out:
        found.ended = True
        found.save(update_fields=["ended"])
        record.note("warning ended", role=acting(key, Role.LEAD), ref=found.pk)
    else:
        found.delete()
        record.note("warning dropped", role=acting(key, *JOBS), ref=alert)
    return True
