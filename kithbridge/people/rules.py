"""The rules of the ground floor: words and pages, messages, slips. Those about the team stand in `team_rules.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.people import team_rules  # noqa: F401 - its rules declare themselves
from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Choice, Duration, Number, YesNo

ASKING = Group.ASKING
WHO_FOR = Choice({"mums": _("mums"), "parents": _("mums, dads and anyone who raises the children"), "anyone": _("anyone")})
LOST = Choice({"wait": _("it ends by itself when its time is over"), "end": _("one of us can end it when you say so, face to face")})

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
        "start.says_what",
        ASKING,
        _("Does the first page say what we bring?"),
        YesNo(),
        False,
        _("The first page says what we bring."),
        Protects.MOTHERS,
        safer="no",
        otherwise=_("The first page does not say what we bring."),
    )
)
declare(
    Rule(
        "words.count",
        ASKING,
        _("How many words open a page?"),
        Number(_("words")),
        7,
        _("Your page opens with {value}. We draw them. Nobody makes them up."),
        Protects.MOTHERS,
        floor=7,
        ceiling=9,
        floor_reason=_("Fewer can be guessed. More cannot be kept in the head."),
        safer="more",
    )
)
declare(
    Rule(
        "words.card",
        ASKING,
        _("Do we hand out a paper card for the words?"),
        YesNo(),
        False,
        _("Whoever comes has a card to write your words on, with no name on it."),
        Protects.MOTHERS,
        safer="no",
        otherwise=_("Nobody hands out a card to write your words on."),
    )
)
declare(
    Rule(
        "words.lost",
        ASKING,
        _("What happens to a page when its words are lost?"),
        LOST,
        "wait",
        _("When your words are lost, nobody can open your page again: {value}."),
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
        "words.unpractised_weeks",
        ASKING,
        _("When does a page end whose words were never tried?"),
        Duration("weeks"),
        2,
        _("A page whose words were never tried ends after {value}."),
        Protects.MOTHERS,
        floor=2,
        ceiling=8,
        floor_reason=_("A page begun on a Sunday night must not be gone on Monday. And what is kept can be found."),
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
        "slips.live_weeks",
        ASKING,
        _("How long does a paper slip work?"),
        Duration("weeks"),
        26,
        _("A paper slip works one time, for {value} at most."),
        Protects.MOTHERS,
        floor=4,
        ceiling=52,
        floor_reason=_("Long enough to reach whoever needs it. A slip that lies about can be found."),
        safer="less",
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
        "answers.live_weeks",
        ASKING,
        _("How long does our answer live?"),
        Duration("weeks"),
        8,
        _("What we write back to you goes after {value}."),
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
