"""When what was sent came: how late a supplier is can be seen from it. Before, nobody wrote it down."""

from django.db import migrations

import kithbridge.web.fields


class Migration(migrations.Migration):
    dependencies = [
        ("reach", "0005_packed_lots"),
    ]

    operations = [
        migrations.AddField(
            model_name="supply",
            name="came",
            field=kithbridge.web.fields.WeekField(blank=True, null=True),
        ),
    ]
