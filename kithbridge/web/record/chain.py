"""The chain over the event record.

Offers
------
link()             the one linker: chains what waits, shuffled; closes the counts of past weeks
drop_before(week)  entries whose time is over go; closing hashes stay
verify(head=None)  reads the whole chain again and says what it found and what it cannot know
head()             the newest hash

hash of an entry = SHA-256(hash before it || canonical JSON of the entry). The first hash is 64 zeros.
"""

from __future__ import annotations

import functools
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry, Segment

FIRST = "0" * 64
_BATCH = 5_000
_as_json = json.encoder.encode_basestring_ascii  # what `json.dumps` does to a text, without the rest


def entry_hash(before: str, entry: Entry) -> str:
    """SHA-256 over the hash before and the entry's canonical JSON. `_walk` does the same for very many rows."""
    facts = [str(entry.id), entry.week, entry.kind, entry.role, entry.ref, entry.n, entry.segment, entry.position]
    return hashlib.sha256((before + json.dumps(facts, separators=(",", ":"))).encode()).hexdigest()


def head() -> str:
    """The newest hash of the chain (64 hexadecimal digits)."""
    newest = Segment.objects.order_by("-week").first()
    return newest.closes if newest else FIRST


def _close_counts(now: str) -> None:
    # Locked: one more that is being counted at this moment is either in the entry or in a line of its own.
    for line in Count.objects.select_for_update().filter(week__lt=now):
        Entry.objects.create(week=line.week, kind=line.kind, role=line.role, n=line.n)
        line.delete()


def _segment(now: str) -> Segment:
    """The newest segment, locked; this week's is begun when there is none so new. A clock that went back begins none."""
    newest = Segment.objects.select_for_update().order_by("-week").first()
    if newest is not None and newest.week >= now:
        return newest
    before = newest.closes if newest else FIRST
    Segment.objects.get_or_create(week=now, defaults={"opens": before, "closes": before})
    return Segment.objects.select_for_update().get(week=now)


@transaction.atomic
def drop_before(week: str) -> int:
    """Drop the entries of segments older than `week`; their closing hashes stay. Returns how many segments were dropped."""
    old = [segment.week for segment in Segment.objects.select_for_update().filter(week__lt=week, dropped=False)]
    Entry.objects.filter(segment__in=old).delete()
    Segment.objects.filter(week__in=old).update(dropped=True)
    return len(old)


@transaction.atomic
def link(shuffle: random.Random | None = None) -> int:
    """Chain every waiting entry in shuffled order. Returns how many. Only one linker works at a time: the segment's row is its lock."""
    now = str(this_week())
    if not Entry.objects.filter(segment__isnull=True).exists() and not Count.objects.filter(week__lt=now).exists():
        return 0
    segment = _segment(now)
    _close_counts(now)
    waiting = list(Entry.objects.filter(segment__isnull=True))
    (shuffle or random.SystemRandom()).shuffle(waiting)
    before = segment.closes
    for entry in waiting:
        entry.segment, entry.position = segment.week, segment.entries
        entry.hash = before = entry_hash(before, entry)
        segment.entries += 1
    Entry.objects.bulk_update(waiting, ["segment", "position", "hash"], batch_size=200)
    segment.closes = before
    segment.save(update_fields=["closes", "entries"])
    return len(waiting)


@dataclass(frozen=True)
class Report:
    """What reading the chain again found.

    entries : how many entries were read
    head : the hash at the end
    problems : each in plain words; empty when nothing was found
    cannot_know : what this check cannot tell
    """

    entries: int
    head: str
    problems: list[str] = field(default_factory=list)
    cannot_know: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.problems


@dataclass
class _Walk:
    """What is known while the chain is read: constant in size, however long it is."""

    sought: str | None
    problems: list[str] = field(default_factory=list)
    entries: int = 0
    head_seen: bool = False

    def passes(self, digest: str) -> None:
        """A head that lies at the edge of a segment."""
        self.head_seen = self.head_seen or digest == self.sought


def _rows(segment: Segment) -> Iterator[tuple[Any, ...]]:
    """Position, number as text, week, kind, role, reference, count and hash of each entry, in order."""
    # Without Django's objects and conversions: with a million rows they would take most of the time.
    named = {field.name: connection.ops.quote_name(str(field.column)) for field in Entry._meta.concrete_fields}
    columns = ", ".join(named[name] for name in ("week", "kind", "role", "ref", "n", "hash"))
    table = connection.ops.quote_name(Entry._meta.db_table)
    asked = f"SELECT {named['position']}, CAST({named['id']} AS text), {columns} FROM {table}"  # noqa: S608 - our own names
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{asked} WHERE {named['segment']} = %s ORDER BY {named['position']}", [segment.week])
        while rows := cursor.fetchmany(_BATCH):
            yield from rows


@functools.lru_cache(maxsize=4_096)
def _quoted(text: str) -> str:
    return _as_json(text)


def _read(segment: Segment, walk: _Walk) -> str:
    """Read one segment; entries that were linked after its row was read are left to the next check. Returns the hash at its end."""
    problems, week, sought, sha = walk.problems, segment.week, walk.sought, hashlib.sha256
    before, place, seen, past_end = segment.opens, 0, walk.head_seen, 0
    middle = "," + _quoted(week) + ","
    for position, plain, its_week, kind, role, ref, n, digest in _rows(segment):
        if position >= segment.entries:
            past_end += 1
            continue
        if position != place:
            problems.append(f"{week}: entry {place} is missing.")
            place = position
        number = plain if len(plain) == 36 else f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"
        facts = f'["{number}",{_quoted(its_week)},{_quoted(kind)},{_quoted(role)},{_as_json(ref)},{n}{middle}{position}]'
        before = sha((before + facts).encode()).hexdigest()
        if before != digest:
            problems.append(f"{week}: entry {place} was changed or moved.")
            before = digest
        seen = seen or digest == sought
        place += 1
    if place != segment.entries:
        problems.append(f"{week}: {segment.entries} entries were written, {place} are there.")
    if before != segment.closes:
        problems.append(f"{week}: it does not end where it was closed.")
    walk.entries, walk.head_seen = walk.entries + place, seen
    if past_end and Segment.objects.get(week=week).entries < segment.entries + past_end:
        problems.append(f"{week}: {past_end} entries stand behind its end.")
    return segment.closes


def verify(head: str | None = None, *, kept_from: str = "") -> Report:
    """Read the chain from its beginning; others may go on writing meanwhile.

    head : a hash kept elsewhere (a printed decision, the charter page, the spare place). Anything edited, removed or reordered
        before it shows.
    kept_from : the first week whose entries cannot have had their time; "" where nobody says so
    """
    walk, before = _Walk(head), FIRST
    walk.passes(FIRST)
    segments = list(Segment.objects.order_by("week"))
    for segment in segments:
        if segment.opens != before:
            walk.problems.append(f"{segment.week}: it does not begin where the week before ended.")
        before = segment.closes if segment.dropped else _read(segment, walk)
        walk.passes(before)
        if segment.dropped and kept_from and segment.week >= kept_from:
            walk.problems.append(f"{segment.week}: its entries were dropped before their time.")
    gone = [segment.week for segment in segments if segment.dropped]
    strays = Entry.objects.filter(segment__isnull=False).exclude(segment__in=Segment.objects.filter(dropped=False).values("week")).count()
    if strays:
        walk.problems.append(f"{strays} entries belong to weeks that are not in the record.")
    return Report(walk.entries, before, walk.problems + _of_head(walk, gone), _cannot_know(head, gone))


def _of_head(walk: _Walk, gone: list[str]) -> list[str]:
    if walk.sought is None or walk.head_seen:
        return []
    older = f" Or it was taken within a week up to {gone[-1]}, whose entries had their time." if gone else ""
    return [f"The head you gave does not stand in this record: entries before it were changed or removed.{older}"]


def _cannot_know(head: str | None, gone: list[str]) -> list[str]:
    cannot = []
    if gone:
        cannot.append(f"The entries of {len(gone)} weeks up to {gone[-1]} were dropped: only their closing hashes are here.")
    if head is None:
        cannot.append(
            "Without a head kept elsewhere this cannot tell whether the whole record was written anew. "
            "Give one: kithbridge audit verify --head HASH."
        )
    waiting = Entry.objects.filter(segment__isnull=True).count()
    if waiting:
        cannot.append(f"{waiting} newest entries are not linked yet (they are within 5 seconds).")
    return cannot
