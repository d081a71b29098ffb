"""The rules of handing out: how things change hands, how long single hand-outs and what is said about things live, what a month shows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Readers, Rule, declare
from kithbridge.rules.kinds import Duration, ListOf, YesNo

WAYS = {
    "meet": _("we meet where you say"),
    "door": _("we bring it to a door"),
    "hub": _("you fetch it from us"),
    "other": _("somebody fetches it for you"),
    "place": _("we leave it somewhere"),
}
PICTURE = {
    "missing": _("what was asked for and not there"),
    "sets": _("sets for each person who injects"),
    "naloxone": _("naloxone for each death"),
    "bins": _("bins that came back"),
    "waste": _("what was wasted"),
    "reach": _("for how many others"),
}

declare(
    Rule(
        "asks.ways",
        Group.ASKING,
        _("How may things change hands?"),
        ListOf(WAYS, fewest=1),
        ["meet", "other"],
        _("You can choose how you get it: {value}."),
        Protects.MOTHERS,
        readers=Readers.WORDS,
        safer="less",
    )
)
declare(
    Rule(
        "equipment.live_weeks",
        Group.ASKING,
        _("How long do we keep what you say about a thing?"),
        Duration("weeks"),
        12,
        _("What you say about a thing goes after {value}."),
        Protects.MOTHERS,
        floor=2,
        ceiling=26,
        floor_reason=_("Its own week counts as the first. And what is kept can be found."),
        safer="less",
    )
)
declare(
    Rule(
        "kits.gift_and_note",
        Group.ASKING,
        _("Does each kit hold a gift and a note by hand?"),
        YesNo(),
        True,
        _("A gift and a note by hand are never left out to save money."),
        Protects.MOTHERS,
        safer="yes",
        otherwise=_("A kit may come without a gift or a note by hand."),
    )
)
declare(
    Rule(
        "handouts.live_weeks",
        Group.NUMBERS,
        _("How long do we keep each single hand-out?"),
        Duration("weeks"),
        104,
        _("Each single hand-out goes after {value}. What they add up to stays."),
        Protects.EVERYBODY,
        floor=27,
        ceiling=260,
        floor_reason=_("What to order is worked out from half a year. Longer than five years helps nobody."),
        safer="less",
    )
)
declare(
    Rule(
        "picture.shows",
        Group.NUMBERS,
        _("What does the picture of the month show?"),
        ListOf(PICTURE, fewest=1),
        list(PICTURE),
        _("The picture of the month shows what went out, and: {value}."),
        Protects.EVERYBODY,
        floor=["missing"],
        floor_reason=_("What was asked for and not there is what we must hear."),
    )
)
declare(
    Rule(
        "phones.quiet_weeks",
        Group.WORKING,
        _("After how long without a word does a phone forget how to send?"),
        Duration("weeks"),
        2,
        _("A phone that we do not hear of for {value} forgets how to send. What it has not sent yet stays locked on it."),
        Protects.TEAM,
        floor=1,
        ceiling=8,
        floor_reason=_("A week without signal happens. A lost phone must not work for months."),
        safer="less",
    )
)
declare(
    Rule(
        "orders.plan_late",
        Group.WORKING,
        _("Does the order list plan for orders that come late?"),
        YesNo(),
        False,
        _("The order list looks at how long orders took. If they come late, it wants more to be here."),
        Protects.EVERYBODY,
        otherwise=_("The order list counts on two weeks until an order comes."),
    )
)
