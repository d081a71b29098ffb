"""Who spoke how often in a meeting, by role: heads and turns, and nothing of one person.

Meeting   a meeting of a group: which kind, in which week
Turns     of one role in it: how many were in the room, how often one of them spoke; never of one person alone
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kithbridge.agree.models import Voice
from kithbridge.web.fields import Holds, held, iso_week, key

__all__ = ["AT_WORK_OTHERS", "FEWEST_HEADS", "OTHERS", "ROLES", "Gathering", "Meeting", "Turns"]

UNTIL = "rule agree.turns_weeks; a count that nobody kept: 4 weeks"
OTHERS, AT_WORK_OTHERS = Voice.OTHER.value, "work"
ROLES = (*Voice.values, AT_WORK_OTHERS)
FEWEST_HEADS = 2


class Gathering(models.TextChoices):
    """What kind of meeting; never which."""

    REFERENCE = "reference", _("the reference group")
    STEERING = "steering", _("the steering group")
    OPEN = "open", _("an open meeting")
    OTHER = "other", _("another meeting")


class Meeting(models.Model):
    id = key(until=UNTIL)
    kind = held(models.CharField(max_length=10, choices=Gathering.choices), Holds.TALLY, what="which kind of meeting", until=UNTIL)
    week = iso_week(Holds.TALLY, what="ISO week", until=UNTIL)
    kept = held(models.BooleanField(default=False), Holds.TALLY, what="whether the room has looked at it and kept it", until=UNTIL)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=Gathering.values), name="meeting_kind")]


class Turns(models.Model):
    id = key(until=UNTIL)
    meeting = held(models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rows"), Holds.TALLY, what="of", until=UNTIL)
    role = held(models.CharField(max_length=8), Holds.TALLY, what="as what; one alone stands with others of their side", until=UNTIL)
    heads = held(models.PositiveSmallIntegerField(), Holds.TALLY, what="how many of them were in the room", until=UNTIL)
    turns = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how often one of them spoke", until=UNTIL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "role"], name="turns_once"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="turns_role"),
            models.CheckConstraint(condition=Q(heads__gte=FEWEST_HEADS), name="turns_of_nobody_alone"),
        ]
