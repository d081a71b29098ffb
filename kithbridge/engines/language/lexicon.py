"""The word list: entries, how they are read and written, and the phrases that their forms stand for.

Offers: `Entry`, `Lexicon`, `LEVELS`, `ABOUT`, `CLASSES`, `parse(text)`, `dump(lexicon)`, `starter()`, `expand(form)`,
`wrong(entry)`, `Malformed(line, what)`. Contract: docs/adr/0013-words.md; for people: docs/word-list.md.

A list is a text file of records as GNU recutils has them: `key: value` on a line, a further line of a value begins with `+ `,
an empty line ends the record. Lines that begin with `#` stand before the first record only and are kept.

How a form is written: see `forms`. Phrases are *folded*: lower case, straight apostrophes, a space for each hyphen. Text has to be
folded alike before it is searched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kithbridge.engines.language.forms import CLASSES, LONGEST, MOST, expand, expanded, too_many

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ABOUT", "CLASSES", "LEVELS", "Entry", "Lexicon", "Malformed", "dump", "expand", "parse", "starter", "wrong"]

LEVELS: Final = ("slur", "avoid", "precise", "contested", "prefer")
ABOUT: Final = (
    *("drug use", "alcohol", "treatment", "recovery", "tests", "equipment", "parenting", "newborn", "family", "women", "records"),
    *("policy", "news", "prison", "housing", "money", "sex work", "HIV and hepatitis", "health"),
)


class Malformed(ValueError):
    """A list that cannot be read: the line (from 1) and what is wrong with it."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line
        self.what = what


class Entry(NamedTuple):
    """One record of the list. What each field means: docs/adr/0013-words.md, "Entry"."""

    id: str
    term: str
    forms: tuple[str, ...]
    about: str
    level: str
    instead: tuple[str, ...]
    why: str
    only: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    not_when: str = ""
    disagree: str = ""
    sources: tuple[str, ...] = ()

    def phrases(self) -> Iterator[str]:
        """Every phrase that the forms stand for, folded, each once."""
        seen: dict[str, None] = {}
        for form in self.forms:
            seen.update(dict.fromkeys(expand(form)))
        return iter(seen)


class Lexicon:
    """Entries in their order, with the version that names exactly this list.

    Parameters
    ----------
    entries : tuple of Entry
        Ids are used once.
    version : str
        12 hexadecimal digits of the SHA-256 of `dump` without the preface; worked out where it is not given.
    preface : str
        Comment lines before the first record.
    """

    __slots__ = ("_by_id", "_phrases", "_version", "entries", "preface")

    def __init__(self, entries: tuple[Entry, ...], version: str = "", preface: str = "") -> None:
        self.entries = entries
        self.preface = preface
        self._version = version
        self._by_id = {entry.id: entry for entry in entries}
        self._phrases: dict[str, tuple[str, ...]] | None = None
        if len(self._by_id) != len(entries):
            raise ValueError("an id stands twice in the list")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lexicon) and (self.entries, self.preface) == (other.entries, other.preface)

    def __hash__(self) -> int:
        return hash(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"Lexicon({len(self.entries)} entries, version {self.version})"

    @property
    def version(self) -> str:
        """Changes with anything that an entry says, never with the preface."""
        if not self._version:
            import hashlib

            self._version = hashlib.sha256("".join(map(_record, self.entries)).encode()).hexdigest()[:12]
        return self._version

    def of(self, entry_id: str) -> Entry:
        """The entry with this id. `KeyError` when there is none."""
        return self._by_id[entry_id]

    def phrases(self) -> dict[str, tuple[str, ...]]:
        """Every folded phrase of the list with the ids of its entries.

        Entries that name an `only` rule come first: the narrower sense is asked before the wide one. Else in the order of the list.
        """
        if self._phrases is None:
            found: dict[str, tuple[str, ...]] = {}
            for entry in sorted(self.entries, key=lambda entry: not entry.only):
                alone = (entry.id,)
                for form in entry.forms:
                    for phrase in expanded(form):
                        ids = found.setdefault(phrase, alone)
                        if ids is not alone and entry.id not in ids:
                            found[phrase] = (*ids, entry.id)
            self._phrases = found
        return self._phrases


# Key in the file, field of Entry; lists have one value a line, or words between spaces where the third column says so.
_FIELDS: Final = (
    ("id", "id", "line"),
    ("term", "term", "line"),
    ("forms", "forms", "lines"),
    ("about", "about", "line"),
    ("level", "level", "line"),
    ("only", "only", "words"),
    ("unless", "unless", "words"),
    ("instead", "instead", "lines"),
    ("why", "why", "line"),
    ("not-when", "not_when", "line"),
    ("disagree", "disagree", "line"),
    ("sources", "sources", "semicolons"),
)
_IN_IDS: Final = dict.fromkeys(map(ord, "-._"))
_KIND: Final = {key: (field, kind) for key, field, kind in _FIELDS}
_NEEDED: Final = ("id", "term", "forms", "about", "level", "instead", "why", "sources")


def parse(text: str, *, trusted: bool = False) -> Lexicon:
    """The list that a text holds.

    `trusted` leaves out the second look at ids, levels and forms, which is half of the work: for the list that comes along, which a
    test has looked at.

    Raises
    ------
    Malformed
        With the line and what is wrong: an unknown or repeated key, a missing one, a level or class that does not exist, an id
        that stands twice, a bracket that is not closed.
    """
    preface: list[str] = []
    entries: list[Entry] = []
    record: dict[str, list[str]] = {}
    begin, key, ids = 0, "", set[str]()
    for number, line in enumerate([*text.removeprefix("\ufeff").splitlines(), ""], 1):
        if line.startswith("#"):
            if entries or record:
                raise Malformed(number, "comments stand before the first entry only")
            preface.append(line)
        elif line.startswith("+"):
            if not key:
                raise Malformed(number, "nothing stands above that this line could go on")
            record[key].append(line[1:].strip())
        elif line.strip():
            key, colon, value = line.partition(":")
            if not colon or key not in _KIND:
                raise Malformed(number, f"not a field of an entry: {line[:40]!r}")
            if key in record:
                raise Malformed(number, f"{key!r} stands twice in one entry")
            begin = begin or number
            record[key] = [value.strip()]
        elif record:
            entry = _entry(record, begin)
            if not trusted and (what := _amiss(entry)):
                raise Malformed(begin, what)
            if entry.id in ids:
                raise Malformed(begin, f"the id {entry.id} stands twice")
            ids.add(entry.id)
            entries.append(entry)
            record, begin, key = {}, 0, ""
    return Lexicon(tuple(entries), preface="\n".join(preface))


def _entry(record: dict[str, list[str]], line: int) -> Entry:
    for key in _NEEDED:
        if not any(record.get(key, ())):
            raise Malformed(line, f"the entry that begins here has no {key!r}")
    given: dict[str, str | tuple[str, ...]] = {}
    for key, values in record.items():
        field, kind = _KIND[key]
        if kind == "line":
            given[field] = " ".join(values)
        elif kind == "lines":
            given[field] = tuple(value for value in values if value)
        elif kind == "words":
            given[field] = tuple(" ".join(values).split())
        else:
            given[field] = tuple(part.strip() for part in " ".join(values).split(";") if part.strip())
    # Which fields are lists was looked up (`_KIND`) when they were filled: more than a type of the dict can say.
    return Entry(**given)  # type: ignore[arg-type]


def wrong(entry: Entry) -> str:
    """What is wrong with an entry in one sentence, "" when nothing is. What passes is written and read back the same."""
    for key, field, kind in _FIELDS:
        value = getattr(entry, field)
        values = (value,) if kind == "line" else value
        if key in _NEEDED and not any(values):
            return f"{entry.id}: {key!r} is missing"
        for one in values:
            if one != " ".join(one.split(" ")).strip() or len(one.splitlines()) > 1 or (kind != "line" and not one):
                return f"{entry.id}: {key!r} has a line break, spaces at its edge, or nothing: {one[:40]!r}"
            if not _storable(one):
                return f"{entry.id}: {key!r} has a sign in it that no text has: {one[:40]!r}"
            if (kind == "words" and len(one.split()) != 1) or (kind == "semicolons" and ";" in one):
                return f"{entry.id}: {key!r} cannot hold {one[:40]!r}"
    return _amiss(entry)


def _storable(text: str) -> bool:
    """Half a surrogate pair has no UTF-8, and control signs steer a terminal or end a text early: JSON can hold both."""
    return text.isprintable() or not any(sign < " " or "\x7f" <= sign <= "\x9f" or "\ud800" <= sign <= "\udfff" for sign in text)


def _amiss(entry: Entry) -> str:
    """What is wrong with an entry whose values came out of a list, so that they have one line each."""
    # An id names a file of the Vale style: a path in it would write outside of the folder.
    if not entry.id.translate(_IN_IDS).isalnum() or entry.id[0] == ".":
        return f"an id is letters, digits, hyphens, dots and low lines: {entry.id[:40]!r}"
    if entry.level not in LEVELS:
        return f"{entry.id}: no such level: {entry.level!r}; there are {', '.join(LEVELS)}"
    if entry.about not in ABOUT:
        return f"{entry.id}: no such 'about': {entry.about!r}; there are {', '.join(ABOUT)}"
    for form in entry.forms:
        if too_many(form):
            return f"{entry.id}: a form is longer than {LONGEST:,} signs, or stands for more than {MOST:,} phrases: {form[:40]!r}"
        for left, right in ("()", "[]", "<>"):
            if form.count(left) != form.count(right):
                return f"{entry.id}: {left} and {right} do not pair in the form {form!r}"
        if "<" in "".join(part.partition(")" if left == "(" else "]")[0] for left in "([" for part in form.split(left)[1:]):
            return f"{entry.id}: a class inside brackets is not understood: {form!r}"
        for name in form.split("<")[1:]:
            if "<" + name.partition(">")[0] + ">" not in CLASSES:
                return f"{entry.id}: no such class as in {form!r}; there are {', '.join(CLASSES)}"
    return ""


def dump(lexicon: Lexicon) -> str:
    """The list as text; `parse(dump(lexicon)) == lexicon`, and the text of a list that was written by `dump` comes back the same."""
    preface = lexicon.preface + "\n\n" if lexicon.preface else ""
    return preface + "\n".join(map(_record, lexicon.entries))


def _record(entry: Entry) -> str:
    lines = []
    for key, field, kind in _FIELDS:
        value = getattr(entry, field)
        if not value:
            continue
        if kind == "lines":
            lines.append(f"{key}: " + "\n+ ".join(value))
        elif kind == "line":
            lines.append(f"{key}: {value}")
        else:
            lines.append(f"{key}: " + (" " if kind == "words" else "; ").join(value))
    return "\n".join(lines) + "\n"


_STARTER: list[Lexicon] = []


def starter() -> Lexicon:
    """The list that comes with the product, read once."""
    if not _STARTER:
        with open(__file__.removesuffix("lexicon.py") + "starter.rec", encoding="utf-8") as file:
            _STARTER.append(parse(file.read(), trusted=True))
    return _STARTER[0]
