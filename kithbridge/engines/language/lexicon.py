"""The word list: entries, how they are read and written, and the phrases that their forms stand for.

Offers: `Entry`, `Lexicon`, `LEVELS`, `ABOUT`, `CLASSES`, `parse(text)`, `dump(lexicon)`, `starter()`, `expand(form)`,
`Malformed(line, what)`. Contract: docs/adr/0013-words.md; for people: docs/word-list.md.

A list is a text file of records as GNU recutils has them: `key: value` on a line, a further line of a value begins with `+ `,
an empty line ends the record. Lines that begin with `#` stand before the first record only and are kept.

Forms: `addict(s)` is addict, addicts; `fail(s/ed/ing)` adds each ending or none; `refus[e/es/ed]` needs one of them;
`core/family group` is core group, family group; `(her/his) habit` may lack the word, `[a mother/a mum] of two` has one of them; `<drug>`, `<person>`, `<people>`, `<child>`,
`<test>` stand for every word of their class; a hyphen is also a space or nothing. British -ise and programme are also found as
-ize and program.

Phrases are *folded*: lower case, straight apostrophes, a space for each hyphen. Text has to be folded alike before it is searched.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["ABOUT", "CLASSES", "LEVELS", "Entry", "Lexicon", "Malformed", "dump", "expand", "parse", "starter"]

LEVELS: Final = ("slur", "avoid", "precise", "contested", "prefer")
ABOUT: Final = (
    *("drug use", "alcohol", "treatment", "recovery", "tests", "equipment", "parenting", "newborn", "family", "women", "records"),
    *("policy", "news", "prison", "housing", "money", "sex work", "HIV and hepatitis", "health"),
)
# Classes stay short: every word here multiplies the forms that use it, and all of them are searched at once.
CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "<drug>": (
        *("drug", "drugs", "substance", "opioid", "opiate", "heroin", "smack", "crack", "cocaine", "coke", "crystal meth", "meth"),
        *("methamphetamine", "amphetamine", "speed", "cannabis", "weed", "spice", "mamba", "ketamine", "ghb", "mephedrone", "ecstasy"),
        *("benzo", "valium", "diazepam", "pregabalin", "pill", "painkiller", "prescription drug", "codeine", "fentanyl", "methadone"),
        *("crack cocaine", "glue", "steroid", "xanax", "oxycodone", "tramadol"),
    ),
    "<person>": ("person", "woman", "man", "mother", "mum", "father", "dad", "parent", "girl", "patient", "client"),
    "<people>": ("people", "women", "men", "mothers", "mums", "fathers", "dads", "parents", "girls", "couple", "families", "family"),
    "<child>": ("child", "children", "baby", "babies", "son", "daughter", "toddler", "infant", "boy", "girl", "kids", "twins"),
    "<test>": ("test", "tests", "drug test", "drug tests", "urine", "urine test", "sample", "samples", "screen", "drug screen", "swab"),
}


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
            cache: dict[str, list[str]] = {}
            for entry in sorted(self.entries, key=lambda entry: not entry.only):
                for form in entry.forms:
                    for phrase in _expand(form, cache):
                        ids = found.get(phrase, ())
                        if entry.id not in ids:
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
_KIND: Final = {key: (field, kind) for key, field, kind in _FIELDS}
_NEEDED: Final = ("id", "term", "forms", "about", "level", "instead", "why", "sources")


def parse(text: str) -> Lexicon:
    """The list that a text holds.

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
    entry = Entry(**given)  # type: ignore[arg-type]
    if what := _wrong(entry):
        raise Malformed(line, what)
    return entry


def _wrong(entry: Entry) -> str:
    """What is wrong with an entry, "" when nothing is. Values have one line and no edge of spaces, so that writing keeps them."""
    if entry.level not in LEVELS:
        return f"{entry.id}: no such level: {entry.level!r}; there are {', '.join(LEVELS)}"
    if entry.about not in ABOUT:
        return f"{entry.id}: no such 'about': {entry.about!r}; there are {', '.join(ABOUT)}"
    for form in entry.forms:
        for left, right in ("()", "[]", "<>"):
            if form.count(left) != form.count(right):
                return f"{entry.id}: {left} and {right} do not pair in the form {form!r}"
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
            _STARTER.append(parse(file.read()))
    return _STARTER[0]


def expand(form: str) -> list[str]:
    """The folded phrases that one form stands for, each once, in a fixed order.

    >>> expand("fail(s/ed) to attend")
    ['fail to attend', 'fails to attend', 'failed to attend']
    >>> expand("(known) ex-addict(s)")
    ['known ex addict', 'known ex addicts', 'known exaddict', 'known exaddicts', 'ex addict', 'ex addicts', 'exaddict', 'exaddicts']
    """
    return list(dict.fromkeys(_expand(form, {})))


def _expand(form: str, cache: dict[str, list[str]]) -> list[str]:
    parts = []
    for token in _tokens(form):
        choices = cache.get(token)
        if choices is None:
            choices = cache[token] = _choices(token)
        parts.append(choices)
    if len(parts) == 1:
        phrases = [phrase for phrase in parts[0] if phrase]
    else:
        phrases = [" ".join(filter(None, words)) for words in product(*parts)]
    return [*phrases, *_spelt_otherwise(phrases)]


def _tokens(form: str) -> Iterator[str]:
    """Words between spaces; a space inside brackets parts nothing."""
    depth, begin = 0, 0
    for place, sign in enumerate(form):
        if sign in "([<":
            depth += 1
        elif sign in ")]>":
            depth -= 1
        elif sign == " " and depth == 0:
            if place > begin:
                yield form[begin:place]
            begin = place + 1
    if begin < len(form):
        yield form[begin:]


def _choices(token: str) -> list[str]:
    """What one word of a form may be; "" stands for a word that may be missing."""
    if token[0] == "(" and token.find(")") == len(token) - 1:
        return [*(phrase for choice in token[1:-1].split("/") for phrase in _hyphened([_folded(choice)])), ""]
    found: list[str] = []
    for piece in _apart(token, "/"):
        variants = [""]
        for segment in _segments(piece):
            variants = [before + after for before in variants for after in segment]
        found += _hyphened(variants, joined="<" not in piece)
    return list(dict.fromkeys(found))


def _apart(text: str, sign: str) -> Iterator[str]:
    depth, begin = 0, 0
    for place, at in enumerate(text):
        depth += (at in "([") - (at in ")]")
        if at == sign and depth == 0:
            yield text[begin:place]
            begin = place + 1
    yield text[begin:]


def _segments(piece: str) -> Iterator[Iterable[str]]:
    """`refus[e/es]-<drug>(s)` as lists of what may stand one after the other."""
    while piece:
        if piece[0] == "<":
            name, _, piece = piece.partition(">")
            yield CLASSES.get(name + ">", ())
        elif piece[0] == "(":
            inside, _, piece = piece[1:].partition(")")
            yield ("", *inside.split("/"))
        elif piece[0] == "[":
            inside, _, piece = piece[1:].partition("]")
            yield inside.split("/")
        else:
            end = min((place for place in map(piece.find, "([<") if place > 0), default=len(piece))
            yield (_folded(piece[:end]),)
            piece = piece[end:]


def _folded(text: str) -> str:
    return text.lower().replace("\u2019", "'")


def _hyphened(variants: list[str], *, joined: bool = True) -> list[str]:
    """A hyphen as a space, and as nothing: "smack-head" is "smack head" and "smackhead"."""
    found = []
    for variant in variants:
        found.append(variant.replace("-", " "))
        if joined and "-" in variant:
            found.append(variant.replace("-", ""))
    return found


# Words with -is- that are never spelt with -iz-.
_ALWAYS_S: Final = (
    *("advis", "aris", "compromis", "despis", "devis", "disguis", "exercis", "improvis", "likewis", "nois", "otherwis", "prais"),
    *("precis", "premis", "promis", "rais", "revis", "ris", "supervis", "surpris", "televis", "wis"),
)
_ENDINGS: Final = ("ise", "ised", "ises", "ising", "isation", "iser", "isers")
_US: Final = (("programme", "program"), ("behaviour", "behavior"), ("paediatric", "pediatric"), ("labour", "labor"))


def _spelt_otherwise(phrases: list[str]) -> list[str]:
    """The phrases as they are spelt with -ize and in American English, where that differs."""
    found = []
    for phrase in phrases:
        if "is" not in phrase and "our" not in phrase and "programme" not in phrase and "paed" not in phrase:
            continue
        other = " ".join(map(_with_z, phrase.split(" "))) if "is" in phrase else phrase
        for british, american in _US:
            other = other.replace(british, american)
        if other != phrase:
            found.append(other)
    return found


def _with_z(word: str) -> str:
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word:
            return word if len(stem) < 3 or word.startswith(_ALWAYS_S) else stem + "iz" + ending[2:]
    return word
