"""The keyring: who can open what. A database of its own, never in the content's file or backup."""

from __future__ import annotations

from django.db import models

from kithbridge.web.fields import Holds, held, iso_week

GONE = "until taken back, handed over or left; then overwritten at once"
NEWER = "until every phone uses a newer one, at most a year and a half; then overwritten at once"


class Person(models.Model):
    """One pair of keys. The private key opens only with the words it was wrapped under."""

    lookup = held(
        models.CharField(max_length=32, primary_key=True),
        Holds.TECHNICAL,
        what="finds the row from somebody's words; tells nothing without the pepper",
        until=GONE,
    )
    owner = held(models.UUIDField(unique=True), Holds.TECHNICAL, what="random number of the page or team member", until=GONE)
    kind = held(models.CharField(max_length=10), Holds.TECHNICAL, what="page or team", until=GONE)
    generation = held(models.PositiveIntegerField(default=1), Holds.TECHNICAL, what="goes up when she leaves everywhere", until=GONE)
    public = held(models.BinaryField(max_length=32), Holds.KEY, what="public key", until=GONE)
    private = held(models.BinaryField(max_length=80), Holds.KEY, what="private key, locked by her words", until=GONE)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["page", "team"]), name="person_kind")]


class Wrap(models.Model):
    """An item's key, sealed to one reader and locked under the epoch's key."""

    pk = models.CompositePrimaryKey("item", "holder")
    item = held(models.UUIDField(), Holds.TECHNICAL, what="random number of the locked row", until=GONE)
    holder = held(
        models.CharField(max_length=32),
        Holds.TECHNICAL,
        what="hash of the reader; tells nothing without the pepper",
        until=GONE,
    )
    epoch = held(models.PositiveIntegerField(), Holds.TECHNICAL, what="which week's key it is under", until=GONE)
    version = held(models.PositiveSmallIntegerField(default=1), Holds.TECHNICAL, what="format", until=GONE)
    box = held(models.BinaryField(max_length=200), Holds.KEY, what="the locked item key", until=GONE)

    class Meta:
        indexes = [models.Index(fields=["holder"], name="wrap_holder")]


class Offer(models.Model):
    """A wrap on its way: an item is being passed on. It opens nothing until the act that passes it on is recorded."""

    pk = models.CompositePrimaryKey("item", "holder")
    item = held(models.UUIDField(), Holds.TECHNICAL, what="random number of the locked row", until="seconds")
    holder = held(models.CharField(max_length=32), Holds.TECHNICAL, what="hash of the reader to be", until="seconds")
    epoch = held(models.PositiveIntegerField(), Holds.TECHNICAL, what="which week's key it is under", until="seconds")
    version = held(models.PositiveSmallIntegerField(default=1), Holds.TECHNICAL, what="format", until="seconds")
    box = held(models.BinaryField(max_length=200), Holds.KEY, what="the locked item key", until="seconds")


class EventKey(models.Model):
    """A key that phones seal hand-outs to. The columns of a wrap, so that it moves from epoch to epoch as they do (`people/rewrap.py`)."""

    pk = models.CompositePrimaryKey("item", "holder")
    item = held(models.UUIDField(), Holds.TECHNICAL, what="random number of the key", until=NEWER)
    holder = held(models.CharField(max_length=32, default="events"), Holds.TECHNICAL, what="always the word events", until=NEWER)
    epoch = held(models.PositiveIntegerField(), Holds.TECHNICAL, what="which week's key it is under", until=NEWER)
    version = held(models.PositiveSmallIntegerField(default=1), Holds.TECHNICAL, what="format", until=NEWER)
    box = held(models.BinaryField(max_length=200), Holds.KEY, what="the private key, locked under the epoch's key", until=NEWER)
    public = held(models.BinaryField(max_length=65), Holds.KEY, what="the public key that phones have", until=NEWER)
    week = iso_week(Holds.TECHNICAL, what="week it was made", until=NEWER)


class LinkKey(models.Model):
    """The key of one conversation: it ties votes to voters while it is open. The columns of a wrap, so that it moves as they do."""

    CLOSES = "until the conversation closes; then overwritten at once"

    pk = models.CompositePrimaryKey("item", "holder")
    item = held(models.UUIDField(), Holds.TECHNICAL, what="random number of the conversation", until=CLOSES)
    holder = held(models.CharField(max_length=32, default="links"), Holds.TECHNICAL, what="always the word links", until=CLOSES)
    epoch = held(models.PositiveIntegerField(), Holds.TECHNICAL, what="which week's key it is under", until=CLOSES)
    version = held(models.PositiveSmallIntegerField(default=1), Holds.TECHNICAL, what="format", until=CLOSES)
    box = held(models.BinaryField(max_length=200), Holds.KEY, what="the key, locked under the epoch's key", until=CLOSES)


class Tombstone(models.Model):
    """That something has ended, so that restoring a backup cannot bring it back."""

    pk = models.CompositePrimaryKey("item", "holder")
    item = held(models.UUIDField(), Holds.TECHNICAL, what="random number of what ended", until="longer than any backup")
    holder = held(
        models.CharField(max_length=32, blank=True, default=""),
        Holds.TECHNICAL,
        what="hash of the reader who left; empty when it ended for everybody",
        until="longer than any backup",
    )
    week = iso_week(Holds.TECHNICAL, what="week it ended", until="longer than any backup")
    spared = held(
        models.BooleanField(default=False), Holds.TECHNICAL, what="whether the spare place knows it", until="longer than any backup"
    )

    class Meta:
        # The tick asks every few seconds what the spare place does not know yet.
        indexes = [models.Index(fields=["spared"], name="tombstone_unspared", condition=models.Q(spared=False))]


class Turn(models.Model):
    """Which epoch is in force, and how far a change of its key has come. One row, locked by whoever writes wraps."""

    class Stage(models.TextChoices):
        REWRAP = "rewrap"
        COPY = "copy"
        DESTROY = "destroy"
        DONE = "done"

    only = held(models.CharField(max_length=4, primary_key=True, default="turn"), Holds.TECHNICAL, what="the one row", until="kept")
    current = held(models.PositiveIntegerField(), Holds.TECHNICAL, what="number of the epoch in force", until="one week")
    stage = held(models.CharField(max_length=10, choices=Stage.choices), Holds.TECHNICAL, what="how far its key is", until="one week")
    week = iso_week(Holds.TECHNICAL, what="week in which its key was drawn", until="one week")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only="turn"), name="turn_once"),
            models.CheckConstraint(condition=models.Q(stage__in=["rewrap", "copy", "destroy", "done"]), name="turn_stage"),
        ]
