"""The neighbour's pages as she meets them without script: each works, then each refusal."""

from __future__ import annotations

import json
import re
import time
from urllib.parse import urlsplit

import pytest
from django.test import Client

from kithbridge.engines import sealing
from kithbridge.people import facts, vault, visit
from kithbridge.people.actions import circles, danger, notes, opening, refusing
from kithbridge.people.keyring.models import Person, Wrap
from kithbridge.people.models import Fact, LastLook, Message, Neighbour, Refusal
from kithbridge.people.sessions.models import Session
from kithbridge.reach.models import Ask
from kithbridge.web import once
from tests.builders import DATABASES, Member, Page, Site, furnish_site, make_member, make_page, quick_kdf  # noqa: F401
from tests.pressing import filled, forms, press, words_on

pytestmark = DATABASES


class Furnished:
    """A site that may open, with three who read asks."""

    def __init__(self) -> None:
        self.site: Site = furnish_site()
        self.peers: list[Member] = [make_member(name, circle=self.site.circle) for name in ("Jo", "Shanice", "Cass")]
        self.jo, self.shanice, self.cass = self.peers


@pytest.fixture
def here() -> Furnished:
    return Furnished()


@pytest.fixture
def her(here: Furnished, client: Client) -> Page:
    """A page that is open in `client`."""
    page = make_page()
    page.enter(client)
    return page


def html(response) -> str:
    return response.content.decode()


def ask_page(client: Client):
    return client.get("/n/ask?v=1")


def code_on(response) -> str:
    return re.search(r'class="code">([^<]+)<', html(response)).group(1)


def words_shown(response) -> list[str]:
    return [a + b for a, b in re.findall(r"<li><span><b>(\w+)</b>(\w*)</span></li>", html(response))]


def opened(member: Member, ask: Ask) -> dict:
    return json.loads(vault.read(member.key, ask, "words"))


# --- Start, notice, help -------------------------------------------------------------------------------
def test_the_first_page_gives_nothing_away(here, client):
    response = client.get("/")
    assert response.status_code == 200
    said = words_on(html(response)).lower()
    for telling in ("drug", "needle", "syringe", "naloxone", "kit", "tarrowby", "using"):
        assert telling not in said
    assert "<title>Notes</title>" in html(response)
    assert not forms(html(response))
    assert not response.cookies


def test_the_notice_comes_before_any_field(here, client):
    response = client.get("/n/ask")
    assert (response.status_code, response.headers["Location"]) == (302, "/n/how?to=ask")
    notice = client.get(response.headers["Location"])
    assert "We do not ask your name." in html(notice)
    assert not forms(html(notice))
    assert 'href="/n/ask?v=1"' in html(notice)


@pytest.mark.parametrize("version", ["", "0", "2", "1 ", "x", "１"])
def test_an_older_notice_is_not_enough(here, client, version):
    response = client.get("/n/ask", {"v": version})
    assert response.status_code == 302
    assert urlsplit(response.headers["Location"]).path == "/n/how"


def test_the_notice_goes_on_to_no_other_place(here, client):
    response = client.get("/n/how", {"to": "//elsewhere.example/"})
    assert "elsewhere" not in html(response)
    assert "/n/ask?v=1" in html(response)


def test_writing_is_opened_from_the_notice_and_then_stays_open_for_weeks(her, client):
    assert client.get("/n/write").headers["Location"] == "/n/how?to=write"
    assert client.get("/n/write?v=1").status_code == 200
    assert client.get("/n/write").status_code == 200


def test_help_is_there_without_anything(client):
    assert client.get("/help/").status_code == 200


def test_no_door_of_that_name(here, client):
    assert client.get("/help/nothing-here").status_code == 404


# --- Asking --------------------------------------------------------------------------------------------
def test_three_taps_without_words_page_or_text(here, client):
    start = client.get("/")
    notice = client.get(re.search(r'class="act" href="([^"]+)"', html(start)).group(1))
    asking = client.get(re.search(r'class="act" href="([^"]+)"', html(notice)).group(1))
    done = press(client, asking, "Fine and short kit")
    assert done.status_code == 200
    assert len(code_on(done).split()) == 2
    ask = Ask.objects.get()
    assert (ask.page, ask.state) == (None, "open")
    for peer in here.peers:
        assert opened(peer, ask)["items"] == {"fine": 1}
    assert visit.COOKIE not in done.cookies
    assert Session.objects.count() == 0


def test_every_field_says_who_reads_it_when_it_goes_and_that_nobody_can_send_help(here, client):
    said = words_on(html(ask_page(client)))
    for must in (
        "Read by",
        "Jo",
        "Shanice",
        "Cass",
        "Gone: when handed over, or in 2 weeks",
        "Monday and Thursday",
        "cannot send help",
        "Ring 999",
    ):
        assert must in said


def test_whom_she_unticks_cannot_read_it(here, client):
    page = ask_page(client)
    _, sent = filled(html(page), "Naloxone")
    left = [one for one in sent["reader"] if one != str(here.jo.member.pk)]
    press(client, page, "Naloxone", reader=left)
    ask = Ask.objects.get()
    assert opened(here.shanice, ask)["items"] == {"naloxone": 1}
    with pytest.raises(vault.CannotOpen):
        vault.read(here.jo.key, ask, "words")
    with pytest.raises(vault.CannotOpen):
        vault.read(here.site.lead.key, ask, "words")


def test_nobody_ticked_keeps_what_she_chose(here, client):
    response = press(client, ask_page(client), "Naloxone", reader=None, text="by the bridge")
    assert response.status_code == 400
    assert "Nobody is ticked" in html(response)
    assert "by the bridge" in html(response)
    _, again = filled(html(response), "Ask")
    assert again["q_naloxone"] == ["1"]
    assert Ask.objects.count() == 0


def test_somebody_who_does_not_read_asks_cannot_be_ticked_in(here, client):
    response = press(client, ask_page(client), "Naloxone", reader=[str(here.site.lead.member.pk), "not-a-number", ""])
    assert response.status_code == 400
    assert Ask.objects.count() == 0


def test_pressed_means_two_readers_and_is_never_refused(here, client):
    page = ask_page(client)
    choose = press(client, page, "Naloxone", flag="pressed")
    assert choose.status_code == 400
    assert "only two of us should read this" in html(choose)
    _, sent = filled(html(choose), "Ask")
    done = press(client, choose, "Ask", reader=sent["reader"][:2])
    assert done.status_code == 200
    holders = vault.readers(Ask.objects.get().pk, [peer.member.pk for peer in here.peers])
    assert len(holders) == 2


def test_the_same_form_sent_again_makes_one_ask_and_shows_the_same_code(here, client):
    page = ask_page(client)
    first, second = press(client, page, "Foil"), press(client, page, "Foil")
    assert code_on(first) == code_on(second)
    assert Ask.objects.count() == 1
    assert code_on(press(client, ask_page(client), "Foil")) != code_on(first)


def test_nothing_chosen(here, client):
    response = press(client, ask_page(client), "Ask")
    assert response.status_code == 400
    assert "Nothing was ticked yet" in html(response)


def test_more_than_the_rule_is_cut_not_refused(here, client):
    assert press(client, ask_page(client), "Ask", q_fine="99").status_code == 200
    assert opened(here.jo, Ask.objects.get())["items"] == {"fine": 3}


def test_too_long_a_text_is_given_back_whole(here, client):
    long = "é" * 2_001
    response = press(client, ask_page(client), "Foil", text=long)
    assert response.status_code == 400
    assert "too long" in html(response)
    assert long in html(response)
    assert Ask.objects.count() == 0


def test_a_form_beyond_all_bounds_is_a_plain_page(here, client):
    response = press(client, ask_page(client), "Foil", text="x" * 300_000)
    assert response.status_code == 413
    assert "Traceback" not in html(response)


GARBAGE = ["\x00", "a\x00b", "\ud7ff\ufffe", "\u202e\u0007", "' OR 1=1 --", "%00", "\U0001f9f7" * 50, "-1", "1e9", "٣"]


@pytest.mark.parametrize("bad", GARBAGE)
def test_garbage_in_any_field_breaks_nothing(here, client, bad):
    _, sent = filled(html(ask_page(client)), "Foil")
    for name in ("one", "q_fine", "extra", "flag", "area", "text", "reader", "form_id", "ask"):
        form = {**sent, name: [bad] if name != "reader" else [*sent["reader"], bad]}
        assert client.post("/n/ask", form).status_code in (200, 400)
    for asked in Ask.objects.all():
        assert opened(here.jo, asked)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"\xff\xfe&one=%ff%fe&text=%00%ff"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"one=foil"),
        ("application/x-www-form-urlencoded; charset=hex", b"one=foil"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary at all"),
        ("multipart/form-data; boundary=x; charset=hex", b'--x\r\nContent-Disposition: form-data; name="one"\r\n\r\nfoil\r\n--x--\r\n'),
        ("application/json", b'{"one": "foil"}'),
        ("", b"\x00\x01\x02"),
    ],
)
def test_bodies_that_are_no_form(here, client, kind, body):
    response = client.generic("POST", "/n/ask", body, content_type=kind)
    assert response.status_code in (200, 400)
    assert Ask.objects.count() == 0


def test_when_nobody_answers_no_ask_is_taken_and_help_stays(here, client):
    page = ask_page(client)
    LastLook.objects.update(day="2026-01-01")
    assert "Nobody is answering now" in html(client.get("/"))
    assert client.get("/n/ask?v=1").headers["Location"] == "/"
    assert press(client, page, "Foil").headers["Location"] == "/"
    assert Ask.objects.count() == 0
    assert client.get("/help/").status_code == 200


def test_the_budget_of_the_hour(here, client, monkeypatch):
    from kithbridge import rules

    real = rules.value
    monkeypatch.setattr(rules, "value", lambda key: 1 if key == "asks.per_hour" else real(key))
    assert press(client, ask_page(client), "Foil").status_code == 200
    full = press(client, ask_page(client), "Foil", text="still here")
    assert full.status_code == 400
    assert "Too many asks" in html(full)
    assert "still here" in html(full)


def test_a_page_whose_asks_two_of_the_team_refused(here, client, her):
    refusing.propose(key=here.jo.key, page=her.key.owner, reason=Refusal.Reason.values[0])
    with pytest.raises(refusing.NotRefused):
        refusing.agree(key=here.jo.key, page=her.key.owner)
    assert press(client, ask_page(client), "Naloxone").status_code == 200
    refusing.agree(key=here.shanice.key, page=her.key.owner)
    response = press(client, ask_page(client), "Foil")
    assert response.status_code == 400
    assert "no more asks" in html(response)
    assert press(Client(), ask_page(Client()), "Foil").status_code == 200


# --- Words ---------------------------------------------------------------------------------------------
def test_an_ask_is_tied_to_the_page_begun_from_it(here, client):
    asked = press(client, ask_page(client), "Foil", text="at the blue door")
    shown = press(client, asked, "Give me words")
    assert shown.status_code == 200
    words = words_shown(shown)
    assert len(words) == 7
    assert Neighbour.objects.count() == Person.objects.filter(kind="page").count() == 0
    entered = press(client, shown, "Try them", w=" ".join(words))
    assert entered.headers["Location"] == "/n/?in=y"
    assert Ask.objects.get().page == Neighbour.objects.get()
    mine = client.get("/n/")
    assert code_on(asked) in html(mine)
    # What she wrote before she had a page was sealed to the peers only: not to her.
    assert "blue door" not in html(mine)


def test_words_are_drawn_anew_each_time_and_stand_in_no_address(here, client):
    asked = press(client, ask_page(client), "Foil")
    shown, other = (press(client, asked, "Give me words") for _ in range(2))
    assert words_shown(shown) != words_shown(other)
    assert client.get("/n/words").status_code == 405
    shown_again = words_on(html(client.get("/n/words/try"))).lower().split()
    assert not set(words_shown(shown)) & set(shown_again)


@pytest.mark.parametrize("tie", ["", "x", "0" * 32 + "." + "0" * 32, "\x00", "." * 300])
def test_a_made_up_tie_ties_nothing(here, client, tie):
    press(client, ask_page(client), "Foil")
    shown = client.post("/n/words", {"tie": tie})
    assert press(client, shown, "Try them", w=" ".join(words_shown(shown))).status_code == 302
    assert Neighbour.objects.count() == 1
    assert Ask.objects.get().page is None


def test_a_tie_does_not_take_an_ask_from_a_page_that_is_used(here, client):
    asked = press(client, ask_page(client), "Foil")
    shown = press(client, asked, "Give me words")
    press(client, shown, "Try them", w=" ".join(words_shown(shown)))
    mine = Ask.objects.get().page
    other = Client()
    again = press(other, asked, "Give me words")
    press(other, again, "Try them", w=" ".join(words_shown(again)))
    assert Ask.objects.get().page == mine


def test_a_double_press_leaves_the_ask_on_the_page_whose_words_she_sees(here, client):
    asked = press(client, ask_page(client), "Foil")
    press(client, asked, "Give me words")  # this answer never reaches her screen
    seen = press(client, asked, "Give me words")
    for _ in range(2):
        press(client, seen, "Try them", w=" ".join(words_shown(seen)))
    assert Neighbour.objects.count() == 1
    assert code_on(asked) in html(client.get("/n/"))


def test_a_slip_in_the_practice_is_put_right_and_other_words_are_not_taken(here, client):
    shown = client.post("/n/words")
    words = words_shown(shown)
    wrong = press(client, shown, "Try them", w="nothing like it")
    assert "not quite it" in html(wrong)
    assert words_shown(wrong) == words
    assert Neighbour.objects.count() == 0
    assert press(client, wrong, "Try them", w=" ".join(slip(word) for word in words)).headers["Location"] == "/n/?in=y"


@pytest.mark.parametrize("field", ["fold", "form_id"])
@pytest.mark.parametrize("bad", ["", "x", "\x00", "A" * 5_000])
def test_words_that_were_not_drawn_here_begin_no_page(here, client, field, bad):
    shown = client.post("/n/words")
    press(client, shown, "Try them", w=" ".join(words_shown(shown)), **{field: bad})
    assert Neighbour.objects.count() == 0


def test_what_is_folded_into_the_form_says_nothing(here, client):
    shown = client.post("/n/words")
    folded = "".join(value for form in forms(html(shown)) for value in form.values("fold"))
    assert folded
    for word in words_shown(shown):
        assert word not in folded


def test_the_hours_budget_of_new_pages(here, client, monkeypatch):
    from kithbridge import rules

    real = rules.value
    monkeypatch.setattr(rules, "value", lambda key: 0 if key == "words.new_per_hour" else real(key))
    shown = client.post("/n/words")
    full = press(client, shown, "Try them", w=" ".join(words_shown(shown)))
    assert full.status_code == 503
    assert words_shown(full) == words_shown(shown)
    assert Neighbour.objects.count() == Person.objects.filter(kind="page").count() == 0


# --- Coming in -----------------------------------------------------------------------------------------
def slip(word: str) -> str:
    return word[:-1] + ("q" if word[-1] != "q" else "z")


@pytest.mark.parametrize(
    "typed",
    [
        lambda words: " ".join(words),
        lambda words: " ".join(word[:3] for word in words),
        lambda words: "  ".join(word.upper() for word in words),
        lambda words: " ".join(slip(word) for word in words),
        lambda words: " ".join(f"{n}. {word}" for n, word in enumerate(words, 1)),
        lambda words: "\n".join(words) + "\n",
    ],
    ids=["whole", "three letters", "capitals", "a slip in each", "numbered", "lines"],
)
def test_her_words_open_her_page(here, client, typed):
    page = make_page()
    came = client.get("/n/in")
    response = press(client, came, "Open my page", w=typed(page.words))
    assert (response.status_code, response.headers["Location"]) == (302, "/n/?in=y")
    cookie = response.cookies[visit.COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Strict", "/")
    assert (cookie["max-age"], cookie["expires"], cookie["domain"]) == ("", "", "")
    assert client.get("/n/").status_code == 200


def test_the_page_says_how_often_her_words_were_used(here, client):
    page = make_page()
    for _ in range(3):
        client.post("/n/in", {"w": page.typed})
    assert "used 3 times this week" in words_on(html(client.get("/n/")))


WRONG = ["", " ", "abandon", "one two three four five six seven", "\x00" * 10, "x" * 5_000, "'; DROP TABLE", "\u202e"]


@pytest.mark.parametrize("typed", WRONG)
def test_wrong_words(here, client, typed):
    make_page()
    response = client.post("/n/in", {"w": typed})
    assert (response.status_code, response.headers["Location"]) == (302, "/n/in?no")
    # Right and wrong words answer alike: this token opens nothing.
    assert client.get("/n/").headers["Location"] == "/n/in"
    again = client.get("/n/in?no")
    assert "Try the whole words this time" in html(again)
    assert not (typed.strip() and typed in html(again))
    assert Session.objects.count() == 0


def test_team_words_open_no_page(here, client):
    assert client.post("/n/in", {"w": here.jo.typed}).headers["Location"] == "/n/in?no"


def test_busy_says_so_at_once_and_never_writes_her_words_back(here, client, monkeypatch, tmp_path):
    page = make_page()
    full = sealing.Slots(tmp_path, at_once=1, waiting=0)
    monkeypatch.setattr(opening, "slots", lambda: full)
    with full.turn():
        began = time.monotonic()
        response = client.post("/n/in", {"w": page.typed, "c_text": "carried", "carried_to": "/n/write"})
        plain = client.post("/n/in", {"w": page.typed})
        shown = client.post("/n/words")
        drawn = press(client, shown, "Try them", w=" ".join(words_shown(shown)))
        assert time.monotonic() - began < 2
    assert (response.status_code, plain.status_code, drawn.status_code) == (503, 503, 503)
    assert "carried" in html(response)
    # Two words side by side: a single one ("input") may be a word of the page itself.
    for pair in zip(page.words, page.words[1:], strict=False):
        assert " ".join(pair) not in html(response) + html(plain)


# --- Her page ------------------------------------------------------------------------------------------
def test_her_page_needs_her_words(here, client):
    for address in ("/n/", "/n/read", "/n/write", "/n/last", "/n/copy", "/n/away", "/n/new-words"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, "/n/in"), address


@pytest.mark.parametrize("token", ["", "x", "\x7f" * 40, "A" * 43, "0" * 4_000])
def test_a_made_up_cookie_opens_nothing(here, client, token):
    client.cookies[visit.COOKIE] = token
    assert client.get("/n/").headers["Location"] == "/n/in"


def test_a_message_is_announced_opened_and_closes_by_itself(here, her, client):
    notes.answer(
        key=here.jo.key,
        work_name="Jo",
        page=her.key.owner,
        text="Thursday, same place",
        readers=[here.shanice.member.pk],
        form_id=once.new_form_id(),
    )
    mine = client.get("/n/")
    assert "There is something for you" in html(mine)
    assert "Thursday" not in html(mine)
    read = client.get("/n/read")
    assert "Thursday, same place" in html(read)
    assert read.headers["Refresh"] == "60; url=/n/"
    assert read.headers["Cache-Control"] == "no-store"
    assert "There is something for you" not in html(client.get("/n/"))


def test_she_writes_and_only_those_ticked_can_read(here, her, client):
    page = client.get("/n/write?v=1")
    _, sent = filled(html(page), "Send it")
    sent_it = press(client, page, "Send it", text="come with me\nto the clinic?", reader=sent["reader"][:1])
    assert sent_it.headers["Location"] == "/n/"
    message = Message.objects.get()
    reads = next(peer for peer in here.peers if str(peer.member.pk) == sent["reader"][0])
    assert json.loads(vault.read(reads.key, message, "body"))["text"] == "come with me\nto the clinic?"
    for other in here.peers:
        if other is not reads:
            with pytest.raises(vault.CannotOpen):
                vault.read(other.key, message, "body")


def test_writing_sent_twice_is_one_message(here, her, client):
    page = client.get("/n/write?v=1")
    for _ in range(2):
        assert press(client, page, "Send it", text="once").status_code == 302
    assert Message.objects.count() == 1
    assert Wrap.objects.filter(item=Message.objects.get().pk).count() == 4


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"text": "  "}, "nothing to send"), ({"text": "kept", "reader": None}, "Nobody is ticked"), ({"text": "y" * 4_001}, "too long")],
)
def test_writing_that_cannot_be_sent_keeps_her_words(here, her, client, typed, said):
    response = press(client, client.get("/n/write?v=1"), "Send it", **typed)
    assert response.status_code == 400
    assert said in html(response)
    assert typed["text"].strip() in html(response)
    assert Message.objects.count() == 0


def test_keep_and_take_back(here, her, client):
    for text in ("first thing", "second thing"):
        notes.write(key=her.key, text=text, readers=[here.jo.member.pk], form_id=once.new_form_id())
    assert "keep it, or take it back" in html(client.get("/n/"))
    page = client.get("/n/last")
    first = next(form for form in forms(html(page)) if any(b.name == "keep" for b in form.buttons))
    number = next(b.value for b in first.buttons if b.name == "keep")
    assert press(client, page, "Keep it").headers["Location"] == "/n/last"
    assert Message.objects.get(pk=number).kept
    left = client.get("/n/last")
    gone = next(b.value for form in forms(html(left)) for b in form.buttons if b.name == "back")
    row = Message.objects.get(pk=gone)
    press(client, left, "Take it back")
    assert not Message.objects.filter(pk=gone).exists()
    assert not Wrap.objects.filter(item=gone).exists()
    with pytest.raises(vault.CannotOpen):
        vault.read(here.jo.key, row, "body")


def test_she_takes_back_an_ask(here, her, client):
    press(client, ask_page(client), "Foil", text="mine")
    ask = Ask.objects.get()
    press(client, client.get("/n/last"), "Take it back")
    assert Ask.objects.get().state == "ended"
    with pytest.raises(vault.CannotOpen):
        vault.read(here.jo.key, ask, "words")


@pytest.mark.parametrize("number", ["", "x", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_keeping_or_taking_back_what_is_not_there(here, her, client, number):
    for what in ("keep", "back"):
        assert client.post("/n/last", {what: number}).headers["Location"] == "/n/last"


def test_she_can_neither_keep_nor_take_back_what_is_not_hers(here, her, client):
    other = make_page()
    hers = notes.write(key=other.key, text="not yours", readers=[here.jo.member.pk], form_id=once.new_form_id())
    from_team = notes.answer(key=here.jo.key, work_name="Jo", page=her.key.owner, text="from us", readers=[], form_id=once.new_form_id())
    press(Client(), ask_page(Client()), "Foil")
    for number in (hers.pk, from_team.pk, Ask.objects.get().pk):
        for what in ("keep", "back"):
            client.post("/n/last", {what: str(number)})
    assert Message.objects.filter(kept=True).count() == 0
    assert Message.objects.count() == 2
    assert Ask.objects.get().state == "open"


def test_all_that_is_hers_on_the_screen(here, her, client):
    notes.write(key=her.key, text="what I wrote", readers=[here.jo.member.pk], form_id=once.new_form_id())
    press(client, ask_page(client), "Foil", text="and asked")
    said = words_on(html(client.get("/n/copy")))
    assert "what I wrote" in said
    assert "and asked" in said


def test_new_words_kill_old_words_and_old_visits(here, her, client):
    elsewhere = Client()
    elsewhere.post("/n/in", {"w": her.typed})
    assert elsewhere.get("/n/").status_code == 200
    notes.write(key=her.key, text="stays", readers=[here.jo.member.pk], form_id=once.new_form_id())
    shown = press(client, client.get("/n/new-words"), "Give me new words")
    fresh = words_shown(shown)
    assert len(fresh) == 7
    assert tuple(fresh) != her.words
    assert shown.cookies[visit.COOKIE]["max-age"] == 0
    assert elsewhere.get("/n/").status_code == 302
    assert Client().post("/n/in", {"w": her.typed}).headers["Location"] == "/n/in?no"
    again = Client()
    assert press(again, shown, "Try them", w=" ".join(fresh)).headers["Location"] == "/n/?in=y"
    assert "stays" in html(again.get("/n/copy"))


def test_new_words_pressed_twice_show_the_same_words(here, her, client):
    page = client.get("/n/new-words")
    first, second = press(client, page, "Give me new words"), press(client, page, "Give me new words")
    assert words_shown(first) == words_shown(second)
    assert Client().post("/n/in", {"w": " ".join(words_shown(first))}).headers["Location"] == "/n/?in=y"


def test_new_words_are_for_somebody_whose_page_is_open(here, her, client):
    page = client.get("/n/new-words")
    assert Client().get("/n/new-words").status_code == 302
    assert press(Client(), page, "Give me new words").headers["Location"] == "/n/in"
    assert Client().post("/n/new-words", {"fold": "x"}).status_code == 302
    assert Client().post("/n/in", {"w": her.typed}).headers["Location"] == "/n/?in=y"


def test_leave_everywhere_ends_every_phone(here, her, client):
    phones = [Client() for _ in range(2)]
    for phone in phones:
        phone.post("/n/in", {"w": her.typed})
    mine = client.get("/n/")
    assert press(client, mine, "Leave on every phone").headers["Location"] == "/"
    for phone in [client, *phones]:
        assert phone.get("/n/").status_code == 302
    assert Client().post("/n/in", {"w": her.typed}).headers["Location"] == "/n/?in=y"


def test_everything_taken_back_with_its_receipt(here, her, client):
    notes.write(key=her.key, text="gone", readers=[here.jo.member.pk], form_id=once.new_form_id())
    press(client, ask_page(client), "Foil")
    rows = [*Message.objects.all(), *Ask.objects.all()]
    receipt = press(client, client.get("/n/away"), "Take it all back")
    assert receipt.status_code == 200
    assert "2 things" in words_on(html(receipt))
    assert "danger" not in words_on(html(receipt))
    assert receipt.cookies[visit.COOKIE]["max-age"] == 0
    assert Neighbour.objects.count() == Message.objects.count() == Person.objects.filter(kind="page").count() == 0
    assert not Wrap.objects.filter(item__in=[*(row.pk for row in rows), her.key.owner]).exists()
    for row in rows:
        with pytest.raises(vault.CannotOpen):
            vault.read(here.jo.key, row, "body" if isinstance(row, Message) else "words")
    assert client.get("/n/").status_code == 302
    assert client.post("/n/in", {"w": her.typed}).headers["Location"] == "/n/in?no"


def test_the_receipt_names_the_note_about_a_danger(here, her, client):
    notes.write(key=her.key, text="he has a knife", readers=[here.jo.member.pk], form_id=once.new_form_id())
    worry = danger.raise_worry(
        key=here.jo.key, kind="page", about=her.key.owner, second=here.site.deputy.member.pk, text="Knife.", form_id=once.new_form_id()
    )
    receipt = press(client, client.get("/n/away"), "Take it all back")
    assert "a danger was passed on" in words_on(html(receipt))
    from kithbridge.people.models import Worry

    row = Worry.objects.get(pk=worry)
    assert row.about is None
    assert "Knife." in vault.read(here.site.deputy.key, row, "note")


def test_looking_at_taking_back_takes_nothing_back(here, her, client):
    assert client.get("/n/away").status_code == 200
    assert Neighbour.objects.count() == 1


# --- Leaving -------------------------------------------------------------------------------------------
def test_leave_ends_the_visit_before_it_answers(here, her, client):
    assert Session.objects.count() == 1
    response = client.get("/leave")
    assert Session.objects.count() == 0
    assert response.status_code == 303
    assert response.headers["Location"] == facts.leave_to()
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Clear-Site-Data"] == '"cookies"'
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.cookies[visit.COOKIE]["max-age"] == 0


@pytest.mark.parametrize(
    "how", [{"HTTP_SEC_PURPOSE": "prefetch"}, {"HTTP_SEC_PURPOSE": "prefetch;prerender"}, {"HTTP_PURPOSE": "prefetch"}]
)
def test_a_prefetch_leaves_nothing(here, her, client, how):
    assert client.get("/leave", **how).status_code == 204
    assert client.head("/leave").status_code == 204
    assert Session.objects.count() == 1


def test_leave_works_without_a_visit_and_before_the_site_is_open(client):
    assert client.get("/leave").status_code == 303


@pytest.mark.parametrize("to", ["javascript:alert(1)", "//evil", "data:text/html,x", ""])
def test_leave_goes_nowhere_odd(here, client, to):
    Fact.objects.update_or_create(key="leave_to", defaults={"value": to, "set_on": "2026-11-01"})
    assert client.get("/leave").headers["Location"] == facts.BY_KEY["leave_to"].default


def test_a_visit_ends_by_itself(here, her, client):
    import datetime as dt

    from kithbridge.web import clock

    began = clock.now()

    def after(minutes: int) -> int:
        with clock.at(began + dt.timedelta(minutes=minutes)):
            return client.get("/n/").status_code

    assert [after(14), after(28), after(44)] == [200, 200, 302]
    began = clock.now()
    her.enter(client)
    assert [after(minutes) for minutes in range(0, 60, 10)] == [200] * 6
    assert after(62) == 302


# --- Nothing is lost -----------------------------------------------------------------------------------
def test_a_form_sent_after_the_visit_ended_is_carried_and_sent_on(here, her, client):
    page = client.get("/n/write?v=1")
    visit.leave(client.cookies[visit.COOKIE].value)
    stopped = press(client, page, "Send it", text="three\nlines\n& <more>")
    assert stopped.status_code == 403
    assert "three\nlines\n&amp; &lt;more&gt;" in html(stopped)
    assert Message.objects.count() == 0
    wrong = press(client, stopped, "Open my page and send it", w="not my words")
    assert wrong.status_code == 403
    assert "three\nlines" in html(wrong)
    carried = press(client, wrong, "Open my page and send it", w=her.typed)
    assert carried.status_code == 200
    done = press(client, carried, "Send it")
    assert done.headers["Location"] == "/n/"
    message = Message.objects.get()
    assert json.loads(vault.read(her.key, message, "body"))["text"].splitlines() == ["three", "lines", "& <more>"]
    assert len(vault.readers(message.pk, [peer.member.pk for peer in here.peers])) == 3


def test_what_is_carried_is_stored_nowhere(here, her, client):
    page = client.get("/n/write?v=1")
    visit.leave(client.cookies[visit.COOKIE].value)
    before = [(model, model.objects.count()) for model in (Message, Session, Wrap)]
    press(client, page, "Send it", text="carried only")
    assert [(model, model.objects.count()) for model, _ in before] == before


def test_what_is_carried_goes_only_to_an_address_of_ours(here, client):
    page = make_page()
    for to in ("//evil.example/", "https://evil.example/", "/nothing/here", "javascript:alert(1)", "\x00"):
        response = client.post("/n/in", {"w": page.typed, "c_text": "kept", "carried_to": to})
        assert "evil" not in response.headers.get("Location", "") + html(response)
        assert response.status_code == 302


def test_a_form_without_its_key_gives_the_text_back(here, her):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[visit.COOKIE] = visit.start(her.key, visit.Stage.PAGE)
    refused = strict.post("/n/write", {"text": "still mine", "reader": [str(here.jo.member.pk)], "form_id": once.new_form_id()})
    assert refused.status_code == 403
    assert "still mine" in html(refused)
    assert Message.objects.count() == 0
    assert press(strict, refused, "Send it").headers["Location"] == "/n/"
    assert Message.objects.count() == 1


def test_words_are_never_given_back_on_any_page(here):
    strict = Client(enforce_csrf_checks=True)
    page = make_page()
    refused = strict.post("/n/in", {"w": page.typed, "form_id": once.new_form_id()})
    assert refused.status_code == 403
    for pair in zip(page.words, page.words[1:], strict=False):
        assert " ".join(pair) not in html(refused)


# --- Closed --------------------------------------------------------------------------------------------
TAKES_IN = ("/n/how", "/n/ask?v=1", "/n/write?v=1")


def test_nothing_is_taken_in_while_something_required_is_missing(here, her, client):
    Fact.objects.filter(key="complaints").delete()
    for address in TAKES_IN:
        response = client.get(address)
        assert response.status_code == 503, address
        assert "not open" in html(response)
    assert "not open" in html(client.get("/"))
    assert "See what we bring" not in html(client.get("/"))
    for address in ("/help/", "/help/breath", "/leave", "/about", "/held", "/how-we-work", "/who", "/healthz", "/favicon.ico"):
        assert Client().get(address).status_code in (200, 204, 303, 404), address


def test_what_is_hers_stays_open_to_her_while_the_site_is_shut(here, her, client):
    notes.write(key=her.key, text="mine", readers=[here.jo.member.pk], form_id=once.new_form_id())
    Fact.objects.filter(key="nation").delete()
    assert Client().post("/n/in", {"w": her.typed}).headers["Location"] == "/n/?in=y"
    assert "mine" in html(client.get("/n/copy"))
    assert press(client, client.get("/n/last"), "Take it back").status_code == 302
    assert press(client, client.get("/n/away"), "Take it all back").status_code == 200
    assert Neighbour.objects.count() == 0


def test_shut_takes_no_ask_and_gives_her_words_back(here, client):
    page = ask_page(client)
    Fact.objects.filter(key="nation").delete()
    response = press(client, page, "Foil", text="still mine")
    assert response.status_code == 503
    assert "still mine" in html(response)
    assert Ask.objects.count() == 0


@pytest.mark.parametrize("job", ["safeguarding_lead", "safeguarding_deputy"])
def test_shut_without_both_safeguarding_people(here, client, job):
    from kithbridge.people.models import RoleHeld

    RoleHeld.objects.filter(role=job).delete()
    assert ask_page(client).status_code == 503


def test_nobody_in_the_circle_means_nobody_could_read(here, client):
    for peer in here.peers:
        circles.leave(circle=here.site.circle.pk, member=peer.member.pk, confirmed=True)
    response = press(client, ask_page(client), "Foil")
    assert response.status_code == 400
    assert Ask.objects.count() == 0


# --- Methods -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/", "/n/how", "/n/", "/n/read", "/n/copy", "/leave", "/help/"])
def test_pages_that_only_show_take_no_post(here, her, client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/n/words", "/n/everywhere"])
def test_acts_take_no_get(here, her, client, address):
    assert client.get(address).status_code == 405
