"""The rules of the room reach."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Duration, ListOf, Number, YesNo

READERS = ListOf({"lead": _("leads"), "peer": _("peers"), "facilitator": _("facilitators"), "researcher": _("researchers")}, fewest=1)

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
        _("You may say in which area you are, and you need not: {value}."),
        Protects.MOTHERS,
        safer="no",
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
        safer="less",
    )
)
