"""Roles as they are spoken of where it is counted whose word counts. Offers: `names(roles)`."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

__all__ = ["names"]

NAMES: dict[str, str | Promise] = {
    "living": gettext_lazy("people who use now"),
    "lived": gettext_lazy("people who used before"),
    "mother": gettext_lazy("mothers"),
    "partner": gettext_lazy("fathers and partners"),
    "kin": gettext_lazy("those who raise children of family or friends"),
    "peer": gettext_lazy("peers"),
    "worker": gettext_lazy("workers"),
    "manager": gettext_lazy("those who run services"),
    "payer": gettext_lazy("those who hold the money"),
    "other": gettext_lazy("others"),
    "work": gettext_lazy("others at work"),
}


def names(roles: Sequence[str]) -> str:
    """People who use now; several: "fathers and partners, workers"."""
    return ", ".join(str(NAMES.get(role, role)) for role in roles)
