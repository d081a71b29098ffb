"""How a model says what each field holds and how long it lives.

Offers
------
Holds             the six kinds of thing a column may hold
held(field, ...)  any Django field, declared
sealed(...)       a column that takes ciphertext only
iso_week(...)     an ISO week such as "2026-W47"
key()             a random UUIDv4 primary key (ids carry no time)

`kithbridge inventory` reads the declarations; an undeclared field fails the build (`web/inventory.py`).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from kithbridge.engines.week import Week

SEALED_FORMAT = 0x01
F = TypeVar("F", bound="models.Field[Any, Any]")


class Holds(Enum):
    """What a column holds, in the words of the public page `What we hold`."""

    SEALED = "sealed"  # ciphertext: opens only with the key of somebody it was sealed to
    TALLY = "tally"  # counts without a link to a person
    PUBLIC = "public"  # shown to everybody
    STAFF = "staff"  # about the team's own work
    TECHNICAL = "technical"  # random ids, hashes, states that the software needs
    KEY = "key"  # wrapped keys and public keys


@dataclass(frozen=True)
class Declaration:
    """What one column holds.

    what : plain words for the inventory page
    until : how long it lives, in plain words
    exact_time : true in the three declared technical places only (session store, invitations, second factors)
    about_reached : whether it stands in a table about people who are reached
    """

    holds: Holds
    what: str
    until: str
    exact_time: bool = False


def held(field: F, holds: Holds, *, what: str, until: str, exact_time: bool = False) -> F:
    """Declare `field`. The declaration rides on the field and is not part of migrations."""
    field.declaration = Declaration(holds, what, until, exact_time)  # type: ignore[attr-defined]
    return field


class SealedField(models.BinaryField):
    """Takes what `people.vault` made, never text: assigning anything else raises TypeError when the row is saved."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None:
            raw = bytes(value) if isinstance(value, bytes | bytearray | memoryview) else None
            if raw is None or not raw or raw[0] != SEALED_FORMAT:
                raise TypeError(f"{self.name} takes sealed bytes only: write it with people.vault.")
        return super().get_db_prep_value(value, connection, prepared)


def sealed(*, what: str, until: str) -> Any:
    """A sealed column. Null once it has ended."""
    return held(SealedField(null=True, editable=False), Holds.SEALED, what=what, until=until)


def _is_week(text: str) -> None:
    try:
        Week.parse(text)
    except ValueError as problem:
        raise ValidationError("not an ISO week") from problem


class WeekField(models.CharField):
    """An ISO week as text, "2026-W47" (Europe/London); sorts as it should."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 8
        super().__init__(*args, **kwargs)
        self.validators.append(_is_week)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        return str(value) if isinstance(value, Week) else str(Week.parse(str(value)))


def iso_week(holds: Holds, *, what: str, until: str, **options: Any) -> Any:
    return held(WeekField(**options), holds, what=what, until=until)


def key(what: str = "a random number for the row", until: str = "as long as the row") -> Any:
    """A random UUIDv4 primary key."""
    return held(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False), Holds.TECHNICAL, what=what, until=until)
