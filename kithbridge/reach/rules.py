"""The rules of the room reach: what an ask holds, what is on the menu, who sees the tallies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Readers, Rule, declare
from kithbridge.rules.kinds import Duration, ListOf, Number, YesNo

READERS = ListOf({"lead": _("leads"), "peer": _("peers"), "facilitator": _("facilitators"), "researcher": _("researchers")}, fewest=1)
EVERYTHING = "all"
BREATH, NEEDLES = "naloxone", ("fine", "short")


@dataclass(frozen=True)
class Menu(ListOf):
    """Keys of things that can be asked for, or "all": everything the group carries.

    A thing that a lead adds later is in "all"; where a list was decided, it is carried and not on the menu before somebody decides.
    The floor holds where naloxone and one kind of needle kit are in it.
    """

    name: ClassVar[str] = "list"

    def shown(self, value: Sequence[str]) -> str:
        if EVERYTHING in value:
            return _now("all that we carry")
        return ", ".join(key.replace("-", " ") for key in value) if value else _now("nothing")

    def below(self, value: Any, floor: Any) -> bool:
        return EVERYTHING not in value and (BREATH not in value or not set(value) & set(NEEDLES))


declare(
    Rule(
        "asks.live_weeks",
        Group.ASKING,
        _("How long does an ask live?"),
        Duration("weeks"),
        2,
        _("What you asked for goes when it is handed over, or after {value}."),
        Protects.MOTHERS,
        floor=2,
        ceiling=8,
        floor_reason=_("Its own week counts as the first: one week alone could be one evening. And what is kept can be found."),
        safer="less",
    )
)
declare(
    Rule(
        "asks.most_each",
        Group.ASKING,
        _("How many of one thing may one ask hold?"),
        Number(),
        3,
        _("One ask can hold up to {value} of each thing. You can ask again at any time."),
        Protects.MOTHERS,
        floor=1,
        floor_reason=_("Nobody is refused sterile equipment."),
    )
)
declare(
    Rule(
        "asks.most_in_all",
        Group.ASKING,
        _("How many things may one ask hold in all?"),
        Number(_("things")),
        12,
        _("One ask can hold up to {value} in all. You can ask again at any time."),
        Protects.MOTHERS,
        floor=6,
        floor_reason=_("Nobody is refused sterile equipment."),
    )
)
declare(
    Rule(
        "asks.per_hour",
        Group.ASKING,
        _("How many asks may come in an hour on the whole site?"),
        Number(_("asks")),
        120,
        _("At most {value} come in an hour."),
        Protects.MOTHERS,
        floor=20,
        floor_reason=_("A flood by a machine must not drown what mothers ask."),
    )
)
declare(
    Rule(
        "asks.areas",
        Group.ASKING,
        _("May an ask say in which area?"),
        YesNo(),
        True,
        _("You may say in which area you are, and you need not."),
        Protects.MOTHERS,
        safer="no",
        otherwise=_("Nobody asks in which area you are."),
    )
)
declare(
    Rule(
        "asks.places",
        Group.ASKING,
        _("May an ask name a place?"),
        YesNo(),
        False,
        _("Who has words may name a place when she asks."),
        Protects.MOTHERS,
        safer="no",
        readers=Readers.WORDS,
        otherwise=_("Nobody can name a place when she asks."),
    )
)
declare(
    Rule(
        "menu.items",
        Group.ASKING,
        _("What can be asked for here?"),
        Menu(fewest=1),
        [EVERYTHING],
        _("You can ask here for {value}."),
        Protects.MOTHERS,
        floor=[BREATH, NEEDLES[0]],
        floor_reason=_("What keeps people alive stays, as long as we carry it. Short needles will do in place of fine ones."),
    )
)
declare(
    Rule(
        "tallies.readers",
        Group.NUMBERS,
        _("Who may see the tallies?"),
        READERS,
        ["lead", "peer"],
        _("Who may see how many things went out: {value}."),
        Protects.MOTHERS,
        floor=["lead"],
        floor_reason=_("Whoever leads must answer for what went out."),
        safer="less",
    )
)
