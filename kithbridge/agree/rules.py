"""The rules of the room agree: who speaks first, what counts as common ground, how long, how much."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Choice, Duration, Number

# The names are those of engines/opinion/small.py, which is not imported here: it brings numpy.
MEASURES = {
    "seventy-fifteen": _("70 in 100 agree and fewer than 15 in 100 are against"),
    "mode": _("all but a few agree: two of ten, four of sixteen, and so on"),
    "all but one": _("everybody agrees, or all but one"),
    "surely most": _("so many agree that it can hardly be chance that they are more than half"),
}

declare(
    Rule(
        "agree.first_round",
        Group.DECIDING,
        _("Who speaks first in a talk?"),
        Choice(
            {
                "living": _("people who use now"),
                "lived": _("people who used before"),
                "both": _("people who use now and people who used before"),
            }
        ),
        "living",
        _("The first round of a talk is open to {value}. Then it is open to everybody."),
        Protects.MOTHERS,
    )
)
declare(
    Rule(
        "agree.measure",
        Group.DECIDING,
        _("When do we say that we agree?"),
        Choice(MEASURES),
        "surely most",
        _("We say that we agree when {value}. It is fixed when a talk opens."),
        Protects.EVERYBODY,
    )
)
declare(
    Rule(
        "agree.open_weeks",
        Group.DECIDING,
        _("How long is a round of a talk open?"),
        Number(_("weeks")),
        3,
        _("Each of the two rounds of a talk is open for at most {value}."),
        Protects.EVERYBODY,
        floor=1,
        ceiling=8,
        floor_reason=_("Nobody can answer in no time. And who voted what is held until a talk closes."),
        safer="less",
    )
)
declare(
    Rule(
        "agree.hidden_weeks",
        Group.DECIDING,
        _("How long do we keep what was written in a talk and is not shown?"),
        Duration("weeks"),
        4,
        _("What you wrote in a talk and is not shown goes after {value}."),
        Protects.MOTHERS,
        floor=1,
        ceiling=4,
        floor_reason=_("Its own week counts as the first. You need time to read why. And what is kept can be found."),
        safer="less",
    )
)
declare(
    Rule(
        "agree.each_writes",
        Group.DECIDING,
        _("How many sentences can one person write in a talk?"),
        Number(_("sentences")),
        5,
        _("Each person can write at most {value} in a talk."),
        Protects.EVERYBODY,
        floor=1,
        ceiling=20,
        floor_reason=_("Everybody can say at least one thing. And nobody can fill it alone."),
    )
)
