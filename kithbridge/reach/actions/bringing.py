"""One run of bringing tables in: cells are read, rows are compared, what is wrong is gathered.

Offers: `Bringing`, `keyed(...)`, `next_place(model)`. What each table means stands in `bringing_catalogue` and `bringing_rest`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from kithbridge.formats import sheets
from kithbridge.reach.actions import catalogue
from kithbridge.reach.exchange_cells import Bad
from kithbridge.reach.exchange_changes import Change, Problem
from kithbridge.reach.exchange_tables import IN

MOST_ROWS = 2_000  # in one table
Values = dict[str, Any]
Rows = list[tuple[int, Values]]
Apply = Callable[["Bringing", Rows], None]


class Bringing:
    """One run: reads table after table inside the caller's transaction and gathers what changed and what is wrong."""

    def __init__(self, apply: Mapping[str, Apply]) -> None:
        self._apply = apply
        self.changes: list[Change] = []
        self.problems: list[Problem] = []

    def table(self, name: str, raw: bytes) -> None:
        """Read and apply one table. What is wrong is gathered; the caller undoes everything then."""
        try:
            sheet = sheets.read(raw)
        except sheets.Unreadable as problem:
            self.wrong(name, 0, "", str(problem))
            return
        known, needed = IN[name], [column for column, cell in IN[name].columns.items() if cell.needed]
        strange = [column for column in sheet.columns if column not in known.every]
        missing = [column for column in needed if column not in sheet.columns]
        if strange:
            self.wrong(name, 1, strange[0], _("this column is not known. Known are: %(columns)s.") % {"columns": ", ".join(known.every)})
        if missing:
            self.wrong(name, 1, "", _("the column %(column)s is missing.") % {"column": missing[0]})
        if len(sheet.rows) > MOST_ROWS:
            self.wrong(name, 0, "", _("there are more than %(n)s rows.") % {"n": MOST_ROWS})
        if strange or missing or len(sheet.rows) > MOST_ROWS:
            return
        rows = [(row.line, values) for row in sheet.rows if (values := self._values(name, row)) is not None]
        self._apply[name](self, rows)

    def _values(self, name: str, row: sheets.Row) -> Values | None:
        """The row's values by column; None where a cell cannot be read."""
        found: Values = {}
        fine = True
        for column, cell in IN[name].columns.items():
            if column in row.cells:
                text = row.cells[column]
                try:
                    if cell.needed and not text.strip():
                        raise Bad(_("this cell must not be empty."))
                    found[column] = cell.read(text)
                except Bad as problem:
                    self.wrong(name, row.line, column, str(problem))
                    fine = False
        return found if fine else None

    def wrong(self, table: str, line: int, column: str, said: str) -> None:
        self.problems.append(Problem(f"{table}.csv", line, column, said))

    def keep(self, table: str, shown: str, row: models.Model, values: Values, *, new: bool) -> None:
        """Save a row that is new, or that these values change."""
        differs = [field for field, value in values.items() if getattr(row, field) != value]
        was = {field: getattr(row, field) for field in differs}
        for field in differs:
            setattr(row, field, values[field])
        if new:
            self.changes.append(Change(table, shown))
        elif differs:
            what = "; ".join(f"{field.removesuffix('_id')}: {in_words(was[field])} → {in_words(values[field])}" for field in differs)
            self.changes.append(Change(table, shown, what))
        if new or differs:
            row.save(force_insert=new)


def in_words(value: Any) -> str:
    """A value in a line of the preview."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value if value is not None else "")
    return (text if len(text) <= 40 else text[:39] + "…") or _("nothing")


def keyed(run: Bringing, table: str, rows: list[tuple[int, Values]]) -> Iterable[tuple[int, str, Values]]:
    """Rows with their key, from the label where none is given; a key that stands twice is a problem."""
    seen: dict[str, int] = {}
    for line, values in rows:
        key = values.pop("key", "") or catalogue.key_of(values.get("label", ""))
        if not key:
            run.wrong(table, line, "label", _("give it a name or a key."))
        elif key in seen:
            run.wrong(table, line, "key", _("%(key)s stands in line %(line)s already.") % {"key": key, "line": seen[key]})
        else:
            seen[key] = line
            yield line, key, values


def next_place(model: Any) -> int:
    """The place after the last one in the group's order."""
    most = model.objects.aggregate(most=Max("order"))["most"]
    return 0 if most is None else int(most) + 1
