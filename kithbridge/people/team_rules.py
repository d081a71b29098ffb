"""The rules of the ground floor about the team: who reads, what each must have, what is kept and shown of its work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Duration, ListOf, Number, YesNo

ASKING, WORKING, NUMBERS = Group.ASKING, Group.WORKING, Group.NUMBERS
OPENERS = ListOf(
    {
        "peer": _("peers"),
        "lead": _("leads"),
        "safeguarding_lead": _("the safeguarding lead"),
        "safeguarding_deputy": _("her deputy"),
        "facilitator": _("those who lead talks"),
        "researcher": _("those who do research"),
    },
    fewest=1,
)
TRAININGS = ListOf(
    {
        "danger": _("when we act on a danger"),
        "listening": _("how to listen, and what we do not promise"),
        "locks": _("how the locks here work"),
        "breath": _("how to bring breath back"),
        "needles": _("what to do when a needle pricks"),
    }
)

declare(
    Rule(
        "asks.openers",
        ASKING,
        _("Who of us may open what you ask for, and what you write?"),
        OPENERS,
        ["peer", "lead"],
        _("What you write to us can be opened by {value}, if you leave them ticked."),
        Protects.MOTHERS,
        floor=["peer"],
        ceiling=["peer", "lead", "safeguarding_lead", "safeguarding_deputy"],
        floor_reason=_("You write to peers. Whoever counts, or leads talks, must not read what you need."),
        safer="less",
    )
)
declare(
    Rule(
        "asks.refusers",
        WORKING,
        _("How many of us must agree to stop further asks from a page?"),
        Number(_("people")),
        2,
        _("It takes {value} of the team and a reason to stop further asks from a page."),
        Protects.MOTHERS,
        floor=2,
        ceiling=3,
        floor_reason=_("Nobody is shut out by one alone. And where too many must agree, a threat goes on."),
        safer="more",
    )
)
declare(
    Rule(
        "worries.live_weeks",
        WORKING,
        _("How long does the note about a danger live?"),
        Duration("weeks"),
        26,
        _("A note that two of us talked about a danger is kept for {value}. It cannot be taken back."),
        Protects.MOTHERS,
        floor=4,
        ceiling=104,
        floor_reason=_("Long enough to answer for what was done; no longer."),
    )
)
declare(
    Rule(
        "circles.fewest_readers",
        WORKING,
        _("How many readers must a circle have at least?"),
        Number(_("people")),
        2,
        _("At least {value} read what is written to us."),
        Protects.MOTHERS,
        floor=2,
        floor_reason=_("One who is ill or leaves must not leave an ask unread."),
        safer="more",
    )
)
declare(
    Rule(
        "team.training",
        WORKING,
        _("What must one of us have learned before she reads asks?"),
        TRAININGS,
        [],
        _("What one of us must have learned before she reads asks: {value}."),
        Protects.MOTHERS,
        safer="more",
    )
)
declare(
    Rule(
        "team.idle_minutes",
        WORKING,
        _("After how many quiet minutes is a team member signed out?"),
        Duration("minutes"),
        30,
        _("Who works with us is signed out after {value} of quiet."),
        Protects.TEAM,
        ceiling=120,
        floor_reason=_("An open screen shows what was told in trust."),
        safer="less",
    )
)
declare(
    Rule(
        "team.visit_hours",
        WORKING,
        _("How long may a team member stay signed in?"),
        Duration("hours"),
        8,
        _("Who works with us signs in anew after {value}."),
        Protects.TEAM,
        ceiling=12,
        floor_reason=_("A lost phone must not stay open."),
        safer="less",
    )
)
declare(
    Rule(
        "team.invite_days",
        WORKING,
        _("How many days does an invitation into the team last?"),
        Duration("days"),
        3,
        _("An invitation into the team lasts {value} and works once."),
        Protects.TEAM,
        ceiling=7,
        floor_reason=_("A link that lies about can be found."),
        safer="less",
    )
)
declare(
    Rule(
        "team.second_factor",
        WORKING,
        _("Must everybody who can open anything sign in with a second factor?"),
        YesNo(),
        True,
        _("Everybody who can open what you write signs in with a second step."),
        Protects.MOTHERS,
        floor=True,
        floor_reason=_("A password alone can be seen over a shoulder."),
        safer="yes",
        otherwise=_("Who can open what you write may sign in without a second step."),
    )
)
declare(
    Rule(
        "team.factors",
        WORKING,
        _("How many second steps must one of us have set up before she reads asks?"),
        Number(),
        1,
        _("Second steps that one of us must have set up before she reads asks: {value}."),
        Protects.MOTHERS,
        floor=1,
        ceiling=2,
        floor_reason=_("A second step can be lost with a phone. More than two get lost, too."),
        safer="more",
    )
)
declare(
    Rule(
        "figures.smallest",
        NUMBERS,
        _("Which is the smallest number we show to others?"),
        Number(),
        10,
        _("Outside the team no number below {value} is shown."),
        Protects.MOTHERS,
        floor=5,
        floor_reason=_("A small number points at somebody."),
        safer="more",
    )
)
declare(
    Rule(
        "record.keep_weeks",
        NUMBERS,
        _("How long is it kept on record what the team did?"),
        Duration("weeks"),
        156,
        _("What the team does stays on record for {value}, with no names."),
        Protects.EVERYBODY,
        floor=52,
        ceiling=312,
        floor_reason=_("Long enough to answer for what was done; not for ever."),
    )
)
