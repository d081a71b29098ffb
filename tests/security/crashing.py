"""Stops an action at one database statement, as a kill or a failing database would, on any of the three databases.

Offers
------
Stop(at, how)      context manager: the `at`-th statement or commit is never reached; `.reached` says whether there was one
facts()            everything both lasting databases say, as counts: what "whole or not at all" is compared by
tallied(model)     rows of one model by what stands in some columns, as counts
broken()           what must never be, in plain words
restart()          what the next start does
kept()             the three databases as they are now, to go back to (SQLite)
"""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import OperationalError, connections, models

from kithbridge.agree.ledger_models import Payment, PaymentAsked, PayRate
from kithbridge.agree.turns_models import Meeting, Turns
from kithbridge.people import leftovers, vault
from kithbridge.people.keyring.models import Offer, Person, Wrap
from kithbridge.people.models import CircleMember, Due, Factor, Invitation, Message, Neighbour, RoleHeld, TeamMember, Worry
from kithbridge.reach.models import (
    Alert,
    Ask,
    Basis,
    Estimate,
    Event,
    Item,
    Lot,
    NotMe,
    Order,
    OrderLine,
    Place,
    Recipe,
    RecipeLine,
    Stock,
    Supply,
    SupplyLine,
    Tally,
)
from kithbridge.rules import state
from kithbridge.web.models import Once
from kithbridge.web.record.models import Count, Entry
from kithbridge.words.models import Bar, Difference, DraftLine, Heard, Member, Reopened, TermVersion, Told, WordList

ALIASES = ("default", "keyring", "volatile")
Tallied = Iterator[tuple[tuple[str, ...], int]]


class Killed(BaseException):
    """The process is gone: no except-clause runs, and nothing reaches a database any more."""


class Stop:
    """`how`: "kill" (every later statement fails, too) or "error" (the database refuses this one; clean-up runs)."""

    def __init__(self, at: int, how: str) -> None:
        self.at, self.how, self.n = at, how, 0
        self.reached = False
        self._undo: list[Callable[[], None]] = []

    def _point(self) -> bool:
        """Whether to stop here."""
        self.n += 1
        if self.reached:
            return self.how == "kill"
        self.reached = self.n == self.at
        return self.reached

    def _problem(self) -> BaseException:
        return Killed() if self.how == "kill" else OperationalError("refused for a test")

    def _execute(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # What a killed process leaves open, its database rolls back.
        if not sql.startswith(("ROLLBACK", "RELEASE")) and self._point():
            raise self._problem()
        return execute(sql, params, many, context)

    def __enter__(self) -> Stop:
        stack = contextlib.ExitStack()
        for alias in ALIASES:
            connection = connections[alias]
            stack.enter_context(connection.execute_wrapper(self._execute))
            stack.enter_context(self._commits(connection))
        self._stack = stack
        return self

    @contextlib.contextmanager
    def _commits(self, connection: Any) -> Iterator[None]:
        real = connection.commit

        def commit() -> None:
            if self._point():
                connection.rollback()
                raise self._problem()
            real()
            if self._point():
                raise Killed()  # after a commit there is no error to be had, only the end

        connection.commit = commit
        try:
            yield
        finally:
            connection.commit = real

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> bool:
        self._stack.close()
        return isinstance(problem, Killed) or (self.reached and isinstance(problem, Exception))


def restart() -> None:
    """What the next start and the sweep do."""
    vault.finish_due()
    leftovers.sweep_orphans(lambda: None)


def kept() -> Callable[[], bool]:
    """The three databases as they are now; what it gives puts them back. Where one lies on PostgreSQL it does not, and says so: there
    things pile up.
    """
    copies = {}
    if all(connections[alias].vendor == "sqlite" for alias in ALIASES):
        for alias in ALIASES:
            connections[alias].ensure_connection()
            copies[alias] = sqlite3.connect(":memory:", check_same_thread=False)
            connections[alias].connection.backup(copies[alias])

    def back() -> bool:
        for alias, copy in copies.items():
            copy.backup(connections[alias].connection)
        state.forget()
        return bool(copies)

    return back


def tallied(model: type[models.Model], *columns: str, n: str = "", label: str = "", **where: Any) -> Tallied:
    """How many rows there are (or the sum of column `n`) by what stands in `columns`, as ((label, value, ...), number)."""
    alias, sql, params = _asked(model, columns, n, tuple(sorted(where.items())))
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, params)
        for *values, number in cursor.fetchall():
            yield (label or model.__name__, *map(str, values)), number or 0


@functools.cache
def _asked(
    model: type[models.Model], columns: tuple[str, ...], n: str, where: tuple[tuple[str, Any], ...]
) -> tuple[str, str, tuple[Any, ...]]:
    """Written once: the same questions are asked after each stop, and writing one takes longer than its answer."""
    rows = model._default_manager.filter(**dict(where)).order_by()
    number = models.Sum(n) if n else models.Count("*")
    # Without columns all of them are one group.
    asked = rows.values_list(*columns).annotate(number=number) if columns else rows.annotate(all=models.Value("")).values_list("all")
    if not columns:
        asked = asked.annotate(number=number)
    sql, params = asked.query.sql_with_params()
    return rows.db, sql, tuple(params)


def facts() -> Counter[tuple[str, ...]]:
    """How many of everything there is; tombstones and volatile rows apart."""
    from tests.security import crashing_agree, crashing_matters

    found: Counter[tuple[str, ...]] = Counter()
    for some in (_of_the_ground(), _of_reach(), _of_words(), _of_pay(), crashing_agree.facts(), crashing_matters.facts()):
        for key, n in some:
            found[key] += n
    return Counter({key: n for key, n in found.items() if n})


def _of_the_ground() -> Tallied:
    for model in (Neighbour, TeamMember, Message, Worry, Factor, Once, Invitation, Due, Wrap, Person):
        yield from tallied(model)
    yield from tallied(Count, "kind", "role", n="n")
    yield from tallied(Entry, "kind", "role")
    yield from tallied(Worry, "outcome", label="Worry, outcome")
    yield from tallied(CircleMember, "circle")
    yield from tallied(RoleHeld, "role")


def _of_reach() -> Tallied:
    for model in (NotMe, Item, Recipe, RecipeLine, Basis, Estimate, OrderLine):
        yield from tallied(model)
    yield from tallied(Ask, "state")
    yield from tallied(Ask, label="Ask with a page", page__isnull=False)
    yield from tallied(Tally, "kind", "item", n="quantity")
    yield from tallied(Stock, "place", n="quantity")
    yield from tallied(Alert, "given_out", "ended")
    for model, column in ((Event, "kind"), (Supply, "state"), (Order, "state"), (Lot, "recall"), (Place, "kind"), (SupplyLine, "settled")):
        yield from tallied(model, column)


def _of_words() -> Tallied:
    for model in (Difference, DraftLine, Member, Reopened, TermVersion, WordList):
        yield from tallied(model, label=f"words {model.__name__}")
    yield from tallied(Heard, "role", "counted", n="n")
    for heard in ("fine", "depends", "grates", "hurts", "never"):
        yield from tallied(Bar, "role", n=heard, label=f"Bar {heard}")
    yield from tallied(Told, "kind", "asked", "done", "shown")


def _of_pay() -> Tallied:
    for model in (Payment, PaymentAsked, PayRate):
        yield from tallied(model, "pence")
    yield from tallied(Meeting)
    yield from tallied(Turns, "role", n="turns")


def change(before: Counter[tuple[str, ...]], after: Counter[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """What became more or less."""
    return {key: after[key] - before[key] for key in {*before, *after} if after[key] != before[key]}


def broken() -> list[str]:
    """What must never be, whatever happened."""
    said = []
    if Due.objects.exists():
        said.append("something is still due")
    if Offer.objects.exists():
        said.append("something is half passed on")
    if leftovers.orphans():
        said.append("wraps without content")
    if leftovers.homeless():
        said.append("keys without an owner")
    owners = set(Person.objects.values_list("owner", flat=True))
    for model in (Neighbour, TeamMember):
        if set(model.objects.values_list("pk", flat=True)) - owners:
            said.append(f"a {model.__name__} without keys")
    wrapped = set(Wrap.objects.values_list("item", flat=True))
    ended = set(Ask.objects.filter(state="ended").values_list("pk", flat=True))
    if wrapped & ended:
        said.append("an ended ask with wraps")
    for model in (Ask, Message, Worry, Factor, Neighbour):
        rows = model.objects.filter(state="open") if model is Ask else model.objects.all()
        if set(rows.values_list("pk", flat=True)) - wrapped:
            said.append(f"a {model.__name__} that nobody can open")
    if set(Told.objects.filter(words__isnull=False).values_list("pk", flat=True)) - wrapped:
        said.append("something told about a word that nobody can open")
    if Tally.objects.filter(quantity__lt=0).exists():
        said.append("less than nothing in a tally")
    return said
