"""Files of Polis conversations: votes, statements, groups.

Offers
------
read_votes(path) -> VoteFile       votes.csv, participants-votes.csv, or votes as JSON; every row, changed votes included
read_comments(path) -> Statements  comments.csv (with or without is-meta) or comments as JSON
read_groups(path) -> Groups        who is in which group (`polis_groups`)
orientation(votes, tallies)        which number means "agree": 1, -1, or None where nothing tells
Unreadable                         why a file could not be read, in one sentence

Exports differ in sign: the open data write 1 for "agree", the API and the mathematics -1, and saved copies either. So votes are handed on
as they stand in the file, and `orientation` compares them with tallies. Ids of votes are whole numbers where all in the file are, else
texts; ids of statements and groups are texts, by which they are found whatever else stands in their file.
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

from kithbridge.formats.polis_groups import Groups, read_groups
from kithbridge.formats.polis_reading import (
    NOTHING,
    PERSON,
    Id,
    Unreadable,
    column_name,
    from_json,
    ids_of,
    is_json,
    moment_of,
    number_of,
    opened,
    place_of,
    table,
    text_of,
    value_of,
    whole,
)

__all__ = ["Groups", "Id", "Statements", "Unreadable", "VoteFile", "orientation", "read_comments", "read_groups", "read_votes"]

STATEMENT: Final = ("comment-id", "statement-id", "tid", "comment", "statement")
TIME: Final = ("timestamp", "modified", "created", "time", "modified-at", "created-at", "datetime", "date")
TEXT: Final = ("comment-body", "txt", "text", "body", "comment", "statement")
NUMBERS: Final = {"1": 1, "-1": -1, "0": 0, "+1": 1, "\N{MINUS SIGN}1": -1, "-0": 0, "1.0": 1, "-1.0": -1, "0.0": 0, "-0.0": 0}
VOTES: Final = NUMBERS | {"agree": 1, "disagree": -1, "pass": 0, "skip": 0, "unsure": 0}
# "aggrees" is how older Polis exports spell it.
AGREES: Final = ("agrees", "aggrees", "agree-count", "total-agrees", "n-agree")
DISAGREES: Final = ("disagrees", "disagree-count", "total-disagrees", "n-disagree")
OUT: Final = ("-1", "-1.0", "\N{MINUS SIGN}1", "rejected", "hidden", "out")
# Cosine between two lists of balances; those of real exports are above .99 (or below -.99), those of unrelated ones near 0.
ALIKE: Final = 0.5
YES: Final = ("1", "1.0", "true", "t", "yes")


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
        None where not every row has one.
    tallies : dict of statement or person to (agree, disagree)
        What the file itself says beside the votes; empty in most.
    """

    people: NDArray[np.int64] | list[str]
    statements: NDArray[np.int64] | list[str]
    values: NDArray[np.int8]
    times: NDArray[np.int64] | None
    tallies: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def named(self, texts: Iterable[str] | None) -> list[Id]:
        """The statements of this file that another file names, by the texts of their ids; what has no vote here is left out."""
        keys = self.statements if isinstance(self.statements, list) else self.statements.tolist()
        known = {str(key): key for key in dict.fromkeys(keys)}
        return [known[text] for text in texts or () if text in known]


@dataclass(frozen=True)
class Statements:
    """What is known of each statement: its text, whether it was taken out, whether it is about the person, its official tallies."""

    texts: Mapping[str, str]
    moderated: frozenset[str]
    meta: frozenset[str]
    tallies: Mapping[str, tuple[int, int]]


def orientation(votes: VoteFile, tallies: Mapping[str, tuple[int, int]], *, by_person: bool = False) -> int | None:
    """1 where the file's 1 means "agree", -1 where its -1 does; None when the tallies do not tell.

    `tallies` are numbers of (agree, disagree) by the text of a statement's id (or a person's). They need not be exact: the balance of
    each is compared with the balance in the file. Where the two have too little in common (`ALIKE`), they tell nothing.
    """
    ids = votes.people if by_person else votes.statements
    keys, places = np.unique(np.asarray(ids), return_inverse=True)
    known = [(at, tallies[str(key)]) for at, key in enumerate(keys.tolist()) if str(key) in tallies]
    balance = np.bincount(places, weights=votes.values)[[at for at, _ in known]]
    told = np.array([agree - disagree for _, (agree, disagree) in known], np.float64)
    together = float(balance @ told)
    if abs(together) <= ALIKE * float(np.linalg.norm(balance) * np.linalg.norm(told)):
        return None
    return 1 if together > 0 else -1


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
        if is_json(file, path):
            return _votes_of_json(path, from_json(file, path))
        header, rows = table(file, path)
        vote = place_of(header, ("vote",))
        person = place_of(header, PERSON)
        if vote is None and person is not None and any(whole(name) for name in header):
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
        if is_json(file, path):
            listed = _listed(path, from_json(file, path), ("statements", "comments"))
            rows: list[dict[str, Any]] = [{column_name(k): v for k, v in x.items()} for x in listed]
        else:
            header, lines = table(file, path)
            rows = [dict(zip(header, row, strict=False)) for _, row in lines]
    key = next((name for name in STATEMENT if rows and name in rows[0]), None)
    if key is None:
        raise Unreadable(f"{path.name}: a table of statements has the column comment-id and at least one row.")
    told = {text_of(row.get(key, "")): row for row in rows}
    return Statements(
        texts={i: value_of(row, TEXT) for i, row in told.items()},
        moderated=frozenset(i for i, row in told.items() if value_of(row, ("moderated", "mod")).lower() in OUT),
        meta=frozenset(i for i, row in told.items() if value_of(row, ("is-meta", "meta")).lower() in YES),
        tallies={i: (number_of(value_of(row, AGREES)), number_of(value_of(row, DISAGREES))) for i, row in told.items()},
    )


def _long(path: Path, at: tuple[int, int, int, int | None], rows: Iterator[tuple[int, list[str]]]) -> VoteFile:
    person_at, statement_at, vote_at, time_at = at
    people: dict[str, int] = {}
    statements: dict[str, int] = {}
    row, column, value, time = array("i"), array("i"), array("b"), array("q")
    timed = time_at is not None
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
                time.append(when or 0)
                timed &= when is not None
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
        times=np.frombuffer(time, np.int64) if timed else None,
    )


def _carefully(path: Path, line: int, cells: list[str], at: tuple[int, int, int, int | None]) -> tuple[str, str, int, int | None]:
    """A row that is not written in the usual way: read with patience, or refused with its line."""
    cells = [cell.strip() for cell in cells]
    if len(cells) <= max(place for place in at if place is not None):
        raise Unreadable(f"{path.name}, line {line}: the row is too short.")
    if not cells[at[0]] or not cells[at[1]]:
        raise Unreadable(f"{path.name}, line {line}: the row names no person or no statement.")
    vote = VOTES.get(cells[at[2]].lower())
    if vote is None:
        raise Unreadable(f'{path.name}, line {line}: a vote is 1, -1 or 0, and here stands "{cells[at[2]][:40]}".')
    when = None
    if at[3] is not None:
        try:
            when = moment_of(cells[at[3]])
            array("q", (when or 0,))
        except (ValueError, OverflowError) as problem:
            raise Unreadable(
                f'{path.name}, line {line}: a time is a whole number or a date, and here stands "{cells[at[3]][:40]}".'
            ) from problem
    return cells[at[0]], cells[at[1]], vote, when


def _wide(path: Path, header: list[str], person_at: int, rows: Iterator[tuple[int, list[str]]]) -> VoteFile:
    """One row for each person; columns named by a number are statements."""
    places = [(place, name) for place, name in enumerate(header) if whole(name)]
    agrees, disagrees = place_of(header, AGREES), place_of(header, DISAGREES)
    people: list[str] = []
    statements: list[str] = []
    values: list[int] = []
    tallies: dict[str, tuple[int, int]] = {}
    for line, cells in rows:
        if len(cells) <= person_at or not (person := cells[person_at].strip()):
            raise Unreadable(f"{path.name}, line {line}: the row names no person.")
        if agrees is not None and disagrees is not None and max(agrees, disagrees) < len(cells):
            tallies[text_of(person)] = (number_of(cells[agrees]), number_of(cells[disagrees]))
        for place, statement in places:
            cell = cells[place].strip().lower() if place < len(cells) else ""
            if cell in NOTHING:
                continue
            if cell not in VOTES:
                raise Unreadable(f'{path.name}, line {line}: a vote is 1, -1 or 0, and here stands "{cell[:40]}".')
            people.append(person)
            statements.append(statement)
            values.append(VOTES[cell])
    if not values:
        raise Unreadable(f"{path.name}: there is no vote in it.")
    return VoteFile(_numbers(people), _numbers(statements), np.array(values, np.int8), None, tallies)


def _listed(path: Path, found: Any, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of a list, or of an object that holds it by one of these names."""
    if isinstance(found, dict):
        found = next((found[name] for name in names if name in found), None)
    if not (isinstance(found, list) and found and all(isinstance(x, dict) for x in found)):
        raise Unreadable(f"{path.name}: a list of {names[0]} was expected, with one at least.")
    return found


def _votes_of_json(path: Path, found: Any) -> VoteFile:
    listed = _listed(path, found, ("votes",))
    names = list(listed[0])
    header = [column_name(name) for name in names]
    person, statement, vote, time = (place_of(header, of) for of in (PERSON, STATEMENT, ("vote",), TIME))
    if person is None or statement is None or vote is None:
        raise Unreadable(f"{path.name}: each vote names a voter-id, a comment-id and a vote.")
    rows = ((i, [_cell(x.get(name)) for name in names]) for i, x in enumerate(listed, 1))
    return _long(path, (person, statement, vote, time), rows)


def _cell(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _column(known: dict[str, int], codes: array[int]) -> NDArray[np.int64] | list[str]:
    keys, numbers = ids_of(key.strip() for key in known)
    places = np.frombuffer(codes, np.int32)
    if numbers:
        return np.array(keys, np.int64)[places]
    return [str(keys[i]) for i in places.tolist()]


def _numbers(texts: list[str]) -> NDArray[np.int64] | list[str]:
    keys, numbers = ids_of(texts)
    return np.array(keys, np.int64) if numbers else texts
