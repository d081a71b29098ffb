"""Deciding: the last week of a seat, the last day of a request, and guards that stand behind other guards."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kithbridge.engines.week import Week
from kithbridge.people.deciding import counting, lot, queries
from kithbridge.people.deciding.actions import answering, moving, proposing, seats, two_leads
from kithbridge.people.deciding.actions.seats import CannotSit
from kithbridge.people.deciding.models import Answered, Ballot, ByTwo, Piece, Proposal, Saying, Seat, Stage, Willing
from kithbridge.people.models import Role, RoleHeld
from kithbridge.rules import enact
from kithbridge.rules.enact import AlreadyDone, Confirmed, NotAgreed, Refused
from kithbridge.rules.models import Decision
from kithbridge.web import once
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse
from tests.sitting import KEY, Team, a_team, later, week  # noqa: F401 - the fixture

pytestmark = DATABASES
form = once.new_form_id
URGENT = "messages.live_weeks"


# --- Who is asked -----------------------------------------------------------------------------------------
def test_whoever_sits_until_this_very_week_is_asked_and_answers(team: Team) -> None:
    last = sitting.sit("living", weeks=1)
    group = sitting.seat(living=3, lived=2)
    number = sitting.asked(team)
    assert Answered.objects.filter(proposal=number, seat__who=queries.who(last.owner)).count() == 1
    answering.answer(key=last, proposal=number, choice="yes")
    sitting.answer_all(number, sitting.everybody(group))
    assert sitting.row_of(number).stage == Stage.OBJECTING


def test_whose_weeks_are_over_is_not_asked(team: Team) -> None:
    sitting.sit("living", weeks=1)
    sitting.seat(living=3, lived=2)
    with week(1):
        assert Answered.objects.filter(proposal=sitting.asked(team)).count() == 5


def test_nobody_is_asked_twice(team: Team) -> None:
    group = sitting.seat(living=3, lived=2)
    number = sitting.asked(team)
    answering.answer(key=group["living"][0], proposal=number, choice="yes")
    with pytest.raises(AlreadyDone, match="asked already"):
        answering.ask(proposal=number, by=team.jo.key)
    assert Answered.objects.filter(proposal=number, done=True).count() == 1


def test_those_it_is_for_stand_first_among_those_who_are_asked(team: Team) -> None:
    sitting.seat(living=3, lived=2, work=1)
    words = {"words": "Shall the team have its own key?", "matter": sitting.new_numbers(1)[0], "by": team.jo.key}
    for whom, first in (("team", "work"), ("mothers", "living")):
        row = proposing.propose_doing(for_whom=whom, form_id=form(), **words)  # type: ignore[arg-type]
        assert row is not None
        sitting.one_piece(row)
        answering.ask(proposal=row.pk, by=team.jo.key)
        row.refresh_from_db()
        assert (row.asked[0], sorted(row.asked)) == (first, ["lived", "living", "work"])


def test_on_its_last_day_one_answer_does_not_end_it_for_the_others(team: Team) -> None:
    group = sitting.seat(living=5, lived=2)
    number = sitting.asked(team)
    with later((sitting.row_of(number).closes - sitting.MONDAY.date()).days):
        moving.move_on()
        first, second, *_others = group["living"]
        answering.answer(key=first, proposal=number, choice="yes")
        assert sitting.row_of(number).stage == Stage.ANSWERING
        answering.answer(key=second, proposal=number, choice="no")
    with later((sitting.row_of(number).closes - sitting.MONDAY.date()).days + 1):
        moving.move_on()
        assert sitting.row_of(number).stage != Stage.ANSWERING


def test_nothing_moves_at_the_moment_somebody_leaves(team: Team) -> None:
    """It would tell that hers was the answer that was missing."""
    first, *others = sitting.everybody(sitting.seat(living=3, lived=2))
    number = sitting.asked(team)
    sitting.answer_all(number, others)
    seats.leave(key=first)
    days = (sitting.row_of(number).closes - sitting.MONDAY.date()).days
    for after, moved in ((0, False), (days, False), (days + 1, True)):
        with later(after):
            moving.move_on()
            assert (sitting.row_of(number).stage != Stage.ANSWERING) is moved, after


def test_the_days_of_objecting_are_whole_whatever_moves_it(team: Team) -> None:
    number = sitting.agreed(team, sitting.seat(living=3, lived=2))
    days = (sitting.row_of(number).closes - sitting.MONDAY.date()).days
    for after, stage in ((0, Stage.OBJECTING), (days, Stage.OBJECTING), (days + 1, Stage.CONFIRMING)):
        with later(after), transaction.atomic():
            moving.move(sitting.row_of(number))
            assert sitting.row_of(number).stage == stage, after


def test_an_answer_writes_all_rows_of_its_proposal_anew(team: Team) -> None:
    """A row that is written alone could be told by the number of its writing: who has answered, and what."""
    group = sitting.seat(living=3, lived=2)
    number = sitting.asked(team)
    with CaptureQueriesContext(connection) as asked:
        answering.answer(key=group["living"][0], proposal=number, choice="yes")
    for model in (Answered, Ballot):
        table = model._meta.db_table
        (said,) = [one["sql"] for one in asked if one["sql"].startswith(f'UPDATE "{table}"')]
        assert re.fullmatch(rf'"{table}"\."proposal_id" = \S+', said.rpartition(" WHERE ")[2]), said


# --- Counting ---------------------------------------------------------------------------------------------
def test_without_a_quorum_nothing_is_carried_however_they_said() -> None:
    votes, seated = {"living": {"yes": 2}}, {"living": 8}
    told = counting.by_majority(votes, seated, deciders=["living"], quorum=50, majority=50)
    assert (told.quorum, told.carried) == (False, False)
    assert counting.by_majority({"living": {"yes": 4}}, seated, deciders=["living"], quorum=50, majority=50).carried
    assert not counting.by_majority({}, {}, deciders=["living"], quorum=50, majority=50).quorum, "nobody sits, nobody decides"


@pytest.mark.parametrize("short", [{"quorum": False}, {"carried": False}, {"confirmed": []}])
def test_what_was_not_agreed_is_no_decision_about_doing_either(team: Team, short: dict[str, object]) -> None:
    told = {"key": "", "value": None, "confirmed": [Confirmed(name, sitting.Constituency.LIVING) for name in ("a", "b")], **short}
    with pytest.raises(NotAgreed):
        enact.resolve(replace(sitting.decided(KEY, 4), **told), words="Shall we open on Sunday?", for_whom="mothers")  # type: ignore[arg-type]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("short", [{"quorum": False}, {"carried": False}])
def test_what_was_not_agreed_does_not_work_whoever_confirms_it(team: Team, short: dict[str, object]) -> None:
    group = sitting.seat(living=3, lived=2)
    number = sitting.agreed(team, group)
    Proposal.objects.filter(pk=number).update(stage=Stage.CONFIRMING, **short)
    assert not sitting.confirm(number, *group["living"])
    assert (sitting.row_of(number).stage, Decision.objects.exists()) == (Stage.CONFIRMING, False)


def test_whoever_wrote_it_down_is_not_among_those_who_confirmed_it_in_the_record(team: Team) -> None:
    living, work = sitting.Constituency.LIVING, sitting.Constituency.WORK
    confirmed = [Confirmed("a", living), Confirmed("b", living), Confirmed("c", work)]
    row = sitting.enacted(KEY, 4, confirmed=confirmed, recorder="c")
    assert row.decision.confirmed == ["living"]


def test_what_is_about_a_rule_is_not_recorded_as_something_to_do(team: Team) -> None:
    with pytest.raises(Refused, match="about a rule"):
        enact.resolve(sitting.decided(KEY, 4), words="Shall we open on Sunday?", for_whom="mothers")
    assert not Decision.objects.exists()


def test_a_decision_begins_in_the_fifty_second_week_from_now_at_the_latest(team: Team) -> None:
    with pytest.raises(Refused, match="within a year"):
        sitting.enacted(KEY, 4, week=this_week() + 53)
    with pytest.raises(Refused, match="within a year"):
        sitting.enacted(KEY, 4, week=this_week() - 1)
    assert sitting.enacted(KEY, 4, week=this_week() + 52).week == str(this_week() + 52)


def test_something_to_do_begins_within_a_year_and_a_trial_of_it_ends_within_two(team: Team) -> None:
    trial = {"looks_at": "How many come.", "says_who": "The peers."}
    for week_of, until, why in ((53, "", "within a year"), (0, str(this_week() + 105), "within two years")):
        told = replace(sitting.decided(KEY, 4), key="", value=None, week=this_week() + week_of, trial_until=until, **trial)
        with pytest.raises(Refused, match=why):
            enact.resolve(told, words="Shall we open on Sunday?", for_whom="mothers")
    told = replace(sitting.decided(KEY, 4), key="", value=None, trial_until=str(this_week() + 104), **trial)
    assert enact.resolve(told, words="Shall we open on Sunday?", for_whom="mothers").until == str(this_week() + 104)


def test_what_was_decided_once_is_decided_anew(team: Team) -> None:
    group = sitting.seat(living=5, lived=2)
    sitting.enacted(KEY, 6)
    number = sitting.written(KEY, 4, by=team.jo, second=team.maeve)
    sitting.carry(number, group, by=team.jo)
    assert (sitting.row_of(number).stage, sitting.row_of(number).fell_because) == (Stage.ENACTED, "")


# --- Evidence ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["guidance", "document"])
def test_what_was_published_needs_its_source(kind: str) -> None:
    told = {"kind": kind, "role": "guidance", "text": "Four weeks is usual."}
    with pytest.raises(Refused, match="needs its source"):
        proposing.check_evidence(**told)
    proposing.check_evidence(**told, said_by="The council, 2025")


@pytest.mark.parametrize("asked", [False, True])
def test_words_that_are_taken_away_count_by_role_once_people_are_asked(team: Team, asked: bool) -> None:
    sitting.seat(living=3, lived=2)
    number = sitting.asked(team) if asked else sitting.written(KEY, 4, by=team.jo, second=team.maeve)
    proposing.remove_evidence(saying=Saying.objects.get().pk, by=team.maeve.key)
    assert not Saying.objects.exists()
    assert list(Piece.objects.filter(proposal=number).values_list("role", flat=True)) == (["living"] if asked else [])


# --- Again ------------------------------------------------------------------------------------------------
def test_what_holds_already_may_still_be_tried_out_and_be_asked_again_after_half_a_year(team: Team) -> None:
    sitting.enacted(KEY, 4)
    with pytest.raises(Refused, match="It is so already"):
        proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form())
    trial = {"trial_weeks": 4, "looks_at": "How many come.", "says_who": "The peers."}
    assert proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form(), **trial)
    Proposal.objects.all().delete()
    with week(25), pytest.raises(Refused, match="It is so already"):
        proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form())
    with week(26):
        assert proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form())


def test_what_is_over_is_kept_twenty_six_weeks_and_goes_after(team: Team) -> None:
    row = proposing.propose(rule=KEY, value=4, by=team.jo.key, form_id=form())
    assert row is not None
    proposing.drop(proposal=row.pk, by=team.jo.key)
    with week(26):
        assert moving.forget_over() == 0
    with week(27):
        assert moving.forget_over() == 1


# --- Two leads --------------------------------------------------------------------------------------------
def ask_urgent(team: Team) -> ByTwo:
    two_leads.ask_urgent(rule=URGENT, value=3, weeks=2, reason="Papers were found.", by=team.maeve.key, form_id=form())
    return ByTwo.objects.get()


def test_on_its_last_day_a_request_can_be_agreed_to_and_is_not_swept(team: Team) -> None:
    request = ask_urgent(team)
    with later(7):
        assert moving.forget_over() == 0
        two_leads.agree(request=request.pk, by=team.ann.key)


def test_nobody_agrees_to_what_somebody_asked_who_is_no_lead_any_more(team: Team) -> None:
    request = ask_urgent(team)
    RoleHeld.objects.filter(member=team.maeve.member, role=Role.LEAD).delete()
    with pytest.raises(NotAgreed, match="not a lead any more"):
        two_leads.agree(request=request.pk, by=team.ann.key)


def test_what_two_leads_hurried_is_not_paused_as_a_decision(team: Team) -> None:
    two_leads.agree(request=ask_urgent(team).pk, by=team.ann.key)
    told = {"ground": "law", "office": "Trustees", "reason": "A letter.", "weeks": 2, "by": team.maeve.key, "form_id": form()}
    with pytest.raises(Refused, match="no such decision"):
        two_leads.ask_pause(decision=Decision.objects.get(method="urgent").pk, **told)  # type: ignore[arg-type]
    assert not ByTwo.objects.exists()


# --- Seats ------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("team")
def test_a_seat_is_free_in_the_week_after_its_last_and_not_before() -> None:
    key = sitting.sit("living", weeks=1)
    assert (seats.end_over(), seats.draw(form_id=form())) == (0, 0)
    assert queries.seat_of(key.owner) is not None
    with week(1):
        assert seats.end_over() == 1


# --- Seats on paper ---------------------------------------------------------------------------------------
@pytest.mark.usefixtures("team")
def test_a_seat_taken_by_code_counts_among_those_that_the_lot_does_not_give() -> None:
    free = lot.free_by_code(seats=9, by_lot=70, taken_by_code=0)
    for _n in range(free):
        seats.take(key=sitting.somebody(), code=seats.make_code(form_id=form()), constituency="living")
    assert Seat.objects.filter(by_lot=False).count() == free
    with pytest.raises(CannotSit, match="full"):
        seats.make_code(form_id=form())


@pytest.mark.usefixtures("team")
def test_a_code_works_in_four_weeks_and_not_in_the_fifth() -> None:
    first, second = (seats.make_code(form_id=form()) for _n in range(2))
    with week(3):
        seats.take(key=sitting.somebody(), code=first, constituency="living")
    with week(4), pytest.raises(CannotSit, match="code"), transaction.atomic():
        seats.take(key=sitting.somebody(), code=second, constituency="living")


@pytest.mark.usefixtures("team")
def test_when_all_seats_are_taken_none_is_taken_by_code() -> None:
    code = seats.make_code(form_id=form())
    group = sitting.seat(living=5, lived=4)
    with pytest.raises(CannotSit, match="full"), transaction.atomic():
        seats.take(key=sitting.somebody(), code=code, constituency="living")
    seats.leave(key=group["living"][0])
    seats.take(key=sitting.somebody(), code=code, constituency="living")
    assert Week.parse(str(Seat.objects.get(by_lot=False).ends)) > this_week()


@pytest.mark.usefixtures("team")
def test_on_whoever_takes_a_seat_by_code_the_lot_does_not_fall_too() -> None:
    key = sitting.somebody()
    Willing.objects.create(who=queries.who(key.owner), constituency="living")
    seats.take(key=key, code=seats.make_code(form_id=form()), constituency="living")
    assert not Willing.objects.exists()
    assert (seats.draw(form_id=form()), Seat.objects.count()) == (0, 1)
