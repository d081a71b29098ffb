"""How many said so, as it may leave the team: a band, never a count.

Offers: `Band`, `band(n, least)`, `width(least)`.

A count under the threshold is hidden by `engines.disclosure`. A total beside shown counts could still be taken apart: 12 heard, 11 of
them hurt, so one person did not. So every figure of a brief is a band as wide as the threshold: whatever is subtracted from whatever,
as many values as the threshold stay possible. tests/unit/test_reach_rounds_bands.py tries it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kithbridge.engines.disclosure import show_count

FLOOR = 5  # the floor of show_count: no rule goes below


def width(least: int) -> int:
    """How wide a band is where `least` is the smallest count that may be shown."""
    return max(least, FLOOR)


@dataclass(frozen=True, order=True)
class Band:
    """From `low` to `high`, both included. `low` 0: fewer than the smallest count that may be shown."""

    low: int
    wide: int

    @property
    def high(self) -> int:
        return self.low + self.wide - 1

    @property
    def hidden(self) -> bool:
        return self.low == 0

    @property
    def said(self) -> str:
        """In words, for pages and paper."""
        if self.hidden:
            return _("fewer than %(n)d") % {"n": self.wide}
        return _("%(low)d to %(high)d") % {"low": self.low, "high": self.high}


def band(n: int, least: int) -> Band:
    """The band that `n` people lie in. ValueError: `n` is negative."""
    wide = width(least)
    shown = show_count(n, threshold=wide)
    return Band(shown - shown % wide if isinstance(shown, int) else 0, wide)
