"""Any history of acts, links and weeks is sound; any single edit before a head kept elsewhere shows."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kithbridge.web import clock, record
from kithbridge.web.record import chain
from kithbridge.web.record.models import Count, Entry, Segment
from tests.builders import DATABASES

pytestmark = DATABASES
MONDAY = dt.datetime(2026, 11, 2, 9, 0, tzinfo=clock.LONDON)
STEPS = st.lists(st.sampled_from(["note", "count", "link", "week", "back"]), min_size=3, max_size=25)
EDITS = {
    "kind": st.just("edited"),
    "role": st.just("edited"),
    "week": st.just("2020-W01"),
    "n": st.just(4_711),
    "ref": st.just("e" * 64),
    "hash": st.just("e" * 64),
}
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def history(steps: list[str]) -> list[str]:
    """Live it; returns every head on the way."""
    for model in (Entry, Segment, Count):
        model.objects.all().delete()
    now, heads = 0, []
    for step in [*steps, "note", "link"]:
        now += {"week": 1, "back": -1}.get(step, 0)
        with clock.at(MONDAY + dt.timedelta(weeks=now)):
            if step == "note":
                record.note("act", role="team", ref=uuid4())
            elif step == "count":
                record.count("asked", role="neighbour")
            else:
                chain.link()
                heads.append(chain.head())
    return heads


@given(steps=STEPS)
@FEW
def test_any_history_is_sound_against_any_of_its_heads(steps):
    for head in history(steps):
        assert chain.verify(head).problems == []


@given(steps=STEPS, place=st.integers(0, 10**6), data=st.data())
@FEW
def test_any_edit_shows(steps, place, data):
    heads = history(steps)
    linked = list(Entry.objects.filter(segment__isnull=False).order_by("segment", "position"))
    entry = linked[place % len(linked)]
    column = data.draw(st.sampled_from([*sorted(EDITS), "removed"]))
    if column == "removed":
        entry.delete()
    else:
        Entry.objects.filter(pk=entry.pk).update(**{column: data.draw(EDITS[column])})
    assert not chain.verify(heads[-1]).sound


@given(steps=STEPS, place=st.integers(0, 10**6))
@FEW
def test_an_edit_with_everything_after_it_linked_anew_shows_against_a_later_head(steps, place):
    heads = history(steps)
    linked = list(Entry.objects.filter(segment__isnull=False).order_by("segment", "position"))
    chosen = linked[place % len(linked)].pk
    before = chain.FIRST
    for segment in Segment.objects.order_by("week"):
        segment.opens = before
        for entry in Entry.objects.filter(segment=segment.week).order_by("position"):
            entry.kind = "edited" if entry.pk == chosen else entry.kind
            entry.hash = before = chain.entry_hash(before, entry)
            entry.save()
        segment.closes = before
        segment.save()
    assert chain.verify().sound
    assert not chain.verify(heads[-1]).sound
