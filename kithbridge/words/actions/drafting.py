"""The next list: what it will have otherwise, and freezing it.

Offers
------
write, take_off, undo   one difference between the list that holds and the next
bring_in                every difference from a list of somebody else
freeze                  the draft becomes a list with a number and a hash; it holds when the rule words.list is decided

Nothing is deleted: a version that no list holds stays, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from kithbridge.engines.language import lexicon
from kithbridge.engines.language.context import RULES
from kithbridge.engines.language.lexicon import Entry, Lexicon, Malformed
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.web import once, record
from kithbridge.web.clock import this_week
from kithbridge.words import lists
from kithbridge.words.models import Difference, DraftLine, Member, TermVersion, WordList

JOBS = (Role.PEER, Role.LEAD)
LONGEST_ENTRY, MOST_ENTRIES = 6_000, 5_000
# Of a whole list: each is searched for in every text, and takes some 300 bytes of every process.
MOST_PHRASES = 100_000
ID = re.compile(r"[A-Z]{1,8}[0-9]{1,8}")


class NotWritten(Exception):
    """Why nothing changed, as a word the page explains: entry (with `what`), same, gone, empty, long, id."""

    def __init__(self, why: str, what: str = "") -> None:
        super().__init__(why)
        self.why, self.what = why, what


def _checked(entry: Entry) -> Entry:
    """The entry as the list's own format reads it back. Raises NotWritten."""
    if not ID.fullmatch(entry.id):
        raise NotWritten("id")
    text = lists.text_of(entry)
    if len(text) > LONGEST_ENTRY:
        raise NotWritten("long")
    if what := lexicon.wrong(entry):
        raise NotWritten("entry", what)
    try:
        again = lexicon.parse(text).entries
    except Malformed as problem:
        raise NotWritten("entry", problem.what) from None
    if again != (entry,):
        raise NotWritten("entry", entry.id)
    if unknown := [name for name in (*entry.only, *entry.unless) if name not in RULES]:
        # The checker would stop at it, for every text.
        raise NotWritten("entry", ", ".join(unknown))
    for form in entry.forms:
        if not any(lexicon.expand(form)):
            raise NotWritten("entry", form)
    return entry


def new_id() -> str:
    """The next number of our own: never one that was used before. Numbers of the software begin with KB.

    What a list of somebody else calls OW99999999 is passed over: after it there would be none.
    """
    numbers = [int(term[2:]) for term in TermVersion.objects.filter(term__regex="^OW[0-9]{1,6}$").values_list("term", flat=True)]
    return f"OW{max(numbers, default=0) + 1:03d}"


def _line(entry: Entry, key: Key, origin: str) -> None:
    version = lists.version_of(entry, origin)
    defaults = {"version": version, "role": acting(key, *JOBS), "week": str(this_week())}
    DraftLine.objects.update_or_create(term=entry.id, defaults=defaults)


@transaction.atomic
def write(*, key: Key, entry: Entry, form_id: str) -> None:
    """How an entry will read in the next list. Raises NotWritten."""
    _checked(entry)
    if lists.found(entry.id) == entry:
        raise NotWritten("same")
    if not once.claim(form_id):
        return
    _line(entry, key, "team")
    record.note("entry of the word list written", role=acting(key, *JOBS), ref=entry.id)


@transaction.atomic
def take_off(*, key: Key, term: str, form_id: str) -> None:
    """The next list will not have it. Its versions and what was said of it stay. Raises NotWritten."""
    if lists.found(term) is None:
        raise NotWritten("gone")
    if not once.claim(form_id):
        return
    defaults = {"version": None, "role": acting(key, *JOBS), "week": str(this_week())}
    DraftLine.objects.update_or_create(term=term.upper(), defaults=defaults)
    record.note("entry of the word list taken off", role=acting(key, *JOBS), ref=term.upper())


@transaction.atomic
def undo(*, key: Key, term: str) -> None:
    """The next list will have it as the one that holds. Raises NotWritten."""
    if not DraftLine.objects.filter(term=term.upper()).delete()[0]:
        raise NotWritten("gone")
    record.note("change of the word list undone", role=acting(key, *JOBS), ref=term.upper())


def _numbered(other: Lexicon, ours: Mapping[str, Entry]) -> list[Entry]:
    """The entries of another list under numbers that mean the same here. Each group counts its own from OW001: theirs is another word."""
    taken, here = int(new_id()[2:]), lists.draft()
    found = []
    for entry in other.entries:
        held = ours.get(entry.id)
        if entry.id.startswith("KB") or (held is not None and held.forms == entry.forms):
            found.append(entry)
            continue
        # Brought in before: what reads the same keeps the number it has.
        same = next((one for one in here if one.forms == entry.forms), None)
        found.append(entry._replace(id=same.id if same else f"OW{taken:03d}"))
        taken += same is None
    return found


@transaction.atomic
def bring_in(*, key: Key, other: Lexicon, form_id: str) -> int:
    """Every entry of another list that reads otherwise than ours goes into the draft. What it lacks stays. How many. Raises NotWritten."""
    if len(other) > MOST_ENTRIES:
        raise NotWritten("long")
    ours = {entry.id: entry for entry in lists.holding().entries}
    new = [_checked(entry) for entry in _numbered(other, ours) if ours.get(entry.id) != entry]
    phrases = 0
    for entry in new:
        phrases += sum(1 for _phrase in entry.phrases())
        if phrases > MOST_PHRASES:
            raise NotWritten("long")
    if not new:
        raise NotWritten("same")
    if not once.claim(form_id):
        return 0
    for entry in new:
        _line(entry, key, "another list")
    record.note("word list of others brought in", role=acting(key, *JOBS))
    return len(new)


def _differs(row: WordList, terms: list[str], old: tuple[Entry, ...], versions: list[TermVersion]) -> None:
    was = {version.term: version for version in lists.versions_of(tuple(entry for entry in old if entry.id in terms))}
    now = {version.term: version for version in versions}
    Difference.objects.bulk_create([Difference(list=row, term=term, was=was.get(term), now=now.get(term)) for term in terms])


@transaction.atomic
def freeze(*, key: Key, form_id: str) -> WordList | None:
    """The draft becomes a list. It holds nothing until it is decided. None: this form was sent before. Raises NotWritten."""
    if not once.claim(form_id):
        return None
    # Held until it is done: a second who freezes waits, and a line that is written meanwhile stays for the next list.
    drafted = list(DraftLine.objects.select_for_update().values_list("pk", flat=True))
    old, entries = lists.holding().entries, lists.draft()
    changed = lists.changes(old, entries)
    if not entries or not changed:
        raise NotWritten("empty")
    newest = WordList.objects.aggregate(most=Max("number"))["most"] or 0
    row = WordList.objects.create(
        number=newest + 1,
        hash=lists.hash_of(entries),
        before=lists.in_force(),
        week=str(this_week()),
    )
    versions = lists.versions_of(entries)
    Member.objects.bulk_create([Member(list=row, version=version, place=n) for n, version in enumerate(versions)])
    _differs(row, [one.term for one in changed], old, versions)
    DraftLine.objects.filter(pk__in=drafted).delete()
    record.note("word list frozen", role=acting(key, Role.LEAD), ref=row.hash)
    return row
