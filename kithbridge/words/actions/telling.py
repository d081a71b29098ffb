"""Telling us something about a word: locked to those of us she left in, taken back with a code, ended by rule.

Offers
------
Inside, readers_now()      what is locked; who reads it
store(...)                 one row with its keys, and what else happens in the same transaction
suggest, object_to         a word that is missing, said otherwise or off the list; "I own this word", "look at this again"
take_back(code)            hers at any time, shown or not
end_old                    for the sweep: older than rule words.live_weeks; what is shown stays

Nothing leads from a row to her: no page, no slip. The number of a row and its code follow from the number of the form, so the same form
makes one row and shows the same code, however often it is sent.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models import QuerySet

from kithbridge import rules
from kithbridge.people import facts, form_codes, lifetimes, tries, vault, visit
from kithbridge.people.actions import danger, retention, slips
from kithbridge.people.models import TeamMember
from kithbridge.people.queries.roles import readers_of_words as readers_now
from kithbridge.people.vault import Ending, Seal
from kithbridge.people.writing import AlreadySent, write_once
from kithbridge.web import once, record
from kithbridge.web.clock import this_week
from kithbridge.words import bars, lists
from kithbridge.words.actions import reopening
from kithbridge.words.models import Hearer, Told

__all__ = [
    "LONGEST", "OBJECTED", "SUGGESTED", "CannotTell", "Inside", "Kept", "code_of", "counts", "end_old", "end_rows",
    "left_in", "number_of", "object_to", "readers_now", "spend", "store", "suggest", "take_back",
]  # fmt: skip

LONGEST, LONGEST_WORD = 1_000, 80
BATCH = 500
SUGGESTED = (Told.Kind.NEW, Told.Kind.CHANGE, Told.Kind.OFF)
OBJECTED = (Told.Kind.OWNED, Told.Kind.AGAIN)


class CannotTell(Exception):
    """Why it was not taken, as a word the page explains: gone, role, where, how, nothing, text, readers, slip, silent, busy."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Inside:
    """What is locked. `word`, `instead`: of a suggestion; `may_show`: she agrees that her words are shown, without a name."""

    text: str = ""
    word: str = ""
    instead: str = ""
    role: str = ""
    where: str = ""
    how: str = ""
    may_show: bool = False

    def fit(self) -> Inside:
        """Without odd line ends and edges. Raises CannotTell for what is too long or an unknown role."""
        found = Inside(
            self.text.replace("\r\n", "\n").strip(),
            " ".join(self.word.split()),
            " ".join(self.instead.split()),
            self.role,
            self.where,
            self.how,
            self.may_show,
        )
        if len(found.text) > LONGEST or len(found.word) > LONGEST_WORD or len(found.instead) > LONGEST_WORD:
            raise CannotTell("text")
        if found.role and found.role not in Hearer.values:
            raise CannotTell("role")
        return found


@dataclass(frozen=True)
class Kept:
    """What she is shown: the code that takes it back, who can read it, and whether people are asked again because of it."""

    told: UUID
    code: str
    readers: tuple[str, ...]
    reopened: bool = False


def number_of(form_id: str) -> UUID:
    """The row that this form makes."""
    return form_codes.number_of(b"words told", form_id)


def code_of(form_id: str) -> str:
    """The code that takes back what this form told, in signs that do not look alike."""
    return form_codes.code_of(b"words code", form_id)


def _hash(code: str) -> str:
    return form_codes.code_hash(b"words back", code)


def left_in(wanted: Sequence[UUID]) -> list[TeamMember]:
    """Who of those who read now she left ticked. Raises CannotTell where nobody is."""
    if facts.nobody_answering():
        raise CannotTell("silent")
    chosen = [member for member in readers_now() if member.pk in set(wanted)]
    if not chosen:
        raise CannotTell("readers")
    return chosen


def spend(slip: str) -> None:
    """Every try costs one of the hour's budget, so that slips cannot be guessed. Raises CannotTell when it is used up and no slip helps."""
    if not visit.spend("told", most=rules.value("asks.per_hour")) and not slip.strip():
        raise CannotTell("busy")


def counts(slip: str) -> bool:
    """Use a slip up. Raises CannotTell for one that does not work: she may have mistyped it. False without one."""
    if slip.strip() and not slips.use(code=slip):
        raise CannotTell("slip")
    return bool(slip.strip())


def store(
    *, kind: Told.Kind, term: str, inside: Inside, readers: Sequence[TeamMember], form_id: str, beside: Callable[[Told], None]
) -> Kept:
    """One locked row; `beside` happens in the same transaction, once. The same form again changes nothing and shows the same."""
    new = Told(id=number_of(form_id), kind=kind, term=term, week=str(this_week()), back=_hash(code_of(form_id)))
    left_out = [str(member.pk) for member in readers_now() if member not in readers]
    text = json.dumps({**asdict(inside), "left_out": left_out})

    def content() -> None:
        if not once.claim(form_id):
            raise AlreadySent
        beside(new)
        new.save(force_insert=True)
        record.count("said about a word", role="neighbour")

    kept = Kept(new.pk, code_of(form_id), tuple(member.work_name for member in readers))
    if Told.objects.filter(pk=new.pk).exists():
        return kept
    seal = Seal(new, [member.pk for member in readers], {"words": text})
    with contextlib.suppress(AlreadySent):  # it has ended since: the code says so
        if not write_once(lambda: vault.create(content, seal), new):
            raise CannotTell("busy")
    return kept


def suggest(*, kind: str, term: str = "", inside: Inside, readers: Sequence[UUID], form_id: str) -> Kept:
    """Somebody says what the list should have otherwise. Raises CannotTell, or vault.CannotOpen."""
    if kind not in SUGGESTED:
        raise CannotTell("gone")
    said = inside.fit()
    if kind != Told.Kind.NEW and lists.found(term) is None:
        raise CannotTell("gone")
    if not (said.word if kind == Told.Kind.NEW else said.text or said.instead):
        raise CannotTell("nothing")
    chosen = left_in(readers)
    spend("")
    of = "" if kind == Told.Kind.NEW else term.upper()
    return store(kind=Told.Kind(kind), term=of, inside=said, readers=chosen, form_id=form_id, beside=lambda _new: None)


def object_to(*, kind: str, term: str, inside: Inside, readers: Sequence[UUID], slip: str = "", form_id: str) -> Kept:
    """ "I own this word", or "look at this again", with a story. With a slip people are asked again at once, where enough have spoken
    since they were last asked; otherwise when somebody of the team has read it. Raises CannotTell, or vault.CannotOpen.
    """
    entry = lists.found(term)
    if kind not in OBJECTED or entry is None:
        raise CannotTell("gone")
    said = inside.fit()
    if not said.text:
        raise CannotTell("nothing")
    chosen = left_in(readers)
    spend(slip)
    opened: list[bool] = []

    def beside(new: Told) -> None:
        sense = lists.sense_of(entry)
        # One slip sets back what many said only where a whole turn of them has spoken; before that a reader looks first.
        if counts(slip) and bars.voices(sense, bars.turn_of(sense)) >= bars.least():
            opened.append(reopening.reopen(sense=sense, why=kind))
            new.asked = True

    kept = store(kind=Told.Kind(kind), term=entry.id, inside=said, readers=chosen, form_id=form_id, beside=beside)
    return Kept(kept.told, kept.code, kept.readers, any(opened))


# --- How it ends ----------------------------------------------------------------------------------------
def end_rows(rows: QuerySet[Told]) -> list[UUID]:
    """In the caller's transaction: the rows go, no worry points at them. Returns the items whose keys go."""
    going = list(rows.select_for_update().values_list("pk", flat=True))
    danger.forget_about(going)
    Told.objects.filter(pk__in=going).delete()
    return going


def take_back(*, code: str) -> bool:
    """She takes back what she told, wherever it stands. False when no such code is known: it was used, or its weeks are over.

    Raises sealing.Busy while too many are guessing.
    """
    good = bool(code.strip()) and Told.objects.filter(back=_hash(code)).exists()
    tries.one(good=good)
    if not good:
        return False

    def content() -> tuple[bool, Ending]:
        going = end_rows(Told.objects.filter(back=_hash(code)))
        if going:
            record.count("words about a word taken back", role="neighbour")
        return bool(going), Ending(items=going)

    return vault.end(content)


def _old() -> QuerySet[Told]:
    return Told.objects.filter(lifetimes.over("words.live_weeks"), words__isnull=False)


def end_old(dry_run: bool = False) -> int:
    """What was told longer ago than the rule says: its lock goes, and what is not shown goes altogether."""
    if dry_run:
        return _old().count()
    total = 0
    while batch := list(_old().values_list("pk", flat=True)[:BATCH]):

        def content(batch: list[UUID] = batch) -> tuple[int, Ending]:
            shown = Told.objects.select_for_update().filter(pk__in=batch).exclude(shown="")
            stay = list(shown.values_list("pk", flat=True))
            danger.forget_about(stay)
            Told.objects.filter(pk__in=stay).update(words=None)
            going = [*stay, *end_rows(Told.objects.filter(pk__in=batch, shown=""))]
            retention.receipt("what was told about words", len(going))
            return len(going), Ending(items=going)

        total += vault.end(content)
    return total
