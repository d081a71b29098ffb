"""What was counted before there were events gets one for each line of a week, so that sums stay what their events come to."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import migrations

from kithbridge.engines.handout import SUM
from kithbridge.engines.week import Week

EVENTS = {"out": "out", "asked": "asked", "missing": "none", "may_not": "maynot", "back": "back", "waste": "waste"}
BATCH = 500


def forwards(apps: Any, _schema_editor: Any) -> None:
    Tally, Event, MonthTally = (apps.get_model("reach", name) for name in ("Tally", "Event", "MonthTally"))
    months: dict[tuple[str, str, str, str], int] = {}
    events = []
    for week, area, item, kind, n in Tally.objects.filter(quantity__gt=0).values_list("week", "area", "item", "kind", "quantity"):
        year, month = Week.parse(week).month()
        months[f"{year:04d}-{month:02d}", area, item, kind] = months.get((f"{year:04d}-{month:02d}", area, item, kind), 0) + n
        # A sum, and not one hand-out: nobody knows any more how many hand-outs it was.
        events.append(Event(id=uuid4(), kind=EVENTS[kind], week=week, area=area, item=item, n=n, said=SUM))
    Event.objects.bulk_create(sorted(events, key=lambda event: event.id), batch_size=BATCH)
    lines = [
        MonthTally(id=uuid4(), month=month, area_id=area, item_id=item, kind=kind, quantity=n)
        for (month, area, item, kind), n in sorted(months.items())
    ]
    MonthTally.objects.bulk_create(lines, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("reach", "0002_supply_and_phones")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
