"""Stops an action at one database statement, as a kill or a failing database would, on any of the three databases.

Offers
------
Stop(at, how)      context manager: the `at`-th statement or commit is never reached; `.reached` says whether there was one
facts()            everything both lasting databases say, as counts: what "whole or not at all" is compared by
broken()           what must never be, in plain words
restart()          what the next start does
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import OperationalError, connections

from kithbridge.agree.ledger_models import Payment, PaymentAsked, PayRate
from kithbridge.people import leftovers, vault
from kithbridge.people.keyring.models import Offer, Person, Wrap
from kithbridge.people.models import Due, Factor, Invitation, Message, Neighbour, TeamMember, Worry
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
from kithbridge.web.models import Once
from kithbridge.web.record.models import Count, Entry
from kithbridge.words.models import Bar, Difference, DraftLine, Heard, Member, Reopened, TermVersion, Told, WordList

ALIASES = ("default", "keyring", "volatile")


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


def facts() -> Counter[tuple[str, ...]]:
    """How many of everything there is; tombstones and volatile rows apart."""
    found: Counter[tuple[str, ...]] = Counter()
    catalogue = (Item, Recipe, RecipeLine, Basis)
    for model in (Neighbour, TeamMember, Message, Worry, Factor, NotMe, Once, Invitation, Due, Wrap, Person, *catalogue):
        found[(model.__name__,)] = model.objects.count()
    for state, page in Ask.objects.values_list("state", "page"):
        found["Ask", state, "with page" if page else ""] += 1
    for kind, role, n in Count.objects.values_list("kind", "role", "n"):
        found["Count", kind, role] += n
    for kind, role in Entry.objects.values_list("kind", "role"):
        found["Entry", kind, role] += 1
    for kind, item, n in Tally.objects.values_list("kind", "item", "quantity"):
        found["Tally", kind, str(item)] += n
    for place, n in Stock.objects.values_list("place", "quantity"):
        found["Stock", str(place)] += n
    for model, column in (
        *((Event, "kind"), (Supply, "state"), (Order, "state"), (Lot, "recall"), (Place, "kind")),
        *((Payment, "pence"), (PaymentAsked, "pence"), (PayRate, "pence")),
    ):
        for value in model.objects.values_list(column, flat=True):
            found[model.__name__, str(value)] += 1
    for model in (Difference, DraftLine, Member, Reopened, TermVersion, WordList):
        found["words", model.__name__] = model.objects.count()
    for role, counted, n in Heard.objects.values_list("role", "counted", "n"):
        found["Heard", role, str(counted)] += n
    for bar in Bar.objects.all():
        found["Bar", bar.role] += bar.n
    for kind, asked, done, shown in Told.objects.values_list("kind", "asked", "done", "shown"):
        found["Told", kind, str(asked), str(done), shown] += 1
    for given_out, ended in Alert.objects.values_list("given_out", "ended"):
        found["Alert", str(given_out), str(ended)] += 1
    found["Estimate", ""] = Estimate.objects.count()
    found["OrderLine", ""] = OrderLine.objects.count()
    found["SupplyLine", "settled"] = SupplyLine.objects.exclude(settled="").count()
    for outcome in Worry.objects.values_list("outcome", flat=True):
        found["Worry", outcome] += 1
    for table, column in (("CircleMember", "circle"), ("RoleHeld", "role")):
        from kithbridge.people import models

        for value in getattr(models, table).objects.values_list(column, flat=True):
            found[table, str(value)] += 1
    from tests.security import crashing_agree, crashing_matters

    found.update(crashing_agree.facts())
    found.update(crashing_matters.facts())
    return Counter({key: n for key, n in found.items() if n})


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
