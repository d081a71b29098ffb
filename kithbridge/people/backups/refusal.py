"""Why a backup, a restore or a drill was not done. Offers: `Refused`."""

from __future__ import annotations


class Refused(Exception):
    """Its text says what happened, what was kept and what to do. Nothing was changed."""
