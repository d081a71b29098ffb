"""What a lead may ask for and a second must agree to: an urgent change towards protection, or a pause the steering group wants.

And the one thing whoever starts the group may do alone: `choose` a rule to begin with, while no reference group sits.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kithbridge.people.deciding.models import ByTwo
from kithbridge.people.models import Role, RoleHeld
from kithbridge.people.queries.roles import shown_role
from kithbridge.people.vault import Key
from kithbridge.rules import enact, state
from kithbridge.rules.enact import GROUNDS, PAUSE_WEEKS, URGENT_WEEKS, NotAgreed, Refused
from kithbridge.rules.models import Decision, Version
from kithbridge.rules.recorded import about
from kithbridge.web import once, record
from kithbridge.web.clock import today

AGREE_DAYS = 7


def choose(*, rule: str, value: Any, by: Key, form_id: str) -> Version | None:
    """A lead sets a rule to begin with. None: this form was sent before. Raises Refused."""
    with transaction.atomic():
        if not once.claim(form_id):
            return None
        return enact.found(key=rule, value=value, by=by.owner, role=shown_role(Role.LEAD))


def _weeks(weeks: int, most: int) -> None:
    if not 1 <= weeks <= most:
        raise Refused(_("That can last from one to %(n)d weeks.") % {"n": most})


def _reason(reason: str) -> str:
    if not reason.strip() or len(reason) > enact.LONGEST_REASON:
        raise Refused(_("A public reason is needed, of at most %(n)d letters.") % {"n": enact.LONGEST_REASON})
    return reason.strip()


@transaction.atomic
def ask_urgent(*, rule: str, value: Any, weeks: int, reason: str, by: Key, form_id: str) -> None:
    """The first lead asks for an urgent change. Nothing changes yet. Raises Refused."""
    declared, fit = enact.fitting(rule, value)
    enact.check_hurried(declared)
    _weeks(weeks, URGENT_WEEKS)
    if not declared.protects_more(fit, state.value(rule)):
        raise Refused(_("An urgent change is possible only towards more protection."))
    why = _reason(reason)
    if once.claim(form_id):
        ByTwo.objects.create(kind="urgent", key=rule, value=fit, weeks=weeks, reason=why, asked_by=by.owner, ends=_lapses())
        record.note(f"urgent change asked for: {rule}", role=shown_role(Role.LEAD))


def _lapses() -> dt.date:
    return today() + dt.timedelta(days=AGREE_DAYS)


@transaction.atomic
def ask_pause(*, decision: UUID, ground: str, office: str, reason: str, weeks: int, by: Key, form_id: str) -> None:
    """The first lead writes down that the steering group wants a decision paused. Nothing changes yet. Raises Refused."""
    found = Decision.objects.filter(pk=decision).exclude(method="urgent").first()
    if found is None:
        raise Refused(_("There is no such decision to pause."))
    _weeks(weeks, PAUSE_WEEKS)
    if ground not in GROUNDS:
        raise Refused(_("A pause is for law, danger or money only."))
    if not office.strip() or len(office) > 80:
        raise Refused(_("The office that asks for it must be named."))
    why = _reason(reason)
    if once.claim(form_id):
        ByTwo.objects.create(
            kind="pause",
            key=found.key,
            decision=decision,
            weeks=weeks,
            ground=ground,
            office=office.strip(),
            reason=why,
            asked_by=by.owner,
            ends=_lapses(),
        )
        record.note(f"pause asked for: {about(found)}", role=shown_role(Role.LEAD))


@transaction.atomic
def agree(*, request: UUID, by: Key) -> None:
    """The second lead agrees, with her own sign-in: it works at once. Raises Refused."""
    row = ByTwo.objects.select_for_update().filter(pk=request, ends__gte=today()).first()
    if row is None:
        raise Refused(_("This was agreed, called back, or its week is over."))
    if row.asked_by == by.owner:
        raise NotAgreed(_("Somebody else has to agree."))
    if not RoleHeld.objects.filter(member=row.asked_by, role=Role.LEAD).exists():
        raise NotAgreed(_("Whoever asked for this is not a lead any more. Ask anew."))
    leads, role = [row.asked_by, by.owner], shown_role(Role.LEAD)
    if row.kind == "urgent":
        enact.protect(key=row.key, value=row.value, leads=leads, reason=row.reason, weeks=row.weeks, role=role)
    elif row.decision is not None:
        enact.pause(decision=row.decision, ground=row.ground, office=row.office, reason=row.reason, weeks=row.weeks, leads=leads, role=role)
    row.delete()


@transaction.atomic
def call_back(*, request: UUID, by: Key) -> None:
    """Either lead ends the request before it works."""
    if ByTwo.objects.filter(pk=request).delete()[0]:
        record.note("request for two leads called back", role=shown_role(Role.LEAD))
