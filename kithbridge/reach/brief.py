"""The brief for a supplier as a PDF that can be read aloud (PDF/UA-1): tagged, with language, title and numbered pages.

Offers: `pages(told, group)`, the bytes; `file_name(told)`.

It says what `rounds.Told` says and no more: themes that two have read, bands, the week. No area, no role, no answer.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kithbridge.engines.week import Week
from kithbridge.formats.pdf import typeset
from kithbridge.reach.rounds import Told
from kithbridge.rules.explain import date_words
from kithbridge.web.clock import today

TEMPLATE = Path(__file__).with_name("brief.typ")


def _week(week: object) -> dt.date:
    return Week.parse(str(week)).monday()


def _words(told: Told) -> dict[str, str]:
    """What stands around the themes."""
    row = told.row
    given = _week(row.given) if row.given else today()
    return {
        "title": _("What people who use it say: %(thing)s") % {"thing": row.item.label},
        "for": _("For %(supplier)s, from the week of %(day)s") % {"supplier": row.supplier, "day": date_words(given)},
        "demo": _("Invented area, invented people") if settings.DEMO else "",
        "asked": _("What was asked"),
        "when": _("Asked from the week of %(first)s to the week of %(last)s.")
        % {"first": date_words(_week(row.week)), "last": date_words(_week(row.ends))},
        "heard": _("How many were heard"),
        "heard_said": _("%(band)s answers that count.") % {"band": capfirst(told.heard.said)},
        "theme": _("What they said"),
        "many": _("In how many answers"),
        "before": _("This is a second round: a change was proposed and samples were tried after the first.") if row.before_id else "",
        "how": _("How to read it"),
        "bands": _(
            "Mothers and peers answered; they stand together here. One answer can carry several themes. "
            "Numbers stand in bands of %(n)d, so that nobody can be found by taking one from another. "
            "Themes are in the peer team's words, each read by two people with different jobs. One answer alone is never a theme. "
            "Answers that could not be checked were heard and not counted."
        )
        % {"n": told.heard.wide},
        "ask": _("What we ask of you"),
        "ask_said": _(
            "Tell us what you can change, send samples, and let the same people try them. What comes of it is written in public."
        ),
    }


def pages(told: Told, group: str) -> bytes:
    """The PDF."""
    sides = [{"title": capfirst(title), "lines": [[line.label, line.band.said] for line in lines]} for title, lines in told.sides]
    plain = {"group": group, "words": _words(told), "questions": told.questions, "sides": sides}
    return typeset(TEMPLATE, plain, _week(told.row.given) if told.row.given else today())


def file_name(told: Told) -> str:
    """What the file is called: neutral, with the week."""
    return f"brief-{told.row.given or 'draft'}.pdf"
