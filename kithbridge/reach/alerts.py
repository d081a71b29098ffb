"""Warnings about what is around: what stands now, what each grade means, and what a warning may never say.

Offers
------
standing()        warnings that are shown now, the gravest first
line()            what every page says while one stands: words and address, or None. One query
lines()           the same in full for the team: page and phone
MEANS             grade -> what it means
unfit(...)        why a text or a source cannot stand, in plain words
Unfit, LONGEST... limits

A warning is no rumour: it names who found it out, and two people stand for it. It says what is dangerous and what to do, and nothing
about how anything is got: a warning that tells where something strong is sold sends people there (drug alerts in local systems:
guidance of 2016 on gov.uk, "verify, grade, respond").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kithbridge.people.queries.page import week_words
from kithbridge.reach.models import Alert
from kithbridge.reach.recalls import PageLine
from kithbridge.web.clock import this_week

Grade = Alert.Grade
MEANS: dict[str, str | Promise] = {
    Grade.SHARE: gettext_lazy("Good to know. Nobody has to do anything at once."),
    Grade.WARN: gettext_lazy("It has hurt people, or a test found it near here. Take more care than before."),
    Grade.URGENT: gettext_lazy("People have died or nearly died of it near here in the last days. Act on it now."),
}
GRAVEST = (Grade.URGENT, Grade.WARN, Grade.SHARE)
SHORTEST_TEXT, LONGEST_TEXT, LONGEST_SOURCE = 20, 400, 120
MOST_WEEKS = 8

# What belongs to getting something, in whole words. Price, seller, place and way of paying have no part in a warning.
_GETTING = re.compile(
    r"(?<![\w-])(buy\w*|bought|sell\w*|sold(?! as)|seller|price\w*|cheap\w*|dealers?|dealing|score|scored|scoring|plug|supplier|"
    r"deliver\w*|pounds?|quid|cash|bargain|in stock|available|pick(?:ed)? up|whats ?app|telegram|snap ?chat|insta(?:gram)?|dark ?web|"
    r"where to get|get it|get hold|get some)(?!\w)|[£€$]\s*\d|https?:|www\.|@\w",
    re.IGNORECASE,
)
# Where a source is nobody who could be asked.
_RUMOUR = re.compile(
    r"(?<!\w)(rumou?rs?|gossip|hearsay|word (?:is|has it|on the street)|people (?:say|are saying)|they say|somebody said|someone said|"
    r"heard|facebook|tiktok|twitter|social media|whats ?app|group chat|anonymous|unknown|not known|none|n/a|nobody|\?+)(?!\w)",
    re.IGNORECASE,
)
# A street or a house, and any number to ring but those that help.
_WHERE = re.compile(r"(?<!\w)(\w+ (?:street|road|lane|avenue|terrace|car park|square)|flat \d+|house \d+|postcode)(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)(?!999(?!\d)|111(?!\d)|112(?!\d))\d(?:[ -]?\d){4,}")


class Unfit(Exception):
    """`wrong`: field -> why, in plain words. Nothing was kept."""

    def __init__(self, wrong: dict[str, str]) -> None:
        super().__init__("cannot stand")
        self.wrong = wrong


def _wrong_text(text: str) -> Iterator[str]:
    if len(text) < SHORTEST_TEXT:
        yield _("Say what is dangerous and what to do.")
    if len(text) > LONGEST_TEXT:
        yield _("At most %(n)s signs: it must fit on a phone.") % {"n": LONGEST_TEXT}
    if found := _GETTING.search(text):
        yield _("A warning says nothing about how something is got. Take this out: “%(word)s”.") % {"word": found[0]}
    if found := _WHERE.search(text):
        yield _("A warning names no street and no house. Take this out: “%(word)s”.") % {"word": found[0]}
    if found := _NUMBER.search(text):
        yield _("The only numbers to ring in a warning are those for help. Take this out: “%(word)s”.") % {"word": found[0]}


def _wrong_source(source: str) -> Iterator[str]:
    if len(source) < 3:
        yield _("Say who found it out: a laboratory, a service, an office. Without a source it is a rumour.")
    elif found := _RUMOUR.search(source):
        yield _("“%(word)s” is no source. Ask who tested it or who was hurt, and name whom you asked.") % {"word": found[0]}
    if len(source) > LONGEST_SOURCE:
        yield _("At most %(n)s signs.") % {"n": LONGEST_SOURCE}


def unfit(*, grade: str, text: str, source: str, weeks: int) -> dict[str, str]:
    """Field -> why it cannot stand; empty when it can."""
    wrong = {}
    if grade not in Grade.values:
        wrong["grade"] = _("Choose how grave it is.")
    if not 1 <= weeks <= MOST_WEEKS:
        wrong["weeks"] = _("From 1 to %(n)s weeks.") % {"n": MOST_WEEKS}
    if said := " ".join(_wrong_text(text)):
        wrong["text"] = said
    if said := " ".join(_wrong_source(source)):
        wrong["source"] = said
    return wrong


def standing() -> list[Alert]:
    """Given out, not ended, and in their weeks: the gravest first, then the newest."""
    rows = list(Alert.objects.filter(given_out=True, ended=False, ends__gte=str(this_week())))
    return sorted(sorted(rows, key=lambda row: (row.week, str(row.pk)), reverse=True), key=lambda row: GRAVEST.index(Grade(row.grade)))


def line() -> PageLine | None:
    """Neutral, since it stands on first screens: it says that there is something, not what."""
    if not Alert.objects.filter(given_out=True, ended=False, ends__gte=str(this_week())).exists():
        return None
    return PageLine(_("There is a warning."), _("Look"), reverse("warning"))


def until(row: Alert) -> str:
    """Its last week, as people say it."""
    return week_words(row.ends)


def lines() -> list[str]:
    """Each warning that stands, in one line with its grade and source: for the team's pages and for phones."""
    said = _("%(grade)s: %(text)s (%(source)s. Until the end of %(until)s.)")
    grades = ((row, capfirst(row.get_grade_display())) for row in standing())
    return [said % {"grade": grade, "text": row.text, "source": row.source, "until": until(row)} for row, grade in grades]
