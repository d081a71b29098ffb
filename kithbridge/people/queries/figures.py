"""A count as it may be shown to others than the team, by the rule figures.smallest.

Offers: `shown(n)`, `smallest()`.
"""

from __future__ import annotations

from kithbridge import rules
from kithbridge.engines.disclosure import show_count


def smallest() -> int:
    """The smallest number that is shown."""
    return int(rules.value("figures.smallest"))


def shown(n: int) -> str | int:
    """The count, or the words "fewer than ..." for a small one."""
    return show_count(n, threshold=smallest())
