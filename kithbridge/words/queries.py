"""What the pages of the word list read. Nothing here changes anything.

Offers
------
Line, search(...)          the list as a page shows it: by letters, what it is about, its level
heard_as(terms)            what those it is about say of these entries
Shown, entry_page(term)    one entry with its bars, both sides, what people let us show and how it came to be
Opened, waiting(key), opened(key, number), reads(inside)   what was told, as far as this person holds it
shown_words(term)          words beside ratings that two have read
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kithbridge.engines.language import lexicon
from kithbridge.engines.language.lexicon import ABOUT, LEVELS, Entry
from kithbridge.people import lifetimes, vault
from kithbridge.people.queries.page import ends_words, week_words
from kithbridge.people.vault import Key
from kithbridge.words import bars, lists
from kithbridge.words.bars import RoleBar, Standing
from kithbridge.words.models import Hearer, How, Reopened, TermVersion, Told, Where

MOST_SHOWN_FORMS = 6
LONGEST_SEARCH = 60
CLASS = re.compile(r"<(\w+)>")
DRUG_USE = re.compile(r"<drug>(?= use\b| dep)")  # "drug use", but "uses drugs"


# --- The list -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One entry on the page of the list. `standing`: what those it is about say, where enough have spoken."""

    term: str
    label: str
    level: str
    level_label: str
    about: str
    instead: str
    standing: Standing | None = None

    @property
    def begins(self) -> str:
        """Its first letter."""
        return self.label[:1].casefold()


def _matches(entry: Entry, letters: str) -> bool:
    """Whether the letters stand in what the entry is called, or in a form of it."""
    if letters in entry.term.casefold() or letters == entry.id.casefold():
        return True
    plain = letters.replace("-", " ")
    return any(plain in phrase for phrase in entry.phrases()) if len(letters) > 1 else False


def first_advice(entry: Entry) -> str:
    """The first thing to say instead, for people: without the gaps that are filled from a text."""
    return plain(entry.instead[0]) if entry.instead else ""


def plain(text: str) -> str:
    """An alternative for people: without a text "<drug>" is "drugs", as the check fills it; advice loses its brackets."""
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    return CLASS.sub(r"\1", DRUG_USE.sub("drug", text).replace("<drug>", "drugs"))


def search(letters: str = "", about: str = "", level: str = "") -> list[Line]:
    """Entries of the list that holds, in the order of the alphabet."""
    wanted = " ".join(letters.casefold().split())[:LONGEST_SEARCH]
    kept = [
        entry
        for entry in lists.holding().entries
        if (not about or entry.about == about) and (not level or entry.level == level) and (not wanted or _matches(entry, wanted))
    ]
    senses = {entry.id: lists.sense_of(entry) for entry in kept}
    standings = bars.standings(list(senses.values()))
    labels = lists.level_words()
    return sorted(
        (
            Line(
                entry.id.lower(), entry.term, entry.level, labels[entry.level], entry.about, first_advice(entry),
                standings.get(senses[entry.id]),
            )
            for entry in kept
        ),
        key=lambda line: line.label.casefold(),
    )  # fmt: skip


def heard_as(terms: Iterable[str]) -> dict[str, Standing]:
    """What those it is about say of each of these entries, where enough have spoken.

    The database is asked for all words at once: no query says which of them stood in somebody's text.
    """
    said = bars.standings()
    entries = filter(None, map(lists.found, set(terms))) if said else ()
    return {entry.id: found for entry in entries if (found := said.get(lists.sense_of(entry)))}


def about_words() -> dict[str, str]:
    """What entries are about, for people."""
    return {
        "drug use": _("drug use"),
        "alcohol": _("alcohol"),
        "treatment": _("treatment"),
        "recovery": _("recovery"),
        "tests": _("tests"),
        "equipment": _("equipment"),
        "parenting": _("parenting"),
        "newborn": _("newborn babies"),
        "family": _("family"),
        "women": _("women"),
        "records": _("notes and letters"),
        "policy": _("policy"),
        "news": _("news"),
        "prison": _("prison"),
        "housing": _("housing"),
        "money": _("money"),
        "sex work": _("sex work"),
        "HIV and hepatitis": _("HIV and hepatitis"),
        "health": _("health"),
    }


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed to."""
    about, levels = about_words(), lists.level_words()
    return {"abouts": [(one, about.get(one, one)) for one in ABOUT], "levels": [(one, levels[one]) for one in LEVELS]}


# --- One entry ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Turn:
    """One time people were asked: the bars of those who count, of those who do not, and what follows."""

    n: int
    bars: list[RoleBar]
    open: list[RoleBar]
    standing: Standing
    since: str = ""
    why: str = ""

    @property
    def heard(self) -> bool:
        """Whether any bar is shown."""
        return any(one.parts for one in [*self.bars, *self.open])

    @property
    def open_heard(self) -> bool:
        """Whether a bar of those who do not count is shown."""
        return any(one.parts for one in self.open)


@dataclass(frozen=True)
class ShownWords:
    """Somebody's words, and as what she said them."""

    text: str
    role: str


@dataclass(frozen=True)
class Shown:
    """An entry as its page shows it. `turns`: the newest first."""

    entry: Entry
    term: str
    level_label: str
    about_label: str
    forms: list[str]
    more_forms: int
    instead: list[tuple[str, bool]]
    sources: list[tuple[str, bool]]
    turns: list[Turn]
    words: list[ShownWords]
    steps: list[lists.Step]
    owned: bool


def turns_of(sense: str) -> list[Turn]:
    """Every time people were asked about a word, the newest first."""
    opened = {row.turn: row for row in Reopened.objects.filter(sense=sense)}
    found = []
    for n in range(1 + len(opened), 0, -1):
        row = opened.get(n)
        since = week_words(str(row.week)) if row else ""
        why = str(row.get_why_display()) if row else ""
        found.append(Turn(n, bars.shown(sense, n), bars.shown(sense, n, counted=False), bars.standing(sense, n), since, why))
    return found


def shown_words(term: str) -> list[ShownWords]:
    """In no order that tells when they were said."""
    rows = Told.objects.filter(term=term).exclude(shown="").order_by("shown")
    return [ShownWords(row.shown, str(Hearer(row.role).label)) for row in rows]


@dataclass(frozen=True)
class OnThePage:
    """What stands on the page of a word: for the team, who can take it down."""

    told: UUID
    label: str
    text: str


def shown_everywhere() -> list[OnThePage]:
    """All words beside ratings that everybody can read, by word."""
    rows = Told.objects.exclude(shown="").order_by("term", "shown")
    return [OnThePage(row.pk, _label(row.term), row.shown) for row in rows]


def _instead(entry: Entry) -> list[tuple[str, bool]]:
    """What to say instead, and whether it is advice and no word for word."""
    return [(plain(one), one.startswith("(") and one.endswith(")")) for one in entry.instead]


def entry_page(term: str) -> Shown | None:
    """The page of one entry of the list that holds; None where it is not in it."""
    entry = lists.found(term)
    if entry is None:
        return None
    sense = lists.sense_of(entry)
    # One of each form: an entry with a class in it stands for hundreds.
    ways = list(dict.fromkeys(found[0] for form in entry.forms if (found := lexicon.expand(form))))
    return Shown(
        entry,
        entry.id.lower(),
        lists.level_words()[entry.level],
        about_words().get(entry.about, entry.about),
        ways[:MOST_SHOWN_FORMS],
        max(0, sum(1 for _phrase in entry.phrases()) - MOST_SHOWN_FORMS),
        _instead(entry),
        [(source.rstrip("*").strip(), source.endswith("*")) for source in entry.sources],
        turns_of(sense),
        shown_words(entry.id),
        lists.history(entry.id),
        Reopened.objects.filter(sense=sense, why=Reopened.Why.OWNED).exists(),
    )


def proposals() -> list[tuple[Entry, Standing]]:
    """Entries whose hearers say something else than their level: what the next list could change."""
    entries = {lists.sense_of(entry): entry for entry in lists.holding().entries}
    level = {"avoid": ("avoid", "slur"), "contested": ("contested",), "note": ("precise", "prefer")}
    found = [(entries[sense], one) for sense, one in bars.standings(list(entries)).items()]
    return sorted(
        ((entry, one) for entry, one in found if one.kind in level and entry.level not in level[one.kind]),
        key=lambda pair: pair[0].term.casefold(),
    )


# --- What was told --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Opened:
    """Something told, opened with somebody's key."""

    row: Told
    label: str
    kind: str
    text: str
    word: str
    instead: str
    beside: str
    may_show: bool
    gone: str
    left_out: tuple[UUID, ...] = ()

    @property
    def can_show(self) -> bool:
        """Whether it may be shown once two have read it."""
        return self.may_show and bool(self.text) and not self.row.shown and not self.row.done


def _label(term: str) -> str:
    row = TermVersion.objects.filter(term=term).order_by("-week").first()
    entry = lists.found(term) or (lists.entry_of(row) if row else None)
    return entry.term if entry else term


def _beside(said: dict[str, Any]) -> str:
    """How, where and as what, in words."""
    parts = [
        (how.label for how in How if how == said.get("how")),
        (where.label for where in Where if where == said.get("where")),
        (role.label for role in Hearer if role == said.get("role")),
    ]
    return " · ".join(str(label) for found in parts for label in found)


def _opened(row: Told, inside: str) -> Opened:
    said = json.loads(inside)
    return Opened(
        row,
        _label(row.term) if row.term else said.get("word", ""),
        str(row.get_kind_display()),
        said.get("text", ""),
        said.get("word", ""),
        said.get("instead", ""),
        _beside(said),
        bool(said.get("may_show") and said.get("role")),
        ends_words(str(row.week), lifetimes.of("words.live_weeks", str(row.week))),
        tuple(UUID(one) for one in said.get("left_out", [])),
    )


def reads(inside: str) -> str:
    """What was told as one text."""
    said = json.loads(inside)
    return "\n".join(line for line in (said.get("word", ""), said.get("instead", ""), _beside(said), said.get("text", "")) if line)


def _all(key: Key, rows: Iterable[Told]) -> list[Opened]:
    rows = sorted(rows, key=lambda row: (str(row.week), str(row.pk)))
    bodies = vault.read_many(key, rows, "words")
    return [_opened(row, bodies[row.pk]) for row in rows if row.pk in bodies]


def waiting(key: Key) -> list[Opened]:
    """What nobody has dealt with yet and she holds, the oldest first; what waits for somebody else than her is left out."""
    rows = Told.objects.filter(done=False, words__isnull=False).exclude(first=key.owner)
    return _all(key, rows)


def with_second(key: Key) -> list[Opened]:
    """What she read first: it waits for somebody with another job."""
    return _all(key, Told.objects.filter(done=False, words__isnull=False, first=key.owner))


def opened(key: Key, number: UUID) -> Opened | None:
    """One of them, or None: it has ended, or she does not hold it."""
    return next(iter(_all(key, Told.objects.filter(pk=number, words__isnull=False))), None)
