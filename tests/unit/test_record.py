"""The event record: what was written stays as it was, or it shows; counts close with the week; it says what it cannot know."""

from __future__ import annotations

import datetime as dt
import random
from uuid import uuid4

import pytest
from django.db import transaction

from kithbridge.web import clock, record
from kithbridge.web.record import chain
from kithbridge.web.record.models import Count, Entry, Segment
from tests.builders import DATABASES

pytestmark = DATABASES
MONDAY = dt.datetime(2026, 11, 2, 9, 0, tzinfo=clock.LONDON)


def week(n: int):
    return clock.at(MONDAY + dt.timedelta(weeks=n))


def three_weeks() -> list[str]:
    """Entries in three weeks, linked each week. Returns the head after each."""
    heads = []
    for n in range(3):
        with week(n):
            for kind in ("rule set", "role given", "joined", "left"):
                record.note(kind, role="team", ref=uuid4())
            record.count("asked", role="neighbour")
            chain.link()
            heads.append(chain.head())
    return heads


def test_it_works():
    heads = three_weeks()
    report = chain.verify(heads[1])
    assert report.sound
    assert report.head == heads[-1] == chain.head()
    assert report.entries == 4 + 5 + 5  # the last week's count is still open
    assert report.cannot_know == []


def test_an_empty_record():
    report = chain.verify()
    assert (report.entries, report.head, report.problems) == (0, "0" * 64, [])
    assert chain.link() == 0


def test_an_entry_holds_no_name_no_number_and_no_time():
    number = uuid4()
    record.note("joined", role="team", ref=number)
    held = repr(list(Entry.objects.values()))
    assert str(number) not in held
    assert number.hex not in held
    assert {field.name for field in Entry._meta.fields} == {"id", "week", "kind", "role", "ref", "n", "segment", "position", "hash"}


def test_an_entry_lives_and_dies_with_its_action():
    @transaction.atomic
    def action() -> None:
        record.note("joined", role="team")
        record.count("asked", role="neighbour")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        action()
    assert Entry.objects.count() == Count.objects.count() == 0


def test_counts_are_one_line_a_week_and_close_with_it():
    with week(0):
        for _ in range(7):
            record.count("asked", role="neighbour")
        record.count("asked", role="team")
        assert chain.link() == 0
        assert sorted(Count.objects.values_list("role", "n")) == [("neighbour", 7), ("team", 1)]
    with week(1):
        record.count("asked", role="neighbour")
        assert chain.link() == 2
    assert sorted(Entry.objects.values_list("week", "kind", "role", "n")) == [
        ("2026-W45", "asked", "neighbour", 7),
        ("2026-W45", "asked", "team", 1),
    ]
    assert Count.objects.get().n == 1


def test_a_count_of_nobody_is_made_anew_when_its_line_was_closed_meanwhile(monkeypatch):
    """The linker may close a line between finding it and adding to it."""
    real = Count.objects.get_or_create
    closed = []

    def get_then_close(**how):
        found = real(**how)
        if not closed:
            closed.append(Count.objects.all().delete())
        return found

    monkeypatch.setattr(Count.objects, "get_or_create", get_then_close)
    record.count("asked", role="neighbour")
    assert Count.objects.get().n == 1


def test_the_order_of_acts_within_a_batch_is_not_kept():
    orders = set()
    for seed in range(8):
        for n in range(6):
            record.note(f"act {n}", role="team")
        chain.link(random.Random(seed))
        orders.add(tuple(Entry.objects.order_by("-position").values_list("kind", flat=True)[:6]))
    assert len(orders) > 4
    assert chain.verify().sound


def spoiled(report: chain.Report) -> bool:
    return not report.sound


CHANGES = {
    "another kind": lambda entry: Entry.objects.filter(pk=entry.pk).update(kind="nothing happened"),
    "another role": lambda entry: Entry.objects.filter(pk=entry.pk).update(role="lead"),
    "another week": lambda entry: Entry.objects.filter(pk=entry.pk).update(week="2026-W01"),
    "another number": lambda entry: Entry.objects.filter(pk=entry.pk).update(n=entry.n + 1),
    "another subject": lambda entry: Entry.objects.filter(pk=entry.pk).update(ref="0" * 64),
    "removed": lambda entry: entry.delete(),
    "another hash": lambda entry: Entry.objects.filter(pk=entry.pk).update(hash="0" * 64),
    "unlinked": lambda entry: Entry.objects.filter(pk=entry.pk).update(segment=None, position=None, hash=""),
    "in another week's segment": lambda entry: Entry.objects.filter(pk=entry.pk).update(segment="2026-W47", position=99),
}


@pytest.mark.parametrize("place", [0, 2, 3])
@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_change_shows(change, place):
    heads = three_weeks()
    CHANGES[change](Entry.objects.get(segment="2026-W45", position=place))
    assert spoiled(chain.verify(heads[-1]))
    assert spoiled(chain.verify())


def test_two_entries_exchanged_show():
    heads = three_weeks()
    one, other = Entry.objects.filter(segment="2026-W46").order_by("position")[:2]
    Entry.objects.filter(pk=one.pk).update(position=1_000)
    Entry.objects.filter(pk=other.pk).update(position=one.position)
    Entry.objects.filter(pk=one.pk).update(position=other.position)
    assert spoiled(chain.verify(heads[0]))


@pytest.mark.parametrize("gone", ["2026-W45", "2026-W46", "2026-W47"])
def test_a_week_taken_out_shows(gone):
    heads = three_weeks()
    Segment.objects.filter(week=gone).delete()
    assert spoiled(chain.verify(heads[-1]))
    Entry.objects.filter(segment=gone).delete()
    assert spoiled(chain.verify(heads[-1]))


def rewrite() -> None:
    """Everything anew with other words, as somebody with the whole database can."""
    before = chain.FIRST
    for segment in Segment.objects.order_by("week"):
        segment.opens = before
        for entry in Entry.objects.filter(segment=segment.week).order_by("position"):
            entry.kind = "nothing happened"
            entry.hash = before = chain.entry_hash(before, entry)
            entry.save()
        segment.closes = before
        segment.save()


def test_written_anew_from_the_beginning_shows_only_with_a_head_kept_elsewhere():
    heads = three_weeks()
    rewrite()
    without = chain.verify()
    assert without.sound
    assert "cannot tell whether the whole record was written anew" in " ".join(without.cannot_know)
    for head in heads:
        assert spoiled(chain.verify(head))


def test_the_end_cut_off_shows_only_with_a_head_from_after_the_cut():
    heads = three_weeks()
    Entry.objects.filter(segment="2026-W47").delete()
    Segment.objects.filter(week="2026-W47").delete()
    assert chain.verify(heads[1]).sound
    assert spoiled(chain.verify(heads[2]))


def test_a_head_that_never_was():
    three_weeks()
    assert spoiled(chain.verify("f" * 64))


def test_what_waits_is_said():
    record.note("joined", role="team")
    assert "not linked yet" in " ".join(chain.verify().cannot_know)


def test_weeks_whose_time_is_over_are_dropped_and_the_chain_still_holds():
    heads = three_weeks()
    assert chain.drop_before("2026-W46") == 1
    assert not Entry.objects.filter(segment="2026-W45").exists()
    report = chain.verify(heads[0])
    assert report.sound
    assert "were dropped" in " ".join(report.cannot_know)
    Segment.objects.filter(week="2026-W45").update(closes="0" * 64)
    assert spoiled(chain.verify(heads[-1]))


def test_a_clock_that_goes_back_does_not_break_the_chain():
    heads = three_weeks()
    with week(0):
        record.note("late", role="team")
        chain.link()
    assert chain.verify(heads[-1]).sound
    with week(5):
        record.note("after a break", role="team")
        chain.link()
    assert chain.verify(heads[-1]).sound
    assert sorted(Segment.objects.values_list("week", flat=True)) == ["2026-W45", "2026-W46", "2026-W47", "2026-W50"]


@pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
@pytest.mark.parametrize("first", [True, False], ids=["no segment yet", "a new week"])
def test_many_linkers_at_once_make_one_chain(first):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    if not first:
        with week(-4):
            record.note("before", role="team")
            chain.link()

    def works(n: int) -> None:
        try:
            for _ in range(4):
                with transaction.atomic():
                    record.note(f"act {n}", role="team")
                    record.count("asked", role="neighbour")
                chain.link()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(works, range(6)))
    chain.link()
    report = chain.verify()
    assert report.problems == []
    assert report.entries == 24 + (not first)
    assert sum(Count.objects.values_list("n", flat=True)) == 24
