"""A conversation is written, agreed to by a second of another job, opened, moved on by its weeks, stopped."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager

import pytest

from kithbridge import rules
from kithbridge.agree import links, queries
from kithbridge.agree.actions import closing, making, reading, stating, stopping
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Conversation, Statement
from kithbridge.engines.week import Week
from kithbridge.people.models import Role
from kithbridge.web import clock, once
from tests.builders import DATABASES, Member, Site, decide, furnish_site, make_member, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES


@pytest.fixture
def site() -> Site:
    return furnish_site()


@pytest.fixture
def jo(site: Site) -> Member:
    return make_member("Jo", Role.PEER, circle=site.circle)


def draft(site: Site, **more: object) -> Conversation:
    given = {"question": "What would help?", "about": "For the group.", "form_id": once.new_form_id(), **more}
    return making.write(key=site.lead.key, **given)  # type: ignore[arg-type]


def seeded(site: Site, n: int = 3, **more: object) -> Conversation:
    row = draft(site, **more)
    for at in range(n):
        stating.seed(key=site.lead.key, conversation=row, text=f"Sentence {'abcdefgh'[at]}.", form_id=once.new_form_id())
    return row


def why(call: object) -> str:
    with pytest.raises(Refused) as problem:
        call()  # type: ignore[operator]
    return problem.value.why


def at_week(week: str | Week) -> AbstractContextManager[None]:
    return clock.at(dt.datetime.combine(Week.parse(str(week)).monday(), dt.time(12), tzinfo=dt.UTC))


def test_two_with_different_jobs_open_it(site: Site, jo: Member) -> None:
    row = seeded(site)
    assert not making.agree_to_open(key=site.lead.key, conversation=row, as_seen=making.seen(row))
    assert queries.one(row.number) is None, "a draft is nobody's"
    assert making.agree_to_open(key=jo.key, conversation=row, as_seen=making.seen(row))
    assert making.agree_to_open(key=jo.key, conversation=row, as_seen=making.seen(row)), "again is as before"
    found = queries.one(row.number)
    assert found is not None
    assert (found.state, found.first, found.opened_by) == ("first", ["living"], None)
    assert links.there(found)


def test_the_same_or_the_same_job_is_no_second(site: Site) -> None:
    row, other = seeded(site), make_member("Ann", Role.LEAD)
    making.agree_to_open(key=site.lead.key, conversation=row, as_seen=making.seen(row))
    assert why(lambda: making.agree_to_open(key=site.lead.key, conversation=row, as_seen=making.seen(row))) == "same"
    assert why(lambda: making.agree_to_open(key=other.key, conversation=row, as_seen=making.seen(row))) == "same"
    assert why(lambda: making.agree_to_open(key=site.deputy.key, conversation=row, as_seen=making.seen(row))) == "same"


def test_a_change_or_another_statement_is_looked_at_again(site: Site, jo: Member) -> None:
    row = seeded(site)
    making.agree_to_open(key=site.lead.key, conversation=row, as_seen=making.seen(row))
    read = making.seen(row)
    row = making.change(key=site.lead.key, conversation=row, question="What else would help?")
    assert why(lambda: making.agree_to_open(key=jo.key, conversation=row, as_seen=read)) == "other", "it is not what she has read"
    assert not making.agree_to_open(key=jo.key, conversation=row, as_seen=making.seen(row))
    read = making.seen(row)
    stating.seed(key=site.lead.key, conversation=row, text="One more.", form_id="m")
    assert why(lambda: making.agree_to_open(key=site.lead.key, conversation=row, as_seen=read)) == "other"
    assert not making.agree_to_open(key=site.lead.key, conversation=row, as_seen=making.seen(row))
    dropped = Statement.objects.get(text="One more.").pk
    reading.drop_seed(key=site.lead.key, conversation=row, statement=dropped)
    assert why(lambda: reading.drop_seed(key=site.lead.key, conversation=row, statement=dropped)) == "gone"
    assert not making.agree_to_open(key=jo.key, conversation=row, as_seen=making.seen(row))
    assert making.agree_to_open(key=site.lead.key, conversation=row, as_seen=making.seen(row))
    assert why(lambda: making.change(key=site.lead.key, conversation=row, question="Too late?")) == "state"


def test_too_few_statements(site: Site) -> None:
    row = seeded(site, making.FEWEST_STATEMENTS - 1)
    assert why(lambda: making.agree_to_open(key=site.lead.key, conversation=row, as_seen=making.seen(row))) == "statements"


def test_written_twice_with_one_form_it_is_one(site: Site) -> None:
    first = draft(site, form_id="f")
    assert draft(site, form_id="f") == first
    assert draft(site).number == first.number + 1
    assert Conversation.objects.count() == 2


def test_a_statement_stands_once_in_a_draft(site: Site) -> None:
    row = draft(site)
    for _ in range(2):
        stating.seed(key=site.lead.key, conversation=row, text="A sofa.", form_id="s")
    assert Statement.objects.count() == 1
    assert why(lambda: stating.seed(key=site.lead.key, conversation=row, text="a SOFA", form_id="t")) == "there"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"question": " "}, "question"),
        ({"question": "x" * 201}, "question"),
        ({"about": "x" * 1_001}, "about"),
        ({"about": "x" * 100_000}, "about"),
        ({"first": ["lived"]}, "first"),
        ({"first": []}, "first"),
        ({"first": ["work"]}, "first"),
        ({"weeks_first": 0}, "weeks"),
        ({"weeks": 4}, "weeks"),
    ],
)
def test_what_is_refused(site: Site, given: dict[str, object], expected: str) -> None:
    assert why(lambda: draft(site, **given)) == expected
    assert not Conversation.objects.exists()


def test_numbers_of_statements_tell_no_order(site: Site) -> None:
    row = seeded(site, 8)
    numbers = list(Statement.objects.filter(conversation=row).order_by("text").values_list("number", flat=True))
    assert len(set(numbers)) == 8
    assert all(number >= 100 for number in numbers)


def test_it_moves_on_by_its_own_weeks(site: Site, jo: Member) -> None:
    row = seeded(site, weeks_first=2, weeks=1)
    for key in (site.lead.key, jo.key):
        making.agree_to_open(key=key, conversation=row, as_seen=making.seen(row))
    row.refresh_from_db()
    opened = Week.parse(str(row.week))
    assert (str(row.first_until), str(row.until)) == (str(opened + 1), str(opened + 2))
    states = []
    for n in range(4):
        with at_week(opened + n):
            states.append(closing.move(Conversation.objects.get(pk=row.pk)).state)
    assert states == ["first", "first", "all", "closed"]


def test_nobody_came_for_weeks_and_it_closes_all_the_same(site: Site, jo: Member) -> None:
    row = seeded(site)
    for key in (site.lead.key, jo.key):
        making.agree_to_open(key=key, conversation=row, as_seen=making.seen(row))
    row.refresh_from_db()
    with at_week(Week.parse(str(row.until)) + 9):
        assert closing.close_due(dry_run=True) == 1
        assert closing.close_due() == 1
        assert closing.close_due() == 0
    row.refresh_from_db()
    assert (row.state, row.result["stage"], links.there(row)) == ("closed", "heard", False)


def test_what_it_opens_with_is_what_the_rules_say_then(site: Site, jo: Member) -> None:
    row = seeded(site, weeks_first=3, weeks=3)
    decide("agree.open_weeks", 1)
    decide("agree.first_round", "both")
    decide("agree.measure", "all but one")
    for key in (site.lead.key, jo.key):
        making.agree_to_open(key=key, conversation=row, as_seen=making.seen(row))
    decide("agree.measure", "surely most")
    row.refresh_from_db()
    assert (row.measure, row.first) == ("all but one", ["living"])
    assert Week.parse(str(row.until)) - Week.parse(str(row.week)) == 1


def test_who_was_to_speak_first_and_may_not_any_more(site: Site, jo: Member) -> None:
    row = seeded(site)
    decide("agree.first_round", "lived")
    for key in (site.lead.key, jo.key):
        making.agree_to_open(key=key, conversation=row, as_seen=making.seen(row))
    row.refresh_from_db()
    assert row.first == ["lived"]


def test_the_rule_says_what_may_be_chosen(site: Site) -> None:
    decide("agree.first_round", "both")
    assert draft(site, first=["lived"]).first == ["lived"]
    assert draft(site).first == ["living", "lived"]


def test_every_measure_is_one_the_engine_knows() -> None:
    from kithbridge.agree.rules import MEASURES
    from kithbridge.engines.opinion.small import RULES

    assert set(MEASURES) == set(RULES)
    assert rules.value("agree.measure") in RULES


def test_a_draft_is_not_stopped(site: Site) -> None:
    row = seeded(site)
    assert why(lambda: stopping.would_stop(key=site.lead.key, conversation=row, reason="Another way was found.")) == "state"
    row.refresh_from_db()
    assert (row.state, row.stop_by, row.stop_why) == ("draft", None, "")
