"""`kithbridge opinion`: a conversation read from its files. Needs no site, no Django and no network.

`analyse` reads votes (and statements, and groups that are known) and says what people agree on. Results go to standard output, remarks
on how the files were read to standard error. Nothing is kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import NamedTuple

from kithbridge.engines.opinion.analyse import Analysis, analyse, as_plain
from kithbridge.engines.opinion.votes import Votes, votes_of
from kithbridge.formats.polis import Groups, Statements, Unreadable, VoteFile, orientation, read_comments, read_groups, read_votes

NO_STATEMENTS = Statements({}, frozenset(), frozenset(), {})


class _Given(NamedTuple):
    """The files, read."""

    votes: VoteFile
    statements: Statements
    groups: Groups | None


def run(options: argparse.Namespace) -> int:
    """Do what was asked. 0 done, 2 it could not be done."""
    # A statement may hold a sign that the terminal's encoding lacks: it is shown as a number then, and nothing stops.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        given = _Given(
            read_votes(Path(options.votes)),
            read_comments(Path(options.comments)) if options.comments else NO_STATEMENTS,
            read_groups(Path(options.groups)) if options.groups else None,
        )
        analysis = _analysed(given, options)
    except Unreadable as problem:
        _remark(f"{problem} Nothing was analysed.")
        return 2
    if options.format == "json":
        json.dump(as_plain(analysis, rule=options.rule), sys.stdout, ensure_ascii=False, allow_nan=False, default=str)
        sys.stdout.write("\n")
    else:
        from kithbridge.cli.opinion_said import say

        say(analysis, given.statements.texts, options.rule, sys.stdout)
    sys.stdout.flush()
    return 0


def _analysed(given: _Given, options: argparse.Namespace) -> Analysis:
    known = None if given.groups is None else given.groups.of
    # Before anything is remarked on: a refusal is one line.
    if known is not None and known.keys().isdisjoint(str(person) for person in set(given.votes.people)):
        raise Unreadable(f"Nobody in {options.groups} has a vote in {options.votes}.")
    votes = _votes(given, options)
    groups = None if known is None else {person: known[str(person)] for person in votes.people if str(person) in known}
    return analyse(votes, method=options.method, groups=groups)


def _votes(given: _Given, options: argparse.Namespace) -> Votes:
    sign = _sign(given, options)
    read, known = given.votes, given.groups
    moderated, meta = read.named(given.statements.moderated), read.named(given.statements.meta)
    if known is not None and known.moderated is not None:
        # An official result says what it was reckoned with; the list of statements may have changed since.
        out, about = read.named(known.moderated), read.named(known.meta)
        if options.comments and {*moderated, *meta} != {*out, *about}:
            _remark(f"{options.comments} and {options.groups} differ in which statements were taken out. The second is used.")
        moderated, meta = out, about
    return votes_of(
        read.people,
        read.statements,
        read.values if sign == 1 else -read.values,
        times=read.times,
        moderated=moderated,
        meta=meta,
    )


def _sign(given: _Given, options: argparse.Namespace) -> int:
    """Which number means "agree"."""
    if options.agree != "auto":
        return int(options.agree)
    by_groups = orientation(given.votes, given.groups.tallies) if given.groups else None
    by_statements = orientation(given.votes, given.statements.tallies)
    by_people = orientation(given.votes, given.votes.tallies, by_person=True)
    told = next((sign for sign in (by_people, by_groups, by_statements) if sign is not None), None)
    if told is None:
        _remark("Nothing says which number means agree: 1 is taken. If it is -1 here, add --agree -1.")
        return 1
    if told == -1:
        _remark("In this file -1 means agree: the tallies beside it say so.")
    return told


def _remark(line: str) -> None:
    """A line on standard error, without signs that steer a terminal."""
    safe = "".join(sign if sign.isprintable() else "?" for sign in line)
    print(f"kithbridge: {safe}", file=sys.stderr)
