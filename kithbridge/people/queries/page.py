"""What a neighbour's own page shows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kithbridge import rules
from kithbridge.engines.week import Week
from kithbridge.people import facts, hers, lifetimes, vault
from kithbridge.people.models import Message, Neighbour, TeamMember
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.people.vault import Key
from kithbridge.web.clock import this_week


def week_words(week: str) -> str:
    """An ISO week as people say it: this week, last week, or the week of a Monday."""
    now, then = this_week(), Week.parse(week)
    gap = now - then
    if gap == 0:
        return _("this week")
    if gap == 1:
        return _("last week")
    if gap == -1:
        return _("next week")
    return _("the week of %(day)s") % {"day": then.monday().strftime("%-d %B")}


def ends_words(week: str, live_weeks: int) -> str:
    """When something begun in `week` goes: with the last of its weeks, its own being the first, so never later than was said."""
    return _("at the end of %(week)s") % {"week": week_words(str(Week.parse(week) + live_weeks - 1))}


@dataclass(frozen=True)
class Uses:
    """How often her words were used, by ISO week, and which notice she has seen in which week."""

    weeks: dict[str, int] = field(default_factory=dict)
    notice: tuple[int, str] = (0, "")


def read_uses(key: Key) -> Uses:
    page = Neighbour.objects.get(pk=key.owner)
    inside: dict[str, Any] = json.loads(vault.read(key, page, "uses"))
    seen = inside.get("notice", [0, ""])
    return Uses({week: n for week, n in inside.items() if week != "notice"}, (int(seen[0]), str(seen[1])))


def notice_seen(key: Key) -> bool:
    """Whether she has seen the notice in force within as many weeks as the rule says."""
    now = facts.notice()
    version, week = read_uses(key).notice
    if now is None or version != now.version or not week:
        return False
    weeks: int = rules.value("notice.again_weeks")
    return this_week() - Week.parse(week) <= weeks


def uses_sentences(key: Key) -> tuple[int, str]:
    """This week's count, and the other weeks in words."""
    weeks = read_uses(key).weeks
    now = str(this_week())
    before = sorted((week for week in weeks if week != now), reverse=True)[:2]
    said = [_("%(week)s: %(n)d.") % {"week": capfirst(week_words(week)), "n": weeks[week]} for week in before]
    return weeks.get(now, 0), " ".join(said)


def waiting_for_her(key: Key) -> bool:
    """Whether the team wrote something she has not opened."""
    return Message.objects.filter(page_id=key.owner, from_team=True, opened=False).exists()


@dataclass(frozen=True)
class Note:
    """One message as a page shows it."""

    id: str
    from_label: str
    text: str
    week_label: str
    kept: bool
    gone: str


def notes(key: Key, *, from_team: bool | None = None, newest: int = 0) -> list[Note]:
    """Her thread, oldest first; only what opens with her key."""
    rows = Message.objects.filter(page_id=key.owner)
    if from_team is not None:
        rows = rows.filter(from_team=from_team)
    ordered = sorted(rows, key=lambda row: row.n)[-newest:] if newest else sorted(rows, key=lambda row: row.n)
    bodies = vault.read_many(key, ordered, "body")
    found = []
    for row in ordered:
        if row.pk in bodies:
            inside = json.loads(bodies[row.pk])
            who = inside["by"] if row.from_team else _("You")
            lives = lifetimes.of("answers.live_weeks" if row.from_team else "messages.live_weeks", str(row.week))
            gone = _("when you take it back") if row.kept else ends_words(row.week, lives)
            found.append(Note(str(row.pk), who, inside["text"], week_words(row.week), row.kept, gone))
    return found


def last_written(key: Key) -> list[Note]:
    """What she wrote and has not said "keep" to."""
    return [note for note in notes(key, from_team=False) if not note.kept]


def held_by_rooms(key: Key) -> list[hers.Mine]:
    """What rooms hold for her."""
    return hers.mine(key)


def reader_ticks(people: Iterable[TeamMember], ticked: Collection[str] | None) -> list[dict[str, Any]]:
    """Who may read what she writes, each with her tick. `ticked` is None before anything was sent: then everybody is."""
    return [{"id": str(one.pk), "name": one.work_name, "ticked": ticked is None or str(one.pk) in ticked} for one in people]


def terms(ticked: Collection[str] | None = None) -> dict[str, Any]:
    """Above every field: who reads it (untick any), when the team looks."""
    return {
        "readers": reader_ticks(readers_of_asks(), ticked),
        "looks": facts.fact("reading_days"),
    }
