"""Which lots go into kits is written down from now on. What was packed before stands there as not known."""

import uuid
from collections import Counter
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import kithbridge.web.fields


def forwards(apps: Any, _schema_editor: Any) -> None:
    Event, RecipeLine, Packed = (apps.get_model("reach", name) for name in ("Event", "RecipeLine", "Packed"))
    made_of: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for kit, version, item, n in RecipeLine.objects.values_list("recipe__kit", "recipe__version", "item", "quantity"):
        made_of.setdefault((kit, version), []).append((item, n))
    sums: Counter[tuple[str, str, str]] = Counter()
    packed = Event.objects.filter(kind__in=("pack", "in"), recipe__gt=0, undone=False).values_list("week", "item", "recipe", "n")
    for week, kit, version, n in packed.iterator():
        for item, each in made_of.get((kit, version), ()):
            sums[str(week), kit, item] += n * each
    lines = [Packed(id=uuid.uuid4(), week=week, kit_id=kit, item_id=item, quantity=n) for (week, kit, item), n in sorted(sums.items())]
    Packed.objects.bulk_create(lines, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("reach", "0004_wide_sums"),
    ]

    operations = [
        migrations.CreateModel(
            name="Packed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("week", kithbridge.web.fields.WeekField()),
                ("lot", models.CharField(blank=True, max_length=32)),
                ("quantity", models.PositiveBigIntegerField()),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reach.item")),
                ("kit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reach.item")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("week", "kit", "item", "lot"), name="packed_once")],
            },
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
