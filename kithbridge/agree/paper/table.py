"""Sheets for a table: what is asked now and what has been said, to talk about it; and one for whatever comes up.

Offers
------
for_a_table()   a sheet for each open talk, then the empty one

They go into the group's paper pack, which whoever runs the server can print as well. So no code stands on them: codes are made by
somebody of the team who is signed in, and whoever holds codes can answer in somebody's place.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from kithbridge.agree import context, queries
from kithbridge.agree.models import OPEN, Conversation, State
from kithbridge.agree.paper import sheets
from kithbridge.people import facts
from kithbridge.people.offers import TalkSheet
from kithbridge.rules.explain import date_words


def for_a_table() -> list[TalkSheet]:
    """While the assessments are not signed, the empty one alone: nobody reads here what others wrote."""
    going = [] if facts.unsigned() else [row for row in queries.conversations() if row.state in OPEN]
    return [*(_of(row) for row in going), _empty()]


def _of(row: Conversation) -> TalkSheet:
    return TalkSheet(
        row.question,
        (row.about, _when(row)),
        tuple((str(one.number), one.text) for one in queries.shown(row)),
        (
            _("This sheet is for talking. Nothing on it is counted."),
            _("To answer on paper, ask one of us for a ballot. It has a code of its own and no name. It counts once."),
            _("To answer on a phone, open the square. With a slip from one of us it counts."),
            _("Is something missing? Say it on a phone, or write it on a ballot. It is shown when two of us have read it."),
        ),
        reverse("talk_one", args=[row.number]),
    )


def _when(row: Conversation) -> str:
    """In dates: "this week" is wrong a week later, and the sheet still lies there."""
    ends = date_words(sheets.last_day(str(row.until)))
    if row.state != State.FIRST:
        return _("It is open to everybody until %(ends)s.") % {"ends": ends}
    said = _("Until %(first)s it is open to %(who)s alone, and this sheet is for them. Then to everybody, until %(ends)s.")
    return said % {"who": context.first_words(row), "first": date_words(sheets.last_day(str(row.first_until))), "ends": ends}


def _empty() -> TalkSheet:
    return TalkSheet(
        _("What should we all talk about?"),
        (
            _("A talk is one question and many short sentences. To each sentence you say agree, disagree or pass."),
            _("Write down what comes up here, one thing on a line. Name nobody."),
        ),
        (),
        (
            _("This sheet is for talking. Nothing on it is counted."),
            _("One of us reads it and can ask everybody what stands here. Then it is torn up."),
        ),
    )
