"""Writing a proposal down with what speaks for it: who may, what is refused, who reads it first, and words taken back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from kithbridge import rules
from kithbridge.people.deciding import sayings
from kithbridge.people.deciding.actions import answering, proposing
from kithbridge.people.deciding.models import (
    Answered,
    Ballot,
    Proposal,
    Saying,
    Stage,
)
from kithbridge.people.models import Role
from kithbridge.rules import enact, evidence, explain
from kithbridge.rules.enact import AlreadyDone, NotAgreed, Overtaken, PastLimit, Refused
from kithbridge.rules.models import Decision
from kithbridge.web import once
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, make_member, quick_kdf  # noqa: F401
from tests.sitting import KEY, Team, a_team, agreed, answer_all, asked, carry, later, row_of, seat, week, written  # noqa: F401 - the fixture

pytestmark = DATABASES
form = once.new_form_id


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
    assert proposing.propose(rule="messages.live_weeks", value=rules.rule("messages.live_weeks").default, by=team.jo.key, form_id=form())


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


def test_once_people_are_asked_only_whoever_wrote_it_down_takes_it_back(team: Team) -> None:
    seat(living=5)
    waiting = written("messages.live_weeks", 5, by=team.jo, second=team.maeve)
    proposing.drop(proposal=waiting, by=team.maeve.key)
    number = asked(team)
    with pytest.raises(NotAgreed, match="Only whoever wrote it down"):
        proposing.drop(proposal=number, by=team.maeve.key)
    assert row_of(number).stage == Stage.ANSWERING
    proposing.drop(proposal=number, by=team.jo.key)
    assert row_of(number).stage == Stage.DROPPED


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
