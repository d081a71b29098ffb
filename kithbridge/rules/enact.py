"""The only place that changes a rule.

Offers
------
Decided, Confirmed, Piece, Refused and its kinds   a decision as some room took it, and why it is refused (rules/taken.py)
enact(decided)                  it works at once, or from the week it names
resolve(decided, ...)           a decision about something to do, where there is no rule; checked like the others
begin()                         the group's first week is now
found(key, value, by)           a choice to begin with, by whoever starts the group
protect(...)                    urgent, by two leads, towards protection only, four weeks at most
pause(...)                      the steering group stops a decision for law, danger or money, eight weeks at most
register_sitting(sits)          the room that seats a reference group says whether one sits

This is the seam for the room `agree`: it hands over `Decided` and nothing else. Every refusal is a `Refused` with a plain sentence;
nothing is changed then. What is checked here cannot be decided away: FLOORS says it in words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kithbridge.engines.week import Week
from kithbridge.rules import state
from kithbridge.rules.declare import Group, Rule, rule
from kithbridge.rules.kinds import Unfit, readable
from kithbridge.rules.models import Decision, Edition, Evidence, Pause, Version
from kithbridge.rules.recorded import DECIDED_TO_DO, about, decision_line, pause_line, version_line
from kithbridge.rules.taken import (
    CONFIRMERS,
    FURTHEST_WEEKS,
    AlreadyDone,
    Confirmed,
    Decided,
    NotAgreed,
    NotNow,
    Overtaken,
    PastLimit,
    Piece,
    Refused,
    asked_words,
    check_agreed,
    check_confirmed,
    check_weeks,
)
from kithbridge.web import record
from kithbridge.web.clock import this_week

FOUNDING_WEEKS = 12
URGENT_WEEKS = 4
PAUSE_WEEKS = 8
GROUNDS = ("law", "danger", "money")
LONGEST_REASON = 1_000

__all__ = [
    "FOUNDING_WEEKS", "FURTHEST_WEEKS", "GROUNDS", "LONGEST_REASON", "PAUSE_WEEKS", "URGENT_WEEKS", "AlreadyDone", "Confirmed", "Decided",
    "NotAgreed", "NotNow", "Overtaken", "PastLimit", "Piece", "Refused", "asked_words", "begin", "check_hurried", "enact", "fitting",
    "found", "founding_ends", "founding_open", "pause", "protect", "register_sitting", "resolve", "sits",
]  # fmt: skip

_sitting: list[Callable[[], bool]] = []


def register_sitting(sits: Callable[[], bool]) -> None:
    """The room that seats the reference group says here whether one sits."""
    if sits not in _sitting:
        _sitting.append(sits)


def sits() -> bool:
    """Whether a reference group sits: then nothing is set "to begin with" any more."""
    return any(asked() for asked in _sitting)


def founding_ends() -> Week:
    """The last week in which something can be set to begin with."""
    return state.began() + (FOUNDING_WEEKS - 1)


def founding_open() -> bool:
    """Whether whoever starts the group may still set rules to begin with."""
    return this_week() <= founding_ends() and not sits()


def fitting(key: str, value: Any) -> tuple[Rule, Any]:
    """The rule and the value as it would stand. Raises Refused for an unknown rule, a value of another kind, or one past a limit."""
    try:
        declared = rule(str(key))
    except KeyError:
        raise Refused(_("There is no rule called %(key)s here.") % {"key": readable(str(key))}) from None
    try:
        fit = declared.kind.fit(value)
    except Unfit as problem:
        raise Refused(str(problem)) from None
    if reason := declared.refusal(fit):
        raise PastLimit(_("No group can decide this: %(reason)s") % {"reason": reason})
    return declared, fit


def _lock() -> Edition:
    """The one row, locked: changes of rules come one after another, over all processes."""
    Edition.objects.get_or_create(row=state.THE_ROW, defaults={"mark": uuid4(), "began": str(this_week())})
    return Edition.objects.select_for_update().get(row=state.THE_ROW)


def _moved(edition: Edition) -> int:
    edition.n += 1
    edition.mark = uuid4()
    edition.save(update_fields=["n", "mark"])
    # At once for this transaction, and again when others can see it.
    state.forget()
    transaction.on_commit(state.forget)
    return edition.n


def _write(edition: Edition, row: Version, *, role: str) -> Version:
    row.n = _moved(edition)
    row.save(force_insert=True)
    record.note(f"rule changed: {row.key}", role=role, ref=version_line(row))
    return row


@transaction.atomic
def enact(decided: Decided) -> Version:
    """Make a decision hold. Whole or not at all; twice is refused; two processes come one after another.

    Raises Refused: PastLimit, NotAgreed, AlreadyDone, Overtaken.
    """
    declared, fit = fitting(decided.key, decided.value)
    check_agreed(decided)
    check_confirmed(declared.protects, decided)
    edition = _lock()
    state.forget()
    check_weeks(decided)  # under the lock: a week may have ended while this one waited
    if Decision.objects.filter(pk=decided.id).exists():
        raise AlreadyDone(_("This decision works already. Nothing was done a second time."))
    if state.pending(decided.key) is not None:
        raise Overtaken(_("Another decision about this begins later. It must be taken first."))
    before = state.in_force(decided.key)
    if state.newest(decided.key) != decided.based_on:
        raise Overtaken(_("This rule has changed since people were asked. Ask again."))
    decision = _keep(decided, key=decided.key, value=fit, before=before.value)
    row = Version(
        id=uuid4(),
        key=decided.key,
        value=fit,
        how="trial" if decided.trial_until else "decision",
        week=str(decided.week),
        until=decided.trial_until,
        decision=decision,
    )
    return _write(edition, row, role="reference group")


def _keep(decided: Decided, **about_what: Any) -> Decision:
    """The public record of the decision, with its evidence."""
    decision = Decision.objects.create(
        id=decided.id,
        **about_what,
        method=decided.method,
        week=str(this_week()),
        asked=[one.value for one in decided.asked],
        outcome=dict(decided.outcome),
        objections=sorted(set(decided.objections)),
        confirmed=sorted({one.constituency.value for one in decided.confirmed if one.by != decided.recorder}),
        looks_at=decided.looks_at.strip(),
        says_who=decided.says_who.strip(),
        head=record.head(),
    )
    Evidence.objects.bulk_create(
        Evidence(decision=decision, kind=one.kind, role=one.role, consent=one.consent, source=one.source, ref=one.ref)
        for one in decided.evidence
    )
    return decision


@transaction.atomic
def resolve(decided: Decided, *, words: str, for_whom: str) -> Decision:
    """Record a decision about something to do. No rule changes. Whole or not at all; twice is refused.

    words : the question as people were asked it; for_whom : one of `Protects`, by its value. `decided.key` is "".
    Raises Refused: NotAgreed, AlreadyDone.
    """
    said, protects = asked_words(words, for_whom)
    if decided.key:
        raise Refused(_("This is about a rule, and changes it."))
    check_agreed(decided)
    check_confirmed(protects, decided)
    _lock()
    check_weeks(decided)
    if Decision.objects.filter(pk=decided.id).exists():
        raise AlreadyDone(_("This was decided already. Nothing was done a second time."))
    decision = _keep(decided, key="", value="", before="", words=said, for_whom=protects.value, until=decided.trial_until)
    record.note(DECIDED_TO_DO, role="reference group", ref=decision_line(decision))
    return decision


@transaction.atomic
def begin() -> None:
    """The group begins this week: from here the weeks of founding count. Does nothing when it has begun."""
    _lock()
    state.forget()
    transaction.on_commit(state.forget)


@transaction.atomic
def found(*, key: str, value: Any, by: UUID, role: str) -> Version:
    """Set a rule to begin with. Only until a reference group sits, and for twelve weeks at most. Raises Refused."""
    _declared, fit = fitting(key, value)
    edition = _lock()
    state.forget()
    if sits():
        raise NotNow(_("A reference group sits: it decides now. Propose it there."))
    if this_week() > founding_ends():
        raise NotNow(_("The weeks in which something could be set to begin with are over. A reference group has to sit first."))
    if any(one.key == key and one.how in ("decision", "trial") for one in state.known().changes) or state.in_force(key).how == "urgent":
        raise Overtaken(_("This was decided already. It cannot be set to begin with."))
    return _write(edition, Version(id=uuid4(), key=key, value=fit, how="founding", week=str(this_week()), chosen_by=by), role=role)


def _two(leads: Sequence[UUID]) -> None:
    if len(set(leads)) < CONFIRMERS:
        raise NotAgreed(_("Two leads must agree, each with her own sign-in."))


def _said(reason: str) -> str:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Refused(_("A public reason is needed, of at most %(n)d letters.") % {"n": LONGEST_REASON})
    return reason.strip()


def check_hurried(declared: Rule) -> None:
    """Raises NotNow for a rule of deciding itself."""
    if declared.group is Group.DECIDING:
        raise NotNow(_("How people decide is never changed in a hurry. Propose it."))


@transaction.atomic
def protect(*, key: str, value: Any, leads: Sequence[UUID], reason: str, weeks: int, role: str) -> Version:
    """Two leads move a rule towards protection, for a few weeks; then it falls back unless it was decided. Raises Refused."""
    declared, fit = fitting(key, value)
    check_hurried(declared)
    _two(leads)
    why = _said(reason)
    if not 1 <= weeks <= URGENT_WEEKS:
        raise Refused(_("An urgent change lasts from one to %(n)d weeks.") % {"n": URGENT_WEEKS})
    edition = _lock()
    state.forget()
    before, now = state.in_force(key), this_week()
    # In each of its weeks: what is decided and begins later, or holds again after a trial, may protect more than what holds now.
    instead = [state.at(week)[key].value for week in Week.range(now, now + (weeks - 1))]
    if not declared.protects_more(fit, before.value) or not all(fit == one or declared.protects_more(fit, one) for one in instead):
        raise Refused(_("An urgent change is possible only towards more protection, in every week it lasts."))
    if _urgent_again(key):
        raise NotNow(_("This rule was changed urgently before. Now it has to be decided."))
    decision = Decision.objects.create(
        id=uuid4(),
        key=key,
        value=fit,
        before=before.value,
        method="urgent",
        week=str(now),
        asked=[],
        outcome={},
        objections=[],
        confirmed=[],
        reason=why,
        head=record.head(),
    )
    row = Version(id=uuid4(), key=key, value=fit, how="urgent", week=str(now), until=str(now + (weeks - 1)), decision=decision)
    return _write(edition, row, role=role)


def _urgent_again(key: str) -> bool:
    """Whether an urgent change would follow on another with nothing decided between, so that four weeks became many."""
    return any(one.key == key and one.how == "urgent" and one.n > state.newest(key) for one in state.known().changes)


@transaction.atomic
def pause(*, decision: UUID, ground: str, office: str, reason: str, weeks: int, leads: Sequence[UUID], role: str) -> Pause:
    """The steering group stops a decision; two leads write it down. It lapses by itself; another value is never set. Raises Refused."""
    _two(leads)
    why = _said(reason)
    if ground not in GROUNDS:
        raise Refused(_("A pause is for law, danger or money only."))
    if not office.strip() or len(office) > 80:
        raise Refused(_("The office that asks for it must be named."))
    if not 1 <= weeks <= PAUSE_WEEKS:
        raise Refused(_("A pause lasts from one to %(n)d weeks.") % {"n": PAUSE_WEEKS})
    edition = _lock()
    state.forget()
    found = Decision.objects.filter(pk=decision).exclude(method="urgent").first()
    now = this_week()
    if found is None or _ended(found, str(now)):
        raise Refused(_("There is no such decision to pause."))
    if Pause.objects.filter(decision=found).exists():
        raise AlreadyDone(_("This decision was paused before. It can be paused once."))
    row = Pause(id=uuid4(), decision=found, week=str(now), until=str(now + (weeks - 1)), ground=ground, office=office.strip(), reason=why)
    row.n = _moved(edition)
    row.save(force_insert=True)
    record.note(f"decision paused: {about(found)}", role=role, ref=pause_line(row))
    return row


def _ended(row: Decision, now: str) -> bool:
    until = row.version.until if row.key else row.until
    return bool(until and until < now)
