"""The safer-use notes a new group starts with: what guidance says, in our own plain words, each with where it was read and when.

Offers STARTING (every note), Start, Source. The words stand in `using` and `around`, where they were read in `sources`.

They lower risk and nothing else. None stands here for "mothers say": that column is empty until mothers have said something. Nobody
qualified has checked these words for the group: each says so until a lead writes down who did (`actions/cards.py`). A `dated` of
"seen 2026" is a web page without a date of its own, read in that year.
"""

from __future__ import annotations

from kithbridge.reach.starting_cards.around import AROUND
from kithbridge.reach.starting_cards.sources import Source, Start
from kithbridge.reach.starting_cards.using import USING

__all__ = ["STARTING", "Source", "Start"]

STARTING: tuple[Start, ...] = (*USING, *AROUND)
