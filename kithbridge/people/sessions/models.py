"""Volatile rows: in memory-backed storage, never in a log, replica or backup; gone within the hour (GROUND section 4)."""

from __future__ import annotations

from django.db import models

from kithbridge.web.fields import Holds, held

GONE = "at sign-out; within the hour for neighbours; within 12 hours for the team"

OUT = "until she is back; at most 12 hours after she meant to be"


class Session(models.Model):
    """An open visit. The browser holds the token; the row holds its hash and what only the token opens."""

    hash = held(models.CharField(max_length=64, primary_key=True), Holds.TECHNICAL, what="hash of the token", until=GONE)
    stage = held(models.CharField(max_length=10), Holds.TECHNICAL, what="page, team, or waiting for a second factor", until=GONE)
    blob = held(models.BinaryField(), Holds.KEY, what="her key, locked by the token", until=GONE)
    idle_until = held(models.BigIntegerField(), Holds.TECHNICAL, what="ends unless used before", until=GONE, exact_time=True)
    until = held(models.BigIntegerField(), Holds.TECHNICAL, what="ends in any case", until=GONE, exact_time=True)


class UsedCode(models.Model):
    """A second-factor code or challenge that was used: it works once over all processes."""

    hash = held(models.CharField(max_length=64, primary_key=True), Holds.TECHNICAL, what="hash of the code", until="minutes")
    until = held(models.BigIntegerField(), Holds.TECHNICAL, what="when it may be forgotten", until="minutes", exact_time=True)


class Outing(models.Model):
    """A peer is out, and somebody of the team knows until when. No names, no place; gone when she is back."""

    who = held(models.CharField(max_length=32, primary_key=True), Holds.TECHNICAL, what="keyed hash of who is out", until=OUT)
    buddy = held(models.CharField(max_length=32), Holds.TECHNICAL, what="keyed hash of who knows", until=OUT)
    until = held(models.BigIntegerField(), Holds.TECHNICAL, what="when she means to be back", until=OUT, exact_time=True)


class Budget(models.Model):
    """How many new pages and asks came this hour for the whole site, and how many tries one second step had."""

    slot = held(
        models.CharField(max_length=40, primary_key=True),
        Holds.TECHNICAL,
        what="which budget and hour: new pages, asks, or tries at one second step (hashed)",
        until="2 hours",
    )
    n = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how many", until="2 hours")
    until = held(models.BigIntegerField(), Holds.TECHNICAL, what="when it may be forgotten", until="2 hours", exact_time=True)
