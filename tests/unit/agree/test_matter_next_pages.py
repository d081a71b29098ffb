"""Pages of a matter: what comes next stands first, a way is mended, words go, and her code says what became of hers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kithbridge.agree import matters
from kithbridge.agree.actions import amending, commenting, effects
from kithbridge.agree.matter_models import Amendment, Origin, Task
from kithbridge.agree.models import Conversation, Statement
from kithbridge.people.deciding.models import Piece, Saying
from kithbridge.people.models import Role
from kithbridge.rules import evidence
from kithbridge.rules.evidence import Words
from kithbridge.web.clock import this_week
from tests import sitting
from tests.builders import DATABASES, make_member, quick_kdf  # noqa: F401 - autouse
from tests.pressing import press
from tests.unit.agree.putting import PARTS, Room, a_room, form  # noqa: F401 - the fixture `room`
from tests.unit.agree.test_matter_pages import as_one, jo, seated, text  # noqa: F401 - the fixture `jo`
from tests.unit.agree.test_matters_attacked import from_a_seat

pytestmark = DATABASES


def page_of(client: Client, number: int, rest: str = "") -> Any:
    return client.get(f"/t/decide/matter/{number}{rest}")


# --- What comes next --------------------------------------------------------------------------------------
def test_what_comes_next_stands_before_all_the_rest(room: Room, jo: Client) -> None:  # noqa: F811
    sitting.seat(living=3, lived=2)
    row = room.matter()
    said = text(page_of(jo, row.number))
    assert "Write down a way to do it, or several." in said
    assert said.index("What happens next") < said.index("Write down a way to do it") < said.index(PARTS["what"])
    room.way(row)
    assert "It can be put to the reference group. They decide." in text(page_of(jo, row.number))
    lee = as_one(make_member("Dr Lee", Role.RESEARCHER))
    assert "You can say what you think, and propose other words." in text(page_of(lee, row.number))


def test_she_finds_first_what_she_can_do(room: Room) -> None:
    row = room.matter()
    client, _page = seated()
    sitting.seat(living=2, lived=2)
    found = client.get(f"/n/decide/about/{row.number}").content.decode()
    assert found.index('href="#say"') < found.index('href="#otherwise"') < found.index(PARTS["what"])
    assert 'id="say"' in found
    assert 'id="otherwise"' in found
    room.put(room.way(row))
    found = client.get(f"/n/decide/about/{row.number}").content.decode()
    assert 'href="#say"' not in found, "the question is the one next thing"


# --- Who may ------------------------------------------------------------------------------------------------
def test_what_a_seat_wrote_can_be_worded_otherwise_by_proposing(room: Room, jo: Client) -> None:  # noqa: F811
    row, _code = from_a_seat(room, sitting.seat(living=3, lived=2))
    for client in (jo, as_one(make_member("Dr Lee", Role.RESEARCHER))):
        found = text(page_of(client, row.number))
        assert "Propose other words" in found
        assert "Word it otherwise" not in found
        assert "Take the whole of it back" not in found
        page = page_of(client, row.number, "/words?part=what")
        assert press(client, page, "Propose these words", text="The door is open from ten.").status_code == 302
    assert Amendment.objects.count() == 2


def test_a_way_is_mended_and_gives_two_rules_other_values(room: Room, jo: Client) -> None:  # noqa: F811
    row = room.matter()
    way = room.way(row)
    assert f"/way?way={way.pk}" in page_of(jo, row.number).content.decode()
    page = page_of(jo, row.number, f"/way?rules&way={way.pk}")
    assert f"?rule={sitting.KEY}&amp;way={way.pk}" in page.content.decode()
    page = page_of(jo, row.number, f"/way?rule={sitting.KEY}&way={way.pk}")
    assert "A peer opens at ten." in page.content.decode()
    assert press(jo, page, "Let it read so", value="9999").status_code == 400
    press(jo, page, "Let it read so", text="A peer opens at nine.", value="4")
    press(jo, page_of(jo, row.number, f"/way?rule=asks.most_each&way={way.pk}"), "Let it read so", value="6")
    way.refresh_from_db()
    assert way.text == "A peer opens at nine."
    assert {one["rule"]: one["value"] for one in way.changes} == {sitting.KEY: 4, "asks.most_each": 6}
    found = text(page_of(jo, row.number, f"/way?way={way.pk}"))
    assert found.count("Then:") == 2
    assert row.alternatives.count() == 1
    commenting.say(key=room.ann.key, matter=row.pk, text="Good.", form_id=form())
    assert f"/way?way={way.pk}" not in page_of(jo, row.number).content.decode()
    assert press(jo, page, "Let it read so", text="Nobody opens.", value="4").status_code == 400


@pytest.mark.parametrize("way", ["00000000-0000-4000-8000-000000000000", "nothing"])
def test_no_way_of_that_number(room: Room, jo: Client, way: str) -> None:  # noqa: F811
    assert page_of(jo, room.matter().number, f"/way?way={way}").status_code == 404


# --- Words that go ------------------------------------------------------------------------------------------
def test_words_can_be_taken_away_after_it_was_decided(room: Room, jo: Client) -> None:  # noqa: F811
    row, put, _group = room.decided()
    page = page_of(jo, row.number)
    press(jo, page, "Take these words away")
    assert not Saying.objects.exists()
    assert Origin.objects.filter(matter=row).exists(), "the role still counts"
    assert "I stood there on Sunday." not in Client().get(f"/decided/{put.pk}").content.decode()
    assert "Take these words away" not in text(page_of(jo, row.number))


def test_what_another_room_holds_is_not_ours_to_take_away(room: Room, jo: Client, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """The button would do nothing: a sentence of a talk goes where it was said."""
    row, put, _group = room.decided()
    Origin.objects.update(source="statements")
    Piece.objects.update(source="statements")
    monkeypatch.setitem(evidence._sources, "statements", lambda refs: {ref: Words("The bus stops there.") for ref in refs})
    for address in (f"/t/decide/matter/{row.number}", f"/t/decide/{put.pk}"):
        said = text(jo.get(address))
        assert "The bus stops there." in said
        assert "Take these words away" not in said


def test_before_people_were_asked_it_is_taken_out(room: Room, jo: Client) -> None:  # noqa: F811
    row = room.matter()
    assert "Take these words away" not in text(page_of(jo, row.number))
    press(jo, page_of(jo, row.number), "Take it out")
    assert not Origin.objects.exists()


def test_a_task_that_will_not_be_done_is_not_said_to_be_done(room: Room) -> None:
    row, _put, _group = room.decided()
    maeve = as_one(room.maeve)
    answer = press(maeve, page_of(maeve, row.number, "/tasks"), "It will not be done", came="The council said no.")
    said = text(maeve.get(answer["Location"]))
    assert "It will not be done. Your reason stands there." in said
    assert "Done. What came of it" not in said
    assert Task.objects.get().state == "dropped"


def test_her_code_says_why_her_words_were_not_taken(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    row = room.matter()
    kept = amending.propose(key=group["living"][0], matter=row.pk, part="what", text="From ten.", readers=room.readers(), form_id=form())
    assert kept is not None
    for reader in (room.jo, room.maeve):
        amending.show(key=reader.key, amendment=kept.number)
    client = Client()

    def looked() -> str:
        return text(press(client, client.get("/n/decide/code"), "Look", code=kept.code))

    assert "Nobody has said yet whether they are taken." in looked()
    amending.refuse(key=room.jo.key, amendment=kept.number, reason="Nobody is awake then.")
    assert "Nobody is awake then." in looked()
    Amendment.objects.update(outcome="taken", because="")
    assert "If you take them back here, the text stays as it is." in looked()


@pytest.mark.parametrize("what", ["said about it", "other words"])
def test_a_reader_sees_what_kind_of_words_they_are(room: Room, jo: Client, what: str) -> None:  # noqa: F811
    key, row = sitting.seat(living=3, lived=2)["living"][0], room.matter()
    if what == "said about it":
        commenting.say(key=key, matter=row.pk, text="I could come.", readers=room.readers(), form_id=form())
    else:
        amending.propose(key=key, matter=row.pk, part="cost", text="I could come.", readers=room.readers(), form_id=form())
    (one,) = matters.waiting(room.jo.key)
    said = text(jo.get(f"/t/decide/read/{one.id}"))
    assert "I could come." in said
    assert "One of the ways to do it" not in said
    assert ("What it costs" in said) is (what == "other words")
    assert what in text(jo.get("/t/decide/read"))


def test_a_button_nobody_knows_shows_nothing(room: Room, jo: Client) -> None:  # noqa: F811
    key, row = sitting.seat(living=3, lived=2)["living"][0], room.matter()
    commenting.say(key=key, matter=row.pk, text="I could come.", readers=room.readers(), form_id=form())
    (one,) = matters.waiting(room.jo.key)
    assert jo.post(f"/t/decide/read/{one.id}", {"act": "publish", "form_id": form()}).status_code == 400
    assert not matters.waiting(room.jo.key)[0].mine
    press(jo, jo.get(f"/t/decide/read/{one.id}"), "I have read it: it may be shown")
    assert matters.waiting(room.jo.key)[0].mine


def test_what_was_decided_asks_first_whether_it_changed(room: Room) -> None:
    row, put, _group = room.decided()
    assert "Say whether it changed" not in text(Client().get(f"/decided/{put.pk}"))
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=put.pk, text="The door is open.", form_id=form())
    assert made is not None
    found = Client().get(f"/decided/{put.pk}").content.decode()
    assert found.index(f'href="/n/changed/{made.pk}"') < found.index("The decision")


def test_of_what_was_decided_she_finds_first_what_came_of_it(room: Room) -> None:
    row, put, _group = room.decided()
    client, _page = seated()
    address = f"/n/decide/about/{row.number}"
    assert "/n/changed/" not in client.get(address).content.decode()
    made = effects.write_effect(key=room.jo.key, matter=row.pk, decision=put.pk, text="The door is open.", form_id=form())
    assert made is not None
    found = client.get(address).content.decode()
    assert found.index(f"/n/changed/{made.pk}") < found.index('href="#came"') < found.index(PARTS["what"]) < found.index('id="came"')


def test_she_finds_her_turn_above_what_there_is_to_read(room: Room) -> None:
    client, _page = seated()
    sitting.seat(living=2, lived=2)
    put = room.put(room.way(room.matter()))[0]
    found = client.get(f"/n/decide/{put.pk}").content.decode()
    assert found.index('href="#yours"') < found.index("I stood there on Sunday.") < found.index('id="yours"')


# --- Whose voice it is --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("voice", "origin", "role", "words"),
    [
        ("other", "hers", "other", "somebody else"),
        ("partner", "paper", "partner", "a father or a partner"),
        ("", "seed", "worker", "a worker"),
        ("", "theme", "other", "somebody else"),
    ],
)
def test_a_sentence_of_others_is_not_a_workers(
    room: Room,
    jo: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    voice: str,
    origin: str,
    role: str,
    words: str,
) -> None:
    row = room.matter(cited=False)
    week = str(this_week())
    talk = Conversation.objects.create(question="How?", number=1, state="closed", week=week, first_until=week, until=week, result={})
    said = Statement.objects.create(
        conversation=talk, number=100, text="The bus stops there.", stage="shown", voice=voice, origin=origin, week=week
    )
    monkeypatch.setitem(evidence._sources, "statements", lambda refs: {ref: Words("The bus stops there.") for ref in refs})
    jo.post(f"/t/decide/matter/{row.number}/from", {"act": "cite", "statement": str(said.pk), "form_id": form()})
    assert Origin.objects.get().role == role
    assert words in text(page_of(jo, row.number))


def test_of_a_draft_nothing_is_asked_that_cannot_be_done(room: Room, jo: Client) -> None:  # noqa: F811
    row = room.matter(up=False)
    found = text(page_of(jo, row.number))
    assert "Only the team reads it so far." in found
    assert "Other words" not in found
    assert "What people say of it" not in found
