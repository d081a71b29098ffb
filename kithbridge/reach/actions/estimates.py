"""Numbers from outside that figures are compared with: set by a lead, with a year and a source, shown to everybody who sees the picture.

Offers
------
write_down   an estimate of one year; another for the same year, area and kind takes its place
take_off     it was wrong: it is not shown any more
exported     a lead took the table of the picture away
Unfit        why it cannot stand
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kithbridge.people.models import Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.reach.models import Area, Estimate
from kithbridge.web import once, record
from kithbridge.web.clock import this_week, today

LONGEST_SOURCE = 200
MOST = 10_000_000
FIRST_YEAR = 1980


class Unfit(Exception):
    """`wrong`: field -> why, as a word: "kind", "area", "number", "order", "year", "source", "long"."""

    def __init__(self, wrong: dict[str, str]) -> None:
        super().__init__("cannot stand")
        self.wrong = wrong


def _wrong(kind: str, area: str, low: int | None, high: int | None, year: int | None, source: str) -> dict[str, str]:
    wrong = {}
    if kind not in Estimate.Kind.values:
        wrong["kind"] = "kind"
    if area and not Area.objects.filter(key=area).exists():
        wrong["area"] = "area"
    for name, n in (("low", low), ("high", high)):
        if n is None or not 0 <= n <= MOST:
            wrong[name] = "number"
    if not wrong.keys() & {"low", "high"} and low is not None and high is not None:
        if low > high:
            wrong["high"] = "order"
        elif high == 0:
            wrong["high"] = "number"
    if year is None or not FIRST_YEAR <= year <= today().year:
        wrong["year"] = "year"
    if not source:
        wrong["source"] = "source"
    elif len(source) > LONGEST_SOURCE:
        wrong["source"] = "long"
    return wrong


@transaction.atomic
def write_down(
    *, kind: str, area: str = "", low: int | None, high: int | None, year: int | None, source: str, form_id: str
) -> Estimate | None:
    """An estimate of one year.

    Parameters
    ----------
    kind : of Estimate.Kind
    area : key of an area; "" for all of it
    low, high : at least and at most, both included
    year : the year it is for
    source : who says so

    Returns
    -------
    Estimate or None
        None: this form was sent before.

    Raises
    ------
    Unfit
        It cannot stand; nothing was changed.
    """
    source = " ".join(source.split())
    if wrong := _wrong(kind, area, low, high, year, source):
        raise Unfit(wrong)
    if not once.claim(form_id):
        return None
    found, _made = Estimate.objects.update_or_create(
        kind=kind,
        area_id=area or None,
        year=int(year or 0),
        defaults={"low": int(low or 0), "high": int(high or 0), "source": source, "entered": str(this_week())},
    )
    record.note("estimate set", role=shown_role(Role.LEAD), ref=found.pk)
    return found


@transaction.atomic
def take_off(*, estimate: UUID) -> bool:
    """It is not shown any more. False: it was off already."""
    gone, _rows = Estimate.objects.filter(pk=estimate).delete()
    if gone:
        record.note("estimate taken off", role=shown_role(Role.LEAD), ref=estimate)
    return bool(gone)


@transaction.atomic
def exported() -> None:
    """A lead took the table away. Its numbers are those that anybody may see."""
    record.note("exported: picture", role=shown_role(Role.LEAD))
