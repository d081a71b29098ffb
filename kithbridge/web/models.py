"""What the house itself stores: that a form was already done."""

from __future__ import annotations

from django.db import models

from kithbridge.web.fields import Holds, held, iso_week


class Once(models.Model):
    """A form id that was acted on, hashed, so that a second press or a replay does nothing."""

    form = held(
        models.CharField(max_length=64, primary_key=True),
        Holds.TECHNICAL,
        what="hash of a form's random number",
        until="2 weeks",
    )
    week = iso_week(Holds.TECHNICAL, what="week the form was used", until="2 weeks")
