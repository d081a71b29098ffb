"""The rules of deciding itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Duration, ListOf, Number, Share, YesNo

DECIDING = Group.DECIDING
SITTERS = ListOf({"living": _("people who use now"), "lived": _("people who used before"), "work": _("people who work here")})
WRITERS = ListOf({"peer": _("peers"), "lead": _("leads"), "facilitator": _("facilitators"), "researcher": _("researchers")}, fewest=1)

declare(
    Rule(
        "group.goes_on",
        DECIDING,
        _("Should this go on?"),
        YesNo(),
        True,
        _("This goes on. Those it is for are asked every year."),
        Protects.MOTHERS,
        otherwise=_("This ends."),
    )
)
declare(
    Rule(
        "deciding.seats",
        DECIDING,
        _("How many seats does the reference group have?"),
        Number(_("seats")),
        9,
        _("The reference group has {value}."),
        Protects.EVERYBODY,
        floor=3,
        ceiling=25,
        floor_reason=_("Two can be leaned on. More than a table full cannot talk."),
    )
)
declare(
    Rule(
        "deciding.may_sit",
        DECIDING,
        _("Who may sit in the reference group?"),
        SITTERS,
        ["living", "lived", "work"],
        _("In the reference group sit: {value}."),
        Protects.MOTHERS,
        floor=["living"],
        floor_reason=_("Nothing is decided about people who use without people who use."),
        safer="less",
    )
)
declare(
    Rule(
        "deciding.use_now",
        DECIDING,
        _("Which share of the seats is for people who use now?"),
        Share(),
        50,
        _("At least {value} seats are for people who use now."),
        Protects.MOTHERS,
        floor=34,
        floor_reason=_("Nobody should sit as the only one."),
        safer="more",
    )
)
declare(
    Rule(
        "deciding.by_lot",
        DECIDING,
        _("Which share of the seats is drawn by lot?"),
        Share(),
        75,
        _("At least {value} seats are drawn by lot, from those who said yes."),
        Protects.EVERYBODY,
        floor=50,
        floor_reason=_("Who is asked must not hang on whom the team likes."),
        safer="more",
    )
)
declare(
    Rule(
        "deciding.seat_weeks",
        DECIDING,
        _("How long does somebody sit?"),
        Duration("weeks"),
        52,
        _("A seat lasts {value}. You can leave it at any time, and need not say why."),
        Protects.EVERYBODY,
        floor=12,
        ceiling=52,
        floor_reason=_("Long enough to learn how it goes; short enough that others get their turn."),
    )
)
declare(
    Rule(
        "deciding.quorum",
        DECIDING,
        _("How many of those it is for must answer?"),
        Share(),
        60,
        _("A decision counts when {value} of those it is for have answered."),
        Protects.MOTHERS,
        floor=50,
        floor_reason=_("A few must not decide for many."),
        safer="more",
    )
)
declare(
    Rule(
        "deciding.majority",
        DECIDING,
        _("How many must say yes?"),
        Share(),
        50,
        _("More than {value} of those who say yes or no must say yes."),
        Protects.MOTHERS,
        floor=50,
        ceiling=90,
        floor_reason=_("Fewer than half must not decide; and one alone must not stop everybody."),
        safer="more",
    )
)
declare(
    Rule(
        "deciding.answer_days",
        DECIDING,
        _("How long can those who are asked answer?"),
        Duration("days"),
        14,
        _("Those who are asked have {value} to answer."),
        Protects.MOTHERS,
        floor=3,
        ceiling=42,
        floor_reason=_("A hard week must not cost anybody her say; and nothing may stay open for ever."),
        safer="more",
    )
)
declare(
    Rule(
        "deciding.objection_days",
        DECIDING,
        _("How long can somebody object before a decision works?"),
        Duration("days"),
        7,
        _("Before a decision works, those who were asked have {value} to object."),
        Protects.MOTHERS,
        floor=3,
        ceiling=28,
        floor_reason=_("Time to sleep on it, and to be heard."),
        safer="more",
    )
)
declare(
    Rule(
        "deciding.writers",
        DECIDING,
        _("Who of the team may write a proposal down?"),
        WRITERS,
        ["peer", "lead", "facilitator"],
        _("Proposals are written down by {value}. Anybody can tell them one."),
        Protects.EVERYBODY,
        floor=["peer"],
        floor_reason=_("Those whom people talk to must be able to pass on what they hear."),
    )
)
