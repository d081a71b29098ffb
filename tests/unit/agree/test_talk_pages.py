"""Her pages of a conversation, pressed as a browser without script does: each works, then each refusal by name."""

from __future__ import annotations

import gzip
import re
from urllib.parse import quote

import pytest
from django.test import Client

from kithbridge.agree import forms, links
from kithbridge.agree.actions import reading
from kithbridge.agree.models import Choice, Conversation, Statement, Vote, Voter
from kithbridge.engines import sealing
from kithbridge.people import facts, tries
from kithbridge.reach.recalls import PageLine
from tests.builders import DATABASES, Page, make_page, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import press, words_on
from tests.unit.agree.talked import QUESTION, SENTENCES, Talked, begin, closes, number_of, slip, stop
from tests.unit.test_reading_pages import HIGHEST, grade_of

pytestmark = DATABASES


@pytest.fixture
def there() -> Talked:
    return begin()


@pytest.fixture
def her(client: Client, there: Talked) -> Page:
    page = make_page()
    page.enter(client)
    return page


def as_page(client: Client, there: Talked) -> object:
    now = facts.notice()
    return client.get(f"/n/talk/as?i={there.talk.number}&v={now.version if now else 0}")


def begun(client: Client, there: Talked, **typed: str) -> object:
    """She has chosen as what, and sees the first sentence."""
    answer = press(client, as_page(client, there), "Begin", **{"voice": "living", **typed})
    return client.get(answer.url) if answer.status_code == 302 else answer


def text(answer: object) -> str:
    return words_on(answer.content.decode())  # type: ignore[attr-defined]


def tap(client: Client, answer: object, label: str) -> object:
    found = press(client, answer, label)
    return client.get(found.url) if found.status_code == 302 else found


# --- The list and what is said first --------------------------------------------------------------------
def test_what_is_open_is_listed_for_everybody_and_from_her_page(client: Client, there: Talked, her: Page) -> None:
    assert QUESTION in text(Client().get("/n/talk"))
    assert there.url in client.get("/n/talk").content.decode()
    assert 'href="/n/talk"' in client.get("/n/").content.decode()


def test_first_is_said_what_happens_with_it(client: Client, there: Talked) -> None:
    said = text(client.get(there.url))
    for part in (QUESTION, "nobody is shown any result", "that link is destroyed", "change what you tapped", "small group"):
        assert part in said
    assert client.get(there.url).content.decode().count("<title>Notes</title>") == 1


@pytest.mark.parametrize(
    "limit",
    [
        "Whoever has your words can see your taps and change them",
        "Whoever has your slip sees which sentences you tapped, but not how, and can tap in your place",
        "If somebody helps you, she may see what you tap",
        "the machine must know which taps belong to one person",
        "whoever took the machine with its keys could see that",
        "not you, not us, not a court",
        "Only a copy that somebody took before, with its keys, still can",
        "somebody who knows you well may still guess",
    ],
)
def test_before_she_begins_its_limits_are_said(client: Client, there: Talked, limit: str) -> None:
    said = text(client.get(there.url))
    assert limit in said
    assert said.index(limit) < said.index("Take part")


def test_a_warning_stands_below_the_three_answers(client: Client, there: Talked, her: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a small phone the sentence and its answers fit together, and the warning is still on the page."""
    begun(client, there)
    monkeypatch.setattr("kithbridge.reach.alerts.line", lambda: PageLine("There is a warning.", "Look", "/w/a"))
    said = text(client.get(there.url))
    assert said.count("There is a warning.") == 1
    assert said.index("Pass") < said.index("There is a warning.")


def test_the_notice_stands_before_the_first_field(client: Client, there: Talked) -> None:
    answer = client.get(f"/n/talk/as?i={there.talk.number}")
    assert answer.status_code == 302
    assert answer.url == f"/n/how?to=talk_as&i={there.talk.number}"
    assert f"/n/talk/as?v=1&amp;i={there.talk.number}" in client.get(answer.url).content.decode()


def test_nothing_is_known_of_a_draft_or_of_a_number_nobody_gave(client: Client, there: Talked) -> None:
    Conversation.objects.update(state="draft")
    assert client.get(there.url).status_code == 404
    assert client.get("/n/talk/77").status_code == 404
    assert client.get("/n/talk/as?v=1&i=x").url == "/n/talk"


# --- With words -----------------------------------------------------------------------------------------
def test_she_taps_one_sentence_after_the_other_until_none_is_left(client: Client, there: Talked, her: Page) -> None:
    page = begun(client, there)
    seen = []
    for left in range(len(SENTENCES), 0, -1):
        said = text(page)
        assert f"{left} left" in said
        seen += [one for one in SENTENCES if one in said]
        page = tap(client, page, "Agree")
    assert sorted(seen) == sorted(SENTENCES)
    assert "That is all for now" in text(page)
    assert Vote.objects.count() == len(SENTENCES)


@pytest.mark.parametrize(("label", "value"), [("Agree", 1), ("Disagree", -1), ("Pass", 0)])
def test_each_answer_is_kept_as_it_was_tapped(client: Client, there: Talked, her: Page, label: str, value: int) -> None:
    tap(client, begun(client, there), label)
    assert list(Vote.objects.values_list("choice", flat=True)) == [value]


def test_the_same_form_sent_twice_is_one_answer(client: Client, there: Talked, her: Page) -> None:
    page = begun(client, there)
    press(client, page, "Agree")
    press(client, page, "Agree")
    assert Vote.objects.count() == 1


def test_after_a_tap_one_way_leads_back_to_that_sentence(client: Client, there: Talked, her: Page) -> None:
    page = begun(client, there)
    first = next(one for one in SENTENCES if one in text(page))
    page = tap(client, page, "Agree")
    back = client.get(f"{there.url}?s={number_of(first)}")
    assert f'href="{there.url}?s={number_of(first)}"' in page.content.decode()
    assert "Here you tapped: Agree" in text(back)
    tap(client, back, "Disagree")
    assert list(Vote.objects.values_list("choice", flat=True)) == [-1]


def test_all_answers_are_sent_in_the_same_length(client: Client, there: Talked, her: Page) -> None:
    """Encryption hides what is sent, not how long it is: one sign more would be a "no" to whoever watches the line."""
    html = begun(client, there).content.decode()
    sent = re.findall(r'name="choice" value="([^"]*)"', html)
    assert len({len(quote(one)) for one in sent}) == 1
    assert [forms.choice(one) for one in sent] == [Choice.AGREE, Choice.DISAGREE, Choice.PASS]


def test_what_she_tapped_is_hers_to_see_change_and_take_back(client: Client, there: Talked, her: Page) -> None:
    tap(client, begun(client, there), "Pass")
    mine = client.get(f"{there.url}/mine")
    assert "Pass" in text(mine)
    assert "It is heard, and shown apart" in text(mine)
    assert "Gone" in text(press(client, mine, "Take my taps back"))
    assert (Vote.objects.count(), Voter.objects.count()) == (0, 0)


def test_as_what_she_takes_part_opens_on_a_tap(client: Client, there: Talked, her: Page) -> None:
    tap(client, begun(client, there), "Agree")
    html = client.get(f"{there.url}/mine").content.decode()
    closed = html.split("<details>")[1].split("</details>")[0]
    assert "You take part as: I use drugs now" in words_on("<main" + closed)
    assert "I use drugs now" not in html.replace(closed, "")


def test_another_page_sees_nothing_of_it(client: Client, there: Talked, her: Page) -> None:
    tap(client, begun(client, there), "Agree")
    other = Client()
    make_page().enter(other)
    assert other.get(f"{there.url}/mine").url == there.url
    assert "Who sees what" in text(other.get(there.url))


def test_before_she_types_her_own_word_it_says_when_others_see_it(client: Client, there: Talked) -> None:
    assert "It is shown only if many use the same." in text(as_page(client, there))


def test_with_a_slip_it_counts_and_her_own_word_is_hers(client: Client, there: Talked, her: Page) -> None:
    begun(client, there, slip=slip(), own_word="  somebody  who gets by ")
    voter = Voter.objects.get()
    assert (voter.counted, voter.own_word) == (True, "somebody who gets by")
    assert "You take part as: somebody who gets by. It counts." in text(client.get(f"{there.url}/mine"))


def test_who_began_without_a_slip_adds_one_and_her_page_does_not_show_as_what_she_is_here(client: Client, there: Talked, her: Page) -> None:
    for label in ("Pass",) * len(SENTENCES):
        done = tap(client, client.get(there.url) if Voter.objects.exists() else begun(client, there, own_word="mum"), label)
    assert f"/n/talk/as?i={there.talk.number}" in done.content.decode()
    page = as_page(client, there)
    assert " checked" not in page.content.decode()
    assert "mum" not in page.content.decode()
    press(client, page, "Change it", slip=slip())
    row = Voter.objects.get()
    assert (row.voice, row.own_word, row.counted) == ("living", "mum", True)
    press(client, as_page(client, there), "Change it", voice="lived")
    row.refresh_from_db()
    assert (row.voice, row.own_word, row.counted) == ("lived", "", True), "her own word was for the other voice"
    assert Vote.objects.count() == len(SENTENCES)


def test_no_page_of_hers_is_longer_with_one_answer_than_with_another(client: Client, there: Talked, her: Page) -> None:
    """Encryption hides what a page says, not how long it is."""
    page, lengths = begun(client, there), set()
    number = number_of(next(one for one in SENTENCES if one in text(page)))
    for label in ("Agree", "Disagree", "Pass"):
        tap(client, client.get(f"{there.url}?s={number}"), label)
        told, mine = client.get(f"{there.url}?s={number}"), client.get(f"{there.url}/mine")
        assert f"Here you tapped: {label}" in text(told)
        assert label in text(mine)
        lengths.add((len(told.content), len(mine.content)))
    assert len(lengths) == 1


def test_one_of_the_team_speaks_for_her_work_alone(client: Client, there: Talked) -> None:
    sign_in(client, there.jo)
    page = as_page(client, there)
    assert "I work as a peer" in text(page)
    assert "I use drugs now" not in text(page)
    assert press(client, page, "Begin", voice="living").status_code == 400
    assert press(client, page, "Begin", voice="peer").status_code == 302


# --- With a slip alone ----------------------------------------------------------------------------------
def test_a_slip_alone_is_enough_and_stands_in_no_address(there: Talked) -> None:
    client, code = Client(), slip()
    page = begun(client, there, slip=code)
    assert page.status_code == 200
    assert "4 left" in text(page)
    page = tap(client, page, "Agree")
    assert "3 left" in text(page)
    assert Voter.objects.get().counted
    html = page.content.decode()
    carried = html.split('name="carry" value="')[1].split('"')[0]
    assert links.carried(carried)
    assert all(carried not in part.split('"')[0] for part in html.split('href="')[1:])


def test_with_a_slip_alone_all_ways_on_are_forms(there: Talked) -> None:
    client = Client()
    page = tap(client, begun(client, there, slip=slip()), "Agree")
    mine = press(client, page, "What I tapped")
    assert "Agree" in text(mine)
    assert "Here you tapped: Agree" in text(press(client, mine, "Change"))
    assert "Here you tapped: Agree" in text(press(client, page, "Back to the one before"))
    assert "Say it your way" in text(press(client, page, "Say it your way"))
    assert "3 left" in text(press(client, mine, "Go on tapping"))
    press(client, mine, "Take my taps back")
    assert not Vote.objects.exists()


def test_the_same_slip_typed_again_goes_on_where_it_was(there: Talked) -> None:
    code = slip()
    tap(Client(), begun(Client(), there, slip=code), "Agree")
    again = press(Client(), as_page(Client(), there), "Begin", slip=code.upper())
    assert "3 left" in text(again)
    assert Voter.objects.count() == 1


@pytest.mark.parametrize("voice", ["", "living"])
def test_who_knows_the_codes_of_slips_reads_nobodys_answers(there: Talked, voice: str) -> None:
    """Whoever printed the pile can type each code in again. She who comes back goes on, changes and takes back; answers are not shown."""
    code = slip()
    tap(Client(), begun(Client(), there, slip=code), "Pass")
    answered = Statement.objects.get(pk=Vote.objects.get().statement_id)
    client = Client()
    sent = {"voice": voice} if voice else {}
    again = press(client, as_page(client, there), "Begin", slip=code, **sent)
    carried = again.content.decode().split('name="carry" value="')[1].split('"')[0]
    assert links.carried(carried) == b"", "nothing that reads is handed out again"
    mine = press(client, again, "What I tapped")
    assert answered.text in text(mine)
    assert "how you tapped is not shown" in text(mine)
    assert 'class="badge"' not in mine.content.decode()
    page = press(client, mine, "Change")
    assert "Here you tapped" not in text(page)
    on = press(client, page, "Agree")
    assert Vote.objects.get().choice == 1
    assert "Here you tapped" not in text(press(client, on, "Back to the one before"))
    join_again = client.post(f"/n/talk/as?i={there.talk.number}", {"carry": carried, "voice": "lived"})
    assert links.carried(join_again.content.decode().split('name="carry" value="')[1].split('"')[0]) == b""
    press(client, mine, "Take my taps back")
    assert not Vote.objects.exists()


@pytest.mark.parametrize("typed", ["", "2222 2222", "x" * 300])
def test_without_words_and_without_a_good_slip_nobody_is_in(there: Talked, typed: str) -> None:
    answer = press(Client(), as_page(Client(), there), "Begin", voice="living", own_word="me", slip=typed)
    assert answer.status_code == 400
    assert 'value="me"' in answer.content.decode()
    assert not Voter.objects.exists()


def test_a_carried_text_of_nobody_opens_nothing(there: Talked) -> None:
    for carry in ("", "00", "zz.zz", "00" * 32 + "." + "0" * 32, "é.é", "00" * 32 + "~" + "0" * 32, "é~é", "~"):
        answer = Client().post(there.url, {"act": "vote", "choice": "1", "s": number_of(SENTENCES[0]), "carry": carry})
        assert answer.status_code in (200, 400, 403)
        assert not Vote.objects.exists()


# --- Refusals -------------------------------------------------------------------------------------------
def test_who_chose_nothing_is_asked_again_and_keeps_what_she_typed(client: Client, there: Talked, her: Page) -> None:
    answer = press(client, as_page(client, there), "Begin", own_word="me", slip="abcd")
    assert answer.status_code == 400
    assert "Say first as what you take part" in text(answer)
    assert 'value="abcd"' in answer.content.decode()


@pytest.mark.parametrize("sent", [{"choice": "2"}, {"choice": ""}, {"s": "99999"}, {"s": "x"}, {"s": ""}])
def test_a_tap_that_is_none_changes_nothing_and_the_page_stays(client: Client, there: Talked, her: Page, sent: dict[str, str]) -> None:
    begun(client, there)
    answer = client.post(there.url, {"act": "vote", "choice": "1", "s": number_of(SENTENCES[0]), **sent})
    assert answer.status_code == 400
    assert "left" in text(answer)
    assert not Vote.objects.exists()


def test_who_has_not_begun_cannot_tap(client: Client, there: Talked, her: Page) -> None:
    answer = client.post(there.url, {"act": "vote", "choice": "1", "s": number_of(SENTENCES[0])})
    assert answer.status_code == 400
    assert "You are not in this talk" in text(answer)
    assert client.get(f"{there.url}/say").url == there.url


def test_when_her_visit_has_ended_the_form_comes_back_on_the_sign_in_page(client: Client, there: Talked, her: Page) -> None:
    page = begun(client, there)
    client.cookies.clear()
    answer = press(client, page, "Agree")
    assert answer.status_code == 403
    assert "words" in text(answer)
    assert not Vote.objects.exists()


def test_in_the_first_round_others_are_told_when_it_opens_to_them() -> None:
    there = begin(to_all=False)
    client = Client()
    make_page().enter(client)
    page = as_page(client, there)
    assert "I work in a service (later)" in text(page)
    answer = press(client, page, "Begin", voice="worker")
    assert "Not your turn yet" in text(answer)
    assert "It opens to everybody after the end of this week" in text(answer)
    assert not Voter.objects.exists()
    assert press(client, page, "Begin", voice="living").status_code == 302


def test_who_changed_as_what_waits_for_her_turn() -> None:
    there = begin(to_all=False)
    client = Client()
    make_page().enter(client)
    tap(client, begun(client, there), "Agree")
    refused = text(press(client, as_page(client, there), "Change it", voice="worker"))
    assert "Not your turn yet" in refused
    assert "Nothing was changed. What you tapped is still there." in refused
    assert (Voter.objects.get().voice, Vote.objects.count()) == ("living", 1)
    Voter.objects.update(voice="worker")
    assert "Not your turn yet" in text(client.get(there.url))


def test_after_its_weeks_every_page_leads_to_the_result(client: Client, there: Talked, her: Page) -> None:
    page = begun(client, there)
    closes(there.talk)
    result = f"/talks/{there.talk.number}"
    assert press(client, page, "Agree").url == result
    for address in (there.url, f"{there.url}/mine", f"{there.url}/say", f"/n/talk/as?i={there.talk.number}&v=1"):
        assert client.get(address).url == result
    assert not Vote.objects.exists()


def test_a_sentence_taken_back_meanwhile_is_no_vote(client: Client, there: Talked, her: Page) -> None:
    page = begun(client, there)
    Statement.objects.filter(text__in=[one for one in SENTENCES if one in text(page)]).delete()
    answer = press(client, page, "Agree")
    assert answer.status_code == 400
    assert "3 left" in text(answer)


# --- Say it your way ------------------------------------------------------------------------------------
def said(client: Client, there: Talked, words: str = "A lamp in the window helps.") -> object:
    begun(client, there)
    return press(client, client.get(f"{there.url}/say"), "Say it", text=words)


def code_on(answer: object) -> str:
    return answer.content.decode().split('<p class="code">')[1].split("<")[0]  # type: ignore[attr-defined]


def look_up(code: str) -> object:
    return press(Client(), Client().get("/n/talk/code"), "Look", code=code)


def test_what_she_writes_is_shown_to_nobody_before_two_have_read_it(client: Client, there: Talked, her: Page) -> None:
    answer = said(client, there)
    assert "We have it" in text(answer)
    assert "These of us can read it now:" in text(answer)
    assert "Without it nobody can take your sentence back for you." in text(answer)
    row = Statement.objects.get(origin="hers")
    assert (row.stage, row.text) == ("waiting", "")
    assert "A lamp" not in text(client.get(there.url))
    code = code_on(answer)
    assert "It waits to be read" in text(look_up(code))
    for key in (there.jo.key, there.site.lead.key):
        reading.read_and_show(key=key, statement=row.pk)
    assert "It is shown, as you wrote it" in text(look_up(code))
    assert "A lamp in the window helps." in text(look_up(code))


def test_the_check_of_words_is_offered_and_her_text_comes_back(client: Client, there: Talked, her: Page) -> None:
    begun(client, there)
    page = client.get(f"{there.url}/say")
    looked = press(client, page, "Look at the words first", text="The junkies wait outside.")
    assert "junkies" in text(looked)
    assert "We have it" in text(press(client, looked, "Say it"))


def test_with_a_slip_alone_she_writes_too_also_after_the_check(there: Talked) -> None:
    client = Client()
    page = press(client, begun(client, there, slip=slip()), "Say it your way")
    looked = press(client, page, "Look at the words first", text="A lamp helps.")
    assert "We have it" in text(press(client, looked, "Say it"))
    assert Statement.objects.filter(origin="hers").count() == 1


@pytest.mark.parametrize(
    ("words", "why"), [("  ", "Nothing was written yet"), ("y " * 300, "too long"), (SENTENCES[0].upper(), "in the same words")]
)
def test_why_it_was_not_taken_is_said_and_her_words_stay(client: Client, there: Talked, her: Page, words: str, why: str) -> None:
    answer = said(client, there, words)
    assert answer.status_code == 400
    assert why in text(answer)
    assert words.strip()[:40] in text(answer)


def test_with_nobody_ticked_nothing_is_taken(client: Client, there: Talked, her: Page) -> None:
    begun(client, there)
    answer = press(client, client.get(f"{there.url}/say"), "Say it", text="A lamp helps.", reader=None)
    assert "Nobody is ticked" in text(answer)
    assert "A lamp helps." in text(answer)


def test_her_words_come_back_when_her_visit_ended(client: Client, there: Talked, her: Page) -> None:
    begun(client, there)
    page = client.get(f"{there.url}/say")
    client.cookies.clear()
    answer = press(client, page, "Say it", text="A lamp in the window helps.")
    assert answer.status_code == 403
    assert "A lamp in the window helps." in text(answer)


# --- What became of it ----------------------------------------------------------------------------------
def test_hidden_she_learns_why_and_objects_once(client: Client, there: Talked, her: Page) -> None:
    code = code_on(said(client, there))
    row = Statement.objects.get(origin="hers")
    reading.hide(key=there.jo.key, statement=row.pk, reason="names", answer="A name is in it. Leave it out?")
    page = look_up(code)
    for part in ("It is not shown", "Why: it names somebody", "A name is in it. Leave it out?"):
        assert part in text(page)
    assert "It waits to be read" in text(press(client, page, "This is wrong"))
    row.refresh_from_db()
    assert row.stage == "waiting"


def test_asked_for_other_words_she_says_it_otherwise(client: Client, there: Talked, her: Page) -> None:
    code = code_on(said(client, there))
    row = Statement.objects.get(origin="hers")
    reading.ask_other_words(key=there.jo.key, statement=row.pk, answer="Shorter?")
    page = look_up(code)
    assert "We ask you for other words" in text(page)
    kept = press(client, page, "Say it so", text="A lamp.")
    assert "We have it" in text(kept)
    assert "It waits to be read" in text(look_up(code_on(kept)))


def test_she_takes_it_back_with_the_code_alone(client: Client, there: Talked, her: Page) -> None:
    page = look_up(code_on(said(client, there)))
    assert "Gone" in text(press(Client(), page, "Take it back"))
    assert not Statement.objects.filter(origin="hers").exists()


@pytest.mark.parametrize("typed", ["", "2222 2222", "x" * 900, "' OR 1=1"])
def test_a_code_nobody_got_opens_nothing(there: Talked, typed: str) -> None:
    answer = look_up(typed)
    assert answer.status_code == 400
    assert "We know no such code" in text(answer)
    assert press(Client(), Client().get("/n/talk/code"), "Look", code=typed, act="back").status_code == 400


def test_codes_are_not_guessed_without_end_and_nobody_is_locked_out(
    client: Client, there: Talked, her: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow: list[str] = []
    monkeypatch.setattr(tries, "WRONG_AN_HOUR", 3)
    monkeypatch.setattr(tries, "derive", slow.append)
    code = code_on(said(client, there))
    for _good in range(4):
        assert "It waits to be read" in text(look_up(code)), "a code that is good uses nothing up"
    for _wrong in range(3):
        assert "We know no such code" in text(look_up("2222 2222"))
    assert slow == []
    assert "We know no such code" in text(look_up("2222 2222"))
    assert "It waits to be read" in text(look_up(code))
    assert len(slow) == 2, "from then on right and wrong ones take as long"

    def crowded(_secret: str) -> None:
        raise sealing.Busy

    monkeypatch.setattr(tries, "derive", crowded)
    for typed, act in ((code, "look"), (code, "back"), ("2222 2222", "look")):
        answer = press(Client(), Client().get("/n/talk/code"), "Look", code=typed, act=act)
        assert "too many wrong codes just now" in text(answer)
    assert Statement.objects.filter(origin="hers").exists()


def test_a_code_stands_in_no_address(client: Client, there: Talked, her: Page) -> None:
    code = code_on(said(client, there))
    assert all(code not in part.split('"')[0] for part in look_up(code).content.decode().split('href="')[1:])


# --- How heavy ------------------------------------------------------------------------------------------
def test_a_vote_page_is_light_and_asks_little(client: Client, there: Talked, her: Page, django_assert_max_num_queries: object) -> None:
    page = begun(client, there)
    assert len(gzip.compress(page.content, 9)) < 3 * 1024
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(there.url)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        press(client, page, "Agree")


def test_stopped_it_says_why(client: Client, there: Talked) -> None:
    stop(there.talk, there.site.lead.key, there.jo.key, "The question was wrong.")
    page = client.get(client.get(there.url).url)
    assert "This talk was stopped" in text(page)
    assert "The question was wrong." in text(page)


# --- Plain words ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/talks", "/n/talk", "/n/talk/{n}", "/n/talk/as?v=1&i={n}", "/n/talk/code", "/talks/{n}"])
def test_open_pages_are_plain(there: Talked, path: str) -> None:
    found, words = grade_of(Client(), path.format(n=there.talk.number))
    assert found <= HIGHEST, f"{path}: grade {found:.1f} over {words} words"


@pytest.mark.parametrize("rest", ["", "/mine", "/say"])
def test_her_pages_are_plain(client: Client, there: Talked, her: Page, rest: str) -> None:
    tap(client, begun(client, there), "Agree")
    found, words = grade_of(client, there.url + rest)
    assert found <= HIGHEST, f"{rest}: grade {found:.1f} over {words} words"
