"""The event record: what was done, by which role, in which week; chained so that changes show.

Offers
------
note(kind, role, ref="")   one entry, in the action's own transaction (acts of the team)
count(kind, role)          one more in this week's count (acts of neighbours; votes)
link()                     the one linker: chains what waits, shuffled; closes the counts of past weeks
verify(head=None)          reads the whole chain again
head()                     the newest hash

An entry holds no name and no time. Entries wait without a link until the linker has shuffled them, so the chain does not tell the
order of acts within a few seconds (GROUND section 3).
"""

from __future__ import annotations


