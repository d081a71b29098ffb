"""Folds every kept event again, in the database, and compares. Changes nothing. For `actions.ledger`.

Offers: `recount()`, `Difference`, `kept_from()`; `stock_of(week)` for `actions.forgetting`.

The database adds up, a week at a time, so that memory holds one week of events. All of it is read as it was at one moment, and nobody who
writes waits for it. Sums of weeks whose events have gone by rule are left as they are; months are compared with their weeks.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from kithbridge.engines import handout
from kithbridge.engines.week import Week
from kithbridge.reach.actions.folding import LEAVES, TALLIES, month_of
from kithbridge.reach.models import Event, MonthTally, Reached, Recipe, RecipeLine, Stock, Tally


@dataclass(frozen=True)
class Difference:
    """One sum that is not what its events come to. `where`: tally, month, reached or stock; `what`: its key in words."""

    where: str
    what: str
    held: int
    counted: int


def kept_from() -> Week | None:
    """The first week that has events; None when there are none."""
    first = Event.objects.aggregate(first=Min("week"))["first"]
    return Week.parse(first) if first else None


def recount() -> list[Difference]:
    """Every difference between the sums and what the kept events come to; empty: all is well."""
    with _one_moment():
        first = kept_from()
        found = list(_weeks_and_stock(first)) if first else []
        return [*found, *_months()]


@contextlib.contextmanager
def _one_moment() -> Iterator[None]:
    if connection.in_atomic_block:  # a test's own transaction: there is nobody else in it
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Not `atomic`: that takes the lock of the one writer (settings), and phones would wait.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _weeks_and_stock(first: Week) -> Iterator[Difference]:
    stock: Counter[tuple[str, str]] = Counter()
    for week in _weeks(first):
        for where, held, counted, *key in _rows(_WEEK, [week] * _WEEK.count("%s")):
            if where == "stock":
                stock[key[0], key[1]] += counted
            else:
                yield Difference(where, ", ".join([week, *(part for part in key if part)]), held, counted)
    held_now: Counter[tuple[str, str]] = Counter()
    for place, item, n in Stock.objects.values_list("place", "item", "quantity"):
        held_now[place, item] += n
    for place, item in sorted({*stock, *held_now}):
        if stock[place, item] != held_now[place, item]:
            yield Difference("stock", f"{place}, {item}", held_now[place, item], stock[place, item])


def stock_of(week: str) -> Counter[tuple[str, str]]:
    """(place, item) -> what the events of that week changed there."""
    rows = _rows(_WEEK, [week] * _WEEK.count("%s"))
    return Counter({(place, item): int(counted) for where, _held, counted, place, item, _kind in rows if where == "stock"})


def _weeks(first: Week) -> list[str]:
    """Weeks that have events or sums, from the first with events on."""
    found: set[str] = set()
    for model in (Event, Tally, Reached):
        found |= set(model._default_manager.filter(week__gte=str(first)).values_list("week", flat=True).distinct())
    return sorted(found)


def _months() -> Iterator[Difference]:
    weeks: dict[str, list[str]] = {month: [] for month in MonthTally.objects.values_list("month", flat=True).distinct()}
    for week in Tally.objects.values_list("week", flat=True).distinct():
        weeks.setdefault(month_of(week), []).append(week)
    for month, some in sorted(weeks.items()):
        marks = ", ".join(["%s"] * len(some)) or "NULL"
        for held, counted, *key in _rows(_MONTH.replace("{weeks}", marks), [*some, month]):
            yield Difference("month", ", ".join([month, *key]), held, counted)


def _rows(sql: str, values: list[str]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(1_000):
            yield from rows


# --- The statements. What stands in them are names of our own tables and words of our own code ---------
_EVENT, _TALLY, _MONTH_TALLY, _REACHED, _RECIPE, _LINE = (
    model._meta.db_table for model in (Event, Tally, MonthTally, Reached, Recipe, RecipeLine)
)
_AS_TALLY = " ".join(["CASE kind", *(f"WHEN '{kind.value}' THEN '{tally.value}'" for kind, tally in TALLIES.items()), "END"])
_AS_BAND = " ".join(["CASE said", *(f"WHEN '{band}' THEN '{kind}'" for band, kind in handout.BANDS.items()), "END"])
_TALLIED = ", ".join(f"'{kind.value}'" for kind in TALLIES)
_LEFT = ", ".join(f"'{kind.value}'" for kind in LEAVES)
_WEEK = f"""
WITH these AS (
    SELECT kind, area, item, recipe, place, "to" AS goal, said, n, change FROM {_EVENT} WHERE week = %s AND NOT undone
),
once AS (
    SELECT kind, area, item, recipe, SUM(n) AS n FROM these WHERE kind IN ({_TALLIED}) GROUP BY kind, area, item, recipe
),
things AS (
    SELECT kind, area, item, n FROM once
    UNION ALL SELECT once.kind, once.area, line.item_id, once.n * line.quantity FROM once
    JOIN {_RECIPE} AS kit ON kit.kit_id = once.item AND kit.version = once.recipe AND once.recipe > 0
    JOIN {_LINE} AS line ON line.recipe_id = kit.id
),
tallies AS (
    SELECT area, item, {_AS_TALLY} AS kind, 0 AS held, n AS counted FROM things
    UNION ALL SELECT area_id, item_id, kind, quantity, 0 FROM {_TALLY} WHERE week = %s
),
reached AS (
    SELECT area, 'handouts' AS kind, 0 AS held, 1 AS counted FROM these WHERE kind = 'out' AND said <> '{handout.SUM}'
    UNION ALL SELECT area, {_AS_BAND}, 0, 1 FROM these WHERE kind = 'out' AND said NOT IN ('', '{handout.SUM}')
    UNION ALL SELECT area, said, 0, n FROM these WHERE kind = 'passed'
    UNION ALL SELECT area_id, kind, quantity, 0 FROM {_REACHED} WHERE week = %s
),
lies AS (
    SELECT place, item, CASE WHEN kind IN ({_LEFT}, 'move') THEN -n WHEN kind IN ('in', 'pack') THEN n ELSE change END AS n
    FROM these WHERE place <> '' AND kind IN ({_LEFT}, 'move', 'in', 'pack', 'count')
    UNION ALL SELECT goal, item, n FROM these WHERE kind = 'move'
    UNION ALL SELECT these.place, line.item_id, -these.n * line.quantity FROM these
    JOIN {_RECIPE} AS kit ON kit.kit_id = these.item AND kit.version = these.recipe AND these.kind = 'pack'
    JOIN {_LINE} AS line ON line.recipe_id = kit.id
)
SELECT 'tally', SUM(held), SUM(counted), area, item, kind FROM tallies GROUP BY area, item, kind HAVING SUM(held) <> SUM(counted)
UNION ALL SELECT 'reached', SUM(held), SUM(counted), area, kind, '' FROM reached GROUP BY area, kind HAVING SUM(held) <> SUM(counted)
UNION ALL SELECT 'stock', 0, SUM(n), place, item, '' FROM lies GROUP BY place, item
"""  # noqa: S608
_MONTH = f"""
SELECT SUM(held), SUM(counted), area, item, kind FROM (
    SELECT area_id AS area, item_id AS item, kind, 0 AS held, quantity AS counted FROM {_TALLY} WHERE week IN ({{weeks}})
    UNION ALL SELECT area_id, item_id, kind, quantity, 0 FROM {_MONTH_TALLY} WHERE month = %s
) AS sums GROUP BY area, item, kind HAVING SUM(held) <> SUM(counted)
"""  # noqa: S608
