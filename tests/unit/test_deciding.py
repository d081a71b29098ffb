"""The simple form of deciding: the whole way, then each step's refusals, then what must not be possible by leaving and coming back."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from kithbridge import rules
from kithbridge.people.actions import slips
from kithbridge.people.deciding import queries, sayings
from kithbridge.people.deciding.actions import answering, moving, proposing, seats, two_leads
from kithbridge.people.deciding.actions.answering import NotHers
from kithbridge.people.deciding.actions.seats import CannotSit
from kithbridge.people.deciding.models import (
    Answered,
    Ballot,
    ByTwo,
    Confirmation,
    Objection,
    Piece,
    Proposal,
    Saying,
    Seat,
    SeatCode,
    Stage,
    Willing,
)
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Budget
from kithbridge.rules import enact, evidence, explain
from kithbridge.rules.enact import AlreadyDone, NotAgreed, Overtaken, PastLimit, Refused
from kithbridge.rules.models import Decision, Version
from kithbridge.web import once
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry
from tests import sitting
from tests.builders import DATABASES, Member, make_member, make_page, quick_kdf  # noqa: F401
from tests.sitting import answer_all, carry, confirm, everybody, later, row_of, seat, week, written

pytestmark = DATABASES
KEY = "asks.live_weeks"
form = once.new_form_id


@dataclass
class Team:
    jo: Member
    maeve: Member
    ann: Member


@pytest.fixture
def team() -> Iterator[Team]:
    """A peer, two leads; the group begins; the clock stands on a Monday."""
    with week(0):
        enact.begin()
        yield Team(make_member("Jo", Role.PEER), make_member("Maeve", Role.LEAD), make_member("Ann", Role.LEAD))


def asked(team: Team, value: object = 4, rule: str = KEY, **more: object) -> UUID:
    number = written(rule, value, by=team.jo, second=team.maeve, **more)
    answering.ask(proposal=number, by=team.jo.key)
    return number


def agreed(team: Team, group: sitting.Group, value: object = 4, rule: str = KEY) -> UUID:
    """Asked, answered yes by everybody; open to objections."""
    number = asked(team, value, rule)
    answer_all(number, everybody(group))
    assert row_of(number).stage == Stage.OBJECTING
    return number


# --- the whole way -----------------------------------------------------------------------------------------
def test_the_whole_way_from_a_slip_to_a_rule_that_works(team: Team) -> None:
    people = []
    for name in ["living"] * 5 + ["lived"] * 2 + ["work"]:
        page = make_page()
        slip = slips.make(number=1, role="lead", form_id=form())[0]
        seats.say_yes(key=page.key, constituency=name, slip=slip, form_id=form())
        people.append((page.key, name))
    assert not queries.sits()
    assert seats.draw(form_id=form(), rng=random.Random(1)) == 8
    assert queries.sits()
    number = asked(team)
    for key, name in sorted(people, key=lambda one: one[1] != "living"):
        answering.answer(key=key, proposal=number, choice="yes" if name != "work" else "no")
    assert (row_of(number).stage, row_of(number).outcome) == (Stage.OBJECTING, {"together": "most"})
    with later(8):
        moving.move_on()
        assert row_of(number).stage == Stage.CONFIRMING
        assert not confirm(number, people[0][0])
        assert rules.value(KEY) != 4
        assert confirm(number, people[1][0])
        assert rules.value(KEY) == 4
        told = explain.why(KEY)
        assert told.decision is not None
        assert told.decision.outcome == ["everybody together: most said yes"]
        assert [voice.words for voice in told.decision.evidence] == ["It is too short."]
    assert row_of(number).stage == Stage.ENACTED
    assert not any(model.objects.exists() for model in (Answered, Ballot, Confirmation, Objection))


def test_for_mothers_those_who_use_now_decide_and_are_asked_first(team: Team) -> None:
    group = seat(living=3, lived=2, work=2)
    number = asked(team)
    row = row_of(number)
    assert (queries.deciders(row), queries.answering_now(row)) == (["living"], ["living"])
    with pytest.raises(NotHers, match="your turn later"):
        answering.answer(key=group["work"][0], proposal=number, choice="yes")
    answer_all(number, group["living"], "yes")
    assert row_of(number).stage == Stage.ADVISING
    answer_all(number, group["lived"] + group["work"], "no")
    assert row_of(number).stage == Stage.OBJECTING, "those who advise cannot stop it"


def test_for_mothers_nobody_else_can_carry_it(team: Team) -> None:
    group = seat(living=3, lived=3, work=3)
    number = asked(team)
    answer_all(number, group["living"], "no")
    answer_all(number, group["lived"] + group["work"], "yes")
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "majority")


def test_what_protects_everybody_needs_each(team: Team) -> None:
    group = seat(living=3, lived=2, work=1)
    number = asked(team, 12, "deciding.seats")
    assert set(queries.deciders(row_of(number))) == {"living", "lived", "work"}
    answer_all(number, group["living"] + group["lived"], "yes")
    answer_all(number, group["work"], "no")
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "majority")


def test_too_few_answered(team: Team) -> None:
    group = seat(living=5, lived=1)
    number = asked(team)
    answer_all(number, group["living"][:2])
    for days, stage in [(14, Stage.ANSWERING), (15, Stage.ADVISING), (40, Stage.FELL)]:
        with later(days):
            moving.move_on()
            moving.move_on()
            assert row_of(number).stage == stage
    assert row_of(number).fell_because == "quorum"
    assert rules.value(KEY) != 4


# --- small groups ------------------------------------------------------------------------------------------
def test_fewer_than_five_consent_and_nothing_is_shown(team: Team) -> None:
    group = seat(living=2, lived=2)
    number = asked(team)
    assert row_of(number).method == "consent"
    for key, choice in zip(everybody(group), ["yes", "live", "yes", "yes"], strict=True):
        answering.answer(key=key, proposal=number, choice=choice)
    assert (row_of(number).stage, row_of(number).outcome) == (Stage.OBJECTING, {})
    with later(8):
        moving.move_on()
        confirm(number, *group["living"])
        assert rules.value(KEY) == 4
    assert Decision.objects.get().outcome == {}


def test_one_no_stops_a_consent(team: Team) -> None:
    group = seat(living=2, lived=1)
    number = asked(team)
    for key, choice in zip(everybody(group), ["yes", "live", "no"], strict=True):
        answering.answer(key=key, proposal=number, choice=choice)
    assert (row_of(number).stage, row_of(number).outcome, row_of(number).fell_because) == (Stage.FELL, {}, "majority")


def test_consent_needs_everybody_who_was_asked_also_when_somebody_leaves_after_answering(team: Team) -> None:
    group = seat(living=2, lived=2)
    number = asked(team)
    answer_all(number, [*group["living"], group["lived"][0]])
    seats.leave(key=group["living"][0])
    with later(15):
        moving.move_on()
        assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "quorum")


def test_in_a_small_group_no_pile_belongs_to_one_constituency(team: Team) -> None:
    group = seat(living=1, lived=2)
    number = asked(team)
    answering.answer(key=group["living"][0], proposal=number, choice="no")
    assert set(Ballot.objects.values_list("constituency", flat=True)) == {"together"}


# --- answering ---------------------------------------------------------------------------------------------
def test_an_answer_is_given_once_and_cannot_be_changed(team: Team) -> None:
    group = seat(living=5)
    number = asked(team)
    answering.answer(key=group["living"][0], proposal=number, choice="yes")
    with pytest.raises(AlreadyDone, match="cannot be changed"):
        answering.answer(key=group["living"][0], proposal=number, choice="no")
    assert dict(Ballot.objects.values_list("choice", "n")) == {"yes": 1, "no": 0, "abstain": 0}


@pytest.mark.parametrize("choice", ["", "maybe", "live", "YES", None])
def test_only_the_answers_that_stand_there(team: Team, choice: str) -> None:
    group = seat(living=5)
    number = asked(team)
    with pytest.raises(Refused, match="Choose one of the answers"):
        answering.answer(key=group["living"][0], proposal=number, choice=choice)
    assert not Answered.objects.filter(done=True).exists()


def test_who_does_not_sit_is_not_asked(team: Team) -> None:
    seat(living=3)
    number = asked(team)
    for stranger in (sitting.somebody(), team.maeve.key):
        for act in (
            lambda key: answering.answer(key=key, proposal=number, choice="yes"),
            lambda key: answering.objects(key=key, proposal=number, ground="harm"),
            lambda key: answering.confirm(key=key, proposal=number, took_part=True, did_not_write=True),
        ):
            with pytest.raises(NotHers, match="You do not sit"):
                act(stranger)
    with pytest.raises(NotHers):
        answering.answer(key=team.jo.key, proposal=uuid4(), choice="yes")


def test_leaving_and_coming_back_gives_no_second_answer(team: Team) -> None:
    group = seat(living=5, lived=1)
    number = asked(team)
    answering.answer(key=group["living"][0], proposal=number, choice="yes")
    seats.leave(key=group["living"][0])
    code = seats.make_code(form_id=form())
    again = sitting.somebody()
    seats.take(key=again, code=code, constituency="living")
    with pytest.raises(NotHers, match="not asked now"):
        answering.answer(key=again, proposal=number, choice="yes")
    assert sum(Ballot.objects.values_list("n", flat=True)) == 1
    answer_all(number, group["living"][1:])
    assert row_of(number).stage == Stage.ADVISING, "whoever sat down later is not waited for"
    answer_all(number, group["lived"])
    for act in ("harm", "unheard"):
        with pytest.raises(NotHers):
            answering.objects(key=again, proposal=number, ground=act)


def test_whoever_left_after_answering_still_counts_once(team: Team) -> None:
    group = seat(living=5)
    number = asked(team)
    answer_all(number, group["living"][:3])
    for key in group["living"][:3]:
        seats.leave(key=key)
    with later(15):
        moving.move_on()
        assert row_of(number).stage == Stage.OBJECTING
        assert row_of(number).quorum


def test_a_seat_whose_weeks_are_over_answers_nothing(team: Team) -> None:
    group = seat(living=3)
    last = sitting.sit("living", weeks=1)
    number = asked(team)
    with week(1):
        with pytest.raises(NotHers):
            answering.answer(key=last, proposal=number, choice="no")
        answer_all(number, group["living"])
        assert row_of(number).stage == Stage.OBJECTING


# --- objecting ---------------------------------------------------------------------------------------------
def test_an_objection_of_those_it_protects_sends_it_back_once(team: Team) -> None:
    group = seat(living=3, lived=2)
    number = agreed(team, group)
    answering.objects(key=group["living"][0], proposal=number, ground="harm")
    with later(8):
        moving.move_on()
        assert (row_of(number).stage, row_of(number).round) == (Stage.ANSWERING, 2)
        answer_all(number, everybody(group))
        assert row_of(number).stage == Stage.OBJECTING
        with later(8):
            moving.move_on()
            assert row_of(number).stage == Stage.CONFIRMING, "nobody objected a second time"
            assert confirm(number, *group["living"][:2])
    assert Decision.objects.get().objections == ["harm"]


def test_a_second_objection_ends_it(team: Team) -> None:
    group = seat(living=3, lived=2)
    number = agreed(team, group)
    answering.objects(key=group["living"][0], proposal=number, ground="harm")
    with later(8):
        moving.move_on()
        answer_all(number, everybody(group))
        answering.objects(key=group["living"][0], proposal=number, ground="wrong")
        with later(8):
            moving.move_on()
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "objection")
    assert not Objection.objects.exists()


def test_others_may_object_but_do_not_send_it_back(team: Team) -> None:
    group = seat(living=3, lived=2)
    number = agreed(team, group)
    answering.objects(key=group["lived"][0], proposal=number, ground="unclear")
    answering.objects(key=group["lived"][0], proposal=number, ground="unclear")
    assert Objection.objects.count() == 1
    with later(8):
        moving.move_on()
        assert row_of(number).stage == Stage.CONFIRMING


def test_objecting_for_no_reason_or_at_no_time(team: Team) -> None:
    group = seat(living=5)
    number = asked(team)
    with pytest.raises(NotHers, match="nothing to object to"):
        answering.objects(key=group["living"][0], proposal=number, ground="harm")
    answer_all(number, everybody(group))
    with pytest.raises(Refused, match="which of the reasons"):
        answering.objects(key=group["living"][0], proposal=number, ground="because")


def test_sent_back_when_nobody_is_left_to_ask(team: Team) -> None:
    group = seat(living=3, lived=3)
    number = agreed(team, group)
    answering.objects(key=group["living"][0], proposal=number, ground="harm")
    for key in group["living"][1:]:
        seats.leave(key=key)
    Seat.objects.filter(constituency="lived").update(ends=str(this_week()))
    with later(8):
        moving.move_on()
        assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "gone")


# --- confirming --------------------------------------------------------------------------------------------
def confirming(team: Team, group: sitting.Group, **more: object) -> UUID:
    number = agreed(team, group)
    Proposal.objects.filter(pk=number).update(stage=Stage.CONFIRMING, **more)
    return number


def test_two_confirm_one_of_those_it_protects(team: Team) -> None:
    group = seat(living=3, lived=3)
    number = confirming(team, group)
    assert not confirm(number, *group["lived"])
    assert rules.value(KEY) != 4
    assert confirm(number, group["living"][0])
    assert rules.value(KEY) == 4


def test_the_same_seat_twice_is_one(team: Team) -> None:
    group = seat(living=5)
    number = confirming(team, group)
    assert not confirm(number, group["living"][0], group["living"][0])
    assert Confirmation.objects.count() == 1


def test_whoever_wrote_it_down_does_not_confirm(team: Team) -> None:
    group = seat(living=4)
    mine = Seat.objects.create(who=queries.who(team.jo.member.pk), constituency="living", by_lot=True, ends=str(this_week() + 9))
    number = confirming(team, {"living": [*group["living"], team.jo.key]})
    assert mine.pk
    assert not confirm(number, team.jo.key, group["living"][0])
    assert confirm(number, group["living"][1])


@pytest.mark.parametrize("ticks", [(True, False), (False, True), (False, False)])
def test_both_must_be_ticked(team: Team, ticks: tuple[bool, bool]) -> None:
    group = seat(living=5)
    number = confirming(team, group)
    with pytest.raises(Refused, match="Tick both"):
        answering.confirm(key=group["living"][0], proposal=number, took_part=ticks[0], did_not_write=ticks[1])
    assert not Confirmation.objects.exists()


def test_who_did_not_answer_does_not_confirm(team: Team) -> None:
    group = seat(living=5)
    number = asked(team)
    answer_all(number, group["living"][:4])
    with later(15):
        moving.move_on()
        with later(8):
            moving.move_on()
            assert row_of(number).stage == Stage.CONFIRMING
            with pytest.raises(NotHers, match="Only those who took part"):
                confirm(number, group["living"][4])


def test_not_confirmed_in_time(team: Team) -> None:
    group = seat(living=5)
    number = agreed(team, group)
    with later(8):
        moving.move_on()
        confirm(number, group["living"][0])
        with later(29):
            moving.move_on()
            row = row_of(number)
            assert (row.stage, row.fell_because) == (Stage.FELL, "confirm")
            assert "too few confirmed" in queries.standing(row)
    assert not any(model.objects.exists() for model in (Answered, Confirmation))


def test_overtaken_while_it_waited(team: Team) -> None:
    group = seat(living=5)
    number = confirming(team, group)
    sitting.enacted(KEY, 6)
    assert not confirm(number, *group["living"][:2])
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "overtaken")
    assert rules.value(KEY) == 6


def test_a_limit_that_came_with_a_newer_version(team: Team) -> None:
    group = seat(living=5)
    number = confirming(team, group, value=99)
    assert not confirm(number, group["living"][0])
    assert (row_of(number).stage, row_of(number).fell_because) == (Stage.FELL, "refused")


def test_a_trial_and_a_later_week_go_the_same_way(team: Team) -> None:
    group = seat(living=5)
    number = written(KEY, 5, by=team.jo, second=team.maeve, begins=12, trial_weeks=2, looks_at="asks", says_who="peers")
    carry(number, group, by=team.jo)
    version = Version.objects.get()
    assert (version.how, str(version.week), version.until) == ("trial", str(this_week() + 12), str(this_week() + 13))


# --- writing down ------------------------------------------------------------------------------------------
PROPOSE: list[tuple[str, dict[str, object], type[Refused], str]] = [
    ("an unknown rule", {"rule": "asks.nothing"}, Refused, "There is no rule"),
    ("a value of another kind", {"value": "four"}, Refused, "whole number"),
    ("past a limit", {"value": 90}, PastLimit, "No group can decide this"),
    ("in the past", {"begins": -1}, Refused, "within a year"),
    ("in two years", {"begins": 53}, Refused, "within a year"),
    ("a trial of two years", {"trial_weeks": 53, "looks_at": "a", "says_who": "b"}, Refused, "for a year at most"),
    ("a trial nobody judges", {"trial_weeks": 2, "looks_at": "a"}, Refused, "who says whether it worked"),
    ("too long", {"trial_weeks": 2, "looks_at": "a" * 1_001, "says_who": "b"}, Refused, "too long"),
]


@pytest.mark.parametrize(("case", "other", "refusal", "says"), PROPOSE, ids=[case for case, *_ in PROPOSE])
def test_not_written_down(team: Team, case: str, other: dict[str, object], refusal: type[Refused], says: str) -> None:
    told: dict[str, object] = {"rule": KEY, "value": 4, "by": team.jo.key, "form_id": form(), **other}
    with pytest.raises(refusal, match=says):
        proposing.propose(**told)  # type: ignore[arg-type]
    assert not Proposal.objects.exists()


def test_as_it_was_decided_already_and_what_nobody_decided_may_be_confirmed_as_it_is(team: Team) -> None:
    sitting.enacted(KEY, 4)
    with pytest.raises(Refused, match="It is so already"):
        proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form())
    assert proposing.propose(rule=URGENT, value=rules.rule(URGENT).default, by=team.jo.key, form_id=form())


def test_one_open_proposal_a_rule(team: Team) -> None:
    seat(living=5)
    number = asked(team)
    with pytest.raises(Overtaken, match="proposed for this rule already"):
        proposing.propose(rule=KEY, value=5, by=team.maeve.key, form_id=form())
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(key=KEY, value=5, stage=Stage.WRITTEN, origin="here", week=str(this_week()), begins=str(this_week()))
    proposing.drop(proposal=number, by=team.jo.key)
    assert proposing.propose(rule=KEY, value=5, by=team.maeve.key, form_id=form())


def test_the_same_form_twice(team: Team) -> None:
    sent = form()
    assert proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=sent)
    proposing.drop(proposal=Proposal.objects.get().pk, by=team.jo.key)
    assert proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=sent) is None
    assert Proposal.objects.count() == 1


def test_who_may_write_follows_the_rule(team: Team) -> None:
    deputy = make_member("Ms Adeyemi", Role.SAFEGUARDING_DEPUTY)
    for who in (deputy.key, sitting.somebody()):
        with pytest.raises(Refused, match="Your jobs do not include"):
            proposing.propose(rule=KEY, value=4, by=who, form_id=form())
    worker = sitting.decided("deciding.writers", ["peer"])
    enact.enact(worker)
    with pytest.raises(Refused, match="Your jobs do not include"):
        proposing.propose(rule=KEY, value=4, by=team.maeve.key, form_id=form())
    assert proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form())


def test_evidence_is_read_by_a_second_person_of_another_job_before_it_is_shown(team: Team) -> None:
    seat(living=5)
    row = proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form())
    assert row is not None
    with pytest.raises(Refused, match="no evidence yet"):
        answering.ask(proposal=row.pk, by=team.jo.key)
    proposing.add_evidence(proposal=row.pk, kind="quote", role="living", text=" Too\r\nshort. ", by=team.jo.key, form_id=form())
    said = Saying.objects.get()
    assert (said.text, said.shown) == ("Too\nshort.", False)
    assert sayings.fetch([said.pk]) == {}
    with pytest.raises(Refused, match="read by one person only"):
        answering.ask(proposal=row.pk, by=team.jo.key)
    for same in (team.jo, make_member("Cass", Role.PEER)):
        with pytest.raises(NotAgreed, match="Somebody else, with another job"):
            proposing.pass_evidence(saying=said.pk, by=same.key)
    proposing.pass_evidence(saying=said.pk, by=team.maeve.key)
    assert sayings.fetch([said.pk])[said.pk].text == "Too\nshort."
    answering.ask(proposal=row.pk, by=team.jo.key)
    with pytest.raises(Refused):
        proposing.add_evidence(proposal=row.pk, kind="quote", role="living", text="more", by=team.jo.key, form_id=form())


EVIDENCE: list[tuple[dict[str, str], str]] = [
    ({"kind": "rumour"}, "what kind of evidence"),
    ({"role": "saint"}, "in which role"),
    ({"text": " \n"}, "needs words"),
    ({"text": "x" * 1_001}, "at most 1000 letters"),
    ({"url": "javascript:alert(1)"}, "begins with https"),
    ({"url": "http://example.org"}, "begins with https"),
    ({"kind": "guidance"}, "needs its source"),
]


@pytest.mark.parametrize(("other", "says"), EVIDENCE, ids=[says for _other, says in EVIDENCE])
def test_no_evidence(team: Team, other: dict[str, str], says: str) -> None:
    row = proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form())
    assert row is not None
    told = {"kind": "quote", "role": "living", "text": "Too short.", **other}
    with pytest.raises(Refused, match=says):
        proposing.add_evidence(proposal=row.pk, by=team.jo.key, form_id=form(), **told)
    assert not Saying.objects.exists()


def test_words_taken_back_are_gone_and_the_role_still_counts(team: Team) -> None:
    group = seat(living=5)
    row = proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form())
    assert row is not None
    told = {"proposal": row.pk, "kind": "quote", "role": "living", "by": team.jo.key}
    code = proposing.add_evidence(text="Too short for me.", form_id=form(), **told)
    proposing.pass_evidence(saying=Saying.objects.get().pk, by=team.maeve.key)
    carry(row.pk, group, by=team.jo)
    for wrong in ("", "  ", "2222 2222", "nonsense"):
        assert not proposing.take_back(code=wrong)
    assert proposing.take_back(code=code.upper().replace(" ", "-"))
    assert not proposing.take_back(code=code)
    with later(40):
        decision = explain.why(KEY).decision
        assert decision is not None
        assert [(voice.gone, voice.words) for voice in decision.evidence] == [(True, "These words were taken back.")]
        assert [voice["pieces"] for voice in decision.voices] == [1]
    assert evidence.words_of(Decision.objects.get().evidence.all()) == {}
    with later(40):
        assert rules.value(KEY) == 4


def test_a_proposal_is_taken_back_before_it_is_agreed_and_nothing_of_the_answers_stays(team: Team) -> None:
    group = seat(living=5)
    number = asked(team)
    answer_all(number, group["living"][:3])
    proposing.drop(proposal=number, by=team.jo.key)
    assert row_of(number).stage == Stage.DROPPED
    assert not Answered.objects.exists()
    assert not Ballot.objects.exists()
    other = agreed(team, group)
    with pytest.raises(Refused, match="too late"):
        proposing.drop(proposal=other, by=team.jo.key)


def test_asking_without_a_group_or_without_those_it_protects(team: Team) -> None:
    number = written(KEY, 4, by=team.jo, second=team.maeve)
    with pytest.raises(Refused, match="No reference group sits"):
        answering.ask(proposal=number, by=team.jo.key)
    seat(living=2, lived=2)
    of_team = written("team.idle_minutes", 20, by=team.jo, second=team.maeve)
    with pytest.raises(Refused, match="the team"):
        answering.ask(proposal=of_team, by=team.jo.key)
    answering.ask(proposal=number, by=team.jo.key)
    with pytest.raises(AlreadyDone):
        answering.ask(proposal=number, by=team.jo.key)


# --- seats -------------------------------------------------------------------------------------------------
def slip() -> str:
    return slips.make(number=1, role="lead", form_id=form())[0]


@pytest.mark.usefixtures("team")
def test_saying_yes_needs_a_slip_and_counts_once() -> None:
    key = sitting.somebody()
    with pytest.raises(CannotSit, match="slip"), transaction.atomic():
        seats.say_yes(key=key, constituency="living", slip="2222 2222", form_id=form())
    one = slip()
    seats.say_yes(key=key, constituency="living", slip=one, form_id=form())
    with pytest.raises(CannotSit, match="slip"), transaction.atomic():
        seats.say_yes(key=sitting.somebody(), constituency="living", slip=one, form_id=form())
    seats.say_yes(key=key, constituency="living", slip=slip(), form_id=form())
    assert Willing.objects.count() == 1
    with pytest.raises(CannotSit, match="who"):
        seats.say_yes(key=key, constituency="boss", slip=slip(), form_id=form())


@pytest.mark.usefixtures("team")
def test_the_lot_falls_once_for_a_form_and_frees_seats_whose_weeks_are_over() -> None:
    old = sitting.sit("living", weeks=1)
    for _ in range(3):
        seats.say_yes(key=sitting.somebody(), constituency="living", slip=slip(), form_id=form())
    with week(1):
        assert queries.seat_of(old.owner) is None
        sent = form()
        assert seats.draw(form_id=sent, rng=random.Random(1)) == 3
        assert seats.draw(form_id=sent, rng=random.Random(1)) == 0
    assert Counter(Seat.objects.values_list("constituency", "by_lot")) == {("living", True): 3}
    assert not Willing.objects.exists()


@pytest.mark.usefixtures("team")
def test_a_code_on_paper_is_one_seat() -> None:
    key, code = sitting.somebody(), seats.make_code(form_id=form())
    with pytest.raises(CannotSit, match="code"), transaction.atomic():
        seats.take(key=key, code="2222 2222", constituency="living")
    seats.take(key=key, code=code.upper(), constituency="living")
    with pytest.raises(CannotSit, match="already"), transaction.atomic():
        seats.take(key=key, code=seats.make_code(form_id=form()), constituency="living")
    with pytest.raises(CannotSit, match="code"), transaction.atomic():
        seats.take(key=sitting.somebody(), code=code, constituency="living")


@pytest.mark.usefixtures("team")
def test_whose_weeks_are_over_may_sit_again() -> None:
    key = sitting.sit("living", weeks=1)
    with week(1):
        seats.take(key=key, code=seats.make_code(form_id=form()), constituency="living")
        held = queries.seat_of(key.owner)
        assert held is not None
        assert str(held.ends) > str(this_week())


@pytest.mark.usefixtures("team")
def test_no_more_seats_by_code_than_the_lot_leaves() -> None:
    wanted = 9 - 7
    for _ in range(wanted):
        assert seats.make_code(form_id=form())
    with pytest.raises(CannotSit, match="full"):
        seats.make_code(form_id=form())
    with week(seats.CODE_WEEKS):
        assert seats.end_over(dry_run=True) == SeatCode.objects.count() == wanted
        assert seats.end_over() == wanted


@pytest.mark.usefixtures("team")
def test_seats_for_people_who_use_now_are_given_to_nobody_else() -> None:
    seat(lived=4)
    with pytest.raises(CannotSit, match="full"):
        seats.take(key=sitting.somebody(), code=seats.make_code(form_id=form()), constituency="lived")
    seats.take(key=sitting.somebody(), code=seats.make_code(form_id=form()), constituency="living")


@pytest.mark.usefixtures("team")
def test_too_many_tries_in_an_hour() -> None:
    Budget.objects.all().delete()
    for _ in range(seats.TRIES_PER_HOUR):
        with pytest.raises(CannotSit, match="code"), transaction.atomic():
            seats.take(key=sitting.somebody(), code="2222 2222", constituency="living")
    with pytest.raises(CannotSit, match="busy"), transaction.atomic():
        seats.take(key=sitting.somebody(), code="2222 2222", constituency="living")
    Budget.objects.all().delete()


@pytest.mark.parametrize(
    ("how_many", "sits"),
    [
        ({"living": 3}, True),
        ({"living": 2}, False),
        ({"living": 1, "lived": 1, "work": 1}, True),
        ({"living": 1, "work": 4}, False),
        ({"lived": 5, "work": 2}, False),
    ],
)
@pytest.mark.usefixtures("team")
def test_when_a_group_sits(how_many: dict[str, int], sits: bool) -> None:
    seat(**how_many)
    assert queries.sits() is sits
    with week(60):
        assert not queries.sits()


@pytest.mark.usefixtures("team")
def test_leaving_takes_nothing_else_along_and_needs_no_reason() -> None:
    group = seat(living=3)
    seats.leave(key=group["living"][0])
    seats.leave(key=group["living"][0])
    assert Seat.objects.count() == 2
    assert Count.objects.get(kind="left the reference group").n == 1


# --- two leads ---------------------------------------------------------------------------------------------
URGENT = "messages.live_weeks"


def ask_urgent(team: Team, **other: object) -> None:
    told = {"rule": URGENT, "value": 3, "weeks": 2, "reason": "Papers were found.", "by": team.maeve.key, "form_id": form(), **other}
    two_leads.ask_urgent(**told)  # type: ignore[arg-type]


def test_one_asks_and_another_agrees(team: Team) -> None:
    ask_urgent(team)
    request = ByTwo.objects.get()
    assert rules.value(URGENT) == rules.rule(URGENT).default
    with pytest.raises(NotAgreed, match="Somebody else"):
        two_leads.agree(request=request.pk, by=team.maeve.key)
    two_leads.agree(request=request.pk, by=team.ann.key)
    assert rules.value(URGENT) == 3
    with pytest.raises(Refused, match="agreed, called back, or its week is over"):
        two_leads.agree(request=request.pk, by=team.ann.key)
    with week(2):
        assert rules.value(URGENT) == rules.rule(URGENT).default


def test_it_lapses_after_a_week(team: Team) -> None:
    ask_urgent(team)
    with later(8):
        with pytest.raises(Refused, match="its week is over"):
            two_leads.agree(request=ByTwo.objects.get().pk, by=team.ann.key)
        assert moving.forget_over(dry_run=True) == 1
        moving.forget_over()
    assert not ByTwo.objects.exists()
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"value": 20}, "towards more protection"),
        ({"value": 1}, "No group can decide"),
        ({"weeks": 5}, "one to 4 weeks"),
        ({"reason": " "}, "public reason"),
        ({"rule": "no.rule"}, "There is no rule"),
    ],
)
def test_not_asked_for(team: Team, other: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        ask_urgent(team, **other)
    assert not ByTwo.objects.exists()


def test_a_pause_by_two(team: Team) -> None:
    version = sitting.enacted(KEY, 6)
    told = {"ground": "law", "office": "Trustees", "reason": "A letter.", "weeks": 2, "by": team.maeve.key}
    for other, says in [({"ground": "taste"}, "law, danger"), ({"office": ""}, "must be named"), ({"weeks": 9}, "one to 8")]:
        with pytest.raises(Refused, match=says):
            two_leads.ask_pause(decision=version.decision_id, form_id=form(), **{**told, **other})
    with pytest.raises(Refused, match="no such decision"):
        two_leads.ask_pause(decision=uuid4(), form_id=form(), **told)
    two_leads.ask_pause(decision=version.decision_id, form_id=form(), **told)
    assert rules.value(KEY) == 6
    two_leads.agree(request=ByTwo.objects.get().pk, by=team.ann.key)
    assert rules.value(KEY) == rules.rule(KEY).default
    with week(2):
        assert rules.value(KEY) == 6


def test_called_back(team: Team) -> None:
    ask_urgent(team)
    two_leads.call_back(request=ByTwo.objects.get().pk, by=team.ann.key)
    assert not ByTwo.objects.exists()
    assert Entry.objects.filter(kind="request for two leads called back").count() == 1


def test_to_begin_with_once_for_a_form(team: Team) -> None:
    sent = form()
    assert two_leads.choose(rule=KEY, value=4, by=team.maeve.key, form_id=sent)
    assert two_leads.choose(rule=KEY, value=5, by=team.maeve.key, form_id=sent) is None
    assert rules.value(KEY) == 4


# --- what is kept, and for how long ------------------------------------------------------------------------
def test_what_is_over_goes_after_half_a_year_and_the_decision_stays(team: Team) -> None:
    group = seat(living=5)
    number = written(KEY, 4, by=team.jo, second=team.maeve)
    carry(number, group, by=team.jo)
    with week(moving.KEPT_WEEKS):
        assert moving.forget_over() == 0
    with week(moving.KEPT_WEEKS + 1):
        assert moving.forget_over(dry_run=True) == 1
        assert moving.forget_over() == 1
    assert not Proposal.objects.exists()
    assert not Piece.objects.exists()
    assert Decision.objects.count() == 1


def test_acts_of_those_who_decide_are_counts_and_nothing_else(team: Team) -> None:
    group = seat(living=5)
    carry(written(KEY, 4, by=team.jo, second=team.maeve), group, by=team.jo)
    counts = Counter({(one.kind, one.role): one.n for one in Count.objects.all()})
    assert counts["answered a proposal", "reference group"] == 5
    assert counts["confirmed a decision", "reference group"] == 2
    assert not Entry.objects.filter(kind__contains="answered").exists()


def test_the_tick_moves_what_is_over_and_can_be_called_again_and_again(team: Team) -> None:
    group = seat(living=5)
    number = agreed(team, group)
    moving.move_on()
    assert row_of(number).stage == Stage.OBJECTING
    closes = row_of(number).closes
    assert closes is not None
    with later((closes - sitting.MONDAY.date()).days):
        moving.move_on()
        assert row_of(number).stage == Stage.OBJECTING, "its last day is still hers"
    with later((closes - sitting.MONDAY.date() + dt.timedelta(days=1)).days):
        for _ in range(3):
            moving.move_on()
            assert row_of(number).stage == Stage.CONFIRMING
