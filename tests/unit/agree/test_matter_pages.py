"""The pages of a matter, pressed as a browser without script does: the team's, hers, and what everybody sees."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kithbridge.agree.actions import amending, citing, commenting, effects
from kithbridge.agree.even import LENGTH, even
from kithbridge.agree.matter_models import Amendment, Asked, Changed, Comment, Effect, Matter, Origin, Put, Sounding, Stage, State, Task
from kithbridge.engines import sealing
from kithbridge.people import tries
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.models import Saying, Seat
from kithbridge.people.models import Role
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, Member, Page, make_member, make_page, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import press, words_on
from tests.seated import slip
from tests.unit.agree.putting import Room, a_room, form  # noqa: F401 - the fixture `room`
from tests.unit.test_reading_pages import HIGHEST, grade_of

pytestmark = DATABASES
NOBODY = "00000000-0000-4000-8000-000000000000"


def text(answer: Any) -> str:
    return words_on(answer.content.decode())


def as_one(member: Member) -> Client:
    client = Client()
    sign_in(client, member)
    return client


@pytest.fixture
def jo(room: Room) -> Client:
    return as_one(room.jo)


def seated(constituency: str = "living") -> tuple[Client, Page]:
    """Somebody with a page and a seat."""
    page, client = make_page(), Client()
    page.enter(client)
    Seat.objects.create(who=queries.who(page.key.owner), constituency=constituency, by_lot=True, ends=str(this_week() + 51))
    return client, page


# --- The team's: from a draft to the reference group ----------------------------------------------------
def test_it_works_from_the_first_words_to_a_decision(room: Room, jo: Client) -> None:
    group = sitting.seat(living=3, lived=2)
    answer = press(
        jo, jo.get("/t/decide/matter/new"), "Write it down", title="Sunday", what="The door is shut on Sunday.", for_whom="mothers"
    )
    row = Matter.objects.get()
    assert answer.headers["Location"] == f"/t/decide/matter/{row.number}"
    page = jo.get(answer.headers["Location"])
    assert "Only the team reads it so far." in text(page)
    answer = press(
        jo, jo.get(f"/t/decide/matter/{row.number}/from"), "Keep these words", text="I stood there.", kind="quote", role="living"
    )
    assert re.search(r'class="code">\w{4} \w{4}<', answer.content.decode())
    maeve = as_one(room.maeve)
    press(maeve, maeve.get(f"/t/decide/matter/{row.number}"), "I have read this, it may be shown")
    assert Saying.objects.get().shown
    press(jo, jo.get(f"/t/decide/matter/{row.number}/way"), "Add this way", text="A peer opens at ten.")
    press(jo, jo.get(f"/t/decide/matter/{row.number}"), "Put it up for talk")
    page = jo.get(f"/t/decide/matter/{row.number}/put")
    answer = press(jo, page, "Ask them", words="Shall we open on Sunday?")
    assert answer.headers["Location"] == f"/t/decide/matter/{row.number}?done=put"
    assert "The reference group is asked." in text(jo.get(answer.headers["Location"]))
    room.decide([Put.objects.get()], group)
    assert Matter.objects.get().state == State.DECIDED
    assert "Sunday" in text(jo.get("/t/decide"))


def test_a_new_one_that_is_refused_keeps_what_was_typed(room: Room, jo: Client) -> None:
    answer = press(jo, jo.get("/t/decide/matter/new"), "Write it down", title="", what="The door is shut.", cost="One shift.")
    assert answer.status_code == 400
    assert "What you typed is still here." in text(answer)
    assert ">The door is shut.</textarea>" in answer.content.decode()
    assert ">One shift.</textarea>" in answer.content.decode()
    assert not Matter.objects.exists()


def test_the_same_form_writes_one(room: Room, jo: Client) -> None:
    page = jo.get("/t/decide/matter/new")
    for _time in range(2):
        press(jo, page, "Write it down", title="Sunday", what="The door is shut.", for_whom="mothers")
    assert Matter.objects.count() == 1


def test_whoever_may_not_write_finds_no_form_and_is_refused(room: Room) -> None:
    researcher = as_one(make_member("Wren", Role.RESEARCHER))
    row = room.matter()
    assert researcher.get("/t/decide/matter/new").status_code in (403, 404)
    page = researcher.get(f"/t/decide/matter/{row.number}")
    assert page.status_code == 200
    for label in ("Add a way to do it", "Add where it comes from", "Take the whole of it back"):
        assert label not in text(page)
    answer = researcher.post(f"/t/decide/matter/{row.number}", {"act": "drop", "reason": "No.", "form_id": form()})
    assert answer.status_code == 400
    assert "do not include writing proposals down" in text(answer)
    assert Matter.objects.get().state == State.TALKING


def test_nothing_is_there_under_a_number_nobody_gave(room: Room, jo: Client) -> None:
    for rest in ("", "/words?part=what", "/way", "/from", "/put", "/tasks"):
        assert jo.get(f"/t/decide/matter/77{rest}").status_code == 404
    row = room.matter()
    for query in ("part=no", "part=text&way=x", f"part=text&way={NOBODY}"):
        assert jo.get(f"/t/decide/matter/{row.number}/words?{query}").status_code == 404


@pytest.mark.parametrize("act", ["way_gone", "unsay", "take", "refuse", "read", "remove", "uncite"])
@pytest.mark.parametrize("number", ["", "x", NOBODY])
def test_a_button_for_what_is_gone_changes_nothing(room: Room, jo: Client, act: str, number: str) -> None:
    row = room.matter()
    names = ("way", "comment", "amendment", "saying", "ref")
    answer = jo.post(f"/t/decide/matter/{row.number}", {"act": act, "because": "So.", "form_id": form(), **dict.fromkeys(names, number)})
    assert answer.status_code in (302, 400, 409)
    assert Origin.objects.count() == 1


def test_an_act_nobody_knows_is_a_bad_request(room: Room, jo: Client) -> None:
    assert jo.post(f"/t/decide/matter/{room.matter().number}", {"act": "burn"}).status_code == 400


# --- Words ----------------------------------------------------------------------------------------------
def test_its_writer_words_it_otherwise_and_others_propose(room: Room, jo: Client) -> None:
    row = room.matter()
    press(jo, jo.get(f"/t/decide/matter/{row.number}/words?part=cost"), "Let it read so", text="Two shifts.")
    row.refresh_from_db()
    assert row.cost == "Two shifts."
    ann = as_one(room.ann)
    answer = press(ann, ann.get(f"/t/decide/matter/{row.number}/words?part=cost"), "Propose these words", text="Two short shifts.")
    assert "Your other words stand there." in text(ann.get(answer.headers["Location"]))
    page = jo.get(f"/t/decide/matter/{row.number}").content.decode()
    assert re.search(r"<ins>.*short", page)
    press(jo, jo.get(f"/t/decide/matter/{row.number}"), "Take these words")
    row.refresh_from_db()
    assert row.cost == "Two short shifts."


def test_other_words_are_not_taken_without_a_reason(room: Room, jo: Client) -> None:
    row = room.matter()
    way = room.way(row)
    amending.propose(key=room.ann.key, matter=row.pk, part="text", text="Two open.", alternative=way.pk, form_id=form())
    page = jo.get(f"/t/decide/matter/{row.number}")
    assert press(jo, page, "Leave it as it is").status_code == 400
    assert Amendment.objects.get().outcome == "open"
    press(jo, page, "Leave it as it is", because="One is enough.")
    assert "One is enough." in text(as_one(room.ann).get(f"/t/decide/matter/{row.number}"))


def test_what_stands_in_a_text_is_shown_as_text(room: Room, jo: Client) -> None:
    row = room.matter(title="<b>loud</b>")
    amending.propose(key=room.ann.key, matter=row.pk, part="what", text="<script>x</script>", form_id=form())
    commenting.say(key=room.ann.key, matter=row.pk, text="<img src=x>", form_id=form())
    page = jo.get(f"/t/decide/matter/{row.number}").content.decode()
    assert "<b>loud" not in page
    assert "<script>x" not in page
    assert "<img" not in page


def test_a_comment_stands_there_and_can_be_taken_back(room: Room, jo: Client) -> None:
    row = room.matter()
    press(jo, jo.get(f"/t/decide/matter/{row.number}"), "Say it", text="Sunday is when I am free.")
    page = jo.get(f"/t/decide/matter/{row.number}")
    assert "Sunday is when I am free." in text(page)
    assert "Take my words back" not in text(as_one(room.ann).get(f"/t/decide/matter/{row.number}"))
    press(jo, page, "Take my words back")
    assert "Sunday is when I am free." not in text(jo.get(f"/t/decide/matter/{row.number}"))


def test_words_looked_at_first_arrive_where_they_were_meant(room: Room, jo: Client) -> None:
    row = room.matter()
    form_page = jo.get(f"/t/decide/matter/{row.number}/words?part=cost")
    looked = press(jo, form_page, "Look at the words first", text="Two addicts' shifts.")
    assert press(jo, looked, "Let it read so").status_code == 302
    row.refresh_from_db()
    assert row.cost == "Two addicts' shifts."
    client, _page = seated()
    looked = press(client, client.get(f"/n/decide/about/{row.number}"), "Look at the words first", text="Not on Monday.")
    assert 'class="code"' in press(client, looked, "Say it").content.decode()
    assert Comment.objects.get().stage == Stage.WAITING


def test_the_reading_age_stands_beside_hard_words(room: Room, jo: Client) -> None:
    hard = "Notwithstanding organisational considerations, accessibility improvements necessitate considerable additional expenditure. "
    row = room.matter(what=hard * 3)
    page = text(jo.get(f"/t/decide/matter/{row.number}"))
    assert "hard to read" in page
    assert "The hardest part is “What should change”" in page
    plain = room.matter(what="The door is shut on Sunday. I came and it was dark. Please leave it open so that I can come in.")
    assert "hard to read" not in text(jo.get(f"/t/decide/matter/{plain.number}"))


# --- Ways, and where it comes from ----------------------------------------------------------------------
def test_a_way_may_give_a_rule_another_value(room: Room, jo: Client) -> None:
    row = room.matter()
    page = jo.get(f"/t/decide/matter/{row.number}/way?rules")
    assert f"/t/decide/matter/{row.number}/way?rule={sitting.KEY}" in page.content.decode()
    page = jo.get(f"/t/decide/matter/{row.number}/way?rule={sitting.KEY}")
    answer = press(jo, page, "Add this way", text="Longer.", value="9999")
    assert answer.status_code == 400
    assert ">Longer.</textarea>" in answer.content.decode()
    press(jo, page, "Add this way", text="Longer.", value="4")
    assert row.alternatives.get().changes == [{"rule": sitting.KEY, "value": 4}]
    assert "Longer." in text(jo.get(f"/t/decide/matter/{row.number}"))


def test_evidence_that_does_not_stand_keeps_what_was_typed(room: Room, jo: Client) -> None:
    row = room.matter(cited=False)
    answer = press(
        jo, jo.get(f"/t/decide/matter/{row.number}/from"), "Keep these words", kind="guidance", role="guidance", text="It says so."
    )
    assert answer.status_code == 400
    assert ">It says so.</textarea>" in answer.content.decode()
    assert not Origin.objects.exists()


def test_words_read_by_one_are_the_teams_alone(room: Room, jo: Client) -> None:
    row = room.matter(cited=False)
    citing.cite_words(key=room.jo.key, matter=row.pk, kind="quote", role="living", text="Not yet read.", form_id=form())
    assert "read by one person only" in text(jo.get(f"/t/decide/matter/{row.number}"))
    client, _page = seated()
    assert "Not yet read." not in client.get(f"/n/decide/about/{row.number}").content.decode()


# --- Tasks and effects ----------------------------------------------------------------------------------
def test_tasks_are_planned_moved_and_done_and_what_changed_is_written(room: Room, jo: Client) -> None:
    row, _put, _group = room.decided()
    task = Task.objects.get()
    address = f"/t/decide/matter/{row.number}/tasks"
    press(jo, jo.get(address), "Add it", what="Ask the pharmacy.", owner="peer", weeks="3")
    mine = Task.objects.exclude(pk=task.pk).get()
    assert mine.owner == "peer"
    page = jo.get(address)
    assert page.content.decode().count("It will not be done") == 1
    assert press(jo, page, "Give it longer", due=str(this_week() + 9), reason="").status_code == 400
    press(jo, page, "Give it longer", due=str(this_week() + 9), reason="They are on leave.")
    assert "They are on leave." in text(jo.get(address))
    assert press(jo, page, "It is done", came="").status_code == 400
    press(jo, page, "It is done", came="They sell them from May.")
    mine.refresh_from_db()
    assert mine.state == "done"
    press(jo, jo.get(address), "Write it, and ask them", text="You can buy them on Sunday.")
    assert Effect.objects.get().text == "You can buy them on Sunday."
    assert "Say whether it changed" in text(jo.get(address))


def test_somebody_of_another_job_cannot_end_a_task(room: Room, jo: Client) -> None:
    row, _put, _group = room.decided()
    task = Task.objects.get()
    assert task.owner == Role.LEAD
    answer = jo.post(f"/t/decide/matter/{row.number}/tasks", {"act": "done", "task": str(task.pk), "came": "So.", "form_id": form()})
    assert answer.status_code == 400
    assert "belongs to another job" in text(answer)


def test_what_is_overdue_stands_first_and_on_the_first_page(room: Room) -> None:
    room.decided()
    Task.objects.update(due=str(this_week() - 1))
    maeve = as_one(room.maeve)
    assert "overdue" in text(maeve.get("/t/decide"))
    assert "1 thing that was decided is overdue." in text(maeve.get("/t/"))


# --- Hers -----------------------------------------------------------------------------------------------
def test_whoever_sits_says_something_and_two_read_it(room: Room) -> None:
    row = room.matter()
    client, _page = seated()
    sitting.seat(living=2, lived=2)
    page = client.get(f"/n/decide/about/{row.number}")
    answer = press(client, page, "Say it", text="I have no one on Sunday.")
    code = re.search(r'class="code">(\w{4} \w{4})<', answer.content.decode())
    assert code is not None
    assert "I have no one on Sunday." not in client.get(f"/n/decide/about/{row.number}").content.decode()
    for member, words in ((room.jo, "Somebody with another job has to read it, too."), (room.maeve, "Everybody can read it now.")):
        reader = as_one(member)
        assert "I have no one on Sunday." in text(reader.get("/t/decide/read"))
        one = reader.get(f"/t/decide/read/{Comment.objects.get().pk}")
        assert words in text(reader.get(press(reader, one, "I have read it: it may be shown").headers["Location"]))
    assert "I have no one on Sunday." in text(client.get(f"/n/decide/about/{row.number}"))
    anybody = Client()
    answer = press(anybody, anybody.get("/n/decide/code"), "Look", code=code[1])
    assert "It is shown, as you wrote it." in text(answer)
    press(anybody, answer, "Take it back")
    assert Comment.objects.get().stage == Stage.GONE


def test_what_is_left_out_says_why_to_her_alone(room: Room) -> None:
    row = room.matter()
    client, _page = seated()
    answer = press(client, client.get(f"/n/decide/about/{row.number}/words?part=what"), "Propose these words", text="Ask Sam at the door.")
    code = re.search(r'class="code">(\w{4} \w{4})<', answer.content.decode())
    assert code is not None
    jo = as_one(room.jo)
    address = f"/t/decide/read/{Amendment.objects.get().pk}"
    assert press(jo, jo.get(address), "Leave it out", reason="somebody", answer="").status_code == 400
    press(jo, jo.get(address), "Leave it out", reason="somebody", answer="Say it without the name.")
    assert jo.get(address).status_code == 404
    answer = press(Client(), Client().get("/n/decide/code"), "Look", code=code[1])
    assert "Say it without the name." in text(answer)
    assert "Say it without the name." not in text(jo.get(f"/t/decide/matter/{row.number}"))


def test_a_worry_begins_with_what_she_wrote_for_whoever_holds_it(room: Room) -> None:
    row = room.matter()
    client, _page = seated()
    press(client, client.get(f"/n/decide/about/{row.number}"), "Say it", text="He will kill me if I come.")
    jo = as_one(room.jo)
    page = jo.get(f"/t/decide/read/{Comment.objects.get().pk}").content.decode()
    link = re.search(r'href="([^"]+)"[^>]*>I am worried about this', page)
    assert link is not None
    assert jo.get(link[1]).status_code == 200
    wren = as_one(make_member("Wren", Role.RESEARCHER))
    assert wren.get(f"/t/decide/read/{Comment.objects.get().pk}").status_code == 404
    assert wren.get("/t/decide/read").status_code == 200


def test_a_code_nobody_gave_is_kept_to_be_looked_at(room: Room) -> None:
    answer = press(Client(), Client().get("/n/decide/code"), "Look", code="2222 2222")
    assert answer.status_code == 400
    assert 'value="2222 2222"' in answer.content.decode()


def test_codes_about_matters_are_not_guessed_without_end(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    row = room.matter()
    client, _page = seated()
    answer = press(client, client.get(f"/n/decide/about/{row.number}"), "Say it", text="I have no one on Sunday.")
    code = re.search(r'class="code">(\w{4} \w{4})<', answer.content.decode())
    assert code is not None
    monkeypatch.setattr(tries, "WRONG_AN_HOUR", 1)
    assert "We know no such code" in text(press(Client(), Client().get("/n/decide/code"), "Look", code="2222 2222"))

    def crowded(_secret: str) -> None:
        raise sealing.Busy

    monkeypatch.setattr(tries, "derive", crowded)
    for act in ("look", "back"):
        answer = press(Client(), Client().get("/n/decide/code"), "Look", code=code[1], act=act)
        assert answer.status_code == 400
        assert "too many wrong codes just now" in text(answer)
    assert Comment.objects.get().stage == Stage.WAITING


def test_whoever_reads_other_words_sees_what_would_change(room: Room) -> None:
    row = room.matter()
    client, _page = seated()
    press(client, client.get(f"/n/decide/about/{row.number}/words?part=what"), "Propose these words", text=f"{row.what} And on Monday.")
    jo = as_one(room.jo)
    address = f"/t/decide/read/{Amendment.objects.get().pk}"
    html = jo.get(address).content.decode()
    assert "<ins>" in html
    assert "And on Monday." in html.split("<ins>")[1].split("</ins>")[0]
    assert "<del>" not in html
    Matter.objects.filter(pk=row.pk).update(what="Something else.")
    assert "<del>" in jo.get(address).content.decode(), "beside the words as they stand now"


def test_somebody_without_a_seat_is_led_to_what_the_group_is(room: Room) -> None:
    row = room.matter()
    client = Client()
    make_page().enter(client)
    for address in (f"/n/decide/about/{row.number}", "/n/decide/about/new"):
        assert client.get(address).headers["Location"] == "/n/decide"
    assert client.get(f"/n/decide/about/{row.number}/words?part=what").status_code == 302
    assert client.post(f"/n/decide/about/{row.number}", {"text": "Hm.", "form_id": form()}).status_code == 302
    assert not Comment.objects.exists()


def test_a_draft_is_not_hers_to_read(room: Room) -> None:
    row = room.matter(up=False)
    client, _page = seated()
    assert client.get(f"/n/decide/about/{row.number}").status_code == 404


def test_whoever_sits_writes_one_down_herself(room: Room) -> None:
    client, _page = seated()
    page = client.get("/n/decide/about/new")
    assert press(client, page, "Write it down", title="", what="Dark.").status_code == 400
    press(client, page, "Write it down", title="A lamp", what="It is dark at the door.", for_whom="mothers")
    for member in (room.jo, room.maeve):
        reader = as_one(member)
        press(reader, reader.get(f"/t/decide/read/{Matter.objects.get().pk}"), "I have read it: it may be shown")
    assert Matter.objects.get().title == "A lamp"
    assert "A lamp" in text(client.get("/n/decide?v=1"))


def test_she_says_what_she_could_live_with_once(room: Room, jo: Client) -> None:
    row = room.matter()
    first, second = room.way(row), room.way(row, "Two open at noon.")
    client, _page = seated()
    sitting.seat(living=2, lived=2)
    press(jo, jo.get(f"/t/decide/matter/{row.number}"), "Ask which they could live with")
    page = client.get(f"/n/decide/about/{row.number}")
    assert {len(value) for value in re.findall(r'name="way_[^"]*" value="([^"]*)"', page.content.decode())} == {LENGTH}
    half = {f"way_{first.pk}": even("live")}
    assert press(client, page, "Put it in the pile", **half).status_code == 400
    press(client, page, "Put it in the pile", **half, **{f"way_{second.pk}": "not"})
    assert Asked.objects.filter(done=True).count() == 1
    page = client.get(f"/n/decide/about/{row.number}")
    assert "You have answered." in text(page)
    assert "Put it in the pile" not in text(page)
    assert "could live with it" not in text(jo.get(f"/t/decide/matter/{row.number}")).replace("which they could live with", "")
    assert Sounding.objects.get().shown == {}


def test_a_question_of_a_matter_leads_there_and_back(room: Room) -> None:
    client, _page = seated()
    sitting.seat(living=2, lived=2)
    row = room.matter()
    put = room.put(room.way(row))[0]
    assert f"/n/decide/{put.pk}" in client.get(f"/n/decide/about/{row.number}").content.decode()
    assert f"/n/decide/about/{row.number}" in client.get(f"/n/decide/{put.pk}").content.decode()


# --- Everybody's ----------------------------------------------------------------------------------------
def test_what_was_decided_is_told_with_its_evidence_and_tasks(room: Room) -> None:
    row, put, _group = room.decided()
    assert "Shall we open on Sunday?" in text(Client().get("/decided"))
    said = text(Client().get(f"/decided/{put.pk}"))
    for part in ("Shall we open on Sunday?", "I stood there on Sunday.", "A peer opens at ten.", "people who use now", "By: lead."):
        assert part in said
    assert '"/decided"' in Client().get("/how-we-work").content.decode()
    assert Client().get(f"/decided/{uuid4()}").status_code == 404
    assert row.title


def test_a_decision_about_a_rule_stands_with_the_rule(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    put = room.put(room.way(row, asks__live_weeks=4))[0]
    room.decide([put], group)
    assert Client().get(f"/decided/{put.pk}").headers["Location"] == f"/why/{sitting.KEY}"


def test_those_it_is_for_say_whether_it_changed(room: Room) -> None:
    row, put, _group = room.decided()
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=put.pk, text="Open on Sunday.", form_id=form())
    assert made is not None
    client = Client()
    assert f"/n/changed/{made.pk}" in client.get(f"/decided/{put.pk}").content.decode()
    page = client.get(f"/n/changed/{made.pk}")
    assert press(client, page, "Say so", answer="not yet", voice="living").status_code == 400
    answer = press(client, page, "Say so", answer="not yet", voice="living", slip=slip())
    assert "It counts." in text(answer)
    assert Changed.objects.get().n == 1
    her = Client()
    make_page().enter(her)
    assert "We heard it." in text(press(her, her.get(f"/n/changed/{made.pk}"), "Say so", answer="yes", voice="lived"))
    wrong = press(client, page, "Say so", answer="yes", voice="lived", code="2222 2222")
    assert wrong.status_code == 400
    assert "We know no such code." in text(wrong)


def test_nobody_is_asked_about_what_is_not_there(room: Room) -> None:
    assert Client().get(f"/n/changed/{uuid4()}").status_code == 404


# --- How they read --------------------------------------------------------------------------------------
def test_her_pages_and_the_public_ones_can_be_read_with_ease(room: Room) -> None:
    row, put, _group = room.decided()
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=put.pk, text="Open on Sunday.", form_id=form())
    assert made is not None
    client, _page = seated()
    other = room.matter()
    room.way(other)
    addresses = (
        f"/n/decide/about/{other.number}",
        f"/n/decide/about/{other.number}/words?part=what",
        "/n/decide/about/new",
        "/n/decide/code",
        "/decided",
        f"/decided/{put.pk}",
        f"/n/changed/{made.pk}",
    )
    grades = {address: grade_of(client, address)[0] for address in addresses}
    assert {address: found for address, found in grades.items() if found > HIGHEST} == {}


def test_the_room_is_closed_until_the_assessments_are_signed(room: Room, jo: Client) -> None:
    from kithbridge.people import facts
    from kithbridge.people.actions import group

    row = room.matter()
    group.set_facts(values=dict.fromkeys(facts.ASSESSMENTS, ""))
    assert jo.get(f"/t/decide/matter/{row.number}").status_code == 503
    assert jo.get("/t/decide").status_code == 200
    assert "Sunday" not in text(jo.get("/t/decide"))
    assert Client().get("/back").status_code == 200
    assert Client().get("/n/decide/code").status_code == 200
