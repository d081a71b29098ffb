"""What peers do with asks, and what they hand out.

Offers
------
hand_over   things went out for an ask: its words are shredded, what was counted stays
close       it cannot be done: the same without anything handed out
not_me      "not me", before opening
carry_no    "I can't carry this for now": everything open passes to the others who hold it
pass_on     one more peer may read it
count       one tap of handing out without any ask
undo        takes back that tap

What is counted goes through `actions.ledger`. A form sent twice counts once; what a phone counted for an ask is not counted again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db import transaction

from kithbridge import rules
from kithbridge.people import vault
from kithbridge.people.actions import notes
from kithbridge.people.models import SAFEGUARDING, Message, Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import CannotOpen, Ending, Key
from kithbridge.reach import queries
from kithbridge.reach.actions import asking, ledger
from kithbridge.reach.actions.ending import Finished, finish
from kithbridge.reach.actions.ledger import Happened
from kithbridge.reach.models import Area, Ask, Item, NotMe, Place
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

JOBS = (Role.PEER, Role.LEAD, *SAFEGUARDING)
MOST_AT_ONCE = 200
_SALT = "kithbridge.reach.undo"
# What one tap of the form can say -> kind of event, and what the event record counts.
TAPS = {
    "out": ("out", "handed out"),
    "missing": ("none", "had none"),
    "maynot": ("maynot", "asked, may not"),
    "back": ("back", "came back"),
    "waste": ("waste", "wasted"),
    "passed": ("passed", "wanted to be passed on"),
}


class NotDone(Exception):
    """Why nothing happened, as a word the page explains: gone, area, place, nothing, many, readers, left_out, here, answer, undo."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _checked(lines: Mapping[str, int], known: set[str]) -> dict[str, int]:
    if any(n < 0 or n > MOST_AT_ONCE for n in lines.values()):
        raise NotDone("many")
    return {item: n for item, n in lines.items() if n > 0 and item in known}


def _area(area: str) -> str:
    if not Area.objects.filter(key=area).exists():
        raise NotDone("area")
    return area


def _place(place: str) -> str:
    """The bag or hub that things leave; "" where nobody said."""
    if place and not Place.objects.filter(key=place).exists():
        raise NotDone("place")
    return place


def _was_done(form_id: str) -> bool:
    """Whether this form has acted before; leaves no trace when it has not."""
    with transaction.atomic():
        first = once.claim(form_id)
        if first:
            transaction.set_rollback(True)
    return not first


@dataclass(frozen=True)
class HandedOver:
    """What was counted.

    `again`: this form was sent before, nothing was counted now. `kept`: a hold keeps the words, and we may say so. `by_phone`: what a
    phone had counted for this pick code before, and was not counted again.
    """

    out: Mapping[str, int]
    again: bool = False
    kept: bool = False
    by_phone: tuple[str, ...] = ()


def _end(ask: UUID, count_lines: Callable[[], None], kind: str, role: str) -> Finished:
    """Inside a transaction: the ask ends and is counted. Raises NotDone("gone") when somebody else has ended it."""
    done = finish([ask])
    if not done.any:
        raise NotDone("gone")
    count_lines()
    record.count(kind, role=role)
    return done


def _finish(ask: UUID, form_id: str, count_lines: Callable[[], None], kind: str, role: str) -> Finished | None:
    """End the ask once. None: this form has done it before. Raises NotDone("gone") when somebody else has ended it."""

    def content() -> tuple[Finished | None, Ending]:
        if not once.claim(form_id):
            return None, Ending()
        done = _end(ask, count_lines, kind, role)
        return done, Ending(items=done.items)

    return vault.end(content)


def _words(key: Key, ask: UUID, form_id: str) -> queries.Words | None:
    """What the ask says; None when this very form has ended it before."""
    row = Ask.objects.filter(pk=ask).first()
    try:
        if row is None:
            raise CannotOpen("There is no such ask.")
        return queries.words_of(vault.read(key, row, "words"))
    except CannotOpen:
        if _was_done(form_id):
            return None
        raise NotDone("gone") from None


def _without_what_was_missing(words: queries.Words, out: dict[str, int], missing: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    lacking = {}
    for item, n in missing.items():
        asked = words.items.get(item, 0)
        if out.get(item, 0) >= asked:
            out.pop(item, None)
        lacking[item] = asked - out.get(item, 0) if asked else n
    return out, lacking


def hand_over(
    *, key: Key, ask: UUID, given: Mapping[str, int], missing: Mapping[str, int], area: str, form_id: str, place: str = ""
) -> HandedOver:
    """Things went out for an ask. Its words are shredded for everybody; out, asked and missing are counted for this week.

    Parameters
    ----------
    given : item -> how many went out
    missing : item -> 1 or more where there was none. Of what she asked for, as many are counted missing as she did not get; where
        the number given was left as she asked for it, "had none" holds and none went out
    area : which area it is counted for
    place : which bag or hub it came from; "" leaves stock as it is

    Raises
    ------
    NotDone
        "gone": somebody handed it over before, or it is not shared with her. Nothing was counted.
    """
    words = _words(key, ask, form_id)
    if words is None:
        return HandedOver({}, again=True)
    known = set(Item.objects.values_list("key", flat=True))
    out, none_there = _without_what_was_missing(words, _checked(given, known), _checked(missing, known))
    where, bag = _area(area), _place(place)
    if not out and not none_there and not words.wishes:
        raise NotDone("nothing")
    by_phone: set[str] = set()
    code = asking.pick_code(ask)  # before the end: a row that a hold sets aside no longer knows which words it had

    def count_lines() -> None:
        by_phone.update(ledger.picked_up(code, out))
        left = {item: n for item, n in out.items() if item not in by_phone}
        ledger.pick(code, left)
        lines = _lines("out", left, where, bag) + _lines("none", none_there, where, bag) + _may_not(words, known, where)
        ledger.all_happened(lines + _lines("asked", {item: n for item, n in words.items.items() if item in known}, where))

    done = _finish(ask, form_id, count_lines, "handed over", acting(key, *JOBS))
    return HandedOver({}, again=True) if done is None else HandedOver(out, kept=done.told, by_phone=tuple(sorted(by_phone)))


def _may_not(words: queries.Words, known: set[str], area: str) -> list[Happened]:
    """What she ticked that the group may not bring: asked, may not."""
    return _lines("maynot", dict.fromkeys(known & set(words.may_not), 1), area)


def _lines(kind: str, numbers: Mapping[str, int], area: str, place: str = "") -> list[Happened]:
    return [Happened(kind, item, n, area, place) for item, n in sorted(numbers.items())]


def close(*, key: Key, work_name: str, ask: UUID, text: str, form_id: str) -> bool:
    """It cannot be done: the ask ends without anything handed out. Where she has a page she is told first.

    Answer and end are one act. What was asked for is counted as asked where she named an area. Returns whether a hold keeps the
    words and we may say so. Raises NotDone.
    """
    words = _words(key, ask, form_id + ":close")
    if words is None:
        return False
    row = Ask.objects.get(pk=ask)
    areas, known = (
        set(Area.objects.values_list("key", flat=True)),
        set(Item.objects.values_list("key", flat=True)),
    )

    def count_lines() -> None:
        if words.area in areas:
            asked = {item: n for item, n in words.items.items() if item in known}
            ledger.all_happened(_lines("asked", asked, words.area) + _may_not(words, known, words.area))

    kind, role = "closed without handing out", acting(key, *JOBS)
    if row.page_id is None:
        done = _finish(ask, form_id + ":close", count_lines, kind, role)
        return bool(done and done.told)
    if not text.strip():
        raise NotDone("answer")
    readers = [member.pk for member in queries.holders_of(row)]
    told = False

    def end_it() -> Ending:
        nonlocal told
        done = _end(ask, count_lines, kind, role)
        told = done.told
        return Ending(items=done.items)

    notes.answer(
        key=key,
        work_name=work_name,
        page=row.page_id,
        text=text,
        readers=readers,
        form_id=form_id + ":close",
        and_then=end_it,
    )
    return told


def not_me(*, key: Key, ask: UUID) -> None:
    """She does not want to open this one: her key to it goes. Raises NotDone("readers") when too few would be left."""

    def content() -> tuple[None, Ending]:
        row = Ask.objects.select_for_update().filter(pk=ask, state=Ask.State.OPEN).first()
        if row is None or not vault.readable(key, [ask]):
            raise NotDone("gone")
        if _others(key, row) < rules.value("circles.fewest_readers"):
            raise NotDone("readers")
        NotMe.objects.get_or_create(ask=row, member_id=key.owner)
        record.count("not me", role=acting(key, *JOBS))
        return None, Ending(readers=[(ask, key.owner)])

    vault.end(content)


def _others(key: Key, row: Ask | Message) -> int:
    return len([member for member in queries.holders_of(row) if member.pk != key.owner])


@dataclass(frozen=True)
class Carried:
    """How many passed to the others, and how many stay with her because too few others hold them."""

    passed: int
    stay: int


def carry_no(*, key: Key) -> Carried:
    """ "I can't carry this for now": her keys to asks and messages go where enough others hold them. No reason is asked."""

    def content() -> tuple[Carried, Ending]:
        fewest = rules.value("circles.fewest_readers")
        asks = Ask.objects.select_for_update().filter(state=Ask.State.OPEN)
        rows: list[Ask | Message] = [*asks, *Message.objects.all()]
        hers = vault.readable(key, [row.pk for row in rows])
        held = [row for row in rows if row.pk in hers]
        go = [row.pk for row in held if _others(key, row) >= fewest]
        if go:
            record.count("passed to the others", role=acting(key, *JOBS))
        return Carried(len(go), len(held) - len(go)), Ending(readers=[(item, key.owner) for item in go])

    return vault.end(content)


def pass_on(*, key: Key, ask: UUID, to: UUID) -> None:
    """One more peer of the circle may read it: an act of somebody who holds it, recorded, and shown to her.

    Raises NotDone: "gone"; "here" (holds it already, said "not me", or is not in the circle); "left_out" (by her).
    """
    row = Ask.objects.filter(pk=ask, state=Ask.State.OPEN).first()
    if row is None:
        raise NotDone("gone")
    try:
        words = queries.words_of(vault.read(key, row, "words"))
    except CannotOpen:
        raise NotDone("gone") from None
    if to in words.left_out:
        raise NotDone("left_out")
    if to not in {member.pk for member in queries.may_take(row, words)}:
        raise NotDone("here")
    vault.share(key, ask, to, lambda: record.note("ask passed on", role=acting(key, *JOBS), ref=ask))


def count(*, key: Key, kind: str, item: str, n: int, area: str, form_id: str, place: str = "", said: str = "") -> str:
    """One tap without any ask, as TAPS names them. Returns what `undo` takes; "" when sent before.

    `place` is the bag or hub it came from, where somebody says so; `said` for how many others (a band), or how passing on went.
    """
    if kind not in TAPS or not 0 < n <= MOST_AT_ONCE:
        raise NotDone("many")
    where, bag = _area(area), _place(place)
    happened, recorded = TAPS[kind]
    if kind != "passed" and not Item.objects.filter(key=item, on=True).exists():
        raise NotDone("nothing")
    with transaction.atomic():
        if not once.claim(form_id):
            return ""
        try:
            event = ledger.happened(kind=happened, item=item, n=n, area=where, place=bag, said=said)
        except ledger.CannotCount:
            raise NotDone("nothing") from None
        record.count(recorded, role=acting(key, *JOBS))
    facts = {"event": str(event), "item": item, "n": n, "week": str(this_week()), "form": form_id}
    return signing.Signer(salt=_SALT).sign_object(facts)


def undo(*, key: Key, token: str) -> tuple[str, int]:
    """Take one tap back, once. Returns item and number. Raises NotDone("undo") when it is too old, or was taken back before."""
    try:
        facts = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise NotDone("undo") from None
    # What tells that it was undone before is forgotten with the week after; so an older one is not taken.
    if facts["week"] < str(this_week() - 1):
        raise NotDone("undo")
    with transaction.atomic():
        if not once.claim("undo:" + facts["form"]):
            raise NotDone("undo")
        if "event" not in facts or not ledger.undo(UUID(facts["event"])):
            raise NotDone("undo")
        record.count("taken back from the tally", role=acting(key, *JOBS))
    return str(facts["item"]), int(facts["n"])
