"""Who may write in this room about matters, as what, and in which words.

Offers
------
Refused                  nothing was changed; its text says why, in plain words
writer(key)              the role for the event record of somebody of the team who may write matters down
speaker(key), Speaker    somebody who sits, or works here, and as what she may be shown
by_words(by)             the same in words
whole(text, most), needed(text, most)   words as they may be shown
THE_GROUP, THE_TEAM      as what somebody is shown where fewer than three sit or work as what she does
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kithbridge import rules
from kithbridge.agree.actions import refused, wording
from kithbridge.people.deciding import queries
from kithbridge.people.models import Role, RoleHeld
from kithbridge.people.queries.acting import acting
from kithbridge.people.queries.roles import FEWEST, MERGED, shown_role
from kithbridge.people.vault import Key
from kithbridge.rules import Constituency
from kithbridge.rules.taken import Refused

__all__ = ["LONGEST", "THE_GROUP", "THE_TEAM", "Refused", "Speaker", "by_words", "needed", "speaker", "whole", "writer"]

LONGEST = 1_000
MOST_LINES = 60
THE_GROUP, THE_TEAM = "group", MERGED


@dataclass(frozen=True)
class Speaker:
    """Somebody who may say something about a matter.

    by : as what she is shown: her constituency or job, or the group or the team where few share it
    sits : she sits in the reference group and came with secret words: what she writes is read by two before it is shown
    """

    by: str
    sits: bool


def writer(key: Key) -> str:
    """Raises Refused for somebody who may not write proposals down (rule deciding.writers)."""
    held = set(RoleHeld.objects.filter(member=key.owner).values_list("role", flat=True))
    may = [role for role in rules.value("deciding.writers") if role in held]
    if key.kind != "team" or not may:
        raise Refused(_("Your jobs do not include writing proposals down."))
    return acting(key, *may)


def speaker(key: Key) -> Speaker:
    """Raises Refused for somebody who neither sits nor works here."""
    if key.kind == "team":
        held = list(RoleHeld.objects.filter(member=key.owner).order_by("role").values_list("role", flat=True))
        if not held:
            raise Refused(_("You hold no job here now."))
        return Speaker(next((role for role in map(shown_role, held) if role != MERGED), THE_TEAM), sits=False)
    seat = queries.seat_of(key.owner)
    if seat is None:
        raise Refused(_("Only those who sit in the reference group, or work here, can write this."))
    few = queries.seats_by_constituency().get(seat.constituency, 0) < FEWEST
    return Speaker(THE_GROUP if few else seat.constituency, sits=True)


def by_words(by: str) -> str:
    """As what somebody wrote, in words."""
    if by == THE_GROUP:
        return _("somebody of the reference group")
    if by in Role.values:
        return str(Role(by).label)
    if by in {one.value for one in Constituency}:
        return _("from the reference group: %(who)s") % {"who": Constituency(by).label}
    return _("the team")


def whole(text: str, most: int = LONGEST) -> str:
    """Words as they may be shown, with their lines; may be empty. Raises Refused."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    too_long = _("That is too long. It can have %(n)d letters at most.") % {"n": most}
    if len(text) > wording.LONGEST_SENT or len(lines) > MOST_LINES:
        raise Refused(too_long)
    try:
        found = "\n".join(wording.line(one, most) for one in lines).strip("\n")
    except refused.Refused as problem:
        raise Refused(too_long if problem.why == "long" else _("It has signs in it that nobody could read.")) from None
    if len(found) > most:
        raise Refused(too_long)
    return found


def needed(text: str, most: int = LONGEST) -> str:
    """The same, with something in it. Raises Refused."""
    found = whole(text, most)
    if not wording.folded(found):
        raise Refused(_("There is nothing written there yet."))
    return found
