"""Any order of proposing, answering, objecting, confirming, leaving, pausing, hurrying and waiting: what must always hold does.

Beside the software runs an account of people: who was asked, what each said, who left. From it the outcome is worked out by hand.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kithbridge import rules
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, moving, proposing, seats, two_leads
from kithbridge.people.deciding.models import (
    OPEN,
    Answered,
    Ballot,
    ByTwo,
    Confirmation,
    Objection,
    Proposal,
    Saying,
    Seat,
    SeatCode,
    Stage,
    Willing,
)
from kithbridge.people.models import Role
from kithbridge.people.vault import Key
from kithbridge.rules import enact, proof, state
from kithbridge.rules.enact import Confirmed, Refused
from kithbridge.rules.models import Decision, Edition, Evidence, Pause, Version
from kithbridge.web import clock, once
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Count, Entry, Segment
from tests import sitting
from tests.builders import DATABASES, Member, make_member, quick_kdf  # noqa: F401
from tests.generative.rules_lives import KEYS
from tests.generative.rules_people import Told, by_hand

pytestmark = DATABASES
NAMES = ["living", "lived", "work"]
VALUES = {
    "asks.live_weeks": [2, 4, 8],
    "messages.live_weeks": [2, 8, 20],
    "team.second_factor": [True],
    "group.who_for": ["mums", "anyone"],
    "deciding.may_sit": [["living", "lived", "work"], ["living", "lived"]],
    "deciding.quorum": [50, 60, 90],
}
MOST_WEEKS = 40
MOST_BATCHES = 10
# What chance must have met, or the machine tested less than it says. Rarer ends have tests of their own ("Overtaken": test_rules_enact.py).
WANTED = ["objecting", "confirming", "enacted", "fell", "founding", "urgent", "asked once more", "PastLimit", "NotAgreed"]


class Deciding(RuleBasedStateMachine):
    jo: ClassVar[Member]
    leads: ClassVar[list[Member]]
    seen: ClassVar[Counter[str]] = Counter()

    @initialize(
        living=st.sampled_from([3, 5, 6, 2]), lived=st.sampled_from([2, 0, 1]), work=st.sampled_from([1, 0, 2]), early=st.booleans()
    )
    def begins(self, living: int, lived: int, work: int, early: bool) -> None:
        for model in (Confirmation, Objection, Ballot, Answered, Proposal, Saying, Seat, SeatCode, Willing, ByTwo):
            model.objects.all().delete()
        for model in (Evidence, Pause, Version, Decision, Edition, Entry, Segment, Count):
            model.objects.all().delete()
        state.forget()
        self.now = sitting.MONDAY
        self.sitting: dict[UUID, tuple[Key, str]] = {}
        self.told: dict[UUID, Told] = {}
        self.past: dict[str, dict[str, tuple[Any, int]]] = {}
        self.codes: list[str] = []
        with clock.at(self.now):
            enact.begin()
        if early:
            self.chooses_to_begin_with("messages.live_weeks", 2)
        with clock.at(self.now):
            for name, n in (("living", living), ("lived", lived), ("work", work)):
                for _ in range(n):
                    self._sits(name)

    # --- the account ---
    def _sits(self, name: str) -> None:
        key = sitting.sit(name)
        self.sitting[key.owner] = (key, name)

    def do(self, act: Callable[[], Any]) -> Any:
        """Try it; then whatever was counted or enacted is worked out by hand. A refusal changes nothing."""
        before = dict(Proposal.objects.values_list("pk", "stage"))
        versions = Version.objects.count()
        done = None
        with clock.at(self.now):
            said: BaseException | None = None
            try:
                done = act()
            except (Refused, seats.CannotSit) as refusal:
                said = refusal
            if said is not None:
                self.seen[type(said).__name__] += 1
                assert Version.objects.count() == versions
                assert str(said).strip()
            for row in Proposal.objects.all():
                self._moved(row, before.get(row.pk), row.stage)
        return done

    def _moved(self, row: Proposal, before: str | None, after: str) -> None:
        told = self.told.get(row.pk)
        if told is None or before == after:
            return
        self.seen[after] += 1
        if before in (Stage.ANSWERING, Stage.ADVISING) and after in (Stage.OBJECTING, Stage.FELL):
            quorum, carried = by_hand(told, self.sitting)
            assert (row.quorum, row.carried) == (quorum, carried), (told, row.outcome)
            assert (after == Stage.OBJECTING) == carried
            assert len(told.said) >= 5 or row.outcome == {}, "a small number was shown"
            assert told.method == "majority" or row.outcome == {}
        if after == Stage.ENACTED:
            assert all(by_hand(told, self.sitting)), "enacted without quorum or majority"
            by = {owner: name for owner, name in told.confirmed.items() if owner in self.sitting}
            assert len(by) >= 2
            assert {one.value for one in rules.rule(told.key).protects.constituencies} & set(by.values())
            assert set(by) <= set(told.said)
            assert told.written_by not in by

    def _notes_asking(self, row: Proposal) -> None:
        told = self.told[row.pk]
        told.asked = {owner: name for owner, (_key, name) in self.sitting.items()}
        told.said, told.confirmed, told.method, told.round = {}, {}, row.method, row.round

    def _a_proposal(self, pick: int, *stages: str) -> Proposal | None:
        rows = list(Proposal.objects.filter(stage__in=stages).order_by("key")) or list(Proposal.objects.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def _somebody(self, pick: int) -> Key:
        people = list(self.sitting.values())
        return people[pick % len(people)][0] if people else sitting.somebody()

    # --- who sits ---
    @rule(name=st.sampled_from(NAMES), by_code=st.booleans())
    def somebody_sits(self, name: str, by_code: bool) -> None:
        if len(self.sitting) >= 9:
            return
        if not by_code:
            with clock.at(self.now):
                self._sits(name)
            return
        key = sitting.somebody()
        code = self.do(lambda: seats.make_code(form_id=once.new_form_id()))
        self.do(lambda: seats.take(key=key, code=code or "", constituency=name))
        if Seat.objects.filter(who=queries.who(key.owner)).exists():
            self.sitting[key.owner] = (key, name)

    @rule(pick=st.integers(0, 50))
    def somebody_leaves(self, pick: int) -> None:
        key = self._somebody(pick)
        self.sitting.pop(key.owner, None)
        for told in self.told.values():
            told.confirmed.pop(key.owner, None)
        self.do(lambda: seats.leave(key=key))

    # --- proposals ---
    @rule(
        key=st.sampled_from(KEYS), pick=st.integers(0, 2), begins=st.sampled_from([0, 0, 3]), trial=st.sampled_from([0, 0, 2]),
        imported=st.booleans(), odd=st.sampled_from([None, None, None, None, None, "x", [], 0, -1, 0, {"a": 1}]),
    )  # fmt: skip
    def proposes(self, key: str, pick: int, begins: int, trial: int, imported: bool, odd: Any) -> None:
        value = odd if odd is not None else VALUES[key][pick % len(VALUES[key])]
        by = None if imported else self.jo.key
        more: dict[str, Any] = {"begins": begins, "origin": "charter" if imported else "here"}
        if trial:
            more |= {"trial_weeks": trial, "looks_at": "asks", "says_who": "peers"}
        self._proposes(key, value, by, **more)

    def _proposes(self, key: str, value: Any, by: Key | None, **more: Any) -> None:
        row = self.do(lambda: proposing.propose(rule=key, value=value, by=by, form_id=once.new_form_id(), **more))
        if row is not None:
            self.told[row.pk] = Told(key, written_by=by.owner if by else None)
            told = {"proposal": row.pk, "kind": "quote", "role": "living", "text": "So it is.", "by": self.jo.key}
            self.codes.append(self.do(lambda: proposing.add_evidence(form_id=once.new_form_id(), **told)))

    @rule(pick=st.integers(0, 50), by=st.integers(0, 2))
    def second_reading(self, pick: int, by: int) -> None:
        waiting = list(Saying.objects.filter(shown=False).order_by("pk"))
        reader = [self.jo, *self.leads][by]
        if waiting:
            self.do(lambda: proposing.pass_evidence(saying=waiting[pick % len(waiting)].pk, by=reader.key))

    @rule()
    def words_are_taken_back(self) -> None:
        if self.codes:
            code = self.codes.pop()
            assert self.do(lambda: proposing.take_back(code=code)) is True

    @rule(pick=st.integers(0, 50))
    def asks(self, pick: int) -> None:
        row = self._a_proposal(pick, Stage.WRITTEN)
        if row is not None:
            self._is_asked(row)

    def _is_asked(self, row: Proposal) -> None:
        self.do(lambda: answering.ask(proposal=row.pk, by=self.jo.key))
        row.refresh_from_db()
        if row.stage == Stage.ANSWERING and not self.told[row.pk].asked:
            self._notes_asking(row)

    @rule(pick=st.integers(0, 50))
    def is_dropped(self, pick: int) -> None:
        row = self._a_proposal(pick, Stage.CONFIRMING)
        if row is not None:
            self.do(lambda: proposing.drop(proposal=row.pk, by=self.jo.key))

    @rule(pick=st.integers(0, 50), against=st.sampled_from([0, 0, 0, 1]))
    def it_goes_on(self, pick: int, against: int) -> None:
        """What would come next for a proposal, if nothing stood in its way: chance alone seldom gets to the end."""
        row = self._a_proposal(pick, *OPEN)
        if row is None or row.stage not in OPEN:
            self._proposes(KEYS[pick % len(KEYS)], VALUES[KEYS[pick % len(KEYS)]][-1], self.jo.key)
        elif row.stage == Stage.WRITTEN:
            for saying in Saying.objects.filter(shown=False):
                self.do(lambda saying=saying: proposing.pass_evidence(saying=saying.pk, by=self.leads[0].key))
            self._is_asked(row)
        elif row.stage in (Stage.ANSWERING, Stage.ADVISING):
            self._all_answer(row, against)
        elif row.stage == Stage.OBJECTING:
            if against:
                self.do(lambda: answering.objects(key=self._somebody(pick), proposal=row.pk, ground="harm"))
            self._waits(8)
        else:
            for n in range(len(self.sitting)):
                self._confirms(row, self._somebody(pick + n), True)

    @rule(pick=st.integers(0, 50), against=st.sampled_from([0, 0, 1, 3]))
    def it_goes_on_and_on(self, pick: int, against: int) -> None:
        for _ in range(6):
            self.it_goes_on(pick, against)

    # --- answers ---
    def _answers(self, row: Proposal, key: Key, choice: str) -> None:
        told, given_before = self.told[row.pk], Answered.objects.filter(proposal=row, done=True).count()
        told.quorum = state.value("deciding.quorum")
        already = dict(told.said)

        def act() -> None:
            told.said[key.owner] = choice
            try:
                answering.answer(key=key, proposal=row.pk, choice=choice)
            except Refused:
                told.said = already
                raise

        self.do(act)
        assert len(told.said) - len(already) in (0, 1)
        assert key.owner not in already or told.said == already, "somebody answered twice"
        if Ballot.objects.filter(proposal=row).exists():
            assert sum(Ballot.objects.filter(proposal=row).values_list("n", flat=True)) == len(told.said)
            assert Answered.objects.filter(proposal=row, done=True).count() >= given_before

    @rule(pick=st.integers(0, 50), who=st.integers(0, 50), choice=st.sampled_from(["yes", "yes", "no", "abstain", "live", "maybe"]))
    def one_answers(self, pick: int, who: int, choice: str) -> None:
        row = self._a_proposal(pick, Stage.ANSWERING, Stage.ADVISING)
        if row is not None:
            self._answers(row, self._somebody(who), choice)

    @rule(pick=st.integers(0, 50), against=st.sampled_from([0, 0, 0, 1, 9]))
    def all_answer(self, pick: int, against: int) -> None:
        row = self._a_proposal(pick, Stage.ANSWERING, Stage.ADVISING)
        if row is not None:
            self._all_answer(row, against)

    def _all_answer(self, row: Proposal, against: int) -> None:
        for n, (key, _name) in enumerate(list(self.sitting.values())):
            self._answers(row, key, "no" if n < against else "yes")

    @rule(pick=st.integers(0, 50), who=st.integers(0, 50), ground=st.sampled_from(["harm", "wrong", "nothing"]))
    def objects(self, pick: int, who: int, ground: str) -> None:
        row = self._a_proposal(pick, Stage.OBJECTING)
        if row is not None:
            self.do(lambda: answering.objects(key=self._somebody(who), proposal=row.pk, ground=ground))

    @rule(pick=st.integers(0, 50), who=st.integers(0, 50), many=st.integers(1, 3), ticked=st.sampled_from([True, True, True, False]))
    def confirms(self, pick: int, who: int, many: int, ticked: bool) -> None:
        for n in range(many):
            row, key = self._a_proposal(pick, Stage.CONFIRMING), self._somebody(who + n)
            if row is None:
                return
            self._confirms(row, key, ticked)

    def _confirms(self, row: Proposal, key: Key, ticked: bool) -> None:
        row.refresh_from_db()
        told = self.told[row.pk]
        if key.owner in told.said and row.stage == Stage.CONFIRMING and ticked:
            told.confirmed[key.owner] = self.sitting[key.owner][1]
        self.do(lambda: answering.confirm(key=key, proposal=row.pk, took_part=ticked, did_not_write=True))

    # --- leads ---
    @rule(key=st.sampled_from(KEYS), pick=st.integers(0, 2))
    def chooses_to_begin_with(self, key: str, pick: int) -> None:
        value, lead = VALUES[key][pick % len(VALUES[key])], self.leads[0]
        with clock.at(self.now):
            may = not queries.sits() and this_week() <= enact.founding_ends()
        made = self.do(lambda: two_leads.choose(rule=key, value=value, by=lead.key, form_id=once.new_form_id()))
        assert made is None or may
        self.seen["founding"] += made is not None

    @rule(key=st.sampled_from(KEYS), pick=st.integers(0, 2), weeks=st.integers(0, 5), same=st.booleans())
    def in_a_hurry(self, key: str, pick: int, weeks: int, same: bool) -> None:
        value, form = VALUES[key][pick % len(VALUES[key])], once.new_form_id()
        told = {"rule": key, "value": value, "weeks": weeks, "reason": "a flood", "by": self.leads[0].key, "form_id": form}
        before = state.value(key)
        self.do(lambda: two_leads.ask_urgent(**told))
        for request in ByTwo.objects.filter(kind="urgent"):
            self.do(lambda request=request: two_leads.agree(request=request.pk, by=self.leads[0 if same else 1].key))
        newest = Version.objects.order_by("-n").first()
        if newest is not None and newest.how == "urgent" and newest.key == key and str(newest.week) == self._week():
            self.seen["urgent"] += 1
            assert state.value(key) == before or rules.rule(key).protects_more(state.value(key), before)

    @rule(pick=st.integers(0, 50), weeks=st.integers(1, 8))
    def pauses(self, pick: int, weeks: int) -> None:
        taken = list(Decision.objects.order_by("pk"))
        if not taken:
            return
        told = {"ground": "law", "office": "Trustees", "reason": "A letter.", "weeks": weeks, "by": self.leads[0].key}
        self.do(lambda: two_leads.ask_pause(decision=taken[pick % len(taken)].pk, form_id=once.new_form_id(), **told))
        for request in ByTwo.objects.filter(kind="pause"):
            self.do(lambda request=request: two_leads.agree(request=request.pk, by=self.leads[1].key))

    @rule(key=st.sampled_from(KEYS), lacks=st.sampled_from(["quorum", "carried", "confirmed", "protected", "recorder", "value", "week"]))
    def somebody_hands_over_what_was_not_decided(self, key: str, lacks: str) -> None:
        def act() -> None:
            given = sitting.decided(key, VALUES[key][0])
            wrong: dict[str, Any] = {
                "quorum": {"quorum": False},
                "carried": {"carried": False},
                "confirmed": {"confirmed": given.confirmed[:1]},
                "protected": {"confirmed": []},
                "recorder": {"recorder": "a"},
                "value": {"value": object()},
                "week": {"week": this_week() - 1},
            }[lacks]
            if lacks == "protected":
                others = [one for one in rules.Constituency if one not in rules.rule(key).protects.constituencies]
                wrong = {"confirmed": [Confirmed(str(uuid4()), one) for one in others]}
            enact.enact(replace(given, **wrong))
            raise AssertionError(f"enacted without {lacks}")

        self.do(act)

    # --- time ---
    @rule(days=st.sampled_from([1, 3, 8, 8, 15, 30]))
    def time_passes(self, days: int) -> None:
        self._waits(days)

    def _waits(self, days: int) -> None:
        if (self.now - sitting.MONDAY).days + days > 7 * MOST_WEEKS:
            return
        with clock.at(self.now):
            self.past[self._week()] = self._standing(self._week())
        before = self._week()
        self.now += dt.timedelta(days=days)
        if self._week() == before:
            self.past.pop(before)
        for told in self.told.values():
            with clock.at(self.now):
                told.quorum = state.value("deciding.quorum")
        self.do(moving.move_on)
        for row in Proposal.objects.filter(stage=Stage.ANSWERING):
            if row.round != self.told[row.pk].round:
                self.seen["asked once more"] += 1
                self._notes_asking(row)

    def _week(self) -> str:
        with clock.at(self.now):
            return str(this_week())

    def _standing(self, week: str) -> dict[str, tuple[Any, int]]:
        at = state.known().in_week(week)
        return {key: (at[key].value, at[key].n) for key in KEYS}

    # --- what always holds ---
    @invariant()
    def values_are_of_their_kind_and_within_limits(self) -> None:
        with clock.at(self.now):
            for one in rules.all_rules():
                value = rules.value(one.key)
                assert one.kind.fit(value) == value
                assert one.refusal(value) == ""

    @invariant()
    def what_ends_has_ended_and_what_is_paused_does_not_hold(self) -> None:
        now = self._week()
        standing = {self._standing(now)[key][1] for key in KEYS}
        over = Version.objects.exclude(until="").filter(until__lt=now).values_list("n", flat=True)
        early = Version.objects.filter(week__gt=now).values_list("n", flat=True)
        paused = Version.objects.filter(decision__pause__week__lte=now, decision__pause__until__gte=now).values_list("n", flat=True)
        assert not standing & {*over, *early, *paused}

    @invariant()
    def the_past_never_changes(self) -> None:
        state.forget()
        for week, then in self.past.items():
            assert self._standing(week) == then

    @invariant()
    def one_open_proposal_a_rule(self) -> None:
        open_now = Counter(Proposal.objects.filter(stage__in=OPEN).values_list("key", flat=True))
        assert set(open_now.values()) <= {1}

    @invariant()
    def nothing_of_answers_stays_once_they_are_counted(self) -> None:
        answered = [Stage.ANSWERING, Stage.ADVISING]
        assert not Ballot.objects.exclude(proposal__stage__in=answered).exists()
        for model in (Answered, Confirmation, Objection):
            assert not model.objects.filter(proposal__stage__in=[Stage.WRITTEN, Stage.ENACTED, Stage.FELL, Stage.DROPPED]).exists()
        assert {one.name for one in Ballot._meta.fields} == {"id", "proposal", "constituency", "choice", "n"}

    @invariant()
    def the_record_fits_the_rules(self) -> None:
        found = proof.check()
        assert found.problems == []
        assert found.changes + found.pauses == Entry.objects.filter(kind__startswith="rule changed").count() + Pause.objects.count()


def test_any_order_of_deciding() -> None:
    with sitting.week(0):
        Deciding.jo = make_member("Jo", Role.PEER)
        Deciding.leads = [make_member("Maeve", Role.LEAD), make_member("Ann", Role.LEAD)]
    Deciding.seen.clear()
    # Where `CI` is set, chance is switched off by itself: ten batches would be ten times the same.
    lives = 25 if connection.vendor == "sqlite" else 12
    some = settings(max_examples=lives, stateful_step_count=40, deadline=None, derandomize=False, suppress_health_check=list(HealthCheck))
    # Chance may keep to one corner: it goes on until everything was seen, and no further than this.
    for batch in range(MOST_BATCHES):
        run_state_machine_as_test(Deciding, settings=some)
        if batch and all(Deciding.seen[one] for one in WANTED):
            break
    print(dict(Deciding.seen))
    assert [one for one in WANTED if not Deciding.seen[one]] == [], dict(Deciding.seen)
