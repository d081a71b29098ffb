"""Lists of words: the one that holds, the frozen ones, the draft of the next, and what differs between two, in words.

Offers
------
holding()                    the list that the rule words.list names, as it was frozen, kept in memory
lexicon_in_force()           the same for the checker
key_of(row), keys(), named(key), one(key)   frozen lists by the name that the rule has for them
of(key), whole(key)          the lexicon of a list; whether it still is what was frozen
draft()                      the list as it would be if it were frozen now
text_of(entry), entry_of(version), sense_of(entry)
version_of(entry, origin)    its row, made where there is none
Change, changes(old, new)    what differs, for people
Caught, caught(entries)      what is to be said instead and is marked by the same list
changes_in(row), history(term)   what a frozen list has otherwise; the lists in which an entry changed, the newest first
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache, reduce

from django.utils.translation import gettext as _

from kithbridge import rules
from kithbridge.engines.language import lexicon
from kithbridge.engines.language.check import Checker
from kithbridge.engines.language.context import RULES
from kithbridge.engines.language.lexicon import Entry, Lexicon, Malformed
from kithbridge.people.queries.page import week_words
from kithbridge.web.clock import this_week
from kithbridge.words.models import Difference, DraftLine, Member, TermVersion, WordList
from kithbridge.words.rules import STARTER

SHORT = 8  # signs of a hash that stand in the name of a list
SOFTWARE = "software"


# --- Entries and versions -------------------------------------------------------------------------------
def text_of(entry: Entry) -> str:
    """The entry as its canonical text."""
    return lexicon.dump(Lexicon((entry,)))


def entry_of(version: TermVersion) -> Entry:
    """The entry that a version holds."""
    return lexicon.parse(version.text).entries[0]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sense_of(entry: Entry) -> str:
    """What is rated: the word with its forms, and when it is meant. Another reason, level or alternative does not make it another word."""
    return _hash("\n".join([entry.id, *sorted(entry.forms), "only", *sorted(entry.only), "unless", *sorted(entry.unless)]))


def version_of(entry: Entry, origin: str = SOFTWARE) -> TermVersion:
    """The row of this entry as it reads now; in the caller's transaction where there is none yet."""
    text = text_of(entry)
    made, _new = TermVersion.objects.get_or_create(
        term=entry.id,
        hash=_hash(text),
        defaults={"text": text, "sense": sense_of(entry), "week": str(this_week()), "origin": origin},
    )
    return made


# --- Frozen lists ---------------------------------------------------------------------------------------
def key_of(number: int, full_hash: str) -> str:
    """What the rule calls a list: its number and the beginning of its hash."""
    return f"{number}-{full_hash[:SHORT]}"


def hash_of(entries: tuple[Entry, ...]) -> str:
    """The hash of a whole list."""
    return _hash(lexicon.dump(Lexicon(entries)))


def keys() -> list[str]:
    """Every frozen list, the oldest first."""
    return [key_of(row.number, row.hash) for row in WordList.objects.order_by("number")]


def one(key: str) -> WordList:
    """The frozen list of that name. Raises KeyError."""
    number, dash, begins = key.partition("-")
    row = WordList.objects.filter(number=number).first() if dash and number.isascii() and number.isdigit() and len(number) < 6 else None
    if row is None or key_of(row.number, row.hash) != key or not begins:
        raise KeyError(key)
    return row


def named(key: str) -> str:
    """A frozen list in words. Raises KeyError."""
    row = one(key)
    return _("our list number %(n)d, of %(week)s") % {"n": row.number, "week": week_words(str(row.week))}


@lru_cache(maxsize=8)
def _frozen(key: str) -> Lexicon:
    """Raises KeyError, too, where what is stored is not what was frozen: nobody changes a list unseen."""
    row = one(key)
    rows = Member.objects.filter(list=row).select_related("version").order_by("place")
    text = "\n".join(member.version.text for member in rows)
    if _hash(text) != row.hash:
        raise KeyError(key)
    return lexicon.parse(text)


def of(key: str) -> Lexicon:
    """The lexicon of a list. Raises KeyError where there is no such list, or it was changed since it was frozen."""
    return lexicon.starter() if key == STARTER else _frozen(key)


def whole(key: str) -> bool:
    """Whether a frozen list still is what was frozen."""
    try:
        return len(of(key)) > 0
    except KeyError:
        return False


def in_force() -> str:
    """The name of the list that holds."""
    return str(rules.value("words.list"))


def holding() -> Lexicon:
    """The list that holds now, as it was frozen; the one of the software where the decided one is not there."""
    try:
        return of(in_force())
    except KeyError:
        return lexicon.starter()


@lru_cache(maxsize=8)
def _checkable(key: str) -> Lexicon:
    whole = of(key)
    known = tuple(entry for entry in whole.entries if all(name in RULES for name in (*entry.only, *entry.unless)))
    return whole if len(known) == len(whole) else Lexicon(known, preface=whole.preface)


def lexicon_in_force() -> Lexicon:
    """The list that holds, for the checker. An entry that names a context rule this version of the software does not have is left out:
    a check without it is better than none.
    """
    try:
        return _checkable(in_force())
    except KeyError:
        return lexicon.starter()


def found(term: str) -> Entry | None:
    """An entry of the list that holds, by its number in any case."""
    try:
        return holding().of(term.upper())
    except KeyError:
        return None


# --- The draft ------------------------------------------------------------------------------------------
def lines() -> dict[str, Entry | None]:
    """Number of the entry -> how it will read; None: taken off."""
    rows = DraftLine.objects.select_related("version").order_by("term")
    return {row.term: entry_of(row.version) if row.version else None for row in rows}


def draft() -> tuple[Entry, ...]:
    """Every entry of the list that would be frozen now: the list that holds, with the draft's lines."""
    new = lines()
    kept = [new.get(entry.id, entry) for entry in holding().entries]
    known = {entry.id for entry in holding().entries}
    added = [entry for term, entry in new.items() if term not in known]
    return tuple(entry for entry in [*kept, *added] if entry is not None)


# --- What differs, in words -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Change:
    """One difference: which entry, what kind ("new", "off", "changed"), and lines of was and now."""

    term: str
    label: str
    kind: str
    lines: tuple[tuple[str, str, str], ...] = ()


def field_words() -> dict[str, str]:
    """The fields of an entry, for people."""
    return {
        "term": _("The word"),
        "forms": _("How it is written"),
        "about": _("What it is about"),
        "level": _("What it is"),
        "only": _("Only where"),
        "unless": _("Not where"),
        "instead": _("Say instead"),
        "why": _("Why"),
        "not_when": _("When it is not meant"),
        "disagree": _("Who disagrees"),
        "sources": _("Where it comes from"),
    }


def level_words() -> dict[str, str]:
    """The levels, for people."""
    return {
        "slur": _("an insult"),
        "avoid": _("a word to avoid"),
        "precise": _("ask for the fact"),
        "contested": _("we do not agree"),
        "prefer": _("there is a better word"),
    }


def said(field: str, value: str | tuple[str, ...]) -> str:
    """A field's value in words."""
    if field == "level":
        return level_words().get(str(value), str(value))
    return "; ".join(value) if isinstance(value, tuple) else value


def _lines(old: Entry, new: Entry) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (label, said(field, getattr(old, field)), said(field, getattr(new, field)))
        for field, label in field_words().items()
        if getattr(old, field) != getattr(new, field)
    )


def change(old: Entry | None, new: Entry | None) -> Change | None:
    """What differs between two readings of one entry; None where nothing does."""
    if new is None:
        return Change(old.id, old.term, "off") if old else None
    if old is None:
        lines = tuple((label, "", said(field, getattr(new, field))) for field, label in field_words().items() if getattr(new, field))
        return Change(new.id, new.term, "new", lines)
    return Change(new.id, new.term, "changed", _lines(old, new)) if old != new else None


def changes(old: tuple[Entry, ...], new: tuple[Entry, ...]) -> list[Change]:
    """What differs between two lists, in the order of the newer one; what was taken off comes last."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    order = [*after, *(term for term in before if term not in after)]
    return [found for term in order if (found := change(before.get(term), after.get(term))) is not None]


@dataclass(frozen=True)
class Caught:
    """A word to say instead that the same list marks: `word` in place of the entry `term`, marked as the entry `by`."""

    word: str
    term: str
    by: str


FILLED = {"<drug>": "heroin", "<person>": "mother", "<people>": "mothers", "<child>": "child", "<test>": "test"}


def caught(entries: tuple[Entry, ...]) -> list[Caught]:
    """Alternatives that the list itself would mark, at the level that is shown to everybody."""
    checker = Checker(Lexicon(entries))
    found = []
    for entry in entries:
        for word in entry.instead:
            if not word.startswith("("):
                plain = reduce(lambda text, one: text.replace(*one), FILLED.items(), word)
                found += [Caught(plain, entry.term, one.term) for one in checker.check(plain)]
    return found


# --- How an entry came to be ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Step:
    """One list in which an entry changed. `list`: its name for the rule; `change`: against the list it rests on."""

    list: str
    number: int
    week: str
    change: Change


def _read(row: Difference) -> Change | None:
    try:
        return change(*(entry_of(version) if version else None for version in (row.was, row.now)))
    except (Malformed, IndexError):
        # Somebody changed the version in the database. The page of the list says so; the others go on.
        return None


def changes_in(row: WordList) -> list[Change]:
    """What a frozen list has otherwise than the one it rests on; what was taken off comes last."""
    rows = row.differences.select_related("was", "now")
    found = [one for one in map(_read, rows) if one is not None]
    return sorted(found, key=lambda one: (one.kind == "off", one.label.casefold()))


def history(term: str) -> list[Step]:
    """Every frozen list in which this entry changed, the newest first."""
    rows = Difference.objects.filter(term=term).select_related("list", "was", "now").order_by("-list__number")
    return [
        Step(key_of(row.list.number, row.list.hash), row.list.number, week_words(str(row.list.week)), found)
        for row in rows
        if (found := _read(row)) is not None
    ]


def versions_of(entries: tuple[Entry, ...]) -> list[TermVersion]:
    """The rows of many entries, in their order; those that are missing are made at once. In the caller's transaction."""
    texts = {entry.id: text_of(entry) for entry in entries}
    known = {(row.term, row.hash): row for row in TermVersion.objects.filter(term__in=list(texts))}
    week, new = str(this_week()), []
    for entry in entries:
        mark = (entry.id, _hash(texts[entry.id]))
        if mark not in known:
            known[mark] = TermVersion(term=entry.id, hash=mark[1], text=texts[entry.id], sense=sense_of(entry), week=week, origin=SOFTWARE)
            new.append(known[mark])
    TermVersion.objects.bulk_create(new)
    return [known[entry.id, _hash(texts[entry.id])] for entry in entries]
