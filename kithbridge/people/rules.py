"""The rules of the ground floor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Choice, Duration, Number, YesNo

ASKING, WORKING = Group.ASKING, Group.WORKING
WHO_FOR = Choice({"mums": _("mums"), "parents": _("mums, dads and anyone who raises the children"), "anyone": _("anyone")})

declare(
    Rule(
        "group.who_for",
        ASKING,
        _("Who is this for?"),
        WHO_FOR,
        "mums",
        _("What we bring here is for {value}. The first page says who brings to dads, grans, aunties and others."),
        Protects.MOTHERS,
    )
)
declare(
    Rule(
        "words.idle_minutes",
        ASKING,
        _("After how many quiet minutes does an open page close by itself?"),
        Duration("minutes"),
        15,
        _("A page you opened with your words closes by itself after {value} of quiet."),
        Protects.MOTHERS,
        ceiling=15,
        floor_reason=_("An open page on a shared phone can be found."),
        safer="less",
    )
)
declare(
    Rule(
        "words.visit_minutes",
        ASKING,
        _("How long can a page stay open at most?"),
        Duration("minutes"),
        60,
        _("It closes after {value} in any case."),
        Protects.MOTHERS,
        ceiling=60,
        floor_reason=_("An open page on a shared phone can be found."),
        safer="less",
    )
)
declare(
    Rule(
        "words.unused_weeks",
        ASKING,
        _("After how many weeks without use does a page end?"),
        Duration("weeks"),
        26,
        _("A page whose words are not used for {value} ends by itself."),
        Protects.MOTHERS,
        floor=4,
        ceiling=52,
        floor_reason=_("A page must outlast a hard month, and not a year."),
        safer="less",
    )
)
declare(
    Rule(
        "words.new_per_hour",
        ASKING,
        _("How many new pages may begin in an hour on the whole site?"),
        Number(_("new pages")),
        60,
        _("At most {value} begin in an hour."),
        Protects.MOTHERS,
        floor=10,
        floor_reason=_("A flood by a machine must not shut mothers out."),
    )
)
declare(
    Rule(
        "notice.again_weeks",
        ASKING,
        _("After how many weeks is the notice shown again?"),
        Duration("weeks"),
        4,
        _("What we keep and what we don't is shown before the first field, and again after {value}."),
        Protects.MOTHERS,
        ceiling=12,
        floor_reason=_("Everybody must know the limits before telling anything."),
        safer="less",
    )
)
declare(
    Rule(
        "messages.live_weeks",
        ASKING,
        _("How long does a message live?"),
        Duration("weeks"),
        8,
        _("A message goes after {value}, unless you keep it. You can take it back at any time."),
        Protects.MOTHERS,
        floor=2,
        ceiling=26,
        floor_reason=_("What is kept can be found."),
        safer="less",
    )
)
declare(
    Rule(
        "messages.close_seconds",
        ASKING,
        _("After how many seconds does an opened message close by itself?"),
        Duration("seconds"),
        60,
        _("An opened message closes by itself after {value}."),
        Protects.MOTHERS,
        floor=20,
        ceiling=300,
        floor_reason=_("Long enough to read slowly; short enough for a shared room."),
        safer="less",
    )
)
declare(
    Rule(
        "asks.silent_days",
        ASKING,
        _("After how many days without anybody looking do we stop taking asks?"),
        Duration("days"),
        7,
        _("If nobody of the team has looked for {value}, the site says so and takes no asks."),
        Protects.MOTHERS,
        floor=1,
        ceiling=7,
        floor_reason=_("Nobody should wait for somebody who is not there."),
        safer="less",
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
        _("Everybody who can open what you write signs in with a second step: {value}."),
        Protects.MOTHERS,
        floor=True,
        floor_reason=_("A password alone can be seen over a shoulder."),
        safer="yes",
    )
)
