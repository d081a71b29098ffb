"""The rules of the ground floor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Rule, declare

ASKING, WORKING = Group.ASKING, Group.WORKING
MOTHERS, TEAM = _("mothers who use drugs"), _("the team")

declare(
    Rule(
        "group.who_for",
        ASKING,
        _("Who is this for?"),
        "mums",
        _("What we bring here is for {value}. The first page says who brings to dads, grans, aunties and others."),
        MOTHERS,
    )
)
declare(
    Rule(
        "words.idle_minutes",
        ASKING,
        _("After how many quiet minutes does an open page close by itself?"),
        15,
        _("A page you opened with your words closes by itself after {value} quiet minutes."),
        MOTHERS,
        ceiling=15,
        floor_reason=_("An open page on a shared phone can be found."),
    )
)
declare(
    Rule(
        "words.visit_minutes",
        ASKING,
        _("How long can a page stay open at most?"),
        60,
        _("It closes after {value} minutes in any case."),
        MOTHERS,
        ceiling=60,
        floor_reason=_("An open page on a shared phone can be found."),
    )
)
declare(
    Rule(
        "words.unused_weeks",
        ASKING,
        _("After how many weeks without use does a page end?"),
        26,
        _("A page whose words are not used for {value} weeks ends by itself."),
        MOTHERS,
        floor=4,
        ceiling=52,
        floor_reason=_("A page must outlast a hard month, and not a year."),
    )
)
declare(
    Rule(
        "words.new_per_hour",
        ASKING,
        _("How many new pages may begin in an hour on the whole site?"),
        60,
        _("At most {value} new pages begin in an hour."),
        MOTHERS,
        floor=10,
        floor_reason=_("A flood by a machine must not shut mothers out."),
    )
)
declare(
    Rule(
        "notice.again_weeks",
        ASKING,
        _("After how many weeks is the notice shown again?"),
        4,
        _("What we keep and what we don't is shown before the first field, and again after {value} weeks."),
        MOTHERS,
        ceiling=12,
        floor_reason=_("Everybody must know the limits before telling anything."),
    )
)
declare(
    Rule(
        "messages.live_weeks",
        ASKING,
        _("How long does a message live?"),
        8,
        _("A message goes after {value} weeks, unless you keep it. You can take it back at any time."),
        MOTHERS,
        floor=2,
        ceiling=26,
        floor_reason=_("What is kept can be found."),
    )
)
declare(
    Rule(
        "messages.close_seconds",
        ASKING,
        _("After how many seconds does an opened message close by itself?"),
        60,
        _("An opened message closes by itself after {value} seconds."),
        MOTHERS,
        floor=20,
        ceiling=300,
        floor_reason=_("Long enough to read slowly; short enough for a shared room."),
    )
)
declare(
    Rule(
        "asks.silent_days",
        ASKING,
        _("After how many days without anybody looking do we stop taking asks?"),
        7,
        _("If nobody of the team has looked for {value} days, the site says so and takes no asks."),
        MOTHERS,
        floor=1,
        ceiling=7,
        floor_reason=_("Nobody should wait for somebody who is not there."),
    )
)
declare(
    Rule(
        "worries.live_weeks",
        WORKING,
        _("How long does the note about a danger live?"),
        26,
        _("A note that two of us talked about a danger is kept for {value} weeks. It cannot be taken back."),
        MOTHERS,
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
        2,
        _("At least {value} people read what is written to us."),
        MOTHERS,
        floor=2,
        floor_reason=_("One who is ill or leaves must not leave an ask unread."),
    )
)
declare(
    Rule(
        "team.idle_minutes",
        WORKING,
        _("After how many quiet minutes is a team member signed out?"),
        30,
        _("Who works with us is signed out after {value} quiet minutes."),
        TEAM,
        ceiling=120,
        floor_reason=_("An open screen shows what was told in trust."),
    )
)
declare(
    Rule(
        "team.visit_hours",
        WORKING,
        _("How long may a team member stay signed in?"),
        8,
        _("Who works with us signs in anew after {value} hours."),
        TEAM,
        ceiling=12,
        floor_reason=_("A lost phone must not stay open."),
    )
)
declare(
    Rule(
        "team.invite_days",
        WORKING,
        _("How many days does an invitation into the team last?"),
        3,
        _("An invitation into the team lasts {value} days and works once."),
        TEAM,
        ceiling=7,
        floor_reason=_("A link that lies about can be found."),
    )
)
declare(
    Rule(
        "team.second_factor",
        WORKING,
        _("Must everybody who can open anything sign in with a second factor?"),
        True,
        _("Everybody who can open what you write signs in with a second step: {value}."),
        MOTHERS,
        floor=True,
        floor_reason=_("A password alone can be seen over a shoulder."),
    )
)
