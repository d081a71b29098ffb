"""Other words for one part of a matter. Whoever answers for it takes them, or says why not.

Offers
------
propose(...)            at once from the team; from somebody who sits they wait for two readers
show, hide              what the readers do
take, refuse            what the writer of the matter does; after some weeks anybody who writes matters: may_answer(...)
difference(old, new)    word by word, for a page; beside_now(...): of words that wait, for whoever reads them
REWORDED                beside what was said of a way: its words have changed since
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kithbridge.agree.actions import waiting
from kithbridge.agree.actions.matters import PARTS, check_hers, fit, hers, locked, not_sounding
from kithbridge.agree.actions.speaking import Refused, needed, speaker, writer
from kithbridge.agree.actions.waiting import Kept
from kithbridge.agree.matter_models import Alternative, Amendment, Matter, Part, Stage, State
from kithbridge.people.vault import Key
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

__all__ = ["REWORDED", "Kept", "Piece", "Refused", "beside_now", "difference", "hide", "may_answer", "propose", "refuse", "show", "take"]

MOST_OPEN = 40
# Until other words are answered a matter is not put to the group. Nobody stops it by not answering.
ANSWER_WEEKS = 4
# Beside the bands of a way in a sounding: its words have changed since.
REWORDED = "reworded"
OPEN = Amendment.Outcome.OPEN


@dataclass(frozen=True)
class Piece:
    """A stretch of two wordings laid over each other. kind : "same", "out" (it stood there), or "in" (it would stand there)"""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """The two wordings, word by word, what goes before what comes. "same" and "out" together are `old`, "same" and "in" are `new`."""
    before, after = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (old, new))
    pieces: list[Piece] = []
    out = into = ""
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for at, (kind, start, end, begin, stop) in enumerate(steps):
        goes, comes = "".join(before[start:end]), "".join(after[begin:stop])
        # A lone space between two changes is read with them.
        if kind != "equal" or (goes.isspace() and (out or into) and at + 1 < len(steps)):
            out, into = out + goes, into + comes
            continue
        pieces += [*_changed(out, into), Piece("same", goes)]
        out = into = ""
    return [*pieces, *_changed(out, into)]


def _changed(out: str, into: str) -> list[Piece]:
    return [piece for piece in (Piece("out", out), Piece("in", into)) if piece.text]


# --- Proposing ------------------------------------------------------------------------------------------
def _now(matter: Matter, part: str, alternative: UUID | None) -> tuple[str, Alternative | None]:
    """How the part reads now. Raises Refused where there is no such part."""
    if part == Part.TEXT:
        found = matter.alternatives.filter(pk=alternative, dropped=False).first() if alternative else None
        if found is not None:
            return found.text, found
    elif part in PARTS and alternative is None:
        return str(getattr(matter, part)), None
    raise Refused(_("There is no such part."))


def _fits(matter: UUID, part: str, text: str, alternative: UUID | None) -> tuple[Matter, str, Alternative | None]:
    row = locked(matter, State.TALKING)
    old, way = _now(row, part, alternative)
    if old == text:
        raise Refused(_("It reads so already."))
    if row.amendments.filter(outcome=OPEN).exclude(stage__in=[Stage.HIDDEN, Stage.GONE]).count() >= MOST_OPEN:
        raise Refused(_("Many other wordings wait for an answer. Nothing was kept. Try again when some are answered."))
    return row, old, way


def propose(
    *, key: Key, matter: UUID, part: str, text: str, alternative: UUID | None = None, readers: Sequence[UUID] = (), form_id: str
) -> Kept | None:
    """What she is shown; None for somebody of the team, whose wording stands there at once. Raises Refused or vault.CannotOpen."""
    said, words = speaker(key), fit(part, text)
    if not said.sits:
        _propose_plainly(key, matter, part, words, alternative, said.by, form_id)
        return None
    row = Amendment(matter_id=matter, part=part, alternative_id=alternative, by=said.by)

    def still_open() -> None:
        _fits(matter, part, words, alternative)

    return waiting.store(row, {"text": words}, readers=readers, form_id=form_id, kind="other words proposed", beside=still_open)


@transaction.atomic
def _propose_plainly(key: Key, matter: UUID, part: str, words: str, alternative: UUID | None, by: str, form_id: str) -> None:
    row, old, way = _fits(matter, part, words, alternative)
    if once.claim(form_id):
        made = Amendment.objects.create(
            id=uuid4(), matter=row, alternative=way, part=part, old=old, new=words, stage=Stage.SHOWN, by=by, week=str(this_week()),
            written_by=key.owner,
        )  # fmt: skip
        record.note("other words proposed", role=by, ref=made.pk)


def beside_now(amendment: UUID, text: str) -> list[Piece]:
    """These words beside how the part reads now; [] where the part is gone."""
    row = Amendment.objects.select_related("matter").filter(pk=amendment).first()
    with contextlib.suppress(Refused):
        return difference(_now(row.matter, row.part, row.alternative_id)[0], text) if row else []
    return []


def show(*, key: Key, amendment: UUID) -> bool:
    """True when everybody can read it now. Raises Refused."""

    def fill(row: Amendment, inside: dict[str, str]) -> None:
        try:
            row.old, _way = _now(row.matter, row.part, row.alternative_id)
        except Refused:
            raise Refused(_("The way this is about was taken back. Leave these words out, and say so to whoever wrote them.")) from None
        row.new = inside["text"]

    return waiting.show(key=key, table=Amendment, number=amendment, fill=fill)


def hide(*, key: Key, amendment: UUID, reason: str, answer: str) -> None:
    """It is not shown; she learns why, by her code. Raises Refused."""
    waiting.hide(key=key, table=Amendment, number=amendment, reason=reason, answer=answer)


# --- The writer's answer --------------------------------------------------------------------------------
def may_answer(matter: Matter, row: Amendment, key: Key) -> bool:
    """Whether she takes or refuses these words, as far as her job writes: whoever answers for the matter; once they waited, anybody."""
    return hers(matter, key) or str(row.week) <= str(this_week() - ANSWER_WEEKS)


def _open(key: Key, amendment: UUID) -> tuple[str, Amendment, Matter]:
    role = writer(key)
    row = Amendment.objects.select_for_update().filter(pk=amendment, stage=Stage.SHOWN).first()
    if row is None or row.outcome != OPEN:
        raise Refused(_("This was answered, or taken back."))
    matter = locked(row.matter_id, State.TALKING)
    if not may_answer(matter, row, key):
        check_hers(matter, key)
    return role, row, matter


@transaction.atomic
def take(*, key: Key, amendment: UUID) -> None:
    """The part reads so from now on. Raises Refused, also where it has changed since: then the difference would be another."""
    role, row, matter = _open(key, amendment)
    if matter.back and row.written_by == key.owner:
        raise Refused(_("Somebody who sits wrote this, and the other words are yours. Somebody else takes them, or says why not."))
    old, way = _now(matter, row.part, row.alternative_id)
    if old != row.old:
        raise Refused(_("This part reads otherwise by now. Word it yourself, or say why you do not take it."))
    if way is not None:
        not_sounding(matter)
        way.text, way.by = row.new, row.by
        way.save(update_fields=["text", "by"])
        _was_sounded(matter, way)
    else:
        setattr(matter, row.part, row.new)
    matter.last_by = row.by
    matter.save(update_fields=["last_by"] if way else ["last_by", row.part])
    row.outcome = Amendment.Outcome.TAKEN
    row.save(update_fields=["outcome"])
    record.note("other words taken", role=role, ref=row.pk)


def _was_sounded(matter: Matter, way: Alternative) -> None:
    """What was said of its former words is told as that."""
    for sounded in matter.soundings.all():
        if str(way.pk) in sounded.shown:
            sounded.shown[str(way.pk)][REWORDED] = "yes"
            sounded.save(update_fields=["shown"])


@transaction.atomic
def refuse(*, key: Key, amendment: UUID, reason: str) -> None:
    """It stays as it is, with a reason that everybody can read. Raises Refused."""
    why = needed(reason)
    role, row, _matter = _open(key, amendment)
    row.outcome, row.because = Amendment.Outcome.REFUSED, why
    row.save(update_fields=["outcome", "because"])
    record.note("other words not taken", role=role, ref=row.pk)
