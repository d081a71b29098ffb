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

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry, Segment

FIRST = "0" * 64
_BATCH = 5_000


def entry_hash(before: str, entry: Entry) -> str:
    """SHA-256 over the hash before and the entry's canonical JSON."""
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


def _read(segment: Segment, problems: list[str], seen: set[str]) -> int:
    before, place = segment.opens, 0
    rows: Iterator[Entry] = Entry.objects.filter(segment=segment.week).order_by("position").iterator(_BATCH)
    for entry in rows:
        if entry.position != place:
            problems.append(f"{segment.week}: entry {place} is missing.")
            place = int(entry.position or 0)
        before = entry_hash(before, entry)
        if before != entry.hash:
            problems.append(f"{segment.week}: entry {place} was changed or moved.")
            before = entry.hash
        seen.add(entry.hash)
        place += 1
    if place != segment.entries:
        problems.append(f"{segment.week}: {segment.entries} entries were written, {place} are there.")
    if before != segment.closes:
        problems.append(f"{segment.week}: it does not end where it was closed.")
    return place


def verify(head: str | None = None) -> Report:
    """Read the chain from its beginning.

    head : a hash kept elsewhere (a printed decision, the charter page, the spare place). Anything edited, removed or reordered
        before it shows.
    """
    problems: list[str] = []
    seen: set[str] = {FIRST}
    total, before = 0, FIRST
    segments = list(Segment.objects.order_by("week"))
    for segment in segments:
        if segment.opens != before:
            problems.append(f"{segment.week}: it does not begin where the week before ended.")
        if not segment.dropped:
            total += _read(segment, problems, seen)
        seen.add(segment.closes)
        before = segment.closes
    strays = Entry.objects.filter(segment__isnull=False).exclude(segment__in=[segment.week for segment in segments]).count()
    if strays:
        problems.append(f"{strays} entries belong to weeks that are not in the record.")
    cannot: list[str] = []
    if dropped := [segment.week for segment in segments if segment.dropped]:
        cannot.append(f"The entries of {len(dropped)} weeks up to {dropped[-1]} were dropped: only their closing hashes are here.")
    if head is None:
        cannot.append(
            "Without a head kept elsewhere this cannot tell whether the whole record was written anew. "
            "Give one: kithbridge audit verify --head HASH."
        )
    elif head not in seen:
        problems.append("The head you gave does not stand in this record: entries before it were changed or removed.")
    waiting = Entry.objects.filter(segment__isnull=True).count()
    if waiting:
        cannot.append(f"{waiting} newest entries are not linked yet (they are within 5 seconds).")
    return Report(total, before, problems, cannot)
