"""The list in the formats of others, out and in again: TSV, JSON, a Vale style. What comes in is equal to what went out.

Offers `to_tsv`/`from_tsv`, `to_json`/`from_json`, `to_vale`/`from_vale`, and `read(text, name)`, which tells the format by the name.

TSV: one entry a row, `;` between values of a cell, `\\;` for a semicolon that belongs to a value, a backslash before a cell that a
spreadsheet would take for a formula; comment lines first. The older columns `alternatives`, `disagreement` and `not_when` are read as
well, and rows without `only` and `unless`.

Vale: one file an entry. Severity: slur is error, avoid is warning, the others suggestion. Where the first alternative replaces, it is a
`substitution`, else an `existence`. Vale knows no context rules, so its alarms are more; what it has no place for stands as comments at
the top of each file, and reading back takes it from there, not from the swap map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kithbridge.engines.language.fit import fitted
from kithbridge.engines.language.lexicon import Entry, Lexicon, Malformed, dump, parse, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["from_json", "from_tsv", "from_vale", "read", "to_json", "to_tsv", "to_vale"]

_LISTS: Final = frozenset(("forms", "only", "unless", "instead", "sources"))
_COLUMNS: Final = (*Entry._fields[:5], "only", "unless", "instead", "why", "not_when", "disagree", "sources")
_OLDER: Final = {"alternatives": "instead", "disagreement": "disagree"}
# At the beginning of a cell, spreadsheets take these for a formula, or for the quote mark before one.
_FORMULA: Final = ("=", "+", "-", "@", '"', "'")
_OLDER_ABOUT: Final = {"HIV/hep C": "HIV and hepatitis", "homelessness": "housing"}


def read(text: str, name: str) -> Lexicon:
    """A list from the text of a file, by the ending of its name: .tsv, .json, else the format of the list itself.

    Raises
    ------
    Malformed
        With the line and what is wrong.
    """
    if name.lower().endswith(".json"):
        return from_json(text)
    if name.lower().endswith((".tsv", ".csv", ".tab")):
        return from_tsv(text)
    return parse(text)


def to_tsv(lexicon: Lexicon) -> str:
    """The list as a table: a line of column names, one row an entry."""
    rows = [lexicon.preface] if lexicon.preface else []
    rows.append("\t".join(_COLUMNS))
    rows += ["\t".join(_cell(entry, column) for column in _COLUMNS) for entry in lexicon.entries]
    return "\n".join(rows) + "\n"


def _cell(entry: Entry, column: str) -> str:
    value = getattr(entry, column)
    cell = "; ".join(_escaped(one).replace(";", "\\;") for one in value) if column in _LISTS else _escaped(value)
    return "\\" + cell if cell.startswith(_FORMULA) else cell


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t")


def from_tsv(text: str) -> Lexicon:
    """The list from a table with a line of column names; the order of columns is free.

    Raises
    ------
    Malformed
        A column that is missing or unknown, a row with another number of cells, an entry that `lexicon.wrong` refuses.
    """
    preface: list[str] = []
    columns: list[str] = []
    entries: list[Entry] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        row = line.removesuffix("\r")
        if not columns and row.startswith("#"):
            preface.append(row)
        elif not columns:
            columns = [_OLDER.get(name, name) for name in row.split("\t")]
            amiss = (set(_COLUMNS) - {"only", "unless"} - set(columns)) | (set(columns) - set(_COLUMNS))
            if amiss:
                raise Malformed(number, f"columns that are missing or unknown: {', '.join(sorted(amiss))}")
        elif row:
            cells = row.split("\t")
            if len(cells) != len(columns):
                raise Malformed(number, f"{len(cells)} cells where the first line names {len(columns)} columns")
            entries.append(_checked(dict(zip(columns, map(_parts, columns, cells), strict=True)), number))
    return _listed(entries, preface)


def _parts(column: str, cell: str) -> str | tuple[str, ...]:
    if column not in _LISTS:
        return _OLDER_ABOUT.get(cell, cell) if column == "about" else "".join(_read_escapes(cell, ""))
    values = "".join(_read_escapes(cell, ";")).split("\0")
    return tuple(value.strip() for value in values if value.strip())


def _read_escapes(cell: str, parting: str) -> Iterator[str]:
    """The signs of a cell; NUL, which no entry may hold, where a value ends."""
    signs = iter(cell)
    for sign in signs:
        if sign == "\\":
            after = next(signs, "\\")
            yield "\t" if after == "t" else after
        else:
            yield "\0" if sign == parting else sign


def _checked(given: dict[str, str | tuple[str, ...]], line: int) -> Entry:
    # Which fields are lists was looked up (`_LISTS`) when they were filled: more than a type of the dict can say.
    entry = Entry(**given)  # type: ignore[arg-type]
    if what := wrong(entry):
        raise Malformed(line, what)
    return entry


def _listed(entries: list[Entry], preface: list[str]) -> Lexicon:
    seen: set[str] = set()
    for place, entry in enumerate(entries, 1):
        if entry.id in seen:
            raise Malformed(place, f"the id {entry.id} stands twice")
        seen.add(entry.id)
    return Lexicon(tuple(entries), preface="\n".join(preface))


# -- JSON -----------------------------------------------------------------------------------------------------------------------------


def to_json(lexicon: Lexicon) -> str:
    """The list as JSON: `{"format", "version", "preface", "entries": [{...}]}`, fields as in `Entry`."""
    import json

    entries = [entry._asdict() for entry in lexicon.entries]
    shown = {"format": "kithbridge word list 1", "version": lexicon.version, "preface": lexicon.preface, "entries": entries}
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Lexicon:
    """The list from what `to_json` wrote; further fields are refused, missing ones that may be empty are empty.

    Raises
    ------
    Malformed
        No JSON, another shape, an entry that `lexicon.wrong` refuses. The line is that of the JSON error, else the number of the entry.
    """
    import json

    try:
        given = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise Malformed(error.lineno, f"this is no JSON: {error.msg}") from None
    except (RecursionError, ValueError):
        # Brackets in brackets without end, a number of thousands of digits: JSON that nothing wrote.
        raise Malformed(1, "this JSON is no word list") from None
    if not isinstance(given, dict) or not isinstance(given.get("entries"), list):
        raise Malformed(1, "this JSON is no word list: it has no list of 'entries'")
    entries = [_from_fields(fields, place) for place, fields in enumerate(given["entries"], 1)]
    return _listed(entries, [str(given.get("preface", ""))])


def _from_fields(fields: object, place: int) -> Entry:
    if not isinstance(fields, dict) or set(fields) - set(Entry._fields):
        raise Malformed(place, "an entry has the fields " + ", ".join(Entry._fields))
    given: dict[str, str | tuple[str, ...]] = {}
    for name in Entry._fields:
        value = fields.get(name, [] if name in _LISTS else "")
        if name in _LISTS and isinstance(value, list) and all(isinstance(one, str) for one in value):
            given[name] = tuple(value)
        elif name not in _LISTS and isinstance(value, str):
            given[name] = value
        else:
            raise Malformed(place, f"{name!r} is to be {'a list of texts' if name in _LISTS else 'a text'}")
    return _checked(given, place)


# -- Vale -----------------------------------------------------------------------------------------------------------------------------

_SEVERITY: Final = {"slur": "error", "avoid": "warning"}
_ORDER: Final = "list.txt"
_SPECIAL: Final = frozenset(".^$*+?{}[]\\|()")


def to_vale(lexicon: Lexicon) -> dict[str, str]:
    """The list as the files of a Vale style: name in the folder -> text. `list.txt` holds the order
    and the comments of the list."""
    files = {f"{entry.id}.yml": _rule(entry) for entry in lexicon.entries}
    files[_ORDER] = f"{' '.join(entry.id for entry in lexicon.entries)}\n{lexicon.preface}\n"
    return files


def _rule(entry: Entry) -> str:
    record = dump(Lexicon((entry,))).rstrip("\n")
    lines = ["# " + line for line in record.split("\n")]
    first = entry.instead[0]
    severity = _SEVERITY.get(entry.level, "suggestion")
    if first.startswith("("):
        lines += ["extends: existence", f"message: {_quoted(f'%s: {entry.why} {first}')}"]
    else:
        lines += ["extends: substitution", f"message: {_quoted(f'Consider %s instead of %s. {entry.why}')}"]
    lines += [f"level: {severity}", "ignorecase: true"]
    if first.startswith("("):
        lines += ["tokens:", *(f"  - {_quoted(_pattern(phrase))}" for phrase in entry.phrases())]
    else:
        swaps = ((phrase, fitted(entry, phrase, 0, len(phrase)).alternatives[0]) for phrase in entry.phrases())
        lines += ["swap:", *(f"  {_quoted(_pattern(phrase))}: {_quoted(shown)}" for phrase, shown in swaps)]
    return "\n".join(lines) + "\n"


def _pattern(phrase: str) -> str:
    """A phrase as a regular expression of Vale; a space is also a hyphen."""
    return "".join("\\" + sign if sign in _SPECIAL else sign for sign in phrase).replace(" ", "[ -]")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def from_vale(files: Mapping[str, str]) -> Lexicon:
    """The list from the files that `to_vale` made. Files without the comments of an entry are left aside: they are another's rules.

    Raises
    ------
    Malformed
        The comments of a file do not hold one whole entry.
    """
    order, _, preface = files.get(_ORDER, "").partition("\n")
    found: dict[str, Entry] = {}
    for name in sorted(files):
        comments = [line[2:] for line in files[name].split("\n") if line.startswith("# ")] if name.endswith(".yml") else []
        if comments and comments[0].startswith("id: "):
            for entry in parse("\n".join(comments)).entries:
                found[entry.id] = entry
    ids = [one for one in order.split() if one in found]
    rest = [one for one in found if one not in set(ids)]
    return Lexicon(tuple(found[one] for one in (*ids, *rest)), preface=preface.removesuffix("\n"))
