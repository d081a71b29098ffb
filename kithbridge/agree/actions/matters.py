"""A matter from its first wording to the reference group.

Offers
------
write(...), suggest(...)          by somebody of the team; by somebody who sits (locked until two have read it)
show_suggested, hide_suggested    what the two readers do with it
change, put_up, drop              its parts; everybody can read it; it is taken back, with a reason
add_alternative, change_alternative, drop_alternative   the ways to do it, side by side; each may give rules other values
hers, rewords, may_mend           whether she answers for it; may word it at once; may still mend one of its ways
put(...)                          one of them goes to the reference group: the machine's proposals (people/deciding)
Refused                           nothing was changed; its text says why

Where it comes from (statements, evidence): actions/citing.py. What becomes of it: actions/doing.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from kithbridge import rules
from kithbridge.agree.actions import waiting
from kithbridge.agree.actions.speaking import LONGEST, Refused, needed, speaker, whole, writer
from kithbridge.agree.actions.waiting import Kept
from kithbridge.agree.matter_models import Alternative, Amendment, Matter, Part, Put, Sounding, Stage, State
from kithbridge.people.deciding.actions import answering, proposing
from kithbridge.people.deciding.models import Piece, Proposal
from kithbridge.people.deciding.told import said_of
from kithbridge.people.models import Role, RoleHeld
from kithbridge.people.vault import Key
from kithbridge.rules import Protects, enact
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

__all__ = [
    "LONGEST", "LONGEST_TITLE", "MOST_TRIAL_WEEKS", "PARTS", "Refused", "add_alternative", "change", "change_alternative", "drop",
    "drop_alternative", "hers", "hide_suggested", "may_mend", "put", "put_up", "rewords", "show_suggested", "suggest", "write",
]  # fmt: skip

LONGEST_TITLE = 120
MOST_ALTERNATIVES, MOST_CHANGES = 6, 5
MOST_TRIAL_WEEKS = proposing.MOST_TRIAL_WEEKS
PARTS = (Part.TITLE, Part.WHAT, Part.COST, Part.WHO_ACTS, Part.RISKS)
OPEN = (State.DRAFT, State.TALKING)


# --- Writing --------------------------------------------------------------------------------------------
def _for_whom(text: str) -> str:
    try:
        return Protects(text).value
    except ValueError:
        raise Refused(_("Say whom it is for.")) from None


def fit(part: str, text: str) -> str:
    """The words of one part as they may be shown. Raises Refused."""
    if part == Part.TITLE:
        return " ".join(needed(text, LONGEST_TITLE).split())
    return needed(text) if part in (Part.WHAT, Part.TEXT) else whole(text)


def _parts(title: str, what: str, cost: str, who_acts: str, risks: str) -> dict[str, str]:
    typed = zip(PARTS, (title, what, cost, who_acts, risks), strict=True)
    return {part.value: fit(part, text) for part, text in typed}


def _next_number() -> int:
    return (Matter.objects.aggregate(most=Max("number"))["most"] or 0) + 1


def _numbered(row: Matter) -> None:
    """Saved under the next number, also where somebody took it at the same moment."""
    for last_try in (False, False, True):
        row.number = _next_number()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return
        except IntegrityError:
            if last_try:
                raise Refused(_("Somebody else wrote one at the same moment. Nothing was kept. Send it again.")) from None


@transaction.atomic
def write(
    *, key: Key, title: str, what: str, for_whom: str, cost: str = "", who_acts: str = "", risks: str = "", form_id: str
) -> Matter | None:
    """A draft, which only the team sees until it is put up. None: this form was sent before. Raises Refused."""
    role = writer(key)
    parts, whom = _parts(title, what, cost, who_acts, risks), _for_whom(for_whom)
    by = speaker(key).by
    if not once.claim(form_id):
        return None
    row = Matter(stage=Stage.SHOWN, by=by, last_by=by, week=str(this_week()), written_by=key.owner, for_whom=whom, **parts)
    _numbered(row)
    record.note("matter written", role=role, ref=row.pk)
    return row


def suggest(
    *,
    key: Key,
    title: str,
    what: str,
    for_whom: str,
    cost: str = "",
    who_acts: str = "",
    risks: str = "",
    readers: Sequence[UUID],
    form_id: str,
) -> Kept:
    """Somebody who sits writes one: locked until two have read it, then talked about. Raises Refused or vault.CannotOpen."""
    said = speaker(key)
    if not said.sits:
        raise Refused(_("This is for those who sit. Whoever works here writes it down herself."))
    parts, whom = _parts(title, what, cost, who_acts, risks), _for_whom(for_whom)
    row = Matter(by=said.by, last_by=said.by, for_whom=whom, number=_next_number())

    def number() -> None:
        row.number = _next_number()

    return waiting.store(row, parts, readers=readers, form_id=form_id, kind="matter suggested", beside=number)


def show_suggested(*, key: Key, matter: UUID) -> bool:
    """True when everybody can read it now: two with different jobs have. Raises Refused."""

    def fill(row: Matter, parts: dict[str, str]) -> None:
        for part in PARTS:
            setattr(row, part.value, parts.get(part.value, ""))
        row.state, row.talked_since = State.TALKING, this_week()

    return waiting.show(key=key, table=Matter, number=matter, fill=fill)


def hide_suggested(*, key: Key, matter: UUID, reason: str, answer: str) -> None:
    """It is not shown; she learns why, by her code. Raises Refused."""
    waiting.hide(key=key, table=Matter, number=matter, reason=reason, answer=answer)


# --- Changing -------------------------------------------------------------------------------------------
def locked(matter: UUID, *states: str, gone: bool = False) -> Matter:
    """The row, for a change. Raises Refused unless it is shown and stands in one of these states.

    gone : also one whose words were taken back after people were asked: what was decided is still done
    """
    stages = [Stage.SHOWN, Stage.GONE] if gone else [Stage.SHOWN]
    row = Matter.objects.select_for_update().filter(pk=matter, stage__in=stages).first()
    if row is None:
        raise Refused(_("There is no such matter."))
    if row.state not in states:
        raise Refused(_("That is not possible any more: %(state)s.") % {"state": row.get_state_display()})
    return row


def hers(row: Matter, key: Key) -> bool:
    """Whether she answers for its wording: she wrote it; or a seat did, or somebody who has left or may not write any more, and she may."""
    if row.written_by is None or not RoleHeld.objects.filter(member=row.written_by, role__in=rules.value("deciding.writers")).exists():
        return True
    return bool(row.written_by == key.owner)


def check_hers(row: Matter, key: Key) -> None:
    """Raises Refused for a matter that somebody else answers for."""
    if not hers(row, key):
        raise Refused(_("Somebody else wrote this. Propose other words: she takes them, or says why not."))


def rewords(row: Matter, key: Key) -> bool:
    """Whether she may word it otherwise at once. What somebody who sits wrote is never reworded unseen: others propose, a second takes."""
    return not row.back and hers(row, key)


@transaction.atomic
def change(*, key: Key, matter: UUID, part: str, text: str) -> None:
    """Its writer words one part otherwise. Raises Refused."""
    role = writer(key)
    row = locked(matter, *OPEN)
    check_hers(row, key)
    if not rewords(row, key):
        raise Refused(_("Somebody who sits wrote this. Propose other words, so that everybody sees what would be other."))
    if part not in PARTS:
        raise Refused(_("There is no such part."))
    setattr(row, part, fit(part, text))
    row.last_by = speaker(key).by
    row.save(update_fields=[part, "last_by"])
    record.note("matter reworded", role=role, ref=row.pk)


@transaction.atomic
def put_up(*, key: Key, matter: UUID) -> None:
    """From now on everybody can read it. Raises Refused."""
    role = writer(key)
    row = locked(matter, *OPEN)
    check_hers(row, key)
    if row.state == State.DRAFT:
        row.state, row.talked_since = State.TALKING, this_week()
        row.save(update_fields=["state", "talked_since"])
        record.note("matter put up", role=role, ref=row.pk)


@transaction.atomic
def drop(*, key: Key, matter: UUID, reason: str) -> None:
    """Its writer takes it back, with a reason everybody can read; also while people are asked. Raises Refused.

    What somebody who sits wrote she alone takes back, by her code. One that was decided before and is talked about again is decided as it
    was.
    """
    role = writer(key)
    # First the questions, then the matter: whoever answers the last one holds them in this order, and neither waits for the other.
    list(Proposal.objects.select_for_update().filter(matter=matter).order_by("pk"))
    row = locked(matter, *OPEN, State.ASKED)
    check_hers(row, key)
    if row.back:
        raise Refused(_("Somebody who sits wrote this. She takes it back herself, with her code."))
    why = needed(reason)
    decided = row.puts.filter(came=Put.Came.ENACTED)
    if decided.filter(turn=row.turn).exists():
        raise Refused(_("Part of it was decided. What is still asked can be taken back on the page of the question."))
    for one in row.puts.filter(came=Put.Came.OPEN):
        proposing.drop(proposal=one.pk, by=key)
    row.refresh_from_db()
    row.state, row.because = State.DECIDED if decided.exists() else State.DROPPED, why
    row.save(update_fields=["state", "because"])
    waiting.end_sounding(row)
    record.note("matter taken back", role=role, ref=row.pk)


# --- Alternatives ---------------------------------------------------------------------------------------
def _changes(changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    if len(changes) > MOST_CHANGES:
        raise Refused(_("One way can change %(n)d rules at most.") % {"n": MOST_CHANGES})
    return [{"rule": key, "value": enact.fitting(key, value)[1]} for key, value in changes.items()]


@transaction.atomic
def add_alternative(*, key: Key, matter: UUID, text: str, changes: Mapping[str, Any] | None = None, form_id: str) -> Alternative | None:
    """One more way to do it. `changes`: rules and the values they would have. None: this form was sent before. Raises Refused."""
    role = writer(key)
    row = locked(matter, *OPEN)
    said, fitting = needed(text), _changes(changes or {})
    not_sounding(row)
    if row.alternatives.filter(dropped=False).count() >= MOST_ALTERNATIVES:
        raise Refused(_("That is enough to choose from. Take one back first."))
    if not once.claim(form_id):
        return None
    place = (row.alternatives.aggregate(most=Max("place"))["most"] or 0) + 1
    made = Alternative.objects.create(
        id=uuid4(), matter=row, place=place, text=said, changes=fitting, week=str(this_week()), by=speaker(key).by
    )
    record.note("way to do it written", role=role, ref=made.pk)
    return made


def not_sounding(row: Matter) -> None:
    """Raises Refused while those who sit are asked which ways they could live with."""
    if Sounding.objects.filter(matter=row, closes__isnull=False).exists():
        raise Refused(_("People are saying now what they could live with. Wait until that is over."))


def way_of(number: UUID, *states: str, gone: bool = False) -> Alternative:
    """A way that was not taken back, of a matter locked for a change (`found.matter`). Raises Refused."""
    matter = Alternative.objects.filter(pk=number).values_list("matter", flat=True).first()
    row = locked(matter, *states, gone=gone) if matter else None
    # Read once the matter is held: it may have been taken back a moment ago.
    found = Alternative.objects.filter(pk=number, dropped=False).first()
    if row is None or found is None:
        raise Refused(_("There is no such way to do it any more."))
    found.matter = row
    return found


def may_mend(row: Matter) -> bool:
    """Whether the ways of a matter can still be mended by whoever answers for it: nobody else has said a thing about them yet."""
    if row.state not in OPEN:
        return False
    return not any(said.exists() for said in (row.comments, row.amendments, row.soundings, row.puts))


@transaction.atomic
def change_alternative(*, key: Key, alternative: UUID, text: str, changes: Mapping[str, Any] | None = None) -> None:
    """Its words, and the values of rules given here (others it has stay), as long as nobody has said a thing about it. Raises Refused."""
    role = writer(key)
    found = way_of(alternative, *OPEN)
    check_hers(found.matter, key)
    if not may_mend(found.matter):
        raise Refused(_("Others have looked at it by now. Propose other words, or add another way."))
    found.text = needed(text)
    found.changes = _changes({one["rule"]: one["value"] for one in found.changes} | dict(changes or {}))
    found.by = speaker(key).by
    found.save(update_fields=["text", "changes", "by"])
    record.note("way to do it mended", role=role, ref=found.pk)


@transaction.atomic
def drop_alternative(*, key: Key, alternative: UUID) -> None:
    """It is no longer chosen from; it can still be read. Raises Refused."""
    role = writer(key)
    found = way_of(alternative, *OPEN)
    not_sounding(found.matter)
    found.dropped = True
    found.save(update_fields=["dropped"])
    record.note("way to do it taken back", role=role, ref=found.pk)


# --- To the reference group -----------------------------------------------------------------------------
def unanswered(row: Matter, way: Alternative) -> bool:
    """Whether other words stand there for the matter, or for this way, that nobody has taken or refused."""
    of_it = Q(alternative=None) | Q(alternative=way)
    return row.amendments.filter(of_it, stage=Stage.SHOWN, outcome=Amendment.Outcome.OPEN).exists()


@transaction.atomic
def put(
    *,
    key: Key,
    alternative: UUID,
    form_id: str,
    words: str = "",
    begins: int = 0,
    trial_weeks: int = 0,
    looks_at: str = "",
    says_who: str = "",
) -> list[Put]:
    """Ask the reference group: one question for each rule it changes; without a rule, the question in `words`. Whole or not at all.

    Words that were taken back before anybody was asked are no evidence any more.
    []: this form was sent before. Raises Refused: nobody sits who could decide it, no evidence, some of it read by one only, ...
    """
    role = writer(key)
    found = way_of(alternative, State.TALKING)
    matter = found.matter
    not_sounding(matter)
    if unanswered(matter, found):
        raise Refused(_("Other words are proposed for it. Whoever wrote it takes them, or says why not. Then it can be put."))
    if not once.claim(form_id):
        return []
    when: dict[str, Any] = {"begins": begins, "trial_weeks": trial_weeks, "looks_at": looks_at, "says_who": says_who}
    when |= {"by": key, "matter": matter.pk}
    asked = [
        proposing.propose(rule=one["rule"], value=one["value"], form_id=f"{form_id} {one['rule']}", **when) for one in found.changes
    ] or [proposing.propose_doing(words=words, for_whom=matter.for_whom, form_id=f"{form_id} doing", **when)]
    made = []
    origins = list(matter.origins.order_by("pk"))
    there = [one for one, said in zip(origins, said_of(origins), strict=True) if not said.gone]
    for proposal in filter(None, asked):  # all of them: the form is claimed above, and each of these has its own
        Piece.objects.bulk_create(Piece(proposal=proposal, kind=one.kind, role=one.role, source=one.source, ref=one.ref) for one in there)
        answering.ask(proposal=proposal.pk, by=key)
        row = Put(id=proposal.pk, matter=matter, alternative=found, rule=proposal.key, week=str(this_week()), turn=matter.turn)
        row.save(force_insert=True)
        made.append(row)
    matter.state = State.ASKED
    matter.save(update_fields=["state"])
    record.note("matter put to the reference group", role=role, ref=matter.pk)
    return made


def may_do(key: Key, job: str) -> bool:
    """Whether she holds the job, or is a lead."""
    return key.kind == "team" and RoleHeld.objects.filter(member=key.owner, role__in=[job, Role.LEAD]).exists()
