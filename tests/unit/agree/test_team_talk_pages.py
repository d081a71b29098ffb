"""The team's pages of conversations, met without script: writing, opening with a second, reading, stopping; and each refusal."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.agree import links, queries
from kithbridge.agree.actions import making, reading, stating, voting
from kithbridge.agree.models import Conversation, State, Statement
from kithbridge.people.actions import slips
from kithbridge.people.models import Role
from kithbridge.people.vault import Key
from kithbridge.web import clock, once
from tests.builders import DATABASES, Member, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import press, words_on

pytestmark = DATABASES
SEEDS = ("Children are welcome.", "No name at the door.", "Open in the evening.")
HERS = "She says it in her own words."


@dataclass(frozen=True)
class Team:
    """A lead, two peers, and who leads talks."""

    lead: Member
    jo: Member
    cass: Member
    wren: Member


@pytest.fixture
def team() -> Team:
    site = furnish_site()
    return Team(
        site.lead, make_member("Jo", circle=site.circle), make_member("Cass", circle=site.circle), make_member("Wren", Role.FACILITATOR)
    )


def at(member: Member) -> Client:
    client = Client()
    sign_in(client, member)
    return client


def draft(team: Team) -> Conversation:
    talk = making.write(key=team.wren.key, question="What is missing?", about="For the order.", form_id=once.new_form_id())
    for text in SEEDS:
        stating.seed(key=team.wren.key, conversation=talk, text=text, form_id=once.new_form_id())
    return talk


def opened(team: Team) -> Conversation:
    talk = draft(team)
    for member in (team.wren, team.lead):
        making.agree_to_open(key=member.key, conversation=talk, as_seen=making.seen(talk))
    talk.refresh_from_db()
    return talk


def taking(talk: Conversation, key: Key | None = None) -> voting.Taking:
    key = key or make_page().key
    slip = slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]
    voting.join(conversation=talk, secret=links.hers(key, talk), voice="living", slip=slip, form_id=once.new_form_id())
    return voting.taking(talk, key)


def said(talk: Conversation, text: str = HERS) -> Statement:
    readers = [one.pk for one in stating.readers_now()]
    kept = stating.say(voter=taking(talk), conversation=talk, text=text, readers=readers, form_id=once.new_form_id())
    return Statement.objects.get(pk=kept.statement)


def html(response) -> str:
    return response.content.decode()


FIELDS = {
    "question": "What is missing?",
    "about": "For the order.",
    "first": "all",
    "weeks_first": "2",
    "weeks": "3",
    "statements": "\n".join(SEEDS),
}


class TestWriting:
    def test_a_question_with_its_first_statements_is_kept_as_a_draft(self, team: Team) -> None:
        client = at(team.wren)
        done = press(client, client.get(reverse("conversation_new")), "Keep it as a draft", **FIELDS)
        talk = Conversation.objects.get()
        assert done.status_code == 302
        assert (talk.state, talk.first, talk.first_weeks, talk.all_weeks) == (State.DRAFT, ["living"], 2, 3)
        page = html(client.get(done.headers["Location"]))
        assert "Kept as a draft." in page
        assert all(text in page for text in SEEDS)

    @pytest.mark.parametrize(
        ("field", "typed", "why"),
        [
            ("question", "", "one sentence"),
            ("weeks", "40", "Between 1 and 3 weeks"),
            ("weeks", "soon", "Between 1 and 3 weeks"),
            ("statements", "x" * 201, "at most 200 letters"),
            ("statements", "The same.\nthe SAME", "there already"),
        ],
    )
    def test_what_cannot_stand_keeps_all_that_was_typed(self, team: Team, field: str, typed: str, why: str) -> None:
        client = at(team.wren)
        page = press(client, client.get(reverse("conversation_new")), "Keep it as a draft", **(FIELDS | {field: typed}))
        assert page.status_code == 422
        assert why in words_on(html(page))
        assert "For the order." in html(page)
        assert not Conversation.objects.exists()
        assert not Statement.objects.exists()

    def test_a_peer_does_not_write_questions(self, team: Team) -> None:
        assert at(team.jo).get(reverse("conversation_new")).status_code == 404

    def test_a_draft_is_changed_and_an_open_one_is_not(self, team: Team) -> None:
        talk, client = draft(team), at(team.wren)
        page = client.get(reverse("conversation_edit", args=[talk.pk]))
        press(client, page, "Keep it as a draft", question="What else?")
        talk.refresh_from_db()
        assert talk.question == "What else?"
        for member in (team.wren, team.lead):
            making.agree_to_open(key=member.key, conversation=talk, as_seen=making.seen(talk))
        assert client.get(reverse("conversation_edit", args=[talk.pk])).status_code == 404


class TestOpening:
    def test_two_with_different_jobs_open_it(self, team: Team) -> None:
        talk = draft(team)
        for member, state in ((team.wren, State.DRAFT), (team.lead, State.FIRST)):
            client = at(member)
            page = client.get(reverse("conversation", args=[talk.pk]))
            press(client, page, "I would open it" if state == State.DRAFT else "Open it now")
            talk.refresh_from_db()
            assert talk.state == state
        assert "I would stop it" in html(client.get(reverse("conversation", args=[talk.pk])))

    def test_the_second_opens_what_she_has_read_and_not_what_was_put_there_since(self, team: Team) -> None:
        talk, wren, lead = draft(team), at(team.wren), at(team.lead)
        address = reverse("conversation", args=[talk.pk])
        press(wren, wren.get(address), "I would open it")
        read = lead.get(address)
        talk = making.change(key=team.wren.key, conversation=talk, question="Should the house close?", weeks_first=1, weeks=1)
        making.agree_to_open(key=team.wren.key, conversation=talk, as_seen=making.seen(talk))
        answer = press(lead, read, "Open it now")
        talk.refresh_from_db()
        assert (answer.status_code, talk.state) == (422, State.DRAFT)
        assert "It was changed while you read it" in words_on(html(answer))
        stating.seed(key=team.wren.key, conversation=talk, text="It costs too much.", form_id=once.new_form_id())
        making.agree_to_open(key=team.wren.key, conversation=talk, as_seen=making.seen(talk))
        assert press(lead, answer, "Open it now").status_code == 422, "a statement that was put there since is another draft as well"
        page = lead.get(address)
        assert press(lead, page, "Open it now").status_code == 302
        talk.refresh_from_db()
        assert talk.state == State.FIRST

    def test_whoever_would_open_it_waits_for_another(self, team: Team) -> None:
        talk, client = draft(team), at(team.wren)
        press(client, client.get(reverse("conversation", args=[talk.pk])), "I would open it")
        page = words_on(html(client.get(reverse("conversation", args=[talk.pk]))))
        assert "It waits for somebody with another job" in page
        assert "Open it now" not in page

    def test_a_statement_of_a_draft_is_taken_out_and_whoever_agreed_agrees_again(self, team: Team) -> None:
        talk, client = draft(team), at(team.wren)
        making.agree_to_open(key=team.lead.key, conversation=talk, as_seen=making.seen(talk))
        page = client.get(reverse("conversation", args=[talk.pk]))
        press(client, page, "Take it out 1")
        talk.refresh_from_db()
        assert len(queries.shown(talk)) == 2
        assert talk.opened_by is None

    def test_without_statements_it_does_not_open(self, team: Team) -> None:
        talk = making.write(key=team.wren.key, question="What is missing?", form_id=once.new_form_id())
        client = at(team.wren)
        page = press(client, client.get(reverse("conversation", args=[talk.pk])), "I would open it")
        assert page.status_code == 422
        assert "at least 3 first statements" in words_on(html(page))

    def test_no_page_of_the_team_says_how_people_answer(self, team: Team) -> None:
        talk, client = opened(team), at(team.lead)
        pages = (reverse("conversation", args=[talk.pk]), reverse("conversations"), reverse("statements"))
        before = [words_on(html(client.get(page))) for page in pages]
        for _n in range(3):
            one = taking(talk)
            for statement in queries.shown(talk):
                voting.vote(conversation=talk, secret=one.secret, statement=statement.pk, choice=1)
        assert [words_on(html(client.get(page))) for page in pages] == before

    def test_it_is_stopped_with_a_reason_that_stands_there(self, team: Team) -> None:
        talk, client = opened(team), at(team.wren)
        here = reverse("conversation", args=[talk.pk])
        page = press(client, client.get(here), "I would stop it")
        assert page.status_code == 422
        press(client, page, "I would stop it", reason="The order was made without us.")
        talk.refresh_from_db()
        assert (talk.state, talk.stopped) == (State.FIRST, "")
        said = words_on(html(client.get(here)))
        assert "It goes on until somebody with another job agrees." in said
        assert "Stop it for good" not in said, "not by the same"
        second = at(team.jo)
        assert "One of you would stop a talk. It needs a second." in words_on(html(second.get("/t/")))
        press(second, second.get(here), "Stop it for good")
        talk.refresh_from_db()
        assert (talk.state, talk.stopped, talk.stop_by, talk.stop_why) == (State.STOPPED, "The order was made without us.", None, "")
        assert "made without us" in html(client.get(here))

    def test_whoever_would_stop_it_lets_it_go_on(self, team: Team) -> None:
        talk, client = opened(team), at(team.wren)
        here = reverse("conversation", args=[talk.pk])
        press(client, client.get(here), "I would stop it", reason="Nobody comes.")
        press(client, client.get(here), "Let it go on")
        talk.refresh_from_db()
        assert (talk.state, talk.stop_by, talk.stop_why) == (State.FIRST, None, "")
        assert "I would stop it" in words_on(html(client.get(here)))
        assert "would stop a talk" not in words_on(html(at(team.jo).get("/t/")))

    def test_a_peer_does_not_stop_it(self, team: Team) -> None:
        talk, client = opened(team), at(team.jo)
        assert "Stop it" not in words_on(html(client.get(reverse("conversation", args=[talk.pk]))))
        refused = client.post(reverse("conversation", args=[talk.pk]), {"act": "stop", "reason": "No.", "form_id": once.new_form_id()})
        assert refused.status_code == 404
        talk.refresh_from_db()
        assert talk.state == State.FIRST

    def test_there_is_nothing_under_another_number(self, team: Team) -> None:
        assert at(team.wren).get(reverse("conversation", args=["00000000-0000-4000-8000-000000000000"])).status_code == 404


class TestReading:
    def test_two_with_different_jobs_show_it(self, team: Team) -> None:
        one = said(opened(team))
        for member, button in ((team.jo, "I have read it: it may be shown"), (team.lead, "I have read it too: show it")):
            client = at(member)
            assert HERS in html(client.get(reverse("statements")))
            press(client, client.get(reverse("statement", args=[one.pk])), button)
        one.refresh_from_db()
        assert (one.stage, one.text) == (Statement.Stage.SHOWN, HERS)

    def test_readers_are_not_told_as_what_it_was_said(self, team: Team) -> None:
        row, client = said(opened(team)), at(team.jo)
        for page in (client.get(reverse("statements")), client.get(reverse("statement", args=[row.pk]))):
            assert HERS in html(page)
            assert "I use drugs now" not in html(page)

    def test_who_read_first_is_named_to_the_second_and_a_second_of_the_same_job_is_not_enough(self, team: Team) -> None:
        one = said(opened(team))
        reading.read_and_show(key=team.jo.key, statement=one.pk)
        client = at(team.cass)
        page = client.get(reverse("statement", args=[one.pk]))
        assert "Jo read it first." in words_on(html(page))
        refused = press(client, page, "I have read it too: show it")
        assert refused.status_code == 422
        assert "another job" in words_on(html(refused))
        assert "waits for somebody with another job" in words_on(html(at(team.jo).get(reverse("statements"))))

    def test_it_is_hidden_with_a_reason_and_a_sentence(self, team: Team) -> None:
        one, client = said(opened(team)), at(team.jo)
        page = client.get(reverse("statement", args=[one.pk]))
        refused = press(client, page, "Hide it", reason="names", answer="")
        assert refused.status_code == 422
        press(client, refused, "Hide it", reason="names", answer="It points at one person.")
        one.refresh_from_db()
        assert (one.stage, one.reason, one.answer) == (Statement.Stage.HIDDEN, "names", "It points at one person.")
        talk = words_on(html(client.get(reverse("conversation", args=[one.conversation_id]))))
        assert "It names somebody: 1" in talk
        assert HERS not in talk

    def test_other_words_are_asked_for(self, team: Team) -> None:
        one, client = said(opened(team)), at(team.jo)
        press(client, client.get(reverse("statement", args=[one.pk])), "Ask for other words", answer="Who is meant by they?")
        one.refresh_from_db()
        assert (one.stage, one.answer) == (Statement.Stage.OTHERWISE, "Who is meant by they?")

    def test_the_word_list_suggests_and_stops_nobody(self, team: Team) -> None:
        one, client = said(opened(team), "They treat every addict like dirt."), at(team.jo)
        page = client.get(reverse("statement", args=[one.pk]))
        assert "A suggestion, no more." in words_on(html(page))
        assert "addict:" in words_on(html(page)).replace(" :", ":")
        press(client, page, "I have read it: it may be shown")
        one.refresh_from_db()
        assert one.first_reader_id == team.jo.key.owner

    def test_a_worry_begins_here(self, team: Team) -> None:
        one, client = said(opened(team)), at(team.jo)
        address = reverse("worry_new", args=["statement", one.pk])
        assert f'href="{address}"' in html(client.get(reverse("statement", args=[one.pk])))
        assert client.get(address).status_code == 200

    def test_what_is_late_is_marked(self, team: Team) -> None:
        from datetime import timedelta

        talk = opened(team)
        monday = clock.this_week().monday()
        began = clock.now()
        said(talk)
        client = at(team.jo)
        assert "overdue" not in html(client.get(reverse("statements")))
        late = began + timedelta(days=7 + 3 - (began.date() - monday).days)
        with clock.at(late):
            assert "overdue" in html(at(team.jo).get(reverse("statements")))
            assert "Some are overdue" in words_on(html(at(team.jo).get(reverse("conversations"))))

    def test_what_was_not_shared_with_her_does_not_open(self, team: Team) -> None:
        talk = opened(team)
        kept = stating.say(voter=taking(talk), conversation=talk, text=HERS, readers=[team.jo.member.pk], form_id=once.new_form_id())
        page = at(team.cass).get(reverse("statement", args=[kept.statement]))
        assert page.status_code == 410
        assert HERS not in html(page)

    def test_who_holds_no_such_job_finds_no_queue(self, team: Team) -> None:
        said(opened(team))
        assert at(make_member("Ruth", Role.SAFEGUARDING_DEPUTY)).get(reverse("statements")).status_code == 404

    def test_who_leads_talks_and_is_in_no_circle_finds_nothing_sealed(self, team: Team) -> None:
        one = said(opened(team))
        assert HERS not in html(at(team.wren).get(reverse("statements")))
        assert at(team.wren).get(reverse("statement", args=[one.pk])).status_code == 410

    def test_what_is_shown_is_hidden_by_two(self, team: Team) -> None:
        talk = opened(team)
        one = queries.shown(talk)[0]
        for member in (team.jo, team.lead):
            client = at(member)
            press(
                client, client.get(reverse("statement", args=[one.pk])), "Hide it", reason="unclear", answer="Nobody knows what is meant."
            )
            one.refresh_from_db()
            assert one.stage == (Statement.Stage.SHOWN if member is team.jo else Statement.Stage.HIDDEN)
        assert one not in queries.shown(talk)

    def test_a_second_may_say_that_it_stays(self, team: Team) -> None:
        one = queries.shown(opened(team))[0]
        reading.hide(key=team.jo.key, statement=one.pk, reason="unclear", answer="Nobody knows what is meant.")
        client = at(team.lead)
        assert "Jo would hide it" in words_on(html(client.get(reverse("statements"))))
        press(client, client.get(reverse("statement", args=[one.pk])), "It stays")
        one.refresh_from_db()
        assert (one.stage, one.first_reader_id) == (Statement.Stage.SHOWN, None)
