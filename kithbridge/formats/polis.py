"""Files of Polis conversations: votes, statements, groups.

Offers
------
read_votes(path) -> VoteFile       votes.csv, participants-votes.csv, or votes as JSON; every row, changed votes included
read_comments(path) -> Statements  comments.csv (with or without is-meta) or comments as JSON
read_groups(path) -> Groups        math JSON (math-pca2), reference.json, {person: group}, [{id, members}], participants-votes.csv
orientation(votes, tallies)        which number means "agree": 1, -1, or None where nothing tells
Unreadable                         why a file could not be read, in one sentence

Exports differ in sign: the open data write 1 for "agree", the API and the mathematics -1, and saved copies either. So votes are handed on
as they stand in the file, and `orientation` compares them with tallies. Ids are whole numbers where all in the file are, else texts.
Source: compdemocracy.org/Export, and the exports in github.com/compdemocracy/openData.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kithbridge.formats.polis_reading import Id, Unreadable, column_name, from_json, ids_of, number_of, opened, place_of, table, value_of

__all__ = ["Groups", "Id", "Statements", "Unreadable", "VoteFile", "orientation", "read_comments", "read_groups", "read_votes"]

PERSON: Final = ("voter-id", "participant-id", "pid", "voter", "participant", "person")
STATEMENT: Final = ("comment-id", "statement-id", "tid", "comment", "statement")
TIME: Final = ("timestamp", "modified", "created", "time")
TEXT: Final = ("comment-body", "txt", "text", "body", "statement")
VOTES: Final = {"1": 1, "-1": -1, "0": 0, "+1": 1, "1.0": 1, "-1.0": -1, "0.0": 0, "agree": 1, "disagree": -1, "pass": 0}
YES: Final = ("1", "true", "t", "yes")


@dataclass(frozen=True, eq=False)
class VoteFile:
    """All rows of a file of votes, in its order.

    Attributes
    ----------
    people, statements : sequence of ids
        One for each row.
    values : int8[rows]
        As in the file.
    times : int64[rows] or None
    tallies : dict of statement or person to (agree, disagree)
        What the file itself says beside the votes; empty in most.
    """

    people: NDArray[np.int64] | list[str]
    statements: NDArray[np.int64] | list[str]
    values: NDArray[np.int8]
    times: NDArray[np.int64] | None
    tallies: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Statements:
    """What is known of each statement: its text, whether it was taken out, whether it is about the person, its official tallies."""

    texts: Mapping[Id, str]
    moderated: frozenset[Id]
    meta: frozenset[Id]
    tallies: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Groups:
    """Who is in which group; by the text of the person's id, whatever kind it is. The rest only where the file says it."""

    of: Mapping[str, Id]
    moderated: frozenset[Id] | None = None
    meta: frozenset[Id] | None = None
    tallies: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def orientation(votes: VoteFile, tallies: Mapping[str, tuple[int, int]], *, by_person: bool = False) -> int | None:
    """1 where the file's 1 means "agree", -1 where its -1 does; None when the tallies do not tell.

    `tallies` are numbers of (agree, disagree) by the text of a statement's id (or a person's). They need not be exact: the balance
    of each is compared with the balance in the file, and the sum decides.
    """
    total = 0
    ids = votes.people if by_person else votes.statements
    numbers, places = np.unique(np.asarray(ids), return_inverse=True)
    balance = np.bincount(places, weights=votes.values, minlength=numbers.size)
    for key, here in zip(numbers.tolist(), balance.tolist(), strict=True):
        agree, disagree = tallies.get(str(key), (0, 0))
        total += int(here) * (agree - disagree)
    return None if total == 0 else (1 if total > 0 else -1)


def read_votes(path: Path) -> VoteFile:
    """Every vote of a file, changed votes included.

    A CSV needs columns for person, statement and vote, in any order and under the names that Polis's exports use; a time is used when
    it is there. participants-votes.csv has a row for each person and a column for each statement instead.

    Raises
    ------
    Unreadable
        Not UTF-8, no rows, columns missing, or a row that is no vote (with its line).
    """
    with opened(path) as file:
        if path.suffix.lower() == ".json":
            return _votes_of_json(path, from_json(file, path))
        header, rows = table(file, path)
        vote = place_of(header, ("vote",))
        person = place_of(header, PERSON)
        if vote is None and person is not None and any(name.isdigit() for name in header):
            return _wide(path, header, person, rows)
        statement, time = place_of(header, STATEMENT), place_of(header, TIME)
        if person is None or statement is None or vote is None:
            raise Unreadable(
                f"{path.name}: a table of votes has the columns voter-id, comment-id and vote. Found: {', '.join(header)[:200]}."
            )
        return _long(path, (person, statement, vote, time), rows)


def read_comments(path: Path) -> Statements:
    """Texts, moderation and official tallies of statements. Only the id is needed; what is missing is taken as not moderated and not meta.

    Raises
    ------
    Unreadable
        As `read_votes`.
    """
    with opened(path) as file:
        found = from_json(file, path) if path.suffix.lower() == ".json" else None
        if found is not None:
            if not (isinstance(found, list) and all(isinstance(x, dict) for x in found)):
                raise Unreadable(f"{path.name}: a list of statements was expected.")
            rows: list[tuple[int, dict[str, Any]]] = [(i + 1, {column_name(k): v for k, v in x.items()}) for i, x in enumerate(found)]
        else:
            header, lines = table(file, path)
            rows = [(line, dict(zip(header, row, strict=False))) for line, row in lines]
    key = next((name for name in STATEMENT if rows and name in rows[0][1]), None)
    if key is None:
        raise Unreadable(f"{path.name}: a table of statements has the column comment-id and at least one row.")
    ids, _ = ids_of(str(row[key]).strip() for _, row in rows)
    told = [row for _, row in rows]
    return Statements(
        texts={i: value_of(row, TEXT) for i, row in zip(ids, told, strict=True)},
        moderated=frozenset(i for i, row in zip(ids, told, strict=True) if value_of(row, ("moderated", "mod")) in ("-1", "-1.0")),
        meta=frozenset(i for i, row in zip(ids, told, strict=True) if value_of(row, ("is-meta", "meta")).lower() in YES),
        tallies={
            str(i): (number_of(value_of(row, ("agrees", "agree-count"))), number_of(value_of(row, ("disagrees", "disagree-count"))))
            for i, row in zip(ids, told, strict=True)
        },
    )


def read_groups(path: Path) -> Groups:
    """Who is in which group.

    Raises
    ------
    Unreadable
        None of the forms above, or nobody in it.
    """
    with opened(path) as file:
        if path.suffix.lower() == ".csv":
            header, rows = table(file, path)
            person, group = place_of(header, PERSON), place_of(header, ("group-id", "group"))
            if person is None or group is None:
                raise Unreadable(
                    f"{path.name}: a table of groups has the columns participant and group-id. Found: {', '.join(header)[:200]}."
                )
            return _grouped(path, ((row[person], row[group]) for _, row in rows if len(row) > max(person, group) and row[group].strip()))
        found = from_json(file, path)
    try:
        return _groups_of(path, found)
    except (KeyError, TypeError, AttributeError, IndexError) as problem:
        raise Unreadable(f"{path.name}: this is none of the forms in which groups are read. See docs/opinion.md.") from problem


def _long(path: Path, at: tuple[int, int, int, int | None], rows: Iterator[tuple[int, list[str]]]) -> VoteFile:
    person_at, statement_at, vote_at, time_at = at
    people: dict[str, int] = {}
    statements: dict[str, int] = {}
    row, column, value, time = array("i"), array("i"), array("b"), array("q")
    for line, cells in rows:
        try:
            person, statement = cells[person_at], cells[statement_at]
            if not person or not statement:
                raise ValueError
            value.append(VOTES[cells[vote_at]])
            if time_at is not None:
                time.append(int(cells[time_at]))
        except (IndexError, KeyError, ValueError, OverflowError):
            if len(value) > len(row):
                value.pop()
            person, statement, vote, when = _carefully(path, line, cells, at)
            value.append(vote)
            if time_at is not None:
                time.append(when)
        row.append(people.setdefault(person, len(people)))
        column.append(statements.setdefault(statement, len(statements)))
    if not value:
        raise Unreadable(f"{path.name}: there is no vote in it.")
    for known, codes in ((people, row), (statements, column)):
        if (blank := next((code for key, code in known.items() if not key.strip()), None)) is not None:
            raise Unreadable(f"{path.name}, vote {codes.index(blank) + 1}: the row names no person or no statement.")
    return VoteFile(
        people=_column(people, row),
        statements=_column(statements, column),
        values=np.frombuffer(value, np.int8),
        times=np.frombuffer(time, np.int64) if time_at is not None else None,
    )


def _carefully(path: Path, line: int, cells: list[str], at: tuple[int, int, int, int | None]) -> tuple[str, str, int, int]:
    """A row that is not written in the usual way: read with patience, or refused with its line."""
    cells = [cell.strip() for cell in cells]
    if len(cells) <= max(place for place in at if place is not None):
        raise Unreadable(f"{path.name}, line {line}: the row is too short.")
    if not cells[at[0]] or not cells[at[1]]:
        raise Unreadable(f"{path.name}, line {line}: the row names no person or no statement.")
    vote = VOTES.get(cells[at[2]].lower())
    if vote is None:
        raise Unreadable(f'{path.name}, line {line}: a vote is 1, -1 or 0, and here stands "{cells[at[2]][:40]}".')
    when = 0
    if at[3] is not None:
        try:
            when = int(float(cells[at[3]]))
            array("q", (when,))
        except (ValueError, OverflowError) as problem:
            raise Unreadable(f'{path.name}, line {line}: a time is a whole number, and here stands "{cells[at[3]][:40]}".') from problem
    return cells[at[0]], cells[at[1]], vote, when


def _wide(path: Path, header: list[str], person_at: int, rows: Iterator[tuple[int, list[str]]]) -> VoteFile:
    """One row for each person; columns named by a number are statements."""
    places = [(place, name) for place, name in enumerate(header) if name.isdigit()]
    agrees, disagrees = place_of(header, ("n-agree",)), place_of(header, ("n-disagree",))
    people: list[str] = []
    statements: list[str] = []
    values: list[int] = []
    tallies: dict[str, tuple[int, int]] = {}
    for line, cells in rows:
        if len(cells) <= person_at or not (person := cells[person_at].strip()):
            raise Unreadable(f"{path.name}, line {line}: the row names no person.")
        if agrees is not None and disagrees is not None and max(agrees, disagrees) < len(cells):
            tallies[person] = (number_of(cells[agrees]), number_of(cells[disagrees]))
        for place, statement in places:
            cell = cells[place].strip().lower() if place < len(cells) else ""
            if not cell:
                continue
            if cell not in VOTES:
                raise Unreadable(f'{path.name}, line {line}: a vote is 1, -1 or 0, and here stands "{cell[:40]}".')
            people.append(person)
            statements.append(statement)
            values.append(VOTES[cell])
    if not values:
        raise Unreadable(f"{path.name}: there is no vote in it.")
    return VoteFile(_numbers(people), _numbers(statements), np.array(values, np.int8), None, tallies)


def _votes_of_json(path: Path, found: Any) -> VoteFile:
    if not (isinstance(found, list) and found and all(isinstance(x, dict) for x in found)):
        raise Unreadable(f"{path.name}: a list of votes was expected.")
    header = [column_name(name) for name in found[0]]
    person, statement, vote, time = (place_of(header, names) for names in (PERSON, STATEMENT, ("vote",), TIME))
    if person is None or statement is None or vote is None:
        raise Unreadable(f"{path.name}: each vote names a voter-id, a comment-id and a vote.")
    names = list(found[0])
    rows = ((i + 1, [str(x.get(name, "")) for name in names]) for i, x in enumerate(found))
    return _long(path, (person, statement, vote, time), rows)


def _groups_of(path: Path, found: Any) -> Groups:
    if isinstance(found, dict) and "group-clusters" in found:
        return _groups_of_math(path, found)
    if isinstance(found, dict) and isinstance(found.get("groups"), list):
        found = found["groups"]
    if isinstance(found, dict):
        return _grouped(path, found.get("official_group_of_participant", found).items())
    return _grouped(path, ((person, group["id"]) for group in found for person in group["members"]))


def _groups_of_math(path: Path, found: Mapping[str, Any]) -> Groups:
    """An official result: groups hold base clusters, base clusters hold people."""
    base = found.get("base-clusters")
    held: dict[Any, Any] | None
    if isinstance(base, Mapping):
        held = dict(zip(base["id"], base["members"], strict=True))
    else:
        held = None if base is None else {x["id"]: x["members"] for x in base}
    clusters = found["group-clusters"]
    of = _grouped(path, ((p, g["id"]) for g in clusters for b in g["members"] for p in ((b,) if held is None else held[b])))
    return Groups(
        of.of,
        moderated=_named_ids(found.get("mod-out")),
        meta=_named_ids(found.get("meta-tids")),
        tallies={str(tid): (int(sum(x["A"])), int(sum(x["D"]))) for tid, x in found.get("votes-base", {}).items()},
    )


def _named_ids(found: Any) -> frozenset[Id] | None:
    return None if found is None else frozenset(ids_of(str(x) for x in found)[0])


def _grouped(path: Path, pairs: Iterable[tuple[Any, Any]]) -> Groups:
    """Groups by person. An id in braces or brackets is refused, an empty one is nobody's."""
    people: list[str] = []
    groups: list[str] = []
    for person, group in pairs:
        if isinstance(group, dict | list) or isinstance(person, dict | list):
            raise TypeError
        if group is not None:
            people.append(str(person).strip())
            groups.append(str(group).strip())
    if not people:
        raise Unreadable(f"{path.name}: there is nobody in its groups.")
    return Groups(dict(zip(people, ids_of(groups)[0], strict=True)))


def _column(known: dict[str, int], codes: array[int]) -> NDArray[np.int64] | list[str]:
    keys, numbers = ids_of(key.strip() for key in known)
    places = np.frombuffer(codes, np.int32)
    if numbers:
        return np.array(keys, np.int64)[places]
    return [str(keys[i]) for i in places.tolist()]


def _numbers(texts: list[str]) -> NDArray[np.int64] | list[str]:
    keys, numbers = ids_of(texts)
    return np.array(keys, np.int64) if numbers else texts
