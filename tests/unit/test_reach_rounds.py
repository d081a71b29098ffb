"""Equipment rounds: what is asked, who is heard, who counts, what leaves, how it ends."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import pytest

from kithbridge.engines.week import Week
from kithbridge.people import hers, vault
from kithbridge.people.actions import danger, holding, pages, refusing, retention, slips
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import Kept, LastLook, Refusal, Role, Slip, Worry
from kithbridge.people.queries import danger as worries
from kithbridge.people.sessions.models import Budget
from kithbridge.reach import rounds
from kithbridge.reach.actions import answering, themes
from kithbridge.reach.actions import rounds as acts
from kithbridge.reach.actions.answering import CannotSay, Words
from kithbridge.reach.models import Answer, Mark, Round, Theme, Voice
from kithbridge.web import clock, once
from kithbridge.web.home import secrets
from kithbridge.web.record.models import Count, Entry
from tests.builders import DATABASES, Member, Page, Site, decide, furnish_site, make_member, make_page, quick_kdf  # noqa: F401

pytestmark = DATABASES
ASKED = "Which needle reaches where?\nWhat hurts?"


@dataclass
class Group:
    site: Site
    jo: Member
    shanice: Member
    bron: Member

    @property
    def lead(self) -> Member:
        return self.site.lead

    @property
    def readers(self) -> list:
        return [self.jo.member.pk, self.shanice.member.pk]


def furnish() -> Group:
    site = furnish_site()
    jo, shanice = (make_member(name, circle=site.circle) for name in ("Jo", "Shanice"))
    return Group(site, jo, shanice, make_member("Bron", Role.LEAD))


@pytest.fixture
def group() -> Group:
    return furnish()


def begin(**more: object) -> Round:
    given = {"item": "fine", "supplier": "Northern Harm Reduction Supplies", "question": ASKED, "weeks": 4, "form_id": once.new_form_id()}
    return acts.begin(**{**given, **more})  # type: ignore[arg-type]


def slip() -> str:
    return slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]


def say(group: Group, *, page: Page | None = None, with_slip: bool = True, item: str = "fine", **words: object) -> Answer:
    said = Words(**{"like": ("hurts",), **words})  # type: ignore[arg-type]
    heard = answering.say(
        item=item,
        words=said,
        readers=group.readers,
        form_id=once.new_form_id(),
        page=page.key if page else None,
        slip=slip() if with_slip else "",
    )
    return Answer.objects.get(pk=heard.answer)


def theme(group: Group, row: Round, label: str = "Too long for the hand", side: str = "hurts", *, agreed: bool = True) -> Theme:
    made = themes.write(key=group.jo.key, round_id=row.pk, side=side, label=label, form_id=once.new_form_id())
    assert made is not None
    if agreed:
        themes.agree(key=group.lead.key, theme=made.pk)
    made.refresh_from_db()
    return made


def mark(group: Group, answers: Sequence[Answer], *carries: Theme) -> None:
    for one in answers:
        themes.mark(key=group.jo.key, answer=one.pk, themes=[theme.pk for theme in carries])


def briefed(group: Group, said: int = 12, **more: object) -> Round:
    """A round whose brief was given out: `said` answers, all with one theme."""
    row = begin(**more)
    answers = [say(group) for _ in range(said)]
    mark(group, answers, theme(group, row))
    acts.stop_asking(number=row.pk)
    acts.give_out(number=row.pk)
    row.refresh_from_db()
    return row


def weeks_on(weeks: int) -> dt.datetime:
    return clock.now() + dt.timedelta(weeks=weeks)


class TestBeginning:
    def test_it_is_asked_until_its_last_week(self, group: Group) -> None:
        row = begin(weeks=2)
        assert rounds.asked_now("fine") == row
        with clock.at(weeks_on(1)):
            assert rounds.asked_now("fine") == row
        with clock.at(weeks_on(2)):
            assert rounds.asked_now("fine") is None
            assert rounds.stage(row) == Round.State.READING
        assert Entry.objects.filter(kind="equipment round begun").count() == 1

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"item": "nothing"}, "item"),
            ({"supplier": " "}, "supplier"),
            ({"supplier": "x" * 61}, "supplier"),
            ({"question": "\n \n"}, "question"),
            ({"question": "\n".join("abcdefghi")}, "question"),
            ({"question": "x" * 161}, "question"),
            ({"weeks": 0}, "weeks"),
            ({"weeks": 27}, "weeks"),
            ({"before": "00000000-0000-4000-8000-000000000000"}, "before"),
        ],
    )
    def test_refusals(self, group: Group, wrong: dict, why: str) -> None:
        with pytest.raises(acts.NotMoved) as problem:
            begin(**wrong)
        assert problem.value.why == why
        assert not Round.objects.exists()

    def test_one_round_of_a_thing_at_a_time(self, group: Group) -> None:
        begin()
        begin(item="foil")
        with pytest.raises(acts.NotMoved, match="open"):
            begin()

    def test_what_was_long_ago_is_said_with_its_year(self, group: Group) -> None:
        row = begin(weeks=1)
        with clock.at(weeks_on(26)):
            assert rounds.when(row.week).count(" ") == 4
        with clock.at(weeks_on(27)):
            assert rounds.history("fine")[0].began.endswith(str(Week.parse(str(row.week)).monday().year))

    def test_the_same_form_begins_one(self, group: Group) -> None:
        form = once.new_form_id()
        row = begin(form_id=form)
        acts.drop(number=row.pk, text="Sent twice.")
        with pytest.raises(acts.NotMoved, match="again"):
            begin(form_id=form)

    def test_what_was_said_before_can_belong_to_it(self, group: Group) -> None:
        before, other = say(group), say(group, item="foil")
        row = begin(take_in=True)
        before.refresh_from_db()
        other.refresh_from_db()
        assert (before.round, other.round) == (row, None)

    def test_and_need_not(self, group: Group) -> None:
        before = say(group)
        begin()
        before.refresh_from_db()
        assert before.round is None


class TestSaying:
    def test_it_is_sealed_to_those_left_in_and_to_herself(self, group: Group) -> None:
        page = make_page()
        heard = answering.say(
            item="fine", words=Words(text="It bends"), readers=[group.jo.member.pk], form_id=once.new_form_id(), page=page.key
        )
        row = Answer.objects.get(pk=heard.answer)
        assert json.loads(vault.read(group.jo.key, row, "words"))["text"] == "It bends"
        assert json.loads(vault.read(page.key, row, "words"))["left_out"] == [str(group.shanice.member.pk)]
        for other in (group.shanice, group.lead):
            with pytest.raises(vault.CannotOpen):
                vault.read(other.key, row, "words")
        assert Count.objects.get(kind="said about a thing").role == "neighbour"

    def test_with_a_slip_it_counts_and_the_slip_is_used_up(self, group: Group) -> None:
        assert say(group).counted
        assert not Slip.objects.exists()

    def test_without_a_slip_it_is_heard_and_not_counted(self, group: Group) -> None:
        row = begin()
        said = say(group, with_slip=False)
        assert not said.counted
        assert rounds.said_in(group.jo.key, row)[0].open_one
        assert rounds.counted_in(row) == 0

    def test_a_slip_that_does_not_work_is_said_so_and_nothing_is_sent(self, group: Group) -> None:
        before = Wrap.objects.count()
        with pytest.raises(CannotSay, match="slip"):
            answering.say(item="fine", words=Words(text="x"), readers=group.readers, form_id=once.new_form_id(), slip="2222 2222")
        assert not Answer.objects.exists()
        assert Wrap.objects.count() == before

    def test_the_same_form_is_one_answer_and_one_slip(self, group: Group) -> None:
        form, code, other = once.new_form_id(), slip(), slip()
        first = answering.say(item="fine", words=Words(text="x"), readers=group.readers, form_id=form, slip=code)
        again = answering.say(item="fine", words=Words(text="x"), readers=group.readers, form_id=form, slip=other)
        assert (first.answer, first.counted) == (again.answer, again.counted)
        assert Answer.objects.count() == Slip.objects.count() == 1

    @pytest.mark.parametrize(
        ("words", "why"), [(Words(), "nothing"), (Words(like=("no such",)), "nothing"), (Words(text="x" * 1_001), "text")]
    )
    def test_refusals(self, group: Group, words: Words, why: str) -> None:
        with pytest.raises(CannotSay, match=why):
            answering.say(item="fine", words=words, readers=group.readers, form_id=once.new_form_id())

    def test_no_such_thing_nobody_ticked(self, group: Group) -> None:
        with pytest.raises(CannotSay, match="item"):
            answering.say(item="no", words=Words(text="x"), readers=group.readers, form_id=once.new_form_id())
        with pytest.raises(CannotSay, match="readers"):
            answering.say(item="fine", words=Words(text="x"), readers=[group.lead.member.pk], form_id=once.new_form_id())

    def test_not_while_nobody_answers(self, group: Group) -> None:
        LastLook.objects.all().delete()
        with pytest.raises(CannotSay, match="silent"):
            say(group, with_slip=False)

    def test_not_from_a_page_that_is_refused(self, group: Group) -> None:
        page = make_page()
        refusing.propose(key=group.jo.key, page=page.key.owner, reason=Refusal.Reason.values[0])
        for other in (group.shanice, group.bron):
            with suppress(refusing.NotRefused):
                refusing.agree(key=other.key, page=page.key.owner)
        with pytest.raises(CannotSay, match="refused"):
            say(group, page=page, with_slip=False)

    def test_a_flood_is_stopped_and_a_slip_still_gets_in(self, group: Group) -> None:
        decide("asks.per_hour", 20)
        for _ in range(20):
            say(group, with_slip=False)
        with pytest.raises(CannotSay, match="busy"):
            say(group, with_slip=False)
        assert say(group).counted
        assert Budget.objects.filter(slot__startswith="said-").exists()


class TestAPeerSaysIt:
    def said(self, group: Group, row: Round, **more: object) -> Answer:
        given = {"key": group.jo.key, "round_id": row.pk, "words": Words(like=("works",)), "readers": group.readers}
        heard = answering.say_as_peer(**{**given, "form_id": once.new_form_id(), **more})  # type: ignore[arg-type]
        return Answer.objects.get(pk=heard.answer)

    def test_hers_counts_once_in_a_round(self, group: Group) -> None:
        row = begin()
        assert [self.said(group, row).counted, self.said(group, row).counted] == [True, False]
        assert self.said(group, row, key=group.shanice.key).counted
        assert rounds.counted_in(row) == 2

    def test_nothing_leads_from_it_to_her(self, group: Group) -> None:
        made = self.said(group, begin())
        assert made.page_id is None
        assert made.role == Answer.Role.MOTHER, "where two are peers, the word would say which of them uses it"
        assert str(group.jo.member.pk) not in vault.read(group.shanice.key, made, "words")
        assert group.jo.key.owner.hex not in Voice.objects.get().mark

    def test_where_three_are_peers_it_says_that_a_peer_spoke(self, group: Group) -> None:
        make_member("Cass", circle=group.site.circle)
        assert self.said(group, begin()).role == Answer.Role.PEER

    def test_nobody_can_try_who_spoke_with_all_that_is_stored(self, group: Group) -> None:
        """The pepper is a secret that lies on the server, her own key is not."""
        row = begin()
        self.said(group, row)
        mark = Voice.objects.get().mark
        for start in (b"voice" + group.jo.key.owner.bytes + row.pk.bytes, b"kb1:voice" + row.pk.bytes):
            assert mark != hmac.new(secrets().pepper, start, hashlib.sha256).hexdigest()

    def test_who_spoke_is_forgotten_when_the_brief_is_given_out(self, group: Group) -> None:
        row = begin()
        mark(group, [self.said(group, row), say(group)], theme(group, row))
        acts.stop_asking(number=row.pk)
        acts.give_out(number=row.pk)
        assert not Voice.objects.exists()

    def test_somebody_beside_her_counts_with_a_slip(self, group: Group) -> None:
        row = begin()
        assert self.said(group, row, beside=True, slip=slip()).counted
        made = self.said(group, row, beside=True)
        assert (made.counted, made.role) == (False, Answer.Role.MOTHER)
        assert not Voice.objects.exists()

    def test_not_when_it_is_not_asked_any_more(self, group: Group) -> None:
        row = begin()
        acts.stop_asking(number=row.pk)
        with pytest.raises(CannotSay, match="item"):
            self.said(group, row)

    def test_she_takes_it_back_and_says_it_again(self, group: Group) -> None:
        """Also what she did not seal to herself. What she says next counts, since hers counts once in a round."""
        row, form = begin(), once.new_form_id()
        made = self.said(group, row, readers=[group.shanice.member.pk], form_id=form)
        assert self.said(group, row, readers=[group.shanice.member.pk], form_id=form) == made, "sent twice it is one"
        mark(group, [self.said(group, row, key=group.shanice.key)], one := theme(group, row))
        themes.mark(key=group.shanice.key, answer=made.pk, themes=[one.pk])
        assert answering.take_back_own(key=group.jo.key, answer=made.pk)
        assert not Wrap.objects.filter(item=made.pk).exists()
        assert Mark.objects.count() == 1
        assert not answering.take_back_own(key=group.jo.key, answer=made.pk), "it is gone"
        assert self.said(group, row).counted
        assert rounds.counted_in(row) == 2

    def test_only_her_own_key_finds_it(self, group: Group) -> None:
        row = begin()
        own, beside, hers = self.said(group, row), self.said(group, row, beside=True), say(group)
        assert answering.is_own(group.jo.key, own.pk)
        for key, answer in ((group.shanice.key, own), (group.lead.key, own), (group.jo.key, beside), (group.jo.key, hers)):
            assert not answering.is_own(key, answer.pk)
            assert not answering.take_back_own(key=key, answer=answer.pk)
        assert Answer.objects.count() == 3
        # A number like any other: its version and variant tell nothing.
        assert {one.pk.version for one in (own, beside, hers)} == {4}

    def test_one_that_did_not_count_leaves_the_one_that_did(self, group: Group) -> None:
        row = begin()
        first, second = self.said(group, row), self.said(group, row)
        assert answering.take_back_own(key=group.jo.key, answer=second.pk)
        assert not self.said(group, row).counted, "her first still counts"
        assert Answer.objects.filter(pk=first.pk, counted=True).exists()

    def test_after_the_brief_was_given_out_its_bands_stand_still(self, group: Group) -> None:
        row = begin()
        answers = [self.said(group, row), *(say(group) for _ in range(11))]
        mark(group, answers, theme(group, row))
        acts.stop_asking(number=row.pk)
        acts.give_out(number=row.pk)
        row.refresh_from_db()
        before = rounds.told(row)
        assert answering.take_back_own(key=group.jo.key, answer=answers[0].pk)
        assert rounds.told(row) == before


class TestThemes:
    def test_a_second_person_with_another_job_reads_it(self, group: Group) -> None:
        made = theme(group, begin(), agreed=False)
        for same in (group.jo, group.shanice):
            with pytest.raises(themes.NotWritten, match="same"):
                themes.agree(key=same.key, theme=made.pk)
        themes.agree(key=group.bron.key, theme=made.pk)
        made.refresh_from_db()
        assert (made.agreed, made.second_id) == (True, group.bron.member.pk)

    def test_nobody_is_the_second_of_one_who_has_left(self, group: Group) -> None:
        made = theme(group, begin(), agreed=False)
        Theme.objects.update(first=None)
        with pytest.raises(themes.NotWritten, match="same"):
            themes.agree(key=group.bron.key, theme=made.pk)

    @pytest.mark.parametrize(("side", "label", "why"), [("no", "x", "side"), ("hurts", " ", "label"), ("hurts", "x" * 121, "label")])
    def test_refusals(self, group: Group, side: str, label: str, why: str) -> None:
        with pytest.raises(themes.NotWritten, match=why):
            theme(group, begin(), label, side)

    def test_once_each(self, group: Group) -> None:
        row = begin()
        theme(group, row, "It bends")
        with pytest.raises(themes.NotWritten, match="there"):
            theme(group, row, "it  BENDS")
        theme(group, row, "It bends", "shows")

    def test_marks_are_for_those_who_hold_the_answer(self, group: Group) -> None:
        row = begin()
        made, said = theme(group, row), say(group)
        themes.mark(key=group.jo.key, answer=said.pk, themes=[made.pk])
        themes.mark(key=group.jo.key, answer=said.pk, themes=[made.pk])
        assert Mark.objects.count() == 1
        with pytest.raises(themes.NotWritten, match="gone"):
            themes.mark(key=group.lead.key, answer=said.pk, themes=[])
        themes.mark(key=group.shanice.key, answer=said.pk, themes=[])
        assert not Mark.objects.exists()

    def test_a_theme_of_another_round_is_not_taken(self, group: Group) -> None:
        begin()
        other = theme(group, begin(item="foil"))
        said = say(group)
        themes.mark(key=group.jo.key, answer=said.pk, themes=[other.pk])
        assert not Mark.objects.exists()

    def test_nothing_changes_once_it_was_given_out(self, group: Group) -> None:
        row = briefed(group)
        made, said = row.themes.get(), row.answers.first()
        assert said is not None
        for act in (
            lambda: theme(group, row, "Another"),
            lambda: themes.remove(key=group.jo.key, theme=made.pk),
            lambda: themes.mark(key=group.jo.key, answer=said.pk, themes=[]),
        ):
            with pytest.raises(themes.NotWritten, match="given"):
                act()
        assert Mark.objects.count() == 12


class TestWhatLeaves:
    def test_bands_of_those_who_count(self, group: Group) -> None:
        row = begin()
        answers = [say(group) for _ in range(12)]
        often, seldom = theme(group, row, "Too long"), theme(group, row, "It shows", "shows")
        mark(group, answers, often)
        mark(group, answers[:3], often, seldom)
        mark(group, [say(group, with_slip=False) for _ in range(10)], often)
        told = rounds.draft(row)
        assert told.heard.said == "10 to 19"
        assert [(line.label, line.band.said) for line in told.lines] == [("Too long", "10 to 19"), ("It shows", "fewer than 10")]

    def test_not_what_one_person_read_nor_what_one_answer_says(self, group: Group) -> None:
        row = begin()
        answers = [say(group) for _ in range(3)]
        mark(group, answers, theme(group, row, "Read by one", agreed=False))
        mark(group, answers[:1], theme(group, row, "Said by one"))
        acts.stop_asking(number=row.pk)
        with pytest.raises(acts.NotMoved, match="themes"):
            acts.give_out(number=row.pk)
        row.refresh_from_db()
        assert row.given is None

    def test_what_was_given_out_stays_when_she_takes_hers_back(self, group: Group) -> None:
        page = make_page()
        row = begin()
        answers = [say(group) for _ in range(9)] + [say(group, page=page)]
        mark(group, answers, theme(group, row))
        acts.stop_asking(number=row.pk)
        acts.give_out(number=row.pk)
        row.refresh_from_db()
        before = rounds.told(row)
        assert before is not None
        assert [line.band.said for line in before.lines] == ["10 to 19"]
        assert "That number stays" in hers.mine(page.key)[0].state
        pages.take_everything_back(key=page.key)
        assert rounds.told(row) == before
        assert rounds.counted_in(row) == 9

    def test_the_rule_says_how_small(self, group: Group) -> None:
        decide("figures.smallest", 15)
        assert [line.band.said for line in rounds.told(briefed(group)).lines] == ["fewer than 15"]  # type: ignore[union-attr]

    def test_only_once_it_is_read(self, group: Group) -> None:
        row = begin()
        with pytest.raises(acts.NotMoved, match="stage"):
            acts.give_out(number=row.pk)
        with pytest.raises(acts.NotMoved, match="stage"):
            acts.taken_as_file(number=row.pk)
        assert not Entry.objects.filter(kind__startswith="brief").exists()

    def test_each_file_is_recorded(self, group: Group) -> None:
        row = briefed(group)
        acts.taken_as_file(number=row.pk)
        acts.taken_as_file(number=row.pk)
        assert Entry.objects.filter(kind="brief given out").count() == 1
        assert Entry.objects.filter(kind="brief given out as a file").count() == 2


class TestTheWayOn:
    def second(self, group: Group) -> tuple[Round, Round]:
        first = briefed(group)
        acts.propose(number=first.pk, text="Half as long, one size finer.")
        acts.try_samples(number=first.pk, text="Sixty of the finer kind.")
        second = briefed(group, 3, before=first.pk)
        return first, second

    def test_change_samples_second_round_decision(self, group: Group) -> None:
        first, second = self.second(group)
        with pytest.raises(acts.NotMoved, match="open"):
            acts.decide(number=first.pk, text="Too early.")
        acts.decide(number=second.pk, text="We take the finer one.")
        told = rounds.history("fine")
        assert [(one.number, one.last, one.row.state) for one in told] == [(1, False, "decided"), (2, True, "decided")]
        pair = told[1].beside.pairs[0]  # type: ignore[union-attr]
        assert (pair.label, pair.first.said, pair.second.said) == ("Too long for the hand", "10 to 19", "fewer than 10")  # type: ignore[union-attr]
        assert told[0].row.proposal == "Half as long, one size finer."
        assert Entry.objects.filter(kind="equipment round decided").count() == 1

    def test_a_second_round_needs_the_first_ones_brief_and_the_same_thing(self, group: Group) -> None:
        first = begin()
        with pytest.raises(acts.NotMoved, match="before"):
            begin(before=first.pk)
        given = self.given_out(group, first)
        with pytest.raises(acts.NotMoved, match="before"):
            begin(item="foil", before=given.pk)

    def given_out(self, group: Group, row: Round) -> Round:
        mark(group, [say(group), say(group)], theme(group, row))
        acts.stop_asking(number=row.pk)
        acts.give_out(number=row.pk)
        return row

    def test_dropped_with_its_reason(self, group: Group) -> None:
        row = begin()
        with pytest.raises(acts.NotMoved, match="text"):
            acts.drop(number=row.pk, text=" ")
        acts.drop(number=row.pk, text="The maker has closed.")
        with pytest.raises(acts.NotMoved, match="stage"):
            acts.drop(number=row.pk, text="Again.")
        assert [(one.dropped, one.row.decision) for one in rounds.history("fine")] == [(True, "The maker has closed.")]
        begin()

    def test_each_step_in_its_turn(self, group: Group) -> None:
        row = begin()
        for act in (acts.propose, acts.try_samples, acts.decide):
            with pytest.raises(acts.NotMoved, match="stage"):
                act(number=row.pk, text="x")


class TestEnding:
    def test_she_takes_one_back_with_its_marks(self, group: Group) -> None:
        page = make_page()
        row = begin()
        said = say(group, page=page, text="It shows in the bag")
        mark(group, [said], theme(group, row))
        mine = hers.mine(page.key)
        assert "It shows in the bag" in mine[0].text
        assert "Jo, Shanice can read it" in mine[0].state
        assert hers.take_back_one(page.key, str(said.pk))
        assert not Answer.objects.exists()
        assert not Mark.objects.exists()
        assert not Wrap.objects.filter(item=said.pk).exists()
        assert not hers.take_back_one(page.key, str(said.pk))

    def test_not_somebody_elses(self, group: Group) -> None:
        said, other = say(group, page=make_page()), make_page()
        assert not answering.take_back(key=other.key, answer=said.pk)
        assert Answer.objects.filter(pk=said.pk).exists()

    def test_with_everything_of_hers(self, group: Group) -> None:
        page = make_page()
        said = say(group, page=page)
        pages.take_everything_back(key=page.key)
        assert not Answer.objects.exists()
        assert not Wrap.objects.filter(item=said.pk).exists()

    def test_said_before_she_had_a_page_it_can_be_put_with_it(self, group: Group) -> None:
        said = say(group)
        words = pages.draw()
        key = pages.begin(words=words, and_then=hers.tie(answering.tie_of(said.pk)))
        assert [one.item for one in hers.mine(key)] == [str(said.pk)]
        assert "before you had a page" in hers.mine(key)[0].text
        assert hers.take_back_one(key, str(said.pk))

    @pytest.mark.parametrize("forged", ["", "x", "0" * 32, "00000000000040008000000000000000.abc"])
    def test_no_capability_is_made_up(self, group: Group, forged: str) -> None:
        said = say(group)
        pages.begin(words=pages.draw(), and_then=hers.tie(forged.replace("0" * 32, said.pk.hex)))
        assert Answer.objects.get().page is None

    def test_its_weeks_are_over(self, group: Group) -> None:
        said = say(group)
        with clock.at(weeks_on(11)):
            assert answering.end_old_answers(dry_run=True) == answering.end_old_answers() == 0
        with clock.at(weeks_on(12)):
            assert answering.end_old_answers(dry_run=True) == 1
            assert answering.end_old_answers() == 1
            assert answering.end_old_answers() == 0
        assert not Wrap.objects.filter(item=said.pk).exists()

    def test_the_rule_says_how_long(self, group: Group) -> None:
        decide("equipment.live_weeks", 2)
        say(group)
        with clock.at(weeks_on(2)):
            assert retention.sweep(orphans_too=False)["answers about things"] == 1

    def test_what_a_hold_keeps_is_set_aside_and_still_hers(self, group: Group) -> None:
        page = make_page()
        said = say(group, page=page, text="kept words")
        handle = Answer.objects.get().page.handle  # type: ignore[union-attr]
        hold = holding.ask_for(key=group.lead.key, kind="page", named=handle, ground="An order", silent=False, form_id=once.new_form_id())
        holding.agree(key=group.bron.key, hold=hold.pk)
        with clock.at(weeks_on(12)):
            assert answering.kept_answers() == 1
            assert answering.end_old_answers() == 0
            assert Kept.objects.get().pk == said.pk
            assert [one.text for one in hers.mine(page.key)] == ["It hurts\nkept words"]
            assert hers.take_back_one(page.key, str(said.pk))
        assert not Wrap.objects.filter(item=said.pk).exists()

    def test_a_page_never_tried_leaves_the_answer(self, group: Group) -> None:
        said = say(group)
        pages.begin(words=pages.draw(), and_then=hers.tie(answering.tie_of(said.pk)))
        decide("equipment.live_weeks", 26)
        with clock.at(weeks_on(10)):
            retention.end_unpractised_pages()
        assert Answer.objects.get().page is None


def test_a_worry_may_begin_with_it(group: Group) -> None:
    page = make_page()
    said = say(group, page=page)
    found = worries.subject(group.jo.key, "said", said.pk)
    assert found is not None
    assert (found.about, found.back) == (page.key.owner, ("said_open", said.pk))
    assert worries.subject(group.lead.key, "said", said.pk) is None
    worry = danger.raise_worry(
        key=group.jo.key,
        kind="said",
        about=said.pk,
        second=group.site.deputy.member.pk,
        text="worried",
        share=True,
        form_id=once.new_form_id(),
    )
    assert ("said_open", said.pk) in worries.links(group.site.deputy.key, Worry.objects.get(pk=worry))
    assert rounds.opened(group.site.deputy.key, said.pk) is not None
