"""Saying what a thing was like in use: by a neighbour, by a peer, by a neighbour beside a peer; and how an answer ends.

Offers
------
say              sealed to the peers she left in, and to herself where her page is open; counts with a slip
say_as_peer      by somebody signed in: her own counts once in a round, somebody else's with a slip
tie_of, attach   a capability that puts an answer with a page begun right after it
take_back        she takes back one answer; its marks go with it
is_own, take_back_own   the same for what somebody of the team said herself: only her own key can tell which that is
end_with_page    everything a page said about things (registered with people.actions.pages)
end_old_answers  for the sweep: answers older than rule equipment.live_weeks; what a hold keeps is set aside

The same form makes one answer, however often it is sent: its number follows from the form's.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from kithbridge import rules
from kithbridge.people import facts, lifetimes, vault, visit
from kithbridge.people.actions import danger, holding, refusing, retention, slips
from kithbridge.people.models import Kept, Neighbour, Role, TeamMember
from kithbridge.people.queries import holding as held
from kithbridge.people.queries.roles import asks_circle, readers_of_asks, shown_role
from kithbridge.people.vault import Ending, Key, Seal
from kithbridge.people.writing import AlreadySent, write_once
from kithbridge.reach import rounds
from kithbridge.reach.models import Answer, Item, Round, Voice
from kithbridge.web import once, record
from kithbridge.web.clock import this_week, today
from kithbridge.web.home import secrets

LONGEST = 1_000
BATCH = 500
_HALF = 8  # bytes of a number


class CannotSay(Exception):
    """Why it was not taken, as a word the page explains: item, nothing, text, readers, slip, silent, refused, busy."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Words:
    """What it was like (keys of rounds.LIKE), what should be different (keys of rounds.WISH), and anything in words."""

    like: tuple[str, ...] = ()
    wish: tuple[str, ...] = ()
    text: str = ""

    def fit(self) -> Words:
        """Only what can be chosen. Raises CannotSay."""
        found = Words(
            tuple(one for one in rounds.LIKE if one in self.like),
            tuple(one for one in rounds.WISH if one in self.wish),
            self.text.replace("\r\n", "\n").strip(),
        )
        if not found.like and not found.wish and not found.text:
            raise CannotSay("nothing")
        if len(found.text) > LONGEST:
            raise CannotSay("text")
        return found


@dataclass(frozen=True)
class Heard:
    """What she is shown. `tie` lets her next form put the answer with a new page."""

    answer: UUID
    counted: bool
    readers: tuple[str, ...]
    tie: str


def _mark(kind: bytes, text: bytes) -> str:
    return hmac.new(secrets().pepper, kind + text, hashlib.sha256).hexdigest()


def _number(form_id: str) -> UUID:
    return UUID(bytes=bytes.fromhex(_mark(b"answer", form_id.encode()))[:16], version=4)


def _own_number(key: Key, first: bytes) -> UUID:
    """A number whose second half follows from its first by her own key: to everybody else it looks like any other."""
    rest = hmac.new(key.private, b"kb1:answer" + first, hashlib.sha256).digest()
    return UUID(bytes=first + rest[:_HALF], version=4)


def is_own(key: Key, answer: UUID) -> bool:
    """Whether she said this herself, as one of the team. Nothing that is stored tells it; her key does."""
    return answer == _own_number(key, answer.bytes[:_HALF])


def tie_of(answer: UUID) -> str:
    """A capability for the page right after saying it: "this is mine"."""
    return f"{answer.hex}.{_mark(b'answer tie', answer.bytes)[:32]}"


def attach(page: Neighbour, text: str) -> None:
    """Put the answer this capability stands for with a page, in the transaction that begins the page."""
    number, _dot, _rest = text.partition(".")
    try:
        answer = UUID(number)
    except ValueError:
        return
    if hmac.compare_digest(tie_of(answer), text):
        Answer.objects.filter(pk=answer, page=None, role=Answer.Role.MOTHER).update(page=page)


def _left_in(wanted: Sequence[UUID]) -> tuple[list[TeamMember], list[str]]:
    """Who reads it, and the numbers of those she unticked."""
    now = readers_of_asks()
    chosen = [member for member in now if member.pk in set(wanted)]
    if not chosen:
        raise CannotSay("readers")
    return chosen, [str(member.pk) for member in now if member not in chosen]


def _new(item: str, form_id: str, role: str) -> Answer:
    if not Item.objects.filter(pk=item).exists():
        raise CannotSay("item")
    row = rounds.asked_now(item)
    return Answer(id=_number(form_id), item_id=item, round=row, circle=asks_circle(), week=str(this_week()), role=role)


def _inside(words: Words, left_out: list[str]) -> str:
    return json.dumps(
        {"like": words.like, "wish": words.wish, "text": words.text, "day": today().isoformat(), "left_out": left_out},
    )


def _counts(slip: str) -> bool:
    """Whether a slip makes it count. Raises CannotSay for one that does not work: she may have mistyped it."""
    if slip.strip() and not slips.use(code=slip):
        raise CannotSay("slip")
    return bool(slip.strip())


def say(*, item: str, words: Words, readers: Sequence[UUID], form_id: str, page: Key | None = None, slip: str = "") -> Heard:
    """A neighbour says what a thing was like. Raises CannotSay, or vault.CannotOpen."""
    said, (left_in, left_out) = words.fit(), _left_in(readers)
    new = _new(item, form_id, Answer.Role.MOTHER)
    new.page_id = page.owner if page else None
    names = tuple(member.work_name for member in left_in)
    there = Answer.objects.filter(pk=new.pk).first()
    if there is not None:
        return Heard(there.pk, there.counted, names, tie_of(there.pk))
    if facts.nobody_answering():
        raise CannotSay("silent")
    if page and refusing.refused(page.owner):
        raise CannotSay("refused")
    # Every try costs one, so that slips cannot be guessed; a slip that works is let in when the hour's budget is used up.
    within = visit.spend("said", most=rules.value("asks.per_hour"))
    if not within and not slip.strip():
        raise CannotSay("busy")

    def content() -> None:
        if not once.claim(form_id):
            raise AlreadySent
        new.counted = _counts(slip)
        new.save(force_insert=True)
        record.count("said about a thing", role="neighbour")

    owners = [member.pk for member in left_in] + ([page.owner] if page else [])
    _store(new, content, Seal(new, owners, {"words": _inside(said, left_out)}))
    return Heard(new.pk, Answer.objects.filter(pk=new.pk, counted=True).exists(), names, tie_of(new.pk))


def _voice_of(key: Key, round_id: UUID) -> str:
    """Made with her own key, not with the pepper: otherwise whoever holds all that is stored could try every number of the team and learn
    who of them said what this thing is like in use."""
    return hmac.new(key.private, b"kb1:voice" + round_id.bytes, hashlib.sha256).hexdigest()


def say_as_peer(
    *, key: Key, round_id: UUID, words: Words, readers: Sequence[UUID], form_id: str, beside: bool = False, slip: str = ""
) -> Heard:
    """A peer says it. Her own counts once in a round; nothing leads from the answer to her. Raises CannotSay, or vault.CannotOpen.

    beside : somebody who uses it says it, beside the peer: it counts with a slip, as ever
    """
    said, (left_in, left_out) = words.fit(), _left_in(readers)
    row = Round.objects.filter(pk=round_id).first()
    if row is None or rounds.stage(row) != Round.State.ASKING:
        raise CannotSay("item")
    # Where one or two hold the job, "a peer" would say which of them uses this thing.
    hidden = shown_role(Role.PEER) != Role.PEER
    new = _new(row.item_id, form_id, Answer.Role.MOTHER if beside or hidden else Answer.Role.PEER)
    new.round = row
    if not beside:
        new.id = _own_number(key, new.pk.bytes[:_HALF])

    def content() -> None:
        if not once.claim(form_id):
            raise AlreadySent
        if beside:
            new.counted = _counts(slip)
        else:
            _voice, new.counted = Voice.objects.get_or_create(round=row, mark=_voice_of(key, row.pk))
        new.save(force_insert=True)
        record.count("said about a thing", role="neighbour" if beside else shown_role(Role.PEER))

    _store(new, content, Seal(new, [member.pk for member in left_in], {"words": _inside(said, left_out)}))
    counted = Answer.objects.filter(pk=new.pk, counted=True).exists()
    return Heard(new.pk, counted, tuple(member.work_name for member in left_in), tie_of(new.pk))


def _store(new: Answer, content: Callable[[], None], seal: Seal) -> None:
    """The same form makes one answer. Raises CannotSay where that answer has ended since, too."""
    with contextlib.suppress(AlreadySent):
        if write_once(lambda: vault.create(content, seal), new):
            return
    raise CannotSay("busy")


# --- How an answer ends ---------------------------------------------------------------------------------
def _end(rows: QuerySet[Answer]) -> list[UUID]:
    """In the caller's transaction: the rows go with their marks, no worry points at them. Returns the items whose keys go."""
    going = list(rows.select_for_update().values_list("pk", flat=True))
    danger.forget_about(going)
    Answer.objects.filter(pk__in=going).delete()
    return going


def take_back(*, key: Key, answer: UUID) -> bool:
    """She takes back one answer of hers: its keys are shredded for everybody. False when it is not hers or has ended."""

    def content() -> tuple[bool, Ending]:
        going = _end(Answer.objects.filter(pk=answer, page_id=key.owner))
        if going:
            record.count("answer taken back", role="neighbour")
        return bool(going), Ending(items=going)

    return vault.end(content)


def take_back_own(*, key: Key, answer: UUID) -> bool:
    """Somebody of the team takes back what she said herself; where it counted, what she says next counts. False as in `take_back`."""

    def content() -> tuple[bool, Ending]:
        row = Answer.objects.filter(pk=answer).first() if is_own(key, answer) else None
        going = _end(Answer.objects.filter(pk=answer)) if row else []
        if row and going:
            if row.counted and row.round_id:
                Voice.objects.filter(round=row.round_id, mark=_voice_of(key, row.round_id)).delete()
            record.count("answer taken back", role=shown_role(Role.PEER))
        return bool(going), Ending(items=going)

    return vault.end(content)


def end_with_page(page: UUID) -> Sequence[UUID]:
    """Everything this page said about things ends with it."""
    return _end(Answer.objects.filter(page=page))


def _old() -> QuerySet[Answer]:
    return Answer.objects.filter(lifetimes.over("equipment.live_weeks"))


def _held() -> Q:
    return Q(page__in=held.in_force().pages)


def end_old_answers(dry_run: bool = False) -> int:
    """Answers whose weeks are over. What a hold keeps is set aside."""
    if dry_run:
        return _old().exclude(_held()).count()
    total = 0
    while batch := list(_old().values_list("pk", flat=True)[:BATCH]):

        def content(batch: list[UUID] = batch) -> tuple[int, Ending]:
            found = Answer.objects.select_for_update().filter(pk__in=batch)
            aside = holding.set_aside(found.filter(_held()), by_her=True)
            # What a worry about them hangs on stays, too: so no `forget_about` for these.
            Answer.objects.filter(pk__in=aside).delete()
            going = _end(Answer.objects.filter(pk__in=batch))
            retention.receipt("answers about things", len(going))
            return len(going), Ending(items=going)

        total += vault.end(content)
    return total


def kept_answers() -> int:
    """How many a hold keeps now."""
    return _old().filter(_held()).count() + Kept.objects.filter(label=Answer._meta.label).count()
