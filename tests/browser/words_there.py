"""The word list for the tests of every page, made by the hand through the real actions.

Offers: `words_there(team)`: words with bars and without, asked again, a frozen list that holds, a draft, and what was told; made once.
"""

from __future__ import annotations

from kithbridge.people.actions import slips
from kithbridge.people.models import Role
from kithbridge.web import once
from kithbridge.words import lists
from kithbridge.words.actions import drafting, hearing, passing, telling
from kithbridge.words.actions.hearing import Line
from kithbridge.words.actions.telling import Inside
from kithbridge.words.models import Told, WordList
from tests.builders import Member, decide

LONG = "They wrote it six times on one page, and nobody asked me once. " * 3
# None of them stands in a text that another test of pages looks at: here they are changed, on the one site all of them share.
BARS, AGAIN, DRAFTED = "KB087", "KB152", "KB190"  # manipulative, tax drain, under the influence
HOWS = (("fine", 5), ("depends", 3), ("grates", 4), ("hurts", 9), ("never", 6))


def _pile(team: dict[str, Member], term: str, role: str, most: int = 99) -> None:
    lines = [Line(role, where, how, min(n, most)) for where, (how, n) in zip(("me", "notes", "news", "peer", "me"), HOWS, strict=True)]
    hearing.type_in(key=team["Jo"].key, term=term, lines=lines, form_id=once.new_form_id())


def _frozen(team: dict[str, Member]) -> None:
    entry = lists.holding().of(BARS)._replace(why="We say so ourselves, after we were asked.", level="contested")
    drafting.write(key=team["Jo"].key, entry=entry, form_id=once.new_form_id())
    row = drafting.freeze(key=team["Maeve"].key, form_id=once.new_form_id())
    if row is not None:
        decide("words.list", lists.key_of(row.number, row.hash))


def _made(team: dict[str, Member]) -> None:
    readers = [one.pk for one in telling.readers_now()]
    _frozen(team)
    for role in ("now", "before", "work"):
        _pile(team, BARS, role)
    _pile(team, BARS, "family", most=1)
    _pile(team, AGAIN, "now")
    for _n in range(10):
        hearing.hear(term=BARS, role="other", where="news", how="depends", form_id=once.new_form_id())
    code = slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]
    story = Inside(text=LONG, role="now", may_show=True)
    telling.object_to(kind="owned", term=AGAIN, inside=story, readers=readers, slip=code, form_id=once.new_form_id())
    shown = telling.object_to(kind="again", term=BARS, inside=story, readers=readers, form_id=once.new_form_id())
    for name in ("Jo", "Maeve"):
        passing.agree(key=team[name].key, told=shown.told)
    telling.suggest(kind="new", inside=Inside(word="frequent attender", text=LONG), readers=readers, form_id=once.new_form_id())
    entry = lists.holding().of(DRAFTED)._replace(why="Another reason.")
    drafting.write(key=team["Jo"].key, entry=entry, form_id=once.new_form_id())


def words_there(team: dict[str, Member]) -> dict[str, str]:
    """Where they stand in addresses."""
    if not WordList.objects.exists():
        _made(team)
    told = {row.kind: f"/t/w/told/{row.pk}" for row in Told.objects.filter(done=False)}
    pages = {"bars": f"/w/l/{BARS.lower()}", "again": f"/w/l/{AGAIN.lower()}", "list": "/w/ls/1", "edit": f"/t/w/e/{DRAFTED.lower()}"}
    return {**pages, "owned": told["owned"], "new": told["new"]}
