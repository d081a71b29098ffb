"""Tables brought in, and taken out. Offers `bring_in(...)` and `take_out(...)`.

Bringing in is all or nothing. Rows are added or changed by their key; what the files do not name stays as it is: nothing is ever taken
off by leaving out a row. Stock, orders and tallies are not read: they come about by acts.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from kithbridge.reach.actions import bringing_catalogue, bringing_rest
from kithbridge.reach.actions.bringing import Apply, Bringing
from kithbridge.reach.exchange_changes import Change, Refused
from kithbridge.reach.exchange_tables import IN, OUT, written
from kithbridge.web import once, record

_APPLY: dict[str, Apply] = {
    "areas": bringing_catalogue.areas,
    "catalogue": bringing_catalogue.things,
    "kits": bringing_catalogue.recipes,
    "grounds": bringing_catalogue.lines,
    "places": bringing_rest.places,
    "lots": bringing_rest.lots,
    "estimates": bringing_rest.estimates,
    "cards": bringing_rest.notes,
}


def take_out(*, role: str) -> dict[str, str]:
    """Every table of the room: file name -> text. One entry in the record; `role` as it may be shown."""
    with transaction.atomic():
        found = {f"{name}.csv": written(name) for name in OUT}
        record.note("tables taken out", role=role)
    return found


def bring_in(*, files: Mapping[str, bytes], role: str, form_id: str, dry: bool = False) -> tuple[Change, ...] | None:
    """Add and change what the files say, or nothing at all.

    Parameters
    ----------
    files : table ("catalogue") -> what stands in its file
    role : as it may be shown in the event record
    dry : only say what would change

    Returns
    -------
    tuple or None
        What changed. None: this form did it before.

    Raises
    ------
    Refused
        With every problem that was found. Nothing was changed.
    """
    with transaction.atomic():
        if not dry and not once.claim(form_id):
            return None
        bringing = Bringing(_APPLY)
        for table in IN:
            if table in files:
                bringing.table(table, files[table])
        if bringing.problems:
            raise Refused(bringing.problems)
        changes = tuple(bringing.changes)
        if dry:
            transaction.set_rollback(True)
        elif changes:
            record.note("tables brought in", role=role)
    return changes
