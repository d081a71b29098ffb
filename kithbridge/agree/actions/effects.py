"""What changed, and whether those it is for say so.

Offers
------
write_effect(...)        what changed, as the team says, with the decision or task it came of
answer_changed(...)      yes, in part, not yet, I cannot tell: tallies, by voice; counted with a slip or the code of her statement
reopen(...)              by hand, with a reason; enough counted "not yet" do it by themselves (rule agree.reopen_share)
asks(effect), may_answer_with(effect, statement)
forget_spoken            for the sweep
HEARD_FROM, TOLD_FROM    how many must count before anything is told

What is shown moves only when seventeen more have counted: else whoever looks before and after sees one answer.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Case, F, PositiveIntegerField, When
from django.utils.translation import gettext as _

from kithbridge import rules
from kithbridge.agree.actions.doing import decided_here
from kithbridge.agree.actions.matters import locked
from kithbridge.agree.actions.speaking import Refused, needed, speaker, writer
from kithbridge.agree.matter_models import Answer, Changed, Effect, Matter, Origin, Spoken, Stage, State, Task, Way
from kithbridge.agree.models import Statement, Voice
from kithbridge.people import visit
from kithbridge.people.actions import retention, slips
from kithbridge.people.vault import Key
from kithbridge.web import once, record
from kithbridge.web.clock import this_week
from kithbridge.web.home import secrets

__all__ = ["HEARD_FROM", "TOLD_FROM", "Refused", "answer_changed", "asks", "forget_spoken", "may_answer_with", "reopen", "write_effect"]

# Below eight nothing is said; then that they were heard. Bands begin where somebody who knows six answers and her own can work out no
# other (engines/opinion/bands), and move when as many more have counted.
HEARD_FROM, TOLD_FROM = 8, 17
TOLD = (Answer.YES, Answer.NOT_YET)
FEWEST_NOT_YET = 5
ASKED_WEEKS = 26
SWEPT = "marks of answers"
COUNTED = (Way.SAID, Way.SLIP)


@transaction.atomic
def write_effect(*, key: Key, matter: UUID, decision: UUID, text: str, task: UUID | None = None, form_id: str) -> Effect | None:
    """What changed; from now on people are asked. None: this form was sent before. Raises Refused."""
    role = writer(key)
    said = needed(text)
    row = locked(matter, State.DECIDED, gone=True)
    if not decided_here(row, decision):
        raise Refused(_("There is no such decision of this matter."))
    of = Task.objects.filter(pk=task, matter=row, decision=decision).first() if task else None
    if task and of is None:
        raise Refused(_("There is no such task of this decision."))
    if not once.claim(form_id):
        return None
    made = Effect.objects.create(
        id=uuid4(), matter=row, decision=decision, task=of, text=said, by=speaker(key).by, week=str(this_week()), turn=row.turn
    )
    record.note("effect written", role=role, ref=made.pk)
    return made


# --- Did it change? -------------------------------------------------------------------------------------
def asks(effect: Effect) -> bool:
    """Whether people are asked about it now: half a year long, and not once it is talked about again."""
    fresh = str(effect.week) > str(this_week() - ASKED_WEEKS)
    return fresh and effect.matter.state == State.DECIDED and effect.turn == effect.matter.turn


def may_answer_with(effect: Effect, statement: Statement) -> bool:
    """Whether the matter rests on this statement: then whoever has its code is asked as who said it."""
    return Origin.objects.filter(matter=effect.matter_id, ref=statement.pk).exists()


def _first_time(effect: Effect, who: Key | Statement) -> bool:
    """Whether this page, or whoever has this statement's code, answers for the first time."""
    private, of = (secrets().pepper, who.pk.bytes) if isinstance(who, Statement) else (who.private, b"")
    mark = hmac.new(private, b"changed" + effect.pk.bytes + of, hashlib.sha256).hexdigest()
    return Spoken.objects.get_or_create(id=mark, defaults={"effect": effect})[1]


def _way(slip: str, said: Statement | None) -> Way:
    if said is not None:
        return Way.SAID
    if slip.strip():
        if not slips.use(code=slip):
            raise Refused(_("This slip does not work: it was used, or is too old. Nothing was counted."))
        return Way.SLIP
    return Way.OPEN


@transaction.atomic
def answer_changed(
    *, effect: UUID, voice: str, answer: str, form_id: str, key: Key | None = None, slip: str = "", said: Statement | None = None
) -> bool:
    """One more in the tallies. True when it counts: with a slip, or as who said it (`said`: her statement, known by its code).

    Secret words alone are heard. Neither words nor slip nor code is refused. Raises Refused.
    """
    row = Effect.objects.select_for_update().filter(pk=effect).first()
    if row is None or voice not in Voice.values or answer not in Answer.values:
        raise Refused(_("Choose who you are and one of the answers."))
    if not asks(row):
        raise Refused(_("People are not asked about this any more."))
    if said is not None and not may_answer_with(row, said):
        raise Refused(_("This does not rest on what you said."))
    who = said or key
    if who is None and not slip.strip():
        raise Refused(_("You need your secret words, a slip, or the code of what you said."))
    if not visit.spend("changed", most=rules.value("asks.per_hour")) and not slip.strip():
        raise Refused(_("Too many answer at once. Nothing was counted. Try again in an hour, or with a slip."))
    if not once.claim(form_id):
        return bool(slip.strip() or said)
    way = _way(slip, said)
    if way != Way.SLIP and who is not None and not _first_time(row, who):
        raise Refused(_("You have answered. Your first answer stands."))
    pile, _new = Changed.objects.get_or_create(effect=row, voice=voice, way=way, answer=answer)
    # All rows of the effect are written anew: on PostgreSQL the number of the transaction would tie who has spoken to an answer.
    more = Case(When(pk=pile.pk, then=F("n") + 1), default=F("n"), output_field=PositiveIntegerField())
    Changed.objects.filter(effect=row).update(n=more)
    Spoken.objects.filter(effect=row).update(effect=row)
    record.count("said whether it changed", role="neighbour")
    if way in COUNTED:
        _refresh(row)
    return way in COUNTED


def _counted(row: Effect) -> dict[str, dict[str, int]]:
    """Voice -> answer -> how many counted."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for pile in row.said.filter(way__in=COUNTED):
        found[pile.voice][pile.answer] += pile.n
    return found


def _bands(answers: Mapping[str, int]) -> dict[str, str]:
    """How many said yes and how many not yet, as a conversation's results are told: {} where too few have counted (16 and fewer)."""
    # numpy is loaded where opinions are reckoned, never for a page.
    from kithbridge.engines.opinion import bands

    total = sum(answers.values())
    if bands.telling(total) != "words":
        return {}
    edges = bands.cuts(total)
    return {name.value: bands.band(answers.get(name, 0), total, edges).word for name in TOLD}


def _tell(by_voice: Mapping[str, Mapping[str, int]], together: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """Each voice alone where every voice is large enough, else all together: never both, or the small one could be worked out."""
    parts = {voice: _bands(answers) for voice, answers in sorted(by_voice.items())}
    if len(parts) > 1 and all(parts.values()):
        return parts
    return {"together": _bands(together)}


def _refresh(row: Effect) -> None:
    """What is shown, when enough more have spoken; and the matter opens again where enough say that nothing changed."""
    by_voice = _counted(row)
    together: dict[str, int] = defaultdict(int)
    for answers in by_voice.values():
        for name, n in answers.items():
            together[name] += n
    total = sum(together.values())
    if total >= TOLD_FROM and total - (row.shown_at if row.shown else 0) >= TOLD_FROM:
        row.shown, row.shown_at = _tell(by_voice, together), total
    elif total >= HEARD_FROM and not row.shown_at:
        row.shown_at = total
    not_yet = together.get(Answer.NOT_YET, 0)
    # Of fewer than eight nothing is told, and that it opens again would tell that five of five said "not yet".
    enough = total >= HEARD_FROM and not_yet >= FEWEST_NOT_YET and 100 * not_yet >= int(rules.value("agree.reopen_share")) * total
    if enough and not row.reopened:
        matter = Matter.objects.select_for_update().get(pk=row.matter_id)
        if matter.state == State.DECIDED and matter.turn == row.turn:
            row.reopened = True
            if matter.stage == Stage.SHOWN:  # what has no words any more is written anew
                _again(matter)
                record.note("matter opened again by what people said", role="software", ref=matter.pk)
    row.save(update_fields=["shown", "shown_at", "reopened"])


def _again(matter: Matter, because: str = "") -> None:
    matter.state, matter.turn, matter.because, matter.talked_since = State.TALKING, matter.turn + 1, because, this_week()
    matter.save(update_fields=["state", "turn", "because", "talked_since"])


def forget_spoken(dry_run: bool = False) -> int:
    """Once people are not asked any more, nothing says who has answered; for the sweep."""
    return retention.delete(SWEPT, Spoken.objects.filter(effect__week__lte=str(this_week() - ASKED_WEEKS)), dry_run)


@transaction.atomic
def reopen(*, key: Key, matter: UUID, reason: str) -> None:
    """It is talked about again, for a reason that everybody can read. What was decided holds until something else is. Raises Refused."""
    role = writer(key)
    why = needed(reason)
    row = locked(matter, State.DECIDED)
    _again(row, why)
    record.note("matter opened again", role=role, ref=row.pk)
