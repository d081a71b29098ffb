"""What a peer reads at once after "a hard one today": who listens, and whether talking about it is paid.

Offers: `lines()`. The group writes them as the fact `hard_day`; they lie on phones in clear, so they name an office, not a person.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from kithbridge.people import facts


def lines() -> list[str]:
    """The group's own words; where it has written none, what always holds."""
    own = [line.strip() for line in facts.fact("hard_day").splitlines() if line.strip()]
    return own or [_("Talk to one of us today, before you go home if you can. You need not carry it alone."), _("In danger? Ring 999.")]
