"""The demo area: filling an empty home with the invented place of docs/demo.md, and knowing such a home again.

Offers
------
furnish(progress)          every room's share, week by week, through the real actions
SIGN_INS, PAGES            whose words open what
code(work_name, now)       the second-factor code of the moment
FIXED_PASSPHRASES          what a real site must refuse
is_demo_home()             whether any of them opens something here
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pyotp
from django.db import DatabaseError

from kithbridge.agree import demo as agree
from kithbridge.engines import sealing
from kithbridge.people import demo as people
from kithbridge.people import visit
from kithbridge.people.actions import retention
from kithbridge.people.deciding import demo as deciding
from kithbridge.people.keyring.models import Person
from kithbridge.people.models import Neighbour, TeamMember
from kithbridge.reach import demo as reach
from kithbridge.web import clock, home
from kithbridge.web.record import chain
from kithbridge.words import demo as words

SIGN_INS = people.SIGN_INS
PAGES = (*people.PAGES, *deciding.PAGES)
FIXED_PASSPHRASES = people.FIXED_SECRETS | {sealing.normalise(page.words) for page in deciding.PAGES}
MARK = "DEMO"
EVERY_SO_MANY_WEEKS = 13


def code(work_name: str, now: dt.datetime) -> str:
    """The six digits that this person's code app shows at `now` (with its time zone). KeyError: nobody of that name."""
    names = {one.work_name.casefold(): one.work_name for one in SIGN_INS}
    return pyotp.TOTP(people.totp_secret(names[work_name.casefold()])).at(int(now.timestamp()))


def _weeks() -> Iterator[tuple[int, dt.datetime]]:
    """Weeks ago and a moment in each, the oldest first; the newest moment is now."""
    now, this_week = clock.now(), clock.this_week()
    for ago in range(people.FIRST_WEEK, 0, -1):
        thursday = (this_week - ago).monday() + dt.timedelta(days=3)
        yield ago, dt.datetime.combine(thursday, dt.time(14), tzinfo=clock.LONDON)
    yield 0, now


def furnish(progress: Callable[[str], None]) -> None:
    """Fill an empty, migrated home. The mark is written first, so that a home half furnished is known for what it is."""
    home.write_private(home.home() / MARK, "Everything in this folder is invented. Its passphrases are printed in the open.\n")
    cast, course, story = people.Cast(), deciding.Course(), reach.Story()
    for ago, moment in _weeks():
        with clock.at(moment):
            if ago == people.FIRST_WEEK:
                progress("The team, its facts and what it brings")
                reach.menu()
                cast = people.begin()
            elif ago and ago % EVERY_SO_MANY_WEEKS == 0:
                progress(f"{ago} weeks ago: what was asked for and handed out")
            elif not ago:
                progress("This week")
            people.week(cast, ago)
            deciding.week(cast, course, ago)
            reach.week(cast, story, ago)
            words.week(cast, course, ago)
            agree.week(cast, course, ago)
            chain.link()
    retention.sweep()
    chain.link()
    visit.forget_expired()


def is_demo_home() -> bool:
    """Whether the demo's fixed words open anything in this home.

    A mark says so at once. Without one, the slow function runs only for those demo names and labels that stand here, too: as a
    rule for none.
    """
    if (home.home() / MARK).exists():
        return True
    try:
        names = {name.casefold() for name in TeamMember.objects.values_list("work_name", flat=True)}
        labels = set(Neighbour.objects.filter(handle__in=[page.handle for page in PAGES]).values_list("handle", flat=True))
        suspects = [sealing.team_secret(one.work_name, one.words) for one in SIGN_INS if one.work_name.casefold() in names]
        suspects += [sealing.normalise(page.words) for page in PAGES if page.handle in labels]
        known = home.secrets()
        # Not through the two places for sign-ins: this runs once, before the site listens, and may not be told "busy".
        lookups = [sealing.derive(secret, site=known.salt, pepper=known.pepper).lookup.hex() for secret in suspects]
        return Person.objects.filter(lookup__in=lookups).exists()
    except DatabaseError:
        # Databases that are not made yet hold nothing that opens.
        return False
