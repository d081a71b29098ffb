"""The words in which rules, decisions and evidence are spoken of.

Offers
------
band_words(band), agreed(band)           how many said yes: "more than 50" is "more than half"; whether it was a majority
ROLES, KINDS, OBJECTIONS, GROUNDS, HOW   what is stored, in words
date_words(day), week_words(week)
limits(rule)        what no group can change about a rule
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kithbridge.engines.week import Week
from kithbridge.rules.declare import Rule

MONTHS = [
    gettext_lazy("January"), gettext_lazy("February"), gettext_lazy("March"), gettext_lazy("April"), gettext_lazy("May"),
    gettext_lazy("June"), gettext_lazy("July"), gettext_lazy("August"), gettext_lazy("September"), gettext_lazy("October"),
    gettext_lazy("November"), gettext_lazy("December"),
]  # fmt: skip
# Of decisions that were recorded with more than one edge. The ends would tell what everybody said: they are not told any more.
OLD_BANDS = {
    "all": gettext_lazy("most"),
    "most": gettext_lazy("most"),
    "more than half": gettext_lazy("more than half"),
    "half": gettext_lazy("about half"),
    "fewer": gettext_lazy("fewer than half"),
    "none": gettext_lazy("fewer than half"),
}
OLD_AGREED = {"all": True, "most": True, "none": False}
ROLES = {
    "living": gettext_lazy("somebody who uses now"),
    "lived": gettext_lazy("somebody who used before"),
    "mother": gettext_lazy("a mother"),
    "kin": gettext_lazy("somebody who raises her family's children"),
    "peer": gettext_lazy("a peer"),
    "worker": gettext_lazy("a worker"),
    "partner": gettext_lazy("a father or a partner"),
    "manager": gettext_lazy("somebody who runs a service"),
    "payer": gettext_lazy("somebody who decides about money for services"),
    "other": gettext_lazy("somebody else"),
    "guidance": gettext_lazy("published guidance"),
    "tally": gettext_lazy("what was counted"),
}
KINDS = {
    "quote": gettext_lazy("What somebody said"),
    "statement": gettext_lazy("A statement, and how it went"),
    "theme": gettext_lazy("What several people told us"),
    "observation": gettext_lazy("What we saw"),
    "figure": gettext_lazy("A figure"),
    "guidance": gettext_lazy("Guidance"),
    "document": gettext_lazy("What a document says"),
}
OBJECTIONS = {
    "harm": gettext_lazy("it may harm somebody"),
    "unheard": gettext_lazy("not everybody it is about was heard"),
    "wrong": gettext_lazy("something it rests on is wrong"),
    "unclear": gettext_lazy("it is not clear what it means"),
}
GROUNDS = {"law": gettext_lazy("the law"), "danger": gettext_lazy("danger"), "money": gettext_lazy("money")}
HOW = {
    "founding": gettext_lazy("Chosen to begin with"),
    "decision": gettext_lazy("Decided"),
    "trial": gettext_lazy("A trial"),
    "urgent": gettext_lazy("Set in a hurry, by two leads"),
}


def date_words(day: dt.date) -> str:
    """A date in words, without the machine's locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def week_words(week: str | Week) -> str:
    """ "the week of 16 November 2026"."""
    monday = (Week.parse(week) if isinstance(week, str) else week).monday()
    return _("the week of %(day)s") % {"day": date_words(monday)}


def agreed(band: str) -> bool | None:
    """Whether a majority said yes, as the group counted one; of an older band None where it does not tell."""
    side, _space, share = band.rpartition(" ")
    if share.isdecimal():
        return {"more than": True, "at most": False}.get(side)
    return OLD_AGREED.get(band)


def band_words(band: str) -> str:
    """How many said yes, before "said yes": of "more than 50" "more than half", of "at most 70" "70 in 100 or fewer"."""
    side, _space, share = band.rpartition(" ")
    if side not in ("more than", "at most") or not share.isdecimal():
        return str(OLD_BANDS.get(band, band))
    if side == "more than":
        return _("more than half") if share == "50" else _("more than %(n)s in 100") % {"n": share}
    return _("half or fewer") if share == "50" else _("%(n)s in 100 or fewer") % {"n": share}


def limits(declared: Rule) -> str:
    """What no group can change about a rule, in words; empty where it may be anything of its kind."""
    kind, said = declared.kind, []
    for limit, number, listed in (
        (declared.floor, _("Never less than %(limit)s."), _("Always with: %(limit)s.")),
        (declared.ceiling, _("Never more than %(limit)s."), _("Nothing but: %(limit)s.")),
    ):
        if limit is None:
            continue
        if isinstance(limit, bool):
            said.append(_("Always %(limit)s.") % {"limit": kind.shown(limit)})
        elif isinstance(limit, int):
            said.append(number % {"limit": kind.shown(limit) if kind.name in ("number", "share", "duration") else limit})
        elif kind.name == "choice":
            said.append(_("Only: %(limit)s.") % {"limit": ", ".join(kind.shown(one) for one in sorted(limit))})
        else:
            said.append(listed % {"limit": kind.shown(list(limit))})
    return " ".join(said)
