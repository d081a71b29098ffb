"""What somebody asked to be looked at again, for the team's first page.

Offers: `subject(about)`, `asked_again()`, `card(caller)`.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from django.urls import get_resolver, reverse
from django.utils.translation import gettext as _

from kithbridge import rules
from kithbridge.people.access import Caller
from kithbridge.people.actions.again import KIND
from kithbridge.people.offers import HomeCard
from kithbridge.people.queries import figures
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry

LOOKS_BACK_WEEKS = 4
MOST_SHOWN = 5
LONGEST = 60 - len(KIND)


@lru_cache(maxsize=1)
def pages() -> frozenset[str]:
    """The names of all pages of the house: nothing else that a browser sends is counted."""
    return frozenset(name for name in get_resolver().reverse_dict if isinstance(name, str) and len(name) <= LONGEST)


def subject(about: str) -> str:
    """What somebody may say it is about: the key of a rule or the name of a page; "" for anything else."""
    known = about in {one.key for one in rules.all_rules()} or about in pages()
    return about if known and len(about) <= LONGEST else ""


def _words(about: str) -> str:
    """The subject as the team reads it."""
    found = next((str(one.question) for one in rules.all_rules() if one.key == about), "")
    return found or (_("the page “%(name)s”") % {"name": about.replace("_", " ")} if about else _("something on this site"))


def asked_again() -> list[str]:
    """What was asked for in the last weeks, most often first. Below the smallest number that is shown, no number."""
    since = str(this_week() - (LOOKS_BACK_WEEKS - 1))
    counted: Counter[str] = Counter()
    for rows in (Count.objects, Entry.objects):
        for kind, n in rows.filter(kind__startswith=KIND, week__gte=since).values_list("kind", "n"):
            counted[kind.removeprefix(KIND)] += n
    found = []
    for about, n in counted.most_common(MOST_SHOWN):
        shown = figures.shown(n)
        found.append(_("%(subject)s (%(n)d times)") % {"subject": _words(about), "n": n} if isinstance(shown, int) else _words(about))
    return found


def card(caller: Caller) -> HomeCard | None:
    """For everybody of the team; none where nobody asked."""
    found = asked_again()
    if not found:
        return None
    said = _("Somebody asked us to look again at: %(what)s") % {"what": "; ".join(found)}
    return HomeCard(_("Look at this again"), said, reverse("how_we_work"), _("How we work"))
