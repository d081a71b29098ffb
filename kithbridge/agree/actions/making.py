"""A conversation is written, agreed to by a second of another job, opened. How it is stopped: `stopping.py`.

Offers
------
write(...)           a draft: a question, what it is for, to whom the first round is open, for how long
change(...)          of a draft; whoever had agreed agrees again
seen(conversation)   a mark of a draft as it stands
agree_to_open(...)   the second of another job opens it, as she has seen it: from then on its rules are fixed
forget_links(row)    in the transaction that ends one: who voted what is nowhere any more
Refused              why nothing changed (actions/refused.py)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from kithbridge import rules
from kithbridge.agree import links
from kithbridge.agree.actions import standing, wording
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.actions.written import number_of
from kithbridge.agree.models import OPEN, Ballot, Conversation, State, Statement, Vote, Voter
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Ending, Key
from kithbridge.web import record
from kithbridge.web.clock import this_week

__all__ = [
    "FEWEST_STATEMENTS",
    "JOBS",
    "LONGEST_ABOUT",
    "Refused",
    "agree_to_open",
    "change",
    "first_allowed",
    "forget_links",
    "seen",
    "write",
]

JOBS = (Role.LEAD, Role.FACILITATOR, Role.RESEARCHER)
LONGEST_QUESTION, LONGEST_ABOUT = 200, 1_000
# To agree or disagree with one sentence alone is no conversation.
FEWEST_STATEMENTS = 3


def first_allowed() -> list[str]:
    """To whom the first round may be open, by the rule agree.first_round."""
    chosen = rules.value("agree.first_round")
    return ["living", "lived"] if chosen == "both" else [chosen]


def _first(wanted: Sequence[str] | None) -> list[str]:
    """Some of those whom the rule names; nobody said: all of them."""
    allowed = first_allowed()
    if wanted is None:
        return allowed
    if not wanted or not set(wanted) <= set(allowed):
        raise Refused("first")
    return [one for one in allowed if one in wanted]


def _weeks(n: int | None) -> int:
    most = int(rules.value("agree.open_weeks"))
    if n is None:
        return most
    if not 1 <= n <= most:
        raise Refused("weeks")
    return n


def _about(text: str) -> str:
    """Several lines, each cleaned as a statement is."""
    if len(text) > 4 * LONGEST_ABOUT:
        raise Refused("about")
    try:
        lines = [wording.line(one, LONGEST_ABOUT) for one in text.replace("\r\n", "\n").split("\n")]
    except Refused:
        raise Refused("about") from None
    found = "\n".join(lines).strip()
    if len(found) > LONGEST_ABOUT:
        raise Refused("about")
    return found


def _question(text: str) -> str:
    try:
        return wording.sentence(text)
    except Refused:
        raise Refused("question") from None


def write(
    *,
    key: Key,
    question: str,
    about: str = "",
    first: Sequence[str] | None = None,
    weeks_first: int | None = None,
    weeks: int | None = None,
    form_id: str,
) -> Conversation:
    """A draft. Sent again it is the same one. Raises Refused: question, about, first, weeks."""
    made = {
        "question": _question(question),
        "about": _about(about),
        "first": _first(first),
        "first_weeks": _weeks(weeks_first),
        "all_weeks": _weeks(weeks),
        "measure": rules.value("agree.measure"),
    }
    number, week = number_of(form_id), str(this_week())
    for _try in range(3):
        if (there := Conversation.objects.filter(pk=number).first()) is not None:
            return there
        try:
            with transaction.atomic():
                newest = Conversation.objects.aggregate(newest=Max("number"))["newest"] or 0
                row = Conversation.objects.create(id=number, number=newest + 1, week=week, first_until=week, until=week, **made)
                record.note("conversation written", role=acting(key, *JOBS), ref=row.pk)
                return row
        except IntegrityError:
            continue  # somebody else took the number at the same moment
    raise Refused("state")


@transaction.atomic
def change(
    *,
    key: Key,
    conversation: Conversation,
    question: str,
    about: str = "",
    first: Sequence[str] | None = None,
    weeks_first: int | None = None,
    weeks: int | None = None,
) -> Conversation:
    """Of a draft. Raises Refused: gone, state, question, about, first, weeks."""
    row = standing.alone(conversation)
    if row.state != State.DRAFT:
        raise Refused("state")
    row.question, row.about, row.first = _question(question), _about(about), _first(first)
    row.first_weeks, row.all_weeks, row.opened_by = _weeks(weeks_first), _weeks(weeks), None
    row.save(update_fields=["question", "about", "first", "first_weeks", "all_weeks", "opened_by"])
    record.note("conversation changed", role=acting(key, *JOBS), ref=row.pk)
    return row


def seen(row: Conversation) -> str:
    """A mark of everything that stands in a draft: another draft has another one."""
    statements = Statement.objects.filter(conversation=row, stage=Statement.Stage.SHOWN).order_by("number").values_list("number", "text")
    told = [row.question, row.about, row.first, row.first_weeks, row.all_weeks, list(statements)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def agree_to_open(*, key: Key, conversation: Conversation, as_seen: str) -> bool:
    """She would open what she has read (`as_seen`: its mark), not what was put there since. True when it is open now: two with different
    jobs would.

    Raises Refused: gone, state, other (it was changed), statements, same.
    """
    if not standing.jobs(key.owner):
        raise Refused("same")
    # Into the keyring first, as with everything locked: a conversation that is open has its key.
    try:
        links.make(conversation)
    except links.NoLink:
        raise Refused("state") from None
    with transaction.atomic():
        row = standing.alone(conversation)
        if row.state in OPEN:
            return True
        if row.state != State.DRAFT:
            raise Refused("state")
        if as_seen != seen(row):
            raise Refused("other")
        if Statement.objects.filter(conversation=row, stage=Statement.Stage.SHOWN).count() < FEWEST_STATEMENTS:
            raise Refused("statements")
        if row.opened_by is None or not standing.jobs(row.opened_by):
            row.opened_by = key.owner
            row.save(update_fields=["opened_by"])
            record.note("conversation looked at by one", role=acting(key, *standing.JOBS), ref=row.pk)
            return False
        if not standing.two_jobs(row.opened_by, key.owner):
            raise Refused("same")
        _open(row)
        record.note("conversation opened", role=acting(key, *standing.JOBS), ref=row.pk)
    return True


def _open(row: Conversation) -> None:
    """Its weeks begin, and what counts as common ground is fixed. A part of a week counts as a week."""
    now, allowed = this_week(), first_allowed()
    row.first = [one for one in row.first if one in allowed] or allowed
    row.measure = rules.value("agree.measure")
    first_weeks, all_weeks = (min(n, int(rules.value("agree.open_weeks"))) for n in (row.first_weeks, row.all_weeks))
    first_until = now + (first_weeks - 1)
    row.week, row.first_until, row.until = str(now), str(first_until), str(first_until + all_weeks)
    row.state, row.opened_by = State.FIRST, None
    row.save(update_fields=["first", "measure", "week", "first_until", "until", "state", "opened_by"])


def forget_links(row: Conversation) -> Ending:
    """In the transaction that ends a conversation: who voted what is nowhere any more. Returns what the vault ends with it."""
    Vote.objects.filter(statement__conversation=row).delete()
    Voter.objects.filter(conversation=row).delete()
    Ballot.objects.filter(conversation=row).delete()
    Statement.objects.filter(conversation=row).exclude(same="").update(same="")
    Statement.objects.filter(conversation=row, stage=Statement.Stage.SHOWN).update(first_reader=None, reason="", answer="")
    return links.drop(row)
