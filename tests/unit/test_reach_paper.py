"""The paper pack: what stands on it, and a tally sheet that is typed in."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.cli import PAPERS, main
from kithbridge.people.models import Role
from kithbridge.reach.actions import ledger, sheets
from kithbridge.reach.actions.sheets import CannotTypeIn, Crosses
from kithbridge.reach.models import Area, Aside, Event, Item, Reached, Recipe, RecipeLine, Tally
from kithbridge.reach.paper import codes, drawings, pack
from kithbridge.web.clock import this_week
from tests.builders import DATABASES, Member, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401 - autouse

pytestmark = DATABASES


@pytest.fixture
def jo() -> Member:
    circle = furnish_site().circle
    for key, label, kind in (("box", "A box that shuts", Item.Kind.DISPOSAL), ("foil", "Foil", Item.Kind.SMOKING)):
        Item.objects.update_or_create(key=key, defaults={"label": label, "kind": kind, "picture": key, "order": 9})
    return make_member("Jo", Role.PEER, circle=circle)


def crosses(**more: dict[str, int]) -> Crosses:
    return Crosses(**more)


def type_in(jo: Member, sheet: str, found: Crosses, back: int = 0) -> sheets.TypedIn:
    area = Area.objects.order_by("order")[0].key
    return sheets.type_in(key=jo.key, sheet=sheet, week=this_week() - back, area=area, place="", crosses=found)


# --- The number of a sheet ---------------------------------------------------------------------------------
def test_a_number_is_read_however_it_is_typed() -> None:
    number = codes.draw()
    assert re.fullmatch(f"[{codes.SIGNS}]{{5}}-[{codes.SIGNS}]{{5}}", number)
    for typed in (number, number.lower(), number.replace("-", ""), f" {number.replace('-', ' ')} "):
        assert codes.read(typed) == number
    assert codes.draw() != codes.draw()


@pytest.mark.parametrize("typed", ["", "K7M2Q", "K7M2Q-X9DTA-22", "ÄÖÜ", "K7M2Q-X9DT!", "K7M2Q-X9DT\u0660"])
def test_what_was_never_printed_is_no_number(typed: str) -> None:
    assert codes.read(typed) is None


def test_every_single_mistake_is_seen_but_a_few() -> None:
    number = codes.draw().replace("-", "")
    wrong = [number[:n] + sign + number[n + 1 :] for n in range(len(number)) for sign in codes.SIGNS if sign != number[n]]
    assert sum(codes.read(one) is not None for one in wrong) <= 2  # three signs of mark: one in 27,000 passes by chance


# --- Typing in ---------------------------------------------------------------------------------------------
def test_each_cross_is_one_event_of_the_week_on_the_sheet(jo: Member) -> None:
    found = crosses(
        out={"fine": 7, "naloxone": 2}, none={"foil": 3}, others={"2-4": 2, "1": 1}, passed={"went": 1, "notdared": 2}, back={"box": 4}
    )
    done = type_in(jo, codes.draw(), found, back=1)
    assert (done.counted, done.before) == (9 + 3 + 3 + 4, 0)
    week = str(this_week() - 1)
    assert set(Event.objects.values_list("week", flat=True)) == {week}
    assert not Aside.objects.exists()
    sums = {(row.item_id, row.kind): row.quantity for row in Tally.objects.all()}
    assert (sums["fine", "out"], sums["naloxone", "out"], sums["foil", "missing"], sums["box", "back"]) == (7, 2, 3, 4)
    reached = {row.kind: row.quantity for row in Reached.objects.all()}
    assert reached == {"handouts": 9, "for_2_4": 2, "for_1": 1, "went": 1, "notdared": 2}


def test_a_sheet_typed_in_again_counts_nothing_twice_and_more_crosses_count_the_rest(jo: Member) -> None:
    sheet = codes.draw()
    type_in(jo, sheet, crosses(out={"fine": 5}))
    assert type_in(jo, sheet, crosses(out={"fine": 5})) == sheets.TypedIn(0, 5)
    assert type_in(jo, sheet, crosses(out={"fine": 7})) == sheets.TypedIn(2, 5)
    assert Tally.objects.get(item="fine", kind="out").quantity == 7
    assert type_in(jo, codes.draw(), crosses(out={"fine": 5})) == sheets.TypedIn(5, 0)


@pytest.mark.parametrize(("typed", "stands"), [((3, 5, 4), 5), ((1, 1, 1), 1), ((9, 2), 9)])
def test_in_whatever_order_it_is_typed_in_the_sum_is_the_most_that_was_typed(jo: Member, typed: tuple[int, ...], stands: int) -> None:
    sheet = codes.draw()
    for n in typed:
        type_in(jo, sheet, crosses(out={"fine": n}))
    assert Tally.objects.get(item="fine", kind="out").quantity == stands
    assert ledger.recount() == []


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (Crosses(), "empty"),
        (Crosses(out={"fine": 61}), "many"),
        (Crosses(out={"fine": -1}), "many"),
        (Crosses(out={"fine": 1}, others={"1": 2}), "others"),
    ],
)
def test_what_cannot_be_counts_nothing(jo: Member, found: Crosses, why: str) -> None:
    with pytest.raises(CannotTypeIn) as problem:
        type_in(jo, codes.draw(), found)
    assert problem.value.why == why
    assert not Event.objects.exists()


@pytest.mark.parametrize("back", [-1, 5, 40])
def test_a_week_ahead_or_too_long_ago_is_refused(jo: Member, back: int) -> None:
    with pytest.raises(CannotTypeIn, match="week"):
        type_in(jo, codes.draw(), crosses(out={"fine": 1}), back=back)


def test_half_a_sheet_is_never_counted(jo: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(sheets.record, "note", broken)
    with pytest.raises(RuntimeError, match="the power went"):
        type_in(jo, codes.draw(), crosses(out={"fine": 5}))
    assert not Event.objects.exists()
    assert not Tally.objects.exists()
    assert ledger.recount() == []


# --- The pages ---------------------------------------------------------------------------------------------
def test_a_sheet_is_found_by_its_number_and_typed_in(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    sheet, area = codes.draw(), Area.objects.order_by("order")[0].key
    assert client.get(reverse("sheet_find"), {"number": "nonsense"}).status_code == 422
    assert client.get(reverse("sheet_find"), {"number": sheet.lower()}).headers["Location"] == reverse("sheet", args=[sheet])
    assert client.get(reverse("sheet", args=["K7M2Q-X9DTZ"])).status_code == 404
    assert client.get(reverse("sheet", args=[sheet])).status_code == 200
    post = {"week": str(this_week()), "area": area, "out_fine": "4", "none_foil": "1", "others_2-4": "1", "out_never": "3"}
    page = client.post(reverse("sheet", args=[sheet]), post)
    assert "5 crosses counted" in page.content.decode(), "one for others is a mark on one of the four; an unknown thing is left out"
    assert "were not counted again" in client.post(reverse("sheet", args=[sheet]), post).content.decode()


def test_a_thing_is_called_there_as_it_is_on_the_paper(client: Client, jo: Member) -> None:
    Item.objects.filter(key="foil").update(neutral="Sheets")
    sign_in(client, jo)
    page = client.get(reverse("sheet", args=[codes.draw()])).content.decode()
    assert '<th scope="row">Sheets<br><span class="small quiet">Foil</span></th>' in page
    assert '<th scope="row">A box that shuts</th>' in page


def test_a_form_that_cannot_be_counted_keeps_what_was_typed(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    page = client.post(reverse("sheet", args=[codes.draw()]), {"week": "last", "area": "", "out_fine": "4"})
    assert page.status_code == 422
    assert 'name="out_fine" value="4"' in page.content.decode()
    assert not Event.objects.exists()


def test_the_pack_is_a_pdf_with_its_parts(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    page = client.get(reverse("team_paper"), {"part": ["tally", "help"], "sheets": "2"})
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF")
    assert client.get(reverse("team_paper"), {"part": "tally", "sheets": "31"}).status_code == 422
    assert client.get(reverse("team_paper"), {"sheets": "2"}).status_code == 422


# --- What is printed ---------------------------------------------------------------------------------------
def test_the_pack_is_tagged_and_can_be_read_aloud(jo: Member) -> None:
    made = pack.pdf(address="https://kb.example")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en-GB)", b"pdfuaid:part"):
        assert mark in made, mark


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)")
def test_what_stands_on_it(jo: Member, tmp_path: Path) -> None:
    file = tmp_path / "pack.pdf"
    file.write_bytes(pack.pdf(sheets=3, address="https://kb.example"))
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    numbers = re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", text)
    assert len(set(numbers)) == 3
    assert all(codes.read(number) == number for number in numbers)
    for words in (
        "Sheet",
        "asked, had none",
        "Stock and order",
        "Not breathing, or won",
        "Before you tell us anything",
        "No names, no places, no times",
    ):
        assert words in text, words
    assert "Jo" not in text.split(), "no name of the team stands on paper that lies about"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)")
def test_a_sheet_is_one_page_however_much_is_carried(jo: Member, tmp_path: Path) -> None:
    for n in range(24):
        Item.objects.create(key=f"thing-{n}", label=f"Thing {n}", kind=Item.Kind.OTHER, picture="else", order=20 + n)
    file = tmp_path / "pack.pdf"
    file.write_bytes(pack.pdf([pack.Part.TALLY], sheets=2))
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.rstrip("\f").split("\f")
    assert len(pages) == 2
    assert all("Boxes back" in page and "Thing 23" in page for page in pages)


def test_without_a_notice_or_a_menu_it_says_what_is_missing() -> None:
    with pytest.raises(pack.NoSuchPack, match="Nothing is carried yet"):
        pack.pdf([pack.Part.TALLY])
    with pytest.raises(pack.NoSuchPack, match="no notice yet"):
        pack.pdf([pack.Part.NOTICE])


def test_every_picture_has_a_drawing_of_its_own(jo: Member) -> None:
    other = drawings.drawing("else")
    for picture in set(Item.objects.values_list("picture", flat=True)) - {"else"}:
        assert drawings.drawing(picture) != other, picture
    assert drawings.drawing("never drawn") == other


def test_a_sheet_of_an_older_week_counts_what_the_kit_held_then(jo: Member) -> None:
    Item.objects.filter(key="fine").update(kind=Item.Kind.KIT)
    for version, back, swabs in ((1, 5, 2), (2, 0, 3)):
        recipe = Recipe.objects.create(kit_id="fine", version=version, week=str(this_week() - back))
        RecipeLine.objects.create(recipe=recipe, item_id="foil", quantity=swabs)
    type_in(jo, codes.draw(), crosses(out={"fine": 1}), back=2)
    assert Tally.objects.get(item="foil", kind="out").quantity == 2
    type_in(jo, codes.draw(), crosses(out={"fine": 1}))
    assert Tally.objects.get(item="foil", kind="out", week=str(this_week())).quantity == 3


# --- The command -------------------------------------------------------------------------------------------
def test_the_command_writes_one_file_and_says_what_is_in_it(jo: Member, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pack.pdf"
    assert main(["paper", "--out", str(out), "--only", "tally", "help", "--sheets", "1"]) == 0
    assert out.read_bytes().startswith(b"%PDF")
    said = capsys.readouterr().out
    assert "tally sheets, help card." in said
    assert "--address" in said


@pytest.mark.parametrize(("given", "said"), [(["--sheets", "31"], "Between 1 and 30"), (["--only", "tally"], "Nothing is carried yet")])
def test_the_command_says_what_is_wrong_and_writes_nothing(
    given: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pack.pdf"
    assert main(["paper", "--out", str(out), *given]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_the_command_offers_every_part_and_says_where_ballots_come_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(PAPERS) == [part.value for part in pack.Part]
    assert main(["paper", "--out", str(tmp_path / "pack.pdf"), "--only", "talk"]) == 0
    said = capsys.readouterr().out
    assert "sheets for talking." in said
    assert "under Talk" in said


def test_the_command_says_when_the_file_cannot_be_written(jo: Member, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paper", "--out", str(tmp_path / "no" / "pack.pdf"), "--only", "help"]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["things.example", "javascript:alert(1)", "https://things.example/t/", "https://two words"])
def test_the_command_takes_no_address_that_opens_nothing(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Else the squares are found wrong only when the sheets are out."""
    with pytest.raises(SystemExit) as left:
        main(["paper", "--out", str(tmp_path / "pack.pdf"), "--address", address])
    assert left.value.code == 2
    assert "an address begins with https://" in capsys.readouterr().err
