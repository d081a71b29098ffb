"""What ends by itself, and when: a thing's own week is the first of its weeks, and it ends with the last."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from kithbridge import rules
from kithbridge.people import vault
from kithbridge.people.actions import danger, notes, opening, retention
from kithbridge.people.keyring.models import Person, Tombstone, Wrap
from kithbridge.people.models import FactorReset, Invitation, Message, Neighbour, Worry
from kithbridge.people.queries import holding
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.reach.actions import asking
from kithbridge.reach.models import Ask
from kithbridge.web import clock, once
from kithbridge.web.models import Once
from kithbridge.web.record import chain
from kithbridge.web.record.models import Count, Entry
from tests.builders import DATABASES, Page, Site, furnish_site, make_member, make_page, quick_kdf

__all__ = ["quick_kdf"]
pytestmark = DATABASES

SUNDAY_NIGHT = dt.datetime(2026, 11, 22, 23, 59, tzinfo=clock.LONDON)


@pytest.fixture(autouse=True)
def then() -> Iterator[None]:
    """Everything is made in the last minute of 2026-W47: what counts is the week, not the day."""
    with clock.at(SUNDAY_NIGHT):
        yield


@pytest.fixture
def site() -> Site:
    site = furnish_site()
    make_member("Jo", circle=site.circle)
    make_member("Cass", circle=site.circle)
    return site


def later(weeks: int) -> dict[str, int]:
    """The sweep, in the last minute of the week so many weeks later; what ended, without zeros."""
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=weeks)):
        return {name: n for name, n in retention.sweep().items() if n}


def ask_for(page: Page | None = None) -> uuid.UUID:
    readers = [member.pk for member in readers_of_asks()]
    return asking.ask(readers=readers, chosen={"fine": 1}, form_id=once.new_form_id(), page=page.key if page else None).ask


def write(page: Page) -> Message:
    readers = [member.pk for member in readers_of_asks()]
    message = notes.write(key=page.key, text="hello", readers=readers, form_id=once.new_form_id())
    assert message is not None
    return message


def practised_page() -> Page:
    page = make_page()
    assert opening.open_page(words=page.typed) is not None
    return page


def counted(found: dict[str, int]) -> dict[str, int]:
    """Without the forms, of which every act leaves one."""
    return {name: n for name, n in found.items() if name not in ("forms", "invitations")}


def test_an_ask_lives_two_weeks_and_ends_with_the_week(site: Site) -> None:
    ask = ask_for()
    assert counted(later(1)) == {}
    assert Ask.objects.get(pk=ask).state == Ask.State.OPEN
    assert counted(later(2)) == {"asks": 1}
    assert Ask.objects.get(pk=ask).words is None
    # The row says nothing but a week by then.
    assert counted(later(3)) == {"empty rows of asks": 1}
    assert not Ask.objects.exists()
    assert not Wrap.objects.filter(item=ask).exists()
    assert Tombstone.objects.filter(item=ask).exists()


def test_a_message_lives_eight_weeks_unless_kept(site: Site) -> None:
    page = practised_page()
    gone, kept = write(page), write(page)
    notes.keep(key=page.key, message=kept.pk)
    assert counted(later(7)) == {}
    assert counted(later(8)) == {"messages": 1}
    assert list(Message.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not Wrap.objects.filter(item=gone.pk).exists()
    assert vault.readable(page.key, [kept.pk]) == {kept.pk}


def test_a_page_unused_for_26_weeks_ends_like_taking_everything_back(site: Site) -> None:
    page = practised_page()
    message = write(page)
    notes.keep(key=page.key, message=message.pk)
    Worry.objects.create(about=page.key.owner, week="2026-W47", ends="2028-W01")
    assert "pages unused" not in later(25)
    assert later(26)["pages unused"] == 1
    assert not Neighbour.objects.exists()
    assert not Message.objects.exists()
    assert not Person.objects.filter(owner=page.key.owner).exists()
    assert not Wrap.objects.filter(item__in=[message.pk, page.key.owner]).exists()
    assert Worry.objects.get().about is None


def test_a_page_in_use_stays(site: Site) -> None:
    page = practised_page()
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=25)):
        opening.open_page(words=page.typed)
    assert "pages unused" not in later(40)
    assert Neighbour.objects.filter(pk=page.key.owner).exists()


def test_a_page_never_tried_goes_after_a_week_but_her_ask_stays_as_she_was_told(site: Site) -> None:
    page = make_page()
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=1)):
        ask = ask_for(page)
    assert counted(later(1)) == {}
    assert counted(later(2)) == {"pages never tried": 1}
    assert not Neighbour.objects.exists()
    assert not Person.objects.filter(owner=page.key.owner).exists()
    row = Ask.objects.get(pk=ask)
    assert (row.state, row.page_id) == (Ask.State.OPEN, None)
    assert len(vault.readers(ask, [member.pk for member in readers_of_asks()])) == 2


def test_a_worry_lives_as_long_as_it_says(site: Site) -> None:
    page = practised_page()
    message = notes.write(key=page.key, text="help", readers=[site.lead.key.owner], form_id=once.new_form_id())
    assert message is not None
    worry = danger.raise_worry(
        key=site.lead.key,
        kind="page",
        about=page.key.owner,
        second=site.deputy.key.owner,
        text="He waits outside.",
        form_id=once.new_form_id(),
    )
    assert worry is not None
    assert "worries" not in later(26)
    assert Wrap.objects.filter(item=worry).count() == 2
    assert later(27)["worries"] == 1
    assert not Worry.objects.exists()
    assert not Wrap.objects.filter(item=worry).exists()


def test_invitations_and_resets_that_ran_out(site: Site) -> None:
    before = clock.unix()
    Invitation.objects.all().delete()
    for number, until in enumerate((before - 1, before + 60)):
        Invitation.objects.create(hash=f"{number:064d}", jobs="peer", until=until)
    FactorReset.objects.create(member=site.lead.member, asked_by=site.deputy.member, until=before - 1)
    assert retention.end_invitations() == 1
    assert retention.end_resets() == 1
    assert Invitation.objects.count() == 1
    assert retention.end_invitations() + retention.end_resets() == 0


def test_forms_are_forgotten_after_two_weeks(site: Site) -> None:
    Once.objects.all().delete()
    once.claim(once.new_form_id())
    assert "forms" not in later(1)
    assert later(2)["forms"] == 1


def test_a_dry_run_counts_and_changes_nothing(site: Site) -> None:
    page = practised_page()
    ask_for()
    write(page)
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=60)):
        entries = Entry.objects.count()
        found = retention.sweep(dry_run=True)
        assert (found["asks"], found["messages"], found["pages unused"]) == (1, 1, 1)
        assert retention.sweep(dry_run=True) == found
        assert Entry.objects.count() == entries
    assert Ask.objects.get().state == Ask.State.OPEN
    assert Message.objects.count() == 1


def test_the_second_sweep_finds_nothing(site: Site) -> None:
    page = practised_page()
    ask_for(page)
    write(page)
    assert later(60)
    assert later(60) == {}


def receipts() -> dict[str, int]:
    """What the record says of sweeps, counts of this week and entries of weeks that are over alike."""
    chain.link()
    found = dict(Count.objects.filter(role="software").values_list("kind", "n"))
    return found | dict(Entry.objects.filter(role="software").values_list("kind", "n"))


def test_the_receipt_is_a_tally_by_week_kind_and_rule(site: Site) -> None:
    for _ in range(4):
        ask_for()
    assert later(2)["asks"] == 4
    assert receipts()["ended: asks (asks.live_weeks)"] == 4
    line = Count.objects.get(kind="ended: asks (asks.live_weeks)")
    assert (line.week, line.role) == ("2026-W49", "software")
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=3)):
        assert receipts()["ended: asks (asks.live_weeks)"] == 4, "closed with its week, it is one entry"


@pytest.mark.parametrize("n", [1, 2])
def test_below_three_the_receipt_says_only_that_it_ran(site: Site, n: int) -> None:
    for _ in range(n):
        ask_for()
    assert later(2)["asks"] == n
    said = receipts()
    assert said["ended a few: asks (asks.live_weeks)"] == 1
    assert not any(kind.startswith("ended: asks") for kind in said)


def test_that_it_ran_is_said_once_a_week(site: Site) -> None:
    later(0)
    later(0)
    assert receipts()["sweep"] == 1
    assert not any("asks" in kind for kind in receipts())


def test_every_part_of_the_sweep_says_which_rule_it_follows(site: Site) -> None:
    for line in retention.forecast():
        assert line.sentence.strip(), line.kind
        assert len(f"ended a few: {line.kind} ({line.rule or 'fixed time'})") <= 60, line.kind
        if line.rule:
            assert rules.explained(line.rule) == line.sentence


def test_the_time_a_sentence_names_is_the_time_that_holds() -> None:
    """The fixed times stand in words beside the numbers: neither may move alone."""
    said = {line.kind: line.sentence for line in retention.forecast() if not line.rule}
    assert f"after {retention.FORMS_WEEKS} weeks" in said["forms"]
    assert f"after {holding.WAITS_DAYS} days" in said["holds not agreed to"]


def test_a_part_that_fails_keeps_no_other_from_its_turn(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_dry_run: bool) -> int:
        raise RuntimeError("for a test")

    ask = ask_for()
    monkeypatch.setattr(retention, "OURS", {"broken": broken, **retention.OURS})
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=3)), pytest.raises(RuntimeError, match="for a test"):
        retention.sweep()
    assert not Ask.objects.filter(pk=ask, words__isnull=False).exists()
    assert not Count.objects.filter(kind="sweep").exists(), "a sweep that did not end says so by not saying that it ran"


def test_the_event_record_drops_its_oldest_weeks_and_stays_sound(site: Site) -> None:
    chain.link()
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=rules.value("record.keep_weeks"))):
        assert retention.end_record(True) == 0
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=rules.value("record.keep_weeks") + 1)):
        assert retention.end_record(True) == 1
        assert retention.end_record() == 1
        assert retention.end_record() == 0
        assert chain.verify().problems == []


@pytest.mark.parametrize("step", [retention.end_messages, retention.end_unused_pages, retention.end_worries])
def test_more_than_one_batch(site: Site, monkeypatch: pytest.MonkeyPatch, step: Callable[..., int]) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    page = practised_page()
    for _ in range(5):
        write(page)
        Worry.objects.create(week="2026-W47", ends="2026-W48")
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=60)):
        expected = step(True)
        assert step() == expected > 0
        assert step() == 0


def test_an_ending_that_a_crash_interrupted_is_finished(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = ask_for()

    def crash(_due: object) -> None:
        raise KeyboardInterrupt("killed between the two databases")

    monkeypatch.setattr(vault, "_follow", crash)
    with clock.at(SUNDAY_NIGHT + dt.timedelta(weeks=3)), pytest.raises(KeyboardInterrupt):
        retention.sweep()
    assert Wrap.objects.filter(item=ask).exists()
    assert Ask.objects.get(pk=ask).state == Ask.State.ENDED
    monkeypatch.undo()
    assert later(3)["endings finished"] == 1
    assert not Wrap.objects.filter(item=ask).exists()


def test_keys_without_content_go_after_a_second_look(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "UNDER_WAY_SECONDS", 0.0)
    ask = ask_for()
    Ask.objects.filter(pk=ask).delete()
    assert later(0)["keys without content"] == 1
    assert not Wrap.objects.filter(item=ask).exists()


@pytest.mark.postgres
def test_on_postgresql_the_tables_lie_in_order_of_their_random_numbers(site: Site) -> None:
    for _ in range(30):
        ask_for()
    done = retention.rewrite_by_number()
    assert {"people_neighbour", "people_message", "people_worry", "reach_ask", "web_once"} <= set(done)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM reach_ask ORDER BY ctid")
        lying = [row[0] for row in cursor.fetchall()]
    assert lying == sorted(lying)


@pytest.mark.sqlite
def test_on_sqlite_nothing_needs_to_be_rewritten(site: Site) -> None:
    assert retention.rewrite_by_number() == []


def test_a_worry_loses_what_it_was_about_when_the_ask_runs_out(site: Site) -> None:
    ask = ask_for()
    Worry.objects.create(about=ask, week="2026-W47", ends="2028-W01")
    later(3)
    assert Worry.objects.get().about is None
    assert danger.forget_about([ask]) == 0
