"""Whose word counts: what is counted, what is left out, what is merged, what the page says and what it never does."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from kithbridge.agree import heard_words
from kithbridge.agree.heard import AT_WORK, FOR_THEM, Half, gathered, half_of, heard, side_of
from kithbridge.agree.models import Conversation, Statement
from kithbridge.people.models import Role, TeamMember
from kithbridge.rules import enact
from kithbridge.rules.enact import Piece
from kithbridge.rules.models import Decision
from tests import sitting
from tests.builders import DATABASES, furnish_site, quick_kdf  # noqa: F401 - autouse
from tests.pressing import words_on
from tests.sitting import enacted
from tests.unit.agree.putting import Room, a_room  # noqa: F401 - the fixture
from tests.unit.test_reading_pages import HIGHEST, grade_of

pytestmark = DATABASES
KEY = "asks.live_weeks"


def talk(state: str = "closed", *, until: str = "2026-W40", **voices: int) -> list[Statement]:
    """A conversation with so many sentences of each voice; `seed`: of nobody."""
    weeks = {"week": "2026-W36", "first_until": "2026-W37", "until": until}
    row = Conversation.objects.create(
        id=uuid4(), number=Conversation.objects.count() + 1, question="What now?", state=state, measure="seventy-fifteen", **weeks
    )
    names = [name for name, n in voices.items() for _ in range(n)]
    return [
        Statement.objects.create(
            id=uuid4(), conversation=row, number=n, stage="shown", origin="hers", voice="" if name == "seed" else name,
            week="2026-W36", text=f"Sentence {row.number} {n}.",
        )
        for n, name in enumerate(names, start=1)
    ]  # fmt: skip


def of(rows: list[Statement], voice: str, n: int | None = None) -> list[Piece]:
    """Some of them as evidence."""
    return [Piece("statement", voice, "statements", row.pk) for row in rows if row.voice == voice][:n]


def guidance() -> Piece:
    return Piece("guidance", "guidance", "sayings", uuid4())


def decide(value: int, *pieces: Piece, **other: Any) -> Decision:
    row: Decision = enacted(KEY, value, evidence=list(pieces), **other).decision
    return row


@pytest.fixture(autouse=True)
def begun() -> Any:
    with sitting.week(0):
        enact.begin()
        yield


def page() -> str:
    if not TeamMember.objects.exists():
        furnish_site()
    answer = Client().get("/talks/heard")
    assert answer.status_code == 200
    return words_on(answer.content.decode())


# --- What is counted ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "side"),
    [("living", FOR_THEM), ("lived", FOR_THEM), ("mother", FOR_THEM), ("kin", FOR_THEM), ("partner", FOR_THEM), ("work", AT_WORK)]
    + [(role, AT_WORK) for role in ("peer", "worker", "manager", "payer", "team", *Role.values)]
    + [("group", "untold"), ("", "untold")],
)
def test_who_is_on_which_side(role: str, side: str) -> None:
    assert side_of(role) == side


@pytest.mark.parametrize(
    ("week", "half"), [("2026-W01", (2026, 1)), ("2026-W26", (2026, 1)), ("2026-W27", (2026, 2)), ("2026-W53", (2026, 2))]
)
def test_half_a_year(week: str, half: tuple[int, int]) -> None:
    assert half_of(week) == Half(*half)


@pytest.mark.parametrize("state", ["first", "all", "draft", "stopped"])
def test_only_talks_that_have_closed_count(state: str) -> None:
    rows = talk(state, living=3)
    decide(3, *of(rows, "living"))
    assert gathered().pieces == ()
    assert gathered().uses == ()


def test_what_the_team_began_with_is_nobodys_voice() -> None:
    rows = talk(living=1, seed=4)
    decide(3, *(Piece("statement", "living", "statements", row.pk) for row in rows))
    assert [(one.role, one.topic) for one in gathered().pieces] == [("living", "talk 1")]
    assert len(gathered().uses) == 1


def test_hidden_sentences_do_not_count() -> None:
    rows = talk(living=2)
    Statement.objects.filter(pk=rows[0].pk).update(stage="hidden", text="", reason="names")
    assert len(gathered().pieces) == 1


def test_words_a_decision_names_were_said_too() -> None:
    decide(3, Piece("quote", "living", "sayings", uuid4()), guidance())
    found = gathered()
    assert [(one.role, one.topic) for one in found.pieces] == [("living", f"rule {KEY}")]
    assert sorted(one.document for one in found.uses) == [False, True]


def test_words_written_down_to_be_cited_make_no_talk_look_unheard() -> None:
    """They are all used, whoever spoke: only sentences of talks could be used or not."""
    rows = talk(living=10, worker=10)
    decide(4, *of(rows, "living", 3), *of(rows, "worker", 3), *(Piece("observation", "worker", "sayings", uuid4()) for _ in range(12)))
    told = heard_words.shown(heard())
    assert [bar.said for bar in told["bars"]] == ["The gap could be chance."] * 2
    assert [bar.ratio for bar in told["bars"]] == ["1.0", "1.0"]
    assert {(bar.who, bar.cited) for bar in told["rest_bars"]} == {("People who use now", 15), ("Workers", 85)}
    assert "two came from those it is for, and eight from people at work" in told["rests"]


def test_what_was_taken_back_later_was_said_all_the_same() -> None:
    rows = talk(living=2, worker=1)
    decide(3, *of(rows, "living", 1))
    Statement.objects.filter(pk=rows[0].pk).delete()
    assert sorted(one.role for one in gathered().pieces) == ["living", "living", "worker"]


def test_words_that_one_alone_has_read_do_not_count(room: Room) -> None:
    row = room.matter(cited=False)
    room.cite(row)
    assert [one.role for one in gathered().pieces] == ["living"]
    from kithbridge.people.deciding.models import Saying

    Saying.objects.update(shown=False)
    assert gathered().pieces == ()


def test_a_draft_counts_for_nothing(room: Room) -> None:
    room.matter(up=False)
    assert gathered().pieces == ()


def test_a_sentence_keeps_its_own_voice_whoever_cites_it() -> None:
    rows = talk(living=1)
    decide(3, Piece("statement", "worker", "statements", rows[0].pk))
    assert [one.role for one in gathered().pieces] == ["living"]


def test_what_leaves_things_as_they_were_is_not_decisive() -> None:
    rows = talk(living=6, worker=6)
    decide(2, *of(rows, "living", 2))  # two weeks is what held before
    (living, _work) = heard().talks.roles
    assert (living.roles, living.cited, living.decisive) == (("living",), 2, 0)
    decide(4, *of(rows, "living", 3))
    (living, _work) = heard().talks.roles
    assert (living.cited, living.decisive) == (5, 3)


# --- Shares ---------------------------------------------------------------------------------------------
def test_shares_and_the_plain_sentence() -> None:
    rows = talk(living=10, worker=10)
    decide(4, *of(rows, "living", 3), *of(rows, "worker", 6))
    told = heard_words.shown(heard())
    assert told["first"] == [
        "Of ten things said in talks by those it is for, we used three. Of ten said by people at work, we used six.",
        "With so few, this could be chance.",
    ]
    assert told["used"] == "So far they were used 9 times."
    assert [(bar.who, bar.heard, bar.cited, bar.decisive, bar.ratio) for bar in told["bars"]] == [
        ("People who use now", 50, 35, 35, "0.7"),
        ("Workers", 50, 65, 65, "1.3"),
    ]


def test_a_large_gap_is_called_hardly_chance() -> None:
    rows = talk(living=40, worker=20)
    decide(4, *of(rows, "living", 2), *of(rows, "worker", 15))
    told = heard_words.shown(heard())
    assert told["first"][1] == "That is hardly chance."
    assert "less than it was said" in told["bars"][0].said
    assert "more than it was said" in told["bars"][1].said


def test_roles_under_five_pieces_are_told_with_others() -> None:
    rows = talk(living=9, kin=2, partner=2, lived=6, worker=6, payer=1)
    decide(4, *of(rows, "kin"))
    assert [one.roles for one in heard().talks.roles] == [("living",), ("kin", "lived", "partner"), ("payer", "worker")]


def test_nothing_is_compared_where_one_side_hardly_spoke() -> None:
    rows = talk(living=9, worker=4)
    decide(4, *of(rows, "worker"))
    assert heard().talks.roles == ()
    text = page()
    assert "one side said too little" in text
    assert "of 100" not in text


def test_nothing_said_and_one_side_only() -> None:
    assert "No talk has closed yet" in page()
    decide(4, *of(talk(living=9), "living", 2))
    assert "all was said by those it is for" in page()


def test_half_years_hold_what_was_said_then() -> None:
    first, second = talk(until="2026-W10", living=6, worker=6), talk(until="2026-W40", living=7, worker=8)
    decide(4, *of(first, "living", 2), *of(second, "worker", 1))
    told = heard_words.shown(heard())
    assert [(one["title"], one["pieces"]) for one in told["halves"]] == [("July to December 2026", 15), ("January to June 2026", 12)]
    assert [bar.cited for bar in told["halves"][1]["bars"]] == [100, 0]


# --- Corroboration, overrides, last word, talk ----------------------------------------------------------
def test_whose_word_needs_another() -> None:
    rows = talk(living=12, worker=12)
    for n in range(5):
        decide(3 + n, of(rows, "living")[n], guidance())
        decide(3 - n % 2, of(rows, "worker")[n])
    found = heard().rests.corroboration
    assert found is not None
    assert (found.experience, found.professionals) == ((5, 5), (0, 5))
    told = heard_words.shown(heard())
    assert "lean on in all ten." in told["second"][0]
    assert told["second"][1] == "That is hardly chance."


@pytest.mark.parametrize(
    ("outcome", "paused", "overrode"),
    [
        ({"living": "at most 50"}, False, True),
        ({"living": "more than 50"}, False, False),
        ({"living": "more than 70"}, True, True),
        ({"living": "at most 70"}, True, True),
        ({"together": "at most 50"}, False, None),
        ({"living": "half"}, True, None),
        ({"living": "none"}, False, True),
        ({"living": "most"}, False, False),
        ({"living": "more than half"}, True, None),
    ],
)
def test_against_those_who_use_now(outcome: dict[str, str], paused: bool, overrode: bool | None) -> None:
    row = decide(4, guidance(), outcome=outcome)
    if paused:
        pause(row.pk)
    (one,) = gathered().decisions
    assert one.overrode is overrode
    assert one.reason is (overrode is True and paused)


def pause(decision: UUID) -> None:
    enact.pause(decision=decision, ground="law", office="The council", weeks=2, reason="The law.", leads=[uuid4(), uuid4()], role="team")


def test_what_was_set_in_a_hurry_asked_nobody() -> None:
    decide(6, guidance())
    enact.protect(key=KEY, value=3, weeks=2, reason="Somebody reads it.", leads=[uuid4(), uuid4()], role="team")
    (one,) = (one for one in gathered().decisions if one.hurried)
    assert one.overrode is None
    assert "1 more was set in a hurry by two leads" in page()


def test_last_word_and_rests_on_of_a_matter(room: Room) -> None:
    group = sitting.seat(living=3, lived=2)
    room.decide(room.put(room.way(room.matter())), group)
    found = heard()
    assert found.last_word == ((AT_WORK, 1),)
    assert heard_words.shown(found)["last_word"] == []  # of one decision "100 of 100" says nothing
    told = heard_words.shown(dataclasses.replace(found, last_word=((FOR_THEM, 1), (AT_WORK, 4))))
    assert told["last_word"] == [("Those it is for", 20), ("People at work", 80)]
    (one,) = told["each"]
    assert one["question"] == "Shall we open on Sunday?"
    assert one["rests_on"] == ["People who use now: 1 piece"]
    assert one["alone"] == "The word of those it is for was enough."
    assert one["last"] == "people at work"


# --- The page -------------------------------------------------------------------------------------------
def test_the_page_shows_it_is_plain_and_may_be_kept() -> None:
    site = furnish_site()
    rows = talk(living=14, lived=6, worker=10, manager=2)
    decide(4, *of(rows, "living", 3), *of(rows, "worker", 6), guidance())
    answer = Client().get("/talks/heard")
    html = answer.content.decode()
    assert answer.headers["Cache-Control"].startswith("public")
    assert "csrf" not in html
    assert "Sentence 1" not in html  # shares, never words
    assert site.lead.member.work_name not in html
    found, words = grade_of(Client(), "/talks/heard")
    assert found <= HIGHEST, f"grade {found:.1f} over {words} words"


def test_a_rule_for_the_team_alone_is_not_named() -> None:
    from kithbridge.rules import Readers, all_rules

    hidden = next(one for one in all_rules() if one.readers is not Readers.EVERYBODY and one.kind.name == "yes or no")
    enacted(hidden.key, not hidden.default, evidence=[guidance()])
    assert str(hidden.question) not in page()
    assert heard().decisions == 1


def test_the_same_pieces_are_reckoned_once() -> None:
    from kithbridge.agree.heard import _view

    decide(4, *of(talk(living=9, worker=9), "living", 2))
    _view.cache_clear()
    heard()
    missed = _view.cache_info().misses
    heard()
    assert _view.cache_info().misses == missed
