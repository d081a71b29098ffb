"""The one next thing about a matter, for whoever of the team looks at it: it stands first on a page of many parts.

Offers
------
Next                          what it is, and its one act: a link, or a button of the page
next_step(row, told, looks)   in the order in which things wait for each other; `Looks`: who looks, and what she may
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.agree.actions import sounding
from kithbridge.agree.matter_models import Matter, Put, State, TaskState
from kithbridge.agree.matter_told import Told
from kithbridge.people.deciding import queries


@dataclass(frozen=True)
class Next:
    """said : a sentence or two; label : of its act, "" where there is none

    url : where it leads; else `act` is what its button says to the page
    """

    said: str
    label: str = ""
    url: str = ""
    act: str = ""


@dataclass(frozen=True)
class Looks:
    """Who looks. `reads`: how many words about this matter wait for her to read them; `answers`: how many other words for her answer."""

    own: UUID
    writes: bool
    hers: bool
    reads: int = 0
    answers: int = 0


def _decided(told: Told) -> Next:
    tasks = reverse("team_matter_tasks", args=[told.number])
    late = sum(task.overdue for task in told.tasks)
    left = sum(task.state == TaskState.OPEN for task in told.tasks)
    if late:
        return Next(ngettext("%(n)d thing is overdue.", "%(n)d things are overdue.", late) % {"n": late}, _("Look at it"), tasks)
    if left:
        said = ngettext("%(n)d thing is still to be done.", "%(n)d things are still to be done.", left) % {"n": left}
        return Next(said, _("What is to be done"), tasks)
    if not told.effects:
        return Next(_("Write down what is other now. Then those it is for are asked whether it changed."), _("Write what changed"), tasks)
    asked = _("Those it is for are asked whether it changed.") if told.effects[-1].asks else _("Nothing just now. It is done.")
    return Next(asked, _("What was done, and what changed"), tasks)


def _asked(told: Told) -> Next:
    said = _("The reference group is being asked. Until that is over it stays as it is.")
    put = next((one for one in told.puts if one.came == Put.Came.OPEN), None)
    return Next(said, _("Where the question stands"), reverse("team_proposal", args=[put.id])) if put else Next(said)


def _to_read(told: Told, looks: Looks) -> Next | None:
    """What it rests on, read by one only; what somebody who sits wrote."""
    if looks.reads:
        said = ngettext(
            "%(n)d thing that somebody who sits wrote about this waits for you to read it.",
            "%(n)d things that somebody who sits wrote about this wait for you to read them.",
            looks.reads,
        )
        return Next(said % {"n": looks.reads}, _("Read"), reverse("team_matter_waiting"))
    unread = [piece for piece in told.evidence if piece.waits]
    if any(piece.written_by != looks.own for piece in unread):
        return Next(
            _("Read what it comes from. Words are shown once a second person with another job has read them."), _("Read it"), "#from"
        )
    return None


def _unwritten(told: Told) -> Next | None:
    """What it needs before people can be asked."""
    if not any(not piece.gone for piece in told.evidence):
        address = reverse("team_matter_from", args=[told.number])
        return Next(
            _("Say where it comes from. People are asked only about what rests on something."), _("Add where it comes from"), address
        )
    if all(way.dropped for way in told.ways):
        return Next(_("Write down a way to do it, or several."), _("Add a way to do it"), reverse("team_matter_way", args=[told.number]))
    return None


def _answers(told: Told, looks: Looks) -> Next | None:
    if looks.answers:
        said = ngettext("%(n)d other wording waits for your answer.", "%(n)d other wordings wait for your answer.", looks.answers)
        return Next(said % {"n": looks.answers}, _("Take it, or say why not"), "#words")
    if any(one.outcome == "open" and not one.gone for one in told.amendments):
        return Next(_("Other words are proposed. Whoever wrote it takes them, or says why not."), _("Look at them"), "#words")
    return None


def _talking(row: Matter, told: Told) -> Next:
    put = reverse("team_matter_put", args=[told.number])
    if row.soundings.filter(closes__isnull=False).exists():
        return Next(told.sounding)
    if not queries.sits():
        return Next(_("No reference group sits yet. Until one does, it can be talked about."))
    ways = [way for way in told.ways if not way.dropped]
    if len(ways) >= sounding.FEWEST_ALTERNATIVES and not row.soundings.exists():
        said = _("There are several ways. Ask those who sit which they could live with, before one is put to them.")
        return Next(said, _("Ask which they could live with"), act="sound")
    if any(piece.waits for piece in told.evidence):
        return Next(_("Somebody with another job has to read what it comes from. Then it can be put to the reference group."))
    return Next(_("It can be put to the reference group. They decide."), _("Put one to the reference group"), put)


def next_step(row: Matter, told: Told, looks: Looks) -> Next:
    """What comes next, for her."""
    if row.state == State.DROPPED:
        return Next(_("It was taken back. Nothing follows."))
    if row.state == State.DECIDED:
        return _decided(told)
    if row.state == State.ASKED:
        return _asked(told)
    if not looks.writes:
        return _to_read(told, looks) or Next(_("You can say what you think, and propose other words."), _("Say something about it"), "#say")
    if row.state == State.TALKING:
        return _to_read(told, looks) or _answers(told, looks) or _unwritten(told) or _talking(row, told)
    if not looks.hers:
        return _to_read(told, looks) or Next(_("Somebody else writes it. It is put up when it is ready."))
    if step := _unwritten(told):
        return step
    return Next(_("Put it up when it can be talked about. Everybody who sits reads it then."), _("Put it up for talk"), act="up")
