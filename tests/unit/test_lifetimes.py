"""What two leads shorten in a hurry does not reach back: an urgent change falls back, and what had ended would not."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from kithbridge.people import lifetimes
from kithbridge.people.actions import notes, pages, retention
from kithbridge.people.models import Message, Neighbour, Role
from kithbridge.rules import enact
from kithbridge.web import clock, once
from tests.builders import DATABASES, decide, furnish_site, make_member, make_page, quick_kdf  # noqa: F401

pytestmark = DATABASES
MONDAY = dt.datetime(2026, 11, 2, 12, tzinfo=clock.LONDON)


def weeks_on(weeks: int) -> dt.datetime:
    return MONDAY + dt.timedelta(weeks=weeks)


def hurried(key: str, value: int, weeks: int = 4) -> None:
    enact.protect(key=key, value=value, leads=[uuid4(), uuid4()], reason="A phone is gone.", weeks=weeks, role="lead")


@pytest.fixture
def wrote() -> list[str]:
    """One note before the urgent change and one in its first week; the weeks they carry."""
    with clock.at(MONDAY):
        furnish_site()
        readers = [make_member(name, Role.PEER).member.pk for name in ("Jo", "Cass")]
        page = make_page()
        notes.write(key=page.key, text="before", readers=readers, form_id=once.new_form_id())
    with clock.at(weeks_on(3)):
        hurried("messages.live_weeks", 2)
        notes.write(key=page.key, text="while", readers=readers, form_id=once.new_form_id())
    return [str(clock.Week.of((MONDAY + dt.timedelta(weeks=n)).date())) for n in (0, 3)]


def test_what_was_there_keeps_the_time_it_was_told(wrote: list[str]) -> None:
    with clock.at(weeks_on(3)):
        assert [lifetimes.of("messages.live_weeks", week) for week in wrote] == [8, 2]
        assert retention.end_messages() == 0
    with clock.at(weeks_on(5)):
        assert retention.end_messages() == 1
        assert [str(row.week) for row in Message.objects.all()] == wrote[:1]
    with clock.at(weeks_on(7)):
        assert retention.end_messages() == 0
    with clock.at(weeks_on(8)):
        assert retention.end_messages() == 1


def test_a_decision_counts_for_everything(wrote: list[str]) -> None:
    with clock.at(weeks_on(3)):
        decide("messages.live_weeks", 2)
        assert [lifetimes.of("messages.live_weeks", week) for week in wrote] == [2, 2]
        assert retention.end_messages() == 1


def test_a_page_is_not_ended_in_a_hurry() -> None:
    with clock.at(MONDAY):
        furnish_site()
        words = pages.draw()
        pages.begin(words=words)
        Neighbour.objects.update(practised=True)
    with clock.at(weeks_on(6)):
        hurried("words.unused_weeks", 4)
        assert retention.end_unused_pages() == 0
        assert Neighbour.objects.count() == 1
    with clock.at(weeks_on(26)):
        assert retention.end_unused_pages() == 1
