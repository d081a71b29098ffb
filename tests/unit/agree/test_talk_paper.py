"""Conversations on paper: the ballots, what is read out, and piles that are typed in."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.agree import queries
from kithbridge.agree.actions import paper
from kithbridge.agree.models import Ballot, Choice, Conversation, State, Statement, Vote, Voter
from kithbridge.agree.paper import piles, sheets, table
from kithbridge.agree.paper.sheets import Kind
from kithbridge.people import facts, offers
from kithbridge.people.models import Fact
from kithbridge.reach.paper import pack
from kithbridge.rules.explain import date_words
from kithbridge.web import once
from tests.builders import DATABASES, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import press, words_on
from tests.unit.agree.talked import stop
from tests.unit.agree.test_team_talk_pages import SEEDS, Team, html, opened, team  # noqa: F401 - fixture

pytestmark = DATABASES
ADDRESS = "https://kb.example/n/talk/1"
HAS_PDFTOTEXT = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)")


@pytest.fixture
def talk(team: Team) -> Conversation:  # noqa: F811
    return opened(team)


@pytest.fixture
def jo(team: Team) -> Client:  # noqa: F811
    client = Client()
    sign_in(client, team.jo)
    return client


def printed(talk: Conversation, team: Team, number: int = 5) -> list[str]:  # noqa: F811
    return paper.ballots(key=team.jo.key, conversation=talk, number=number, form_id=once.new_form_id())


def text_of(made: bytes, folder: Path) -> str:
    file = folder / "made.pdf"
    file.write_bytes(made)
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout


# --- What is printed ------------------------------------------------------------------------------------
def test_both_are_tagged_and_can_be_read_aloud(talk: Conversation) -> None:
    for made in (sheets.ballots(talk, ["2222 3333"], Kind.SENTENCES, ADDRESS), sheets.script(talk)):
        for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en-GB)", b"pdfuaid:part"):
            assert mark in made, mark


@HAS_PDFTOTEXT
def test_every_page_of_a_ballot_bears_its_code_and_the_first_says_what_happens(talk: Conversation, tmp_path: Path) -> None:
    for n in range(40):
        Statement.objects.create(
            conversation=talk, number=n + 1, stage="shown", origin="seed", week=talk.week, text=f"Sentence {n} " + "x" * 150
        )
    pages = text_of(sheets.ballots(talk, ["2222 3333", "4444 5555"], Kind.SENTENCES, ADDRESS), tmp_path).rstrip("\f").split("\f")
    first = [page for page in pages if "2222 3333" in page]
    assert len(pages) == 2 * len(first) > 2
    assert all(("2222 3333" in page) != ("4444 5555" in page) for page in pages)
    assert "What happens with it" in first[0]
    assert f"page {len(first)} of {len(first)}" in first[-1]
    assert "Say it your way" in first[-1]
    everything = " ".join("".join(first).split())
    assert all(text in everything for text in SEEDS)


@HAS_PDFTOTEXT
def test_a_ballot_with_numbers_only_holds_no_sentence(talk: Conversation, tmp_path: Path) -> None:
    text = text_of(sheets.ballots(talk, ["2222 3333"], Kind.NUMBERS, ADDRESS), tmp_path)
    assert not any(said in text for said in SEEDS)
    assert all(str(one.number) in text for one in queries.shown(talk))


@HAS_PDFTOTEXT
def test_what_is_read_out_holds_the_sentences_in_the_order_of_the_ballot(talk: Conversation, tmp_path: Path) -> None:
    text = " ".join(text_of(sheets.script(talk), tmp_path).split())
    places = [text.index(f"{one.number} {one.text}") for one in queries.shown(talk)]
    assert places == sorted(places)
    assert "What you can still see" in text


@HAS_PDFTOTEXT
def test_no_name_of_the_team_and_no_code_in_the_square(talk: Conversation, team: Team, tmp_path: Path) -> None:  # noqa: F811
    text = text_of(sheets.ballots(talk, ["2222 3333"], Kind.SENTENCES, ADDRESS), tmp_path)
    assert not {"Jo", "Wren", "Maeve"} & set(re.findall(r"\w+", text))
    told = sheets.told_ballots(talk, ["2222 3333"], Kind.SENTENCES, ADDRESS)
    assert told["square"] == sheets.square(ADDRESS) != sheets.square(ADDRESS + "2222")


def test_without_a_statement_there_is_nothing_to_print(talk: Conversation) -> None:
    Statement.objects.all().delete()
    for make in (lambda: sheets.script(talk), lambda: sheets.ballots(talk, ["2222 3333"], Kind.SENTENCES, ADDRESS)):
        with pytest.raises(sheets.NothingToPrint):
            make()


# --- Sheets for a table, in the group's paper pack -------------------------------------------------------
@HAS_PDFTOTEXT
def test_a_sheet_for_talking_bears_sentences_and_dates_and_no_code(talk: Conversation, tmp_path: Path) -> None:
    before = Ballot.objects.count()
    text = " ".join(text_of(pack.pdf([pack.Part.TALK], address="https://kb.example"), tmp_path).split())
    assert talk.question in text
    assert all(said in text for said in SEEDS)
    assert "Nothing on it is counted" in text
    assert "this week" not in text, "paper lies about longer than a week"
    assert date_words(sheets.last_day(str(talk.first_until))) in text
    assert "this sheet is for them" in text
    assert "What should we all talk about?" in text
    assert Ballot.objects.count() == before, "whoever prints the pack makes no codes"


def test_a_sheet_opens_its_own_question_on_a_phone(talk: Conversation) -> None:
    assert [sheet.path for sheet in offers.talk_sheets()] == [reverse("talk_one", args=[talk.number]), ""]
    squares = [bool(one["square"]) for one in pack.told([pack.Part.TALK], 1, "https://kb.example/")["talk"]]
    assert squares == [True, False]
    assert not any(one["square"] for one in pack.told([pack.Part.TALK], 1, "")["talk"])


def test_a_closed_talk_and_a_draft_lie_on_no_table(talk: Conversation) -> None:
    for state in (State.DRAFT, State.CLOSED, State.STOPPED):
        Conversation.objects.filter(pk=talk.pk).update(state=state)
        assert [sheet.sentences for sheet in table.for_a_table()] == [()], state


def test_until_the_assessments_are_signed_nobody_prints_what_others_wrote(talk: Conversation) -> None:
    assert len(table.for_a_table()) == 2
    Fact.objects.filter(key=facts.ASSESSMENTS[0]).delete()
    assert [sheet.sentences for sheet in table.for_a_table()] == [()]


# --- The page for printing ------------------------------------------------------------------------------
def test_the_pdf_is_the_answer_and_the_same_form_prints_no_second_pile(jo: Client, talk: Conversation) -> None:
    address = reverse("conversation_paper", args=[talk.pk])
    sent = {"number": "7", "kind": "sentences", "form_id": once.new_form_id()}
    made = jo.post(address, sent)
    assert made.headers["Content-Type"] == "application/pdf"
    assert talk.ballot_set.count() == 7
    again = jo.post(address, sent)
    assert again.status_code == 422
    assert "shown once" in words_on(html(again))
    assert talk.ballot_set.count() == 7


@pytest.mark.parametrize("number", ["0", "", "41", "-3", "many"])
def test_how_many_is_between_one_and_forty(jo: Client, talk: Conversation, number: str) -> None:
    page = press(jo, jo.get(reverse("conversation_paper", args=[talk.pk])), "Make the PDF", number=number)
    assert page.status_code == 422
    assert "Between 1 and 40" in words_on(html(page))
    assert not talk.ballot_set.exists()


def test_what_is_not_open_is_not_printed(jo: Client, talk: Conversation, team: Team) -> None:  # noqa: F811
    assert jo.get(reverse("conversation_read_out", args=[talk.pk])).headers["Content-Type"] == "application/pdf"
    stop(talk, team.wren.key, team.jo.key)
    for name in ("conversation_paper", "conversation_read_out", "conversation_pile"):
        assert jo.get(reverse(name, args=[talk.pk])).status_code == 404


# --- Typing in ------------------------------------------------------------------------------------------
def typed(codes: list[str], letters: str = "adp", voice: str = "living", **more: str) -> dict[str, str]:
    found = {f"code_{n}": code for n, code in enumerate(codes)}
    found |= {f"five_{n}_0": letters for n in range(len(codes))} | {f"voice_{n}": voice for n in range(len(codes))}
    return found | more


def pile(client: Client, talk: Conversation, **fields: str):
    return press(client, client.get(reverse("conversation_pile", args=[talk.pk])), "Count them", **fields)


def test_the_page_of_a_pile_shows_how_a_box_is_typed(jo: Client, talk: Conversation) -> None:
    said = words_on(jo.get(reverse("conversation_pile", args=[talk.pk])).content.decode())
    assert "Like this: AAD-P ." in said or "Like this: AAD-P." in said


def test_a_pile_is_counted_letter_by_letter(jo: Client, talk: Conversation, team: Team) -> None:  # noqa: F811
    done = pile(jo, talk, **typed(printed(talk, team), five_1_0="A -p"))
    assert done.status_code == 302
    assert "5 ballots counted. Tear them up." in words_on(html(jo.get(done.headers["Location"])))
    first, second, third = queries.shown(talk)
    answers = [[vote.choice for vote in Vote.objects.filter(statement=one)] for one in (first, second, third)]
    assert answers == [[Choice.AGREE] * 5, [Choice.DISAGREE] * 4, [Choice.PASS] * 5]
    assert Voter.objects.filter(conversation=talk, counted=True, voice="living").count() == 5


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"five_2_0": "adx"}, "letters do not fit"),
        ({"five_2_0": "ad"}, "letters do not fit"),
        ({"five_2_0": "adpa"}, "letters do not fit"),
        ({"five_2_0": ""}, "No answer stands on it"),
        ({"code_2": " "}, "Type the code"),
        ({"voice_2": ""}, "Choose as what"),
        ({"text_2": "x" * 201}, "more than 200 letters"),
    ],
)
def test_one_wrong_row_counts_nothing_and_keeps_everything(
    jo: Client,
    talk: Conversation,
    team: Team,  # noqa: F811
    wrong: dict[str, str],
    why: str,
) -> None:
    codes = printed(talk, team)
    page = pile(jo, talk, **(typed(codes) | wrong))
    assert page.status_code == 422
    assert why in words_on(html(page))
    assert "Nothing was counted. Below it says what is wrong with ballot 3." in words_on(html(page))
    assert sum(f'value="{code}"' in html(page) for code in codes) >= 4
    assert html(page).count('value="adp"') >= 4
    assert not Vote.objects.exists()


def test_fewer_than_five_are_not_counted(jo: Client, talk: Conversation, team: Team) -> None:  # noqa: F811
    page = pile(jo, talk, **typed(printed(talk, team)[:4]))
    assert page.status_code == 422
    assert "At least 5 ballots" in words_on(html(page))
    assert not Vote.objects.exists()


def test_a_code_counts_once_and_the_pile_stays_until_all_of_it_can_be_counted(jo: Client, talk: Conversation, team: Team) -> None:  # noqa: F811
    codes = printed(talk, team)
    assert pile(jo, talk, **typed(codes)).status_code == 302
    more = printed(talk, team, 4)
    page = pile(jo, talk, **typed([codes[0], *more]))
    assert page.status_code == 422
    assert "Nothing was counted. Below it says what is wrong with ballot 1." in words_on(html(page))
    assert words_on(html(page)).count("typed in before") == 1
    assert all(code in html(page) for code in (codes[0], *more))
    assert Voter.objects.count() == 5
    done = press(jo, page, "Count them", **typed([*printed(talk, team, 1), *more]))
    assert "5 ballots counted. Tear them up." in words_on(html(jo.get(done.headers["Location"])))
    assert Voter.objects.filter(conversation=talk).count() == 10


def test_who_speaks_from_the_second_round_on_waits(jo: Client, talk: Conversation, team: Team) -> None:  # noqa: F811
    codes = printed(talk, team, 6)
    page = pile(jo, talk, **typed(codes[:5], voice_0="worker"))
    assert "speaks from the second round on" in words_on(html(page))
    assert not Voter.objects.filter(conversation=talk).exists()
    assert press(jo, page, "Count them", **typed([codes[5], *codes[1:5]])).status_code == 302
    assert Voter.objects.filter(conversation=talk, voice="living").count() == 5


def test_a_sentence_on_a_ballot_waits_for_readers(jo: Client, talk: Conversation, team: Team) -> None:  # noqa: F811
    pile(jo, talk, **typed(printed(talk, team), text_3="Somebody should hold the baby."))
    one = Statement.objects.get(origin=Statement.Origin.PAPER)
    assert (one.stage, one.text) == (Statement.Stage.WAITING, "")
    assert "Somebody should hold the baby." in html(jo.get(reverse("statements")))


def test_more_rows_keep_what_was_typed(jo: Client, talk: Conversation, team: Team) -> None:  # noqa: F811
    codes = printed(talk, team)
    page = press(jo, jo.get(reverse("conversation_pile", args=[talk.pk])), "Five more rows", **typed(codes))
    assert page.status_code == 200
    assert "Ballot 10" in words_on(html(page))
    assert all(f'value="{code}"' in html(page) for code in codes)


def test_after_it_has_closed_nothing_is_counted(jo: Client, talk: Conversation, team: Team) -> None:  # noqa: F811
    page = jo.get(reverse("conversation_pile", args=[talk.pk]))
    codes = printed(talk, team)
    Conversation.objects.update(state=State.CLOSED, result={})
    assert press(jo, page, "Count them", **typed(codes)).status_code == 404
    assert not Vote.objects.exists()


def test_a_form_never_holds_more_fields_than_the_site_takes(settings: object) -> None:
    for many in (1, 52, 120, 250):
        statements = [Statement(number=n) for n in range(many)]
        boxes = len(piles.blocks(statements))
        assert piles.most_rows(statements) * (boxes + 3) + piles.OTHER_FIELDS <= max(300, piles.ROWS * (boxes + 3) + piles.OTHER_FIELDS)
    assert piles.most_rows([Statement(number=n) for n in range(52)]) >= 10
