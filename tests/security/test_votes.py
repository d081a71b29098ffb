"""Who answered what: both databases are read raw after answers, and nothing ties them.

What lies there depends only on who has answered and on how often each answer was given: with the answers dealt out otherwise, and given in
another order, every table is the same but for its random numbers. On PostgreSQL each row also carries the number of the transaction that
wrote it: all rows of a proposal carry the same.

The limits (docs/adr/0009): a copy taken just before an answer and one just after it tell that answer to whoever holds both and the pepper.
PostgreSQL keeps older states of a row until it is vacuumed, and its log keeps them for some days; SQLite's log keeps them until its next
checkpoint: whoever holds these files holds such copies. Where everybody said the same, the number alone tells it. And a constituency that
decides and has one seat has one answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering
from kithbridge.people.deciding.models import Answered, Ballot, Objection, Proposal, Seat, Stage
from kithbridge.people.vault import Key
from tests import sitting
from tests.builders import DATABASES
from tests.sitting import this_week, week

KEY = "asks.live_weeks"
RANDOM = re.compile(r"^(?:[0-9a-f]{32}|[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-.*)$")


def proposal() -> Proposal:
    now = str(this_week())
    row = Proposal.objects.create(key=KEY, value=5, stage=Stage.WRITTEN, origin="here", week=now, begins=now)
    answering.begin_asking(row)
    return row


def raw(labels: dict[str, str]) -> dict[str, list[tuple[str, ...]]]:
    """Every row of every table of both lasting databases; numbers of people by their labels, other random numbers as one sign."""

    def plain(value: Any) -> str:
        text = value.hex if isinstance(value, UUID) else str(value)
        return labels.get(text, "*" if RANDOM.match(text) else text)

    found = {}
    for alias in ("default", "keyring"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                if table == "django_migrations":  # when each was applied; nothing of anybody
                    continue
                cursor.execute(f"SELECT * FROM {connections[alias].ops.quote_name(table)}")  # noqa: S608 - our own tables
                found[table] = sorted(tuple(plain(value) for value in row) for row in cursor.fetchall())
    return found


def labelled(people: list[Key]) -> dict[str, str]:
    labels = {}
    for n, key in enumerate(people):
        seat = Seat.objects.get(who=queries.who(key.owner))
        labels |= {seat.pk.hex: f"seat {n}", seat.who: f"page {n}"}
    return labels


def told_by(make: Callable[[], list[Key]], choices: tuple[str, ...], order: tuple[int, ...]) -> dict[str, list[tuple[str, ...]]]:
    """What both databases say after these people gave these answers in that order."""
    Proposal.objects.all().delete()
    Seat.objects.all().delete()
    from kithbridge.web.record.models import Count

    Count.objects.all().delete()
    people = make()
    row = proposal()
    for n in order:
        answering.answer(key=people[n], proposal=row.pk, choice=choices[n])
    assert Proposal.objects.get().stage == Stage.ANSWERING
    return raw(labelled(people))


def big() -> list[Key]:
    return sitting.seat(living=6, lived=1)["living"]


def small() -> list[Key]:
    group = sitting.seat(living=1, lived=1, work=1)
    group["lived"].append(sitting.sit("lived"))
    return sitting.everybody(group)


@DATABASES
@pytest.mark.parametrize("make", [big, small])
def test_what_lies_there_does_not_depend_on_who_said_what(make: Callable[[], list[Key]]) -> None:
    with week(0):
        first = told_by(make, ("yes", "no", "yes"), (0, 1, 2))
        assert any("seat 0" in row for row in first["deciding_answered"])
        assert any("yes" in row for row in first["deciding_ballot"])
        for choices in sorted(set(permutations(("yes", "no", "yes")))):
            for order in permutations(range(3)):
                assert told_by(make, choices, order) == first
        # The comparison sees what differs: other answers, or other people who answered.
        assert told_by(make, ("yes", "yes", "yes"), (0, 1, 2)) != first
        assert told_by(make, ("yes", "no", "yes", "yes"), (0, 1, 3)) != first


@DATABASES
def test_no_row_holds_a_seat_and_an_answer() -> None:
    with week(0):
        people = big()
        row = proposal()
        for key, choice in zip(people, ("yes", "no", "abstain", "yes"), strict=False):
            answering.answer(key=key, proposal=row.pk, choice=choice)
        for table, rows in raw(labelled(people)).items():
            for one in rows:
                of_somebody = any(cell.startswith(("seat ", "page ")) for cell in one)
                assert not (of_somebody and {"yes", "no", "abstain"} & set(one)), table


@DATABASES
def test_once_it_is_counted_no_count_is_left() -> None:
    with week(0):
        people = big()
        row = proposal()
        Proposal.objects.filter(pk=row.pk).update(asked=["living"])
        Answered.objects.exclude(seat__constituency="living").delete()
        for key, choice in zip(people, ("yes", "yes", "yes", "no", "yes", "yes"), strict=True):
            answering.answer(key=key, proposal=row.pk, choice=choice)
        assert sitting.row_of(row.pk).outcome == {"living": "more than 50"}
        assert not Ballot.objects.exists()
        answering.objects(key=people[0], proposal=row.pk, ground="harm")
        assert {one.name for one in Objection._meta.fields} == {"id", "proposal", "seat", "ground", "round"}


@pytest.mark.sqlite
@DATABASES
def test_rows_lie_in_no_order_of_answering() -> None:
    with connection.cursor() as cursor:
        for table in ("deciding_answered", "deciding_ballot"):
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            assert "WITHOUT ROWID" in cursor.fetchone()[0]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
def test_the_number_of_the_transaction_ties_no_seat_to_an_answer() -> None:
    people = sitting.seat(living=6, lived=1)["living"]
    row = proposal()
    for key, choice in zip(people, ("yes", "no", "abstain"), strict=False):
        answering.answer(key=key, proposal=row.pk, choice=choice)
        with connection.cursor() as cursor:
            for table, rows in (("deciding_answered", 7), ("deciding_ballot", 6)):
                cursor.execute(f"SELECT count(*), count(DISTINCT xmin::text) FROM {table}")  # noqa: S608 - our own tables
                assert cursor.fetchone() == (rows, 1), table
