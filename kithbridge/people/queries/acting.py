"""In which job somebody of the team acts, as the event record may hold it.

Offers: `acting(key, *jobs)`.
"""

from __future__ import annotations

from kithbridge.people.models import RoleHeld
from kithbridge.people.queries.roles import MERGED, shown_role
from kithbridge.people.vault import Key


def acting(key: Key, *jobs: str) -> str:
    """The first of `jobs` that she holds, merged into "team" where fewer than three hold it."""
    held = set(RoleHeld.objects.filter(member=key.owner, role__in=jobs).values_list("role", flat=True))
    return next((shown_role(job) for job in jobs if job in held), MERGED)
