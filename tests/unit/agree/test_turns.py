"""Who speaks in a meeting: nothing of one person is stored, each tap counts once, the room mends it, and what everybody may read of it."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.agree import demo_turns, heard_words
from kithbridge.agree import turns as counted
from kithbridge.agree.actions import turns
from kithbridge.agree.actions.turns import Refused, at_work, folded
from kithbridge.agree.heard import AT_WORK, heard, side_of
from kithbridge.agree.turns_models import ROLES, Meeting, Turns
from kithbridge.people.actions import retention
from kithbridge.people.demo import Cast
from kithbridge.people.models import Role
from kithbridge.people.vault import Key
from kithbridge.web import clock, once
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry
from tests.builders import DATABASES, Member, Site, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import words_on
from tests.unit.test_reading_pages import HIGHEST, grade_of

pytestmark = DATABASES
HEADS = {"living": 6, "lived": 4, "worker": 5, "manager": 5}
form = once.new_form_id


@pytest.fixture
def site() -> Site:
    return furnish_site()


@pytest.fixture
def key(site: Site) -> Key:
    return site.lead.key


@pytest.fixture
def lead(client: Client, site: Site) -> Client:
    sign_in(client, site.lead)
    return client


def begun(key: Key, heads: Mapping[str, int] = HEADS, kind: str = "steering") -> UUID:
    made = turns.begin(key=key, kind=kind, heads=heads, form_id=form())
    assert made is not None
    return made.pk


def held(key: Key, heads: Mapping[str, int] = HEADS, **spoke: int) -> UUID:
    """A meeting that was kept."""
    meeting = begun(key, heads)
    turns.type_in(key=key, meeting=meeting, turns=spoke, form_id=form())
    turns.keep(key=key, meeting=meeting)
    return meeting


def stored(meeting: UUID) -> dict[str, tuple[int, int]]:
    return {row.role: (row.heads, row.turns) for row in Turns.objects.filter(meeting=meeting)}


def said(answer: object) -> str:
    return html.unescape(answer.content.decode())  # type: ignore[attr-defined]


# --- Nothing of one person ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("heads", "kept"),
    [
        ({"living": 5, "worker": 3}, {"living": 5, "worker": 3}),
        ({"living": 5, "lived": 1, "kin": 1, "worker": 2}, {"living": 5, "other": 2, "worker": 2}),
        ({"living": 5, "lived": 3, "kin": 1, "worker": 2}, {"living": 5, "other": 4, "worker": 2}),  # with the smallest beside her
        ({"living": 4, "worker": 1, "payer": 1}, {"living": 4, "work": 2}),
        ({"living": 4, "worker": 6, "work": 1}, {"living": 4, "work": 7}),
        ({"living": 4, "other": 2, "partner": 1, "worker": 2}, {"living": 4, "other": 3, "worker": 2}),
        ({"living": 2, "lived": 0, "worker": 2}, {"living": 2, "worker": 2}),
    ],
)
def test_whoever_is_alone_in_a_role_stands_with_others_of_her_side(heads: dict[str, int], kept: dict[str, int]) -> None:
    assert folded(heads) == kept


@pytest.mark.parametrize("heads", [{}, {"living": 9}, {"living": 9, "worker": 1}, {"living": 1, "worker": 5}, {"worker": 3, "peer": 4}])
def test_one_alone_on_a_side_is_not_counted(heads: dict[str, int]) -> None:
    with pytest.raises(Refused, match="sides"):
        folded(heads)


@given(heads=st.dictionaries(st.sampled_from(ROLES), st.integers(0, 6)))
def test_no_row_is_ever_of_one_and_nobody_changes_sides(heads: dict[str, int]) -> None:
    try:
        kept = folded(heads)
    except Refused:
        return
    assert min(kept.values()) >= 2
    for side in (False, True):
        assert sum(n for role, n in kept.items() if at_work(role) is side) == sum(n for role, n in heads.items() if at_work(role) is side)


@pytest.mark.parametrize("role", ROLES)
def test_sides_are_those_of_whose_word_counts(role: str) -> None:
    assert at_work(role) is (side_of(role) == AT_WORK)


def test_the_database_refuses_a_row_of_one(key: Key) -> None:
    meeting = begun(key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Turns.objects.create(meeting_id=meeting, role="kin", heads=1)


# --- Counting -------------------------------------------------------------------------------------------
def test_each_tap_counts_once_and_the_record_names_no_role_of_the_room(key: Key) -> None:
    meeting, again = begun(key), form()
    for sent in (again, again, form()):
        turns.tap(key=key, meeting=meeting, role="living", form_id=sent)
    assert stored(meeting)["living"] == (6, 2)
    turns.tap(key=key, meeting=meeting, role="living", less=True, form_id=form())
    turns.tap(key=key, meeting=meeting, role="worker", less=True, form_id=form())  # never below nothing
    turns.tap(key=key, meeting=meeting, role="kin", form_id=form())  # not in this room
    assert stored(meeting) == {"living": (6, 1), "lived": (4, 0), "worker": (5, 0), "manager": (5, 0)}
    assert set(Count.objects.filter(kind__startswith="turn").values_list("kind", "n")) == {("turn counted", 2), ("turn taken off", 1)}
    assert not Entry.objects.filter(kind__contains="living").exists()


def test_begun_twice_is_one_meeting(key: Key) -> None:
    sent = form()
    assert turns.begin(key=key, kind="open", heads=HEADS, form_id=sent) is not None
    assert turns.begin(key=key, kind="open", heads=HEADS, form_id=sent) is None
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"kind": "a party"}, "kind"),
        ({"week": "2026-W99"}, "week"),
        ({"week": "1999-W01"}, "week"),
        ({"heads": {**HEADS, "living": 201}}, "number"),
        ({"heads": {**HEADS, "nurse": 3}}, "number"),
        ({"heads": {"living": 5}}, "sides"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(key: Key, wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        turns.begin(key=key, **{"kind": "open", "heads": HEADS, "form_id": form(), **wrong})
    assert not Meeting.objects.exists()


def test_a_week_to_come_is_refused_and_last_week_taken(key: Key) -> None:
    with pytest.raises(Refused, match="week"):
        turns.begin(key=key, kind="open", week=str(this_week() + 1), heads=HEADS, form_id=form())
    assert turns.begin(key=key, kind="open", week=str(this_week() - 1), heads=HEADS, form_id=form()) is not None


def test_what_was_kept_does_not_change(key: Key) -> None:
    meeting = held(key, living=20)
    before = stored(meeting)
    acts: list[Any] = [
        lambda: turns.tap(key=key, meeting=meeting, role="living", form_id=form()),
        lambda: turns.type_in(key=key, meeting=meeting, turns={"living": 1}, form_id=form()),
        lambda: turns.keep(key=key, meeting=meeting),
        lambda: turns.drop(key=key, meeting=meeting),
    ]
    for act in acts:
        with pytest.raises(Refused, match="gone"):
            act()
    assert stored(meeting) == before


def test_fewer_than_ten_turns_are_not_kept_and_say_nothing(key: Key) -> None:
    meeting = begun(key)
    turns.type_in(key=key, meeting=meeting, turns={"living": 9}, form_id=form())
    with pytest.raises(Refused, match="few"):
        turns.keep(key=key, meeting=meeting)
    assert counted.told(Meeting.objects.get()) == []


def test_numbers_past_all_measure_are_refused(key: Key) -> None:
    meeting = begun(key)
    with pytest.raises(Refused, match="number"):
        turns.type_in(key=key, meeting=meeting, turns={"living": 5_001}, form_id=form())
    turns.type_in(key=key, meeting=meeting, turns={"living": 5_000}, form_id=form())
    turns.tap(key=key, meeting=meeting, role="living", form_id=form())
    assert stored(meeting)["living"] == (6, 5_000)


def test_it_goes_by_rule_and_what_nobody_kept_after_four_weeks(key: Key) -> None:
    kept, open_one = held(key, living=20), begun(key)

    def left(weeks: int) -> set[UUID]:
        with clock.at(clock.now() + dt.timedelta(weeks=weeks)):
            retention.sweep()
        return set(Meeting.objects.values_list("pk", flat=True))

    assert left(3) == {kept, open_one}
    assert left(4) == {kept}
    assert left(103) == {kept}
    assert left(104) == set()
    assert not Turns.objects.exists()


# --- What it says ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("spoke", "last"),
    [
        ({"living": 10, "worker": 30}, "So people at work spoke more than their share."),
        ({"living": 30, "worker": 10}, "So those it is for spoke more than their share."),
        ({"living": 20, "worker": 21}, "So both sides spoke about their share."),
    ],
)
def test_the_room_reads_what_its_count_says(key: Key, spoke: dict[str, int], last: str) -> None:
    told = counted.told(Meeting.objects.get(pk=held(key, **spoke)))
    assert told[0] == "Of ten people in the room, about 5 were at work."
    assert told[-1] == last


def test_one_meeting_is_not_public_and_two_are(key: Key) -> None:
    held(key, living=10, worker=30)
    assert heard_words.shown(heard())["spoken"] == []
    held(key, living=10, worker=30)
    told = heard_words.shown(heard())
    assert told["spoken"][:2] == [
        "Of ten people in the room, about 5 were at work.",
        "Of ten times that somebody spoke, it was one of them about 8 times.",
    ]
    assert told["spoken"][-1] == "In so few meetings, this could be chance."
    # The four who used before are fewer than five: told with those who use now.
    assert told["spoken_roles"] == [
        ("People who used before, people who use now", "0.5"),
        ("Those who run services", "0.0"),
        ("Workers", "3.0"),
    ]


def test_six_meetings_that_went_one_way_are_hardly_chance(key: Key) -> None:
    for _ in range(6):
        held(key, living=10, worker=30)
    assert heard_words.shown(heard())["spoken"][-1] == "It went that way in nearly all of the meetings. That is hardly chance."


@pytest.mark.parametrize("few", [{"living": 4, "worker": 9}, {"living": 9, "worker": 4}])
def test_a_meeting_with_fewer_than_five_on_a_side_is_never_public(key: Key, few: dict[str, int]) -> None:
    for _ in range(2):
        held(key, living=10, worker=30)
    before = heard_words.shown(heard())
    held(key, few, living=500, worker=1)
    begun(key)  # nor one that nobody has looked at
    after = heard_words.shown(heard())
    assert (after["spoken"], after["spoken_roles"]) == (before["spoken"], before["spoken_roles"])


def test_a_role_is_told_alone_only_if_five_sat_in_every_meeting(key: Key) -> None:
    held(key, {"living": 9, "lived": 9, "worker": 9, "peer": 9}, living=20, peer=20)
    held(key, {"living": 9, "lived": 2, "worker": 9, "peer": 9}, living=20, peer=20)
    names = [name for name, _n in heard_words.shown(heard())["spoken_roles"]]
    assert "People who used before" not in names
    assert any("people who used before" in name.lower() for name in names)


def test_the_public_page_says_it_plainly(key: Key) -> None:
    for _ in range(2):
        held(key, living=10, worker=30)
    found = Client().get("/talks/heard").content.decode()
    assert "Of ten times that somebody spoke, it was one of them about 8 times." in words_on(found)
    assert grade_of(Client(), "/talks/heard")[0] <= HIGHEST


def test_the_invented_meetings_are_kept_and_public(site: Site) -> None:
    cast = Cast({"Maeve": site.lead.key}, {})
    now = clock.now()
    for ago in range(max(demo_turns.MEETINGS), -1, -1):
        with clock.at(now - dt.timedelta(weeks=ago)):
            demo_turns.week(cast, ago)
    assert [one.kept for one in counted.meetings()] == [True, True]
    assert heard_words.shown(heard())["spoken"][2] == "So people at work spoke more than their share."


# --- The pages ------------------------------------------------------------------------------------------
def sent(**more: str) -> dict[str, str]:
    return {"kind": "open", "week": "", "form_id": form(), **{f"heads_{role}": str(n) for role, n in HEADS.items()}, **more}


def test_a_meeting_from_the_first_page_to_the_last(lead: Client) -> None:
    assert "No meeting was counted yet." in said(lead.get("/t/turns"))
    there = lead.post("/t/turns", sent()).headers["Location"]
    page = said(lead.get(there))
    (number,) = set(re.findall(r'name="form_id" value="([^"]+)"', page)) or {""}
    answer = lead.post(there, {"tap": "worker", "form_id": number})
    assert "at=worker" in answer.headers["Location"]
    assert re.search(r'value="worker" id="r-worker" autofocus>Workers <b>1</b>', said(lead.get(answer.headers["Location"])))
    lead.post(there, {"less": "worker", "form_id": form()})
    look = f"{there}/said"
    assert "Too little was counted" in said(lead.get(look))
    assert lead.post(look, {"turns_worker": "12", "turns_living": "4", "form_id": form()}).status_code == 302
    page = said(lead.get(look))
    assert "So people at work spoke more than their share." in page
    assert "Workers, 5 people: 12 times" in page
    assert lead.post(look, {"keep": "1", "form_id": form()}).status_code == 302
    assert "Change the numbers" not in said(lead.get(look))
    assert lead.get(there).headers["Location"] == look
    assert "What it says" in said(lead.get("/t/turns"))


def test_let_go_of(lead: Client) -> None:
    there = lead.post("/t/turns", sent()).headers["Location"]
    assert lead.post(f"{there}/said", {"drop": "1", "form_id": form()}).headers["Location"].endswith("done=dropped")
    assert not Turns.objects.exists()
    assert lead.get(there).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "Choose what kind of meeting it is."),
        ({"week": "soon"}, "Choose one of these weeks."),
        ({"heads_living": "a few"}, "Write whole numbers, like 4."),
        ({"heads_living": "-3"}, "Write whole numbers, like 4."),
        ({"heads_living": "٣"}, "Write whole numbers, like 4."),
        ({"heads_worker": "", "heads_manager": "1"}, "At least two people on each side."),
    ],
)
def test_refused_in_plain_words_and_what_was_typed_is_kept(lead: Client, wrong: dict[str, str], words: str) -> None:
    answer = lead.post("/t/turns", sent(**wrong))
    page = said(answer)
    assert answer.status_code == 422
    assert words in page
    assert "What you typed is still here." in page
    assert re.search(r'name="heads_lived" value="4"', page)
    assert not Meeting.objects.exists()


def test_too_few_and_kept_twice_are_said(lead: Client, key: Key) -> None:
    meeting = begun(key)
    answer = lead.post(f"/t/turns/{meeting}/said", {"keep": "1", "form_id": form()})
    assert (answer.status_code, "Fewer than ten turns" in said(answer)) == (422, True)
    kept = held(key, living=20)
    answer = lead.post(f"/t/turns/{kept}/said", {"turns_living": "3", "form_id": form()})
    assert (answer.status_code, "Nothing was changed." in said(answer)) == (422, True)


@pytest.mark.parametrize(("role", "status"), [(Role.FACILITATOR, 200), (Role.PEER, 404), (Role.RESEARCHER, 404)])
def test_who_counts(site: Site, client: Client, role: Role, status: int) -> None:
    member: Member = make_member("Bron", role)
    sign_in(client, member)
    assert client.get("/t/turns").status_code == status
    assert client.get(f"/t/turns/{uuid4()}").status_code == 404


def test_the_card_says_what_waits(lead: Client, key: Key) -> None:
    begun(key)
    assert "1 count was not looked at yet." in said(lead.get("/t/"))
