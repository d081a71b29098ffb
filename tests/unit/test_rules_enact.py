"""The only place that changes a rule: what it does, and each refusal by name, after which everything is as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from kithbridge import rules
from kithbridge.rules import Constituency, enact, state
from kithbridge.rules.enact import AlreadyDone, Confirmed, Decided, NotAgreed, NotNow, Overtaken, PastLimit, Piece, Refused
from kithbridge.rules.models import Decision, Edition, Evidence, Pause, Version
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Entry
from tests import sitting
from tests.builders import DATABASES
from tests.sitting import decided, enacted, week

pytestmark = DATABASES
KEY, TEAM, YES_NO = "asks.live_weeks", "team.idle_minutes", "team.second_factor"
LIVING, LIVED, WORK = Constituency.LIVING, Constituency.LIVED, Constituency.WORK
LEADS = (uuid4(), uuid4())


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Whatever happens inside leaves rules and record as they were."""
    before = [list(model.objects.order_by("pk").values()) for model in (Version, Decision, Pause, Evidence, Entry)]
    value, marks = rules.value(KEY), list(Edition.objects.values_list("mark", "n"))
    yield
    state.forget()
    assert rules.value(KEY) == value
    assert [list(model.objects.order_by("pk").values()) for model in (Version, Decision, Pause, Evidence, Entry)] == before
    assert not marks or list(Edition.objects.values_list("mark", "n")) == marks


@pytest.fixture(autouse=True)
def first_week() -> Iterator[None]:
    with week(0):
        enact.begin()
        yield


def protect(**other: Any) -> Version:
    told = {"key": KEY, "value": 2, "leads": LEADS, "reason": "Papers were found.", "weeks": 2, "role": "team"}
    return enact.protect(**{**told, **other})


def pause(decision: UUID, **other: Any) -> Pause:
    told = {"ground": "law", "office": "The trustees", "reason": "A letter came.", "weeks": 3, "leads": LEADS, "role": "team"}
    return enact.pause(decision=decision, **{**told, **other})


def found(value: Any = 4, key: str = KEY) -> Version:
    return enact.found(key=key, value=value, by=uuid4(), role="team")


# --- enact ---------------------------------------------------------------------------------------------
def test_it_works_at_once_and_says_how() -> None:
    piece = Piece("quote", "living", "sayings", uuid4())
    given = decided(KEY, "5", outcome={"living": "more than 50"}, objections=["harm", "harm"], evidence=[piece])
    version = enact.enact(given)
    standing = rules.in_force(KEY)
    assert (rules.value(KEY), standing.how, standing.n, standing.decision) == (5, "decision", 1, str(given.id))
    told = Decision.objects.get()
    assert (told.before, told.value, told.asked) == (rules.rule(KEY).default, 5, ["living", "lived", "work"])
    assert (told.objections, told.confirmed, told.outcome) == (["harm"], ["living"], {"living": "more than 50"})
    assert list(Evidence.objects.values_list("decision", "role", "ref")) == [(given.id, "living", piece.ref)]
    assert Entry.objects.get().kind == f"rule changed: {KEY}"
    assert version.chosen_by is None


def test_a_later_week_waits_for_it() -> None:
    enacted(KEY, 5, week=this_week() + 3)
    assert rules.value(KEY) == rules.rule(KEY).default
    waiting = state.pending(KEY)
    assert waiting is not None
    assert waiting.value == 5
    with week(2):
        assert rules.value(KEY) == rules.rule(KEY).default
    with week(3):
        assert rules.value(KEY) == 5
        assert state.pending(KEY) is None


def test_a_trial_ends_by_itself() -> None:
    enacted(KEY, 3)
    enacted(KEY, 5, trial_until=str(this_week() + 1), looks_at="asks", says_who="peers")
    for n, value in [(0, 5), (1, 5), (2, 3)]:
        with week(n):
            assert rules.value(KEY) == value


def test_urgent_changes_and_pauses_do_not_overtake_people_who_are_being_asked() -> None:
    first = enacted(KEY, 6)
    asked = decided(KEY, 7)
    protect(value=3)
    pause(first.decision_id)
    enact.enact(asked)
    assert rules.value(KEY) == 7


REFUSED: list[tuple[str, dict[str, Any], type[Refused], str]] = [
    ("an unknown rule", {"key": "asks.\x1b[2Jnothing"}, Refused, "There is no rule called asks.?[2Jnothing here."),
    ("a value of another kind", {"value": "four"}, Refused, "This must be a whole number."),
    ("a list for a number", {"value": [4]}, Refused, "This must be a whole number."),
    ("below the floor", {"value": 0}, PastLimit, "No group can decide this: "),
    ("above the ceiling", {"value": 9}, PastLimit, "No group can decide this: "),
    ("another way to decide", {"method": "urgent"}, Refused, "no such way to decide"),
    ("no quorum", {"quorum": False}, NotAgreed, "Too few"),
    ("no majority", {"carried": False}, NotAgreed, "Not enough of them agreed"),
    ("nobody confirmed it", {"confirmed": []}, NotAgreed, "Two who took part"),
    ("one confirmed it", {"confirmed": [Confirmed("a", LIVING)]}, NotAgreed, "Two who took part"),
    ("one confirmed it twice", {"confirmed": [Confirmed("a", LIVING)] * 2}, NotAgreed, "Two who took part"),
    ("the recorder is one of two", {"confirmed": [Confirmed("a", LIVING), Confirmed("c", LIVING)]}, NotAgreed, "Two who took part"),
    ("none of those it protects", {"confirmed": [Confirmed("a", LIVED), Confirmed("b", WORK)]}, NotAgreed, "mothers who use drugs"),
    (
        "the one it protects wrote it",
        {"confirmed": [Confirmed(a, b) for a, b in [("a", LIVED), ("b", WORK), ("c", LIVING)]]},
        NotAgreed,
        "One",
    ),
    ("a week that is over", {"week": -1}, Refused, "begins this week or within a year"),
    ("a week too far away", {"week": 53}, Refused, "begins this week or within a year"),
    ("a trial that ends first", {"week": 3, "trial_until": "2026-W46"}, Refused, "must end after it begins"),
    ("a trial without end", {"trial_until": "2029-W46"}, Refused, "within two years"),
    ("a trial until no week", {"trial_until": "2026-W99"}, Refused, "ends with a week"),
    ("a trial until words", {"trial_until": "2026-W48; spring"}, Refused, "ends with a week"),
    ("a trial nobody looks at", {"trial_until": "2026-W48", "looks_at": " "}, Refused, "what will be looked at"),
    ("a trial nobody judges", {"trial_until": "2026-W48", "says_who": ""}, Refused, "who says whether it worked"),
    ("asked before the last change", {"based_on": 0}, Overtaken, "has changed since people were asked"),
]


@pytest.mark.parametrize(("case", "other", "refusal", "says"), REFUSED, ids=[case for case, *_ in REFUSED])
def test_refused(case: str, other: dict[str, Any], refusal: type[Refused], says: str) -> None:
    enacted(KEY, 3)
    given = decided(KEY, 5, looks_at="asks", says_who="peers")
    if "week" in other:
        other = {**other, "week": this_week() + other["week"]}
    with nothing_changes(), pytest.raises(Refused) as found_out:
        enact.enact(replace(given, **other))
    assert type(found_out.value) is refusal
    assert says in str(found_out.value)


def test_each_whom_a_rule_protects_must_confirm_it() -> None:
    two_workers = [Confirmed("a", WORK), Confirmed("b", WORK)]
    with nothing_changes(), pytest.raises(NotAgreed, match="the team"):
        enacted(TEAM, 20, confirmed=[Confirmed("a", LIVING), Confirmed("b", LIVED)])
    enacted(TEAM, 20, confirmed=two_workers)
    assert rules.value(TEAM) == 20


def test_twice() -> None:
    given = decided(KEY, 5)
    enact.enact(given)
    for again in (given, replace(given, value=6, based_on=state.newest(KEY))):
        with nothing_changes(), pytest.raises(AlreadyDone, match="works already"):
            enact.enact(again)


def test_while_another_waits_for_its_week() -> None:
    enacted(KEY, 5, week=this_week() + 2)
    with nothing_changes(), pytest.raises(Overtaken, match="begins later"):
        enacted(KEY, 6)
    with week(2):
        enacted(KEY, 6)
        assert rules.value(KEY) == 6


def test_two_rules_do_not_stand_in_each_others_way() -> None:
    one, other = decided(KEY, 5), decided(TEAM, 20)
    enact.enact(one)
    enact.enact(other)
    assert (rules.value(KEY), rules.value(TEAM)) == (5, 20)


# --- found ---------------------------------------------------------------------------------------------
def test_to_begin_with() -> None:
    found(4)
    assert (rules.value(KEY), rules.in_force(KEY).how) == (4, "founding")
    found(5)
    assert rules.value(KEY) == 5
    with week(enact.FOUNDING_WEEKS - 1):
        found(6)
        assert rules.value(KEY) == 6


def test_not_after_twelve_weeks() -> None:
    with week(enact.FOUNDING_WEEKS), nothing_changes(), pytest.raises(NotNow, match="are over"):
        found()


def test_not_once_a_group_sits() -> None:
    sitting.seat(living=2, lived=1)
    with nothing_changes(), pytest.raises(NotNow, match="A reference group sits"):
        found()


@pytest.mark.parametrize("how", ["in force", "waiting", "paused", "a trial that is over"])
def test_not_what_was_ever_decided(how: str) -> None:
    more: dict[str, Any] = {"trial_until": str(this_week()), "looks_at": "a", "says_who": "b"} if "trial" in how else {}
    version = enacted(KEY, 5, week=this_week() + (2 if how == "waiting" else 0), **more)
    if how == "paused":
        pause(version.decision_id)
    with week(1), nothing_changes(), pytest.raises(Overtaken, match="decided already"):
        found()


def test_not_while_two_leads_protect() -> None:
    protect(key="messages.live_weeks", value=3)
    with nothing_changes(), pytest.raises(Overtaken):
        found(4, "messages.live_weeks")
    assert rules.value("messages.live_weeks") == 3


def test_founding_knows_limits_too() -> None:
    for value, refusal in [(0, PastLimit), ("x", Refused), (None, Refused)]:
        with nothing_changes(), pytest.raises(refusal):
            found(value)


# --- protect -------------------------------------------------------------------------------------------
@pytest.fixture
def six_weeks() -> Version:
    return enacted(KEY, 6)


@pytest.mark.usefixtures("six_weeks")
def test_towards_protection_and_back() -> None:
    protect(value=3, weeks=2)
    for n, value in [(0, 3), (1, 3), (2, 6)]:
        with week(n):
            assert rules.value(KEY) == value
    assert Decision.objects.get(method="urgent").reason == "Papers were found."


PROTECT: list[tuple[str, dict[str, Any], str]] = [
    ("away from protection", {"value": 7}, "towards more protection"),
    ("as it is", {"value": 6}, "towards more protection"),
    ("a rule where neither way is safer", {"key": "group.who_for", "value": "anyone"}, "towards more protection"),
    ("one lead", {"leads": LEADS[:1]}, "Two leads"),
    ("one lead twice", {"leads": LEADS[:1] * 2}, "Two leads"),
    ("no reason", {"reason": " \n"}, "public reason"),
    ("a long reason", {"reason": "x" * 1_001}, "public reason"),
    ("no week", {"weeks": 0}, "one to 4 weeks"),
    ("five weeks", {"weeks": 5}, "one to 4 weeks"),
    ("past the floor", {"value": 0}, "No group can decide this"),
    ("another kind", {"value": True}, "whole number"),
]


@pytest.mark.usefixtures("six_weeks")
@pytest.mark.parametrize(("case", "other", "says"), PROTECT, ids=[case for case, *_ in PROTECT])
def test_not_protected(case: str, other: dict[str, Any], says: str) -> None:
    with nothing_changes(), pytest.raises(Refused, match=says):
        protect(**other)


@pytest.mark.usefixtures("six_weeks")
def test_urgent_changes_do_not_follow_on_one_another() -> None:
    protect(value=3, weeks=4)
    for n in (0, 4, 8, 40):
        with week(n), nothing_changes(), pytest.raises(NotNow, match="has to be decided"):
            protect(value=2)
    with week(9):
        enacted(KEY, 7)
        protect(value=2)


def test_an_urgent_change_does_not_keep_out_what_was_decided_and_protects_more() -> None:
    enacted(KEY, 8)
    enacted(KEY, 2, week=this_week() + 1)
    with nothing_changes(), pytest.raises(Refused, match="in every week it lasts"):
        protect(value=4, weeks=3)
    protect(value=4, weeks=1)
    with week(1):
        assert rules.value(KEY) == 2


def test_nor_what_holds_again_after_a_trial() -> None:
    enacted(KEY, 2)
    enacted(KEY, 8, trial_until=str(this_week()), looks_at="a", says_who="b")
    with nothing_changes(), pytest.raises(Refused, match="in every week it lasts"):
        protect(value=4, weeks=2)


@pytest.mark.usefixtures("six_weeks")
def test_an_urgent_change_ends_when_it_is_decided() -> None:
    protect(value=3, weeks=4)
    enacted(KEY, 7)
    assert rules.value(KEY) == 7


# --- pause ---------------------------------------------------------------------------------------------
def test_a_pause_lapses_by_itself(six_weeks: Version) -> None:
    pause(six_weeks.decision_id, weeks=2)
    for n, value in [(0, rules.rule(KEY).default), (1, rules.rule(KEY).default), (2, 6)]:
        with week(n):
            assert rules.value(KEY) == value


PAUSE: list[tuple[str, dict[str, Any], str]] = [
    ("for another ground", {"ground": "taste"}, "law, danger or money only"),
    ("without an office", {"office": "  "}, "must be named"),
    ("with a long office", {"office": "x" * 81}, "must be named"),
    ("without a reason", {"reason": ""}, "public reason"),
    ("for no week", {"weeks": 0}, "one to 8 weeks"),
    ("for nine weeks", {"weeks": 9}, "one to 8 weeks"),
    ("by one lead", {"leads": LEADS[:1]}, "Two leads"),
]


@pytest.mark.parametrize(("case", "other", "says"), PAUSE, ids=[case for case, *_ in PAUSE])
def test_not_paused(case: str, other: dict[str, Any], says: str, six_weeks: Version) -> None:
    with nothing_changes(), pytest.raises(Refused, match=says):
        pause(six_weeks.decision_id, **other)


def test_a_decision_is_paused_once(six_weeks: Version) -> None:
    pause(six_weeks.decision_id, weeks=1)
    for n in (0, 1, 30):
        with week(n), nothing_changes(), pytest.raises(AlreadyDone, match="paused once"):
            pause(six_weeks.decision_id)


def test_nothing_to_pause() -> None:
    urgent = enacted(KEY, 6) and protect(value=3)
    trial = enacted(TEAM, 20, trial_until=str(this_week()), looks_at="a", says_who="b")
    with week(1):
        for number in (uuid4(), urgent.decision_id, trial.decision_id):
            with nothing_changes(), pytest.raises(Refused, match="no such decision to pause"):
                pause(number)


def test_a_founding_choice_has_no_decision_to_pause() -> None:
    assert found(4).decision_id is None


# --- what every change leaves ----------------------------------------------------------------------------
ACTS: dict[str, Callable[[], object]] = {
    "enact": lambda: enacted(KEY, 5),
    "found": found,
    "protect": lambda: protect(key="messages.live_weeks", value=2),
    "pause": lambda: pause(Decision.objects.get(key=TEAM).pk),
}


@pytest.mark.parametrize("act", ACTS)
def test_every_change_counts_on_moves_the_mark_and_has_one_entry(act: str) -> None:
    enacted(TEAM, 20)
    before, entries = Edition.objects.get(), Entry.objects.count()
    ACTS[act]()
    after = Edition.objects.get()
    assert after.n == before.n + 1
    assert after.mark != before.mark
    assert Entry.objects.count() == entries + 1


def test_a_decision_tells_no_counts_and_nobody() -> None:
    given: Decided = decided(KEY, 5, confirmed=[Confirmed("hash of a", LIVING), Confirmed("hash of b", LIVED)])
    enact.enact(given)
    kept = repr([list(model.objects.values()) for model in (Decision, Version, Evidence, Entry)])
    assert "hash of" not in kept
    assert "hash of" not in repr(given.confirmed)
    assert Decision.objects.get().confirmed == ["lived", "living"]


def test_every_act_of_every_rule_has_room_in_the_record() -> None:
    longest = Entry._meta.get_field("kind").max_length or 0
    acts = ["asked once more after an objection: ", "agreed, open to objections: ", "urgent change asked for: ", "proposal taken back: "]
    assert max(len(act) + len(one.key) for act in acts for one in rules.all_rules()) <= longest
