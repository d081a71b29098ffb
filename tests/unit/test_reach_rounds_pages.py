"""The pages of equipment rounds as they are met without script: hers, the team's, and the public one."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client

from kithbridge.people.actions import group as actions
from kithbridge.people.actions import slips
from kithbridge.people.models import LastLook, Role
from kithbridge.reach.actions import rounds as acts
from kithbridge.reach.models import Answer, Item, Round, Theme
from kithbridge.web import once
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, make_member, make_page, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import filled, forms, press, words_on
from tests.unit.test_reach_rounds import ASKED, Group, begin, briefed, furnish, mark, say, slip, theme
from tests.unit.test_reading_pages import HIGHEST, grade_of

pytestmark = DATABASES
SAID = "/n/said?v=1&i=fine"


@pytest.fixture
def group() -> Group:
    return furnish()


@pytest.fixture
def jo(group: Group, client: Client) -> Client:
    sign_in(client, group.jo)
    return client


@pytest.fixture
def lead(group: Group) -> Client:
    client = Client()
    sign_in(client, group.lead)
    return client


def html(response) -> str:
    return response.content.decode()


class TestHerForm:
    def test_the_notice_comes_first_and_remembers_the_thing(self, group: Group, client: Client) -> None:
        first = client.get("/n/said?i=fine")
        assert first.headers["Location"] == "/n/how?to=said&i=fine"
        assert "/n/said?v=1&amp;i=fine" in html(client.get(first.headers["Location"]))
        assert client.get('/n/said?i="><b>').headers["Location"] == "/n/how?to=said"

    def test_without_a_thing_she_chooses_one(self, group: Group, client: Client) -> None:
        begin()
        page = html(client.get("/n/said?v=1"))
        assert "we ask about this now" in page
        assert page.count('href="/n/said?v=1&amp;i=') == Item.objects.count()
        assert "naloxone" not in "".join(re.findall(r'href="([^"]*)"', page)), "no address names the thing"

    def test_one_tap_says_it(self, group: Group, client: Client) -> None:
        row = begin()
        page = client.get(SAID)
        assert "Which needle reaches where?" in html(page)
        done = press(client, page, "Say it", like="hurts")
        assert done.status_code == 200
        assert "We have it" in words_on(html(done))
        assert "does not count" in words_on(html(done))
        assert Answer.objects.get().round == row

    def test_with_a_slip_it_counts(self, group: Group, client: Client) -> None:
        done = press(client, client.get(SAID), "Say it", like=["works", "shows"], wish="plain", text="Good.", slip=slip())
        assert "it counts" in words_on(html(done))
        assert Answer.objects.get().counted

    def test_afterwards_she_may_take_words_and_it_is_hers(self, group: Group, client: Client) -> None:
        done = press(client, press(client, client.get(SAID), "Say it", like="hurts"), "Give me words")
        drawn = ["".join(parts) for parts in re.findall(r"<li><span><b>(.+?)</b>(.*?)</span>", html(done))]
        press(client, done, "Try them", w=" ".join(drawn))
        assert Answer.objects.get().page is not None
        assert "Said about: Fine and short kit" in words_on(html(client.get("/n/last")))

    def test_her_page_takes_it_back(self, group: Group, client: Client) -> None:
        make_page().enter(client)
        press(client, client.get(SAID), "Say it", like="hurts", text="It bends.")
        last = client.get("/n/last")
        assert "It bends." in html(last)
        press(client, last, "Take it back")
        assert not Answer.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({}, "Nothing was ticked yet"),
            ({"like": "hurts", "reader": None}, "Nobody is ticked"),
            ({"text": "y" * 1_001}, "That is too long"),
            ({"like": "hurts", "slip": "2222 2222"}, "That slip does not work"),
        ],
    )
    def test_refusals_keep_what_she_wrote(self, group: Group, client: Client, typed: dict, said: str) -> None:
        page = press(client, client.get(SAID), "Say it", wish="plain", **({"text": "Kept words."} | typed)) if typed else None
        page = page or press(client, client.get(SAID), "Say it")
        assert page.status_code == 400
        assert said in html(page)
        if typed:
            assert forms(html(page))[0].values("wish") == ["plain"]
        assert not Answer.objects.exists()

    def test_not_while_nobody_answers(self, group: Group, client: Client) -> None:
        LastLook.objects.all().delete()
        assert client.get(SAID).headers["Location"] == "/"
        assert client.post("/n/said", {"i": "fine", "like": "hurts", "reader": str(group.jo.member.pk)}).headers["Location"] == "/"
        assert not Answer.objects.exists()

    def test_not_before_the_site_may_open(self, group: Group, client: Client) -> None:
        actions.set_facts(values={"complaints": ""})
        for answer in (client.get(SAID), client.post("/n/said", {"i": "fine", "like": "hurts", "reader": str(group.jo.member.pk)})):
            assert answer.status_code == 503
        assert not Answer.objects.exists()

    def test_a_thing_nobody_knows(self, group: Group, client: Client) -> None:
        assert "Which thing do you mean?" in html(client.get("/n/said?v=1&i=nothing"))
        assert client.post("/n/said", {"i": "nothing", "like": "hurts"}).status_code == 200

    def test_it_is_light_and_its_title_says_nothing(self, group: Group, client: Client) -> None:
        begin()
        page = client.get(SAID)
        assert "<title>Notes</title>" in html(page)
        assert len(gzip.compress(page.content)) < 14_000


def test_the_history_says_what_it_replaced_and_with_whom_it_was_made(group: Group, client: Client) -> None:
    row = begin()
    assert "took the place of" not in html(client.get(f"/things/{row.item_id}"))
    Item.objects.filter(pk=row.item_id).update(women=True, replaces="foil")
    page = html(client.get(f"/things/{row.item_id}"))
    assert "It was made with women." in page
    assert "It took the place of: Foil." in page


def test_hers_and_the_public_pages_are_plain(group: Group, client: Client) -> None:
    briefed(group)
    begin(item="foil")
    for path in (SAID, "/n/said?v=1", "/things/", "/things/fine", "/things/foil"):
        found, words = grade_of(client, path)
        assert found <= HIGHEST, f"{path}: grade {found:.1f} over {words} words"


class TestInPublic:
    def test_nothing_asked_yet(self, group: Group, client: Client) -> None:
        assert "Nothing has been asked about yet" in html(client.get("/things/"))
        assert client.get("/things/fine").status_code == 404

    def test_themes_only_once_it_was_given_out(self, group: Group, client: Client) -> None:
        row = begin()
        mark(group, [say(group) for _ in range(12)], theme(group, row, "It bends"))
        assert "We ask about it now" in html(client.get("/things/fine"))
        assert "It bends" not in html(client.get("/things/fine"))
        acts.stop_asking(number=row.pk)
        acts.give_out(number=row.pk)
        page = html(client.get("/things/fine"))
        assert "It bends" in page
        assert "10 to 19" in page

    def test_the_whole_history_on_one_page(self, group: Group, client: Client) -> None:
        first = briefed(group)
        acts.propose(number=first.pk, text="Half as long.")
        acts.try_samples(number=first.pk, text="Sixty of them.")
        second = briefed(group, 3, before=first.pk)
        acts.decide(number=second.pk, text="We take the short one.")
        page = client.get("/things/fine")
        said = words_on(html(page))
        order = ["first round", "What hurts?", "10 to 19", "Half as long.", "Sixty of them.", "second round", "Before and after"]
        order += ["We take the short one."]
        places = [said.index(one) for one in order]
        assert places == sorted(places)
        assert said.count("We take the short one.") == 1
        assert page.headers["Cache-Control"] == "public, max-age=300"


class TestTheTeam:
    def test_the_list(self, group: Group, jo: Client) -> None:
        begin()
        say(group, item="foil")
        page = words_on(html(jo.get("/t/rounds")))
        assert "being asked" in page
        assert "Said without a round: 1" in page
        assert "Begin a round" not in page

    def test_a_lead_begins_one_and_a_peer_cannot(self, group: Group, jo: Client, lead: Client) -> None:
        assert jo.get("/t/rounds/new").status_code == 404
        form = lead.get("/t/rounds/new")
        press(lead, form, "Begin it", item="fine", supplier="Northern", question=ASKED, weeks="3")
        assert Round.objects.get().question == ASKED
        again = press(lead, form, "Begin it", item="fine", supplier="Northern", question=ASKED, weeks="3")
        assert again.status_code == 422
        assert "asked about already" in html(again)

    def test_what_is_typed_wrong_is_kept(self, lead: Client) -> None:
        page = press(lead, lead.get("/t/rounds/new"), "Begin it", item="fine", supplier="Northern", question=ASKED, weeks="many")
        assert page.status_code == 422
        assert "Between 1 and 26 weeks" in html(page)
        assert "What hurts?" in html(page)

    def test_a_peer_says_marks_and_a_lead_agrees(self, group: Group, jo: Client, lead: Client) -> None:
        row = begin()
        form = jo.get(f"/t/rounds/{row.pk}/say")
        assert press(jo, form, "Say it", like="hurts", text="In the hand.").headers["Location"].endswith("done=said")
        press(jo, jo.get(f"/t/rounds/{row.pk}/say"), "Say it", like="hurts")
        page = jo.get(f"/t/rounds/{row.pk}")
        assert "In the hand." in html(page)
        assert html(page).count("without a slip: heard, not counted") == 1
        address, sent = filled(html(page), "Write it down", side="hurts")
        jo.post(address, sent | {"label": ["Too long for the hand"]})
        made = Theme.objects.get()
        for answer in Answer.objects.all():
            one = jo.get(f"/t/said/{answer.pk}")
            assert press(jo, one, "Mark it", theme=str(made.pk)).status_code == 302
        assert "In 2 answers" in words_on(html(jo.get(f"/t/rounds/{row.pk}")))
        there = lead.get(f"/t/rounds/{row.pk}")
        assert "In the hand." not in html(there)
        press(lead, there, "I have read it")
        made.refresh_from_db()
        assert made.agreed

    def test_a_peer_takes_back_her_own(self, group: Group, jo: Client, lead: Client) -> None:
        row = begin()
        say(group)
        press(jo, jo.get(f"/t/rounds/{row.pk}/say"), "Say it", like="hurts", text="In the hand.")
        page = jo.get(f"/t/rounds/{row.pk}")
        assert html(page).count("You said this.") == 1, "not beside what a neighbour said"
        assert "Take it back" not in html(lead.get(f"/t/rounds/{row.pk}"))
        assert press(jo, page, "Take it back").headers["Location"].endswith("?done=back")
        after = html(jo.get(f"/t/rounds/{row.pk}?done=back"))
        assert "Taken back. It is gone for everybody" in after
        assert "In the hand." not in after
        assert press(jo, page, "Take it back").status_code == 410
        assert Answer.objects.count() == 1

    def test_what_she_did_not_seal_to_herself_is_named_and_can_go(self, group: Group, jo: Client) -> None:
        row = begin()
        readers = [str(group.shanice.member.pk)]
        jo.post(f"/t/rounds/{row.pk}/say", {"form_id": once.new_form_id(), "who": "me", "like": "hurts", "reader": readers})
        page = jo.get(f"/t/rounds/{row.pk}")
        assert "unticked yourself" in html(page)
        press(jo, page, "Take it back")
        assert not Answer.objects.exists()

    def test_what_is_not_hers_stays(self, group: Group, jo: Client) -> None:
        begin()
        other = say(group)
        assert jo.post(f"/t/said/{other.pk}/back").status_code == 410
        assert Answer.objects.filter(pk=other.pk).exists()

    def test_beside_a_peer_with_a_slip(self, group: Group, jo: Client) -> None:
        row = begin()
        code = slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]
        wrong = press(jo, jo.get(f"/t/rounds/{row.pk}/say"), "Say it", who="beside", like="hurts", slip="2222 2222")
        assert wrong.status_code == 422
        assert press(jo, wrong, "Say it", slip=code).status_code == 302
        made = Answer.objects.get()
        assert (made.role, made.counted) == ("mother", True)

    def test_the_same_two_jobs_do_not_agree(self, group: Group, jo: Client) -> None:
        row = begin()
        made = theme(group, row, agreed=False)
        again = jo.post(f"/t/themes/{made.pk}", {"act": "agree", "form_id": once.new_form_id()})
        assert again.status_code == 422
        assert "Somebody else, with another job" in html(again)
        press(jo, jo.get(f"/t/rounds/{row.pk}"), "Remove")
        assert not Theme.objects.exists()

    def test_the_whole_way_of_a_lead(self, group: Group, lead: Client) -> None:
        row = begin()
        path = f"/t/rounds/{row.pk}"
        mark(group, [say(group) for _ in range(12)], theme(group, row, "It bends"))
        press(lead, lead.get(path), "Stop asking now")
        brief = lead.get(f"{path}/brief")
        assert "Not given out yet" in html(brief)
        press(lead, brief, "Give it out")
        given = lead.get(f"{path}/brief")
        assert "Given out" in html(given)
        pdf = press(lead, given, "Take it as a file")
        assert pdf.headers["Content-Type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF-")
        assert Entry.objects.filter(kind="brief given out as a file").count() == 1
        press(lead, lead.get(path), "Write the change down", text="Half as long.")
        press(lead, lead.get(path), "Samples are tried", text="Sixty.")
        form = lead.get(f"/t/rounds/new?before={row.pk}")
        press(lead, form, "Begin it")
        second = Round.objects.get(before=row)
        assert f"/t/rounds/{second.pk}" in html(lead.get(path))
        press(lead, lead.get(f"/t/rounds/{second.pk}"), "End it", text="No more samples.")
        press(lead, lead.get(path), "Write the decision down", text="We take it.")
        row.refresh_from_db()
        assert (row.state, row.decision) == ("decided", "We take it.")

    def test_an_empty_text_is_refused(self, group: Group, lead: Client) -> None:
        row = briefed(group, 3)
        page = press(lead, lead.get(f"/t/rounds/{row.pk}"), "Write the decision down", text=" ")
        assert page.status_code == 422
        assert lead.post(f"/t/rounds/{row.pk}/on", {"act": "no such"}).status_code == 422

    def test_only_a_lead_moves_it_and_takes_the_file(self, group: Group, jo: Client) -> None:
        row = briefed(group, 3)
        for path in ("on", "brief/out", "brief/file"):
            assert jo.post(f"/t/rounds/{row.pk}/{path}", {"act": "drop", "text": "x"}).status_code == 404
        assert jo.get(f"/t/rounds/{row.pk}/brief").status_code == 200

    def test_an_answer_that_is_not_hers(self, group: Group, lead: Client) -> None:
        begin()
        assert lead.get(f"/t/said/{say(group).pk}").status_code == 410

    def test_what_was_said_apart(self, group: Group, jo: Client) -> None:
        answer = say(group, item="foil", text="It tears.")
        assert "It tears." in html(jo.get("/t/said"))
        one = jo.get(f"/t/said/{answer.pk}")
        assert f"/t/worry/new/said/{answer.pk}" in html(one)
        assert jo.get(f"/t/worry/new/said/{answer.pk}").status_code == 200
        refused = jo.post(f"/t/said/{answer.pk}", {"theme": "no number", "form_id": once.new_form_id()})
        assert refused.status_code == 422

    def test_no_such_round(self, group: Group, jo: Client) -> None:
        nothing = "00000000-0000-4000-8000-000000000000"
        for path in (f"/t/rounds/{nothing}", f"/t/rounds/{nothing}/brief", f"/t/rounds/{nothing}/say"):
            assert jo.get(path).status_code == 404
        assert jo.post(f"/t/themes/{nothing}").status_code == 404

    def test_the_card_on_the_first_page(self, group: Group, jo: Client) -> None:
        assert "Nothing is asked about now." in html(jo.get("/t/"))
        begin()
        assert "Asked now: Fine and short kit." in html(jo.get("/t/"))
        other = Client()
        sign_in(other, make_member("Wren", Role.FACILITATOR))
        assert "Asked now" not in html(other.get("/t/"))
