"""The public pages of conversations: what stands on them at each size, what never does, and that a browser may keep them."""

from __future__ import annotations

import random
import re
from typing import Any, get_args

import pytest
from django.test import Client

from kithbridge.agree import links, queries, result_words
from kithbridge.agree.actions import reading, stating, voting
from kithbridge.agree.map import Point, drawn
from kithbridge.agree.models import Conversation, Statement, Vote, Voter
from kithbridge.engines.opinion.bands import Word
from kithbridge.web import once
from tests.builders import DATABASES, make_page, quick_kdf  # noqa: F401 - autouse
from tests.pressing import words_on
from tests.unit.agree.talked import QUESTION, SENTENCES, Talked, begin, closes, number_of, others
from tests.unit.test_reading_pages import HIGHEST, grade_of

pytestmark = DATABASES
NOTHING = {"roles": [], "met": "untold", "agree": ["untold", 0, 100], "disagree": ["untold", 0, 100]}


@pytest.fixture
def there() -> Talked:
    return begin()


def page(there: Talked) -> str:
    answer = Client().get(f"/talks/{there.talk.number}")
    assert answer.status_code == 200
    return answer.content.decode()


def told(agree: tuple[str, int, int], disagree: tuple[str, int, int], met: str = "untold", roles: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"roles": list(roles), "met": met, "agree": list(agree), "disagree": list(disagree)}


def line(text: str, said: str = "words", whole: dict[str, Any] | None = None, parts: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    whole = whole or NOTHING
    return {"number": number_of(text), "said": said, "met": whole["met"], "lowest": 0, "whole": whole, "parts": list(parts)}


def closed_with(there: Talked, *lines: dict[str, Any], **more: Any) -> str:
    """The page of a result with these lines."""
    plain = {"version": 1, "measure": "seventy-fifteen", "stage": "words", "people": [20, 24], "beside": [0, 7], "own_words": []}
    plain |= {"statements": list(lines), "groups": None, "bridging": []} | more
    Conversation.objects.filter(pk=there.talk.pk).update(state="closed", result=plain)
    return page(there)


def under(html: str, heading: str) -> str:
    """What stands under one heading."""
    assert f"<h2>{heading}</h2>" in html, heading
    return words_on("<main" + html.split(f"<h2>{heading}</h2>")[1].split("<h2>")[0])


MOST = told(("most", 45, 100), ("few", 0, 55))
AGREED = told(("nearly all", 70, 100), ("nearly nobody", 0, 25), "yes")
SPLIT = told(("split", 20, 80), ("split", 20, 80), "no")
AGAINST = told(("few", 0, 55), ("most", 45, 100), "no")


# --- Before it closes -----------------------------------------------------------------------------------
def test_while_it_is_open_nothing_of_it_is_shown(there: Talked) -> None:
    before = page(there)
    assert "It is still open" in before
    assert not any(sentence in before for sentence in SENTENCES)
    others(there.talk, [{0: 1}] * 9)
    assert page(there) == before


def test_the_list_leads_to_what_is_open_and_to_what_came_of_it(there: Talked) -> None:
    html = Client().get("/talks").content.decode()
    assert f'href="/n/talk/{there.talk.number}"' in html
    closes(there.talk)
    html = Client().get("/talks").content.decode()
    assert f'href="/talks/{there.talk.number}"' in html
    assert "Closed at the end of" in html


def test_a_talk_whose_weeks_are_over_closes_when_somebody_looks(there: Talked) -> None:
    others(there.talk, [{0: 1}] * 2)
    Conversation.objects.filter(pk=there.talk.pk).update(first_until="2020-W01", until="2020-W02")
    assert "You were heard" in page(there)
    assert (Vote.objects.count(), Voter.objects.count()) == (0, 0)


def test_drafts_and_numbers_nobody_gave_are_not_there(there: Talked) -> None:
    Conversation.objects.update(state="draft")
    assert Client().get(f"/talks/{there.talk.number}").status_code == 404
    assert Client().get("/talks/4000").status_code == 404
    assert QUESTION not in Client().get("/talks").content.decode()


@pytest.mark.parametrize("address", ["/talks", "/talks/1"])
def test_a_browser_may_keep_them_and_they_carry_no_form(there: Talked, address: str) -> None:
    answer = Client().get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    assert "<form" not in answer.content.decode()
    assert Client().post(address).status_code in (403, 405)


# --- What came of it ------------------------------------------------------------------------------------
def test_with_few_people_only_that_they_were_heard(there: Talked) -> None:
    others(there.talk, [{0: 1, 1: -1}] * 7)
    closes(there.talk)
    said = words_on(page(there))
    assert "You were heard" in said
    assert "Fewer than 8 people were counted" in said
    assert not any(word in said for word in ("More than half", "Nearly all", "in 10.", "Groups that think alike"))


def test_votes_that_were_taken_come_out_in_words(there: Talked) -> None:
    others(there.talk, [{0: 1, 1: 1 if n % 2 else -1, 2: -1} for n in range(20)])
    closes(there.talk)
    html = page(there)
    rows = queries.shown(there.talk)
    assert rows[0].text in under(html, "What more than half agree with")
    assert rows[2].text in under(html, "What more than half are against")
    assert rows[1].text in under(html, "Where we differ")
    assert rows[3].text in under(html, "What was heard")
    assert "20 to 24 people were counted" in words_on(html)
    assert "<b>20</b>" not in html


def test_who_has_no_slip_is_not_in_it(there: Talked) -> None:
    for n in range(30):
        key = make_page().key
        secret = links.hers(key, there.talk)
        voting.join(conversation=there.talk, secret=secret, voice="living", form_id=once.new_form_id())
        voting.vote(conversation=there.talk, secret=secret, statement=queries.shown(there.talk)[n % 4].pk, choice=1)
    closes(there.talk)
    said = words_on(page(there))
    assert "Fewer than 8 people were counted" in said
    assert "about 30 to 34 people" in said


def test_common_ground_stands_first_with_its_bar_and_in_words(there: Talked) -> None:
    html = closed_with(there, line(SENTENCES[1], whole=SPLIT), line(SENTENCES[0], whole=AGREED))
    assert html.index("What we agree on") < html.index("Where we differ")
    said = under(html, "What we agree on")
    assert (
        "Nearly all agree. Hardly anybody is against it. If all of us had tapped, it could be anywhere from 7 in 10 to all of us." in said
    )
    assert 'class="bar-b" x="70" y="1" width="30"' in html
    assert "so many agree that it can hardly be chance that they are more than half" in said


@pytest.mark.parametrize(
    ("whole", "heading", "words"),
    [
        (
            MOST,
            "What more than half agree with",
            "More than half agree. If all of us had tapped, it could be anywhere from 4 in 10 to all of us.",
        ),
        (SPLIT, "Where we differ", "About half agree. If all of us had tapped, it could be anywhere from 2 in 10 to 8 in 10."),
        (
            AGAINST,
            "What more than half are against",
            "More than half are against it. If all of us had tapped, it could be anywhere from 4 in 10 to all of us.",
        ),
        (
            told(("few", 0, 55), ("few", 0, 55)),
            "What fewer than half agree with",
            "If all of us had tapped, it could be anywhere from none of us to 6 in 10.",
        ),
        (told(("nearly nobody", 0, 35), ("nearly all", 65, 100)), "What more than half are against", "Nearly all are against it."),
        (told(("differs", 0, 100), ("differs", 0, 100)), "Where we differ", "It is not the same for all kinds of people."),
    ],
)
def test_each_band_has_its_words_and_its_place(there: Talked, whole: dict[str, Any], heading: str, words: str) -> None:
    assert words in under(closed_with(there, line(SENTENCES[0], whole=whole)), heading)


@pytest.mark.parametrize(
    ("said", "heading", "words"),
    [
        ("mixed", "Where we differ", "Opinions are mixed"),
        ("not mixed", "Where most are on one side", "we do not say which side"),
        ("heard", "What was heard", "Too few tapped"),
    ],
)
def test_what_may_not_be_told_in_bands_has_no_bar(there: Talked, said: str, heading: str, words: str) -> None:
    html = closed_with(there, line(SENTENCES[0], said))
    assert words in under(html, heading)
    assert "<rect" not in html
    assert "How to read this" not in html


def test_kinds_of_people_are_told_apart_where_they_differ(there: Talked) -> None:
    first = told(MOST["agree"], MOST["disagree"], roles=("living",))
    second = told(AGAINST["agree"], AGAINST["disagree"], roles=("lived", "kin"))
    whole = told(("differs", 0, 100), ("differs", 0, 100))
    html = closed_with(there, line(SENTENCES[0], whole=whole, parts=(first, second)))
    said = under(html, "Where we differ")
    assert "“I use drugs now”: More than half agree." in said
    assert "“I used drugs before”, “I raise the children of family or friends”: Fewer than half agree." in said
    assert "We looked apart at" in words_on(html)


def test_a_sentence_taken_back_is_named_by_nothing(there: Talked) -> None:
    one = line(SENTENCES[0], whole=MOST)
    Statement.objects.filter(text=SENTENCES[0]).delete()
    html = closed_with(there, one)
    assert "Whoever wrote this sentence has taken it back" in html
    assert SENTENCES[0] not in html


def test_groups_have_marks_a_map_and_the_same_as_a_table(there: Talked) -> None:
    numbers = [number_of(text) for text in SENTENCES]
    groups = {
        "groups": [{"people": [15, 29], "marks": [[numbers[0], "agree"], [numbers[1], "disagree"]]}, {"people": [5, 14], "marks": []}],
        "map": [[numbers[0], -3, 0], [numbers[1], 3, 1], [numbers[2], 0, 0]],
        "density": [],
    }
    lines = [line(text, whole=whole) for text, whole in zip(SENTENCES, (SPLIT, SPLIT, AGREED), strict=False)]
    html = closed_with(there, *lines, groups=groups)
    said = words_on(html)
    for part in ("Group A", "About 15 to 29 people.", "Group B", "About 5 to 14 people.", "left 3", "right 3, up 1", "in the middle"):
        assert part in said
    assert html.count("<text") == 3
    assert "Nobody can see who is in which group" in said


def test_what_is_told_of_many_sentences_is_said_once(there: Talked) -> None:
    numbers = [number_of(text) for text in SENTENCES[:3]]
    html = closed_with(there, *(line(text, whole=MOST) for text in SENTENCES[:3]), line(SENTENCES[3], whole=AGREED), bridging=numbers[2:])
    said = under(html, "What more than half agree with")
    assert said.count("If all of us had tapped, it could be anywhere from 4 in 10 to all of us.") == 1
    assert "It is so for each of these 3:" in said
    assert all(text in said for text in SENTENCES[:3])
    assert html.count("<rect") == 2
    assert "It is so for" not in under(html, "What we agree on")


def test_what_is_liked_on_every_side_stands_first_and_is_explained(there: Talked) -> None:
    last = max(SENTENCES[:3], key=number_of)
    html = closed_with(there, *(line(text, whole=MOST) for text in SENTENCES[:3]), bridging=[number_of(last)])
    said = under(html, "What more than half agree with")
    assert said.index(last) == min(said.index(text) for text in SENTENCES[:3])
    assert "people who mostly tap unlike each other agree here" in words_on(html)
    assert "Liked on every side" not in words_on(closed_with(there, line(SENTENCES[0], whole=MOST)))


@pytest.mark.parametrize(
    ("wholes", "short"),
    [
        ((AGREED, AGREED, SPLIT, MOST), "We agree on 2 of 4 sentences. On 1 we differ."),
        ((MOST, SPLIT), "More than half agree with 1 of 2 sentences. On 1 we differ."),
        ((MOST,), "More than half agree with 1 of 1 sentences."),
        ((SPLIT, SPLIT), "On 2 we differ."),
    ],
)
def test_what_came_out_is_the_first_sentence(there: Talked, wholes: tuple[dict[str, Any], ...], short: str) -> None:
    Conversation.objects.filter(pk=there.talk.pk).update(about="What it was for.")
    said = words_on(closed_with(there, *(line(text, whole=whole) for text, whole in zip(SENTENCES, wholes, strict=False))))
    assert said.index(QUESTION) < said.index(short) < said.index("What it was for.") < said.index("people were counted")


def test_where_nothing_can_be_told_or_services_are_most_no_agreement_is_claimed_first(there: Talked) -> None:
    assert '<p class="big">' not in closed_with(there, line(SENTENCES[0], "heard"))
    drowned = words_on(closed_with(there, line(SENTENCES[0], whole=MOST), line(SENTENCES[1], whole=SPLIT), drowned=True))
    assert "More than half agree with 1 of 2" not in drowned
    assert "On 1 we differ." in drowned


def test_numbers_on_the_map_are_those_of_the_page_and_its_sides_are_named(there: Talked) -> None:
    numbers = [number_of(text) for text in SENTENCES[:3]]
    groups = {
        "groups": [{"people": [15, 29], "marks": [[numbers[0], "agree"]]}, {"people": [5, 14], "marks": [[numbers[1], "agree"]]}],
        "map": [[numbers[0], 2, 0], [numbers[1], -3, 1], [numbers[2], 0, 0]],
        "density": [],
    }
    lines = [line(text, whole=whole) for text, whole in zip(SENTENCES, (SPLIT, SPLIT, AGREED), strict=False)]
    html = closed_with(there, *lines, groups=groups)
    assert sorted(re.findall(r"<text[^>]*>(\d+)</text>", html)) == ["1", "2", "3"]
    assert f'<span class="small quiet">1</span> <b>{SENTENCES[2]}</b>' in html, "numbers run down the page"
    assert "To the left lies what group B agrees with more, to the right what group A agrees with more." in words_on(html)
    groups["map"] = [[numbers[0], 2, 0], [numbers[1], 3, 1], [numbers[2], 0, 0]]
    assert "To the left lies" not in words_on(closed_with(there, *lines, groups=groups))


def test_what_is_not_shown_is_counted_with_its_reason_alone(there: Talked) -> None:
    key = make_page().key
    secret = links.hers(key, there.talk)
    voting.join(conversation=there.talk, secret=secret, voice="living", form_id=once.new_form_id())
    readers = [one.pk for one in stating.readers_now()]
    taking = voting.taking(there.talk, key=key)
    stating.say(voter=taking, conversation=there.talk, text="Maggie at the corner knows.", readers=readers, form_id=once.new_form_id())
    reading.hide(key=there.jo.key, statement=Statement.objects.get(origin="hers").pk, reason="names", answer="Leave the name out?")
    html = closed_with(there, line(SENTENCES[0], whole=MOST))
    assert "It names somebody 1" in under(html, "What is not shown")
    assert "Maggie" not in html


def test_it_says_how_it_was_counted_and_where_to_say_that_it_is_wrong(there: Talked) -> None:
    html = closed_with(there, line(SENTENCES[0], whole=MOST))
    said = under(html, "How it was counted")
    for part in ("fixed before the first tap", "First it was open to people who use now", "paper slip", "people and taps is destroyed"):
        assert part in said
    assert 'href="/again?about=talk_result"' in html


def test_one_who_writes_marks_into_a_question_writes_no_page(there: Talked) -> None:
    Conversation.objects.filter(pk=there.talk.pk).update(question="<script>alert(1)</script>", about="<b>")
    html = closed_with(there)
    assert "<script>alert" not in html
    assert "&lt;b&gt;" in html


def test_what_came_of_it_is_plain(there: Talked) -> None:
    others(there.talk, [{0: 1, 1: 1 if n % 2 else -1, 2: -1} for n in range(20)])
    closes(there.talk)
    found, words = grade_of(Client(), f"/talks/{there.talk.number}")
    assert found <= HIGHEST, f"grade {found:.1f} over {words} words"


# --- The map --------------------------------------------------------------------------------------------
def test_stones_never_lie_on_each_other_nor_outside() -> None:
    points = [Point(n, 0, 0) for n in range(20)] + [Point(100 + n, 3, -3) for n in range(12)]
    made = drawn(points)
    for i, one in enumerate(made.marks):
        assert 0 < one.x < made.width
        assert 0 < one.y < made.height
        for other in made.marks[i + 1 :]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= (1.7 * made.stone) ** 2


def test_the_same_points_in_any_order_give_the_same_map() -> None:
    rng = random.Random(6)
    points = [Point(n, rng.randint(-3, 3), rng.randint(-3, 3)) for n in range(40)]
    first = drawn(points)
    for _round in range(5):
        rng.shuffle(points)
        assert drawn(points) == first


def test_what_lies_alone_stays_where_it_belongs() -> None:
    made = drawn([Point(1, 0, 0), Point(2, 3, 0), Point(3, 0, 3), Point(4, -3, -3), Point(5, float("nan"), 0)])
    places = {one.number: (one.x, one.y) for one in made.marks}
    assert set(places) == {1, 2, 3, 4}
    assert places[1] == (made.x0, made.y0)
    assert places[2][0] > made.x0
    assert places[2][1] == made.y0
    assert places[3][1] < made.y0, "up is up"
    assert places[4] == (2 * made.x0 - places[2][0], made.y0 + (made.y0 - places[3][1]))


def test_shaded_fields_lie_under_the_places_they_stand_for() -> None:
    shades = [[0] * 7 for _ in range(7)]
    shades[6][0] = 2  # the uppermost row, the leftmost column
    field = drawn([Point(1, -3, 3)], fields=shades).fields[0]
    mark = drawn([Point(1, -3, 3)]).marks[0]
    assert field.shade == 2
    assert field.x <= mark.x <= field.x + field.side
    assert field.y <= mark.y <= field.y + field.side


def test_each_word_of_the_engine_has_its_words() -> None:
    """A word that the engine adds must not come out as nothing."""
    for word in set(get_args(Word)) - {"untold"}:
        assert result_words.agree_words(word)
