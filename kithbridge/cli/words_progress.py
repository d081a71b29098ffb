"""A bar on a terminal while many texts are checked. Offers: `Progress`."""

from __future__ import annotations

import sys
import time

WIDE = 30
EVERY = 0.1
# Nothing is shown of what is over sooner.
PATIENCE = 0.5


class Progress:
    """Draws on standard error, where that is a terminal. `whole` is 0 where nobody knows how much there is."""

    def __init__(self, whole: int, *, shown: bool, unit: str) -> None:
        self.whole, self.unit, self.done = whole, unit, 0
        self.shown = shown and sys.stderr.isatty()
        self.next = time.monotonic() + PATIENCE
        self.drawn = False

    def add(self, more: int) -> None:
        """So much more is done."""
        self.done += more
        if self.shown and time.monotonic() >= self.next:
            self.next = time.monotonic() + EVERY
            self._draw()

    def clear(self) -> None:
        """Take the bar away: something else is written now, or it is over."""
        if self.drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.drawn = False

    def _draw(self) -> None:
        said = f"{self.done / 1e6:.0f}" if self.unit == "MB" else str(self.done)
        if self.whole:
            full = min(WIDE, WIDE * self.done // self.whole)
            of = f"{self.whole / 1e6:.0f}" if self.unit == "MB" else str(self.whole)
            line = f"[{'#' * full}{'.' * (WIDE - full)}] {said} of {of} {self.unit}"
        else:
            line = f"{said} {self.unit}"
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
        self.drawn = True
