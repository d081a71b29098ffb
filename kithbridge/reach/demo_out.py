"""The invented group's words for a peer after a hard one. Offers: `begin(cast)`."""

from __future__ import annotations

from kithbridge.people.actions import group
from kithbridge.people.demo import Cast

LISTENS = (
    "Ring the lead on duty, or come by the hub: there is a kettle and a door that shuts.\n"
    "Talking about it is paid, up to an hour, the same day or the next (invented)."
)


def begin(cast: Cast) -> None:
    """Once, at the start of the eighteen months."""
    group.set_facts(values={"hard_day": LISTENS})
